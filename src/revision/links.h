/* SPDX-License-Identifier: Apache-2.0 */
/* links.h: from what the files say (parent, depends, the order of numbers) to edges between nodes. */
#pragma once

#include "revision/adjacency.h"
#include "revision/nodes.h"

typedef struct {
    GArray *parents[DLN_N_LINEAGES]; /* of DlnEdge: from a revision to its parent */
    GArray *depends;                 /* of DlnEdge: from a revision to what it depends on, across lineages */
} DlnLinks;

/* links: zeroed; to be cleared in any case. warnings: (element-type utf8): appended to.
 * Errors: GRAPH, see dln_graph_build. */
gboolean dln_links_make(const DlnNodes *nodes, DlnLinks *links, GPtrArray *warnings, GError **error);
void dln_links_clear(DlnLinks *links);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnLinks, dln_links_clear)
