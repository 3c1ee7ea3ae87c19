/* SPDX-License-Identifier: Apache-2.0 */
/* batching.c: a migration that goes over a table in stretches of keys, each committed by itself together with the key
 * that it came to: cut off anywhere, it goes on behind the last one that was committed.
 *
 * The first pass goes from the least key to what is the greatest when it begins: every row that is there then is met
 * once. Then the file's own query says how many rows are left; while there are any, sweeps follow: over the keys that
 * came behind the last one, and, only where there are none, over all of them (there the statement's own condition must
 * leave alone what is done). */
#include "base/backoff.h"
#include "engine/catalog.h"
#include "engine/keys.h"
#include "ledger/cursor.h"
#include "run/hold.h"
#include "sql/lexer.h"

/* Statements of the up section. */
#define STATEMENT 0
#define REMAINING 1

typedef struct {
    DlnHold hold;
    const DlnBatching *batching;
    const DlnScript *script;
    char *journal; /* what the ledger says of the section while the batch is under way */
    DlnKey *key;
    DlnLedgerCursor *cursor; /* as committed */
    gint64 n_remaining;      /* when last asked; -1: not yet */
    gboolean is_over_all;    /* the sweep under way */
    guint n_stalled_over_all;
    guint n_stalled_behind;
} Batching;

static void batching_clear(Batching *batching)
{
    g_free(batching->journal);
    dln_key_free(batching->key);
    dln_ledger_cursor_free(batching->cursor);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Batching, batching_clear)

static GCancellable *interrupt_of(const Batching *batching)
{
    return batching->hold.run->spec->interrupt;
}

static const char *version_of(const Batching *batching)
{
    return batching->hold.step->revision->id;
}

/* Names the place of a statement in an error of the engine about it. */
static void locate(const Batching *batching, guint statement, GError **error)
{
    DunlinErrorFacts facts = {0};
    g_autofree char *text = NULL;

    if (error == NULL || dln_error_is(*error, DUNLIN_ERROR_CANCELLED) ||
        dln_error_is(*error, DUNLIN_ERROR_CONNECT))
        return;
    dln_script_failure_facts(batching->script, statement, -1, &facts, &text);
    g_prefix_error(error, "%s:%u:%u: ", facts.file, facts.line, facts.column);
    dln_error_add_facts(*error, &facts);
}

static void refuse_remaining(const Batching *batching, const char *why, GError **error)
{
    DunlinErrorFacts facts = {.revision = version_of(batching)};
    g_autofree char *text = NULL;

    dln_script_failure_facts(batching->script, REMAINING, -1, &facts, &text);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts, "%s", why);
}

/* ---- where it begins ---- */

static gboolean find_key(Batching *batching, GError **error)
{
    const DlnHold *hold = &batching->hold;
    g_autofree char *table = dln_name_from_text(hold->place.engine, batching->batching->table);
    g_autofree char *column = dln_name_from_text(hold->place.engine, batching->batching->key);
    g_autoptr(GError) failed = NULL;

    if (dln_key_find(hold->session, hold->place.schema, table, column, interrupt_of(batching),
            &batching->key, &failed))
        return TRUE;
    if (!dln_error_is(failed, DUNLIN_ERROR_REFUSED)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    const DunlinErrorFacts facts = {
        .file = hold->step->revision->file,
        .line = batching->batching->line,
        .revision = version_of(batching),
    };
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts, "%s", failed->message);
    return FALSE;
}

/* row: of a batch that was cut off. */
static gboolean check_resumable(Batching *batching, const DlnAppliedRow *row, GError **error)
{
    const DlnHold *hold = &batching->hold;

    if (row->journal[0] == '-')
        dln_hold_refuse(
            hold, error, "its downgrade was cut off; finish that first (dunlin downgrade)");
    else if (!g_str_equal(row->journal, batching->journal))
        dln_hold_refuse(hold, error,
            "its batch was cut off after %u step%s, and its statement was edited since; restore "
            "it, "
            "or revert the migration (dunlin downgrade) and apply it again",
            row->statements_done, row->statements_done == 1 ? "" : "s");
    else if (batching->cursor == NULL || !g_str_equal(batching->cursor->version, row->version))
        dln_hold_refuse(hold, error,
            "its batch was cut off after %u step%s, but the table schema_migrations_batch, which "
            "said where, is gone",
            row->statements_done, row->statements_done == 1 ? "" : "s");
    else
        return TRUE;
    return FALSE;
}

