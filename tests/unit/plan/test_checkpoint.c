/* SPDX-License-Identifier: Apache-2.0 */
/* test_checkpoint.c: databases that begin at a checkpoint, those that only record one, and checkpoints that do not stand
 * for what comes before them. */
#include "plan/checkpoint.h"
#include "plan/plan_case.h"

#define LINE "001 002 003+ 004 005"
#define TWICE "001 002+ 003 004+ 005"
#define FORK "1: 2a:1 3a:2a 2b:1 3b:2b Ca+:3a M:Ca,3b"

static void test_plans(void **state)
{
    static const PlanCase rows[] = {
        {"empty: begins there", LINE, 'p', "", NULL, UP, "head", "+003s +004 +005"},
        {"empty: to the checkpoint itself", LINE, 'p', "", NULL, UP, "003", "+003s"},
        {"empty: to what comes before it", LINE, 'p', "", NULL, UP, "002", "+001 +002"},
        {"empty: by a count that leads over it", LINE, 'p', "", NULL, UP, "+4", "+003s +004"},
        {"empty: by a count that does not", LINE, 'p', "", NULL, UP, "+1", "+001"},
        {"one by one where that is asked for", LINE, 'p', "", NULL, UP, "head",
            "+001 +002 +003r +004 +005", .begin = DLN_BEGIN_AT_BASE},
        {"half-way: runs what is missing, and records", LINE, 'p', "001", NULL, UP, "head",
            "+002 +003r +004 +005"},
        {"all is there: only records", LINE, 'p', "001 002", NULL, UP, "003", "+003r"},
        {"cut off is not empty", LINE, 'p', "001?", NULL, UP, "003", "+001 +002 +003r"},
        {"late, it is recorded all the same", LINE, 'p', "001 002 004", NULL, UP, "head",
            "+003r +005"},
        {"late, behind what is skipped, it is skipped", LINE, 'p', "002 004", NULL, UP, "head",
            "+005", 0, NULL, DLN_EXEC_LINEAR_SKIP, "001 003"},
        {"of two, the last", TWICE, 'p', "", NULL, UP, "head", "+004s +005"},
        {"of two, the last on the way", TWICE, 'p', "", NULL, UP, "003", "+002s +003"},
        {"the first is one that the second replaces", TWICE, 'p', "001", NULL, UP, "head",
            "+002r +003 +004r +005"},
        {"on one branch, the other one follows", FORK, 'p', "", NULL, UP, "M", "+Cas +2b +3b +M"},
        {"not on the way", FORK, 'p', "", NULL, UP, "3b", "+1 +2b +3b"},
        {"what it needs by depends comes with it", "1: 2:1 X: 3+:2>X 4:3", 'p', "", NULL, UP, "4",
            "+3s +4"},
        {"the one that replaces more", "1: A+:1 2:1 3:2 B+:3 M:A,B", 'p', "", NULL, UP, "M",
            "+Bs +Ar +M"},
        {"of one scope, beside the other", "b/001 t/002 p/003 t/004+ t/005", 't', "", NULL, UP,
            "heads", "+004s +005"},
        {"the other scope knows nothing of it", "b/001 t/002 p/003 t/004+ t/005", 'p', "", NULL, UP,
            "heads", "+001 +003"},
        {"a repeatable one that has run is no reason", "001 002+ A*", 'p', "A!", NULL, UP, "heads",
            "+002s"},
        {"repeatable ones follow", "001 002+ 003 A*", 'p', "", NULL, UP, "heads", "+002s +003 +A"},
        {"down: it is forgotten", LINE, 'p', "001 002 003 004 005", NULL, DOWN, "002",
            "-005 -004 -003r"},
        {"down: what it replaces has its own way", LINE, 'p', "001 002 003", NULL, DOWN, "base",
            "-003r -002 -001"},
        {"made anew since it was applied", LINE, 'p', "001 002 003=other", NULL, UP, "head",
            "+004 +005"},
        {"across: what its history depends on is there", "p/001 t/002>001 t/003+ t/004", 't', "",
            "001", UP, "heads", "+003s +004"},
    };
    static const PlanCase refused[] = {
        {"across: it is not", "p/001 t/002>001 t/003+ t/004", 't', "", "", UP, "heads",
            "\"002\" depends on \"001\" of scope public", DUNLIN_ERROR_REFUSED, "m/002.sql"},
        {"what it replaces arrives late", LINE, 'p', "002", NULL, UP, "003",
            "\"001\" is pending, but \"002\"", DUNLIN_ERROR_REFUSED, "m/001.sql"},
    };

    plan_cases_check(rows, G_N_ELEMENTS(rows));
    plan_cases_check_refused(refused, G_N_ELEMENTS(refused));
}

