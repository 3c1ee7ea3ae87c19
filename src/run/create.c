/* SPDX-License-Identifier: Apache-2.0 */
/* create.c: a new tenant's schema as one transaction. */
#include "run/create.h"

#include "run/hooks.h"

static gboolean commit(DlnSession *session, DlnEngineKind engine, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_engine_add_reset(engine, batch, DLN_TAG_RESET);
    dln_engine_add_commit(engine, batch, DLN_TAG_COMMIT);
    return dln_session_run(session, batch, NULL, NULL, error);
}

/* The engine rolls back what failed; what failed outside it is rolled back here. */
static void roll_back(DlnSession *session)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_sql(batch, DLN_TAG_COMMIT, "ROLLBACK");
    if (dln_session_is_alive(session))
        dln_session_run(session, batch, NULL, NULL, NULL);
}

static void explain_failure(const DlnRun *run, GError **error)
{
    const char *sqlstate = error != NULL ? dunlin_error_get_facts(*error)->sqlstate : NULL;
    gboolean exists = run->failure.tag == DLN_TAG_EXPECT ||
        (run->failure.tag == DLN_TAG_LEDGER && g_strcmp0(sqlstate, "42P06") == 0);

    if (error != NULL && run->failure.tag == DLN_TAG_BEGIN &&
        dln_error_is(*error, DUNLIN_ERROR_CONFLICT)) {
        g_clear_error(error);
        dln_error_set(error, DUNLIN_ERROR_LOCKED, NULL,
            "another run is making tenant \"%s\" at this moment", run->target->name);
        return;
    }
    if (error == NULL || !exists || dln_error_is(*error, DUNLIN_ERROR_CONNECT))
        return;
    g_clear_error(error);
    dln_error_set(
        error, DUNLIN_ERROR_CONFLICT, NULL, "\"%s\" already exists", run->target->place);
}

static gboolean run_event(DlnRun *run, DlnHookEvent event, const DlnPlan *plan, GError **error)
{
    const gboolean is_of_database =
        event == DLN_HOOK_BEFORE_DATABASE || event == DLN_HOOK_AFTER_DATABASE;

    if (is_of_database)
        return dln_run_hook_programs(run, event, NULL, error);
    for (guint i = 0; i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        if (!dln_run_hook_programs(run, event, step->revision, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean run_programs(
    DlnRun *run, DlnHookEvent first, DlnHookEvent second, const DlnPlan *plan, GError **error)
{
    return run_event(run, first, plan, error) && run_event(run, second, plan, error);
}

static gboolean create(DlnRun *run, const DlnPlan *plan, DlnWithinFunc within,
    gpointer user_data, GError **error)
{
    const DlnStep *steps = (const DlnStep *)plan->steps->data;
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnSession *session = NULL;

    if (!dln_connection_get(run->connection, run->spec->interrupt, &session, error))
        return FALSE;
    if (!run_programs(run, DLN_HOOK_BEFORE_DATABASE, DLN_HOOK_BEFORE_MIGRATION, plan, error) ||
        !dln_run_add_transaction(batch, run, steps, plan->steps->len, error))
        return FALSE;
    if (!dln_session_run(session, batch, run->spec->interrupt, &run->failure, error)) {
        dln_run_mask(run->spec->variables, error != NULL ? *error : NULL);
        explain_failure(run, error);
        return FALSE;
    }
    run->failure = (DlnBatchFailure){.tag = DLN_TAG_COMMIT};
    if (!within(session, user_data, error)) {
        roll_back(session);
        return FALSE;
    }
    if (!commit(session, run->target->engine, error))
        return FALSE;
    for (guint i = 0; i < plan->steps->len; i++)
        dln_run_note_applied(run, &steps[i]);
    return run_programs(run, DLN_HOOK_AFTER_MIGRATION, DLN_HOOK_AFTER_DATABASE, plan, error);
}

gboolean dln_run_create(const DlnRunSpec *spec, DlnConnection *connection,
    const DlnRunTarget *target, DlnWithinFunc within, gpointer user_data,
    DlnRunResult *out_result, GError **error)
{
    DlnApplied *nothing = dln_applied_new_empty();
    DlnRun run = {
        .spec = spec,
        .target = target,
        .connection = connection,
        .ledger = dln_ledger_new(DLN_LEDGER_MISSING, nothing),
        .lock_name = (char *)target->schema,
        .result = out_result,
        .schema_missing = TRUE,
        .is_creation = TRUE,
    };
    g_autoptr(DlnPlan) plan = NULL;
    DlnRunSpec everything = *spec;

    everything.direction = DLN_DIRECTION_UP;
    everything.target = "heads";
    *out_result = (DlnRunResult){.ledger = run.ledger};
    return dln_run_plan(&everything, nothing, &plan, error) &&
        dln_run_gate(plan, target->engine, 0, DLN_TX_FILE, error) &&
        create(&run, plan, within, user_data, error);
}

gboolean dln_run_within(const DlnRunSpec *spec, DlnConnection *connection, const char *schema,
    DlnWithinFunc within, gpointer user_data, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnSession *session = NULL;
    const DlnIsolation isolation = {
        .schema = schema,
        .extension_schemas = spec->extension_schemas,
        .lock_timeout_ms = spec->lock_timeout_ms,
        .statement_timeout_ms = spec->statement_timeout_ms,
    };

    if (!dln_connection_get(connection, spec->interrupt, &session, error))
        return FALSE;
    dln_engine_add_begin(dln_session_engine(session), batch, DLN_TAG_BEGIN, &isolation);
    if (!dln_session_run(session, batch, spec->interrupt, NULL, error))
        return FALSE;
    if (!within(session, user_data, error)) {
        roll_back(session);
        return FALSE;
    }
    return commit(session, dln_session_engine(session), error);
}
