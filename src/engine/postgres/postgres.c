/* SPDX-License-Identifier: Apache-2.0 */
/* postgres.c: the PostgreSQL backend: sending messages, waiting for answers, cancelling.
 * The files of this folder are the only users of libpq, which libpq.c loads. */
#include "engine/postgres/session.h"

#include <poll.h>
#include <string.h>

#include "engine/postgres/error.h"

static const char cleanup_sql[] =
    "ROLLBACK;RESET SESSION AUTHORIZATION;RESET ROLE;RESET ALL;CLOSE ALL;DISCARD TEMP;"
    "DEALLOCATE ALL;UNLISTEN *";

/* How long a server that has closed or cancelled may take to say so. */
#define CANCEL_GRACE_MS 10000

static void cancel_query(PGconn *conn)
{
    char ignored[256];
    PGcancel *cancel = PQgetCancel(conn);

    if (cancel == NULL)
        return;
    PQcancel(cancel, ignored, sizeof ignored);
    PQfreeCancel(cancel);
}

static gboolean is_false_check(const DlnItem *item, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    return (item->kind == DLN_ITEM_CHECK || item->kind == DLN_ITEM_LOCK) &&
        g_strcmp0(sqlstate, "22012") == 0;
}

/* ---- sending and receiving ---- */

static gboolean flush(DlnPostgres *session, GError **error)
{
    for (;;) {
        int pending = PQflush(session->conn);
        if (pending == 0)
            return TRUE;
        if (pending < 0)
            break;
        /* Read as well, or both sides wait with full buffers. */
        dln_postgres_wait(session->conn, POLLIN | POLLOUT, -1, NULL);
        if (!PQconsumeInput(session->conn))
            break;
    }
    dln_postgres_set_lost(session, error);
    return FALSE;
}

/* Blocks for the next result. Once cancellable is cancelled the statement is cancelled on the server, once, and
 * the server's answer to that is waited for. Returns FALSE when the connection is lost. */
static gboolean next_result(DlnPostgres *session, GCancellable *cancellable,
    gboolean *cancelled, PGresult **out_result, GError **error)
{
    gint64 deadline_us = *cancelled ? g_get_monotonic_time() + CANCEL_GRACE_MS * 1000 : -1;

    while (PQisBusy(session->conn)) {
        DlnWaitResult waited =
            dln_postgres_wait(session->conn, POLLIN, deadline_us, *cancelled ? NULL : cancellable);
        if (waited == DLN_WAIT_CANCELLED) {
            *cancelled = TRUE;
            cancel_query(session->conn);
            deadline_us = g_get_monotonic_time() + CANCEL_GRACE_MS * 1000;
            continue;
        }
        if (waited == DLN_WAIT_TIMEOUT || !PQconsumeInput(session->conn)) {
            dln_postgres_set_lost(session, error);
            return FALSE;
        }
    }
    *out_result = PQgetResult(session->conn);
    return TRUE;
}

/* reason: (nullable) why there are no more rows, which is then the server's error. */
static gboolean end_copy(DlnPostgres *session, const char *reason, GError **error)
{
    int ended = PQputCopyEnd(session->conn, reason);

    while (ended == 0 && flush(session, error))
        ended = PQputCopyEnd(session->conn, reason);
    if (ended > 0)
        return flush(session, error);
    if (ended < 0)
        dln_postgres_set_lost(session, error);
    return FALSE;
}

/* A COPY that was not seen to be one, in a query of the configuration, has no rows. The server calls that cancelled. */
static gboolean refuse_copy(DlnPostgres *session, GError **error)
{
    if (*error == NULL)
        dln_error_set(error, DUNLIN_ERROR_SQL, NULL, "COPY FROM STDIN: no rows can follow here");
    return end_copy(session, "no rows follow", NULL);
}

static gboolean send_copy_data(DlnPostgres *session, const DlnMessage *message, GError **error)
{
    const char *data = message->copy_script->source.text + message->copy_in->data_offset;
    gsize left = message->copy_in->data_length;

    while (left > 0) {
        int chunk = (int)MIN(left, 64 * 1024);
        int sent = PQputCopyData(session->conn, data, chunk);
        if (sent < 0 || (sent == 0 && !flush(session, error)))
            break;
        if (sent == 0)
            continue;
        data += chunk;
        left -= (gsize)chunk;
    }
    if (left == 0)
        return end_copy(session, NULL, error);
    if (error != NULL && *error == NULL)
        dln_postgres_set_lost(session, error);
    return FALSE;
}

static void discard_copy_out(PGconn *conn)
{
    char *buffer = NULL;
    int length;

    do {
        length = PQgetCopyData(conn, &buffer, 0);
        PQfreemem(buffer);
    } while (length > 0);
}

