/* SPDX-License-Identifier: Apache-2.0 */
/* test_target.c: words that say where a plan shall lead. */
#include "revision/graph_builder.h"

#include "plan/target.h"

#define UP DLN_DIRECTION_UP
#define DOWN DLN_DIRECTION_DOWN

static const char *text_of(const char *text)
{
    return text != NULL ? text : "";
}

static void test_parses(void **state)
{
    static const struct {
        const char *text;
        DlnTargetKind kind;
        const char *branch, *name;
        int steps;
        const char *whole;
    } cases[] = {
        {"heads", DLN_TARGET_HEADS},
        {"head", DLN_TARGET_HEAD},
        {"base", DLN_TARGET_BASE},
        {"+1", DLN_TARGET_CURRENT, .steps = 1},
        {"+2147483647", DLN_TARGET_CURRENT, .steps = G_MAXINT},
        {"-2", DLN_TARGET_CURRENT, .steps = -2},
        {"003_x", DLN_TARGET_NAME, .name = "003_x"},
        {"header", DLN_TARGET_NAME, .name = "header"},
        {"baseline", DLN_TARGET_NAME, .name = "baseline"},
        {"003+2", DLN_TARGET_NAME, .name = "003", .steps = 2, .whole = "003+2"},
        {"a-1", DLN_TARGET_NAME, .name = "a", .steps = -1, .whole = "a-1"},
        {"2024-01-31", DLN_TARGET_NAME, .name = "2024-01", .steps = -31, .whole = "2024-01-31"},
        {"a-0", DLN_TARGET_NAME, .name = "a-0"},
        {"a-", DLN_TARGET_NAME, .name = "a-"},
        {"a+99999999999", DLN_TARGET_NAME, .name = "a+99999999999"},
        {"head-1", DLN_TARGET_HEAD, .steps = -1},
        {"heads-1", DLN_TARGET_HEADS, .steps = -1},
        {"base+2", DLN_TARGET_BASE, .steps = 2},
        {"shop@head", DLN_TARGET_HEAD, .branch = "shop"},
        {"shop@heads", DLN_TARGET_HEADS, .branch = "shop"},
        {"shop@base", DLN_TARGET_BASE, .branch = "shop"},
        {"shop@003", DLN_TARGET_NAME, .branch = "shop", .name = "003"},
        {"shop@003-1", DLN_TARGET_NAME, .branch = "shop", .name = "003", .steps = -1,
            .whole = "003-1"},
        {"shop@+2", DLN_TARGET_CURRENT, .branch = "shop", .steps = 2},
        {"shop@-1", DLN_TARGET_CURRENT, .branch = "shop", .steps = -1},
        {"a@b@c", DLN_TARGET_NAME, .branch = "a", .name = "b@c"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DlnTarget) target = {0};
        g_autoptr(GError) error = NULL;
        if (!dln_target_parse(cases[i].text, &target, &error))
            fail_msg("%s: %s", cases[i].text, error->message);
        if (target.kind != cases[i].kind || target.steps != cases[i].steps)
            fail_msg("%s: kind %d, steps %d", cases[i].text, target.kind, target.steps);
        builder_assert_text(cases[i].text, text_of(target.branch), text_of(cases[i].branch));
        builder_assert_text(cases[i].text, text_of(target.name), text_of(cases[i].name));
        builder_assert_text(cases[i].text, text_of(target.whole), text_of(cases[i].whole));
        assert_string_equal(target.text, cases[i].text);
    }
}

static void test_refuses(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "the target is empty"},
        {"+", "\"+\" is no number of steps"},
        {"+0", "\"+0\" is no number of steps"},
        {"-0", "\"-0\" is no number of steps"},
        {"+x", "\"+x\""},
        {"+1x", "\"+1x\""},
        {"--1", "\"--1\""},
        {"+-1", "\"+-1\""},
        {"+2147483648", "no number of steps"},
        {"shop@+0", "no number of steps"},
        {"@head", "\"@head\" has no branch"},
        {"shop@", "\"shop@\" has nothing behind"},
        {"@", "has no branch"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        DlnTarget target = {.steps = 77};
        g_autoptr(GError) error = NULL;
        if (dln_target_parse(cases[i].text, &target, &error))
            fail_msg("%s: was parsed", cases[i].text);
        assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
        builder_assert_says(cases[i].text, error->message, cases[i].says);
        assert_int_equal(target.steps, 77);
    }
}

static void test_directions(void **state)
{
    static const struct {
        const char *text;
        DlnDirection direction;
        const char *says; /* NULL: fits */
    } cases[] = {
        {"base", UP, "\"base\" is for a downgrade"},
        {"shop@base", UP, "is for a downgrade"},
        {"-1", UP, "\"-1\" is for a downgrade"},
        {"shop@-1", UP, "is for a downgrade"},
        {"+1", DOWN, "\"+1\" is for an upgrade"},
        {"shop@+1", DOWN, "is for an upgrade"},
        {"base", DOWN, NULL},
        {"base+1", UP, NULL},
        {"base+1", DOWN, NULL},
        {"-1", DOWN, NULL},
        {"+1", UP, NULL},
        {"head", DOWN, NULL},
        {"003-1", UP, NULL},
        {"003+1", DOWN, NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DlnTarget) target = {0};
        g_autoptr(GError) error = NULL;
        assert_true(dln_target_parse(cases[i].text, &target, NULL));
        gboolean fits = dln_target_check_direction(&target, cases[i].direction, &error);
        if (fits != (cases[i].says == NULL))
            fail_msg("%s: %s", cases[i].text, fits ? "fits" : error->message);
        if (!fits) {
            assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
            builder_assert_says(cases[i].text, error->message, cases[i].says);
        }
    }
}

static void test_ranges(void **state)
{
    static const struct {
        const char *text;
        const char *from, *to; /* NULL: left out */
        const char *says;      /* of an error */
    } cases[] = {
        {"001:004", "001", "004", NULL},
        {":004", NULL, "004", NULL},
        {"001:", "001", NULL, NULL},
        {":", NULL, NULL, NULL},
        {"base:head", "base", "head", NULL},
        {"-3:", "-3", NULL, NULL},
        {"-3:current", "-3", "current", NULL},
        {"shop@base:shop@head", "shop@base", "shop@head", NULL},
        {"001", NULL, NULL, "\"001\" is no range|\"FROM:TO\""},
        {"", NULL, NULL, "is no range"},
        {"1:2:3", NULL, NULL, "\"1:2:3\" is no range"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(DlnRange) range = {0};
        g_autoptr(GError) error = NULL;
        gboolean split = dln_range_split(cases[i].text, &range, &error);
        if (split != (cases[i].says == NULL))
            fail_msg("%s: %s", cases[i].text, split ? "was split" : error->message);
        if (!split) {
            assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
            builder_assert_says(cases[i].text, error->message, cases[i].says);
            continue;
        }
        builder_assert_text(cases[i].text, text_of(range.from), text_of(cases[i].from));
        builder_assert_text(cases[i].text, text_of(range.to), text_of(cases[i].to));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parses),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_directions),
        cmocka_unit_test(test_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
