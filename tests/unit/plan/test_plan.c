/* SPDX-License-Identifier: Apache-2.0 */
/* test_plan.c: steps and refusals of plans, one row a case. */
#include "plan/plan_case.h"

#define DIAMOND "003: 004a:003 004b:003 005:004a,004b"

static void test_up(void **state)
{
    static const PlanCase rows[] = {
        {"nothing at all", "", 'p', "", NULL, UP, "heads", ""},
        {"nothing at all, one head meant", "", 'p', "", NULL, UP, "head", ""},
        {"everything", "001 002 003", 'p', "", NULL, UP, "heads", "+001 +002 +003"},
        {"the rest", "001 002 003", 'p', "001", NULL, UP, "head", "+002 +003"},
        {"at head", "001 002", 'p', "001 002", NULL, UP, "heads", ""},
        {"to an id", "001 002 003", 'p', "", NULL, UP, "002", "+001 +002"},
        {"to a number", "001_a 002_b 003_c", 'p', "001_a", NULL, UP, "2", "+002_b"},
        {"to an applied id", "001 002 003", 'p', "001 002", NULL, UP, "001", ""},
        {"one step", "001 002 003", 'p', "001", NULL, UP, "+1", "+002"},
        {"two steps", "001 002 003", 'p', "", NULL, UP, "+2", "+001 +002"},
        {"2 before 10", "10 2 1", 'p', "", NULL, UP, "heads", "+1 +2 +10"},
        {"own scope only", "p/001 t/002 b/003", 't', "", NULL, UP, "heads", "+002 +003"},
        {"id of the other scope only", "p/001 t/002", 'p', "", NULL, UP, "002", ""},
        {"number in both scopes", "p/001_a t/001_b", 't', "", NULL, UP, "001", "+001_b"},
        {"diamond", DIAMOND, 'p', "", NULL, UP, "heads", "+003 +004a +004b +005"},
        {"diamond, one side", DIAMOND, 'p', "", NULL, UP, "004b", "+003 +004b"},
        {"diamond, the merge from one side", DIAMOND, 'p', "003 004b", NULL, UP, "005",
            "+004a +005"},
        {"two heads by number", "001 002_a 002_b", 'p', "001", NULL, UP, "heads", "+002_a +002_b"},
        {"two heads, one named", "001 002_a 002_b", 'p', "001", NULL, UP, "002_b", "+002_b"},
        {"a lower number on another branch", "001: 003:001 002:001", 'p', "001 003", NULL, UP,
            "heads", "+002"},
        {"one number, the earlier one later", "001 002_a 002_b", 'p', "001 002_b", NULL, UP,
            "heads", "+002_a"},
        {"depends within the scope comes first", "001: 002:001>003 003:001", 'p', "001", NULL, UP,
            "002", "+003 +002"},
        {"depends of a depends", "1: 2:1>3 3:1>4 4:1", 'p', "", NULL, UP, "2", "+1 +4 +3 +2"},
        {"depends on both is in this scope", "b/001 t/002>001", 't', "", "", UP, "heads",
            "+001 +002"},
        {"depends across, applied", "p/001 t/002>001", 't', "", "001", UP, "heads", "+002"},
        {"depends across, not known", "p/001 t/002>001", 't', "", NULL, UP, "heads", "+002"},
        {"depends across, not asked for", "p/001 t/002 t/003>001", 't', "", "", UP, "002", "+002"},
        {"depends across, done here", "p/001 t/002>001", 't', "002", "", UP, "heads", ""},
        {"row without checksum", "001 002", 'p', "001-", NULL, UP, "heads", "+002"},
        {"running is pending", "001 002 003", 'p', "001 002?", NULL, UP, "heads", "+002 +003"},
        {"running comes first", "001 002_a 002_b", 'p', "001 002_b?", NULL, UP, "heads",
            "+002_b +002_a"},
        {"running is the next step", "001 002", 'p', "001 002?", NULL, UP, "+1", "+002"},
        {"running behind what it now depends on", "001: 002:001>003 003:001", 'p', "001 002?", NULL,
            UP, "heads", "+003 +002"},
        {"running, edited since", "001", 'p', "001?=other", NULL, UP, "heads", "+001"},
        {"running and not asked for", "001 002_a 002_b", 'p', "001 002_b?", NULL, UP, "002_a",
            "+002_a"},
    };
    plan_cases_check(rows, G_N_ELEMENTS(rows));
}

