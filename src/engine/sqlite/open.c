/* SPDX-License-Identifier: Apache-2.0 */
/* open.c: opens SQLite files, read-only ones without leaving a trace.
 * The file is read through SQLite alone: closing a descriptor of our own would drop the POSIX locks that SQLite
 * holds for the whole process, and another session would corrupt the file. */
#include "engine/sqlite/sqlite.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* The file header, https://www.sqlite.org/fileformat2.html: magic at 0, then write and read version at 18 and 19,
 * which are 2 for a file with a write-ahead log. */
#define HEADER_BYTES 20
#define HEADER_WRITE_VERSION 18
#define HEADER_READ_VERSION 19
#define VERSION_WAL 2
static const char magic[] = "SQLite format 3";

typedef enum {
    HEADER_EMPTY, /* a new file, or none that can be read this way (in memory) */
    HEADER_ROLLBACK,
    HEADER_WAL,
    HEADER_UNKNOWN,
} Header;

static void set_open_error(const DlnSqlite *session, const char *reason, GError **error)
{
    DunlinErrorFacts facts = {.sqlstate = "14"};

    G_STATIC_ASSERT(SQLITE_CANTOPEN == 14);
    dln_error_set(
        error, DUNLIN_ERROR_CONNECT, &facts, "cannot open \"%s\": %s", session->display, reason);
}

static gboolean is_memory(const DlnSqlite *session)
{
    return g_str_equal(session->path, ":memory:");
}

/* What SQLite would say in other words, or not at all: it waits for the other end of a pipe. */
static gboolean check_path(DlnSqlite *session, GError **error)
{
    const char *reason = NULL;

    if (is_memory(session))
        return TRUE;
    if (g_stat(session->path, &session->seen) != 0) {
        const int why = errno;
        /* SQLite would make the file that it led to, empty. */
        gboolean is_lost = why == ENOENT && g_file_test(session->path, G_FILE_TEST_IS_SYMLINK);
        gboolean may_create = why == ENOENT && !is_lost &&
                              (session->flags & DLN_OPEN_CREATE) != 0 &&
                              (session->flags & DLN_OPEN_READ_ONLY) == 0;
        if (may_create)
            return TRUE;
        reason = is_lost           ? "it is a link to a file that does not exist"
                 : why == ENOENT ? "it does not exist"
                                   : g_strerror(why);
    } else if (S_ISDIR(session->seen.st_mode)) {
        reason = "it is a directory";
    } else if (!S_ISREG(session->seen.st_mode)) {
        reason = "it is not a regular file";
    }
    if (reason == NULL)
        return TRUE;
    set_open_error(session, reason, error);
    return FALSE;
}

/* A name that SQLite takes for this path and nothing else: builds with SQLITE_USE_URI read "file:" as a URI. */
static char *plain_name(const DlnSqlite *session)
{
    return g_str_has_prefix(session->path, "file:") ? g_strconcat("./", session->path, NULL)
                                                    : g_strdup(session->path);
}

static char *immutable_name(const DlnSqlite *session)
{
    g_autofree char *escaped = g_uri_escape_string(session->path, "/", FALSE);

    return g_strconcat(
        g_path_is_absolute(session->path) ? "file://" : "file:", escaped, "?immutable=1", NULL);
}

