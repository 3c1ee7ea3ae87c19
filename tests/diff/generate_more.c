/* SPDX-License-Identifier: Apache-2.0 */
/* generate_more.c: what a made-up schema has beside its tables, columns and views, each of it one name and a variant: made, changed and
 * printed here. One that stands on a table or a column that is not there any more is not printed. */
#include "grammar.h"

/* ---- making and changing ---- */

static void new_extra(Grammar *grammar, GRand *rand, Extra *out_extra)
{
    const Table *table = &grammar->tables[grammar_pick(rand, MAX_TABLES)];

    *out_extra = (Extra){.name = ++grammar->last_name,
        .kind = grammar_pick(rand, N_EXTRAS),
        .table = table->name,
        .columns = {table->columns[grammar_pick(rand, MAX_COLUMNS)].name,
            table->columns[grammar_pick(rand, MAX_COLUMNS)].name},
        .variant = grammar_pick(rand, 12),
        .comment = grammar_chance(rand, 20) ? 1 + grammar_pick(rand, 5) : 0};
    /* It is the whole database's, and so costs more to clear away. */
    if (out_extra->kind == EXTRA_EVENT_TRIGGER && grammar_chance(rand, 60))
        out_extra->kind = EXTRA_STATISTICS;
}

void grammar_make_more(Grammar *grammar, GRand *rand)
{
    for (guint i = 0, n = grammar_pick(rand, MAX_EXTRAS - 2); i < n; i++)
        new_extra(grammar, rand, &grammar->extras[i]);
    for (guint i = 1; i < MAX_TABLES; i++) {
        if (grammar_chance(rand, 20))
            grammar->tables[i].parent = grammar->tables[grammar_pick(rand, i)].name;
    }
}

void grammar_change_extra(Grammar *grammar, GRand *rand)
{
    Extra *one = &grammar->extras[grammar_pick(rand, MAX_EXTRAS)];

    if (one->name == 0)
        new_extra(grammar, rand, one);
    else if (grammar_chance(rand, 20))
        *one = (Extra){0};
    else if (grammar_chance(rand, 25))
        one->comment = one->comment != 0 ? 0 : 1 + grammar_pick(rand, 5);
    else
        one->variant = grammar_pick(rand, 12);
}

void grammar_change_parent(Grammar *grammar, GRand *rand)
{
    const guint i = 1 + grammar_pick(rand, MAX_TABLES - 1);
    Table *table = &grammar->tables[i];

    table->parent = table->parent != 0 ? 0 : grammar->tables[grammar_pick(rand, i)].name;
}

const Table *grammar_parent(const Grammar *grammar, const Table *table)
{
    const Table *parent = grammar_table(grammar, table->parent);

    return parent != NULL && parent < table && parent->partition_by == 0 &&
                   table->partition_by == 0 && !(parent->is_unlogged && !table->is_unlogged)
               ? parent
               : NULL;
}

/* ---- printing ---- */

typedef struct {
    const Grammar *grammar;
    const Extra *extra;
    const Table *table;
    const Column *columns[2];
    GString *out;
} Printing;

static void comment(const Printing *printing, const char *kind, const char *behind)
{
    if (printing->extra->comment != 0)
        g_string_append_printf(printing->out, "COMMENT ON %s x%u%s IS 'number %u';\n", kind,
            printing->extra->name, behind, printing->extra->comment);
}

static void comment_on_table(const Printing *printing, const char *kind)
{
    g_autofree char *behind = g_strdup_printf(" ON t%u", printing->extra->table);

    comment(printing, kind, behind);
}

static gboolean has_two_columns(const Printing *printing)
{
    return printing->columns[0] != NULL && printing->columns[1] != NULL &&
           printing->columns[0] != printing->columns[1];
}

static void print_statistics(const Printing *printing)
{
    static const char *const kinds[] = {
        "(ndistinct)", "(dependencies)", "(mcv)", "(ndistinct, mcv)", ""};
    const Extra *extra = printing->extra;

    if (!has_two_columns(printing))
        return;
    g_string_append_printf(printing->out, "CREATE STATISTICS x%u %s ON c%u, c%u FROM t%u;\n",
        extra->name, kinds[extra->variant % G_N_ELEMENTS(kinds)], printing->columns[0]->name,
        printing->columns[1]->name, extra->table);
    if (extra->variant % 2 == 1)
        g_string_append_printf(printing->out, "ALTER STATISTICS x%u SET STATISTICS %u;\n",
            extra->name, extra->variant * 10);
    comment(printing, "STATISTICS", "");
}

