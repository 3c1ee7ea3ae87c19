/* SPDX-License-Identifier: Apache-2.0 */
/* lineage.c: one scope's part of a history: its order, and its revisions in words. Prints nothing. */
#include "lineage.h"

#include "text.h"

static const DunlinLineagePlace *place_of(const DunlinRevisionInfo *info, DunlinScope scope)
{
    return &info->places[scope];
}

/* ---- the order ---- */

/* The walk through one lineage. Indices are in the order of the history, the oldest first. */
typedef struct {
    const GPtrArray *members;
    GArray **above; /* by index: of guint: what follows it or depends on it */
    GArray **below; /* by index: of guint: what it follows or depends on */
    guint *n_above; /* by index: those of `above` that are not shown yet */
    GArray *ends;   /* of guint: how far each branch has been walked */
    gboolean *is_end;
    GPtrArray *shown;
} Walk;

static void link_all(Walk *walk, GHashTable *indices, guint index, char *const *ids)
{
    for (guint i = 0; ids[i]; i++) {
        guint other = GPOINTER_TO_UINT(g_hash_table_lookup(indices, ids[i]));

        if (other == 0)
            continue;
        other--;
        g_array_append_val(walk->below[index], other);
        g_array_append_val(walk->above[other], index);
        walk->n_above[other]++;
    }
}

static void walk_init(Walk *walk, const GPtrArray *members, DunlinScope scope)
{
    g_autoptr(GHashTable) indices = g_hash_table_new(g_str_hash, g_str_equal);

    walk->members = members;
    walk->above = g_new0(GArray *, members->len);
    walk->below = g_new0(GArray *, members->len);
    walk->n_above = g_new0(guint, members->len);
    walk->is_end = g_new0(gboolean, members->len);
    walk->ends = g_array_new(FALSE, FALSE, sizeof(guint));
    walk->shown = g_ptr_array_new();
    for (guint i = 0; i < members->len; i++) {
        const DunlinRevisionInfo *info = members->pdata[i];

        walk->above[i] = g_array_new(FALSE, FALSE, sizeof(guint));
        walk->below[i] = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(indices, info->id, GUINT_TO_POINTER(i + 1));
    }
    for (guint i = 0; i < members->len; i++) {
        const DunlinRevisionInfo *info = members->pdata[i];

        link_all(walk, indices, i, place_of(info, scope)->parents);
        link_all(walk, indices, i, info->depends);
    }
}

static void walk_clear(Walk *walk)
{
    for (guint i = 0; i < walk->members->len; i++) {
        g_array_unref(walk->above[i]);
        g_array_unref(walk->below[i]);
    }
    g_free(walk->above);
    g_free(walk->below);
    g_free(walk->n_above);
    g_free(walk->is_end);
    g_array_unref(walk->ends);
}

static void add_end(Walk *walk, guint index)
{
    g_array_append_val(walk->ends, index);
    walk->is_end[index] = TRUE;
}

/* The first branch whose end lies above index: it must come before. */
static guint find_blocking(const Walk *walk, guint index)
{
    g_autofree gboolean *is_above = g_new0(gboolean, walk->members->len);
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(guint));

    g_array_append_val(queue, index);
    for (guint i = 0; i < queue->len; i++) {
        const GArray *above = walk->above[g_array_index(queue, guint, i)];

        for (guint k = 0; k < above->len; k++) {
            guint other = g_array_index(above, guint, k);

            if (is_above[other])
                continue;
            is_above[other] = TRUE;
            g_array_append_val(queue, other);
        }
    }
    for (guint i = 0; i < walk->ends->len; i++)
        if (is_above[g_array_index(walk->ends, guint, i)])
            return i;
    return 0;
}

/* Shows what stands at an end, and moves the end below it. Returns: the branch to go on with. */
static guint show_end(Walk *walk, guint branch)
{
    guint index = g_array_index(walk->ends, guint, branch);
    const GArray *below = walk->below[index];
    gboolean has_moved = FALSE;

    g_ptr_array_add(walk->shown, walk->members->pdata[index]);
    for (guint i = 0; i < below->len; i++) {
        guint other = g_array_index(below, guint, i);

        walk->n_above[other]--;
        if (walk->is_end[other])
            continue;
        if (has_moved) {
            add_end(walk, other);
        } else {
            g_array_index(walk->ends, guint, branch) = other;
            walk->is_end[other] = TRUE;
            has_moved = TRUE;
        }
    }
    if (has_moved)
        return branch;
    g_array_remove_index(walk->ends, branch);
    return branch > 0 ? branch - 1 : 0;
}

