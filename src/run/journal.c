/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c: a migration that the engine allows no transaction around: statement by statement, each noted in the
 * ledger before it starts and when it is done, so that the next run knows where a kill fell.
 *
 * The journal column holds a hash of the finished statements, with "!" before it while one is in flight that has no
 * transaction of its own, and "-" (behind the "!") when the statements are those of the down section. */
#include <string.h>

#include "ledger/cursor.h"
#include "lint/gate.h"
#include "run/hold.h"
#include "run/probe.h"
#include "sql/target.h"

typedef struct {
    DlnHold hold;
    const DlnScript *script; /* NULL: an empty section */
    guint next;              /* the statement to go on with */
    gboolean drops_cursor;   /* of a batch that is reverted half done */
} Journal;

static guint n_statements(const Journal *journal)
{
    return journal->script != NULL ? journal->script->n_statements : 0;
}

static gboolean is_down(const Journal *journal)
{
    return journal->hold.step->direction == DLN_DIRECTION_DOWN;
}

/* What the journal says when statements [0, n) are done. (transfer full) */
static char *journal_text(const Journal *journal, guint n)
{
    return dln_ledger_journal_text(journal->script, n, is_down(journal));
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
    gint64 own_ms = journal->hold.step->revision->statement_timeout_ms;

    dln_engine_add_timeouts(journal->hold.place.engine, batch, DLN_TAG_LEDGER, 0,
        own_ms >= 0 ? own_ms : journal->hold.run->spec->concurrent_timeout_ms);
}

static void add_own_timeouts(const Journal *journal, DlnBatch *batch)
{
    dln_engine_add_timeouts(journal->hold.place.engine, batch, DLN_TAG_LEDGER,
        journal->hold.isolation.lock_timeout_ms, journal->hold.isolation.statement_timeout_ms);
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
    return (!concurrent || dln_hold_run(&journal->hold, before, error)) &&
        dln_run_probe(journal->hold.run, journal->hold.session, journal->script, journal->next, out_probe,
            error) &&
        (!concurrent || dln_hold_run(&journal->hold, after, error));
}

/* Reads the row of a cut-off attempt: statements before journal->next are done, unless one was in flight. */
static gboolean resume(Journal *journal, const DlnAppliedRow *row, GError **error)
{
    const DlnJournalNote note = dln_ledger_journal_read(row->journal);
    gboolean is_noted = note.is_down || *note.hash != '\0';
    DlnProbe found = DLN_PROBE_REDO;

    /* What a batch has done so far is reverted like all of it. */
    if (is_down(journal) && !note.is_down && journal->hold.step->revision->batching != NULL) {
        journal->drops_cursor = TRUE;
        return TRUE;
    }
    if (is_noted && note.is_down != is_down(journal)) {
        dln_hold_refuse(&journal->hold, error,
            "%s was cut off after %u statement%s; finish that first (dunlin %s)",
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
        dln_hold_refuse(&journal->hold, error,
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
        DunlinErrorFacts facts = {.revision = journal->hold.step->revision->id};
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
    const DlnRevision *revision = journal->hold.step->revision;
    const DlnLedgerRow fresh = dln_run_ledger_row(journal->hold.run, revision);
    g_autofree char *text = journal_text(journal, journal->next);

    if (row == NULL)
        dln_ledger_add_journal_start(batch, DLN_TAG_LEDGER, &journal->hold.place, &fresh);
    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, &journal->hold.place, revision->id, journal->next, FALSE, text);
}

/* In a transaction of its own, behind which the ledger tells that the work has begun. */
static void add_opening(Journal *journal, DlnBatch *batch, const DlnAppliedRow *row)
{
    dln_hold_add_begin(&journal->hold, batch);
    if (journal->hold.run->is_script)
        dln_run_add_script_before(batch, &journal->hold);
    if (journal->drops_cursor)
        dln_ledger_add_cursor_end(batch, DLN_TAG_JOURNAL, &journal->hold.place);
    add_start(journal, batch, row);
    dln_engine_add_commit(journal->hold.place.engine, batch, DLN_TAG_COMMIT);
}

/* Takes the lock, proves the ledger, and notes that the work begins. */
static gboolean start(Journal *journal, GError **error)
{
    DlnHold *hold = &journal->hold;
    g_autoptr(DlnBatch) note = dln_batch_new();
    const DlnAppliedRow *row =
        dln_applied_find(hold->run->ledger->applied, hold->step->revision->id);
    gboolean cut_off = row != NULL && row->state == DLN_APPLIED_RUNNING;

    if (!dln_hold_lock(hold, error) || (cut_off && !resume(journal, row, error)))
        return FALSE;

    add_opening(journal, note, row);
    return dln_hold_run(hold, note, error);
}

/* ---- one statement ---- */

/* Alone, noted before and after. in_flight FALSE: when it is cut off it is sent again, unprobed. */
static void add_alone(Journal *journal, DlnBatch *batch, guint index, gboolean in_flight)
{
    const char *version = journal->hold.step->revision->id;
    g_autofree char *before = journal_text(journal, index);
    g_autofree char *after = journal_text(journal, index + 1);

    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, &journal->hold.place, version, index, in_flight, before);
    if (is_concurrent(journal, index))
        add_concurrent_timeouts(journal, batch);
    dln_batch_add_script(batch, DLN_TAG_SCRIPT, journal->script, index, 1);
    if (is_concurrent(journal, index))
        add_own_timeouts(journal, batch);
    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, &journal->hold.place, version, index + 1, FALSE, after);
}

