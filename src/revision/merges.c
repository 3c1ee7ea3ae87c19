/* SPDX-License-Identifier: Apache-2.0 */
/* merges.c: refuses a merge of a revision with its own ancestor: it joins nothing, and most often a wrong id was written. */
#include "revision/merges.h"

typedef struct {
    const DlnNodes *nodes;
    DlnScope scope;
    const DlnAdjacency *parents;
    guint *seen; /* by node: the last merge whose walk met it */
    GArray *todo;
} Merges;

/* The name by which the file means node; its id where it is not found. */
static const char *name_of(const Merges *merges, const DlnRevision *merge, guint node)
{
    for (guint i = 0; merge->parents[i] != NULL; i++) {
        g_autoptr(GArray) matches =
            dln_nodes_match(merges->nodes, merges->scope, merge->parents[i]);
        if (matches->len == 1 && g_array_index(matches, guint, 0) == node)
            return merge->parents[i];
    }
    return merges->nodes->items[node]->id;
}

/* A `both` revision may need the name for its other lineage, where it means another revision. */
static gboolean is_for_other_lineage(const Merges *merges, const DlnRevision *merge, guint node)
{
    g_autoptr(GArray) matches = NULL;

    if (merge->scope != DLN_SCOPE_BOTH)
        return FALSE;
    matches = dln_nodes_match(
        merges->nodes, DLN_SCOPE_BOTH & ~merges->scope, name_of(merges, merge, node));
    return matches->len > 0 && g_array_index(matches, guint, 0) != node;
}

static gboolean check_pair(
    const Merges *merges, guint merge_node, guint below, guint above, GError **error)
{
    const DlnRevision *merge = merges->nodes->items[merge_node];
    const DunlinErrorFacts facts = dln_revision_name_facts(merge, name_of(merges, merge, below));
    const char *id = merges->nodes->items[below]->id;

    if (is_for_other_lineage(merges, merge, below))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
        "merges \"%s\" with what comes from it: \"%s\" is an ancestor of \"%s\" already; leave it "
        "out",
        id, id, merges->nodes->items[above]->id);
    return FALSE;
}

/* Walks down from the parent at index `from` of merge; what lies below its lowest parent cannot be one of them. */
static gboolean check_from(Merges *merges, guint merge, guint from, GError **error)
{
    const guint *parents = dln_adjacency_items(merges->parents, merge);

    g_array_append_val(merges->todo, parents[from]);
    while (merges->todo->len > 0) {
        guint node = g_array_index(merges->todo, guint, merges->todo->len - 1);
        g_array_set_size(merges->todo, merges->todo->len - 1);
        for (guint i = 0; i < dln_adjacency_degree(merges->parents, node); i++) {
            guint below = dln_adjacency_items(merges->parents, node)[i];
            if (below < parents[0] || merges->seen[below] == merge)
                continue;
            for (guint k = 0; k < from; k++) {
                if (parents[k] == below && !check_pair(merges, merge, below, parents[from], error))
                    return FALSE;
            }
            merges->seen[below] = merge;
            g_array_append_val(merges->todo, below);
        }
    }
    return TRUE;
}

gboolean dln_merges_check(
    const DlnNodes *nodes, DlnScope scope, const DlnAdjacency *parents, GError **error)
{
    g_autofree guint *seen = g_new0(guint, nodes->size + 1);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(guint));
    Merges merges = {nodes, scope, parents, seen, todo};

    /* The node at place 0 has no parents: a mark of 0 is none. */
    for (guint merge = 0; merge < nodes->size; merge++) {
        for (guint from = dln_adjacency_degree(parents, merge); from-- > 1;) {
            if (!check_from(&merges, merge, from, error))
                return FALSE;
        }
    }
    return TRUE;
}
