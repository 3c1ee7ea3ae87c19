/* SPDX-License-Identifier: Apache-2.0 */
/* sequence.c: changes of sequences, and of those behind identity columns. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* ---- options ---- */

static void append_bound(GString *sql, const DlnPair *pair, const char *property, const char *word)
{
    const char *value = dln_object_get(pair->to, property);

    if (!dln_pair_differs(pair, property) && !dln_pair_differs(pair, "increment"))
        return;
    if (value != NULL)
        g_string_append_printf(sql, " %s %s", word, value);
    else
        g_string_append_printf(sql, " NO %s", word);
}

static void append_options(GString *sql, const DlnPair *pair)
{
    const char *increment = dln_object_get(pair->to, "increment");
    const char *cache = dln_object_get(pair->to, "cache");
    const DlnSequenceRange from = dln_sequence_range(pair->from);
    const DlnSequenceRange to = dln_sequence_range(pair->to);

    if (dln_pair_differs(pair, "type"))
        dln_create_append(sql, " AS ", pair->to, "type", "");
    if (dln_pair_differs(pair, "increment"))
        g_string_append_printf(sql, " INCREMENT BY %s", increment != NULL ? increment : "1");
    append_bound(sql, pair, "minimum", "MINVALUE");
    append_bound(sql, pair, "maximum", "MAXVALUE");
    if (from.start != to.start)
        g_string_append_printf(sql, " START WITH %" G_GINT64_FORMAT, to.start);
    if (dln_pair_differs(pair, "cache"))
        g_string_append_printf(sql, " CACHE %s", cache != NULL ? cache : "1");
    if (dln_pair_differs(pair, "cycle"))
        g_string_append(sql, dln_object_is(pair->to, "cycle") ? " CYCLE" : " NO CYCLE");
}

static void change(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *id = dln_object_id_text(&pair->to->id);
    g_autoptr(GString) sql = g_string_new(NULL);
    const DlnSequenceRange from = dln_sequence_range(pair->from);
    const DlnSequenceRange to = dln_sequence_range(pair->to);
    gboolean begins_again = dln_range_begins_again(&from, &to);

    append_options(sql, pair);
    dln_write_within(transition, pair->to, name, &from, &to);
    if (sql->len > 0) {
        DlnPgStep *step = dln_write(transition, pair->to,
            g_strdup_printf(
                "ALTER SEQUENCE %s%s%s", name, sql->str, begins_again ? " RESTART" : ""));
        if (begins_again)
            dln_diff_say(step->losses, "sequence %s: its value: it begins again", id);
    }
    if (dln_pair_differs(pair, "persistence"))
        dln_write(transition, pair->to,
            g_strdup_printf("ALTER SEQUENCE %s SET %s", name,
                dln_object_get(pair->to, "persistence") != NULL ? "UNLOGGED" : "LOGGED"));
    dln_write_comment(transition, pair);
}

/* ---- owners ---- */

/* A column that was there goes on behind the values that it has. */
static void go_on(DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *column = pair->owner_to;
    const DlnSequenceRange range = dln_sequence_range(pair->to);
    g_autofree char *name = dln_create_name(pair->to);

    if (column != NULL && column->from != NULL && !dln_pair_goes(column) && dln_pair_comes(pair))
        dln_write_counting_on(transition, column->to, name, &range);
}

static void own(DlnTransition *transition, const DlnPair *pair)
{
    const char *owner = dln_object_get(pair->to, "owned_by");
    const char *before = pair->from != NULL && !dln_pair_goes(pair) &&
                                 (pair->owner_from == NULL || !dln_pair_goes(pair->owner_from))
                             ? dln_object_get(pair->from, "owned_by")
                             : NULL;
    g_autofree char *name = dln_create_name(pair->to);
    const DlnPair *table =
        pair->owner_to != NULL ? dln_pair_parent(transition, pair->owner_to) : NULL;

    /* A new table says by itself which sequences are its own. */
    if (pair->comes_along || g_strcmp0(owner, before) == 0 ||
        (table != NULL && dln_pair_comes(table) &&
            dln_create_serial_column(transition->to, pair->to) == NULL))
        return;
    dln_write(transition, pair->to,
        g_strdup_printf("ALTER SEQUENCE %s OWNED BY %s", name, owner != NULL ? owner : "NONE"));
    go_on(transition, pair);
}

static void go(DlnTransition *transition, const DlnPair *pair, const char *name)
{
    g_autofree char *id = dln_object_id_text(&pair->from->id);
    g_autofree char *old = pair->is_moved ? dln_moved_own_name(transition, pair->from) : NULL;
    DlnPgStep *step = dln_write(transition, pair->from,
        old != NULL ? g_strdup_printf("ALTER SEQUENCE %s RENAME TO %s", name, old)
                    : g_strdup_printf("DROP SEQUENCE %s", name));

    if (old == NULL)
        dln_diff_say(step->losses, "sequence %s: its value", id);
}

/* Its column's identity goes on where it stood. */
static void hand_over(DlnTransition *transition, const DlnPair *pair)
{
    const DlnObject *column = pair->owner_from->to;
    g_autofree char *old = dln_moved_name(transition, pair->from);
    g_autofree char *identity = dln_identity_name(column);
    g_autofree char *literal = dln_quote_postgres_literal(identity);

    dln_write(transition, pair->from,
        g_strdup_printf("SELECT setval(%s, last_value, is_called) FROM %s", literal, old));
    dln_write(transition, pair->from, g_strdup_printf("DROP SEQUENCE %s", old));
}

void dln_write_sequence(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    g_autofree char *name = dln_create_name(dln_pair_any(pair));

    if (moment == DLN_MOMENT_BEFORE && dln_pair_goes(pair)) {
        go(transition, pair, name);
    } else if (moment == DLN_MOMENT_BEFORE) {
        if (pair->owner_from != NULL && dln_pair_goes(pair->owner_from))
            dln_write(
                transition, pair->to, g_strdup_printf("ALTER SEQUENCE %s OWNED BY NONE", name));
    } else if (moment == DLN_MOMENT_MAIN && dln_pair_comes(pair)) {
        dln_create_sequence(&transition->maker, pair->to);
        dln_write_made(transition, pair->to);
    } else if (moment == DLN_MOMENT_MAIN) {
        change(transition, pair);
    } else if (pair->is_moved) {
        hand_over(transition, pair);
    } else if (pair->to != NULL) {
        own(transition, pair);
    }
}
