/* SPDX-License-Identifier: Apache-2.0 */
/* revert.c: which revisions go when just these are to go, and whether they can. */
#include "plan/revert.h"

#include "plan/view.h"

#define NOTHING G_MAXUINT

/* By position: the highest revision at or below it that goes, or NOTHING. */
static guint below(const DlnView *view, guint position, const guint8 *removed, const guint *found)
{
    const DlnPositions needs[] = {dln_graph_parents_at(view->graph, view->scope, position),
        dln_graph_depends_at(view->graph, position)};

    if (removed[position])
        return position;
    for (guint kind = 0; kind < G_N_ELEMENTS(needs); kind++) {
        for (guint i = 0; i < needs[kind].count; i++) {
            if (found[needs[kind].items[i]] != NOTHING)
                return found[needs[kind].items[i]];
        }
    }
    return NOTHING;
}

static gboolean check_on_top(const DlnView *view, const guint8 *removed, GError **error)
{
    g_autofree guint *found = g_new(guint, view->size);

    for (guint i = 0; i < view->size; i++) {
        found[i] = dln_view_in_lineage(view, i) ? below(view, i, removed, found) : NOTHING;
        if (found[i] == NOTHING || removed[i] || view->rows[i] == NULL)
            continue;
        const DlnRevision *later = dln_graph_get(view->graph, i);
        const DlnRevision *revision = dln_graph_get(view->graph, found[i]);
        const DunlinErrorFacts facts = {
            .file = revision->file, .line = revision->line, .revision = revision->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "\"%s\" cannot be reverted: \"%s\" was applied by another run and builds on it: revert "
            "that first",
            revision->id, later->id);
        return FALSE;
    }
    return TRUE;
}

gboolean dln_plan_revert(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied,
    const DlnApplied *other_applied, const char *const *versions, DlnPlan **out_plan,
    GError **error)
{
    g_auto(DlnView) view = {.graph = graph, .scope = scope, .other_applied = other_applied};
    g_autoptr(DlnPlan) plan = g_new0(DlnPlan, 1);
    g_autofree guint8 *removed = NULL;

    plan->steps = g_array_new(FALSE, FALSE, sizeof(DlnStep));
    plan->skipped = g_ptr_array_new();
    if (!dln_view_init(&view, applied, error))
        return FALSE;
    removed = g_new0(guint8, view.size);
    for (guint i = 0; versions != NULL && versions[i] != NULL; i++) {
        const DlnRevision *revision = dln_graph_find(graph, scope, versions[i]);
        if (revision != NULL && view.rows[dln_graph_position(graph, revision)] != NULL)
            removed[dln_graph_position(graph, revision)] = TRUE;
    }
    if (!check_on_top(&view, removed, error) || !dln_plan_down_removed(&view, removed, plan, error))
        return FALSE;
    *out_plan = g_steal_pointer(&plan);
    return TRUE;
}
