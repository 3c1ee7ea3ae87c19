/* SPDX-License-Identifier: Apache-2.0 */
/* down.c: the steps of a downgrade: what is applied above the target, in the reverse order of the graph.
 * A revision that was cut off is there like any other: it too has to go. */
#include "plan/view.h"

#include "revision/id_list.h"

/* -- "-N": from the applied head towards the base ------------------------------------------------ */

/* The applied part of the lineage as it shrinks. A revision is live when it is applied or something above it is;
 * an applied one with no live child is a head. */
typedef struct {
    const DlnView *view;
    guint8 *is_applied;
    guint *n_live_children;
    GArray *heads; /* of guint */
} Shrinking;

static void shrinking_clear(Shrinking *shrinking)
{
    g_clear_pointer(&shrinking->is_applied, g_free);
    g_clear_pointer(&shrinking->n_live_children, g_free);
    g_clear_pointer(&shrinking->heads, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shrinking, shrinking_clear)

static DlnPositions parents_at(const DlnView *view, guint position)
{
    return dln_graph_parents_at(view->graph, view->scope, position);
}

static void shrinking_init(Shrinking *shrinking, const DlnView *view)
{
    shrinking->view = view;
    shrinking->is_applied = g_new0(guint8, view->size);
    shrinking->n_live_children = g_new0(guint, view->size);
    shrinking->heads = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = view->size; i-- > 0;) {
        shrinking->is_applied[i] = view->rows[i] != NULL;
        if (shrinking->n_live_children[i] == 0) {
            if (!shrinking->is_applied[i])
                continue;
            g_array_append_val(shrinking->heads, i);
        }
        DlnPositions parents = parents_at(view, i);
        for (guint k = 0; k < parents.count; k++)
            shrinking->n_live_children[parents.items[k]]++;
    }
}

/* Removes the sole head; what it alone kept live becomes a head, or, where it is not applied, dies as well. */
static guint remove_head(Shrinking *shrinking)
{
    guint head = g_array_index(shrinking->heads, guint, 0);
    g_autoptr(GArray) dead = g_array_new(FALSE, FALSE, sizeof(guint));

    g_array_set_size(shrinking->heads, 0);
    shrinking->is_applied[head] = FALSE;
    g_array_append_val(dead, head);
    while (dead->len > 0) {
        DlnPositions parents =
            parents_at(shrinking->view, g_array_index(dead, guint, dead->len - 1));
        g_array_set_size(dead, dead->len - 1);
        for (guint i = 0; i < parents.count; i++) {
            guint parent = parents.items[i];
            if (--shrinking->n_live_children[parent] > 0)
                continue;
            g_array_append_val(shrinking->is_applied[parent] ? shrinking->heads : dead, parent);
        }
    }
    return head;
}

static int compare_positions(gconstpointer a, gconstpointer b)
{
    guint left = *(const guint *)a;
    guint right = *(const guint *)b;
    return (left > right) - (left < right);
}

static gboolean refuse_several_heads(
    const Shrinking *shrinking, const DlnTarget *target, GError **error)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new();

    g_array_sort(shrinking->heads, compare_positions);
    for (guint i = 0; i < shrinking->heads->len; i++)
        g_ptr_array_add(heads, (gpointer)dln_graph_get(shrinking->view->graph,
                                   g_array_index(shrinking->heads, guint, i)));
    g_autofree char *ids = dln_id_list(heads);
    dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
        "\"%s\" is ambiguous, since it would count from %u applied heads, %s: name the revision to "
        "go down to",
        target->text, heads->len, ids);
    return FALSE;
}

static gboolean remove_steps(
    const DlnView *view, const DlnTarget *target, guint8 *removed, GError **error)
{
    g_auto(Shrinking) shrinking = {0};

    shrinking_init(&shrinking, view);
    for (guint n = 0; n < target->steps; n++) {
        if (shrinking.heads->len > 1)
            return refuse_several_heads(&shrinking, target, error);
        if (shrinking.heads->len == 0) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "target \"%s\" goes too far: only %u %s applied", target->text, n,
                n == 1 ? "revision is" : "revisions are");
            return FALSE;
        }
        removed[remove_head(&shrinking)] = TRUE;
    }
    return TRUE;
}

/* -- An id: everything above it ------------------------------------------------------------------ */

static gboolean any_set(DlnPositions positions, const guint8 *flags)
{
    for (guint i = 0; i < positions.count; i++) {
        if (flags[positions.items[i]])
            return TRUE;
    }
    return FALSE;
}

static gboolean remove_above(
    const DlnView *view, const DlnTarget *target, guint8 *removed, GError **error)
{
    g_autofree guint8 *is_above = g_new0(guint8, view->size);
    gboolean found = FALSE;
    guint position;

    if (!dln_view_resolve(view, target, &found, &position, error))
        return FALSE;
    if (!found)
        return TRUE;
    if (!dln_view_is_done(view, position)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot go down to \"%s\": it is %s",
            dln_graph_get(view->graph, position)->id,
            view->rows[position] == NULL ? "not applied" : "only partly applied");
        return FALSE;
    }
    is_above[position] = TRUE;
    for (guint i = position + 1; i < view->size; i++) {
        if (!dln_view_in_lineage(view, i))
            continue;
        is_above[i] = any_set(parents_at(view, i), is_above) ||
                      any_set(dln_graph_depends_at(view->graph, i), removed);
        removed[i] = is_above[i] && view->rows[i] != NULL;
    }
    return TRUE;
}

/* -- Both ---------------------------------------------------------------------------------------- */

/* What an applied revision of the other database depends on, and finds only in this one, must stay. */
static gboolean check_dependents(const DlnView *view, guint position, GError **error)
{
    const DlnRevision *revision = dln_graph_get(view->graph, position);
    DlnScope other_scope = dln_view_other_scope(view);
    DlnPositions dependents = dln_graph_dependents_at(view->graph, position);

    if ((revision->scope & other_scope) != 0)
        return TRUE;
    for (guint i = 0; i < dependents.count; i++) {
        const DlnRevision *dependent = dln_graph_get(view->graph, dependents.items[i]);
        if ((dependent->scope & other_scope) == 0 ||
            dln_applied_find(view->other_applied, dependent->id) == NULL)
            continue;
        const DunlinErrorFacts facts = {
            .file = revision->file, .line = revision->line, .revision = revision->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "\"%s\" cannot be reverted: \"%s\" of scope %s depends on it and is applied: revert "
            "that first",
            revision->id, dependent->id, dln_scope_name(dependent->scope));
        return FALSE;
    }
    return TRUE;
}

static gboolean choose_removed(
    const DlnView *view, const DlnTarget *target, guint8 *removed, GError **error)
{
    switch (target->kind) {
    case DLN_TARGET_STEPS:
        return remove_steps(view, target, removed, error);
    case DLN_TARGET_REVISION:
        return remove_above(view, target, removed, error);
    default:
        for (guint i = 0; i < view->size; i++)
            removed[i] = view->rows[i] != NULL;
        return TRUE;
    }
}

gboolean dln_plan_down(const DlnView *view, const DlnTarget *target, GArray *steps, GError **error)
{
    g_autofree guint8 *removed = g_new0(guint8, view->size);

    if (!choose_removed(view, target, removed, error))
        return FALSE;
    for (guint i = view->size; i-- > 0;) {
        if (!removed[i])
            continue;
        if (view->other_applied != NULL && !check_dependents(view, i, error))
            return FALSE;
        const DlnStep step = {dln_graph_get(view->graph, i), DLN_DIRECTION_DOWN};
        g_array_append_val(steps, step);
    }
    return TRUE;
}
