/* SPDX-License-Identifier: Apache-2.0 */
/* config_node.c: from libfyaml's nodes to ours. With config_file.c the only user of libfyaml. Knows no key by name. */
#include "project/config_node.h"

/* A document has no more of sense, and its aliases could make one without end. */
#define MAX_DEPTH 8

char *dln_yaml_text(struct fy_node *scalar)
{
    size_t length = 0;
    const char *text = fy_node_get_scalar(scalar, &length);

    return g_strndup(text == NULL ? "" : text, length);
}

static const struct fy_mark *mark_of(struct fy_node *scalar)
{
    struct fy_token *token = fy_node_get_scalar_token(scalar);

    return token == NULL ? NULL : fy_token_start_mark(token);
}

static gboolean is_block(struct fy_node *scalar)
{
    const enum fy_node_style style = fy_node_get_style(scalar);

    return style == FYNS_LITERAL || style == FYNS_FOLDED;
}

gboolean dln_yaml_position(struct fy_node *scalar, guint *out_line, guint *out_column)
{
    const enum fy_node_style style = fy_node_get_style(scalar);
    const struct fy_mark *mark = mark_of(scalar);
    const gboolean quoted = style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED;

    if (mark == NULL || is_block(scalar))
        return FALSE;
    *out_line = (guint)mark->line + 1;
    *out_column = (guint)mark->column + (quoted ? 0 : 1);
    return TRUE;
}

static DlnNode *read_node(struct fy_node *node, const DlnNode *place, guint depth, GError **error);

static gboolean read_pairs(struct fy_node *mapping, DlnNode *into, guint depth, GError **error)
{
    void *iterator = NULL;
    struct fy_node_pair *pair;

    while ((pair = fy_node_mapping_iterate(mapping, &iterator)) != NULL) {
        struct fy_node *key = fy_node_pair_key(pair);
        DlnNode place = {.file = into->file, .line = into->line, .column = into->column};
        if (key == NULL || !fy_node_is_scalar(key) ||
            !dln_yaml_position(key, &place.line, &place.column))
            return dln_node_error(into, error, "a key is no plain word");
        DlnNode *child = read_node(fy_node_pair_value(pair), &place, depth + 1, error);
        if (child == NULL)
            return FALSE;
        child->key = dln_yaml_text(key);
        g_ptr_array_add(into->children, child);
    }
    return TRUE;
}

/* An entry of a list stands where its text or its first key does. */
static DlnNode place_of_item(struct fy_node *item, const DlnNode *list)
{
    DlnNode place = {.file = list->file, .line = list->line, .column = list->column};
    void *iterator = NULL;
    struct fy_node *first = item;

    if (item != NULL && fy_node_is_mapping(item)) {
        struct fy_node_pair *pair = fy_node_mapping_iterate(item, &iterator);
        first = pair != NULL ? fy_node_pair_key(pair) : NULL;
    }
    if (first != NULL && fy_node_is_scalar(first))
        dln_yaml_position(first, &place.line, &place.column);
    return place;
}

static gboolean read_items(struct fy_node *list, DlnNode *into, guint depth, GError **error)
{
    void *iterator = NULL;
    struct fy_node *item;

    while ((item = fy_node_sequence_iterate(list, &iterator)) != NULL) {
        const DlnNode place = place_of_item(item, into);
        DlnNode *child = read_node(item, &place, depth + 1, error);
        if (child == NULL)
            return FALSE;
        g_ptr_array_add(into->children, child);
    }
    return TRUE;
}

static void read_text(struct fy_node *scalar, DlnNode *into)
{
    const struct fy_mark *mark = mark_of(scalar);

    into->text = dln_yaml_text(scalar);
    into->text_line = mark != NULL ? (guint)mark->line + 1 : into->line;
    into->text_column = mark != NULL ? (guint)mark->column + 1 : into->column;
}

static DlnNodeKind kind_of(struct fy_node *node)
{
    if (node == NULL || fy_node_is_null(node))
        return DLN_NODE_NULL;
    if (fy_node_is_mapping(node))
        return DLN_NODE_MAP;
    return fy_node_is_sequence(node) ? DLN_NODE_LIST : DLN_NODE_TEXT;
}

static DlnNode *read_node(struct fy_node *node, const DlnNode *place, guint depth, GError **error)
{
    g_autoptr(DlnNode) made = dln_node_new(kind_of(node), place->file);

    made->line = place->line;
    made->column = place->column;
    if (depth > MAX_DEPTH) {
        dln_node_error(place, error, "this is nested too deeply");
        return NULL;
    }
    if (made->kind == DLN_NODE_TEXT)
        read_text(node, made);
    if ((made->kind == DLN_NODE_MAP && !read_pairs(node, made, depth, error)) ||
        (made->kind == DLN_NODE_LIST && !read_items(node, made, depth, error)))
        return NULL;
    return g_steal_pointer(&made);
}

DlnNode *dln_yaml_tree(
    struct fy_node *node, const char *file, guint line, guint column, GError **error)
{
    const DlnNode place = {.file = (char *)file, .line = line, .column = column};

    return read_node(node, &place, 0, error);
}
