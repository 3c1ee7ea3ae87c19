/* SPDX-License-Identifier: Apache-2.0 */
/* down.c: the steps of a downgrade: what is applied above the target, in the reverse order of the graph.
 * A revision that was cut off is there like any other: it too has to go. */
#include "plan/view.h"

/* roots: marks of the lowest revisions that shall go. With each goes what is above it and what depends on it. */

/* -- "-N": from the applied head towards the base ------------------------------------------------ */

static guint8 *mark_rows(const DlnView *view)
{
    guint8 *marks = dln_marks_new(view->graph);

    for (guint i = 0; i < view->size; i++)
        marks[i] = view->rows[i] != NULL;
    return marks;
}

/* The applied heads of the branch. A head that another branch depends on counts only where its branch is named. */
static GArray *find_starts(const DlnView *view, const guint8 *rows, const guint8 *kin)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint by = 0; by < 2 && starts->len == 0; by++) {
        g_autoptr(GArray) tips = dln_lineage_tips(
            view->graph, view->scope, rows, by == 0 ? DLN_TIPS_BY_NEEDS : DLN_TIPS_BY_PARENTS);
        for (guint i = 0; i < tips->len; i++) {
            guint position = g_array_index(tips, guint, i);
            if (kin == NULL || kin[position])
                g_array_append_val(starts, position);
        }
    }
    return starts;
}

/* The nearest applied revisions below position: its parents, or by way of them where they are not applied. Ascending.
 * below: marks to work with, unmarked before and afterwards. The walk ends where nothing is marked, so that many calls
 * down a lineage are linear together. */
static GArray *nearest_below(const DlnView *view, const guint8 *rows, guint position, guint8 *below)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
    guint n_marked = 0;

    for (guint i = position + 1; i-- > 0 && (i == position || n_marked > 0);) {
        if (i != position && !below[i])
            continue;
        n_marked -= below[i];
        below[i] = FALSE;
        if (i != position && rows[i]) {
            g_array_prepend_val(found, i);
            continue;
        }
        DlnPositions parents = dln_graph_parents_at(view->graph, view->scope, i);
        for (guint k = 0; k < parents.count; k++) {
            n_marked += !below[parents.items[k]];
            below[parents.items[k]] = TRUE;
        }
    }
    return found;
}

/* What comes to the top when position goes. Where something is not applied, one of the nearest may stand on another. */
static GArray *next_below(const DlnView *view, const guint8 *rows, guint position, guint8 *below)
{
    GArray *nearest = nearest_below(view, rows, position, below);

    if (nearest->len <= 1)
        return nearest;
    g_autofree guint8 *marks = dln_marks_new(view->graph);
    for (guint i = 0; i < nearest->len; i++)
        marks[g_array_index(nearest, guint, i)] = TRUE;
    g_array_unref(nearest);
    return dln_lineage_tips(view->graph, view->scope, marks, DLN_TIPS_BY_PARENTS);
}

static void refuse_too_far(const DlnTarget *target, guint n_applied, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "target \"%s\" goes too far: only %u %s applied%s", target->text, n_applied,
        n_applied == 1 ? "revision is" : "revisions are", target->branch != NULL ? " there" : "");
}

static gboolean find_counted_root(const DlnView *view, const DlnTarget *target,
    const DlnPlace *place, guint8 *roots, GError **error)
{
    g_autofree guint8 *rows = mark_rows(view);
    g_autofree guint8 *below = dln_marks_new(view->graph);
    g_autoptr(GArray) next = find_starts(view, rows, place->kin);
    guint n_steps = (guint)-place->steps;
    guint root = DLN_NOWHERE;

    for (guint n = 0; n < n_steps; n++) {
        if (next->len > 1) {
            dln_view_refuse_heads(view, target, next, error);
            return FALSE;
        }
        if (next->len == 0) {
            refuse_too_far(target, n, error);
            return FALSE;
        }
        root = g_array_index(next, guint, 0);
        g_array_unref(next);
        next = next_below(view, rows, root, below);
    }
    roots[root] = TRUE;
    return TRUE;
}

/* -- A place: everything above it ---------------------------------------------------------------- */

static gboolean require_applied(const DlnView *view, guint position, GError **error)
{
    if (dln_view_is_done(view, position))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot go down to \"%s\": it is %s",
        dln_graph_get(view->graph, position)->id,
        view->rows[position] == NULL ? "not applied" : "only partly applied");
    return FALSE;
}

