/* SPDX-License-Identifier: Apache-2.0 */
/* hooks.h: the hooks of a run as a whole: around it, and for what failed in it. Those of one database are run's. */
#pragma once

#include "app/common/context.h"

typedef struct {
    const DunlinProject *project;
    DlnEvents *events;
    const char *command;
    DlnDirection direction;
    GCancellable *cancellable; /* (nullable) */
    GCancellable *interrupt;   /* (nullable) */
} DlnAppHooks;

/* Before anything is executed: whether the SQL of every hook can be run. versions: of the servers by engine, as
 * dln_session_server_version; 0 where it is not known. Errors: as dln_gate_check_within. */
gboolean dln_app_check_hooks(const DunlinProject *project, const int *versions, GError **error);

/* Programs, then SQL on the system database; behind a run the other way round. Errors: what a program or its SQL leads to. */
gboolean dln_app_before_run(const DlnAppHooks *hooks, GError **error);
gboolean dln_app_after_run(const DlnAppHooks *hooks, GError **error);

/* on_failure, for each database that failed, and for the run where that failed by itself (failed: (nullable)). What fails
 * here is a warning, and the last one of its kind that is run. */
void dln_app_on_failure(
    const DlnAppHooks *hooks, const GPtrArray *databases, const GError *failed, GPtrArray *warnings);
