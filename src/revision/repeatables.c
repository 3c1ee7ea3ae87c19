/* SPDX-License-Identifier: Apache-2.0 */
/* repeatables.c: the repeatable migrations in the order in which they run. Knows no files and no database. */
#include "revision/repeatables.h"

#include <string.h>

#include "revision/adjacency.h"
#include "revision/id_list.h"
#include "revision/nodes.h"
#include "revision/topology.h"

struct DlnRepeatables {
    GPtrArray *items;   /* (element-type DlnRevision) borrowed, in order */
    GPtrArray *depends; /* (element-type GPtrArray) by index */
};

static int compare_ids(gconstpointer a, gconstpointer b)
{
    const DlnRevision *left = *(const DlnRevision *const *)a;
    const DlnRevision *right = *(const DlnRevision *const *)b;
    int order = strcmp(left->id, right->id);

    return order != 0 ? order : strcmp(left->file, right->file);
}

static GPtrArray *choose(const GPtrArray *revisions)
{
    GPtrArray *items = g_ptr_array_new();

    for (guint i = 0; i < revisions->len; i++) {
        DlnRevision *revision = g_ptr_array_index(revisions, i);
        if (revision->flags & DLN_REVISION_REPEATABLE)
            g_ptr_array_add(items, revision);
    }
    g_ptr_array_sort(items, compare_ids);
    return items;
}

static gboolean refuse_twice(const DlnRevision *revision, const DlnRevision *other, GError **error)
{
    const DunlinErrorFacts facts = dln_revision_facts(revision);

    dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
        "id \"%s\" is used twice: it is also that of \"%s\"", revision->id, other->file);
    return FALSE;
}

/* Equal ids stand side by side. */
static gboolean check_ids(const GPtrArray *items, const DlnGraph *graph, GError **error)
{
    for (guint i = 0; i < items->len; i++) {
        const DlnRevision *revision = g_ptr_array_index(items, i);
        const DlnRevision *versioned = dln_graph_find(graph, revision->scope, revision->id);
        if (versioned != NULL)
            return refuse_twice(revision, versioned, error);
        for (guint k = i; k-- > 0;) {
            const DlnRevision *before = g_ptr_array_index(items, k);
            if (!g_str_equal(before->id, revision->id))
                break;
            if (before->scope & revision->scope)
                return refuse_twice(revision, before, error);
        }
    }
    return TRUE;
}

/* ---- depends ---- */

/* Every repeatable of that name, and where there is none whatever else of it the graph knows: (transfer container). */
static GPtrArray *candidates(const GPtrArray *items, const DlnGraph *graph, const char *name)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < items->len; i++) {
        DlnRevision *item = g_ptr_array_index(items, i);
        if (g_str_equal(item->id, name))
            g_ptr_array_add(found, item);
    }
    if (found->len > 0)
        return found;
    g_ptr_array_unref(found);
    return dln_graph_candidates(graph, DLN_SCOPE_BOTH, name);
}

static gboolean refuse_name(
    const DlnRevision *revision, const char *name, const GPtrArray *found, GError **error)
{
    const DunlinErrorFacts facts = dln_revision_name_facts(revision, name);

    if (found->len == 0) {
        dln_error_set(
            error, DUNLIN_ERROR_GRAPH, &facts, "depends on \"%s\", which does not exist", name);
        return FALSE;
    }
    g_autofree char *ids = dln_id_list(found);
    dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts, "depends \"%s\" is ambiguous: it may mean %s",
        name, ids);
    return FALSE;
}

