/* SPDX-License-Identifier: Apache-2.0 */
/* grammar_sqlite_text.c: a made-up schema and its rows as SQL, in one of many ways to write them. */
#include "grammar_sqlite_parts.h"

#include "dialect/quote.h"

static const char *const types[N_TYPES] = {"INTEGER", "INT", "REAL", "TEXT", "BLOB", "ANY",
    "VARCHAR(40)", "NUMERIC(8, 2)", "DATETIME", ""};

/* ---- names ---- */

static void append_name(Grammar *grammar, GString *sql, const char *name)
{
    g_autofree char *plain = dln_quote_name(DLN_ENGINE_SQLITE, name);
    g_autofree char *quoted = dln_quote_identifier(name);

    g_string_append(sql, grammar_chance(grammar, 30) ? quoted : plain);
}

/* Each %s of format is the name. */
static void append_with(Grammar *grammar, GString *sql, const char *format, const char *name)
{
    g_auto(GStrv) parts = g_strsplit(format, "%s", -1);

    for (guint i = 0; parts[i] != NULL; i++) {
        if (i > 0)
            append_name(grammar, sql, name);
        g_string_append(sql, parts[i]);
    }
}

/* ---- columns ---- */

static const char *default_text(const Column *column)
{
    static const char *const texts[] = {"'it''s'", "text", "('a' || 'b')", "NULL"};
    static const char *const numbers[] = {"7", "-8", "(1 + 2)", "NULL"};
    static const char *const blobs[] = {"x'0a'", "x''", "(x'0b')", "NULL"};
    const guint form = column->default_form - DEFAULT_LITERAL;

    switch (column->type) {
    case TYPE_INTEGER:
    case TYPE_INT:
    case TYPE_REAL:
    case TYPE_NUMERIC:
        return numbers[form];
    case TYPE_BLOB:
        return blobs[form];
    default:
        return texts[form];
    }
}

static void append_check(Grammar *grammar, GString *sql, const Column *column)
{
    static const char *const checks[N_CHECKS] = {"CHECK (%s IS NOT 'nope')",
        "CHECK (length(%s) < 1000 OR %s IS NULL)",
        "CONSTRAINT named CHECK (typeof(%s) <> 'nothing')",
        "CHECK (%s NOT IN ('no', 'never', -1) OR %s IS NULL)"};

    append_with(grammar, sql, checks[column->check - 1], column->name);
}

static void append_reference(Grammar *grammar, GString *sql, const Column *column)
{
    static const char *const actions[] = {"", " ON DELETE CASCADE",
        " ON DELETE SET NULL ON UPDATE CASCADE", " ON DELETE RESTRICT",
        " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"};

    append_with(grammar, sql, "REFERENCES %s (id)", column->refers_to);
    g_string_append(sql, actions[column->action]);
}

/* behind: what is to stand behind the columns instead. */
static void append_constraints(
    Grammar *grammar, GString *sql, const Column *column, GString *behind)
{
    if (column->is_unique && grammar_chance(grammar, 50))
        g_string_append(sql, " UNIQUE");
    else if (column->is_unique)
        append_with(grammar, behind, ", UNIQUE (%s)", column->name);
    if (column->check > 0) {
        GString *to = grammar_chance(grammar, 50) ? sql : behind;
        g_string_append(to, to == sql ? " " : ", ");
        append_check(grammar, to, column);
    }
    if (column->refers_to != NULL) {
        GString *to = grammar_chance(grammar, 50) ? sql : behind;
        if (to == behind)
            append_with(grammar, to, ", FOREIGN KEY (%s)", column->name);
        g_string_append_c(to, ' ');
        append_reference(grammar, to, column);
    }
}

static void append_column(
    Grammar *grammar, GString *sql, const Table *table, const Column *column, GString *behind)
{
    static const char *const collations[] = {"", " COLLATE NOCASE", " COLLATE RTRIM"};
    static const char *const computed[] = {
        " AS (coalesce(%s, '') || '!')", " GENERATED ALWAYS AS (length(%s) + 1)"};

    append_name(grammar, sql, column->name);
    g_string_append_printf(sql, " %s", types[column->type]);
    if (column->is_not_null)
        g_string_append(sql, " NOT NULL");
    if (column->computed_of != NULL) {
        append_with(grammar, sql, computed[column->computed_form], column->computed_of);
        g_string_append(sql, column->is_stored ? " STORED" : "");
    } else if (column->default_form != DEFAULT_NONE) {
        g_string_append_printf(sql, " DEFAULT %s", default_text(column));
    }
    g_string_append(sql, collations[column->collation]);
    append_constraints(grammar, sql, column, behind);
}

