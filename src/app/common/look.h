/* SPDX-License-Identifier: Apache-2.0 */
/* look.h: what a run must learn before it changes anything, learnt with patience: a server that restarts in that moment
 * is asked again, as often as run.retries allows. For verbs that change databases; who only asks is told at once. */
#pragma once

#include "base/backoff.h"
#include "fleet/fleet.h"

typedef struct {
    const DlnConfig *config;
    GCancellable *cancellable; /* (nullable) */
    DlnEvents *events;         /* (nullable) told that it waits, and why */
    DlnBackoff backoff;
    guint n_tries;
    gint64 started_us;
} DlnPatience;

DlnPatience dln_app_patience(
    const DunlinProject *project, GCancellable *cancellable, DlnEvents *events);

/* Waits before another try at what failed on a connection to database; FALSE when there should be none. A connection that
 * broke, and a server that is starting, stopping or full, are tried run.retries times; one that does not answer at all,
 * so often within run.connect_timeout. database: (nullable) the system's. */
gboolean dln_app_try_again(
    DlnPatience *patience, const DlnDatabase *database, const GError *failed);

/* dln_fleet_choose, with patience. */
gboolean dln_app_choose(DlnFleet *fleet, DlnScope scope, const DunlinSelection *selection,
    DlnPatience *patience, GError **error);
/* dln_fleet_survey, likewise. Where a database cannot be reached for good, its error stays with it. */
void dln_app_survey(DlnFleet *fleet, DlnScope scope, DlnSurveyFlags flags, DlnPatience *patience);

/* Whether selection names none: what that stands for is the verb's to say. */
gboolean dln_app_is_nothing_asked(const DunlinSelection *selection);

/* The one database that selection names; nothing named: the public one, or in a project without it the only tenant. (transfer none)
 * Errors: CONFIG: they are several; as dln_fleet_choose. */
const DlnDatabase *dln_app_choose_one(
    DlnFleet *fleet, const DunlinSelection *selection, GCancellable *cancellable, GError **error);
