/* SPDX-License-Identifier: Apache-2.0 */
/* test_find_run.c: a database that cannot be asked what a run did there is not taken for one in which it did nothing. */
#include "engine/fixture.h"

#include "app/common/context.h"

static const char config[] = "tenants: {files: \"{tenant}.db\"}\nrun: {lock_timeout: 10ms}\n";
static const char migration[] =
    "-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE t (a);\n-- dunlin:down\nDROP TABLE t;\n";

typedef struct {
    char *directory;
    DunlinProject *project;
    char *run_id; /* of the upgrade of both tenants */
} Applied;

static void write_file(const Applied *applied, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(applied->directory, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);

    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int set_up(void **state)
{
    Applied *applied = g_new0(Applied, 1);
    const char *const environ[] = {NULL};
    const DunlinRunOptions options = {0};
    g_autoptr(DunlinRunReport) report = NULL;
    g_autoptr(GError) error = NULL;

    applied->directory = g_dir_make_tmp("dunlin-find-run-XXXXXX", NULL);
    write_file(applied, "dunlin.yaml", config);
    write_file(applied, "migrations/001_t.sql", migration);
    write_file(applied, "a.db", "");
    write_file(applied, "b.db", "");
    const DunlinProjectOptions project = {.directory = applied->directory, .environ = environ};
    applied->project = dunlin_project_load(&project, &error);
    assert_done(applied->project != NULL, error);
    assert_done(dunlin_upgrade(applied->project, &options, &report, &error), error);
    applied->run_id = g_strdup(report->run_id);
    *state = applied;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const files[] = {
        "a.db", "b.db", "dunlin.yaml", "migrations/001_t.sql", "migrations", ""};
    Applied *applied = *state;

    dunlin_project_free(applied->project);
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(applied->directory, files[i], NULL);
        g_remove(path);
    }
    g_free(applied->directory);
    g_free(applied->run_id);
    g_free(applied);
    return 0;
}

static DlnSession *lock(const DlnDatabase *database)
{
    const DlnOpenOptions options = {.address = database->address};
    g_autoptr(GError) error = NULL;
    DlnSession *session = NULL;

    assert_done(dln_session_open(&options, NULL, &session, &error), error);
    run_sql(session, "BEGIN EXCLUSIVE");
    return session;
}

static void test_locked(void **state)
{
    const Applied *applied = *state;
    g_autoptr(DlnFleet) fleet = dln_fleet_new(applied->project);
    g_autoptr(GHashTable) run_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(DlnEvents) events = dln_events_new("another", NULL, NULL);
    const DunlinSelection all = {0};
    DlnRunSpec spec = dln_app_run_spec(applied->project, DLN_SCOPE_TENANT);
    g_autoptr(GError) error = NULL;

    assert_done(dln_fleet_choose(fleet, DLN_SCOPE_TENANT, &all, NULL, &error), error);
    dln_fleet_survey(fleet, DLN_SCOPE_TENANT, DLN_SURVEY_LEDGERS, NULL);
    const DlnDatabase *a = fleet->databases->pdata[0];
    const DlnDatabase *b = fleet->databases->pdata[1];
    DlnSession *locker = lock(b);
    dln_fleet_find_run(fleet, DLN_SCOPE_TENANT, applied->run_id, run_ids, NULL);
    dln_session_close(locker);
    assert_non_null(a->revisions);
    assert_true(dln_error_is(b->error, DUNLIN_ERROR_LOCKED));
    assert_null(b->ledger);

    /* The run asks for itself. */
    spec.direction = DLN_DIRECTION_DOWN;
    spec.revert_run = applied->run_id;
    spec.events = events;
    dln_fleet_run(fleet, &spec);
    assert_int_equal(a->outcome, DUNLIN_OUTCOME_CHANGED);
    assert_int_equal(b->outcome, DUNLIN_OUTCOME_CHANGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_locked, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
