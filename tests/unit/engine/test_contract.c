/* SPDX-License-Identifier: Apache-2.0 */
/* test_contract.c: what every engine promises through session.h, asked of each engine in the same words.
 * What keeps migrations apart is in test_isolation.c. */
#include "engine/contract.h"

#define PATIENCE_US (20 * G_USEC_PER_SEC)

/* ---- batches ---- */

static void batch_runs_in_order(Fixture *fixture)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    GString *rows = g_string_new(NULL);

    add_begin(fixture, batch, 1);
    dln_batch_add_sql(batch, 2, "CREATE TABLE t (id integer, name text)");
    dln_batch_add_query(batch, 3, "SELECT count(*) FROM t", collect_row, rows);
    dln_batch_add_sql(batch, 4, "INSERT INTO t VALUES (1, 'a'), (2, NULL)");
    dln_batch_add_query(batch, 5, "SELECT id, name FROM t ORDER BY id", collect_row, rows);
    dln_batch_add_sql(batch, 6, "DELETE FROM t WHERE id = 1");
    dln_batch_add_query(batch, 7, "SELECT count(*) FROM t", collect_row, rows);
    dln_engine_add_reset(fixture->engine, batch, 8);
    dln_engine_add_commit(fixture->engine, batch, 9);
    run_batch(fixture->session, batch);

    assert_string_equal(rows->str, "0;1,a;2,NULL;1");
    g_string_free(rows, TRUE);
}

static void rows_are_text(Fixture *fixture)
{
    assert_query(fixture->session,
        "SELECT 42, NULL, '', 'it''s', 'größe 漢' UNION ALL SELECT -1, 'x', NULL, '', ' '",
        "42,NULL,,it's,größe 漢;-1,x,NULL,, ");
    assert_query(fixture->session, "SELECT 1 WHERE 1 = 0", "");
}

static void checks_hold_or_stop(Fixture *fixture)
{
    static const struct {
        const char *postgres;
        const char *sqlite;
        gboolean holds;
    } rows[] = {
        {"true", "1", TRUE},
        {"1 = 1", "1 = 1", TRUE},
        {"EXISTS (SELECT 1)", "EXISTS (SELECT 1)", TRUE},
        {"false", "0", FALSE},
        {"1 = 0", "1 = 0", FALSE},
        {"NULL", "NULL", FALSE},
        {"NULL = 1", "NULL = 1", FALSE},
        {"(SELECT true WHERE 1 = 0)", "(SELECT 1 WHERE 1 = 0)", FALSE},
    };

    run_here(fixture, fixture->session, "CREATE TABLE @t (id integer)");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnBatch) batch = dln_batch_new();
        g_autoptr(GError) error = NULL;
        DlnBatchFailure failure = {0};
        g_autofree char *insert = in_schema(fixture, "INSERT INTO @t VALUES (1)");

        run_here(fixture, fixture->session, "DELETE FROM @t");
        dln_batch_add_check(batch, 7, pick(fixture, rows[i].postgres, rows[i].sqlite));
        dln_batch_add_sql(batch, 8, insert);
        gboolean ok = dln_session_run(fixture->session, batch, NULL, &failure, &error);
        if (rows[i].holds) {
            assert_done(ok, error);
        } else {
            assert_failed(ok, error, DUNLIN_ERROR_CONFLICT);
            assert_int_equal(failure.tag, 7);
        }
        assert_here(fixture, fixture->other, "SELECT count(*) FROM @t", rows[i].holds ? "1" : "0");
    }
}

static void empty_script_does_nothing(Fixture *fixture)
{
    migrate_well(fixture, "-- nothing here\n\n;;\n");
    g_autoptr(DlnBatch) batch = dln_batch_new();
    run_batch(fixture->session, batch);
    assert_true(dln_session_is_alive(fixture->session));
}

static void begin_and_commit_of_a_script_are_left_out(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};

    gboolean ok = migrate(fixture, fixture->session,
        "BEGIN; CREATE TABLE t (id integer); COMMIT; SELECT * FROM missing;", &failure, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    assert_int_equal(failure.statement, 3);
    assert_table(fixture, fixture->other, "t", "0");

    migrate_well(fixture, "BEGIN;\nCREATE TABLE t (id integer);\nCOMMIT;\n");
    assert_table(fixture, fixture->other, "t", "1");
}

