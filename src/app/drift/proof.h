/* SPDX-License-Identifier: Apache-2.0 */
/* proof.h: that each database that a run has brought to its target has the schema that its migrations build. Undoes nothing. */
#pragma once

#include "app/scratch/replay.h"

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

typedef struct DlnProof DlnProof;

/* From now on each database of fleet is proven in the moment that it is at its target: where it has another schema it gets an error,
 * CONFLICT with the differences, as where it cannot be told, with the reason. What a ledger stands for is built when the first
 * stands there. Borrows fleet and what options names until it is freed. */
DlnProof *dln_proof_begin(const DlnProofOptions *options, DlnFleet *fleet);
void dln_proof_free(DlnProof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnProof, dln_proof_free)
