/* SPDX-License-Identifier: Apache-2.0 */
/* generate.c: makes up a schema, thing by thing. */
#include "generate.h"

#include "grammar.h"

/* Within a family every value that is planted can be cast from each to each. */
const char *const grammar_numbers[] = {
    "smallint", "integer", "bigint", "numeric(12,2)", "double precision"};
const char *const grammar_texts[] = {
    "text", "varchar(20)", "varchar(50)", "char(12)", "text COLLATE \"C\""};
const char *const grammar_times[] = {"date", "timestamp", "timestamptz", "timestamptz(3)"};
const char *const grammar_others[] = {"boolean", "uuid", "jsonb", "bytea", "inet", "interval",
    "tsrange", "int4range", "json", "point", "macaddr", "tsvector"};

guint grammar_n_types(Family family)
{
    switch (family) {
    case FAMILY_NUMBER:
        return G_N_ELEMENTS(grammar_numbers);
    case FAMILY_TEXT:
        return G_N_ELEMENTS(grammar_texts);
    case FAMILY_TIME:
        return G_N_ELEMENTS(grammar_times);
    default:
        return G_N_ELEMENTS(grammar_others);
    }
}

const Table *grammar_table(const Grammar *grammar, guint name)
{
    for (guint i = 0; i < MAX_TABLES; i++) {
        if (name != 0 && grammar->tables[i].name == name)
            return &grammar->tables[i];
    }
    return NULL;
}

const Column *grammar_column(const Table *table, guint name)
{
    for (guint i = 0; i < MAX_COLUMNS; i++) {
        if (name != 0 && table->columns[i].name == name)
            return &table->columns[i];
    }
    return NULL;
}

static guint some_name(const Grammar *grammar, GRand *rand)
{
    return grammar->tables[grammar_pick(rand, MAX_TABLES)].name;
}

static void choose_type(const Grammar *grammar, const Table *table, GRand *rand, Column *column)
{
    static const Family families[] = {FAMILY_NUMBER, FAMILY_NUMBER, FAMILY_TEXT, FAMILY_TEXT,
        FAMILY_TIME, FAMILY_OTHER, FAMILY_OTHER, FAMILY_ENUM, FAMILY_DOMAIN, FAMILY_REFERENCE};

    column->family = families[grammar_pick(rand, G_N_ELEMENTS(families))];
    if (column->family == FAMILY_ENUM)
        column->type = grammar->enums[grammar_pick(rand, MAX_TYPES)].name;
    else if (column->family == FAMILY_DOMAIN)
        column->type = grammar->domains[grammar_pick(rand, MAX_TYPES)].name;
    else if (column->family == FAMILY_REFERENCE)
        column->type = some_name(grammar, rand);
    const Table *target = grammar_table(grammar, column->type);
    /* A partition could not be dropped below the rows that refer to its own. */
    const gboolean refers = column->family == FAMILY_REFERENCE && target != NULL &&
                            target->has_primary_key && target->partition_by == 0 &&
                            target->name != table->name;
    if ((column->family >= FAMILY_ENUM && column->type == 0) ||
        (column->family == FAMILY_REFERENCE && !refers))
        column->family = FAMILY_NUMBER;
    if (column->family < FAMILY_ENUM)
        column->type = grammar_pick(rand, grammar_n_types(column->family));
}

void grammar_new_column(Grammar *grammar, const Table *table, GRand *rand, Column *out_column)
{
    Column column = {.name = ++grammar->last_name};

    choose_type(grammar, table, rand, &column);
    column.is_array = column.family < FAMILY_OTHER && grammar_chance(rand, 8);
    column.not_null = column.family != FAMILY_REFERENCE && grammar_chance(rand, 35);
    if (column.family != FAMILY_REFERENCE && grammar_chance(rand, 35))
        column.default_value = 1 + grammar_pick(rand, 3);
    if (column.family <= FAMILY_TEXT && !column.is_array && grammar_chance(rand, 15))
        column.check = 1 + grammar_pick(rand, 3);
    if (column.family == FAMILY_NUMBER && !column.is_array && grammar_chance(rand, 12)) {
        column.generated = 1 + grammar_pick(rand, 3);
        column.default_value = 0;
        column.check = 0;
    }
    /* A column that is added gets one value in all rows that are there: no more than NULL can be unique. */
    if (column.family <= FAMILY_TIME && !column.is_array && !column.not_null &&
        column.default_value == 0 && column.generated == 0)
        column.is_unique = grammar_chance(rand, 15);
    column.variant = grammar_pick(rand, 8);
    if (grammar_chance(rand, 12))
        column.comment = 1 + grammar_pick(rand, 5);
    *out_column = column;
}

