/* SPDX-License-Identifier: Apache-2.0 */
/* test_rows.c: rows as data: that SQLite's are read and written without losing a byte, and what is told of two sets. */
#include "engine/rows/rows.h"
#include "engine/sqlite/fixture.h"
#include "sql/script.h"

static void execute(DlnSession *session, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(DlnBatch) batch = dln_batch_new();
    const DlnSource source = {
        .file = "test", .text = sql, .length = strlen(sql), .line = 1, .column = 1};

    if (!dln_script_parse(DLN_ENGINE_SQLITE, &source, &script, &error))
        fail_msg("%s", error->message);
    dln_batch_add_sql(batch, 0, "BEGIN");
    dln_batch_add_script(batch, 0, script, 0, script->n_statements);
    dln_batch_add_sql(batch, 0, "COMMIT");
    if (!dln_session_run(session, batch, NULL, NULL, &error))
        fail_msg("%s: %s", sql, error->message);
}

/* The rows of a file that sql has made. */
static DlnRows *rows_of(const char *sql)
{
    Fixture *fixture = sqlite_fixture_new();
    g_autoptr(DlnSession) session = open_well(fixture, DLN_OPEN_CREATE);
    g_autoptr(GError) error = NULL;
    DlnRows *rows = NULL;

    execute(session, sql);
    if (!dln_rows_read(session, NULL, NULL, &rows, &error))
        fail_msg("%s", error->message);
    g_clear_pointer(&session, dln_session_close);
    fixture_free(fixture);
    return rows;
}

/* ---- reading and writing ---- */

#define KINDS                                                                                      \
    "CREATE TABLE k (id integer PRIMARY KEY AUTOINCREMENT, v, g AS (id + 1), \"a \"\"b\" text);"   \
    "CREATE TABLE child (id integer PRIMARY KEY, k REFERENCES k);"                                 \
    "CREATE TABLE bare (x);"                                                                       \
    "CREATE TABLE w (a text, b text, PRIMARY KEY (b, a)) WITHOUT ROWID;"

static void test_round_trip(void **state)
{
    static const char rows_sql[] =
        "INSERT INTO k (v, \"a \"\"b\") VALUES (1, 'it''s'), (1.0, NULL), ('1', ''), (x'0001ff', "
        "'ü'),"
        " (NULL, 'NULL'), (9e999, '9e999'), (-9e999, '${x}'), (0.1, '-- dunlin:down'),"
        " (1e-320, '/*'), (9223372036854775807, ';'), (-9223372036854775808, '\\n'),"
        " (CAST(x'610062' AS text), 'a' || char(10) || 'b'), ('', char(13)),"
        " (1.0/3, char(10) || '\\n'), (123456789.123456789, char(9));"
        "INSERT INTO k (v) VALUES ('gone'); DELETE FROM k WHERE v = 'gone';"
        "INSERT INTO child VALUES (2, 1), (1, 2); INSERT INTO bare VALUES ('b'), ('a'), ('b');"
        "INSERT INTO w VALUES ('x', 'y'), ('x', 'a');";
    g_autofree char *whole = g_strconcat(KINDS, rows_sql, NULL);
    g_autoptr(DlnRows) rows = rows_of(whole);
    g_autoptr(GString) written = g_string_new(KINDS);

    dln_rows_write(rows, NULL, written);
    g_autoptr(DlnRows) again = rows_of(written->str);
    g_autoptr(GPtrArray) differences = dln_rows_compare(rows, again, NULL);
    if (differences->len > 0) {
        g_autofree char *text = dln_rows_difference_text(differences->pdata[0]);
        fail_msg("%s\n%s", text, written->str);
    }
    assert_int_equal(dln_rows_find(again, "k")->rows->len, 15);
    assert_string_equal(dln_rows_find_sequence(again, "k")->value, "16");
    /* No line end of a value is one of the file. */
    assert_null(strchr(written->str, '\r'));
    assert_null(strstr(written->str, "\"g\""));
    assert_non_null(strstr(written->str, "PRAGMA defer_foreign_keys = ON;"));
}

static void test_fresh(void **state)
{
    static const char *const fresh[] = {"t.made", "u.id", NULL};
    g_autoptr(DlnRows) rows =
        rows_of("CREATE TABLE t (id integer PRIMARY KEY, made DEFAULT 'now');"
                "CREATE TABLE u (id DEFAULT 7);"
                "INSERT INTO t VALUES (1, 'then'); INSERT INTO u VALUES (1), (2);");
    g_autoptr(GString) written = g_string_new(NULL);

    dln_rows_write(rows, (char *const *)fresh, written);
    assert_string_equal(written->str, "INSERT INTO \"t\" (\"id\") VALUES\n    (1);\n"
                                      "INSERT INTO \"u\" DEFAULT VALUES;\n"
                                      "INSERT INTO \"u\" DEFAULT VALUES;\n");
}

/* ---- comparing ---- */

