/* SPDX-License-Identifier: Apache-2.0 */
/* repeatables.h: the repeatable migrations of a project (views, functions): in which order they run, and what each
 * needs. They stand beside the graph, not in it: no lineage, no head. Immutable once built. */
#pragma once

#include "revision/graph.h"

/* The revisions that are not repeatable: (transfer container), NULL on error.
 * Errors: GRAPH with file and line: one of them depends on, or follows, a repeatable one. */
GPtrArray *dln_repeatables_leave_out(const GPtrArray *revisions, GError **error);

/* Takes the revisions with DLN_REVISION_REPEATABLE out of revisions, orders them by what they depend on, ties by name.
 * graph: with the others: what else a `depends` may mean; it keeps the revisions alive.
 * Errors, GRAPH with file and line: an id used twice within a scope, also by a versioned revision; a `depends` that
 * is unknown or ambiguous; a cycle. */
gboolean dln_repeatables_build(const GPtrArray *revisions, const DlnGraph *graph, DlnRepeatables **out_repeatables,
    GError **error);
void dln_repeatables_free(DlnRepeatables *repeatables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRepeatables, dln_repeatables_free)

guint dln_repeatables_size(const DlnRepeatables *repeatables);
/* index: in the order in which they run. */
const DlnRevision *dln_repeatables_get(const DlnRepeatables *repeatables, guint index);
/* What it depends on, repeatable or not, of any scope. (element-type DlnRevision) (transfer none) */
const GPtrArray *dln_repeatables_depends(const DlnRepeatables *repeatables, guint index);

/* Exact id within the scopes of scope_mask; NULL when unknown. */
const DlnRevision *dln_repeatables_find(const DlnRepeatables *repeatables, DlnScope scope_mask, const char *id);

/* The file that row is of: for one that was repeated, also what has become a revision of the history. NULL: it is gone. */
const DlnRevision *dln_applied_row_file(const DlnGraph *graph, DlnScope scope, const DlnAppliedRow *row);

/* Whether row (nullable) says that revision, a repeatable one, has run as its file is now. */
gboolean dln_repeatable_is_current(const DlnRevision *revision, const DlnAppliedRow *row);
