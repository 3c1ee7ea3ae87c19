/* SPDX-License-Identifier: Apache-2.0 */
/* test_quote.c: names and values that try to get out of their quotes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dialect/quote.h"

typedef struct {
    const char *name;
    char *(*quote)(const char *);
    const char *value;
    const char *expected;
} QuoteCase;

static const QuoteCase cases[] = {
    {"identifier: plain", dln_quote_identifier, "users", "\"users\""},
    {"identifier: upper case and space", dln_quote_identifier, "My Table", "\"My Table\""},
    {"identifier: quote", dln_quote_identifier, "a\"; DROP TABLE x; --",
        "\"a\"\"; DROP TABLE x; --\""},
    {"identifier: only quotes", dln_quote_identifier, "\"\"", "\"\"\"\"\"\""},
    {"identifier: backslash stays", dln_quote_identifier, "a\\b", "\"a\\b\""},
    {"identifier: non-ASCII", dln_quote_identifier, "größe", "\"größe\""},
    {"identifier: empty", dln_quote_identifier, "", "\"\""},
    {"postgres: plain", dln_quote_postgres_literal, "x", "'x'"},
    {"postgres: empty", dln_quote_postgres_literal, "", "''"},
    {"postgres: quote", dln_quote_postgres_literal, "O'Brien", "'O''Brien'"},
    {"postgres: backslash", dln_quote_postgres_literal, "a\\b", "E'a\\\\b'"},
    {"postgres: backslash before a quote", dln_quote_postgres_literal, "\\'; DROP",
        "E'\\\\''; DROP'"},
    {"postgres: trailing backslash", dln_quote_postgres_literal, "a\\", "E'a\\\\'"},
    {"postgres: double quote stays", dln_quote_postgres_literal, "\"", "'\"'"},
    {"sqlite: quote", dln_quote_sqlite_literal, "O'Brien", "'O''Brien'"},
    {"sqlite: backslash stays", dln_quote_sqlite_literal, "a\\'b", "'a\\''b'"},
    {"sqlite: newline and non-ASCII", dln_quote_sqlite_literal, "é\n漢", "'é\n漢'"},
};

static void test_case(void **state)
{
    const QuoteCase *row = *state;
    g_autofree char *quoted = row->quote(row->value);

    assert_string_equal(quoted, row->expected);
}

static void test_append(void **state)
{
    GString *text = g_string_new("SET x = ");

    dln_append_identifier(text, "a\"b");
    g_string_append(text, ", ");
    dln_append_postgres_literal(text, "c'd");
    assert_string_equal(text->str, "SET x = \"a\"\"b\", 'c''d'");
    g_string_free(text, TRUE);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){
            .name = cases[i].name, .test_func = test_case, .initial_state = (void *)&cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest)cmocka_unit_test(test_append);
    return _cmocka_run_group_tests("quote", tests, G_N_ELEMENTS(tests), NULL, NULL);
}
