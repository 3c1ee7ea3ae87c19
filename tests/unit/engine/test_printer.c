/* SPDX-License-Identifier: Apache-2.0 */
/* test_printer.c: batches as text for psql and the sqlite3 shell. That the shells read it so is for the bats tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/printer.h"
#include "engine/session.h"

#define POSTGRES DLN_ENGINE_POSTGRES
#define SQLITE DLN_ENGINE_SQLITE

static const char *const reasons[] = {"it's \"so\"", NULL, "two"};

static gboolean append(const char *text, gsize length, gpointer user_data, GError **error)
{
    g_string_append_len(user_data, text, (gssize)length);
    return TRUE;
}

static DlnPrinter *printer_new(DlnEngineKind engine, GString *to)
{
    const DlnPrinterOptions options = {engine, reasons, G_N_ELEMENTS(reasons), append, to};

    return dln_printer_new(&options);
}

static DlnScript *parse(DlnEngineKind engine, const char *text)
{
    const DlnSource source = {"m.sql", text, strlen(text), 1, 1};
    DlnScript *script = NULL;

    assert_true(dln_script_parse(engine, &source, &script, NULL));
    return script;
}

/* ---- a migration's text ---- */

typedef struct {
    const char *name;
    DlnEngineKind engine;
    const char *text;
    const char *printed;
} TextCase;