static void statements_without_a_transaction(Fixture *fixture)
{
    g_autoptr(DlnScript) script = parse_script(
        fixture->engine, pick(fixture, "CREATE INDEX CONCURRENTLY i ON t (id); VACUUM t;",
                             "CREATE INDEX i ON t (id); VACUUM;"));
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnIsolation isolation = isolation_of(fixture);

    isolation.lock_timeout_ms = 0;
    isolation.lock_name = "contract";
    run_here(fixture, fixture->session, "CREATE TABLE @t (id integer)");
    dln_engine_add_session_begin(fixture->engine, batch, 1, &isolation);
    dln_batch_add_script(batch, 2, script, 0, script->n_statements);
    dln_engine_add_session_end(fixture->engine, batch, 3, &isolation);
    run_batch(fixture->session, batch);
    assert_query(fixture->other,
        pick(fixture,
            "SELECT count(*) FROM pg_index WHERE indexrelid::regclass::text LIKE '%.i' AND "
            "indisvalid",
            "SELECT count(*) FROM sqlite_master WHERE name = 'i'"),
        "1");
}

/* ---- failures ---- */

static void error_position_of_the_third_statement(Fixture *fixture)
{
    static const char text[] =
        "-- Größe 漢字\n"
        "CREATE TABLE a (x integer);\n"
        "INSERT INTO a VALUES (1); /* héé */ SELECT 'ärger', missing FROM a;\n"
        "SELECT 1;\n";
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};

    gboolean ok = migrate(fixture, fixture->session, text, &failure, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    assert_int_equal(failure.tag, 2);
    assert_int_equal(failure.statement, 2);

    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);
    assert_string_equal(facts->file, "m.sql");
    assert_int_equal(facts->line, 12); /* the script begins at line 10 */
    assert_int_equal(facts->column, 53);
    assert_string_equal(facts->statement, "SELECT 'ärger', missing FROM a");
    assert_string_equal(facts->sqlstate, pick(fixture, "42703", "1"));
    assert_true(g_str_has_prefix(error->message, "m.sql:12:53: "));
}

/* Where the engine names no place, the statement's start is named. */
static void error_position_without_a_place(Fixture *fixture)
{
    static const char text[] = "CREATE TABLE a (x integer PRIMARY KEY);\n"
                               "INSERT INTO a VALUES (1);\n"
                               "  INSERT INTO a\n  VALUES (1);\n";
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};

    gboolean ok = migrate(fixture, fixture->session, text, &failure, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    assert_int_equal(failure.statement, 2);
    assert_int_equal(dunlin_error_get_facts(error)->line, 12);
    assert_int_equal(dunlin_error_get_facts(error)->column, 3);
    assert_string_equal(dunlin_error_get_facts(error)->sqlstate, pick(fixture, "23505", "1555"));
}

static void error_position_of_bad_syntax(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};

    gboolean ok = migrate(fixture, fixture->session, "SELECT 'ü';\n\nCREATE TABEL b (x integer);\n",
        &failure, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    assert_int_equal(failure.statement, 1);
    assert_int_equal(dunlin_error_get_facts(error)->line, 12);
    assert_int_equal(dunlin_error_get_facts(error)->column, 8);
}

static void failure_leaves_nothing_and_a_usable_session(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};

    gboolean ok = migrate(fixture, fixture->session,
        "CREATE TABLE t (id integer); INSERT INTO t VALUES (1); CREATE TABLE t (id integer);",
        &failure, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    assert_int_equal(failure.statement, 2);
    assert_table(fixture, fixture->other, "t", "0");
    assert_true(dln_session_is_alive(fixture->session));

    migrate_well(fixture, "CREATE TABLE t (id integer);");
    assert_table(fixture, fixture->other, "t", "1");
}

static void nothing_runs_after_a_failure(Fixture *fixture)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};
    GString *rows = g_string_new(NULL);

    dln_batch_add_query(batch, 1, "SELECT 1", collect_row, rows);
    dln_batch_add_sql(batch, 2, "SELECT * FROM missing");
    dln_batch_add_query(batch, 3, "SELECT 2", collect_row, rows);
    gboolean ok = dln_session_run(fixture->session, batch, NULL, &failure, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    assert_int_equal(failure.tag, 2);
    assert_string_equal(rows->str, "1");
    g_string_free(rows, TRUE);
}

/* ---- transactions and locks ---- */

