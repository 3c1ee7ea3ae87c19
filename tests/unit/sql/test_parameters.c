/* SPDX-License-Identifier: Apache-2.0 */
/* test_parameters.c: named parameters become numbered ones, and nothing else changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/parameters.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE

typedef struct {
    const char *name;
    DlnEngineKind engine;
    const char *text;
    const char *sql;   /* NULL: refused */
    const char *names; /* joined by blanks; when refused, the message */
} Case;

static const Case cases[] = {
    {"none", PG, "SELECT 1 -- :a\n", "SELECT 1 -- :a\n", ""},
    {"empty", PG, "", "", ""},
    {"two", PG, "INSERT INTO t VALUES (:slug, :name)", "INSERT INTO t VALUES ($1, $2)",
        "slug name"},
    {"one twice", PG, "SELECT :a,:b+:a", "SELECT $1,$2+$1", "a b"},
    {"letter case counts", PG, "SELECT :a, :A", "SELECT $1, $2", "a A"},
    {"digits and underscores", PG, "SELECT :_a1_", "SELECT $1", "_a1_"},
    {"casts", PG, "SELECT :a::text, b::int", "SELECT $1::text, b::int", "a"},
    {"assignment", PG, "SELECT f(a := :a, b:=2)", "SELECT f(a := $1, b:=2)", "a"},
    {"quotes", PG, "SELECT ':a', E'\\':a', \":a\", $$:a$$, $x$:a$x$, :b",
        "SELECT ':a', E'\\':a', \":a\", $$:a$$, $x$:a$x$, $1", "b"},
    {"comments", PG, "/* :a /* :b */ :c */ SELECT :d -- :e", "/* :a /* :b */ :c */ SELECT $1 -- :e",
        "d"},
    {"slice with numbers", PG, "SELECT a[1:2], :a", "SELECT a[1:2], $1", "a"},
    {"slice with a blank", PG, "SELECT a[1: n]", "SELECT a[1: n]", ""},
    {"question marks are operators", PG, "SELECT a ? 'b' AND a ?| :c", "SELECT a ? 'b' AND a ?| $1",
        "c"},
    {"keywords are names too", PG, "SELECT :select", "SELECT $1", "select"},
    {"multibyte text around", PG, "SELECT 'ü', :a, 'é'", "SELECT 'ü', $1, 'é'", "a"},
    {"semicolon stays", PG, "SELECT :a;\n", "SELECT $1;\n", "a"},
    {"at the end", PG, "SELECT :a", "SELECT $1", "a"},
    {"colon in front of a string", PG, "SELECT :'a'", "SELECT :'a'", ""},
    {"numbered placeholder", PG, "SELECT 'é', $1", NULL,
        "c.yaml:3:17: the placeholder \"$1\" has no name, write \":name\""},
    {"name with a dollar", PG, "SELECT :a$b", NULL,
        "c.yaml:3:12: \":a$b\" is no parameter: a name has letters, digits and \"_\" only"},
    {"name with an accent", PG, "SELECT :é", NULL,
        "c.yaml:3:12: \":é\" is no parameter: a name has letters, digits and \"_\" only"},
    {"open string", PG, "SELECT :a, 'b", NULL, "c.yaml:3:16: unterminated quoted string"},
    {"psql command", PG, "\\set a 1", NULL,
        "c.yaml:3:5: \"\\set\" is a psql command, which Dunlin does not run"},

    {"sqlite: two", LITE, "INSERT INTO t VALUES (:slug, :name, :slug)",
        "INSERT INTO t VALUES (?1, ?2, ?1)", "slug name"},
    {"sqlite: quotes", LITE, "SELECT ':a', \":a\", `:a`, [:a], :b",
        "SELECT ':a', \":a\", `:a`, [:a], ?1", "b"},
    {"sqlite: comments", LITE, "SELECT :a /* :b */ -- :c\n/* :d", "SELECT ?1 /* :b */ -- :c\n/* :d",
        "a"},
    {"sqlite: cast is left alone", LITE, "SELECT :a::text", "SELECT ?1::text", "a"},
    {"sqlite: question mark", LITE, "SELECT ?", NULL,
        "c.yaml:3:12: the placeholder \"?\" has no name, write \":name\""},
    {"sqlite: numbered", LITE, "SELECT ?12", NULL,
        "c.yaml:3:12: the placeholder \"?12\" has no name, write \":name\""},
    {"sqlite: other sign", LITE, "SELECT @a", NULL,
        "c.yaml:3:12: the placeholder \"@a\" has no name, write \":name\""},
    {"sqlite: dollar", LITE, "SELECT $a", NULL,
        "c.yaml:3:12: the placeholder \"$a\" has no name, write \":name\""},
    {"sqlite: numeric name", LITE, "SELECT :1", NULL,
        "c.yaml:3:12: \":1\" is no parameter: a name has letters, digits and \"_\" only"},
};

static void test_parameterize(void **state)
{
    const Case *row = *state;
    DlnSource source = {"c.yaml", row->text, strlen(row->text), 3, 5};
    g_autoptr(DlnParameterized) found = NULL;
    g_autoptr(GError) error = NULL;
    gboolean done = dln_sql_parameterize(row->engine, &source, &found, &error);

    if (row->sql == NULL) {
        assert_false(done);
        assert_null(found);
        assert_true(g_error_matches(error, DUNLIN_ERROR, DUNLIN_ERROR_SYNTAX));
        assert_string_equal(error->message, row->names);
        return;
    }
    if (!done)
        fail_msg("%s", error->message);
    g_autofree char *names = g_strjoinv(" ", found->names);
    assert_string_equal(found->sql, row->sql);
    assert_string_equal(names, row->names);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] =
            (struct CMUnitTest){cases[i].name, test_parameterize, NULL, NULL, (void *)&cases[i]};
    return cmocka_run_group_tests_name("parameters", tests, NULL, NULL);
}
