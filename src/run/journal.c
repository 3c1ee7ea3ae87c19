/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c: a migration that the engine allows no transaction around: statement by statement, each noted in the
 * ledger before it starts and when it is done, so that the next run knows where a kill fell.
 *
 * The journal column holds a hash of the finished statements, with "!" before it while one is in flight that has no
 * transaction of its own, and "-" (behind the "!") when the statements are those of the down section. */
#include <string.h>

#include "lint/gate.h"
#include "run/hooks.h"
#include "run/probe.h"
#include "sql/target.h"

typedef struct {
    DlnRun *run;
    const DlnStep *step;
    const DlnScript *script; /* NULL: an empty section */
    DlnLedgerPlace place;
    DlnSession *session;
    DlnConnection direct; /* round the pooler, when there is one */
    DlnIsolation isolation;
    guint next; /* the statement to go on with */
} Journal;

static guint n_statements(const Journal *journal)
{
    return journal->script != NULL ? journal->script->n_statements : 0;
}

static gboolean is_down(const Journal *journal)
{
    return journal->step->direction == DLN_DIRECTION_DOWN;
}

/* What the journal says when statements [0, n) are done. (transfer full) */
static char *journal_text(const Journal *journal, guint n)
{
    return dln_ledger_journal_text(journal->script, n, is_down(journal));
}

static gboolean run_batch(Journal *journal, const DlnBatch *batch, GError **error)
{
    DlnRun *run = journal->run;

    return dln_session_run(
        journal->session, batch, run->spec->interrupt, &run->failure, error);
}

static void refuse(const Journal *journal, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void refuse(const Journal *journal, GError **error, const char *format, ...)
{
    const DunlinErrorFacts facts = {
        .file = journal->step->revision->file,
        .revision = journal->step->revision->id,
    };

    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts, "%s", text);
}

/* Round a pooler, whose sessions change from transaction to transaction. */
static gboolean choose_session(Journal *journal, GError **error)
{
    DlnRun *run = journal->run;

    if (!dln_connection_get(run->connection, run->spec->interrupt, &journal->session, error))
        return FALSE;
    if (run->connection->direct == NULL || !dln_connection_is_pooled(run->connection, journal->session))
        return TRUE;
    journal->direct.options = run->connection->options;
    journal->direct.options.address = run->connection->direct;
    if (!dln_connection_get(&journal->direct, run->spec->interrupt, &journal->session, error))
        return FALSE;
    if (dln_session_is_pooled(journal->session)) {
        refuse(journal, error, "system.direct_url (\"%s\") leads to a connection pooler, too",
            run->connection->direct->display);
        return FALSE;
    }
    return TRUE;
}

/* ---- what runs concurrently ---- */

static gboolean is_concurrent(const Journal *journal, guint index)
{
    return (journal->script->statements[index].flags & DLN_STATEMENT_CONCURRENTLY) != 0;
}

/* A lock timeout in the wait of a concurrent build would leave an invalid index, and the build holds nobody up while it
 * waits: it has no such timeout, and this one instead of what other statements may take. */
static void add_concurrent_timeouts(const Journal *journal, DlnBatch *batch)
{
    gint64 own_ms = journal->step->revision->statement_timeout_ms;

    dln_engine_add_timeouts(journal->place.engine, batch, DLN_TAG_LEDGER, 0,
        own_ms >= 0 ? own_ms : journal->run->spec->concurrent_timeout_ms);
}

static void add_own_timeouts(const Journal *journal, DlnBatch *batch)
{
    dln_engine_add_timeouts(journal->place.engine, batch, DLN_TAG_LEDGER,
        journal->isolation.lock_timeout_ms, journal->isolation.statement_timeout_ms);
}

/* ---- where it stands ---- */

/* What a concurrent build left is dropped concurrently, under the same limits. */
static gboolean probe(Journal *journal, DlnProbe *out_probe, GError **error)
{
    g_autoptr(DlnBatch) before = dln_batch_new();
    g_autoptr(DlnBatch) after = dln_batch_new();
    gboolean concurrent = is_concurrent(journal, journal->next);

    add_concurrent_timeouts(journal, before);
    add_own_timeouts(journal, after);
    return (!concurrent || run_batch(journal, before, error)) &&
        dln_run_probe(journal->run, journal->session, journal->script, journal->next, out_probe,
            error) &&
        (!concurrent || run_batch(journal, after, error));
}

