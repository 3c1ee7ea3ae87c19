/* SPDX-License-Identifier: Apache-2.0 */
/* generate_edit.c: a change of a made-up schema, of the kinds that people make. None asks for what the rows of either side cannot give:
 * a value that no cast can make, a row that a new key would refuse. */
#include "grammar.h"

static Table *some_table(Grammar *grammar, GRand *rand)
{
    Table *table = &grammar->tables[grammar_pick(rand, MAX_TABLES)];

    return table->name != 0 ? table : NULL;
}

static Column *some_column(Table *table, GRand *rand)
{
    Column *column = table != NULL ? &table->columns[grammar_pick(rand, MAX_COLUMNS)] : NULL;

    return column != NULL && column->name != 0 ? column : NULL;
}

static void toggle_comment(GRand *rand, guint *comment)
{
    *comment = *comment != 0 && grammar_chance(rand, 40) ? 0 : 1 + grammar_pick(rand, 9);
}

/* ---- columns ---- */

static void add_column(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);

    for (guint i = 0; table != NULL && i < MAX_COLUMNS; i++) {
        if (table->columns[i].name == 0) {
            grammar_new_column(grammar, table, rand, &table->columns[i]);
            return;
        }
    }
}

static void drop_column(Grammar *grammar, GRand *rand)
{
    Column *column = some_column(some_table(grammar, rand), rand);

    if (column != NULL)
        *column = (Column){0};
}

static void retype_column(Grammar *grammar, GRand *rand)
{
    Column *column = some_column(some_table(grammar, rand), rand);

    if (column != NULL && column->family <= FAMILY_TIME && !column->is_array)
        column->type = grammar_pick(rand, grammar_n_types(column->family));
}

static void change_column(Grammar *grammar, GRand *rand)
{
    Column *column = some_column(some_table(grammar, rand), rand);

    if (column == NULL)
        return;
    switch (grammar_pick(rand, 5)) {
    case 0:
        if (!column->is_unique && column->family != FAMILY_REFERENCE)
            column->not_null = !column->not_null;
        break;
    case 1:
        if (!column->is_unique && column->generated == 0 && column->family != FAMILY_REFERENCE)
            column->default_value = grammar_pick(rand, 4);
        break;
    case 2:
        if (column->family <= FAMILY_TEXT || column->family == FAMILY_REFERENCE)
            column->check = column->generated == 0 ? grammar_pick(rand, 4) : 0;
        break;
    case 3:
        column->storage = !column->storage;
        column->variant = grammar_pick(rand, 8);
        break;
    default:
        toggle_comment(rand, &column->comment);
    }
}

static void change_generated(Grammar *grammar, GRand *rand)
{
    Column *column = some_column(some_table(grammar, rand), rand);

    if (column != NULL && column->generated != 0)
        column->generated = grammar_chance(rand, 60) ? 1 + grammar_pick(rand, 9) : 0;
}

static void toggle_unique(Grammar *grammar, GRand *rand)
{
    Column *column = some_column(some_table(grammar, rand), rand);

    if (column != NULL && column->family <= FAMILY_TIME && !column->is_array && !column->not_null &&
        column->default_value == 0 && column->generated == 0)
        column->is_unique = !column->is_unique;
}

/* ---- tables ---- */

static void add_table(Grammar *grammar, GRand *rand)
{
    for (guint i = 0; i < MAX_TABLES; i++) {
        if (grammar->tables[i].name == 0) {
            grammar_new_table(grammar, rand, &grammar->tables[i]);
            return;
        }
    }
}

static void drop_table(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);

    if (table != NULL)
        *table = (Table){0};
}

static void change_key(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);

    if (table == NULL)
        return;
    /* The rows of a partition by list have one key. */
    if (table->partition_by != 0)
        table->has_primary_key = table->partition_by == 2 ? table->has_primary_key
                                                          : !table->has_primary_key;
    else if (grammar_chance(rand, 40))
        table->is_big = !table->is_big;
    else if (grammar_chance(rand, 80))
        table->key = grammar_pick(rand, N_KEYS);
    else
        table->has_primary_key = !table->has_primary_key;
}

