/* SPDX-License-Identifier: Apache-2.0 */
/* open.c: connects to a PostgreSQL server, waits for its socket, and disconnects. Sends no batch of its own but
 * the question who answers. */
#include "engine/postgres/session.h"

#include <errno.h>
#include <poll.h>

#include "engine/postgres/error.h"

DlnWaitResult dln_postgres_wait(
    PGconn *conn, short events, gint64 deadline_us, GCancellable *cancellable)
{
    struct pollfd fds[2] = {{.fd = PQsocket(conn), .events = events}};
    nfds_t n_fds = 1;
    DlnWaitResult result = DLN_WAIT_READY;

    if (cancellable != NULL) {
        fds[1] = (struct pollfd){.fd = g_cancellable_get_fd(cancellable), .events = POLLIN};
        n_fds = fds[1].fd >= 0 ? 2 : 1;
    }
    for (;;) {
        int timeout_ms = -1;
        if (deadline_us >= 0) {
            gint64 left_us = deadline_us - g_get_monotonic_time();
            timeout_ms = left_us <= 0 ? 0 : (int)MIN(left_us / 1000 + 1, G_MAXINT);
        }
        int ready = poll(fds, n_fds, timeout_ms);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0)
            result = DLN_WAIT_TIMEOUT;
        else if (ready > 0 && n_fds == 2 && fds[1].revents != 0)
            result = DLN_WAIT_CANCELLED;
        break;
    }
    if (n_fds == 2)
        g_cancellable_release_fd(cancellable);
    return result;
}

void dln_postgres_set_lost(DlnPostgres *session, GError **error)
{
    session->base.is_alive = FALSE;
    dln_postgres_set_lost_error(session->conn, session->display, error);
}

static gboolean finish_connecting(PGconn *conn, const DlnOpenOptions *options,
    GCancellable *cancellable, GError **error)
{
    gint64 deadline_us = g_get_monotonic_time() + options->connect_timeout_ms * 1000;
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    const char *display = options->address->display;

    if (PQstatus(conn) == CONNECTION_BAD) {
        dln_postgres_set_connect_error(conn, display, error);
        return FALSE;
    }
    while (status != PGRES_POLLING_OK) {
        short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        DlnWaitResult waited = dln_postgres_wait(conn, events, deadline_us, cancellable);
        if (waited == DLN_WAIT_CANCELLED) {
            dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
            return FALSE;
        }
        if (waited == DLN_WAIT_TIMEOUT) {
            DunlinErrorFacts facts = {.sqlstate = "08001"};
            dln_error_set(error, DUNLIN_ERROR_CONNECT, &facts,
                "cannot connect to \"%s\": no answer within %" G_GINT64_FORMAT " ms", display,
                options->connect_timeout_ms);
            return FALSE;
        }
        status = PQconnectPoll(conn);
        if (status == PGRES_POLLING_FAILED) {
            dln_postgres_set_connect_error(conn, display, error);
            return FALSE;
        }
    }
    return TRUE;
}

static void ignore_notice(void *user_data, const PGresult *result)
{
}

static PGconn *start_connecting(const DlnAddress *address)
{
    /* A password or host in conninfo wins: later keywords only fill or override what expand_dbname set. The
     * keepalives bound the wait for a server that vanished without a word. */
    const char *const keywords[] = {"fallback_application_name", "keepalives_idle",
        "keepalives_interval", "keepalives_count", "tcp_user_timeout", "dbname",
        "client_encoding", NULL};
    const char *const values[] = {
        "dunlin", "30", "10", "3", "60000", address->conninfo, "UTF8", NULL};

    return PQconnectStartParams(keywords, values, 1);
}

static void store_pid(guint n_columns, const char *const *values, gpointer user_data)
{
    *(int *)user_data = (int)g_ascii_strtoll(values[0], NULL, 10);
}

/* A transaction pooler answers with another backend than the one whose pid it invented at connect. */
static gboolean detect_pooler(
    DlnPostgres *session, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    int pid = 0;

    dln_batch_add_query(batch, 0, "SELECT pg_backend_pid()", store_pid, &pid);
    if (!dln_session_run(&session->base, batch, cancellable, NULL, error))
        return FALSE;
    session->base.is_pooled = pid != PQbackendPID(session->conn);
    return TRUE;
}

void dln_postgres_close(DlnSession *base)
{
    DlnPostgres *session = (DlnPostgres *)base;

    if (session->conn != NULL)
        PQfinish(session->conn);
    g_free(session->display);
    g_free(session);
}

gboolean dln_postgres_open(const DlnOpenOptions *options, GCancellable *cancellable,
    DlnSession **out_session, GError **error)
{
    DlnPostgres *session = g_new0(DlnPostgres, 1);
    g_autoptr(DlnSession) owner = &session->base;

    session->base.backend = &dln_postgres_backend;
    session->display = g_strdup(options->address->display);
    if (!dln_libpq_load(error))
        return FALSE;
    session->conn = start_connecting(options->address);
    if (session->conn == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "out of memory while connecting");
        return FALSE;
    }
    PQsetNoticeReceiver(session->conn, ignore_notice, NULL);
    if (!finish_connecting(session->conn, options, cancellable, error))
        return FALSE;
    if (PQsetnonblocking(session->conn, 1) != 0) {
        dln_postgres_set_lost(session, error);
        return FALSE;
    }
    /* A file is cut into statements before it is known which server will read it. */
    if (g_strcmp0(PQparameterStatus(session->conn, "standard_conforming_strings"), "on") != 0) {
        dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
            "\"%s\" connects with standard_conforming_strings off; switch it on for this role "
            "(ALTER ROLE ... SET standard_conforming_strings = on)",
            session->display);
        return FALSE;
    }
    session->base.is_alive = TRUE;
    session->base.server_version = PQserverVersion(session->conn);
    if (!detect_pooler(session, cancellable, error))
        return FALSE;

    *out_session = g_steal_pointer(&owner);
    return TRUE;
}
