/* SPDX-License-Identifier: Apache-2.0 */
/* test_sqlite.c: what only the SQLite backend promises of statements: what is refused, foreign keys, VACUUM. */
#include "engine/sqlite/fixture.h"

#include "engine/sqlite/sqlite.h"

/* ---- what is refused ---- */

static const struct {
    const char *sql;
    const char *message;
} refused[] = {
    {"ATTACH 'other.db' AS o", "must not reach other files"},
    {"DETACH o", "must not reach other files"},
    {"VACUUM INTO 'copy.db'", "VACUUM INTO is refused"},
    {"vacuum /* all */ main into 'copy.db'", "VACUUM INTO is refused"},
    {"PRAGMA user_version = 7", "PRAGMA user_version belongs to Dunlin"},
    {"PRAGMA main.user_version(7)", "PRAGMA user_version belongs to Dunlin"},
    {"ROLLBACK", "must not end the transaction"},
};

static void test_refused_before_anything_runs(void **state)
{
    Fixture *fixture = *state;

    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *text = g_strdup_printf("CREATE TABLE t (x);\n %s;\n", refused[i].sql);
        g_autoptr(DlnScript) script = parse_script(DLN_ENGINE_SQLITE, text);
        g_autoptr(DlnBatch) batch = dln_batch_new();
        g_autoptr(GError) error = NULL;
        DlnBatchFailure failure = {0};

        dln_batch_add_script(batch, 9, script, 0, script->n_statements);
        assert_false(dln_session_run(fixture->session, batch, NULL, &failure, &error));
        assert_error(error, DUNLIN_ERROR_REFUSED, refused[i].message);
        assert_int_equal(failure.tag, 9);
        assert_int_equal(failure.statement, 1);
        assert_true(g_str_has_prefix(error->message, "m.sql:11:2: "));
        assert_query(fixture->session, "SELECT count(*) FROM sqlite_master", "0");
        assert_files(fixture, "a.db");
    }
}

/* Should a spelling get past the reading of the text, SQLite itself says no. */
static void test_attach_is_impossible(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    assert_false(run_query(fixture->session, "ATTACH ':memory:' AS o", &error));
    assert_error(error, DUNLIN_ERROR_SQL, "too many attached databases");
}

static void test_a_migration_keeps_its_transaction(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(DlnScript) script =
        parse_script(DLN_ENGINE_SQLITE, "SAVEPOINT a; CREATE TABLE t (x);");
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) error = NULL;

    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    dln_batch_add_script(batch, 1, script, 0, 2);
    assert_false(dln_session_run(fixture->session, batch, NULL, NULL, &error));
    assert_error(error, DUNLIN_ERROR_REFUSED, "must not begin or end a transaction");
    assert_query(fixture->session, "SELECT count(*) FROM sqlite_master", "0");

    migrate_well(
        fixture, "SAVEPOINT a; CREATE TABLE t (x); ROLLBACK TO a; CREATE TABLE u (x); RELEASE a;");
    assert_query(fixture->session, "SELECT name FROM sqlite_master", "u");
}

/* ---- foreign keys ---- */

static void make_family(Fixture *fixture)
{
    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    migrate_well(fixture, "CREATE TABLE parent (id integer PRIMARY KEY);"
                          "CREATE TABLE child (p integer REFERENCES parent (id) ON DELETE CASCADE);"
                          "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);");
}

static const char rebuild[] = "CREATE TABLE parent_new (id integer PRIMARY KEY, name text);"
                              "INSERT INTO parent_new (id) SELECT id FROM parent;"
                              "DROP TABLE parent;"
                              "ALTER TABLE parent_new RENAME TO parent;";

typedef struct {
    const char *name;
    const char *before; /* statements around the rebuild */
    const char *after;
    const char *message; /* NULL: it succeeds */
    const char *children;
} ForeignKeyCase;

static const ForeignKeyCase foreign_key_cases[] = {
    {"off as by default: no cascade", "", "", NULL, "1"},
    {"off, on around a rebuild", "PRAGMA foreign_keys = OFF;", "PRAGMA foreign_keys = ON;", NULL,
        "1"},
    {"off in another spelling", "pragma main.foreign_keys(false);", "pragma foreign_keys(yes);",
        NULL, "1"},
    {"on: the rebuild cascades", "PRAGMA foreign_keys = on;", "", NULL, "0"},
    {"asked only", "PRAGMA foreign_keys;", "PRAGMA foreign_keys;", NULL, "1"},
    {"off, then a row without its parent", "PRAGMA foreign_keys = 0;",
        "INSERT INTO child VALUES (42);",
        "foreign key violated: table \"child\", rowid 2, refers to a missing row of \"parent\"",
        "1"},
    {"on: the engine refuses the row", "PRAGMA foreign_keys = 1;", "INSERT INTO child VALUES (42);",
        "FOREIGN KEY constraint failed", "1"},
};

