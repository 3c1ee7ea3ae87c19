/* SPDX-License-Identifier: Apache-2.0 */
/* steps.h: how the steps of a plan become batches: transactional ones here, the others by journal. */
#pragma once

#include "run/loss.h"

/* Why a batch stopped: the tags of its items. */
typedef enum {
    DLN_TAG_BEGIN,  /* the lock is another runner's */
    DLN_TAG_EXPECT, /* the ledger is not what was read */
    DLN_TAG_LEDGER, /* making the ledger, or the journal's row */
    DLN_TAG_SCRIPT, /* the migration's own statements */
    DLN_TAG_ASSERT, /* its assertions */
    DLN_TAG_HOOK,   /* what the project wants done beside it */
    DLN_TAG_RESET,  /* deferred constraints and triggers of the migration */
    DLN_TAG_FINISH, /* proving and writing the ledger behind the migration: it changed it */
    DLN_TAG_COMMIT,
    DLN_TAG_JOURNAL,   /* the journal is not what was read */
    DLN_TAG_KEY,       /* the key of a batch is not fit */
    DLN_TAG_REMAINING, /* what a batch leaves */
    DLN_TAG_LOSS,      /* what is about to go holds something */
} DlnRunTag;

typedef struct {
    const DlnRunSpec *spec;
    const DlnRunTarget *target;
    DlnConnection *connection;
    DlnLedger *ledger;     /* owned; NULL: to be read */
    char *lock_name;       /* owned */
    DlnRunResult *result;
    DlnBatchFailure failure; /* of the last failed batch */
    GArray *in_doubt; /* of DlnStep: sent, and then the connection was lost: they may have been committed */
    guint n_in_doubt; /* rows of a correction that was sent before the connection was lost */
    DlnLosses *losses; /* (nullable) owned: what the batch under way takes with it, all empty */
    GStrv revisions;  /* (nullable) owned: what spec->revert_run applied here, where it was read again */
    gboolean is_begun;       /* the programs before the database have run */
    gboolean is_prepared;    /* the SQL before the database as well */
    gboolean is_creation;    /* what is before and after the database belongs into the transaction of its migrations */
    guint64 n_rows; /* of batches, committed in this run: something has come of it, even where it fails */
    gboolean schema_missing; /* the ledger was not read but imagined: its schema is still to be made */

    /* The batches become a script: nobody has read the ledger, it is what must be there when the script begins. */
    gboolean is_script;
    const DlnStep *printed; /* the script's steps so far: the ledger is behind them. Whoever adds a step counts it. */
    guint n_printed;
    guint n_repeatables_printed; /* among them, which count for nothing in the ledger */
} DlnRun;

/* Applies steps [0, n_steps) in one transaction. On success run->ledger is what was committed. */
gboolean dln_run_transaction(DlnRun *run, const DlnStep *steps, guint n_steps, GError **error);

/* The batch of dln_run_transaction up to its commit. Errors: as dln_run_add_hook_sql. */
gboolean dln_run_add_transaction(
    DlnBatch *batch, DlnRun *run, const DlnStep *steps, guint n_steps, GError **error);

/* Applies one step statement by statement, journaled. */
gboolean dln_run_journaled(DlnRun *run, const DlnStep *step, GError **error);
/* Whether it is to be: as the file says, as --tx-mode says, or as a cut-off attempt has begun. */
gboolean dln_run_is_journaled(const DlnRun *run, const DlnStep *step);
/* All its batches in one, from taking the lock to giving it back, as if no statement failed or was cut off. Errors: of
 * hooks. */
gboolean dln_run_add_journaled(DlnBatch *batch, DlnRun *run, const DlnStep *step, GError **error);

/* Makes run->ledger what spec->correct says, in one transaction. */
gboolean dln_run_correct(DlnRun *run, GError **error);
/* So many sweeps of a batch in a row that left as many rows as before are enough to see that there is no end. Those over
 * what came behind are short, and a busy table deserves some. */
