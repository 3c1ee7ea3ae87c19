/* SPDX-License-Identifier: Apache-2.0 */
/* links.c: from what the files say (parent, depends, the order of numbers) to edges between nodes.
 * Explicit parents come first: they decide which of several files with one number is the last one, and that is
 * what a later file without a parent follows. Knows nothing of cycles. */
#include "revision/links.h"

#include "revision/id_list.h"

typedef struct {
    const DlnNodes *nodes;
    DlnLinks *links;
    GPtrArray *warnings;
    GHashTable
        *said; /* (element-type utf8) the warnings, so that a `both` file does not repeat one */
    guint *group_of[DLN_N_LINEAGES]; /* by node: which run of equal numbers it is in */
    guint8 *
        followed[DLN_N_LINEAGES]; /* by node: whether another file of its number has it as parent */
    guint *linked_in; /* by node: the last round that linked to it: an edge is made once a round */
    guint round;
} Linker;

static void linker_init(Linker *linker, const DlnNodes *nodes)
{
    linker->nodes = nodes;
    linker->said = g_hash_table_new(g_str_hash, g_str_equal);
    linker->linked_in = g_new0(guint, nodes->size);
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        linker->group_of[lineage] = g_new0(guint, nodes->size);
        linker->followed[lineage] = g_new0(guint8, nodes->size);
    }
}

static void linker_clear(Linker *linker)
{
    g_clear_pointer(&linker->said, g_hash_table_unref);
    g_clear_pointer(&linker->linked_in, g_free);
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        g_clear_pointer(&linker->group_of[lineage], g_free);
        g_clear_pointer(&linker->followed[lineage], g_free);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Linker, linker_clear)

static GPtrArray *revisions_of(const DlnNodes *nodes, const GArray *members)
{
    GPtrArray *revisions = g_ptr_array_new();

    for (guint i = 0; i < members->len; i++)
        g_ptr_array_add(revisions, (gpointer)nodes->items[g_array_index(members, guint, i)]);
    return revisions;
}

static char *list_nodes(const DlnNodes *nodes, const GArray *members)
{
    g_autoptr(GPtrArray) revisions = revisions_of(nodes, members);
    return dln_id_list(revisions);
}

static void warn(Linker *linker, const DlnRevision *at, const char *message)
{
    g_autofree char *text = g_strdup_printf("%s:%u: %s", at->file, at->line, message);

    if (g_hash_table_contains(linker->said, text))
        return;
    g_hash_table_add(linker->said, text);
    g_ptr_array_add(linker->warnings, g_steal_pointer(&text));
}

/* -- Explicit parents and depends ---------------------------------------------------------------- */

static void add_edge(GArray *edges, guint from, guint to)
{
    const DlnEdge edge = {from, to};
    g_array_append_val(edges, edge);
}

/* A name that a file gives for another revision. */
typedef struct {
    guint node;       /* whose file it is */
    const char *what; /* "parent", "depends" */
    const char *name;
} Mention;

static gboolean refuse_ambiguous(
    const DlnNodes *nodes, const Mention *mention, const GArray *matches, GError **error)
{
    const DunlinErrorFacts facts =
        dln_revision_name_facts(nodes->items[mention->node], mention->name);
    g_autofree char *candidates = list_nodes(nodes, matches);

    dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts, "%s \"%s\" is ambiguous: it may mean %s",
        mention->what, mention->name, candidates);
    return FALSE;
}

static gboolean refuse_unknown_parent(
    const DlnNodes *nodes, guint node, const char *name, GError **error)
{
    const DlnRevision *revision = nodes->items[node];
    const DunlinErrorFacts facts = dln_revision_name_facts(revision, name);
    g_autoptr(GArray) elsewhere = dln_nodes_match(nodes, DLN_SCOPE_BOTH, name);

    if (elsewhere->len == 0) {
        dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts, "parent \"%s\" does not exist", name);
    } else {
        const DlnRevision *other = nodes->items[g_array_index(elsewhere, guint, 0)];
        dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
            "parent \"%s\" is outside the lineage: \"%s\" is of scope %s, \"%s\" of scope %s; use "
            "\"depends\" for an order across scopes",
            name, other->id, dln_scope_name(other->scope), revision->id,
            dln_scope_name(revision->scope));
    }
    return FALSE;
}

static gboolean is_first_link(Linker *linker, guint to)
{
    gboolean is_first = linker->linked_in[to] != linker->round;
    linker->linked_in[to] = linker->round;
    return is_first;
}

static void link_parent(Linker *linker, guint lineage, guint node, guint parent)
{
    if (!is_first_link(linker, parent))
        return;
    add_edge(linker->links->parents[lineage], node, parent);
    if (linker->group_of[lineage][node] == linker->group_of[lineage][parent])
        linker->followed[lineage][parent] = TRUE;
}

