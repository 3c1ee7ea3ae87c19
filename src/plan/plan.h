/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h: graph + applied + target -> ordered steps for one database. A pure function: no files, no database. */
#pragma once

#include "revision/graph.h"

typedef struct {
    const DlnRevision *revision; /* the graph's: a plan must not outlive it */
    DlnDirection direction;
} DlnStep;

typedef struct {
    GArray *steps; /* of DlnStep */
} DlnPlan;

void dln_plan_free(DlnPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnPlan, dln_plan_free)

/* Plans from applied towards target in the lineage of scope (PUBLIC or TENANT). Linear.
 * target, up: "heads" (all), "head" (refuses several heads and names `dunlin merge` and `dunlin rebase`), an id,
 * number or unique prefix (with all that it needs), "+N" (at most the next N).
 * target, down: "base" (everything goes), an id (it stays; applied descendants go, and what depends on them), "-N"
 * (the last N, counted from the applied head).
 * A target revision of the other scope only is not an error: the plan is empty.
 * Up is in topological order, down in exactly the reverse. A RUNNING row is pending for an upgrade, and its revision
 * comes first; for a downgrade it is there like any other (whoever runs the plan looks at its state).
 * other_applied: (nullable): what the other scope's database has. With it, a cross-scope `depends` that is not
 * applied there is DUNLIN_ERROR_REFUSED and names it, and so is reverting what an applied revision there depends on;
 * NULL skips both checks.
 * Checksums: a row without one is accepted; a RUNNING row's is not compared, since its journal tells whether it may
 * be continued.
 * Errors: GRAPH: several heads where one is meant; CONFIG: a target that is unknown, ambiguous, malformed, of the
 * other direction, for a downgrade not applied, or "-N" beyond what is applied; CHECKSUM: applied revisions were
 * edited (files named) or are no longer on disk in this lineage (versions named), up to 5 listed; REFUSED: an unmet
 * cross-scope depends in either direction, or a late arrival: a revision to apply below an applied one (says which,
 * and what may be done). */
gboolean dln_plan_make(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied,
    const DlnApplied *other_applied, DlnDirection direction, const char *target, DlnPlan **out_plan, GError **error);

/* The first n revisions of a linear lineage, without checksums: what a SQLite file that has only its user_version
 * can tell. Errors: REFUSED when n exceeds the lineage or it is not linear. */
gboolean dln_plan_applied_from_count(const DlnGraph *graph, DlnScope scope, guint n, DlnApplied **out_applied,
    GError **error);
