/* SPDX-License-Identifier: Apache-2.0 */
/* merges.h: refuses a merge of a revision with its own ancestor. */
#pragma once

#include "revision/adjacency.h"
#include "revision/nodes.h"

/* parents: of one lineage, nodes in topological order. Each merge is looked at by itself, down to its lowest parent.
 * Errors: GRAPH: a parent that another parent of the same revision comes from (the file, and the line of the name). */
gboolean dln_merges_check(const DlnNodes *nodes, DlnScope scope, const DlnAdjacency *parents, GError **error);
