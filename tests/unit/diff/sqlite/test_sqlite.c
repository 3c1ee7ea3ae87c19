/* SPDX-License-Identifier: Apache-2.0 */
/* test_sqlite.c: what becomes of rows when a SQLite schema is made another one: what converge.c and random_sqlite.c do not look at: values
 * that are converted or filled, full-text indexes, and changes that the rows do not allow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "diff/diff.h"
#include "engine/inspect.h"

static const struct {
    const char *name;
    const char *from; /* with rows */
    const char *to;
    const char *query;
    const char *rows; /* "a,b|c,d" afterwards */
    const char *loss; /* what the diff says is lost, lines joined by "; " */
} cases[] = {
    {"numbers out of texts",
        "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('007'), ('x'), (NULL), ('1.50')",
        "CREATE TABLE t (a INTEGER)", "SELECT rowid, quote(a) FROM t", "1,7|2,'x'|3,NULL|4,1.5",
        "column t.a: how its numbers were written ('007' becomes 7)"},
    {"texts out of numbers",
        "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (7), (NULL), (x'01')",
        "CREATE TABLE t (a TEXT)", "SELECT rowid, quote(a) FROM t", "1,'7'|2,NULL|3,X'01'", ""},
    {"dates out of texts", "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('2024-01-31')",
        "CREATE TABLE t (a DATE)", "SELECT quote(a) FROM t", "'2024-01-31'", ""},
    {"STRICT numbers out of texts",
        "CREATE TABLE t (a TEXT) STRICT; INSERT INTO t VALUES ('007'), ('x'), (NULL)",
        "CREATE TABLE t (a INTEGER) STRICT", "SELECT quote(a) FROM t", "7|0|NULL",
        "column t.a: values that are no INTEGER ('abc' becomes 0)"},
    {"STRICT bytes out of anything",
        "CREATE TABLE t (a); INSERT INTO t VALUES ('text'), (5), (x'0a')",
        "CREATE TABLE t (a BLOB) STRICT", "SELECT quote(a) FROM t", "X'74657874'|X'35'|X'0A'", ""},
    {"a value that must be there",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT, c INT); INSERT INTO t VALUES (5, "
        "NULL, NULL, NULL), (9, 'x', 1, 2)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INT NOT NULL DEFAULT 8, c INT "
        "NOT NULL CHECK (c >= 2))",
        "SELECT * FROM t", "5,,8,2|9,x,1,2", ""},
    {"a new value that must be there",
        "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (5), (9)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL CHECK (b IN "
        "('it''s', 'y')), c INT UNIQUE NOT NULL)",
        "SELECT * FROM t", "5,,it's,1|9,,it's,2", ""},
    {"a new reference that must be there",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (x INT); INSERT INTO p VALUES "
        "(4), (6); INSERT INTO c VALUES (1), (2)",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (x INT, p INT NOT NULL REFERENCES "
        "p)",
        "SELECT x, p FROM c", "1,4|2,4", ""},
    {"the rowid is named",
        "CREATE TABLE t (a TEXT); INSERT INTO t (rowid, a) VALUES (30, 'a'), (7, 'b')",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)", "SELECT * FROM t", "7,b|30,a", ""},
    {"a full-text index with rows of its own",
        "CREATE VIRTUAL TABLE f USING fts5(title, body); INSERT INTO f (rowid, title, body) VALUES "
        "(4, 'One', 'hello world'), (8, 'Two', 'bye')",
        "CREATE VIRTUAL TABLE f USING fts5(title, extra, tokenize = 'porter')",
        "SELECT rowid, title, extra FROM f WHERE f MATCH 'ones OR two'", "4,One,|8,Two,",
        "column f.body: its values"},
    {"a full-text index of another table",
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO posts VALUES (3, "
        "'running fast');"
        "CREATE VIRTUAL TABLE f USING fts5(body, content='posts', content_rowid='id'); INSERT INTO "
        "f (f) VALUES ('rebuild')",
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT);"
        "CREATE VIRTUAL TABLE f USING fts5(body, content='posts', content_rowid='id', "
        "tokenize='porter')",
        "SELECT rowid FROM f WHERE f MATCH 'run'", "3", ""},
    {"boxes", "CREATE VIRTUAL TABLE r USING rtree(id, a, b); INSERT INTO r VALUES (2, 1, 5)",
        "CREATE VIRTUAL TABLE r USING rtree(id, a, b, +label TEXT)",
        "SELECT id, a, b, label FROM r", "2,1.0,5.0,", ""},
    {"a full-text index beside a rebuild",
        "CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES ('hello'); CREATE TABLE t "
        "(a TEXT); INSERT INTO t VALUES ('x')",
        "CREATE VIRTUAL TABLE f USING fts5(body); CREATE TABLE t (a TEXT NOT NULL)",
        "SELECT f.body, t.a FROM f, t WHERE f MATCH 'hello'", "hello,x", ""},
    {"a column called content",
        "CREATE VIRTUAL TABLE f USING fts5(title, content); INSERT INTO f VALUES ('a', 'b')",
        "CREATE VIRTUAL TABLE f USING fts5(title, content, more)", "SELECT title, content FROM f",
        "a,b", ""},
    {"an index alone cannot be read",
        "CREATE VIRTUAL TABLE f USING fts5(a, content=''); INSERT INTO f (rowid, a) VALUES (1, "
        "'x')",
        "CREATE VIRTUAL TABLE f USING fts5(a, b, content='')", "SELECT count(*) FROM f", "0",
        "table f: its rows"},
    {"rows become an index alone",
        "CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f (rowid, a) VALUES (6, 'x')",
        "CREATE VIRTUAL TABLE f USING fts5(a, content='')", "SELECT rowid FROM f WHERE f MATCH 'x'",
        "6", "table f: its texts, of which the index stays"},
    {"one module becomes another",
        "CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f (rowid, a) VALUES (6, 'x')",
        "CREATE VIRTUAL TABLE f USING rtree(id, a, b)", "SELECT count(*) FROM f", "0",
        "table f: its rows"},
};

/* Changes that the rows do not allow: nothing is changed then. */
static const struct {
    const char *name;
    const char *from;
    const char *to;
    const char *message;
} refused[] = {
    {"a conflict clause would skip rows", "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (1)",
        "CREATE TABLE t (a INT UNIQUE ON CONFLICT IGNORE)", "UNIQUE constraint failed"},
    {"a conflict clause would replace rows",
        "CREATE TABLE t (id INT, a INT); INSERT INTO t VALUES (1, 1), (2, 1)",
        "CREATE TABLE t (id INT, a INT, UNIQUE (a) ON CONFLICT REPLACE)",
        "UNIQUE constraint failed"},
    {"a check", "CREATE TABLE t (a INT); INSERT INTO t VALUES (-1)",
        "CREATE TABLE t (a INT CHECK (a > 0))", "CHECK constraint failed"},
    {"a check with a column that is added", "CREATE TABLE t (a INT); INSERT INTO t VALUES (-1)",
        "CREATE TABLE t (a INT, b INT, CHECK (a > 0))", "CHECK constraint failed"},
    {"a unique index", "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (1)",
        "CREATE TABLE t (a INT); CREATE UNIQUE INDEX i ON t (a)", "UNIQUE constraint failed"},
    {"a reference",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INT); INSERT INTO c VALUES (1)",
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INT REFERENCES p (id))",
        "foreign key violated"},
    {"a type that STRICT minds", "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES ('x')",
        "CREATE TABLE t (a INTEGER) STRICT", "cannot store TEXT value"},
};

