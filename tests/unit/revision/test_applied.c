/* SPDX-License-Identifier: Apache-2.0 */
/* test_applied.c: the applied set as a value: order, one row more or less, digest. */
#include "revision/graph_builder.h"

#include "revision/applied.h"

static char *versions(const DlnApplied *applied)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        g_string_append_printf(text, "%s%s%s%s", i > 0 ? " " : "", row->version,
            row->checksum != NULL ? "=" : "", row->checksum != NULL ? row->checksum : "");
    }
    return g_string_free(text, FALSE);
}

static void test_rows_are_sorted_and_found(void **state)
{
    static const struct {
        const char *name, *rows, *sorted;
    } cases[] = {
        {"empty", "", ""},
        {"in order", "001- 002-", "001 002"},
        {"bytewise, not by number", "2- 10- 1-", "1 10 2"},
        {"upper case before lower", "a- B-", "B a"},
        {"bytes above ASCII last", "\xc3\xa9- z-", "z \xc3\xa9"},
        {"checksums stay with their rows", "b=2 a=1", "a=1 b=2"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnApplied) applied = builder_applied(cases[i].rows);
        g_autofree char *text = versions(applied);
        builder_assert_text(cases[i].name, text, cases[i].sorted);
        for (guint k = 0; k < dln_applied_size(applied); k++) {
            const DlnAppliedRow *row = dln_applied_get(applied, k);
            assert_ptr_equal(dln_applied_find(applied, row->version), row);
        }
        assert_null(dln_applied_find(applied, "nothing"));
        assert_null(dln_applied_find(applied, ""));
    }
}

static void test_with_and_without(void **state)
{
    static const struct {
        const char *name, *rows, *with, *without, *expected;
    } cases[] = {
        {"first", "", "a", NULL, "a=new"},
        {"in front", "b-", "a", NULL, "a=new b"},
        {"between", "a- c-", "b", NULL, "a b=new c"},
        {"at the end", "a-", "b", NULL, "a b=new"},
        {"in place of its own row", "a- b=old c-", "b", NULL, "a b=new c"},
        {"in place of a running row", "a- b?", "b", NULL, "a b=new"},
        {"remove first", "a- b-", NULL, "a", "b"},
        {"remove last", "a- b-", NULL, "b", "a"},
        {"remove only", "a-", NULL, "a", ""},
        {"remove what is not there", "a-", NULL, "b", "a"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnApplied) before = builder_applied(cases[i].rows);
        g_autofree char *text_before = versions(before);
        g_autoptr(DlnApplied) after = cases[i].with != NULL
                                          ? dln_applied_with(before, cases[i].with, "new")
                                          : dln_applied_without(before, cases[i].without);
        g_autofree char *text_still = versions(before);
        builder_assert_text(cases[i].name, text_still, text_before);
        g_clear_pointer(
            &before, dln_applied_unref); /* rows are shared: the new set keeps its own */
        g_autofree char *text_after = versions(after);
        builder_assert_text(cases[i].name, text_after, cases[i].expected);
        for (guint k = 0; k < dln_applied_size(after); k++)
            assert_int_equal(dln_applied_get(after, k)->state, DLN_APPLIED_DONE);
    }
}

static void test_digest_is_md5_of_the_documented_text(void **state)
{
    static const struct {
        const char *name, *rows, *text;
    } cases[] = {
        {"empty", "", ""},
        {"no checksum", "001-", "001||\n"},
        {"checksum", "001=cafe", "001|cafe|\n"},
        {"two, in byte order", "2=b 10=a", "10|a|\n2|b|\n"},
        {"repeatable", "001- V!", "001||\nV|sum-V|repeatable:0:\n"},
        {"running", "001- 002?", "001||\n002|sum-002|running:2:abc\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnApplied) applied = builder_applied(cases[i].rows);
        g_autofree char *expected =
            g_compute_checksum_for_string(G_CHECKSUM_MD5, cases[i].text, -1);
        builder_assert_text(cases[i].name, dln_applied_digest(applied), expected);
        assert_ptr_equal(dln_applied_digest(applied), dln_applied_digest(applied));
    }
}

static void test_digest_without_journal(void **state)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);
    row->version = g_strdup("001");
    row->state = DLN_APPLIED_RUNNING;
    g_ptr_array_add(rows, row);

    g_autoptr(DlnApplied) applied = dln_applied_new(rows);
    g_autofree char *expected =
        g_compute_checksum_for_string(G_CHECKSUM_MD5, "001||running:0:\n", -1);
    assert_string_equal(dln_applied_digest(applied), expected);
}

static void test_digest_follows_the_set(void **state)
{
    g_autoptr(DlnApplied) one = builder_applied("001=a");
    g_autoptr(DlnApplied) two = builder_applied("001=a 002=b");
    g_autoptr(DlnApplied) grown = dln_applied_with(one, "002", "b");
    g_autoptr(DlnApplied) shrunk = dln_applied_without(grown, "002");

    assert_string_equal(dln_applied_digest(grown), dln_applied_digest(two));
    assert_string_equal(dln_applied_digest(shrunk), dln_applied_digest(one));
    assert_string_not_equal(dln_applied_digest(one), dln_applied_digest(two));
}

static void test_with_running(void **state)
{
    static const struct {
        const char *name, *rows, *expected;
    } cases[] = {
        {"one more", "001-", "001- 002?"},
        {"in place of a done one", "001- 002=x", "001- 002?"},
        {"in place of a running one", "001- 002?", "001- 002?"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnApplied) before = builder_applied(cases[i].rows);
        g_autoptr(DlnApplied) after =
            dln_applied_with_running(before, "002", "sum-002", 2, "abc");
        g_autoptr(DlnApplied) expected = builder_applied(cases[i].expected);
        builder_assert_text(
            cases[i].name, dln_applied_digest(after), dln_applied_digest(expected));
    }
}

static gpointer digest_in_thread(gpointer data)
{
    return (gpointer)dln_applied_digest(data);
}

static void test_digest_is_one_value_for_all_threads(void **state)
{
    for (guint round = 0; round < 50; round++) {
        g_autoptr(DlnApplied) applied = builder_applied("001- 002- 003-");
        GThread *threads[4];
        for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
            threads[i] = g_thread_new("digest", digest_in_thread, applied);
        for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
            assert_ptr_equal(g_thread_join(threads[i]), dln_applied_digest(applied));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_sorted_and_found),
        cmocka_unit_test(test_with_and_without),
        cmocka_unit_test(test_digest_is_md5_of_the_documented_text),
        cmocka_unit_test(test_digest_without_journal),
        cmocka_unit_test(test_digest_follows_the_set),
        cmocka_unit_test(test_with_running),
        cmocka_unit_test(test_digest_is_one_value_for_all_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
