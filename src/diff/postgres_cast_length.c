/* SPDX-License-Identifier: Apache-2.0 */
/* postgres_cast_length.c: from a type into the same with another length, precision or width, and into a text that may be too short. */
#include <string.h>

#include "diff/postgres_cast.h"

/* The numbers in brackets; -1: none. */
static void take_lengths(const char *type, gint64 *out_first, gint64 *out_second)
{
    const char *open = strchr(type, '(');
    const char *comma = open != NULL ? strchr(open, ',') : NULL;

    *out_first = open != NULL ? g_ascii_strtoll(open + 1, NULL, 10) : -1;
    *out_second = comma != NULL ? g_ascii_strtoll(comma + 1, NULL, 10) : -1;
}

/* A domain's length is its base type's. */
static const char *full_type(const DlnSchema *schema, const char *type)
{
    const DlnObject *domain = dln_schema_find_text(schema, DLN_OBJECT_DOMAIN, type);

    return domain != NULL ? full_type(schema, dln_object_get(domain, "type")) : type;
}

char *dln_cast_of_length(DlnCast *cast)
{
    const char *from = full_type(cast->transition->from, cast->from);
    const char *to = full_type(cast->transition->to, cast->to);
    gint64 length;
    gint64 new_length;
    gint64 unused;

    take_lengths(from, &length, &unused);
    take_lengths(to, &new_length, &unused);
    if (g_str_equal(to, "name"))
        new_length = 63;
    if (new_length < 0 || (length >= 0 && length <= new_length))
        return NULL;
    dln_cast_lose(cast, "what is longer than %" G_GINT64_FORMAT " is cut off", new_length);
    return g_strdup_printf("%s::%s", cast->name, to);
}

/* The longest text that a value of the type has; what is not here can be of any length. */
static const struct {
    const char *type;
    gint64 length;
} longest[] = {{"smallint", 6}, {"integer", 11}, {"bigint", 20}, {"boolean", 5}, {"uuid", 36}};

/* As an assignment, one that is too long would make it fail. */
char *dln_cast_to_length(DlnCast *cast)
{
    const char *to = full_type(cast->transition->to, cast->to);
    g_autofree char *base = dln_type_base(cast->transition->from, cast->from);
    gint64 length;
    gint64 unused;

    take_lengths(to, &length, &unused);
    for (guint i = 0; i < G_N_ELEMENTS(longest); i++) {
        if (g_str_equal(base, longest[i].type) && longest[i].length <= length)
            return NULL;
    }
    if (length < 0)
        return NULL;
    dln_cast_lose(cast, "what is longer than %" G_GINT64_FORMAT " is cut off", length);
    return g_strdup_printf("%s::text::%s", cast->name, to);
}

/* The wider holds the narrower, but for digits. */
static const char *const numbers[] = {
    "smallint", "integer", "bigint", "real", "double precision", "numeric"};

static guint width_of(const char *base)
{
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (g_str_equal(base, numbers[i]))
            return i;
    }
    return G_N_ELEMENTS(numbers);
}

/* Of smallint, integer, bigint: how many there can be. */
static const int whole_digits[] = {5, 10, 19};

/* How many a float keeps; 0: it is none. */
static int float_digits(const char *base)
{
    return g_str_equal(base, "real") ? 6 : g_str_equal(base, "double precision") ? 15 : 0;
}

char *dln_cast_of_number(DlnCast *cast)
{
    g_autofree char *from = dln_type_base(cast->transition->from, cast->from);
    g_autofree char *to = dln_type_base(cast->transition->to, cast->to);
    gint64 precision;
    gint64 scale;
    gint64 new_precision;
    gint64 new_scale;

    take_lengths(full_type(cast->transition->from, cast->from), &precision, &scale);
    take_lengths(full_type(cast->transition->to, cast->to), &new_precision, &new_scale);
    const guint width = width_of(from);
    if (precision < 0 && width < G_N_ELEMENTS(whole_digits)) {
        precision = whole_digits[width];
        scale = 0;
    }
    const int digits = float_digits(to);
    if (width_of(to) < width ||
        (new_precision >= 0 &&
            (precision < 0 || new_precision - new_scale < precision - scale || new_scale < scale)))
        dln_cast_lose(
            cast, "values are rounded to %s; those that do not fit make it fail", cast->to);
    else if (digits > 0 && precision > digits)
        dln_cast_lose(cast, "numbers of more than %d digits are rounded", digits);
    return NULL;
}

/* timestamp(0) with time zone: how much of a second is kept. */
char *dln_cast_of_seconds(DlnCast *cast)
{
    gint64 digits;
    gint64 new_digits;
    gint64 unused;

    take_lengths(full_type(cast->transition->from, cast->from), &digits, &unused);
    take_lengths(full_type(cast->transition->to, cast->to), &new_digits, &unused);
    if (new_digits >= 0 && (digits < 0 || new_digits < digits))
        dln_cast_lose(
            cast, "fractions of a second are rounded to %" G_GINT64_FORMAT " digits", new_digits);
    return NULL;
}
