/* SPDX-License-Identifier: Apache-2.0 */
/* create_postgres_text.c: expressions as a person would have written them, where what PostgreSQL prints is read by it as something else:
 * what is made of a model must print as the model says. */
#include <string.h>

#include "dialect/create_builder.h"

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

#define ELEMENT "::character varying"

static gboolean ends_in_cast(const char *start, const char *end)
{
    const gsize length = strlen(ELEMENT);

    return (gsize)(end - start) > length && strncmp(end - length, ELEMENT, length) == 0;
}

/* The ] of a list of varchar values; NULL: it is of something else. */
static const char *end_of_list(const char *start)
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
            if (!ends_in_cast(item, at))
                return NULL;
            if (*at == ']')
                return at;
            item = at + 1;
        } else if (*at == ')' || *at == ']') {
            depth--;
        }
    }
    return NULL;
}

#define OPEN "((ARRAY["
#define CLOSE "])::text[])"

char *dln_create_as_written(char *statement)
{
    const char *from = statement;
    GString *sql;

    if (strstr(statement, OPEN) == NULL)
        return statement;
    sql = g_string_new(NULL);
    for (const char *at = statement; *at != '\0'; at++) {
        const char *behind = skip_quoted(at);
        const char *end;

        if (behind != at) {
            at = behind - 1;
            continue;
        }
        if (!g_str_has_prefix(at, OPEN) || (end = end_of_list(at + strlen(OPEN))) == NULL ||
            !g_str_has_prefix(end, CLOSE))
            continue;
        g_string_append_len(sql, from, at - from);
        g_string_append_printf(
            sql, "(ARRAY[%.*s])", (int)(end - at - (int)strlen(OPEN)), at + strlen(OPEN));
        at = end + strlen(CLOSE) - 1;
        from = at + 1;
    }
    g_string_append(sql, from);
    g_free(statement);
    return g_string_free(sql, FALSE);
}