/* Together with its note. */
static void add_in_transaction(Journal *journal, DlnBatch *batch, guint index)
{
    g_autofree char *before = journal_text(journal, index);
    g_autofree char *after = journal_text(journal, index + 1);

    dln_engine_add_begin(journal->hold.place.engine, batch, DLN_TAG_LEDGER, NULL);
    dln_batch_add_script(batch, DLN_TAG_SCRIPT, journal->script, index, 1);
    if (dln_run_may_reach_ledger(journal->script, index, 1))
        dln_hold_add_verify(&journal->hold, batch, index, before);
    dln_ledger_add_journal_step(batch, DLN_TAG_JOURNAL, &journal->hold.place,
        journal->hold.step->revision->id, index + 1, FALSE, after);
    dln_engine_add_commit(journal->hold.place.engine, batch, DLN_TAG_COMMIT);
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

    if (journal->hold.run->failure.tag != DLN_TAG_SCRIPT ||
        !(statement->flags & DLN_STATEMENT_NO_TRANSACTION) ||
        is_concurrent(journal, index) ||
        !dln_session_is_alive(journal->hold.session))
        return;
    dln_ledger_add_journal_step(batch, DLN_TAG_JOURNAL, &journal->hold.place,
        journal->hold.step->revision->id, index, FALSE, text);
    dln_session_run(journal->hold.session, batch, NULL, NULL, NULL);
}

/* The server calls it statement_timeout, whichever setting it was. */
static void name_setting(const Journal *journal, guint index, GError **error)
{
    if (error == NULL || !dln_error_is(*error, DUNLIN_ERROR_TIMEOUT) ||
        !is_concurrent(journal, index) || journal->hold.step->revision->statement_timeout_ms >= 0)
        return;
    char *message = g_strconcat((*error)->message, "; see run.concurrent_timeout", NULL);
    g_free((*error)->message);
    (*error)->message = message;
}

static gboolean run_statement(Journal *journal, guint index, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    gboolean in_flight = TRUE;

    dln_batch_set_statement_timeout(batch, journal->hold.isolation.statement_timeout_ms);
    if (journal->script->statements[index].flags & DLN_STATEMENT_NO_TRANSACTION &&
        !dln_run_probe_before(journal->hold.run, journal->hold.session, journal->script, index,
            &in_flight, error))
        return FALSE;
    add_statement(journal, batch, index, in_flight);
    if (dln_hold_run(&journal->hold, batch, error))
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

    if (journal->hold.run->spec->builds == NULL || !is_concurrent(journal, index))
        return FALSE;
    dln_statement_target_get(journal->script, index, &target);
    return target.kind != DLN_TARGET_DROP_INDEX;
}