#define DLN_MAX_STALLED_OVER_ALL 3
#define DLN_MAX_STALLED_BEHIND 10
/* Applies one step that goes over a table in stretches of keys (`-- dunlin:batch`). */
gboolean dln_run_batched(DlnRun *run, const DlnStep *step, GError **error);

/* offline.c: what a script proves of the ledger in the first transaction of step, and makes of it. */
void dln_run_add_script_ledger(DlnBatch *batch, const DlnRun *run, const DlnStep *step);
/* That nobody has changed the ledger since, before step or behind a statement of it that may have reached the ledger.
 * running: (nullable) the version of step, where it is journaled and has begun. */
void dln_run_add_script_proof(DlnBatch *batch, guint tag, const DlnRun *run, const DlnStep *step,
    const char *running);
/* Whether step goes over a table in stretches of keys, upwards. */
gboolean dln_step_is_batch(const DlnStep *step);
/* offline_batch.c: whether the engine's shell can do such a step stretch by stretch; and all its transactions. */
gboolean dln_run_is_looped(const DlnRun *run, const DlnStep *step);
gboolean dln_run_add_looped(DlnBatch *batch, DlnRun *run, const DlnStep *step, GError **error);
/* Elsewhere: its statement over all keys at once, within a transaction. */
void dln_run_add_whole_batch(DlnBatch *batch, const DlnRun *run, const DlnStep *step);
/* Takes step as printed. */
void dln_run_count_printed(DlnRun *run, const DlnStep *step);
/* Around what a repeatable step does, which in a script only the ledger can tell to be needed; FALSE: no condition. */
gboolean dln_run_begin_repeatable(DlnBatch *batch, const DlnRun *run, const DlnStep *step);
/* "Running upgrade A -> B", where the batch becomes a script. */
void dln_run_add_note(DlnBatch *batch, const DlnRun *run, const DlnStep *step);

/* What both share. */
/* Proves the ledger, and makes what is missing of it, its schema included; for the transaction that begins step. */
void dln_run_add_ledger(DlnBatch *batch, const DlnRun *run, const DlnStep *step);
/* What the ledger will say of revision; borrowed. */
DlnLedgerRow dln_run_ledger_row(const DlnRun *run, const DlnRevision *revision);
/* revision: (nullable) whose own timeouts win over the spec's. */
void dln_run_isolation(const DlnRun *run, const DlnRevision *revision, DlnIsolation *out_isolation);
void dln_run_emit_step(const DlnRun *run, DunlinEventType type, const DlnStep *step, gint64 duration_us);
/* message: what is waited for, or what failed and will be tried again. */
void dln_run_emit_waiting(const DlnRun *run, const char *message);
/* Whether statements [first, first + n) of script (nullable) name the ledger or run code that may reach it. */
gboolean dln_run_may_reach_ledger(const DlnScript *script, guint first, guint n);
/* What is applied once step, which begins at a checkpoint, is done. (transfer full) */
DlnApplied *dln_run_applied_start(const DlnGraph *graph, const DlnApplied *applied, const DlnStep *step);
/* The rows of all that such a checkpoint replaces. */
void dln_run_add_replaced(DlnBatch *batch, const DlnRun *run, const DlnLedgerPlace *place, const DlnStep *step);
/* Takes the step into run->ledger. */
void dln_run_note_applied(DlnRun *run, const DlnStep *step);
/* How many revisions count for SQLite's user_version, before the next step and once step is done: not what is under
 * way. */
guint dln_run_count_before(const DlnRun *run);
guint dln_run_count_after(const DlnRun *run, const DlnStep *step);
/* Names the step's revision and the tenant in the error's facts, and the file in the message where what the migration
 * deferred has failed. step NULL: one of several. */
void dln_run_explain(const DlnRun *run, const DlnStep *step, GError **error);
