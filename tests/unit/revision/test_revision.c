/* SPDX-License-Identifier: Apache-2.0 */
/* test_revision.c: scopes by name, the order of ids, and what a checksum depends on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "revision/revision.h"

/* -- Scopes -------------------------------------------------------------------------------------- */

static void test_scope_names(void **state)
{
    static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT, DLN_SCOPE_BOTH};
    static const char *const names[] = {"public", "tenant", "both"};

    for (gsize i = 0; i < G_N_ELEMENTS(scopes); i++) {
        DlnScope scope = 0;
        assert_string_equal(dln_scope_name(scopes[i]), names[i]);
        assert_true(dln_scope_from_name(names[i], &scope));
        assert_int_equal(scope, scopes[i]);
    }
    assert_string_equal(dln_scope_name(0), "");

    DlnScope untouched = DLN_SCOPE_TENANT;
    assert_false(dln_scope_from_name("Public", &untouched));
    assert_false(dln_scope_from_name("", &untouched));
    assert_int_equal(untouched, DLN_SCOPE_TENANT);
}

/* -- Order --------------------------------------------------------------------------------------- */

static const char *const assorted_ids[] = {
    "000",
    "0_x",
    "001_a",
    "1_a",
    "01_b",
    "1.1",
    "V1_1__x",
    "V1_2__x",
    "v1.2__x",
    "V1_10__x",
    "V1_11",
    "2_a",
    "003_2fa",
    "003_add",
    "3_b",
    "003_b2",
    "9",
    "10",
    "010",
    "20240131_0900_a",
    "20240131_1000_a",
    "20240131.1000.1",
    "99999999999999999999999999999998_a",
    "99999999999999999999999999999999",
    "A",
    "V_1",
    "a1",
    "é",
};

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void test_order_is_total(void **state)
{
    const char *ids[G_N_ELEMENTS(assorted_ids)];

    memcpy(ids, assorted_ids, sizeof ids);
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        assert_int_equal(dln_revision_id_compare(ids[i], ids[i]), 0);
        for (gsize j = i + 1; j < G_N_ELEMENTS(ids); j++) {
            int there = sign(dln_revision_id_compare(ids[i], ids[j]));
            int back = sign(dln_revision_id_compare(ids[j], ids[i]));
            assert_int_equal(there, -back);
            for (gsize k = 0; k < G_N_ELEMENTS(ids); k++)
                if (there < 0 && dln_revision_id_compare(ids[j], ids[k]) < 0)
                    assert_true(dln_revision_id_compare(ids[i], ids[k]) < 0);
        }
    }
}

typedef struct {
    const char *first;
    const char *second;
} OrderCase;

static const OrderCase order_cases[] = {
    {"2_b", "10_a"},
    {"002_b", "10_a"},
    {"003_a", "3_b"},
    {"3_a", "003_b"},
    {"003", "003_a"},
    {"V1_2__z", "V1_10__a"},
    {"V1.2__z", "V1.10__a"},
    {"V1_2__x", "V2__x"},
    {"V1__x", "V1_1__x"},
    {"1_10_x", "1_9_x"}, /* no V: only the 1 is the number, then text */
    {"20240131_235900_x", "20240201_000000_a"},
    {"20240131_9_x", "20240131_10_a"},
    {"999999999999999999998_z", "999999999999999999999_a"},
    {"9_z", "add"},
    {"add_a", "add_b"},
    {"003_2fa", "003_add"},
};

static void test_order_of_pairs(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(order_cases); i++) {
        const OrderCase *row = &order_cases[i];
        if (dln_revision_id_compare(row->first, row->second) >= 0 ||
            dln_revision_id_compare(row->second, row->first) <= 0)
            fail_msg("\"%s\" should stand before \"%s\"", row->first, row->second);
    }
}

typedef struct {
    const char *a;
    const char *b;
    gboolean same;
} NumberCase;

static const NumberCase number_cases[] = {
    {"003_a", "3_b", TRUE}, {"003", "003_a", TRUE}, {"003_a", "004_a", FALSE},
    {"003_2fa", "003_x", TRUE}, {"003_2_x", "003_3_x", TRUE}, {"V1_2__a", "V1.2__b", TRUE},
    {"V1_2__a", "V1_3__a", FALSE}, {"V1__a", "1_b", TRUE}, {"1.0_a", "1_b", TRUE},
    {"1.2_a", "1.20_b", FALSE}, {"20240131_0900_a", "20240131_1000_b", FALSE},
    {"20240131_a", "20240131_b", TRUE}, {"0_a", "000_b", TRUE}, {"a", "a", FALSE},
    {"1", "a", FALSE}, {"V", "V", FALSE}, {"", "", FALSE},
    {"18446744073709551616_a", "0_a", FALSE}, /* 2^64 */
};

