/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: the life of one database in a run: read, plan, gate, apply, and all of it again after what may pass
 * (retry.c). */
#include "run/run.h"

#include "lint/gate.h"
#include "plan/revert.h"
#include "revision/repeatables.h"
#include "run/hooks.h"
#include "run/retry.h"

gboolean dln_run_take_over(
    const DlnGraph *graph, DlnScope scope, const char *place, DlnLedger *ledger, GError **error)
{
    DlnApplied *applied = NULL;
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(graph, scope);
    const DunlinErrorFacts facts = {.file = place};

    /* A file that no migration is for is somebody else's, whatever its number. */
    if (ledger->shape != DLN_LEDGER_MISSING || !ledger->has_user_version || lineage->len == 0)
        return TRUE;
    if (ledger->user_version < 0) {
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "its user_version is %" G_GINT64_FORMAT
            ", which no migration leaves; say where it stands with `dunlin stamp TARGET`",
            ledger->user_version);
        return FALSE;
    }
    if (ledger->user_version == 0 && ledger->has_objects) {
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "it holds tables but neither a ledger nor a user_version; say where it stands with "
            "`dunlin stamp TARGET`");
        return FALSE;
    }
    if (ledger->user_version == 0)
        return TRUE;
    if (!dln_plan_applied_from_count(
            graph, scope, (guint)ledger->user_version, &applied, error)) {
        g_prefix_error(error, "%s: ", place);
        return FALSE;
    }
    dln_ledger_set_applied(ledger, applied);
    return TRUE;
}

/* ---- one attempt ---- */

static void take_revision(
    guint index, const char *version, const char *run_id, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup(version));
}

/* What the run to be reverted has left here; the survey's word counts only for the ledger that it came with. */
static gboolean read_revisions(DlnRun *run, DlnSession *session, GError **error)
{
    g_autoptr(GPtrArray) versions = NULL;

    if (run->spec->revert_run == NULL)
        return TRUE;
    versions = g_ptr_array_new_with_free_func(g_free);
    if (!dln_ledger_find_run(session, &run->target->schema, 1, run->spec->revert_run,
            take_revision, versions, run->spec->interrupt, error))
        return FALSE;
    g_ptr_array_add(versions, NULL);
    g_strfreev(run->revisions);
    run->revisions = (GStrv)g_ptr_array_free(g_steal_pointer(&versions), FALSE);
    return TRUE;
}

static gboolean read_ledger(DlnRun *run, GError **error)
{
    const DlnRunSpec *spec = run->spec;
    DlnSession *session = NULL;
    g_autoptr(GError) read_error = NULL;

    if (run->ledger != NULL)
        return TRUE;
    if (!dln_connection_get(run->connection, spec->interrupt, &session, error) ||
        !read_revisions(run, session, error))
        return FALSE;
    run->schema_missing = FALSE;
    if (!dln_ledger_read(
            session, run->target->schema, spec->interrupt, &run->ledger, &read_error)) {
        gboolean missing = dln_error_is(read_error, DUNLIN_ERROR_CONNECT) &&
            dln_session_is_alive(session) && spec->create_schema;
        if (!missing) {
            g_propagate_error(error, g_steal_pointer(&read_error));
            return FALSE;
        }
        run->schema_missing = TRUE;
        run->ledger = dln_ledger_new(DLN_LEDGER_MISSING, dln_applied_new_empty());
    }
    /* A correction says where a file stands that nobody else can tell. */
    if (spec->correct != NULL) {
        dln_run_take_over(spec->graph, spec->scope, run->target->place, run->ledger, NULL);
        return TRUE;
    }
    return dln_run_take_over(spec->graph, spec->scope, run->target->place, run->ledger, error);
}

static DlnGateMode gate_mode(DlnTxMode tx_mode)
{
    switch (tx_mode) {
    case DLN_TX_ALL:
        return DLN_GATE_ALL_IN_ONE;
    case DLN_TX_NONE:
        return DLN_GATE_NO_TRANSACTION;
    case DLN_TX_FILE:
        break;
    }
    return DLN_GATE_ONE_BY_ONE;
}

