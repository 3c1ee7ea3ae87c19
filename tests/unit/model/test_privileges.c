/* SPDX-License-Identifier: Apache-2.0 */
/* test_privileges.c: what was granted as a property: a list in one order, each once, and only where somebody asks for it. */
#include "model/small_schema.h"

/* Privileges of t, in the order in which they are read; "|" between them. */
static const struct {
    const char *name;
    const char *permitted;
    const char *property; /* NULL: none */
} cases[] = {
    {"nothing said", NULL, NULL},
    {"one", "GRANT SELECT TO app", "'GRANT SELECT TO app'"},
    {"sorted", "GRANT UPDATE TO app|GRANT SELECT TO b|GRANT SELECT TO a",
        "'GRANT SELECT TO a', 'GRANT SELECT TO b', 'GRANT UPDATE TO app'"},
    {"given by two", "GRANT SELECT TO app|GRANT INSERT TO app|GRANT SELECT TO app",
        "'GRANT INSERT TO app', 'GRANT SELECT TO app'"},
    {"with and without an option are two",
        "GRANT SELECT TO app WITH GRANT OPTION|GRANT SELECT TO app",
        "'GRANT SELECT TO app', 'GRANT SELECT TO app WITH GRANT OPTION'"},
    {"taken away", "REVOKE EXECUTE FROM PUBLIC", "'REVOKE EXECUTE FROM PUBLIC'"},
    {"a quote in a role", "GRANT SELECT TO \"o'brien\"", "'GRANT SELECT TO \"o''brien\"'"},
    {"a backslash in a role", "GRANT SELECT TO \"a\\b\"", "'GRANT SELECT TO \"a\\b\"'"},
};

static void permit(DlnObject *object, const char *permitted)
{
    g_auto(GStrv) all = g_strsplit(permitted != NULL ? permitted : "", "|", -1);

    for (guint i = 0; all[i] != NULL; i++)
        dln_object_permit(object, all[i]);
}

static DlnSchema *schema_with(const char *permitted)
{
    DlnSchema *schema = small_schema("t t");

    permit(schema->objects->pdata[0], permitted);
    return schema;
}

static void test_property(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnSchema) schema = schema_with(cases[i].permitted);
        const DlnObject *table = schema->objects->pdata[0];
        g_auto(GStrv) list = NULL;

        assert_null(dln_object_get(table, "privileges"));
        assert_true(dln_schema_show_privileges(schema, NULL));
        if (g_strcmp0(dln_object_get(table, "privileges"), cases[i].property) != 0)
            fail_msg("%s: found %s", cases[i].name, dln_object_get(table, "privileges"));
        /* What is written is what is read. */
        list = dln_property_list(dln_object_get(table, "privileges"));
        for (guint k = 0; list[k] != NULL; k++)
            assert_non_null(strstr(cases[i].permitted, list[k]));
    }
}

static void test_equality(void **state)
{
    g_autoptr(DlnSchema) plain = schema_with(NULL);
    g_autoptr(DlnSchema) granted = schema_with("GRANT SELECT TO app");
    g_autofree char *before = dln_schema_fingerprint(granted);
    g_autofree char *after = NULL;

    assert_true(dln_schema_equal(plain, granted));
    assert_true(dln_schema_show_privileges(plain, NULL));
    assert_true(dln_schema_show_privileges(granted, NULL));
    assert_false(dln_schema_equal(plain, granted));
    after = dln_schema_fingerprint(granted);
    assert_string_not_equal(before, after);
}

static void test_hidden(void **state)
{
    static const DlnObjectId id = {.kind = DLN_OBJECT_PRIVILEGES, .name = "on the schema"};
    g_autoptr(DlnSchema) schema = schema_with(NULL);
    DlnObject *privileges = dln_schema_add_privileges(schema, id.name);

    assert_ptr_equal(privileges, dln_schema_add_privileges(schema, id.name));
    permit(privileges, "GRANT USAGE TO app");
    assert_null(dln_schema_find(schema, &id));
    assert_true(dln_schema_show_privileges(schema, NULL));
    assert_ptr_equal(dln_schema_find(schema, &id), privileges);
    assert_string_equal(dln_object_get(privileges, "privileges"), "'GRANT USAGE TO app'");
    /* A second time it is no other. */
    assert_true(dln_schema_show_privileges(schema, NULL));
    assert_int_equal(schema->objects->len, 2);
    assert_int_equal(privileges->properties->len, 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_property),
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_hidden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
