/* SPDX-License-Identifier: Apache-2.0 */
/* transaction.c: steps that share one transaction with their ledger rows: one batch, on PostgreSQL one message. */
#include "run/hooks.h"

void dln_run_isolation(const DlnRun *run, const DlnRevision *revision, DlnIsolation *out_isolation)
{
    const DlnRunSpec *spec = run->spec;
    gboolean own_lock_timeout = revision != NULL && revision->lock_timeout_ms >= 0;
    gboolean own_statement_timeout = revision != NULL && revision->statement_timeout_ms >= 0;

    *out_isolation = (DlnIsolation){
        .schema = run->target->schema,
        .extension_schemas = spec->extension_schemas,
        .lock_timeout_ms =
            own_lock_timeout ? revision->lock_timeout_ms : spec->lock_timeout_ms,
        .statement_timeout_ms = own_statement_timeout ? revision->statement_timeout_ms
                                                      : spec->statement_timeout_ms,
        .lock_name = run->lock_name,
    };
}

/* A merge holds nothing by its nature, a repeatable migration without a way back is meant to have none, and a checkpoint
 * that is only recorded is not run. */
static gboolean is_meant_empty(const DlnRun *run, const DlnStep *step)
{
    const DlnScript *script = dln_step_script(step, run->target->engine);

    if (step->kind == DLN_STEP_RECORD)
        return TRUE;
    if (dln_step_is_repeatable(step))
        return script == NULL;
    return dln_graph_parents(run->spec->graph, run->spec->scope, step->revision)->len > 1;
}

void dln_run_emit_step(
    const DlnRun *run, DunlinEventType type, const DlnStep *step, gint64 duration_us)
{
    const DlnScript *script = dln_step_script(step, run->target->engine);

    dln_events_emit(run->spec->events,
        (DunlinEvent){
            .type = type,
            .scope = dln_event_scope(run->spec->scope),
            .database = run->target->name,
            .place = run->target->place,
            .revision = step->revision->id,
            .direction = (DunlinDirection)step->direction,
            .duration_us = duration_us,
            .empty = (script == NULL || script->n_statements == 0) && !is_meant_empty(run, step),
            .recorded = step->kind == DLN_STEP_RECORD,
            .n_replaced = dln_step_count_replaced(run->spec->graph, step),
        });
}

void dln_run_emit_waiting(const DlnRun *run, const char *message)
{
    dln_events_emit(run->spec->events,
        (DunlinEvent){
            .type = DUNLIN_EVENT_WAITING,
            .scope = dln_event_scope(run->spec->scope),
            .database = run->target->name,
            .place = run->target->place,
            .message = message,
        });
}

static DlnApplied *applied_after(
    const DlnGraph *graph, const DlnApplied *applied, const DlnStep *step)
{
    if (step->kind == DLN_STEP_START)
        return dln_run_applied_start(graph, applied, step);
    if (step->direction == DLN_DIRECTION_DOWN)
        return dln_applied_without(applied, step->revision->id);
    if (dln_step_is_repeatable(step))
        return dln_applied_with_repeatable(
            applied, step->revision->id, step->revision->checksum);
    return dln_applied_with(applied, step->revision->id, step->revision->checksum);
}

/* SQLite's user_version counts what is done, not what is under way. */
guint dln_run_count_done(const DlnApplied *applied)
{
    guint n = 0;

    for (guint i = 0; i < dln_applied_size(applied); i++)
        n += dln_applied_get(applied, i)->state == DLN_APPLIED_DONE ? 1 : 0;
    return n;
}

/* Where n are done before step. */
static guint count_with(const DlnRun *run, guint n, const DlnStep *step)
{
    const DlnAppliedRow *row = dln_applied_find(run->ledger->applied, step->revision->id);

    if (dln_step_is_repeatable(step))
        return n;
    if (step->direction == DLN_DIRECTION_UP)
        return n + 1 + dln_step_count_replaced(run->spec->graph, step);
    return row != NULL && row->state == DLN_APPLIED_DONE ? n - 1 : n;
}

guint dln_run_count_before(const DlnRun *run)
{
    guint n = dln_run_count_done(run->ledger->applied);

    /* A script goes one way, from a ledger in which nothing is under way. */
    if (run->n_printed == 0)
        return n;
    guint n_versioned = run->n_printed - run->n_repeatables_printed;
    if (run->printed[0].direction == DLN_DIRECTION_DOWN)
        return n - n_versioned;
    /* Only the first one can begin at a checkpoint. */
    return n + n_versioned + dln_step_count_replaced(run->spec->graph, &run->printed[0]);
}

