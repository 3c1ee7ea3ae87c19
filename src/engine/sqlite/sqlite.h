/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite.h: what the files of the SQLite backend share. */
#pragma once

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "base/file_lock.h"
#include "engine/backend.h"

typedef struct {
    DlnSession base;
    sqlite3 *db; /* NULL when the file could not be opened again: base.is_alive is FALSE then */
    char *path;
    char *display;
    DlnOpenFlags flags;
    gint64 lock_timeout_ms;

    /* Opened read-only without locks, as nobody is at the file: what it was like then. */
    gboolean is_immutable;
    GStatBuf seen;

    /* The call under way. */
    GCancellable *cancellable;
    gulong cancel_id;
    gint64 statement_timeout_ms;
    gint64 statement_deadline_us; /* 0: none */
    gint64 busy_deadline_us;
    gboolean timed_out;

    /* What a migration left behind, see guard.c. */
    guint leftovers;          /* DlnSqliteTraits of the statements since the session was fresh */
    gboolean is_held;         /* between session_begin and session_end: leftovers stay */
    DlnFileLock *lock;        /* (nullable): as long, against other runners */
    gboolean is_pragma_set;   /* foreign_keys was changed for the transaction under way ... */
    int foreign_keys_before;  /* ... from this */
} DlnSqlite;

/* ---- open.c ---- */

/* Opens session->path by session->flags. Errors: CONNECT. */
gboolean dln_sqlite_connect(DlnSqlite *session, GError **error);
/* For a file that is read without locks: whether somebody wrote it meanwhile, so that what was read may be neither
 * the old nor the new state. */
gboolean dln_sqlite_was_written(const DlnSqlite *session);

/* ---- wait.c: time limits and cancellation ---- */

void dln_sqlite_install_handlers(DlnSqlite *session);
/* From watch to unwatch, cancellable stops what the session does. */
void dln_sqlite_watch(DlnSqlite *session, GCancellable *cancellable);
void dln_sqlite_unwatch(DlnSqlite *session);
void dln_sqlite_start_clock(DlnSqlite *session);

/* ---- error.c ---- */

/* The last error of session->db as ours. facts: (nullable): position and statement. */
void dln_sqlite_set_error(DlnSqlite *session, const DunlinErrorFacts *facts, GError **error);
gboolean dln_sqlite_is_transient(const char *sqlstate);

/* ---- text.c ---- */

typedef enum {
    DLN_SQLITE_SETTINGS = 1 << 0,    /* PRAGMA: may change a setting of the session */
    DLN_SQLITE_TEMPORARY = 1 << 1,   /* CREATE of a temporary table, view, trigger or index */
    DLN_SQLITE_VACUUM = 1 << 2,
    DLN_SQLITE_VACUUM_INTO = 1 << 3, /* writes another file (VACUUM is set too) */
    DLN_SQLITE_BEGIN = 1 << 4,
} DlnSqliteTraits;

/* What the first words of one statement say. text need not end at length. */
DlnSqliteTraits dln_sqlite_traits(const char *text, gsize length);
/* What a PRAGMA foreign_keys sets: 0 or 1; -1 when it only asks. */
int dln_sqlite_pragma_value(const char *text, gsize length);

/* ---- statement.c ---- */

/* Executes the one statement in text (without a NUL at length). on_row: (nullable).
 * Returns SQLite's code; *out_error_offset: (optional): where in text SQLite saw the error, -1 when it does not say. */
int dln_sqlite_step_all(DlnSqlite *session, const char *text, gsize length, DlnRowFunc on_row,
    gpointer user_data, gssize *out_error_offset);
/* Whether the statement in text, which is prepared for this, only reads. TRUE for one that cannot be prepared. */
gboolean dln_sqlite_is_readonly(DlnSqlite *session, const char *text, gsize length);
/* The same for SQL of ours. */
gboolean dln_sqlite_exec(DlnSqlite *session, const char *sql, GError **error);
gboolean dln_sqlite_query(
    DlnSqlite *session, const char *sql, DlnRowFunc on_row, gpointer user_data, GError **error);
/* One statement with bound values. */
gboolean dln_sqlite_exec_bound(DlnSqlite *session, const char *sql, const char *const *values,
    guint n_values, GError **error);

/* ---- script.c: statements of a migration ---- */

/* Refuses what no migration may do: nothing of script has been executed. */
gboolean dln_sqlite_check_script(const DlnScript *script, guint first, guint count, guint *out_index, GError **error);
/* The same for each script of batch. */
gboolean dln_sqlite_check_scripts(const DlnBatch *batch, DlnBatchFailure *failure, GError **error);
/* Executes the statements of a SCRIPT item. failure->statement says which one failed. */
gboolean dln_sqlite_run_script(
    DlnSqlite *session, const DlnItem *item, DlnBatchFailure *failure, GError **error);

/* Asks the query of an ASSERT item. Errors: SYNTAX when it would write. */
gboolean dln_sqlite_run_assertion(DlnSqlite *session, const DlnItem *item, GError **error);

/* ---- guard.c ---- */

/* What the first PRAGMA foreign_keys between the BEGIN that is item `begin` and its COMMIT sets, -1 when there is none. */
int dln_sqlite_wanted_foreign_keys(const DlnBatch *batch, guint begin);
/* Before the BEGIN that is item `begin`: sets foreign_keys as the migrations up to the COMMIT ask. */
void dln_sqlite_set_foreign_keys(DlnSqlite *session, const DlnBatch *batch, guint begin);
/* Before the COMMIT, when they asked. Errors: CONFLICT with the first row that violates. */
gboolean dln_sqlite_check_foreign_keys(DlnSqlite *session, GError **error);
/* Before a statement of ours that follows a migration: its temporary tables and triggers must not stand before
 * ours. Nothing to do, and no cost, when it made none. */
gboolean dln_sqlite_drop_temporary(DlnSqlite *session, GError **error);
/* After a transaction: the session is as after opening. Nothing to do after an ordinary migration. */
void dln_sqlite_settle(DlnSqlite *session);
/* The same after a failure, an open transaction is rolled back first. */
void dln_sqlite_abandon(DlnSqlite *session);
