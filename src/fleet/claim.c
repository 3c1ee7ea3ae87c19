/* SPDX-License-Identifier: Apache-2.0 */
/* claim.c: who is making a tenant. Two runs at one unfinished place would throw away or mix each other's work; what is
 * held here goes with the process, so that a killed run keeps nobody out. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "fleet/fleet.h"

struct DlnClaim {
    const DunlinProject *project;
    const DlnDatabase *database;
    int fd; /* of lock_file, -1: none */
    char *lock_file;
    DlnSession *session; /* its open transaction holds an advisory lock */
};

void dln_claim_free(DlnClaim *claim)
{
    if (claim == NULL)
        return;
    /* Unlinked while it is locked: whoever opened it meanwhile sees that it is no longer the one of that name. */
    if (claim->fd >= 0) {
        unlink(claim->lock_file);
        close(claim->fd);
        dln_fleet_remove_own_folder(claim->project, claim->database);
    }
    g_free(claim->lock_file);
    g_clear_pointer(&claim->session, dln_session_close);
    g_free(claim);
}

static gboolean refuse(const DlnDatabase *database, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_LOCKED, NULL,
        "another run is making tenant \"%s\" at this moment", database->name);
    return FALSE;
}

/* Whether fd is still what the name stands for. */
static gboolean is_current(int fd, const char *path)
{
    GStatBuf by_fd, by_path;

    return fstat(fd, &by_fd) == 0 && g_stat(path, &by_path) == 0 && by_fd.st_ino == by_path.st_ino &&
        by_fd.st_dev == by_path.st_dev;
}

static gboolean claim_file(DlnClaim *claim, const DlnDatabase *database, GError **error)
{
    int fd = open(claim->lock_file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0) {
        dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "cannot make \"%s\": %s",
            claim->lock_file, g_strerror(errno));
        return FALSE;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || !is_current(fd, claim->lock_file)) {
        close(fd);
        return refuse(database, error);
    }
    claim->fd = fd;
    return TRUE;
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
    claim->fd = -1;
    if (database->address->engine == DLN_ENGINE_SQLITE) {
        /* With the suffix last it is no tenant either. */
        claim->lock_file =
            g_strconcat(database->address->path, ".lock", DLN_CREATING_SUFFIX, NULL);
        ok = dln_fleet_make_place(project, database, cancellable, error) &&
            claim_file(claim, database, error);
    } else {
        ok = claim_place(claim, project, database, cancellable, error);
    }
    return ok ? g_steal_pointer(&claim) : NULL;
}
