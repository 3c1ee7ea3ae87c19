/* SPDX-License-Identifier: Apache-2.0 */
/* test_open.c: which files SQLite sessions open, and that reading leaves no trace. */
#include "engine/sqlite/fixture.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process that dies in the middle of what the statements began: nothing is rolled back or cleaned up. */
static void die_in_the_middle(const Fixture *fixture, const char *statements)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        sqlite3 *db = NULL;
        gboolean ok = sqlite3_open(fixture->address.path, &db) == SQLITE_OK &&
                      sqlite3_exec(db, statements, NULL, NULL, NULL) == SQLITE_OK;
        _exit(ok ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* ---- opening ---- */

typedef struct {
    const char *name;
    const char *file;     /* below the test's folder */
    const char *contents; /* NULL: not made; "/": a folder; "|": a pipe */
    DlnOpenFlags flags;
    const char *message; /* NULL: it opens and answers */
} OpenCase;

static const OpenCase open_cases[] = {
    {"missing", "a.db", NULL, DLN_OPEN_READ_WRITE, "it does not exist"},
    {"missing, read-only", "a.db", NULL, DLN_OPEN_READ_ONLY, "it does not exist"},
    {"missing, read-only wins over create", "a.db", NULL, DLN_OPEN_READ_ONLY | DLN_OPEN_CREATE,
        "it does not exist"},
    {"missing, created", "a.db", NULL, DLN_OPEN_CREATE, NULL},
    {"missing folder", "no/a.db", NULL, DLN_OPEN_CREATE, "No such file or directory"},
    {"a folder", "a.db", "/", DLN_OPEN_READ_WRITE, "it is a directory"},
    {"a folder, read-only", "a.db", "/", DLN_OPEN_READ_ONLY, "it is a directory"},
    {"a pipe", "a.db", "|", DLN_OPEN_READ_ONLY, "it is not a regular file"},
    {"empty", "a.db", "", DLN_OPEN_READ_WRITE, NULL},
    {"empty, read-only", "a.db", "", DLN_OPEN_READ_ONLY, NULL},
    {"text", "a.db", "This is a text file that somebody has named like a database.",
        DLN_OPEN_READ_WRITE, "is not a SQLite database"},
    {"text, read-only", "a.db", "This is a text file that somebody has named like a database.",
        DLN_OPEN_READ_ONLY, "is not a SQLite database"},
    {"two bytes", "a.db", "xx", DLN_OPEN_READ_WRITE, "is not a SQLite database"},
    {"question mark", "a?mode=memory.db", NULL, DLN_OPEN_CREATE, NULL},
    {"hash, percent, space", "a #1 100%20.db", NULL, DLN_OPEN_CREATE, NULL},
    {"non-ASCII", "größe 漢.db", NULL, DLN_OPEN_CREATE, NULL},
    {"quotes", "it's \"a\".db", NULL, DLN_OPEN_CREATE, NULL},
    {"looks like a URI", "file:a.db?mode=memory", NULL, DLN_OPEN_CREATE, NULL},
};

static void make_file(const char *path, const char *contents)
{
    if (contents == NULL)
        return;
    if (g_str_equal(contents, "/"))
        assert_int_equal(g_mkdir(path, 0700), 0);
    else if (g_str_equal(contents, "|"))
        assert_int_equal(mkfifo(path, 0600), 0);
    else
        assert_true(g_file_set_contents(path, contents, -1, NULL));
}

static void test_open(void **state)
{
    const OpenCase *row = *state;
    Fixture *fixture = sqlite_fixture_new();
    g_autoptr(GError) error = NULL;

    g_free(fixture->address.path);
    fixture->address.path = g_build_filename(fixture->directory, row->file, NULL);
    make_file(fixture->address.path, row->contents);
    g_autofree char *before = list_files(fixture->directory);
    gboolean ok = open_as(fixture, row->flags, &fixture->session, &error);
    if (row->message != NULL) {
        assert_false(ok);
        assert_error(error, DUNLIN_ERROR_CONNECT, row->message);
        assert_non_null(strstr(error->message, fixture->address.display));
        assert_false(dln_error_is_transient(error));
        assert_files(fixture, before);
    } else {
        assert_done(ok, error);
        assert_query(fixture->session, "SELECT count(*) FROM sqlite_master", "0");
        assert_files(fixture, row->file);
    }
    fixture_free(fixture);
}

/* Relative to the current folder such a name would be a URI, were it handed on as it is. */
static void test_relative_name_that_looks_like_a_uri(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *back = g_get_current_dir();

    g_free(fixture->address.path);
    fixture->address.path = g_strdup("file:b.db?mode=memory");
    assert_int_equal(g_chdir(fixture->directory), 0);
    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    run_sql(fixture->session, "CREATE TABLE t (x)");
    assert_int_equal(g_chdir(back), 0);
    assert_files(fixture, "file:b.db?mode=memory");
}

/* A header that is right and pages that are not: found at the first use, with the file's name. */
static void test_corrupt_file(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;

    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    run_sql(fixture->session, "CREATE TABLE t (x)");
    g_clear_pointer(&fixture->session, dln_session_close);
    assert_true(g_file_get_contents(fixture->address.path, &text, &length, NULL));
    memset(text + 100, 0xee, length - 100);
    assert_true(g_file_set_contents(fixture->address.path, text, (gssize)length, NULL));

    fixture->session = open_well(fixture, DLN_OPEN_READ_WRITE);
    assert_false(run_query(fixture->session, "SELECT * FROM t", &error));
    assert_error(error, DUNLIN_ERROR_CONNECT, "is corrupt");
    assert_non_null(strstr(error->message, fixture->address.display));
    assert_string_equal(dunlin_error_get_facts(error)->sqlstate, "11");
}

/* ---- reading without a trace ---- */

static void test_read_only_writes_nothing(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    run_sql(fixture->session, "CREATE TABLE t (x)");
    fixture->other = open_well(fixture, DLN_OPEN_READ_ONLY);
    assert_query(fixture->other, "SELECT count(*) FROM t", "0");
    assert_false(run_query(fixture->other, "INSERT INTO t VALUES (1)", &error));
    assert_error(error, DUNLIN_ERROR_CONNECT, "cannot be written");
    assert_files(fixture, "a.db");
}

static void make_wal_file(Fixture *fixture)
{
    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    assert_query(fixture->session, "PRAGMA journal_mode = WAL", "wal");
    run_sql(fixture->session, "CREATE TABLE t (x)");
    run_sql(fixture->session, "INSERT INTO t VALUES (1)");
}

static void test_wal_that_nobody_uses_is_read_without_a_trace(void **state)
{
    Fixture *fixture = *state;

    g_free(fixture->address.path);
    fixture->address.path = g_build_filename(fixture->directory, "a?b #1 %20 ü.db", NULL);
    make_wal_file(fixture);
    g_clear_pointer(&fixture->session, dln_session_close);
    assert_files(fixture, "a?b #1 %20 ü.db");

    fixture->other = open_well(fixture, DLN_OPEN_READ_ONLY);
    assert_query(fixture->other, "SELECT x FROM t", "1");
    assert_files(fixture, "a?b #1 %20 ü.db");
    g_clear_pointer(&fixture->other, dln_session_close);
    assert_files(fixture, "a?b #1 %20 ü.db");
}

static void test_wal_that_is_written_meanwhile_is_not_believed(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    make_wal_file(fixture);
    g_clear_pointer(&fixture->session, dln_session_close);
    fixture->other = open_well(fixture, DLN_OPEN_READ_ONLY);
    fixture->session = open_well(fixture, DLN_OPEN_READ_WRITE);
    run_sql(fixture->session, "INSERT INTO t VALUES (2)");

    assert_false(run_query(fixture->other, "SELECT x FROM t", &error));
    assert_error(error, DUNLIN_ERROR_LOCKED, "was written by another session");
    assert_true(dln_error_is_transient(error));
    assert_false(dln_session_is_alive(fixture->other));
}

static void test_wal_in_use_shows_what_is_committed(void **state)
{
    Fixture *fixture = *state;

    make_wal_file(fixture);
    assert_files(fixture, "a.db a.db-shm a.db-wal");
    fixture->other = open_well(fixture, DLN_OPEN_READ_ONLY);
    assert_query(fixture->other, "SELECT x FROM t", "1");
    run_sql(fixture->session, "INSERT INTO t VALUES (2)");
    assert_query(fixture->other, "SELECT count(*) FROM t", "2");
    g_clear_pointer(&fixture->other, dln_session_close);
    assert_files(fixture, "a.db a.db-shm a.db-wal");
}

static void test_wal_of_a_dead_process(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *shm = g_strconcat(fixture->address.path, "-shm", NULL);
    g_autoptr(GError) error = NULL;

    die_in_the_middle(
        fixture, "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (7);");
    assert_files(fixture, "a.db a.db-shm a.db-wal");
    fixture->other = open_well(fixture, DLN_OPEN_READ_ONLY);
    assert_query(fixture->other, "SELECT x FROM t", "7");
    g_clear_pointer(&fixture->other, dln_session_close);
    assert_files(fixture, "a.db a.db-shm a.db-wal");

    assert_int_equal(g_remove(shm), 0);
    assert_false(open_as(fixture, DLN_OPEN_READ_ONLY, &fixture->other, &error));
    assert_error(error, DUNLIN_ERROR_CONNECT, "must be recovered");
    assert_files(fixture, "a.db a.db-wal");

    fixture->session = open_well(fixture, DLN_OPEN_READ_WRITE);
    assert_query(fixture->session, "SELECT x FROM t", "7");
}

static void test_journal_of_a_dead_process(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    die_in_the_middle(fixture,
        "CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA cache_size = 1; BEGIN; UPDATE t SET "
        "x = 2;"
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "INSERT INTO t SELECT zeroblob(1000) FROM n;");
    assert_files(fixture, "a.db a.db-journal");
    fixture->other = open_well(fixture, DLN_OPEN_READ_ONLY);
    assert_false(run_query(fixture->other, "SELECT x FROM t", &error));
    assert_error(error, DUNLIN_ERROR_CONNECT, "left in the middle of a write");
    assert_files(fixture, "a.db a.db-journal");

    fixture->session = open_well(fixture, DLN_OPEN_READ_WRITE);
    assert_query(fixture->session, "SELECT x FROM t", "1");
    assert_files(fixture, "a.db");
}

static const struct CMUnitTest own_tests[] = {
    WITH_FIXTURE(test_relative_name_that_looks_like_a_uri),
    WITH_FIXTURE(test_corrupt_file),
    WITH_FIXTURE(test_read_only_writes_nothing),
    WITH_FIXTURE(test_wal_that_nobody_uses_is_read_without_a_trace),
    WITH_FIXTURE(test_wal_that_is_written_meanwhile_is_not_believed),
    WITH_FIXTURE(test_wal_in_use_shows_what_is_committed),
    WITH_FIXTURE(test_wal_of_a_dead_process),
    WITH_FIXTURE(test_journal_of_a_dead_process),
};

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));

    for (gsize i = 0; i < G_N_ELEMENTS(open_cases); i++)
        add_test(tests, open_cases[i].name, test_open, &open_cases[i]);
    g_array_append_vals(tests, own_tests, G_N_ELEMENTS(own_tests));
    return _cmocka_run_group_tests(
        "sqlite open", (struct CMUnitTest *)tests->data, tests->len, NULL, NULL);
}
