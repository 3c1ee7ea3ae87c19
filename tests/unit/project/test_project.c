/* SPDX-License-Identifier: Apache-2.0 */
/* test_project.c: whole projects from a directory of their own: files, scopes, engines, order, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>

#include "project/project.h"

#define MAX_FILES 5
#define MAX_TEXTS 4

#define TENANTS "tenants: {files: \"data/*.db\"}\n"
#define BOTH_ENGINES "system: postgresql://h/app\n" TENANTS
#define UP(scope) "-- dunlin:scope " scope "\n-- dunlin:up\nSELECT 1;\n"

typedef struct {
    const char *path;
    const char *text;
} File;

typedef struct {
    const char *name;
    File files[MAX_FILES];
    const char *environ[MAX_TEXTS];
    const char *overrides[MAX_TEXTS];
    const char *order;    /* good: "id:scope" in topological order */
    const char *warnings; /* good: joined by "|" */
    DunlinErrorCode code; /* bad */
    const char *error;    /* bad: a part of the message */
} Case;

static const Case good[] = {
    {.name = "DATABASE_URL and migrations",
        .files = {{"migrations/002_b.sql", "SELECT 2;\n"}, {"migrations/001_a.sql", "SELECT 1;\n"}},
        .environ = {"DATABASE_URL=app.db"},
        .order = "001_a:public 002_b:public",
        .warnings = ""},
    {.name = "both scopes on two engines",
        .files = {{"dunlin.yaml", BOTH_ENGINES}, {"migrations/001_a.sql", UP("public")},
            {"migrations/002_b.sql", UP("tenant")}, {"migrations/003_c.sql", UP("both")}},
        .order = "001_a:public 002_b:tenant 003_c:both",
        .warnings = ""},
    {.name = "both scopes without tenants",
        .files = {{"dunlin.yaml", "system: app.db\n"}, {"migrations/001_a.sql", UP("both")}},
        .order = "001_a:both",
        .warnings = ""},
    {.name = "sections for one engine, of the scope's engine only",
        .files = {{"dunlin.yaml", BOTH_ENGINES},
            {"migrations/001_a.sql",
                "-- dunlin:scope tenant\n-- dunlin:engine sqlite\n-- dunlin:up\nSELECT 1;\n"}},
        .order = "001_a:tenant",
        .warnings = ""},
    {.name = "tenants only, the public schema elsewhere",
        .files = {{"dunlin.yaml", TENANTS}, {"migrations/001_a.sql", UP("public")},
            {"migrations/002_b.sql", UP("public")}, {"migrations/003_c.sql", UP("tenant")}},
        .order = "001_a:public 002_b:public 003_c:tenant",
        .warnings = "2 public migrations will not run here: the project has no system database"},
    {.name = "other directory by override",
        .files = {{"dunlin.yaml", "system: app.db\n"}, {"db/001_a.sql", "SELECT 1;\n"}},
        .overrides = {"migrations=db"},
        .order = "001_a:public",
        .warnings = ""},
};

