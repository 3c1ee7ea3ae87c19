/* SPDX-License-Identifier: Apache-2.0 */
/* plan_case.h: plans as rows of a table, for tests: files, ledger and target in, steps or a refusal out. */
#pragma once

#include "revision/graph_builder.h"

#include "base/error.h"
#include "plan/plan.h"

#define UP DLN_DIRECTION_UP
#define DOWN DLN_DIRECTION_DOWN

typedef struct {
    const char *name, *revisions;
    char scope;
    const char *applied;
    const char *other; /* NULL: not known */
    DlnDirection direction;
    const char *target;
    const char *steps; /* of an error: what it says, separated by '|' */
    int code;
    const char *file; /* where the error stands, or NULL */
    DlnExecOrder exec_order;
    const char *skipped; /* NULL: nothing */
    DlnBegin begin;
} PlanCase;

static const char *const plan_case_kinds[] = {
    [DLN_STEP_APPLY] = "", [DLN_STEP_RECORD] = "r", [DLN_STEP_START] = "s"};

/* "+001 +002" or "-002 -001"; a checkpoint that is only recorded ends in "r", one that is begun at in "s". */
static inline char *plan_case_steps(const DlnPlan *plan)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        g_string_append_printf(
            text, "%s%c%s%s", i > 0 ? " " : "", step->direction == UP ? '+' : '-', step->revision->id,
            plan_case_kinds[step->kind]);
    }
    return g_string_free(text, FALSE);
}

static inline gboolean plan_case_make(const PlanCase *row, DlnGraph **graph, DlnPlan **plan, GError **error)
{
    *graph = builder_graph(row->revisions, error);
    if (*graph == NULL)
        fail_msg("%s: %s", row->name, (*error)->message);
    g_autoptr(DlnApplied) applied = builder_applied(row->applied);
    g_autoptr(DlnApplied) other = row->other != NULL ? builder_applied(row->other) : NULL;
    const DlnPlanOptions options = {
        .scope = builder_scope(row->scope),
        .direction = row->direction,
        .target = row->target,
        .other_applied = other,
        .exec_order = row->exec_order,
        .begin = row->begin,
    };
    return dln_plan_make(*graph, applied, &options, plan, error);
}

static inline void plan_cases_check(const PlanCase *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autoptr(DlnGraph) graph = NULL;
        g_autoptr(DlnPlan) plan = NULL;
        g_autoptr(GError) error = NULL;
        if (!plan_case_make(&rows[i], &graph, &plan, &error))
            fail_msg("%s: %s", rows[i].name, error->message);
        g_autofree char *steps = plan_case_steps(plan);
        g_autofree char *skipped = builder_ids(plan->skipped);
        builder_assert_text(rows[i].name, steps, rows[i].steps);
        builder_assert_text(rows[i].name, skipped, rows[i].skipped != NULL ? rows[i].skipped : "");
    }
}

static inline void plan_cases_check_refused(const PlanCase *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autoptr(DlnGraph) graph = NULL;
        g_autoptr(DlnPlan) plan = NULL;
        g_autoptr(GError) error = NULL;
        if (plan_case_make(&rows[i], &graph, &plan, &error))
            fail_msg("%s: was planned", rows[i].name);
        assert_null(plan);
        if (!dln_error_is(error, (DunlinErrorCode)rows[i].code))
            fail_msg("%s: wrong code %d: %s", rows[i].name, error->code, error->message);
        builder_assert_says(rows[i].name, error->message, rows[i].steps);
        const char *file = dunlin_error_get_facts(error)->file;
        builder_assert_text(
            rows[i].name, file != NULL ? file : "", rows[i].file != NULL ? rows[i].file : "");
    }
}
