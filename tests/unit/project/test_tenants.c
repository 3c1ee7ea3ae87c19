/* SPDX-License-Identifier: Apache-2.0 */
/* test_tenants.c: a tenant's name into its place and back, and what is never a tenant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "project/config.h"
#include "project/store.h"

#define PG "system: postgresql://h/app\n"
#define NAME_63 "t_2345678901234567890123456789012345678901234567890123456789012"

typedef struct {
    const char *yaml;
    const char *candidate;
    const char *tenant; /* NULL: no tenant's */
} Match;

static const Match matches[] = {
    {PG "tenants: {schemas: \"tenant_*\"}\n", "tenant_acme", "acme"},
    {PG "tenants: {schemas: \"tenant_*\"}\n", "tenant_", NULL},
    {PG "tenants: {schemas: \"tenant_*\"}\n", "Tenant_acme", NULL},
    {PG "tenants: {schemas: \"tenant_*\"}\n", "tenant_a b\"Ü", "a b\"Ü"},
    {PG "tenants: {schemas: \"tenant_*\"}\n", "tenant_\xff", NULL},
    {PG "tenants: {schemas: \"*_data\"}\n", "acme_data", "acme"},
    {PG "tenants: {schemas: \"*_data\"}\n", "_data", NULL},
    {PG "tenants: {schemas: \"a{tenant}a\"}\n", "aa", NULL},
    {PG "tenants: {schemas: \"a{tenant}a\"}\n", "aaa", "a"},
    {PG "tenants: {schemas: \"t_*\"}\n", NAME_63, NAME_63 + 2},
    {PG "tenants: {schemas: \"t_*\"}\n", NAME_63 "3", NULL},
    {PG "tenants: {schemas: \"*\"}\n", "acme", "acme"},
    {PG "tenants: {schemas: \"*\"}\n", "public", NULL},
    {PG "tenants: {schemas: \"*\"}\n", "pg_catalog", NULL},
    {PG "tenants: {schemas: \"*\"}\n", "information_schema", NULL},
    {PG "tenants: {schemas: \"*\"}\n", "dunlin", NULL},
    {"system: {url: postgresql://h/app, schema: core}\ntenants: {schemas: \"*\"}\n", "core", NULL},
    {PG "tenants: {databases: \"*\"}\n", "acme", "acme"},
    {PG "tenants: {databases: \"*\"}\n", "app", NULL},
    {PG "tenants: {databases: \"*\"}\n", "postgres", NULL},
    {PG "tenants: {databases: \"*\"}\n", "template1", NULL},
    {"tenants: {databases: \"postgresql://h/org%20{tenant}?sslmode=require\"}\n", "org acme",
        "acme"},
    {"tenants: {databases: \"postgresql://h/org%20{tenant}?sslmode=require\"}\n", "org%20acme",
        NULL},
    {"tenants: {files: \"data/org_{tenant}/tenant.db\"}\n", "/p/data/org_acme/tenant.db", "acme"},
    {"tenants: {files: \"data/org_{tenant}/tenant.db\"}\n", "/p/data/./org_acme//tenant.db",
        "acme"},
    {"tenants: {files: \"data/org_{tenant}/tenant.db\"}\n", "/p/data/org_a/b/tenant.db", NULL},
    {"tenants: {files: \"data/org_{tenant}/tenant.db\"}\n", "/q/data/org_acme/tenant.db", NULL},
    {"tenants: {files: \"data/*\"}\n", "/p/data/acme.db", "acme.db"},
    {"tenants: {files: \"data/*\"}\n", "/p/data/acme.db-wal", NULL},
    {"tenants: {files: \"data/*\"}\n", "/p/data/acme.db-shm", NULL},
    {"tenants: {files: \"data/*\"}\n", "/p/data/acme.db-journal", NULL},
    {"system: data/app.db\ntenants: {files: \"data/*.db\"}\n", "/p/data/app.db", NULL},
    {"state: data/state.db\ntenants: {files: \"data/*.db\"}\n", "/p/data/state.db", NULL},
    {PG, "acme", NULL},
};

