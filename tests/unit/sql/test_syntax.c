/* SPDX-License-Identifier: Apache-2.0 */
/* test_syntax.c: what PostgreSQL's grammar says about a script without a server, and when it is not asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/syntax.h"

#define V15 150004

typedef struct {
    const char *name;
    DlnEngineKind engine;
    int version;
    const char *text;
    const char *message; /* NULL: passes */
    const char *statement;
} Case;

static const Case cases[] = {
    {"nothing", DLN_ENGINE_POSTGRES, V15, "", NULL, NULL},
    {"several good ones", DLN_ENGINE_POSTGRES, V15,
        "CREATE TABLE t (a int); BEGIN; COPY t FROM stdin;\n1 garbage (\n\\.\nCOMMIT;", NULL, NULL},
    {"names and types are not looked at", DLN_ENGINE_POSTGRES, V15,
        "SELECT nope::missing FROM nowhere", NULL, NULL},
    {"a function's body is not looked at", DLN_ENGINE_POSTGRES, V15,
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ nonsense $$", NULL, NULL},
    {"an atomic body is", DLN_ENGINE_POSTGRES, V15,
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELCT 2; END",
        "m.sql:1:56: syntax error at or near \"SELCT\"",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELCT 2; END"},
    {"the third statement", DLN_ENGINE_POSTGRES, V15,
        "SELECT 1;\nSELECT 2;\n  SELECT 3 FORM t WHERE a;",
        "m.sql:3:17: syntax error at or near \"t\"", "SELECT 3 FORM t WHERE a"},
    {"multibyte text before it", DLN_ENGINE_POSTGRES, V15,
        "-- ünï\nSELECT '漢'; /* 🐦 */ SELECT 'é🐦' AS \"漢\", FROM t;",
        "m.sql:2:41: syntax error at or near \"FROM\"", "SELECT 'é🐦' AS \"漢\", FROM t"},
    {"on a later line of its statement", DLN_ENGINE_POSTGRES, V15,
        "CREATE TABLE t (\r\n  a int,,\r\n  b int);", "m.sql:2:9: syntax error at or near \",\"",
        "CREATE TABLE t (\r\n  a int,,\r\n  b int)"},
    {"at the end of input", DLN_ENGINE_POSTGRES, V15, "ALTER TABLE t ADD CONSTRAINT;",
        "m.sql:1:29: syntax error at end of input", "ALTER TABLE t ADD CONSTRAINT"},
    {"an older server", DLN_ENGINE_POSTGRES, 120010, "SELEC 1",
        "m.sql:1:1: syntax error at or near \"SELEC\"", "SELEC 1"},
    {"a newer server may take it", DLN_ENGINE_POSTGRES, 160000, "SELEC 1", NULL, NULL},
    {"a server that is not known, too", DLN_ENGINE_POSTGRES, 0, "SELEC 1", NULL, NULL},
    {"SQLite is not asked", DLN_ENGINE_SQLITE, V15, "SELEC 1", NULL, NULL},
    {"backslashes while strings have escapes are left to the server", DLN_ENGINE_POSTGRES, V15,
        "SET standard_conforming_strings = off; SELECT 'it\\'s'; SELECT 1", NULL, NULL},
    {"what holds none is still looked at", DLN_ENGINE_POSTGRES, V15,
        "SET standard_conforming_strings = off; SELECT 'it\\'s'; SELEC 1",
        "m.sql:1:56: syntax error at or near \"SELEC\"", "SELEC 1"},
};

static void test_syntax(void **state)
{
    const Case *row = *state;
    const DlnSource source = {"m.sql", row->text, strlen(row->text), 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;

    assert_true(dln_script_parse(row->engine, &source, &script, &error));
    gboolean ok = dln_sql_check_syntax(script, row->version, &error);
    assert_int_equal(ok, row->message == NULL);
    if (ok) {
        assert_null(error);
        return;
    }
    assert_true(g_error_matches(error, DUNLIN_ERROR, DUNLIN_ERROR_SYNTAX));
    assert_string_equal(error->message, row->message);
    assert_string_equal(dunlin_error_get_facts(error)->statement, row->statement);
    assert_string_equal(dunlin_error_get_facts(error)->file, "m.sql");
}

static gpointer check_often(gpointer data)
{
    const char *text = "SELECT 'é'; SELECT 1 FORM t x;";
    const DlnSource source = {"m.sql", text, strlen(text), 1, 1};
    guint n_right = 0;

    for (guint i = 0; i < 200; i++) {
        g_autoptr(DlnScript) script = NULL;
        g_autoptr(GError) error = NULL;
        if (dln_script_parse(DLN_ENGINE_POSTGRES, &source, &script, NULL) &&
            !dln_sql_check_syntax(script, V15, &error) &&
            dunlin_error_get_facts(error)->column == 27)
            n_right++;
    }
    return GUINT_TO_POINTER(n_right);
}

static void test_threads(void **state)
{
    GThread *threads[4];

    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("check", check_often, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        assert_int_equal(GPOINTER_TO_UINT(g_thread_join(threads[i])), 200);
}

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    struct CMUnitTest threads = cmocka_unit_test(test_threads);

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct CMUnitTest test = {cases[i].name, test_syntax, NULL, NULL, (void *)&cases[i]};
        g_array_append_val(tests, test);
    }
    g_array_append_val(tests, threads);
    return _cmocka_run_group_tests(
        "syntax", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
