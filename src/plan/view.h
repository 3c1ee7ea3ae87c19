/* SPDX-License-Identifier: Apache-2.0 */
/* view.h: one lineage of a graph with what a ledger says of it: what the two directions of planning share. */
#pragma once

#include "plan/plan.h"
#include "plan/target.h"

typedef struct {
    const DlnGraph *graph;
    DlnScope scope;                  /* PUBLIC or TENANT */
    guint size;
    const DlnAppliedRow **rows;      /* by position; NULL: pending or of the other scope */
    const DlnApplied *other_applied; /* (nullable) */
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

/* The revision that target names. *out_found FALSE: it is of the other scope only. Errors: CONFIG. */
gboolean dln_view_resolve(const DlnView *view, const DlnTarget *target, gboolean *out_found, guint *out_position,
    GError **error);

/* Append the steps towards target. steps: of DlnStep. Errors: see dln_plan_make. */
gboolean dln_plan_up(const DlnView *view, const DlnTarget *target, GArray *steps, GError **error);
gboolean dln_plan_down(const DlnView *view, const DlnTarget *target, GArray *steps, GError **error);
