/* SPDX-License-Identifier: Apache-2.0 */
/* graph.c: the revision graph; build it, check it, answer questions about it.
 * Knows no files and no database. Immutable once built, so every thread may share it.
 * The pieces: nodes.c finds revisions by name and labels.c by label, links.c makes edges of what the files say, topology.c orders them,
 * adjacency.c holds the edges. Inside, a revision is its position in the topological order. */
#include "revision/graph.h"

#include <string.h>

#include "revision/adjacency.h"
#include "revision/id_list.h"
#include "revision/labels.h"
#include "revision/links.h"
#include "revision/merges.h"
#include "revision/near.h"
#include "revision/nodes.h"
#include "revision/repeatables.h"
#include "revision/topology.h"

/* One kind of edge in one direction, by position and as the pointers that callers see. */
typedef struct {
    DlnAdjacency edges;
    GPtrArray **lists; /* NULL where there are none */
} Neighbours;

typedef struct {
    Neighbours parents;
    Neighbours children;
    GPtrArray *heads;
    gboolean is_linear;
} Lineage;

struct DlnGraph {
    GPtrArray *revisions;  /* keeps them alive */
    DlnNodes nodes;        /* in topological order */
    GHashTable *positions; /* DlnRevision * -> position */
    Lineage lineages[DLN_N_LINEAGES];
    Neighbours depends;
    DlnAdjacency dependents;
    GPtrArray *warnings;
    GPtrArray *none;     /* the empty list */
    GPtrArray **singles; /* by position: the list of that revision alone, NULL where nobody needs it */
    DlnRepeatables *repeatables;
};

/* -- Building ------------------------------------------------------------------------------------ */

static void neighbours_clear(Neighbours *neighbours)
{
    for (guint i = 0; neighbours->lists != NULL && i < neighbours->edges.size; i++)
        g_clear_pointer(&neighbours->lists[i], g_ptr_array_unref);
    g_clear_pointer(&neighbours->lists, g_free);
    dln_adjacency_clear(&neighbours->edges);
}

static void graph_clear(DlnGraph *graph)
{
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        neighbours_clear(&graph->lineages[lineage].parents);
        neighbours_clear(&graph->lineages[lineage].children);
        g_clear_pointer(&graph->lineages[lineage].heads, g_ptr_array_unref);
    }
    neighbours_clear(&graph->depends);
    dln_adjacency_clear(&graph->dependents);
    g_clear_pointer(&graph->positions, g_hash_table_unref);
    g_clear_pointer(&graph->warnings, g_ptr_array_unref);
    g_clear_pointer(&graph->none, g_ptr_array_unref);
    for (guint i = 0; graph->singles != NULL && i < graph->nodes.size; i++)
        g_clear_pointer(&graph->singles[i], g_ptr_array_unref);
    g_clear_pointer(&graph->singles, g_free);
    g_clear_pointer(&graph->repeatables, dln_repeatables_free);
    dln_nodes_clear(&graph->nodes);
    g_clear_pointer(&graph->revisions, g_ptr_array_unref);
}

static DlnGraph *graph_new(GPtrArray *revisions)
{
    DlnGraph *graph = g_atomic_rc_box_new0(DlnGraph);

    graph->revisions = g_ptr_array_ref(revisions);
    graph->positions = g_hash_table_new(g_direct_hash, g_direct_equal);
    graph->warnings = g_ptr_array_new_with_free_func(g_free);
    graph->none = g_ptr_array_new();
    return graph;
}

/* The first of names that may mean node, or NULL. */
static const char *name_for(const DlnNodes *nodes, char *const *names, guint node)
{
    for (guint i = 0; names[i] != NULL; i++) {
        g_autoptr(GArray) matches = dln_nodes_match_or_label(nodes, names[i]);
        for (guint m = 0; m < matches->len; m++) {
            if (g_array_index(matches, guint, m) == node)
                return names[i];
        }
    }
    return NULL;
}

/* Where the cycle's first revision says that it needs the second. */
static DunlinErrorFacts cycle_facts(const DlnNodes *nodes, const GArray *cycle)
{
    const DlnRevision *first = nodes->items[g_array_index(cycle, guint, 0)];
    guint second = g_array_index(cycle, guint, cycle->len > 1 ? 1 : 0);
    const char *name = name_for(nodes, first->parents, second);

    if (name == NULL)
        name = name_for(nodes, first->depends, second);
    return name != NULL ? dln_revision_name_facts(first, name) : dln_revision_facts(first);
}

