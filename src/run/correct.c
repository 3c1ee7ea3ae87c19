/* SPDX-License-Identifier: Apache-2.0 */
/* correct.c: a ledger becomes what the caller wants it to be: no migration runs, the difference is written, under the
 * runner's lock and in one transaction. What a kill leaves is the old ledger or the new one. */
#include "ledger/cursor.h"
#include "run/steps.h"

void dln_correction_clear(DlnCorrection *correction)
{
    g_clear_pointer(&correction->wanted, dln_applied_unref);
    g_clear_pointer(&correction->statements, g_ptr_array_unref);
}

/* ---- the difference ---- */

typedef struct {
    const DlnApplied *written; /* the rows that are in the table */
    const DlnApplied *wanted;
    DlnApplied *nothing; /* owned: written, where there is no table */
} Difference;

static void difference_clear(Difference *difference)
{
    g_clear_pointer(&difference->nothing, dln_applied_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Difference, difference_clear)

static void difference_init(
    Difference *difference, const DlnLedger *ledger, const DlnApplied *wanted)
{
    difference->nothing = dln_applied_new_empty();
    /* What a bare user_version stands for is in no table yet. */
    difference->written =
        ledger->shape == DLN_LEDGER_MISSING ? difference->nothing : ledger->applied;
    difference->wanted = wanted;
}

static gboolean is_same(const DlnAppliedRow *a, const DlnAppliedRow *b)
{
    return a->state == b->state && g_strcmp0(a->checksum, b->checksum) == 0 &&
           (a->state == DLN_APPLIED_DONE || (a->statements_done == b->statements_done &&
                                                g_strcmp0(a->journal, b->journal) == 0));
}

/* How many rows go, come or change. */
static guint count_rows(const Difference *difference)
{
    guint n = 0;

    for (guint i = 0; i < dln_applied_size(difference->written); i++) {
        const DlnAppliedRow *row = dln_applied_get(difference->written, i);
        n += dln_applied_find(difference->wanted, row->version) == NULL ? 1 : 0;
    }
    for (guint i = 0; i < dln_applied_size(difference->wanted); i++) {
        const DlnAppliedRow *row = dln_applied_get(difference->wanted, i);
        const DlnAppliedRow *now = dln_applied_find(difference->written, row->version);
        n += now == NULL || !is_same(now, row) ? 1 : 0;
    }
    return n;
}

/* A file with tables and no ledger gets one that says "nothing", so that it is known from then on. */
static gboolean is_count_right(const DlnLedger *ledger, const DlnApplied *wanted)
{
    if (!ledger->has_user_version)
        return TRUE;
    return ledger->user_version == dln_run_count_done(wanted) &&
           (ledger->shape != DLN_LEDGER_MISSING || !ledger->has_objects);
}

static gboolean is_correct(const DlnLedger *ledger, const DlnCorrection *correction)
{
    g_auto(Difference) difference = {0};

    if (correction->wanted == NULL)
        return TRUE;
    difference_init(&difference, ledger, correction->wanted);
    return (correction->statements == NULL || correction->statements->len == 0) &&
           count_rows(&difference) == 0 && is_count_right(ledger, correction->wanted);
}

gboolean dln_run_is_correct(const DlnRunSpec *spec, const DlnRunTarget *target,
    const DlnLedger *ledger, gboolean *out_correct, GError **error)
{
    g_auto(DlnCorrection) correction = {0};

    if (!spec->correct(target, ledger, spec->correct_data, &correction, error))
        return FALSE;
    *out_correct = is_correct(ledger, &correction);
    return TRUE;
}

/* ---- writing it ---- */

static void add_rows(
    DlnBatch *batch, const DlnRun *run, const DlnLedgerPlace *place, const Difference *difference)
{
    g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(DlnLedgerRow));

    for (guint i = 0; i < dln_applied_size(difference->written); i++) {
        const DlnAppliedRow *row = dln_applied_get(difference->written, i);
        if (dln_applied_find(difference->wanted, row->version) == NULL)
            dln_ledger_add_remove(batch, DLN_TAG_LEDGER, place, row->version);
    }
    for (guint i = 0; i < dln_applied_size(difference->wanted); i++) {
        const DlnAppliedRow *row = dln_applied_get(difference->wanted, i);
        const DlnAppliedRow *now = dln_applied_find(difference->written, row->version);
        const DlnLedgerRow declared = {
            .version = row->version,
            .checksum = row->checksum,
            .run_id = dln_events_run_id(run->spec->events),
            .applied_by = run->spec->applied_by,
        };
        if (now == NULL)
            g_array_append_val(fresh, declared);
        else if (!is_same(now, row))
            dln_ledger_add_correct(batch, DLN_TAG_LEDGER, place, row);
    }
    dln_ledger_add_records(
        batch, DLN_TAG_LEDGER, place, (const DlnLedgerRow *)fresh->data, fresh->len);
}