static const Case bad[] = {
    {.name = "no database",
        .files = {{"migrations/001_a.sql", "SELECT 1;\n"}},
        .code = DUNLIN_ERROR_CONFIG,
        .error = "there is no database"},
    {.name = "an environment without a file",
        .files = {{"migrations/001_a.sql", "SELECT 1;\n"}},
        .environ = {"DATABASE_URL=app.db", "DUNLIN_ENV=prod"},
        .code = DUNLIN_ERROR_CONFIG,
        .error = "the environment \"prod\" is chosen, but there is no dunlin.yaml"},
    {.name = "DUNLIN_ENV that is not there",
        .files = {{"dunlin.yaml", "system: app.db\nenvironments: {dev: {}}\n"}},
        .environ = {"DUNLIN_ENV=prod"},
        .code = DUNLIN_ERROR_CONFIG,
        .error = "dunlin.yaml: there is no environment \"prod\" (there are: dev)"},
    {.name = "no migrations directory",
        .files = {{"dunlin.yaml", "system: app.db\n"}},
        .code = DUNLIN_ERROR_CONFIG,
        .error = "migrations"},
    {.name = "a file that is not UTF-8",
        .files = {{"dunlin.yaml", "system: app.db\n# \xff\n"}},
        .code = DUNLIN_ERROR_CONFIG,
        .error = "dunlin.yaml:2: is not valid UTF-8"},
    {.name = "a directory for a file",
        .files = {{"dunlin.yaml/x", ""}},
        .environ = {"DATABASE_URL=app.db"},
        .code = DUNLIN_ERROR_CONFIG,
        .error = "dunlin.yaml: cannot be read: Is a directory"},
    {.name = "no scope in a project with tenants",
        .files = {{"dunlin.yaml", TENANTS}, {"migrations/001_a.sql", "SELECT 1;\n"}},
        .code = DUNLIN_ERROR_SYNTAX,
        .error = "migrations/001_a.sql:1: the file says no scope, and the project has tenants; add "
                 "\"-- dunlin:scope "
                 "public|tenant|both\""},
    {.name = "a tenant migration without tenants",
        .files = {{"dunlin.yaml", "system: app.db\n"}, {"migrations/001_a.sql", UP("tenant")}},
        .code = DUNLIN_ERROR_CONFIG,
        .error = "migrations/001_a.sql:1: the migration is for tenants, but the project has none"},
    {.name = "no section for the engine",
        .files = {{"dunlin.yaml", BOTH_ENGINES},
            {"migrations/001_a.sql",
                "-- dunlin:scope both\n-- dunlin:engine postgres\n-- dunlin:up\nSELECT 1;\n"}},
        .code = DUNLIN_ERROR_SYNTAX,
        .error =
            "migrations/001_a.sql:1: the migration has no \"up\" for sqlite, which it must run on"},
    {.name = "SQL that one of the engines cannot read",
        .files = {{"dunlin.yaml", BOTH_ENGINES},
            {"migrations/001_a.sql",
                "-- dunlin:scope both\n-- dunlin:up\nSELECT 1;\nSELECT 'x;\n"}},
        .code = DUNLIN_ERROR_SYNTAX,
        .error = "migrations/001_a.sql:4:8: "},
    {.name = "a graph that is none",
        .files = {{"dunlin.yaml", "system: app.db\n"},
            {"migrations/001_a.sql", "-- dunlin:parent 009_z\n-- dunlin:up\nSELECT 1;\n"}},
        .code = DUNLIN_ERROR_GRAPH,
        .error = "009_z"},
};

/* ---- a directory for each test ---- */

static int make_directory(void **state)
{
    *state = g_dir_make_tmp("dunlin-project-XXXXXX", NULL);
    return *state == NULL ? -1 : 0;
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *position)
{
    return g_remove(path);
}

static void empty_directory(const char *directory)
{
    nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static int remove_directory(void **state)
{
    empty_directory(*state);
    g_free(*state);
    return 0;
}

static void write_file(const char *directory, const File *file)
{
    g_autofree char *path = g_build_filename(directory, file->path, NULL);
    g_autofree char *folder = g_path_get_dirname(path);

    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(path, file->text, -1, NULL));
}

static DunlinProject *load(const char *directory, const Case *c, GError **error)
{
    const DunlinProjectOptions options = {
        .directory = directory, .overrides = c->overrides, .environ = c->environ};

    empty_directory(directory);
    assert_int_equal(g_mkdir_with_parents(directory, 0700), 0);
    for (guint i = 0; i < MAX_FILES && c->files[i].path != NULL; i++)
        write_file(directory, &c->files[i]);
    return dunlin_project_load(&options, error);
}

