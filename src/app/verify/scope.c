/* SPDX-License-Identifier: Apache-2.0 */
/* scope.c: one lineage, migration by migration: up, down, up, and what is there after each; then the rows that
 * somebody gave, for those behind it. What leaves the scratch database otherwise than it should be costs it: the next migration gets a new one, brought
 * to where it stands, so that each fault is told once. */
#include "app/scratch/stage.h"
#include "app/verify/walk.h"

/* ---- faults ---- */

static DunlinVerifyFault *add_fault(DunlinVerifyResult *result, const DlnRevision *revision,
    DlnEngineKind engine, DunlinVerifyStep step, const char *what)
{
    const DlnDirection direction =
        step == DUNLIN_VERIFY_DOWN ? DLN_DIRECTION_DOWN : DLN_DIRECTION_UP;
    const DlnSource *section = &revision->sections[direction][engine];
    DunlinVerifyFault *fault = g_new0(DunlinVerifyFault, 1);

    fault->step = step;
    fault->what = g_strdup(what);
    fault->file = g_strdup(section->text != NULL ? section->file : revision->file);
    fault->line = section->text != NULL ? section->line : revision->line;
    fault->differences = g_new0(char *, 1);
    g_ptr_array_add(result->faults, fault);
    result->outcome = DUNLIN_VERIFY_FAULTY;
    return fault;
}

/* What no migration is to blame for. */
static gboolean ends_all(const GError *error)
{
    return error->domain != DUNLIN_ERROR || error->code == DUNLIN_ERROR_CANCELLED ||
           error->code == DUNLIN_ERROR_CONNECT || error->code == DUNLIN_ERROR_INTERNAL;
}

static const char *const failed_texts[] = {
    [DUNLIN_VERIFY_UP] = "it cannot be applied",
    [DUNLIN_VERIFY_DATA] = "the rows given for it cannot be put in",
    [DUNLIN_VERIFY_DOWN] = "it cannot be reverted",
    [DUNLIN_VERIFY_UP_AGAIN] = "once reverted, it cannot be applied again",
    [DUNLIN_VERIFY_REPEAT] = "it cannot be run a second time",
};

static const char *const differs_texts[] = {
    [DUNLIN_VERIFY_DOWN] = "up and down do not lead back to what was there before",
    [DUNLIN_VERIFY_UP_AGAIN] = "up, down and up do not lead to what up alone leads to",
    [DUNLIN_VERIFY_REPEAT] = "run a second time, it makes something else of the schema",
};

/* The one being verified. */
typedef struct {
    DlnWalk *walk;
    const DlnRevision *revision;
    DunlinVerifyResult *result;
} Trial;

/* Takes failed. But for rows, which come whole or not at all, the scratch database is no good any more. */
static void take_failure(Trial *trial, DunlinVerifyStep step, GError *failed)
{
    DlnWalk *walk = trial->walk;

    if (ends_all(failed)) {
        walk->error = failed;
        return;
    }
    DunlinVerifyFault *fault =
        add_fault(trial->result, trial->revision, walk->scope->engine, step, failed_texts[step]);
    const DunlinErrorFacts *facts = dunlin_error_get_facts(failed);
    if (facts->file != NULL && facts->line > 0) {
        g_free(fault->file);
        fault->file = g_strdup(facts->file);
        fault->line = facts->line;
    }
    fault->error = failed;
    if (step != DUNLIN_VERIFY_DATA)
        g_clear_pointer(&walk->replay, dln_replay_free);
}

/* Takes lines. What is told already is not told again. */
static void take_differences(Trial *trial, DunlinVerifyStep step, GPtrArray *lines)
{
    for (guint i = 0; i < trial->result->faults->len; i++) {
        const DunlinVerifyFault *told = trial->result->faults->pdata[i];
        for (guint k = lines->len; k-- > 0;) {
            if (g_strv_contains((const char *const *)told->differences, lines->pdata[k]))
                g_ptr_array_remove_index(lines, k);
        }
    }
    if (lines->len > 0) {
        DunlinVerifyFault *fault = add_fault(
            trial->result, trial->revision, trial->walk->scope->engine, step, differs_texts[step]);
        g_ptr_array_add(lines, NULL);
        g_strfreev(fault->differences);
        fault->differences = (char **)g_ptr_array_steal(lines, NULL);
    }
    g_ptr_array_unref(lines);
}