static void change_table(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);

    if (table == NULL)
        return;
    switch (grammar_pick(rand, 5)) {
    case 0:
        table->order = grammar_pick(rand, 100);
        break;
    case 1:
        table->fillfactor = table->partition_by == 0 ? grammar_pick(rand, 2) * 75 : 0;
        break;
    case 2:
        table->has_row_security = !table->has_row_security;
        break;
    case 3:
        toggle_comment(rand, &table->comment);
        break;
    default:
        if (grammar_chance(rand, 20))
            table->is_unlogged = table->partition_by == 0 && !table->is_unlogged;
    }
}

static void change_partitions(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);
    const guint place = grammar_pick(rand, MAX_PARTS);

    if (table == NULL || table->partition_by == 0)
        return;
    if (table->parts[place].name == 0)
        table->parts[place] = (Partition){.name = ++grammar->last_name, .bound = place};
    else if (grammar_chance(rand, 40))
        table->parts[place].is_detached = !table->parts[place].is_detached;
    else if (grammar_chance(rand, 50))
        table->parts[place].has_index = !table->parts[place].has_index;
    else
        table->parts[place] = (Partition){0};
}

static void change_index(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);
    Index *index = table != NULL ? &table->indexes[grammar_pick(rand, MAX_OF_A_TABLE)] : NULL;

    if (index == NULL)
        return;
    if (index->name == 0)
        grammar_new_index(grammar, table, rand, index);
    else if (grammar_chance(rand, 30))
        *index = (Index){0};
    else if (grammar_chance(rand, 30))
        toggle_comment(rand, &index->comment);
    else if (grammar_chance(rand, 50))
        index->has_where = !index->has_where;
    else
        index->columns[1] = table->columns[grammar_pick(rand, MAX_COLUMNS)].name;
}

static void change_trigger(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);
    Trigger *trigger = table != NULL ? &table->triggers[grammar_pick(rand, 2)] : NULL;

    if (trigger == NULL)
        return;
    if (trigger->name == 0)
        grammar_new_trigger(grammar, rand, trigger);
    else if (grammar_chance(rand, 30))
        *trigger = (Trigger){0};
    else if (grammar_chance(rand, 30))
        trigger->is_disabled = !trigger->is_disabled;
    else if (grammar_chance(rand, 50))
        trigger->event = grammar_pick(rand, 4);
    else
        trigger->function = 1 - trigger->function;
}

static void change_policy(Grammar *grammar, GRand *rand)
{
    Table *table = some_table(grammar, rand);
    Policy *policy = table != NULL ? &table->policies[grammar_pick(rand, 2)] : NULL;

    if (policy == NULL)
        return;
    if (policy->name == 0)
        grammar_new_policy(grammar, rand, policy);
    else if (grammar_chance(rand, 30))
        *policy = (Policy){0};
    else if (grammar_chance(rand, 50))
        policy->condition = grammar_pick(rand, 4);
    else if (grammar_chance(rand, 50))
        policy->role = grammar_pick(rand, 3);
    else
        policy->command = grammar_pick(rand, 3);
}

/* ---- views ---- */

static void change_columns(const Grammar *grammar, View *view, GRand *rand)
{
    const guint a = grammar_pick(rand, MAX_COLUMNS);
    const guint b = grammar_pick(rand, MAX_COLUMNS);
    const Table *table = grammar_table(grammar, view->over);
    const guint moved = view->columns[a];

    if (grammar_chance(rand, 40) && table != NULL) {
        const guint added = table->columns[a].name;
        for (guint i = 0; i < MAX_COLUMNS; i++) {
            if (view->columns[i] == added)
                return;
        }
        view->columns[b] = added;
    } else if (grammar_chance(rand, 50)) {
        view->columns[a] = view->columns[b];
        view->columns[b] = moved;
    } else {
        view->columns[a] = 0;
    }
}

static void change_view(Grammar *grammar, GRand *rand)
{
    const guint place = grammar_pick(rand, MAX_VIEWS);
    View *view = &grammar->views[place];

    if (view->name == 0) {
        grammar_new_view(grammar, place, rand, view);
        return;
    }
    switch (grammar_pick(rand, 6)) {
    case 0:
        *view = (View){0};
        break;
    case 1:
        view->has_where = !view->has_where;
        break;
    case 2:
        view->is_materialized = grammar_chance(rand, 30) != view->is_materialized;
        break;
    case 3:
        toggle_comment(rand, &view->comment);
        break;
    default:
        change_columns(grammar, view, rand);
    }
}

