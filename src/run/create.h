/* SPDX-License-Identifier: Apache-2.0 */
/* create.h: a new schema with its ledger and all its migrations in one transaction, and what else belongs into it. */
#pragma once

#include "run/run.h"

/* Executes more statements in the open transaction. */
typedef gboolean (*DlnWithinFunc)(DlnSession *session, gpointer user_data, GError **error);

/* Makes target's schema, which must not be there, applies every revision, calls within, and commits: all or nothing.
 * Errors: CONFLICT when the schema exists; else as dln_run_database and within. No retries. */
gboolean dln_run_create(const DlnRunSpec *spec, DlnConnection *connection, const DlnRunTarget *target,
    DlnWithinFunc within, gpointer user_data, DlnRunResult *out_result, GError **error);

/* A transaction that sees only target's schema, around within. */
gboolean dln_run_within(const DlnRunSpec *spec, DlnConnection *connection, const char *schema,
    DlnWithinFunc within, gpointer user_data, GError **error);
