/* SPDX-License-Identifier: Apache-2.0 */
/* test_target.c: which index a statement that was cut off is about, and which statements may simply be sent again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/target.h"

#define OTHER DLN_TARGET_OTHER
#define AGAIN DLN_TARGET_REPEATABLE
#define CREATES DLN_TARGET_CREATE_INDEX
#define DROPS DLN_TARGET_DROP_INDEX

typedef struct {
    const char *text; /* the statement, and the name of the case */
    DlnTargetKind kind;
    const char *schema;
    const char *name;
} Case;

static const Case cases[] = {
    {"CREATE INDEX CONCURRENTLY i ON t (a)", CREATES, NULL, "i"},
    {"create unique index concurrently if not exists I ON S.T using btree (a)", CREATES, "s", "i"},
    {"/* a */ CREATE INDEX /* b */ CONCURRENTLY -- c\n i ON t (a)", CREATES, NULL, "i"},
    {"CREATE INDEX CONCURRENTLY \"I \"\" é\" ON ONLY \"S.x\".\"T\" (a)", CREATES, "S.x", "I \" é"},
    {"CREATE INDEX CONCURRENTLY Änderung ON t (a)", CREATES, NULL, "Änderung"},
    /* The server makes up the name. */
    {"CREATE INDEX CONCURRENTLY ON t (a)", OTHER, NULL, NULL},
    {"CREATE INDEX CONCURRENTLY \"on\" ON t (a)", CREATES, NULL, "on"},
    {"CREATE INDEX i ON t (a)", OTHER, NULL, NULL},
    {"CREATE INDEX \"concurrently\" ON t (a)", OTHER, NULL, NULL},
    {"CREATE INDEX CONCURRENTLY", OTHER, NULL, NULL},
    {"CREATE INDEX CONCURRENTLY i", CREATES, NULL, "i"},
    {"DROP INDEX CONCURRENTLY i", DROPS, NULL, "i"},
    {"drop index concurrently if exists S.\"I\" cascade", DROPS, "s", "I"},
    {"DROP INDEX CONCURRENTLY i, j", OTHER, NULL, NULL},
    {"DROP INDEX i", OTHER, NULL, NULL},
    {"DROP DATABASE d", OTHER, NULL, NULL},
    {"CREATE DATABASE d", OTHER, NULL, NULL},
    {"CREATE TABLESPACE s LOCATION '/x'", OTHER, NULL, NULL},
    {"CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", OTHER, NULL, NULL},
    {"ALTER TABLE t DETACH PARTITION p CONCURRENTLY", OTHER, NULL, NULL},
    {"VACUUM (FULL) t", AGAIN, NULL, NULL},
    {"reindex TABLE CONCURRENTLY t", AGAIN, NULL, NULL},
    {"CLUSTER", AGAIN, NULL, NULL},
    {"ALTER SYSTEM SET work_mem = '1MB'", AGAIN, NULL, NULL},
    {"ALTER DATABASE d SET TABLESPACE s", OTHER, NULL, NULL},
    {"\"VACUUM\"", OTHER, NULL, NULL},
};

static void test_target(void **state)
{
    const Case *row = *state;
    const DlnSource source = {"m.sql", row->text, strlen(row->text), 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(DlnStatementTarget) target = {0};

    assert_true(dln_script_parse(DLN_ENGINE_POSTGRES, &source, &script, &error));
    assert_int_equal(script->n_statements, 1);
    dln_statement_target_get(script, 0, &target);
    assert_int_equal(target.kind, row->kind);
    if (row->kind != CREATES && row->kind != DROPS)
        return;
    assert_string_equal(target.name, row->name);
    if (row->schema != NULL)
        assert_string_equal(target.schema, row->schema);
    else
        assert_null(target.schema);
}

/* Not the first statement of its script. */
static void test_second(void **state)
{
    const char *text = "SELECT 'é';\nDROP INDEX CONCURRENTLY j;";
    const DlnSource source = {"m.sql", text, strlen(text), 1, 1};
    g_autoptr(DlnScript) script = NULL;
    g_auto(DlnStatementTarget) target = {0};

    assert_true(dln_script_parse(DLN_ENGINE_POSTGRES, &source, &script, NULL));
    dln_statement_target_get(script, 1, &target);
    assert_int_equal(target.kind, DROPS);
    assert_string_equal(target.name, "j");
}

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    struct CMUnitTest second = cmocka_unit_test(test_second);

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct CMUnitTest test = {cases[i].text, test_target, NULL, NULL, (void *)&cases[i]};
        g_array_append_val(tests, test);
    }
    g_array_append_val(tests, second);
    return _cmocka_run_group_tests(
        "target", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
