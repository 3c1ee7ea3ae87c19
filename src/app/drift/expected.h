/* SPDX-License-Identifier: Apache-2.0 */
/* expected.h: what the ledgers of a look stand for. Most databases are where the whole history leads: that is begun while their
 * ledgers are still being read. */
#pragma once

#include "app/drift/drift.h"

typedef struct DlnDriftGuess DlnDriftGuess;

/* Begins with what the whole history of the tenants builds, in a thread of its own. look's project and cancellable must outlive it.
 * (transfer full) (nullable): nothing to be gained. */
DlnDriftGuess *dln_drift_guess_new(const DlnDriftLook *look);
/* Waits for it. */
void dln_drift_guess_free(DlnDriftGuess *guess);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnDriftGuess, dln_drift_guess_free)

/* Gives each place what it stands for, or why that cannot be built. guess: (nullable); what was guessed right is taken from it. */
void dln_drift_build_expected(DlnDriftLook *look, DlnDriftGuess *guess);
