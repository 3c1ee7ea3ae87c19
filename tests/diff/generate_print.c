/* SPDX-License-Identifier: Apache-2.0 */
/* generate_print.c: a made-up schema as SQL that loads. */
#include "grammar.h"

/* ---- what is there ---- */

static gboolean has_enum(const Grammar *grammar, guint name)
{
    for (guint i = 0; i < MAX_TYPES; i++) {
        if (name != 0 && grammar->enums[i].name == name)
            return TRUE;
    }
    return FALSE;
}

static const Domain *find_domain(const Grammar *grammar, guint name)
{
    for (guint i = 0; i < MAX_TYPES; i++) {
        if (name != 0 && grammar->domains[i].name == name)
            return &grammar->domains[i];
    }
    return NULL;
}

/* A column goes with the type or the table that it is of. */
static gboolean is_shown(const Grammar *grammar, const Column *column)
{
    if (column == NULL || column->name == 0)
        return FALSE;
    switch (column->family) {
    case FAMILY_ENUM:
        return has_enum(grammar, column->type);
    case FAMILY_DOMAIN:
        return find_domain(grammar, column->type) != NULL;
    case FAMILY_REFERENCE:
        return grammar_table(grammar, column->type) != NULL;
    default:
        return TRUE;
    }
}

const Column *grammar_shown(const Grammar *grammar, const Table *table, guint name)
{
    const Column *column = grammar_column(table, name);

    return is_shown(grammar, column) ? column : NULL;
}

static const Function *immutable_function(const Grammar *grammar)
{
    for (guint i = 0; i < MAX_FUNCTIONS; i++) {
        if (grammar->functions[i].name != 0 && grammar->functions[i].volatility == 0)
            return &grammar->functions[i];
    }
    return NULL;
}

