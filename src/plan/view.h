/* SPDX-License-Identifier: Apache-2.0 */
/* view.h: one lineage of a graph with what a ledger says of it: what the two directions of planning share. */
#pragma once

#include "plan/place.h"
#include "plan/plan.h"

typedef struct {
    const DlnGraph *graph;
    DlnScope scope;                  /* PUBLIC or TENANT */
    const DlnApplied *applied;
    guint size;
    const DlnAppliedRow **rows;      /* by position; NULL: pending or of the other scope */
    const DlnApplied *other_applied; /* (nullable) */
    DlnExecOrder exec_order;
    DlnBegin begin;
} DlnView;

/* Matches applied with the files. Errors: CHECKSUM, see dln_plan_make. view: to be cleared in any case. */
gboolean dln_view_init(DlnView *view, const DlnApplied *applied, GError **error);
void dln_view_clear(DlnView *view);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnView, dln_view_clear)

gboolean dln_view_in_lineage(const DlnView *view, guint position);
/* DONE, not RUNNING. */
gboolean dln_view_is_done(const DlnView *view, guint position);
/* The other one of PUBLIC and TENANT. */
DlnScope dln_view_other_scope(const DlnView *view);
DlnGround dln_view_ground(const DlnView *view);

/* Says that target would count from each of the applied heads at positions. */
void dln_view_refuse_heads(const DlnView *view, const DlnTarget *target, const GArray *positions, GError **error);

/* Fill an empty plan with the steps towards target. Errors: see dln_plan_make. */
gboolean dln_plan_up(const DlnView *view, const DlnTarget *target, DlnPlan *plan, GError **error);
gboolean dln_plan_down(const DlnView *view, const DlnTarget *target, DlnPlan *plan, GError **error);
/* The same with the steps that take away what is set in removed, by position; all of it is applied. */
gboolean dln_plan_down_removed(const DlnView *view, const guint8 *removed, DlnPlan *plan, GError **error);

/* Whether what revision needs from the other scope's database is applied there; TRUE for what is in this lineage, and
 * where nobody knows. Errors: REFUSED. */
gboolean dln_view_require(const DlnView *view, const DlnRevision *revision, const DlnRevision *needed, GError **error);

/* The repeatable revisions that are new or changed, in their order, behind all others. Errors: REFUSED. */
gboolean dln_plan_repeatables_up(const DlnView *view, GArray *steps, GError **error);
/* Those that have run, in the reverse order: they stand on what a downgrade takes away. */
void dln_plan_repeatables_down(const DlnView *view, GArray *steps);
