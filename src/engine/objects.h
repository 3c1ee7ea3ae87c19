/* SPDX-License-Identifier: Apache-2.0 */
/* objects.h: making, renaming and dropping whole schemas, databases and indexes. PostgreSQL only; each outside a
 * transaction of the caller's, but for the renames, which are in one. Errors: as dln_session_run. */
#pragma once

#include "engine/session.h"

gboolean dln_create_database(DlnSession *session, const char *name, GCancellable *cancellable, GError **error);
gboolean dln_drop_database(DlnSession *session, const char *name, GCancellable *cancellable, GError **error);
gboolean dln_rename_database(DlnSession *session, const char *name, const char *to, GCancellable *cancellable,
    GError **error);

/* Everything in it too; with more objects than the server's lock table holds, in several transactions.
 * Errors: LOCKED too, after lock_timeout_ms (0: no limit). */
gboolean dln_drop_schema(DlnSession *session, const char *name, gint64 lock_timeout_ms, GCancellable *cancellable,
    GError **error);
gboolean dln_rename_schema(DlnSession *session, const char *name, const char *to, GCancellable *cancellable,
    GError **error);

/* DROP INDEX CONCURRENTLY. */
gboolean dln_drop_index(DlnSession *session, const char *schema, const char *name, GCancellable *cancellable,
    GError **error);
