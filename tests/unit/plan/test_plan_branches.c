/* SPDX-License-Identifier: Apache-2.0 */
/* test_plan_branches.c: plans in a history with branches: labels, counted steps, dependences between branches; and what
 * arrives late. */
#include "plan/plan_case.h"

/* Two branches on one base, each with a label on its first revision. */
#define FORK "1: 2a:1#a 3a:2a 2b:1#b 3b:2b 4b:3b"
/* Two bases; the second branch depends on the first. */
#define TWO_BASES "1:#one 2:1 11:#two 12:11>2 13:12"
#define DIAMOND "1: 2a:1#a 2b:1#b 3:2a,2b 4:3"
/* Between two branch points: 2 is in the middle of everything, "x" on one side of the upper fork. */
#define LADDER "1: 2:1#low 3x:2#x 3y:2 4x:3x"

static void test_up(void **state)
{
    static const PlanCase rows[] = {
        {"a label is the revision that has it", FORK, 'p', "", NULL, UP, "b", "+1 +2b"},
        {"the head of a label", FORK, 'p', "", NULL, UP, "a@head", "+1 +2a +3a"},
        {"the heads of a label", FORK, 'p', "1", NULL, UP, "b@heads", "+2b +3b +4b"},
        {"the head of a revision's branch", FORK, 'p', "1", NULL, UP, "3b@head", "+2b +3b +4b"},
        {"the heads of what is below both", FORK, 'p', "1", NULL, UP, "1@heads",
            "+2a +2b +3a +3b +4b"},
        {"a revision on a branch", FORK, 'p', "", NULL, UP, "b@3", "+1 +2b +3b"},
        {"a step on a branch", FORK, 'p', "1", NULL, UP, "b@+1", "+2b"},
        {"steps on a branch", FORK, 'p', "1 2a 3a", NULL, UP, "b@+2", "+2b +3b"},
        {"steps on a branch from the base", FORK, 'p', "", NULL, UP, "b@+2", "+1 +2b"},
        {"steps on a branch that is there", FORK, 'p', "1 2a 2b", NULL, UP, "b@+1", "+3b"},
        {"steps from a revision", FORK, 'p', "", NULL, UP, "2b+2", "+1 +2b +3b +4b"},
        {"steps from a revision, on a branch", FORK, 'p', "", NULL, UP, "a@1+2", "+1 +2a +3a"},
        {"steps back from a revision", FORK, 'p', "", NULL, UP, "4b-1", "+1 +2b +3b"},
        {"steps back from the head", "1 2 3", 'p', "", NULL, UP, "head-1", "+1 +2"},
        {"steps back from the only heads", "1 2 3", 'p', "", NULL, UP, "heads-1", "+1 +2"},
        {"steps back from the head of a branch", FORK, 'p', "", NULL, UP, "b@head-2", "+1 +2b"},
        {"steps back from the only head that nothing needs", TWO_BASES, 'p', "", NULL, UP,
            "heads-1", "+1 +2 +11 +12"},
        {"steps from the base", "1 2 3", 'p', "", NULL, UP, "base+2", "+1 +2"},
        {"steps from the base, on a branch", TWO_BASES, 'p', "", NULL, UP, "one@base+2", "+1 +2"},
        {"a branch that depends on another", TWO_BASES, 'p', "", NULL, UP, "two@head",
            "+1 +2 +11 +12 +13"},
        {"a step may need more", TWO_BASES, 'p', "1 11", NULL, UP, "two@+1", "+2 +12"},
        {"the one head that needs the others", TWO_BASES, 'p', "1 2 11 12", NULL, UP, "+1", "+13"},
        {"a merge", DIAMOND, 'p', "1 2a", NULL, UP, "+1", "+2b +3"},
        {"over a merge, on a branch", DIAMOND, 'p', "1 2a 2b", NULL, UP, "a@+2", "+3 +4"},
        {"a branch of the other scope", "p/1 t/2#t t/3", 'p', "", NULL, UP, "t@head", ""},
        {"a label in both scopes", "b/1#x p/2 t/3", 't', "", NULL, UP, "x@head", "+1 +3"},
        {"an id that looks like steps", "a a-1 a-2", 'p', "", NULL, UP, "a-1", "+a +a-1"},
        {"the beginning of such an id", "b:#x z-12_x:b", 'p', "", NULL, UP, "z-1", "+b +z-12_x"},
        {"an id with a sign and an at", "m@x n", 'p', "", NULL, UP, "m@x", "+m@x"},
        {"a label with a sign", "1#a-1 2", 'p', "", NULL, UP, "a-1", "+1"},
    };
    plan_cases_check(rows, G_N_ELEMENTS(rows));
}

