/* SPDX-License-Identifier: Apache-2.0 */
/* assigned.c: reads UPDATE table SET column = ..., (a, b) = ... in either engine's words. */
#include "sql/assigned.h"

#include "sql/lexer.h"

typedef struct {
    DlnEngineKind engine;
    const char *text;
    GArray *tokens; /* of DlnToken, END last */
    const char *table;
    const char *column;
} Search;

static const DlnToken *token_at(const Search *search, guint i)
{
    return &g_array_index(search->tokens, DlnToken, MIN(i, search->tokens->len - 1));
}

static gboolean is_word(const Search *search, guint i, const char *word)
{
    return dln_token_is(search->text, token_at(search, i), word);
}

static gboolean is_char(const Search *search, guint i, char c)
{
    return dln_token_is_char(search->text, token_at(search, i), c);
}

/* SQLite's names are equal in either case. */
static gboolean is_named(const Search *search, guint i, const char *name)
{
    g_autofree char *found = dln_token_name(search->engine, search->text, token_at(search, i));

    if (found == NULL)
        return FALSE;
    return search->engine == DLN_ENGINE_SQLITE ? g_ascii_strcasecmp(found, name) == 0
                                               : g_str_equal(found, name);
}

/* Behind UPDATE or INTO: whether the table is ours. */
static gboolean reads_table(const Search *search, guint i)
{
    static const char *const skipped[] = {
        "ONLY", "OR", "ROLLBACK", "ABORT", "REPLACE", "FAIL", "IGNORE"};

    for (guint k = 0; k < G_N_ELEMENTS(skipped); k++)
        i += is_word(search, i, skipped[k]) ? 1 : 0;
    while (is_char(search, i + 1, '.'))
        i += 2;
    return is_named(search, i, search->table);
}

/* The first token behind the expression that begins at i: a comma of the same depth, or what ends the list. */
static guint skip_expression(const Search *search, guint i)
{
    guint depth = 0;

    for (; token_at(search, i)->kind != DLN_TOKEN_END; i++) {
        if (is_char(search, i, '(')) {
            depth++;
        } else if (is_char(search, i, ')')) {
            if (depth-- == 0)
                return i;
        } else if (depth == 0 &&
                   (is_char(search, i, ',') || is_word(search, i, "WHERE") ||
                       is_word(search, i, "FROM") || is_word(search, i, "RETURNING"))) {
            return i;
        }
    }
    return i;
}

/* The assignments behind SET. */
static gboolean reads_column(const Search *search, guint i, gsize *out_offset)
{
    do {
        gboolean is_list = is_char(search, i, '(');
        do {
            i += is_list ? 1 : 0;
            if (is_named(search, i, search->column)) {
                *out_offset = token_at(search, i)->offset;
                return TRUE;
            }
            i++;
        } while (is_list && is_char(search, i, ','));
        i = skip_expression(search, i + (is_list ? 1 : 0));
    } while (is_char(search, i++, ','));
    return FALSE;
}

static gboolean search_tokens(const Search *search, gsize *out_offset)
{
    gboolean is_ours = FALSE;

    for (guint i = 0; i < search->tokens->len; i++) {
        if (is_word(search, i, "INTO") ||
            (is_word(search, i, "UPDATE") && !is_word(search, i + 1, "SET")))
            is_ours = reads_table(search, i + 1);
        else if (is_ours && is_word(search, i, "SET") && reads_column(search, i + 1, out_offset))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_sql_assigns(DlnEngineKind engine, const DlnSource *statement, const char *table,
    const char *column, gsize *out_offset)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(DlnToken));
    const Search search = {engine, statement->text, tokens, table, column};
    DlnToken token = {.kind = DLN_TOKEN_OTHER};
    DlnLexer lexer;

    dln_lexer_init(&lexer, engine, statement);
    while (token.kind != DLN_TOKEN_END) {
        if (!dln_lexer_next(&lexer, &token, NULL))
            return FALSE;
        g_array_append_val(tokens, token);
    }
    return search_tokens(&search, out_offset);
}
