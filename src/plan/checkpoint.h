/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.h: what a checkpoint stands for in its lineage, and whether it still does. Pure: no files, no database. */
#pragma once

#include "plan/lineage.h"

/* The scope of the one lineage that a checkpoint is in: PUBLIC or TENANT. */
DlnScope dln_checkpoint_scope(const DlnRevision *checkpoint);

/* Marks, by position, of all that the checkpoint at position needs in its lineage, without itself. (transfer full) */
guint8 *dln_checkpoint_mark(const DlnGraph *graph, guint position);
/* The same as a list, in topological order. (element-type DlnRevision) (transfer container) */
GPtrArray *dln_checkpoint_replaced(const DlnGraph *graph, const DlnRevision *checkpoint);

/* Whether a checkpoint is as it was written, for what it replaces now.
 * Errors: INTEGRITY with file and line: it was edited, what comes before it has changed, or nothing comes before it;
 * what to do is named. */
gboolean dln_checkpoint_check(const DlnGraph *graph, const DlnRevision *revision, GError **error);
/* The same for each of the history. */
gboolean dln_checkpoints_check(const DlnGraph *graph, GError **error);
