/* SPDX-License-Identifier: Apache-2.0 */
/* test_canonical.c: texts of SQLite's that say the same become one, texts that do not stay two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/canonical.h"
#include "sql/words.h"

#define TABLE DLN_CANONICAL_TABLE
#define TRIGGER DLN_CANONICAL_TRIGGER
#define VIEW DLN_CANONICAL_VIEW

/* The columns that there are: a, b, order. */
static char *canonical(const char *text, DlnCanonicalKind kind)
{
    const DlnSource source = {.text = text, .length = strlen(text), .line = 1, .column = 1};
    g_autoptr(GArray) tokens = dln_sqlite_tokens(&source, NULL);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    assert_non_null(tokens);
    g_hash_table_add(names, (char *)"a");
    g_hash_table_add(names, (char *)"b");
    g_hash_table_add(names, (char *)"order");
    return dln_sqlite_canonical(
        text, (const DlnToken *)(const void *)tokens->data, tokens->len, kind, names);
}

static const struct {
    const char *text;
    DlnCanonicalKind kind;
    const char *expected;
} rows[] = {
    {"", TABLE, ""},
    {"a>0 and B  is not NULL", TABLE, "a > 0 AND b IS NOT NULL"},
    {"a/* x */>0 -- y\n", TABLE, "a > 0"},
    {"\"a\" > [b] + `A`", TABLE, "a > b + a"},
    {"\"order\" > 0", TABLE, "\"order\" > 0"},
    {"a = \"active\"", TABLE, "a = 'active'"},
    {"a = \"it's\"", TABLE, "a = 'it''s'"},
    {"a = \"Active\"", TRIGGER, "a = \"Active\""},
    {"a = [Active]", TRIGGER, "a = active"},
    {"\"A\" = \"B\"", VIEW, "A = B"},
    {"\"abs\"(a)", TABLE, "abs(a)"},
    {"Abs( a )", TABLE, "abs(a)"},
    {"cast(a as int)", TABLE, "CAST (a AS int)"},
    {"a in(1,2 ,3)", TABLE, "a IN (1, 2, 3)"},
    {"x'00fF' <> 'X''00'", TABLE, "x'00fF' <> 'X''00'"},
    {"1e-5+1E+5-1e5", TABLE, "1e-5 + 1E+5 - 1e5"},
    {"0x1e-5", TABLE, "0x1e - 5"},
    {"- -a", TABLE, "- -a"},
    {"a--b", TABLE, "a"},
    {"a<-1 and a>-1", TABLE, "a < -1 AND a > -1"},
    {"a->>'$.x'||b->'y'", TABLE, "a ->> '$.x' || b -> 'y'"},
    {"a<<2<=b>>1<>~a", TABLE, "a << 2 <= b >> 1 <> ~a"},
    {"a == b != a", TABLE, "a == b != a"},
    {"t . a.b", TABLE, "t.a.b"},
    {".5", TABLE, ".5"},
    {"select Name from T where x", VIEW, "SELECT Name\nFROM T\nWHERE x"},
    {"select a As Key,t.Desc from t order by a desc", VIEW, "SELECT a AS Key, t.Desc\nFROM t\nORDER BY a DESC"},
    {"select (select 1 from t) from t", VIEW, "SELECT (SELECT 1 FROM t)\nFROM t"},
    {"begin select New.A ; delete from T; end", TRIGGER, "BEGIN\n    SELECT new.a;\n    DELETE FROM t;\nEND"},
    {"'üñ' || \"ü\"", TRIGGER, "'üñ' || \"ü\""},
};

static void texts_have_one_form(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *first = canonical(rows[i].text, rows[i].kind);
        g_autofree char *second = canonical(first, rows[i].kind);

        assert_string_equal(first, rows[i].expected);
        assert_string_equal(second, first);
    }
}

/* Each line differs from all others of its kind in what it means. */
static const char *const different[] = {"a = 'x'", "a = 'X'", "a = x", "a = 'x '", "a = x'00'", "a = x00", "a == x",
    "a - -1", "a", "-a", "~a", "a = 1.0", "a = 1", "a <> 1", "a < > 1", "a || b", "a | | b", "(a)", "a b", "ab",
    "a, b", "a.b", "'a'", "a = 'x''y'", "a = 'x' 'y'"};

static void what_differs_stays_so(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(different); i++) {
        for (guint j = 0; j < i; j++) {
            g_autofree char *first = canonical(different[i], TABLE);
            g_autofree char *second = canonical(different[j], TABLE);
            assert_string_not_equal(first, second);
        }
    }
}

static void words_are_known(void **state)
{
    assert_true(dln_sql_is_reserved(DLN_ENGINE_POSTGRES, "select"));
    assert_true(dln_sql_is_reserved(DLN_ENGINE_POSTGRES, "between"));
    assert_false(dln_sql_is_reserved(DLN_ENGINE_POSTGRES, "name"));
    assert_true(dln_sql_is_reserved(DLN_ENGINE_SQLITE, "glob"));
    assert_true(dln_sql_is_reserved(DLN_ENGINE_SQLITE, "true"));
    assert_false(dln_sql_is_reserved(DLN_ENGINE_SQLITE, "user"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_have_one_form),
        cmocka_unit_test(what_differs_stays_so),
        cmocka_unit_test(words_are_known),
    };

    return cmocka_run_group_tests_name("canonical", tests, NULL, NULL);
}
