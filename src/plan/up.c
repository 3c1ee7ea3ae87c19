/* SPDX-License-Identifier: Apache-2.0 */
/* up.c: the steps of an upgrade: what is pending below the target, in the order of the graph. */
#include "plan/checkpoint.h"
#include "plan/view.h"

/* -- What the target asks for -------------------------------------------------------------------- */

static guint8 *mark_done(const DlnView *view)
{
    guint8 *done = dln_marks_new(view->graph);

    for (guint i = 0; i < view->size; i++)
        done[i] = dln_view_is_done(view, i);
    return done;
}

static GArray *only_kin(const GArray *positions, const guint8 *kin)
{
    GArray *kept = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < positions->len; i++) {
        guint position = g_array_index(positions, guint, i);
        if (kin == NULL || kin[position])
            g_array_append_val(kept, position);
    }
    return kept;
}

/* The heads that "+N" may count from: the applied ones of the branch; where none of them is on it, the last of the
 * branch that they need. */
static GArray *find_starts(const DlnView *view, const guint8 *kin)
{
    g_autofree guint8 *done = mark_done(view);
    g_autoptr(GArray) tips = dln_lineage_tips(view->graph, view->scope, done, DLN_TIPS_BY_NEEDS);
    GArray *starts = only_kin(tips, kin);

    if (starts->len > 0 || kin == NULL)
        return starts;
    g_array_unref(starts);
    for (guint i = 0; i < view->size; i++)
        done[i] = done[i] && kin[i];
    return dln_lineage_tips(view->graph, view->scope, done, DLN_TIPS_BY_PARENTS);
}

static gboolean walk_from_current(
    const DlnView *view, const DlnTarget *target, const DlnPlace *place, GError **error)
{
    const DlnGround ground = dln_view_ground(view);
    g_autoptr(GArray) starts = find_starts(view, place->kin);
    guint position = starts->len > 0 ? g_array_index(starts, guint, 0) : DLN_NOWHERE;

    if (starts->len > 1) {
        dln_view_refuse_heads(view, target, starts, error);
        return FALSE;
    }
    if (!dln_place_walk(&ground, target, place, &position, error))
        return FALSE;
    g_array_append_val(place->positions, position);
    return TRUE;
}

/* chosen: by position, what the target asks for; whether it is pending comes later. */
static gboolean choose_target(
    const DlnView *view, const DlnTarget *target, guint8 *chosen, GError **error)
{
    const DlnGround ground = dln_view_ground(view);
    g_auto(DlnPlace) place = {0};

    if (!dln_place_find(&ground, target, &place, error))
        return FALSE;
    if (place.is_elsewhere)
        return TRUE;
    if (place.is_current && !walk_from_current(view, target, &place, error))
        return FALSE;
    if (place.positions->len == 0 && target->steps < 0) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "target \"%s\" is the base, which is for a downgrade", target->text);
        return FALSE;
    }
    for (guint i = 0; i < place.positions->len; i++)
        chosen[g_array_index(place.positions, guint, i)] = TRUE;
    dln_lineage_mark_needs(view->graph, view->scope, chosen);
    return TRUE;
}

/* -- The order ----------------------------------------------------------------------------------- */

/* Whether something that the revision at position needs from this database is still pending. */
static gboolean has_pending_needs(const DlnView *view, guint position)
{
    DlnPositions needs[] = {dln_graph_parents_at(view->graph, view->scope, position),
        dln_graph_depends_at(view->graph, position)};

    for (guint kind = 0; kind < G_N_ELEMENTS(needs); kind++) {
        for (guint i = 0; i < needs[kind].count; i++) {
            guint needed = needs[kind].items[i];
            if (dln_view_in_lineage(view, needed) && !dln_view_is_done(view, needed))
                return TRUE;
        }
    }
    return FALSE;
}

static void add_step(GArray *order, guint8 *chosen, guint position)
{
    g_array_append_val(order, position);
    chosen[position] = FALSE;
}

