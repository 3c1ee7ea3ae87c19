/* SPDX-License-Identifier: Apache-2.0 */
/* walk.h: a scratch database that stands somewhere in one lineage, and can be made anew to stand there. Knows nothing
 * of faults. */
#pragma once

#include "app/scratch/snapshot.h"
#include "app/verify/verify.h"

typedef struct {
    DlnVerifyScope *scope;
    DlnReplay *replay;     /* NULL: there is none that could be gone on with */
    DlnSnapshot *now;      /* what replay holds */
    GPtrArray *done;       /* (element-type DlnRevision) of scope->wanted, that are applied in it */
    GHashTable *broken;    /* (element-type DlnRevision) that cannot be applied */
    gboolean has_rows;     /* somebody's rows are in it */
    gboolean are_repeated; /* the repeatable migrations have run in it */
    GError *error;         /* what ends it all */
} DlnWalk;

void dln_walk_init(DlnWalk *walk, DlnVerifyScope *scope);
void dln_walk_clear(DlnWalk *walk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnWalk, dln_walk_clear)

/* A new scratch database where the old one stood. What could be done once can be done again: an error is walk->error. */
gboolean dln_walk_rebuild(DlnWalk *walk);
/* With rows, once somebody's are in it. */
gboolean dln_walk_snapshot(DlnWalk *walk, DlnSnapshot **out_snapshot, GError **error);
/* Puts rows in. */
gboolean dln_walk_load(DlnWalk *walk, DlnVerifyLoad *load, GError **error);
/* Whether revision is the last that is verified. */
gboolean dln_walk_is_last(const DlnWalk *walk, const DlnRevision *revision);
