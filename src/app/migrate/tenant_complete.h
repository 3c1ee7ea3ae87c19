/* SPDX-License-Identifier: Apache-2.0 */
/* tenant_complete.h: finishing what a killed `tenant create` had registered but not yet given its name. */
#pragma once

#include "app/common/context.h"

/* The audit log's word for a registration that is committed while the place still has its building name. */
#define DLN_APP_REGISTERED "registered"

/* Gives the finished place of tenant database its name, if that is all that its creation lacked; else changes nothing.
 * actor and run_id of audit are noted; its target is the tenant. */
gboolean dln_app_complete_tenant(const DlnAppAudit *audit, const DlnDatabase *database, GCancellable *cancellable,
    gboolean *out_completed, GError **error);

/* The same for each tenant of fleet that the survey missed; what it completes is no longer missing, its ledger unread.
 * Errors stay with the database. audit: of the run. */
void dln_app_complete_missing(const DlnAppAudit *audit, DlnFleet *fleet, GCancellable *cancellable);
