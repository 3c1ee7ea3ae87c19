/* SPDX-License-Identifier: Apache-2.0 */
/* column.c: changes of a table's columns, with the rows that are there. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

typedef struct {
    DlnTransition *transition;
    DlnPair *pair;
    DlnPair *parent; /* (nullable): the parent's column, where the table is a child of another */
    gboolean is_foreign; /* its rows are another server's */
    char *table;         /* as SQL writes it */
    char *name;
    char *alter_table; /* "ALTER TABLE t" */
    char *alter;       /* "ALTER TABLE t ALTER COLUMN c" */
} Column;

static void column_clear(Column *column)
{
    g_free(column->table);
    g_free(column->name);
    g_free(column->alter_table);
    g_free(column->alter);
}

/* (nullable): the same column of the table that this one's comes from, and came from: what becomes a child changes by itself. */
static DlnPair *find_parent(DlnTransition *transition, const DlnPair *pair, const DlnPair *table)
{
    DlnPair *found = NULL;

    if (pair->from == NULL || pair->to == NULL || table == NULL || table->to == NULL ||
        !dln_object_is(pair->to, "inherited") || !dln_object_is(pair->from, "inherited") ||
        (table->from != NULL && dln_table_changes_place(table)))
        return NULL;
    for (guint i = 0; found == NULL && i < table->to->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(table->to->needs, DlnObjectId, i);
        const DlnObjectId id = {.kind = DLN_OBJECT_COLUMN,
            .parent = need->name,
            .name = pair->to->id.name,
            .schema = need->schema};

        if (need->kind == DLN_OBJECT_TABLE)
            found = dln_pair_find(transition, transition->to, &id);
    }
    return found != NULL && found->from != NULL ? found : NULL;
}

static Column column_of(DlnTransition *transition, DlnPair *pair)
{
    const DlnObject *object = dln_pair_any(pair);
    const DlnPair *table = dln_pair_parent(transition, pair);
    gboolean is_foreign = table != NULL && dln_object_get(dln_pair_any(table), "server") != NULL;
    Column column = {transition, pair, find_parent(transition, pair, table), is_foreign,
        dln_create_parent(object), dln_create_name(object), NULL, NULL};

    column.alter_table =
        g_strdup_printf("ALTER %sTABLE %s", is_foreign ? "FOREIGN " : "", column.table);
    column.alter = g_strdup_printf("%s ALTER COLUMN %s", column.alter_table, column.name);
    return column;
}

static DlnPgStep *write_alter(const Column *column, const char *format, ...) G_GNUC_PRINTF(2, 3);

static DlnPgStep *write_alter(const Column *column, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    return dln_write(column->transition, dln_pair_any(column->pair),
        g_strdup_printf("%s %s", column->alter, text));
}

/* Whether it differs, and does not follow from the same change of the parent's column. */
static gboolean differs(const Column *column, const char *property)
{
    const DlnPair *parent = column->parent;

    if (!dln_pair_differs(column->pair, property))
        return FALSE;
    return parent == NULL || !dln_pair_differs(parent, property) ||
           g_strcmp0(dln_object_get(parent->to, property),
               dln_object_get(column->pair->to, property)) != 0;
}

static const char *to_be(const Column *column, const char *property)
{
    return dln_object_get(column->pair->to, property);
}

/* ---- a new one ---- */

static void write_rest(const Column *column)
{
    g_autofree char *words = g_strndup(column->alter_table + strlen("ALTER "),
        strlen(column->alter_table) - strlen("ALTER ") - strlen(column->table) - 1);

    dln_create_column_rest(&column->transition->maker, column->pair->to, words);
    dln_write_made(column->transition, column->pair->to);
}

/* NOT NULL without anything that gives the rows a value: nothing, then the values, then NOT NULL. */
static gboolean wants_values(const DlnObject *column)
{
    return dln_object_is(column, "not_null") && dln_object_get(column, "default") == NULL &&
           dln_object_get(column, "identity") == NULL &&
           dln_object_get(column, "generated") == NULL;
}

/* A constant default gives it to the rows without a look at them, and goes again. */
static void add_with_value(const Column *column, const char *text)
{
    g_autofree char *value = dln_fill_value(column->transition, column->pair->to);
    g_autofree char *id = dln_object_id_text(&column->pair->to->id);
    DlnPgStep *step = dln_write(column->transition, column->pair->to,
        g_strdup_printf("%s ADD COLUMN %s DEFAULT %s NOT NULL", column->alter_table, text, value));

    dln_diff_say(
        step->notes, "column %s: the rows that are there get %s: choose the value", id, value);
    write_alter(column, "DROP DEFAULT");
}

