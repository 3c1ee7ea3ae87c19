/* SPDX-License-Identifier: Apache-2.0 */
/* tenant.c: the verbs tenant list and tenant drop. */
#include "dunlin/tenant.h"

#include <string.h>

#include "app/common/context.h"

static void tenant_free(DunlinTenant *tenant)
{
    g_free(tenant->name);
    g_free(tenant->place);
    g_free(tenant);
}

GPtrArray *dunlin_tenant_list(
    DunlinProject *project, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnFleet) fleet = dln_fleet_new(project);
    const DunlinSelection tenants = {.include_tenants = TRUE};
    GPtrArray *list;

    if (!dln_fleet_choose(fleet, DLN_SCOPE_TENANT, &tenants, cancellable, error))
        return NULL;
    dln_fleet_survey(fleet, DLN_SCOPE_TENANT, DLN_SURVEY_TRUST_VERSION, cancellable);
    if (g_cancellable_is_cancelled(cancellable)) {
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
        return NULL;
    }
    list = g_ptr_array_new_with_free_func((GDestroyNotify)tenant_free);
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        DunlinTenant *tenant = g_new0(DunlinTenant, 1);
        tenant->name = g_strdup(database->name);
        tenant->place = g_strdup(database->place);
        tenant->exists = !database->is_missing;
        g_ptr_array_add(list, tenant);
    }
    return list;
}

gboolean dunlin_tenant_drop(DunlinProject *project, const char *slug, const char *confirm,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnDatabase) database = NULL;
    g_autofree char *run_id = dln_app_new_run_id();
    g_autofree char *actor = dln_app_actor();
    const DlnAppAudit audit = {project, run_id, actor, "tenant drop", slug};
    gboolean exists = FALSE;
    GError *failed = NULL;

    if (g_strcmp0(slug, confirm) != 0) {
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "dropping tenant \"%s\" loses all its data; confirm with --yes %s", slug, slug);
        return FALSE;
    }
    if (!dln_fleet_tenant(project, slug, &database, error) ||
        !dln_fleet_exists(project, database, cancellable, &exists, error))
        return FALSE;
    if (!exists) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "tenant \"%s\" does not exist (%s)", slug,
            database->place);
        return FALSE;
    }
    if (!dln_app_audit(&audit, "started", NULL, error))
        return FALSE;
    gboolean ok = dln_fleet_remove(project, database, cancellable, &failed);
    dln_app_audit(
        &audit, ok ? "finished" : "failed", failed != NULL ? failed->message : NULL, NULL);
    if (!ok)
        g_propagate_error(error, failed);
    return ok;
}
