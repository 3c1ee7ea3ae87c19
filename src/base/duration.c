/* SPDX-License-Identifier: Apache-2.0 */
/* duration.c: the units, and text to milliseconds and back. Knows no setting. */
#include "base/duration.h"

#include <string.h>

typedef struct {
    const char *name;
    gint64 ms;
} Unit;

/* Largest first: formatting takes the first that divides. */
static const Unit units[] = {
    {"d", 24 * 60 * 60 * 1000},
    {"h", 60 * 60 * 1000},
    {"min", 60 * 1000},
    {"s", 1000},
    {"ms", 1},
};

static const Unit *find_unit(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
        if (g_str_equal(units[i].name, name))
            return &units[i];
    }
    return NULL;
}

/* Digits at *cursor. FALSE for none, or more than fit. Signs and blanks are no digits, unlike for strtoll. */
static gboolean read_number(const char **cursor, gint64 *out_number)
{
    gint64 number = 0;
    const char *p = *cursor;

    for (; g_ascii_isdigit(*p); p++) {
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, g_ascii_digit_value(*p), &number))
            return FALSE;
    }
    if (p == *cursor)
        return FALSE;
    *cursor = p;
    *out_number = number;
    return TRUE;
}

gboolean dln_duration_parse(const char *text, gint64 *out_ms, GError **error)
{
    g_autofree char *stripped = g_strstrip(g_strdup(text));
    const char *cursor = stripped;
    gint64 number = 0;

    if (!g_ascii_isdigit(*cursor)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" is no duration: write a whole number and ms, s, min, h or d, such as 2s",
            stripped);
        return FALSE;
    }
    if (!read_number(&cursor, &number)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" is too long a duration", stripped);
        return FALSE;
    }
    while (g_ascii_isspace(*cursor))
        cursor++;
    if (*cursor == '\0' && number == 0) {
        *out_ms = 0;
        return TRUE;
    }

    const Unit *unit = find_unit(cursor);
    if (unit == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" has %s unit: write ms, s, min, h or d behind the number", stripped,
            *cursor == '\0' ? "no" : "an unknown");
        return FALSE;
    }
    gint64 ms;
    if (__builtin_mul_overflow(number, unit->ms, &ms)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" is too long a duration", stripped);
        return FALSE;
    }
    *out_ms = ms;
    return TRUE;
}

char *dln_duration_format(gint64 ms)
{
    g_return_val_if_fail(ms >= 0, NULL);

    if (ms == 0)
        return g_strdup("0");
    for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
        if (ms % units[i].ms == 0)
            return g_strdup_printf("%" G_GINT64_FORMAT "%s", ms / units[i].ms, units[i].name);
    }
    g_assert_not_reached();
}
