/* SPDX-License-Identifier: Apache-2.0 */
/* expand.c: variables in a text. Knows no setting and no file. */
#include "project/expand.h"

#include <string.h>

static gboolean is_name(const char *name)
{
    if (!g_ascii_isalpha(*name) && *name != '_')
        return FALSE;
    for (; *name != '\0'; name++) {
        if (!g_ascii_isalnum(*name) && *name != '_')
            return FALSE;
    }
    return TRUE;
}

/* reference is what stands between the braces. */
static gboolean append_variable(
    GString *out, const char *reference, const char *const *environ, GError **error)
{
    const char *fallback = strstr(reference, ":-");
    g_autofree char *name = fallback == NULL ? g_strdup(reference)
                                             : g_strndup(reference, (gsize)(fallback - reference));

    if (!is_name(name)) {
        /* What it says is not repeated: it may be part of a password that only looks like a reference. */
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "a \"${\" names no variable: write ${NAME} or ${NAME:-default}, and $${ for a literal "
            "${");
        return FALSE;
    }
    const char *value = g_environ_getenv((char **)environ, name);
    if (fallback != NULL && (value == NULL || *value == '\0'))
        value = fallback + strlen(":-");
    if (value == NULL) {
        dln_error_set(
            error, DUNLIN_ERROR_CONFIG, NULL, "the environment variable \"%s\" is not set", name);
        return FALSE;
    }
    g_string_append(out, value);
    return TRUE;
}

char *dln_expand(const char *text, const char *const *environ, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *p = text;

    while (*p != '\0') {
        const gboolean literal = g_str_has_prefix(p, "$${");
        if (literal || !g_str_has_prefix(p, "${")) {
            g_string_append_len(out, literal ? "${" : p, literal ? 2 : 1);
            p += literal ? 3 : 1;
            continue;
        }
        const char *end = strchr(p, '}');
        if (end == NULL) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "a \"${\" is not closed; write $${ for a literal one");
            return NULL;
        }
        g_autofree char *reference = g_strndup(p + 2, (gsize)(end - p - 2));
        if (!append_variable(out, reference, environ, error))
            return NULL;
        p = end + 1;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
