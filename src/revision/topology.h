/* SPDX-License-Identifier: Apache-2.0 */
/* topology.h: the order of a directed graph, or a cycle that forbids one. Knows no revisions. */
#pragma once

#include "revision/adjacency.h"

/* Orders the nodes of needs so that each stands behind all that it needs, and among the free ones the lowest first.
 * out_order: (transfer full): order[i] is the node at place i. Iterative, n log n.
 * FALSE: there is a cycle; out_cycle: (transfer full) (element-type guint): its members, each needs the next and the
 * last needs the first; the lowest one first. */
gboolean dln_topology_sort(const DlnAdjacency *needs, guint **out_order, GArray **out_cycle);