/* ---- tables ---- */

static void append_table(Grammar *grammar, GString *sql, const Table *table)
{
    static const char *const keys[N_KEYS] = {"", "id INTEGER PRIMARY KEY, ",
        "id INTEGER PRIMARY KEY AUTOINCREMENT, ", "code TEXT PRIMARY KEY NOT NULL, ",
        "k1 INT NOT NULL, k2 TEXT NOT NULL, "};
    g_autoptr(GString) behind =
        g_string_new(table->key == KEY_PAIR ? ", PRIMARY KEY (k1, k2)" : "");

    append_with(grammar, sql, "CREATE TABLE %s (", table->name);
    g_string_append(sql, keys[table->key]);
    for (guint i = 0; i < table->columns->len; i++) {
        g_string_append(sql, i > 0 ? ",\n    " : "\n    ");
        append_column(grammar, sql, table, table->columns->pdata[i], behind);
    }
    g_string_append_printf(sql, "%s)%s%s%s;\n", behind->str, table->is_strict ? " STRICT" : "",
        table->is_strict && table->without_rowid ? "," : "",
        table->without_rowid ? " WITHOUT ROWID" : "");
}

/* ---- what stands on tables ---- */

static void append_index(Grammar *grammar, GString *sql, const Thing *index)
{
    static const char *const forms[] = {"(%s)", "(%s DESC)", "(coalesce(%s, ''))",
        "(%s) WHERE %s IS NOT NULL", "(%s COLLATE NOCASE)", "(%s, length(%s))"};

    append_with(grammar, sql, "CREATE INDEX %s ON ", index->name);
    append_name(grammar, sql, index->on);
    g_string_append_c(sql, ' ');
    append_with(grammar, sql, forms[index->form], index->column);
    g_string_append(sql, ";\n");
}

static void append_view(Grammar *grammar, GString *sql, const Thing *view)
{
    static const char *const of_columns[] = {
        "SELECT %s FROM ", "SELECT %s AS x, 1 AS one FROM ", "SELECT count(%s) AS n FROM "};

    append_with(grammar, sql, "CREATE VIEW %s AS ", view->name);
    if (view->column != NULL && view->form < G_N_ELEMENTS(of_columns))
        append_with(grammar, sql, of_columns[view->form], view->column);
    else
        g_string_append(sql, "SELECT * FROM ");
    if (view->leads_nowhere)
        g_string_append(sql, "nowhere_at_all");
    else
        append_name(grammar, sql, view->on);
    if (view->form == 4)
        g_string_append(sql, " WHERE 1 = 1");
    g_string_append(sql, ";\n");
}

static void append_action(Grammar *grammar, GString *sql, const Thing *trigger)
{
    g_string_append(sql, " BEGIN INSERT INTO journal (line) VALUES ('fired');");
    if (trigger->column != NULL && trigger->form == 1)
        append_with(grammar, sql, " INSERT INTO journal (line) VALUES (new.%s);", trigger->column);
    if (trigger->form == 3)
        append_with(grammar, sql, " DELETE FROM %s WHERE 1 = 0;", trigger->other);
    g_string_append(sql, " END;\n");
}

static void append_trigger(Grammar *grammar, GString *sql, const Thing *trigger)
{
    static const char *const on_tables[] = {"AFTER INSERT", "AFTER UPDATE", "BEFORE DELETE",
        "AFTER DELETE", "BEFORE INSERT", "AFTER DELETE"};
    static const char *const on_views[] = {
        "INSTEAD OF INSERT", "INSTEAD OF UPDATE", "INSTEAD OF DELETE"};

    append_with(grammar, sql, "CREATE TRIGGER %s ", trigger->name);
    g_string_append_printf(sql, "%s ON ",
        trigger->is_over_view ? on_views[trigger->form % 3] : on_tables[trigger->form]);
    append_name(grammar, sql, trigger->on);
    append_action(grammar, sql, trigger);
}

