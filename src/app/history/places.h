/* SPDX-License-Identifier: Apache-2.0 */
/* places.h: where each revision stands in the lineages of its scopes: what heads, branches and history tell.
 * Knows no database. */
#pragma once

#include "dunlin/status.h"
#include "revision/graph.h"

/* Fills the places of every revision; all are listed. history: (element-type DunlinRevisionInfo) the whole graph, in
 * its order. */
void dln_app_places_fill(const DlnGraph *graph, GPtrArray *history);
void dln_app_place_clear(DunlinLineagePlace *place);

/* Leaves what part names, and drops the revisions that are then listed nowhere. */
void dln_app_places_keep_part(GPtrArray *history, DunlinHistoryPart part);
/* Counts the databases of status that stand at each listed revision. */
void dln_app_places_count_current(GPtrArray *history, const DunlinStatus *status);
