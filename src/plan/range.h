/* SPDX-License-Identifier: Apache-2.0 */
/* range.h: places in the history that no database need stand at: for views of the history, for scripts that are made
 * offline, and for what a ledger is told by hand. Knows no ledger. */
#pragma once

#include "plan/target.h"
#include "revision/graph.h"

/* The applied set of a database that stands exactly at target: the revision and all that it needs in the lineage of
 * scope, each DONE with its file's checksum. "base" is the empty set, "heads" everything.
 * *out_applied NULL: target names something of the other scope only, which says nothing about this lineage.
 * Errors: CONFIG, GRAPH as dln_plan_make; CONFIG for "+N" and "-N", since there is nothing to count from. */
gboolean dln_plan_applied_at(const DlnGraph *graph, DlnScope scope, const char *target, DlnApplied **out_applied,
    GError **error);

/* The revisions of a range in the lineage of scope, in topological order: of the end and all that it needs, the start
 * and what comes from it. Both ends are part of it. "-3" as the start counts from the end, "+3" as the end from the
 * start, as far as there is something. A range of which one end is of the other scope only is empty.
 * (element-type DlnRevision)
 * Errors: CONFIG, GRAPH as dln_plan_make; CONFIG when the start does not lead to the end. */
gboolean dln_plan_range(const DlnGraph *graph, DlnScope scope, const DlnRange *range, GPtrArray **out_revisions,
    GError **error);
