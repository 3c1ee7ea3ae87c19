/* SPDX-License-Identifier: Apache-2.0 */
/* printer.c: scripts for the sqlite3 shell. SQLite has no statement that fails on a condition, so a check is a
 * row for a temporary table whose constraint, named by what is wrong, it must obey.
 * What a session does by itself (guard.c) is written out: foreign_keys, and the end of what a migration leaves. */
#include <string.h>

#include "dialect/quote.h"
#include "engine/printed_assertion.h"
#include "engine/printer_dialect.h"
#include "engine/sqlite/sqlite.h"
#include "sql/lexer.h"

#define CHECKS "dunlin_check"
#define ANSWER "dunlin_answer"

typedef struct {
    int foreign_keys;       /* as the script has set it; -1: not yet */
    gboolean is_pragma_set; /* for the transaction under way: its COMMIT looks for violations */
    gboolean
        is_held; /* between LOCK and UNLOCK: what a migration leaves is for its next statements */
    gint64 timeout_ms; /* as the script has set it */
    GPtrArray *drops; /* (element-type utf8) statements that drop a migration's temporary objects */
    guint settings;   /* bits: which of settings[] a migration has set */
} State;

/* Settings that a migration may leave in its session, and what a new session has. The rest belongs to the file, to the
 * transaction, or changes no result. */
static const struct {
    const char *name;
    const char *fresh;
} settings[] = {
    {"case_sensitive_like", "OFF"},
    {"cell_size_check", "OFF"},
    {"ignore_check_constraints", "OFF"},
    {"legacy_alter_table", "OFF"},
    {"locking_mode", "NORMAL"},
    {"query_only", "OFF"},
    {"recursive_triggers", "OFF"},
    {"reverse_unordered_selects", "OFF"},
    {"synchronous", "FULL"},
    {"writable_schema", "OFF"},
};

static gpointer state_new(void)
{
    State *state = g_new0(State, 1);

    state->foreign_keys = -1;
    state->timeout_ms = -1;
    state->drops = g_ptr_array_new_with_free_func(g_free);
    return state;
}

static void state_free(gpointer data)
{
    State *state = data;

    g_ptr_array_unref(state->drops);
    g_free(state);
}

/* ---- checks ---- */

static void put_checks_table(DlnPrinter *printer)
{
    const DlnPrinterOptions *options = dln_printer_options(printer);
    const char *separator = "";

    dln_printer_put(printer, "CREATE TEMP TABLE IF NOT EXISTS " CHECKS " (");
    for (guint tag = 0; tag < options->n_reasons; tag++) {
        if (options->reasons[tag] == NULL)
            continue;
        g_autofree char *name = dln_quote_identifier(options->reasons[tag]);
        dln_printer_putf(
            printer, "%s\n    c%u CONSTRAINT %s CHECK (c%u)", separator, tag, name, tag);
        separator = ",";
    }
    dln_printer_put(printer, ");\n");
}

/* ROLLBACK: a shell that stays open behind .read is not left in the middle of a transaction. */
static void put_check(DlnPrinter *printer, const DlnItem *check)
{
    dln_printer_putf(printer,
        "%s%sINSERT OR ROLLBACK INTO temp." CHECKS " (c%u) SELECT (%s) IS TRUE%s%s;\n",
        check->with != NULL ? check->with : "", check->with != NULL ? " " : "", check->tag,
        check->sql, check->from != NULL ? " FROM " : "", check->from != NULL ? check->from : "");
}

/* The constraint can only say that something is wrong; what it is, a row says before. */
static void put_assertion(DlnPrinter *printer, const DlnItem *item)
{
    static const char found[] = "CAST(max(CAST(v AS TEXT)) AS TEXT)";
    const DlnAssertion *assertion = item->assertion;
    g_autofree char *query = dln_script_statement_text(item->script, 0);
    g_autofree char *condition = dln_assertion_condition(assertion, DLN_ENGINE_SQLITE, found);
    g_autofree char *complaint = dln_assertion_complaint(assertion, DLN_ENGINE_SQLITE);
    g_autofree char *of_rows = dln_assertion_complaint_of_rows(assertion, DLN_ENGINE_SQLITE);
    g_autofree char *complaint_literal = dln_quote_sqlite_literal(complaint);
    g_autofree char *of_rows_literal = dln_quote_sqlite_literal(of_rows);
    g_autofree char *holds = g_strdup_printf("count(*) = 1 AND (%s)", condition);
    const DlnItem check = {.tag = item->tag, .sql = holds, .from = (char *)"temp." ANSWER};

    dln_printer_put(printer, "CREATE TEMP TABLE IF NOT EXISTS " ANSWER " (v);\n"
                             "DELETE FROM temp." ANSWER ";\nINSERT INTO temp." ANSWER " ");
    dln_printer_put(printer, query);
    dln_printer_putf(printer,
        "\n;\nSELECT complaint FROM (SELECT CASE WHEN count(*) <> 1 THEN %s ||"
        " count(*) ELSE %s || coalesce(substr(%s, 1, 80), 'null') END AS complaint,"
        " (%s) IS TRUE AS holds FROM temp." ANSWER ") WHERE NOT holds;\n",
        of_rows_literal, complaint_literal, found, holds);
    put_check(printer, &check);
}