/* ---- one migration ---- */

static gboolean compare(
    Trial *trial, DunlinVerifyStep step, const DlnSnapshot *wanted, const DlnSnapshot *found)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    gboolean is_same;

    dln_snapshot_compare_schemas(wanted, found, lines);
    /* What the migration itself makes of rows need not be the same twice: now(), a sequence. What was there before it must
     * be. */
    dln_snapshot_compare_rows(
        wanted, found, step == DUNLIN_VERIFY_DOWN ? NULL : trial->walk->now, lines);
    is_same = lines->len == 0;
    take_differences(trial, step, lines);
    return is_same;
}

/* The way back and up again, from after. */
static void go_back(Trial *trial, DlnSnapshot *after)
{
    DlnWalk *walk = trial->walk;
    g_autoptr(DlnSnapshot) back = NULL;
    g_autoptr(DlnSnapshot) again = NULL;
    GError *failed = NULL;

    if (!dln_replay_revert(walk->replay, &failed)) {
        take_failure(trial, DUNLIN_VERIFY_DOWN, failed);
        return;
    }
    if (!dln_walk_snapshot(walk, &back, &walk->error))
        return;
    compare(trial, DUNLIN_VERIFY_DOWN, walk->now, back);
    if (!dln_replay_upgrade(walk->replay, trial->revision->id, &failed)) {
        take_failure(trial, DUNLIN_VERIFY_UP_AGAIN, failed);
        return;
    }
    if (!dln_walk_snapshot(walk, &again, &walk->error))
        return;
    /* Where only the way back was wrong, it stands where it should. */
    if (!compare(trial, DUNLIN_VERIFY_UP_AGAIN, after, again))
        g_clear_pointer(&walk->replay, dln_replay_free);
}

/* Rows are put in for the first time. after: NULL: before the last migration. FALSE: it ends here. */
static gboolean load(Trial *trial, const DlnRevision *after)
{
    DlnWalk *walk = trial->walk;
    gboolean is_loaded = FALSE;

    for (guint i = 0; i < walk->scope->loads->len; i++) {
        DlnVerifyLoad *load = walk->scope->loads->pdata[i];
        GError *failed = NULL;
        if (load->after != after || load->is_in || load->is_broken)
            continue;
        if (walk->replay == NULL && !dln_walk_rebuild(walk))
            return FALSE;
        if (dln_walk_load(walk, load, &failed))
            is_loaded = TRUE;
        else
            take_failure(trial, DUNLIN_VERIFY_DATA, failed);
    }
    if (walk->error != NULL || !is_loaded)
        return walk->error == NULL;
    g_clear_pointer(&walk->now, dln_snapshot_free);
    return dln_walk_snapshot(walk, &walk->now, &walk->error);
}

static const char *why_one_way(const DlnRevision *revision, DlnEngineKind engine)
{
    if (dln_revision_is_reversible(revision, engine))
        return NULL;
    return revision->flags & DLN_REVISION_IRREVERSIBLE ? "it is marked irreversible"
                                                       : "it has no down section";
}