static gboolean refuse_cycle(const DlnNodes *nodes, const GArray *cycle, GError **error)
{
    const DlnRevision *first = nodes->items[g_array_index(cycle, guint, 0)];
    const DunlinErrorFacts facts = cycle_facts(nodes, cycle);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < cycle->len; i++)
        g_string_append_printf(
            text, "\"%s\" needs ", nodes->items[g_array_index(cycle, guint, i)]->id);
    dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts, "parents and depends form a cycle: %s\"%s\"",
        text->str, first->id);
    return FALSE;
}

/* Brings the nodes into topological order, and the edges with them. */
static gboolean order_nodes(DlnGraph *graph, DlnLinks *links, GError **error)
{
    GArray *const kinds[] = {links->parents[0], links->parents[1], links->depends};
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(DlnEdge));
    g_autofree guint *order = NULL;
    g_autoptr(GArray) cycle = NULL;

    for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
        g_array_append_vals(all, kinds[kind]->data, kinds[kind]->len);
    g_auto(DlnAdjacency) needs = dln_adjacency_from_edges(graph->nodes.size, all);
    if (!dln_topology_sort(&needs, &order, &cycle))
        return refuse_cycle(&graph->nodes, cycle, error);

    g_autofree guint *place = g_new0(guint, graph->nodes.size);
    for (guint i = 0; i < graph->nodes.size; i++)
        place[order[i]] = i;
    for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
        for (guint i = 0; i < kinds[kind]->len; i++) {
            DlnEdge *edge = &g_array_index(kinds[kind], DlnEdge, i);
            *edge = (DlnEdge){place[edge->from], place[edge->to]};
        }
    }
    dln_nodes_reorder(&graph->nodes, order);
    return TRUE;
}

/* The list of one node: its child's parents and its parent's children are the same list. */
static GPtrArray *list_one(const DlnGraph *graph, guint node)
{
    if (graph->singles[node] == NULL) {
        graph->singles[node] = g_ptr_array_sized_new(1);
        g_ptr_array_add(graph->singles[node], (gpointer)graph->nodes.items[node]);
    }
    return g_ptr_array_ref(graph->singles[node]);
}

static void list_neighbours(const DlnGraph *graph, Neighbours *neighbours)
{
    const DlnNodes *nodes = &graph->nodes;

    neighbours->lists = g_new0(GPtrArray *, nodes->size);
    for (guint i = 0; i < nodes->size; i++) {
        guint degree = dln_adjacency_degree(&neighbours->edges, i);
        const guint *items = dln_adjacency_items(&neighbours->edges, i);
        if (degree == 1)
            neighbours->lists[i] = list_one(graph, items[0]);
        else if (degree > 1)
            neighbours->lists[i] = g_ptr_array_sized_new(degree);
        for (guint k = 0; degree > 1 && k < degree; k++)
            g_ptr_array_add(neighbours->lists[i], (gpointer)nodes->items[items[k]]);
    }
}

static void finish_lineage(DlnGraph *graph, guint index, const GArray *edges)
{
    Lineage *lineage = &graph->lineages[index];
    const DlnNodes *nodes = &graph->nodes;
    guint n_bases = 0;

    lineage->parents.edges = dln_adjacency_from_edges(nodes->size, edges);
    lineage->children.edges = dln_adjacency_transpose(&lineage->parents.edges);
    list_neighbours(graph, &lineage->parents);
    list_neighbours(graph, &lineage->children);

    lineage->heads = g_ptr_array_new();
    lineage->is_linear = TRUE;
    for (guint i = 0; i < nodes->size; i++) {
        guint n_parents = dln_adjacency_degree(&lineage->parents.edges, i);
        guint n_children = dln_adjacency_degree(&lineage->children.edges, i);
        if ((nodes->items[i]->scope & dln_lineage_scopes[index]) == 0)
            continue;
        if (n_children == 0)
            g_ptr_array_add(lineage->heads, (gpointer)nodes->items[i]);
        n_bases += n_parents == 0 ? 1 : 0;
        lineage->is_linear =
            lineage->is_linear && n_parents <= 1 && n_children <= 1 && n_bases <= 1;
    }
}

