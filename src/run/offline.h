/* SPDX-License-Identifier: Apache-2.0 */
/* offline.h: the steps of one database as a script for psql or the sqlite3 shell: the batches of a run, printed instead
 * of sent. Opens nothing, and asks nobody where the database stands: the script proves it. */
#pragma once

#include "engine/printer.h"
#include "run/run.h"

/* What goes into the ledger's applied_by, where a run says who it was. */
#define DLN_OFFLINE_APPLIED_BY "sql script"

/* By tag: what the checks of a script say when they are false; for DlnPrinterOptions. */
const char *const *dln_run_reasons(guint *out_n);

/* Whether plan can be a script: what dln_run_gate refuses, and what the engine's shell would read in its own way. */
gboolean dln_run_check_script(const DlnPlan *plan, DlnEngineKind engine, DlnTxMode tx_mode, GError **error);

/* Prints plan, which begins at from. spec: events NULL. The script's ledger rows have no run id, and where the engine
 * cannot tell, no duration; so the same files and arguments make the same bytes. Errors: what printing returns. */
gboolean dln_run_print(const DlnRunSpec *spec, const DlnRunTarget *target, const DlnApplied *from,
    const DlnPlan *plan, DlnPrinter *printer, GError **error);