static void print_comment(GString *out, const char *kind, guint comment, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static void print_comment(GString *out, const char *kind, guint comment, const char *format, ...)
{
    va_list args;

    if (comment == 0)
        return;
    va_start(args, format);
    g_autofree char *name = g_strdup_vprintf(format, args);
    va_end(args);
    g_string_append_printf(out, "COMMENT ON %s %s IS 'it''s number %u';\n", kind, name, comment);
}

/* ---- types, functions, sequences ---- */

static void print_enum(const Enum *one, GString *out)
{
    g_string_append_printf(out, "CREATE TYPE e%u AS ENUM (", one->name);
    for (guint i = 0; i < MAX_LABELS && one->labels[i] != 0; i++)
        g_string_append_printf(out, "%s'l%u'", i > 0 ? ", " : "", one->labels[i]);
    g_string_append(out, ");\n");
    print_comment(out, "TYPE", one->comment, "e%u", one->name);
}

static void print_domain(const Domain *one, GString *out)
{
    g_string_append_printf(
        out, "CREATE DOMAIN d%u AS %s", one->name, one->is_text ? "text" : "integer");
    if (one->default_value > 0)
        g_string_append_printf(
            out, one->is_text ? " DEFAULT 'd%u'" : " DEFAULT %u", one->default_value);
    if (one->limit > 0)
        g_string_append_printf(out,
            one->is_text ? " CHECK (length(VALUE) < %u0)" : " CHECK (VALUE > -%u)", one->limit + 3);
    g_string_append(out, ";\n");
    print_comment(out, "DOMAIN", one->comment, "d%u", one->name);
}

static void print_function(const Function *one, GString *out)
{
    static const char *const volatilities[] = {" IMMUTABLE", " STABLE", ""};

    g_string_append_printf(out,
        "CREATE FUNCTION f%u(n integer) RETURNS %s%s%s LANGUAGE sql AS $$ SELECT n + %u $$;\n",
        one->name, one->is_wide ? "bigint" : "integer", volatilities[one->volatility],
        one->is_strict ? " STRICT" : "", one->body);
    print_comment(out, "FUNCTION", one->comment, "f%u(integer)", one->name);
}

static void print_types(const Grammar *grammar, GString *out)
{
    for (guint i = 0; i < MAX_TYPES; i++) {
        const Sequence *sequence = &grammar->sequences[i];
        if (grammar->enums[i].name != 0)
            print_enum(&grammar->enums[i], out);
        if (grammar->domains[i].name != 0)
            print_domain(&grammar->domains[i], out);
        if (sequence->name == 0)
            continue;
        g_string_append_printf(out, "CREATE SEQUENCE s%u AS %s INCREMENT BY %u;\n", sequence->name,
            sequence->is_big ? "bigint" : "integer", sequence->increment);
        print_comment(out, "SEQUENCE", sequence->comment, "s%u", sequence->name);
    }
    for (guint i = 0; i < MAX_FUNCTIONS; i++) {
        if (grammar->functions[i].name != 0)
            print_function(&grammar->functions[i], out);
    }
}

/* ---- columns ---- */

/* A child has its parent's. */
static const char *key_type(const Grammar *grammar, const Table *table)
{
    const Table *parent = grammar_parent(grammar, table);

    if (parent != NULL)
        return key_type(grammar, parent);
    return table->is_big ? "bigint" : "integer";
}

static void print_type(const Grammar *grammar, const Column *column, GString *out)
{
    static const char *const *const names[] = {
        grammar_numbers, grammar_texts, grammar_times, grammar_others};

    if (column->family == FAMILY_ENUM)
        g_string_append_printf(out, "e%u", column->type);
    else if (column->family == FAMILY_DOMAIN)
        g_string_append_printf(out, "d%u", column->type);
    else if (column->family == FAMILY_REFERENCE)
        g_string_append(out, key_type(grammar, grammar_table(grammar, column->type)));
    else if (column->is_array)
        g_string_append(out, column->family == FAMILY_NUMBER ? "integer[]"
                             : column->family == FAMILY_TEXT ? "text[]"
                                                             : "date[]");
    else
        g_string_append(out, names[column->family][column->type]);
}

static void print_number_default(const Grammar *grammar, const Column *column, GString *out)
{
    const Function *function = &grammar->functions[0];
    const Sequence *sequence = &grammar->sequences[0];

    if (column->default_value == 3 && function->name != 0)
        g_string_append_printf(out, " DEFAULT f%u(3)", function->name);
    else if (column->default_value == 2 && sequence->name != 0 && !column->is_unique)
        g_string_append_printf(out, " DEFAULT nextval('s%u')", sequence->name);
    else
        g_string_append_printf(out, " DEFAULT %u", column->default_value);
}

static void print_default(const Grammar *grammar, const Column *column, GString *out)
{
    static const char *const others[] = {"true", "gen_random_uuid()", "'{}'", "'\\x00'",
        "'10.0.0.1'", "'1 day'", "'empty'", "'[1,5)'", "'[]'", "'(0,0)'", "'08:00:2b:01:02:03'",
        "'a'"};

    if (column->default_value == 0)
        return;
    if (column->is_array)
        g_string_append(out, " DEFAULT '{}'");
    else if (column->family == FAMILY_NUMBER)
        print_number_default(grammar, column, out);
    else if (column->family == FAMILY_TEXT)
        g_string_append_printf(out, " DEFAULT 'v''%u'", column->default_value);
    else if (column->family == FAMILY_TIME)
        g_string_append(
            out, column->default_value == 1 ? " DEFAULT now()" : " DEFAULT '2024-02-29'");
    else if (column->family == FAMILY_OTHER)
        g_string_append_printf(out, " DEFAULT %s", others[column->type]);
    else if (column->family == FAMILY_ENUM) {
        for (guint i = 0; i < MAX_TYPES; i++) {
            if (grammar->enums[i].name == column->type)
                g_string_append_printf(
                    out, " DEFAULT 'l%u'", grammar->enums[i].labels[column->default_value - 1]);
        }
    } else if (column->family == FAMILY_DOMAIN)
        g_string_append_printf(out, " DEFAULT '%u'", column->default_value);
}

static void print_check(const Table *table, const Column *column, GString *out)
{
    static const char *const of_numbers[] = {"c%u >= 0", "c%u > -10", "c%u < 100000"};
    static const char *const of_texts[] = {
        "c%u <> 'zz'", "length(c%u) < 100", "c%u NOT LIKE '%%!'"};
    const char *const *checks = column->family == FAMILY_NUMBER ? of_numbers : of_texts;
    g_autofree char *name = g_strdup_printf("c%u", column->name);
    g_auto(GStrv) parts = NULL;

    /* Of a reference it says what becomes of rows whose other end goes. */
    if (column->check == 0 || column->is_array || column->family == FAMILY_REFERENCE)
        return;
    /* Rows that find their partition by trying may be below zero. */
    const guint which = table->partition_by == 3 && column->check == 1 ? 2 : column->check;
    parts = g_strsplit(checks[which - 1], "c%u", 2);
    g_autofree char *text = g_strjoin(name, parts[0], parts[1], NULL);
    g_auto(GStrv) unescaped = g_strsplit(text, "%%", -1);
    g_autofree char *check = g_strjoinv("%", unescaped);
    g_string_append_printf(out, " CHECK (%s)", check);
}

static void print_column(
    const Grammar *grammar, const Table *table, const Column *column, GString *out)
{
    g_string_append_printf(out, "c%u ", column->name);
    print_type(grammar, column, out);
    if (column->generated != 0) {
        g_string_append_printf(out, " GENERATED ALWAYS AS (id * %u) STORED", column->generated);
        return;
    }
    if (column->not_null)
        g_string_append(out, " NOT NULL");
    print_default(grammar, column, out);
    print_check(table, column, out);
    if (column->is_unique && table->partition_by == 0)
        g_string_append(out, " UNIQUE");
}

static void print_key(const Grammar *grammar, const Table *table, GString *out)
{
    static const char *const kinds[] = {
        "", " GENERATED ALWAYS AS IDENTITY", " GENERATED BY DEFAULT AS IDENTITY", ""};

    const char *type = key_type(grammar, table);
    const Table *parent = grammar_parent(grammar, table);
    /* Beside a default that it inherits no column is an identity. */
    const KeyKind key = parent != NULL ? KEY_PLAIN : table->key;

    if (key == KEY_SERIAL)
        g_string_append(out, g_str_equal(type, "bigint") ? "id bigserial" : "id serial");
    else
        g_string_append_printf(out, "id %s%s", type, kinds[key]);
    g_string_append(out, table->has_primary_key ? " PRIMARY KEY" : " NOT NULL");
}

static gboolean can_be_indexed(const Column *column)
{
    return column != NULL && !column->is_array && column->family != FAMILY_OTHER;
}

/* ---- tables ---- */

static void print_columns(const Grammar *grammar, const Table *table, GString *out)
{
    const guint first = table->order % (MAX_COLUMNS + 1);
    gboolean has_one = FALSE;

    for (guint i = 0; i <= MAX_COLUMNS; i++) {
        const guint place = (first + i) % (MAX_COLUMNS + 1);
        const Column *column = place < MAX_COLUMNS ? &table->columns[place] : NULL;
        if (column != NULL && !is_shown(grammar, column))
            continue;
        g_string_append(out, has_one ? ",\n    " : "    ");
        has_one = TRUE;
        if (column != NULL)
            print_column(grammar, table, column, out);
        else
            print_key(grammar, table, out);
    }
    grammar_print_composite_columns(grammar, table, out);
}

/* Keys that plant.sql finds for a table by itself, too. */
static const guint list_keys[MAX_PARTS][2] = {{1, 10}, {2, 20}, {3, 30}, {100, 200}};

/* One that is detached has rows that it could be attached with. */
static void print_detached(const Table *table, const Partition *part, GString *out)
{
    g_string_append_printf(out,
        "CREATE TABLE p%u (LIKE t%u INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE,\n    "
        "CONSTRAINT p%u_bound CHECK (",
        part->name, table->name, part->name);
    if (table->partition_by == 1)
        g_string_append_printf(
            out, "id >= %u AND id < %u));\n", part->bound * 100, part->bound * 100 + 100);
    else
        g_string_append_printf(
            out, "id IN (%u, %u)));\n", list_keys[part->bound][0], list_keys[part->bound][1]);
}

static void print_partition(
    const Grammar *grammar, const Table *table, const Partition *part, GString *out)
{
    const Column *column = grammar_shown(grammar, table, table->indexes[0].columns[0]);

    if (part->is_detached && table->partition_by != 3) {
        print_detached(table, part, out);
    } else {
        g_string_append_printf(
            out, "CREATE TABLE p%u PARTITION OF t%u FOR VALUES ", part->name, table->name);
        if (table->partition_by == 1)
            g_string_append_printf(
                out, "FROM (%u) TO (%u);\n", part->bound * 100, part->bound * 100 + 100);
        else if (table->partition_by == 2)
            g_string_append_printf(
                out, "IN (%u, %u);\n", list_keys[part->bound][0], list_keys[part->bound][1]);
        else
            g_string_append_printf(
                out, "WITH (MODULUS %u, REMAINDER %u);\n", MAX_PARTS, part->bound);
    }
    if (part->has_index && can_be_indexed(column))
        g_string_append_printf(
            out, "CREATE INDEX p%u_own ON p%u (c%u);\n", part->name, part->name, column->name);
}

static void print_partitions(const Grammar *grammar, const Table *table, GString *out)
{
    for (guint i = 0; i < MAX_PARTS; i++) {
        if (table->parts[i].name != 0)
            print_partition(grammar, table, &table->parts[i], out);
    }
}

static void print_table(const Grammar *grammar, const Table *table, GString *out)
{
    static const char *const methods[] = {"", "RANGE", "LIST", "HASH"};

    g_string_append_printf(
        out, "CREATE %sTABLE t%u (\n", table->is_unlogged ? "UNLOGGED " : "", table->name);
    print_columns(grammar, table, out);
    g_string_append(out, "\n)");
    if (grammar_parent(grammar, table) != NULL)
        g_string_append_printf(out, " INHERITS (t%u)", table->parent);
    if (table->partition_by != 0)
        g_string_append_printf(out, " PARTITION BY %s (id)", methods[table->partition_by]);
    if (table->fillfactor != 0)
        g_string_append_printf(out, " WITH (fillfactor = %u)", table->fillfactor);
    g_string_append(out, ";\n");
    print_partitions(grammar, table, out);
    print_comment(out, "TABLE", table->comment, "t%u", table->name);
    for (guint i = 0; i < MAX_COLUMNS; i++) {
        const Column *column = &table->columns[i];
        if (!is_shown(grammar, column))
            continue;
        print_comment(out, "COLUMN", column->comment, "t%u.c%u", table->name, column->name);
        if (column->storage != 0 && column->family == FAMILY_TEXT)
            g_string_append_printf(out, "ALTER TABLE t%u ALTER c%u SET STORAGE EXTERNAL;\n",
                table->name, column->name);
    }
}

static void print_references(const Grammar *grammar, const Table *table, GString *out)
{
    static const char *const actions[] = {"", " ON DELETE CASCADE", " ON DELETE SET NULL"};
    static const char *const words[] = {
        "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", " NOT VALID"};

    for (guint i = 0; i < MAX_COLUMNS; i++) {
        const Column *column = &table->columns[i];
        const Table *target = grammar_table(grammar, column->type);
        const guint word = column->variant < G_N_ELEMENTS(words) ? column->variant : 0;
        if (column->family == FAMILY_REFERENCE && is_shown(grammar, column) &&
            target->has_primary_key && !(target->is_unlogged && !table->is_unlogged))
            g_string_append_printf(out, "ALTER TABLE t%u ADD FOREIGN KEY (c%u) REFERENCES t%u%s%s;\n",
                table->name, column->name, target->name,
                actions[column->check % G_N_ELEMENTS(actions)],
                table->partition_by == 0 || word < 3 ? words[word] : "");
    }
}

/* ---- what stands on tables ---- */

static void print_index(
    const Grammar *grammar, const Table *table, const Index *index, GString *out)
{
    const Column *first = grammar_shown(grammar, table, index->columns[0]);
    const Column *second = grammar_shown(grammar, table, index->columns[1]);
    const Function *function = immutable_function(grammar);

    if (!can_be_indexed(first))
        return;
    g_string_append_printf(out, "CREATE INDEX i%u ON t%u (", index->name, table->name);
    if (index->is_expression && first->family == FAMILY_TEXT)
        g_string_append_printf(out, "lower(c%u::text)", first->name);
    else if (index->is_expression && first->family == FAMILY_NUMBER && function != NULL)
        g_string_append_printf(out, "f%u(c%u::integer)", function->name, first->name);
    else
        g_string_append_printf(out, "c%u", first->name);
    if (index->is_descending)
        g_string_append(out, " DESC NULLS LAST");
    if (can_be_indexed(second) && second != first)
        g_string_append_printf(out, ", c%u", second->name);
    g_string_append_c(out, ')');
    if (index->has_where)
        g_string_append_printf(out, " WHERE c%u IS NOT NULL AND id > 0", first->name);
    g_string_append(out, ";\n");
    print_comment(out, "INDEX", index->comment, "i%u", index->name);
}

static void print_trigger(const Table *table, const Trigger *trigger, GString *out)
{
    static const char *const events[] = {"BEFORE INSERT", "BEFORE UPDATE OF id",
        "AFTER DELETE OR UPDATE", "BEFORE INSERT OR UPDATE"};

    g_string_append_printf(out,
        "CREATE TRIGGER g%u %s ON t%u FOR EACH ROW EXECUTE FUNCTION on_row_%u();\n", trigger->name,
        events[trigger->event], table->name, trigger->function);
    if (trigger->is_disabled)
        g_string_append_printf(
            out, "ALTER TABLE t%u DISABLE TRIGGER g%u;\n", table->name, trigger->name);
    g_autofree char *on = g_strdup_printf("g%u ON t%u", trigger->name, table->name);
    print_comment(out, "TRIGGER", trigger->comment, "%s", on);
}

static void print_policy(
    const Grammar *grammar, const Table *table, const Policy *policy, GString *out)
{
    static const char *const commands[] = {"ALL", "SELECT", "DELETE"};
    static const char *const roles[] = {"PUBLIC", "dunlin_reader", "dunlin_reader, dunlin_writer"};
    const Column *column = &table->columns[0];

    g_string_append_printf(out, "CREATE POLICY o%u ON t%u%s FOR %s TO %s USING (", policy->name,
        table->name, policy->is_restrictive ? " AS RESTRICTIVE" : "", commands[policy->command],
        roles[policy->role]);
    if (policy->condition == 3 && is_shown(grammar, column))
        g_string_append_printf(out, "c%u IS NOT NULL", column->name);
    else if (policy->condition == 0)
        g_string_append(out, "true");
    else
        g_string_append_printf(out, "id > %u", policy->condition);
    g_string_append(out, ");\n");
}

static void print_on_table(const Grammar *grammar, const Table *table, GString *out)
{
    for (guint i = 0; i < MAX_OF_A_TABLE; i++) {
        if (table->indexes[i].name != 0)
            print_index(grammar, table, &table->indexes[i], out);
        if (table->triggers[i].name != 0)
            print_trigger(table, &table->triggers[i], out);
        if (table->policies[i].name != 0)
            print_policy(grammar, table, &table->policies[i], out);
    }
    if (table->has_row_security)
        g_string_append_printf(out, "ALTER TABLE t%u ENABLE ROW LEVEL SECURITY;\n", table->name);
}

/* ---- views ---- */

/* Whether over, a table or a view that was printed, shows the column. */
static gboolean view_sees(const Grammar *grammar, guint over, guint column)
{
    const Table *table = grammar_table(grammar, over);

    if (column == 0)
        return FALSE;
    if (table != NULL)
        return grammar_shown(grammar, table, column) != NULL;
    for (guint i = 0; i < MAX_VIEWS; i++) {
        const View *view = &grammar->views[i];
        for (guint c = 0; view->name == over && c < MAX_COLUMNS; c++) {
            if (view->columns[c] == column)
                return view_sees(grammar, view->over, column);
        }
    }
    return FALSE;
}

static gboolean view_stands(const Grammar *grammar, guint over)
{
    if (over == 0)
        return FALSE;
    if (grammar_table(grammar, over) != NULL)
        return TRUE;
    for (guint i = 0; i < MAX_VIEWS; i++) {
        if (grammar->views[i].name == over)
            return view_stands(grammar, grammar->views[i].over);
    }
    return FALSE;
}

static void print_view(const Grammar *grammar, const View *view, GString *out)
{
    const char *kind = view->is_materialized ? "MATERIALIZED VIEW" : "VIEW";
    const char letter = grammar_table(grammar, view->over) != NULL ? 't' : 'v';

    if (view->name == 0 || !view_stands(grammar, view->over))
        return;
    g_string_append_printf(out, "CREATE %s v%u", kind, view->name);
    if (view->has_barrier && !view->is_materialized)
        g_string_append(out, " WITH (security_barrier)");
    g_string_append(out, " AS SELECT id");
    for (guint i = 0; i < MAX_COLUMNS; i++) {
        const guint column = view->columns[i];
        if (view_sees(grammar, view->over, column))
            g_string_append_printf(
                out, column % 5 == 0 ? ", c%u::text AS c%u" : ", c%u", column, column);
    }
    g_string_append_printf(out, " FROM %c%u", letter, view->over);
    if (view->has_where)
        g_string_append(out, " WHERE id > 0");
    g_string_append(out, ";\n");
    if (view->is_materialized)
        g_string_append_printf(out, "CREATE INDEX v%u_id ON v%u (id);\n", view->name, view->name);
    print_comment(out, kind, view->comment, "v%u", view->name);
    if (view->is_granted)
        g_string_append_printf(out, "GRANT SELECT ON v%u TO dunlin_reader;\n", view->name);
}

static gboolean uses_trigger_function(const Grammar *grammar, guint function)
{
    for (guint t = 0; t < MAX_TABLES; t++) {
        for (guint i = 0; grammar->tables[t].name != 0 && i < MAX_OF_A_TABLE; i++) {
            const Trigger *trigger = &grammar->tables[t].triggers[i];
            if (trigger->name != 0 && trigger->function == function)
                return TRUE;
        }
    }
    return FALSE;
}

char *grammar_print(const Grammar *grammar)
{
    GString *out = g_string_new(NULL);

    print_types(grammar, out);
    grammar_print_more(grammar, FALSE, out);
    for (guint i = 0; i < 2; i++) {
        if (uses_trigger_function(grammar, i))
            g_string_append_printf(out,
                "CREATE FUNCTION on_row_%u() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN "
                "NEW; END $$;\n",
                i);
    }
    for (guint i = 0; i < MAX_TABLES; i++) {
        if (grammar->tables[i].name != 0)
            print_table(grammar, &grammar->tables[i], out);
    }
    for (guint i = 0; i < MAX_TABLES; i++) {
        if (grammar->tables[i].name == 0)
            continue;
        print_references(grammar, &grammar->tables[i], out);
        print_on_table(grammar, &grammar->tables[i], out);
    }
    grammar_print_more(grammar, TRUE, out);
    for (guint i = 0; i < MAX_VIEWS; i++)
        print_view(grammar, &grammar->views[i], out);
    return g_string_free(out, FALSE);
}
