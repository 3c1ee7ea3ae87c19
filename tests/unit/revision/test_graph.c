/* SPDX-License-Identifier: Apache-2.0 */
/* test_graph.c: building the graph: order, parents, heads, warnings, and what is refused. */
#include "revision/graph_builder.h"

#include "base/error.h"

/* "child<parent,parent" for every revision of the lineage that has parents, in order. */
static char *edges_of(const DlnGraph *graph, DlnScope scope)
{
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(graph, scope);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < lineage->len; i++) {
        const DlnRevision *revision = g_ptr_array_index(lineage, i);
        const GPtrArray *parents = dln_graph_parents(graph, scope, revision);
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", revision->id);
        for (guint k = 0; k < parents->len; k++) {
            const DlnRevision *parent = g_ptr_array_index(parents, k);
            g_string_append_printf(text, "%s%s", k == 0 ? "<" : ",", parent->id);
            assert_true(g_ptr_array_find(
                (GPtrArray *)dln_graph_children(graph, scope, parent), revision, NULL));
        }
    }
    return g_string_free(text, FALSE);
}

static void test_builds(void **state)
{
    static const struct {
        const char *name, *revisions, *order;
        const char *public_edges, *tenant_edges;
    } cases[] = {
        {"nothing", "", "", "", ""},
        {"one", "001", "001", "001", ""},
        {"order of numbers", "10_c 2_b 1_a", "1_a 2_b 10_c", "1_a 2_b<1_a 10_c<2_b", ""},
        {"dotted numbers", "V1_10__c V1_2__b V1_1__a", "V1_1__a V1_2__b V1_10__c",
            "V1_1__a V1_2__b<V1_1__a V1_10__c<V1_2__b", ""},
        {"names without numbers chain too", "beta alpha", "alpha beta", "alpha beta<alpha", ""},
        {"a gap in the numbers", "001 005", "001 005", "001 005<001", ""},
        {"each scope its own lineage", "p/001 t/002 p/003 t/004", "001 002 003 004", "001 003<001",
            "002 004<002"},
        {"both is in each", "p/001 t/002 b/003 p/004 t/005", "001 002 003 004 005",
            "001 003<001 004<003", "002 003<002 005<003"},
        {"one number in two scopes", "p/001_a t/001_b p/002_a t/002_b", "001_a 001_b 002_a 002_b",
            "001_a 002_a<001_a", "001_b 002_b<001_b"},
        {"one id in two scopes", "p/001 t/001", "001 001", "001", "001"},
        {"branch and merge", "003: 004a:003 004b:003 005:004a,004b", "003 004a 004b 005",
            "003 004a<003 004b<003 005<004a,004b", ""},
        {"a parent with a higher number", "001:002 002:", "002 001", "002 001<002", ""},
        {"abbreviated parent", "001_init 002_users:001", "001_init 002_users",
            "001_init 002_users<001_init", ""},
        {"the number as parent", "001_init 002_users:1", "001_init 002_users",
            "001_init 002_users<001_init", ""},
        {"a parent named twice", "001_a 002:001,001_a", "001_a 002", "001_a 002<001_a", ""},
        {"several bases", "001: 002: 003:001,002", "001 002 003", "001 002 003<001,002", ""},
        {"follows a merge by number", "001 002a 002b 003:002a,002b 004", "001 002a 002b 003 004",
            "001 002a<001 002b<001 003<002a,002b 004<003", ""},
        {"one number twice: two heads", "001 002_a 002_b", "001 002_a 002_b",
            "001 002_a<001 002_b<001", ""},
        {"one number twice at the start: two bases", "001_a 001_b", "001_a 001_b", "001_a 001_b",
            ""},
        {"one number twice, one behind the other", "001 002_a 002_b:002_a 003",
            "001 002_a 002_b 003", "001 002_a<001 002_b<002_a 003<002_b", ""},
        {"one number thrice, joined", "002_a 002_b 002_m:002_a,002_b 003", "002_a 002_b 002_m 003",
            "002_a 002_b 002_m<002_a,002_b 003<002_m", ""},
        {"ordered by name: chained", "001~ 002_b~ 002_a~ 003~", "001 002_a 002_b 003",
            "001 002_a<001 002_b<002_a 003<002_b", ""},
        {"ordered by name, a both in between", "t/002~ b/004_a~ t/004_b~ t/005~",
            "002 004_a 004_b 005", "004_a", "002 004_a<002 004_b<004_a 005<004_b"},
        {"both names a parent for each lineage", "p/001_p t/001_t b/002:001_p,001_t",
            "001_p 001_t 002", "001_p 002<001_p", "001_t 002<001_t"},
        {"both names one number for both", "p/001_p t/001_t b/002:001", "001_p 001_t 002",
            "001_p 002<001_p", "001_t 002<001_t"},
        {"both behind both", "b/001 b/002:001", "001 002", "001 002<001", "001 002<001"},
        {"depends changes the order", "001>003 002: 003:", "002 003 001", "002 003 001", ""},
        {"depends across scopes", "t/001>002 p/002", "002 001", "002", "001"},
        {"depends on own parent", "001 002>001", "001 002", "001 002<001", ""},
        {"depends on a label", "001:>x 002:#x", "002 001", "002 001", ""},
        {"ids without numbers behind explicit parents", "b3f: a1c:b3f 9d0:a1c", "b3f a1c 9d0",
            "b3f a1c<b3f 9d0<a1c", ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, &error);
        if (graph == NULL)
            fail_msg("%s: %s", cases[i].name, error->message);
        g_autoptr(GPtrArray) all = g_ptr_array_new();
        for (guint k = 0; k < dln_graph_size(graph); k++) {
            const DlnRevision *revision = dln_graph_get(graph, k);
            g_ptr_array_add(all, (gpointer)revision);
            assert_int_equal(dln_graph_position(graph, revision), k);
        }
        g_autofree char *order = builder_ids(all);
        g_autofree char *public_edges = edges_of(graph, DLN_SCOPE_PUBLIC);
        g_autofree char *tenant_edges = edges_of(graph, DLN_SCOPE_TENANT);
        builder_assert_text(cases[i].name, order, cases[i].order);
        builder_assert_text(cases[i].name, public_edges, cases[i].public_edges);
        builder_assert_text(cases[i].name, tenant_edges, cases[i].tenant_edges);
    }
}

