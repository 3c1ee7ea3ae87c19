/* SPDX-License-Identifier: Apache-2.0 */
/* file_template.c: ${names} in a text. What a template must hold is not its business. */
#include "app/author/file_template.h"

#include <string.h>

#define OPEN "${"

static guint line_of(const char *text, const char *position)
{
    guint line = 1;

    for (const char *p = text; p < position; p++)
        line += *p == '\n' ? 1 : 0;
    return line;
}

static const char *find_value(const DlnTemplateValue *values, const char *name)
{
    for (guint i = 0; values[i].name != NULL; i++) {
        if (strcmp(values[i].name, name) == 0)
            return values[i].value;
    }
    return NULL;
}

static gboolean refuse_unknown(
    const DunlinErrorFacts *facts, const char *name, const DlnTemplateValue *values, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);

    for (guint i = 0; values[i].name != NULL; i++)
        g_string_append_printf(known, "%s${%s}", i > 0 ? ", " : "", values[i].name);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, facts,
        "there is no \"${%.40s}\" in a template (there are: %s); a literal \"${\" is written "
        "\"$${\"",
        name, known->str);
    return FALSE;
}

/* Appends what stands for the reference at *at, which is then behind it. */
static gboolean add_reference(GString *out, const char **at, const DlnTemplateValue *values,
    const DunlinErrorFacts *facts, GError **error)
{
    const char *name = *at + strlen(OPEN);
    const gsize length = strcspn(name, "}\n");

    if (name[length] != '}') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, facts, "\"${\" without its \"}\"");
        return FALSE;
    }
    g_autofree char *word = g_strndup(name, length);
    const char *value = find_value(values, word);
    if (value == NULL)
        return refuse_unknown(facts, word, values, error);
    g_string_append(out, value);
    *at = name + length + 1;
    return TRUE;
}

char *dln_file_template_render(
    const char *text, const char *display, const DlnTemplateValue *values, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (const char *p = text; *p != '\0';) {
        if (g_str_has_prefix(p, "$" OPEN)) {
            g_string_append(out, OPEN);
            p += strlen("$" OPEN);
        } else if (g_str_has_prefix(p, OPEN)) {
            const DunlinErrorFacts facts = {.file = display, .line = line_of(text, p)};
            if (!add_reference(out, &p, values, &facts, error))
                return NULL;
        } else {
            g_string_append_c(out, *p++);
        }
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

gboolean dln_file_template_uses(const char *text, const char *name)
{
    g_autofree char *reference = g_strdup_printf(OPEN "%s}", name);

    for (const char *p = text; (p = strstr(p, reference)) != NULL; p++) {
        if (p == text || p[-1] != '$')
            return TRUE;
    }
    return FALSE;
}
