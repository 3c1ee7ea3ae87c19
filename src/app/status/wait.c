/* SPDX-License-Identifier: Apache-2.0 */
/* wait.c: the verb wait: until the database answers. */
#include "app/common/context.h"
#include "base/backoff.h"
#include "dunlin/status.h"

/* The system database; without one, the server of the tenants, asked for its own database. */
static DlnAddress *address_to_wait_for(const DunlinProject *project, GError **error)
{
    g_autoptr(DlnDatabase) any = NULL;

    if (project->config.system != NULL)
        return dln_address_copy(project->config.system);
    if (!dln_fleet_tenant(project, "dunlin", &any, error))
        return NULL;
    return any->address->engine == DLN_ENGINE_POSTGRES
        ? dln_address_with_dbname(any->address, "postgres")
        : dln_address_copy(any->address);
}

/* What waiting cannot mend: credentials, a database that does not exist, a file that is no database. */
static gboolean may_pass(const GError *failed)
{
    return dln_error_is_transient(failed);
}

gboolean dunlin_wait(
    DunlinProject *project, gint64 timeout_ms, GCancellable *cancellable, GError **error)
{
    gint64 deadline_us = g_get_monotonic_time() + timeout_ms * 1000;
    g_autoptr(DlnAddress) address = address_to_wait_for(project, error);
    DlnBackoff backoff = {.first_ms = 50, .max_ms = 1000};

    if (address == NULL)
        return FALSE;
    /* A file is there or will be made. */
    if (address->engine == DLN_ENGINE_SQLITE)
        return TRUE;
    for (;;) {
        g_autoptr(DlnSession) session = NULL;
        g_autoptr(GError) failed = NULL;
        gint64 left_ms = (deadline_us - g_get_monotonic_time()) / 1000;
        const DlnOpenOptions options = {
            .address = address,
            .flags = DLN_OPEN_READ_ONLY,
            .connect_timeout_ms = CLAMP(left_ms, 1, project->config.connect_timeout_ms),
        };
        if (dln_session_open(&options, cancellable, &session, &failed))
            return TRUE;
        if (!may_pass(failed)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return FALSE;
        }
        gint64 wait_ms = dln_backoff_next_ms(&backoff, NULL);
        if (g_get_monotonic_time() + wait_ms * 1000 >= deadline_us) {
            dln_error_set(error, DUNLIN_ERROR_TIMEOUT, NULL,
                "no answer within %" G_GINT64_FORMAT " ms: %s", timeout_ms, failed->message);
            return FALSE;
        }
        if (!dln_wait_ms(wait_ms, cancellable)) {
            dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
            return FALSE;
        }
    }
}
