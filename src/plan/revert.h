/* SPDX-License-Identifier: Apache-2.0 */
/* revert.h: the way back over named revisions only, wherever they stand. Pure: no files, no database. */
#pragma once

#include "plan/plan.h"

/* The steps that take exactly the revisions of versions (array zero-terminated=1) away from applied, in reverse order
 * of the graph; those that are not applied any more are left out.
 * Errors: REFUSED when an applied revision that stays builds on one that goes (says which), or an applied revision of
 * the other scope depends on one; CHECKSUM as dln_plan_make. */
gboolean dln_plan_revert(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied,
    const DlnApplied *other_applied, const char *const *versions, DlnPlan **out_plan, GError **error);
