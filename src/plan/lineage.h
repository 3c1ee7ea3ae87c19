/* SPDX-License-Identifier: Apache-2.0 */
/* lineage.h: sets of revisions of one lineage, as marks by position: what is below, what is above, what is kin.
 * Knows no ledger and no target. */
#pragma once

#include "revision/graph.h"

#define DLN_NOWHERE G_MAXUINT

/* Unmarked, one for each position. (transfer full: g_free) */
guint8 *dln_marks_new(const DlnGraph *graph);
void dln_marks_set(guint8 *marks, DlnPositions positions);
gboolean dln_marks_any(const guint8 *marks, DlnPositions positions);
/* (transfer full) (element-type DlnRevision): the marked ones in topological order. */
GPtrArray *dln_marks_list(const DlnGraph *graph, const guint8 *marks);

gboolean dln_lineage_has(const DlnGraph *graph, DlnScope scope, guint position);
/* Mark the ancestors (by parents) of what is marked. Linear, as the following. */
void dln_lineage_mark_below(const DlnGraph *graph, DlnScope scope, guint8 *marks);
/* Mark all that the marked ones need in this lineage: ancestors, and what any of them depends on. Whatever is marked
 * outside the lineage is unmarked. */
void dln_lineage_mark_needs(const DlnGraph *graph, DlnScope scope, guint8 *marks);
/* The ancestors and descendants (by parents) of the revision at position, and itself: the branch that a label of that
 * revision names. (transfer full) */
guint8 *dln_lineage_kin(const DlnGraph *graph, DlnScope scope, guint position);

typedef enum {
    DLN_TIPS_BY_PARENTS, /* a branch that another one only depends on is a tip of its own */
    DLN_TIPS_BY_NEEDS,   /* parents and depends: what Alembic keeps in its version table */
} DlnTipsBy;

/* The marked revisions that no other marked one comes from, be it by way of unmarked ones. Ascending.
 * (transfer full) (element-type guint) */
GArray *dln_lineage_tips(const DlnGraph *graph, DlnScope scope, const guint8 *marks, DlnTipsBy by);
