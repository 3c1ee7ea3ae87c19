/* SPDX-License-Identifier: Apache-2.0 */
/* rebase.h: what the two halves of a rebase share: rebase.c decides what moves where, rebase_files.c makes the files. */
#pragma once

#include "app/author/branch.h"
#include "dunlin/author.h"
#include "project/trial.h"
#include "revision/nodes.h"

typedef struct {
    const DunlinProject *project; /* its graph may be NULL */
    const DunlinRebaseOptions *options;
    DlnNodes nodes;      /* the revisions by name, whatever their order */
    GPtrArray *moved;    /* (element-type DlnRevision) in their order; the first is the root of the branch */
    GPtrArray *onto;     /* (element-type DlnRevision) what the root shall follow; empty: whatever comes before it then */
    GHashTable *new_ids; /* moved DlnRevision -> id */

    /* Made by dln_rebase_files. */
    GPtrArray *changes;     /* (element-type DlnRebaseChange) */
    DlnTrial *trial;
    const DlnGraph *graph;  /* the trial's */
    GPtrArray *now;         /* (element-type DlnRevision) moved, as they will be */
} DlnRebase;

/* Makes the new texts, builds the history of them, and makes sure that the root follows onto. Writes nothing.
 * Errors: REFUSED: a file that cannot be renumbered; as loading the files. */
gboolean dln_rebase_files(DlnRebase *rebase, GError **error);