static void append_each(Grammar *grammar, GString *sql, const GPtrArray *things,
    void (*append)(Grammar *grammar, GString *sql, const Thing *thing))
{
    for (guint i = 0; i < things->len; i++)
        append(grammar, sql, things->pdata[i]);
}

char *grammar_schema(Grammar *grammar)
{
    GString *sql = g_string_new("CREATE TABLE journal (line);\n");

    for (guint i = 0; i < grammar->tables->len; i++)
        append_table(grammar, sql, grammar->tables->pdata[i]);
    append_each(grammar, sql, grammar->indexes, append_index);
    append_each(grammar, sql, grammar->views, append_view);
    append_each(grammar, sql, grammar->triggers, append_trigger);
    return g_string_free(sql, FALSE);
}

/* ---- rows ---- */

static void append_value(GString *sql, const Column *column, guint row)
{
    if (column->has_nulls && row % 2 == 0) {
        g_string_append(sql, "NULL");
        return;
    }
    switch (column->type) {
    case TYPE_INTEGER:
    case TYPE_INT:
        g_string_append_printf(sql, "%u", row);
        break;
    case TYPE_REAL:
        g_string_append_printf(sql, "%u.5", row);
        break;
    case TYPE_BLOB:
        g_string_append_printf(sql, "x'0%u00'", row);
        break;
    case TYPE_NUMERIC:
        g_string_append_printf(sql, "'%u.125'", row);
        break;
    case TYPE_DATETIME:
        g_string_append_printf(sql, "'2024-02-0%u 10:00:00'", row);
        break;
    case TYPE_ANY:
    case TYPE_NONE:
        g_string_append(sql, row == 1   ? "'text 1'"
                             : row == 2 ? "2"
                             : row == 3 ? "3.25"
                             : row == 4 ? "x'04'"
                                        : "'05'");
        break;
    default:
        g_string_append_printf(sql, "'%s%u'", row % 3 == 0 ? "00" : "name ", row);
    }
}

static void append_row(GString *sql, const Table *table, guint row)
{
    static const char *const names[N_KEYS] = {"", "id, ", "id, ", "code, ", "k1, k2, "};
    g_autofree char *name = dln_quote_identifier(table->name);
    g_autoptr(GString) columns = g_string_new(names[table->key]);
    g_autoptr(GString) values = g_string_new(NULL);

    if (table->key == KEY_ROWID || table->key == KEY_COUNTING)
        g_string_append_printf(values, "%u, ", row);
    else if (table->key == KEY_TEXT)
        g_string_append_printf(values, "'code %u', ", row);
    else if (table->key == KEY_PAIR)
        g_string_append_printf(values, "%u, 'k%u', ", row, row);
    /* With gaps, so that a rowid that is not kept is seen. */
    if (table->key != KEY_ROWID && table->key != KEY_COUNTING && !table->without_rowid) {
        g_string_append(columns, "rowid, ");
        g_string_append_printf(values, "%u, ", row * 3);
    }
    for (guint i = 0; i < table->columns->len; i++) {
        const Column *column = table->columns->pdata[i];
        g_autofree char *quoted = dln_quote_identifier(column->name);

        if (column->computed_of != NULL)
            continue;
        g_string_append_printf(columns, "%s, ", quoted);
        append_value(values, column, row);
        g_string_append(values, ", ");
    }
    if (columns->len < 2)
        return;
    g_string_append_printf(sql, "INSERT INTO %s (%.*s) VALUES (%.*s);\n", name,
        (int)columns->len - 2, columns->str, (int)values->len - 2, values->str);
}

/* The triggers fire, and a key that counts has had more rows than there are. */
char *grammar_rows(Grammar *grammar)
{
    GString *sql = g_string_new("INSERT INTO journal VALUES ('first');\n");

    for (guint i = 0; i < grammar->tables->len; i++) {
        const Table *table = grammar->tables->pdata[i];
        g_autofree char *literal = dln_quote_sqlite_literal(table->name);

        for (guint row = 1; row <= table->n_rows; row++)
            append_row(sql, table, row);
        if (table->key == KEY_COUNTING && grammar_chance(grammar, 50))
            g_string_append_printf(
                sql, "UPDATE sqlite_sequence SET seq = 70 WHERE name = %s;\n", literal);
    }
    grammar->has_rows = TRUE;
    return g_string_free(sql, FALSE);
}