static void print_rule(const Printing *printing)
{
    static const char *const events[] = {
        "DELETE", "DELETE TO t%u WHERE old.id > 5", "UPDATE", "INSERT"};
    const Extra *extra = printing->extra;
    const guint event = extra->variant % G_N_ELEMENTS(events);

    g_string_append_printf(printing->out, "CREATE RULE x%u AS ON %.6s TO t%u%s DO ALSO NOTHING;\n",
        extra->name, events[event], extra->table, event == 1 ? " WHERE old.id > 5" : "");
    if (extra->variant == 7)
        g_string_append_printf(
            printing->out, "ALTER TABLE t%u DISABLE RULE x%u;\n", extra->table, extra->name);
    comment_on_table(printing, "RULE");
}

static void print_check(const Printing *printing)
{
    static const char *const checks[] = {"id > -1000", "id > -2000", "id < 1000000"};
    static const char *const words[] = {"", " NOT VALID", "", " NO INHERIT"};
    const Extra *extra = printing->extra;
    const guint word =
        printing->table->partition_by != 0 ? 0 : extra->variant % G_N_ELEMENTS(words);

    g_string_append_printf(printing->out, "ALTER TABLE t%u ADD CONSTRAINT x%u CHECK (%s)%s;\n",
        extra->table, extra->name, checks[extra->variant / 4], words[word]);
    comment_on_table(printing, "CONSTRAINT");
}

/* With the key in it, for rows that get one value all together. */
static void print_unique(const Printing *printing)
{
    const Extra *extra = printing->extra;
    const Column *column = printing->columns[0];

    if (column == NULL || printing->table->partition_by == 2)
        return;
    if (extra->variant % 3 == 0)
        g_string_append_printf(printing->out, "CREATE UNIQUE INDEX x%u ON t%u (id, c%u);\n",
            extra->name, extra->table, column->name);
    else
        g_string_append_printf(printing->out,
            "ALTER TABLE t%u ADD CONSTRAINT x%u UNIQUE (id, c%u)%s;\n", extra->table, extra->name,
            column->name, extra->variant % 3 == 2 ? " DEFERRABLE INITIALLY DEFERRED" : "");
    if (extra->variant % 3 == 0)
        comment(printing, "INDEX", "");
    else
        comment_on_table(printing, "CONSTRAINT");
}

static void print_exclusion(const Printing *printing)
{
    const Extra *extra = printing->extra;

    if (printing->table->partition_by != 0)
        return;
    g_string_append_printf(printing->out,
        "ALTER TABLE t%u ADD CONSTRAINT x%u EXCLUDE USING gist (int8range(id, id + %u) WITH "
        "&&)%s;\n",
        extra->table, extra->name, 1, extra->variant % 3 == 0 ? " DEFERRABLE" : "");
    comment_on_table(printing, "CONSTRAINT");
}

static void print_event_trigger(const Printing *printing)
{
    static const char *const events[] = {
        "ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite"};
    const Extra *extra = printing->extra;

    g_string_append_printf(printing->out,
        "CREATE FUNCTION x%u_run() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;\n"
        "CREATE EVENT TRIGGER x%u ON %s EXECUTE FUNCTION x%u_run();\n",
        extra->name, extra->name, events[extra->variant % G_N_ELEMENTS(events)], extra->name);
    if (extra->variant > 8)
        g_string_append_printf(printing->out, "ALTER EVENT TRIGGER x%u DISABLE;\n", extra->name);
    comment(printing, "EVENT TRIGGER", "");
}

static void print_aggregate(const Printing *printing)
{
    static const char *const functions[] = {"int4pl", "int4larger", "int4smaller"};
    const Extra *extra = printing->extra;

    g_string_append_printf(printing->out,
        "CREATE AGGREGATE x%u (integer) (SFUNC = %s, STYPE = integer%s);\n", extra->name,
        functions[extra->variant % G_N_ELEMENTS(functions)],
        extra->variant % 2 == 1 ? ", INITCOND = '0'" : "");
    comment(printing, "AGGREGATE", "(integer)");
}