static void test_up_refused(void **state)
{
    static const PlanCase rows[] = {
        {"several heads", "001 002_a 002_b", 'p', "", NULL, UP, "head",
            "\"002_a\" and \"002_b\"|`dunlin merge`|`dunlin rebase`", DUNLIN_ERROR_GRAPH},
        {"several heads by parents", "001: 002:001 003:001", 'p', "", NULL, UP, "head",
            "2 heads|\"002\" and \"003\"", DUNLIN_ERROR_GRAPH},
        {"unknown", "001", 'p', "", NULL, UP, "zzz", "\"zzz\" does not exist", DUNLIN_ERROR_CONFIG},
        {"ambiguous here, unique there", "p/001_a p/001_b t/001_c", 'p', "", NULL, UP, "001",
            "\"001_a\" and \"001_b\"", DUNLIN_ERROR_CONFIG},
        {"ambiguous there", "p/001_a p/001_b t/002", 't', "", NULL, UP, "001", "ambiguous",
            DUNLIN_ERROR_CONFIG},
        {"downgrade's word", "001", 'p', "", NULL, UP, "base", "for a downgrade",
            DUNLIN_ERROR_CONFIG},
        {"more steps than there are", "001 002", 'p', "001", NULL, UP, "+9",
            "\"+9\" goes too far: only 1 step leads up", DUNLIN_ERROR_CONFIG},
        {"a step from the head", "001", 'p', "001", NULL, UP, "+1", "only 0 steps lead up",
            DUNLIN_ERROR_CONFIG},
        {"late arrival", "001 002 003", 'p', "001 003", NULL, UP, "heads",
            "m/002.sql:1: |\"002\" is pending|\"003\"|renumber|`dunlin rebase`|--exec-order "
            "linear-skip|--exec-order non-linear",
            DUNLIN_ERROR_REFUSED, "m/002.sql"},
        {"late arrival at the start", "001 002", 'p', "002", NULL, UP, "heads", "\"001\"|\"002\"",
            DUNLIN_ERROR_REFUSED, "m/001.sql"},
        {"late arrival far below", "001 002 003 004 005", 'p', "001 004", NULL, UP, "+1",
            "\"002\"|\"004\"", DUNLIN_ERROR_REFUSED, "m/002.sql"},
        {"late arrival, asked for by its child", "001 002 003", 'p', "001 003", NULL, UP, "003",
            "\"002\" is pending", DUNLIN_ERROR_REFUSED, "m/002.sql"},
        {"late arrival by name", "001~ 002_a~ 002_b~", 'p', "001 002_b", NULL, UP, "heads",
            "\"002_a\" is pending|\"002_b\"", DUNLIN_ERROR_REFUSED, "m/002_a.sql"},
        {"late arrival below a merge", DIAMOND, 'p', "003 004a 005", NULL, UP, "heads",
            "\"004b\" is pending|\"005\"", DUNLIN_ERROR_REFUSED, "m/004b.sql"},
        {"late arrival below a running one", "001 002 003", 'p', "001 003?", NULL, UP, "heads",
            "\"002\" is pending|\"003\"", DUNLIN_ERROR_REFUSED, "m/002.sql"},
        {"depends across, missing", "p/001 t/002>001", 't', "", "", UP, "heads",
            "m/002.sql:1: |\"002\" depends on \"001\" of scope public", DUNLIN_ERROR_REFUSED,
            "m/002.sql"},
        {"depends across, running there", "p/001 t/002>001", 't', "", "001?", UP, "heads",
            "depends on \"001\"", DUNLIN_ERROR_REFUSED, "m/002.sql"},
        {"depends across, of an earlier step", "p/001 t/002>001 t/003", 't', "", "", UP, "003",
            "\"002\" depends on \"001\"", DUNLIN_ERROR_REFUSED, "m/002.sql"},
        {"both depends on public, in a tenant", "p/001 b/002>001", 't', "", "", UP, "heads",
            "\"002\" depends on \"001\"", DUNLIN_ERROR_REFUSED, "m/002.sql"},
    };
    plan_cases_check_refused(rows, G_N_ELEMENTS(rows));
}