static void test_up_refused(void **state)
{
    static const PlanCase rows[] = {
        {"unknown label", FORK, 'p', "", NULL, UP, "c@head", "\"c\" does not exist",
            DUNLIN_ERROR_CONFIG},
        {"a range", "1 2 3", 'p', "", NULL, UP, "1:2", "\"1:2\" is a range|--sql",
            DUNLIN_ERROR_CONFIG},
        {"a range with steps", "1 2 3", 'p', "", NULL, UP, "1:+2", "\"1:+2\" is a range",
            DUNLIN_ERROR_CONFIG},
        {"unknown, a near one", "1_users 2_orders#shop 3", 'p', "", NULL, UP, "shpo",
            "\"shpo\" does not exist (did you mean \"shop\"?)", DUNLIN_ERROR_CONFIG},
        {"unknown, part of ids", "1_add_users 2_drop_users 3", 'p', "", NULL, UP, "users",
            "did you mean \"1_add_users\" or \"2_drop_users\"?", DUNLIN_ERROR_CONFIG},
        {"unknown, a slip in the beginning", "1_add_users 2_orders", 'p', "", NULL, UP, "1_ad_u",
            "did you mean \"1_add_users\"?", DUNLIN_ERROR_CONFIG},
        {"ambiguous", "3_a 3_b", 'p', "", NULL, UP, "3", "\"3_a\" and \"3_b\"",
            DUNLIN_ERROR_CONFIG},
        {"ambiguous on the branch", "1:#x 2_a:1 2_b:1", 'p', "", NULL, UP, "x@2",
            "\"2_a\" and \"2_b\"", DUNLIN_ERROR_CONFIG},
        {"not on the branch", FORK, 'p', "", NULL, UP, "a@3b",
            "\"3b\" is not on the branch of \"2a\"", DUNLIN_ERROR_CONFIG},
        {"several heads of a branch", FORK, 'p', "", NULL, UP, "1@head",
            "branch \"1\"|2 heads, \"3a\" and \"4b\"|\"1@heads\"", DUNLIN_ERROR_GRAPH},
        {"steps from several heads", FORK, 'p', "1 2a 2b", NULL, UP, "+1",
            "\"+1\" is ambiguous|\"2a\" and \"2b\"|\"LABEL@+1\"", DUNLIN_ERROR_GRAPH},
        {"a step to several", FORK, 'p', "1", NULL, UP, "+1", "by way of \"2a\" and \"2b\"",
            DUNLIN_ERROR_GRAPH},
        {"steps from several bases", TWO_BASES, 'p', "", NULL, UP, "+1",
            "by way of \"1\" and \"11\"", DUNLIN_ERROR_GRAPH},
        {"too many steps on a branch", FORK, 'p', "1 2a", NULL, UP, "a@+2",
            "\"a@+2\" goes too far: only 1 step leads up from there", DUNLIN_ERROR_CONFIG},
        {"too many steps back", "1 2", 'p', "", NULL, UP, "2-3",
            "\"2-3\" goes too far: only 2 steps lead down", DUNLIN_ERROR_CONFIG},
        {"steps back to the base", "1 2", 'p', "", NULL, UP, "2-2", "\"2-2\" is the base",
            DUNLIN_ERROR_CONFIG},
        {"steps back over a merge", DIAMOND, 'p', "", NULL, UP, "3-1",
            "by way of \"2a\" and \"2b\"", DUNLIN_ERROR_GRAPH},
        {"steps back from several heads", FORK, 'p', "", NULL, UP, "heads-1", "2 heads",
            DUNLIN_ERROR_GRAPH},
        {"one head, or the beginning of an id", "3_x 3-12_y:3_x", 'p', "", NULL, UP, "3-1",
            "\"3-1\" is ambiguous|\"3\"|write the whole id", DUNLIN_ERROR_CONFIG},
    };
    plan_cases_check_refused(rows, G_N_ELEMENTS(rows));
}