/* Reads the row of a cut-off attempt: statements before journal->next are done, unless one was in flight. */
static gboolean resume(Journal *journal, const DlnAppliedRow *row, GError **error)
{
    const DlnJournalNote note = dln_ledger_journal_read(row->journal);
    gboolean is_noted = note.is_down || *note.hash != '\0';
    DlnProbe found = DLN_PROBE_REDO;

    if (is_noted && note.is_down != is_down(journal)) {
        refuse(journal, error, "%s was cut off after %u statement%s; finish that first (dunlin %s)",
            note.is_down ? "its downgrade" : "its upgrade", row->statements_done,
            row->statements_done == 1 ? "" : "s",
            note.is_down ? "downgrade" : "upgrade");
        return FALSE;
    }
    g_autofree char *expected = row->statements_done <= n_statements(journal) &&
            journal->script != NULL
        ? dln_ledger_journal_hash(journal->script, row->statements_done)
        : g_strdup("");
    if (is_noted && !g_str_equal(note.hash, expected)) {
        refuse(journal, error,
            "was cut off after %u statement%s, and what it had done was edited since; restore it, or "
            "see `dunlin repair`",
            row->statements_done, row->statements_done == 1 ? "" : "s");
        return FALSE;
    }
    journal->next = row->statements_done;
    if (!note.in_flight || journal->next >= n_statements(journal))
        return TRUE;
    if (!probe(journal, &found, error))
        return FALSE;
    if (found == DLN_PROBE_IN_DOUBT) {
        DunlinErrorFacts facts = {.revision = journal->step->revision->id};
        g_autofree char *statement = NULL;
        dln_script_failure_facts(journal->script, journal->next, -1, &facts, &statement);
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "this statement was cut off, and the database cannot tell whether it took effect: "
            "the database is in doubt and left alone; see `dunlin repair`");
        return FALSE;
    }
    journal->next += found == DLN_PROBE_DONE ? 1 : 0;
    return TRUE;
}

/* The row is there from now on, in its running state. */
static void add_start(Journal *journal, DlnBatch *batch, const DlnAppliedRow *row)
{
    const DlnRevision *revision = journal->step->revision;
    const DlnLedgerRow fresh = dln_run_ledger_row(journal->run, revision);
    g_autofree char *text = journal_text(journal, journal->next);

    if (row == NULL)
        dln_ledger_add_journal_start(batch, DLN_TAG_LEDGER, &journal->place, &fresh);
    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, &journal->place, revision->id, journal->next, FALSE, text);
}

/* In a transaction of its own, behind which the ledger tells that the work has begun. */
static void add_opening(Journal *journal, DlnBatch *batch, const DlnAppliedRow *row)
{
    dln_engine_add_begin(journal->place.engine, batch, DLN_TAG_LEDGER, NULL);
    dln_run_add_ledger(batch, journal->run, journal->step);
    add_start(journal, batch, row);
    dln_engine_add_commit(journal->place.engine, batch, DLN_TAG_COMMIT);
}

/* Takes the lock, proves the ledger, and notes that the work begins. */
static gboolean start(Journal *journal, GError **error)
{
    DlnRun *run = journal->run;
    g_autoptr(DlnBatch) lock = dln_batch_new();
    g_autoptr(DlnBatch) note = dln_batch_new();
    const DlnAppliedRow *row =
        dln_applied_find(run->ledger->applied, journal->step->revision->id);
    gboolean cut_off = row != NULL && row->state == DLN_APPLIED_RUNNING;

    dln_engine_add_session_begin(
        journal->place.engine, lock, DLN_TAG_BEGIN, &journal->isolation);
    dln_ledger_add_expect(lock, DLN_TAG_EXPECT, &journal->place, run->ledger);
    if (!run_batch(journal, lock, error))
        return FALSE;
    if (cut_off && !resume(journal, row, error))
        return FALSE;

    add_opening(journal, note, row);
    return run_batch(journal, note, error);
}

/* ---- one statement ---- */

