/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: what the texts of a model name. A text is looked at token by token: what cannot be told apart counts as named. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/sqlite/sqlite.h"
#include "sql/canonical.h"

char *dln_sqlite_quoted(const char *name)
{
    return dln_quote_name(DLN_ENGINE_SQLITE, name);
}

gboolean dln_sqlite_same_name(const char *a, const char *b)
{
    return g_ascii_strcasecmp(a, b) == 0;
}

/* (transfer full) (element-type DlnToken) */
static GArray *tokens_of(const char *text)
{
    const DlnSource source = {.text = text, .length = strlen(text), .line = 1, .column = 1};
    GArray *tokens = dln_sqlite_tokens(&source, NULL);

    return tokens != NULL ? tokens : g_array_new(FALSE, FALSE, sizeof(DlnToken));
}

static const DlnToken *token_at(const GArray *tokens, guint index)
{
    return index < tokens->len ? &g_array_index(tokens, DlnToken, index) : NULL;
}

static gboolean is_char(const char *text, const GArray *tokens, guint index, char c)
{
    const DlnToken *token = token_at(tokens, index);

    return token != NULL && dln_token_is_char(text, token, c);
}

static gboolean names(const char *text, const DlnToken *token, const char *name)
{
    g_autofree char *found = dln_token_name(DLN_ENGINE_SQLITE, text, token);

    return found != NULL && dln_sqlite_same_name(found, name);
}

GHashTable *dln_sqlite_names(const DlnObject *object)
{
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    if (object->id.parent != NULL)
        g_hash_table_add(found, g_ascii_strdown(object->id.parent, -1));
    for (guint i = 0; i < object->properties->len; i++) {
        const char *text = g_array_index(object->properties, DlnProperty, i).value;
        g_autoptr(GArray) tokens = tokens_of(text);

        for (guint t = 0; t < tokens->len; t++) {
            g_autofree char *name = dln_token_name(DLN_ENGINE_SQLITE, text, token_at(tokens, t));
            if (name != NULL)
                g_hash_table_add(found, g_ascii_strdown(name, -1));
        }
    }
    return found;
}

static gboolean text_qualifies(const char *text, const char *table)
{
    g_autoptr(GArray) tokens = tokens_of(text);

    for (guint i = 0; i + 1 < tokens->len; i++) {
        if (is_char(text, tokens, i + 1, '.') && names(text, token_at(tokens, i), table))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_sqlite_qualifies(const DlnObject *object, const char *table)
{
    for (guint i = 0; i < object->properties->len; i++) {
        if (text_qualifies(g_array_index(object->properties, DlnProperty, i).value, table))
            return TRUE;
    }
    return FALSE;
}

/* ---- lists ---- */

/* SQLite takes a string for a name where only a name can stand. */
static char *name_at(const char *text, const GArray *tokens, guint index)
{
    const DlnToken *token = token_at(tokens, index);

    if (token == NULL)
        return NULL;
    if (token->kind == DLN_TOKEN_STRING)
        return g_strndup(text + token->offset + 1, token->length - 2);
    return dln_token_name(DLN_ENGINE_SQLITE, text, token);
}

/* The name with which an item begins at index; +name too, which rtree has. NULL: none, or a setting "name = value". */
static char *item_name(const char *text, const GArray *tokens, guint index)
{
    const guint at = is_char(text, tokens, index, '+') ? index + 1 : index;

    return is_char(text, tokens, at + 1, '=') ? NULL : name_at(text, tokens, at);
}

/* Where the items of the first list in parentheses begin, and behind them where it ends. (transfer full) (element-type guint) */
static GArray *item_starts(const char *text, const GArray *tokens)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(guint));
    guint depth = 0;

    for (guint i = 0; i < tokens->len; i++) {
        const guint next = i + 1;

        if (is_char(text, tokens, i, '('))
            depth++;
        if ((depth == 1 && is_char(text, tokens, i, ',')) ||
            (depth == 1 && starts->len == 0 && is_char(text, tokens, i, '(')))
            g_array_append_val(starts, next);
        if (is_char(text, tokens, i, ')') && --depth == 0) {
            g_array_append_val(starts, next);
            break;
        }
    }
    return starts;
}

GStrv dln_sqlite_list_names(const char *text)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autoptr(GArray) tokens = tokens_of(text);
    g_autoptr(GArray) starts = item_starts(text, tokens);

    for (guint i = 0; i + 1 < starts->len; i++) {
        g_autofree char *name = item_name(text, tokens, g_array_index(starts, guint, i));

        if (name != NULL)
            g_strv_builder_add(builder, name);
    }
    return g_strv_builder_end(builder);
}

gboolean dln_sqlite_item_says(const char *text, const char *item, const char *word)
{
    g_autoptr(GArray) tokens = tokens_of(text);
    g_autoptr(GArray) starts = item_starts(text, tokens);

    for (guint i = 0; i + 1 < starts->len; i++) {
        const guint first = g_array_index(starts, guint, i);
        g_autofree char *name = item_name(text, tokens, first);

        for (guint at = first;
             g_strcmp0(name, item) == 0 && at < g_array_index(starts, guint, i + 1); at++) {
            if (dln_token_is(text, token_at(tokens, at), word))
                return TRUE;
        }
    }
    return FALSE;
}

gboolean dln_sqlite_says_behind(const char *text, const char *word)
{
    g_autoptr(GArray) tokens = tokens_of(text);
    g_autoptr(GArray) starts = item_starts(text, tokens);

    for (guint at = starts->len > 0 ? g_array_index(starts, guint, starts->len - 1) : tokens->len;
         at < tokens->len; at++) {
        if (dln_token_is(text, token_at(tokens, at), word))
            return TRUE;
    }
    return FALSE;
}

char *dln_sqlite_setting(const char *text, const char *name)
{
    g_autoptr(GArray) tokens = tokens_of(text);
    g_autoptr(GArray) starts = item_starts(text, tokens);

    for (guint i = 0; i + 1 < starts->len; i++) {
        const guint first = g_array_index(starts, guint, i);

        if (is_char(text, tokens, first + 1, '=') && names(text, token_at(tokens, first), name))
            return name_at(text, tokens, first + 2);
    }
    return NULL;
}

char *dln_sqlite_target(const DlnObject *constraint)
{
    const char *text = dln_object_get(constraint, "definition");

    if (g_strcmp0(dln_object_get(constraint, "type"), "foreign key") != 0)
        return NULL;
    g_autoptr(GArray) tokens = tokens_of(text);
    /* Behind the list of columns, whatever those are called. */
    for (guint i = 0; i + 2 < tokens->len; i++) {
        if (is_char(text, tokens, i, ')'))
            return dln_token_name(DLN_ENGINE_SQLITE, text, token_at(tokens, i + 2));
    }
    return NULL;
}
