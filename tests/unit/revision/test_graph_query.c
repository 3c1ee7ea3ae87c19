/* SPDX-License-Identifier: Apache-2.0 */
/* test_graph_query.c: questions to a built graph: names, heads, linearity, what is applied. */
#include "revision/graph_builder.h"

#include "base/error.h"

static void test_resolves(void **state)
{
    static const struct {
        const char *name, *revisions;
        char mask;
        const char *asked, *found; /* found NULL: an error */
        const char *says;
    } cases[] = {
        {"exact", "001_a 001_ab:", 'b', "001_a", "001_a", NULL},
        {"unique prefix", "001_a 002_b", 'b', "002", "002_b", NULL},
        {"prefix within a word", "001_alpha 002_b", 'b', "001_al", "001_alpha", NULL},
        {"number without zeros", "003_x 030_y", 'b', "3", "003_x", NULL},
        {"number with more zeros", "3_x", 'b', "0003", "3_x", NULL},
        {"the number wins over a prefix", "003_x 30_y", 'b', "3", "003_x", NULL},
        {"one number, written differently", "3_x 003_y: 004:", 'b', "003", "003_y", NULL},
        {"prefix that is not a number", "20240101_a 20240202_b", 'b', "202402", "20240202_b", NULL},
        {"hash", "1f3a9 1f4b2", 'b', "1f3", "1f3a9", NULL},
        {"first and last by name", "a b c", 'b', "c", "c", NULL},
        {"exact beats another scope's prefix", "p/001 t/001_x", 'b', "001", "001", NULL},
        {"within a scope", "p/001_a t/001_b", 't', "001", "001_b", NULL},
        {"both is one revision", "b/001_a", 'b', "001", "001_a", NULL},
        {"both by prefix", "b/abc", 'b', "a", "abc", NULL},
        {"ambiguous prefix", "001_a 001_b:", 'b', "001_", NULL, "\"001_a\" and \"001_b\""},
        {"ambiguous number", "001_a 001_b:", 'b', "1", NULL, "\"001_a\" and \"001_b\""},
        {"ambiguous across scopes", "p/001_a t/001_b", 'b', "001", NULL, "\"001_a\" and \"001_b\""},
        {"one id, two scopes", "p/001 t/001", 'b', "001", NULL, "ambiguous"},
        {"unknown", "001", 'b', "zzz", NULL, "\"zzz\" does not exist"},
        {"of the other scope", "p/001", 't', "001", NULL, "does not exist"},
        {"empty", "001", 'b', "", NULL, "does not exist"},
        {"longer than the id", "001", 'b', "001_a", NULL, "does not exist"},
        {"no revisions", "", 'b', "1", NULL, "does not exist"},
        {"many candidates", "a1: a2: a3: a4: a5: a6: a7: a8: a9: b1: c1: aa: ab:", 'b', "a", NULL,
            "\"a1\", \"a2\"| and 1 more"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, NULL);
        const DlnRevision *found =
            dln_graph_resolve(graph, builder_scope(cases[i].mask), cases[i].asked, &error);
        if ((found == NULL) != (cases[i].found == NULL))
            fail_msg("%s: %s", cases[i].name, found != NULL ? found->id : error->message);
        if (found != NULL) {
            builder_assert_text(cases[i].name, found->id, cases[i].found);
            continue;
        }
        assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
        builder_assert_says(cases[i].name, error->message, cases[i].says);
    }
}

static void test_finds_exact_ids_by_scope(void **state)
{
    g_autoptr(DlnGraph) graph = builder_graph("p/001 t/001 t/002 b/003 p/000", NULL);

    const DlnRevision *in_public = dln_graph_find(graph, DLN_SCOPE_PUBLIC, "001");
    const DlnRevision *in_tenant = dln_graph_find(graph, DLN_SCOPE_TENANT, "001");
    assert_int_equal(in_public->scope, DLN_SCOPE_PUBLIC);
    assert_int_equal(in_tenant->scope, DLN_SCOPE_TENANT);
    assert_ptr_equal(dln_graph_find(graph, DLN_SCOPE_BOTH, "001"), in_public);
    assert_null(dln_graph_find(graph, DLN_SCOPE_PUBLIC, "002"));
    assert_null(dln_graph_find(graph, DLN_SCOPE_BOTH, "00"));
    assert_ptr_equal(dln_graph_find(graph, DLN_SCOPE_PUBLIC, "003"),
        dln_graph_find(graph, DLN_SCOPE_TENANT, "003"));
    for (guint i = 0; i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        assert_ptr_equal(dln_graph_find(graph, revision->scope, revision->id), revision);
    }
}

static void test_finds_labels(void **state)
{
    g_autoptr(DlnGraph) graph = builder_graph("001#base-line,start t/002#other", NULL);

    assert_string_equal(dln_graph_find_label(graph, "start")->id, "001");
    assert_string_equal(dln_graph_find_label(graph, "base-line")->id, "001");
    assert_string_equal(dln_graph_find_label(graph, "other")->id, "002");
    assert_null(dln_graph_find_label(graph, "001"));
}

