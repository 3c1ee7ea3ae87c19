/* SPDX-License-Identifier: Apache-2.0 */
/* retry.h: whether what has failed in one database is tried again, and when. */
#pragma once

#include "base/backoff.h"
#include "run/steps.h"

typedef struct {
    gint64 wait_deadline_us; /* for another runner, and for a connection */
    DlnBackoff lock_backoff;
    DlnBackoff retry_backoff;
    guint retries_left;
    guint64 n_rows; /* of batches, when the last retry was counted */
    GRand *random;
} DlnRunPatience;

void dln_run_patience_init(DlnRunPatience *patience, const DlnRunSpec *spec, GRand *random);

/* Waits where waiting may help, and says whether to try once more; FALSE: *failed is what to tell. */
gboolean dln_run_try_again(DlnRun *run, DlnRunPatience *patience, GError **failed);
