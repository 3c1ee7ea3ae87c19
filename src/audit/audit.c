/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: one row a command's start and end. Each row's hash covers the hash before it, so that a row that was
 * changed, removed or put in later shows. The chain's end is read under a lock that the next writer waits for. */
#include "audit/audit.h"

#include <string.h>

#include "base/backoff.h"
#include "dialect/quote.h"

typedef struct {
    const char *table;
    const char *create[3]; /* NULL-terminated */
    const char *exists;    /* a query: has a row when the table is there */
    const char *lock;      /* (nullable) behind BEGIN */
    const char *begin;
} AuditDialect;

#define COLUMNS                                                                                    \
    "(id bigint PRIMARY KEY, at varchar(40) NOT NULL, run_id varchar(36), command text NOT NULL,"  \
    " event text NOT NULL, actor text, target text, detail text, previous varchar(64) NOT NULL,"   \
    " hash varchar(64) NOT NULL)"

static const AuditDialect dialects[DLN_N_ENGINES] = {
    [DLN_ENGINE_POSTGRES] =
        {
            .table = "dunlin.audit_log",
            .create = {"CREATE SCHEMA IF NOT EXISTS dunlin",
                "CREATE TABLE IF NOT EXISTS dunlin.audit_log " COLUMNS, NULL},
            .exists = "SELECT 1 WHERE pg_catalog.to_regclass('dunlin.audit_log') IS NOT NULL",
            .lock = "LOCK TABLE dunlin.audit_log IN EXCLUSIVE MODE",
            .begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        },
    [DLN_ENGINE_SQLITE] =
        {
            .table = "main.dunlin_audit_log",
            .create = {"CREATE TABLE IF NOT EXISTS main.dunlin_audit_log " COLUMNS, NULL},
            .exists = "SELECT 1 FROM main.sqlite_schema WHERE name = 'dunlin_audit_log'",
            .begin = "BEGIN IMMEDIATE",
        },
};

typedef struct {
    gint64 id;
    char *hash;
} ChainEnd;

static void take_end(guint n_columns, const char *const *values, gpointer user_data)
{
    ChainEnd *end = user_data;

    end->id = g_ascii_strtoll(values[0], NULL, 10);
    g_free(end->hash);
    end->hash = g_strdup(values[1]);
}

static void take_any(guint n_columns, const char *const *values, gpointer user_data)
{
    *(gboolean *)user_data = TRUE;
}

static gboolean ensure_table(
    DlnSession *session, const AuditDialect *dialect, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) probe = dln_batch_new();
    g_autoptr(DlnBatch) create = dln_batch_new();
    gboolean exists = FALSE;

    dln_batch_add_query(probe, 0, dialect->exists, take_any, &exists);
    if (!dln_session_run(session, probe, cancellable, NULL, error))
        return FALSE;
    if (exists)
        return TRUE;
    dln_batch_add_sql(create, 0, dialect->begin);
    for (guint i = 0; dialect->create[i] != NULL; i++)
        dln_batch_add_sql(create, 0, dialect->create[i]);
    dln_batch_add_item(create, DLN_ITEM_COMMIT, 0, "COMMIT");
    if (dln_session_run(session, create, cancellable, NULL, NULL))
        return TRUE;
    /* IF NOT EXISTS races with another runner's: then the table is there now. */
    return dln_session_run(session, create, cancellable, NULL, error);
}

/* "12:text" for each field, so that no two rows have one form. */
static void feed(GChecksum *checksum, const char *value)
{
    g_autofree char *length =
        value != NULL ? g_strdup_printf("%zu:", strlen(value)) : g_strdup("-:");

    g_checksum_update(checksum, (const guchar *)length, -1);
    if (value != NULL)
        g_checksum_update(checksum, (const guchar *)value, -1);
}

static char *row_hash(const DlnAuditEntry *entry, const char *at, const ChainEnd *end)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, end->id + 1);
    const char *const fields[] = {end->hash, id, at, entry->run_id, entry->command, entry->event,
        entry->actor, entry->target, entry->detail};

    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        feed(checksum, fields[i]);
    return g_strdup(g_checksum_get_string(checksum));
}

static char *literal(DlnEngineKind engine, const char *value)
{
    if (value == NULL)
        return g_strdup("NULL");
    return engine == DLN_ENGINE_POSTGRES ? dln_quote_postgres_literal(value)
                                         : dln_quote_sqlite_literal(value);
}

