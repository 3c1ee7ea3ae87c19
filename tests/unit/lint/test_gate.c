/* SPDX-License-Identifier: Apache-2.0 */
/* test_gate.c: which files are kept from being run, where the refusal points, and what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lint/gate.h"

#define PG DLN_ENGINE_POSTGRES
#define LITE DLN_ENGINE_SQLITE
#define OFF DLN_REVISION_NO_TRANSACTION
#define ONE DLN_GATE_ONE_BY_ONE
#define ALL DLN_GATE_ALL_IN_ONE
#define NONE DLN_GATE_NO_TRANSACTION

typedef struct {
    const char *name;
    DlnEngineKind engine;
    DlnRevisionFlags flags;
    DlnGateMode mode;
    const char *text;
    const char *refusal; /* how the message begins; NULL: passes */
} Case;

#define WRAP "BEGIN and COMMIT may only wrap the whole file"
#define CONTROL "the transaction is dunlin's"
#define ALONE "this statement cannot run inside a transaction"
#define NO_PLACE "BEGIN and COMMIT have no place in a file marked"

static const Case cases[] = {
    {"nothing", PG, 0, ONE, "", NULL},
    {"plain", PG, 0, ONE, "CREATE TABLE t (a int); SAVEPOINT s; ROLLBACK TO s;", NULL},
    {"wrapped", PG, 0, ONE, "-- c\nBEGIN; SELECT 1; COMMIT;", NULL},
    {"wrapped, empty", PG, 0, ONE, "BEGIN; COMMIT;", NULL},
    {"wrapped in other words", PG, 0, ALL, "START TRANSACTION READ WRITE; SELECT 1; END WORK",
        NULL},
    {"wrapped on SQLite", LITE, 0, ONE, "BEGIN IMMEDIATE; SELECT 1; END TRANSACTION;", NULL},
    {"BEGIN alone", PG, 0, ONE, "BEGIN;", "m.sql:1:1: " WRAP},
    {"BEGIN without COMMIT", PG, 0, ONE, "BEGIN; SELECT 1;", "m.sql:1:1: " WRAP},
    {"COMMIT without BEGIN", PG, 0, ONE, "SELECT 'é'; COMMIT;", "m.sql:1:13: " WRAP},
    {"in the middle", PG, 0, ONE, "SELECT 1;\n BEGIN; SELECT 2; COMMIT; SELECT 3;",
        "m.sql:2:2: " WRAP},
    {"twice", PG, 0, ONE, "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;", "m.sql:1:18: " WRAP},
    {"nested", PG, 0, ONE, "BEGIN; BEGIN; COMMIT; COMMIT;", "m.sql:1:8: " WRAP},
    {"COMMIT AND CHAIN", PG, 0, ONE, "BEGIN; SELECT 1; COMMIT AND CHAIN;", "m.sql:1:1: " WRAP},
    {"COMMIT AND CHAIN within", PG, 0, ONE, "BEGIN; COMMIT AND CHAIN; COMMIT;",
        "m.sql:1:8: " CONTROL},
    {"ROLLBACK", PG, 0, ONE, "SELECT 1; ROLLBACK;", "m.sql:1:11: " CONTROL},
    {"SET TRANSACTION", PG, 0, ONE, "SET TRANSACTION READ ONLY;", "m.sql:1:1: " CONTROL},
    {"needs no transaction", PG, 0, ONE, "SELECT 1;\nVACUUM;", "m.sql:2:1: " ALONE},
    {"needs no transaction, in one for all", PG, 0, ALL, "VACUUM;", "m.sql:1:1: " ALONE},
    {"needs no transaction and has none", PG, OFF, ONE, "SELECT 1; VACUUM;", NULL},
    {"needs no transaction and nobody has one", PG, 0, NONE,
        "CREATE INDEX CONCURRENTLY i ON t (a);", NULL},
    {"needs no transaction on SQLite", LITE, 0, ONE, "VACUUM;", "m.sql:1:1: " ALONE},
    {"off, wrapped", PG, OFF, ONE, "BEGIN; SELECT 1; COMMIT;", "m.sql:1:1: " NO_PLACE},
    {"nobody's transaction, wrapped", PG, 0, NONE, "BEGIN; SELECT 1; COMMIT;",
        "m.sql:1:1: " NO_PLACE},
    {"off, in one for all", PG, OFF, ALL, "SELECT 1;",
        "m.sql: marked \"-- dunlin:transaction off\""},
    {"DISCARD ALL", PG, OFF, ONE, "DISCARD ALL;", "m.sql:1:1: DISCARD ALL would release the lock"},
    {"COPY TO STDOUT", PG, 0, ONE, "COPY t TO STDOUT;", "m.sql:1:1: COPY TO STDOUT"},
    {"user_version", LITE, 0, ONE, "PRAGMA user_version = 3;", "m.sql:1:1: PRAGMA user_version"},
    {"user_version read", LITE, 0, ONE, "PRAGMA user_version;", NULL},
    {"ATTACH", LITE, OFF, ONE, "ATTACH 'x' AS y;", "m.sql:1:1: a migration must not reach other"},
    {"syntax", PG, 0, ONE, "SELECT 1; SELEC 2;", "m.sql:1:11: syntax error at or near \"SELEC\""},
    {"what is refused comes before syntax", PG, 0, ONE, "SELEC 2; VACUUM;", "m.sql:1:10: " ALONE},
};

static DlnRevision *make_revision(const Case *row)
{
    DlnRevision *revision = dln_revision_new();

    revision->id = g_strdup("m");
    revision->file = g_strdup("m.sql");
    revision->flags = row->flags;
    revision->sections[DLN_DIRECTION_UP][row->engine] =
        (DlnSource){"m.sql", row->text, strlen(row->text), 1, 1};
    return revision;
}

static void test_gate(void **state)
{
    const Case *row = *state;
    g_autoptr(DlnRevision) revision = make_revision(row);
    const DlnGateTarget target = {row->engine, row->mode, 150004};
    g_autoptr(GError) error = NULL;

    assert_true(dln_revision_compile(revision, row->engine, &error));
    gboolean ok = dln_gate_check(revision, DLN_DIRECTION_UP, &target, &error);
    if (row->refusal == NULL) {
        assert_null(error);
        assert_true(ok);
        return;
    }
    assert_false(ok);
    if (!g_str_has_prefix(error->message, row->refusal))
        fail_msg("\"%s\" does not begin with \"%s\"", error->message, row->refusal);
}

static void test_no_down_section(void **state)
{
    const Case row = {.engine = PG, .text = "SELECT 1"};
    g_autoptr(DlnRevision) revision = make_revision(&row);
    const DlnGateTarget target = {PG, ONE, 0};
    g_autoptr(GError) error = NULL;

    assert_true(dln_revision_compile(revision, PG, &error));
    assert_true(dln_gate_check(revision, DLN_DIRECTION_DOWN, &target, &error));
    assert_null(error);
}

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    struct CMUnitTest no_down = cmocka_unit_test(test_no_down_section);

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct CMUnitTest test = {cases[i].name, test_gate, NULL, NULL, (void *)&cases[i]};
        g_array_append_val(tests, test);
    }
    g_array_append_val(tests, no_down);
    return _cmocka_run_group_tests(
        "gate", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