/* The pending ones among chosen, those that were cut off first: nothing else may run before they are whole. */
static GArray *order_pending(const DlnView *view, guint8 *chosen)
{
    GArray *order = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < view->size; i++) {
        if (dln_view_is_done(view, i))
            chosen[i] = FALSE;
        else if (chosen[i] && view->rows[i] != NULL && !has_pending_needs(view, i))
            add_step(order, chosen, i);
    }
    for (guint i = 0; i < view->size; i++) {
        if (chosen[i])
            add_step(order, chosen, i);
    }
    return order;
}

/* -- Late arrivals ------------------------------------------------------------------------------- */

/* By position: the lowest descendant that has a row, or DLN_NOWHERE. */
static guint *find_rows_above(const DlnView *view)
{
    guint *above = g_new(guint, view->size + 1);

    for (guint i = view->size; i-- > 0;) {
        DlnPositions children = dln_graph_children_at(view->graph, view->scope, i);
        above[i] = DLN_NOWHERE;
        for (guint k = 0; k < children.count; k++) {
            guint child = children.items[k];
            above[i] = MIN(above[i], view->rows[child] != NULL ? child : above[child]);
        }
    }
    return above;
}

static void refuse_late(const DlnView *view, guint position, guint above, GError **error)
{
    const DlnRevision *late = dln_graph_get(view->graph, position);
    const DunlinErrorFacts facts = {.file = late->file, .line = late->line, .revision = late->id};

    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
        "\"%s\" is pending, but \"%s\", which comes after it, is already applied: renumber the "
        "file "
        "above every applied one (`dunlin rebase`), leave it out for now (--exec-order "
        "linear-skip), or "
        "apply it all the same (--exec-order non-linear)",
        late->id, dln_graph_get(view->graph, above)->id);
}

/* Whether something that the revision at position needs, and that is not applied, is among the marked ones; of a
 * checkpoint, anything that it stands for. */
static gboolean needs_marked(const DlnView *view, guint position, const guint8 *marks)
{
    if (dln_graph_get(view->graph, position)->checkpoint != NULL) {
        g_autofree guint8 *replaced = dln_checkpoint_mark(view->graph, position);
        for (guint i = 0; i < position; i++) {
            if (replaced[i] && marks[i])
                return TRUE;
        }
        return FALSE;
    }
    return dln_marks_any(marks, dln_graph_parents_at(view->graph, view->scope, position)) ||
           dln_marks_any(marks, dln_graph_depends_at(view->graph, position));
}

/* Takes what arrives late out of order, as the policy says. */
static gboolean sort_out_late(const DlnView *view, GArray *order, DlnPlan *plan, GError **error)
{
    g_autofree guint *above = find_rows_above(view);
    g_autofree guint8 *skipped = dln_marks_new(view->graph);
    guint n_kept = 0;

    for (guint i = 0; i < order->len; i++) {
        guint position = g_array_index(order, guint, i);
        /* To record a checkpoint late changes nothing. */
        gboolean is_late = view->rows[position] == NULL && above[position] != DLN_NOWHERE &&
                           dln_graph_get(view->graph, position)->checkpoint == NULL;
        if (is_late && view->exec_order == DLN_EXEC_LINEAR) {
            refuse_late(view, position, above[position], error);
            return FALSE;
        }
        /* What was begun is to be finished, whatever it stands on. */
        skipped[position] =
            is_late || (view->rows[position] == NULL && needs_marked(view, position, skipped));
        if (!skipped[position])
            g_array_index(order, guint, n_kept++) = position;
    }
    g_array_set_size(order, n_kept);
    g_clear_pointer(&plan->skipped, g_ptr_array_unref);
    plan->skipped = dln_marks_list(view->graph, skipped);
    return TRUE;
}

/* -- Across scopes ------------------------------------------------------------------------------- */