/* Links what the names mean within one lineage. resolved: by name, set where it meant something. */
static gboolean link_names_in_lineage(
    Linker *linker, guint lineage, guint node, guint8 *resolved, GError **error)
{
    const DlnNodes *nodes = linker->nodes;
    const DlnRevision *revision = nodes->items[node];
    gboolean has_parent = revision->parents[0] == NULL;

    for (guint i = 0; revision->parents[i] != NULL; i++) {
        const char *name = revision->parents[i];
        g_autoptr(GArray) matches = dln_nodes_match(nodes, dln_lineage_scopes[lineage], name);
        if (matches->len > 1)
            return refuse_ambiguous(nodes, &(Mention){node, "parent", name}, matches, error);
        if (matches->len == 0)
            continue;
        link_parent(linker, lineage, node, g_array_index(matches, guint, 0));
        resolved[i] = TRUE;
        has_parent = TRUE;
    }
    if (!has_parent)
        return refuse_unknown_parent(nodes, node, revision->parents[0], error);
    return TRUE;
}

/* A `both` revision may follow a different one in each lineage, so each name must mean something in one of them, and
 * each lineage needs a parent. */
static gboolean link_explicit_parents(Linker *linker, guint node, GError **error)
{
    const DlnRevision *revision = linker->nodes->items[node];
    guint n_names = g_strv_length(revision->parents);
    g_autofree guint8 *resolved = g_new0(guint8, n_names);

    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        if ((revision->scope & dln_lineage_scopes[lineage]) == 0)
            continue;
        linker->round++;
        if (!link_names_in_lineage(linker, lineage, node, resolved, error))
            return FALSE;
    }
    for (guint i = 0; i < n_names; i++) {
        if (!resolved[i])
            return refuse_unknown_parent(linker->nodes, node, revision->parents[i], error);
    }
    return TRUE;
}

static gboolean link_depends(Linker *linker, guint node, GError **error)
{
    const DlnNodes *nodes = linker->nodes;
    const DlnRevision *revision = nodes->items[node];

    linker->round++;
    for (guint i = 0; revision->depends[i] != NULL; i++) {
        const char *name = revision->depends[i];
        g_autoptr(GArray) matches = dln_nodes_match_or_label(nodes, name);
        if (matches->len == 0) {
            const DunlinErrorFacts facts = dln_revision_name_facts(revision, name);
            dln_error_set(
                error, DUNLIN_ERROR_GRAPH, &facts, "depends on \"%s\", which does not exist", name);
            return FALSE;
        }
        if (matches->len > 1)
            return refuse_ambiguous(nodes, &(Mention){node, "depends", name}, matches, error);
        if (is_first_link(linker, g_array_index(matches, guint, 0)))
            add_edge(linker->links->depends, node, g_array_index(matches, guint, 0));
    }
    return TRUE;
}

/* -- Implicit parents: the order of numbers ------------------------------------------------------ */

/* Numbers the runs of files with one number in id order. */
static void group_by_number(Linker *linker, guint lineage)
{
    const DlnNodes *nodes = linker->nodes;
    const DlnLookup *lookup = &nodes->lookups[lineage];

    for (guint i = 1; i < lookup->size; i++) {
        guint before = lookup->by_number[i - 1];
        guint node = lookup->by_number[i];
        gboolean same =
            dln_revision_id_same_number(nodes->items[before]->id, nodes->items[node]->id);
        linker->group_of[lineage][node] = linker->group_of[lineage][before] + (same ? 0 : 1);
    }
}

static gboolean has_flag(const Linker *linker, guint node, DlnRevisionFlags flag)
{
    return (linker->nodes->items[node]->flags & flag) != 0;
}

static gboolean refuse_ambiguous_implicit(
    const DlnNodes *nodes, guint node, const GArray *tips, GError **error)
{
    const DunlinErrorFacts facts = dln_revision_facts(nodes->items[node]);
    g_autofree char *names = list_nodes(nodes, tips);

    dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
        "cannot tell which revision comes before \"%s\": %s have one number and are two heads; put "
        "one behind "
        "the other with `dunlin rebase`, or join them with `dunlin merge`",
        nodes->items[node]->id, names);
    return FALSE;
}

static void warn_chained(Linker *linker, guint before, guint node)
{
    const DlnRevision *revision = linker->nodes->items[node];
    g_autofree char *message = g_strdup_printf(
        "\"%s\" and \"%s\" have one number: they run in the order of their file names",
        linker->nodes->items[before]->id, revision->id);
    warn(linker, revision, message);
}

/* A run of files with one number. */
typedef struct {
    guint lineage;
    const guint *members; /* nodes in id order */
    guint count;
} Run;

