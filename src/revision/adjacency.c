/* SPDX-License-Identifier: Apache-2.0 */
/* adjacency.c: grouping edges by counting, so that nothing is worse than linear. Knows no revisions. */
#include "revision/adjacency.h"

/* Turns counts, kept one place to the right, into offsets. */
static void accumulate(DlnAdjacency *adjacency)
{
    for (guint i = 0; i < adjacency->size; i++)
        adjacency->offsets[i + 1] += adjacency->offsets[i];
}

static DlnAdjacency adjacency_new(guint size, guint n_edges)
{
    return (DlnAdjacency){
        .size = size, .offsets = g_new0(guint, size + 1), .items = g_new0(guint, n_edges)};
}

DlnAdjacency dln_adjacency_transpose(const DlnAdjacency *adjacency)
{
    guint n_edges = adjacency->offsets[adjacency->size];
    DlnAdjacency result = adjacency_new(adjacency->size, n_edges);

    for (guint i = 0; i < n_edges; i++)
        result.offsets[adjacency->items[i] + 1]++;
    accumulate(&result);

    /* Nodes are visited in ascending order: each group comes out sorted. */
    g_autofree guint *next = g_memdup2(result.offsets, (result.size + 1) * sizeof *next);
    for (guint from = 0; from < adjacency->size; from++) {
        for (guint i = adjacency->offsets[from]; i < adjacency->offsets[from + 1]; i++)
            result.items[next[adjacency->items[i]]++] = from;
    }
    return result;
}

DlnAdjacency dln_adjacency_from_edges(guint size, const GArray *edges)
{
    g_auto(DlnAdjacency) needed_by = adjacency_new(size, edges->len);

    for (guint i = 0; i < edges->len; i++)
        needed_by.offsets[g_array_index(edges, DlnEdge, i).to + 1]++;
    accumulate(&needed_by);

    g_autofree guint *next = g_memdup2(needed_by.offsets, (size + 1) * sizeof *next);
    for (guint i = 0; i < edges->len; i++) {
        const DlnEdge *edge = &g_array_index(edges, DlnEdge, i);
        needed_by.items[next[edge->to]++] = edge->from;
    }
    return dln_adjacency_transpose(&needed_by);
}

void dln_adjacency_clear(DlnAdjacency *adjacency)
{
    g_clear_pointer(&adjacency->offsets, g_free);
    g_clear_pointer(&adjacency->items, g_free);
    adjacency->size = 0;
}