static gboolean check_depends(const DlnView *view, guint position, GError **error)
{
    const DlnRevision *revision = dln_graph_get(view->graph, position);
    DlnPositions depends = dln_graph_depends_at(view->graph, position);

    for (guint i = 0; i < depends.count; i++) {
        const DlnRevision *needed = dln_graph_get(view->graph, depends.items[i]);
        if (!dln_view_require(view, revision, needed, error))
            return FALSE;
    }
    return TRUE;
}

/* -- Checkpoints --------------------------------------------------------------------------------- */

static gboolean is_empty(const DlnView *view)
{
    for (guint i = 0; i < view->size; i++) {
        if (view->rows[i] != NULL)
            return FALSE;
    }
    return TRUE;
}

static guint count_marks(const DlnView *view, const guint8 *marks)
{
    guint n = 0;

    for (guint i = 0; i < view->size; i++)
        n += marks[i];
    return n;
}

/* Of the checkpoints among chosen, the one that replaces the most, then the last; DLN_NOWHERE: there is none. */
static guint find_start(const DlnView *view, const guint8 *chosen)
{
    guint start = DLN_NOWHERE, n_most = 0;

    for (guint i = view->size; i-- > 0;) {
        if (!chosen[i] || dln_graph_get(view->graph, i)->checkpoint == NULL)
            continue;
        g_autofree guint8 *replaced = dln_checkpoint_mark(view->graph, i);
        guint n = count_marks(view, replaced);
        if (start == DLN_NOWHERE || n > n_most) {
            start = i;
            n_most = n;
        }
    }
    return start;
}

/* An empty database begins with what a checkpoint holds: what that replaces is chosen no more. */
static gboolean plan_start(const DlnView *view, guint8 *chosen, DlnPlan *plan, GError **error)
{
    guint start = view->begin == DLN_BEGIN_AT_CHECKPOINT && is_empty(view)
                      ? find_start(view, chosen)
                      : DLN_NOWHERE;

    if (start == DLN_NOWHERE)
        return TRUE;
    g_autofree guint8 *covered = dln_checkpoint_mark(view->graph, start);
    covered[start] = TRUE;
    for (guint i = 0; i < view->size; i++) {
        if (!covered[i])
            continue;
        if (!check_depends(view, i, error))
            return FALSE;
        chosen[i] = FALSE;
    }
    const DlnStep step = {dln_graph_get(view->graph, start), DLN_DIRECTION_UP, DLN_STEP_START};
    g_array_append_val(plan->steps, step);
    return TRUE;
}

/* -- All of it ----------------------------------------------------------------------------------- */

gboolean dln_plan_up(const DlnView *view, const DlnTarget *target, DlnPlan *plan, GError **error)
{
    g_autofree guint8 *chosen = dln_marks_new(view->graph);

    if (!choose_target(view, target, chosen, error) || !plan_start(view, chosen, plan, error))
        return FALSE;

    g_autoptr(GArray) order = order_pending(view, chosen);
    if (view->exec_order != DLN_EXEC_NON_LINEAR && !sort_out_late(view, order, plan, error))
        return FALSE;

    for (guint i = 0; i < order->len; i++) {
        guint position = g_array_index(order, guint, i);
        if (!check_depends(view, position, error))
            return FALSE;
        const DlnRevision *revision = dln_graph_get(view->graph, position);
        const DlnStep step = {revision, DLN_DIRECTION_UP,
            revision->checkpoint != NULL ? DLN_STEP_RECORD : DLN_STEP_APPLY};
        g_array_append_val(plan->steps, step);
    }
    /* They may stand on anything in the history, so only behind all of it. */
    gboolean to_the_end = (target->kind == DLN_TARGET_HEAD || target->kind == DLN_TARGET_HEADS) &&
                          target->branch == NULL && target->steps == 0;
    return !to_the_end || dln_plan_repeatables_up(view, plan->steps, error);
}
