/* SPDX-License-Identifier: Apache-2.0 */
/* failures.c: which errors are the same but for the database that they befell. Prints nothing. */
#include "failures.h"

#include <string.h>

static void replace_quoted(GString *text, const char *name, const char *stand_in)
{
    g_autofree char *quoted = g_strdup_printf("\"%s\"", name);

    if (name[0])
        g_string_replace(text, quoted, stand_in, 0);
}

/* (transfer full): the error without the database's names: the tenant's and the place's in quotes, and the file at
 * whose beginning the error stands. */
static char *key_of(const DlnFailure *failure)
{
    const char *message = failure->error->message;
    const char *place = failure->place ? failure->place : "";
    gsize length = strlen(place);
    gboolean is_position =
        length > 0 && strncmp(message, place, length) == 0 && message[length] == ':';
    GString *key = g_string_new(is_position ? "{place}" : "");

    g_string_append(key, is_position ? message + length : message);
    replace_quoted(key, failure->name, "\"{tenant}\"");
    replace_quoted(key, place, "\"{place}\"");
    g_string_append_printf(
        key, "\n%s %d", g_quark_to_string(failure->error->domain), failure->error->code);
    return g_string_free(key, FALSE);
}

GPtrArray *dln_cli_failures_group(const GArray *failures)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < failures->len; i++) {
        const DlnFailure *failure = &g_array_index(failures, DlnFailure, i);
        g_autofree char *key = key_of(failure);
        GArray *group = g_hash_table_lookup(by_key, key);

        if (!group) {
            group = g_array_new(FALSE, FALSE, sizeof(DlnFailure));
            g_hash_table_insert(by_key, g_steal_pointer(&key), group);
            g_ptr_array_add(groups, group);
        }
        g_array_append_vals(group, failure, 1);
    }
    return groups;
}

GPtrArray *dln_cli_failures_names(const GArray *group, guint skip)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = skip; i < group->len; i++)
        g_ptr_array_add(names, (gpointer)g_array_index(group, DlnFailure, i).name);
    return names;
}