static void test_input_order_does_not_matter(void **state)
{
    g_autoptr(GPtrArray) revisions = builder_revisions("003 001 t/002 b/004:003,002 002");
    g_autoptr(GPtrArray) reversed = g_ptr_array_new();
    for (guint i = revisions->len; i-- > 0;)
        g_ptr_array_add(reversed, g_ptr_array_index(revisions, i));

    g_autoptr(DlnGraph) one = NULL;
    g_autoptr(DlnGraph) two = NULL;
    assert_true(dln_graph_build(revisions, &one, NULL));
    assert_true(dln_graph_build(reversed, &two, NULL));
    for (guint i = 0; i < dln_graph_size(one); i++)
        assert_ptr_equal(dln_graph_get(one, i), dln_graph_get(two, i));
}

static void test_refuses(void **state)
{
    static const struct {
        const char *name, *revisions;
        const char *file; /* the error stands there */
        const char *says; /* separated by '|' */
    } cases[] = {
        {"one id twice", "001 001", "m/001.sql", "\"001\" is used twice"},
        {"one id in public and both", "p/001 b/001", "m/001.sql", "\"001\" is used twice"},
        {"unknown parent", "001 002:zzz", "m/002.sql", "parent \"zzz\" does not exist"},
        {"empty parent", "001 002:001,,", "m/002.sql", "parent \"\" does not exist"},
        {"ambiguous parent", "001_a: 001_b: 002:001", "m/002.sql",
            "parent \"001\" is ambiguous|\"001_a\" and \"001_b\""},
        {"unknown depends", "001 002>zzz", "m/002.sql", "depends on \"zzz\", which does not exist"},
        {"ambiguous depends", "p/001_a t/001_b t/002>001", "m/002.sql",
            "depends \"001\" is ambiguous|\"001_a\" and \"001_b\""},
        {"depends on an id of two scopes", "p/001 t/001 t/002>001", "m/002.sql",
            "depends \"001\" is ambiguous"},
        {"parent of the other scope", "p/001 t/002:001", "m/002.sql",
            "parent \"001\" is outside the lineage|scope public|scope tenant|depends"},
        {"parent of the other scope beside a good one", "p/000 t/001 t/002:001,000", "m/002.sql",
            "parent \"000\" is outside the lineage"},
        {"both with a parent in one lineage only", "p/001 b/002:001", "m/002.sql",
            "parent \"001\" is outside the lineage"},
        {"its own parent", "001:001", "m/001.sql", "cycle: \"001\" needs \"001\""},
        {"depends on itself", "001>001", "m/001.sql", "cycle: \"001\" needs \"001\""},
        {"cycle of parents", "001:003 002:001 003:002", "m/001.sql",
            "cycle: \"001\" needs \"003\" needs \"002\" needs \"001\""},
        {"cycle through the order of numbers", "001 002>003 003", "m/002.sql",
            "cycle: \"002\" needs \"003\" needs \"002\""},
        {"cycle across scopes", "p/001>002 t/002>001", "m/001.sql",
            "cycle: \"001\" needs \"002\" needs \"001\""},
        {"cycle behind other revisions", "000: 001:000,004 002:001 003:002 004:003 005:004",
            "m/001.sql", "cycle: \"001\" needs \"004\" needs \"003\" needs \"002\" needs \"001\""},
        {"two cycles: the lowest is told", "005:006 006:005 003:004 004:003", "m/003.sql",
            "cycle: \"003\" needs \"004\" needs \"003\""},
        {"a merge with an ancestor", "001 002 003:002,001", "m/003.sql",
            "\"001\" is an ancestor of \"002\""},
        {"a merge with a far ancestor", "1 2:1 3a:2 3b:2 4:3a,3b 5: 6:1,4,5", "m/6.sql",
            "merges \"1\"|ancestor of \"4\""},
        {"a merge with an ancestor in one lineage", "b/1 t/2:1 b/3:1 b/4:3,2 t/5:4,2", "m/5.sql",
            "\"2\" is an ancestor of \"4\""},
        {"depends on a label that needs it", "1#x>y 2:1#y", "m/1.sql", "cycle"},
        {"label that is a word", "001#head", "m/001.sql",
            "label \"head\" has a meaning of its own"},
        {"label that could not be named", "001#a@b", "m/001.sql",
            "label \"a@b\" could not be named"},
        {"label that looks like steps", "001#+1", "m/001.sql", "could not be named"},
        {"label used twice", "001#x 002#x", "m/002.sql", "label \"x\" is used twice|m/001.sql"},
        {"label twice in one file", "001#x,x", "m/001.sql", "label \"x\" is used twice"},
        {"label that is an id", "001#002 002", "m/001.sql", "label \"002\" is the id|m/002.sql"},
        {"label that is an id of the other scope", "p/001#002 t/002", "m/001.sql", "label \"002\""},
        {"behind one number twice", "001 002_a 002_b 003", "m/003.sql",
            "\"003\"|\"002_a\" and \"002_b\"|`dunlin merge`|`dunlin rebase`"},
        {"behind one number twice, explicit", "001 002_a:001 002_b:001 003", "m/003.sql",
            "\"002_a\" and \"002_b\"|`dunlin merge`|`dunlin rebase`"},
        {"behind an Archify and a native file", "002_a~ 002_b 003~", "m/003.sql",
            "\"002_a\" and \"002_b\""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, &error);
        if (graph != NULL)
            fail_msg("%s: was built", cases[i].name);
        if (!dln_error_is(error, DUNLIN_ERROR_GRAPH))
            fail_msg("%s: wrong code: %s", cases[i].name, error->message);
        builder_assert_text(cases[i].name, dunlin_error_get_facts(error)->file, cases[i].file);
        assert_int_equal(dunlin_error_get_facts(error)->line, 1);
        builder_assert_says(cases[i].name, error->message, cases[i].says);
    }
}

