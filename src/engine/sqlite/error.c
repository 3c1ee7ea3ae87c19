/* SPDX-License-Identifier: Apache-2.0 */
/* error.c: SQLite's result codes as Dunlin's errors. */
#include "engine/sqlite/sqlite.h"

#include <string.h>

/* What is wrong with the file, where it is the file and not the statement. The first row that fits is taken, so
 * extended codes stand before their primary one. */
static const struct {
    int code;
    const char *what;
} file_errors[] = {
    {SQLITE_READONLY_ROLLBACK,
        "was left in the middle of a write and must be recovered: open it for writing once"},
    {SQLITE_READONLY_RECOVERY,
        "was left in the middle of a write and must be recovered: open it for writing once"},
    {SQLITE_READONLY_CANTINIT,
        "was left in the middle of a write and must be recovered: open it for writing once"},
    {SQLITE_READONLY_DIRECTORY, "cannot be written, for its folder cannot, where its journal would be"},
    {SQLITE_READONLY_DBMOVED, "was moved or removed while it was open"},
    {SQLITE_READONLY, "cannot be written"},
    {SQLITE_NOTADB, "is not a SQLite database"},
    {SQLITE_CORRUPT, "is corrupt"},
    {SQLITE_CANTOPEN, "or its journal cannot be opened"},
    {SQLITE_IOERR, "cannot be read or written"},
    {SQLITE_PERM, "cannot be accessed"},
};

static const char *file_error(int extended)
{
    for (gsize i = 0; i < G_N_ELEMENTS(file_errors); i++) {
        if (file_errors[i].code == extended || file_errors[i].code == (extended & 0xff))
            return file_errors[i].what;
    }
    return NULL;
}

static gboolean is_stopped(int primary)
{
    return primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
}

static gboolean is_locked(int primary)
{
    return primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_PROTOCOL;
}

static void set_by_code(
    DlnSqlite *session, int extended, const DunlinErrorFacts *facts, GError **error)
{
    const char *message = sqlite3_errmsg(session->db);
    const char *what = file_error(extended);
    int primary = extended & 0xff;

    if (is_stopped(primary) && session->timed_out)
        dln_error_set(error, DUNLIN_ERROR_TIMEOUT, facts,
            "the statement took longer than %" G_GINT64_FORMAT " ms",
            session->statement_timeout_ms);
    else if (primary == SQLITE_INTERRUPT ||
             (is_stopped(primary) && g_cancellable_is_cancelled(session->cancellable)))
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, facts, "cancelled");
    else if (is_locked(primary))
        dln_error_set(error, DUNLIN_ERROR_LOCKED, facts,
            "\"%s\" is in use by another session: %s (waited up to %" G_GINT64_FORMAT " ms)",
            session->display, message, session->lock_timeout_ms);
    else if (what != NULL)
        dln_error_set(error, DUNLIN_ERROR_CONNECT, facts, "\"%s\" %s: %s (SQLite code %d)",
            session->display, what, message, extended);
    else if (primary == SQLITE_FULL)
        dln_error_set(error, DUNLIN_ERROR_SQL, facts, "\"%s\" cannot grow: %s (SQLite code %d)",
            session->display, message, extended);
    else
        dln_error_set(error, DUNLIN_ERROR_SQL, facts, "%s (SQLite code %d)", message, extended);
}

void dln_sqlite_set_error(DlnSqlite *session, const DunlinErrorFacts *facts, GError **error)
{
    int extended = sqlite3_extended_errcode(session->db);
    g_autofree char *sqlstate = g_strdup_printf("%d", extended);
    DunlinErrorFacts all = {0};

    if (facts != NULL)
        all = *facts;
    all.sqlstate = sqlstate;
    set_by_code(session, extended, &all, error);
}

gboolean dln_sqlite_is_transient(const char *sqlstate)
{
    char *end = NULL;
    gint64 code = g_ascii_strtoll(sqlstate, &end, 10);

    /* Five characters are PostgreSQL's; SQLite's extended codes have at most four digits. */
    if (strlen(sqlstate) > 4 || end == sqlstate || *end != '\0')
        return FALSE;
    return is_locked((int)(code & 0xff));
}
