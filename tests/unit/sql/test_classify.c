/* SPDX-License-Identifier: Apache-2.0 */
/* test_classify.c: the flags of single statements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/script.h"

#define PLAIN DLN_STATEMENT_PLAIN
#define NO_TX DLN_STATEMENT_NO_TRANSACTION
#define CONCURRENTLY (NO_TX | DLN_STATEMENT_CONCURRENTLY)
#define BEGINS DLN_STATEMENT_BEGIN
#define COMMITS DLN_STATEMENT_COMMIT
#define CONTROL DLN_STATEMENT_TRANSACTION_CONTROL
#define COPY_OUT DLN_STATEMENT_COPY_OUT
#define LEXER DLN_STATEMENT_CHANGES_LEXER
#define DISCARDS (NO_TX | LEXER | DLN_STATEMENT_DISCARD_ALL)
#define VERSION DLN_STATEMENT_SETS_USER_VERSION
#define FOREIGN_KEYS DLN_STATEMENT_FOREIGN_KEYS_PRAGMA
#define ATTACHES DLN_STATEMENT_ATTACH
#define LEDGER DLN_STATEMENT_NAMES_LEDGER

typedef struct {
    const char *text; /* one statement, and the name of the case */
    DlnStatementFlags flags;
} Case;

static const Case postgres_cases[] = {
    {"SELECT 1", PLAIN},
    {"CREATE DATABASE d", NO_TX},
    {"create /* a */ -- b\n database d", NO_TX},
    {"drop database if exists d", NO_TX},
    {"CREATE TABLESPACE s LOCATION '/x'", NO_TX},
    {"DROP TABLESPACE s", NO_TX},
    {"ALTER TABLESPACE s RENAME TO u", PLAIN},
    {"ALTER DATABASE d SET TABLESPACE s", NO_TX},
    {"ALTER DATABASE \"d e\" SET TABLESPACE s", NO_TX},
    {"ALTER DATABASE d WITH TABLESPACE s", NO_TX},
    {"ALTER DATABASE d SET default_tablespace = s", PLAIN},
    {"ALTER DATABASE d RENAME TO e", PLAIN},
    {"ALTER SYSTEM SET work_mem = '1MB'", NO_TX},
    {"CREATE INDEX CONCURRENTLY i ON t (a)", CONCURRENTLY},
    {"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", CONCURRENTLY},
    {"CREATE UNIQUE INDEX concurrently_built ON t (a)", PLAIN},
    {"CREATE INDEX \"concurrently\" ON t (a)", PLAIN},
    {"DROP INDEX CONCURRENTLY IF EXISTS i", CONCURRENTLY},
    {"DROP INDEX i", PLAIN},
    {"REINDEX INDEX i", PLAIN},
    {"REINDEX TABLE CONCURRENTLY t", CONCURRENTLY},
    {"REINDEX (VERBOSE) INDEX CONCURRENTLY s.i", CONCURRENTLY},
    {"REINDEX (VERBOSE, CONCURRENTLY) TABLE t", CONCURRENTLY},
    {"REINDEX (CONCURRENTLY on, TABLESPACE s) TABLE t", CONCURRENTLY},
    {"REINDEX (CONCURRENTLY false) TABLE t", PLAIN},
    {"REINDEX (CONCURRENTLY 'off') TABLE t", PLAIN},
    {"REINDEX (TABLESPACE s) TABLE t", PLAIN},
    {"REINDEX DATABASE d", NO_TX},
    {"REINDEX SYSTEM d", NO_TX},
    {"REINDEX (VERBOSE) SCHEMA s", NO_TX},
    {"REINDEX SCHEMA CONCURRENTLY s", CONCURRENTLY},
    {"VACUUM", NO_TX},
    {"VACUUM (ANALYZE, VERBOSE) t", NO_TX},
    {"vacuum full t", NO_TX},
    {"ANALYZE t", PLAIN},
    {"CLUSTER", NO_TX},
    {"CLUSTER VERBOSE", NO_TX},
    {"CLUSTER (VERBOSE)", NO_TX},
    {"CLUSTER t", PLAIN},
    {"CLUSTER VERBOSE t USING i", PLAIN},
    {"CLUSTER (VERBOSE) t", PLAIN},
    {"ALTER TABLE p DETACH PARTITION c CONCURRENTLY", CONCURRENTLY},
    {"ALTER TABLE IF EXISTS ONLY a.b.c DETACH PARTITION d.e.f CONCURRENTLY", CONCURRENTLY},
    {"ALTER TABLE p DETACH PARTITION c", PLAIN},
    {"ALTER TABLE p DETACH PARTITION c FINALIZE", PLAIN},
    {"CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p", NO_TX},
    {"DROP SUBSCRIPTION s", NO_TX},
    {"ALTER SUBSCRIPTION s REFRESH PUBLICATION", NO_TX},
    {"ALTER SUBSCRIPTION s SET PUBLICATION p", NO_TX},
    {"ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh)", NO_TX},
    {"ALTER SUBSCRIPTION s SET (failover = true)", NO_TX},
    {"ALTER SUBSCRIPTION s DISABLE", PLAIN},
    {"REFRESH MATERIALIZED VIEW CONCURRENTLY v", PLAIN},
    {"ALTER TYPE e ADD VALUE 'x'", PLAIN},
    {"DISCARD ALL", DISCARDS},
    {"DISCARD TEMP", PLAIN},
    {"BEGIN", BEGINS},
    {"begin isolation level serializable", BEGINS},
    {"START TRANSACTION READ ONLY", BEGINS},
    {"COMMIT", COMMITS},
    {"COMMIT WORK AND NO CHAIN", COMMITS},
    {"END TRANSACTION", COMMITS},
    {"COMMIT AND CHAIN", CONTROL},
    {"END WORK AND /* on */ CHAIN", CONTROL},
    {"COMMIT PREPARED 'x'", CONTROL | NO_TX},
    {"ROLLBACK PREPARED 'x'", CONTROL | NO_TX},
    {"PREPARE TRANSACTION 'x'", CONTROL},
    {"PREPARE p AS SELECT 1", PLAIN},
    {"ROLLBACK", CONTROL},
    {"ROLLBACK AND CHAIN", CONTROL},
    {"ROLLBACK TO SAVEPOINT s", PLAIN},
    {"ROLLBACK WORK TO s", PLAIN},
    {"ABORT", CONTROL},
    {"SAVEPOINT s", PLAIN},
    {"RELEASE s", PLAIN},
    {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", CONTROL},
    {"SET LOCAL TRANSACTION READ ONLY", CONTROL},
    {"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", CONTROL},
    {"SET transaction_timeout = 1", PLAIN},
    {"SET SESSION AUTHORIZATION r", PLAIN},
    {"SET search_path = a", PLAIN},
    {"SET standard_conforming_strings = off", LEXER},
    {"SET LOCAL standard_conforming_strings TO on", LEXER},
    {"SET SESSION standard_conforming_strings TO DEFAULT", LEXER},
    {"RESET standard_conforming_strings", LEXER},
    {"RESET ALL", LEXER},
    {"RESET search_path", PLAIN},
    {"SET client_encoding = 'UTF8'", LEXER},
    {"SET NAMES 'LATIN1'", LEXER},
    {"SELECT set_config('standard_conforming_strings', 'off', true)", LEXER},
    {"SELECT pg_catalog.set_config('search_path', '', false)", PLAIN},
    {"COPY t TO STDOUT", COPY_OUT},
    {"COPY (SELECT a FROM stdin) TO stdout", COPY_OUT},
    {"COPY t TO stdin", COPY_OUT},
    {"COPY t FROM '/a/file'", PLAIN},
    {"COPY t FROM PROGRAM 'stdin'", PLAIN},
    {"COPY t (\"from\", stdin) TO '/a/file'", PLAIN},
    {"COPY s.to TO STDOUT", COPY_OUT},
    {"DO $$ BEGIN COMMIT; END $$", PLAIN},
    {"CREATE FUNCTION f() BEGIN ATOMIC COMMIT; END", PLAIN},
    {"SELECT CASE WHEN a THEN b END", PLAIN},
    {"SELECT 'VACUUM', \"vacuum\"", PLAIN},
    {"\"vacuum\" x", PLAIN},
    {"(VACUUM)", PLAIN},
    {"DELETE FROM Schema_Migrations", LEDGER},
    {"DELETE FROM a.\"schema_migrations\"", LEDGER},
    {"DELETE FROM schema_migrations_old", PLAIN},
    {"DELETE FROM my_schema_migrations", PLAIN},
    {"DO $$ BEGIN DELETE FROM schema_migrations; END $$", LEDGER},
    {"SELECT a /* schema_migrations */ -- schema_migrations", PLAIN},
    {"PRAGMA user_version = 1", PLAIN},
};

static const Case sqlite_cases[] = {
    {"SELECT 1", PLAIN},
    {"VACUUM", NO_TX},
    {"VACUUM main INTO 'x'", NO_TX},
    {"EXPLAIN VACUUM", PLAIN},
    {"PRAGMA journal_mode = WAL", NO_TX},
    {"PRAGMA main.journal_mode(wal)", NO_TX},
    {"PRAGMA journal_mode", PLAIN},
    {"PRAGMA synchronous = OFF", PLAIN},
    {"PRAGMA foreign_keys = OFF", FOREIGN_KEYS},
    {"pragma Foreign_Keys(0)", FOREIGN_KEYS},
    {"PRAGMA foreign_keys", PLAIN},
    {"PRAGMA foreign_key_check(t)", PLAIN},
    {"PRAGMA user_version = 3", VERSION},
    {"PRAGMA user_version=-3", VERSION},
    {"PRAGMA main . user_version(3)", VERSION},
    {"PRAGMA [main].\"user_version\" /* a */ = 3", VERSION},
    {"PRAGMA 'user_version' = 3", VERSION},
    {"EXPLAIN QUERY PLAN PRAGMA user_version = 3", VERSION},
    {"EXPLAIN PRAGMA user_version = 3", VERSION},
    {"PRAGMA user_version", PLAIN},
    {"PRAGMA main.user_version", PLAIN},
    {"PRAGMA user_versions = 3", PLAIN},
    {"ATTACH DATABASE 'x' AS y", ATTACHES},
    {"DETACH y", ATTACHES | NO_TX},
    {"BEGIN IMMEDIATE", BEGINS},
    {"COMMIT TRANSACTION", COMMITS},
    {"END", COMMITS},
    {"ROLLBACK TRANSACTION", CONTROL},
    {"ROLLBACK TRANSACTION TO s", PLAIN},
    {"ROLLBACK TO SAVEPOINT s", PLAIN},
    {"SAVEPOINT s", PLAIN},
    {"RELEASE s", PLAIN},
    {"REINDEX t", PLAIN},
    {"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", PLAIN},
    {"INSERT INTO [schema_migrations] VALUES (1)", LEDGER},
    {"INSERT INTO `SCHEMA_MIGRATIONS` VALUES (1)", LEDGER},
    {"SELECT 1 /* schema_migrations", PLAIN},
    {"SET standard_conforming_strings = off", PLAIN},
};

/* Whether a statement may run code that its words do not show. */
static const struct {
    const char *text; /* and the name of the case */
    DlnEngineKind engine;
    gboolean runs;
} code_cases[] = {
    {"DO $$ BEGIN END $$", DLN_ENGINE_POSTGRES, TRUE},
    {"CALL p()", DLN_ENGINE_POSTGRES, TRUE},
    {"EXECUTE prepared", DLN_ENGINE_POSTGRES, TRUE},
    {"SELECT f()", DLN_ENGINE_POSTGRES, TRUE},
    {"( (SELECT f()))", DLN_ENGINE_POSTGRES, TRUE},
    {"WITH a AS (SELECT 1) SELECT f()", DLN_ENGINE_POSTGRES, TRUE},
    {"VALUES (f())", DLN_ENGINE_POSTGRES, TRUE},
    {"insert into t values (1)", DLN_ENGINE_POSTGRES, TRUE},
    {"UPDATE t SET a = 1", DLN_ENGINE_POSTGRES, TRUE},
    {"DELETE FROM t", DLN_ENGINE_POSTGRES, TRUE},
    {"MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", DLN_ENGINE_POSTGRES, TRUE},
    {"COPY t FROM '/a/file'", DLN_ENGINE_POSTGRES, TRUE},
    {"EXPLAIN ANALYZE SELECT f()", DLN_ENGINE_POSTGRES, TRUE},
    {"REFRESH MATERIALIZED VIEW v", DLN_ENGINE_POSTGRES, TRUE},
    {"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", DLN_ENGINE_POSTGRES, TRUE},
    {"CREATE OR REPLACE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'", DLN_ENGINE_POSTGRES, TRUE},
    {"CREATE TABLE t AS SELECT f()", DLN_ENGINE_POSTGRES, TRUE},
    {"CREATE MATERIALIZED VIEW v AS ((SELECT f()))", DLN_ENGINE_POSTGRES, TRUE},
    {"CREATE TEMP TABLE t (a) AS EXECUTE prepared", DLN_ENGINE_POSTGRES, TRUE},
    {"CREATE VIEW v AS SELECT f()", DLN_ENGINE_POSTGRES, FALSE},
    {"CREATE TABLE t (a int DEFAULT 1, b int GENERATED ALWAYS AS (a) STORED)", DLN_ENGINE_POSTGRES,
        FALSE},
    {"CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)", DLN_ENGINE_POSTGRES, FALSE},
    {"CREATE TABLE t (a timestamp DEFAULT now())", DLN_ENGINE_POSTGRES, FALSE},
    {"ALTER TABLE t ADD COLUMN a int", DLN_ENGINE_POSTGRES, FALSE},
    {"CREATE INDEX i ON t (lower(a))", DLN_ENGINE_POSTGRES, FALSE},
    {"DROP TABLE t", DLN_ENGINE_POSTGRES, FALSE},
    {"COMMENT ON TABLE t IS 'SELECT'", DLN_ENGINE_POSTGRES, FALSE},
    {"GRANT SELECT ON t TO u", DLN_ENGINE_POSTGRES, FALSE},
    {"SET search_path = a", DLN_ENGINE_POSTGRES, FALSE},
    {"INSERT INTO t VALUES (1)", DLN_ENGINE_SQLITE, TRUE},
    {"REPLACE INTO t VALUES (1)", DLN_ENGINE_SQLITE, TRUE},
    {"UPDATE t SET a = 1", DLN_ENGINE_SQLITE, TRUE},
    {"DELETE FROM t", DLN_ENGINE_SQLITE, TRUE},
    {"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", DLN_ENGINE_SQLITE, TRUE},
    {"SELECT f()", DLN_ENGINE_SQLITE, FALSE},
    {"CREATE TABLE t (a)", DLN_ENGINE_SQLITE, FALSE},
    {"CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; END", DLN_ENGINE_SQLITE, FALSE},
};

static void test_code(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(code_cases); i++) {
        const char *text = code_cases[i].text;
        DlnSource source = {"m.sql", text, strlen(text), 1, 1};
        g_autoptr(DlnScript) script = NULL;

        assert_true(dln_script_parse(code_cases[i].engine, &source, &script, NULL));
        gboolean runs = (script->statements[0].flags & DLN_STATEMENT_RUNS_CODE) != 0;
        if (runs != code_cases[i].runs)
            fail_msg("%s: %d", text, runs);
    }
}