/* Links run behind tips, the ends of the run before. */
static gboolean link_run(Linker *linker, const Run *run, const GArray *tips, GError **error)
{
    const guint *before = NULL; /* the last member of a format that orders by name */

    for (guint i = 0; i < run->count; i++) {
        guint node = run->members[i];
        gboolean is_by_name = has_flag(linker, node, DLN_REVISION_ORDERED_BY_NAME);
        gboolean is_implicit = !has_flag(linker, node, DLN_REVISION_EXPLICIT_PARENTS);
        linker->round++;
        if (is_implicit && is_by_name && before != NULL) {
            link_parent(linker, run->lineage, node, *before);
            warn_chained(linker, *before, node);
        } else if (is_implicit && tips->len > 1) {
            return refuse_ambiguous_implicit(linker->nodes, node, tips, error);
        } else if (is_implicit && tips->len == 1) {
            link_parent(linker, run->lineage, node, g_array_index(tips, guint, 0));
        }
        if (is_by_name)
            before = &run->members[i];
    }
    return TRUE;
}

/* The place behind the run of equal numbers that begins at start. */
static guint group_end(const Linker *linker, guint lineage, guint start)
{
    const DlnLookup *lookup = &linker->nodes->lookups[lineage];
    const guint *group_of = linker->group_of[lineage];
    guint end = start + 1;

    while (end < lookup->size &&
           group_of[lookup->by_number[end]] == group_of[lookup->by_number[start]])
        end++;
    return end;
}

static gboolean link_by_number(Linker *linker, guint lineage, GError **error)
{
    const DlnLookup *lookup = &linker->nodes->lookups[lineage];
    g_autoptr(GArray) tips = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint start = 0, end; start < lookup->size; start = end) {
        end = group_end(linker, lineage, start);
        const Run run = {lineage, lookup->by_number + start, end - start};
        if (!link_run(linker, &run, tips, error))
            return FALSE;
        g_array_set_size(tips, 0);
        for (guint i = start; i < end; i++) {
            if (!linker->followed[lineage][lookup->by_number[i]])
                g_array_append_val(tips, lookup->by_number[i]);
        }
    }
    return TRUE;
}

/* Says which files with one number still stand side by side, with nothing that follows or joins them. */
static void warn_unjoined(Linker *linker, guint lineage)
{
    const DlnNodes *nodes = linker->nodes;
    const DlnLookup *lookup = &nodes->lookups[lineage];
    const GArray *edges = linker->links->parents[lineage];
    g_autofree guint8 *has_child = g_new0(guint8, nodes->size);
    g_autoptr(GArray) heads = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < edges->len; i++)
        has_child[g_array_index(edges, DlnEdge, i).to] = TRUE;

    for (guint start = 0, end; start < lookup->size; start = end) {
        end = group_end(linker, lineage, start);
        g_array_set_size(heads, 0);
        for (guint i = start; i < end; i++) {
            guint node = lookup->by_number[i];
            if (!has_child[node] && !has_flag(linker, node, DLN_REVISION_EXPLICIT_PARENTS))
                g_array_append_val(heads, node);
        }
        if (heads->len < 2)
            continue;
        g_autofree char *names = list_nodes(nodes, heads);
        g_autofree char *message =
            g_strdup_printf("%s have one number and no parents: each is a head; put one "
                            "behind the other with `dunlin rebase`, or join them with "
                            "`dunlin merge`",
                names);
        warn(linker, nodes->items[g_array_index(heads, guint, heads->len - 1)], message);
    }
}

/* -- All of it ----------------------------------------------------------------------------------- */

gboolean dln_links_make(const DlnNodes *nodes, DlnLinks *links, GPtrArray *warnings, GError **error)
{
    g_auto(Linker) linker = {.links = links, .warnings = warnings};

    linker_init(&linker, nodes);
    links->depends = g_array_new(FALSE, FALSE, sizeof(DlnEdge));
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        links->parents[lineage] = g_array_new(FALSE, FALSE, sizeof(DlnEdge));
        group_by_number(&linker, lineage);
    }
    for (guint node = 0; node < nodes->size; node++) {
        if (has_flag(&linker, node, DLN_REVISION_EXPLICIT_PARENTS) &&
            !link_explicit_parents(&linker, node, error))
            return FALSE;
        if (!link_depends(&linker, node, error))
            return FALSE;
    }
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++) {
        if (!link_by_number(&linker, lineage, error))
            return FALSE;
        warn_unjoined(&linker, lineage);
    }
    return TRUE;
}

void dln_links_clear(DlnLinks *links)
{
    g_clear_pointer(&links->depends, g_array_unref);
    for (guint lineage = 0; lineage < DLN_N_LINEAGES; lineage++)
        g_clear_pointer(&links->parents[lineage], g_array_unref);
}
