/* SPDX-License-Identifier: Apache-2.0 */
/* probe.h: did a statement that a kill cut off take effect? Asks the database, changes nothing but the invalid index
 * that such a statement of ours left behind. */
#pragma once

#include "engine/catalog.h"
#include "run/steps.h"

typedef enum {
    DLN_PROBE_REDO,     /* it did not, or doing it again does no harm */
    DLN_PROBE_DONE,     /* it did */
    DLN_PROBE_IN_DOUBT, /* the database cannot tell */
} DlnProbe;

/* Before the statement is sent: whether dln_run_probe could tell its work from what is there already. An index that
 * exists before it is built is somebody else's, and one that is missing before it is dropped was never there. */
gboolean dln_run_probe_before(DlnRun *run, DlnSession *session, const DlnScript *script, guint statement,
    gboolean *out_can_tell, GError **error);

/* What a statement that was cut off has come to, where schema is the database's; out_index: the state of the index that
 * it is about, MISSING where it is about none. Changes nothing. */
gboolean dln_run_probe_look(DlnSession *session, const char *schema, const DlnScript *script, guint statement,
    GCancellable *cancellable, DlnProbe *out_probe, DlnIndexState *out_index, GError **error);
/* For a script, which nobody answers while it runs: stops where an index that is to be made is there already, or one that
 * is to be dropped is not. The statement would fail, too, but behind the note that it is under way; then the next run would
 * take somebody else's index for its work. */
void dln_run_add_probe_check(DlnBatch *batch, const DlnRun *run, const DlnScript *script, guint statement);

/* session holds the runner's lock. Drops the invalid index that a cut-off CREATE or DROP INDEX CONCURRENTLY left. */
gboolean dln_run_probe(DlnRun *run, DlnSession *session, const DlnScript *script, guint statement,
    DlnProbe *out_probe, GError **error);
