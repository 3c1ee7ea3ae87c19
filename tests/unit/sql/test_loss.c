/* SPDX-License-Identifier: Apache-2.0 */
/* test_loss.c: which statements take data with them, and which names a person may write for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/loss.h"

#define P DLN_ENGINE_POSTGRES
#define S DLN_ENGINE_SQLITE

typedef struct {
    DlnEngineKind engine;
    const char *sql;
    const char *losses; /* kind:schema.table.column>to, separated by blanks */
} Case;

static const Case cases[] = {
    {P, "DROP TABLE t", "table:t"},
    {P, "drop table if exists A, \"B\"\"c\", s.d cascade", "table:a table:B\"c table:s.d"},
    {P, "DROP TABLE \"DROP TABLE x; --\"", "table:DROP TABLE x; --"},
    {P, "DROP FOREIGN TABLE f", "table:f"},
    {P, "DROP SCHEMA a, b CASCADE", "schema:a schema:b"},
    {P, "DROP SCHEMA a; DROP SCHEMA IF EXISTS a, \"cascade\" RESTRICT", ""},
    {P, "DROP VIEW v; DROP INDEX i; DROP MATERIALIZED VIEW m; DROP FUNCTION f()", ""},
    {P, "/* DROP TABLE a */ -- DROP TABLE b\nSELECT 'DROP TABLE c', $$DROP TABLE d$$", ""},
    {P, "ALTER TABLE t DROP COLUMN c", "column:t.c"},
    {P,
        "ALTER TABLE IF EXISTS ONLY s.t * DROP IF EXISTS c CASCADE, ADD COLUMN d numeric(1, 2), "
        "DROP \"D\"",
        "column:s.t.c column:s.t.D"},
    {P, "ALTER TABLE t DROP CONSTRAINT c, ALTER COLUMN a DROP NOT NULL, ALTER b DROP DEFAULT", ""},
    {P,
        "ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME COLUMN a TO b; ALTER TABLE u RENAME c TO "
        "d",
        "rename:t>u rename:u.a>b rename:u.c>d"},
    {P, "ALTER TABLE t RENAME CONSTRAINT a TO b; ALTER TYPE y RENAME TO z", ""},
    {P, "TRUNCATE a; TRUNCATE TABLE ONLY s.b *, c RESTART IDENTITY", "rows:a rows:s.b rows:c"},
    {P, "DELETE FROM t", "rows:t"},
    {P, "DELETE FROM ONLY s.t AS x USING (SELECT 1 WHERE true) y", "rows:s.t"},
    {P, "DELETE FROM t WHERE id = 1; DELETE FROM t AS x WHERE (x.a)", ""},
    {P, "WITH g AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM g WHERE true", "rows:t"},
    {P, "WITH g AS (DELETE FROM t WHERE a RETURNING *) SELECT 1", ""},
    {P, "CREATE TABLE t (a int REFERENCES u ON DELETE CASCADE)", ""},
    {S, "DROP TABLE IF EXISTS main.[a b]; DROP TABLE `c`; DROP TABLE 'd'; DROP TABLE E",
        "table:main.a b table:c table:d table:E"},
    {S, "ALTER TABLE t DROP c; ALTER TABLE \"t\" DROP COLUMN \"C\"", "column:t.c column:t.C"},
    {S, "CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM u; END", ""},
    {S, "DELETE FROM t", "rows:t"},
    {S, "ALTER TABLE new RENAME TO old", "rename:new>old"},
    {P, "INSERT INTO s.n (a) SELECT a FROM t", "fill:s.n"},
    {S, "INSERT OR REPLACE INTO n SELECT * FROM t; REPLACE INTO \"M\" VALUES (1)", "fill:n fill:M"},
    {P, "CREATE UNLOGGED TABLE IF NOT EXISTS n (a) AS SELECT a FROM t; CREATE TABLE m AS TABLE t",
        "fill:n fill:m"},
    {P, "CREATE TABLE n (LIKE t); CREATE TABLE m (a int GENERATED ALWAYS AS (1) STORED)", ""},
    {P, "CREATE VIEW v AS SELECT 1; CREATE TABLE; INSERT; INSERT INTO", ""},
    {P, "DROP TABLE", ""},
    {P, "ALTER TABLE", ""},
    {P, "ALTER TABLE t DROP", ""},
    {P, "DELETE", ""},
    {P, "TRUNCATE", ""},
};