static const TextCase texts[] = {
    {"nothing", POSTGRES, "", ""},
    {"a missing semicolon", POSTGRES, "SELECT 1", "SELECT 1;\n"},
    {"before a comment", POSTGRES, "SELECT 1 -- c", "SELECT 1; -- c\n"},
    {"comments stay where they are", POSTGRES,
        "\n\n-- first\nSELECT 1; -- beside\n\n/* a; */\n-- b\nSELECT\n  2 -- c;\n;\n-- last\n",
        "-- first\nSELECT 1; -- beside\n/* a; */\n-- b\nSELECT\n  2 -- c;\n;\n-- last\n"},
    {"empty statements go", POSTGRES, ";;SELECT 1;;\n;SELECT 2;;", "SELECT 1;\nSELECT 2;\n"},
    {"the file's own BEGIN and COMMIT go", POSTGRES, "BEGIN; -- b\n-- why\nSELECT 1;\nCOMMIT;",
        "-- why\nSELECT 1;\n"},
    {"data of COPY", POSTGRES, "COPY t FROM stdin; -- c\n1\ta;\n\\.\nSELECT 2;",
        "COPY t FROM stdin; -- c\n1\ta;\n\\.\nSELECT 2;\n"},
    {"without data, at the end", POSTGRES, "COPY t FROM stdin;\n\\.", "COPY t FROM stdin;\n\\.\n"},
    {"in DOS lines", POSTGRES, "COPY t FROM stdin;\r\n1\r\n\\.\r\nSELECT 2;\r\n",
        "COPY t FROM stdin;\r\n1\r\n\\.\r\nSELECT 2;\n"},
    {"a semicolon is text", POSTGRES, "SELECT ';', $$;$$, \";\"; SELECT 'é'",
        "SELECT ';', $$;$$, \";\";\nSELECT 'é';\n"},
    {"a trigger", SQLITE, "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;\n-- c\nSELECT 2",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;\n-- c\nSELECT 2;\n"},
    {"a comment that stays open", SQLITE, "SELECT 1; /* open", "SELECT 1;\n"},
    {"a comment that does not", SQLITE, "SELECT 1; /* closed */", "SELECT 1;\n/* closed */\n"},
};

static void test_text(void **state)
{
    const TextCase *row = *state;
    g_autoptr(DlnScript) script = parse(row->engine, row->text);
    g_autoptr(GString) printed = g_string_new(NULL);
    g_autoptr(DlnPrinter) printer = printer_new(row->engine, printed);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_script(batch, 0, script, 0, script->n_statements);
    dln_printer_batch(printer, batch);
    assert_true(dln_printer_flush(printer, NULL));
    assert_string_equal(printed->str, row->printed);
}

/* Statement by statement, as a journal has them: each with the comments before it. */
static void test_parts(void **state)
{
    g_autoptr(DlnScript) script = parse(POSTGRES, "-- a\nSELECT 1; -- b\n-- c\nSELECT 2;\n-- d");
    g_autoptr(GString) printed = g_string_new(NULL);
    g_autoptr(DlnPrinter) printer = printer_new(POSTGRES, printed);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_script(batch, 0, script, 0, 1);
    dln_batch_add_sql(batch, 0, "BETWEEN");
    dln_batch_add_script(batch, 0, script, 1, 1);
    dln_printer_batch(printer, batch);
    assert_true(dln_printer_flush(printer, NULL));
    assert_string_equal(printed->str, "-- a\nSELECT 1; -- b\nBETWEEN;\n-- c\nSELECT 2;\n-- d\n");
}

/* ---- statements of ours ---- */

static void test_comment(void **state)
{
    g_autoptr(GString) printed = g_string_new(NULL);
    g_autoptr(DlnPrinter) printer = printer_new(POSTGRES, printed);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_printer_comment(printer, "a\nDROP TABLE t;\r\\! rm\x7f");
    dln_batch_add_note(batch, "b\n.shell rm");
    dln_printer_batch(printer, batch);
    assert_true(dln_printer_flush(printer, NULL));
    assert_string_equal(printed->str, "-- a DROP TABLE t; \\! rm \n-- b .shell rm\n");
}

static void test_postgres(void **state)
{
    g_autoptr(GString) printed = g_string_new(NULL);
    g_autoptr(DlnPrinter) printer = printer_new(POSTGRES, printed);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_printer_begin(printer);
    dln_batch_add_sql(batch, 0, "BEGIN");
    dln_batch_add_check(batch, 0, "SELECT '$dunlin$'");
    dln_batch_add_check_with(batch, 2, "WITH w AS (SELECT 1)", "SELECT true FROM w");
    dln_batch_add_check_over(batch, 2, "count(*)=0", "t");
    dln_batch_add_item(batch, DLN_ITEM_RESET, 0, "RESET ALL");
    dln_batch_add_item(batch, DLN_ITEM_UNLOCK, 0, "SELECT f()");
    dln_engine_add_commit(POSTGRES, batch, 0);
    dln_printer_batch(printer, batch);
    assert_true(dln_printer_flush(printer, NULL));
    assert_string_equal(printed->str,
        "\\set ON_ERROR_STOP on\n"
        "SET client_encoding = 'UTF8';\n"
        "SET standard_conforming_strings = on;\n"
        "BEGIN;\n"
        "DO $dunlin1$ BEGIN IF NOT coalesce((SELECT (SELECT '$dunlin$')), false) THEN"
        " RAISE EXCEPTION USING MESSAGE = 'it''s \"so\"'; END IF; END $dunlin1$;\n"
        "DO $dunlin$ DECLARE dunlin_ok boolean; BEGIN WITH w AS (SELECT 1) SELECT (SELECT true "
        "FROM w)"
        " INTO dunlin_ok; IF NOT coalesce(dunlin_ok, false) THEN RAISE EXCEPTION USING MESSAGE ="
        " 'two'; END IF; END $dunlin$;\n"
        "DO $dunlin$ BEGIN IF NOT coalesce((SELECT (count(*)=0) FROM t), false) THEN"
        " RAISE EXCEPTION USING MESSAGE = 'two'; END IF; END $dunlin$;\n"
        "RESET ALL;\n"
        "SET client_encoding = 'UTF8';\n"
        "SET standard_conforming_strings = on;\n"
        "DO $dunlin$ BEGIN PERFORM f(); END $dunlin$;\n"
        "COMMIT;\n");
}

static void add_transaction(DlnBatch *batch, const DlnScript *script)
{
    const DlnIsolation isolation = {.lock_timeout_ms = 2000};

    dln_engine_add_begin(SQLITE, batch, 0, &isolation);
    dln_batch_add_check(batch, 2, "a");
    dln_batch_add_script(batch, 0, script, 0, script->n_statements);
    dln_batch_add_sql(batch, 0, "LEDGER");
    dln_engine_add_commit(SQLITE, batch, 0);
}

#define CHECKS                                                                                     \
    "CREATE TEMP TABLE IF NOT EXISTS dunlin_check (\n"                                             \
    "    c0 CONSTRAINT \"it's \"\"so\"\"\" CHECK (c0),\n"                                          \
    "    c2 CONSTRAINT \"two\" CHECK (c2));\n"
#define CHECK_A "INSERT OR ROLLBACK INTO temp.dunlin_check (c2) SELECT (a) IS TRUE;\n"

/* foreign_keys as a migration asks, for its transaction; then as it was. What it leaves in the session goes. */
static void test_sqlite(void **state)
{
    g_autoptr(DlnScript) rebuild = parse(SQLITE, "PRAGMA foreign_keys = ON;\nSELECT 1;");
    g_autoptr(DlnScript) leaving = parse(SQLITE,
        "CREATE TEMP TABLE \"t;\" (a);\nCREATE TEMPORARY TRIGGER IF NOT EXISTS temp.g AFTER INSERT "
        "ON x"
        " BEGIN SELECT 1; END;\nCREATE TABLE temp.u (a);\nPRAGMA legacy_alter_table = ON;");
    g_autoptr(GString) printed = g_string_new(NULL);
    g_autoptr(DlnPrinter) printer = printer_new(SQLITE, printed);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_printer_begin(printer);
    add_transaction(batch, rebuild);
    add_transaction(batch, leaving);
    add_transaction(batch, rebuild);
    dln_printer_batch(printer, batch);
    assert_true(dln_printer_flush(printer, NULL));
    assert_string_equal(printed->str,
        ".bail on\n" CHECKS ".timeout 2000\n"
        "PRAGMA foreign_keys = ON;\nBEGIN IMMEDIATE;\n" CHECK_A
        "PRAGMA foreign_keys = ON;\nSELECT 1;\nLEDGER;\n"
        "INSERT OR ROLLBACK INTO temp.dunlin_check (c0) SELECT"
        " (NOT EXISTS (SELECT 1 FROM pragma_foreign_key_check)) IS TRUE;\nCOMMIT;\n"
        "PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n" CHECK_A
        "CREATE TEMP TABLE \"t;\" (a);\nCREATE TEMPORARY TRIGGER IF NOT EXISTS temp.g AFTER INSERT "
        "ON x"
        " BEGIN SELECT 1; END;\nCREATE TABLE temp.u (a);\nPRAGMA legacy_alter_table = ON;\n"
        "DROP TRIGGER IF EXISTS temp.g;\nDROP TABLE IF EXISTS temp.\"t;\";\n"
        "DROP TABLE IF EXISTS temp.u;\nLEDGER;\nCOMMIT;\n"
        "PRAGMA legacy_alter_table = OFF;\n"
        "PRAGMA foreign_keys = ON;\nBEGIN IMMEDIATE;\n" CHECK_A
        "PRAGMA foreign_keys = ON;\nSELECT 1;\nLEDGER;\n"
        "INSERT OR ROLLBACK INTO temp.dunlin_check (c0) SELECT"
        " (NOT EXISTS (SELECT 1 FROM pragma_foreign_key_check)) IS TRUE;\nCOMMIT;\n");
}

/* ---- what the shell reads in its own way ---- */

static void test_shell(void **state)
{
    static const struct {
        const char *text;
        const char *message; /* NULL: fine */
    } rows[] = {
        {"SELECT 4\n / 2;\nSELECT 1 AS go;\n/*\ngo\n*/\n-- \n/* */ SELECT '\n/\n';", NULL},
        {"SELECT 4\n /\t\n2;", "m.sql:2:2: alone in its line"},
        {"SELECT 1 AS\ngo", "m.sql:2:1: alone in its line"},
        {"SELECT temp_store FROM t", NULL},
        {"PRAGMA main.temp_store = 2", "m.sql:1:1: PRAGMA temp_store"},
        {"VACUUM INTO 'other.db'", "m.sql:1:1: VACUUM INTO is refused"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DlnScript) script = parse(SQLITE, rows[i].text);
        g_autoptr(GError) error = NULL;
        gboolean ok = dln_printer_check(script, &error);
        assert_int_equal(ok, rows[i].message == NULL);
        if (!ok)
            assert_true(g_str_has_prefix(error->message, rows[i].message));
    }
}

/* ---- output ---- */

typedef struct {
    guint n_calls;
    gsize n_bytes;
    gboolean fails;
} Count;

static gboolean count(const char *text, gsize length, gpointer user_data, GError **error)
{
    Count *counted = user_data;

    counted->n_calls++;
    counted->n_bytes += length;
    if (counted->fails)
        g_set_error_literal(error, DUNLIN_ERROR, DUNLIN_ERROR_CANCELLED, "full");
    return !counted->fails;
}

/* A large text leaves in pieces, and uncopied. */
static void test_pieces(void **state)
{
    g_autofree char *line = g_strnfill(1000 * 1000, 'x');
    g_autofree char *text = g_strconcat("COPY t FROM stdin;\n", line, "\n\\.\n", NULL);
    g_autoptr(DlnScript) script = parse(POSTGRES, text);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    Count counted = {0};
    const DlnPrinterOptions options = {POSTGRES, NULL, 0, count, &counted};
    g_autoptr(DlnPrinter) printer = dln_printer_new(&options);

    dln_batch_add_script(batch, 0, script, 0, 1);
    dln_printer_batch(printer, batch);
    assert_true(dln_printer_flush(printer, NULL));
    assert_int_equal(counted.n_calls, 2);
    assert_int_equal(counted.n_bytes, strlen(text));
}

static void test_failure(void **state)
{
    g_autoptr(GError) error = NULL;
    Count counted = {.fails = TRUE};
    const DlnPrinterOptions options = {SQLITE, NULL, 0, count, &counted};
    g_autoptr(DlnPrinter) printer = dln_printer_new(&options);

    dln_printer_comment(printer, "a");
    assert_false(dln_printer_flush(printer, NULL));
    dln_printer_comment(printer, "b");
    assert_false(dln_printer_flush(printer, &error));
    assert_string_equal(error->message, "full");
    assert_int_equal(counted.n_calls, 1);
}

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    const struct CMUnitTest more[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_comment),
        cmocka_unit_test(test_postgres),
        cmocka_unit_test(test_sqlite),
        cmocka_unit_test(test_shell),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_failure),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct CMUnitTest test = {texts[i].name, test_text, NULL, NULL, (void *)&texts[i]};
        g_array_append_val(tests, test);
    }
    g_array_append_vals(tests, more, G_N_ELEMENTS(more));
    return _cmocka_run_group_tests(
        "printer", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