static void test_heads_and_linearity(void **state)
{
    static const struct {
        const char *name, *revisions;
        char scope;
        const char *heads;
        gboolean is_linear;
    } cases[] = {
        {"empty", "", 'p', "", TRUE},
        {"chain", "001 002 003", 'p', "003", TRUE},
        {"the other scope has none", "001 002", 't', "", TRUE},
        {"two heads", "001 002_a 002_b", 'p', "002_a 002_b", FALSE},
        {"merged", "001 002_a 002_b 003:002_a,002_b", 'p', "003", FALSE},
        {"two bases joined", "001: 002: 003:001,002", 'p', "003", FALSE},
        {"two bases, two heads", "001: 002:", 'p', "001 002", FALSE},
        {"chain in a branched project", "t/001 p/002_a p/002_b t/003", 't', "003", TRUE},
        {"chained by name", "001~ 002_a~ 002_b~", 'p', "002_b", TRUE},
        {"a depends does not branch", "p/001 t/002>001 t/003", 't', "003", TRUE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, NULL);
        DlnScope scope = builder_scope(cases[i].scope);
        g_autofree char *heads = builder_ids(dln_graph_heads(graph, scope));
        builder_assert_text(cases[i].name, heads, cases[i].heads);
        if (dln_graph_is_linear(graph, scope) != cases[i].is_linear)
            fail_msg("%s: linear?", cases[i].name);
    }
}

static void test_applied_heads(void **state)
{
    static const struct {
        const char *name, *revisions, *applied, *heads;
    } cases[] = {
        {"nothing", "001 002", "", ""},
        {"some", "001 002 003", "001 002", "002"},
        {"all", "001 002", "001 002", "002"},
        {"two", "001 002_a 002_b", "001 002_a 002_b", "002_a 002_b"},
        {"one of two branches", "001 002_a 002_b", "001 002_b", "002_b"},
        {"before a merge", "001 002_a 002_b 003:002_a,002_b", "001 002_a 002_b", "002_a 002_b"},
        {"a gap hides nothing", "001 002 003", "001 003", "003"},
        {"unknown versions count not", "001 002", "001 999", "001"},
        {"a running one is no head", "001 002", "001 002?", "001"},
        {"of the other scope", "001 t/002", "001 002", "001"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, NULL);
        g_autoptr(DlnApplied) applied = builder_applied(cases[i].applied);
        g_autoptr(GPtrArray) heads = dln_graph_applied_heads(graph, DLN_SCOPE_PUBLIC, applied);
        g_autofree char *text = builder_ids(heads);
        builder_assert_text(cases[i].name, text, cases[i].heads);
    }
}

static void test_matches_applied_rows(void **state)
{
    g_autoptr(DlnGraph) graph = builder_graph("10_c 2_b 1_a t/3_d", NULL);
    g_autoptr(DlnApplied) applied = builder_applied("0_x 10_c 1_a 3_d 9_z");
    g_autoptr(GPtrArray) unknown = g_ptr_array_new();
    g_autofree const DlnAppliedRow **rows =
        dln_graph_match_applied(graph, DLN_SCOPE_PUBLIC, applied, unknown);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < dln_graph_size(graph); i++)
        g_string_append_printf(text, "%s=%s ", dln_graph_get(graph, i)->id,
            rows[i] != NULL ? rows[i]->version : "none");
    assert_string_equal(text->str, "1_a=1_a 2_b=none 3_d=none 10_c=10_c ");
    assert_int_equal(unknown->len, 3);
    assert_string_equal(((DlnAppliedRow *)g_ptr_array_index(unknown, 0))->version, "0_x");
    assert_string_equal(((DlnAppliedRow *)g_ptr_array_index(unknown, 1))->version, "3_d");
    assert_string_equal(((DlnAppliedRow *)g_ptr_array_index(unknown, 2))->version, "9_z");
}

static void test_edges_by_position_are_those_by_pointer(void **state)
{
    g_autoptr(DlnGraph) graph = builder_graph(
        "p/001 t/002 b/003 p/004_a p/004_b p/005:004_a,004_b>002 t/006>005,001", NULL);
    static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

    for (guint i = 0; i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        DlnPositions depends = dln_graph_depends_at(graph, i);
        assert_int_equal(depends.count, dln_graph_depends(graph, revision)->len);
        for (guint k = 0; k < depends.count; k++) {
            DlnPositions back = dln_graph_dependents_at(graph, depends.items[k]);
            gboolean found = FALSE;
            for (guint j = 0; j < back.count; j++)
                found = found || back.items[j] == i;
            assert_true(found);
            assert_ptr_equal(g_ptr_array_index(dln_graph_depends(graph, revision), k),
                dln_graph_get(graph, depends.items[k]));
        }
        for (guint s = 0; s < G_N_ELEMENTS(scopes); s++) {
            DlnPositions parents = dln_graph_parents_at(graph, scopes[s], i);
            DlnPositions children = dln_graph_children_at(graph, scopes[s], i);
            assert_int_equal(parents.count, dln_graph_parents(graph, scopes[s], revision)->len);
            assert_int_equal(children.count, dln_graph_children(graph, scopes[s], revision)->len);
        }
    }
}

static void test_outlives_its_array(void **state)
{
    DlnGraph *graph = builder_graph("001 002", NULL); /* the builder has dropped its array */
    DlnGraph *second = dln_graph_ref(graph);

    dln_graph_unref(graph);
    assert_string_equal(dln_graph_get(second, 1)->id, "002");
    dln_graph_unref(second);
    dln_graph_unref(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resolves),
        cmocka_unit_test(test_finds_exact_ids_by_scope),
        cmocka_unit_test(test_finds_labels),
        cmocka_unit_test(test_heads_and_linearity),
        cmocka_unit_test(test_applied_heads),
        cmocka_unit_test(test_matches_applied_rows),
        cmocka_unit_test(test_edges_by_position_are_those_by_pointer),
        cmocka_unit_test(test_outlives_its_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