/* A batch that is not half done any more has no place that it came to. */
static gboolean ends_batch(const DlnRun *run, const Difference *difference)
{
    for (guint i = 0; i < dln_applied_size(difference->written); i++) {
        const DlnAppliedRow *row = dln_applied_get(difference->written, i);
        const DlnAppliedRow *wanted = dln_applied_find(difference->wanted, row->version);
        const DlnRevision *revision =
            dln_graph_find(run->spec->graph, run->spec->scope, row->version);
        gboolean is_half_done = row->state == DLN_APPLIED_RUNNING &&
                                !dln_ledger_journal_read(row->journal).is_down &&
                                (revision == NULL || revision->batching != NULL);
        if (is_half_done && (wanted == NULL || wanted->state != DLN_APPLIED_RUNNING))
            return TRUE;
    }
    return FALSE;
}

/* Checksums are part of what is proven here, not only which rows there are. */
static void add_expect(DlnBatch *batch, const DlnRun *run, const DlnLedgerPlace *place)
{
    if (run->ledger->shape == DLN_LEDGER_OURS)
        dln_ledger_add_verify(batch, DLN_TAG_EXPECT, place, run->ledger);
    else
        dln_ledger_add_expect(batch, DLN_TAG_EXPECT, place, run->ledger);
}

/* The table alone: the rows of a ledger that is not there are written by the difference. */
static void add_prepare(
    DlnBatch *batch, const DlnRun *run, const DlnLedgerPlace *place, const Difference *difference)
{
    g_autoptr(DlnLedger) bare =
        dln_ledger_new(run->ledger->shape, dln_applied_ref((DlnApplied *)difference->written));

    if (run->schema_missing)
        dln_engine_add_create_schema(place->engine, batch, DLN_TAG_LEDGER, place->schema);
    dln_ledger_add_prepare(batch, DLN_TAG_LEDGER, place, bare);
}

static void compose(DlnBatch *batch, const DlnRun *run, const DlnCorrection *correction,
    const Difference *difference)
{
    const DlnLedgerPlace place = {run->target->engine, run->target->schema};
    DlnIsolation isolation;

    dln_run_isolation(run, NULL, &isolation);
    dln_engine_add_begin(place.engine, batch, DLN_TAG_BEGIN, &isolation);
    add_expect(batch, run, &place);
    add_prepare(batch, run, &place, difference);
    for (guint i = 0; correction->statements != NULL && i < correction->statements->len; i++)
        dln_batch_add_sql(batch, DLN_TAG_SCRIPT, correction->statements->pdata[i]);
    add_rows(batch, run, &place, difference);
    if (ends_batch(run, difference))
        dln_ledger_add_cursor_forget(batch, DLN_TAG_LEDGER, &place);
    dln_ledger_add_count(batch, DLN_TAG_LEDGER, &place, dln_run_count_done(correction->wanted));
    dln_engine_add_commit(place.engine, batch, DLN_TAG_COMMIT);
}

static void note_corrected(DlnRun *run, const DlnCorrection *correction, guint n_rows)
{
    dln_ledger_set_applied(run->ledger, dln_applied_ref(correction->wanted));
    run->ledger->shape = DLN_LEDGER_OURS;
    run->ledger->user_version = dln_run_count_done(correction->wanted);
    run->result->n_steps = n_rows;
}

