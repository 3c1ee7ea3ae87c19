/* SPDX-License-Identifier: Apache-2.0 */
/* range.c: the values that a sequence can have, that of an identity column, too, and how it comes within others. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

static gint64 number_or(const char *text, gint64 otherwise)
{
    return text != NULL ? g_ascii_strtoll(text, NULL, 10) : otherwise;
}

/* What is not said follows from the type and from the direction. */
static DlnSequenceRange range_of(const char *type, const char *const said[4])
{
    gboolean is_small = g_strcmp0(type, "smallint") == 0;
    gint64 highest = is_small                          ? G_MAXINT16
                     : g_strcmp0(type, "integer") == 0 ? G_MAXINT32
                                                       : G_MAXINT64;
    DlnSequenceRange range = {.increment = number_or(said[0], 1)};

    range.minimum = number_or(said[1], range.increment > 0 ? 1 : -highest - 1);
    range.maximum = number_or(said[2], range.increment > 0 ? highest : -1);
    range.start = number_or(said[3], range.increment > 0 ? range.minimum : range.maximum);
    range.is_limited = said[1] != NULL || said[2] != NULL;
    return range;
}

DlnSequenceRange dln_sequence_range(const DlnObject *sequence)
{
    const char *const said[4] = {dln_object_get(sequence, "increment"),
        dln_object_get(sequence, "minimum"), dln_object_get(sequence, "maximum"),
        dln_object_get(sequence, "start")};

    return range_of(dln_object_get(sequence, "type"), said);
}

const char *dln_identity_option(const DlnObject *column, const char *name)
{
    const char *options = dln_object_get(column, "identity_options");
    const char *at = options != NULL ? strstr(options, name) : NULL;

    return at != NULL ? at + strlen(name) : NULL;
}

DlnSequenceRange dln_identity_range(const DlnObject *column)
{
    const char *const said[4] = {dln_identity_option(column, "INCREMENT BY "),
        dln_identity_option(column, "MINVALUE "), dln_identity_option(column, "MAXVALUE "),
        dln_identity_option(column, "START WITH ")};

    return range_of(dln_object_get(column, "type"), said);
}

/* It turns round, or nothing of what it could be is left. */
gboolean dln_range_begins_again(const DlnSequenceRange *from, const DlnSequenceRange *to)
{
    return (from->increment < 0) != (to->increment < 0) || to->minimum > from->maximum ||
           to->maximum < from->minimum;
}

static void write_bound(DlnTransition *transition, const DlnObject *about, const char *name,
    const char *sign, gint64 bound)
{
    g_autofree char *literal = dln_quote_postgres_literal(name);
    g_autofree char *text = about->id.kind == DLN_OBJECT_SEQUENCE ? dln_object_id_text(&about->id)
                                                                  : dln_identity_text(about);
    DlnPgStep *step = dln_write(transition, about,
        g_strdup_printf("SELECT setval(%s, %" G_GINT64_FORMAT
                        ", false) FROM %s WHERE last_value %s %" G_GINT64_FORMAT,
            literal, bound, name, sign, bound));

    dln_diff_say(step->losses, "sequence %s: its value, where it is %s %" G_GINT64_FORMAT, text,
        sign, bound);
}

void dln_write_within(DlnTransition *transition, const DlnObject *about, const char *name,
    const DlnSequenceRange *from, const DlnSequenceRange *to)
{
    /* Of another type alone, it has its values as its column has. */
    if (dln_range_begins_again(from, to) || (!from->is_limited && !to->is_limited))
        return;
    if (to->minimum > from->minimum)
        write_bound(transition, about, name, "<", to->minimum);
    if (to->maximum < from->maximum)
        write_bound(transition, about, name, ">", to->maximum);
}

void dln_write_counting_on(DlnTransition *transition, const DlnObject *column, const char *name,
    const DlnSequenceRange *range)
{
    static const char *const counted[] = {"smallint", "integer", "bigint", NULL};
    gboolean is_rising = range->increment > 0;
    g_autofree char *base = dln_type_base(transition->to, dln_object_get(column, "type"));
    g_autofree char *table = dln_create_parent(column);
    g_autofree char *column_name = dln_create_name(column);
    g_autofree char *literal = dln_quote_postgres_literal(name);
    g_autofree char *last = g_strdup_printf("%s(%s)", is_rising ? "max" : "min", column_name);

    /* What is a text, say, may hold anything beside numbers. */
    if (!g_strv_contains(counted, base))
        return;
    dln_write(transition, column,
        g_strdup_printf("SELECT setval(%s, %s) FROM %s HAVING %s %s %" G_GINT64_FORMAT, literal,
            last, table, last, is_rising ? ">=" : "<=", range->start));
}