static DlnSession *open_memory(void)
{
    g_autoptr(DlnAddress) address = dln_address_new_file(":memory:");
    const DlnOpenOptions options = {
        .address = address, .flags = DLN_OPEN_CREATE, .lock_timeout_ms = 1000};
    g_autoptr(GError) error = NULL;
    DlnSession *session = NULL;

    if (!dln_session_open(&options, NULL, &session, &error))
        fail_msg("%s", error->message);
    return session;
}

/* As one migration. */
static gboolean run(DlnSession *session, const char *sql, GError **error)
{
    const DlnSource source = {.text = sql, .length = strlen(sql), .line = 1, .column = 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (!dln_script_parse(DLN_ENGINE_SQLITE, &source, &script, error))
        return FALSE;
    dln_engine_add_begin(DLN_ENGINE_SQLITE, batch, 1, NULL);
    dln_batch_add_script(batch, 2, script, 0, script->n_statements);
    dln_engine_add_commit(DLN_ENGINE_SQLITE, batch, 3);
    return dln_session_run(session, batch, NULL, NULL, error);
}

static void run_well(DlnSession *session, const char *name, const char *sql)
{
    g_autoptr(GError) error = NULL;

    if (!run(session, sql, &error))
        fail_msg("%s: %s: %s", name, sql, error->message);
}

static DlnSchema *inspect(DlnSession *session)
{
    g_autoptr(GError) error = NULL;
    DlnSchema *schema = dln_session_inspect(session, NULL, NULL, &error);

    if (schema == NULL)
        fail_msg("%s", error->message);
    return schema;
}

static void take_row(guint n_columns, const char *const *values, gpointer user_data)
{
    GString *rows = user_data;

    g_string_append(rows, rows->len > 0 ? "|" : "");
    for (guint i = 0; i < n_columns; i++)
        g_string_append_printf(rows, "%s%s", i > 0 ? "," : "", values[i] != NULL ? values[i] : "");
}

static char *rows_of(DlnSession *session, const char *sql)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) error = NULL;
    GString *rows = g_string_new(NULL);

    dln_batch_add_query(batch, 1, sql, take_row, rows);
    if (!dln_session_run(session, batch, NULL, NULL, &error))
        fail_msg("%s: %s", sql, error->message);
    return g_string_free(rows, FALSE);
}