static char *insert_sql(DlnEngineKind engine, const DlnAuditEntry *entry, const ChainEnd *end)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S.%fZ");
    g_autofree char *hash = row_hash(entry, at, end);
    const char *const values[] = {at, entry->run_id, entry->command, entry->event, entry->actor,
        entry->target, entry->detail, end->hash, hash};
    GString *sql = g_string_new(NULL);

    g_string_append_printf(
        sql, "INSERT INTO %s VALUES (%" G_GINT64_FORMAT, dialects[engine].table, end->id + 1);
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *quoted = literal(engine, values[i]);
        g_string_append_printf(sql, ", %s", quoted);
    }
    g_string_append_c(sql, ')');
    return g_string_free(sql, FALSE);
}

typedef enum {
    APPEND_ALONE,  /* in a transaction of its own */
    APPEND_WITHIN, /* in the caller's */
} AppendMode;

static gboolean append_row(DlnSession *session, const DlnAuditEntry *entry, AppendMode mode,
    GCancellable *cancellable, GError **error)
{
    DlnEngineKind engine = dln_session_engine(session);
    const AuditDialect *dialect = &dialects[engine];
    g_autoptr(DlnBatch) read = dln_batch_new();
    g_autoptr(DlnBatch) write = dln_batch_new();
    g_autofree char *first = g_strnfill(64, '0');
    g_autofree char *query =
        g_strdup_printf("SELECT id, hash FROM %s ORDER BY id DESC LIMIT 1", dialect->table);
    ChainEnd end = {.hash = g_steal_pointer(&first)};

    if (mode == APPEND_ALONE)
        dln_batch_add_sql(read, 0, dialect->begin);
    if (dialect->lock != NULL) {
        dln_batch_add_sql(read, 0, "SET LOCAL lock_timeout = 10000");
        dln_batch_add_sql(read, 0, dialect->lock);
    }
    dln_batch_add_query(read, 0, query, take_end, &end);
    gboolean ok = dln_session_run(session, read, cancellable, NULL, error);
    if (ok) {
        g_autofree char *insert = insert_sql(engine, entry, &end);
        dln_batch_add_sql(write, 0, insert);
        if (mode == APPEND_ALONE)
            dln_batch_add_item(write, DLN_ITEM_COMMIT, 0, "COMMIT");
        ok = dln_session_run(session, write, cancellable, NULL, error);
    }
    g_free(end.hash);
    return ok;
}

gboolean dln_audit_append_within(
    DlnSession *session, const DlnAuditEntry *entry, GCancellable *cancellable, GError **error)
{
    return append_row(session, entry, APPEND_WITHIN, cancellable, error);
}

static void take_event(guint n_columns, const char *const *values, gpointer user_data)
{
    *(char **)user_data = g_strdup(values[0]);
}

gboolean dln_audit_last_event(DlnSession *session, const char *command, const char *target,
    GCancellable *cancellable, char **out_event, GError **error)
{
    DlnEngineKind engine = dln_session_engine(session);
    const AuditDialect *dialect = &dialects[engine];
    g_autoptr(DlnBatch) probe = dln_batch_new();
    g_autoptr(DlnBatch) read = dln_batch_new();
    gboolean exists = FALSE;

    *out_event = NULL;
    dln_batch_add_query(probe, 0, dialect->exists, take_any, &exists);
    if (!dln_session_run(session, probe, cancellable, NULL, error))
        return FALSE;
    if (!exists)
        return TRUE;
    g_autofree char *command_literal = literal(engine, command);
    g_autofree char *target_literal = literal(engine, target);
    g_autofree char *query = g_strdup_printf("SELECT event FROM %s WHERE command = %s AND target = "
                                             "%s AND event <> 'failed' ORDER BY id DESC LIMIT 1",
        dialect->table, command_literal, target_literal);
    dln_batch_add_query(read, 0, query, take_event, out_event);
    return dln_session_run(session, read, cancellable, NULL, error);
}

/* A log that cannot be written for a moment must not fail a run. */
#define TRIES 5

gboolean dln_audit_append(
    DlnSession *session, const DlnAuditEntry *entry, GCancellable *cancellable, GError **error)
{
    const AuditDialect *dialect = &dialects[dln_session_engine(session)];
    DlnBackoff backoff = {.first_ms = 20, .max_ms = 1000};

    if (!ensure_table(session, dialect, cancellable, error))
        return FALSE;
    for (guint left = TRIES;; left--) {
        g_autoptr(GError) failed = NULL;
        if (append_row(session, entry, APPEND_ALONE, cancellable, &failed))
            return TRUE;
        if (left == 1 || !dln_error_is_transient(failed) || !dln_session_is_alive(session) ||
            !dln_wait_ms(dln_backoff_next_ms(&backoff, NULL), cancellable)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return FALSE;
        }
    }
}
