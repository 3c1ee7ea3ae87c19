/* SPDX-License-Identifier: Apache-2.0 */
/* position.h: where databases stand, in words; what status and current share. */
#pragma once

#include "cli.h"

/* From this many tenants on they are grouped by where they stand. */
#define DLN_MAX_LISTED_TENANTS 12

/* "003_add_user_avatar (head)", several joined by ", "; "nothing applied". Safe to print. (transfer full) */
char *dln_cli_position_heads(const DunlinPosition *position);
/* Names of the databases that stand at position. (transfer full) (element-type utf8, borrowed from status) */
GPtrArray *dln_cli_position_names(const DunlinStatus *status, const DunlinPosition *position);
guint dln_cli_status_n_tenants(const DunlinStatus *status);
/* Whether a migration is pending anywhere where an upgrade could apply it. */
gboolean dln_cli_status_has_work(const DunlinStatus *status);
/* The first problem when every database has one, so that nothing could be told; else NULL. */
const GError *dln_cli_status_failure(const DunlinStatus *status);
/* Whether any database is not at its head: behind, cut off, or a problem. */
gboolean dln_cli_status_is_pending(const DunlinStatus *status);
