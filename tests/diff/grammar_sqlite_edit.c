/* SPDX-License-Identifier: Apache-2.0 */
/* grammar_sqlite_edit.c: changes to a made-up schema that its rows survive. */
#include "grammar_sqlite_parts.h"

/* ---- what nothing may speak of any more ---- */

static gboolean is_referred(const Grammar *grammar, const Table *table)
{
    for (guint t = 0; t < grammar->tables->len; t++) {
        const Table *other = grammar->tables->pdata[t];
        for (guint i = 0; i < other->columns->len; i++) {
            const Column *column = other->columns->pdata[i];
            if (g_strcmp0(column->refers_to, table->name) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

static void forget_table(Grammar *grammar, const char *name)
{
    for (guint t = 0; t < grammar->tables->len; t++) {
        const Table *table = grammar->tables->pdata[t];
        for (guint i = 0; i < table->columns->len; i++) {
            Column *column = table->columns->pdata[i];
            if (g_strcmp0(column->refers_to, name) == 0)
                g_clear_pointer(&column->refers_to, g_free);
        }
    }
}

static gboolean is_whole(const Grammar *grammar, const Thing *thing)
{
    const Table *table = grammar_find_table(grammar, thing->on);
    gboolean has_view = FALSE;

    for (guint i = 0; i < grammar->views->len; i++) {
        const Thing *view = grammar->views->pdata[i];
        has_view = has_view || (view != thing && g_str_equal(view->name, thing->on));
    }
    if (thing->is_over_view)
        return has_view && grammar_find_table(grammar, thing->other) != NULL;
    return table != NULL && grammar_find_column(table, thing->column) != NULL &&
           grammar_find_table(grammar, thing->other) != NULL;
}

/* TRUE: one was found. */
static gboolean drop_broken(Grammar *grammar, GPtrArray *things)
{
    for (guint i = 0; i < things->len; i++) {
        if (!is_whole(grammar, things->pdata[i])) {
            g_ptr_array_remove_index(things, i);
            return TRUE;
        }
    }
    return FALSE;
}

static void mend(Grammar *grammar)
{
    while (drop_broken(grammar, grammar->indexes) || drop_broken(grammar, grammar->views) ||
           drop_broken(grammar, grammar->triggers))
        continue;
}

/* ---- columns ---- */

/* Whether another value in the rows would be in the way of something. */
static gboolean is_plain(const Column *column)
{
    return !column->is_unique && column->refers_to == NULL && column->computed_of == NULL;
}

static void drop_column(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    if (table->columns->len < 2)
        return;
    for (guint i = table->columns->len; i > 0; i--) {
        const Column *other = table->columns->pdata[i - 1];
        if (g_strcmp0(other->computed_of, column->name) == 0)
            g_ptr_array_remove_index(table->columns, i - 1);
    }
    if (table->columns->len > 1)
        g_ptr_array_remove(table->columns, column);
}

static void add_column(Grammar *grammar, Table *table)
{
    Column *column = grammar_add_column(grammar, table);
    const Table *parent = grammar_find_table(grammar, column->refers_to);

    column->has_nulls = TRUE;
    if (parent != NULL && parent->n_rows == 0)
        column->is_not_null = FALSE;
}

static void change_type(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    if (is_plain(column))
        column->type = grammar_below(grammar, table->is_strict ? N_STRICT_TYPES : N_TYPES);
}

static void change_nullability(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);
    const Table *parent = grammar_find_table(grammar, column->refers_to);

    if (column->computed_of == NULL && !(column->is_unique && column->has_nulls) &&
        (parent == NULL || parent->n_rows > 0))
        column->is_not_null = !column->is_not_null;
}

static void change_default(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    if (is_plain(column))
        column->default_form = grammar_below(grammar, N_DEFAULTS);
}

static void change_collation(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    column->collation = grammar_below(grammar, 3);
}

static void change_check(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    column->check = grammar_below(grammar, N_CHECKS + 1);
}

static void change_unique(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    if (column->is_unique)
        column->is_unique = FALSE;
    else if (is_plain(column) && !column->has_nulls && column->default_form == DEFAULT_NONE)
        column->is_unique = TRUE;
}

static void change_reference(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    if (column->refers_to != NULL && grammar_chance(grammar, 50))
        column->action = grammar_below(grammar, 5);
    else if (column->refers_to != NULL)
        g_clear_pointer(&column->refers_to, g_free);
}

static void change_computed(Grammar *grammar, Table *table)
{
    Column *column = grammar_pick(grammar, table->columns);

    if (column->computed_of != NULL && grammar_chance(grammar, 30))
        g_clear_pointer(&column->computed_of, g_free);
    else if (column->computed_of != NULL && grammar_chance(grammar, 50))
        column->is_stored = !column->is_stored;
    else
        column->computed_form = grammar_below(grammar, 2);
}

static void move_column(Grammar *grammar, Table *table)
{
    const guint from = grammar_below(grammar, table->columns->len);
    const guint to = grammar_below(grammar, table->columns->len);

    g_ptr_array_insert(table->columns, (gint)to, g_ptr_array_steal_index(table->columns, from));
}

/* ---- tables ---- */

static void change_strict(Grammar *grammar, Table *table)
{
    gboolean fits = TRUE;

    for (guint i = 0; i < table->columns->len; i++) {
        const Column *column = table->columns->pdata[i];
        fits = fits && column->type < TYPE_ANY && is_plain(column);
    }
    if (table->is_strict || fits)
        table->is_strict = !table->is_strict;
}

static void change_key(Grammar *grammar, Table *table)
{
    if (table->key == KEY_ROWID || (table->key == KEY_COUNTING && grammar_chance(grammar, 50)))
        table->key = table->key == KEY_ROWID ? KEY_COUNTING : KEY_ROWID;
    else if (!is_referred(grammar, table))
        table->key = grammar_below(grammar, N_KEYS);
    table->without_rowid =
        table->without_rowid && (table->key == KEY_TEXT || table->key == KEY_PAIR);
}

static void change_rowid(Grammar *grammar, Table *table)
{
    if (table->key == KEY_TEXT || table->key == KEY_PAIR)
        table->without_rowid = !table->without_rowid;
}

static void drop_table(Grammar *grammar, Table *table)
{
    if (grammar->tables->len < 2)
        return;
    forget_table(grammar, table->name);
    g_ptr_array_remove(grammar->tables, table);
}

static void (*const on_table[])(Grammar *grammar, Table *table) = {drop_column, drop_column,
    add_column, add_column, add_column, change_type, change_nullability, change_default,
    change_collation, change_check, change_unique, change_reference, change_computed, move_column,
    change_strict, change_key, change_rowid, drop_table};

/* ---- what stands on them ---- */

static void edit_things(Grammar *grammar)
{
    static const char *const stems[] = {"i", "v", "g"};
    GPtrArray *const lists[] = {grammar->indexes, grammar->views, grammar->triggers};
    const guint which = grammar_below(grammar, G_N_ELEMENTS(lists));
    Thing *thing = grammar_pick(grammar, lists[which]);

    if (thing == NULL || grammar_chance(grammar, 40))
        grammar_add_thing(grammar, lists[which], stems[which]);
    else if (grammar_chance(grammar, 50))
        thing->form = grammar_below(grammar, 6);
    else
        g_ptr_array_remove(lists[which], thing);
}

void grammar_edit(Grammar *grammar)
{
    for (guint i = 1 + grammar_below(grammar, 8); i > 0; i--) {
        const guint kind = grammar_below(grammar, 10);

        if (kind < 6)
            on_table[grammar_below(grammar, G_N_ELEMENTS(on_table))](
                grammar, grammar_pick(grammar, grammar->tables));
        else if (kind < 7)
            grammar_add_table(grammar);
        else
            edit_things(grammar);
        mend(grammar);
    }
}