guint dln_run_count_after(const DlnRun *run, const DlnStep *step)
{
    return count_with(run, dln_run_count_before(run), step);
}

/* The ledger before steps[i], where those before it have been executed. (transfer full) */
static DlnLedger *expected_before(const DlnRun *run, const DlnStep *steps, guint i)
{
    DlnLedger *expected = dln_ledger_copy(run->ledger);

    expected->shape = DLN_LEDGER_OURS;
    for (guint k = 0; k < i; k++)
        dln_ledger_set_applied(
            expected, applied_after(run->spec->graph, expected->applied, &steps[k]));
    return expected;
}

void dln_run_note_applied(DlnRun *run, const DlnStep *step)
{
    DlnApplied *after = applied_after(run->spec->graph, run->ledger->applied, step);

    dln_ledger_set_applied(run->ledger, after);
    run->ledger->shape = DLN_LEDGER_OURS;
    run->ledger->user_version = dln_run_count_done(after);
    run->result->n_steps++;
}

void dln_run_mask(const DlnVariables *variables, GError *error)
{
    if (variables == NULL || error == NULL)
        return;
    char *masked = dln_variables_mask(variables, error->message);
    g_free(error->message);
    error->message = masked;
}

void dln_run_explain(const DlnRun *run, const DlnStep *step, GError **error)
{
    DunlinErrorFacts facts = {
        .revision = step != NULL ? step->revision->id : NULL,
        .tenant = run->spec->scope == DLN_SCOPE_TENANT ? run->target->name : NULL,
    };

    if (error == NULL)
        return;
    dln_run_mask(run->spec->variables, *error);
    /* A deferred constraint or trigger is the file's doing, but no statement's. */
    if (step != NULL && run->failure.tag == DLN_TAG_RESET &&
        dunlin_error_get_facts(*error)->file == NULL) {
        facts.file = step->revision->file;
        g_prefix_error(error, "%s: ", facts.file);
    }
    dln_error_add_facts(*error, &facts);
}

gboolean dln_run_may_reach_ledger(const DlnScript *script, guint first, guint n)
{
    for (guint i = first; i < first + n; i++) {
        if (script->statements[i].flags & (DLN_STATEMENT_NAMES_LEDGER | DLN_STATEMENT_RUNS_CODE))
            return TRUE;
    }
    return FALSE;
}

DlnLedgerRow dln_run_ledger_row(const DlnRun *run, const DlnRevision *revision)
{
    return (DlnLedgerRow){
        .version = revision->id,
        .checksum = revision->checksum,
        .run_id = dln_events_run_id(run->spec->events),
        .applied_by = run->spec->applied_by,
        /* A batch is made right before it runs; a script whenever. */
        .started_us = run->is_script ? 0 : g_get_real_time(),
        .state = revision->flags & DLN_REVISION_REPEATABLE ? DLN_LEDGER_REPEATABLE : NULL,
    };
}

/* What a step leaves in the ledger. */
static void add_record(DlnBatch *batch, const DlnRun *run, const DlnLedgerPlace *place,
    const DlnStep *step, const char *previous, guint n_applied)
{
    const DlnRevision *revision = step->revision;
    const DlnLedgerRow row = dln_run_ledger_row(run, revision);
    gboolean is_again = dln_step_is_repeatable(step) &&
        dln_applied_find(run->ledger->applied, revision->id) != NULL;

    if (run->is_script && dln_step_is_repeatable(step))
        dln_ledger_add_forget(batch, DLN_TAG_FINISH, place, revision->id);
    else if (step->direction == DLN_DIRECTION_DOWN || is_again)
        dln_ledger_add_delete(batch, DLN_TAG_FINISH, place, revision->id, n_applied);
    if (step->kind == DLN_STEP_START)
        dln_run_add_replaced(batch, run, place, step);
    if (step->direction == DLN_DIRECTION_UP)
        dln_ledger_add_insert(batch, DLN_TAG_FINISH, place, &row, previous, n_applied);
}

static void add_create_schema(DlnBatch *batch, const DlnRun *run)
{
    if (run->schema_missing)
        dln_engine_add_create_schema(
            run->target->engine, batch, DLN_TAG_LEDGER, run->target->schema);
}

