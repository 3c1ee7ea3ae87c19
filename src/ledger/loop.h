/* SPDX-License-Identifier: Apache-2.0 */
/* loop.h: a batch for a script of PostgreSQL: the steps of src/run/batching.c as one statement for the server, which
 * commits between them and moves the same cursor, so that whoever comes behind a cut-off one goes on. Sends nothing. */
#pragma once

#include "ledger/cursor.h"

typedef struct {
    const char *version;
    const char *table;          /* whose rows: the bare name, in the ledger's schema */
    const char *key;            /* its column, likewise */
    guint size;                 /* rows in a step */
    gint64 pause_ms;            /* between two */
    const char *journal;        /* what the ledger's row says meanwhile */
    const char *statement;      /* for one step, with $1 and $2 for the keys at its ends */
    const char *remaining;      /* the query that says how many rows are left */
    const char *remaining_at;   /* where it stands: file:line:column */
    const char *stays;          /* (nullable) a condition that must hold behind each step */
    const char *broken;         /* what is said where it does not */
    guint max_stalled_over_all; /* sweeps in a row that left as many rows as before */
    guint max_stalled_behind;
} DlnLedgerLoop;

/* In the transaction that writes the running row: the table of the cursor, which ends at the greatest key there is. */
void dln_ledger_add_loop_start(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerLoop *loop);
/* Stops with CONFLICT unless the ledger and the cursor are at work on this batch, with this text. */
void dln_ledger_add_loop_check(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerLoop *loop);
/* Whether the ledger has a row of version. (transfer full) */
char *dln_ledger_has_row(const DlnLedgerPlace *place, const char *version);
/* All steps; outside a transaction, with a session that holds the lock. */
void dln_ledger_add_loop(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerLoop *loop);
