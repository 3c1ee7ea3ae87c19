/* SPDX-License-Identifier: Apache-2.0 */
/* test_assertion.c: how an assertion is read, which queries it may hold, and what it takes for an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/assertion.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE
#define ONLY "is one SELECT"

typedef struct {
    const char *name;
    DlnEngineKind engine;
    const char *text;
    const char *error; /* NULL: it is read; else part of the message */
    const char *found; /* what the query returned; NULL: SQL's NULL */
    gboolean holds;
} Case;

static const Case cases[] = {
    {"true", PG, "before: SELECT true", NULL, "t", TRUE},
    {"false", PG, "after: SELECT false", NULL, "f", FALSE},
    {"one", LITE, "after: SELECT 1", NULL, "1", TRUE},
    {"zero", LITE, "after: SELECT 0", NULL, "0", FALSE},
    {"null is not true", PG, "before: SELECT null", NULL, NULL, FALSE},
    {"text is not true", PG, "before: SELECT 'x'", NULL, "x", FALSE},
    {"equal", PG, " before = 0: SELECT count(*) FROM t", NULL, "0", TRUE},
    {"not equal", PG, "before = 0: SELECT count(*) FROM t", NULL, "3", FALSE},
    {"without blanks", PG, "before=0:SELECT 0", NULL, "0", TRUE},
    {"numbers as numbers", PG, "before = 3: SELECT 3.00", NULL, "3.00", TRUE},
    {"large numbers exactly", PG, "before = 9007199254740993: SELECT 1", NULL, "9007199254740992",
        FALSE},
    {"truth in either word", PG, "before = true: SELECT 1", NULL, "t", TRUE},
    {"truth as a number", LITE, "before = false: SELECT 1", NULL, "0", TRUE},
    {"null", PG, "before = null: SELECT 1", NULL, NULL, TRUE},
    {"a value is not null", PG, "before = null: SELECT 1", NULL, "null", FALSE},
    {"unequal to null", PG, "before != null: SELECT 1", NULL, "x", TRUE},
    {"text", PG, "before = 'it''s': SELECT 1", NULL, "it's", TRUE},
    {"text is no number", PG, "before = '3': SELECT 1", NULL, "3.0", FALSE},
    {"a colon in the text", PG, "before = ':': SELECT 1", NULL, ":", TRUE},
    {"a word", PG, "before = ready: SELECT state FROM t", NULL, "ready", TRUE},
    {"unequal", PG, "before <> 1: SELECT 2", NULL, "2", TRUE},
    {"less", PG, "before < 5: SELECT 4", NULL, "4", TRUE},
    {"not less", PG, "before < 5: SELECT 5", NULL, "5", FALSE},
    {"less or equal", PG, "before <= 5: SELECT 5", NULL, "5", TRUE},
    {"greater", PG, "before > -1.5: SELECT 0", NULL, "0", TRUE},
    {"greater or equal", PG, "before >= 1: SELECT 0", NULL, "0", FALSE},
    {"null has no order", PG, "before >= 1: SELECT null", NULL, NULL, FALSE},
    {"values", PG, "before = 1: VALUES (1)", NULL, "1", TRUE},
    {"table", PG, "before = 1: TABLE t", NULL, "1", TRUE},
    {"with", PG, "before = 1: WITH a AS (SELECT 1) SELECT * FROM a", NULL, "1", TRUE},
    {"parentheses", PG, "before = 1: (SELECT 1)", NULL, "1", TRUE},
    {"semicolon at the end", PG, "before = 1: SELECT 1;", NULL, "1", TRUE},
    {"sqlite with", LITE, "before = 1: WITH a AS (SELECT 1) SELECT * FROM a", NULL, "1", TRUE},
    {"a column called delete", PG, "before = 1: SELECT \"delete\" FROM t", NULL, "1", TRUE},
    {"a newer grammar", PG, "before = 1: SELECT a FROM NEWER THINGS OF t", NULL, "1", TRUE},

    {"nothing", PG, "", "\"before\" or \"after\"", NULL, FALSE},
    {"no time", PG, "SELECT 1", "\"before\" or \"after\"", NULL, FALSE},
    {"nearly a time", PG, "beforehand: SELECT 1", "\"before\" or \"after\"", NULL, FALSE},
    {"no colon", PG, "before SELECT 1", "a colon belongs before the query", NULL, FALSE},
    {"no value", PG, "before = : SELECT 1", "value to compare with is missing", NULL, FALSE},
    {"open text", PG, "before = 'x: SELECT 1", "no closing quote", NULL, FALSE},
    {"no query", PG, "before = 0:  ", "the query is missing", NULL, FALSE},
    {"order of a word", PG, "before < x: SELECT 1", "only numbers", NULL, FALSE},
    {"order of text", PG, "before < '1': SELECT 1", "only numbers", NULL, FALSE},
    {"order of null", PG, "before > null: SELECT 1", "only numbers", NULL, FALSE},
    {"delete", PG, "before: DELETE FROM t RETURNING 1", ONLY, NULL, FALSE},
    {"two", PG, "before: SELECT 1; SELECT 2", ONLY, NULL, FALSE},
    {"select and drop", PG, "before: SELECT 1; DROP TABLE t", ONLY, NULL, FALSE},
    {"only a comment", PG, "before: -- SELECT 1", ONLY, NULL, FALSE},
    {"into", PG, "before: SELECT 1 INTO t", ONLY, NULL, FALSE},
    {"with that deletes", PG, "before: WITH a AS (DELETE FROM t RETURNING 1) SELECT * FROM a", ONLY,
        NULL, FALSE},
    {"with before a delete", PG, "before: WITH a AS (SELECT 1) DELETE FROM t", ONLY, NULL, FALSE},
    {"sqlite with before a delete", LITE, "before: WITH a AS (SELECT 1) DELETE FROM t", ONLY, NULL,
        FALSE},
    {"commit", PG, "before: COMMIT", ONLY, NULL, FALSE},
    {"explain", PG, "before: EXPLAIN SELECT 1", ONLY, NULL, FALSE},
    {"pragma", LITE, "before: PRAGMA user_version", ONLY, NULL, FALSE},
    {"copy", PG, "before: COPY t TO STDOUT", ONLY, NULL, FALSE},
    {"the ledger", PG, "before: DELETE FROM schema_migrations", ONLY, NULL, FALSE},
    {"open quote", PG, "before: SELECT 'x", "unterminated quoted string", NULL, FALSE},
};

