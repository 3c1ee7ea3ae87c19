/* SPDX-License-Identifier: Apache-2.0 */
/* retry.c: which failures may pass, and how long is waited for that. Runs nothing. */
#include "run/retry.h"

void dln_run_patience_init(DlnRunPatience *patience, const DlnRunSpec *spec, GRand *random)
{
    *patience = (DlnRunPatience){
        .wait_deadline_us = g_get_monotonic_time() + spec->wait_timeout_ms * 1000,
        .lock_backoff = {.first_ms = 20, .max_ms = 1000},
        .retry_backoff = {.first_ms = 100, .max_ms = 10000},
        .retries_left = spec->retries,
        .random = random,
    };
}

/* The ledger that was expected cannot even be asked: undefined_table, undefined_column, invalid_schema_name. */
static gboolean is_other_ledger(const char *sqlstate)
{
    return g_strcmp0(sqlstate, "42P01") == 0 || g_strcmp0(sqlstate, "42703") == 0 ||
        g_strcmp0(sqlstate, "3F000") == 0;
}

/* Another runner's work shows in two ways: it holds the lock, or the ledger is not what it was. */
static gboolean met_another_runner(const DlnRun *run, const GError *failed)
{
    const char *sqlstate = dunlin_error_get_facts(failed)->sqlstate;

    switch ((DlnRunTag)run->failure.tag) {
    case DLN_TAG_BEGIN:
        return dln_error_is(failed, DUNLIN_ERROR_CONFLICT);
    case DLN_TAG_EXPECT:
        return dln_error_is(failed, DUNLIN_ERROR_CONFLICT) || is_other_ledger(sqlstate);
    case DLN_TAG_LEDGER:
        /* unique_violation, duplicate_table, duplicate_schema: it was there first. */
        return g_strcmp0(sqlstate, "23505") == 0 || g_strcmp0(sqlstate, "42P07") == 0 ||
            g_strcmp0(sqlstate, "42P06") == 0;
    default:
        return FALSE;
    }
}

static gboolean wait_for_runner(DlnRun *run, DlnRunPatience *patience, GError **failed)
{
    gboolean locked = run->failure.tag == DLN_TAG_BEGIN;

    if (g_get_monotonic_time() >= patience->wait_deadline_us) {
        g_clear_error(failed);
        dln_error_set(failed, DUNLIN_ERROR_LOCKED, NULL,
            "another runner has kept \"%s\" busy for %" G_GINT64_FORMAT " s; see run.wait_timeout",
            run->target->place, run->spec->wait_timeout_ms / 1000);
        return FALSE;
    }
    if (!locked)
        return TRUE;
    if (patience->lock_backoff.n_waits == 0)
        dln_run_emit_waiting(run, "another runner is at work here; waiting for it");
    return dln_wait_ms(dln_backoff_next_ms(&patience->lock_backoff, patience->random),
        run->spec->cancellable);
}

/* The server has no connection to spare: others hold them, this run's other workers among them. Nothing was begun. */
static gboolean wants_connection(const GError *failed)
{
    return dln_error_is(failed, DUNLIN_ERROR_CONNECT) &&
        g_strcmp0(dunlin_error_get_facts(failed)->sqlstate, "53300") == 0;
}

static gboolean wait_for_connection(DlnRun *run, DlnRunPatience *patience, const GError *failed)
{
    if (g_get_monotonic_time() >= patience->wait_deadline_us)
        return FALSE;
    if (patience->lock_backoff.n_waits == 0)
        dln_run_emit_waiting(run, failed->message);
    return dln_wait_ms(dln_backoff_next_ms(&patience->lock_backoff, patience->random),
        run->spec->cancellable);
}

static gboolean wait_to_retry(DlnRun *run, DlnRunPatience *patience, const GError *failed)
{
    /* A batch of a million steps may meet many a deadlock: what counts is how many in a row. */
    if (run->n_rows > patience->n_rows) {
        patience->n_rows = run->n_rows;
        patience->retries_left = run->spec->retries;
        patience->retry_backoff.n_waits = 0;
    }
    if (patience->retries_left == 0)
        return FALSE;
    patience->retries_left--;
    run->result->n_retries++;
    dln_run_emit_waiting(run, failed->message);
    return dln_wait_ms(dln_backoff_next_ms(&patience->retry_backoff, patience->random),
        run->spec->cancellable);
}

/* A migration that tampered with the ledger was rolled back; say so in its own words. */
static void name_tampering(const DlnRun *run, GError **failed)
{
    if (run->failure.tag != DLN_TAG_FINISH && run->failure.tag != DLN_TAG_JOURNAL)
        return;
    if (dln_error_is(*failed, DUNLIN_ERROR_CANCELLED) ||
        dln_error_is(*failed, DUNLIN_ERROR_CONNECT) || dln_error_is_transient(*failed))
        return;

    g_autoptr(GError) first = g_steal_pointer(failed);
    const DunlinErrorFacts *facts = dunlin_error_get_facts(first);
    dln_error_set(failed, DUNLIN_ERROR_REFUSED, NULL,
        "migration \"%s\" changed schema_migrations, which is dunlin's own; it was rolled back",
        facts->revision != NULL ? facts->revision : "?");
    dln_error_add_facts(*failed, facts);
}

gboolean dln_run_try_again(DlnRun *run, DlnRunPatience *patience, GError **failed)
{
    gboolean again = FALSE;

    if (dln_error_is(*failed, DUNLIN_ERROR_CANCELLED))
        return FALSE;
    if (met_another_runner(run, *failed))
        again = wait_for_runner(run, patience, failed);
    else if (wants_connection(*failed))
        again = wait_for_connection(run, patience, *failed);
    else if (dln_error_is_transient(*failed))
        again = wait_to_retry(run, patience, *failed);
    if (!again)
        name_tampering(run, failed);
    return again;
}
