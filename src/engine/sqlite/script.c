/* SPDX-License-Identifier: Apache-2.0 */
/* script.c: executes the statements of a migration on SQLite, and refuses those that none may hold.
 * Knows no transaction but that there must be the same one before and after each statement. */
#include "engine/sqlite/sqlite.h"

static const struct {
    DlnStatementFlags flags;
    DunlinErrorCode code;
    const char *message;
} refusals[] = {
    {DLN_STATEMENT_ATTACH, DUNLIN_ERROR_REFUSED,
        "ATTACH and DETACH are refused: a migration must not reach other files"},
    {DLN_STATEMENT_SETS_USER_VERSION, DUNLIN_ERROR_REFUSED,
        "PRAGMA user_version belongs to Dunlin, which counts the applied migrations in it"},
    {DLN_STATEMENT_TRANSACTION_CONTROL, DUNLIN_ERROR_REFUSED,
        "a migration must not end the transaction that Dunlin runs it in"},
    {DLN_STATEMENT_COPY_IN | DLN_STATEMENT_COPY_OUT, DUNLIN_ERROR_UNSUPPORTED,
        "SQLite has no COPY"},
};

static const char *text_of(const DlnScript *script, guint index)
{
    return script->source.text + script->statements[index].offset;
}

static void set_statement_error(
    const DlnScript *script, guint index, DunlinErrorCode code, const char *message, GError **error)
{
    g_autofree char *text = NULL;
    DunlinErrorFacts facts = {0};

    dln_script_failure_facts(script, index, -1, &facts, &text);
    dln_error_set(error, code, &facts, "%s", message);
}

static gboolean check_statement(const DlnScript *script, guint index, GError **error)
{
    const DlnStatement *statement = &script->statements[index];

    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        if (statement->flags & refusals[i].flags) {
            set_statement_error(script, index, refusals[i].code, refusals[i].message, error);
            return FALSE;
        }
    }
    if (dln_sqlite_traits(text_of(script, index), statement->length) & DLN_SQLITE_VACUUM_INTO) {
        set_statement_error(script, index, DUNLIN_ERROR_REFUSED,
            "VACUUM INTO is refused: a migration must not reach other files", error);
        return FALSE;
    }
    return TRUE;
}