/* Those of one name that are for different scopes are all meant. */
static gboolean resolve(const GPtrArray *items, const DlnGraph *graph, const DlnRevision *revision,
    GPtrArray *out_depends, GError **error)
{
    for (guint i = 0; revision->depends[i] != NULL; i++) {
        g_autoptr(GPtrArray) found = candidates(items, graph, revision->depends[i]);
        gboolean is_repeatable =
            found->len > 0 && ((DlnRevision *)found->pdata[0])->flags & DLN_REVISION_REPEATABLE;
        if (found->len == 0 || (found->len > 1 && !is_repeatable))
            return refuse_name(revision, revision->depends[i], found, error);
        for (guint k = 0; k < found->len; k++) {
            if (!g_ptr_array_find(out_depends, found->pdata[k], NULL))
                g_ptr_array_add(out_depends, found->pdata[k]);
        }
    }
    return TRUE;
}

static gboolean resolve_all(DlnRepeatables *repeatables, const DlnGraph *graph, GError **error)
{
    for (guint i = 0; i < repeatables->items->len; i++) {
        GPtrArray *depends = g_ptr_array_new();
        g_ptr_array_add(repeatables->depends, depends);
        if (!resolve(repeatables->items, graph, repeatables->items->pdata[i], depends, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- order ---- */

static gboolean refuse_cycle(const DlnRepeatables *repeatables, const GArray *cycle, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const DlnRevision *first = repeatables->items->pdata[g_array_index(cycle, guint, 0)];
    const DlnRevision *second =
        repeatables->items->pdata[g_array_index(cycle, guint, cycle->len > 1 ? 1 : 0)];
    const DunlinErrorFacts facts = dln_revision_name_facts(first, second->id);

    for (guint i = 0; i < cycle->len; i++) {
        const DlnRevision *member = repeatables->items->pdata[g_array_index(cycle, guint, i)];
        g_string_append_printf(text, "\"%s\" needs ", member->id);
    }
    dln_error_set(
        error, DUNLIN_ERROR_GRAPH, &facts, "depends form a cycle: %s\"%s\"", text->str, first->id);
    return FALSE;
}

static DlnAdjacency needs_of(const DlnRepeatables *repeatables)
{
    g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(DlnEdge));

    for (guint i = 0; i < repeatables->items->len; i++) {
        const GPtrArray *depends = repeatables->depends->pdata[i];
        for (guint k = 0; k < depends->len; k++) {
            guint needed;
            if (!g_ptr_array_find(repeatables->items, depends->pdata[k], &needed))
                continue;
            const DlnEdge edge = {i, needed};
            g_array_append_val(edges, edge);
        }
    }
    return dln_adjacency_from_edges(repeatables->items->len, edges);
}

static void reorder(GPtrArray *array, const guint *order)
{
    g_autofree gpointer *old = g_memdup2(array->pdata, array->len * sizeof(gpointer));

    for (guint i = 0; i < array->len; i++)
        array->pdata[i] = old[order[i]];
}

static gboolean put_in_order(DlnRepeatables *repeatables, GError **error)
{
    g_auto(DlnAdjacency) needs = needs_of(repeatables);
    g_autofree guint *order = NULL;
    g_autoptr(GArray) cycle = NULL;

    if (repeatables->items->len == 0)
        return TRUE;
    if (!dln_topology_sort(&needs, &order, &cycle))
        return refuse_cycle(repeatables, cycle, error);
    reorder(repeatables->items, order);
    reorder(repeatables->depends, order);
    return TRUE;
}

gboolean dln_repeatables_build(const GPtrArray *revisions, const DlnGraph *graph,
    DlnRepeatables **out_repeatables, GError **error)
{
    g_autoptr(DlnRepeatables) repeatables = g_new0(DlnRepeatables, 1);

    repeatables->items = choose(revisions);
    repeatables->depends = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    if (!check_ids(repeatables->items, graph, error) || !resolve_all(repeatables, graph, error) ||
        !put_in_order(repeatables, error))
        return FALSE;
    *out_repeatables = g_steal_pointer(&repeatables);
    return TRUE;
}

void dln_repeatables_free(DlnRepeatables *repeatables)
{
    if (repeatables == NULL)
        return;
    g_ptr_array_unref(repeatables->items);
    g_ptr_array_unref(repeatables->depends);
    g_free(repeatables);
}

/* ---- the others ---- */

static GPtrArray *versioned_of(const GPtrArray *revisions)
{
    GPtrArray *versioned = g_ptr_array_sized_new(revisions->len);

    for (guint i = 0; i < revisions->len; i++) {
        DlnRevision *revision = g_ptr_array_index(revisions, i);
        if (!(revision->flags & DLN_REVISION_REPEATABLE))
            g_ptr_array_add(versioned, revision);
    }
    return versioned;
}

static gboolean refuse_dependent(const DlnRevision *revision, const char *name, GError **error)
{
    const DunlinErrorFacts facts = dln_revision_name_facts(revision, name);

    dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
        "\"%s\" is repeatable and runs after the versioned migrations: only another repeatable one "
        "can depend on it",
        name);
    return FALSE;
}

static gboolean check_dependents(
    const GPtrArray *revisions, const GPtrArray *versioned, GError **error)
{
    g_autoptr(GHashTable) repeatable = g_hash_table_new(g_str_hash, g_str_equal);

    if (versioned->len == revisions->len)
        return TRUE;
    for (guint i = 0; i < revisions->len; i++) {
        const DlnRevision *revision = g_ptr_array_index(revisions, i);
        if (revision->flags & DLN_REVISION_REPEATABLE)
            g_hash_table_add(repeatable, revision->id);
    }
    for (guint i = 0; i < versioned->len; i++) {
        const DlnRevision *revision = g_ptr_array_index(versioned, i);
        char *const *const lists[] = {revision->parents, revision->depends};
        for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
            for (guint n = 0; lists[k][n] != NULL; n++) {
                if (g_hash_table_contains(repeatable, lists[k][n]))
                    return refuse_dependent(revision, lists[k][n], error);
            }
        }
    }
    return TRUE;
}

GPtrArray *dln_repeatables_leave_out(const GPtrArray *revisions, GError **error)
{
    g_autoptr(GPtrArray) versioned = versioned_of(revisions);

    return check_dependents(revisions, versioned, error) ? g_steal_pointer(&versioned) : NULL;
}

/* ---- questions ---- */

guint dln_repeatables_size(const DlnRepeatables *repeatables)
{
    return repeatables->items->len;
}

const DlnRevision *dln_repeatables_get(const DlnRepeatables *repeatables, guint index)
{
    return g_ptr_array_index(repeatables->items, index);
}

const GPtrArray *dln_repeatables_depends(const DlnRepeatables *repeatables, guint index)
{
    return g_ptr_array_index(repeatables->depends, index);
}

const DlnRevision *dln_repeatables_find(
    const DlnRepeatables *repeatables, DlnScope scope_mask, const char *id)
{
    for (guint i = 0; i < repeatables->items->len; i++) {
        const DlnRevision *revision = dln_repeatables_get(repeatables, i);
        if (revision->scope & scope_mask && g_str_equal(revision->id, id))
            return revision;
    }
    return NULL;
}

const DlnRevision *dln_applied_row_file(
    const DlnGraph *graph, DlnScope scope, const DlnAppliedRow *row)
{
    const DlnRevision *revision = dln_graph_find(graph, scope, row->version);

    if (revision != NULL || row->state != DLN_APPLIED_REPEATABLE)
        return revision;
    return dln_repeatables_find(dln_graph_repeatables(graph), scope, row->version);
}

gboolean dln_repeatable_is_current(const DlnRevision *revision, const DlnAppliedRow *row)
{
    return row != NULL && row->state == DLN_APPLIED_REPEATABLE &&
           g_strcmp0(row->checksum, revision->checksum) == 0;
}

gboolean dln_graph_has_repeatables(const DlnGraph *graph, DlnScope scope)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(graph);

    for (guint i = 0; i < dln_repeatables_size(repeatables); i++) {
        if (dln_repeatables_get(repeatables, i)->scope & scope)
            return TRUE;
    }
    return FALSE;
}
