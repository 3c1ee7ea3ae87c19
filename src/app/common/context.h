/* SPDX-License-Identifier: Apache-2.0 */
/* context.h: what the verbs that change databases share: who runs, under which id, and the audit log. */
#pragma once

#include "audit/audit.h"
#include "fleet/fleet.h"

/* A random UUID. (transfer full) */
char *dln_app_new_run_id(void);
/* "user@host". (transfer full) */
char *dln_app_actor(void);

/* The audit log of a project; without a system database or a state file there is none, and writing does nothing. */
typedef struct {
    const DunlinProject *project;
    const char *run_id;
    const char *actor;
    const char *command;
    const char *target; /* (nullable) */
} DlnAppAudit;

/* event: "started", "finished", "failed"; detail: (nullable). */
gboolean dln_app_audit(const DlnAppAudit *audit, const char *event, const char *detail, GError **error);

/* A row for dln_audit_append: borrows all of it. */
DlnAuditEntry dln_app_audit_entry(const DlnAppAudit *audit, const char *event, const char *detail);
/* A session to where the audit log is; NULL where the project has none. */
gboolean dln_app_open_audit(const DlnAppAudit *audit, DlnOpenFlags flags, DlnSession **out_session, GError **error);

/* For a verb that applies or reverts migrations: dln_project_check_sums, and that each checkpoint stands for what comes
 * before it. Errors: as these. */
gboolean dln_app_check_files(const DunlinProject *project, GError **error);

/* What the project says about every run; the rest is the verb's. */
DlnRunSpec dln_app_run_spec(const DunlinProject *project, DlnScope scope);

/* Whether a revision of scope's lineage depends on one that is not in it. */
gboolean dln_app_depends_across(const DlnGraph *graph, DlnScope scope);

/* What the other scope has, for plan's cross-scope checks; *out_applied NULL where nothing depends across, or where
 * the project has no such database. For PUBLIC's sake: what every tenant has (UP), or any tenant has (DOWN). */
gboolean dln_app_other_applied(const DunlinProject *project, DlnScope scope, DlnDirection direction,
    GCancellable *cancellable, DlnApplied **out_applied, GError **error);

/* Whether tenants could not be listed only because the table that tenants.query reads is still to be made by a public
 * migration. fleet: with public surveyed. */
gboolean dln_app_tenants_come_later(const DlnFleet *fleet, const GError *failed);

/* The heads of applied, joined by ", "; NULL for none. (transfer full) (nullable) */
char *dln_app_heads(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied);
/* Says in fleet->warnings which repeatable migrations have run somewhere whose files are gone. */
void dln_app_warn_of_gone(DlnFleet *fleet);

/* The heads of what a database has, joined by ", "; NULL for none. (transfer full) (nullable) */
char *dln_app_current(const DunlinProject *project, const DlnDatabase *database);