gboolean dln_run_gate(const DlnPlan *plan, DlnEngineKind engine, int server_version,
    DlnTxMode tx_mode, GError **error)
{
    const DlnGateTarget target = {engine, gate_mode(tx_mode), server_version};

    for (guint i = 0; i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        if (step->kind == DLN_STEP_RECORD)
            continue;
        if (!dln_gate_check(step->revision, step->direction, &target, error))
            return FALSE;
        if (step->direction == DLN_DIRECTION_DOWN &&
            !dln_step_is_repeatable(step) && !dln_revision_is_reversible(step->revision, engine)) {
            const DunlinErrorFacts facts = {
                .file = step->revision->file, .revision = step->revision->id};
            dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
                "%s, so the downgrade stops before anything has run",
                step->revision->flags & DLN_REVISION_IRREVERSIBLE ? "it is marked irreversible"
                                                                  : "it has no down section");
            return FALSE;
        }
    }
    return TRUE;
}

gboolean dln_run_is_journaled(const DlnRun *run, const DlnStep *step)
{
    const DlnAppliedRow *row = dln_applied_find(run->ledger->applied, step->revision->id);

    /* A repeatable one needs no journal whatever the mode: cut off, it is run again. A checkpoint is there with all
     * that it replaces or not at all. */
    if (dln_step_is_repeatable(step) || step->revision->checkpoint != NULL)
        return FALSE;
    return run->spec->tx_mode == DLN_TX_NONE ||
        step->revision->flags & DLN_REVISION_NO_TRANSACTION ||
        (row != NULL && row->state == DLN_APPLIED_RUNNING);
}

/* The connection was lost before the answer came: the ledger will tell what became of these steps. */
static void note_doubt(DlnRun *run, const DlnStep *steps, guint n_steps)
{
    if (run->connection->session == NULL || !dln_session_is_alive(run->connection->session))
        g_array_append_vals(run->in_doubt, steps, n_steps);
}

/* The ledger has been read again: what it holds was committed after all, and is told as such. */
static void settle_doubt(DlnRun *run)
{
    run->result->is_partial =
        run->result->is_partial && dln_applied_has_running(run->ledger->applied);
    for (guint i = 0; i < run->in_doubt->len; i++) {
        const DlnStep *step = &g_array_index(run->in_doubt, DlnStep, i);
        const DlnAppliedRow *row = dln_applied_find(run->ledger->applied, step->revision->id);
        gboolean applied = dln_step_is_repeatable(step)
            ? dln_repeatable_is_current(step->revision, row)
            : row != NULL && row->state == DLN_APPLIED_DONE;
        if (applied != (step->direction == DLN_DIRECTION_UP))
            continue;
        run->result->n_steps++;
        dln_run_emit_step(run, DUNLIN_EVENT_STEP_FINISHED, step, 0);
    }
    g_array_set_size(run->in_doubt, 0);
}

/* ---- what would be lost ---- */

/* With several batches: all of the plan, before the first of them has changed anything. */
static gboolean check_losses(DlnRun *run, const DlnPlan *plan, GError **error)
{
    const DlnStep *steps = (const DlnStep *)plan->steps->data;
    guint n_steps = plan->steps->len;
    DlnSession *session = NULL;

    if (n_steps < 2 || run->spec->tx_mode == DLN_TX_ALL ||
        !dln_run_has_losses(steps, n_steps, run->target->engine))
        return TRUE;
    return dln_connection_get(run->connection, run->spec->interrupt, &session, error) &&
        dln_run_check_losses(run->spec, session, run->target, steps, n_steps, error);
}

/* The steps of one batch, with what guards them in their transaction. (Statements that have none are guarded by this
 * look alone.) */
static gboolean look_for_losses(
    DlnRun *run, const DlnStep *steps, guint n_steps, GError **error)
{
    DlnSession *session = NULL;

    g_clear_pointer(&run->losses, dln_losses_free);
    if (!dln_run_has_losses(steps, n_steps, run->target->engine))
        return TRUE;
    if (!dln_connection_get(run->connection, run->spec->interrupt, &session, error))
        return FALSE;
    run->losses =
        dln_run_find_losses(run->spec, session, run->target, steps, n_steps, error);
    return run->losses != NULL && dln_losses_refuse(run->losses, run->target->engine, error);
}

