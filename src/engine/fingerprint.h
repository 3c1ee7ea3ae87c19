/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.h: one number for what a schema or a SQLite file holds, computed where it is, so that thousands are compared
 * without being read. Writes nothing. */
#pragma once

#include "engine/session.h"

/* One schema's answer: fingerprint or error is set. */
typedef void (*DlnFingerprintFunc)(
    guint index, const char *fingerprint, const GError *error, gpointer user_data);

typedef struct {
    const char *const *schemas; /* SQLite: one, NULL */
    guint n_schemas;
    gint64 lock_timeout_ms; /* for what somebody is changing */
    DlnFingerprintFunc on_answer;
    gpointer user_data;
} DlnFingerprintQuery;

/* Calls on_answer once for each schema, in any order. Two fingerprints of one server are equal exactly when what
 * dln_session_inspect() reads of both is equal; they say nothing between servers of two major versions. Each transaction reads some
 * schemas and holds no lock beyond that; session must not be in one.
 * Errors of one schema: REFUSED: it is not there, no right to use it; LOCKED: somebody changes it; those of dln_session_run. Errors of all:
 * UNSUPPORTED: a server older than PostgreSQL 15; CONNECT, CANCELLED: some have no answer then. */
gboolean dln_session_fingerprint(DlnSession *session, const DlnFingerprintQuery *query,
    GCancellable *cancellable, GError **error);
