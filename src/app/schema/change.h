/* SPDX-License-Identifier: Apache-2.0 */
/* change.h: what has to be executed so that one state becomes another, and back: found, and tried on the scratch database of the
 * first, before anybody sees it. */
#pragma once

#include "app/schema/renames.h"
#include "app/schema/state.h"

typedef struct {
    DlnDiffFlags flags;
    const DunlinRenameOptions *renames; /* (nullable) */
} DlnChangeOptions;

typedef struct {
    DlnState *from;
    DlnStage *stage;    /* from's, NULL where there is no difference */
    DlnDiff *up;        /* the renames first; no parts: no difference */
    DlnSchema *renamed; /* (nullable) from behind the renames, where there are any */
    GPtrArray *undo;    /* (element-type DlnDiffStep) takes the renames back */
    guint n_alone;      /* 1: the first part holds renames and nothing else */
    GPtrArray *states;  /* (element-type DlnSchema) after each other part */
} DlnChange;

/* Makes the ways up and executes them on from's scratch database, which is like to then. from and to must outlive it.
 * Errors: as dln_rename_run, dln_diff_make; UNSUPPORTED: the statements do not lead to the desired schema: what remains; what the
 * engine says of one of them. */
gboolean dln_change_find(DlnState *from, const DlnState *to, const DlnChangeOptions *options,
    const DlnStateOptions *state, DlnChange *out_change, GError **error);

typedef struct {
    DlnDiff *diff; /* NULL: there is none */
    char *why;     /* (nullable) why there is none */
} DlnWayBack;

/* A way back for each part of up, executed on the same scratch database, which is as it was then. Where one cannot be written, or does
 * not lead back, there is none for those before it either: nobody comes to where they begin.
 * Errors: what has nothing to do with the statements. (transfer full) (element-type DlnWayBack) */
GPtrArray *dln_change_ways_back(const DlnChange *change, GError **error);

void dln_change_clear(DlnChange *change);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnChange, dln_change_clear)

