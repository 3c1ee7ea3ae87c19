/* SPDX-License-Identifier: Apache-2.0 */
/* json.c: JSON strings, RFC 8259 section 7. Reads none. */
#include "json.h"

void dln_cli_json_string(GString *json, const char *text)
{
    g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

    if (!valid) {
        g_string_append(json, "null");
        return;
    }
    g_string_append_c(json, '"');
    for (const char *p = valid; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_printf(json, "\\%c", *p);
        else if (*p == '\n')
            g_string_append(json, "\\n");
        else if ((guchar)*p < 0x20 || *p == 0x7f)
            g_string_append_printf(json, "\\u%04x", (guint)*p);
        else
            g_string_append_c(json, *p);
    }
    g_string_append_c(json, '"');
}

void dln_cli_json_key(GString *json, const char *key)
{
    if (json->len > 0 && json->str[json->len - 1] != '{')
        g_string_append(json, ", ");
    dln_cli_json_string(json, key);
    g_string_append(json, ": ");
}

void dln_cli_json_strings(GString *json, const char *const *texts)
{
    g_string_append_c(json, '[');
    for (guint i = 0; texts && texts[i]; i++) {
        if (i > 0)
            g_string_append(json, ", ");
        dln_cli_json_string(json, texts[i]);
    }
    g_string_append_c(json, ']');
}