#define ALL_OF_FORK "1 2a 3a 2b 3b 4b"
#define ALL_OF_TWO "1 2 11 12 13"

static void test_down(void **state)
{
    static const PlanCase rows[] = {
        {"a step on a branch", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "b@-1", "-4b"},
        {"steps on a branch", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "b@-2", "-4b -3b"},
        {"steps below the fork take the other branch along", FORK, 'p', "1 2a 2b 3b", NULL, DOWN,
            "b@-3", "-3b -2b -2a -1"},
        {"a label is its revision", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "b", "-4b -3b"},
        {"to the base by a label, one base", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "b@base",
            "-4b -3b -3a -2b -2a -1"},
        {"one branch down to where it forks", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "b@1",
            "-4b -3b -2b"},
        {"all branches down to where they fork", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "1",
            "-4b -3b -3a -2b -2a"},
        {"a base of its own", TWO_BASES, 'p', ALL_OF_TWO, NULL, DOWN, "two@base", "-13 -12 -11"},
        {"a base that another depends on", TWO_BASES, 'p', ALL_OF_TWO, NULL, DOWN, "one@base",
            "-13 -12 -2 -1"},
        {"the last of the one head that needs all", TWO_BASES, 'p', ALL_OF_TWO, NULL, DOWN, "-1",
            "-13"},
        {"a step on a branch that another depends on", TWO_BASES, 'p', ALL_OF_TWO, NULL, DOWN,
            "one@-1", "-13 -12 -2"},
        {"steps take along what depends on them", "1: 2:1 5: 6:5>2 3:2>6", 'p', "1 2 3 5 6", NULL,
            DOWN, "-2", "-3 -6 -2"},
        {"a merge alone", DIAMOND, 'p', "1 2a 2b 3", NULL, DOWN, "-1", "-3"},
        {"down to a merge", DIAMOND, 'p', "1 2a 2b 3 4", NULL, DOWN, "-2", "-4 -3"},
        {"counted from a revision", "1 2 3 4", 'p', "1 2 3 4", NULL, DOWN, "3-1", "-4 -3"},
        {"counted from the head", "1 2 3 4", 'p', "1 2 3", NULL, DOWN, "head-3", "-3 -2"},
        {"counted upwards", "1 2 3 4", 'p', "1 2 3 4", NULL, DOWN, "1+1", "-4 -3"},
        {"counted to the base", "1 2", 'p', "1 2", NULL, DOWN, "2-2", "-2 -1"},
        {"to the head", "1 2", 'p', "1 2", NULL, DOWN, "head", ""},
        {"towards a label above the fork", LADDER, 'p', "1 2 3x 3y 4x", NULL, DOWN, "x@2",
            "-4x -3x"},
        {"no fork above, the label below", LADDER, 'p', "1 2 3x 3y 4x", NULL, DOWN, "low@3x",
            "-4x"},
        {"a branch of the other scope", "p/1 t/2#t t/3", 'p', "1", NULL, DOWN, "t@-1", ""},
    };
    plan_cases_check(rows, G_N_ELEMENTS(rows));
}