static void only_a_commit_shows(Fixture *fixture)
{
    g_autoptr(DlnBatch) begin = dln_batch_new();
    g_autoptr(DlnBatch) commit = dln_batch_new();
    g_autoptr(DlnBatch) undone = dln_batch_new();

    run_here(fixture, fixture->session, "CREATE TABLE @t (id integer)");
    add_begin(fixture, begin, 1);
    dln_batch_add_sql(begin, 2, "INSERT INTO t VALUES (1)");
    run_batch(fixture->session, begin);
    assert_here(fixture, fixture->session, "SELECT count(*) FROM @t", "1");
    assert_here(fixture, fixture->other, "SELECT count(*) FROM @t", "0");

    dln_engine_add_commit(fixture->engine, commit, 3);
    run_batch(fixture->session, commit);
    assert_here(fixture, fixture->other, "SELECT count(*) FROM @t", "1");

    add_begin(fixture, undone, 1);
    dln_batch_add_sql(undone, 2, "INSERT INTO t VALUES (2)");
    dln_batch_add_sql(undone, 3, "ROLLBACK");
    run_batch(fixture->session, undone);
    assert_here(fixture, fixture->other, "SELECT count(*) FROM @t", "1");
}

static void a_held_lock_is_waited_for_and_then_given_up(Fixture *fixture)
{
    g_autoptr(DlnBatch) hold = dln_batch_new();
    g_autoptr(DlnBatch) wait = dln_batch_new();
    g_autoptr(DlnSession) impatient = fixture_open(fixture, 60);
    g_autoptr(GError) error = NULL;
    DlnIsolation isolation = isolation_of(fixture);

    run_here(fixture, fixture->session, "CREATE TABLE @t (id integer)");
    add_begin(fixture, hold, 1);
    dln_batch_add_sql(hold, 2, pick(fixture, "LOCK TABLE t", "INSERT INTO t VALUES (0)"));
    run_batch(fixture->other, hold);

    isolation.lock_timeout_ms = 60;
    dln_engine_add_begin(fixture->engine, wait, 1, &isolation);
    dln_batch_add_sql(wait, 1, "INSERT INTO t VALUES (1)");
    dln_engine_add_commit(fixture->engine, wait, 1);
    gint64 before_us = g_get_monotonic_time();
    gboolean ok = dln_session_run(impatient, wait, NULL, NULL, &error);
    assert_failed(ok, error, DUNLIN_ERROR_LOCKED);
    assert_true(g_get_monotonic_time() - before_us >= 55 * 1000);
    assert_true(g_get_monotonic_time() - before_us < PATIENCE_US);
    assert_true(dln_error_is_transient(error));
    assert_string_equal(dunlin_error_get_facts(error)->sqlstate, pick(fixture, "55P03", "5"));

    run_sql(fixture->other, "ROLLBACK");
    run_batch(impatient, wait);
    assert_here(fixture, fixture->other, "SELECT count(*) FROM @t", "1");
}

/* A second runner stops at the tag of its begin, before anything of the migration. */
static void two_runners_exclude_each_other(Fixture *fixture)
{
    g_autoptr(DlnBatch) first = dln_batch_new();
    g_autoptr(DlnBatch) second = dln_batch_new();
    g_autoptr(DlnSession) impatient = fixture_open(fixture, 20);
    g_autoptr(GError) error = NULL;
    DlnBatchFailure failure = {0};
    DlnIsolation isolation = isolation_of(fixture);

    isolation.lock_name = fixture->schema;
    dln_engine_add_begin(fixture->engine, first, 5, &isolation);
    run_batch(fixture->session, first);
    dln_engine_add_begin(fixture->engine, second, 6, &isolation);
    dln_batch_add_sql(second, 7, "CREATE TABLE t (id integer)");
    gboolean ok = dln_session_run(impatient, second, NULL, &failure, &error);
    assert_failed(ok, error,
        fixture->engine == DLN_ENGINE_POSTGRES ? DUNLIN_ERROR_CONFLICT : DUNLIN_ERROR_LOCKED);
    assert_int_equal(failure.tag, 6);

    run_sql(fixture->session, "ROLLBACK");
    dln_engine_add_commit(fixture->engine, second, 8);
    run_batch(impatient, second);
    assert_table(fixture, fixture->other, "t", "1");
}

/* ---- cancellation and time limits ---- */

static const char *endless(const Fixture *fixture)
{
    return pick(fixture, "SELECT pg_sleep(600)",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n "
        "WHERE i % 1000 = 0");
}

typedef struct {
    Fixture *fixture;
    GCancellable *cancellable;
    gint is_running; /* atomic; SQLite says so by its first row */
} Canceller;