static gboolean begin(Batching *batching, GError **error)
{
    DlnHold *hold = &batching->hold;
    g_autoptr(DlnLedgerCursor) cursor = g_new0(DlnLedgerCursor, 1);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    const DlnLedgerRow row = dln_run_ledger_row(hold->run, hold->step->revision);

    if (batching->cursor != NULL) {
        dln_hold_refuse(hold, error,
            "the batch of \"%s\" is half done: finish it first (dunlin upgrade %s)",
            batching->cursor->version, batching->cursor->version);
        return FALSE;
    }
    cursor->version = g_strdup(row.version);
    if (!dln_key_last(
            hold->session, batching->key, interrupt_of(batching), &cursor->through, error))
        return FALSE;
    dln_hold_add_begin(hold, batch);
    dln_ledger_add_journal_start(batch, DLN_TAG_LEDGER, &hold->place, &row);
    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, &hold->place, row.version, 0, FALSE, batching->journal);
    dln_ledger_add_cursor(batch, DLN_TAG_LEDGER, &hold->place, cursor);
    dln_engine_add_commit(hold->place.engine, batch, DLN_TAG_COMMIT);
    if (!dln_hold_run(hold, batch, error))
        return FALSE;
    batching->cursor = g_steal_pointer(&cursor);
    return TRUE;
}

static gboolean begin_or_resume(Batching *batching, GError **error)
{
    DlnHold *hold = &batching->hold;
    const DlnAppliedRow *row = dln_applied_find(hold->run->ledger->applied, version_of(batching));

    if (!dln_hold_lock(hold, error) || !find_key(batching, error) ||
        !dln_ledger_read_cursor(
            hold->session, &hold->place, interrupt_of(batching), &batching->cursor, error))
        return FALSE;
    return row != NULL ? check_resumable(batching, row, error) : begin(batching, error);
}

/* ---- one stretch ---- */

static DlnLedgerCursor *cursor_copy(const DlnLedgerCursor *cursor)
{
    DlnLedgerCursor *copy = g_memdup2(cursor, sizeof *cursor);

    copy->version = g_strdup(cursor->version);
    copy->after = g_strdup(cursor->after);
    copy->through = g_strdup(cursor->through);
    return copy;
}

/* A transaction of the session that holds the lock already. */
static void add_begin(const Batching *batching, DlnBatch *batch)
{
    DlnIsolation isolation = batching->hold.isolation;

    isolation.lock_name = NULL;
    dln_engine_add_begin(batching->hold.place.engine, batch, DLN_TAG_LEDGER, &isolation);
}

/* The cursor moves in the transaction that does the rows. */
static gboolean do_stretch(Batching *batching, const DlnKeyStretch *stretch, GError **error)
{
    DlnHold *hold = &batching->hold;
    g_autoptr(DlnLedgerCursor) next = cursor_copy(batching->cursor);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autofree char *first = dln_key_literal(batching->key, stretch->first);
    g_autofree char *last = dln_key_literal(batching->key, stretch->last);
    g_autofree char *statement = dln_batching_statement(batching->script, first, last);

    g_free(next->after);
    next->after = g_strdup(stretch->last);
    next->n_steps++;
    next->n_rows += stretch->n_rows;
    add_begin(batching, batch);
    dln_ledger_add_cursor_move(
        batch, DLN_TAG_JOURNAL, &hold->place, next, batching->cursor->n_steps);
    dln_batch_add_sql(batch, DLN_TAG_SCRIPT, statement);
    if (dln_run_may_reach_ledger(batching->script, STATEMENT, 1))
        dln_hold_add_verify(hold, batch, batching->cursor->n_steps, batching->journal);
    dln_ledger_add_journal_step(batch, DLN_TAG_JOURNAL, &hold->place, version_of(batching),
        next->n_steps, FALSE, batching->journal);
    dln_engine_add_commit(hold->place.engine, batch, DLN_TAG_COMMIT);
    if (!dln_hold_run(hold, batch, error)) {
        if (hold->run->failure.tag == DLN_TAG_SCRIPT || hold->run->failure.tag == DLN_TAG_COMMIT)
            locate(batching, STATEMENT, error);
        return FALSE;
    }
    dln_ledger_cursor_free(batching->cursor);
    batching->cursor = g_steal_pointer(&next);
    return TRUE;
}

