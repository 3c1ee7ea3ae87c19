/* SPDX-License-Identifier: Apache-2.0 */
/* session.h: one connection to one database. engine/ is the only user of libpq and sqlite3.
 * A session belongs to one thread at a time. Knows no ledger and no plan. */
#pragma once

#include <gio/gio.h>

#include "base/address.h"
#include "engine/batch.h"

typedef struct DlnSession DlnSession;

typedef enum {
    DLN_OPEN_READ_WRITE = 0,
    DLN_OPEN_READ_ONLY = 1 << 0, /* nothing is written, not even a journal or a missing file */
    DLN_OPEN_CREATE = 1 << 1,    /* SQLite: make the file when it is missing (folders are the caller's) */
    DLN_OPEN_RECOVER = 1 << 2,   /* with READ_ONLY: but a file that a crash left in the middle of a write is first
                                  * brought back to before it, as SQLite does for whoever writes next */
} DlnOpenFlags;

typedef struct {
    const DlnAddress *address;
    DlnOpenFlags flags;
    gint64 connect_timeout_ms;
    gint64 lock_timeout_ms; /* SQLite: how long to wait for a busy file */
} DlnOpenOptions;

/* Errors: CONNECT (also for a file that is no database or corrupt), with the address's display in the message and
 * never a password; CANCELLED. */
gboolean dln_session_open(const DlnOpenOptions *options, GCancellable *cancellable, DlnSession **out_session,
    GError **error);
void dln_session_close(DlnSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSession, dln_session_close)

/* Sets the engines' libraries up for many threads, for the whole process, which must be ours alone. */
void dln_engines_own_process(void);

DlnEngineKind dln_session_engine(const DlnSession *session);
/* 150004 for PostgreSQL 15.4; 3040001 for SQLite 3.40.1. */
int dln_session_server_version(const DlnSession *session);
/* PostgreSQL: a pooler stands between (the backend is not the one that answered at connect). */
gboolean dln_session_is_pooled(const DlnSession *session);
/* FALSE after the connection was lost: open another. */
gboolean dln_session_is_alive(const DlnSession *session);
/* Bytes of messages sent and number of round trips so far; 0 for SQLite. For tests and figures. */
guint64 dln_session_round_trips(const DlnSession *session);

/* Executes batch up to the first failure. On failure an open transaction is rolled back and the session is as
 * after opening; where the connection is lost instead, dln_session_is_alive() says FALSE.
 * Errors: CONFLICT (a check was false, an assertion did not hold), LOCKED (lock_timeout, a busy file), TIMEOUT (statement_timeout),
 * CANCELLED, CONNECT (lost), SQL; with SQLSTATE, and for a SCRIPT item file, line, column and statement as facts.
 * out_failure: (optional): set on failure. cancellable interrupts the statement under way. */
gboolean dln_session_run(DlnSession *session, const DlnBatch *batch, GCancellable *cancellable,
    DlnBatchFailure *out_failure, GError **error);

/* One statement with bound values (text; NULL is SQL NULL), $1.. or ?1.. as dln_sql_parameterize makes them. */
gboolean dln_session_execute(DlnSession *session, const char *sql, const char *const *values, guint n_values,
    GCancellable *cancellable, GError **error);

/* Whether trying again may help: serialization failure, deadlock, lock timeout, busy, connection lost or refused
 * for want of slots. */
gboolean dln_error_is_transient(const GError *error);
/* Whether a connection broke that was there, or a server said that it will be back: another one may be had. */
gboolean dln_error_is_lost(const GError *error);

typedef struct {
    const char *schema;                   /* PostgreSQL: the only schema in search_path; NULL: see
                                           * dln_engine_add_search_path; SQLite: ignored */
    const char *const *extension_schemas; /* (nullable): behind it */
    gint64 lock_timeout_ms;
    gint64 statement_timeout_ms;          /* 0: none */
    const char *lock_name;                /* (nullable): what another runner must not be at; see dln_engine_add_begin */
} DlnIsolation;

/* Opens a transaction that sees isolation->schema alone and holds the runner's lock, else stops with CONFLICT at
 * tag. SQLite: BEGIN IMMEDIATE, the file is the lock. isolation NULL: as the session is, and no lock. */
void dln_engine_add_begin(DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation);
/* What dln_engine_add_begin leaves out where isolation->schema is NULL. Our own statements, which name every schema, cost
 * the server less in front of it: it looks operators up anew for each search_path (measured). */
void dln_engine_add_search_path(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation);
/* The isolation of dln_engine_add_begin once more, for the next of several migrations in one transaction. */
void dln_engine_add_isolation(DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation);
/* Makes the schema. SQLite: nothing. */
void dln_engine_add_create_schema(DlnEngineKind engine, DlnBatch *batch, guint tag, const char *schema);
/* The same where nobody has looked whether it is there. */
void dln_engine_add_ensure_schema(DlnEngineKind engine, DlnBatch *batch, guint tag, const char *schema);
/* Runs what the transaction deferred, then takes back everything a migration may have left in the session (role,
 * settings, temporary tables, prepared statements, cursors, LISTEN, advisory locks). Goes before the ledger is
 * touched the last time and before the commit. */
void dln_engine_add_reset(DlnEngineKind engine, DlnBatch *batch, guint tag);
/* The second half of that: what was left in the session goes, what was deferred stays so. The isolation of the transaction goes
 * with it. */
void dln_engine_add_forget(DlnEngineKind engine, DlnBatch *batch, guint tag);
/* dln_engine_add_reset for a session that holds the runner's lock: no advisory lock is released, or another runner would come
 * in before the commit. dln_engine_add_session_end releases them all. */
void dln_engine_add_reset_holding(DlnEngineKind engine, DlnBatch *batch, guint tag);
/* Asks assertions (element-type DlnAssertion), in the transaction that is open, in such a way that nothing they call can write.
 * Nothing for none. */
void dln_engine_add_assertions(DlnEngineKind engine, DlnBatch *batch, guint tag, const GPtrArray *assertions);
void dln_engine_add_commit(DlnEngineKind engine, DlnBatch *batch, guint tag);

/* The same isolation for the session, outside a transaction: for statements that refuse one. The lock is held by
 * the session until dln_engine_add_session_end. SQLite: it is a file beside the database's, which a killed process
 * leaves behind, unlocked. */
#define DLN_SQLITE_LOCK_SUFFIX "-dunlin-lock"
void dln_engine_add_session_begin(DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation);
/* For the session, outside a transaction; 0: none. SQLite: nothing. */
void dln_engine_add_timeouts(DlnEngineKind engine, DlnBatch *batch, guint tag, gint64 lock_timeout_ms,
    gint64 statement_timeout_ms);
void dln_engine_add_session_end(DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation);
