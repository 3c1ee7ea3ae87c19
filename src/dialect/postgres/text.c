/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: expressions as a person would have written them, where what PostgreSQL prints is read by it as something else:
 * what is made of a model must print as the model says. */
#include <string.h>

#include "dialect/postgres/builder.h"

/* Behind the quoted text that begins at at; at itself: none does. */
static const char *skip_quoted(const char *at)
{
    const char *end;

    if (*at == '\'' || *at == '"') {
        char quote = *at;
        gboolean has_escapes = quote == '\'' && at[-1] == 'E';

        for (at++; *at != '\0' && *at != quote; at++)
            at += has_escapes && *at == '\\' && at[1] != '\0';
        return *at == '\0' ? at : at + 1;
    }
    if (*at != '$' || (end = strchr(at + 1, '$')) == NULL)
        return at;
    for (const char *p = at + 1; p < end; p++) {
        if (!g_ascii_isalnum(*p) && *p != '_')
            return at;
    }
    g_autofree char *tag = g_strndup(at, (gsize)(end + 1 - at));
    end = strstr(end + 1, tag);
    return end != NULL ? end + strlen(tag) : at + strlen(at);
}

#define OPEN "(ARRAY["
#define ELEMENT_OPEN '('
#define ELEMENT_CLOSE "::character varying)::text"

/* 'a'::character varying of ('a'::character varying)::text, appended; FALSE: it is something else. */
static gboolean append_element(GString *list, const char *start, const char *end)
{
    const gsize length = strlen(ELEMENT_CLOSE);

    start += strspn(start, " ");
    if (*start != ELEMENT_OPEN || (gsize)(end - start) <= length ||
        strncmp(end - length, ELEMENT_CLOSE, length) != 0)
        return FALSE;
    g_string_append_printf(list, "%s%.*s", list->len > 0 ? ", " : "",
        (int)(end - start - 1 - (gssize)strlen(")::text")), start + 1);
    return TRUE;
}

/* Behind the ] of a list whose first element begins at start; NULL: it is of something else. */
static const char *take_list(const char *start, GString *list)
{
    const char *item = start;
    int depth = 0;

    for (const char *at = start; *at != '\0'; at++) {
        const char *behind = skip_quoted(at);

        if (behind != at) {
            at = behind - 1;
        } else if (*at == '(' || *at == '[') {
            depth++;
        } else if (depth == 0 && (*at == ',' || *at == ']')) {
            if (!append_element(list, item, at))
                return NULL;
            if (*at == ']')
                return at + 1;
            item = at + 1;
        } else if (*at == ')' || *at == ']') {
            depth--;
        }
    }
    return NULL;
}

char *dln_create_as_written(char *statement)
{
    const char *from = statement;
    GString *sql;

    if (strstr(statement, OPEN) == NULL || strstr(statement, ELEMENT_CLOSE) == NULL)
        return statement;
    sql = g_string_new(NULL);
    for (const char *at = statement; *at != '\0'; at++) {
        const char *behind = skip_quoted(at);
        g_autoptr(GString) list = g_string_new(NULL);
        const char *end;

        if (behind != at) {
            at = behind - 1;
            continue;
        }
        if (!g_str_has_prefix(at, OPEN) || (end = take_list(at + strlen(OPEN), list)) == NULL)
            continue;
        g_string_append_len(sql, from, at - from);
        g_string_append_printf(sql, "(ARRAY[%s]", list->str);
        from = end;
        at = end - 1;
    }
    g_string_append(sql, from);
    g_free(statement);
    return g_string_free(sql, FALSE);
}