static void begin(DlnPrinter *printer)
{
    dln_printer_put(printer, ".bail on\n");
    put_checks_table(printer);
}

/* ---- what a migration leaves ---- */

static gboolean next_is(DlnLexer *lexer, DlnToken *token, const char *word)
{
    const char *text = lexer->source->text;
    DlnLexer ahead = *lexer;
    DlnToken next;

    if (!dln_lexer_next(&ahead, &next, NULL) || !dln_token_is(text, &next, word))
        return FALSE;
    *lexer = ahead;
    *token = next;
    return TRUE;
}

/* The statement that drops what a CREATE of a temporary object made; its indexes go with a table.
 * (transfer full) (nullable) */
static char *drop_of(const DlnSource *statement)
{
    static const char *const kinds[] = {"TABLE", "VIEW", "TRIGGER"};
    const char *kind = NULL;
    DlnLexer lexer;
    DlnToken token;

    dln_lexer_init(&lexer, DLN_ENGINE_SQLITE, statement);
    if (!next_is(&lexer, &token, "CREATE"))
        return NULL;
    if (!next_is(&lexer, &token, "TEMP") && !next_is(&lexer, &token, "TEMPORARY"))
        next_is(&lexer, &token, "VIRTUAL");
    for (gsize i = 0; i < G_N_ELEMENTS(kinds) && kind == NULL; i++)
        kind = next_is(&lexer, &token, kinds[i]) ? kinds[i] : NULL;
    if (kind == NULL)
        return NULL;
    if (next_is(&lexer, &token, "IF") && next_is(&lexer, &token, "NOT"))
        next_is(&lexer, &token, "EXISTS");
    if (!dln_lexer_next(&lexer, &token, NULL))
        return NULL;
    DlnToken name = token;
    if (dln_lexer_next(&lexer, &token, NULL) && dln_token_is_char(statement->text, &token, '.'))
        dln_lexer_next(&lexer, &name, NULL);
    return g_strdup_printf(
        "DROP %s IF EXISTS temp.%.*s;\n", kind, (int)name.length, statement->text + name.offset);
}

static gboolean has_word(const DlnSource *statement, const char *word)
{
    DlnLexer lexer;
    DlnToken token;

    dln_lexer_init(&lexer, DLN_ENGINE_SQLITE, statement);
    while (dln_lexer_next(&lexer, &token, NULL) && token.kind != DLN_TOKEN_END) {
        if (dln_token_is(statement->text, &token, word))
            return TRUE;
    }
    return FALSE;
}

static guint settings_of(const DlnSource *pragma)
{
    guint found = 0;

    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        found |= has_word(pragma, settings[i].name) ? 1u << i : 0;
    return found;
}

static DlnSource statement_at(const DlnScript *script, guint index)
{
    DlnSource statement = script->source;

    statement.text += script->statements[index].offset;
    statement.length = script->statements[index].length;
    return statement;
}

static void note_statement(DlnPrinter *printer, const DlnScript *script, guint index)
{
    State *state = dln_printer_state(printer);
    const DlnSource statement = statement_at(script, index);
    DlnSqliteTraits traits = dln_sqlite_traits(statement.text, statement.length);
    char *drop = traits & DLN_SQLITE_TEMPORARY ? drop_of(&statement) : NULL;
    /* Triggers first: they may hang on a table of the file. */
    if (drop != NULL)
        g_ptr_array_insert(state->drops, g_str_has_prefix(drop, "DROP TRIGGER") ? 0 : -1, drop);
    if (traits & DLN_SQLITE_SETTINGS)
        state->settings |= settings_of(&statement);
}

static void put_drops(DlnPrinter *printer, State *state)
{
    for (guint i = 0; i < state->drops->len; i++)
        dln_printer_put(printer, state->drops->pdata[i]);
    g_ptr_array_set_size(state->drops, 0);
}

static void put_fresh_settings(DlnPrinter *printer, State *state)
{
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
        if (state->settings & 1u << i)
            dln_printer_putf(printer, "PRAGMA %s = %s;\n", settings[i].name, settings[i].fresh);
    }
    state->settings = 0;
}

/* ---- items ---- */

