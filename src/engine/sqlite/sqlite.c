/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite.c: the SQLite backend: sessions, batches, and what surrounds a migration.
 * The sqlite*.c files are the only users of sqlite3 (but for sqlite3_complete in sql/). They know no ledger. */
#include "engine/sqlite/sqlite.h"

#include <string.h>

static gboolean check_alive(DlnSqlite *session, GError **error)
{
    if (session->base.is_alive)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "\"%s\" is no longer open", session->display);
    return FALSE;
}

static gboolean check_cancelled(GCancellable *cancellable, GError **error)
{
    if (!g_cancellable_is_cancelled(cancellable))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
    return FALSE;
}

/* ---- sessions ---- */

static void sqlite_close(DlnSession *base)
{
    DlnSqlite *session = (DlnSqlite *)base;

    sqlite3_close(session->db);
    dln_file_lock_free(session->lock);
    g_free(session->path);
    g_free(session->display);
    g_free(session);
}

static gboolean sqlite_open(const DlnOpenOptions *options, GCancellable *cancellable,
    DlnSession **out_session, GError **error)
{
    if (!check_cancelled(cancellable, error))
        return FALSE;

    DlnSqlite *session = g_new0(DlnSqlite, 1);
    g_autoptr(DlnSession) owner = &session->base;

    session->base.backend = &dln_sqlite_backend;
    session->base.server_version = sqlite3_libversion_number();
    session->path = g_strdup(options->address->path);
    session->display = g_strdup(options->address->display);
    session->flags = options->flags;
    session->lock_timeout_ms = options->lock_timeout_ms;
    if (!dln_sqlite_connect(session, error))
        return FALSE;
    session->base.is_alive = TRUE;

    *out_session = g_steal_pointer(&owner);
    return TRUE;
}

/* ---- batches ---- */

static void note_truth(guint n_columns, const char *const *values, gpointer user_data)
{
    *(gboolean *)user_data = g_strcmp0(values[0], "1") == 0;
}

static gboolean run_check(DlnSqlite *session, const DlnItem *item, GError **error)
{
    /* IS TRUE has SQLite's own idea of truth, and NULL is none. */
    g_autofree char *sql = g_strdup_printf("%s%sSELECT (%s) IS TRUE%s%s",
        item->with != NULL ? item->with : "", item->with != NULL ? " " : "", item->sql,
        item->from != NULL ? " FROM " : "", item->from != NULL ? item->from : "");
    gboolean is_true = FALSE;

    if (!dln_sqlite_query(session, sql, note_truth, &is_true, error))
        return FALSE;
    if (!is_true)
        dln_error_set(
            error, DUNLIN_ERROR_CONFLICT, NULL, "the database is not in the expected state");
    return is_true;
}

static gboolean run_commit(DlnSqlite *session, const DlnItem *item, GError **error)
{
    if (!dln_sqlite_check_foreign_keys(session, error) ||
        !dln_sqlite_exec(session, item->sql, error))
        return FALSE;
    dln_sqlite_settle(session);
    return TRUE;
}

static gboolean run_own(DlnSqlite *session, const DlnBatch *batch, guint index, GError **error)
{
    const DlnItem *item = dln_batch_get(batch, index);

    if (sqlite3_get_autocommit(session->db) &&
        dln_sqlite_traits(item->sql, strlen(item->sql)) & DLN_SQLITE_BEGIN)
        dln_sqlite_set_foreign_keys(session, batch, index);
    return dln_sqlite_query(session, item->sql, item->on_row, item->user_data, error);
}

/* Between the statements of a migration without a transaction the file is unlocked, and another runner would take the
 * migration for one that was cut off: so there is a lock beside the file. Beside what the links lead to. */
