/* SPDX-License-Identifier: Apache-2.0 */
/* loss.h: what a downgrade would take with it: which of its statements drop or empty something, and whether one
 * database holds anything there. Changes nothing. */
#pragma once

#include "engine/held.h"
#include "run/run.h"

/* Where a statement takes something, by the names that it says. */
typedef struct {
    const DlnScript *script;
    guint statement;
    char *table;  /* NULL: whatever is in a schema */
    char *column; /* (nullable) */
} DlnLossPlace;

typedef struct {
    GArray *places;  /* of DlnLossPlace, by DlnHeld.asked */
    GPtrArray *held; /* (element-type DlnHeld) */
} DlnLosses;

void dln_losses_free(DlnLosses *losses);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnLosses, dln_losses_free)

/* Whether a downward step of [0, n_steps) drops or empties anything at all. */
gboolean dln_run_has_losses(const DlnStep *steps, guint n_steps, DlnEngineKind engine);

/* What downward steps of [0, n_steps), in this order, drop or empty, as far as it is there when they begin and
 * spec->may_lose does not name it (as the statement does), with how much it holds. A table that is rebuilt (dropped, and another one given its
 * name) is not lost. Errors: as dln_session_run. */
DlnLosses *dln_run_find_losses(const DlnRunSpec *spec, DlnSession *session, const DlnRunTarget *target,
    const DlnStep *steps, guint n_steps, GError **error);

/* Errors: REFUSED, where anything is held: each of it, how much, its file and line, and how to say that it may go. */
gboolean dln_losses_refuse(const DlnLosses *losses, DlnEngineKind engine, GError **error);

/* Both. */
gboolean dln_run_check_losses(const DlnRunSpec *spec, DlnSession *session, const DlnRunTarget *target,
    const DlnStep *steps, guint n_steps, GError **error);
