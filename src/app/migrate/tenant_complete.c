/* SPDX-License-Identifier: Apache-2.0 */
/* tenant_complete.c: the one state that a killed `tenant create` can leave behind and that may not be thrown away.
 *
 * Where the registration and the name cannot be in one transaction, the registration comes first, together with a row
 * in the audit log. As long as no newer creation was started or finished, that row says that the place is whole. */
#include "app/migrate/tenant_complete.h"

static gboolean was_registered(
    const DlnAppAudit *audit, GCancellable *cancellable, gboolean *out_registered, GError **error)
{
    g_autoptr(DlnSession) session = NULL;
    g_autofree char *event = NULL;

    *out_registered = FALSE;
    if (!dln_app_open_audit(audit, DLN_OPEN_READ_ONLY, &session, error) ||
        !dln_audit_last_event(session, "tenant create", audit->target, cancellable, &event, error))
        return FALSE;
    *out_registered = g_strcmp0(event, DLN_APP_REGISTERED) == 0;
    return TRUE;
}

gboolean dln_app_complete_tenant(const DlnAppAudit *audit, const DlnDatabase *database,
    GCancellable *cancellable, gboolean *out_completed, GError **error)
{
    const DunlinProject *project = audit->project;
    g_autoptr(DlnDatabase) building = NULL;
    g_autoptr(DlnClaim) claim = NULL;
    gboolean is_built = FALSE, is_there = FALSE, is_registered = FALSE;

    *out_completed = FALSE;
    if (project->config.tenants_register == NULL || dln_fleet_renames_within(project, database))
        return TRUE;
    building = dln_fleet_building(project, database);
    if (!dln_fleet_exists(project, building, cancellable, &is_built, error))
        return FALSE;
    if (!is_built)
        return TRUE;
    claim = dln_fleet_claim(project, database, cancellable, error);
    if (claim == NULL || !dln_fleet_exists(project, database, cancellable, &is_there, error) ||
        (!is_there && !was_registered(audit, cancellable, &is_registered, error)))
        return FALSE;
    if (!is_registered)
        return TRUE;
    *out_completed =
        dln_fleet_rename(project, building, database, cancellable, error) &&
        dln_app_audit(audit, "finished", "registered before, now given its name", error);
    return *out_completed;
}

void dln_app_complete_missing(const DlnAppAudit *audit, DlnFleet *fleet, GCancellable *cancellable)
{
    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = fleet->databases->pdata[i];
        const DlnAppAudit own = {
            audit->project, audit->run_id, audit->actor, "tenant create", database->name};
        gboolean is_completed = FALSE;
        if (database->scope != DLN_SCOPE_TENANT || !database->is_missing)
            continue;
        if (dln_app_complete_tenant(&own, database, cancellable, &is_completed, &database->error) &&
            is_completed) {
            database->is_missing = FALSE;
            g_clear_pointer(&database->ledger, dln_ledger_free);
        }
    }
}
