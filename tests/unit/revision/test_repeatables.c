/* SPDX-License-Identifier: Apache-2.0 */
/* test_repeatables.c: the order of repeatable revisions, and what is refused. (What a plan makes of them is
 * tests/unit/plan/test_plan.c.) */
#include "revision/graph_builder.h"

#include "base/error.h"
#include "revision/repeatables.h"

static void test_order(void **state)
{
    static const struct {
        const char *name, *revisions, *order;
    } cases[] = {
        {"none", "001 002", ""},
        {"by name, as bytes", "b* a* B* 10* 9*", "10 9 B a b"},
        {"behind what they need", "a*>b b*>c c* d*", "c b a d"},
        {"ties by name", "z*>y y* a* m*>y", "a y m z"},
        {"versioned ones do not count", "001_x a*>001 b*>1", "a b"},
        {"both files of one name", "p/v* t/v*", "v v"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, &error);
        if (graph == NULL)
            fail_msg("%s: %s", cases[i].name, error->message);
        const DlnRepeatables *repeatables = dln_graph_repeatables(graph);
        g_autoptr(GPtrArray) found = g_ptr_array_new();
        for (guint k = 0; k < dln_repeatables_size(repeatables); k++)
            g_ptr_array_add(found, (gpointer)dln_repeatables_get(repeatables, k));
        g_autofree char *ids = builder_ids(found);
        builder_assert_text(cases[i].name, ids, cases[i].order);
    }
}

static void test_refusals(void **state)
{
    static const struct {
        const char *name, *revisions, *says;
    } cases[] = {
        {"a cycle", "a*>b b*>c c*>a",
            "m/a.sql|depends form a cycle: \"a\" needs \"b\" needs \"c\" needs \"a\""},
        {"itself", "a*>a", "depends form a cycle: \"a\" needs \"a\""},
        {"unknown", "a*>nobody", "m/a.sql|depends on \"nobody\", which does not exist"},
        {"ambiguous", "002_x: 002_y: a*>002",
            "depends \"002\" is ambiguous: it may mean \"002_x\" and \"002_y\""},
        {"a versioned one needs it", "001>a a*",
            "m/001.sql|\"a\" is repeatable and runs after the versioned migrations"},
        {"a versioned one follows it", "001:a a*", "m/001.sql|\"a\" is repeatable"},
        {"a name twice", "a a*", "id \"a\" is used twice"},
        {"a name twice in one scope", "b/a* t/a*", "id \"a\" is used twice"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, &error);
        if (graph != NULL)
            fail_msg("%s: was built", cases[i].name);
        assert_true(dln_error_is(error, DUNLIN_ERROR_GRAPH));
        builder_assert_says(cases[i].name, error->message, cases[i].says);
    }
}

static void test_current(void **state)
{
    static const struct {
        const char *rows;
        gboolean is_current;
    } cases[] = {{"", FALSE}, {"a!", TRUE}, {"a!=old", FALSE}, {"a", FALSE}, {"a?", FALSE}};
    g_autoptr(DlnGraph) graph = builder_graph("a* t/b*", NULL);
    const DlnRepeatables *repeatables = dln_graph_repeatables(graph);

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnApplied) applied = builder_applied(cases[i].rows);
        assert_int_equal(dln_repeatable_is_current(
                             dln_repeatables_get(repeatables, 0), dln_applied_find(applied, "a")),
            cases[i].is_current);
    }
    assert_true(dln_graph_has_repeatables(graph, DLN_SCOPE_PUBLIC));
    assert_non_null(dln_repeatables_find(repeatables, DLN_SCOPE_BOTH, "b"));
    assert_null(dln_repeatables_find(repeatables, DLN_SCOPE_PUBLIC, "b"));
    assert_null(dln_graph_find(graph, DLN_SCOPE_BOTH, "a"));
    assert_int_equal(dln_graph_heads(graph, DLN_SCOPE_PUBLIC)->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_current),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
