/* SPDX-License-Identifier: Apache-2.0 */
/* variables.c: a set of named values, and hiding the secret ones. */
#include "sql/variables.h"

#include <string.h>

#include "base/suggest.h"

#define SECRET_BYTES_MIN 4

struct DlnVariables {
    const DlnQuoting *quoting;
    DlnVariables *parent;
    GPtrArray *all;      /* (element-type DlnVariable) */
    GHashTable *by_name; /* name → DlnVariable, both owned by all */
};

static void variable_free(gpointer data)
{
    DlnVariable *variable = data;

    g_free(variable->name);
    g_free(variable->value);
    g_free(variable->missing);
    g_free(variable);
}

DlnVariables *dln_variables_new(const DlnQuoting *quoting, DlnVariables *parent)
{
    DlnVariables *variables = g_atomic_rc_box_new0(DlnVariables);

    variables->quoting = quoting;
    variables->parent = parent != NULL ? dln_variables_ref(parent) : NULL;
    variables->all = g_ptr_array_new_with_free_func(variable_free);
    variables->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    return variables;
}

DlnVariables *dln_variables_ref(DlnVariables *variables)
{
    return g_atomic_rc_box_acquire(variables);
}

static void clear(gpointer data)
{
    DlnVariables *variables = data;

    dln_variables_unref(variables->parent);
    g_hash_table_unref(variables->by_name);
    g_ptr_array_unref(variables->all);
}

void dln_variables_unref(DlnVariables *variables)
{
    if (variables != NULL)
        g_atomic_rc_box_release_full(variables, clear);
}

void dln_variables_add(DlnVariables *variables, const DlnVariable *variable)
{
    DlnVariable *copy = g_new0(DlnVariable, 1);

    copy->name = g_strdup(variable->name);
    copy->value = g_strdup(variable->value);
    copy->missing = g_strdup(variable->missing);
    copy->flags = variable->flags;
    g_ptr_array_add(variables->all, copy);
    g_hash_table_insert(variables->by_name, copy->name, copy);
}

const DlnVariable *dln_variables_find(const DlnVariables *variables, const char *name)
{
    const DlnVariable *found = g_hash_table_lookup(variables->by_name, name);

    return found != NULL || variables->parent == NULL ? found
                                                      : dln_variables_find(variables->parent, name);
}

const char *dln_variables_suggest(const DlnVariables *variables, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (const DlnVariables *set = variables; set != NULL; set = set->parent)
        for (guint i = 0; i < set->all->len; i++)
            g_ptr_array_add(names, dln_variables_get(set, i)->name);
    g_ptr_array_add(names, NULL);
    return dln_suggest(name, (const char *const *)names->pdata);
}

guint dln_variables_size(const DlnVariables *variables)
{
    return variables->all->len;
}

const DlnVariable *dln_variables_get(const DlnVariables *variables, guint index)
{
    return g_ptr_array_index(variables->all, index);
}

const DlnQuoting *dln_variables_quoting(const DlnVariables *variables)
{
    return variables->quoting;
}

gboolean dln_variable_is_name(const char *name, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalpha(name[i]) && name[i] != '_' && (i == 0 || !g_ascii_isdigit(name[i])))
            return FALSE;
    }
    return length > 0;
}

char *dln_variables_mask(const DlnVariables *variables, const char *text)
{
    g_autoptr(GString) masked = g_string_new(text);

    for (const DlnVariables *set = variables; set != NULL; set = set->parent) {
        for (guint i = 0; i < set->all->len; i++) {
            const DlnVariable *variable = dln_variables_get(set, i);
            if (variable->flags & DLN_VARIABLE_SECRET && variable->value != NULL &&
                strlen(variable->value) >= SECRET_BYTES_MIN)
                g_string_replace(masked, variable->value, "***", 0);
        }
    }
    return g_string_free(g_steal_pointer(&masked), FALSE);
}
