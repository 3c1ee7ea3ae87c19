/* SPDX-License-Identifier: Apache-2.0 */
/* proof.h: after a run, that each database has the schema that its migrations build. Undoes nothing. */
#pragma once

#include "app/replay.h"

typedef struct {
    const DunlinProject *project;
    DlnScope scope; /* PUBLIC or TENANT */
    const char
        *target; /* (nullable) of an upgrade: how far a replay must be possible; NULL: all of it */
    const char *run_id;
    GCancellable *cancellable; /* (nullable) */
} DlnProofOptions;

/* Before anything runs, for all scopes that selection asks for: whether the migrations can be replayed at all, and a scratch database can be made.
 * Errors: as dln_replay_check and dln_scratch_new. */
gboolean dln_proof_check(
    const DlnProofOptions *options, const DunlinSelection *selection, GError **error);

/* The databases of the scope in fleet that have no error yet and another schema get one, CONFLICT with the differences, and have
 * failed; so do those of which it cannot be told, with the reason. */
void dln_proof_take(const DlnProofOptions *options, DlnFleet *fleet);
