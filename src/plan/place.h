/* SPDX-License-Identifier: Apache-2.0 */
/* place.h: where a target leads in one lineage: the names looked up, the steps walked. Knows no ledger. */
#pragma once

#include "plan/lineage.h"
#include "plan/target.h"

typedef enum {
    DLN_WALK_EXACT, /* fewer steps than asked for are an error */
    DLN_WALK_FAR,   /* as far as there is something: for views of the history */
} DlnWalk;

/* Where to look. */
typedef struct {
    const DlnGraph *graph;
    DlnScope scope; /* PUBLIC or TENANT */
    DlnWalk walk;
} DlnGround;

typedef struct {
    gboolean is_elsewhere; /* it names something of the other scope only; the rest is not set */
    gboolean is_current;   /* it counts from where the database stands: positions is empty, see dln_place_walk */
    int steps;             /* is_current: how many; else walked already */
    guint branch;          /* position of what stands before the "@", DLN_NOWHERE: nothing */
    guint8 *kin;           /* (nullable) marks of that branch */
    GArray *positions;     /* of guint, ascending; empty: the base. Several: "heads" */
} DlnPlace;

/* Errors: CONFIG: a name that is unknown (near misses listed), ambiguous (candidates listed), or not on the branch;
 * more steps than there are. GRAPH: several heads where one is meant, or steps that may go several ways. */
gboolean dln_place_find(
    const DlnGround *ground, const DlnTarget *target, DlnPlace *out_place, GError **error);
void dln_place_clear(DlnPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnPlace, dln_place_clear)

/* place->steps from *position (DLN_NOWHERE: the base) along parents or children, upwards only within the branch.
 * Errors: as above. */
gboolean dln_place_walk(const DlnGround *ground, const DlnTarget *target, const DlnPlace *place,
    guint *position, GError **error);

/* Says that positions are several heads of one branch or lineage where one is meant. */
void dln_place_refuse_heads(const DlnGround *ground, const DlnTarget *target, const GArray *positions,
    GError **error);