/* No transaction is open meanwhile, for which the others' builds would wait. */
static gboolean wait_for_turn(const Journal *journal, const char *server, GError **error)
{
    const DlnRunSpec *spec = journal->hold.run->spec;
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
        dln_run_emit_waiting(journal->hold.run, message);
        tell_us = G_MAXINT64;
    }
    return TRUE;
}

static gboolean run_in_turn(Journal *journal, guint index, GError **error)
{
    const char *server = journal->hold.run->connection->options.address->server;

    if (!takes_turns(journal, index))
        return run_statement(journal, index, error);
    if (!wait_for_turn(journal, server, error))
        return FALSE;
    gboolean ok = run_statement(journal, index, error);
    dln_build_limit_leave(journal->hold.run->spec->builds, server);
    return ok;
}

static gboolean add_finish(Journal *journal, DlnBatch *batch, GError **error)
{
    const DlnStep *step = journal->hold.step;
    g_autofree char *text = journal_text(journal, n_statements(journal));

    dln_batch_set_statement_timeout(batch, journal->hold.isolation.statement_timeout_ms);
    dln_engine_add_begin(journal->hold.place.engine, batch, DLN_TAG_LEDGER, NULL);
    if (!dln_hold_add_after(&journal->hold, batch, n_statements(journal), text, error))
        return FALSE;
    guint n_applied = dln_run_count_after(journal->hold.run, step);
    if (is_down(journal))
        dln_ledger_add_delete(
            batch, DLN_TAG_FINISH, &journal->hold.place, step->revision->id, n_applied);
    else
        dln_ledger_add_journal_end(batch, DLN_TAG_FINISH, &journal->hold.place, step->revision->id,
            step->revision->checksum, n_applied);
    dln_engine_add_commit(journal->hold.place.engine, batch, DLN_TAG_COMMIT);
    return TRUE;
}

static gboolean finish(Journal *journal, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (!add_finish(journal, batch, error))
        return FALSE;
    if (dln_hold_run(&journal->hold, batch, error))
        return TRUE;
    dln_hold_explain_unfinished(&journal->hold, error);
    return FALSE;
}

static gboolean work(Journal *journal, GError **error)
{
    if (!dln_hold_prepare(&journal->hold, error) || !start(journal, error))
        return FALSE;
    journal->hold.run->result->is_partial = TRUE;
    dln_run_emit_step(journal->hold.run, DUNLIN_EVENT_STEP_STARTED, journal->hold.step, 0);
    for (guint i = journal->next; i < n_statements(journal); i++) {
        if (!run_in_turn(journal, i, error))
            return FALSE;
    }
    return finish(journal, error);
}

static Journal journal_of(DlnRun *run, const DlnStep *step)
{
    Journal journal = {
        .script = step->revision->scripts[step->direction][run->target->engine],
    };

    dln_hold_init(&journal.hold, run, step);
    return journal;
}

gboolean dln_run_add_journaled(
    DlnBatch *batch, DlnRun *run, const DlnStep *step, GError **error)
{
    Journal journal = journal_of(run, step);

    dln_run_add_note(batch, run, step);
    dln_engine_add_session_begin(
        journal.hold.place.engine, batch, DLN_TAG_BEGIN, &journal.hold.isolation);
    add_opening(&journal, batch, dln_applied_find(run->ledger->applied, step->revision->id));
    for (guint i = 0; i < n_statements(&journal); i++) {
        if (journal.script->statements[i].flags & DLN_STATEMENT_NO_TRANSACTION)
            dln_run_add_probe_check(batch, run, journal.script, i);
        add_statement(&journal, batch, i, TRUE);
    }
    if (!add_finish(&journal, batch, error))
        return FALSE;
    dln_engine_add_session_end(
        journal.hold.place.engine, batch, DLN_TAG_RESET, &journal.hold.isolation);
    dln_run_count_printed(run, step);
    return TRUE;
}

gboolean dln_run_journaled(DlnRun *run, const DlnStep *step, GError **error)
{
    Journal journal = journal_of(run, step);

    gboolean ok = work(&journal, error);
    dln_hold_let_go(&journal.hold);
    return ok && dln_hold_done(&journal.hold, error);
}