static char *describe_order(const DunlinProject *project)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < dln_graph_size(project->graph); i++) {
        const DlnRevision *revision = dln_graph_get(project->graph, i);
        g_string_append_printf(
            text, "%s%s:%s", i == 0 ? "" : " ", revision->id, dln_scope_name(revision->scope));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *join_warnings(const DunlinProject *project)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const GPtrArray *warnings = dunlin_project_get_warnings(project);

    for (guint i = 0; i < warnings->len; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? "" : "|", (const char *)warnings->pdata[i]);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* A revision is ready to run on exactly the engines of its databases. */
static void check_scripts(const Case *c, const DunlinProject *project)
{
    const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

    for (guint i = 0; i < dln_graph_size(project->graph); i++) {
        const DlnRevision *revision = dln_graph_get(project->graph, i);
        gboolean expected[DLN_N_ENGINES] = {FALSE};
        for (guint s = 0; s < G_N_ELEMENTS(scopes); s++) {
            DlnEngineKind engine;
            if ((revision->scope & scopes[s]) != 0 &&
                dln_project_scope_engine(project, scopes[s], &engine))
                expected[engine] = TRUE;
        }
        for (guint e = 0; e < DLN_N_ENGINES; e++) {
            if ((revision->scripts[DLN_DIRECTION_UP][e] != NULL) != expected[e])
                fail_msg(
                    "%s: %s on %s", c->name, revision->id, dln_engine_kind_name((DlnEngineKind)e));
        }
    }
}

static void test_good(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DunlinProject) project = load(*state, &good[i], &error);
        if (project == NULL)
            fail_msg("%s: %s", good[i].name, error->message);
        g_autofree char *order = describe_order(project);
        g_autofree char *warnings = join_warnings(project);
        assert_string_equal(order, good[i].order);
        assert_string_equal(warnings, good[i].warnings);
        assert_string_equal(project->root, *state);
        check_scripts(&good[i], project);
    }
}

static void test_bad(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DunlinProject) project = load(*state, &bad[i], &error);
        if (project != NULL)
            fail_msg("%s: was loaded", bad[i].name);
        if (!dln_error_is(error, bad[i].code) || strstr(error->message, bad[i].error) == NULL)
            fail_msg("%s: (%d) %s", bad[i].name, error->code, error->message);
    }
}

/* A named configuration file is relative to the directory, and the project is where the file is. */
static void test_config_file(void **state)
{
    static const File config = {"sub/other.yaml",
        "system: sqlite:///app.db\ntenants: {files: \"t/*.db\", seed: seed.sql}\n"
        "environments: {dev: {migrations: m}}\n"};
    static const File seed = {"sub/seed.sql", "\xef\xbb\xbfINSERT INTO t VALUES ('$${x}');\n"};
    static const File migration = {"sub/m/001_a.sql", UP("both")};
    const char *const environ[] = {"DUNLIN_ENV=other", NULL};
    g_autoptr(GError) error = NULL;

    empty_directory(*state);
    write_file(*state, &config);
    write_file(*state, &seed);
    write_file(*state, &migration);
    const DunlinProjectOptions options = {.directory = *state,
        .config_file = "sub/other.yaml",
        .environment = "dev",
        .environ = environ};
    g_autoptr(DunlinProject) project = dunlin_project_load(&options, &error);
    if (project == NULL)
        fail_msg("%s", error->message);

    g_autofree char *root = g_build_filename(*state, "sub", NULL);
    g_autofree char *database = g_build_filename(root, "app.db", NULL);
    g_autofree char *pattern = g_build_filename(root, "t/{tenant}.db", NULL);
    assert_string_equal(project->root, root);
    assert_string_equal(project->config_file, "sub/other.yaml");
    assert_string_equal(project->environment, "dev");
    assert_string_equal(project->config.system->path, database);
    assert_string_equal(project->config.system->display, "app.db");
    assert_string_equal(project->config.tenants_pattern, pattern);
    assert_string_equal(project->config.tenants_seed, "INSERT INTO t VALUES ('$${x}');\n");
    assert_string_equal(project->config.migrations_display[0], "m");
}

static void check_refused(const DunlinProjectOptions *options, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DunlinProject) project = dunlin_project_load(options, &error);

    assert_null(project);
    assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
    if (strstr(error->message, message) == NULL)
        fail_msg("%s", error->message);
}

static void test_missing_places(void **state)
{
    g_autofree char *nowhere = g_build_filename(*state, "nowhere", NULL);
    const char *const environ[] = {"DATABASE_URL=app.db", NULL};
    const DunlinProjectOptions no_directory = {.directory = nowhere, .environ = environ};
    const DunlinProjectOptions no_file = {
        .directory = *state, .config_file = "my.yaml", .environ = environ};

    assert_int_equal(g_mkdir_with_parents(*state, 0700), 0);
    check_refused(&no_directory, "there is no directory");
    check_refused(&no_file, "my.yaml: cannot be read: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_good, make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(test_bad, make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(test_config_file, make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(test_missing_places, make_directory, remove_directory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