/* Alone, noted before and after. in_flight FALSE: when it is cut off it is sent again, unprobed. */
static void add_alone(Journal *journal, DlnBatch *batch, guint index, gboolean in_flight)
{
    const char *version = journal->step->revision->id;
    g_autofree char *before = journal_text(journal, index);
    g_autofree char *after = journal_text(journal, index + 1);

    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, &journal->place, version, index, in_flight, before);
    if (is_concurrent(journal, index))
        add_concurrent_timeouts(journal, batch);
    dln_batch_add_script(batch, DLN_TAG_SCRIPT, journal->script, index, 1);
    if (is_concurrent(journal, index))
        add_own_timeouts(journal, batch);
    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, &journal->place, version, index + 1, FALSE, after);
}

/* Behind a statement that may have reached the ledger: it is as it was, with us at that statement. */
static void add_verify(const Journal *journal, DlnBatch *batch, guint index)
{
    const DlnRevision *revision = journal->step->revision;
    if (journal->run->is_script) {
        dln_run_add_script_proof(
            batch, DLN_TAG_JOURNAL, journal->run, journal->step, revision->id);
        return;
    }
    const DlnAppliedRow *row = dln_applied_find(journal->run->ledger->applied, revision->id);
    g_autoptr(DlnLedger) expected = dln_ledger_copy(journal->run->ledger);
    g_autofree char *text = journal_text(journal, index);
    DlnApplied *now = dln_applied_with_running(expected->applied, revision->id,
        row != NULL ? row->checksum : revision->checksum, index, text);

    dln_applied_unref(expected->applied);
    expected->applied = now;
    expected->shape = DLN_LEDGER_OURS;
    dln_ledger_add_verify(batch, DLN_TAG_JOURNAL, &journal->place, expected);
}

/* Together with its note. */
static void add_in_transaction(Journal *journal, DlnBatch *batch, guint index)
{
    g_autofree char *after = journal_text(journal, index + 1);

    dln_engine_add_begin(journal->place.engine, batch, DLN_TAG_LEDGER, NULL);
    dln_batch_add_script(batch, DLN_TAG_SCRIPT, journal->script, index, 1);
    if (dln_run_may_reach_ledger(journal->script, index, 1))
        add_verify(journal, batch, index);
    dln_ledger_add_journal_step(batch, DLN_TAG_JOURNAL, &journal->place,
        journal->step->revision->id, index + 1, FALSE, after);
    dln_engine_add_commit(journal->place.engine, batch, DLN_TAG_COMMIT);
}

static void add_statement(Journal *journal, DlnBatch *batch, guint index, gboolean in_flight)
{
    if (journal->script->statements[index].flags & DLN_STATEMENT_NO_TRANSACTION)
        add_alone(journal, batch, index, in_flight);
    else
        add_in_transaction(journal, batch, index);
}

/* The engine itself said that the statement failed, so nothing is in flight; but a concurrent build that failed has
 * left its invalid index, for which the next run looks. */
static void note_refused(Journal *journal, guint index)
{
    const DlnStatement *statement = &journal->script->statements[index];
    g_autofree char *text = journal_text(journal, index);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (journal->run->failure.tag != DLN_TAG_SCRIPT ||
        !(statement->flags & DLN_STATEMENT_NO_TRANSACTION) ||
        is_concurrent(journal, index) ||
        !dln_session_is_alive(journal->session))
        return;
    dln_ledger_add_journal_step(batch, DLN_TAG_JOURNAL, &journal->place,
        journal->step->revision->id, index, FALSE, text);
    dln_session_run(journal->session, batch, NULL, NULL, NULL);
}

/* The server calls it statement_timeout, whichever setting it was. */
static void name_setting(const Journal *journal, guint index, GError **error)
{
    if (error == NULL || !dln_error_is(*error, DUNLIN_ERROR_TIMEOUT) ||
        !is_concurrent(journal, index) || journal->step->revision->statement_timeout_ms >= 0)
        return;
    char *message = g_strconcat((*error)->message, "; see run.concurrent_timeout", NULL);
    g_free((*error)->message);
    (*error)->message = message;
}

static gboolean run_statement(Journal *journal, guint index, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    gboolean in_flight = TRUE;

    dln_batch_set_statement_timeout(batch, journal->isolation.statement_timeout_ms);
    if (journal->script->statements[index].flags & DLN_STATEMENT_NO_TRANSACTION &&
        !dln_run_probe_before(
            journal->run, journal->session, journal->script, index, &in_flight, error))
        return FALSE;
    add_statement(journal, batch, index, in_flight);
    if (run_batch(journal, batch, error))
        return TRUE;
    note_refused(journal, index);
    name_setting(journal, index, error);
    return FALSE;
}

