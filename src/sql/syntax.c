/* SPDX-License-Identifier: Apache-2.0 */
/* syntax.c: asks libpg_query, which is PostgreSQL's parser, statement by statement.
 * Normalizing is the cheapest of its calls that parses and builds no tree for us (measured: 3 us a statement). */
#include "sql/syntax.h"

#include <string.h>

#include <pg_query.h>

static void set_syntax_error(const DlnScript *script, const DlnStatement *statement,
    const PgQueryError *found, GError **error)
{
    const char *text = script->source.text + statement->offset;
    g_autofree char *copy =
        dln_script_statement_text(script, (guint)(statement - script->statements));
    DunlinErrorFacts facts = {.file = script->source.file, .statement = copy};
    gsize n_chars = found->cursorpos > 0 ? (gsize)found->cursorpos - 1 : 0;
    gsize offset = statement->offset + dln_utf8_offset(text, statement->length, n_chars);

    dln_source_position(&script->source, offset, &facts.line, &facts.column);
    dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "%s", found->message);
}

static gboolean check_statement(
    const DlnScript *script, const DlnStatement *statement, GError **error)
{
    g_autofree char *text = g_strndup(script->source.text + statement->offset, statement->length);
    PgQueryNormalizeResult result = pg_query_normalize(text);
    gboolean ok = result.error == NULL;

    if (!ok)
        set_syntax_error(script, statement, result.error, error);
    pg_query_free_normalize_result(result);
    return ok;
}

/* The parser reads every string in the standard way; where a backslash stands, a setting may say otherwise. */
static gboolean may_read_otherwise(const DlnScript *script, const DlnStatement *statement)
{
    return memchr(script->source.text + statement->offset, '\\', statement->length) != NULL;
}

gboolean dln_sql_check_syntax(const DlnScript *script, int server_version, GError **error)
{
    gboolean settings_changed = FALSE;

    if (script->engine != DLN_ENGINE_POSTGRES || server_version <= 0 ||
        server_version / 10000 > PG_VERSION_NUM / 10000)
        return TRUE;
    for (guint i = 0; i < script->n_statements; i++) {
        const DlnStatement *statement = &script->statements[i];
        if (settings_changed && may_read_otherwise(script, statement))
            continue;
        if (!check_statement(script, statement, error))
            return FALSE;
        settings_changed =
            settings_changed || (statement->flags & DLN_STATEMENT_CHANGES_LEXER) != 0;
    }
    return TRUE;
}

/* In the tree that the parser prints, a key in quotes is never part of a string: there quotes are escaped. */
static gboolean tree_has_change(const char *tree)
{
    static const char *const nodes[] = {"\"intoClause\":", "\"InsertStmt\":", "\"UpdateStmt\":",
        "\"DeleteStmt\":", "\"MergeStmt\":"};

    for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++) {
        if (strstr(tree, nodes[i]) != NULL)
            return TRUE;
    }
    return strstr(tree, "{\"stmt\":{\"SelectStmt\":") == NULL;
}

gboolean dln_sql_may_change(const DlnScript *script)
{
    const DlnStatement *statement = &script->statements[0];

    if (script->engine != DLN_ENGINE_POSTGRES)
        return FALSE;
    g_autofree char *text = g_strndup(script->source.text + statement->offset, statement->length);
    PgQueryParseResult result = pg_query_parse(text);
    const gboolean may_change = result.error == NULL && tree_has_change(result.parse_tree);
    pg_query_free_parse_result(result);
    return may_change;
}