/* ---- types and code ---- */

/* Behind the labels that rows are planted with: those of a label that is gone have no other. */
static void change_labels(Grammar *grammar, Enum *one, GRand *rand)
{
    guint n = 0;

    while (n < MAX_LABELS && one->labels[n] != 0)
        n++;
    const guint place = 3 + grammar_pick(rand, MAX_LABELS - 3);
    if (place < n && grammar_chance(rand, 40)) {
        for (guint i = place; i < MAX_LABELS; i++)
            one->labels[i] = i + 1 < MAX_LABELS ? one->labels[i + 1] : 0;
    } else if (n < MAX_LABELS) {
        const guint at = MIN(place, n);
        for (guint i = n; i > at; i--)
            one->labels[i] = one->labels[i - 1];
        one->labels[at] = ++grammar->last_name;
    }
}

static void change_enum(Grammar *grammar, GRand *rand)
{
    Enum *one = &grammar->enums[grammar_pick(rand, MAX_TYPES)];

    if (one->name == 0)
        grammar_new_enum(grammar, rand, one);
    else if (grammar_chance(rand, 10))
        *one = (Enum){0};
    else if (grammar_chance(rand, 20))
        toggle_comment(rand, &one->comment);
    else
        change_labels(grammar, one, rand);
}

static void change_domain(Grammar *grammar, GRand *rand)
{
    Domain *one = &grammar->domains[grammar_pick(rand, MAX_TYPES)];

    if (one->name == 0)
        grammar_new_domain(grammar, rand, one);
    else if (grammar_chance(rand, 15))
        *one = (Domain){0};
    else if (grammar_chance(rand, 30))
        toggle_comment(rand, &one->comment);
    else if (grammar_chance(rand, 50))
        one->limit = grammar_pick(rand, 3);
    else
        one->default_value = grammar_pick(rand, 3);
}

static void change_function(Grammar *grammar, GRand *rand)
{
    Function *one = &grammar->functions[grammar_pick(rand, MAX_FUNCTIONS)];

    if (one->name == 0)
        grammar_new_function(grammar, rand, one);
    else if (grammar_chance(rand, 15))
        *one = (Function){0};
    else if (grammar_chance(rand, 40))
        one->body = grammar_pick(rand, 10);
    else if (grammar_chance(rand, 30))
        one->is_wide = !one->is_wide;
    else if (grammar_chance(rand, 50))
        one->volatility = grammar_pick(rand, 3);
    else
        toggle_comment(rand, &one->comment);
}

static void change_sequence(Grammar *grammar, GRand *rand)
{
    Sequence *one = &grammar->sequences[grammar_pick(rand, MAX_TYPES)];

    if (one->name == 0)
        grammar_new_sequence(grammar, rand, one);
    else if (grammar_chance(rand, 25))
        *one = (Sequence){0};
    else if (grammar_chance(rand, 50))
        one->increment = 1 + grammar_pick(rand, 5);
    else if (grammar_chance(rand, 50))
        one->is_big = !one->is_big;
    else
        toggle_comment(rand, &one->comment);
}

void grammar_edit(Grammar *grammar, GRand *rand)
{
    static void (*const edits[])(Grammar * grammar, GRand * rand) = {
        add_column,
        add_column,
        drop_column,
        retype_column,
        retype_column,
        change_column,
        change_column,
        change_column,
        change_generated,
        toggle_unique,
        add_table,
        drop_table,
        change_key,
        change_table,
        change_partitions,
        change_partitions,
        grammar_change_extra,
        grammar_change_extra,
        grammar_change_extra,
        grammar_change_parent,
        change_index,
        change_index,
        change_trigger,
        change_policy,
        change_view,
        change_view,
        change_view,
        change_enum,
        change_domain,
        change_function,
        change_sequence,
    };

    edits[grammar_pick(rand, G_N_ELEMENTS(edits))](grammar, rand);
}
