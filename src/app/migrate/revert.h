/* SPDX-License-Identifier: Apache-2.0 */
/* revert.h: what is found out about a way back before any database is changed. */
#pragma once

#include "app/common/context.h"

/* The one run whose id begins with prefix, by the rows in the surveyed ledgers of fleet; each database learns what that
 * run applied there. Errors: CONFIG: no id, none that begins so, several (listed). */
gboolean dln_app_find_run(DlnFleet *fleet, const char *prefix, GCancellable *cancellable, char **out_run_id,
    GError **error);

/* Whether every surveyed database can go back as one of specs, that of its scope, says. Errors: REFUSED: what a run
 * applied has others' migrations on it; data would be lost. Several databases are counted, the first ones told. */
gboolean dln_app_check_way_back(DlnFleet *fleet, const DlnRunSpec *specs, guint n_specs, GError **error);