/* ---- builds take turns ---- */

#define LOOK_UP_MS 100
#define WORTH_TELLING_US G_USEC_PER_SEC

/* Dropping an index costs no more than the wait for whoever uses it. */
static gboolean takes_turns(const Journal *journal, guint index)
{
    g_auto(DlnStatementTarget) target = {0};

    if (journal->run->spec->builds == NULL || !is_concurrent(journal, index))
        return FALSE;
    dln_statement_target_get(journal->script, index, &target);
    return target.kind != DLN_TARGET_DROP_INDEX;
}

/* No transaction is open meanwhile, for which the others' builds would wait. */
static gboolean wait_for_turn(const Journal *journal, const char *server, GError **error)
{
    const DlnRunSpec *spec = journal->run->spec;
    gint64 tell_us = g_get_monotonic_time() + WORTH_TELLING_US;

    while (!dln_build_limit_enter(spec->builds, server, LOOK_UP_MS)) {
        if (g_cancellable_is_cancelled(spec->interrupt)) {
            dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
            return FALSE;
        }
        if (g_get_monotonic_time() < tell_us)
            continue;
        g_autofree char *message =
            g_strdup_printf("%u of this run are building an index on this server; see "
                            "run.concurrent_builds",
                dln_build_limit_at_once(spec->builds));
        dln_run_emit_waiting(journal->run, message);
        tell_us = G_MAXINT64;
    }
    return TRUE;
}

static gboolean run_in_turn(Journal *journal, guint index, GError **error)
{
    const char *server = journal->run->connection->options.address->server;

    if (!takes_turns(journal, index))
        return run_statement(journal, index, error);
    if (!wait_for_turn(journal, server, error))
        return FALSE;
    gboolean ok = run_statement(journal, index, error);
    dln_build_limit_leave(journal->run->spec->builds, server);
    return ok;
}

/* What the statements may have set for the session is not for what is asked of it. */
static gboolean add_after(Journal *journal, DlnBatch *batch, GError **error)
{
    DlnRun *run = journal->run;
    g_autoptr(GPtrArray) assertions = g_ptr_array_new();

    dln_run_assertions(run, journal->step, DLN_ASSERT_AFTER, assertions);
    if (assertions->len == 0 && !dln_run_has_hook_sql(run, DLN_HOOK_AFTER_MIGRATION))
        return TRUE;
    dln_engine_add_isolation(journal->place.engine, batch, DLN_TAG_RESET, &journal->isolation);
    dln_engine_add_assertions(journal->place.engine, batch, DLN_TAG_ASSERT, assertions);
    return dln_run_add_hook_sql(
        run, batch, DLN_HOOK_AFTER_MIGRATION, journal->step->revision, error);
}

/* The statements cannot be taken back: the row stays as it is, and the next run asks again. */
static void explain_unfinished(const Journal *journal, GError **error)
{
    const guint tag = journal->run->failure.tag;

    if (error == NULL || *error == NULL || (tag != DLN_TAG_ASSERT && tag != DLN_TAG_HOOK))
        return;
    g_autofree char *message = (*error)->message;
    (*error)->message = g_strconcat(message,
        "; the migration's statements are committed (-- dunlin:transaction off), and it stays "
        "unfinished: mend "
        "the cause and run the same again",
        NULL);
}

static gboolean add_finish(Journal *journal, DlnBatch *batch, GError **error)
{
    const DlnStep *step = journal->step;

    dln_batch_set_statement_timeout(batch, journal->isolation.statement_timeout_ms);
    dln_engine_add_begin(journal->place.engine, batch, DLN_TAG_LEDGER, NULL);
    if (!add_after(journal, batch, error))
        return FALSE;
    dln_engine_add_reset(journal->place.engine, batch, DLN_TAG_RESET);
    if (dln_run_has_hook_sql(journal->run, DLN_HOOK_AFTER_MIGRATION))
        add_verify(journal, batch, n_statements(journal));
    guint n_applied = dln_run_count_after(journal->run, step);
    if (is_down(journal))
        dln_ledger_add_delete(
            batch, DLN_TAG_FINISH, &journal->place, step->revision->id, n_applied);
    else
        dln_ledger_add_journal_end(batch, DLN_TAG_FINISH, &journal->place, step->revision->id,
            step->revision->checksum, n_applied);
    dln_engine_add_commit(journal->place.engine, batch, DLN_TAG_COMMIT);
    return TRUE;
}