static gboolean open_name(DlnSqlite *session, const char *name, int flags, GError **error)
{
    int code = sqlite3_open_v2(
        name, &session->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

    if (code == SQLITE_OK)
        return TRUE;

    int system = session->db != NULL ? sqlite3_system_errno(session->db) : 0;
    g_autofree char *reason = g_strdup_printf("%s%s%s", sqlite3_errstr(code),
        system != 0 ? ": " : "", system != 0 ? g_strerror(system) : "");
    set_open_error(session, reason, error);
    sqlite3_close(g_steal_pointer(&session->db));
    return FALSE;
}

static gboolean open_plain(DlnSqlite *session, GError **error)
{
    g_autofree char *name = plain_name(session);
    int flags = SQLITE_OPEN_READWRITE;

    if (session->flags & DLN_OPEN_READ_ONLY)
        flags = SQLITE_OPEN_READONLY;
    else if (session->flags & DLN_OPEN_CREATE)
        flags |= SQLITE_OPEN_CREATE;
    return open_name(session, name, flags, error);
}

/* A migration may attach nothing, load no extension, and its SQL means what it means to an application. */
static void configure(DlnSqlite *session)
{
    sqlite3_limit(session->db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(session->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    if (session->flags & DLN_OPEN_READ_ONLY)
        sqlite3_db_config(session->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    dln_sqlite_install_handlers(session);
}

/* Reads the header through the file that SQLite has open: no lock, no statement, no second descriptor. */
static Header read_header(DlnSqlite *session)
{
    sqlite3_file *file = NULL;
    guint8 header[HEADER_BYTES] = {0};

    if (is_memory(session) || session->seen.st_size == 0)
        return HEADER_EMPTY;
    sqlite3_file_control(session->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file == NULL || file->pMethods == NULL)
        return HEADER_EMPTY;
    if (file->pMethods->xRead(file, header, HEADER_BYTES, 0) != SQLITE_OK ||
        memcmp(header, magic, sizeof magic) != 0)
        return HEADER_UNKNOWN;
    return header[HEADER_READ_VERSION] == VERSION_WAL || header[HEADER_WRITE_VERSION] == VERSION_WAL
               ? HEADER_WAL
               : HEADER_ROLLBACK;
}

/* Size of the file beside ours, -1 when there is none. */
static gint64 size_beside(const DlnSqlite *session, const char *suffix)
{
    g_autofree char *path = g_strconcat(session->path, suffix, NULL);
    GStatBuf found;

    return g_stat(path, &found) == 0 ? (gint64)found.st_size : -1;
}

/* SQLite makes -wal and -shm even for a reader. Where nobody is at the file (the last one to leave removes them),
 * it is read as it stands, and afterwards dln_sqlite_was_written() tells whether that was true. */
static gboolean reopen_wal_read_only(DlnSqlite *session, GError **error)
{
    gint64 wal_bytes = size_beside(session, "-wal");
    gboolean has_shm = size_beside(session, "-shm") >= 0;

    if (wal_bytes >= 0 && has_shm)
        return TRUE;
    sqlite3_close(g_steal_pointer(&session->db));
    if (wal_bytes > 0) {
        set_open_error(session,
            "its write-ahead log must be recovered first, which reading alone cannot do: open it "
            "for writing once",
            error);
        return FALSE;
    }

    g_autofree char *name = immutable_name(session);
    if (!open_name(session, name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error))
        return FALSE;
    session->is_immutable = TRUE;
    configure(session);
    return TRUE;
}

static gboolean may_need_recovery(const DlnSqlite *session)
{
    const DlnOpenFlags wanted = DLN_OPEN_READ_ONLY | DLN_OPEN_RECOVER;

    return (session->flags & wanted) == wanted && !is_memory(session) &&
           (size_beside(session, "-journal") > 0 || size_beside(session, "-wal") > 0);
}

/* Where it fails, reading fails too, and says more. */
static void recover(DlnSqlite *session)
{
    g_autofree char *name = plain_name(session);

    if (open_name(session, name, SQLITE_OPEN_READWRITE, NULL)) {
        dln_sqlite_install_handlers(session);
        dln_sqlite_exec(session, "PRAGMA schema_version", NULL);
    }
    sqlite3_close(g_steal_pointer(&session->db));
}

/* The header is a hint, as it was read without a lock: SQLite has the last word. */
static gboolean confirm(DlnSqlite *session, GError **error)
{
    return dln_sqlite_exec(session, "PRAGMA schema_version", error);
}

static gboolean check_header(DlnSqlite *session, GError **error)
{
    Header header = read_header(session);

    if (header == HEADER_UNKNOWN)
        return confirm(session, error);
    if (header == HEADER_WAL && (session->flags & DLN_OPEN_READ_ONLY) != 0)
        return reopen_wal_read_only(session, error);
    return TRUE;
}

gboolean dln_sqlite_connect(DlnSqlite *session, GError **error)
{
    session->is_immutable = FALSE;
    session->seen = (GStatBuf){0};
    if (*session->path == '\0') {
        set_open_error(session, "the path is empty", error);
        return FALSE;
    }
    if (!check_path(session, error))
        return FALSE;
    if (may_need_recovery(session)) {
        recover(session);
        if (!check_path(session, error))
            return FALSE;
    }
    if (!open_plain(session, error))
        return FALSE;
    configure(session);
    if (check_header(session, error))
        return TRUE;
    sqlite3_close(g_steal_pointer(&session->db));
    return FALSE;
}

gboolean dln_sqlite_was_written(const DlnSqlite *session)
{
    GStatBuf now;

    return g_stat(session->path, &now) != 0 || now.st_ino != session->seen.st_ino ||
           now.st_size != session->seen.st_size ||
           now.st_mtim.tv_sec != session->seen.st_mtim.tv_sec ||
           now.st_mtim.tv_nsec != session->seen.st_mtim.tv_nsec || size_beside(session, "-wal") > 0;
}