static gboolean write_difference(DlnRun *run, DlnSession *session, const DlnCorrection *correction,
    const Difference *difference, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    /* Setting the count or dropping an index changes something, too. */
    guint n_rows = MAX(count_rows(difference), 1);

    compose(batch, run, correction, difference);
    if (dln_session_run(session, batch, run->spec->interrupt, &run->failure, error)) {
        note_corrected(run, correction, n_rows);
        return TRUE;
    }
    if (!dln_session_is_alive(session))
        run->n_in_doubt = n_rows;
    return FALSE;
}

/* SQLite: while a migration without a transaction is under way its file is unlocked between two statements; whoever is
 * at it has the lock beside the file. In PostgreSQL one lock serves both. */
static gboolean needs_session_lock(const DlnRun *run)
{
    return run->target->engine == DLN_ENGINE_SQLITE &&
           dln_applied_has_running(run->ledger->applied);
}

static gboolean hold_session(DlnRun *run, DlnSession *session, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnIsolation isolation;

    dln_run_isolation(run, NULL, &isolation);
    dln_engine_add_session_begin(run->target->engine, batch, DLN_TAG_BEGIN, &isolation);
    return dln_session_run(session, batch, run->spec->interrupt, &run->failure, error);
}

static void let_go_session(DlnRun *run, DlnSession *session)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnIsolation isolation;

    dln_run_isolation(run, NULL, &isolation);
    dln_engine_add_session_end(run->target->engine, batch, DLN_TAG_RESET, &isolation);
    if (dln_session_is_alive(session))
        dln_session_run(session, batch, NULL, NULL, NULL);
}

static gboolean write_locked(
    DlnRun *run, const DlnCorrection *correction, const Difference *difference, GError **error)
{
    gboolean locks = needs_session_lock(run);
    DlnSession *session = NULL;

    if (!dln_connection_get(run->connection, run->spec->interrupt, &session, error) ||
        (locks && !hold_session(run, session, error)))
        return FALSE;
    gboolean ok = write_difference(run, session, correction, difference, error);
    if (locks)
        let_go_session(run, session);
    return ok;
}

static void note_before(DlnRun *run)
{
    if (run->n_in_doubt > 0)
        return;
    g_clear_pointer(&run->result->before, dln_applied_unref);
    run->result->before = dln_applied_ref(run->ledger->applied);
}

/* Statements of ours leave the ledger as it is: whoever made them finds out. */
static gboolean has_taken_effect(const DlnRun *run, const DlnCorrection *correction)
{
    return run->n_in_doubt > 0 && correction->statements != NULL &&
           run->spec->is_corrected != NULL &&
           run->spec->is_corrected(run->target, run->spec->correct_data);
}

/* Executed once more, they may fail because they have taken effect after all: the server was still at it when that was asked first. */
static gboolean write_or_find(
    DlnRun *run, const DlnCorrection *correction, const Difference *difference, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (write_locked(run, correction, difference, &failed))
        return TRUE;
    if (!dln_error_is(failed, DUNLIN_ERROR_SQL) || !has_taken_effect(run, correction)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    run->result->n_steps = run->n_in_doubt;
    return TRUE;
}

gboolean dln_run_correct(DlnRun *run, GError **error)
{
    const DlnRunSpec *spec = run->spec;
    g_auto(DlnCorrection) correction = {0};
    g_auto(Difference) difference = {0};

    note_before(run);
    if (!spec->correct(run->target, run->ledger, spec->correct_data, &correction, error))
        return FALSE;
    if (is_correct(run->ledger, &correction) || has_taken_effect(run, &correction)) {
        /* The commit may have happened before the connection was lost. */
        run->result->n_steps = run->n_in_doubt;
        return TRUE;
    }
    difference_init(&difference, run->ledger, correction.wanted);
    return write_or_find(run, &correction, &difference, error);
}