static void test_ledger_refused(void **state)
{
    static const PlanCase rows[] = {
        {"edited", "001 002", 'p', "001=other", NULL, UP, "heads",
            "m/001.sql:1: |\"001\" (m/001.sql) was edited after it was applied|the file as "
            "applied|`dunlin repair --accept",
            DUNLIN_ERROR_CHECKSUM, "m/001.sql"},
        {"edited, on the way down", "001 002", 'p', "001=other 002", NULL, DOWN, "-1", "was edited",
            DUNLIN_ERROR_CHECKSUM, "m/001.sql"},
        {"gone", "001", 'p', "001 002_x", NULL, UP, "heads",
            "\"002_x\" is applied, but its file is gone|`dunlin repair --forget 002_x --apply`",
            DUNLIN_ERROR_CHECKSUM},
        {"gone, on the way down", "001", 'p', "001 002_x", NULL, DOWN, "base", "\"002_x\"",
            DUNLIN_ERROR_CHECKSUM},
        {"gone, cut off", "001", 'p', "001 002_x?", NULL, UP, "heads", "\"002_x\"",
            DUNLIN_ERROR_CHECKSUM},
        {"an abbreviated version is another one", "001_a", 'p', "001", NULL, UP, "heads", "\"001\"",
            DUNLIN_ERROR_CHECKSUM},
        {"of the other scope", "p/001 t/002", 'p', "001 002", NULL, UP, "heads",
            "\"002\" is applied, but its file (m/002.sql) is of scope tenant, not public",
            DUNLIN_ERROR_CHECKSUM},
        {"both kinds", "001 002", 'p', "001=x 003-", NULL, UP, "heads",
            "\"001\"|\"003\"|restore the files", DUNLIN_ERROR_CHECKSUM, "m/001.sql"},
        {"six of them", "1 2 3 4", 'p', "1=x 2=x 3=x 4=x 5 6", NULL, UP, "heads",
            "\"1\"|\"2\"|\"3\"|\"4\"|\"5\"|; and 1 more", DUNLIN_ERROR_CHECKSUM, "m/1.sql"},
    };
    plan_cases_check_refused(rows, G_N_ELEMENTS(rows));
}

static void test_down(void **state)
{
    static const PlanCase rows[] = {
        {"to the base", "001 002 003", 'p', "001 002 003", NULL, DOWN, "base", "-003 -002 -001"},
        {"to the base, nothing applied", "001", 'p', "", NULL, DOWN, "base", ""},
        {"to an id", "001 002 003", 'p', "001 002 003", NULL, DOWN, "001", "-003 -002"},
        {"to the head", "001 002", 'p', "001 002", NULL, DOWN, "002", ""},
        {"to a number", "001_a 002_b", 'p', "001_a 002_b", NULL, DOWN, "1", "-002_b"},
        {"one step", "001 002 003", 'p', "001 002", NULL, DOWN, "-1", "-002"},
        {"all steps", "001 002", 'p', "001 002", NULL, DOWN, "-2", "-002 -001"},
        {"own scope only", "p/001 t/002 b/003", 't', "002 003", NULL, DOWN, "base", "-003 -002"},
        {"id of the other scope only", "p/001 t/002", 'p', "001", NULL, DOWN, "002", ""},
        {"diamond", DIAMOND, 'p', "003 004a 004b 005", NULL, DOWN, "003", "-005 -004b -004a"},
        {"diamond, to one side", DIAMOND, 'p', "003 004a 004b 005", NULL, DOWN, "004a", "-005"},
        {"diamond, the merge alone", DIAMOND, 'p', "003 004a 004b 005", NULL, DOWN, "-1", "-005"},
        {"other branches stay", "001: 002a:001 003a:002a 002b:001", 'p', "001 002a 003a 002b", NULL,
            DOWN, "002a", "-003a"},
        {"what depends on a removed one goes too", "001: 002:001 003:001>002 004:003", 'p',
            "001 002 003 004", NULL, DOWN, "001", "-004 -003 -002"},
        {"and across branches", "1: 2:1 3:2 5:1 6:5>3 7:6", 'p', "1 2 3 5 6 7", NULL, DOWN, "2",
            "-7 -6 -3"},
        {"depending on the target is no reason", "1: 2:1 5:1>2", 'p', "1 2 5", NULL, DOWN, "2", ""},
        {"a gap", "001 002 003", 'p', "001 003", NULL, DOWN, "-2", "-003 -001"},
        {"above a gap", "001 002 003", 'p', "001 003", NULL, DOWN, "001", "-003"},
        {"a running one goes first", "001 002", 'p', "001 002?", NULL, DOWN, "001", "-002"},
        {"a running one counts", "001 002", 'p', "001 002?", NULL, DOWN, "-1", "-002"},
        {"needed across, not applied there", "p/001 t/002>001", 'p', "001", "", DOWN, "base",
            "-001"},
        {"needed across, not known", "p/001 t/002>001", 'p', "001", NULL, DOWN, "base", "-001"},
        {"needed across, but there as well", "b/001 t/002>001", 'p', "001", "001 002", DOWN, "base",
            "-001"},
        {"needed across, but it stays", "p/001 p/003 t/002>001", 'p', "001 003", "002", DOWN, "001",
            "-003"},
    };
    plan_cases_check(rows, G_N_ELEMENTS(rows));
}