/* What stands right above position, DLN_NOWHERE being the base. */
static void mark_above(const DlnView *view, guint position, guint8 *roots)
{
    if (position != DLN_NOWHERE) {
        dln_marks_set(roots, dln_graph_children_at(view->graph, view->scope, position));
        return;
    }
    for (guint i = 0; i < view->size; i++)
        roots[i] = dln_view_in_lineage(view, i) &&
                   dln_graph_parents_at(view->graph, view->scope, i).count == 0;
}

/* Of several ways up, those that lead to the revision that names the branch. */
static gboolean keep_branch(const DlnView *view, const DlnTarget *target, const DlnPlace *place,
    guint8 *roots, GError **error)
{
    g_autofree guint8 *leads = dln_marks_new(view->graph);
    guint n_roots = 0;
    guint n_kept = 0;

    leads[place->branch] = TRUE;
    dln_lineage_mark_below(view->graph, view->scope, leads);
    for (guint i = 0; i < view->size; i++) {
        n_roots += roots[i];
        n_kept += roots[i] && leads[i];
    }
    if (n_roots <= 1)
        return TRUE;
    if (n_kept == 0) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "target \"%s\" does not say which of %u branches above it is meant: \"%s\" stands "
            "below "
            "them",
            target->text, n_roots, dln_graph_get(view->graph, place->branch)->id);
        return FALSE;
    }
    for (guint i = 0; i < view->size; i++)
        roots[i] = roots[i] && leads[i];
    return TRUE;
}

static gboolean find_roots(
    const DlnView *view, const DlnTarget *target, guint8 *roots, GError **error)
{
    const DlnGround ground = dln_view_ground(view);
    g_auto(DlnPlace) place = {0};

    if (!dln_place_find(&ground, target, &place, error))
        return FALSE;
    if (place.is_elsewhere)
        return TRUE;
    if (place.is_current)
        return find_counted_root(view, target, &place, roots, error);
    if (place.positions->len > 1) {
        dln_place_refuse_heads(&ground, target, place.positions, error);
        return FALSE;
    }
    guint position =
        place.positions->len > 0 ? g_array_index(place.positions, guint, 0) : DLN_NOWHERE;
    if (position != DLN_NOWHERE && !require_applied(view, position, error))
        return FALSE;
    mark_above(view, position, roots);
    return place.branch == DLN_NOWHERE || keep_branch(view, target, &place, roots, error);
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

/* What is applied from the roots upwards, and what depends on any of that. */
static guint8 *mark_removed(const DlnView *view, const guint8 *roots)
{
    g_autofree guint8 *is_above = dln_marks_new(view->graph);
    guint8 *removed = dln_marks_new(view->graph);

    for (guint i = 0; i < view->size; i++) {
        if (!dln_view_in_lineage(view, i))
            continue;
        is_above[i] = roots[i] ||
                      dln_marks_any(is_above, dln_graph_parents_at(view->graph, view->scope, i)) ||
                      dln_marks_any(removed, dln_graph_depends_at(view->graph, i));
        removed[i] = is_above[i] && view->rows[i] != NULL;
    }
    return removed;
}

gboolean dln_plan_down_removed(
    const DlnView *view, const guint8 *removed, DlnPlan *plan, GError **error)
{
    for (guint i = view->size; i-- > 0;) {
        if (!removed[i])
            continue;
        if (plan->steps->len == 0)
            dln_plan_repeatables_down(view, plan->steps);
        if (view->other_applied != NULL && !check_dependents(view, i, error))
            return FALSE;
        const DlnRevision *revision = dln_graph_get(view->graph, i);
        const DlnStep step = {revision, DLN_DIRECTION_DOWN,
            revision->checkpoint != NULL ? DLN_STEP_RECORD : DLN_STEP_APPLY};
        g_array_append_val(plan->steps, step);
    }
    return TRUE;
}

gboolean dln_plan_down(const DlnView *view, const DlnTarget *target, DlnPlan *plan, GError **error)
{
    g_autofree guint8 *roots = dln_marks_new(view->graph);

    if (!find_roots(view, target, roots, error))
        return FALSE;
    g_autofree guint8 *removed = mark_removed(view, roots);
    return dln_plan_down_removed(view, removed, plan, error);
}
