/* SPDX-License-Identifier: Apache-2.0 */
/* offline_batch.c: a migration that goes over a table in stretches of keys, in a script. psql hands the server one
 * statement that commits between the stretches; the sqlite3 shell has no loop, so there it is one stretch: all keys. */
#include "engine/keys.h"
#include "ledger/loop.h"
#include "run/hold.h"
#include "run/offline.h"
#include "sql/lexer.h"

gboolean dln_step_is_batch(const DlnStep *step)
{
    return step->revision->batching != NULL && step->direction == DLN_DIRECTION_UP;
}

gboolean dln_run_is_looped(const DlnRun *run, const DlnStep *step)
{
    return dln_step_is_batch(step) && run->target->engine == DLN_ENGINE_POSTGRES;
}

static void add_key_check(DlnBatch *batch, const DlnRun *run, const DlnBatching *batching)
{
    const DlnEngineKind engine = run->target->engine;
    g_autofree char *table = dln_name_from_text(engine, batching->table);
    g_autofree char *column = dln_name_from_text(engine, batching->key);
    g_autofree char *condition = dln_key_condition(engine, run->target->schema, table, column);

    dln_batch_add_check(batch, DLN_TAG_KEY, condition);
}

/* ---- stretch by stretch ---- */

/* Where one that was cut off is gone on with, all of this has been. */
static void add_start(DlnBatch *batch, const DlnHold *hold, const DlnLedgerLoop *loop)
{
    const DlnLedgerPlace *place = &hold->place;
    const DlnLedgerRow row = dln_run_ledger_row(hold->run, hold->step->revision);
    g_autofree char *has_row = dln_ledger_has_row(place, loop->version);
    g_autofree char *is_new = g_strconcat("NOT ", has_row, NULL);

    dln_batch_add_if(batch, is_new);
    dln_run_add_script_before(batch, hold);
    dln_ledger_add_journal_start(batch, DLN_TAG_LEDGER, place, &row);
    dln_ledger_add_journal_step(
        batch, DLN_TAG_JOURNAL, place, loop->version, 0, FALSE, loop->journal);
    dln_ledger_add_loop_start(batch, DLN_TAG_LEDGER, place, loop);
    dln_batch_end_if(batch);
    dln_ledger_add_loop_check(batch, DLN_TAG_JOURNAL, place, loop);
}

static gboolean add_transactions(
    DlnBatch *batch, DlnHold *hold, const DlnLedgerLoop *loop, GError **error)
{
    const DlnRevision *revision = hold->step->revision;
    const DlnEngineKind engine = hold->place.engine;

    dln_engine_add_session_begin(engine, batch, DLN_TAG_BEGIN, &hold->isolation);
    dln_hold_add_begin(hold, batch);
    add_key_check(batch, hold->run, revision->batching);
    add_start(batch, hold, loop);
    dln_engine_add_commit(engine, batch, DLN_TAG_COMMIT);
    /* It would be for all stretches together. */
    dln_engine_add_timeouts(engine, batch, DLN_TAG_LEDGER, hold->isolation.lock_timeout_ms, 0);
    dln_ledger_add_loop(batch, DLN_TAG_SCRIPT, &hold->place, loop);
    dln_engine_add_begin(engine, batch, DLN_TAG_LEDGER, NULL);
    if (!dln_hold_add_after(hold, batch, 0, loop->journal, error))
        return FALSE;
    dln_ledger_add_cursor_end(batch, DLN_TAG_FINISH, &hold->place);
    dln_ledger_add_journal_end(batch, DLN_TAG_FINISH, &hold->place, loop->version,
        revision->checksum, dln_run_count_after(hold->run, hold->step));
    dln_engine_add_commit(engine, batch, DLN_TAG_COMMIT);
    dln_engine_add_session_end(engine, batch, DLN_TAG_RESET, &hold->isolation);
    return TRUE;
}

