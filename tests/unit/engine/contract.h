/* SPDX-License-Identifier: Apache-2.0 */
/* contract.h: runs a table of cases on each engine: SQLite always, PostgreSQL when DUNLIN_TEST_PG_URL names a server
 * that a superuser may use. */
#pragma once

#include "engine/fixture.h"

#define PG_URL "DUNLIN_TEST_PG_URL"

typedef struct {
    const char *name;
    guint engines; /* bits of DlnEngineKind */
    void (*test)(Fixture *fixture);
} ContractCase;

typedef struct {
    const ContractCase *contract;
    DlnEngineKind engine;
    char *name;
    Fixture *fixture; /* NULL: no server to test with */
} Run;

#define BOTH (1u << DLN_ENGINE_POSTGRES | 1u << DLN_ENGINE_SQLITE)
#define POSTGRES_ONLY (1u << DLN_ENGINE_POSTGRES)
#define SQLITE_ONLY (1u << DLN_ENGINE_SQLITE)

/* ---- what cases share ---- */

static inline const char *pick(const Fixture *fixture, const char *postgres, const char *sqlite)
{
    return fixture->engine == DLN_ENGINE_POSTGRES ? postgres : sqlite;
}

/* SQL with each "@" replaced by the quoted schema and a dot. (transfer full) */
static inline char *in_schema(const Fixture *fixture, const char *sql)
{
    g_autofree char *quoted = dln_quote_identifier(fixture->schema);
    g_autofree char *prefix = g_strconcat(quoted, ".", NULL);
    g_auto(GStrv) parts = g_strsplit(sql, "@", -1);

    return g_strjoinv(prefix, parts);
}

static inline void run_here(Fixture *fixture, DlnSession *session, const char *sql)
{
    g_autofree char *full = in_schema(fixture, sql);

    run_sql(session, full);
}

static inline void assert_here(
    Fixture *fixture, DlnSession *session, const char *sql, const char *expected)
{
    g_autofree char *full = in_schema(fixture, sql);

    assert_query(session, full, expected);
}

/* How many tables of this name the schema has, "0" or "1". */
static inline void assert_table(
    Fixture *fixture, DlnSession *session, const char *name, const char *expected)
{
    g_autofree char *literal = fixture->engine == DLN_ENGINE_POSTGRES
                                   ? dln_quote_postgres_literal(fixture->schema)
                                   : g_strdup("");
    g_autofree char *sql =
        fixture->engine == DLN_ENGINE_POSTGRES
            ? g_strdup_printf(
                  "SELECT count(*) FROM pg_tables WHERE schemaname = %s AND tablename = '%s'",
                  literal, name)
            : g_strdup_printf("SELECT count(*) FROM main.sqlite_master WHERE name = '%s'", name);

    assert_query(session, sql, expected);
}

static inline void assert_failed(gboolean ok, const GError *error, DunlinErrorCode code)
{
    assert_false(ok);
    assert_non_null(error);
    if (!dln_error_is(error, code))
        fail_msg("code %d, not %d: %s", error->code, (int)code, error->message);
}

/* ---- running ---- */

static inline Fixture *postgres_fixture_new(const char *url)
{
    Fixture *fixture = g_new0(Fixture, 1);
    g_autofree char *unique = g_uuid_string_random();

    fixture->engine = DLN_ENGINE_POSTGRES;
    fixture->schema = g_strdup_printf("contract_%.8s", unique);
    fixture->address.engine = DLN_ENGINE_POSTGRES;
    fixture->address.conninfo = g_strdup(url);
    fixture->address.display = g_strdup("test server");
    return fixture;
}

static inline int set_up(void **state)
{
    Run *run = *state;
    const char *url = g_getenv(PG_URL);

    if (run->engine == DLN_ENGINE_POSTGRES && url == NULL)
        return 0;
    run->fixture =
        run->engine == DLN_ENGINE_POSTGRES ? postgres_fixture_new(url) : sqlite_fixture_new();
    run->fixture->session = fixture_open(run->fixture, 5000);
    run->fixture->other = fixture_open(run->fixture, 5000);
    if (run->engine == DLN_ENGINE_POSTGRES) {
        g_autofree char *create = g_strdup_printf("CREATE SCHEMA %s", run->fixture->schema);
        run_sql(run->fixture->other, create);
    }
    return 0;
}

static inline int tear_down(void **state)
{
    Run *run = *state;

    if (run->fixture == NULL)
        return 0;
    if (run->engine == DLN_ENGINE_POSTGRES) {
        g_autofree char *drop =
            g_strdup_printf("DROP SCHEMA IF EXISTS %s CASCADE", run->fixture->schema);
        g_clear_pointer(&run->fixture->session, dln_session_close);
        run_sql(run->fixture->other, drop);
    }
    fixture_free(run->fixture);
    return 0;
}

static inline void run_case(void **state)
{
    Run *run = *state;

    if (run->fixture == NULL)
        skip();
    run->contract->test(run->fixture);
}

/* Runs every case on every engine that it names. */
static inline int contract_main(const char *group, const ContractCase *cases, gsize n_cases)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));
    g_autofree Run *runs = g_new0(Run, n_cases * DLN_N_ENGINES);
    guint n_runs = 0;

    for (gsize i = 0; i < n_cases * DLN_N_ENGINES; i++) {
        const ContractCase *contract = &cases[i % n_cases];
        DlnEngineKind engine = (DlnEngineKind)(i / n_cases);
        if ((contract->engines & 1u << engine) == 0)
            continue;
        Run *run = &runs[n_runs++];
        *run = (Run){.contract = contract, .engine = engine};
        run->name = g_strdup_printf("%s: %s", dln_engine_kind_name(engine), contract->name);
        struct CMUnitTest test = {run->name, run_case, set_up, tear_down, run};
        g_array_append_val(tests, test);
    }
    int n_failed =
        _cmocka_run_group_tests(group, (struct CMUnitTest *)tests->data, tests->len, NULL, NULL);
    for (guint i = 0; i < n_runs; i++)
        g_free(runs[i].name);
    return n_failed;
}