static void try_revision(Trial *trial)
{
    DlnWalk *walk = trial->walk;
    const DlnRevision *revision = trial->revision;
    const char *one_way = why_one_way(revision, walk->scope->engine);
    g_autoptr(DlnSnapshot) after = NULL;
    GError *failed = NULL;

    if (dln_walk_is_last(walk, revision) && !load(trial, NULL))
        return;
    if (!dln_replay_upgrade(walk->replay, revision->id, &failed)) {
        g_hash_table_add(walk->broken, (gpointer)revision);
        take_failure(trial, DUNLIN_VERIFY_UP, failed);
        return;
    }
    g_ptr_array_add(walk->done, (gpointer)revision);
    if (!dln_walk_snapshot(walk, &after, &walk->error))
        return;
    trial->result->reason = g_strdup(one_way);
    if (one_way == NULL)
        go_back(trial, after);
    if (trial->result->faults->len == 0)
        trial->result->outcome = one_way != NULL ? DUNLIN_VERIFY_ONE_WAY : DUNLIN_VERIFY_SOUND;
    g_clear_pointer(&walk->now, dln_snapshot_free);
    walk->now = g_steal_pointer(&after);
    if (walk->error == NULL)
        load(trial, revision);
}

/* The first of what revision needs in its lineage that cannot be applied. */
static const DlnRevision *broken_need(const DlnWalk *walk, const DlnRevision *revision)
{
    const DlnGraph *graph = walk->scope->verify->project->graph;
    const GPtrArray *const needs[] = {
        dln_graph_parents(graph, walk->scope->scope, revision), dln_graph_depends(graph, revision)};

    for (guint kind = 0; kind < G_N_ELEMENTS(needs); kind++) {
        for (guint i = 0; i < needs[kind]->len; i++) {
            if (g_hash_table_contains(walk->broken, needs[kind]->pdata[i]))
                return needs[kind]->pdata[i];
        }
    }
    return NULL;
}

static void emit(const DlnWalk *walk, DunlinEventType type, const DunlinVerifyResult *result,
    const GError *error)
{
    dln_events_emit(walk->scope->verify->events, (DunlinEvent){
                                                     .type = type,
                                                     .scope = result->scope,
                                                     .revision = result->revision,
                                                     .duration_us = result->duration_us,
                                                     .error = error,
                                                 });
}

static void tell(const DlnWalk *walk, const DunlinVerifyResult *result)
{
    g_autoptr(GError) error = NULL;

    if (result->outcome != DUNLIN_VERIFY_FAULTY) {
        dln_events_skip(walk->scope->verify->events, 1);
        emit(walk, DUNLIN_EVENT_STEP_FINISHED, result, NULL);
        return;
    }
    const DunlinVerifyFault *fault = result->faults->pdata[0];
    dln_error_set(&error, DUNLIN_ERROR_CONFLICT, NULL, "%s: %s", result->revision, fault->what);
    emit(walk, DUNLIN_EVENT_DATABASE_FINISHED, result, error);
}

static gboolean is_cancelled(const DlnWalk *walk)
{
    return g_cancellable_is_cancelled(walk->scope->verify->options->cancellable);
}

typedef void (*TryFunc)(Trial *trial);

