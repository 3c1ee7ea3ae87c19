/* SPDX-License-Identifier: Apache-2.0 */
/* test_compare.c: what is different between two schemas, and that the fingerprint says the same: a table of pairs. */
#include "model/small_schema.h"

#define USERS "t users; c users.id type=int8; c users.url type=varchar(500)"

static const struct {
    const char *from;
    const char *to;
    const char *lines; /* joined by "|" */
} rows[] = {
    {"", "", ""},
    {USERS, USERS, ""},
    {"c users.url type=varchar(500); c users.id type=int8; t users", USERS, ""},
    {USERS, "t users; c users.id type=int8; c users.url type=text",
        "column users.url: type varchar(500) -> text"},
    {USERS, "t users; c users.id type=int8 default=1; c users.url type=varchar(500)",
        "column users.id: default none -> 1"},
    {"t users; c users.id type=int8 default=1", "t users; c users.id type=int8",
        "column users.id: default 1 -> none"},
    {"t a b=1 d=1", "t a a=1 c=2 d=2", "table a: a none -> 1|table a: b 1 -> none|table a: c none -> 2|table a: d 1 -> 2"},
    {USERS, USERS "; i users.by_url columns=(url)", "index users.by_url: extra"},
    {USERS "; i users.by_url columns=(url)", USERS, "index users.by_url: missing"},
    {USERS "; i users.by_url columns=(url)", "t posts", "table posts: extra|table users: missing"},
    {"v a; i a.b; t c", "v a; t c", "index a.b: missing"},
    {"d age; x age.positive a=1", "", "domain age: missing"},
    {"f f(int) body=x", "f f(text) body=x", "function f(int): missing|function f(text): extra"},
    {"f f() body=x", "f f body=x", "function f: extra|function f(): missing"},
    {"t a", "v a", "table a: missing|view a: extra"},
    {"c a.bc x=y", "c ab.c x=y", "column a.bc: missing|column ab.c: extra"},
    {"t a x=1y", "t a x=1 y=", "table a: x 1y -> 1|table a: y none -> "},
    {"t a x=", "t a", "table a: x  -> none"},
    {"t a\tb x=1\n2", "t a\tb x=\033", "table a\\x09b: x 1\\n2 -> \\x1b"},
};

static char *lines_of(const DlnSchema *from, const DlnSchema *to)
{
    g_autoptr(GPtrArray) differences = dln_schema_compare(from, to);
    g_autoptr(GString) lines = g_string_new(NULL);

    for (guint i = 0; i < differences->len; i++) {
        g_autofree char *line = dln_difference_text(differences->pdata[i]);
        g_string_append_printf(lines, "%s%s", i > 0 ? "|" : "", line);
    }
    return g_strdup(lines->str);
}

static void differences_are_named(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnSchema) from = small_schema(rows[i].from);
        g_autoptr(DlnSchema) to = small_schema(rows[i].to);
        g_autofree char *lines = lines_of(from, to);
        assert_string_equal(lines, rows[i].lines);
    }
}

/* For every two schemas of the table. */
static void fingerprints_say_the_same(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (guint j = 0; j < G_N_ELEMENTS(rows); j++) {
            g_autoptr(DlnSchema) a = small_schema(rows[i].from);
            g_autoptr(DlnSchema) b = small_schema(rows[j].to);
            g_autofree char *lines = lines_of(a, b);
            g_autofree char *first = dln_schema_fingerprint(a);
            g_autofree char *second = dln_schema_fingerprint(b);

            assert_int_equal(strlen(first), 64);
            assert_int_equal(g_str_equal(first, second), *lines == '\0');
            assert_int_equal(dln_schema_equal(a, b), *lines == '\0');
        }
    }
}

static void the_name_of_the_schema_is_no_difference(void **state)
{
    g_autoptr(DlnSchema) a = small_schema(USERS);
    g_autoptr(DlnSchema) b = small_schema(USERS);
    g_autofree char *before = dln_schema_fingerprint(b);

    g_free(b->name);
    b->name = g_strdup("tenant_b");
    g_autofree char *after = dln_schema_fingerprint(b);
    assert_string_equal(before, after);
    assert_true(dln_schema_equal(a, b));
    b->engine = DLN_ENGINE_SQLITE;
    g_autofree char *other = dln_schema_fingerprint(b);
    assert_string_not_equal(before, other);
    assert_false(dln_schema_equal(a, b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_named),
        cmocka_unit_test(fingerprints_say_the_same),
        cmocka_unit_test(the_name_of_the_schema_is_no_difference),
    };

    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
