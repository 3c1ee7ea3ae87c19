/* SPDX-License-Identifier: Apache-2.0 */
/* plan.h: graph + applied + target -> ordered steps for one database. A pure function: no files, no database. */
#pragma once

#include "revision/graph.h"

typedef enum {
    DLN_STEP_APPLY,  /* its section is executed */
    DLN_STEP_RECORD, /* a checkpoint where what it replaces is there: the ledger alone is changed, up or down */
    DLN_STEP_START,  /* a checkpoint in an empty database: it is executed, and all that it replaces is recorded with it */
} DlnStepKind;

typedef struct {
    const DlnRevision *revision; /* the graph's: a plan must not outlive it */
    DlnDirection direction;
    DlnStepKind kind;
} DlnStep;

/* Whether the step is one of a repeatable revision. */
gboolean dln_step_is_repeatable(const DlnStep *step);
/* What is executed; NULL: nothing. */
const DlnScript *dln_step_script(const DlnStep *step, DlnEngineKind engine);
/* How many revisions the step brings besides its own, without being asked for one by one. */
guint dln_step_count_replaced(const DlnGraph *graph, const DlnStep *step);

typedef struct {
    GArray *steps;      /* of DlnStep */
    GPtrArray *skipped; /* (element-type DlnRevision) what LINEAR_SKIP leaves out, in topological order */
} DlnPlan;

void dln_plan_free(DlnPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnPlan, dln_plan_free)

typedef enum {
    DLN_BEGIN_AT_CHECKPOINT, /* an empty database starts from the last checkpoint on its way */
    DLN_BEGIN_AT_BASE,       /* every migration is run, whatever checkpoints there are */
} DlnBegin;

/* Where to go, and under which rules. */
typedef struct {
    DlnScope scope; /* PUBLIC or TENANT */
    DlnDirection direction;
    const char *target;
    const DlnApplied *other_applied; /* (nullable) what the other scope's database has */
    DlnExecOrder exec_order;         /* of an upgrade */
    DlnBegin begin;                  /* of an upgrade */
} DlnPlanOptions;

/* Plans from applied towards the target in the lineage of the scope. Linear.
 *
 * Targets are Alembic's: [BRANCH@]WORD with steps behind it, or steps alone. WORD is "head" (one), "heads" (all, without
 * those that another one depends on), "base", an id, a number, a unique beginning of an id, or a label, which is the revision that carries it. BRANCH is a
 * label or names a revision: its ancestors and descendants. "003+2" and "head-1" count along the parents, "+2", "-1" and
 * "a@+1" from where the database stands; more than one way is an error, and so is a way that is too short.
 * Upwards: the target and all that it needs. "heads" is everything.
 * Downwards: the target stays; what is applied above it goes, and what depends on that. With a branch, only what is
 * above the target towards the revision that names the branch: "a@base" reverts the base that leads to "a" with all
 * that stands on it. "-N": the last N of the one applied head (of the branch), and what depends on them; the last of
 * them may be a merge.
 * A target revision of the other scope only is not an error: the plan is empty.
 * "heads" and "head" also run, behind everything else, the repeatable revisions that are new or changed. A downgrade
 * that takes anything away first reverts the repeatable ones that have run (they stand on the history, and the next
 * upgrade runs them again); one without a down section is only forgotten, one whose file is gone stays as it is.
 * Where nothing is applied, an upgrade that leads to or over a checkpoint starts from it: the first step runs it, and
 * all that it needs is recorded with it; of several, the one that replaces the most, then the last. Everywhere else a
 * checkpoint is only recorded, be it late or not, and on the way down only forgotten.
 * Up is in topological order, down in exactly the reverse. A RUNNING row is pending for an upgrade, and its revision
 * comes first; for a downgrade it is there like any other (whoever runs the plan looks at its state).
 *
 * With other_applied, a cross-scope `depends` that is not applied there is DUNLIN_ERROR_REFUSED and names it, and so is
 * reverting what an applied revision there depends on; NULL skips both checks.
 * Checksums: a row without one is accepted; a RUNNING row's is not compared, since its journal tells whether it may
 * be continued.
 * Errors: GRAPH: several heads where one is meant, or several ways to go; CONFIG: a target that is unknown, ambiguous
 * (candidates listed), malformed, of the other direction, too far, or for a downgrade not applied; CHECKSUM: applied
 * revisions were edited (files named) or are no longer on disk in this lineage (versions named), up to 5 listed;
 * REFUSED: an unmet cross-scope depends in either direction, or a late arrival with LINEAR (says which, and what may be
 * done). */
gboolean dln_plan_make(const DlnGraph *graph, const DlnApplied *applied, const DlnPlanOptions *options,
    DlnPlan **out_plan, GError **error);

/* Whether any database could be brought to target: what is wrong with it that needs no ledger to be seen.
 * Errors: GRAPH, CONFIG as dln_plan_make. */
gboolean dln_plan_check_target(const DlnGraph *graph, DlnScope scope, DlnDirection direction, const char *target,
    GError **error);

/* The first n revisions of a linear lineage, without checksums: what a SQLite file that has only its user_version
 * can tell. Errors: REFUSED when n exceeds the lineage or it is not linear. */
gboolean dln_plan_applied_from_count(const DlnGraph *graph, DlnScope scope, guint n, DlnApplied **out_applied,
    GError **error);