static gboolean hold(DlnSqlite *session, GError **error)
{
    const char *file = sqlite3_db_filename(session->db, "main");
    g_autofree char *path = g_strconcat(file != NULL ? file : "", DLN_SQLITE_LOCK_SUFFIX, NULL);
    g_autoptr(GError) failed = NULL;

    if (file != NULL && *file != '\0' && session->lock == NULL)
        session->lock = dln_file_lock_take(path, &failed);
    if (failed == NULL)
        session->is_held = TRUE;
    else if (dln_error_is(failed, DUNLIN_ERROR_LOCKED))
        dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL, "%s", failed->message);
    else
        g_propagate_error(error, g_steal_pointer(&failed));
    return session->is_held;
}

static gboolean run_item(DlnSqlite *session, const DlnBatch *batch, guint index,
    DlnBatchFailure *failure, GError **error)
{
    const DlnItem *item = dln_batch_get(batch, index);

    if (item->kind == DLN_ITEM_NOTE)
        return TRUE;
    if (!check_alive(session, error) || !check_cancelled(session->cancellable, error))
        return FALSE;
    if (item->kind == DLN_ITEM_SCRIPT)
        return dln_sqlite_run_script(session, item, failure, error);
    if (!session->is_held && !dln_sqlite_drop_temporary(session, error))
        return FALSE;

    switch (item->kind) {
    case DLN_ITEM_CHECK:
        return run_check(session, item, error);
    case DLN_ITEM_ASSERT:
        return dln_sqlite_run_assertion(session, item, error);
    case DLN_ITEM_COMMIT:
        return run_commit(session, item, error);
    case DLN_ITEM_LOCK:
        return hold(session, error);
    case DLN_ITEM_UNLOCK:
        session->is_held = FALSE;
        g_clear_pointer(&session->lock, dln_file_lock_free);
        return TRUE;
    default:
        return run_own(session, batch, index, error);
    }
}

static gboolean run_items(
    DlnSqlite *session, const DlnBatch *batch, DlnBatchFailure *failure, GError **error)
{
    for (guint i = 0; i < dln_batch_size(batch); i++) {
        *failure = (DlnBatchFailure){.tag = dln_batch_get(batch, i)->tag};
        if (!run_item(session, batch, i, failure, error))
            return FALSE;
    }
    return TRUE;
}

/* What was read without locks counts only if nobody wrote; if somebody did, an error means nothing either. */
static void check_unwritten(DlnSqlite *session, GError **first)
{
    DunlinErrorFacts facts = {.sqlstate = "5"};

    G_STATIC_ASSERT(SQLITE_BUSY == 5);
    if (!session->is_immutable || dln_error_is(*first, DUNLIN_ERROR_CANCELLED) ||
        !dln_sqlite_was_written(session))
        return;
    session->base.is_alive = FALSE;
    g_clear_error(first);
    dln_error_set(first, DUNLIN_ERROR_LOCKED, &facts,
        "\"%s\" was written by another session while it was read", session->display);
}

/* Ends a call: first is the first error that happened, or NULL. */
static gboolean finish(DlnSqlite *session, GError **first, GError **error)
{
    check_unwritten(session, first);
    if (*first == NULL) {
        dln_sqlite_settle(session);
        dln_sqlite_unwatch(session);
        return TRUE;
    }
    dln_sqlite_abandon(session);
    g_propagate_error(error, g_steal_pointer(first));
    return FALSE;
}

static gboolean sqlite_run(DlnSession *base, const DlnBatch *batch, GCancellable *cancellable,
    DlnBatchFailure *out_failure, GError **error)
{
    DlnSqlite *session = (DlnSqlite *)base;
    g_autoptr(GError) first = NULL;
    DlnBatchFailure failure = {0};

    const gint64 opened_with_ms = session->lock_timeout_ms;
    const gint64 lock_timeout_ms = dln_batch_get_lock_timeout(batch);

    session->statement_timeout_ms = dln_batch_get_statement_timeout(batch);
    session->lock_timeout_ms = lock_timeout_ms >= 0 ? lock_timeout_ms : opened_with_ms;
    dln_sqlite_watch(session, cancellable);
    if (dln_sqlite_check_scripts(batch, &failure, &first))
        run_items(session, batch, &failure, &first);
    gboolean done = finish(session, &first, error);
    session->lock_timeout_ms = opened_with_ms;
    if (done)
        return TRUE;
    if (out_failure != NULL)
        *out_failure = failure;
    return FALSE;
}

