/* SPDX-License-Identifier: Apache-2.0 */
/* migration.h: one run over public and tenants, between looking and acting; for the migrate files of app/ alone. */
#pragma once

#include "app/common/context.h"
#include "app/drift/proof.h"

typedef struct {
    DunlinProject *project;
    const DunlinRunOptions *options;
    DlnDirection direction;
    const char *target;
    char *revert_run; /* (nullable) what is reverted in place of a target */
    DlnLossNames *may_lose;
    char *run_id;
    char *actor;
    DlnEvents *events;
    DlnFleet *fleet;
    DlnBuildLimit *builds;
    DlnAppAudit audit;
    gboolean audited;
    gboolean is_begun; /* the hooks before the run have run */
    gint64 started_us;
} DlnMigration;

DlnRunSpec dln_migration_spec(const DlnMigration *migration, DlnScope scope);
DlnProofOptions dln_migration_proof(const DlnMigration *migration, DlnScope scope);

/* Finds the databases of scope and reads where they stand. Errors: as dln_app_choose. */
gboolean dln_migration_look(DlnMigration *migration, DlnScope scope, GError **error);
/* Whether one of scope (BOTH: either) has something to do, as far as it is known. */
gboolean dln_migration_has_work(const DlnMigration *migration, DlnScope scope);
/* Whether what those of scope are to do can be run at all. Errors: as dln_run_gate. */
gboolean dln_migration_gate(const DlnMigration *migration, DlnScope scope, GError **error);

/* All that can be known to be wrong before anything is executed. out_tenants_later: a public migration is to make the table that
 * lists the tenants. */
gboolean dln_migration_look_and_check(
    DlnMigration *migration, gboolean *out_tenants_later, GError **error);