static void test_down_refused(void **state)
{
    static const PlanCase rows[] = {
        {"not applied", "001 002", 'p', "001", NULL, DOWN, "002", "\"002\"|not applied",
            DUNLIN_ERROR_CONFIG},
        {"partly applied", "001 002", 'p', "001 002?", NULL, DOWN, "002", "only partly applied",
            DUNLIN_ERROR_CONFIG},
        {"unknown", "001", 'p', "001", NULL, DOWN, "zzz", "does not exist", DUNLIN_ERROR_CONFIG},
        {"too many steps", "001 002", 'p', "001", NULL, DOWN, "-2",
            "\"-2\" goes too far|only 1 revision is", DUNLIN_ERROR_CONFIG},
        {"a step from nothing", "001", 'p', "", NULL, DOWN, "-1", "only 0 revisions are",
            DUNLIN_ERROR_CONFIG},
        {"upgrade's word", "001", 'p', "", NULL, DOWN, "+1", "for an upgrade", DUNLIN_ERROR_CONFIG},
        {"the head, but it is not applied", "001 002", 'p', "001", NULL, DOWN, "head",
            "cannot go down to \"002\"", DUNLIN_ERROR_CONFIG},
        {"several heads", "001 002_a 002_b", 'p', "001 002_a 002_b", NULL, DOWN, "-1",
            "\"-1\" is ambiguous|\"002_a\" and \"002_b\"", DUNLIN_ERROR_GRAPH},
        {"several heads below a merge", DIAMOND, 'p', "003 004a 004b 005", NULL, DOWN, "-2",
            "\"004a\" and \"004b\"", DUNLIN_ERROR_GRAPH},
        {"needed across", "p/001 t/002>001", 'p', "001", "002", DOWN, "base",
            "m/001.sql:1: |\"001\" cannot be reverted|\"002\" of scope tenant",
            DUNLIN_ERROR_REFUSED, "m/001.sql"},
        {"needed across by one that runs", "p/001 t/002>001", 'p', "001", "002?", DOWN, "-1",
            "\"002\"", DUNLIN_ERROR_REFUSED, "m/001.sql"},
        {"needed across by a both", "p/001 b/002>001", 'p', "001 002", "002", DOWN, "base",
            "\"001\" cannot be reverted|\"002\"", DUNLIN_ERROR_REFUSED, "m/001.sql"},
    };
    plan_cases_check_refused(rows, G_N_ELEMENTS(rows));
}

