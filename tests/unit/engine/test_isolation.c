/* SPDX-License-Identifier: Apache-2.0 */
/* test_isolation.c: nothing that one migration leaves behind reaches the next, on any engine. */
#include "engine/contract.h"

typedef struct {
    const char *script;
    const char *probe;
} Leak;

static const Leak postgres_leaks[] = {
    {"SELECT set_config('search_path', '', false)", "SELECT current_setting('search_path')"},
    {"SET ROLE pg_read_all_data", "SELECT current_user"},
    {"SET SESSION AUTHORIZATION pg_read_all_data", "SELECT session_user"},
    {"SET standard_conforming_strings = off", "SHOW standard_conforming_strings"},
    {"SET standard_conforming_strings = off; SELECT 'a\\';'", "SHOW standard_conforming_strings"},
    {"SET work_mem = '77MB'", "SHOW work_mem"},
    {"SET my.own = 'x'", "SELECT nullif(current_setting('my.own', true), '')"},
    {"CREATE TEMP TABLE left_over (x integer)", "SELECT to_regclass('pg_temp.left_over')"},
    {"PREPARE left_over AS SELECT 1", "SELECT count(*) FROM pg_prepared_statements"},
    {"DECLARE left_over CURSOR WITH HOLD FOR SELECT 1",
        "SELECT count(*) FROM pg_cursors WHERE name = 'left_over'"},
    {"LISTEN left_over", "SELECT count(*) FROM pg_listening_channels()"},
    {"SELECT pg_advisory_lock(4711)",
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"},
};

static const Leak sqlite_leaks[] = {
    {"CREATE TEMP TABLE left_over (x integer)", "SELECT count(*) FROM sqlite_temp_master"},
    {"CREATE TABLE temp.left_over (x integer)", "SELECT count(*) FROM sqlite_temp_master"},
    {"CREATE TEMPORARY VIEW left_over AS SELECT 1", "SELECT count(*) FROM sqlite_temp_master"},
    {"CREATE TEMP TRIGGER left_over AFTER INSERT ON kept BEGIN SELECT 1; SELECT 2; END",
        "SELECT count(*) FROM sqlite_temp_master"},
    {"PRAGMA recursive_triggers = 1", "PRAGMA recursive_triggers"},
    {"PRAGMA legacy_alter_table = ON", "PRAGMA legacy_alter_table"},
    {"PRAGMA ignore_check_constraints = ON", "PRAGMA ignore_check_constraints"},
    {"PRAGMA writable_schema = ON", "PRAGMA writable_schema"},
    {"EXPLAIN PRAGMA writable_schema = ON", "PRAGMA writable_schema"},
    {"PRAGMA case_sensitive_like = ON", "SELECT 'a' LIKE 'A'"},
    {"PRAGMA reverse_unordered_selects = ON", "PRAGMA reverse_unordered_selects"},
    {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check"},
    {"PRAGMA cache_size = 7", "PRAGMA cache_size"},
    {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA locking_mode"},
};

/* The row shows a leak only if the script leaves a trace in a session that nobody resets. */
static void assert_leaks_by_itself(Fixture *fixture, const Leak *leak, const char *before)
{
    g_autoptr(DlnScript) script = parse_script(fixture->engine, leak->script);
    g_autoptr(DlnSession) session = fixture_open(fixture, 5000);

    for (guint i = 0; i < script->n_statements; i++) {
        const DlnStatement *statement = &script->statements[i];
        g_autofree char *sql =
            g_strndup(script->source.text + statement->offset, statement->length);
        run_sql(session, sql);
    }
    g_autofree char *after = query_text(session, leak->probe);
    if (g_str_equal(after, before))
        fail_msg("%s leaves nothing that %s shows", leak->script, leak->probe);
}

static void assert_forgotten(Fixture *fixture, const Leak *leak, const char *before)
{
    g_autofree char *after = query_text(fixture->session, leak->probe);

    if (!g_str_equal(after, before))
        fail_msg("after %s: %s gives \"%s\", not \"%s\"", leak->script, leak->probe, after, before);
}

static void nothing_outlives_a_migration(Fixture *fixture)
{
    gboolean postgres = fixture->engine == DLN_ENGINE_POSTGRES;
    const Leak *leaks = postgres ? postgres_leaks : sqlite_leaks;
    gsize n_leaks = postgres ? G_N_ELEMENTS(postgres_leaks) : G_N_ELEMENTS(sqlite_leaks);

    run_here(fixture, fixture->session, "CREATE TABLE @kept (x integer)");
    for (gsize i = 0; i < n_leaks; i++) {
        g_autofree char *failing = g_strconcat(leaks[i].script, "; SELECT missing;", NULL);
        g_autofree char *before = query_text(fixture->session, leaks[i].probe);
        g_autoptr(GError) error = NULL;

        assert_leaks_by_itself(fixture, &leaks[i], before);
        migrate_well(fixture, leaks[i].script);
        assert_forgotten(fixture, &leaks[i], before);
        gboolean ok = migrate(fixture, fixture->session, failing, NULL, &error);
        assert_failed(ok, error, DUNLIN_ERROR_SQL);
        assert_forgotten(fixture, &leaks[i], before);
    }
}

/* Between the migration and the commit stand our own statements. */
static void temporary_objects_do_not_shadow_ours(Fixture *fixture)
{
    g_autoptr(DlnScript) script = parse_script(fixture->engine,
        "CREATE TEMP TABLE ledger (version text); INSERT INTO ledger VALUES ('fake');");
    g_autoptr(DlnBatch) batch = dln_batch_new();
    GString *rows = g_string_new(NULL);
    g_autofree char *query = in_schema(fixture, "SELECT version FROM @ledger");

    run_here(fixture, fixture->session, "CREATE TABLE @ledger (version text)");
    run_here(fixture, fixture->session, "INSERT INTO @ledger VALUES ('true')");
    add_begin(fixture, batch, 1);
    dln_batch_add_script(batch, 2, script, 0, script->n_statements);
    dln_engine_add_reset(fixture->engine, batch, 3);
    dln_batch_add_query(batch, 4,
        fixture->engine == DLN_ENGINE_SQLITE ? "SELECT version FROM ledger" : query, collect_row,
        rows);
    dln_engine_add_commit(fixture->engine, batch, 5);
    run_batch(fixture->session, batch);
    assert_string_equal(rows->str, "true");
    g_string_free(rows, TRUE);
}

static void any_schema_name_will_do(Fixture *fixture)
{
    static const char *const names[] = {"a\"b", "Tenant Upper", "semi;colon'--", "schéma漢",
        "abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_123456789", "select"};
    g_autofree char *own = g_steal_pointer(&fixture->schema);

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *quoted = dln_quote_identifier(names[i]);
        g_autofree char *create = g_strconcat("CREATE SCHEMA ", quoted, NULL);
        g_autofree char *drop = g_strconcat("DROP SCHEMA IF EXISTS ", quoted, " CASCADE", NULL);

        g_free(fixture->schema);
        fixture->schema = g_strdup(names[i]);
        run_sql(fixture->other, drop);
        run_sql(fixture->other, create);
        migrate_well(fixture, "CREATE TABLE t (id integer); DROP TABLE IF EXISTS only_in_public;");
        assert_table(fixture, fixture->other, "t", "1");
        run_sql(fixture->other, drop);
    }
    g_free(fixture->schema);
    fixture->schema = g_steal_pointer(&own);
}

static void the_public_schema_is_out_of_reach(Fixture *fixture)
{
    g_autofree char *name = g_strdup_printf("p_%s", fixture->schema);
    g_autofree char *create = g_strdup_printf("CREATE TABLE public.%s (id integer)", name);
    g_autofree char *script = g_strdup_printf("DROP TABLE IF EXISTS %s;", name);
    g_autofree char *count = g_strdup_printf("SELECT count(*) FROM public.%s", name);
    g_autofree char *drop = g_strdup_printf("DROP TABLE public.%s", name);

    run_sql(fixture->other, create);
    migrate_well(fixture, script);
    assert_query(fixture->other, count, "0");
    run_sql(fixture->other, drop);
}

static const ContractCase cases[] = {
    {"nothing outlives a migration", BOTH, nothing_outlives_a_migration},
    {"temporary objects do not shadow ours", BOTH, temporary_objects_do_not_shadow_ours},
    {"any schema name will do", POSTGRES_ONLY, any_schema_name_will_do},
    {"the public schema is out of reach", POSTGRES_ONLY, the_public_schema_is_out_of_reach},
};

int main(void)
{
    return contract_main("engine isolation", cases, G_N_ELEMENTS(cases));
}
