/* SPDX-License-Identifier: Apache-2.0 */
/* graph.h: the revision graph; build it, check it, answer questions about it.
 * Knows no files and no database. Immutable once built, so every thread may share it. */
#pragma once

#include <glib.h>

#include "revision/applied.h"
#include "revision/revision.h"

typedef struct DlnGraph DlnGraph;
typedef struct DlnRepeatables DlnRepeatables; /* see repeatables.h */

/* Builds the graph. revisions: (element-type DlnRevision) (transfer none: the graph takes a reference on the
 * array), in any order, none of scope 0. The two scopes have a lineage each; a `both` revision is in each of them.
 * Without explicit parents the parent is the revision (of that lineage) with the next lower number; without a
 * number, the one before it in the order of ids. Explicit parents are looked up in each lineage of the revision by
 * itself: a `both` revision may name one for each, and needs one in each.
 * Two files with one number and no parents are two heads, which only warns; so do ORDERED_BY_NAME files with one
 * number, which follow each other by name. Where a later file without a parent would follow, the last one of the
 * number counts: the one that no other of that number has as its parent.
 * Linear, but for sorting by id. Repeatable revisions are no part of the graph: it only keeps them.
 * A `depends` may be a label, which is the revision that carries it.
 * Errors, DUNLIN_ERROR_GRAPH with the file (facts): an id used twice within a scope; an unknown or ambiguous
 * parent or depends (the candidates listed); a parent outside the lineage; a merge of a revision with its ancestor; a cycle (all members named in order); a
 * label used twice, equal to an id, or one that no target could name; an implicit parent that is ambiguous because two files have one number (names
 * `dunlin merge` and `dunlin rebase`); a depends on a repeatable revision; what dln_repeatables_build finds. */
gboolean dln_graph_build(GPtrArray *revisions, DlnGraph **out_graph, GError **error);
DlnGraph *dln_graph_ref(DlnGraph *graph);
void dln_graph_unref(DlnGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnGraph, dln_graph_unref)

/* What is legal but suspicious, one line each, position first. (element-type utf8) (transfer none) */
const GPtrArray *dln_graph_warnings(const DlnGraph *graph);

/* The repeatable revisions among those that it was built from. */
const DlnRepeatables *dln_graph_repeatables(const DlnGraph *graph);
/* Whether any of them is for databases of scope (PUBLIC or TENANT). */
gboolean dln_graph_has_repeatables(const DlnGraph *graph, DlnScope scope);

guint dln_graph_size(const DlnGraph *graph);
/* All revisions in one topological order (parents and depends first), stable: ties in id order. */
const DlnRevision *dln_graph_get(const DlnGraph *graph, guint index);
/* The place of revision in that order. revision must be of this graph. */
guint dln_graph_position(const DlnGraph *graph, const DlnRevision *revision);
/* Exact id within the lineages of scope_mask, public first; NULL when unknown. */
const DlnRevision *dln_graph_find(const DlnGraph *graph, DlnScope scope_mask, const char *id);
/* What name may mean: the exact id; else, for a name of digits only, the ids with that number ("3" finds "003_x";
 * among several, "003" the only one that begins so); else the ids that begin with name. Empty: unknown; several:
 * ambiguous. (element-type DlnRevision) (transfer container) */
GPtrArray *dln_graph_candidates(const DlnGraph *graph, DlnScope scope_mask, const char *name);
/* The only candidate. Errors: DUNLIN_ERROR_CONFIG when unknown, and when ambiguous, the candidates listed. */
const DlnRevision *dln_graph_resolve(const DlnGraph *graph, DlnScope scope_mask, const char *name, GError **error);
/* The revision with this label; NULL when unknown. */
const DlnRevision *dln_graph_find_label(const DlnGraph *graph, const char *label);

/* The lineage of one scope (PUBLIC or TENANT): its revisions in topological order. (transfer container) */
GPtrArray *dln_graph_lineage(const DlnGraph *graph, DlnScope scope);
/* Parents or children of revision in the lineage of scope, in topological order; empty for a revision of the other
 * scope. (element-type DlnRevision) (transfer none) */
const GPtrArray *dln_graph_parents(const DlnGraph *graph, DlnScope scope, const DlnRevision *revision);
const GPtrArray *dln_graph_children(const DlnGraph *graph, DlnScope scope, const DlnRevision *revision);
/* The revisions that revision depends on, across scopes, in topological order. (transfer none) */
const GPtrArray *dln_graph_depends(const DlnGraph *graph, const DlnRevision *revision);
/* Revisions without children in the lineage, in topological order. (transfer none) */
const GPtrArray *dln_graph_heads(const DlnGraph *graph, DlnScope scope);
/* One base, one head, no branch: then a count of applied revisions identifies the state. TRUE for an empty one. */
gboolean dln_graph_is_linear(const DlnGraph *graph, DlnScope scope);
/* The applied revisions (RUNNING ones are not) without an applied descendant: in a ledger without gaps, without an
 * applied child. In topological order. (element-type DlnRevision) (transfer container) */
GPtrArray *dln_graph_applied_heads(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied);

/* The same by position, for walks over the whole graph that look nothing up. A lineage has no edges at the positions
 * of revisions that are not in it. Everything that a revision needs stands at a lower position. */
typedef struct {
    const guint *items; /* ascending; borrowed */
    guint count;
} DlnPositions;

DlnPositions dln_graph_parents_at(const DlnGraph *graph, DlnScope scope, guint position);
DlnPositions dln_graph_children_at(const DlnGraph *graph, DlnScope scope, guint position);
DlnPositions dln_graph_depends_at(const DlnGraph *graph, guint position);
DlnPositions dln_graph_dependents_at(const DlnGraph *graph, guint position);

/* The rows of applied by position, NULL where there is none. (transfer container: g_free)
 * out_unknown: (nullable) (element-type DlnAppliedRow): rows of versions outside the lineage are appended. Rows of
 * repeatable revisions are neither.
 * One pass over both, borrowed rows. */
const DlnAppliedRow **dln_graph_match_applied(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied,
    GPtrArray *out_unknown);