static void print_procedure(const Printing *printing)
{
    const Extra *extra = printing->extra;

    g_string_append_printf(printing->out,
        "CREATE PROCEDURE x%u(n %s) LANGUAGE sql AS $$ SELECT n + %u $$;\n", extra->name,
        extra->variant % 4 == 0 ? "bigint" : "integer", extra->variant);
    comment(printing, "PROCEDURE", "");
}

static void print_range(const Printing *printing)
{
    static const char *const subtypes[] = {"integer", "numeric", "date"};
    const Extra *extra = printing->extra;

    g_string_append_printf(printing->out, "CREATE TYPE x%u AS RANGE (subtype = %s);\n", extra->name,
        subtypes[extra->variant % G_N_ELEMENTS(subtypes)]);
    comment(printing, "TYPE", "");
}

/* Attributes come and go at the end; or one of them is of another type: both at once rows are not brought over. */
static void print_composite(const Printing *printing)
{
    const Extra *extra = printing->extra;

    g_string_append_printf(printing->out, "CREATE TYPE x%u AS (a %s, b text", extra->name,
        extra->name % 2 == 1 && extra->variant < 4 ? "bigint" : "integer");
    for (guint i = 0; i < (extra->name % 2 == 0 ? extra->variant / 4 : 0); i++)
        g_string_append_printf(printing->out, ", d%u date", i);
    g_string_append(printing->out, ");\n");
    comment(printing, "TYPE", "");
}

static const struct {
    void (*print)(const Printing *printing);
    gboolean is_of_table;
} printers[N_EXTRAS] = {
    [EXTRA_STATISTICS] = {print_statistics, TRUE},
    [EXTRA_RULE] = {print_rule, TRUE},
    [EXTRA_CHECK] = {print_check, TRUE},
    [EXTRA_UNIQUE] = {print_unique, TRUE},
    [EXTRA_UNIQUE_AGAIN] = {print_unique, TRUE},
    [EXTRA_EXCLUSION] = {print_exclusion, TRUE},
    [EXTRA_EVENT_TRIGGER] = {print_event_trigger, FALSE},
    [EXTRA_AGGREGATE] = {print_aggregate, FALSE},
    [EXTRA_PROCEDURE] = {print_procedure, FALSE},
    [EXTRA_RANGE] = {print_range, FALSE},
    [EXTRA_COMPOSITE] = {print_composite, FALSE},
};

static const Column *scalar(const Printing *printing, guint name)
{
    const Column *column = grammar_shown(printing->grammar, printing->table, name);

    return column != NULL && !column->is_array && column->family != FAMILY_OTHER ? column : NULL;
}

static void print_one(const Grammar *grammar, const Extra *extra, GString *out)
{
    Printing printing = {
        .grammar = grammar, .extra = extra, .table = grammar_table(grammar, extra->table), .out = out};

    if (printers[extra->kind].is_of_table && printing.table == NULL)
        return;
    for (guint i = 0; printing.table != NULL && i < 2; i++)
        printing.columns[i] = scalar(&printing, extra->columns[i]);
    printers[extra->kind].print(&printing);
}

void grammar_print_more(const Grammar *grammar, gboolean of_tables, GString *out)
{
    for (guint i = 0; i < MAX_EXTRAS; i++) {
        const Extra *extra = &grammar->extras[i];
        if (extra->name != 0 && printers[extra->kind].is_of_table == of_tables)
            print_one(grammar, extra, out);
    }
}

void grammar_print_composite_columns(const Grammar *grammar, const Table *table, GString *out)
{
    for (guint i = 0; i < MAX_EXTRAS; i++) {
        const Extra *extra = &grammar->extras[i];
        if (extra->name != 0 && extra->table == table->name && extra->comment % 2 == 0 &&
            extra->kind == EXTRA_COMPOSITE)
            g_string_append_printf(out, ",\n    x%u_of x%u", extra->name, extra->name);
    }
}
