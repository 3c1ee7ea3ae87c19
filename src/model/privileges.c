/* SPDX-License-Identifier: Apache-2.0 */
/* privileges.c: who may do what, as a property that is compared. */
#include <string.h>

#include "model/schema.h"

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* 'GRANT SELECT TO app', 'GRANT SELECT TO "o''brien"': each once, though two may have given it. (transfer full) */
static char *list_of(GPtrArray *privileges)
{
    GString *list = g_string_new(NULL);
    const char *before = NULL;

    g_ptr_array_sort(privileges, compare_texts);
    for (guint i = 0; i < privileges->len; i++) {
        const char *text = privileges->pdata[i];
        g_auto(GStrv) parts = g_strsplit(text, "'", -1);
        g_autofree char *doubled = g_strjoinv("''", parts);

        if (g_strcmp0(text, before) != 0)
            g_string_append_printf(list, "%s'%s'", list->len > 0 ? ", " : "", doubled);
        before = text;
    }
    return g_string_free(list, FALSE);
}

static void show(DlnObject *object)
{
    g_autofree char *list = NULL;

    if (object->privileges == NULL)
        return;
    list = list_of(object->privileges);
    dln_object_set(object, "privileges", list);
}

gboolean dln_schema_show_privileges(DlnSchema *schema, GError **error)
{
    if (schema->shows_privileges)
        return TRUE;
    schema->shows_privileges = TRUE;
    g_ptr_array_extend_and_steal(schema->objects, g_steal_pointer(&schema->hidden));
    schema->hidden = g_ptr_array_new();
    for (guint i = 0; i < schema->objects->len; i++)
        show(schema->objects->pdata[i]);
    return dln_schema_finish(schema, error);
}