gboolean dln_graph_build(GPtrArray *revisions, DlnGraph **out_graph, GError **error)
{
    g_autoptr(DlnGraph) graph = graph_new(revisions);
    g_autoptr(GPtrArray) versioned = dln_repeatables_leave_out(revisions, error);
    g_auto(DlnLinks) links = {0};

    if (versioned == NULL ||
        !dln_nodes_init(&graph->nodes, versioned, error) || !dln_labels_index(&graph->nodes, error) ||
        !dln_links_make(&graph->nodes, &links, graph->warnings, error) ||
        !order_nodes(graph, &links, error))
        return FALSE;

    for (guint i = 0; i < graph->nodes.size; i++)
        g_hash_table_insert(graph->positions, (gpointer)graph->nodes.items[i], GUINT_TO_POINTER(i));
    graph->singles = g_new0(GPtrArray *, graph->nodes.size);
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        finish_lineage(graph, lineage, links.parents[lineage]);
        if (!dln_merges_check(&graph->nodes, dln_lineage_scopes[lineage],
                &graph->lineages[lineage].parents.edges, error))
            return FALSE;
    }
    graph->depends.edges = dln_adjacency_from_edges(graph->nodes.size, links.depends);
    graph->dependents = dln_adjacency_transpose(&graph->depends.edges);
    list_neighbours(graph, &graph->depends);
    if (!dln_repeatables_build(revisions, graph, &graph->repeatables, error))
        return FALSE;

    *out_graph = g_steal_pointer(&graph);
    return TRUE;
}

const DlnRepeatables *dln_graph_repeatables(const DlnGraph *graph)
{
    return graph->repeatables;
}

DlnGraph *dln_graph_ref(DlnGraph *graph)
{
    return g_atomic_rc_box_acquire(graph);
}

void dln_graph_unref(DlnGraph *graph)
{
    if (graph != NULL)
        g_atomic_rc_box_release_full(graph, (GDestroyNotify)graph_clear);
}

/* -- Names --------------------------------------------------------------------------------------- */

const GPtrArray *dln_graph_warnings(const DlnGraph *graph)
{
    return graph->warnings;
}

guint dln_graph_size(const DlnGraph *graph)
{
    return graph->nodes.size;
}

const DlnRevision *dln_graph_get(const DlnGraph *graph, guint index)
{
    g_return_val_if_fail(index < graph->nodes.size, NULL);
    return graph->nodes.items[index];
}

guint dln_graph_position(const DlnGraph *graph, const DlnRevision *revision)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(graph->positions, revision));
}

const DlnRevision *dln_graph_find(const DlnGraph *graph, DlnScope scope_mask, const char *id)
{
    guint node;
    return dln_nodes_find(&graph->nodes, scope_mask, id, &node) ? graph->nodes.items[node] : NULL;
}

GPtrArray *dln_graph_candidates(const DlnGraph *graph, DlnScope scope_mask, const char *name)
{
    g_autoptr(GArray) matches = dln_nodes_match(&graph->nodes, scope_mask, name);
    GPtrArray *candidates = g_ptr_array_sized_new(matches->len);

    for (guint i = 0; i < matches->len; i++)
        g_ptr_array_add(candidates, (gpointer)graph->nodes.items[g_array_index(matches, guint, i)]);
    return candidates;
}

const DlnRevision *dln_graph_resolve(
    const DlnGraph *graph, DlnScope scope_mask, const char *name, GError **error)
{
    g_autoptr(GPtrArray) candidates = dln_graph_candidates(graph, scope_mask, name);

    if (candidates->len == 1)
        return g_ptr_array_index(candidates, 0);
    if (candidates->len == 0) {
        g_autofree char *hint = dln_near_hint(graph, name);
        dln_error_set(
            error, DUNLIN_ERROR_CONFIG, NULL, "revision \"%s\" does not exist%s", name, hint);
        return NULL;
    }
    g_autofree char *ids = dln_id_list(candidates);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "revision \"%s\" is ambiguous: it may mean %s",
        name, ids);
    return NULL;
}

const DlnRevision *dln_graph_find_label(const DlnGraph *graph, const char *label)
{
    guint node;
    return dln_nodes_find_label(&graph->nodes, label, &node) ? graph->nodes.items[node] : NULL;
}

/* -- Lineages ------------------------------------------------------------------------------------ */

static const Lineage *lineage_of(const DlnGraph *graph, DlnScope scope)
{
    return &graph->lineages[scope == DLN_SCOPE_PUBLIC ? 0 : 1];
}

static const GPtrArray *list_at(
    const DlnGraph *graph, const Neighbours *neighbours, const DlnRevision *revision)
{
    const GPtrArray *list = neighbours->lists[dln_graph_position(graph, revision)];
    return list != NULL ? list : graph->none;
}