static gboolean finish(Journal *journal, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (!add_finish(journal, batch, error))
        return FALSE;
    if (run_batch(journal, batch, error))
        return TRUE;
    explain_unfinished(journal, error);
    return FALSE;
}

/* Gives the lock back, whatever happened; the session's end does it where this fails. */
static void let_go(Journal *journal)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (journal->session != NULL && dln_session_is_alive(journal->session)) {
        dln_engine_add_session_end(
            journal->place.engine, batch, DLN_TAG_RESET, &journal->isolation);
        if (!dln_session_run(journal->session, batch, NULL, NULL, NULL) &&
            journal->direct.session == NULL)
            dln_connection_close(journal->run->connection);
    }
    dln_connection_close(&journal->direct);
}

/* Before anything of it is noted, so not for one that was cut off: it has been through this. */
static gboolean prepare(Journal *journal, GError **error)
{
    DlnRun *run = journal->run;
    const DlnAppliedRow *row = dln_applied_find(run->ledger->applied, journal->step->revision->id);

    if (row != NULL && row->state == DLN_APPLIED_RUNNING)
        return TRUE;
    return dln_run_hook_programs(run, DLN_HOOK_BEFORE_MIGRATION, journal->step->revision, error) &&
           dln_run_hook_transaction(
               run, journal->session, DLN_HOOK_BEFORE_MIGRATION, journal->step, error);
}

static gboolean work(Journal *journal, GError **error)
{
    DlnRun *run = journal->run;

    if (!choose_session(journal, error) || !prepare(journal, error) || !start(journal, error))
        return FALSE;
    dln_run_emit_step(run, DUNLIN_EVENT_STEP_STARTED, journal->step, 0);
    for (guint i = journal->next; i < n_statements(journal); i++) {
        if (!run_in_turn(journal, i, error))
            return FALSE;
    }
    return finish(journal, error);
}

static Journal journal_of(DlnRun *run, const DlnStep *step)
{
    Journal journal = {
        .run = run,
        .step = step,
        .script = step->revision->scripts[step->direction][run->target->engine],
        .place = {run->target->engine, run->target->schema},
    };

    dln_run_isolation(run, step->revision, &journal.isolation);
    return journal;
}

gboolean dln_run_add_journaled(
    DlnBatch *batch, DlnRun *run, const DlnStep *step, GError **error)
{
    Journal journal = journal_of(run, step);

    dln_run_add_note(batch, run, step);
    dln_engine_add_session_begin(
        journal.place.engine, batch, DLN_TAG_BEGIN, &journal.isolation);
    add_opening(&journal, batch, dln_applied_find(run->ledger->applied, step->revision->id));
    for (guint i = 0; i < n_statements(&journal); i++) {
        if (journal.script->statements[i].flags & DLN_STATEMENT_NO_TRANSACTION)
            dln_run_add_probe_check(batch, run, journal.script, i);
        add_statement(&journal, batch, i, TRUE);
    }
    if (!add_finish(&journal, batch, error))
        return FALSE;
    dln_engine_add_session_end(
        journal.place.engine, batch, DLN_TAG_RESET, &journal.isolation);
    run->n_printed += run->is_script ? 1 : 0;
    return TRUE;
}

gboolean dln_run_journaled(DlnRun *run, const DlnStep *step, GError **error)
{
    Journal journal = journal_of(run, step);
    gint64 started_us = g_get_monotonic_time();

    gboolean ok = work(&journal, error);
    let_go(&journal);
    if (!ok)
        return FALSE;
    dln_run_note_applied(run, step);
    dln_run_emit_step(
        run, DUNLIN_EVENT_STEP_FINISHED, step, g_get_monotonic_time() - started_us);
    return dln_run_hook_programs(run, DLN_HOOK_AFTER_MIGRATION, step->revision, error);
}