static void deliver_rows(const DlnItem *item, const PGresult *result)
{
    int n_columns = PQnfields(result);
    g_autofree const char **values = g_new0(const char *, n_columns + 1);

    if (item->on_row == NULL)
        return;
    for (int row = 0; row < PQntuples(result); row++) {
        for (int column = 0; column < n_columns; column++)
            values[column] =
                PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
        item->on_row((guint)n_columns, values, item->user_data);
    }
}

typedef struct {
    DlnPostgres *session;
    const DlnMessage *message;
    GCancellable *cancellable;
    gboolean cancelled;
    guint n_done; /* results that ended a statement: the index of the part under way */
    GError *error;
    DlnBatchFailure failure;
} Exchange;

static const DlnMessagePart *part_under_way(const Exchange *exchange)
{
    guint last = exchange->message->parts->len - 1;

    return &g_array_index(
        exchange->message->parts, DlnMessagePart, MIN(exchange->n_done, last));
}

/* A syntax error is found before the first statement of the message runs: then the position tells which one it is in,
 * else the number of results does. */
static const DlnMessagePart *failed_part(const Exchange *exchange, const PGresult *result)
{
    const GArray *parts = exchange->message->parts;
    gssize byte = dln_postgres_error_byte(exchange->message, result);

    for (guint i = parts->len; byte >= 0 && i > 0; i--) {
        const DlnMessagePart *part = &g_array_index(parts, DlnMessagePart, i - 1);
        if ((gssize)part->start <= byte)
            return part;
    }
    return part_under_way(exchange);
}

static void note_failure(Exchange *exchange, const PGresult *result)
{
    const DlnMessagePart *part = failed_part(exchange, result);

    if (exchange->error != NULL)
        return;
    exchange->failure = (DlnBatchFailure){.tag = part->item->tag, .statement = part->statement};
    if (is_false_check(part->item, result))
        dln_error_set(&exchange->error, DUNLIN_ERROR_CONFLICT, NULL,
            "the database is not in the expected state");
    else
        dln_postgres_set_sql_error(
            exchange->message, part, result, exchange->cancelled, &exchange->error);
}

static void note_lock(Exchange *exchange)
{
    DlnItemKind kind = part_under_way(exchange)->item->kind;

    if (kind == DLN_ITEM_LOCK)
        exchange->session->holds_lock = TRUE;
    else if (kind == DLN_ITEM_UNLOCK)
        exchange->session->holds_lock = FALSE;
}

/* All answers of a message come in before it is known that one is wrong: nothing that changes is behind them. */
static void judge(Exchange *exchange, const PGresult *result)
{
    const DlnMessagePart *part = part_under_way(exchange);
    DlnAssertAnswer answer = {(guint)PQntuples(result), (guint)PQnfields(result), NULL};

    if (part->item->kind != DLN_ITEM_ASSERT || exchange->error != NULL)
        return;
    if (answer.n_rows > 0 && answer.n_columns > 0 && !PQgetisnull(result, 0, 0))
        answer.found = PQgetvalue(result, 0, 0);
    if (!dln_assertion_judge(part->item->assertion, DLN_ENGINE_POSTGRES, &answer, &exchange->error))
        exchange->failure = (DlnBatchFailure){.tag = part->item->tag};
}

static gboolean take_copy(Exchange *exchange)
{
    if (exchange->message->copy_script != NULL)
        return send_copy_data(exchange->session, exchange->message, &exchange->error);
    if (exchange->error == NULL)
        exchange->failure = (DlnBatchFailure){.tag = part_under_way(exchange)->item->tag};
    return refuse_copy(exchange->session, &exchange->error);
}

/* Takes one result in. Returns FALSE when the connection is lost. */
static gboolean take_result(Exchange *exchange, PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
        note_lock(exchange);
        deliver_rows(part_under_way(exchange)->item, result);
        judge(exchange, result);
        exchange->n_done++;
        return TRUE;
    case PGRES_COPY_IN:
        return take_copy(exchange);
    case PGRES_COPY_OUT:
        discard_copy_out(exchange->session->conn);
        return TRUE;
    default:
        note_failure(exchange, result);
        return TRUE;
    }
}

/* Sends one message and takes in all its results. */
static gboolean exchange_message(Exchange *exchange)
{
    DlnPostgres *session = exchange->session;

    session->base.round_trips++;
    if (!PQsendQuery(session->conn, exchange->message->sql->str)) {
        dln_postgres_set_lost(session, &exchange->error);
        return FALSE;
    }
    if (!flush(session, &exchange->error))
        return FALSE;
    for (;;) {
        PGresult *result = NULL;
        g_autoptr(GError) lost = NULL;
        if (!next_result(
                session, exchange->cancellable, &exchange->cancelled, &result, &lost)) {
            /* What the server said before it went explains more than that it is gone. */
            if (exchange->error == NULL)
                exchange->error = g_steal_pointer(&lost);
            return FALSE;
        }
        if (result == NULL)
            break;
        gboolean alive = take_result(exchange, result);
        PQclear(result);
        if (!alive)
            return FALSE;
    }
    if (PQstatus(session->conn) == CONNECTION_BAD) {
        session->base.is_alive = FALSE;
        if (exchange->error == NULL)
            dln_postgres_set_lost(session, &exchange->error);
    }
    return exchange->error == NULL;
}

