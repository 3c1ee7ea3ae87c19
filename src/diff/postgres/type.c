/* SPDX-License-Identifier: Apache-2.0 */
/* type.c: changes of extensions, collations, enums, domains, composite types and ranges. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* ---- enums ---- */

static void add_label(
    DlnTransition *transition, const DlnPair *pair, const char *label, const char *place)
{
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *literal = dln_quote_postgres_literal(label);

    dln_write_at(transition, DLN_STAGE_LABELS, pair->to,
        g_strdup_printf("ALTER TYPE %s ADD VALUE %s%s", name, literal, place));
}

/* Each new value stands behind the one before it, which is there by then. */
static void change_enum(DlnTransition *transition, const DlnPair *pair)
{
    g_auto(GStrv) from = dln_property_list(dln_object_get(pair->from, "labels"));
    g_auto(GStrv) to = dln_property_list(dln_object_get(pair->to, "labels"));
    guint n_passed = 0;

    for (guint i = 0; to[i] != NULL; i++) {
        g_autofree char *before = i > 0 ? dln_quote_postgres_literal(to[i - 1]) : NULL;
        g_autofree char *first = from[0] != NULL ? dln_quote_postgres_literal(from[0]) : NULL;
        g_autofree char *place = NULL;

        if (from[n_passed] != NULL && g_str_equal(to[i], from[n_passed])) {
            n_passed++;
            continue;
        }
        if (from[n_passed] == NULL)
            place = g_strdup("");
        else if (before != NULL)
            place = g_strconcat(" AFTER ", before, NULL);
        else
            place = g_strconcat(" BEFORE ", first, NULL);
        add_label(transition, pair, to[i], place);
    }
}

/* ---- domains ---- */

/* Every row of the domain's columns is looked at when it becomes NOT NULL. */
static void fill_domain(DlnTransition *transition, const DlnPair *domain)
{
    for (guint i = 0; domain->dependents != NULL && i < domain->dependents->len; i++) {
        const DlnPair *column = domain->dependents->pdata[i];
        const DlnPair *table = dln_pair_parent(transition, column);

        if (column->to == NULL || dln_pair_kind(column) != DLN_OBJECT_COLUMN || table == NULL ||
            dln_pair_kind(table) != DLN_OBJECT_TABLE || dln_object_is(column->from, "not_null") ||
            dln_object_get(dln_pair_any(table), "server") != NULL ||
            dln_object_get(column->to, "generated") != NULL)
            continue;
        g_autofree char *value = dln_fill_value(transition, column->to);
        DlnPgStep *step =
            dln_write(transition, column->to, dln_fill_statement(transition, column->to, value));
        dln_diff_say(step->notes, "the rows without a value get %s: choose the value", value);
    }
}

static void change_domain(DlnTransition *transition, const DlnPair *pair)
{
    const char *value = dln_object_get(pair->to, "default");
    g_autofree char *name = dln_create_name(pair->to);

    if (dln_pair_differs(pair, "default"))
        dln_write(transition, pair->to,
            value != NULL ? g_strdup_printf("ALTER DOMAIN %s SET DEFAULT %s", name, value)
                          : g_strdup_printf("ALTER DOMAIN %s DROP DEFAULT", name));
    if (!dln_pair_differs(pair, "not_null"))
        return;
    if (dln_object_is(pair->to, "not_null"))
        fill_domain(transition, pair);
    dln_write(transition, pair->to,
        g_strdup_printf("ALTER DOMAIN %s %s NOT NULL", name,
            dln_object_is(pair->to, "not_null") ? "SET" : "DROP"));
}

/* ---- extensions ---- */

/* Without a version: to the one that the server has as its own. */
static void change_extension(DlnTransition *transition, const DlnPair *pair)
{
    const char *version = dln_object_get(pair->to, "version");
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *literal = version != NULL ? dln_quote_postgres_literal(version) : NULL;

    if (dln_pair_differs(pair, "version"))
        dln_write(transition, pair->to,
            g_strdup_printf("ALTER EXTENSION %s UPDATE%s%s", name, literal != NULL ? " TO " : "",
                literal != NULL ? literal : ""));
}

/* ---- all of them ---- */

static void change(DlnTransition *transition, const DlnPair *pair)
{
    if (pair->to->id.kind == DLN_OBJECT_ENUM)
        change_enum(transition, pair);
    else if (pair->to->id.kind == DLN_OBJECT_DOMAIN)
        change_domain(transition, pair);
    else if (pair->to->id.kind == DLN_OBJECT_EXTENSION)
        change_extension(transition, pair);
    dln_write_comment(transition, pair);
}

