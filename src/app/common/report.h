/* SPDX-License-Identifier: Apache-2.0 */
/* report.h: what became of a run, for its caller. */
#pragma once

#include "app/common/context.h"

/* (transfer full) */
DunlinDatabaseResult *dln_app_database_result(const DunlinProject *project, const DlnDatabase *database);

/* Everything in the fleet, as it stands. started_us: monotonic. (transfer full) */
DunlinRunReport *dln_app_report(
    const DlnFleet *fleet, const char *run_id, DlnDirection direction, gint64 started_us);

/* Notes the end of a run in the audit log: that it finished, where failed is NULL and no database is left. What cannot
 * be noted becomes a warning of report, for what was done is done. */
void dln_app_audit_report(const DlnAppAudit *audit, DunlinRunReport *report, const GError *failed);

/* The error of a run in which not every database is where it should be: the failed one's own where no other was
 * reached, CANCELLED where the run was stopped, else PARTIAL. */
void dln_app_report_error(const DunlinRunReport *report, GError **error);