static void test_assertion(void **state)
{
    const Case *row = *state;
    const DlnSource source = {
        .file = "m.sql", .text = row->text, .length = strlen(row->text), .line = 3, .column = 17};
    g_autoptr(DlnAssertion) assertion = NULL;
    g_autoptr(GError) error = NULL;

    const gboolean ok = dln_assertion_read(&source, &assertion, &error) &&
                        dln_assertion_compile(assertion, row->engine, NULL, &error);
    if (row->error != NULL) {
        assert_false(ok);
        assert_int_equal(error->code, DUNLIN_ERROR_SYNTAX);
        assert_int_equal(dunlin_error_get_facts(error)->line, 3);
        if (strstr(error->message, row->error) == NULL)
            fail_msg("%s: %s", row->name, error->message);
        return;
    }
    if (!ok)
        fail_msg("%s: %s", row->name, error->message);
    const DlnAssertAnswer answer = {1, 1, row->found};
    assert_int_equal(dln_assertion_judge(assertion, row->engine, &answer, &error), row->holds);
    if (!row->holds) {
        assert_int_equal(error->code, DUNLIN_ERROR_CONFLICT);
        assert_non_null(dunlin_error_get_facts(error)->statement);
    }
}

static char *verdict(const char *text, DlnAssertAnswer answer)
{
    const DlnSource source = {
        .file = "m.sql", .text = text, .length = strlen(text), .line = 3, .column = 17};
    g_autoptr(DlnAssertion) assertion = NULL;
    g_autoptr(GError) error = NULL;

    assert_true(dln_assertion_read(&source, &assertion, NULL));
    assert_true(dln_assertion_compile(assertion, PG, NULL, NULL));
    assert_false(dln_assertion_judge(assertion, PG, &answer, &error));
    return g_strdup(error->message);
}

static void test_messages(void **state)
{
    g_autofree char *garbage = g_strnfill(3000, 'x');
    garbage[1] = '\n';
    garbage[3] = '\xff';
    g_autofree char *wrong =
        verdict("before = 0: SELECT count(*) FROM t", (DlnAssertAnswer){1, 1, "3"});
    g_autofree char *none = verdict("after: SELECT a FROM t", (DlnAssertAnswer){0, 1, NULL});
    g_autofree char *wide = verdict("after: SELECT a, b FROM t", (DlnAssertAnswer){1, 2, "1"});
    g_autofree char *text = verdict("after != 'x y': SELECT 1", (DlnAssertAnswer){1, 1, "x y"});
    g_autofree char *null = verdict("after = 1: SELECT 1", (DlnAssertAnswer){1, 1, NULL});
    g_autofree char *cut = verdict("after = 1: SELECT 1", (DlnAssertAnswer){1, 1, garbage});

    assert_string_equal(
        wrong, "m.sql:3:29: the assertion \"before\" does not hold: expected = 0, found 3");
    assert_non_null(strstr(none, "one row with one column was expected (true), found 0 rows"));
    assert_non_null(strstr(wide, "found 1 row with 2"));
    assert_non_null(strstr(text, "expected != 'x y', found x y"));
    assert_non_null(strstr(null, "expected = 1, found null"));
    assert_true(
        g_utf8_validate(cut, -1, NULL) && strlen(cut) < 300 && g_str_has_suffix(cut, "..."));
    assert_null(strchr(cut, '\n'));
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] =
            (struct CMUnitTest){cases[i].name, test_assertion, NULL, NULL, (void *)&cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest)cmocka_unit_test(test_messages);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