static void add(const Column *column, const DlnPair *table)
{
    DlnTransition *transition = column->transition;
    const DlnObject *object = column->pair->to;
    gboolean is_serial = dln_create_is_serial(&transition->maker, object);
    gboolean is_filled = !is_serial && !column->is_foreign && wants_values(object);
    g_autofree char *text = dln_create_column_text(&transition->maker, table->to, object);

    if (is_filled && g_str_has_suffix(text, " NOT NULL"))
        text[strlen(text) - strlen(" NOT NULL")] = '\0';
    if (is_filled && dln_is_online(transition) && dln_fill_is_constant(transition, object)) {
        add_with_value(column, text);
    } else {
        dln_write(
            transition, object, g_strdup_printf("%s ADD COLUMN %s", column->alter_table, text));
        if (is_filled)
            dln_write_not_null(transition, column->pair);
    }
    dln_create_mark_serial(&transition->maker, object);
    dln_write_made(transition, object);
    write_rest(column);
}

/* What a child's new column is beside its parent's. */
static void add_to_child(const Column *column)
{
    const DlnObject *parent = column->pair->owner_to->to;
    const DlnObject *object = column->pair->to;
    const char *value = dln_object_get(object, "default");

    if (g_strcmp0(value, dln_object_get(parent, "default")) != 0) {
        if (value != NULL)
            write_alter(column, "SET DEFAULT %s", value);
        else
            write_alter(column, "DROP DEFAULT");
    }
    if (dln_object_is(object, "not_null") && !dln_object_is(parent, "not_null"))
        dln_write_not_null(column->transition, column->pair);
    dln_create_comment(&column->transition->maker, object);
    dln_write_made(column->transition, object);
}

/* ---- the type ---- */

/* As the type is stored when nobody says anything. */
static const char *usual_storage(DlnTransition *transition, const char *type)
{
    static const char *const plain[] = {"smallint", "integer", "bigint", "real", "double precision",
        "boolean", "date", "timestamp without time zone", "timestamp with time zone",
        "time without time zone", "time with time zone", "interval", "uuid", "oid", "money",
        "macaddr", "point", "name", NULL};
    static const char *const main_ones[] = {"numeric", "inet", "cidr", NULL};
    g_autofree char *base = dln_type_base(transition->to, type);

    if (g_strv_contains(plain, base) ||
        dln_schema_find_text(transition->to, DLN_OBJECT_ENUM, base) != NULL)
        return "plain";
    return g_strv_contains(main_ones, base) ? "main" : "extended";
}

/* Whether the server only notes the new type: a text that may be longer, a number that may have more places before the point. */
static gboolean is_cheap(const Column *column, const char *using, const GPtrArray *losses)
{
    static const char *const alike[] = {"text", "character varying", NULL};
    const DlnTransition *transition = column->transition;
    const char *type = dln_object_get(column->pair->from, "type");
    const char *new_type = to_be(column, "type");
    g_autofree char *from = dln_type_base(transition->from, type);
    g_autofree char *to = dln_type_base(transition->to, new_type);

    if (using != NULL || losses->len > 0)
        return FALSE;
    if (g_strv_contains(alike, from) && g_strv_contains(alike, to))
        return TRUE;
    return g_str_equal(from, "numeric") && g_str_equal(to, "numeric") &&
           (strchr(new_type, ',') == NULL ||
               g_strcmp0(strchr(type, ','), strchr(new_type, ',')) == 0);
}

/* The texts of rows are read again: by columns that have their new types by then. */
static void say_of_parked(const Column *column, GPtrArray *losses)
{
    const DlnTransition *transition = column->transition;
    const GPtrArray *pairs = transition->pairs;
    g_autofree char *base = dln_type_base(transition->to, to_be(column, "type"));
    const gsize length = strlen(base) - (g_str_has_suffix(base, "[]") ? strlen("[]") : 0);

    base[length] = '\0';
    for (guint i = 0; i < pairs->len; i++) {
        const DlnPair *part = pairs->pdata[i];
        g_autofree char *relation = part->is_retyped ? dln_create_parent(part->to) : NULL;
        g_autoptr(GPtrArray) of_part = dln_diff_lines_new();

        if (part->is_parked || g_strcmp0(relation, base) != 0)
            continue;
        g_autofree char *using = dln_cast_using(column->transition, part, of_part);
        g_autofree char *id = dln_object_id_text(&column->pair->to->id);
        if (using == NULL && of_part->len == 0)
            continue;
        dln_diff_say(
            losses, "column %s: values that %s cannot hold any more make it fail", id, relation);
        return;
    }
}