/* Brings the session back to what it was after opening; a failure here ends the session, and the error that led
 * here stays the first. */
static void clean_up(DlnPostgres *session)
{
    if (!session->base.is_alive)
        return;

    g_autofree char *sql = g_strconcat(
        cleanup_sql, session->holds_lock ? "" : ";SELECT pg_advisory_unlock_all()", NULL);
    gboolean cancelled = FALSE;
    gboolean ok = PQsendQuery(session->conn, sql) == 1 && flush(session, NULL);
    session->base.round_trips++;
    while (ok) {
        PGresult *result = NULL;
        ok = next_result(session, NULL, &cancelled, &result, NULL);
        if (result == NULL)
            break;
        if (PQresultStatus(result) == PGRES_FATAL_ERROR)
            ok = FALSE;
        PQclear(result);
    }
    if (!ok)
        session->base.is_alive = FALSE;
}

static gboolean postgres_run(DlnSession *base, const DlnBatch *batch, GCancellable *cancellable,
    DlnBatchFailure *out_failure, GError **error)
{
    DlnPostgres *session = (DlnPostgres *)base;
    g_autoptr(GPtrArray) messages = dln_messages_compose(batch);
    Exchange exchange = {.session = session, .cancellable = cancellable};

    for (guint i = 0; i < messages->len; i++) {
        exchange.message = g_ptr_array_index(messages, i);
        exchange.n_done = 0;
        if (exchange_message(&exchange))
            continue;
        clean_up(session);
        if (out_failure != NULL)
            *out_failure = exchange.failure;
        g_propagate_error(error, exchange.error);
        return FALSE;
    }
    return TRUE;
}

static gboolean postgres_execute(DlnSession *base, const char *sql, const char *const *values,
    guint n_values, GCancellable *cancellable, GError **error)
{
    DlnPostgres *session = (DlnPostgres *)base;
    gboolean cancelled = FALSE;
    GError *first_error = NULL;

    session->base.round_trips++;
    if (!PQsendQueryParams(
            session->conn, sql, (int)n_values, NULL, values, NULL, NULL, 0)) {
        dln_postgres_set_lost(session, error);
        return FALSE;
    }
    if (!flush(session, error))
        return FALSE;
    for (;;) {
        PGresult *result = NULL;
        gboolean alive = TRUE;
        if (!next_result(session, cancellable, &cancelled, &result,
                first_error == NULL ? &first_error : NULL) ||
            result == NULL)
            break;
        if (PQresultStatus(result) == PGRES_COPY_IN)
            alive = refuse_copy(session, &first_error);
        else if (PQresultStatus(result) == PGRES_COPY_OUT)
            discard_copy_out(session->conn);
        else if (PQresultStatus(result) == PGRES_FATAL_ERROR && first_error == NULL) {
            const DlnItem own = {.kind = DLN_ITEM_SQL};
            const DlnMessagePart part = {.item = &own};
            dln_postgres_set_sql_error(NULL, &part, result, cancelled, &first_error);
        }
        PQclear(result);
        if (!alive)
            break;
    }
    if (first_error == NULL)
        return TRUE;
    clean_up(session);
    g_propagate_error(error, first_error);
    return FALSE;
}

static gboolean postgres_is_transient(const char *sqlstate)
{
    static const char *const transient[] = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03",
        "53300", "08000", "08001", "08003", "08006", NULL};

    return g_strv_contains(transient, sqlstate);
}

const DlnBackend dln_postgres_backend = {
    .kind = DLN_ENGINE_POSTGRES,
    .open = dln_postgres_open,
    .close = dln_postgres_close,
    .run = postgres_run,
    .execute = postgres_execute,
    .is_transient = postgres_is_transient,
    .add_begin = dln_postgres_add_begin,
    .add_search_path = dln_postgres_add_search_path,
    .add_isolation = dln_postgres_add_isolation,
    .add_create_schema = dln_postgres_add_create_schema,
    .add_ensure_schema = dln_postgres_add_ensure_schema,
    .add_timeouts = dln_postgres_add_timeouts,
    .add_assertions = dln_postgres_add_assertions,
    .add_reset = dln_postgres_add_reset,
    .add_reset_holding = dln_postgres_add_reset_holding,
    .add_forget = dln_postgres_add_forget,
    .add_commit = dln_postgres_add_commit,
    .add_session_begin = dln_postgres_add_session_begin,
    .add_session_end = dln_postgres_add_session_end,
    .inspect = dln_postgres_inspect,
    .fingerprint = dln_postgres_fingerprint,
};