static void test_warnings(void **state)
{
    static const struct {
        const char *name, *revisions;
        guint count;
        const char *says; /* in the first one */
    } cases[] = {
        {"none", "001 002", 0, NULL},
        {"number in two scopes", "p/001_a t/001_b", 0, NULL},
        {"ordered by name", "t/004_a~ t/004_b~", 1,
            "m/004_b.sql:1: |\"004_a\" and \"004_b\"|order of their file names"},
        {"ordered by name, in both lineages: said once", "b/004_a~ b/004_b~", 1, "m/004_b.sql:1: "},
        {"ordered by name, thrice", "004_a~ 004_b~ 004_c~", 2, "\"004_a\" and \"004_b\""},
        {"two heads", "001 002_a 002_b", 1,
            "m/002_b.sql:1: |\"002_a\" and \"002_b\"|`dunlin merge`|`dunlin rebase`"},
        {"two heads that were merged", "001 002_a 002_b 003:002_a,002_b", 0, NULL},
        {"two heads by explicit parents", "001: 002_a:001 002_b:001", 0, NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, NULL);
        const GPtrArray *warnings = dln_graph_warnings(graph);
        if (warnings->len != cases[i].count)
            fail_msg("%s: %u warnings", cases[i].name, warnings->len);
        if (cases[i].says != NULL)
            builder_assert_says(cases[i].name, g_ptr_array_index(warnings, 0), cases[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builds),
        cmocka_unit_test(test_input_order_does_not_matter),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_warnings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
