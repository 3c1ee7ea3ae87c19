/* SPDX-License-Identifier: Apache-2.0 */
/* node.h: a part of the configuration that is no plain setting: a tree of what somebody wrote, with where.
 * Knows no YAML library and no meaning. */
#pragma once

#include "base/error.h"

typedef enum {
    DLN_NODE_NULL, /* nothing was written */
    DLN_NODE_TEXT,
    DLN_NODE_LIST,
    DLN_NODE_MAP,
} DlnNodeKind;

typedef struct {
    DlnNodeKind kind;
    char *key;           /* (nullable): in a MAP */
    char *text;          /* TEXT */
    GPtrArray *children; /* LIST, MAP: (element-type DlnNode) */
    char *file;          /* as shown */
    guint line;          /* of the key, else of the node itself */
    guint column;
    guint text_line; /* TEXT: where it begins, its quote not included */
    guint text_column;
} DlnNode;

/* The trees that there are: the keys at the top of the configuration, or of an environment, that hold one. */
typedef enum {
    DLN_TREE_VARIABLES,
    DLN_TREE_HOOKS,
    DLN_TREE_SCHEMA,
} DlnTree;

#define DLN_N_TREES 3

const char *dln_tree_key(DlnTree tree);
/* FALSE for any other key. */
gboolean dln_tree_find(const char *key, DlnTree *out_tree);

DlnNode *dln_node_new(DlnNodeKind kind, const char *file);
void dln_node_free(DlnNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnNode, dln_node_free)

/* The child of a MAP, or NULL. */
const DlnNode *dln_node_get(const DlnNode *map, const char *key);
/* Takes upper: each of its children replaces the one of the same key in map, or is added. */
void dln_node_merge(DlnNode *map, DlnNode *upper);

/* Sets a CONFIG error at node. Returns FALSE. */
gboolean dln_node_error(const DlnNode *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
