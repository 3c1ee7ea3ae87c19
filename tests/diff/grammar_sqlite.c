/* SPDX-License-Identifier: Apache-2.0 */
/* grammar_sqlite.c: the schemas. A value is another one in each row, and no constraint asks more than that, but for references, which
 * lead to rows that are there. */
#include "grammar_sqlite.h"

#include "grammar_sqlite_parts.h"

/* ---- chance ---- */

guint grammar_below(Grammar *grammar, guint n)
{
    return (guint)g_rand_int_range(grammar->rand, 0, (gint32)n);
}

gboolean grammar_chance(Grammar *grammar, guint percent)
{
    return grammar_below(grammar, 100) < percent;
}

gpointer grammar_pick(Grammar *grammar, const GPtrArray *from)
{
    return from->len > 0 ? from->pdata[grammar_below(grammar, from->len)] : NULL;
}

char *grammar_name(Grammar *grammar, const char *stem)
{
    static const char *const odd[] = {"group %s%u", "%s-%u", "Ünï %s%u", "\"%s%u", "%s'%u"};
    const guint n = ++grammar->n_names;

    if (!grammar_chance(grammar, 6))
        return g_strdup_printf("%s%u", stem, n);
    switch (grammar_below(grammar, G_N_ELEMENTS(odd))) {
    case 0:
        return g_strdup_printf("group %s%u", stem, n);
    case 1:
        return g_strdup_printf("%s-%u", stem, n);
    case 2:
        return g_strdup_printf("Ünï %s%u", stem, n);
    case 3:
        return g_strdup_printf("\"%s%u", stem, n);
    default:
        return g_strdup_printf("%s'%u", stem, n);
    }
}

/* ---- parts ---- */

static void column_free(gpointer data)
{
    Column *column = data;

    g_free(column->name);
    g_free(column->refers_to);
    g_free(column->computed_of);
    g_free(column);
}

static void table_free(gpointer data)
{
    Table *table = data;

    g_free(table->name);
    g_ptr_array_unref(table->columns);
    g_free(table);
}

static void thing_free(gpointer data)
{
    Thing *thing = data;

    g_free(thing->name);
    g_free(thing->on);
    g_free(thing->column);
    g_free(thing->other);
    g_free(thing);
}

Column *grammar_find_column(const Table *table, const char *name)
{
    for (guint i = 0; name != NULL && i < table->columns->len; i++) {
        Column *column = table->columns->pdata[i];
        if (g_ascii_strcasecmp(column->name, name) == 0)
            return column;
    }
    return NULL;
}

Table *grammar_find_table(const Grammar *grammar, const char *name)
{
    for (guint i = 0; name != NULL && i < grammar->tables->len; i++) {
        Table *table = grammar->tables->pdata[i];
        if (g_ascii_strcasecmp(table->name, name) == 0)
            return table;
    }
    return NULL;
}

/* A table that others can refer to by its id; NULL: none. with_rows: (nullable): one that has as many rows as this one. */
static Table *pick_parent(Grammar *grammar, const Table *with_rows)
{
    g_autoptr(GPtrArray) parents = g_ptr_array_new();

    for (guint i = 0; i < grammar->tables->len; i++) {
        Table *table = grammar->tables->pdata[i];
        if ((table->key == KEY_ROWID || table->key == KEY_COUNTING) &&
            (with_rows == NULL || table->n_rows >= with_rows->n_rows))
            g_ptr_array_add(parents, table);
    }
    return grammar_pick(grammar, parents);
}

void grammar_refer(Grammar *grammar, const Table *table, Column *column)
{
    const Table *parent = pick_parent(grammar, table);

    g_clear_pointer(&column->refers_to, g_free);
    if (parent == NULL || column->computed_of != NULL)
        return;
    column->refers_to = g_strdup(parent->name);
    column->action = grammar_below(grammar, 5);
    column->default_form = DEFAULT_NONE;
}

static guint pick_type(Grammar *grammar, const Table *table)
{
    return table->is_strict ? grammar_below(grammar, N_STRICT_TYPES)
                            : grammar_below(grammar, N_TYPES);
}

