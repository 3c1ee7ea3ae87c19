/* SPDX-License-Identifier: Apache-2.0 */
/* adjacency.h: edges between numbered nodes, grouped by node in two flat arrays. Knows no revisions. */
#pragma once

#include <glib.h>

/* from needs to: to stands first in the order. */
typedef struct {
    guint from;
    guint to;
} DlnEdge;

/* The neighbours of node i are items[offsets[i]] up to items[offsets[i + 1]], ascending. */
typedef struct {
    guint size;
    guint *offsets;
    guint *items;
} DlnAdjacency;

/* What each node needs. edges: of DlnEdge; no edge twice. Linear. */
DlnAdjacency dln_adjacency_from_edges(guint size, const GArray *edges);
/* The same edges seen from their other end. Linear. */
DlnAdjacency dln_adjacency_transpose(const DlnAdjacency *adjacency);
void dln_adjacency_clear(DlnAdjacency *adjacency);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnAdjacency, dln_adjacency_clear)

static inline guint dln_adjacency_degree(const DlnAdjacency *adjacency, guint node)
{
    return adjacency->offsets[node + 1] - adjacency->offsets[node];
}

static inline const guint *dln_adjacency_items(const DlnAdjacency *adjacency, guint node)
{
    return adjacency->items + adjacency->offsets[node];
}