/* FALSE: it ends here. */
static gboolean try_one(
    DlnWalk *walk, const DlnRevision *revision, DunlinVerifyResult *result, TryFunc func)
{
    const gint64 started_us = g_get_monotonic_time();
    Trial trial = {.walk = walk, .revision = revision, .result = result};

    if (is_cancelled(walk)) {
        dln_error_set(&walk->error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
        return FALSE;
    }
    emit(walk, DUNLIN_EVENT_STEP_STARTED, result, NULL);
    if (walk->replay == NULL && !dln_walk_rebuild(walk))
        return FALSE;
    func(&trial);
    result->duration_us = g_get_monotonic_time() - started_us;
    tell(walk, result);
    return walk->error == NULL;
}

static gboolean try_versioned(DlnWalk *walk)
{
    const GPtrArray *wanted = walk->scope->wanted;

    for (guint i = 0; i < wanted->len; i++) {
        const DlnRevision *revision = wanted->pdata[i];
        DunlinVerifyResult *result = walk->scope->results->pdata[i];
        const DlnRevision *need = broken_need(walk, revision);
        if (need != NULL) {
            g_hash_table_add(walk->broken, (gpointer)revision);
            result->reason =
                g_strdup_printf("it builds on \"%s\", which cannot be applied", need->id);
            dln_events_skip(walk->scope->verify->events, 1);
            continue;
        }
        if (!try_one(walk, revision, result, try_revision))
            return FALSE;
    }
    return TRUE;
}

/* ---- repeatable ones ---- */

/* They have all run once; this one runs again. */
static void try_repeatable(Trial *trial)
{
    DlnWalk *walk = trial->walk;
    g_autoptr(DlnSnapshot) after = NULL;
    GError *failed = NULL;

    if (!dln_replay_repeat(walk->replay, trial->revision, &failed)) {
        take_failure(trial, DUNLIN_VERIFY_REPEAT, failed);
        return;
    }
    if (!dln_walk_snapshot(walk, &after, &walk->error))
        return;
    trial->result->outcome = DUNLIN_VERIFY_SOUND;
    if (!compare(trial, DUNLIN_VERIFY_REPEAT, walk->now, after))
        g_clear_pointer(&walk->replay, dln_replay_free);
}

/* The first run of all of them: the one that fails is named by its error. */
static gboolean run_repeatables(DlnWalk *walk)
{
    const GPtrArray *repeatables = walk->scope->repeatables;
    const guint first = walk->scope->wanted->len;
    GError *failed = NULL;

    if (walk->replay == NULL && !dln_walk_rebuild(walk))
        return FALSE;
    if (dln_replay_upgrade(walk->replay, "heads", &failed)) {
        walk->are_repeated = TRUE;
        g_clear_pointer(&walk->now, dln_snapshot_free);
        return dln_walk_snapshot(walk, &walk->now, &walk->error);
    }
    for (guint i = 0; i < repeatables->len && failed != NULL; i++) {
        const DlnRevision *revision = repeatables->pdata[i];
        Trial trial = {walk, revision, walk->scope->results->pdata[first + i]};
        if (g_strcmp0(dunlin_error_get_facts(failed)->revision, revision->id) != 0)
            continue;
        take_failure(&trial, DUNLIN_VERIFY_UP, g_steal_pointer(&failed));
        tell(walk, trial.result);
    }
    if (failed != NULL)
        walk->error = failed;
    return FALSE;
}

static void not_repeated(DlnWalk *walk, const char *reason)
{
    for (guint i = walk->scope->wanted->len; i < walk->scope->results->len; i++) {
        DunlinVerifyResult *result = walk->scope->results->pdata[i];
        if (result->outcome == DUNLIN_VERIFY_NOT_TRIED && result->reason == NULL)
            result->reason = g_strdup(reason);
    }
}

static gboolean try_repeatables(DlnWalk *walk)
{
    const GPtrArray *repeatables = walk->scope->repeatables;

    if (repeatables->len == 0)
        return TRUE;
    if (g_hash_table_size(walk->broken) > 0) {
        not_repeated(walk, "it stands on migrations that cannot be applied");
        return TRUE;
    }
    if (!run_repeatables(walk)) {
        if (walk->error == NULL)
            not_repeated(walk, "another repeatable migration cannot be run");
        return walk->error == NULL;
    }
    for (guint i = 0; i < repeatables->len; i++) {
        DunlinVerifyResult *result = walk->scope->results->pdata[walk->scope->wanted->len + i];
        if (!try_one(walk, repeatables->pdata[i], result, try_repeatable))
            return FALSE;
    }
    return TRUE;
}

static void end(DlnWalk *walk)
{
    g_autoptr(GError) failed = NULL;

    if (walk->replay != NULL)
        dln_replay_end(walk->replay, &failed);
    dln_stage_tell_undropped(walk->scope->verify->report->warnings, failed);
}

gboolean dln_verify_scope(DlnVerifyScope *scope, GError **error)
{
    g_auto(DlnWalk) walk = {0};
    gboolean ok;

    if (scope->results->len == 0)
        return TRUE;
    dln_walk_init(&walk, scope);
    ok = try_versioned(&walk) && try_repeatables(&walk);
    end(&walk);
    if (!ok)
        g_propagate_error(error, g_steal_pointer(&walk.error));
    return ok;
}