static void test_down_refused(void **state)
{
    static const PlanCase rows[] = {
        {"too many steps on a branch", TWO_BASES, 'p', "1 11", NULL, DOWN, "one@-2",
            "\"one@-2\" goes too far: only 1 revision is applied there", DUNLIN_ERROR_CONFIG},
        {"nothing of the branch", FORK, 'p', "", NULL, DOWN, "a@-1", "only 0 revisions are",
            DUNLIN_ERROR_CONFIG},
        {"steps below a merge", DIAMOND, 'p', "1 2a 2b 3", NULL, DOWN, "-2", "\"2a\" and \"2b\"",
            DUNLIN_ERROR_GRAPH},
        {"several heads of a branch", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "1@-1",
            "\"3a\" and \"4b\"", DUNLIN_ERROR_GRAPH},
        {"to several heads", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "heads", "2 heads",
            DUNLIN_ERROR_GRAPH},
        {"not on the branch", FORK, 'p', ALL_OF_FORK, NULL, DOWN, "a@2b",
            "\"2b\" is not on the branch of \"2a\"", DUNLIN_ERROR_CONFIG},
        {"a label that says nothing about the fork", LADDER, 'p', "1 2 3x 3y 4x", NULL, DOWN,
            "low@2", "\"low@2\" does not say which of 2 branches", DUNLIN_ERROR_CONFIG},
        {"not applied", FORK, 'p', "1 2a", NULL, DOWN, "b@3b", "\"3b\": it is not applied",
            DUNLIN_ERROR_CONFIG},
    };
    plan_cases_check_refused(rows, G_N_ELEMENTS(rows));
}

#define SKIP .exec_order = DLN_EXEC_LINEAR_SKIP
#define ANY .exec_order = DLN_EXEC_NON_LINEAR

static void test_late(void **state)
{
    static const PlanCase rows[] = {
        {"skip", "1 2 3 4", 'p', "1 3", NULL, UP, "heads", "+4", SKIP, .skipped = "2"},
        {"skip the only one", "1 2", 'p', "2", NULL, UP, "head", "", SKIP, .skipped = "1"},
        {"skip what is asked for", "1 2 3", 'p', "1 3", NULL, UP, "2", "", SKIP, .skipped = "2"},
        {"skip, nothing late", "1 2", 'p', "1", NULL, UP, "heads", "+2", SKIP},
        {"skip what needs it", "1: 2:1 3:2 2x:2 3x:2x", 'p', "1 3", NULL, UP, "heads", "", SKIP,
            .skipped = "2 2x 3x"},
        {"skip what depends on it", "1: 2:1 3:2 9:>2", 'p', "1 3", NULL, UP, "heads", "", SKIP,
            .skipped = "2 9"},
        {"not what follows an applied one", "1: 2:1 3:2 4:3", 'p', "1 3", NULL, UP, "4", "+4", SKIP,
            .skipped = "2"},
        {"a running one is not late", "1 2 3", 'p', "1 2? 3", NULL, UP, "heads", "+2", SKIP},
        {"below a running one", "1 2 3", 'p', "1 3?", NULL, UP, "heads", "+3", SKIP,
            .skipped = "2"},
        {"any order", "1 2 3 4", 'p', "1 3", NULL, UP, "heads", "+2 +4", ANY},
        {"any order, what is asked for", "1 2 3 4", 'p', "1 3", NULL, UP, "2", "+2", ANY},
        {"any order, a step above", "1 2 3 4 5", 'p', "1 3", NULL, UP, "+1", "+2 +4", ANY},
        {"any order, below a running one", "1 2 3", 'p', "1 3?", NULL, UP, "heads", "+2 +3", ANY},
        {"down does not ask", "1 2 3", 'p', "1 3", NULL, DOWN, "1", "-3", SKIP},
    };
    plan_cases_check(rows, G_N_ELEMENTS(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_up),
        cmocka_unit_test(test_up_refused),
        cmocka_unit_test(test_down),
        cmocka_unit_test(test_down_refused),
        cmocka_unit_test(test_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