GPtrArray *dln_graph_lineage(const DlnGraph *graph, DlnScope scope)
{
    GPtrArray *lineage = g_ptr_array_new();

    for (guint i = 0; i < graph->nodes.size; i++) {
        if ((graph->nodes.items[i]->scope & scope) != 0)
            g_ptr_array_add(lineage, (gpointer)graph->nodes.items[i]);
    }
    return lineage;
}

const GPtrArray *dln_graph_parents(
    const DlnGraph *graph, DlnScope scope, const DlnRevision *revision)
{
    return list_at(graph, &lineage_of(graph, scope)->parents, revision);
}

const GPtrArray *dln_graph_children(
    const DlnGraph *graph, DlnScope scope, const DlnRevision *revision)
{
    return list_at(graph, &lineage_of(graph, scope)->children, revision);
}

const GPtrArray *dln_graph_depends(const DlnGraph *graph, const DlnRevision *revision)
{
    return list_at(graph, &graph->depends, revision);
}

const GPtrArray *dln_graph_heads(const DlnGraph *graph, DlnScope scope)
{
    return lineage_of(graph, scope)->heads;
}

gboolean dln_graph_is_linear(const DlnGraph *graph, DlnScope scope)
{
    return lineage_of(graph, scope)->is_linear;
}

static DlnPositions positions_at(const DlnAdjacency *edges, guint position)
{
    return (DlnPositions){
        dln_adjacency_items(edges, position), dln_adjacency_degree(edges, position)};
}

DlnPositions dln_graph_parents_at(const DlnGraph *graph, DlnScope scope, guint position)
{
    return positions_at(&lineage_of(graph, scope)->parents.edges, position);
}

DlnPositions dln_graph_children_at(const DlnGraph *graph, DlnScope scope, guint position)
{
    return positions_at(&lineage_of(graph, scope)->children.edges, position);
}

DlnPositions dln_graph_depends_at(const DlnGraph *graph, guint position)
{
    return positions_at(&graph->depends.edges, position);
}

DlnPositions dln_graph_dependents_at(const DlnGraph *graph, guint position)
{
    return positions_at(&graph->dependents, position);
}

/* -- What is applied ----------------------------------------------------------------------------- */

const DlnAppliedRow **dln_graph_match_applied(
    const DlnGraph *graph, DlnScope scope, const DlnApplied *applied, GPtrArray *out_unknown)
{
    const DlnLookup *lookup = &graph->nodes.lookups[scope == DLN_SCOPE_PUBLIC ? 0 : 1];
    const DlnAppliedRow **rows = g_new0(const DlnAppliedRow *, graph->nodes.size);
    guint next = 0;

    /* Both are sorted by strcmp: one walk beside the other. */
    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        int order = -1;
        if (row->state == DLN_APPLIED_REPEATABLE)
            continue;
        while (next < lookup->size) {
            order = strcmp(row->version, graph->nodes.items[lookup->by_name[next]]->id);
            if (order <= 0)
                break;
            next++;
        }
        if (next < lookup->size && order == 0)
            rows[lookup->by_name[next++]] = row;
        else if (out_unknown != NULL)
            g_ptr_array_add(out_unknown, (gpointer)row);
    }
    return rows;
}

static void reverse(GPtrArray *array)
{
    for (guint i = 0; i < array->len / 2; i++) {
        gpointer kept = array->pdata[i];
        array->pdata[i] = array->pdata[array->len - 1 - i];
        array->pdata[array->len - 1 - i] = kept;
    }
}

GPtrArray *dln_graph_applied_heads(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied)
{
    g_autofree const DlnAppliedRow **rows = dln_graph_match_applied(graph, scope, applied, NULL);
    g_autofree guint8 *is_covered = g_new0(guint8, graph->nodes.size);
    GPtrArray *heads = g_ptr_array_new();

    for (guint i = graph->nodes.size; i-- > 0;) {
        gboolean is_applied = rows[i] != NULL && rows[i]->state == DLN_APPLIED_DONE;
        if (is_applied && !is_covered[i])
            g_ptr_array_add(heads, (gpointer)graph->nodes.items[i]);
        if (!is_applied && !is_covered[i])
            continue;
        DlnPositions parents = dln_graph_parents_at(graph, scope, i);
        for (guint k = 0; k < parents.count; k++)
            is_covered[parents.items[k]] = TRUE;
    }
    reverse(heads);
    return heads;
}