/* Something was written between the look and the lock: the transaction was rolled back, and the new look says what. */
static void explain_loss(DlnRun *run, const DlnStep *steps, guint n_steps, GError **error)
{
    if (error == NULL || run->failure.tag != DLN_TAG_LOSS ||
        !dln_error_is(*error, DUNLIN_ERROR_CONFLICT))
        return;
    g_clear_error(error);
    if (look_for_losses(run, steps, n_steps, error))
        dln_error_set(error, DUNLIN_ERROR_LOCKED, NULL,
            "\"%s\" was written to while the downgrade began; try again", run->target->place);
}

static gboolean run_in_its_way(DlnRun *run, const DlnStep *steps, guint n_steps, GError **error)
{
    if (run->spec->tx_mode == DLN_TX_ALL)
        return dln_run_transaction(run, steps, n_steps, error);
    if (dln_step_is_batch(steps))
        return dln_run_batched(run, steps, error);
    return dln_run_is_journaled(run, steps) ? dln_run_journaled(run, steps, error)
                                            : dln_run_transaction(run, steps, n_steps, error);
}

static gboolean run_batch(DlnRun *run, const DlnStep *steps, guint n_steps, GError **error)
{
    if (!look_for_losses(run, steps, n_steps, error))
        return FALSE;
    gboolean ok = run_in_its_way(run, steps, n_steps, error);
    if (!ok)
        explain_loss(run, steps, n_steps, error);
    return ok;
}

static gboolean run_steps(DlnRun *run, const DlnPlan *plan, GError **error)
{
    const DlnStep *steps = (const DlnStep *)plan->steps->data;
    guint n_steps = plan->steps->len;

    if (run->spec->tx_mode == DLN_TX_ALL && n_steps > 0) {
        gboolean done = run_batch(run, steps, n_steps, error);
        if (!done) {
            note_doubt(run, steps, n_steps);
            dln_run_explain(run, n_steps == 1 ? steps : NULL, error);
        }
        return done;
    }
    for (guint i = 0; i < n_steps; i++) {
        gboolean ok;
        if (g_cancellable_is_cancelled(run->spec->cancellable)) {
            dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL,
                "cancelled with %u of %u migration%s still to do", n_steps - i, n_steps,
                n_steps == 1 ? "" : "s");
            return FALSE;
        }
        ok = run_batch(run, &steps[i], 1, error);
        if (!ok) {
            note_doubt(run, &steps[i], 1);
            dln_run_explain(run, &steps[i], error);
            return FALSE;
        }
        run->schema_missing = FALSE;
    }
    return TRUE;
}

/* A transaction pooler would put each statement on another session, the lock on a third: found before the first step
 * of the plan runs. */
static gboolean check_sessions(DlnRun *run, const DlnPlan *plan, GError **error)
{
    DlnSession *session = NULL;

    for (guint i = 0; i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        if (!dln_run_is_journaled(run, step))
            continue;
        if (!dln_connection_get(run->connection, run->spec->interrupt, &session, error))
            return FALSE;
        if (run->connection->direct != NULL || !dln_connection_is_pooled(run->connection, session))
            return TRUE;

        const DunlinErrorFacts facts = {
            .file = step->revision->file, .revision = step->revision->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "it runs outside a transaction, which does not work through a connection pooler; set "
            "system.direct_url to an address that goes round it (or system.pooler to session, "
            "where the pooler keeps sessions together)");
        return FALSE;
    }
    return TRUE;
}

gboolean dln_run_plan(
    const DlnRunSpec *spec, const DlnApplied *applied, DlnPlan **out_plan, GError **error)
{
    const DlnPlanOptions options = {
        .scope = spec->scope,
        .direction = spec->direction,
        .target = spec->target,
        .other_applied = spec->other_applied,
        .exec_order = spec->exec_order,
        .begin = spec->begin,
    };

    return dln_plan_make(spec->graph, applied, &options, out_plan, error);
}