/* What a hook leaves in the session is not the migration's. */
static gboolean add_before(DlnBatch *batch, DlnRun *run, const DlnStep *step,
    const DlnIsolation *isolation, GError **error)
{
    const DlnEngineKind engine = run->target->engine;
    g_autoptr(GPtrArray) assertions = g_ptr_array_new();

    if (dln_run_has_hook_sql(run, DLN_HOOK_BEFORE_MIGRATION)) {
        if (!dln_run_add_hook_sql(run, batch, DLN_HOOK_BEFORE_MIGRATION, step->revision, error))
            return FALSE;
        dln_engine_add_forget(engine, batch, DLN_TAG_HOOK);
        dln_engine_add_isolation(engine, batch, DLN_TAG_HOOK, isolation);
    }
    dln_run_assertions(run, step, DLN_ASSERT_BEFORE, assertions);
    dln_engine_add_assertions(engine, batch, DLN_TAG_ASSERT, assertions);
    return TRUE;
}

/* The reset behind the migration took the isolation away, too. */
static gboolean add_after(DlnBatch *batch, DlnRun *run, const DlnStep *step,
    const DlnIsolation *isolation, GError **error)
{
    const DlnEngineKind engine = run->target->engine;
    g_autoptr(GPtrArray) assertions = g_ptr_array_new();

    dln_run_assertions(run, step, DLN_ASSERT_AFTER, assertions);
    if (assertions->len == 0 && !dln_run_has_hook_sql(run, DLN_HOOK_AFTER_MIGRATION))
        return TRUE;
    dln_engine_add_isolation(engine, batch, DLN_TAG_RESET, isolation);
    dln_engine_add_assertions(engine, batch, DLN_TAG_ASSERT, assertions);
    if (!dln_run_add_hook_sql(run, batch, DLN_HOOK_AFTER_MIGRATION, step->revision, error))
        return FALSE;
    dln_engine_add_reset(engine, batch, DLN_TAG_RESET);
    return TRUE;
}

/* A tenant that is being made: what belongs to the whole of it. */
static gboolean add_of_database(DlnBatch *batch, DlnRun *run, DlnHookEvent event, GError **error)
{
    const DlnEngineKind engine = run->target->engine;
    DlnIsolation isolation;

    if (!run->is_creation || !dln_run_has_hook_sql(run, event))
        return TRUE;
    dln_run_isolation(run, NULL, &isolation);
    dln_engine_add_isolation(engine, batch, DLN_TAG_HOOK, &isolation);
    if (!dln_run_add_hook_sql(run, batch, event, NULL, error))
        return FALSE;
    dln_engine_add_forget(engine, batch, DLN_TAG_HOOK);
    dln_engine_add_isolation(engine, batch, DLN_TAG_HOOK, &isolation);
    return TRUE;
}

void dln_run_add_ledger(DlnBatch *batch, const DlnRun *run, const DlnStep *step)
{
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};

    if (run->is_script) {
        dln_run_add_script_ledger(batch, run, step);
        return;
    }
    dln_ledger_add_expect(batch, DLN_TAG_EXPECT, &place, run->ledger);
    add_create_schema(batch, run);
    dln_ledger_add_prepare(batch, DLN_TAG_LEDGER, &place, run->ledger);
}

/* Behind the statements of steps[i], which may have reached the ledger: it is as it was. */
static void add_verify(DlnBatch *batch, const DlnRun *run, const DlnStep *steps, guint i)
{
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};

    if (run->is_script) {
        dln_run_add_script_proof(batch, DLN_TAG_FINISH, run, &steps[i], NULL);
        return;
    }
    g_autoptr(DlnLedger) expected = expected_before(run, steps, i);
    dln_ledger_add_verify(batch, DLN_TAG_FINISH, &place, expected);
}

/* The row behind which step's own time begins; NULL: none in this transaction, or, in a script, perhaps an old one. */
static const char *previous_of(const DlnRun *run, const DlnStep *steps, guint i)
{
    if (i == 0 || (run->is_script && dln_step_is_repeatable(&steps[i - 1])))
        return NULL;
    return steps[i - 1].revision->id;
}

