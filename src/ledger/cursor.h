/* SPDX-License-Identifier: Apache-2.0 */
/* cursor.h: how far a batch has come: the one row of the table schema_migrations_batch, which stands beside the ledger
 * from a batch's first transaction to its last. A key may be any text, and the ledger must not get a TOAST table for
 * its sake. Decides nothing. */
#pragma once

#include "ledger/ledger.h"

typedef struct {
    char *version;    /* the migration whose batch is under way */
    char *after;      /* the last key that is done in this pass; NULL: none */
    char *through;    /* the last key of this pass; NULL: the table was empty */
    guint pass;       /* 0: over the rows that were there at the start; then sweeps */
    guint n_steps;
    guint64 n_rows;
} DlnLedgerCursor;

void dln_ledger_cursor_free(DlnLedgerCursor *cursor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnLedgerCursor, dln_ledger_cursor_free)

/* Its table, quoted. (transfer full) */
char *dln_ledger_cursor_table(const DlnLedgerPlace *place);

/* *out_cursor NULL: no batch is under way. Errors: as dln_session_run. */
gboolean dln_ledger_read_cursor(DlnSession *session, const DlnLedgerPlace *place, GCancellable *cancellable,
    DlnLedgerCursor **out_cursor, GError **error);

/* Makes the table and its row. */
void dln_ledger_add_cursor(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerCursor *cursor);
/* Writes cursor over the row. Stops with CONFLICT unless that is still of this version and has done n_steps_before. */
void dln_ledger_add_cursor_move(DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerCursor *cursor,
    guint n_steps_before);
/* Drops the table where there is one. */
void dln_ledger_add_cursor_forget(DlnBatch *batch, guint tag, const DlnLedgerPlace *place);
/* Drops the table. */
void dln_ledger_add_cursor_end(DlnBatch *batch, guint tag, const DlnLedgerPlace *place);