static void tell(const Batching *batching)
{
    const DlnRun *run = batching->hold.run;

    dln_events_emit(run->spec->events, (DunlinEvent){
                                           .type = DUNLIN_EVENT_STEP_PROGRESS,
                                           .scope = dln_event_scope(run->spec->scope),
                                           .database = run->target->name,
                                           .place = run->target->place,
                                           .revision = version_of(batching),
                                           .direction = DUNLIN_DIRECTION_UP,
                                           .n_rows = batching->cursor->n_rows,
                                       });
}

static gboolean check_cancelled(const Batching *batching, GError **error)
{
    if (!g_cancellable_is_cancelled(batching->hold.run->spec->cancellable))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL,
        "cancelled: the batch of \"%s\" has done %" G_GUINT64_FORMAT
        " rows, the next upgrade goes on behind them",
        version_of(batching), batching->cursor->n_rows);
    return FALSE;
}

static gboolean run_pass(Batching *batching, GError **error)
{
    const DlnBatching *asked = batching->batching;
    DlnRun *run = batching->hold.run;

    while (batching->cursor->through != NULL) {
        g_auto(DlnKeyStretch) stretch = {0};
        if (!check_cancelled(batching, error) ||
            !dln_key_next(batching->hold.session, batching->key, batching->cursor->after,
                batching->cursor->through, asked->size, interrupt_of(batching), &stretch, error))
            return FALSE;
        if (stretch.first == NULL)
            break;
        if (!do_stretch(batching, &stretch, error))
            return FALSE;
        run->n_rows += stretch.n_rows;
        tell(batching);
        if (asked->pause_ms > 0)
            dln_wait_ms(asked->pause_ms, run->spec->cancellable);
    }
    return TRUE;
}

/* ---- what is left ---- */

static gboolean ask_remaining(const Batching *batching, guint64 *out_n, GError **error)
{
    g_autofree char *query = dln_batching_remaining(batching->script);
    g_autoptr(GPtrArray) rows = dln_catalog_first_column(
        batching->hold.session, NULL, query, interrupt_of(batching), error);

    if (rows == NULL) {
        locate(batching, REMAINING, error);
        return FALSE;
    }
    if (rows->len == 1 && rows->pdata[0] != NULL &&
        g_ascii_string_to_unsigned(rows->pdata[0], 10, 0, G_MAXINT64, out_n, NULL))
        return TRUE;
    refuse_remaining(batching,
        "this query is to say how many rows are left: one row with one whole number", error);
    return FALSE;
}

/* The keys that came behind the last pass; where there are none, all of them. */
static gboolean choose_pass(const Batching *batching, DlnLedgerCursor *next, GError **error)
{
    DlnSession *session = batching->hold.session;
    g_auto(DlnKeyStretch) behind = {0};
    g_autofree char *last = NULL;

    if (!dln_key_last(session, batching->key, interrupt_of(batching), &last, error) ||
        (last != NULL && next->through != NULL &&
            !dln_key_next(session, batching->key, next->through, last, 1, interrupt_of(batching),
                &behind, error)))
        return FALSE;
    g_free(next->after);
    next->after = behind.first != NULL ? g_strdup(next->through) : NULL;
    g_free(next->through);
    next->through = g_steal_pointer(&last);
    next->pass++;
    return TRUE;
}

