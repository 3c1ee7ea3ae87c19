/* SPDX-License-Identifier: Apache-2.0 */
/* baseline.h: the schema of a database that has no history as the first migration of its scope. Writes no file. */
#pragma once

#include "app/schema/state.h"

/* Below the message and the directives of the header: (transfer full). name: what it was found in. into: what a schema is called where it
 * will run (nullable: as schema is). Errors: as dln_create_script. */
char *dln_baseline_body(const DunlinProject *project, const DlnSchema *schema, const char *name,
    const char *into, GError **error);

typedef struct {
    const DunlinProject *project;
    DlnScope scope;
    const char *text;        /* of the whole file */
    const DlnSchema *schema; /* that it is to build */
    const DlnStateOptions *state;
} DlnBaselineProof;

/* Applies it to a scratch database, in a history in which it stands as file_name.
 * Errors: as dln_replay_new; UNSUPPORTED: it builds something else: what. */
gboolean dln_baseline_prove(const DlnBaselineProof *proof, const char *file_name, GError **error);

/* A ledger that holds anything, or a file that somebody numbers. Errors: REFUSED. */
gboolean dln_baseline_check_ledger(const char *place, const DlnLedger *ledger, GError **error);