static void test_same_number(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(number_cases); i++) {
        const NumberCase *row = &number_cases[i];
        if (dln_revision_id_same_number(row->a, row->b) != row->same ||
            dln_revision_id_same_number(row->b, row->a) != row->same)
            fail_msg("\"%s\" and \"%s\"", row->a, row->b);
    }
}

/* -- Checksum ------------------------------------------------------------------------------------ */

static DlnSource section(const char *text)
{
    return (DlnSource){
        .file = "t.sql", .text = text, .length = strlen(text), .line = 1, .column = 1};
}

static DlnRevision *shared_revision(const char *up)
{
    DlnRevision *revision = dln_revision_new();
    DlnSource source = section(up);

    for (int engine = 0; engine < DLN_N_ENGINES; engine++)
        revision->sections[DLN_DIRECTION_UP][engine] = source;
    dln_revision_seal(revision);
    return revision;
}

typedef struct {
    const char *name;
    const char *a;
    const char *b;
    gboolean equal;
} ChecksumCase;

static const ChecksumCase checksum_cases[] = {
    {"CR LF", "SELECT 1;\nSELECT 2;\n", "SELECT 1;\r\nSELECT 2;\r\n", TRUE},
    {"CR", "SELECT 1;\nSELECT 2;\n", "SELECT 1;\rSELECT 2;\r", TRUE},
    {"mixed", "a\nb\nc\nd", "a\r\nb\rc\nd", TRUE},
    {"CR CR LF is two ends", "a\n\nb", "a\r\r\nb", TRUE},
    {"no last line end", "SELECT 1;", "SELECT 1;\n", TRUE},
    {"blank lines at the end", "SELECT 1;", "SELECT 1;\r\n\r\n \t\n\n", TRUE},
    {"empty and blank", "", "\n\n", TRUE},
    {"a blank line inside", "a\nb", "a\n\nb", FALSE},
    {"one letter", "SELECT 1;", "SELECT 2;", FALSE},
    {"blanks at the start", "a", " a", FALSE},
    {"letter case", "select 1", "SELECT 1", FALSE},
    {"order of lines", "a\nb", "b\na", FALSE},
};

static void test_checksum_of_texts(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(checksum_cases); i++) {
        const ChecksumCase *row = &checksum_cases[i];
        g_autoptr(DlnRevision) a = shared_revision(row->a);
        g_autoptr(DlnRevision) b = shared_revision(row->b);
        if ((strcmp(a->checksum, b->checksum) == 0) != row->equal)
            fail_msg("%s", row->name);
    }
}

/* The stored form must never change: ledgers hold it. */
static void test_checksum_is_as_documented(void **state)
{
    static const char fed[] = "transaction off\0up\0SELECT 1;\nSELECT 2;";
    g_autofree char *expected =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)fed, sizeof fed);
    g_autoptr(DlnRevision) revision = shared_revision("SELECT 1;\r\nSELECT 2;\r\n");

    revision->flags |= DLN_REVISION_NO_TRANSACTION;
    dln_revision_seal(revision);
    assert_string_equal(revision->checksum, expected);
}

static void test_checksum_of_engines(void **state)
{
    static const char fed[] = "postgres\0A\0sqlite\0B";
    g_autofree char *expected =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)fed, sizeof fed);
    g_autoptr(DlnRevision) both = dln_revision_new();
    g_autoptr(DlnRevision) swapped = dln_revision_new();
    g_autoptr(DlnRevision) one = dln_revision_new();

    both->sections[DLN_DIRECTION_UP][DLN_ENGINE_POSTGRES] = section("A");
    both->sections[DLN_DIRECTION_UP][DLN_ENGINE_SQLITE] = section("B");
    swapped->sections[DLN_DIRECTION_UP][DLN_ENGINE_POSTGRES] = section("B");
    swapped->sections[DLN_DIRECTION_UP][DLN_ENGINE_SQLITE] = section("A");
    one->sections[DLN_DIRECTION_UP][DLN_ENGINE_POSTGRES] = section("A");
    dln_revision_seal(both);
    dln_revision_seal(swapped);
    dln_revision_seal(one);

    assert_string_equal(both->checksum, expected);
    assert_string_not_equal(both->checksum, swapped->checksum);
    assert_string_not_equal(both->checksum, one->checksum);
}