static const struct {
    const char *name, *before, *after;
    const char *ignored[3];
    const char *differences; /* separated by '|' */
} compare_cases[] = {
    {"the same in another order", "INSERT INTO t VALUES (1,'a','x'),(2,'b','y');",
        "INSERT INTO t VALUES (2,'b','y'),(1,'a','x');", {NULL}, ""},
    {"a value", "INSERT INTO t VALUES (1,'a','x');", "INSERT INTO t VALUES (1,'a','z');", {NULL},
        "t.v: 'x' and 'z'"},
    {"its storage class", "INSERT INTO t VALUES (1,'a',1);", "INSERT INTO t VALUES (1,'a',1.0);",
        {NULL}, "t.v: 1 and 1.0"},
    {"NULL", "INSERT INTO t VALUES (1,'a',NULL);", "INSERT INTO t VALUES (1,'a','NULL');", {NULL},
        "t.v: NULL and 'NULL'"},
    {"in several rows", "INSERT INTO t VALUES (1,'a',1),(2,'b',2),(3,'c',3);",
        "INSERT INTO t VALUES (1,'a',4),(2,'b',5),(3,'c',3);", {NULL},
        "t.v: 1 and 4 (and 1 row more)"},
    {"a generated key: other columns tell which is which",
        "INSERT INTO t VALUES (7,'a',1),(3,'b',2);", "INSERT INTO t VALUES (4,'a',1),(9,'b',2);",
        {NULL}, "t.id: 7 and 4 (and 1 row more)"},
    {"the same values, of other rows", "INSERT INTO t VALUES (1,'a','x'),(2,'b','y');",
        "INSERT INTO t VALUES (1,'b','x'),(2,'a','y');", {NULL},
        "t.n: 'a' and 'b' (and 1 row more)"},
    {"more rows", "INSERT INTO t VALUES (1,'a',1);", "INSERT INTO t VALUES (1,'a',1),(2,'a',1);",
        {NULL}, "t: 1 rows and 2 rows"},
    {"two columns", "INSERT INTO t VALUES (1,'a',1);", "INSERT INTO t VALUES (1,'b',2);", {NULL},
        "t.n: 'a' and 'b'|t.v: 1 and 2"},
    {"declared", "INSERT INTO t VALUES (1,'a',1);", "INSERT INTO t VALUES (1,'b',2);",
        {"t.v", "t.n", NULL}, ""},
    {"one of them", "INSERT INTO t VALUES (1,'a',1);", "INSERT INTO t VALUES (1,'b',2);",
        {"t.v", NULL}, "t.n: 'a' and 'b'"},
    {"a declared key", "INSERT INTO t VALUES (7,'a',1),(3,'b',2);",
        "INSERT INTO t VALUES (4,'a',1),(9,'b',2);", {"t.id", NULL}, ""},
    {"a table more", "", "CREATE TABLE u (x); INSERT INTO u VALUES (1);", {NULL},
        "u: not there and there"},
    {"an empty table more is the schema's matter", "", "CREATE TABLE u (x);", {NULL}, ""},
    {"a sequence", "INSERT INTO s VALUES (5); DELETE FROM s;",
        "INSERT INTO s VALUES (6); DELETE FROM s;", {NULL}, "s: 5 and 6"},
    {"a declared sequence", "INSERT INTO s VALUES (5); DELETE FROM s;",
        "INSERT INTO s VALUES (6); DELETE FROM s;", {"s", NULL}, ""},
    {"a sequence that has not begun", "", "INSERT INTO s VALUES (6); DELETE FROM s;", {NULL},
        "s: not there and 6"},
    {"our own tables", "",
        "CREATE TABLE schema_migrations (v); INSERT INTO schema_migrations VALUES (1);"
        "CREATE TABLE dunlin_audit_log (v); INSERT INTO dunlin_audit_log VALUES (1);",
        {NULL}, ""},
};

static void test_compare(void **state)
{
    static const char tables[] = "CREATE TABLE t (id integer PRIMARY KEY, n text, v);"
                                 "CREATE TABLE s (id integer PRIMARY KEY AUTOINCREMENT);";

    for (gsize i = 0; i < G_N_ELEMENTS(compare_cases); i++) {
        g_autofree char *before_sql = g_strconcat(tables, compare_cases[i].before, NULL);
        g_autofree char *after_sql = g_strconcat(tables, compare_cases[i].after, NULL);
        g_autoptr(DlnRows) before = rows_of(before_sql);
        g_autoptr(DlnRows) after = rows_of(after_sql);
        g_autoptr(GPtrArray) differences =
            dln_rows_compare(before, after, (char *const *)compare_cases[i].ignored);
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint d = 0; d < differences->len; d++) {
            g_autofree char *line = dln_rows_difference_text(differences->pdata[d]);
            g_string_append_printf(text, "%s%s", d > 0 ? "|" : "", line);
        }
        if (!g_str_equal(text->str, compare_cases[i].differences))
            fail_msg("%s: got \"%s\", expected \"%s\"", compare_cases[i].name, text->str,
                compare_cases[i].differences);
    }
}

static void test_virtual(void **state)
{
    Fixture *fixture = sqlite_fixture_new();
    g_autoptr(DlnSession) session = open_well(fixture, DLN_OPEN_CREATE);
    g_autoptr(GError) error = NULL;
    g_autoptr(DlnRows) rows = NULL;
    g_autoptr(DlnRows) none = NULL;

    execute(session, "CREATE VIRTUAL TABLE f USING fts5(body);");
    assert_true(dln_rows_read(session, NULL, NULL, &rows, NULL));
    execute(session, "INSERT INTO f VALUES ('text');");
    assert_false(dln_rows_read(session, NULL, NULL, &none, &error));
    assert_error(error, DUNLIN_ERROR_UNSUPPORTED, "\"f\"");
    g_clear_pointer(&session, dln_session_close);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_fresh),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_virtual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
