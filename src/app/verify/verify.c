/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: the verb verify: which migrations of which scopes, and what became of them. */
#include "app/verify/verify.h"

#include <string.h>

#include "app/common/context.h"
#include "plan/range.h"

static void verify_clear(DlnVerify *verify)
{
    dln_events_free(verify->events);
    dunlin_verify_report_free(verify->report);
    dln_range_clear(&verify->range);
    g_clear_pointer(&verify->data, g_ptr_array_unref);
    g_clear_pointer(&verify->scopes, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnVerify, verify_clear)

static void load_free(DlnVerifyLoad *load)
{
    dln_script_free(load->script);
    g_free(load);
}

static void scope_free(DlnVerifyScope *scope)
{
    g_ptr_array_unref(scope->before);
    g_ptr_array_unref(scope->wanted);
    g_ptr_array_unref(scope->repeatables);
    g_ptr_array_unref(scope->loads);
    g_ptr_array_unref(scope->results);
    g_free(scope);
}

static DlnVerifyScope *scope_new(DlnVerify *verify, DlnScope which, DlnEngineKind engine)
{
    DlnVerifyScope *scope = g_new0(DlnVerifyScope, 1);

    scope->verify = verify;
    scope->scope = which;
    scope->engine = engine;
    scope->before = g_ptr_array_new();
    scope->wanted = g_ptr_array_new();
    scope->repeatables = g_ptr_array_new();
    scope->loads = g_ptr_array_new_with_free_func((GDestroyNotify)load_free);
    scope->results = g_ptr_array_new();
    return scope;
}

/* ---- what is to be verified ---- */

static gboolean read_range(DlnVerify *verify, GError **error)
{
    const char *target = verify->options->target;

    if (target != NULL && strchr(target, ':') != NULL)
        return dln_range_split(target, &verify->range, error);
    verify->range.to = g_strdup(target);
    return TRUE;
}

static const char *range_end(const DlnVerify *verify)
{
    return verify->range.to != NULL ? verify->range.to : "heads";
}

DlnReplayOptions dln_verify_replay_options(const DlnVerifyScope *scope)
{
    DlnVerify *verify = scope->verify;

    return (DlnReplayOptions){
        .project = verify->project,
        .scope = scope->scope,
        .target = range_end(verify),
        .flags = DLN_REPLAY_DOWN_TOO,
        .run_id = verify->report->run_id,
        .number = ++verify->n_replays,
        .warnings = verify->report->warnings,
        .cancellable = verify->options->interrupt,
        .interrupt = verify->options->interrupt,
    };
}

/* All that leads to the end, and of it what is applied at FROM; of an upgrade of an empty database only the repeatable
 * migrations, for it need not run every other. A FROM of the other scope only says nothing about this one. */
static gboolean find_revisions(DlnVerifyScope *scope, GError **error)
{
    const DlnVerify *verify = scope->verify;
    const DlnGraph *graph = verify->project->graph;
    const DlnPlanOptions options = {
        .scope = scope->scope,
        .target = range_end(verify),
        .exec_order = DLN_EXEC_NON_LINEAR,
    };
    g_autoptr(DlnApplied) nothing =
        dln_applied_new(g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free));
    const DlnRange all = {NULL, verify->range.to};
    g_autoptr(DlnApplied) before = NULL;
    g_autoptr(GPtrArray) checked = NULL;
    g_autoptr(GPtrArray) revisions = NULL;
    g_autoptr(DlnPlan) plan = NULL;

    /* A start that does not lead to the end is a mistake, not a range with nothing in it. */
    if (verify->range.from != NULL && verify->range.to != NULL &&
        !dln_plan_range(graph, scope->scope, &verify->range, &checked, error))
        return FALSE;
    if (!dln_plan_make(graph, nothing, &options, &plan, error) ||
        !dln_plan_range(graph, scope->scope, &all, &revisions, error) ||
        !dln_plan_applied_at(graph, scope->scope,
            verify->range.from != NULL ? verify->range.from : "base", &before, error))
        return FALSE;
    for (guint i = 0; before != NULL && i < revisions->len; i++) {
        const DlnRevision *revision = revisions->pdata[i];
        g_ptr_array_add(
            dln_applied_find(before, revision->id) != NULL ? scope->before : scope->wanted,
            (gpointer)revision);
    }
    for (guint i = 0; before != NULL && i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        if (dln_step_is_repeatable(step))
            g_ptr_array_add(scope->repeatables, (gpointer)step->revision);
    }
    return TRUE;
}