static void test_foreign_keys(void **state)
{
    const ForeignKeyCase *row = *state;
    Fixture *fixture = sqlite_fixture_new();
    g_autofree char *text = g_strconcat(row->before, rebuild, row->after, NULL);
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};

    make_family(fixture);
    gboolean ok = migrate(fixture, fixture->session, text, &failure, &error);
    if (row->message == NULL)
        assert_done(ok, error);
    else
        assert_non_null(strstr(error->message, row->message));
    assert_query(fixture->session, "SELECT count(*) FROM child", row->children);
    assert_query(
        fixture->session, "SELECT count(*) FROM pragma_table_info('parent')", ok ? "2" : "1");
    assert_query(fixture->session, "PRAGMA foreign_keys", "0");
    if (row->message != NULL && strstr(row->message, "violated") != NULL) {
        assert_error(error, DUNLIN_ERROR_CONFLICT, row->message);
        assert_int_equal(failure.tag, 4);
    }
    fixture_free(fixture);
}

/* The setting of one transaction does not reach the next one of the same batch. */
static void test_foreign_keys_of_one_transaction(void **state)
{
    Fixture *fixture = *state;

    make_family(fixture);
    g_autoptr(DlnScript) enforcing =
        parse_script(DLN_ENGINE_SQLITE, "PRAGMA foreign_keys = ON; INSERT INTO child VALUES (1);");
    g_autoptr(DlnScript) ordinary =
        parse_script(DLN_ENGINE_SQLITE, "INSERT INTO child VALUES (42);");
    g_autoptr(DlnBatch) batch = dln_batch_new();

    add_begin(fixture, batch, 1);
    dln_batch_add_script(batch, 2, enforcing, 0, 2);
    dln_engine_add_commit(DLN_ENGINE_SQLITE, batch, 3);
    add_begin(fixture, batch, 4);
    dln_batch_add_script(batch, 5, ordinary, 0, 1);
    dln_engine_add_commit(DLN_ENGINE_SQLITE, batch, 6);
    run_batch(fixture->session, batch);
    assert_query(fixture->session, "SELECT count(*) FROM child", "3");
}

static void test_foreign_keys_too_late(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(DlnScript) script = parse_script(DLN_ENGINE_SQLITE, "PRAGMA foreign_keys = ON;");
    g_autoptr(DlnBatch) begin = dln_batch_new();
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) error = NULL;

    make_family(fixture);
    add_begin(fixture, begin, 1);
    run_batch(fixture->session, begin);
    dln_batch_add_script(batch, 2, script, 0, 1);
    assert_false(dln_session_run(fixture->session, batch, NULL, NULL, &error));
    assert_error(error, DUNLIN_ERROR_REFUSED, "does nothing inside a transaction");
}

/* ---- outside a transaction ---- */

static void test_settings_last_from_session_begin_to_end(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(DlnScript) script =
        parse_script(DLN_ENGINE_SQLITE, "PRAGMA page_size = 8192; CREATE TEMP TABLE kept (x); "
                                        "VACUUM; INSERT INTO kept VALUES (1);");
    DlnIsolation isolation = isolation_of(fixture);
    g_autoptr(DlnBatch) begin = dln_batch_new();
    g_autoptr(DlnBatch) end = dln_batch_new();

    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    run_sql(fixture->session, "CREATE TABLE t (x)");
    dln_engine_add_session_begin(DLN_ENGINE_SQLITE, begin, 1, &isolation);
    run_batch(fixture->session, begin);
    for (guint s = 0; s < script->n_statements; s++) {
        g_autoptr(DlnBatch) batch = dln_batch_new();
        dln_batch_add_script(batch, 2, script, s, 1);
        dln_batch_add_sql(batch, 3, "SELECT 1");
        run_batch(fixture->session, batch);
    }
    assert_query(fixture->session, "SELECT count(*) FROM sqlite_temp_master", "1");
    dln_engine_add_session_end(DLN_ENGINE_SQLITE, end, 4, &isolation);
    run_batch(fixture->session, end);
    assert_query(fixture->session, "SELECT count(*) FROM sqlite_temp_master", "0");
    assert_query(fixture->session, "PRAGMA page_size", "8192");
    assert_files(fixture, "a.db");
}

