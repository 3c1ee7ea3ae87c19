/* SPDX-License-Identifier: Apache-2.0 */
/* test_target.c: the words that say where a plan shall lead. */
#include "revision/graph_builder.h"

#include "plan/target.h"

#define UP DLN_DIRECTION_UP
#define DOWN DLN_DIRECTION_DOWN

static void test_parses(void **state)
{
    static const struct {
        const char *text;
        DlnDirection direction;
        DlnTargetKind kind;
        guint steps;
    } cases[] = {
        {"heads", UP, DLN_TARGET_HEADS, 0},
        {"head", UP, DLN_TARGET_HEAD, 0},
        {"base", DOWN, DLN_TARGET_BASE, 0},
        {"+1", UP, DLN_TARGET_STEPS, 1},
        {"+4294967295", UP, DLN_TARGET_STEPS, G_MAXUINT},
        {"-2", DOWN, DLN_TARGET_STEPS, 2},
        {"003_x", UP, DLN_TARGET_REVISION, 0},
        {"3", DOWN, DLN_TARGET_REVISION, 0},
        {"header", UP, DLN_TARGET_REVISION, 0},
        {"baseline", UP, DLN_TARGET_REVISION, 0},
        {"a-1", DOWN, DLN_TARGET_REVISION, 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        DlnTarget target = {0};
        g_autoptr(GError) error = NULL;
        if (!dln_target_parse(cases[i].text, cases[i].direction, &target, &error))
            fail_msg("%s: %s", cases[i].text, error->message);
        assert_int_equal(target.kind, cases[i].kind);
        assert_int_equal(target.steps, cases[i].steps);
        assert_string_equal(target.text, cases[i].text);
    }
}

static void test_refuses(void **state)
{
    static const struct {
        const char *text;
        DlnDirection direction;
        const char *says;
    } cases[] = {
        {"", UP, "empty"},
        {"+", UP, "\"+\" is no number of steps"},
        {"+0", UP, "\"+0\" is no number of steps"},
        {"-0", DOWN, "\"-0\" is no number of steps"},
        {"+x", UP, "\"+x\""},
        {"+1x", UP, "\"+1x\""},
        {"--1", DOWN, "\"--1\""},
        {"+-1", UP, "\"+-1\""},
        {"+4294967296", UP, "no number of steps"},
        {"base", UP, "\"base\" is for a downgrade"},
        {"-1", UP, "\"-1\" is for a downgrade"},
        {"head", DOWN, "\"head\" is for an upgrade"},
        {"heads", DOWN, "\"heads\" is for an upgrade"},
        {"+1", DOWN, "\"+1\" is for an upgrade"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        DlnTarget target = {.text = "untouched"};
        g_autoptr(GError) error = NULL;
        assert_false(dln_target_parse(cases[i].text, cases[i].direction, &target, &error));
        assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
        builder_assert_says(cases[i].text, error->message, cases[i].says);
        assert_string_equal(target.text, "untouched");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parses),
        cmocka_unit_test(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
