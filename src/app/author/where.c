/* SPDX-License-Identifier: Apache-2.0 */
/* where.c: one survey of all ledgers. */
#include "app/author/where.h"

#include "app/author/branch.h"
#include "app/common/context.h"

static gboolean has_any(const DlnDatabase *database, const GPtrArray *revisions)
{
    for (guint i = 0; i < revisions->len; i++) {
        const DlnRevision *revision = revisions->pdata[i];
        if (revision->scope & database->scope &&
            dln_applied_find(database->ledger->applied, revision->id) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean look(const DlnFleet *fleet, DlnScope scope, const GPtrArray *revisions,
    GPtrArray *out_names, GError **error)
{
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        if (database->scope != scope)
            continue;
        if (!dln_database_check_read(database, error)) {
            g_prefix_error(error, "%s: ", database->name);
            return FALSE;
        }
        if (has_any(database, revisions))
            g_ptr_array_add(out_names, g_strdup(database->name));
    }
    return TRUE;
}

static gboolean choose(DlnFleet *fleet, DlnScope scope, GCancellable *cancellable, GError **error)
{
    const DunlinSelection all = {0};
    g_autoptr(GError) failed = NULL;

    if (dln_fleet_choose(fleet, scope, &all, cancellable, &failed) ||
        (scope == DLN_SCOPE_TENANT && dln_app_tenants_come_later(fleet, failed)))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

gboolean dln_app_where_applied(const DunlinProject *project, const GPtrArray *revisions,
    GCancellable *cancellable, GPtrArray *out_names, GError **error)
{
    g_autoptr(DlnFleet) fleet = dln_fleet_new(project);
    DlnScope scopes = 0;

    for (guint i = 0; i < revisions->len; i++)
        scopes |= ((const DlnRevision *)revisions->pdata[i])->scope;
    /* Public is looked at in any case: whether there can be tenants yet is told by it. */
    for (guint i = 0; i < DLN_N_SINGLE_SCOPES; i++) {
        const DlnScope scope = dln_single_scopes[i];
        if (scope == DLN_SCOPE_TENANT && !(scopes & scope))
            continue;
        if (!choose(fleet, scope, cancellable, error))
            return FALSE;
        dln_fleet_survey(fleet, scope, DLN_SURVEY_LEDGERS, cancellable);
        if (scopes & scope && !look(fleet, scope, revisions, out_names, error))
            return FALSE;
    }
    return TRUE;
}