gboolean dln_sqlite_check_script(
    const DlnScript *script, guint first, guint count, guint *out_index, GError **error)
{
    for (guint i = first; i < first + count; i++) {
        *out_index = i;
        if (!check_statement(script, i, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_sqlite_check_scripts(const DlnBatch *batch, DlnBatchFailure *failure, GError **error)
{
    for (guint i = 0; i < dln_batch_size(batch); i++) {
        const DlnItem *item = dln_batch_get(batch, i);
        if (item->kind != DLN_ITEM_SCRIPT)
            continue;
        *failure = (DlnBatchFailure){.tag = item->tag};
        if (!dln_sqlite_check_script(
                item->script, item->first, item->count, &failure->statement, error))
            return FALSE;
    }
    return TRUE;
}

static void set_failure(
    DlnSqlite *session, const DlnScript *script, guint index, gssize error_offset, GError **error)
{
    const char *start = text_of(script, index);
    g_autofree char *text = NULL;
    DunlinErrorFacts facts = {0};
    gint64 n_chars = error_offset < 0 ? -1 : g_utf8_pointer_to_offset(start, start + error_offset);

    dln_script_failure_facts(script, index, n_chars, &facts, &text);
    dln_sqlite_set_error(session, &facts, error);
}

/* Inside a transaction the pragma does nothing. Where dln_sqlite_set_foreign_keys() has done for it what it asks,
 * it is left out; where it could not, as the transaction was already open, silence would be a lie. */
static gboolean skip_foreign_keys(
    DlnSqlite *session, const DlnScript *script, guint index, GError **error)
{
    int wanted = dln_sqlite_pragma_value(text_of(script, index), script->statements[index].length);
    int current = 0;

    sqlite3_db_config(session->db, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &current);
    if (session->is_pragma_set || wanted == current || wanted < 0)
        return TRUE;
    set_statement_error(script, index, DUNLIN_ERROR_REFUSED,
        "PRAGMA foreign_keys does nothing inside a transaction that other migrations share", error);
    return FALSE;
}

static gboolean step_statement(
    DlnSqlite *session, const DlnScript *script, guint index, GError **error)
{
    const DlnStatement *statement = &script->statements[index];
    DlnSqliteTraits traits = dln_sqlite_traits(text_of(script, index), statement->length);
    gboolean in_transaction = !sqlite3_get_autocommit(session->db);
    gssize error_offset = -1;

    session->leftovers |= traits & (DLN_SQLITE_SETTINGS | DLN_SQLITE_TEMPORARY);
    /* VACUUM attaches the copy that it makes. */
    if (traits & DLN_SQLITE_VACUUM)
        sqlite3_limit(session->db, SQLITE_LIMIT_ATTACHED, 1);
    int code = dln_sqlite_step_all(
        session, text_of(script, index), statement->length, NULL, NULL, &error_offset);
    if (code != SQLITE_OK)
        set_failure(session, script, index, error_offset, error);
    if (traits & DLN_SQLITE_VACUUM)
        sqlite3_limit(session->db, SQLITE_LIMIT_ATTACHED, 0);
    if (code != SQLITE_OK)
        return FALSE;
    if (in_transaction != !sqlite3_get_autocommit(session->db)) {
        set_statement_error(script, index, DUNLIN_ERROR_REFUSED,
            "a migration must not begin or end a transaction", error);
        return FALSE;
    }
    return TRUE;
}

static gboolean run_statement(
    DlnSqlite *session, const DlnScript *script, guint index, GError **error)
{
    DlnStatementFlags flags = script->statements[index].flags;

    if (flags & (DLN_STATEMENT_BEGIN | DLN_STATEMENT_COMMIT))
        return TRUE;
    if (flags & DLN_STATEMENT_FOREIGN_KEYS_PRAGMA && !sqlite3_get_autocommit(session->db))
        return skip_foreign_keys(session, script, index, error);
    return step_statement(session, script, index, error);
}

gboolean dln_sqlite_run_script(
    DlnSqlite *session, const DlnItem *item, DlnBatchFailure *failure, GError **error)
{
    for (guint s = item->first; s < item->first + item->count; s++) {
        failure->statement = s;
        if (!run_statement(session, item->script, s, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- assertions ---- */

typedef struct {
    DlnAssertAnswer answer;
    char *found;
} Answer;

static void take_answer(guint n_columns, const char *const *values, gpointer user_data)
{
    Answer *answer = user_data;

    if (answer->answer.n_rows++ == 0)
        answer->found = g_strdup(values[0]);
    answer->answer.n_columns = n_columns;
}

gboolean dln_sqlite_run_assertion(DlnSqlite *session, const DlnItem *item, GError **error)
{
    const DlnScript *script = item->script;
    const gsize length = script->statements[0].length;
    Answer taken = {0};
    gssize error_offset = -1;

    if (!dln_sqlite_is_readonly(session, text_of(script, 0), length)) {
        set_statement_error(
            script, 0, DUNLIN_ERROR_SYNTAX, "an assertion only asks, but this would write", error);
        return FALSE;
    }
    int code = dln_sqlite_step_all(
        session, text_of(script, 0), length, take_answer, &taken, &error_offset);
    g_autofree char *found = taken.found;
    if (code != SQLITE_OK) {
        set_failure(session, script, 0, error_offset, error);
        return FALSE;
    }
    taken.answer.found = found;
    return dln_assertion_judge(item->assertion, DLN_ENGINE_SQLITE, &taken.answer, error);
}