static void check(DlnEngineKind engine, const Case *row)
{
    DlnSource source = {"m.sql", row->text, strlen(row->text), 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;

    if (!dln_script_parse(engine, &source, &script, &error))
        fail_msg("%s", error->message);
    assert_int_equal(script->n_statements, 1);
    /* The rows leave out what test_code is about. */
    assert_int_equal(script->statements[0].flags & ~DLN_STATEMENT_RUNS_CODE, row->flags);
}

static void test_postgres(void **state)
{
    check(DLN_ENGINE_POSTGRES, *state);
}

static void test_sqlite(void **state)
{
    check(DLN_ENGINE_SQLITE, *state);
}

/* A COMMIT is of interest to the lexer only where it ends a SET LOCAL. */
static void test_commit_ends_local_setting(void **state)
{
    const char *text = "SET LOCAL standard_conforming_strings = off; COMMIT; COMMIT";
    DlnSource source = {"m.sql", text, strlen(text), 1, 1};
    g_autoptr(DlnScript) script = NULL;

    assert_true(dln_script_parse(DLN_ENGINE_POSTGRES, &source, &script, NULL));
    assert_int_equal(script->n_statements, 3);
    assert_int_equal(script->statements[1].flags, COMMITS | LEXER);
    assert_int_equal(script->statements[2].flags, COMMITS);
}

/* Columns in front do not hide the direction, however many there are. */
static void test_copy_with_many_columns(void **state)
{
    g_autoptr(GString) text = g_string_new("COPY t (c0");
    g_autoptr(DlnScript) script = NULL;

    for (guint i = 1; i < 500; i++)
        g_string_append_printf(text, ", c%u", i);
    g_string_append(text, ") TO STDOUT");
    DlnSource source = {"m.sql", text->str, text->len, 1, 1};

    assert_true(dln_script_parse(DLN_ENGINE_POSTGRES, &source, &script, NULL));
    assert_int_equal(script->statements[0].flags, COPY_OUT | DLN_STATEMENT_RUNS_CODE);
}

#define ADD_ROWS(cases, function)                                                                  \
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {                                              \
        struct CMUnitTest test = {(cases)[i].text, function, NULL, NULL, (void *)&(cases)[i]};     \
        g_array_append_val(tests, test);                                                           \
    }

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_commit_ends_local_setting),
        cmocka_unit_test(test_copy_with_many_columns),
        cmocka_unit_test(test_code),
    };

    ADD_ROWS(postgres_cases, test_postgres)
    ADD_ROWS(sqlite_cases, test_sqlite)
    g_array_append_vals(tests, others, G_N_ELEMENTS(others));
    return _cmocka_run_group_tests(
        "classify", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
