/* SPDX-License-Identifier: Apache-2.0 */
/* hold.c: the session and the lock of a step that needs several transactions. */
#include "run/hold.h"

#include "run/hooks.h"

void dln_hold_init(DlnHold *hold, DlnRun *run, const DlnStep *step)
{
    *hold = (DlnHold){
        .run = run,
        .step = step,
        .place = {run->target->engine, run->target->schema},
        .started_us = g_get_monotonic_time(),
    };
    dln_run_isolation(run, step->revision, &hold->isolation);
}

gboolean dln_hold_run(DlnHold *hold, const DlnBatch *batch, GError **error)
{
    return dln_session_run(
        hold->session, batch, hold->run->spec->interrupt, &hold->run->failure, error);
}

void dln_hold_refuse(const DlnHold *hold, GError **error, const char *format, ...)
{
    const DunlinErrorFacts facts = {
        .file = hold->step->revision->file,
        .revision = hold->step->revision->id,
    };

    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts, "%s", text);
}

/* Round a pooler, whose sessions change from transaction to transaction. */
static gboolean choose_session(DlnHold *hold, GError **error)
{
    DlnRun *run = hold->run;

    if (!dln_connection_get(run->connection, run->spec->interrupt, &hold->session, error))
        return FALSE;
    if (run->connection->direct == NULL ||
        !dln_connection_is_pooled(run->connection, hold->session))
        return TRUE;
    hold->direct.options = run->connection->options;
    hold->direct.options.address = run->connection->direct;
    if (!dln_connection_get(&hold->direct, run->spec->interrupt, &hold->session, error))
        return FALSE;
    if (dln_session_is_pooled(hold->session)) {
        dln_hold_refuse(hold, error, "system.direct_url (\"%s\") leads to a connection pooler, too",
            run->connection->direct->display);
        return FALSE;
    }
    return TRUE;
}

gboolean dln_hold_prepare(DlnHold *hold, GError **error)
{
    const DlnRevision *revision = hold->step->revision;
    const DlnAppliedRow *row = dln_applied_find(hold->run->ledger->applied, revision->id);

    if (!choose_session(hold, error))
        return FALSE;
    if (row != NULL && row->state == DLN_APPLIED_RUNNING)
        return TRUE;
    return dln_run_hook_programs(hold->run, DLN_HOOK_BEFORE_MIGRATION, revision, error) &&
           dln_run_hook_transaction(
               hold->run, hold->session, DLN_HOOK_BEFORE_MIGRATION, hold->step, error);
}

gboolean dln_hold_lock(DlnHold *hold, GError **error)
{
    g_autoptr(DlnBatch) lock = dln_batch_new();

    dln_engine_add_session_begin(hold->place.engine, lock, DLN_TAG_BEGIN, &hold->isolation);
    dln_ledger_add_expect(lock, DLN_TAG_EXPECT, &hold->place, hold->run->ledger);
    return dln_hold_run(hold, lock, error);
}

void dln_hold_add_begin(DlnHold *hold, DlnBatch *batch)
{
    dln_engine_add_begin(hold->place.engine, batch, DLN_TAG_LEDGER, NULL);
    dln_run_add_ledger(batch, hold->run, hold->step);
}

void dln_hold_add_verify(const DlnHold *hold, DlnBatch *batch, guint n_done, const char *journal)
{
    const DlnRevision *revision = hold->step->revision;
    if (hold->run->is_script) {
        dln_run_add_script_proof(batch, DLN_TAG_JOURNAL, hold->run, hold->step, revision->id);
        return;
    }
    const DlnApplied *applied = hold->run->ledger->applied;
    const DlnAppliedRow *row = dln_applied_find(applied, revision->id);
    g_autoptr(DlnLedger) expected = dln_ledger_copy(hold->run->ledger);

    dln_ledger_set_applied(
        expected, dln_applied_with_running(applied, revision->id,
                      row != NULL ? row->checksum : revision->checksum, n_done, journal));
    expected->shape = DLN_LEDGER_OURS;
    dln_ledger_add_verify(batch, DLN_TAG_JOURNAL, &hold->place, expected);
}

/* What the statements may have set for the session is not for what is asked of it. */
gboolean dln_hold_add_after(
    DlnHold *hold, DlnBatch *batch, guint n_done, const char *journal, GError **error)
{
    DlnRun *run = hold->run;
    const DlnEngineKind engine = hold->place.engine;
    gboolean has_sql = dln_run_has_hook_sql(run, DLN_HOOK_AFTER_MIGRATION);
    g_autoptr(GPtrArray) assertions = g_ptr_array_new();

    dln_run_assertions(run, hold->step, DLN_ASSERT_AFTER, assertions);
    if (assertions->len > 0 || has_sql) {
        dln_engine_add_isolation(engine, batch, DLN_TAG_RESET, &hold->isolation);
        dln_engine_add_assertions(engine, batch, DLN_TAG_ASSERT, assertions);
        if (!dln_run_add_hook_sql(
                run, batch, DLN_HOOK_AFTER_MIGRATION, hold->step->revision, error))
            return FALSE;
    }
    dln_engine_add_reset_holding(engine, batch, DLN_TAG_RESET);
    if (has_sql)
        dln_hold_add_verify(hold, batch, n_done, journal);
    return TRUE;
}

/* The statements cannot be taken back: the row stays as it is, and the next run asks again. */
void dln_hold_explain_unfinished(const DlnHold *hold, GError **error)
{
    const guint tag = hold->run->failure.tag;

    if (error == NULL || *error == NULL || (tag != DLN_TAG_ASSERT && tag != DLN_TAG_HOOK))
        return;
    g_autofree char *message = (*error)->message;
    (*error)->message = g_strdup_printf(
        "%s; the migration's statements are committed (-- dunlin:%s), and it stays unfinished: "
        "mend the cause and run the same again",
        message, hold->step->revision->batching != NULL ? "batch" : "transaction off");
}

gboolean dln_hold_done(DlnHold *hold, GError **error)
{
    hold->run->result->is_partial = FALSE;
    dln_run_note_applied(hold->run, hold->step);
    dln_run_emit_step(hold->run, DUNLIN_EVENT_STEP_FINISHED, hold->step,
        g_get_monotonic_time() - hold->started_us);
    return dln_run_hook_programs(
        hold->run, DLN_HOOK_AFTER_MIGRATION, hold->step->revision, error);
}

void dln_hold_let_go(DlnHold *hold)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (hold->session != NULL && dln_session_is_alive(hold->session)) {
        dln_engine_add_session_end(hold->place.engine, batch, DLN_TAG_RESET, &hold->isolation);
        if (!dln_session_run(hold->session, batch, NULL, NULL, NULL) &&
            hold->direct.session == NULL)
            dln_connection_close(hold->run->connection);
    }
    dln_connection_close(&hold->direct);
}
