/* SPDX-License-Identifier: Apache-2.0 */
/* cast_length.c: from a type into the same with another length, precision or width, and into a text that may be too short. */
#include <string.h>

#include "diff/postgres/cast.h"

/* Without what stands in brackets: a length, a precision. */
static char *without_length(const char *type)
{
    const char *open = *type != '"' ? strchr(type, '(') : NULL;
    const char *close = open != NULL ? strchr(open, ')') : NULL;

    if (close == NULL)
        return g_strdup(type);
    return g_strdup_printf("%.*s%s", (int)(open - type), type, close + 1);
}

char *dln_type_base(const DlnSchema *schema, const char *type)
{
    const DlnObject *domain = dln_schema_find_text(schema, DLN_OBJECT_DOMAIN, type);

    if (domain != NULL)
        return dln_type_base(schema, dln_object_get(domain, "type"));
    return without_length(type);
}

const char *dln_type_full(const DlnSchema *schema, const char *type)
{
    const DlnObject *domain = dln_schema_find_text(schema, DLN_OBJECT_DOMAIN, type);

    return domain != NULL ? dln_type_full(schema, dln_object_get(domain, "type")) : type;
}

/* The numbers in brackets; -1: none. */
typedef struct {
    gint64 first;
    gint64 second;
} Lengths;

static Lengths lengths_of(const DlnSchema *schema, const char *type)
{
    const char *open = strchr(dln_type_full(schema, type), '(');
    const char *comma = open != NULL ? strchr(open, ',') : NULL;

    return (Lengths){
        .first = open != NULL ? g_ascii_strtoll(open + 1, NULL, 10) : -1,
        .second = comma != NULL ? g_ascii_strtoll(comma + 1, NULL, 10) : -1,
    };
}

char *dln_cast_of_length(DlnCast *cast)
{
    const char *to = dln_type_full(cast->transition->to, cast->to);
    const gint64 length = lengths_of(cast->transition->from, cast->from).first;
    const gint64 new_length =
        g_str_equal(to, "name") ? 63 : lengths_of(cast->transition->to, cast->to).first;

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
    const char *to = dln_type_full(cast->transition->to, cast->to);
    g_autofree char *base = dln_type_base(cast->transition->from, cast->from);
    const gint64 length = lengths_of(cast->transition->to, cast->to).first;

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
    Lengths old = lengths_of(cast->transition->from, cast->from);
    const Lengths new = lengths_of(cast->transition->to, cast->to);
    const guint width = width_of(from);
    const int digits = float_digits(to);

    if (old.first < 0 && width < G_N_ELEMENTS(whole_digits))
        old = (Lengths){.first = whole_digits[width], .second = 0};
    if (width_of(to) < width ||
        (new.first >= 0 && (old.first < 0 || new.first - new.second < old.first - old.second ||
                               new.second < old.second)))
        dln_cast_lose(cast,
            width < G_N_ELEMENTS(whole_digits) && width_of(to) < G_N_ELEMENTS(whole_digits)
                ? "values that do not fit in %s make it fail"
                : "values are rounded to %s; those that do not fit make it fail",
            cast->to);
    else if (digits > 0 && old.first > digits)
        dln_cast_lose(cast, "numbers of more than %d digits are rounded", digits);
    return NULL;
}

/* timestamp(0) with time zone: how much of a second is kept. */
char *dln_cast_of_seconds(DlnCast *cast)
{
    const gint64 digits = lengths_of(cast->transition->from, cast->from).first;
    const gint64 new_digits = lengths_of(cast->transition->to, cast->to).first;

    if (new_digits >= 0 && (digits < 0 || new_digits < digits))
        dln_cast_lose(
            cast, "fractions of a second are rounded to %" G_GINT64_FORMAT " digits", new_digits);
    return NULL;
}
