/* SPDX-License-Identifier: Apache-2.0 */
/* expected.h: the schema that a ledger stands for: what its migrations build on a scratch database. Writes to no database of the
 * project's. */
#pragma once

#include "app/scratch/replay.h"
#include "model/schema.h"

typedef struct {
    DlnSchema *schema; /* what is to be compared of it */
    char *fingerprint; /* dln_schema_fingerprint */
} DlnExpected;

void dln_expected_free(DlnExpected *expected);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnExpected, dln_expected_free)

typedef struct {
    const DunlinProject *project;
    DlnScope scope; /* PUBLIC or TENANT */
    const DlnApplied *applied;
    const char *run_id;
    guint number;              /* of the scratch databases of the run */
    GPtrArray *warnings;       /* (nullable) (element-type utf8): appended to */
    GCancellable *cancellable; /* (nullable) */
} DlnExpectedOptions;

/* Runs exactly what applied holds, in the order of the history, repeatable migrations last.
 * Errors: CONFLICT: one of them is under way or was cut off; REFUSED: a file is gone, a repeatable one has run with another text;
 * CHECKSUM: a file was edited; GRAPH: without those that are not applied the others have no order; as dln_replay_new and
 * dln_replay_upgrade. Nothing is left then. */
gboolean dln_expected_build(
    const DlnExpectedOptions *options, DlnExpected **out_expected, GError **error);

/* Whether it can be tried at all, before anything runs. Errors: the same. */
gboolean dln_expected_check(const DlnExpectedOptions *options, GError **error);

/* Whether something in applied has no checksum: what the file held when it was run is not known. */
gboolean dln_expected_is_guessed(const DlnApplied *applied);
