/* SPDX-License-Identifier: Apache-2.0 */
/* node.c: trees of the configuration. Knows no YAML library and no meaning. */
#include "project/node.h"

static const char *const keys[DLN_N_TREES] = {
    [DLN_TREE_VARIABLES] = "variables",
    [DLN_TREE_HOOKS] = "hooks",
    [DLN_TREE_SCHEMA] = "schema",
};

const char *dln_tree_key(DlnTree tree)
{
    return keys[tree];
}

gboolean dln_tree_find(const char *key, DlnTree *out_tree)
{
    for (DlnTree tree = 0; tree < DLN_N_TREES; tree++) {
        if (g_str_equal(keys[tree], key)) {
            *out_tree = tree;
            return TRUE;
        }
    }
    return FALSE;
}

DlnNode *dln_node_new(DlnNodeKind kind, const char *file)
{
    DlnNode *node = g_new0(DlnNode, 1);

    node->kind = kind;
    node->file = g_strdup(file);
    node->children = g_ptr_array_new_with_free_func((GDestroyNotify)dln_node_free);
    return node;
}

void dln_node_free(DlnNode *node)
{
    if (node == NULL)
        return;
    g_free(node->key);
    g_free(node->text);
    g_free(node->file);
    g_ptr_array_unref(node->children);
    g_free(node);
}

static gboolean find(const DlnNode *map, const char *key, guint *out_index)
{
    for (guint i = 0; i < map->children->len; i++) {
        if (g_strcmp0(((const DlnNode *)map->children->pdata[i])->key, key) == 0) {
            *out_index = i;
            return TRUE;
        }
    }
    return FALSE;
}

const DlnNode *dln_node_get(const DlnNode *map, const char *key)
{
    guint index;

    return find(map, key, &index) ? map->children->pdata[index] : NULL;
}

void dln_node_merge(DlnNode *map, DlnNode *upper)
{
    while (upper->children->len > 0) {
        DlnNode *child = g_ptr_array_steal_index(upper->children, 0);
        guint index;
        if (find(map, child->key, &index))
            g_ptr_array_remove_index(map->children, index);
        g_ptr_array_add(map->children, child);
    }
    dln_node_free(upper);
}

gboolean dln_node_error(const DlnNode *node, GError **error, const char *format, ...)
{
    const DunlinErrorFacts facts = {.file = node->file, .line = node->line, .column = node->column};
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "%s", text);
    return FALSE;
}
