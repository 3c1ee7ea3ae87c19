/* SPDX-License-Identifier: Apache-2.0 */
/* claim.c: who is making a tenant. Two runs at one unfinished place would throw away or mix each other's work; what is
 * held here goes with the process, so that a killed run keeps nobody out. */
#include "base/file_lock.h"
#include "fleet/fleet.h"

struct DlnClaim {
    const DunlinProject *project;
    const DlnDatabase *database;
    DlnFileLock *lock;   /* of a file */
    DlnSession *session; /* of the others: its open transaction holds an advisory lock */
};

void dln_claim_free(DlnClaim *claim)
{
    if (claim == NULL)
        return;
    if (claim->lock != NULL) {
        dln_file_lock_free(claim->lock);
        dln_fleet_remove_own_folder(claim->project, claim->database);
    }
    g_clear_pointer(&claim->session, dln_session_close);
    g_free(claim);
}

static gboolean refuse(const DlnDatabase *database, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_LOCKED, NULL,
        "another run is making tenant \"%s\" at this moment", database->name);
    return FALSE;
}

static gboolean claim_file(DlnClaim *claim, const DlnDatabase *database, GError **error)
{
    /* With the suffix last it is no tenant either. */
    g_autofree char *path =
        g_strconcat(database->address->path, ".lock", DLN_CREATING_SUFFIX, NULL);
    g_autoptr(GError) failed = NULL;

    claim->lock = dln_file_lock_take(path, &failed);
    if (dln_error_is(failed, DUNLIN_ERROR_LOCKED))
        return refuse(database, error);
    if (failed != NULL)
        g_propagate_error(error, g_steal_pointer(&failed));
    return claim->lock != NULL;
}

static gboolean claim_place(DlnClaim *claim, const DunlinProject *project,
    const DlnDatabase *database, GCancellable *cancellable, GError **error)
{
    g_autofree char *lock_name = g_strconcat("create ", database->place, NULL);
    const DlnIsolation isolation = {
        .schema = "pg_catalog",
        .lock_timeout_ms = project->config.lock_timeout_ms,
        .lock_name = lock_name,
    };
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) failed = NULL;

    claim->session = dln_fleet_open_beside(project, database, cancellable, error);
    if (claim->session == NULL)
        return FALSE;
    dln_engine_add_begin(DLN_ENGINE_POSTGRES, batch, 0, &isolation);
    if (dln_session_run(claim->session, batch, cancellable, NULL, &failed))
        return TRUE;
    if (dln_error_is(failed, DUNLIN_ERROR_CONFLICT))
        return refuse(database, error);
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

DlnClaim *dln_fleet_claim(const DunlinProject *project, const DlnDatabase *database,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnClaim) claim = g_new0(DlnClaim, 1);
    gboolean ok;

    claim->project = project;
    claim->database = database;
    if (database->address->engine == DLN_ENGINE_SQLITE)
        ok = dln_fleet_make_place(project, database, cancellable, error) &&
            claim_file(claim, database, error);
    else
        ok = claim_place(claim, project, database, cancellable, error);
    return ok ? g_steal_pointer(&claim) : NULL;
}
