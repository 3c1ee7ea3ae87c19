/* SPDX-License-Identifier: Apache-2.0 */
/* parts.c: the steps of which reading a CREATE of SQLite's is made. */
#include "dialect/sqlite/parts.h"

#include <string.h>

#include "dialect/quote.h"
#include "sql/words.h"

gboolean dln_parts_is(const DlnParts *parts, const char *word)
{
    return parts->at < parts->n && dln_token_is(parts->text, &parts->tokens[parts->at], word);
}

gboolean dln_parts_is_char(const DlnParts *parts, char c)
{
    return parts->at < parts->n && dln_token_is_char(parts->text, &parts->tokens[parts->at], c);
}

gboolean dln_parts_accept(DlnParts *parts, const char *words)
{
    const guint start = parts->at;
    g_auto(GStrv) list = g_strsplit(words, " ", -1);

    for (guint i = 0; list[i] != NULL; i++) {
        if (!dln_parts_is(parts, list[i])) {
            parts->at = start;
            return FALSE;
        }
        parts->at++;
    }
    return TRUE;
}

gboolean dln_parts_accept_char(DlnParts *parts, char c)
{
    gboolean is_there = dln_parts_is_char(parts, c);

    parts->at += is_there ? 1 : 0;
    return is_there;
}

/* SQLite takes a string for a name where only a name can stand. */
static char *string_name(const char *text, const DlnToken *token)
{
    g_autofree char *inner = g_strndup(text + token->offset + 1, token->length - 2);
    g_auto(GStrv) parts = g_strsplit(inner, "''", -1);

    return g_strjoinv("'", parts);
}

char *dln_parts_accept_name(DlnParts *parts)
{
    char *name;

    if (parts->at == parts->n)
        return NULL;
    const DlnToken *token = &parts->tokens[parts->at];
    name = token->kind == DLN_TOKEN_STRING
        ? string_name(parts->text, token)
        : dln_token_name(DLN_ENGINE_SQLITE, parts->text, token);
    parts->at += name != NULL ? 1 : 0;
    return name;
}

gboolean dln_parts_skip_object_name(DlnParts *parts)
{
    dln_parts_accept(parts, "if not exists");
    g_autofree char *first = dln_parts_accept_name(parts);
    if (first == NULL || !dln_parts_accept_char(parts, '.'))
        return first != NULL;
    g_autofree char *second = dln_parts_accept_name(parts);
    return second != NULL;
}

gboolean dln_parts_skip_group(DlnParts *parts)
{
    guint depth = 0;

    if (!dln_parts_is_char(parts, '('))
        return FALSE;
    for (; parts->at < parts->n; parts->at++) {
        depth += dln_parts_is_char(parts, '(') ? 1 : 0;
        depth -= dln_parts_is_char(parts, ')') ? 1 : 0;
        if (depth == 0) {
            parts->at++;
            return TRUE;
        }
    }
    return FALSE;
}

static char *canonical(const DlnParts *parts, guint first, guint end)
{
    return dln_sqlite_canonical(
        parts->text, parts->tokens + first, end - first, parts->kind, parts->names);
}

char *dln_parts_since(const DlnParts *parts, guint first)
{
    return canonical(parts, first, parts->at);
}

/* The string at index as the name that it is, so that whoever looks for names finds it. */
static char *string_as_name(const DlnParts *parts, guint index)
{
    g_autofree char *name = string_name(parts->text, &parts->tokens[index]);
    g_autofree char *lower = g_ascii_strdown(name, -1);

    return dln_quote_name(DLN_ENGINE_SQLITE,
        dln_sql_is_plain_name(DLN_ENGINE_SQLITE, name) ? lower : name);
}

char *dln_parts_accept_name_text(DlnParts *parts)
{
    const guint first = parts->at;
    g_autofree char *name = dln_parts_accept_name(parts);

    if (name == NULL)
        return NULL;
    return parts->tokens[first].kind == DLN_TOKEN_STRING ? string_as_name(parts, first)
                                                         : dln_parts_since(parts, first);
}

char *dln_parts_accept_group(DlnParts *parts)
{
    const guint first = parts->at;

    return dln_parts_skip_group(parts) ? canonical(parts, first, parts->at) : NULL;
}

/* Whether the item of a list is a column's name in a string: alone, or with COLLATE or DESC behind it. */
static gboolean is_string_name(const DlnParts *parts, guint first, guint end)
{
    const DlnToken *token = &parts->tokens[first];

    if (first >= end || token->kind != DLN_TOKEN_STRING ||
        (end > first + 1 && !dln_token_is(parts->text, &token[1], "collate") &&
            !dln_token_is(parts->text, &token[1], "desc")))
        return FALSE;
    g_autofree char *name = string_name(parts->text, token);
    g_autofree char *lower = g_ascii_strdown(name, -1);
    return parts->names == NULL || g_hash_table_contains(parts->names, lower);
}

static char *list_item(const DlnParts *parts, guint first, guint end)
{
    if (!is_string_name(parts, first, end))
        return canonical(parts, first, end);
    g_autofree char *name = string_as_name(parts, first);
    g_autofree char *rest = canonical(parts, first + 1, end);
    return g_strconcat(name, *rest != '\0' ? " " : "", rest, NULL);
}

char *dln_parts_accept_columns(DlnParts *parts)
{
    g_autoptr(GString) list = g_string_new("(");
    guint first = parts->at + 1;

    if (!dln_parts_is_char(parts, '('))
        return NULL;
    parts->at++;
    while (parts->at < parts->n) {
        gboolean is_last = dln_parts_is_char(parts, ')');

        if (dln_parts_is_char(parts, '(')) {
            if (!dln_parts_skip_group(parts))
                return NULL;
            continue;
        }
        if (is_last || dln_parts_is_char(parts, ',')) {
            const DlnToken *last = &parts->tokens[parts->at - 1];
            guint end = parts->at - (dln_token_is(parts->text, last, "asc") ? 1 : 0);
            g_autofree char *item = list_item(parts, first, end);

            g_string_append_printf(list, "%s%s", list->len > 1 ? ", " : "", item);
            first = parts->at + 1;
        }
        parts->at++;
        if (is_last)
            return g_strconcat(list->str, ")", NULL);
    }
    return NULL;
}