static void test_applied_from_count(void **state)
{
    static const struct {
        const char *name, *revisions;
        char scope;
        guint count;
        const char *applied; /* versions, or NULL: refused */
        const char *says;
    } cases[] = {
        {"none", "001 002", 'p', 0, "", NULL},
        {"some", "001 002 003", 'p', 2, "001 002", NULL},
        {"all, by number", "10 9", 'p', 2, "10 9", NULL},
        {"the first by number", "10 9", 'p', 1, "9", NULL},
        {"own lineage", "p/001 t/002 b/003", 't', 2, "002 003", NULL},
        {"no files", "", 'p', 0, "", NULL},
        {"too many", "001 002", 'p', 3, NULL, "3 revisions|only 2|`dunlin stamp TARGET`"},
        {"branched", "001 002_a 002_b", 'p', 1, NULL, "branches|`dunlin stamp TARGET`"},
        {"branched, none", "001 002_a 002_b", 'p', 0, NULL, "branches"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DlnGraph) graph = builder_graph(cases[i].revisions, NULL);
        g_autoptr(DlnApplied) applied = NULL;
        g_autoptr(GError) error = NULL;
        gboolean made = dln_plan_applied_from_count(
            graph, builder_scope(cases[i].scope), cases[i].count, &applied, &error);
        if (made != (cases[i].applied != NULL))
            fail_msg("%s: %s", cases[i].name, made ? "was made" : error->message);
        if (!made) {
            assert_null(applied);
            assert_true(dln_error_is(error, DUNLIN_ERROR_REFUSED));
            builder_assert_says(cases[i].name, error->message, cases[i].says);
            continue;
        }
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint k = 0; k < dln_applied_size(applied); k++) {
            const DlnAppliedRow *row = dln_applied_get(applied, k);
            g_string_append_printf(text, "%s%s", k > 0 ? " " : "", row->version);
            assert_null(row->checksum);
            assert_int_equal(row->state, DLN_APPLIED_DONE);
        }
        builder_assert_text(cases[i].name, text->str, cases[i].applied);
    }
}

static void test_repeatable(void **state)
{
    static const PlanCase rows[] = {
        {"behind everything, by name", "002 B* A* 001", 'p', "", NULL, UP, "heads",
            "+001 +002 +A +B"},
        {"in the order of what they need", "001 A*>B B*>001", 'p', "", NULL, UP, "head",
            "+001 +B +A"},
        {"new and changed ones only", "001 A* B* C*", 'p', "001 A! B!=old", NULL, UP, "heads",
            "+B +C"},
        {"nothing to do", "001 A*", 'p', "001 A!", NULL, UP, "heads", ""},
        {"not for a part of the way", "001 002 A*", 'p', "", NULL, UP, "001", "+001"},
        {"not for steps", "001 A*", 'p', "", NULL, UP, "+1", "+001"},
        {"of this scope only", "001 p/A* t/B* b/C*", 'p', "", NULL, UP, "heads", "+001 +A +C"},
        {"of the other one", "t/001 p/A* t/B* b/C*", 't', "", NULL, UP, "heads", "+001 +B +C"},
        {"alone", "A*", 'p', "", NULL, UP, "heads", "+A"},
        {"one whose file is gone is no matter", "001 A*", 'p', "001 A! Z!", NULL, UP, "heads", ""},
        {"what it needs elsewhere is there", "p/001 t/A*>001", 't', "", "001", UP, "heads", "+A"},
        {"it may be repeatable, too", "p/V* t/A*>V", 't', "", "V!", UP, "heads", "+A"},
        {"reverted before a downgrade, in reverse", "001 002 A*>B B* C*", 'p', "001 002 A! B!",
            NULL, DOWN, "001", "-A -B -002"},
        {"not when nothing goes down", "001 A*", 'p', "001 A!", NULL, DOWN, "001", ""},
        {"one whose file is gone stays", "001 A*", 'p', "001 A! Z!", NULL, DOWN, "base",
            "-A -001"},
    };
    static const PlanCase refused[] = {
        {"not applied there", "p/001 t/A*>001", 't', "", "", UP, "heads",
            "\"A\" depends on \"001\" of scope public", DUNLIN_ERROR_REFUSED, "m/A.sql"},
        {"has become one of the history", "001 A", 'p', "001 A!", NULL, UP, "heads",
            "\"A\" (m/A.sql) has run as a repeatable migration and is none any more",
            DUNLIN_ERROR_CHECKSUM, "m/A.sql"},
        {"was one of the history", "001 A*", 'p', "001 A", NULL, UP, "heads",
            "\"A\" is applied, and its file (m/A.sql) was made repeatable since",
            DUNLIN_ERROR_CHECKSUM, NULL},
    };

    plan_cases_check(rows, G_N_ELEMENTS(rows));
    plan_cases_check_refused(refused, G_N_ELEMENTS(refused));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_up),
        cmocka_unit_test(test_repeatable),
        cmocka_unit_test(test_up_refused),
        cmocka_unit_test(test_ledger_refused),
        cmocka_unit_test(test_down),
        cmocka_unit_test(test_down_refused),
        cmocka_unit_test(test_applied_from_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