/* As one check, for behind a stretch that may have reached the ledger. (transfer full) (nullable) */
static char *proof_of(const DlnRun *run, const DlnStep *step, const DlnScript *script)
{
    g_autoptr(DlnBatch) proof = dln_batch_new();

    if (!dln_run_may_reach_ledger(script, 0, 1))
        return NULL;
    dln_run_add_script_proof(proof, DLN_TAG_FINISH, run, step, step->revision->id);
    const DlnItem *item = dln_batch_get(proof, 0);
    return g_strdup_printf("SELECT %s FROM %s", item->sql, item->from);
}

gboolean dln_run_add_looped(DlnBatch *batch, DlnRun *run, const DlnStep *step, GError **error)
{
    const DlnBatching *batching = step->revision->batching;
    const DlnScript *script = step->revision->scripts[DLN_DIRECTION_UP][run->target->engine];
    const DlnEngineKind engine = run->target->engine;
    const DlnStatement *query = &script->statements[1];
    g_autofree char *table = dln_name_from_text(engine, batching->table);
    g_autofree char *key = dln_name_from_text(engine, batching->key);
    g_autofree char *statement = dln_batching_statement(script, "$1", "$2");
    g_autofree char *remaining = dln_batching_remaining(script);
    g_autofree char *journal = dln_ledger_journal_hash(script, script->n_statements);
    g_autofree char *stays = proof_of(run, step, script);
    g_autofree char *at =
        g_strdup_printf("%s:%u:%u", script->source.file, query->line, query->column);
    guint n_reasons;
    const DlnLedgerLoop loop = {
        .version = step->revision->id,
        .table = table,
        .key = key,
        .size = batching->size,
        .pause_ms = batching->pause_ms,
        .journal = journal,
        .statement = statement,
        .remaining = remaining,
        .remaining_at = at,
        .stays = stays,
        .broken = dln_run_reasons(&n_reasons)[DLN_TAG_FINISH],
        .max_stalled_over_all = DLN_MAX_STALLED_OVER_ALL,
        .max_stalled_behind = DLN_MAX_STALLED_BEHIND,
    };
    DlnHold hold;

    dln_hold_init(&hold, run, step);
    dln_run_add_note(batch, run, step);
    dln_batch_add_note(batch, "A batch: it commits behind each stretch of keys");
    if (!add_transactions(batch, &hold, &loop, error))
        return FALSE;
    dln_run_count_printed(run, step);
    return TRUE;
}

/* ---- all at once ---- */

#define KEYS "temp.dunlin_keys"

void dln_run_add_whole_batch(DlnBatch *batch, const DlnRun *run, const DlnStep *step)
{
    const DlnBatching *batching = step->revision->batching;
    const DlnScript *script = step->revision->scripts[DLN_DIRECTION_UP][run->target->engine];
    g_autofree char *statement = dln_batching_statement(
        script, "(SELECT first FROM " KEYS ")", "(SELECT last FROM " KEYS ")");
    g_autofree char *remaining = dln_batching_remaining(script);
    g_autofree char *with = g_strdup_printf("WITH dunlin_left (n) AS (\n%s\n)", remaining);
    g_autofree char *keys =
        g_strdup_printf("CREATE TEMP TABLE dunlin_keys AS SELECT"
                        " (SELECT t.%s FROM main.%s AS t ORDER BY 1 LIMIT 1) AS first,"
                        " (SELECT t.%s FROM main.%s AS t ORDER BY 1 DESC LIMIT 1) AS last",
            batching->key, batching->table, batching->key, batching->table);

    dln_batch_add_note(batch, "A batch, in one stretch: the sqlite3 shell has no loop");
    add_key_check(batch, run, batching);
    dln_batch_add_sql(batch, DLN_TAG_LEDGER, keys);
    dln_batch_add_sql(batch, DLN_TAG_SCRIPT, statement);
    dln_batch_add_sql(batch, DLN_TAG_LEDGER, "DROP TABLE " KEYS);
    dln_batch_add_check_with(batch, DLN_TAG_REMAINING, with,
        "SELECT count(*) = 1 AND CAST(max(n) AS TEXT) = '0' FROM dunlin_left");
}
