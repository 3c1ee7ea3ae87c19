/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_canonical.c: one form for what PostgreSQL prints in two. The first reading of  state IN ('a', 'b')  over a varchar is
 * printed as (ARRAY['a'::character varying, …])::text[], and when that is read, the cast has moved to the elements: a schema that
 * was dumped and loaded would differ from itself. */
#include "engine/postgres/inspect.h"

#include <string.h>

#define BEGINS "(ARRAY["
#define ENDS "])::text[]"
#define CAST "::character varying"

/* Behind a quoted stretch that begins at it; else the next byte. */
static const char *behind(const char *at)
{
    const char quote = *at;

    if (quote != '\'' && quote != '"')
        return at + 1;
    for (at++; *at != '\0'; at++) {
        if (*at == quote && at[1] != quote)
            return at + 1;
        if (*at == quote)
            at++;
    }
    return at;
}

/* The elements up to the "]" that ends them, which *out_end is set to; NULL: not of the form. (transfer full) */
static GPtrArray *take_elements(const char *at, const char **out_end)
{
    g_autoptr(GPtrArray) elements = g_ptr_array_new_with_free_func(g_free);
    const char *start = at;
    int depth = 0;

    for (; *at != '\0'; at = behind(at)) {
        if ((*at == ',' || *at == ']') && depth == 0) {
            char *element = g_strndup(start, (gsize)(at - start));
            g_ptr_array_add(elements, element);
            if (!g_str_has_suffix(element, CAST))
                return NULL;
            start = at + 1 + strspn(at + 1, " ");
        }
        if (*at == ']' && depth == 0) {
            *out_end = at;
            return g_steal_pointer(&elements);
        }
        depth += *at == '(' || *at == '[' ? 1 : *at == ')' || *at == ']' ? -1 : 0;
    }
    return NULL;
}

char *dln_catalog_canonical(const char *value)
{
    GString *text = g_string_new(NULL);
    const char *at = value;

    while (*at != '\0') {
        const char *end = NULL;
        g_autoptr(GPtrArray) elements =
            g_str_has_prefix(at, BEGINS) ? take_elements(at + strlen(BEGINS), &end) : NULL;
        if (elements != NULL && g_str_has_prefix(end, ENDS)) {
            g_string_append(text, "ARRAY[");
            for (guint i = 0; i < elements->len; i++)
                g_string_append_printf(
                    text, "%s(%s)::text", i > 0 ? ", " : "", (char *)elements->pdata[i]);
            g_string_append_c(text, ']');
            at = end + strlen(ENDS);
            continue;
        }
        const char *next = behind(at);
        g_string_append_len(text, at, next - at);
        at = next;
    }
    return g_string_free(text, FALSE);
}