/* Each further step of one transaction needs the isolation again: the reset took it away. */
static gboolean add_steps(DlnBatch *batch, DlnRun *run, const DlnLedgerPlace *place,
    const DlnStep *steps, guint n_steps, GError **error)
{
    const gboolean has_sql = dln_run_has_hook_sql(run, DLN_HOOK_BEFORE_MIGRATION) ||
        dln_run_has_hook_sql(run, DLN_HOOK_AFTER_MIGRATION);
    guint n_done = dln_run_count_before(run);

    for (guint i = 0; i < n_steps; i++) {
        const DlnScript *script = dln_step_script(&steps[i], place->engine);
        DlnIsolation isolation;
        dln_run_isolation(run, steps[i].revision, &isolation);
        if (i > 0) {
            dln_run_add_note(batch, run, &steps[i]);
            dln_engine_add_isolation(place->engine, batch, DLN_TAG_RESET, &isolation);
        }
        guint n_statements = script != NULL ? script->n_statements : 0;
        const gboolean is_guarded = dln_run_begin_repeatable(batch, run, &steps[i]);
        if (!add_before(batch, run, &steps[i], &isolation, error))
            return FALSE;
        if (run->is_script && dln_step_is_batch(&steps[i]))
            dln_run_add_whole_batch(batch, run, &steps[i]);
        else if (script != NULL)
            dln_batch_add_script(batch, DLN_TAG_SCRIPT, script, 0, n_statements);
        dln_engine_add_reset(place->engine, batch, DLN_TAG_RESET);
        if (!add_after(batch, run, &steps[i], &isolation, error))
            return FALSE;
        if (has_sql || dln_run_may_reach_ledger(script, 0, n_statements))
            add_verify(batch, run, steps, i);
        n_done = count_with(run, n_done, &steps[i]);
        add_record(batch, run, place, &steps[i], previous_of(run, steps, i), n_done);
        if (is_guarded)
            dln_batch_end_if(batch);
        dln_run_count_printed(run, &steps[i]);
    }
    return TRUE;
}

gboolean dln_run_add_transaction(
    DlnBatch *batch, DlnRun *run, const DlnStep *steps, guint n_steps, GError **error)
{
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};
    DlnIsolation isolation;
    DlnIsolation ours;

    dln_run_isolation(run, n_steps > 0 ? steps[0].revision : NULL, &isolation);
    ours = isolation;
    ours.schema = NULL;
    dln_batch_set_statement_timeout(batch, isolation.statement_timeout_ms);
    if (n_steps > 0)
        dln_run_add_note(batch, run, &steps[0]);
    dln_engine_add_begin(place.engine, batch, DLN_TAG_BEGIN, &ours);
    dln_run_add_ledger(batch, run, n_steps > 0 ? steps : NULL);
    dln_engine_add_search_path(place.engine, batch, DLN_TAG_BEGIN, &isolation);
    if (run->losses != NULL)
        dln_held_add_guards(batch, DLN_TAG_LOSS, place.engine, run->losses->held);
    return add_of_database(batch, run, DLN_HOOK_BEFORE_DATABASE, error) &&
        add_steps(batch, run, &place, steps, n_steps, error) &&
        add_of_database(batch, run, DLN_HOOK_AFTER_DATABASE, error);
}

static gboolean run_programs(
    DlnRun *run, DlnHookEvent event, const DlnStep *steps, guint n_steps, GError **error)
{
    for (guint i = 0; i < n_steps; i++) {
        if (!dln_run_hook_programs(run, event, steps[i].revision, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_run_transaction(DlnRun *run, const DlnStep *steps, guint n_steps, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnSession *session = NULL;

    if (!dln_connection_get(run->connection, run->spec->interrupt, &session, error))
        return FALSE;
    if (!run_programs(run, DLN_HOOK_BEFORE_MIGRATION, steps, n_steps, error) ||
        !dln_run_add_transaction(batch, run, steps, n_steps, error))
        return FALSE;
    dln_engine_add_commit(run->target->engine, batch, DLN_TAG_COMMIT);

    for (guint i = 0; i < n_steps; i++)
        dln_run_emit_step(run, DUNLIN_EVENT_STEP_STARTED, &steps[i], 0);
    gint64 started_us = g_get_monotonic_time();
    if (!dln_session_run(session, batch, run->spec->interrupt, &run->failure, error))
        return FALSE;
    gint64 duration_us = (g_get_monotonic_time() - started_us) / n_steps;
    for (guint i = 0; i < n_steps; i++) {
        dln_run_note_applied(run, &steps[i]);
        dln_run_emit_step(run, DUNLIN_EVENT_STEP_FINISHED, &steps[i], duration_us);
    }
    return run_programs(run, DLN_HOOK_AFTER_MIGRATION, steps, n_steps, error);
}