static GPtrArray *in_order(const GPtrArray *members, DunlinScope scope)
{
    Walk walk;
    guint branch = 0;

    walk_init(&walk, members, scope);
    for (guint i = 0; i < members->len; i++)
        if (walk.n_above[i] == 0)
            add_end(&walk, i);
    while (walk.ends->len > 0) {
        guint index = g_array_index(walk.ends, guint, branch);

        branch = walk.n_above[index] == 0 ? show_end(&walk, branch) : find_blocking(&walk, index);
    }
    walk_clear(&walk);
    return walk.shown;
}

DlnLineage *dln_cli_lineage_new(const GPtrArray *history, DunlinScope scope)
{
    DlnLineage *lineage = g_new0(DlnLineage, 1);
    g_autoptr(GPtrArray) members = g_ptr_array_new();

    for (guint i = 0; i < history->len; i++)
        if (place_of(history->pdata[i], scope)->is_listed)
            g_ptr_array_add(members, history->pdata[i]);
    lineage->scope = scope;
    lineage->revisions = in_order(members, scope);
    lineage->indices = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < lineage->revisions->len; i++) {
        const DunlinRevisionInfo *info = lineage->revisions->pdata[i];

        g_hash_table_insert(lineage->indices, info->id, GUINT_TO_POINTER(i + 1));
    }
    return lineage;
}

void dln_cli_lineage_free(DlnLineage *lineage)
{
    if (!lineage)
        return;
    g_ptr_array_unref(lineage->revisions);
    g_hash_table_unref(lineage->indices);
    g_free(lineage);
}

const DunlinLineagePlace *dln_cli_lineage_place(const DlnLineage *lineage, guint index)
{
    return place_of(lineage->revisions->pdata[index], lineage->scope);
}

gboolean dln_cli_lineage_find(const DlnLineage *lineage, const char *id, guint *out_index)
{
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(lineage->indices, id));

    if (index == 0)
        return FALSE;
    *out_index = index - 1;
    return TRUE;
}

/* ---- in words ---- */

static void add_parents(
    const DunlinRevisionInfo *info, const DunlinLineagePlace *place, DlnLine *line)
{
    g_autofree char *parents = dln_cli_text_join(place->parents, G_MAXUINT);
    g_autofree char *depends = dln_cli_text_join(info->depends, G_MAXUINT);

    dln_cli_line_add(line, DLN_STYLE_PLAIN, *parents ? parents : "<base>");
    if (*depends)
        dln_cli_line_format(line, DLN_STYLE_PLAIN, " (%s)", depends);
    dln_cli_line_add(line, DLN_STYLE_PLAIN, " -> ");
}

void dln_cli_lineage_add_current(DunlinScope scope, int n_current, DlnLine *line)
{
    g_autofree char *count = n_current > 0 ? dln_cli_text_count((guint)n_current, "tenant") : NULL;

    if (n_current > 0 && scope == DUNLIN_SCOPE_TENANT)
        dln_cli_line_format(line, DLN_STYLE_PENDING, " (current: %s)", count);
    else if (n_current > 0)
        dln_cli_line_add(line, DLN_STYLE_PENDING, " (current)");
}

void dln_cli_lineage_describe(const DlnLineage *lineage, guint index, guint words, DlnLine *line)
{
    const DunlinRevisionInfo *info = lineage->revisions->pdata[index];
    const DunlinLineagePlace *place = place_of(info, lineage->scope);
    g_autofree char *branches = dln_cli_text_join(place->branches, G_MAXUINT);

    if (words & DLN_WORDS_PARENTS)
        add_parents(info, place, line);
    dln_cli_line_add(line, DLN_STYLE_ID, info->id);
    if (*branches && !(words & DLN_WORDS_NO_BRANCHES))
        dln_cli_line_format(line, DLN_STYLE_PLAIN, " (%s)", branches);
    if (place->is_head)
        dln_cli_line_add(line, DLN_STYLE_GOOD, place->is_needed ? " (effective head)" : " (head)");
    if (info->checkpoint)
        dln_cli_line_add(line, DLN_STYLE_PLAIN, " (checkpoint)");
    dln_cli_lineage_add_current(lineage->scope, place->n_current, line);
    if (words & DLN_WORDS_TREE && g_strv_length(place->children) > 1)
        dln_cli_line_add(line, DLN_STYLE_PLAIN, " (branchpoint)");
    if (words & DLN_WORDS_TREE && g_strv_length(place->parents) > 1)
        dln_cli_line_add(line, DLN_STYLE_PLAIN, " (mergepoint)");
    if (words & DLN_WORDS_DOC && *info->description)
        dln_cli_line_format(line, DLN_STYLE_PLAIN, ", %s", info->description);
}
