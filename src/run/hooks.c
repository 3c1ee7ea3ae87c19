/* SPDX-License-Identifier: Apache-2.0 */
/* hooks.c: the moments of one database at which hooks run: what happened, which database, and where SQL goes. */
#include "run/hooks.h"

static void emit_line(DlnHookEvent event, const char *line, gpointer user_data)
{
    const DlnRun *run = user_data;

    dln_events_emit(run->spec->events, (DunlinEvent){
                                           .type = DUNLIN_EVENT_HOOK_OUTPUT,
                                           .scope = dln_event_scope(run->spec->scope),
                                           .database = run->target->name,
                                           .place = run->target->place,
                                           .direction = (DunlinDirection)run->spec->direction,
                                           .hook = dln_hook_event_name(event),
                                           .message = line,
                                       });
}

static DlnHookCall call_of(DlnRun *run, const DlnRevision *revision)
{
    const DlnRunSpec *spec = run->spec;

    return (DlnHookCall){
        .hooks = spec->hooks,
        .facts =
            {
                .run_id = dln_events_run_id(spec->events),
                .command = spec->command,
                .direction = spec->direction == DLN_DIRECTION_UP ? "up" : "down",
                .scope = dln_scope_name(spec->scope),
                .tenant = spec->scope == DLN_SCOPE_TENANT ? run->target->name : NULL,
                .schema = run->target->schema,
                .revision = revision != NULL ? revision->id : NULL,
            },
        .scope = spec->scope,
        .cancellable = spec->cancellable,
        .interrupt = spec->interrupt,
        .on_line = emit_line,
        .user_data = run,
    };
}

gboolean dln_run_hook_programs(
    DlnRun *run, DlnHookEvent event, const DlnRevision *revision, GError **error)
{
    const DlnHookCall call = call_of(run, revision);

    if (dln_hook_run_programs(&call, event, error))
        return TRUE;
    run->failure = (DlnBatchFailure){.tag = DLN_TAG_HOOK};
    return FALSE;
}

gboolean dln_run_has_hook_sql(const DlnRun *run, DlnHookEvent event)
{
    return dln_hooks_have(run->spec->hooks, event, run->spec->scope, DLN_HOOK_SQL);
}

gboolean dln_run_add_hook_sql(
    DlnRun *run, DlnBatch *batch, DlnHookEvent event, const DlnRevision *revision, GError **error)
{
    const DlnHookCall call = call_of(run, revision);
    GPtrArray *scripts = dln_hook_scripts(&call, event, run->target->engine, error);

    if (scripts == NULL) {
        run->failure = (DlnBatchFailure){.tag = DLN_TAG_HOOK};
        return FALSE;
    }
    dln_batch_own(batch, scripts, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < scripts->len; i++) {
        const DlnScript *script = scripts->pdata[i];
        dln_batch_add_script(batch, DLN_TAG_HOOK, script, 0, script->n_statements);
    }
    return TRUE;
}

void dln_run_assertions(const DlnRun *run, const DlnStep *step, DlnAssertTime time, GPtrArray *out)
{
    const GPtrArray *assertions = step->revision->assertions[step->direction];

    for (guint i = 0; i < assertions->len; i++) {
        DlnAssertion *assertion = assertions->pdata[i];
        if (assertion->time == time && assertion->scripts[run->target->engine] != NULL)
            g_ptr_array_add(out, assertion);
    }
}

/* The ledger is made first: a SQLite file that has tables but none would be taken for somebody else's. */
static gboolean add_guarded(DlnBatch *batch, DlnRun *run, DlnHookEvent event, const DlnStep *step,
    const GPtrArray *assertions, GError **error)
{
    const DlnRevision *revision = step != NULL ? step->revision : NULL;
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};
    g_autoptr(DlnLedger) expected = dln_ledger_copy(run->ledger);
    DlnIsolation isolation;

    expected->shape = DLN_LEDGER_OURS;
    dln_run_isolation(run, revision, &isolation);
    dln_engine_add_begin(place.engine, batch, DLN_TAG_BEGIN, &isolation);
    dln_ledger_add_expect(batch, DLN_TAG_EXPECT, &place, run->ledger);
    if (run->schema_missing)
        dln_engine_add_create_schema(place.engine, batch, DLN_TAG_LEDGER, place.schema);
    dln_ledger_add_prepare(batch, DLN_TAG_LEDGER, &place, run->ledger);
    if (!dln_run_add_hook_sql(run, batch, event, revision, error))
        return FALSE;
    dln_engine_add_reset(place.engine, batch, DLN_TAG_RESET);
    if (assertions->len > 0)
        dln_engine_add_isolation(place.engine, batch, DLN_TAG_RESET, &isolation);
    dln_engine_add_assertions(place.engine, batch, DLN_TAG_ASSERT, assertions);
    dln_ledger_add_verify(batch, DLN_TAG_FINISH, &place, expected);
    dln_engine_add_commit(place.engine, batch, DLN_TAG_COMMIT);
    return TRUE;
}

gboolean dln_run_hook_transaction(
    DlnRun *run, DlnSession *session, DlnHookEvent event, const DlnStep *step, GError **error)
{
    g_autoptr(GPtrArray) assertions = g_ptr_array_new();
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (step != NULL)
        dln_run_assertions(run, step, DLN_ASSERT_BEFORE, assertions);
    if (assertions->len == 0 && !dln_run_has_hook_sql(run, event))
        return TRUE;
    if (!add_guarded(batch, run, event, step, assertions, error) ||
        !dln_session_run(session, batch, run->spec->interrupt, &run->failure, error))
        return FALSE;
    run->schema_missing = FALSE;
    run->ledger->shape = DLN_LEDGER_OURS;
    return TRUE;
}
