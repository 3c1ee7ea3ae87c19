/* SPDX-License-Identifier: Apache-2.0 */
/* retry.h: whether what has failed in one database is tried again, and when. */
#pragma once

#include "base/backoff.h"
#include "run/steps.h"

/* What is counted begins anew with everything that is committed. */
typedef struct {
    gint64 waiting_since_us;   /* for another runner, or a connection; 0: not */
    DlnBackoff lock_backoff;   /* while another runner is at work, or no connection can be had */
    DlnBackoff ledger_backoff; /* while the ledger is another one each time */
    guint n_surprises;         /* how often it was */
    DlnBackoff retry_backoff;
    guint retries_left;
    guint64 n_rows; /* what was committed when it was last looked at */
    guint n_steps;
} DlnRunPatience;

void dln_run_patience_init(DlnRunPatience *patience, const DlnRunSpec *spec);

/* Waits where waiting may help, and says whether to try once more; FALSE: *failed is what to tell. */
gboolean dln_run_try_again(DlnRun *run, DlnRunPatience *patience, GError **failed);