void grammar_new_index(Grammar *grammar, const Table *table, GRand *rand, Index *out_index)
{
    Index index = {.name = ++grammar->last_name,
        .is_descending = grammar_chance(rand, 20),
        .has_where = grammar_chance(rand, 20),
        .is_expression = grammar_chance(rand, 20)};

    index.columns[0] = table->columns[grammar_pick(rand, MAX_COLUMNS)].name;
    if (grammar_chance(rand, 30))
        index.columns[1] = table->columns[grammar_pick(rand, MAX_COLUMNS)].name;
    index.comment = grammar_chance(rand, 15) ? 1 + grammar_pick(rand, 5) : 0;
    *out_index = index;
}

void grammar_new_trigger(Grammar *grammar, GRand *rand, Trigger *out_trigger)
{
    *out_trigger = (Trigger){.name = ++grammar->last_name,
        .event = grammar_pick(rand, 4),
        .function = grammar_pick(rand, 2),
        .is_disabled = grammar_chance(rand, 15),
        .comment = grammar_chance(rand, 15) ? 1 + grammar_pick(rand, 5) : 0};
}

void grammar_new_policy(Grammar *grammar, GRand *rand, Policy *out_policy)
{
    *out_policy = (Policy){.name = ++grammar->last_name,
        .command = grammar_pick(rand, 3),
        .condition = grammar_pick(rand, 4),
        .role = grammar_pick(rand, 3),
        .is_restrictive = grammar_chance(rand, 20)};
}

void grammar_new_table(Grammar *grammar, GRand *rand, Table *out_table)
{
    Table table = {.name = ++grammar->last_name,
        .order = grammar_pick(rand, 100),
        .key = grammar_pick(rand, N_KEYS),
        .is_big = grammar_chance(rand, 50),
        .is_unlogged = grammar_chance(rand, 5),
        .has_row_security = grammar_chance(rand, 15),
        .fillfactor = grammar_chance(rand, 10) ? 50 + grammar_pick(rand, 50) : 0,
        .comment = grammar_chance(rand, 20) ? 1 + grammar_pick(rand, 5) : 0};

    if (grammar_chance(rand, 18)) {
        table.partition_by = 1 + grammar_pick(rand, 3);
        table.key = KEY_PLAIN;
        table.is_unlogged = FALSE;
        table.fillfactor = 0;
        for (guint i = 0, n = 1 + grammar_pick(rand, MAX_PARTS); i < n; i++)
            table.parts[i] = (Partition){++grammar->last_name, i, grammar_chance(rand, 15),
                grammar_chance(rand, 25)};
    }
    table.has_primary_key = grammar_chance(rand, table.partition_by == 0 ? 85 : 40);
    for (guint i = 0, n = 1 + grammar_pick(rand, MAX_COLUMNS - 2); i < n; i++)
        grammar_new_column(grammar, &table, rand, &table.columns[i]);
    for (guint i = 0, n = grammar_pick(rand, 3); i < n; i++)
        grammar_new_index(grammar, &table, rand, &table.indexes[i]);
    if (grammar_chance(rand, 20))
        grammar_new_trigger(grammar, rand, &table.triggers[0]);
    if (grammar_chance(rand, 15))
        grammar_new_policy(grammar, rand, &table.policies[0]);
    *out_table = table;
}