static char *using_of(const Column *column, GPtrArray *losses)
{
    if (!column->pair->is_parked)
        return dln_cast_using(column->transition, column->pair, losses);
    say_of_parked(column, losses);
    return g_strdup_printf("%s::%s", column->name, to_be(column, "type"));
}

static void change_type(const Column *column)
{
    const char *collation = to_be(column, "collation");
    g_autoptr(GPtrArray) losses = dln_diff_lines_new();
    g_autofree char *using = NULL;
    g_autoptr(GString) sql = g_string_new(NULL);
    DlnPgStep *step;

    if (!column->pair->is_retyped)
        return;
    if (column->parent != NULL && column->parent->is_retyped &&
        (differs(column, "type") || differs(column, "collation")) == FALSE)
        return;
    using = using_of(column, losses);
    g_string_printf(sql, "TYPE %s", to_be(column, "type"));
    if (collation != NULL)
        g_string_append_printf(sql, " COLLATE %s", collation);
    if (using != NULL)
        g_string_append_printf(sql, " USING %s", using);
    step = write_alter(column, "%s", sql->str);
    if (dln_is_online(column->transition) && !is_cheap(column, using, losses)) {
        g_autofree char *id = dln_object_id_text(&column->pair->to->id);
        dln_diff_say(step->notes,
            "column %s: nobody can use the table while each of its rows is written anew", id);
    }
    g_ptr_array_extend_and_steal(step->losses, g_steal_pointer(&losses));
    step->joins = g_strdup(column->alter_table);
}

/* ---- the default ---- */

/* Whether each child has the same default: then it is enough to say it of the parent. */
static gboolean do_children_follow(const DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *table = dln_pair_parent(transition, pair);

    for (guint i = 0; table->dependents != NULL && i < table->dependents->len; i++) {
        const DlnPair *child = table->dependents->pdata[i];
        const DlnObjectId *child_id = &dln_pair_any(child)->id;
        const DlnObjectId id = {.kind = DLN_OBJECT_COLUMN,
            .parent = child_id->name,
            .name = pair->to->id.name,
            .schema = child_id->schema};
        const DlnObject *column = dln_schema_find(transition->to, &id);

        if (dln_pair_kind(child) == DLN_OBJECT_TABLE && column != NULL &&
            (g_strcmp0(dln_object_get(column, "default"), dln_object_get(pair->to, "default")) !=
                    0 ||
                !do_children_follow(transition, g_hash_table_lookup(transition->pair_of, column))))
            return FALSE;
    }
    return TRUE;
}

static void write_default(const Column *column, const char *words)
{
    gboolean is_only = !do_children_follow(column->transition, column->pair);

    dln_write(column->transition, column->pair->to,
        g_strdup_printf("ALTER TABLE %s%s ALTER COLUMN %s %s", is_only ? "ONLY " : "",
            column->table, column->name, words));
}

static void change_default(const Column *column)
{
    const char *value = to_be(column, "default");
    gboolean is_gone =
        column->pair->resets_default || dln_object_get(column->pair->from, "generated") != NULL;
    g_autofree char *words =
        value != NULL ? g_strconcat("SET DEFAULT ", value, NULL) : g_strdup("DROP DEFAULT");

    if (!dln_pair_differs(column->pair, "default") && !column->pair->resets_default)
        return;
    if (column->parent != NULL && dln_pair_differs(column->parent, "default") &&
        !differs(column, "default") && do_children_follow(column->transition, column->parent))
        return;
    if (value != NULL || !is_gone)
        write_default(column, words);
}

/* ---- the rest ---- */

static void change_options(const Column *column)
{
    const char *options = to_be(column, "server_options");
    const char *was = dln_object_get(column->pair->from, "server_options");

    dln_write_options(column->transition, column->pair, column->alter);
    if (!differs(column, "server_options"))
        return;
    g_autofree char *changes = dln_server_option_changes(was, options);
    write_alter(column, "OPTIONS (%s)", changes);
}

static void change_rest(const Column *column)
{
    const char *storage = to_be(column, "storage");
    const char *compression = to_be(column, "compression");
    const char *statistics = to_be(column, "statistics");
    gboolean is_retyped = column->pair->is_retyped;

    if (differs(column, "storage") ? !is_retyped || storage != NULL : is_retyped && storage != NULL)
        write_alter(column, "SET STORAGE %s",
            storage != NULL ? storage : usual_storage(column->transition, to_be(column, "type")));
    if (differs(column, "compression"))
        write_alter(column, "SET COMPRESSION %s", compression != NULL ? compression : "default");
    if (differs(column, "statistics"))
        write_alter(column, "SET STATISTICS %s", statistics != NULL ? statistics : "-1");
    change_options(column);
}