static gboolean begin_pass(Batching *batching, GError **error)
{
    DlnHold *hold = &batching->hold;
    g_autoptr(DlnLedgerCursor) next = cursor_copy(batching->cursor);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (!choose_pass(batching, next, error))
        return FALSE;
    add_begin(batching, batch);
    dln_ledger_add_cursor_move(
        batch, DLN_TAG_JOURNAL, &hold->place, next, batching->cursor->n_steps);
    dln_engine_add_commit(hold->place.engine, batch, DLN_TAG_COMMIT);
    if (!dln_hold_run(hold, batch, error))
        return FALSE;
    dln_ledger_cursor_free(batching->cursor);
    batching->cursor = g_steal_pointer(&next);
    batching->is_over_all = batching->cursor->after == NULL;
    return TRUE;
}

static void count_stalled(Batching *batching, gint64 n)
{
    gboolean is_stalled = batching->n_remaining >= 0 && n >= batching->n_remaining;

    if (!is_stalled)
        batching->n_stalled_behind = batching->n_stalled_over_all = 0;
    else if (batching->is_over_all)
        batching->n_stalled_over_all++;
    else
        batching->n_stalled_behind++;
    batching->n_remaining = n;
}

/* n: how many rows are left, more than none. */
static gboolean sweep(Batching *batching, gint64 n, GError **error)
{
    count_stalled(batching, n);
    if (batching->n_stalled_over_all < DLN_MAX_STALLED_OVER_ALL &&
        batching->n_stalled_behind < DLN_MAX_STALLED_BEHIND)
        return check_cancelled(batching, error) && begin_pass(batching, error);

    g_autofree char *why = g_strdup_printf(
        "%" G_GINT64_FORMAT " row%s still left by this count, after %u sweeps that made it no "
        "smaller: either something keeps writing such rows, or the batch's statement does not do "
        "what this query counts",
        n, n == 1 ? " is" : "s are", batching->n_stalled_over_all + batching->n_stalled_behind);
    refuse_remaining(batching, why, error);
    return FALSE;
}

static gboolean finish(Batching *batching, GError **error)
{
    DlnHold *hold = &batching->hold;
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_set_statement_timeout(batch, hold->isolation.statement_timeout_ms);
    add_begin(batching, batch);
    if (!dln_hold_add_after(hold, batch, batching->cursor->n_steps, batching->journal, error))
        return FALSE;
    dln_ledger_add_cursor_end(batch, DLN_TAG_FINISH, &hold->place);
    dln_ledger_add_journal_end(batch, DLN_TAG_FINISH, &hold->place, version_of(batching),
        hold->step->revision->checksum, dln_run_count_after(hold->run, hold->step));
    dln_engine_add_commit(hold->place.engine, batch, DLN_TAG_COMMIT);
    if (dln_hold_run(hold, batch, error))
        return TRUE;
    dln_hold_explain_unfinished(hold, error);
    return FALSE;
}

static gboolean work(Batching *batching, GError **error)
{
    DlnRun *run = batching->hold.run;
    guint64 n_remaining;

    if (!dln_hold_prepare(&batching->hold, error) || !begin_or_resume(batching, error))
        return FALSE;
    run->result->is_partial = TRUE;
    dln_run_emit_step(run, DUNLIN_EVENT_STEP_STARTED, batching->hold.step, 0);
    for (;;) {
        if (!run_pass(batching, error) || !ask_remaining(batching, &n_remaining, error))
            return FALSE;
        if (n_remaining == 0)
            return finish(batching, error);
        if (!sweep(batching, (gint64)n_remaining, error))
            return FALSE;
    }
}

gboolean dln_run_batched(DlnRun *run, const DlnStep *step, GError **error)
{
    g_auto(Batching) batching = {
        .batching = step->revision->batching,
        .script = step->revision->scripts[DLN_DIRECTION_UP][run->target->engine],
        .n_remaining = -1,
    };

    batching.journal = dln_ledger_journal_hash(batching.script, batching.script->n_statements);
    dln_hold_init(&batching.hold, run, step);
    gboolean ok = work(&batching, error);
    dln_hold_let_go(&batching.hold);
    return ok && dln_hold_done(&batching.hold, error);
}