static void load(DunlinProject *project, const char *yaml)
{
    const char *const environ[] = {NULL};
    const DlnConfigFileInput file = {yaml, "dunlin.yaml", NULL};
    const DlnConfigSources sources = {"/p", &file, environ, NULL};
    g_autoptr(GError) error = NULL;

    if (!dln_config_load(&sources, &project->config, &error))
        fail_msg("%s: %s", yaml, error->message);
}

static void test_match(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(matches); i++) {
        DunlinProject project = {0};
        load(&project, matches[i].yaml);
        g_autofree char *tenant = dln_project_match_tenant(&project, matches[i].candidate);
        if (g_strcmp0(tenant, matches[i].tenant) != 0)
            fail_msg("%s%s: <%s>, not <%s>", matches[i].yaml, matches[i].candidate, tenant,
                matches[i].tenant);
        dln_config_clear(&project.config);
    }
}

typedef struct {
    const char *yaml;
    const char *tenant;
    const char *place;
    gboolean comes_back; /* whether the place is the tenant's own */
} Expand;

static const Expand expansions[] = {
    {PG "tenants: {schemas: \"tenant_*\"}\n", "acme", "tenant_acme", TRUE},
    {PG "tenants: {schemas: \"tenant_*\"}\n", "a{tenant}b*", "tenant_a{tenant}b*", TRUE},
    {PG "tenants: {query: SELECT 1}\n", "public", "public", FALSE},
    {PG "tenants: {databases: \"t_*\"}\n", "a b", "t_a b", TRUE},
    {PG "tenants: {databases: \"*\"}\n", "app", "app", FALSE},
    {"tenants: {files: \"data/org_{tenant}/tenant.db\"}\n", "acme", "/p/data/org_acme/tenant.db",
        TRUE},
    {"tenants: {files: \"data/{tenant}/tenant.db\"}\n", "..", "/p/data/../tenant.db", FALSE},
    {"tenants: {files: \"data/{tenant}/tenant.db\"}\n", "../x", "/p/data/../x/tenant.db", FALSE},
    {"tenants: {files: \"data/{tenant}/tenant.db\"}\n", "", "/p/data//tenant.db", FALSE},
    {"system: data/app.db\ntenants: {files: \"data/*.db\"}\n", "app", "/p/data/app.db", FALSE},
};

static void test_expand(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(expansions); i++) {
        const Expand *c = &expansions[i];
        DunlinProject project = {0};
        load(&project, c->yaml);
        g_autofree char *place = dln_project_expand_tenant(&project, c->tenant);
        g_autofree char *back = dln_project_match_tenant(&project, place);
        assert_string_equal(place, c->place);
        if ((g_strcmp0(back, c->tenant) == 0) != c->comes_back)
            fail_msg("%s%s: came back as %s", c->yaml, c->tenant, back);
        dln_config_clear(&project.config);
    }
}

/* A name in a URL is encoded, and is one database's name whatever is in it. */
static void test_expand_url(void **state)
{
    DunlinProject project = {0};
    g_autoptr(DlnAddress) address = NULL;

    load(&project, "tenants: {databases: \"postgresql://u:secret@h/t_{tenant}\"}\n");
    g_autofree char *url = dln_project_expand_tenant(&project, "a/b?host=evil ü");
    assert_true(dln_address_parse(url, &address, NULL));
    assert_string_equal(
        address->conninfo, "user='u' password='secret' host='h' dbname='t_a/b?host=evil ü'");
    g_autofree char *back = dln_project_match_tenant(&project, address->dbname);
    assert_string_equal(back, "a/b?host=evil ü");
    dln_config_clear(&project.config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_expand),
        cmocka_unit_test(test_expand_url),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
