/* SPDX-License-Identifier: Apache-2.0 */
/* begin.h: a database of a project as the state that a comparison begins at, instead of its migrations. Reads only. */
#pragma once

#include "app/schema/state.h"

/* The one database that selection names, as dln_app_choose_one has it. out_source borrows from fleet.
 * Errors: as dln_app_choose_one. */
gboolean dln_begin_at_database(DlnFleet *fleet, const DunlinSelection *selection,
    GCancellable *cancellable, DlnStateSource *out_source, GError **error);

/* That its ledger holds every migration, so that what is found is to come behind them.
 * Errors: CONFLICT: it does not; as reading a ledger, and as dln_plan_make. */
gboolean dln_begin_check_heads(
    DlnFleet *fleet, const DlnStateSource *source, GCancellable *cancellable, GError **error);