static void test_what_does_not_count(void **state)
{
    g_autoptr(DlnRevision) revision = shared_revision("SELECT 1;");
    g_autofree char *before = g_strdup(revision->checksum);

    revision->sections[DLN_DIRECTION_DOWN][DLN_ENGINE_SQLITE] = section("SELECT 2;");
    revision->flags |= DLN_REVISION_IRREVERSIBLE | DLN_REVISION_PLAIN;
    revision->id = g_strdup("003");
    revision->scope = DLN_SCOPE_BOTH;
    dln_revision_seal(revision);
    assert_string_equal(revision->checksum, before);

    revision->flags |= DLN_REVISION_NO_TRANSACTION;
    dln_revision_seal(revision);
    assert_string_not_equal(revision->checksum, before);
}

/* -- Sections ------------------------------------------------------------------------------------ */

static void test_compile(void **state)
{
    g_autoptr(DlnRevision) revision = dln_revision_new();
    g_autoptr(GError) error = NULL;

    revision->id = g_strdup("003");
    revision->file = g_strdup("t.sql");
    revision->sections[DLN_DIRECTION_UP][DLN_ENGINE_SQLITE] = section("SELECT 1; SELECT 2;");

    assert_true(dln_revision_compile(revision, DLN_ENGINE_SQLITE, &error));
    DlnScript *up = revision->scripts[DLN_DIRECTION_UP][DLN_ENGINE_SQLITE];
    assert_int_equal(up->n_statements, 2);
    assert_null(revision->scripts[DLN_DIRECTION_DOWN][DLN_ENGINE_SQLITE]);
    assert_true(dln_revision_compile(revision, DLN_ENGINE_SQLITE, &error));
    assert_ptr_equal(revision->scripts[DLN_DIRECTION_UP][DLN_ENGINE_SQLITE], up);

    assert_false(dln_revision_compile(revision, DLN_ENGINE_POSTGRES, &error));
    assert_true(dln_error_is(error, DUNLIN_ERROR_SYNTAX));
    assert_string_equal(error->message, "t.sql: no \"up\" section for the engine \"postgres\"");
}

static void test_compile_fails_at_the_place(void **state)
{
    g_autoptr(DlnRevision) revision = shared_revision("SELECT 1;\nSELECT 'x");
    g_autoptr(GError) error = NULL;

    revision->file = g_strdup("t.sql");
    assert_false(dln_revision_compile(revision, DLN_ENGINE_POSTGRES, &error));
    assert_true(dln_error_is(error, DUNLIN_ERROR_SYNTAX));
    assert_int_equal(dunlin_error_get_facts(error)->line, 2);
    assert_int_equal(dunlin_error_get_facts(error)->column, 8);
}

static void test_is_reversible(void **state)
{
    g_autoptr(DlnRevision) revision = shared_revision("SELECT 1;");

    assert_false(dln_revision_is_reversible(revision, DLN_ENGINE_SQLITE));
    revision->sections[DLN_DIRECTION_DOWN][DLN_ENGINE_SQLITE] = section("");
    assert_true(dln_revision_is_reversible(revision, DLN_ENGINE_SQLITE));
    assert_false(dln_revision_is_reversible(revision, DLN_ENGINE_POSTGRES));
    revision->flags |= DLN_REVISION_IRREVERSIBLE;
    assert_false(dln_revision_is_reversible(revision, DLN_ENGINE_SQLITE));
}

static void test_new_is_empty(void **state)
{
    g_autoptr(DlnRevision) revision = dln_revision_new();

    assert_int_equal(revision->lock_timeout_ms, -1);
    assert_int_equal(revision->statement_timeout_ms, -1);
    assert_int_equal(revision->scope, 0);
    assert_int_equal(revision->line, 1);
    assert_string_equal(revision->description, "");
    assert_null(revision->parents[0]);
    assert_null(revision->depends[0]);
    assert_null(revision->labels[0]);
    dln_revision_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scope_names),
        cmocka_unit_test(test_order_is_total),
        cmocka_unit_test(test_order_of_pairs),
        cmocka_unit_test(test_same_number),
        cmocka_unit_test(test_checksum_of_texts),
        cmocka_unit_test(test_checksum_is_as_documented),
        cmocka_unit_test(test_checksum_of_engines),
        cmocka_unit_test(test_what_does_not_count),
        cmocka_unit_test(test_compile),
        cmocka_unit_test(test_compile_fails_at_the_place),
        cmocka_unit_test(test_is_reversible),
        cmocka_unit_test(test_new_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