static void change(const Column *column)
{
    gboolean is_not_null = dln_object_is(column->pair->to, "not_null");

    if (differs(column, "not_null") && !is_not_null)
        write_alter(column, "DROP NOT NULL");
    change_type(column);
    change_default(column);
    if (differs(column, "not_null") && is_not_null)
        dln_write_not_null(column->transition, column->pair);
    dln_write_identity(column->transition, column->pair);
    change_rest(column);
    dln_write_comment(column->transition, column->pair);
}

/* ---- what goes ---- */

static void drop(const Column *column)
{
    const DlnObject *object = column->pair->from;
    g_autofree char *id = dln_object_id_text(&object->id);
    gboolean is_computed = dln_object_get(object, "generated") != NULL;
    DlnPgStep *step = dln_write(column->transition, object,
        dln_column_leaves_children(column->transition, column->pair)
            ? g_strdup_printf("ALTER TABLE ONLY %s DROP COLUMN %s", column->table, column->name)
            : g_strdup_printf("%s DROP COLUMN %s", column->alter_table, column->name));

    g_autofree char *all = dln_column_family_text(column->transition, column->pair);
    if (!is_computed && column->pair->to != NULL)
        dln_diff_say(step->losses, "column %s: its values: it is computed from now on", all);
    else if (!is_computed)
        dln_diff_say(step->losses, "column %s: its values", all);
    else if (column->pair->to != NULL)
        dln_diff_say(step->notes, "column %s is computed anew for every row", id);
}

/* Its sequence goes, as DROP SEQUENCE would take it. */
static void drop_identity(const Column *column)
{
    g_autofree char *sequence = dln_identity_text(column->pair->from);
    DlnPgStep *step = write_alter(column, "DROP IDENTITY");

    dln_diff_say(step->losses, "sequence %s: its value", sequence);
}

static void park(const Column *column)
{
    if (column->parent == NULL || !column->parent->is_parked)
        write_alter(column, "TYPE text USING %s::text", column->name);
}

/* A child whose default stays keeps it. */
static void reset_default(const Column *column)
{
    g_autoptr(GPtrArray) below = dln_column_below(column->transition, column->pair);
    gboolean is_only = FALSE;

    for (guint i = 0; i < below->len && !is_only; i++) {
        const DlnPair *child = below->pdata[i];
        is_only = !child->resets_default && !dln_pair_goes(child) &&
                  dln_object_get(child->from, "default") != NULL;
    }
    if (is_only)
        dln_write(column->transition, column->pair->from,
            g_strdup_printf("ALTER TABLE ONLY %s ALTER COLUMN %s DROP DEFAULT", column->table,
                column->name));
    else
        write_alter(column, "DROP DEFAULT");
}

static void make_room(const Column *column)
{
    const DlnPair *pair = column->pair;

    if (dln_pair_goes(pair) && !pair->goes_along) {
        drop(column);
        return;
    }
    if (pair->resets_default)
        reset_default(column);
    if (dln_pair_goes(pair))
        return;
    if (pair->is_parked)
        park(column);
    if (dln_object_get(pair->from, "identity") != NULL && to_be(column, "identity") == NULL)
        drop_identity(column);
    if (differs(column, "generated") && dln_object_get(pair->from, "generated") != NULL &&
        to_be(column, "generated") == NULL)
        write_alter(column, "DROP EXPRESSION");
}

/* ---- all of them ---- */

static void write_table_column(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    Column column = column_of(transition, pair);
    const DlnPair *table = dln_pair_parent(transition, pair);

    if (moment == DLN_MOMENT_BEFORE)
        make_room(&column);
    else if (moment == DLN_MOMENT_MAIN && pair->comes_along)
        add_to_child(&column);
    else if (moment == DLN_MOMENT_MAIN && dln_pair_comes(pair))
        add(&column, table);
    else if (moment == DLN_MOMENT_MAIN)
        change(&column);
    column_clear(&column);
}

void dln_write_column(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    const DlnPair *parent = dln_pair_parent(transition, pair);

    if (parent == NULL || moment == DLN_MOMENT_AFTER)
        return;
    if (dln_pair_kind(parent) == DLN_OBJECT_TABLE)
        write_table_column(transition, pair, moment);
    else if (dln_pair_kind(parent) == DLN_OBJECT_COMPOSITE)
        dln_write_attribute(transition, pair, moment);
    else if (moment == (pair->to != NULL ? DLN_MOMENT_MAIN : DLN_MOMENT_BEFORE))
        dln_write_view_column(transition, pair,
            dln_pair_kind(parent) == DLN_OBJECT_VIEW ? "VIEW" : "MATERIALIZED VIEW");
}
