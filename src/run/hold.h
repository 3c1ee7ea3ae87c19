/* SPDX-License-Identifier: Apache-2.0 */
/* hold.h: a session that holds the runner's lock from transaction to transaction, for one step that needs several.
 * Knows not what is done in them. */
#pragma once

#include "run/steps.h"

typedef struct {
    DlnRun *run;
    const DlnStep *step;
    DlnLedgerPlace place;
    DlnSession *session;
    DlnConnection direct; /* round the pooler, when there is one */
    DlnIsolation isolation;
    gint64 started_us;
} DlnHold;

void dln_hold_init(DlnHold *hold, DlnRun *run, const DlnStep *step);
/* Chooses the session. What hooks and assertions want before the step: before anything of it is noted, so not for one
 * that was cut off, which has been through this. */
gboolean dln_hold_prepare(DlnHold *hold, GError **error);
/* Takes the lock and proves the ledger. */
gboolean dln_hold_lock(DlnHold *hold, GError **error);
/* Begins the step's first transaction: the ledger is proven once more, and made where it is missing. */
void dln_hold_add_begin(DlnHold *hold, DlnBatch *batch);
/* Behind a statement that may have reached the ledger: it is as it was, with the step's row saying n_done and journal. */
void dln_hold_add_verify(const DlnHold *hold, DlnBatch *batch, guint n_done, const char *journal);
gboolean dln_hold_run(DlnHold *hold, const DlnBatch *batch, GError **error);
/* A REFUSED error about the step's migration. */
void dln_hold_refuse(const DlnHold *hold, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* In the step's last transaction: what assertions and hooks want behind it, and a reset. n_done and journal: what the
 * step's row says then. */
gboolean dln_hold_add_after(DlnHold *hold, DlnBatch *batch, guint n_done, const char *journal, GError **error);
/* offline.c: the assertions before the step, in its first transaction. */
void dln_run_add_script_before(DlnBatch *batch, const DlnHold *hold);
/* Says of the failure of such a transaction what became of the step. */
void dln_hold_explain_unfinished(const DlnHold *hold, GError **error);
/* The step is committed to its end: takes it into the run's ledger, tells it, and runs the programs behind it. */
gboolean dln_hold_done(DlnHold *hold, GError **error);
/* Gives the lock back, whatever happened; the session's end does it where this fails. */
void dln_hold_let_go(DlnHold *hold);