static char *digest_of(const char *revisions)
{
    g_autoptr(GPtrArray) list = builder_revisions(revisions);

    return dln_checkpoint_digest(list);
}

static void test_digest(void **state)
{
    g_autofree char *digest = digest_of("001 002");
    g_autofree char *turned = digest_of("002 001");
    g_autofree char *one = digest_of("001");
    g_autofree char *other = digest_of("001 003");
    g_autofree char *joined = digest_of("00 1002");

    assert_int_equal(strlen(digest), DLN_CHECKPOINT_DIGITS);
    assert_string_equal(digest, turned);
    assert_string_not_equal(digest, one);
    assert_string_not_equal(digest, other);
    assert_string_not_equal(digest, joined);
}

/* revisions holds one checkpoint, C; written: what came before it when it was written. */
static const struct {
    const char *name, *revisions, *written, *text, *says;
} check_cases[] = {
    {"as it was written", "1 2 C+:2 3:C", "1 2", "sum-C", NULL},
    {"whatever follows", "1 2 C+:2 3:C 4:3 9:2", "1 2", "sum-C", NULL},
    {"across a depends", "1 X: C+:1>X", "1 X", "sum-C", NULL},
    {"another scope is no part of it", "t/1 p/2 t/C+:1", "1", "sum-C", NULL},
    {"edited", "1 2 C+:2", "1 2", "other", "m/C.sql:7: this checkpoint was edited"},
    {"one more before it", "1 1x:1 2:1x C+:2", "1 2", "sum-C",
        "m/C.sql:7: what comes before this checkpoint has changed|`dunlin checkpoint --renew C`"},
    {"one less", "1 C+:1", "1 2", "sum-C", "has changed"},
    {"another one", "1 2x C+:2x", "1 2", "sum-C", "has changed"},
    {"a depends more", "1: X: 2:1>X C+:2", "1 2", "sum-C", "has changed"},
    {"nothing before it", "C+", "", "sum-C", "m/C.sql:7: this checkpoint replaces nothing"},
};

static void test_check(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(check_cases); i++) {
        const char *name = check_cases[i].name;
        g_autoptr(GPtrArray) revisions = builder_revisions(check_cases[i].revisions);
        g_autoptr(DlnGraph) graph = NULL;
        g_autoptr(GError) error = NULL;

        for (guint r = 0; r < revisions->len; r++) {
            DlnCheckpoint *checkpoint = ((DlnRevision *)revisions->pdata[r])->checkpoint;
            if (checkpoint == NULL)
                continue;
            checkpoint->prefix = digest_of(check_cases[i].written);
            checkpoint->text = g_strdup(check_cases[i].text);
        }
        assert_true(dln_graph_build(revisions, &graph, NULL));
        gboolean ok = dln_checkpoints_check(graph, &error);
        if (ok != (check_cases[i].says == NULL))
            fail_msg("%s: %s", name, ok ? "was taken" : error->message);
        if (ok)
            continue;
        assert_true(dln_error_is(error, DUNLIN_ERROR_INTEGRITY));
        builder_assert_says(name, error->message, check_cases[i].says);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
