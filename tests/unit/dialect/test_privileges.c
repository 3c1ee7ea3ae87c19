/* SPDX-License-Identifier: Apache-2.0 */
/* test_privileges.c: GRANT and REVOKE of what one list of privileges has and another has not: a table of pairs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dialect/postgres/builder.h"

#define T                                                                                          \
    {                                                                                              \
        .kind = DLN_OBJECT_TABLE, .name = "t"                                                      \
    }
#define ALL                                                                                        \
    {                                                                                              \
        .kind = DLN_OBJECT_PRIVILEGES, .name = "privileges"                                        \
    }

/* Lists have "|" between privileges, statements " | ". */
static const struct {
    const char *name;
    DlnObjectId id;
    const char *from;
    const char *to;
    const char *statements;
    const char *into; /* NULL: another schema than public */
} cases[] = {
    {"the same", T, "GRANT SELECT TO app", "GRANT SELECT TO app", ""},
    {"given", T, "", "GRANT SELECT TO app", "GRANT SELECT ON TABLE t TO app"},
    {"taken", T, "GRANT SELECT TO app", "", "REVOKE SELECT ON TABLE t FROM app"},
    {"one statement a role", T, "",
        "GRANT INSERT TO app|GRANT SELECT TO app|GRANT SELECT TO reader",
        "GRANT INSERT, SELECT ON TABLE t TO app | GRANT SELECT ON TABLE t TO reader"},
    {"what goes goes first", T, "GRANT DELETE TO app", "GRANT SELECT TO app",
        "REVOKE DELETE ON TABLE t FROM app | GRANT SELECT ON TABLE t TO app"},
    {"what everybody may do", T, "", "REVOKE SELECT FROM PUBLIC",
        "REVOKE SELECT ON TABLE t FROM PUBLIC"},
    {"what everybody may do again", T, "REVOKE SELECT FROM PUBLIC", "",
        "GRANT SELECT ON TABLE t TO PUBLIC"},
    /* Options. */
    {"with an option", T, "", "GRANT SELECT TO app WITH GRANT OPTION|GRANT UPDATE TO app",
        "GRANT SELECT ON TABLE t TO app WITH GRANT OPTION | GRANT UPDATE ON TABLE t TO app"},
    {"an option alone goes", T, "GRANT SELECT TO app WITH GRANT OPTION", "GRANT SELECT TO app",
        "REVOKE SELECT ON TABLE t FROM app | GRANT SELECT ON TABLE t TO app"},
    {"a role called like one", T, "", "GRANT SELECT TO \"a WITH GRANT OPTION\"",
        "GRANT SELECT ON TABLE t TO \"a WITH GRANT OPTION\""},
    /* Columns. */
    {"columns come together", T, "",
        "GRANT SELECT (a) TO app|GRANT SELECT (b) TO app|GRANT UPDATE (a) TO app",
        "GRANT SELECT (a, b), UPDATE (a) ON TABLE t TO app"},
    {"columns beside the whole", T, "", "GRANT INSERT TO app|GRANT SELECT (a) TO app",
        "GRANT INSERT, SELECT (a) ON TABLE t TO app"},
    {"the whole takes its columns along", T, "GRANT SELECT (a) TO app|GRANT SELECT TO app",
        "GRANT SELECT (a) TO app",
        "REVOKE SELECT ON TABLE t FROM app | GRANT SELECT (a) ON TABLE t TO app"},
    {"but no other's", T, "GRANT SELECT (a) TO reader|GRANT SELECT TO app",
        "GRANT SELECT (a) TO reader", "REVOKE SELECT ON TABLE t FROM app"},
    {"nor another privilege's", T, "GRANT SELECT TO app|GRANT UPDATE (a) TO app",
        "GRANT UPDATE (a) TO app", "REVOKE SELECT ON TABLE t FROM app"},
    {"a column called like words", T, "", "GRANT SELECT (\"x) ON y TO z\") TO app",
        "GRANT SELECT (\"x) ON y TO z\") ON TABLE t TO app"},
    {"a role that would drop all", T, "", "GRANT SELECT TO \"\"\"; DROP SCHEMA public --\"",
        "GRANT SELECT ON TABLE t TO \"\"\"; DROP SCHEMA public --\""},
    /* What it is called. */
    {"a view", {.kind = DLN_OBJECT_VIEW, .name = "v"}, "", "GRANT SELECT TO app",
        "GRANT SELECT ON TABLE v TO app"},
    {"a sequence elsewhere", {.kind = DLN_OBJECT_SEQUENCE, .name = "s", .schema = "Odd"}, "",
        "GRANT USAGE TO app", "GRANT USAGE ON SEQUENCE \"Odd\".s TO app"},
    {"a domain", {.kind = DLN_OBJECT_DOMAIN, .name = "d"}, "", "REVOKE USAGE FROM PUBLIC",
        "REVOKE USAGE ON TYPE d FROM PUBLIC"},
    {"a function", {.kind = DLN_OBJECT_FUNCTION, .name = "f", .arguments = "integer, text"}, "",
        "GRANT EXECUTE TO app", "GRANT EXECUTE ON ROUTINE f(integer, text) TO app"},
    {"another schema", {.kind = DLN_OBJECT_SCHEMA, .name = "billing"}, "", "GRANT USAGE TO app",
        "GRANT USAGE ON SCHEMA billing TO app"},
    {"an index has none", {.kind = DLN_OBJECT_INDEX, .parent = "t", .name = "i"}, "",
        "GRANT SELECT TO app", ""},
    /* The main schema has the name that it has where the statements run. */
    {"the schema public", ALL, "", "GRANT USAGE TO app", "GRANT USAGE ON SCHEMA public TO app",
        "public"},
    {"a tenant's schema", ALL, "", "GRANT USAGE TO app",
        "DO $dunlin$BEGIN EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO app', "
        "pg_catalog.current_schema()); END$dunlin$"},
    {"a role with a percent sign", ALL, "", "GRANT USAGE TO \"%I'\"",
        "DO $dunlin$BEGIN EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO \"%%I''\"', "
        "pg_catalog.current_schema()); END$dunlin$"},
    {"by default", ALL, "", "GRANT INSERT ON TABLES TO app|GRANT SELECT ON TABLES TO app",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT, SELECT ON TABLES TO app",
        "public"},
    {"by default, of two kinds", ALL, "",
        "GRANT USAGE ON SEQUENCES TO app|GRANT USAGE ON TYPES TO app",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO app"
        " | ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON TYPES TO app",
        "public"},
    {"by default, taken", ALL, "FOR ROLE bob GRANT SELECT ON TABLES TO app WITH GRANT OPTION", "",
        "ALTER DEFAULT PRIVILEGES FOR ROLE bob IN SCHEMA public REVOKE SELECT ON TABLES FROM app",
        "public"},
    {"by default, elsewhere", ALL, "", "FOR ROLE bob IN SCHEMA s GRANT SELECT ON TABLES TO app",
        "ALTER DEFAULT PRIVILEGES FOR ROLE bob IN SCHEMA s GRANT SELECT ON TABLES TO app"},
    {"by default, of one called like a schema", ALL, "",
        "FOR ROLE \"IN SCHEMA x\" GRANT SELECT ON TABLES TO app",
        "ALTER DEFAULT PRIVILEGES FOR ROLE \"IN SCHEMA x\" IN SCHEMA public GRANT SELECT ON TABLES "
        "TO app",
        "public"},
};

/* (transfer full) */
static char *statements_of(guint i)
{
    g_autoptr(DlnSchema) schema = dln_schema_new(DLN_ENGINE_POSTGRES, "s");
    g_autoptr(GPtrArray) statements = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) from = g_strsplit(cases[i].from, "|", -1);
    g_auto(GStrv) to = g_strsplit(cases[i].to, "|", -1);
    DlnBuilder builder = {.schema = schema,
        .into = cases[i].into != NULL ? cases[i].into : "tenant_1",
        .statements = statements};

    dln_create_privileges(&builder, dln_schema_add(schema, &cases[i].id), from, to);
    g_ptr_array_add(statements, NULL);
    return g_strjoinv(" | ", (char **)statements->pdata);
}

static void test_statements(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *statements = statements_of(i);

        if (!g_str_equal(statements, cases[i].statements))
            fail_msg("%s: %s", cases[i].name, statements);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_statements)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
