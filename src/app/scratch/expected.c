/* SPDX-License-Identifier: Apache-2.0 */
/* expected.c: a history of what one ledger holds and nothing else, replayed. */
#include "app/scratch/expected.h"

#include "app/common/context.h"
#include "app/scratch/stage.h"
#include "revision/repeatables.h"

void dln_expected_free(DlnExpected *expected)
{
    if (expected == NULL)
        return;
    dln_schema_free(expected->schema);
    g_free(expected->fingerprint);
    g_free(expected);
}

gboolean dln_expected_is_guessed(const DlnApplied *applied)
{
    for (guint i = 0; i < dln_applied_size(applied); i++) {
        if (dln_applied_get(applied, i)->checksum == NULL)
            return TRUE;
    }
    return FALSE;
}

/* ---- the history ---- */

/* The project's revisions without those of the scope that are not applied. The other scope keeps all of its own. */
typedef struct {
    GPtrArray *revisions; /* (element-type DlnRevision) borrowed */
    GPtrArray *
        halves; /* (element-type DlnRevision) of both scopes, left for the other alone: shallow copies */
    DlnGraph *graph;
} Past;

static void past_clear(Past *past)
{
    g_clear_pointer(&past->graph, dln_graph_unref);
    g_ptr_array_unref(past->revisions);
    g_ptr_array_unref(past->halves);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Past, past_clear)

static void add_to_past(Past *past, const DlnExpectedOptions *options, const DlnRevision *revision)
{
    const DlnScope others = revision->scope & ~options->scope;

    if (!(revision->scope & options->scope) ||
        dln_applied_find(options->applied, revision->id) != NULL) {
        g_ptr_array_add(past->revisions, (gpointer)revision);
    } else if (others != 0) {
        DlnRevision *half = g_memdup2(revision, sizeof *revision);
        half->scope = others;
        g_ptr_array_add(past->halves, half);
        g_ptr_array_add(past->revisions, half);
    }
}

static gboolean check_row(
    const DlnExpectedOptions *options, const DlnAppliedRow *row, GError **error)
{
    if (row->state == DLN_APPLIED_RUNNING)
        dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL,
            "\"%s\" is under way, or was cut off: `dunlin repair` tells", row->version);
    else if (dln_applied_row_file(options->project->graph, options->scope, row) == NULL)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, "\"%s\" is applied, but its file is gone",
            row->version);
    else
        return TRUE;
    return FALSE;
}

/* Nothing may be left to do where applied is applied: else a file is not what was run. */
static gboolean check_past(const Past *past, const DlnExpectedOptions *options, GError **error)
{
    DlnRunSpec spec = dln_app_run_spec(options->project, options->scope);
    g_autoptr(DlnPlan) plan = NULL;

    spec.graph = past->graph;
    spec.direction = DLN_DIRECTION_UP;
    spec.target = "heads";
    spec.exec_order = DLN_EXEC_NON_LINEAR;
    spec.begin = DLN_BEGIN_AT_BASE;
    if (!dln_run_plan(&spec, options->applied, &plan, error))
        return FALSE;
    if (plan->steps->len == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
        "\"%s\" has run there with another text than its file has now",
        g_array_index(plan->steps, DlnStep, 0).revision->id);
    return FALSE;
}

static gboolean find_past(Past *past, const DlnExpectedOptions *options, GError **error)
{
    const GPtrArray *all = options->project->revisions;

    for (guint i = 0; i < dln_applied_size(options->applied); i++) {
        if (!check_row(options, dln_applied_get(options->applied, i), error))
            return FALSE;
    }
    for (guint i = 0; i < all->len; i++)
        add_to_past(past, options, all->pdata[i]);
    return dln_graph_build(past->revisions, &past->graph, error) &&
           check_past(past, options, error);
}

static DlnReplayOptions replay_options(const Past *past, const DlnExpectedOptions *options)
{
    return (DlnReplayOptions){
        .project = options->project,
        .graph = past->graph,
        .scope = options->scope,
        .run_id = options->run_id,
        .number = options->number,
        .warnings = options->warnings,
        .cancellable = options->cancellable,
        .interrupt = options->cancellable,
    };
}

gboolean dln_expected_check(const DlnExpectedOptions *options, GError **error)
{
    g_auto(Past) past = {g_ptr_array_new(), g_ptr_array_new_with_free_func(g_free), NULL};

    if (!find_past(&past, options, error))
        return FALSE;
    const DlnReplayOptions replay = replay_options(&past, options);
    return dln_replay_check(&replay, error);
}

/* ---- the schema ---- */

static gboolean read_schema(
    DlnReplay *replay, const DlnExpectedOptions *options, DlnExpected *expected, GError **error)
{
    const DlnStageOptions looking = {
        .project = options->project,
        .scope = options->scope,
        .interrupt = options->cancellable,
    };
    /* Where nothing is applied any more, nobody has made the schema. */
    g_autoptr(DlnStage) stage = dln_stage_over(replay, &looking, error);

    expected->schema = stage != NULL ? dln_stage_inspect(stage, error) : NULL;
    if (expected->schema == NULL)
        return FALSE;
    expected->fingerprint = dln_schema_fingerprint(expected->schema);
    return TRUE;
}

/* What was run there must be what was asked for, or the schema stands for something else. */
static gboolean check_applied(const DlnReplay *replay, const DlnApplied *wanted, GError **error)
{
    const DlnApplied *found = dln_replay_applied(replay);

    for (guint i = 0; i < dln_applied_size(wanted); i++) {
        const char *version = dln_applied_get(wanted, i)->version;
        if (dln_applied_find(found, version) == NULL)
            return dln_refuse(error, "\"%s\" cannot be run again in this order", version);
    }
    return TRUE;
}

gboolean dln_expected_build(
    const DlnExpectedOptions *options, DlnExpected **out_expected, GError **error)
{
    g_auto(Past) past = {g_ptr_array_new(), g_ptr_array_new_with_free_func(g_free), NULL};
    g_autoptr(DlnExpected) expected = g_new0(DlnExpected, 1);
    g_autoptr(DlnReplay) replay = NULL;
    g_autoptr(GError) undropped = NULL;

    if (!find_past(&past, options, error))
        return FALSE;
    const DlnReplayOptions replay_to = replay_options(&past, options);
    if (!dln_replay_new(&replay_to, &replay, error) ||
        !dln_replay_upgrade(replay, "heads", error) ||
        !check_applied(replay, options->applied, error) ||
        !read_schema(replay, options, expected, error))
        return FALSE;
    dln_replay_end(replay, &undropped);
    dln_stage_tell_undropped(options->warnings, undropped);
    *out_expected = g_steal_pointer(&expected);
    return TRUE;
}
