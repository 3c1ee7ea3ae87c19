/* SPDX-License-Identifier: Apache-2.0 */
/* test_duration.c: what is a duration and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/duration.h"

typedef struct {
    const char *text;
    gint64 ms;             /* when it is read */
    const char *formatted; /* when it is read */
    const char *error;     /* a part of the message, else NULL */
} Case;

static const Case cases[] = {
    {"0", 0, "0", NULL},
    {"0s", 0, "0", NULL},
    {"2s", 2000, "2s", NULL},
    {"500ms", 500, "500ms", NULL},
    {"5min", 300000, "5min", NULL},
    {"1h", 3600000, "1h", NULL},
    {"2d", 172800000, "2d", NULL},
    {"90s", 90000, "90s", NULL},
    {"60s", 60000, "1min", NULL},
    {"1500ms", 1500, "1500ms", NULL},
    {" 5 min ", 300000, "5min", NULL},
    {"9223372036854775807ms", G_MAXINT64, "9223372036854775807ms", NULL},
    {"9223372036854775808ms", 0, NULL, "too long"},
    {"9223372036854775807s", 0, NULL, "too long"},
    {"106751991168d", 0, NULL, "too long"},
    {"5", 0, NULL, "\"5\" has no unit"},
    {"5m", 0, NULL, "unknown unit"},
    {"5S", 0, NULL, "unknown unit"},
    {"1h30min", 0, NULL, "unknown unit"},
    {"1.5s", 0, NULL, "unknown unit"},
    {"-1s", 0, NULL, "is no duration"},
    {"+1s", 0, NULL, "is no duration"},
    {"s", 0, NULL, "is no duration"},
    {"", 0, NULL, "is no duration"},
};

static void check_case(const Case *c)
{
    g_autoptr(GError) error = NULL;
    gint64 ms = -7;

    if (c->error == NULL) {
        if (!dln_duration_parse(c->text, &ms, &error))
            fail_msg("\"%s\": %s", c->text, error->message);
        assert_int_equal(ms, c->ms);
        g_autofree char *formatted = dln_duration_format(ms);
        assert_string_equal(formatted, c->formatted);
        return;
    }
    if (dln_duration_parse(c->text, &ms, &error))
        fail_msg("\"%s\" was read", c->text);
    assert_int_equal(ms, -7);
    assert_true(dln_error_is(error, DUNLIN_ERROR_CONFIG));
    if (strstr(error->message, c->error) == NULL)
        fail_msg("\"%s\": %s", c->text, error->message);
}

static void test_duration(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        check_case(&cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_duration)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