static void note_running(guint n_columns, const char *const *values, gpointer user_data)
{
    g_atomic_int_set(&((Canceller *)user_data)->is_running, 1);
}

static gboolean is_running(Canceller *canceller)
{
    if (canceller->fixture->engine == DLN_ENGINE_SQLITE)
        return g_atomic_int_get(&canceller->is_running) != 0;

    g_autofree char *count = query_text(canceller->fixture->other,
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE "
        "'%pg_sleep(600)%' "
        "AND pid <> pg_backend_pid()");
    return !g_str_equal(count, "0");
}

static gpointer cancel_when_running(gpointer data)
{
    Canceller *canceller = data;
    gint64 deadline_us = g_get_monotonic_time() + PATIENCE_US;

    while (!is_running(canceller) && g_get_monotonic_time() < deadline_us)
        g_thread_yield();
    g_cancellable_cancel(canceller->cancellable);
    return NULL;
}

static void another_thread_cancels_a_statement(Fixture *fixture)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) error = NULL;
    Canceller canceller = {.fixture = fixture, .cancellable = cancellable};
    DlnBatchFailure failure = {0};

    add_begin(fixture, batch, 1);
    dln_batch_add_sql(batch, 2, "CREATE TABLE t (id integer)");
    dln_batch_add_query(batch, 3, endless(fixture), note_running, &canceller);
    GThread *thread = g_thread_new("canceller", cancel_when_running, &canceller);
    gboolean ok = dln_session_run(fixture->session, batch, cancellable, &failure, &error);
    g_thread_join(thread);

    assert_failed(ok, error, DUNLIN_ERROR_CANCELLED);
    assert_int_equal(failure.tag, 3);
    assert_false(dln_error_is_transient(error));
    assert_true(dln_session_is_alive(fixture->session));
    assert_table(fixture, fixture->session, "t", "0");
}

static void a_wait_for_a_lock_can_be_cancelled(Fixture *fixture)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(DlnBatch) hold = dln_batch_new();
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(DlnSession) patient = fixture_open(fixture, 600 * 1000);
    Canceller canceller = {.fixture = fixture, .cancellable = cancellable};

    add_begin(fixture, hold, 1);
    run_batch(fixture->other, hold);
    dln_batch_add_query(batch, 1, "SELECT 1", note_running, &canceller);
    add_begin(fixture, batch, 2);
    GThread *thread = g_thread_new("canceller", cancel_when_running, &canceller);
    gboolean ok = dln_session_run(patient, batch, cancellable, NULL, &error);
    g_thread_join(thread);
    assert_failed(ok, error, DUNLIN_ERROR_CANCELLED);
    run_sql(fixture->other, "ROLLBACK");
}

static void a_statement_has_a_time_limit(Fixture *fixture)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) error = NULL;
    DlnIsolation isolation = isolation_of(fixture);
    DlnBatchFailure failure = {0};

    isolation.statement_timeout_ms = 50;
    dln_engine_add_begin(fixture->engine, batch, 1, &isolation);
    dln_batch_add_sql(batch, 2, "CREATE TABLE t (id integer)");
    dln_batch_add_sql(batch, 3, endless(fixture));
    gint64 before_us = g_get_monotonic_time();
    gboolean ok = dln_session_run(fixture->session, batch, NULL, &failure, &error);
    assert_failed(ok, error, DUNLIN_ERROR_TIMEOUT);
    assert_int_equal(failure.tag, 3);
    assert_true(g_get_monotonic_time() - before_us >= 45 * 1000);
    assert_true(g_get_monotonic_time() - before_us < PATIENCE_US);
    assert_table(fixture, fixture->session, "t", "0");
    migrate_well(fixture, "CREATE TABLE t (id integer);");
}

/* ---- bound values ---- */

static void values_are_bound(Fixture *fixture)
{
    static const char *const values[] = {
        "O'Brien\"; DROP TABLE t; --", NULL, "größe 漢字\n", "a\\b'", ""};
    g_autofree char *insert =
        in_schema(fixture, pick(fixture, "INSERT INTO @t VALUES ($1, $2, $3, $4, $5)",
                               "INSERT INTO @t VALUES (?1, ?2, ?3, ?4, ?5)"));
    g_autoptr(GError) error = NULL;

    run_here(fixture, fixture->session, "CREATE TABLE @t (a text, b text, c text, d text, e text)");
    gboolean ok = dln_session_execute(fixture->session, insert, values, 5, NULL, &error);
    assert_done(ok, error);
    assert_here(fixture, fixture->other, "SELECT a, b, c, d, e FROM @t",
        "O'Brien\"; DROP TABLE t; --,NULL,größe 漢字\n,a\\b',");
}

