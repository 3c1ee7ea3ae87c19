/* SPDX-License-Identifier: Apache-2.0 */
/* plan.c: graph + applied + target -> ordered steps for one database. A pure function: no files, no database.
 * view.c checks the ledger against the files, target.c reads the target, place.c finds it in the graph, up.c and down.c
 * choose the steps. */
#include "plan/plan.h"

#include "plan/checkpoint.h"
#include "plan/view.h"

gboolean dln_step_is_repeatable(const DlnStep *step)
{
    return (step->revision->flags & DLN_REVISION_REPEATABLE) != 0;
}

const DlnScript *dln_step_script(const DlnStep *step, DlnEngineKind engine)
{
    return step->kind == DLN_STEP_RECORD ? NULL
                                         : step->revision->scripts[step->direction][engine];
}

guint dln_step_count_replaced(const DlnGraph *graph, const DlnStep *step)
{
    if (step->kind != DLN_STEP_START)
        return 0;
    g_autoptr(GPtrArray) replaced = dln_checkpoint_replaced(graph, step->revision);
    return replaced->len;
}

void dln_plan_free(DlnPlan *plan)
{
    if (plan == NULL)
        return;
    g_clear_pointer(&plan->steps, g_array_unref);
    g_clear_pointer(&plan->skipped, g_ptr_array_unref);
    g_free(plan);
}

static DlnPlan *plan_new(void)
{
    DlnPlan *plan = g_new0(DlnPlan, 1);

    plan->steps = g_array_new(FALSE, FALSE, sizeof(DlnStep));
    plan->skipped = g_ptr_array_new();
    return plan;
}

gboolean dln_plan_make(const DlnGraph *graph, const DlnApplied *applied,
    const DlnPlanOptions *options, DlnPlan **out_plan, GError **error)
{
    g_auto(DlnView) view = {.graph = graph,
        .scope = options->scope,
        .other_applied = options->other_applied,
        .exec_order = options->exec_order,
        .begin = options->begin};
    g_autoptr(DlnPlan) plan = plan_new();
    g_auto(DlnTarget) target = {0};

    if (!dln_target_parse(options->target, &target, error) ||
        !dln_target_check_direction(&target, options->direction, error) ||
        !dln_view_init(&view, applied, error))
        return FALSE;
    if (options->direction == DLN_DIRECTION_UP ? !dln_plan_up(&view, &target, plan, error)
                                               : !dln_plan_down(&view, &target, plan, error))
        return FALSE;

    *out_plan = g_steal_pointer(&plan);
    return TRUE;
}

gboolean dln_plan_check_target(const DlnGraph *graph, DlnScope scope, DlnDirection direction,
    const char *target, GError **error)
{
    const DlnGround ground = {graph, scope, DLN_WALK_EXACT};
    g_auto(DlnTarget) parsed = {0};
    g_auto(DlnPlace) place = {0};

    return dln_target_parse(target, &parsed, error) &&
           dln_target_check_direction(&parsed, direction, error) &&
           dln_place_find(&ground, &parsed, &place, error);
}

gboolean dln_plan_applied_from_count(
    const DlnGraph *graph, DlnScope scope, guint n, DlnApplied **out_applied, GError **error)
{
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(graph, scope);

    if (!dln_graph_is_linear(graph, scope)) {
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "the %s history has branches, so a count of %u does not say which revisions are "
            "applied: say it "
            "with `dunlin stamp TARGET`",
            dln_scope_name(scope), n);
        return FALSE;
    }
    if (n > lineage->len) {
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "%u revision%s said to be applied, but the %s history has only %u: say which are "
            "applied with `dunlin stamp TARGET`",
            n, n == 1 ? " is" : "s are", dln_scope_name(scope), lineage->len);
        return FALSE;
    }

    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    for (guint i = 0; i < n; i++) {
        const DlnRevision *revision = g_ptr_array_index(lineage, i);
        DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);
        row->version = g_strdup(revision->id);
        g_ptr_array_add(rows, row);
    }
    *out_applied = dln_applied_new(rows);
    return TRUE;
}
