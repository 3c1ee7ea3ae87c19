/* SPDX-License-Identifier: Apache-2.0 */
/* nodes.c: the revisions of a graph as numbered nodes, and how names find them. Knows no edges. */
#include "revision/nodes.h"

#include <string.h>

DunlinErrorFacts dln_revision_facts(const DlnRevision *revision)
{
    return (DunlinErrorFacts){
        .file = revision->file, .line = revision->line, .revision = revision->id};
}

DunlinErrorFacts dln_revision_name_facts(const DlnRevision *revision, const char *name)
{
    DunlinErrorFacts facts = dln_revision_facts(revision);
    guint line = revision->name_lines != NULL
                     ? GPOINTER_TO_UINT(g_hash_table_lookup(revision->name_lines, name))
                     : 0;

    if (line != 0)
        facts.line = line;
    return facts;
}

/* -- Making -------------------------------------------------------------------------------------- */

/* Ids are equal only across lineages: public first, and then the file decides. */
static int compare_revisions(gconstpointer a, gconstpointer b)
{
    const DlnRevision *left = *(const DlnRevision *const *)a;
    const DlnRevision *right = *(const DlnRevision *const *)b;

    int result = dln_revision_id_compare(left->id, right->id);
    if (result == 0)
        result = (int)left->scope - (int)right->scope;
    return result != 0 ? result : strcmp(left->file, right->file);
}

static gboolean is_sorted_by_id(const DlnNodes *nodes)
{
    for (guint i = 1; i < nodes->size; i++) {
        if (compare_revisions(&nodes->items[i - 1], &nodes->items[i]) > 0)
            return FALSE;
    }
    return TRUE;
}

static int compare_names(gconstpointer a, gconstpointer b, gpointer data)
{
    const DlnRevision **items = data;
    return strcmp(items[*(const guint *)a]->id, items[*(const guint *)b]->id);
}

static gboolean add_to_lookup(DlnNodes *nodes, DlnLookup *lookup, guint node, GError **error)
{
    const DlnRevision *revision = nodes->items[node];
    guint other = GPOINTER_TO_UINT(g_hash_table_lookup(lookup->by_id, revision->id));

    if (other != 0) {
        const DunlinErrorFacts facts = dln_revision_facts(revision);
        dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
            "id \"%s\" is used twice: it is also that of \"%s\"", revision->id,
            nodes->items[other - 1]->file);
        return FALSE;
    }
    g_hash_table_insert(lookup->by_id, revision->id, GUINT_TO_POINTER(node + 1));
    lookup->by_number[lookup->size++] = node;
    return TRUE;
}

static gboolean init_lookup(DlnNodes *nodes, guint lineage, GError **error)
{
    DlnLookup *lookup = &nodes->lookups[lineage];

    lookup->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    lookup->by_number = g_new0(guint, nodes->size);
    for (guint node = 0; node < nodes->size; node++) {
        if ((nodes->items[node]->scope & dln_lineage_scopes[lineage]) != 0 &&
            !add_to_lookup(nodes, lookup, node, error))
            return FALSE;
    }
    lookup->by_name = g_memdup2(lookup->by_number, lookup->size * sizeof(guint));
    g_qsort_with_data(
        lookup->by_name, (int)lookup->size, sizeof(guint), compare_names, nodes->items);
    return TRUE;
}

gboolean dln_nodes_init(DlnNodes *nodes, const GPtrArray *revisions, GError **error)
{
    nodes->size = revisions->len;
    nodes->items = g_new0(const DlnRevision *, revisions->len);
    nodes->by_label = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < revisions->len; i++)
        nodes->items[i] = g_ptr_array_index(revisions, i);

    /* A directory is read in order, so that sorting is the exception. */
    if (!is_sorted_by_id(nodes))
        qsort(nodes->items, nodes->size, sizeof *nodes->items, compare_revisions);

    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        if (!init_lookup(nodes, lineage, error))
            return FALSE;
    }
    return TRUE;
}

void dln_nodes_clear(DlnNodes *nodes)
{
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        DlnLookup *lookup = &nodes->lookups[lineage];
        g_clear_pointer(&lookup->by_id, g_hash_table_unref);
        g_clear_pointer(&lookup->by_name, g_free);
        g_clear_pointer(&lookup->by_number, g_free);
    }
    g_clear_pointer(&nodes->by_label, g_hash_table_unref);
    g_clear_pointer(&nodes->items, g_free);
}

/* values: node + 1 */
static void renumber(GHashTable *table, const guint *place)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_hash_table_iter_replace(&iter, GUINT_TO_POINTER(place[GPOINTER_TO_UINT(value) - 1] + 1));
}

void dln_nodes_reorder(DlnNodes *nodes, const guint *order)
{
    const DlnRevision **items = g_new0(const DlnRevision *, nodes->size);
    g_autofree guint *place = g_new0(guint, nodes->size);

    for (guint i = 0; i < nodes->size; i++) {
        items[i] = nodes->items[order[i]];
        place[order[i]] = i;
    }
    g_free(nodes->items);
    nodes->items = items;

    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        DlnLookup *lookup = &nodes->lookups[lineage];
        for (guint i = 0; i < lookup->size; i++) {
            lookup->by_name[i] = place[lookup->by_name[i]];
            lookup->by_number[i] = place[lookup->by_number[i]];
        }
        renumber(lookup->by_id, place);
    }
    renumber(nodes->by_label, place);
}