static void bound_statements_fail_cleanly(Fixture *fixture)
{
    static const char *const values[] = {"x"};
    g_autoptr(GError) error = NULL;

    gboolean ok = dln_session_execute(fixture->session,
        pick(fixture, "INSERT INTO missing VALUES ($1)", "INSERT INTO missing VALUES (?1)"), values,
        1, NULL, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    assert_string_equal(dunlin_error_get_facts(error)->sqlstate, pick(fixture, "42P01", "1"));
    assert_query(fixture->session, "SELECT 1", "1");
}

static void bound_values_belong_to_the_open_transaction(Fixture *fixture)
{
    static const char *const values[] = {"7"};
    g_autofree char *insert = in_schema(
        fixture, pick(fixture, "INSERT INTO @t VALUES ($1)", "INSERT INTO @t VALUES (?1)"));
    g_autoptr(DlnBatch) begin = dln_batch_new();
    g_autoptr(GError) error = NULL;

    run_here(fixture, fixture->session, "CREATE TABLE @t (id integer)");
    add_begin(fixture, begin, 1);
    run_batch(fixture->session, begin);
    gboolean ok = dln_session_execute(fixture->session, insert, values, 1, NULL, &error);
    assert_done(ok, error);
    assert_here(fixture, fixture->session, "SELECT id FROM @t", "7");
    run_sql(fixture->session, "ROLLBACK");
    assert_here(fixture, fixture->session, "SELECT count(*) FROM @t", "0");
}

/* A COPY that nobody has seen to be one: there are no rows, and none are waited for. */
static void copy_without_rows_fails(Fixture *fixture)
{
    g_autofree char *copy = in_schema(fixture, "COPY @t FROM STDIN");
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) bound_error = NULL;
    g_autoptr(DlnBatch) batch = dln_batch_new();

    run_here(fixture, fixture->session, "CREATE TABLE @t (id integer)");
    dln_batch_add_sql(batch, 0, copy);
    gboolean ok = dln_session_run(fixture->session, batch, NULL, NULL, &error);
    assert_failed(ok, error, DUNLIN_ERROR_SQL);
    ok = dln_session_execute(fixture->session, copy, NULL, 0, NULL, &bound_error);
    assert_failed(ok, bound_error, DUNLIN_ERROR_SQL);
    assert_here(fixture, fixture->session, "SELECT count(*) FROM @t", "0");
}

/* ---- running ---- */

static const ContractCase cases[] = {
    {"a batch runs in order", BOTH, batch_runs_in_order},
    {"rows are text", BOTH, rows_are_text},
    {"checks hold or stop", BOTH, checks_hold_or_stop},
    {"an empty script does nothing", BOTH, empty_script_does_nothing},
    {"BEGIN and COMMIT of a script are left out", BOTH, begin_and_commit_of_a_script_are_left_out},
    {"statements without a transaction", BOTH, statements_without_a_transaction},
    {"error position: third statement, multibyte text", BOTH,
        error_position_of_the_third_statement},
    {"error position: none given", BOTH, error_position_without_a_place},
    {"error position: syntax", BOTH, error_position_of_bad_syntax},
    {"a failure leaves nothing", BOTH, failure_leaves_nothing_and_a_usable_session},
    {"nothing runs after a failure", BOTH, nothing_runs_after_a_failure},
    {"only a commit shows", BOTH, only_a_commit_shows},
    {"a held lock times out", BOTH, a_held_lock_is_waited_for_and_then_given_up},
    {"two runners exclude each other", BOTH, two_runners_exclude_each_other},
    {"another thread cancels", BOTH, another_thread_cancels_a_statement},
    {"a wait for a lock can be cancelled", SQLITE_ONLY, a_wait_for_a_lock_can_be_cancelled},
    {"a statement has a time limit", BOTH, a_statement_has_a_time_limit},
    {"values are bound", BOTH, values_are_bound},
    {"bound statements fail cleanly", BOTH, bound_statements_fail_cleanly},
    {"COPY without rows fails", POSTGRES_ONLY, copy_without_rows_fails},
    {"bound values belong to the transaction", BOTH, bound_values_belong_to_the_open_transaction},
};

int main(void)
{
    return contract_main("engine contract", cases, G_N_ELEMENTS(cases));
}