/* The statements from what session holds to what to makes; losses: (optional). (transfer full) */
static char *statements(DlnSession *session, const char *name, const char *to, GString *losses)
{
    DlnSession *other = open_memory();
    g_autoptr(DlnSchema) before = inspect(session);
    g_autoptr(GError) error = NULL;
    GString *sql = g_string_new(NULL);

    run_well(other, name, to);
    g_autoptr(DlnSchema) after = inspect(other);
    dln_session_close(other);
    const DlnDiffOptions options = {.from = before, .to = after};
    g_autoptr(DlnDiff) diff = dln_diff_make(&options, &error);
    if (diff == NULL)
        fail_msg("%s: %s", name, error->message);
    assert_int_equal(diff->parts->len, 1);
    const DlnDiffPart *part = diff->parts->pdata[0];
    for (guint i = 0; i < part->steps->len; i++) {
        const DlnDiffStep *step = part->steps->pdata[i];
        g_string_append_printf(sql, "%s;\n", step->sql);
        for (guint k = 0; losses != NULL && k < step->losses->len; k++)
            g_string_append_printf(
                losses, "%s%s", losses->len > 0 ? "; " : "", (const char *)step->losses->pdata[k]);
    }
    return g_string_free(sql, FALSE);
}

static void rows_become_what_they_should(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        DlnSession *session = open_memory();
        g_autoptr(GString) losses = g_string_new(NULL);

        run_well(session, cases[i].name, cases[i].from);
        g_autofree char *sql = statements(session, cases[i].name, cases[i].to, losses);
        run_well(session, cases[i].name, sql);
        g_autofree char *rows = rows_of(session, cases[i].query);
        if (!g_str_equal(rows, cases[i].rows))
            fail_msg("%s: %s, not %s", cases[i].name, rows, cases[i].rows);
        if (!g_str_equal(losses->str, cases[i].loss))
            fail_msg("%s: it says that it loses: %s", cases[i].name, losses->str);
        dln_session_close(session);
    }
}

static void what_rows_do_not_allow_changes_nothing(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        static const char content[] = "SELECT type, name, sql FROM sqlite_schema";
        DlnSession *session = open_memory();
        g_autoptr(GError) error = NULL;

        run_well(session, refused[i].name, refused[i].from);
        g_autofree char *before = rows_of(session, content);
        g_autofree char *sql = statements(session, refused[i].name, refused[i].to, NULL);
        if (run(session, sql, &error) || strstr(error->message, refused[i].message) == NULL)
            fail_msg("%s: %s", refused[i].name, error != NULL ? error->message : "it worked");
        g_autofree char *after = rows_of(session, content);
        assert_string_equal(after, before);
        dln_session_close(session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_what_they_should),
        cmocka_unit_test(what_rows_do_not_allow_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