static const char *word(const DlnObject *type)
{
    return type->id.kind == DLN_OBJECT_DOMAIN ? "DOMAIN" : "TYPE";
}

/* A range brings another type along, called as the server calls it where nothing is said. (transfer full) */
static char *multirange_of(const DlnObject *range)
{
    const char *said = dln_object_get(range, "multirange");
    const char *name = range->id.name;
    const char *place = strstr(name, "range");

    if (said != NULL)
        return g_strdup(said);
    if (place == NULL)
        return g_strconcat(name, "_multirange", NULL);
    return g_strdup_printf("%.*smultirange%s", (int)(place - name), name, place + strlen("range"));
}

/* The functions that make values of a type bear its name, and keep it when it gets another. */
static void move_constructors(
    DlnTransition *transition, const DlnObject *range, const char *multirange, const char *old)
{
    const char *subtype = dln_object_get(range, "subtype");
    g_autofree char *name = dln_create_name(range);
    g_autofree char *old_range = dln_moved_name(transition, range);
    g_autofree char *old_name = dln_moved_own_name(transition, range);

    dln_write(transition, range,
        g_strdup_printf(
            "ALTER FUNCTION %s(%s, %s) RENAME TO %s", name, subtype, subtype, old_name));
    dln_write(transition, range,
        g_strdup_printf(
            "ALTER FUNCTION %s(%s, %s, text) RENAME TO %s", name, subtype, subtype, old_name));
    dln_write(
        transition, range, g_strdup_printf("ALTER FUNCTION %s() RENAME TO %s", multirange, old));
    dln_write(transition, range,
        g_strdup_printf("ALTER FUNCTION %s(%s) RENAME TO %s", multirange, old_range, old));
    dln_write(transition, range,
        g_strdup_printf("ALTER FUNCTION %s(%s[]) RENAME TO %s", multirange, old_range, old));
}

static void move_multirange(DlnTransition *transition, const DlnObject *range)
{
    g_autofree char *name = multirange_of(range);
    const DlnObject named = {
        .id = {.kind = DLN_OBJECT_RANGE, .name = name, .schema = range->id.schema}};
    g_autofree char *quoted = dln_create_name(&named);
    g_autofree char *old = dln_moved_own_name(transition, &named);

    dln_write(transition, range, g_strdup_printf("ALTER TYPE %s RENAME TO %s", quoted, old));
    move_constructors(transition, range, quoted, old);
}

/* What an extension has made is in no model. */
static void tell_loss(const DlnObject *type, GPtrArray *losses)
{
    if (type->id.kind == DLN_OBJECT_EXTENSION && dln_object_is(type, "tables"))
        dln_diff_say(losses, "extension %s: what its own tables hold", type->id.name);
}

static void go(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->from);
    g_autofree char *target = dln_create_target(pair->from);
    g_autofree char *old = pair->is_moved ? dln_moved_own_name(transition, pair->from) : NULL;

    DlnPgStep *step = dln_write(transition, pair->from,
        old != NULL ? g_strdup_printf("ALTER %s %s RENAME TO %s", word(pair->from), name, old)
                    : g_strconcat("DROP ", target, NULL));
    tell_loss(pair->from, step->losses);
    if (pair->is_moved && pair->from->id.kind == DLN_OBJECT_RANGE)
        move_multirange(transition, pair->from);
}

static void make(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->to);

    /* A canonical function takes the type that it belongs to. */
    if (pair->to->id.kind == DLN_OBJECT_RANGE && dln_object_get(pair->to, "canonical") != NULL)
        dln_diff_fail(transition->out, pair->to,
            "cannot be written: its canonical function needs it, and it the function");
    dln_create_type(&transition->maker, pair->to);
    dln_write_made(transition, pair->to);
}

void dln_write_type(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    if (moment == DLN_MOMENT_BEFORE && dln_pair_goes(pair))
        go(transition, pair);
    else if (moment == DLN_MOMENT_MAIN && dln_pair_comes(pair))
        make(transition, pair);
    else if (moment == DLN_MOMENT_MAIN)
        change(transition, pair);
    else if (moment == DLN_MOMENT_AFTER && pair->is_moved) {
        g_autofree char *old = dln_moved_name(transition, pair->from);
        dln_write(transition, pair->from, g_strdup_printf("DROP %s %s", word(pair->from), old));
    }
}