gboolean dln_run_plan_target(const DlnRunSpec *spec, const DlnRunTarget *target,
    const DlnApplied *applied, DlnPlan **out_plan, GError **error)
{
    if (spec->revert_run == NULL)
        return dln_run_plan(spec, applied, out_plan, error);
    return dln_plan_revert(spec->graph, spec->scope, applied, spec->other_applied,
        target->revisions, out_plan, error);
}

static gboolean run_database_sql(DlnRun *run, DlnHookEvent event, GError **error)
{
    DlnSession *session = NULL;

    if (!dln_run_has_hook_sql(run, event))
        return TRUE;
    if (!dln_connection_get(run->connection, run->spec->interrupt, &session, error))
        return FALSE;
    if (dln_run_hook_transaction(run, session, event, NULL, error))
        return TRUE;
    dln_run_explain(run, NULL, error);
    return FALSE;
}

/* Once for the database, however often it is tried. Nothing to do, no hook. */
static gboolean begin_database(DlnRun *run, const DlnPlan *plan, GError **error)
{
    if (plan->steps->len == 0 || run->is_prepared)
        return TRUE;
    if (!run->is_begun && !dln_run_hook_programs(run, DLN_HOOK_BEFORE_DATABASE, NULL, error))
        return FALSE;
    run->is_begun = TRUE;
    run->is_prepared = run_database_sql(run, DLN_HOOK_BEFORE_DATABASE, error);
    return run->is_prepared;
}

static gboolean end_database(DlnRun *run, GError **error)
{
    if (!run->is_prepared)
        return TRUE;
    return run_database_sql(run, DLN_HOOK_AFTER_DATABASE, error) &&
        dln_run_hook_programs(run, DLN_HOOK_AFTER_DATABASE, NULL, error);
}

static gboolean attempt(DlnRun *run, GError **error)
{
    const DlnRunSpec *spec = run->spec;
    DlnRunTarget target = *run->target;
    g_autoptr(DlnPlan) plan = NULL;

    run->failure = (DlnBatchFailure){.tag = DLN_TAG_COMMIT};
    if (!read_ledger(run, error))
        return FALSE;
    if (spec->correct != NULL)
        return dln_run_correct(run, error);
    settle_doubt(run);
    if (run->revisions != NULL)
        target.revisions = (const char *const *)run->revisions;
    return dln_run_plan_target(spec, &target, run->ledger->applied, &plan, error) &&
        dln_run_gate(plan, run->target->engine, 0, spec->tx_mode, error) &&
        check_sessions(run, plan, error) && check_losses(run, plan, error) &&
        begin_database(run, plan, error) && run_steps(run, plan, error) &&
        end_database(run, error);
}

static char *lock_name_of(const DlnRunTarget *target)
{
    /* Advisory locks are a database's own, so the schema names the tenant. */
    return target->engine == DLN_ENGINE_POSTGRES ? g_strdup(target->schema) : NULL;
}

gboolean dln_run_database(const DlnRunSpec *spec, DlnConnection *connection,
    const DlnRunTarget *target, const DlnLedger *known, DlnRunResult *out_result, GError **error)
{
    g_autofree char *lock_name = lock_name_of(target);
    g_autoptr(GArray) in_doubt = g_array_new(FALSE, FALSE, sizeof(DlnStep));
    DlnRun run = {
        .spec = spec,
        .target = target,
        .connection = connection,
        .ledger = known != NULL ? dln_ledger_copy(known) : NULL,
        .lock_name = lock_name,
        .result = out_result,
        .in_doubt = in_doubt,
        .schema_missing = target->is_missing,
    };
    DlnRunPatience patience;
    GError *failed = NULL;

    dln_run_patience_init(&patience, spec);
    *out_result = (DlnRunResult){0};
    while (!attempt(&run, &failed)) {
        /* What the ledger holds now is not known: the commit may have happened before the connection was lost. */
        gboolean again = dln_run_try_again(&run, &patience, &failed);
        if (!again)
            break;
        g_clear_error(&failed);
        g_clear_pointer(&run.ledger, dln_ledger_free);
    }
    out_result->ledger = run.ledger;
    g_clear_pointer(&run.losses, dln_losses_free);
    g_strfreev(run.revisions);
    if (failed == NULL)
        return TRUE;
    g_propagate_error(error, failed);
    return FALSE;
}
