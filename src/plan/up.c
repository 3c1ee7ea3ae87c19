/* SPDX-License-Identifier: Apache-2.0 */
/* up.c: the steps of an upgrade: what is pending below the target, in the order of the graph. */
#include "plan/view.h"

#include "revision/id_list.h"

#define NOWHERE G_MAXUINT

/* chosen: by position, what the target asks for; whether it is pending comes later. */
static void choose_all(const DlnView *view, guint8 *chosen)
{
    for (guint i = 0; i < view->size; i++)
        chosen[i] = dln_view_in_lineage(view, i);
}

static void choose(guint8 *chosen, DlnPositions positions)
{
    for (guint i = 0; i < positions.count; i++)
        chosen[positions.items[i]] = TRUE;
}

/* With all that it needs: what a revision needs stands below it, so that one walk down finds everything. */
static void choose_closure(const DlnView *view, guint position, guint8 *chosen)
{
    chosen[position] = TRUE;
    for (guint i = position + 1; i-- > 0;) {
        if (!dln_view_in_lineage(view, i))
            chosen[i] = FALSE; /* a depends across scopes is checked, not planned */
        if (!chosen[i])
            continue;
        choose(chosen, dln_graph_parents_at(view->graph, view->scope, i));
        choose(chosen, dln_graph_depends_at(view->graph, i));
    }
}

static gboolean require_one_head(const DlnView *view, GError **error)
{
    const GPtrArray *heads = dln_graph_heads(view->graph, view->scope);
    if (heads->len <= 1)
        return TRUE;

    g_autofree char *ids = dln_id_list(heads);
    dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
        "the %s history has %u heads, %s: join them with `dunlin merge`, put one behind the other "
        "with "
        "`dunlin rebase`, or upgrade to \"heads\"",
        dln_scope_name(view->scope), heads->len, ids);
    return FALSE;
}

static gboolean choose_target(
    const DlnView *view, const DlnTarget *target, guint8 *chosen, GError **error)
{
    gboolean found = FALSE;
    guint position;

    if (target->kind == DLN_TARGET_HEAD && !require_one_head(view, error))
        return FALSE;
    if (target->kind != DLN_TARGET_REVISION) {
        choose_all(view, chosen);
        return TRUE;
    }
    if (!dln_view_resolve(view, target, &found, &position, error))
        return FALSE;
    if (found)
        choose_closure(view, position, chosen);
    return TRUE;
}

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

/* By position: the lowest descendant that has a row, or NOWHERE. */
static guint *find_rows_above(const DlnView *view)
{
    guint *above = g_new(guint, view->size);

    for (guint i = view->size; i-- > 0;) {
        DlnPositions children = dln_graph_children_at(view->graph, view->scope, i);
        above[i] = NOWHERE;
        for (guint k = 0; k < children.count; k++) {
            guint child = children.items[k];
            above[i] = MIN(above[i], view->rows[child] != NULL ? child : above[child]);
        }
    }
    return above;
}

static gboolean refuse_late_arrivals(const DlnView *view, const GArray *order, GError **error)
{
    g_autofree guint *above = find_rows_above(view);

    for (guint i = 0; i < order->len; i++) {
        guint position = g_array_index(order, guint, i);
        if (view->rows[position] != NULL || above[position] == NOWHERE)
            continue;
        const DlnRevision *late = dln_graph_get(view->graph, position);
        const DlnRevision *applied = dln_graph_get(view->graph, above[position]);
        const DunlinErrorFacts facts = {
            .file = late->file, .line = late->line, .revision = late->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "\"%s\" is pending, but \"%s\", which comes after it, is already applied: renumber the "
            "file "
            "above every applied one",
            late->id, applied->id);
        return FALSE;
    }
    return TRUE;
}

static gboolean check_depends(const DlnView *view, guint position, GError **error)
{
    const DlnRevision *revision = dln_graph_get(view->graph, position);
    DlnPositions depends = dln_graph_depends_at(view->graph, position);

    for (guint i = 0; i < depends.count; i++) {
        const DlnRevision *needed = dln_graph_get(view->graph, depends.items[i]);
        if (dln_view_in_lineage(view, depends.items[i]))
            continue;
        const DlnAppliedRow *row = dln_applied_find(view->other_applied, needed->id);
        if (row != NULL && row->state == DLN_APPLIED_DONE)
            continue;
        const DunlinErrorFacts facts = {
            .file = revision->file, .line = revision->line, .revision = revision->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "\"%s\" depends on \"%s\" of scope %s, which is not applied there: apply that first",
            revision->id, needed->id, dln_scope_name(needed->scope));
        return FALSE;
    }
    return TRUE;
}

gboolean dln_plan_up(const DlnView *view, const DlnTarget *target, GArray *steps, GError **error)
{
    g_autofree guint8 *chosen = g_new0(guint8, view->size);

    if (!choose_target(view, target, chosen, error))
        return FALSE;

    g_autoptr(GArray) order = order_pending(view, chosen);
    if (target->kind == DLN_TARGET_STEPS && target->steps < order->len)
        g_array_set_size(order, target->steps);
    if (!refuse_late_arrivals(view, order, error))
        return FALSE;

    for (guint i = 0; i < order->len; i++) {
        guint position = g_array_index(order, guint, i);
        if (view->other_applied != NULL && !check_depends(view, position, error))
            return FALSE;
        const DlnStep step = {dln_graph_get(view->graph, position), DLN_DIRECTION_UP};
        g_array_append_val(steps, step);
    }
    return TRUE;
}