Column *grammar_add_column(Grammar *grammar, Table *table)
{
    Column *column = g_new0(Column, 1);

    column->name = grammar_name(grammar, "c");
    column->type = pick_type(grammar, table);
    column->has_nulls = grammar_chance(grammar, 40);
    column->is_not_null = !column->has_nulls && grammar_chance(grammar, 40);
    column->default_form = grammar_below(grammar, N_DEFAULTS);
    column->collation = grammar_chance(grammar, 15) ? 1 + grammar_below(grammar, 2) : 0;
    column->check = grammar_chance(grammar, 20) ? 1 + grammar_below(grammar, N_CHECKS) : 0;
    if (grammar_chance(grammar, 12) && !column->has_nulls) {
        column->is_unique = TRUE;
        column->default_form = DEFAULT_NONE;
    } else if (column->type == TYPE_INTEGER && grammar_chance(grammar, 50)) {
        grammar_refer(grammar, table, column);
    } else if (grammar_chance(grammar, 12) && table->columns->len > 0) {
        const Column *of = grammar_pick(grammar, table->columns);
        column->computed_of = of->computed_of == NULL ? g_strdup(of->name) : NULL;
        column->is_stored = grammar_chance(grammar, 30);
        column->computed_form = grammar_below(grammar, 2);
        /* STRICT minds what is computed, too. */
        if (column->computed_of != NULL && table->is_strict)
            column->type = TYPE_ANY;
        column->is_not_null = column->is_not_null && column->computed_of == NULL;
    }
    g_ptr_array_add(table->columns, column);
    return column;
}

Table *grammar_add_table(Grammar *grammar)
{
    Table *table = g_new0(Table, 1);
    const guint n_columns = 1 + grammar_below(grammar, 6);

    table->name = grammar_name(grammar, "t");
    table->columns = g_ptr_array_new_with_free_func(column_free);
    table->is_strict = grammar_chance(grammar, 25);
    table->key = grammar_below(grammar, N_KEYS);
    table->without_rowid =
        (table->key == KEY_TEXT || table->key == KEY_PAIR) && grammar_chance(grammar, 40);
    table->n_rows =
        grammar->has_rows || grammar_chance(grammar, 8) ? 0 : 1 + grammar_below(grammar, 5);
    /* It can refer to itself. */
    g_ptr_array_add(grammar->tables, table);
    for (guint i = 0; i < n_columns; i++)
        grammar_add_column(grammar, table);
    return table;
}

void grammar_add_thing(Grammar *grammar, GPtrArray *to, const char *stem)
{
    Thing *thing = g_new0(Thing, 1);
    const Table *table = grammar_pick(grammar, grammar->tables);
    const Table *other = grammar_pick(grammar, grammar->tables);
    const Thing *view = grammar_pick(grammar, grammar->views);
    gboolean is_over_view = view != NULL && to != grammar->indexes && grammar_chance(grammar, 30);

    thing->name = grammar_name(grammar, stem);
    thing->form = grammar_below(grammar, 6);
    thing->is_over_view = is_over_view;
    thing->leads_nowhere = grammar_chance(grammar, 4);
    thing->on = g_strdup(is_over_view ? view->name : table->name);
    thing->other = g_strdup(other->name);
    if (!is_over_view)
        thing->column = g_strdup(((Column *)grammar_pick(grammar, table->columns))->name);
    g_ptr_array_add(to, thing);
}

/* ---- all of it ---- */

Grammar *grammar_new(guint32 seed)
{
    Grammar *grammar = g_new0(Grammar, 1);

    grammar->rand = g_rand_new_with_seed(seed);
    grammar->tables = g_ptr_array_new_with_free_func(table_free);
    grammar->indexes = g_ptr_array_new_with_free_func(thing_free);
    grammar->views = g_ptr_array_new_with_free_func(thing_free);
    grammar->triggers = g_ptr_array_new_with_free_func(thing_free);
    for (guint i = 1 + grammar_below(grammar, 5); i > 0; i--)
        grammar_add_table(grammar);
    for (guint i = grammar_below(grammar, 5); i > 0; i--)
        grammar_add_thing(grammar, grammar->indexes, "i");
    for (guint i = grammar_below(grammar, 4); i > 0; i--)
        grammar_add_thing(grammar, grammar->views, "v");
    for (guint i = grammar_below(grammar, 5); i > 0; i--)
        grammar_add_thing(grammar, grammar->triggers, "g");
    return grammar;
}

void grammar_free(Grammar *grammar)
{
    if (grammar == NULL)
        return;
    g_rand_free(grammar->rand);
    g_ptr_array_unref(grammar->tables);
    g_ptr_array_unref(grammar->indexes);
    g_ptr_array_unref(grammar->views);
    g_ptr_array_unref(grammar->triggers);
    g_free(grammar);
}
