/* SPDX-License-Identifier: Apache-2.0 */
/* test_fragment.c: what is a type, an expression or a list of keys, and what would be more in its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/fragment.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE
#define EXPRESSION DLN_FRAGMENT_EXPRESSION
#define TYPE DLN_FRAGMENT_TYPE
#define KEYS DLN_FRAGMENT_KEYS

static const struct {
    DlnEngineKind engine;
    DlnFragmentKind kind;
    const char *text;
    const char *why; /* NULL: it is right */
} cases[] = {
    {PG, EXPRESSION, "1", NULL},
    {PG, EXPRESSION, " coalesce(a, 'x;--') || $$;$$ ", NULL},
    {PG, EXPRESSION, "(SELECT max(b) FROM t)", NULL},
    {PG, EXPRESSION, "CASE WHEN a THEN 1 END", NULL},
    {PG, EXPRESSION, "", "it is empty"},
    {PG, EXPRESSION, " \n", "it is empty"},
    {PG, EXPRESSION, "1; DROP TABLE t", "a semicolon is in it"},
    {PG, EXPRESSION, "1) FROM (t", "it closes a parenthesis that it has not opened"},
    {PG, EXPRESSION, "(1", "a parenthesis is not closed"},
    {PG, EXPRESSION, "1, b = 2", "a comma is in it"},
    {PG, EXPRESSION, "1 -- x", "a comment is in it"},
    {PG, EXPRESSION, "-- x\n1", "a comment is in it"},
    {PG, EXPRESSION, "1 /* x */ + 1", "a comment is in it"},
    {PG, EXPRESSION, "'x", "a quote or a comment is not closed in it"},
    {PG, EXPRESSION, "$$x", "a quote or a comment is not closed in it"},
    {PG, EXPRESSION, "a b c", "syntax error at or near \"b\""},
    {PG, EXPRESSION, "1 NOT NULL", "syntax error"},
    {PG, EXPRESSION, "1 FROM t", "syntax error at or near \"FROM\""},
    {PG, TYPE, "numeric(10, 2)", NULL},
    {PG, TYPE, "timestamp with time zone", NULL},
    {PG, TYPE, "\"My Type\"[]", NULL},
    {PG, TYPE, "text NOT NULL", "syntax error"},
    {PG, TYPE, "text DEFAULT 1", "syntax error"},
    {PG, TYPE, "text, b text", "a comma is in it"},
    {PG, TYPE, "1", "syntax error"},
    {PG, KEYS, "a, lower(b) DESC NULLS LAST, (a + 1)", NULL},
    {PG, KEYS, "a,", "syntax error"},
    {PG, KEYS, "a) WHERE (b", "it closes a parenthesis"},
    {LITE, EXPRESSION, "a GLOB '*;' COLLATE NOCASE", NULL},
    {LITE, EXPRESSION, "[a;b] || `c)`", NULL},
    {LITE, EXPRESSION, "1; SELECT 2", "a semicolon is in it"},
    {LITE, EXPRESSION, "1 /* open", "a comment is in it"},
    {LITE, TYPE, "UNSIGNED BIG INT", NULL},
};

static void test_check(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        const gboolean ok =
            dln_fragment_check(cases[i].engine, cases[i].kind, cases[i].text, &error);
        if (ok != (cases[i].why == NULL))
            fail_msg("%s: %s", cases[i].text, ok ? "taken" : error->message);
        if (!ok && strstr(error->message, cases[i].why) == NULL)
            fail_msg("%s: %s", cases[i].text, error->message);
    }
}

static void test_split(void **state)
{
    static const char *const rows[][2] = {
        {"a text, b numeric(1, 2) ,\"c,d\" int", "a text|b numeric(1, 2)|\"c,d\" int"},
        {"a", "a"},
        {"a,", "a|"},
        {"a text, b 'x", "a text|b 'x"},
        {"a (, b", "a (, b"},
        {"", ""},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) parts = dln_fragment_split(PG, rows[i][0]);
        g_autofree char *joined = g_strjoinv("|", parts);
        assert_string_equal(joined, rows[i][1]);
    }
}

static void test_bare_names(void **state)
{
    static const char *const bare[] = {"a", "_a1", "bookings", "status", "name", "key", "type"};
    static const char *const others[] = {"", "A", "1a", "a b", "a\"", "grün", "select", "user",
        "order", "index", "transaction", "values", "a$", "a.b", "a;b"};

    for (guint i = 0; i < G_N_ELEMENTS(bare); i++) {
        if (!dln_fragment_is_bare_name(bare[i]))
            fail_msg("%s is not bare", bare[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        if (dln_fragment_is_bare_name(others[i]))
            fail_msg("%s is bare", others[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_bare_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