static const char *const kinds[] = {
    [DLN_LOSS_TABLE] = "table",
    [DLN_LOSS_COLUMN] = "column",
    [DLN_LOSS_ROWS] = "rows",
    [DLN_LOSS_SCHEMA] = "schema",
    [DLN_LOSS_RENAME_TABLE] = "rename",
    [DLN_LOSS_RENAME_COLUMN] = "rename",
    [DLN_LOSS_FILL] = "fill",
};

static void append(GString *text, const DlnLoss *loss)
{
    g_string_append_printf(text, "%s%s:%s%s%s%s%s%s%s", text->len > 0 ? " " : "", kinds[loss->kind],
        loss->schema != NULL ? loss->schema : "",
        loss->schema != NULL && loss->table != NULL ? "." : "",
        loss->table != NULL ? loss->table : "", loss->column != NULL ? "." : "",
        loss->column != NULL ? loss->column : "", loss->to != NULL ? ">" : "",
        loss->to != NULL ? loss->to : "");
}

static void test_losses(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const DlnSource source = {"m.sql", cases[i].sql, strlen(cases[i].sql), 1, 1};
        g_autoptr(DlnScript) script = NULL;
        g_autoptr(GString) text = g_string_new(NULL);
        assert_true(dln_script_parse(cases[i].engine, &source, &script, NULL));
        g_autoptr(GPtrArray) losses = dln_sql_losses(script);
        for (guint k = 0; k < losses->len; k++)
            append(text, losses->pdata[k]);
        if (!g_str_equal(text->str, cases[i].losses))
            fail_msg("%s: %s", cases[i].sql, text->str);
    }
}

static void test_names(void **state)
{
    static const struct {
        const char *name;
        DlnEngineKind engine;
        const char *table, *column;
        gboolean allows;
    } rows[] = {
        {"t", P, "t", NULL, TRUE},
        {"t", P, "t", "c", TRUE},
        {"T", P, "t", NULL, TRUE},
        {"T", P, "T", NULL, FALSE},
        {"\"T\"", P, "T", NULL, TRUE},
        {"t.c", P, "t", "c", TRUE},
        {"t.c", P, "t", NULL, FALSE},
        {"t.c", P, "t", "d", FALSE},
        {"t.C", P, "t", "c", TRUE},
        {"\"a.b\".\"c\"\"d\"", P, "a.b", "c\"d", TRUE},
        {"\"a.b\"", P, "a", "b", FALSE},
        {"été", P, "été", NULL, TRUE},
        {"tab", P, "t", NULL, FALSE},
        {"all", P, "t", NULL, FALSE},
        {"T", S, "t", NULL, TRUE},
        {"\"T\".c", S, "t", "C", TRUE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *const texts[] = {"unrelated", rows[i].name, NULL};
        g_autoptr(DlnLossNames) names = NULL;
        assert_true(dln_loss_names_new(texts, &names, NULL));
        if (dln_loss_names_allow(names, rows[i].engine, rows[i].table, rows[i].column) !=
            rows[i].allows)
            fail_msg("%s against %s", rows[i].name, rows[i].table);
        /* What a message suggests is what is meant. */
        g_autofree char *text = dln_loss_name_text(rows[i].engine, rows[i].table, rows[i].column);
        const char *const suggested[] = {text, NULL};
        g_autoptr(DlnLossNames) again = NULL;
        assert_true(dln_loss_names_new(suggested, &again, NULL));
        assert_true(dln_loss_names_allow(again, rows[i].engine, rows[i].table, rows[i].column));
    }
    assert_false(dln_loss_names_allow(NULL, P, "t", NULL));
    g_autoptr(DlnLossNames) everything = dln_loss_names_new_everything();
    assert_true(dln_loss_names_allow(everything, P, "t", "c"));
}

static void test_bad_names(void **state)
{
    static const char *const rows[] = {
        "", ".", "t.", ".c", "a.b.c", "\"", "\"t", "\"t\"x", "\"\"", "t\"x\"", "t.\"c"};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *const texts[] = {rows[i], NULL};
        g_autoptr(DlnLossNames) names = NULL;
        g_autoptr(GError) error = NULL;
        if (dln_loss_names_new(texts, &names, &error))
            fail_msg("%s was taken", rows[i]);
        assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
        assert_null(names);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_losses),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_bad_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
