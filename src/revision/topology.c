/* SPDX-License-Identifier: Apache-2.0 */
/* topology.c: Kahn's algorithm with a binary heap, so that ties always fall the same way. Knows no revisions. */
#include "revision/topology.h"

/* A binary heap of nodes, the lowest on top. */
typedef struct {
    guint size;
    guint *items;
} Heap;

static void swap(guint *a, guint *b)
{
    guint kept = *a;
    *a = *b;
    *b = kept;
}

static void heap_push(Heap *heap, guint node)
{
    guint i = heap->size++;

    heap->items[i] = node;
    for (; i > 0 && heap->items[(i - 1) / 2] > heap->items[i]; i = (i - 1) / 2)
        swap(&heap->items[(i - 1) / 2], &heap->items[i]);
}

static guint heap_pop(Heap *heap)
{
    guint top = heap->items[0];

    heap->items[0] = heap->items[--heap->size];
    for (guint i = 0, child; (child = 2 * i + 1) < heap->size; i = child) {
        if (child + 1 < heap->size && heap->items[child + 1] < heap->items[child])
            child++;
        if (heap->items[i] <= heap->items[child])
            break;
        swap(&heap->items[i], &heap->items[child]);
    }
    return top;
}

/* The lowest thing that node needs and that was never freed. Every node that is itself unfree has one. */
static guint lowest_unfree(const DlnAdjacency *needs, const guint *n_missing, guint node)
{
    const guint *items = dln_adjacency_items(needs, node);
    guint i = 0;

    while (n_missing[items[i]] == 0)
        i++;
    return items[i];
}

/* Walks from one unfree node to the next until one comes up again: from there on it is a cycle. */
static GArray *find_cycle(const DlnAdjacency *needs, const guint *n_missing)
{
    g_autofree guint *place = g_new0(guint, needs->size); /* on the walk, counted from 1 */
    g_autoptr(GArray) walk = g_array_new(FALSE, FALSE, sizeof(guint));
    guint node = 0;

    while (n_missing[node] == 0)
        node++;
    while (place[node] == 0) {
        g_array_append_val(walk, node);
        place[node] = walk->len;
        node = lowest_unfree(needs, n_missing, node);
    }

    guint start = place[node] - 1;
    guint length = walk->len - start;
    const guint *members = &g_array_index(walk, guint, start);
    guint lowest = 0;
    for (guint i = 1; i < length; i++) {
        if (members[i] < members[lowest])
            lowest = i;
    }

    GArray *cycle = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_vals(cycle, members + lowest, length - lowest);
    g_array_append_vals(cycle, members, lowest);
    return cycle;
}

gboolean dln_topology_sort(const DlnAdjacency *needs, guint **out_order, GArray **out_cycle)
{
    g_auto(DlnAdjacency) needed_by = dln_adjacency_transpose(needs);
    g_autofree guint *n_missing = g_new0(guint, needs->size);
    g_autofree guint *order = g_new0(guint, needs->size);
    g_autofree guint *free_nodes = g_new0(guint, needs->size);
    Heap heap = {.items = free_nodes};
    guint n_ordered = 0;

    for (guint node = 0; node < needs->size; node++) {
        n_missing[node] = dln_adjacency_degree(needs, node);
        if (n_missing[node] == 0)
            heap_push(&heap, node);
    }
    while (heap.size > 0) {
        guint node = heap_pop(&heap);
        const guint *items = dln_adjacency_items(&needed_by, node);
        order[n_ordered++] = node;
        for (guint i = 0; i < dln_adjacency_degree(&needed_by, node); i++) {
            if (--n_missing[items[i]] == 0)
                heap_push(&heap, items[i]);
        }
    }
    if (n_ordered < needs->size) {
        *out_cycle = find_cycle(needs, n_missing);
        return FALSE;
    }
    *out_order = g_steal_pointer(&order);
    return TRUE;
}