void grammar_new_view(Grammar *grammar, guint before, GRand *rand, View *out_view)
{
    View view = {.name = ++grammar->last_name,
        .is_materialized = grammar_chance(rand, 20),
        .has_where = grammar_chance(rand, 40),
        .has_barrier = grammar_chance(rand, 8),
        .is_granted = grammar_chance(rand, 25),
        .comment = grammar_chance(rand, 25) ? 1 + grammar_pick(rand, 5) : 0};
    const Table *table = &grammar->tables[grammar_pick(rand, MAX_TABLES)];
    const View *below = before > 0 ? &grammar->views[grammar_pick(rand, before)] : NULL;

    if (below != NULL && below->name != 0 && grammar_chance(rand, 45)) {
        view.over = below->name;
        for (guint i = 0; i < MAX_COLUMNS; i++)
            view.columns[i] = grammar_chance(rand, 70) ? below->columns[i] : 0;
    } else {
        view.over = table->name;
        for (guint i = 0; i < MAX_COLUMNS; i++)
            view.columns[i] = grammar_chance(rand, 60) ? table->columns[i].name : 0;
    }
    *out_view = view;
}

void grammar_new_enum(Grammar *grammar, GRand *rand, Enum *out_enum)
{
    Enum made = {.name = ++grammar->last_name,
        .comment = grammar_chance(rand, 20) ? 1 + grammar_pick(rand, 5) : 0};

    for (guint i = 0, n = 3 + grammar_pick(rand, 3); i < n; i++)
        made.labels[i] = ++grammar->last_name;
    *out_enum = made;
}

void grammar_new_domain(Grammar *grammar, GRand *rand, Domain *out_domain)
{
    *out_domain = (Domain){.name = ++grammar->last_name,
        .limit = grammar_pick(rand, 3),
        .default_value = grammar_chance(rand, 30) ? 1 + grammar_pick(rand, 3) : 0,
        .is_text = grammar_chance(rand, 50),
        .comment = grammar_chance(rand, 20) ? 1 + grammar_pick(rand, 5) : 0};
}

void grammar_new_function(Grammar *grammar, GRand *rand, Function *out_function)
{
    *out_function = (Function){.name = ++grammar->last_name,
        .body = grammar_pick(rand, 10),
        .volatility = grammar_pick(rand, 3),
        .is_strict = grammar_chance(rand, 30),
        .is_wide = grammar_chance(rand, 30),
        .comment = grammar_chance(rand, 20) ? 1 + grammar_pick(rand, 5) : 0};
}

void grammar_new_sequence(Grammar *grammar, GRand *rand, Sequence *out_sequence)
{
    *out_sequence = (Sequence){.name = ++grammar->last_name,
        .increment = 1 + grammar_pick(rand, 5),
        .is_big = grammar_chance(rand, 70),
        .comment = grammar_chance(rand, 20) ? 1 + grammar_pick(rand, 5) : 0};
}

void grammar_make(Grammar *grammar, GRand *rand)
{
    for (guint i = 0, n = grammar_pick(rand, MAX_TYPES); i < n; i++)
        grammar_new_enum(grammar, rand, &grammar->enums[i]);
    for (guint i = 0, n = grammar_pick(rand, MAX_TYPES); i < n; i++)
        grammar_new_domain(grammar, rand, &grammar->domains[i]);
    for (guint i = 0, n = grammar_pick(rand, MAX_FUNCTIONS); i < n; i++)
        grammar_new_function(grammar, rand, &grammar->functions[i]);
    for (guint i = 0, n = grammar_pick(rand, MAX_TYPES); i < n; i++)
        grammar_new_sequence(grammar, rand, &grammar->sequences[i]);
    for (guint i = 0, n = 1 + grammar_pick(rand, MAX_TABLES - 1); i < n; i++)
        grammar_new_table(grammar, rand, &grammar->tables[i]);
    for (guint i = 0, n = grammar_pick(rand, MAX_VIEWS - 1); i < n; i++)
        grammar_new_view(grammar, i, rand, &grammar->views[i]);
    grammar_make_more(grammar, rand);
}

Pair *generate_pair(guint32 seed)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autofree Grammar *grammar = g_new0(Grammar, 1);
    Pair *pair = g_new0(Pair, 1);
    guint n_edits = 1 + grammar_pick(rand, 8);

    grammar_make(grammar, rand);
    pair->name = g_strdup_printf("seed/%u", seed);
    pair->current = grammar_print(grammar);
    for (guint i = 0; i < n_edits; i++)
        grammar_edit(grammar, rand);
    pair->desired = grammar_print(grammar);
    /* Edits that take away are rarer than those that add. */
    if (seed % 2 == 0) {
        char *edited = pair->desired;
        pair->desired = pair->current;
        pair->current = edited;
    }
    return pair;
}