/* As dln_sqlite_set_foreign_keys() and dln_sqlite_settle() do between them. */
static void put_begin(DlnPrinter *printer, const DlnBatch *batch, guint index)
{
    State *state = dln_printer_state(printer);
    gint64 timeout_ms = dln_batch_get_lock_timeout(batch);
    int wanted = dln_sqlite_wanted_foreign_keys(batch, index);

    if (!state->is_held)
        put_fresh_settings(printer, state);
    if (timeout_ms >= 0 && timeout_ms != state->timeout_ms)
        dln_printer_putf(printer, ".timeout %" G_GINT64_FORMAT "\n", timeout_ms);
    if (timeout_ms >= 0)
        state->timeout_ms = timeout_ms;
    state->is_pragma_set = wanted >= 0;
    if (wanted < 0)
        wanted = state->is_held ? MAX(state->foreign_keys, 0) : 0;
    if (wanted != state->foreign_keys)
        dln_printer_putf(printer, "PRAGMA foreign_keys = %s;\n", wanted ? "ON" : "OFF");
    state->foreign_keys = wanted;
    dln_printer_putf(printer, "%s;\n", dln_batch_get(batch, index)->sql);
}

static void put_commit(DlnPrinter *printer, const DlnItem *item)
{
    State *state = dln_printer_state(printer);
    const DlnItem violations = {
        .tag = item->tag,
        .sql = (char *)"NOT EXISTS (SELECT 1 FROM pragma_foreign_key_check)",
    };

    if (state->is_pragma_set)
        put_check(printer, &violations);
    state->is_pragma_set = FALSE;
    dln_printer_putf(printer, "%s;\n", item->sql);
}

static void own(DlnPrinter *printer, const DlnBatch *batch, guint index)
{
    const DlnItem *item = dln_batch_get(batch, index);
    State *state = dln_printer_state(printer);

    if (!state->is_held)
        put_drops(printer, state);
    switch (item->kind) {
    case DLN_ITEM_CHECK:
        put_check(printer, item);
        break;
    case DLN_ITEM_ASSERT:
        put_assertion(printer, item);
        break;
    case DLN_ITEM_IF:
        dln_printer_comment(printer, "Always: the sqlite3 shell cannot ask whether it is needed");
        break;
    case DLN_ITEM_END_IF:
        break;
    case DLN_ITEM_COMMIT:
        put_commit(printer, item);
        break;
    case DLN_ITEM_LOCK:
        /* The lock beside the file is the program's: the shell has none to take. */
        state->is_held = TRUE;
        break;
    case DLN_ITEM_UNLOCK:
        state->is_held = FALSE;
        break;
    default:
        if (dln_sqlite_traits(item->sql, strlen(item->sql)) & DLN_SQLITE_BEGIN)
            put_begin(printer, batch, index);
        else
            dln_printer_putf(printer, "%s;\n", item->sql);
        break;
    }
}

/* ---- what the shell reads in its own way ---- */

static gboolean is_alone_in_line(const DlnSource *source, const DlnToken *token)
{
    gsize before = token->offset, after = token->offset + token->length;

    while (before > 0 && source->text[before - 1] != '\n' && dln_is_blank(source->text[before - 1]))
        before--;
    while (
        after < source->length && source->text[after] != '\n' && dln_is_blank(source->text[after]))
        after++;
    return (before == 0 || source->text[before - 1] == '\n') &&
           (after == source->length || source->text[after] == '\n');
}

/* A line of "/" or "go" ends a statement for the shell, as for those of Oracle and SQL Server. */
static gboolean check_lines(const DlnScript *script, GError **error)
{
    DlnLexer lexer;
    DlnToken token;

    dln_lexer_init(&lexer, script->engine, &script->source);
    while (dln_lexer_next(&lexer, &token, NULL) && token.kind != DLN_TOKEN_END) {
        if ((dln_token_is_char(script->source.text, &token, '/') ||
                dln_token_is(script->source.text, &token, "go")) &&
            is_alone_in_line(&script->source, &token)) {
            dln_source_error(&script->source, token.offset, error,
                "alone in its line this ends a statement for the sqlite3 shell: join it with the "
                "line before");
            return FALSE;
        }
    }
    return TRUE;
}

/* The checks of a script are in temporary storage, which it would drop, or, within a transaction, could not. */
static gboolean check_temp_store(const DlnScript *script, GError **error)
{
    for (guint i = 0; i < script->n_statements; i++) {
        const DlnSource statement = statement_at(script, i);
        if (!(dln_sqlite_traits(statement.text, statement.length) & DLN_SQLITE_SETTINGS) ||
            !has_word(&statement, "temp_store"))
            continue;
        g_autofree char *text = NULL;
        DunlinErrorFacts facts = {0};
        dln_script_failure_facts(script, i, -1, &facts, &text);
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "PRAGMA temp_store cannot be part of a script, whose checks are in temporary storage: "
            "run this migration with dunlin upgrade");
        return FALSE;
    }
    return TRUE;
}

static gboolean check(const DlnScript *script, GError **error)
{
    guint index;

    return dln_sqlite_check_script(script, 0, script->n_statements, &index, error) &&
           check_temp_store(script, error) && check_lines(script, error);
}

const DlnPrinterDialect dln_sqlite_printer = {
    .begin = begin,
    .own = own,
    .note_statement = note_statement,
    .check = check,
    .state_new = state_new,
    .state_free = state_free,
};