/* -- Finding ------------------------------------------------------------------------------------- */

gboolean dln_nodes_find(const DlnNodes *nodes, DlnScope mask, const char *id, guint *out_node)
{
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        if ((mask & dln_lineage_scopes[lineage]) == 0)
            continue;
        guint found = GPOINTER_TO_UINT(g_hash_table_lookup(nodes->lookups[lineage].by_id, id));
        if (found != 0) {
            *out_node = found - 1;
            return TRUE;
        }
    }
    return FALSE;
}

typedef int (*CompareFunc)(const char *a, const char *b);

/* The first of the sorted nodes whose id is not below name. */
static guint lower_bound(
    const DlnNodes *nodes, const guint *sorted, guint size, const char *name, CompareFunc compare)
{
    guint low = 0;
    guint high = size;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (compare(nodes->items[sorted[middle]]->id, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void match_exact(
    const DlnNodes *nodes, const DlnLookup *lookup, const char *name, GArray *out)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(lookup->by_id, name));

    if (found != 0) {
        guint node = found - 1;
        g_array_append_val(out, node);
    }
}

static void match_number(
    const DlnNodes *nodes, const DlnLookup *lookup, const char *name, GArray *out)
{
    if (name[strspn(name, "0123456789")] != '\0')
        return;

    /* "003" sorts before "3" itself: the run of equal numbers may begin before the bound. */
    guint first =
        lower_bound(nodes, lookup->by_number, lookup->size, name, dln_revision_id_compare);
    while (first > 0 &&
           dln_revision_id_same_number(nodes->items[lookup->by_number[first - 1]]->id, name))
        first--;
    for (guint i = first; i < lookup->size; i++) {
        if (!dln_revision_id_same_number(nodes->items[lookup->by_number[i]]->id, name))
            break;
        g_array_append_val(out, lookup->by_number[i]);
    }
}

static void match_prefix(
    const DlnNodes *nodes, const DlnLookup *lookup, const char *name, GArray *out)
{
    guint i = lower_bound(nodes, lookup->by_name, lookup->size, name, strcmp);

    for (; i < lookup->size; i++) {
        if (!g_str_has_prefix(nodes->items[lookup->by_name[i]]->id, name))
            break;
        g_array_append_val(out, lookup->by_name[i]);
    }
}

/* Drops the second mention of revisions that are in both lineages. */
static void drop_repeated(const DlnNodes *nodes, GArray *matches, guint n_first)
{
    guint kept = n_first;

    for (guint i = n_first; i < matches->len; i++) {
        guint node = g_array_index(matches, guint, i);
        if (nodes->items[node]->scope != DLN_SCOPE_BOTH)
            g_array_index(matches, guint, kept++) = node;
    }
    g_array_set_size(matches, kept);
}

/* "003" means "003_x", not "3_y", where there are both. */
static void narrow_by_prefix(const DlnNodes *nodes, GArray *matches, const char *name)
{
    guint n_prefixed = 0;
    guint prefixed = 0;

    for (guint i = 0; i < matches->len; i++) {
        guint node = g_array_index(matches, guint, i);
        if (g_str_has_prefix(nodes->items[node]->id, name)) {
            n_prefixed++;
            prefixed = node;
        }
    }
    if (n_prefixed == 1) {
        g_array_set_size(matches, 0);
        g_array_append_val(matches, prefixed);
    }
}

GArray *dln_nodes_match(const DlnNodes *nodes, DlnScope mask, const char *name)
{
    static void (*const ways[])(const DlnNodes *, const DlnLookup *, const char *, GArray *) = {
        match_exact, match_number, match_prefix};
    GArray *matches = g_array_new(FALSE, FALSE, sizeof(guint));

    if (*name == '\0')
        return matches;
    for (guint way = 0; way < G_N_ELEMENTS(ways) && matches->len == 0; way++) {
        if ((mask & DLN_SCOPE_PUBLIC) != 0)
            ways[way](nodes, &nodes->lookups[0], name, matches);
        guint n_first = matches->len;
        if ((mask & DLN_SCOPE_TENANT) != 0)
            ways[way](nodes, &nodes->lookups[1], name, matches);
        if ((mask & DLN_SCOPE_PUBLIC) != 0)
            drop_repeated(nodes, matches, n_first);
    }
    if (matches->len > 1)
        narrow_by_prefix(nodes, matches, name);
    return matches;
}

gboolean dln_nodes_find_label(const DlnNodes *nodes, const char *label, guint *out_node)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(nodes->by_label, label));

    if (found != 0)
        *out_node = found - 1;
    return found != 0;
}

GArray *dln_nodes_match_or_label(const DlnNodes *nodes, const char *name)
{
    guint node;

    if (!dln_nodes_find_label(nodes, name, &node))
        return dln_nodes_match(nodes, DLN_SCOPE_BOTH, name);
    GArray *matches = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(matches, node);
    return matches;
}
