/* SPDX-License-Identifier: Apache-2.0 */
/* repeat.c: the steps of repeatable revisions: behind an upgrade to the end, before a downgrade. */
#include "plan/view.h"

#include "revision/repeatables.h"

static void add_step(GArray *steps, const DlnRevision *revision, DlnDirection direction)
{
    const DlnStep step = {revision, direction, DLN_STEP_APPLY};

    g_array_append_val(steps, step);
}

gboolean dln_plan_repeatables_up(const DlnView *view, GArray *steps, GError **error)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(view->graph);

    for (guint i = 0; i < dln_repeatables_size(repeatables); i++) {
        const DlnRevision *revision = dln_repeatables_get(repeatables, i);
        const GPtrArray *depends = dln_repeatables_depends(repeatables, i);
        if (!(revision->scope & view->scope) ||
            dln_repeatable_is_current(revision, dln_applied_find(view->applied, revision->id)))
            continue;
        for (guint k = 0; k < depends->len; k++) {
            if (!dln_view_require(view, revision, depends->pdata[k], error))
                return FALSE;
        }
        add_step(steps, revision, DLN_DIRECTION_UP);
    }
    return TRUE;
}

void dln_plan_repeatables_down(const DlnView *view, GArray *steps)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(view->graph);

    for (guint i = dln_repeatables_size(repeatables); i-- > 0;) {
        const DlnRevision *revision = dln_repeatables_get(repeatables, i);
        const DlnAppliedRow *row = dln_applied_find(view->applied, revision->id);
        if (revision->scope & view->scope && row != NULL && row->state == DLN_APPLIED_REPEATABLE)
            add_step(steps, revision, DLN_DIRECTION_DOWN);
    }
}
