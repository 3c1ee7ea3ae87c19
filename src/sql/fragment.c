/* SPDX-License-Identifier: Apache-2.0 */
/* fragment.c: pieces of statements, by the engine's lexer and, for PostgreSQL, its grammar. */
#include "sql/fragment.h"

#include <string.h>

#include <pg_query.h>

#include "sql/lexer.h"

/* A statement that is right if the piece between its halves is. */
static const struct {
    const char *what;
    const char *before;
    const char *after;
} frames[] = {
    [DLN_FRAGMENT_EXPRESSION] = {"expression", "SELECT (", ")"},
    [DLN_FRAGMENT_TYPE] = {"type", "SELECT CAST(NULL AS ", ")"},
    [DLN_FRAGMENT_KEYS] = {"list of columns or expressions", "CREATE INDEX ON t (", ")"},
};

static DlnSource source_of(const char *text)
{
    return (DlnSource){.text = text, .length = strlen(text), .line = 1, .column = 1};
}

static gboolean refuse(DlnFragmentKind kind, const char *text, const char *why, GError **error)
{
    dln_error_set(
        error, DUNLIN_ERROR_SYNTAX, NULL, "\"%s\" is no %s: %s", text, frames[kind].what, why);
    return FALSE;
}

/* What the lexer skipped between two tokens. */
static gboolean is_blank(const char *text, gsize start, gsize end)
{
    while (start < end && dln_is_blank(text[start]))
        start++;
    return start == end;
}

/* Why the token keeps the text from being one piece; NULL: it does not. */
static const char *fault(
    DlnFragmentKind kind, const char *text, const DlnToken *token, guint *depth)
{
    if (token->kind == DLN_TOKEN_SEMICOLON)
        return "a semicolon is in it";
    if (token->kind == DLN_TOKEN_CLOSE && *depth == 0)
        return "it closes a parenthesis that it has not opened";
    *depth += token->kind == DLN_TOKEN_OPEN ? 1 : 0;
    *depth -= token->kind == DLN_TOKEN_CLOSE ? 1 : 0;
    if (*depth == 0 && kind != DLN_FRAGMENT_KEYS && dln_token_is_char(text, token, ','))
        return "a comma is in it";
    return token->kind == DLN_TOKEN_END && *depth > 0 ? "a parenthesis is not closed" : NULL;
}

static gboolean check_shape(
    DlnEngineKind engine, DlnFragmentKind kind, const char *text, GError **error)
{
    const DlnSource source = source_of(text);
    DlnToken token = {.kind = DLN_TOKEN_OTHER};
    DlnLexer lexer;
    guint depth = 0;
    gsize end = 0;

    dln_lexer_init(&lexer, engine, &source);
    while (token.kind != DLN_TOKEN_END) {
        g_autoptr(GError) found = NULL;
        if (!dln_lexer_next(&lexer, &token, &found))
            return refuse(kind, text, "a quote or a comment is not closed in it", error);
        const char *why = fault(kind, text, &token, &depth);
        if (why == NULL && !is_blank(text, end, token.offset))
            why = "a comment is in it";
        if (why == NULL && token.kind == DLN_TOKEN_END && token.offset == 0)
            why = "it is empty";
        if (why != NULL)
            return refuse(kind, text, why, error);
        end = token.offset + token.length;
    }
    if (end == 0 || is_blank(text, 0, source.length))
        return refuse(kind, text, "it is empty", error);
    return TRUE;
}

static gboolean check_grammar(DlnFragmentKind kind, const char *text, GError **error)
{
    g_autofree char *statement = g_strconcat(frames[kind].before, text, frames[kind].after, NULL);
    PgQueryParseResult result = pg_query_parse(statement);
    const gboolean is_right = result.error == NULL;

    if (!is_right)
        refuse(kind, text, result.error->message, error);
    pg_query_free_parse_result(result);
    return is_right;
}

gboolean dln_fragment_check(
    DlnEngineKind engine, DlnFragmentKind kind, const char *text, GError **error)
{
    return check_shape(engine, kind, text, error) &&
           (engine != DLN_ENGINE_POSTGRES || check_grammar(kind, text, error));
}

char **dln_fragment_split(DlnEngineKind engine, const char *text)
{
    const DlnSource source = source_of(text);
    g_autoptr(GStrvBuilder) parts = g_strv_builder_new();
    DlnToken token = {.kind = DLN_TOKEN_OTHER};
    DlnLexer lexer;
    guint depth = 0;
    gsize start = 0;

    dln_lexer_init(&lexer, engine, &source);
    while (token.kind != DLN_TOKEN_END) {
        /* What is no SQL stays in its part, where a check finds it. */
        if (!dln_lexer_next(&lexer, &token, NULL))
            token = (DlnToken){DLN_TOKEN_END, source.length, 0};
        depth += token.kind == DLN_TOKEN_OPEN ? 1 : 0;
        depth -= token.kind == DLN_TOKEN_CLOSE && depth > 0 ? 1 : 0;
        if (token.kind != DLN_TOKEN_END && (depth > 0 || !dln_token_is_char(text, &token, ',')))
            continue;
        g_autofree char *part = g_strndup(text + start, token.offset - start);
        g_strv_builder_add(parts, g_strstrip(part));
        start = token.offset + token.length;
    }
    return g_strv_builder_end(parts);
}

/* -- Names --------------------------------------------------------------------------------------- */

/* What SQLite keeps for itself and PostgreSQL does not, or not everywhere. */
static gboolean is_sqlite_word(const char *name)
{
    static const char *const words[] = {"add", "alter", "autoincrement", "between", "commit",
        "delete", "drop", "escape", "exists", "if", "index", "indexed", "insert", "isnull", "join",
        "nothing", "notnull", "raise", "set", "transaction", "update", "values", NULL};

    return g_strv_contains(words, name);
}

gboolean dln_fragment_is_bare_name(const char *name)
{
    const gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    if (length == 0 || name[length] != '\0' || g_ascii_isdigit(*name) || is_sqlite_word(name))
        return FALSE;
    g_autofree char *statement = g_strdup_printf("CREATE TABLE %s (%s int)", name, name);
    PgQueryParseResult result = pg_query_parse(statement);
    const gboolean is_bare = result.error == NULL;
    pg_query_free_parse_result(result);
    return is_bare;
}
