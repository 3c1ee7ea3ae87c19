/* SPDX-License-Identifier: Apache-2.0 */
/* retry.c: which failures may pass, and how long is waited for that. Runs nothing. */
#include "run/retry.h"

#include "base/duration.h"

void dln_run_patience_init(DlnRunPatience *patience, const DlnRunSpec *spec)
{
    *patience = (DlnRunPatience){
        .lock_backoff = {.first_ms = 20, .max_ms = 1000},
        .ledger_backoff = {.first_ms = 20, .max_ms = 500},
        .retry_backoff = {.first_ms = 100, .max_ms = 10000},
        .retries_left = spec->retries,
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

/* How long nothing but waiting has been done. FALSE: long enough. */
static gboolean may_wait(const DlnRun *run, DlnRunPatience *patience)
{
    gint64 now_us = g_get_monotonic_time();

    if (patience->waiting_since_us == 0)
        patience->waiting_since_us = now_us;
    return now_us - patience->waiting_since_us < run->spec->wait_timeout_ms * 1000;
}

static void give_up_on_runner(const DlnRun *run, GError **failed)
{
    g_autofree char *waited = dln_duration_format(run->spec->wait_timeout_ms);

    g_clear_error(failed);
    if (run->failure.tag == DLN_TAG_BEGIN)
        dln_error_set(failed, DUNLIN_ERROR_LOCKED, NULL,
            "another runner has kept \"%s\" busy for %s; see run.wait_timeout", run->target->place,
            waited);
    else
        dln_error_set(failed, DUNLIN_ERROR_LOCKED, NULL,
            "the ledger of \"%s\" was never as it had just been read, for %s: another runner keeps "
            "changing it, or a row of schema_migrations was written by hand; see run.wait_timeout",
            run->target->place, waited);
}

/* FALSE: cancelled, and *failed says so: that the database was in another's hands is no failure of it. */
static gboolean wait_within(
    DlnBackoff *backoff, const DlnRun *run, DlnRunPatience *patience, GError **failed)
{
    if (dln_wait_ms(dln_backoff_next_ms(backoff, NULL), run->spec->cancellable))
        return TRUE;
    g_autoptr(GError) cause = g_steal_pointer(failed);
    dln_error_set(failed, DUNLIN_ERROR_CANCELLED, NULL, "cancelled while it waited: %s",
        run->failure.tag == DLN_TAG_BEGIN ? "another runner is at work here" : cause->message);
    return FALSE;
}

static gboolean wait_for_runner(DlnRun *run, DlnRunPatience *patience, GError **failed)
{
    gboolean locked = run->failure.tag == DLN_TAG_BEGIN;

    if (!may_wait(run, patience)) {
        give_up_on_runner(run, failed);
        return FALSE;
    }
    /* Whoever changed the ledger is done: it is read anew at once, the first time. */
    if (!locked && patience->n_surprises++ == 0)
        return TRUE;
    if (locked && patience->lock_backoff.n_waits == 0)
        dln_run_emit_waiting(run, "another runner is at work here; waiting for it");
    return wait_within(
        locked ? &patience->lock_backoff : &patience->ledger_backoff, run, patience, failed);
}

/* The server has no connection to spare: others hold them, this run's other workers among them. Nothing was begun. */
static gboolean wants_connection(const GError *failed)
{
    return dln_error_is(failed, DUNLIN_ERROR_CONNECT) &&
        g_strcmp0(dunlin_error_get_facts(failed)->sqlstate, "53300") == 0;
}

static gboolean wait_for_connection(DlnRun *run, DlnRunPatience *patience, GError **failed)
{
    if (!may_wait(run, patience))
        return FALSE;
    if (patience->lock_backoff.n_waits == 0)
        dln_run_emit_waiting(run, (*failed)->message);
    return wait_within(&patience->lock_backoff, run, patience, failed);
}

static gboolean wait_to_retry(DlnRun *run, DlnRunPatience *patience, const GError *failed)
{
    if (patience->retries_left == 0)
        return FALSE;
    patience->retries_left--;
    run->result->n_retries++;
    dln_run_emit_waiting(run, failed->message);
    return dln_wait_ms(dln_backoff_next_ms(&patience->retry_backoff, NULL),
        run->spec->cancellable);
}

/* A run of many migrations, or a batch of a million steps, may meet many a deadlock and many a runner: what counts is
 * how many in a row. */
static void note_progress(const DlnRun *run, DlnRunPatience *patience)
{
    if (run->n_rows == patience->n_rows && run->result->n_steps == patience->n_steps)
        return;
    patience->n_rows = run->n_rows;
    patience->n_steps = run->result->n_steps;
    patience->retries_left = run->spec->retries;
    patience->retry_backoff.n_waits = 0;
    patience->lock_backoff.n_waits = 0;
    patience->ledger_backoff.n_waits = 0;
    patience->n_surprises = 0;
    patience->waiting_since_us = 0;
}

/* SQLite's primary codes for "no such table" and its kind, and for a key that is there already. */
#define SQLITE_CODE_ERROR 1
#define SQLITE_CODE_CONSTRAINT 19

/* Whether what failed says that the table is not as it was. That it may not be written, or that the disk is full, is
 * nobody's tampering. */
static gboolean is_tampering(const DlnRun *run, const GError *failed)
{
    const char *sqlstate = dunlin_error_get_facts(failed)->sqlstate;

    if (dln_error_is(failed, DUNLIN_ERROR_CONFLICT))
        return TRUE;
    if (!dln_error_is(failed, DUNLIN_ERROR_SQL) || sqlstate == NULL)
        return FALSE;
    if (run->target->engine == DLN_ENGINE_SQLITE) {
        guint primary = (guint)g_ascii_strtoull(sqlstate, NULL, 10) & 0xff;
        return primary == SQLITE_CODE_ERROR || primary == SQLITE_CODE_CONSTRAINT;
    }
    /* Integrity constraints, and names that are not there; but not insufficient_privilege. */
    return g_str_has_prefix(sqlstate, "23") ||
           (g_str_has_prefix(sqlstate, "42") && !g_str_equal(sqlstate, "42501"));
}

/* A migration that tampered with the ledger was rolled back; say so in its own words. */
static void name_tampering(const DlnRun *run, GError **failed)
{
    gboolean is_ledger = run->failure.tag == DLN_TAG_FINISH || run->failure.tag == DLN_TAG_JOURNAL;

    if (!is_ledger || !is_tampering(run, *failed))
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
    note_progress(run, patience);
    if (met_another_runner(run, *failed))
        again = wait_for_runner(run, patience, failed);
    else if (wants_connection(*failed))
        again = wait_for_connection(run, patience, failed);
    else if (dln_error_is_transient(*failed))
        again = wait_to_retry(run, patience, *failed);
    if (!again)
        name_tampering(run, failed);
    return again;
}
