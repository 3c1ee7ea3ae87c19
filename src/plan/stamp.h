/* SPDX-License-Identifier: Apache-2.0 */
/* stamp.h: what a ledger is to hold when its database is declared to stand somewhere. Pure: no files, no database. */
#pragma once

#include "plan/plan.h"

typedef enum {
    DLN_STAMP_WITHIN_BRANCHES = 0, /* what shares no lineage with a target stays */
    DLN_STAMP_PURGE = 1 << 0,      /* nothing stays: exactly the targets and what they need */
} DlnStampFlags;

/* The ledger of a database that has applied and is to stand at targets, which are as for an upgrade, "base", or
 * "LABEL@base". A target moves the branch that it is on, up or down, and leaves other branches alone: applied
 * revisions behind it go, the missing ones before it come, with the checksums of their files. A row that was cut off
 * becomes whole, or goes. Rows of a branch that stays are as they were. When no target is of this scope the result is
 * applied itself.
 * Errors: CONFIG and GRAPH as dln_plan_applied_at; CHECKSUM when a row's file is gone, unless with PURGE: names
 * `--purge` and `dunlin repair --forget`. */
gboolean dln_plan_stamp(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied, const char *const *targets,
    DlnStampFlags flags, DlnApplied **out_wanted, GError **error);