static void test_foreign_keys_last_from_session_begin_to_end(void **state)
{
    Fixture *fixture = *state;
    DlnIsolation isolation = isolation_of(fixture);
    g_autoptr(DlnBatch) begin = dln_batch_new();
    g_autoptr(DlnBatch) end = dln_batch_new();

    make_family(fixture);
    dln_engine_add_session_begin(DLN_ENGINE_SQLITE, begin, 1, &isolation);
    run_batch(fixture->session, begin);
    migrate_well(fixture, "PRAGMA foreign_keys = ON;");
    assert_query(fixture->session, "PRAGMA foreign_keys", "1");
    migrate_well(fixture, "DELETE FROM parent;");
    assert_query(fixture->session, "SELECT count(*) FROM child", "0");
    dln_engine_add_session_end(DLN_ENGINE_SQLITE, end, 2, &isolation);
    run_batch(fixture->session, end);
    assert_query(fixture->session, "PRAGMA foreign_keys", "0");
}

/* The limit of a batch is the longest that one of its migrations asks for. */
static void test_limits_of_several_migrations(void **state)
{
    static const struct {
        gint64 first_ms;
        gint64 second_ms;
        gint64 expected_ms;
    } rows[] = {{0, 0, 0}, {100, 50, 100}, {50, 100, 100}, {0, 100, 0}, {100, 0, 0}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnBatch) batch = dln_batch_new();
        DlnIsolation isolation = {.schema = "main", .statement_timeout_ms = rows[i].first_ms};
        dln_engine_add_begin(DLN_ENGINE_SQLITE, batch, 1, &isolation);
        isolation.statement_timeout_ms = rows[i].second_ms;
        dln_engine_add_isolation(DLN_ENGINE_SQLITE, batch, 2, &isolation);
        assert_int_equal(dln_batch_get_statement_timeout(batch), rows[i].expected_ms);
        assert_int_equal(dln_batch_size(batch), 1);
    }
}

static void test_a_database_in_memory_survives_its_migrations(void **state)
{
    Fixture *fixture = *state;

    g_free(fixture->address.path);
    fixture->address.path = g_strdup(":memory:");
    fixture->session = open_well(fixture, DLN_OPEN_READ_WRITE);
    migrate_well(
        fixture, "CREATE TABLE t (x); CREATE TEMP TABLE u (x); PRAGMA recursive_triggers = 1;");
    assert_query(fixture->session, "SELECT name FROM sqlite_master", "t");
    assert_query(fixture->session, "SELECT count(*) FROM sqlite_temp_master", "0");
    assert_files(fixture, "");
}

static void test_a_file_that_is_removed_meanwhile(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    fixture->session = open_well(fixture, DLN_OPEN_CREATE);
    run_sql(fixture->session, "CREATE TABLE t (x)");
    assert_int_equal(g_remove(fixture->address.path), 0);
    assert_false(run_query(fixture->session, "INSERT INTO t VALUES (1)", &error));
    assert_error(error, DUNLIN_ERROR_CONNECT, "was moved or removed");
}

/* ---- reading statements ---- */

static const struct {
    const char *sql;
    guint traits;
} trait_cases[] = {
    {"", 0},
    {"SELECT 'pragma'", 0},
    {"PRAGMA x", DLN_SQLITE_SETTINGS},
    {"pragma/**/x", DLN_SQLITE_SETTINGS},
    {"EXPLAIN QUERY PLAN PRAGMA x", DLN_SQLITE_SETTINGS},
    {"EXPLAIN SELECT 1", 0},
    {"CREATE TABLE t (temp int)", DLN_SQLITE_TEMPORARY},
    {"CREATE TABLE t (x integer, temp int)", 0},
    {"CREATE TABLE temperature (x)", 0},
    {"CREATE TEMP TABLE t (x)", DLN_SQLITE_TEMPORARY},
    {"create -- why\n temporary trigger t", DLN_SQLITE_TEMPORARY},
    {"CREATE TABLE \"temp\".t (x)", DLN_SQLITE_TEMPORARY},
    {"CREATE UNIQUE INDEX IF NOT EXISTS [temp].i ON t (x)", DLN_SQLITE_TEMPORARY},
    {"VACUUM", DLN_SQLITE_VACUUM},
    {"VACUUM main", DLN_SQLITE_VACUUM},
    {"VACUUM INTO 'x'", DLN_SQLITE_VACUUM | DLN_SQLITE_VACUUM_INTO},
    {"VACUUM 'main' /* INTO */ INTO 'x'", DLN_SQLITE_VACUUM | DLN_SQLITE_VACUUM_INTO},
    {"BEGIN IMMEDIATE", DLN_SQLITE_BEGIN},
    {"/* unterminated", 0},
    {"CREATE 'unterminated", 0},
};

