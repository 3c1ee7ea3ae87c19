/* SPDX-License-Identifier: Apache-2.0 */
/* test_file_template.c: ${names} in a text, and those that are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "app/author/file_template.h"

static const DlnTemplateValue values[] = {{"a", "1"}, {"b", "${a}"}, {"empty", ""}, {NULL, NULL}};

static const struct {
    const char *text;
    const char *expected; /* "!" and a part of the error */
} cases[] = {
    {"", ""},
    {"no names, $ and $$ and $1 and { }", "no names, $ and $$ and $1 and { }"},
    {"${a}", "1"},
    {"x${a}${a}y${empty}z", "x11yz"},
    {"${b}", "${a}"},
    {"$${a} ${a}", "${a} 1"},
    {"$$${a}", "$${a}"},
    {"\n\n${c}", "!t.sql:3: there is no \"${c}\" in a template (there are: ${a}, ${b}, ${empty})"},
    {"${}", "!t.sql:1: there is no \"${}\""},
    {"${a", "!t.sql:1: \"${\" without its \"}\""},
    {"${a\n}", "!t.sql:1: \"${\" without its \"}\""},
};

static void test_render(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = dln_file_template_render(cases[i].text, "t.sql", values, &error);
        if (*cases[i].expected == '!') {
            if (text != NULL)
                fail_msg("%s: gave %s", cases[i].text, text);
            if (strstr(error->message, cases[i].expected + 1) == NULL)
                fail_msg("%s: %s", cases[i].text, error->message);
        } else if (g_strcmp0(text, cases[i].expected) != 0) {
            fail_msg("%s: gave %s", cases[i].text, text != NULL ? text : error->message);
        }
    }
}

static void test_uses(void **state)
{
    assert_true(dln_file_template_uses("x ${a} y", "a"));
    assert_true(dln_file_template_uses("$${a} ${a}", "a"));
    assert_false(dln_file_template_uses("$${a}", "a"));
    assert_false(dln_file_template_uses("${ab}", "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_render), cmocka_unit_test(test_uses)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
