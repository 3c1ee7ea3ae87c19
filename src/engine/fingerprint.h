/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.h: one number for what a schema or a SQLite file holds, computed where it is, so that thousands are compared
 * without being read: where two numbers are equal, one schema need be read to know both. Writes nothing. */
#pragma once

#include "engine/session.h"

/* One schema's answer: fingerprint or error is set. */
typedef void (*DlnFingerprintFunc)(
    guint index, const char *fingerprint, const GError *error, gpointer user_data);

typedef struct {
    const char *const *schemas; /* SQLite: one, NULL */
    guint n_schemas;
    gint64 seed; /* PostgreSQL: numbers of two seeds are not to be compared. Where nobody knows it beforehand, nobody can make a
                  * schema that looks like another one */
    gint64 lock_timeout_ms; /* for what somebody is changing */
    gboolean is_kept;       /* the session is for this alone: what is made ready in it may stay there for the next time */
    DlnFingerprintFunc on_answer;
    gpointer user_data;
} DlnFingerprintQuery;

/* Calls on_answer once for each schema, in any order. Where two fingerprints of one database, or of two SQLite files, are equal, then what
 * dln_session_inspect() reads of both is equal. The other way round it need not be so (something was made in another order, or written
 * in another way), but is where both were made by the same statements. Each transaction reads some schemas and holds no lock beyond
 * that; session must not be in one.
 * Errors of one schema: REFUSED: it is not there, no right to use it; LOCKED: somebody changes it; those of dln_session_run. Errors of all:
 * UNSUPPORTED: a server older than PostgreSQL 15; CONNECT, CANCELLED: some have no answer then. */
gboolean dln_session_fingerprint(DlnSession *session, const DlnFingerprintQuery *query,
    GCancellable *cancellable, GError **error);
