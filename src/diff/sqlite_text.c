/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_text.c: what the texts of a model name. A text is looked at token by token: what cannot be told apart counts as named. */
#include <string.h>

#include "diff/sqlite.h"
#include "dialect/quote.h"
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

gboolean dln_sqlite_text_mentions(const char *text, const char *name)
{
    g_autoptr(GArray) tokens = tokens_of(text);

    for (guint i = 0; i < tokens->len; i++) {
        if (names(text, token_at(tokens, i), name))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_sqlite_mentions(const DlnObject *object, const char *name)
{
    for (guint i = 0; i < object->properties->len; i++) {
        if (dln_sqlite_text_mentions(g_array_index(object->properties, DlnProperty, i).value, name))
            return TRUE;
    }
    return FALSE;
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

/* The name with which an item begins at index; +name too, which rtree has. NULL: none, or a setting "name = value". */
static char *item_name(const char *text, const GArray *tokens, guint index)
{
    const guint at = is_char(text, tokens, index, '+') ? index + 1 : index;
    const DlnToken *token = token_at(tokens, at);

    return token != NULL && !is_char(text, tokens, at + 1, '=')
               ? dln_token_name(DLN_ENGINE_SQLITE, text, token)
               : NULL;
}

GStrv dln_sqlite_list_names(const char *text)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autoptr(GArray) tokens = tokens_of(text);
    guint depth = 0;

    for (guint i = 0; i < tokens->len; i++) {
        gboolean begins_item = depth == 0 || (depth == 1 && is_char(text, tokens, i, ','));

        if (begins_item && (depth == 1 || is_char(text, tokens, i, '('))) {
            g_autofree char *name = item_name(text, tokens, i + 1);
            if (name != NULL)
                g_strv_builder_add(builder, name);
        }
        if (is_char(text, tokens, i, '('))
            depth++;
        else if (is_char(text, tokens, i, ')') && --depth == 0)
            break;
    }
    return g_strv_builder_end(builder);
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