static gboolean add_scope(DlnVerify *verify, DlnScope which, gboolean is_asked, GError **error)
{
    DlnEngineKind engine;

    if (!dln_project_scope_engine(verify->project, which, &engine) &&
        (!is_asked || !dln_project_require_scope(verify->project, which, &engine, error)))
        return !is_asked;
    DlnVerifyScope *scope = scope_new(verify, which, engine);
    g_ptr_array_add(verify->scopes, scope);
    return find_revisions(scope, error);
}

static gboolean add_scopes(DlnVerify *verify, GError **error)
{
    const DunlinVerifyOptions *options = verify->options;
    const gboolean all = !options->include_public && !options->include_tenants;

    if ((all || options->include_public) &&
        !add_scope(verify, DLN_SCOPE_PUBLIC, options->include_public, error))
        return FALSE;
    return (!all && !options->include_tenants) ||
           add_scope(verify, DLN_SCOPE_TENANT, options->include_tenants, error);
}

/* Every file of every scope before the first scratch database is made. */
static gboolean check_all(DlnVerify *verify, GError **error)
{
    if (!dln_verify_check_data(verify, error))
        return FALSE;
    for (guint i = 0; i < verify->scopes->len; i++) {
        DlnVerifyScope *scope = verify->scopes->pdata[i];
        const DlnReplayOptions options = dln_verify_replay_options(scope);
        if (!dln_verify_prepare_loads(scope, error))
            return FALSE;
        if (scope->wanted->len + scope->repeatables->len > 0 && !dln_replay_check(&options, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- results ---- */

static void fault_free(DunlinVerifyFault *fault)
{
    g_free(fault->what);
    g_free(fault->file);
    g_strfreev(fault->differences);
    g_clear_error(&fault->error);
    g_free(fault);
}

static void result_free(DunlinVerifyResult *result)
{
    g_free(result->revision);
    g_free(result->file);
    g_free(result->reason);
    g_ptr_array_unref(result->faults);
    g_free(result);
}

void dunlin_verify_report_free(DunlinVerifyReport *report)
{
    if (report == NULL)
        return;
    g_free(report->run_id);
    g_ptr_array_unref(report->results);
    g_ptr_array_unref(report->warnings);
    g_free(report);
}

static DunlinVerifyReport *report_new(void)
{
    DunlinVerifyReport *report = g_new0(DunlinVerifyReport, 1);

    report->run_id = dln_app_new_run_id();
    report->results = g_ptr_array_new_with_free_func((GDestroyNotify)result_free);
    report->warnings = g_ptr_array_new_with_free_func(g_free);
    return report;
}

static void add_results(DlnVerifyScope *scope, const GPtrArray *revisions)
{
    for (guint i = 0; i < revisions->len; i++) {
        const DlnRevision *revision = revisions->pdata[i];
        DunlinVerifyResult *result = g_new0(DunlinVerifyResult, 1);
        result->scope = dln_event_scope(scope->scope);
        result->revision = g_strdup(revision->id);
        result->file = g_strdup(revision->file);
        result->outcome = DUNLIN_VERIFY_NOT_TRIED;
        result->faults = g_ptr_array_new_with_free_func((GDestroyNotify)fault_free);
        g_ptr_array_add(scope->verify->report->results, result);
        g_ptr_array_add(scope->results, result);
    }
}

static void count(DunlinVerifyReport *report)
{
    guint *const counts[] = {
        [DUNLIN_VERIFY_SOUND] = &report->n_sound,
        [DUNLIN_VERIFY_ONE_WAY] = &report->n_one_way,
        [DUNLIN_VERIFY_FAULTY] = &report->n_faulty,
        [DUNLIN_VERIFY_NOT_TRIED] = &report->n_not_tried,
    };

    for (guint i = 0; i < report->results->len; i++) {
        DunlinVerifyResult *result = report->results->pdata[i];
        if (result->outcome == DUNLIN_VERIFY_NOT_TRIED && result->reason == NULL)
            result->reason = g_strdup("the run was cut short before its turn");
        (*counts[result->outcome])++;
    }
}

/* ---- the verb ---- */

/* Tenants that are schemas stand on the public ones: what has just been told of those is not told again for each. */
static gboolean is_ground_broken(const DlnVerify *verify, const DlnVerifyScope *scope)
{
    const DlnVerifyScope *ground = verify->scopes->pdata[0];

    if (scope == ground || verify->project->config.tenants_kind != DLN_TENANTS_SCHEMAS)
        return FALSE;
    for (guint i = 0; i < ground->results->len; i++) {
        const DunlinVerifyResult *result = ground->results->pdata[i];
        for (guint k = 0; k < result->faults->len; k++) {
            if (((const DunlinVerifyFault *)result->faults->pdata[k])->step == DUNLIN_VERIFY_UP)
                return TRUE;
        }
    }
    return FALSE;
}

static void give_up(const DlnVerifyScope *scope)
{
    for (guint i = 0; i < scope->results->len; i++)
        ((DunlinVerifyResult *)scope->results->pdata[i])->reason =
            g_strdup("the public migrations below it cannot be applied");
}

static gboolean run_scopes(DlnVerify *verify, GError **error)
{
    for (guint i = 0; i < verify->scopes->len; i++) {
        DlnVerifyScope *scope = verify->scopes->pdata[i];
        add_results(scope, scope->wanted);
        add_results(scope, scope->repeatables);
    }
    dln_events_set_total(verify->events, verify->report->results->len);
    dln_events_emit(verify->events, (DunlinEvent){.type = DUNLIN_EVENT_RUN_STARTED});
    for (guint i = 0; i < verify->scopes->len; i++) {
        DlnVerifyScope *scope = verify->scopes->pdata[i];
        if (is_ground_broken(verify, scope))
            give_up(scope);
        else if (!dln_verify_scope(scope, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean judge(const DunlinVerifyReport *report, GError **error)
{
    const guint n_bad = report->n_faulty + report->n_not_tried;

    if (n_bad > 0)
        dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL,
            "%u of %u migration%s %s not as %s should be", n_bad, report->results->len,
            report->results->len == 1 ? "" : "s", n_bad == 1 ? "is" : "are",
            n_bad == 1 ? "it" : "they");
    return n_bad == 0;
}

gboolean dunlin_verify(DunlinProject *project, const DunlinVerifyOptions *options,
    DunlinVerifyReport **out_report, GError **error)
{
    const gint64 started_us = g_get_monotonic_time();
    g_auto(DlnVerify) verify = {
        .project = project,
        .options = options,
        .report = report_new(),
        .scopes = g_ptr_array_new_with_free_func((GDestroyNotify)scope_free),
    };
    gboolean ok;

    verify.events = dln_events_new(verify.report->run_id, options->on_event, options->user_data);
    if (!dln_project_check_sums(project, error) || !dln_project_check_required(project, error) ||
        !read_range(&verify, error) || !dln_verify_read_data(&verify, error) ||
        !add_scopes(&verify, error) || !check_all(&verify, error))
        return FALSE;
    ok = run_scopes(&verify, error);
    count(verify.report);
    verify.report->duration_us = g_get_monotonic_time() - started_us;
    dln_events_emit(verify.events, (DunlinEvent){
                                       .type = DUNLIN_EVENT_RUN_FINISHED,
                                       .duration_us = verify.report->duration_us,
                                   });
    ok = ok && judge(verify.report, error);
    if (out_report != NULL)
        *out_report = g_steal_pointer(&verify.report);
    return ok;
}
