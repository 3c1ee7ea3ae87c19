/* SPDX-License-Identifier: Apache-2.0 */
/* test_range.c: the set at a place in the history, and the revisions between two of them. */
#include "revision/graph_builder.h"

#include "base/error.h"
#include "plan/range.h"

#define FORK "1: 2a:1#a 3a:2a 2b:1#b 3b:2b>2a"
#define DIAMOND "1: 2a:1 2b:1 3:2a,2b 4:3"

static void test_applied_at(void **state)
{
    static const struct {
        const char *name, *revisions;
        char scope;
        const char *target;
        const char *applied; /* NULL: of the other scope */
        const char *says;    /* of an error */
        int code;
    } cases[] = {
        {"base", "1 2", 'p', "base", ""},
        {"heads", "1 2", 'p', "heads", "1 2"},
        {"heads of nothing", "", 'p', "heads", ""},
        {"all heads", FORK, 'p', "heads", "1 2a 2b 3a 3b"},
        {"a revision", "1 2 3", 'p', "2", "1 2"},
        {"with what it needs", FORK, 'p', "3b", "1 2a 2b 3b"},
        {"a branch", FORK, 'p', "a@head", "1 2a 3a"},
        {"counted", "1 2 3", 'p', "head-1", "1 2"},
        {"counted to the base", "1 2 3", 'p', "1-1", ""},
        {"own lineage", "p/1 t/2 b/3", 't', "head", "2 3"},
        {"the other scope", "p/1 t/2", 'p', "2", NULL},
        {"several heads", FORK, 'p', "head", "", "2 heads", DUNLIN_ERROR_GRAPH},
        {"unknown", "1", 'p', "9", "", "\"9\" does not exist", DUNLIN_ERROR_CONFIG},
        {"relative", "1", 'p', "-1", "", "counts from where a database stands",
            DUNLIN_ERROR_CONFIG},
        {"relative on a branch", FORK, 'p', "a@+1", "", "counts from", DUNLIN_ERROR_CONFIG},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, NULL);
        g_autoptr(DlnApplied) applied = NULL;
        g_autoptr(GError) error = NULL;
        gboolean found = dln_plan_applied_at(
            graph, builder_scope(cases[i].scope), cases[i].target, &applied, &error);
        if (found != (cases[i].says == NULL))
            fail_msg("%s: %s", cases[i].name, found ? "was found" : error->message);
        if (!found) {
            assert_true(dln_error_is(error, (DunlinErrorCode)cases[i].code));
            builder_assert_says(cases[i].name, error->message, cases[i].says);
        }
        if (!found || cases[i].applied == NULL) {
            assert_null(applied);
            continue;
        }
        g_autoptr(DlnApplied) expected = builder_applied(cases[i].applied);
        /* The digest is of versions, checksums and states. */
        builder_assert_text(
            cases[i].name, dln_applied_digest(applied), dln_applied_digest(expected));
    }
}

static void test_range(void **state)
{
    static const struct {
        const char *name, *revisions;
        char scope;
        const char *range;
        const char *ids;
        const char *says; /* of an error */
    } cases[] = {
        {"everything", "1 2 3", 'p', ":", "1 2 3"},
        {"both ends", "1 2 3 4 5", 'p', "2:4", "2 3 4"},
        {"from", "1 2 3", 'p', "2:", "2 3"},
        {"to", "1 2 3", 'p', ":2", "1 2"},
        {"words", "1 2 3", 'p', "base:head", "1 2 3"},
        {"one", "1 2 3", 'p', "2:2", "2"},
        {"the last", "1 2 3 4 5", 'p', "-2:", "3 4 5"},
        {"the last before", "1 2 3 4 5", 'p', "-1:4", "3 4"},
        {"more than there are", "1 2", 'p', "-9:", "1 2"},
        {"the next", "1 2 3 4", 'p', "2:+1", "2 3"},
        {"more than follow", "1 2 3", 'p', "2:+9", "2 3"},
        {"from the base", "1 2 3", 'p', "base:+2", "1 2"},
        {"other branches are no part of it", FORK, 'p', "2a:", "2a 3a"},
        {"what the end needs besides", FORK, 'p', "2b:3b", "2b 3b"},
        {"all that the end needs", FORK, 'p', ":3b", "1 2a 2b 3b"},
        {"one side of a merge", DIAMOND, 'p', "2a:3", "2a 3"},
        {"both sides of a merge", DIAMOND, 'p', "1:3", "1 2a 2b 3"},
        {"own lineage", "p/1 t/2 b/3", 't', ":", "2 3"},
        {"the other scope", "p/1 p/2 t/3", 'p', "1:3", ""},
        {"only needed", FORK, 'p', "2a:3b", "", "\"2a\" does not lead to \"3b\""},
        {"upside down", "1 2 3", 'p', "3:1", "", "\"3\" does not lead to \"1\""},
        {"unknown", "1", 'p', "1:9", "", "\"9\" does not exist"},
        {"nothing to count from", "1 2", 'p', "-1:+1", "", "counts from"},
        {"the end from nowhere", "1 2", 'p', "1:-1", "", "counts from"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, NULL);
        g_auto(DlnRange) range = {0};
        g_autoptr(GPtrArray) revisions = NULL;
        g_autoptr(GError) error = NULL;
        assert_true(dln_range_split(cases[i].range, &range, NULL));
        gboolean found =
            dln_plan_range(graph, builder_scope(cases[i].scope), &range, &revisions, &error);
        if (found != (cases[i].says == NULL))
            fail_msg("%s: %s", cases[i].name, found ? "was found" : error->message);
        if (!found) {
            builder_assert_says(cases[i].name, error->message, cases[i].says);
            continue;
        }
        g_autofree char *ids = builder_ids(revisions);
        builder_assert_text(cases[i].name, ids, cases[i].ids);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_applied_at),
        cmocka_unit_test(test_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
