/* SPDX-License-Identifier: Apache-2.0 */
/* snapshot.h: what a replay has built so far, as plain data that outlives it, and how two of that differ in lines for
 * people. Changes nothing. */
#pragma once

#include "app/scratch/replay.h"

typedef struct DlnSnapshot DlnSnapshot;

typedef enum {
    DLN_SNAPSHOT_SCHEMA = 0,
    DLN_SNAPSHOT_ROWS = 1 << 0, /* every row as well */
} DlnSnapshotFlags;

/* The scope's schema, and in PostgreSQL whatever other schemas the scratch database holds, but for the public one below a
 * tenant's. Errors: as dln_session_inspect. (transfer full) */
DlnSnapshot *dln_snapshot_take(DlnReplay *replay, DlnSnapshotFlags flags, GError **error);
void dln_snapshot_free(DlnSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSnapshot, dln_snapshot_free)

/* Appends a line for each object that is not the same, in the model's words: "missing" is not in after. */
void dln_snapshot_compare_schemas(
    const DlnSnapshot *before, const DlnSnapshot *after, GPtrArray *out_lines);

/* The same for rows, where both have them; as far as base (nullable) has the table and the column. Values of sequences do
 * not count: what a downgrade takes back it need not number anew. */
void dln_snapshot_compare_rows(const DlnSnapshot *before, const DlnSnapshot *after,
    const DlnSnapshot *base, GPtrArray *out_lines);
