/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: what belongs to text search as PostgreSQL's SQL. */
#include <string.h>

#include "dialect/postgres/builder.h"

#define WITH " WITH "

void dln_create_dictionary(DlnBuilder *builder, const DlnObject *dictionary)
{
    g_autofree char *name = dln_create_name(dictionary);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE TEXT SEARCH DICTIONARY %s (", name);
    dln_create_append(sql, "template = ", dictionary, "template", "");
    dln_create_append(sql, ", ", dictionary, "options", "");
    g_string_append_c(sql, ')');
    dln_builder_take(builder, g_strdup(sql->str));
    dln_create_comment(builder, dictionary);
}

/* Of "asciiword WITH a, b" what stands before the word, and behind it. NULL: it is none. */
static const char *dictionaries_of(const char *mapping)
{
    const char *with = strstr(mapping, WITH);

    return with != NULL ? with + strlen(WITH) : NULL;
}

static gboolean is_first(char *const *mappings, guint at)
{
    for (guint i = 0; i < at; i++) {
        if (g_strcmp0(dictionaries_of(mappings[i]), dictionaries_of(mappings[at])) == 0)
            return FALSE;
    }
    return TRUE;
}

void dln_create_mappings(
    DlnBuilder *builder, const DlnObject *configuration, const char *word, char *const *mappings)
{
    g_autofree char *name = dln_create_name(configuration);

    for (guint i = 0; mappings[i] != NULL; i++) {
        const char *dictionaries = dictionaries_of(mappings[i]);
        g_autoptr(GString) tokens = g_string_new(NULL);

        if (!is_first(mappings, i))
            continue;
        for (guint k = i; mappings[k] != NULL; k++) {
            if (g_strcmp0(dictionaries_of(mappings[k]), dictionaries) == 0)
                g_string_append_printf(tokens, "%s%.*s", tokens->len > 0 ? ", " : "",
                    (int)(dictionaries_of(mappings[k]) - mappings[k] - (gssize)strlen(WITH)),
                    mappings[k]);
        }
        dln_builder_add(builder,
            "ALTER TEXT SEARCH CONFIGURATION %s\n    %s MAPPING FOR %s WITH %s", name, word,
            tokens->str, dictionaries);
    }
}

void dln_create_configuration(DlnBuilder *builder, const DlnObject *configuration)
{
    g_autofree char *name = dln_create_name(configuration);
    g_auto(GStrv) mappings = dln_property_list(dln_object_get(configuration, "mappings"));

    dln_builder_add(builder, "CREATE TEXT SEARCH CONFIGURATION %s (parser = %s)", name,
        dln_object_get(configuration, "parser"));
    dln_create_mappings(builder, configuration, "ADD", mappings);
    dln_create_comment(builder, configuration);
}