static gboolean sqlite_execute(DlnSession *base, const char *sql, const char *const *values,
    guint n_values, GCancellable *cancellable, GError **error)
{
    DlnSqlite *session = (DlnSqlite *)base;
    g_autoptr(GError) first = NULL;

    if (!check_alive(session, error))
        return FALSE;
    session->statement_timeout_ms = 0;
    dln_sqlite_watch(session, cancellable);
    if (check_cancelled(cancellable, &first))
        dln_sqlite_exec_bound(session, sql, values, n_values, &first);
    return finish(session, &first, error);
}

/* ---- what surrounds a migration ---- */

/* The file is the lock: IMMEDIATE takes it before the ledger is read. */
static void add_begin(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    if (isolation != NULL) {
        dln_batch_set_statement_timeout(batch, isolation->statement_timeout_ms);
        dln_batch_set_lock_timeout(batch, isolation->lock_timeout_ms);
    }
    dln_batch_add_sql(batch, tag, "BEGIN IMMEDIATE");
}

/* A file has no schemas. */
static void add_search_path(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
}

/* A batch has one limit for all its statements: the longest that a migration in it asks for, 0 being no limit. */
static void add_isolation(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    gint64 limit_ms = dln_batch_get_statement_timeout(batch);
    gint64 wanted_ms = isolation->statement_timeout_ms;

    if (limit_ms != 0 && (wanted_ms == 0 || wanted_ms > limit_ms))
        dln_batch_set_statement_timeout(batch, wanted_ms);
}

static void add_create_schema(DlnBatch *batch, guint tag, const char *schema)
{
}

/* The only lock is the file's, and how long to wait for it was said when opening; the batch has the other one. */
static void add_timeouts(
    DlnBatch *batch, guint tag, gint64 lock_timeout_ms, gint64 statement_timeout_ms)
{
}

static void add_assertions(DlnBatch *batch, guint tag, const GPtrArray *assertions)
{
    for (guint i = 0; i < assertions->len; i++)
        dln_batch_add_assertion(batch, tag, assertions->pdata[i], DLN_ENGINE_SQLITE);
}

/* Nothing to send: the session sees by itself what must be taken back, before the next statement of ours and after
 * the commit. */
static void add_reset(DlnBatch *batch, guint tag)
{
}

static void add_commit(DlnBatch *batch, guint tag)
{
    dln_batch_add_item(batch, DLN_ITEM_COMMIT, tag, "COMMIT");
}

/* Keeps other runners away, and what a migration sets (PRAGMA page_size, then VACUUM) from one batch to the next. */
static void add_session_begin(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    dln_batch_set_statement_timeout(batch, isolation->statement_timeout_ms);
    dln_batch_add_item(batch, DLN_ITEM_LOCK, tag, "");
}

static void add_session_end(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    dln_batch_add_item(batch, DLN_ITEM_UNLOCK, tag, "");
}

/* Statistics would put one lock around every allocation of every thread. */
static void sqlite_own_process(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

const DlnBackend dln_sqlite_backend = {
    .kind = DLN_ENGINE_SQLITE,
    .own_process = sqlite_own_process,
    .open = sqlite_open,
    .close = sqlite_close,
    .run = sqlite_run,
    .execute = sqlite_execute,
    .is_transient = dln_sqlite_is_transient,
    .add_begin = add_begin,
    .add_search_path = add_search_path,
    .add_isolation = add_isolation,
    .add_create_schema = add_create_schema,
    .add_assertions = add_assertions,
    .add_ensure_schema = add_create_schema,
    .add_reset = add_reset,
    .add_reset_holding = add_reset,
    .add_forget = add_reset,
    .add_commit = add_commit,
    .add_session_begin = add_session_begin,
    .add_timeouts = add_timeouts,
    .add_session_end = add_session_end,
    .inspect = dln_sqlite_inspect,
    .fingerprint = dln_sqlite_fingerprint,
};