static void test_traits(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(trait_cases); i++) {
        /* A copy of the exact length: reading behind it is an error that the sanitizer sees. */
        gsize length = strlen(trait_cases[i].sql);
        g_autofree char *text = g_memdup2(trait_cases[i].sql, length);
        guint traits = dln_sqlite_traits(text, length);
        if (traits != trait_cases[i].traits)
            fail_msg("%s: %u, not %u", trait_cases[i].sql, traits, trait_cases[i].traits);
    }
}

static const struct {
    const char *sql;
    int value;
} pragma_cases[] = {
    {"PRAGMA foreign_keys", -1},
    {"PRAGMA foreign_keys = ON", 1},
    {"PRAGMA foreign_keys=off", 0},
    {"PRAGMA foreign_keys(1)", 1},
    {"PRAGMA foreign_keys ( 0 )", 0},
    {"pragma main . Foreign_Keys = 'yes'", 1},
    {"PRAGMA foreign_keys = \"false\"", 0},
    {"PRAGMA foreign_keys = true", 1},
    {"PRAGMA foreign_keys = no", 0},
    {"PRAGMA foreign_keys = +2", 1},
    {"PRAGMA foreign_keys = nonsense", 0},
    {"PRAGMA foreign_keys =", -1},
};

static void test_pragma_values(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pragma_cases); i++) {
        int value = dln_sqlite_pragma_value(pragma_cases[i].sql, strlen(pragma_cases[i].sql));
        if (value != pragma_cases[i].value)
            fail_msg("%s: %d, not %d", pragma_cases[i].sql, value, pragma_cases[i].value);
    }
}

static void test_transient(void **state)
{
    static const struct {
        const char *sqlstate;
        gboolean expected;
    } rows[] = {
        {"5", TRUE},
        {"261", TRUE},
        {"517", TRUE},
        {"6", TRUE},
        {"262", TRUE},
        {"15", TRUE},
        {"1", FALSE},
        {"11", FALSE},
        {"2067", FALSE},
        {"", FALSE},
        {"53300", FALSE},
        {"40P01", FALSE},
        {"5x", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(dln_sqlite_is_transient(rows[i].sqlstate), rows[i].expected);
}

/* ---- running ---- */

static const struct CMUnitTest own_tests[] = {
    WITH_FIXTURE(test_refused_before_anything_runs),
    WITH_FIXTURE(test_attach_is_impossible),
    WITH_FIXTURE(test_a_migration_keeps_its_transaction),
    WITH_FIXTURE(test_foreign_keys_of_one_transaction),
    WITH_FIXTURE(test_foreign_keys_too_late),
    WITH_FIXTURE(test_settings_last_from_session_begin_to_end),
    WITH_FIXTURE(test_foreign_keys_last_from_session_begin_to_end),
    cmocka_unit_test(test_limits_of_several_migrations),
    WITH_FIXTURE(test_a_database_in_memory_survives_its_migrations),
    WITH_FIXTURE(test_a_file_that_is_removed_meanwhile),
    cmocka_unit_test(test_traits),
    cmocka_unit_test(test_pragma_values),
    cmocka_unit_test(test_transient),
};

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));

    for (gsize i = 0; i < G_N_ELEMENTS(foreign_key_cases); i++)
        add_test(tests, foreign_key_cases[i].name, test_foreign_keys, &foreign_key_cases[i]);
    g_array_append_vals(tests, own_tests, G_N_ELEMENTS(own_tests));
    return _cmocka_run_group_tests(
        "sqlite", (struct CMUnitTest *)tests->data, tests->len, NULL, NULL);
}
