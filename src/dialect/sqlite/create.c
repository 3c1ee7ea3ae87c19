/* SPDX-License-Identifier: Apache-2.0 */
/* create.c: a model as SQLite's SQL. SQLite looks at no name in a body or a foreign key before it is used, so tables, indexes,
 * views and triggers in this order do. */
#include "dialect/sqlite/create.h"

#include <string.h>

#include "dialect/postgres/builder.h"
#include "dialect/quote.h"
#include "sql/canonical.h"

static char *quoted(const char *name)
{
    return dln_quote_name(DLN_ENGINE_SQLITE, name);
}

static void append_conflict(GString *sql, const DlnObject *object, const char *property)
{
    const char *way = dln_object_get(object, property);
    g_autofree char *upper = way != NULL ? g_ascii_strup(way, -1) : NULL;

    if (way != NULL)
        g_string_append_printf(sql, " ON CONFLICT %s", upper);
}

/* ---- tables ---- */

static void append_constraint_name(GString *sql, const DlnObject *constraint)
{
    const char *name = dln_object_get(constraint, "name");
    g_autofree char *text = name != NULL ? quoted(name) : NULL;

    if (name != NULL)
        g_string_append_printf(sql, "CONSTRAINT %s ", text);
}

/* Whether key is that of this column alone, and can stand with it. */
static gboolean is_key_of(const DlnObject *key, const DlnObject *column)
{
    const char *own = dln_object_get(key, "column");
    g_autofree char *lower = g_ascii_strdown(column->id.name, -1);
    g_autofree char *name = quoted(lower);
    g_autofree char *definition = g_strdup_printf("PRIMARY KEY (%s)", name);

    if (g_strcmp0(dln_object_get(key, "type"), "primary key") != 0)
        return FALSE;
    return own != NULL ? g_str_equal(own, column->id.name)
                       : g_str_equal(dln_object_get(key, "definition"), definition);
}

static const DlnObject *key_of(const GPtrArray *constraints, const DlnObject *column)
{
    for (guint i = 0; i < constraints->len; i++) {
        if (is_key_of(constraints->pdata[i], column))
            return constraints->pdata[i];
    }
    return NULL;
}

static void append_key(GString *sql, const DlnObject *key)
{
    g_string_append_c(sql, ' ');
    append_constraint_name(sql, key);
    g_string_append(sql, "PRIMARY KEY");
    dln_create_append_flag(sql, " DESC", key, "descending_column");
    append_conflict(sql, key, "conflict");
    dln_create_append_flag(sql, " AUTOINCREMENT", key, "autoincrement");
}

static void append_column(GString *sql, const DlnObject *column, const DlnObject *key)
{
    g_autofree char *name = quoted(column->id.name);

    g_string_append_printf(sql, "    %s", name);
    dln_create_append(sql, " ", column, "type", "");
    if (key != NULL)
        append_key(sql, key);
    dln_create_append_flag(sql, " NOT NULL", column, "not_null");
    append_conflict(sql, column, "not_null_conflict");
    if (dln_object_get(column, "null_conflict") != NULL)
        g_string_append(sql, " NULL");
    append_conflict(sql, column, "null_conflict");
    dln_create_append(sql, " DEFAULT ", column, "default", "");
    dln_create_append(sql, " COLLATE ", column, "collation", "");
    dln_create_append(sql, " GENERATED ALWAYS AS ", column, "generated", "");
    dln_create_append_flag(sql, " STORED", column, "stored");
}

static void append_deferral(GString *sql, const DlnObject *constraint)
{
    if (dln_object_get(constraint, "deferrable") != NULL)
        g_string_append(sql, " DEFERRABLE INITIALLY DEFERRED");
}

static void append_constraint(GString *sql, const DlnObject *constraint)
{
    g_string_append(sql, "    ");
    append_constraint_name(sql, constraint);
    g_string_append(sql, dln_object_get(constraint, "definition"));
    append_conflict(sql, constraint, "conflict");
    append_deferral(sql, constraint);
}

static void append_body(GString *sql, const DlnSchema *schema, const DlnObject *table)
{
    g_autoptr(GPtrArray) columns = dln_schema_children(schema, DLN_OBJECT_COLUMN, &table->id);
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(schema, DLN_OBJECT_CONSTRAINT, &table->id);
    const char *separator = "";

    for (guint i = 0; i < columns->len; i++) {
        const DlnObject *key = key_of(constraints, columns->pdata[i]);

        g_string_append_printf(sql, "%s\n", separator);
        append_column(sql, columns->pdata[i], key);
        if (key != NULL)
            g_ptr_array_remove(constraints, (gpointer)key);
        separator = ",";
    }
    for (guint i = 0; i < constraints->len; i++) {
        g_string_append_printf(sql, "%s\n", separator);
        append_constraint(sql, constraints->pdata[i]);
    }
}

static char *table_text(const DlnSchema *schema, const DlnObject *table, const char *called)
{
    g_autofree char *name = quoted(called);
    g_autoptr(GString) sql = g_string_new(NULL);
    const char *module = dln_object_get(table, "virtual");
    gboolean is_strict = dln_object_is(table, "strict");

    if (module != NULL)
        return g_strdup_printf("CREATE VIRTUAL TABLE %s USING %s", name, module);
    g_string_printf(sql, "CREATE TABLE %s (", name);
    append_body(sql, schema, table);
    g_string_append(sql, "\n)");
    dln_create_append_flag(sql, " STRICT", table, "strict");
    dln_create_append_flag(
        sql, is_strict ? ", WITHOUT ROWID" : " WITHOUT ROWID", table, "without_rowid");
    return g_strdup(sql->str);
}

/* ---- a column that is added ---- */

/* "FOREIGN KEY (a) ", as the constraint of this column alone begins. (transfer full) */
static char *reference_head(const DlnObject *column)
{
    g_autofree char *lower = g_ascii_strdown(column->id.name, -1);
    g_autofree char *name = quoted(lower);

    return g_strdup_printf("FOREIGN KEY (%s) ", name);
}

gboolean dln_create_sqlite_is_inline(const DlnObject *constraint, const DlnObject *column)
{
    const char *type = dln_object_get(constraint, "type");
    g_autofree char *head = reference_head(column);

    if (dln_object_get(constraint, "conflict") != NULL)
        return FALSE;
    return g_strcmp0(type, "check") == 0 ||
           (g_strcmp0(type, "foreign key") == 0 &&
               g_str_has_prefix(dln_object_get(constraint, "definition"), head));
}

char *dln_create_sqlite_added_column(const DlnObject *column, const GPtrArray *constraints)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autofree char *head = reference_head(column);

    append_column(sql, column, NULL);
    for (guint i = 0; constraints != NULL && i < constraints->len; i++) {
        const DlnObject *constraint = constraints->pdata[i];
        const char *definition = dln_object_get(constraint, "definition");

        g_string_append_c(sql, ' ');
        append_constraint_name(sql, constraint);
        g_string_append(
            sql, g_str_has_prefix(definition, head) ? definition + strlen(head) : definition);
        append_deferral(sql, constraint);
    }
    return g_strdup(g_strchug(sql->str));
}

/* ---- the rest ---- */

static char *index_text(const DlnObject *index)
{
    g_autofree char *name = quoted(index->id.name);
    g_autofree char *table = quoted(index->id.parent);
    g_autoptr(GString) sql = g_string_new("CREATE");

    dln_create_append_flag(sql, " UNIQUE", index, "unique");
    g_string_append_printf(
        sql, " INDEX %s ON %s %s", name, table, dln_object_get(index, "columns"));
    dln_create_append(sql, " WHERE ", index, "where", "");
    return g_strdup(sql->str);
}

static char *view_text(const DlnObject *view)
{
    g_autofree char *name = quoted(view->id.name);
    const char *columns = dln_object_get(view, "columns");

    return g_strdup_printf("CREATE VIEW %s%s%s AS\n%s", name, columns != NULL ? " " : "",
        columns != NULL ? columns : "", dln_object_get(view, "definition"));
}

static char *trigger_text(const DlnObject *trigger)
{
    g_autofree char *name = quoted(trigger->id.name);
    g_autofree char *table = quoted(trigger->id.parent);

    return g_strdup_printf("CREATE TRIGGER %s\n%s ON %s\n%s", name,
        dln_object_get(trigger, "event"), table, dln_object_get(trigger, "action"));
}

/* What could not be taken apart when it was read is a whole statement already; NULL: it was. */
static const char *whole_text(const DlnObject *object)
{
    const char *definition = dln_object_get(object, "definition");

    return definition != NULL && g_str_has_prefix(definition, "CREATE ") ? definition : NULL;
}

/* The whole text of a table, with another name behind the words TABLE [IF NOT EXISTS]. */
static char *renamed(const char *text, const char *called)
{
    const DlnSource source = {.text = text, .length = strlen(text), .line = 1, .column = 1};
    g_autoptr(GArray) tokens = dln_sqlite_tokens(&source, NULL);
    g_autofree char *name = quoted(called);

    for (guint i = 0; tokens != NULL && i + 1 < tokens->len; i++) {
        const DlnToken *token = &g_array_index(tokens, DlnToken, i);
        const gsize first = token[1].offset;

        if (dln_token_is(text, token, "table"))
            return g_strdup_printf(
                "%.*s%s%s", (int)first, text, name, text + first + token[1].length);
    }
    return g_strdup(text);
}

char *dln_create_sqlite_object(const DlnSchema *schema, const DlnObject *object, const char *name)
{
    const char *whole = whole_text(object);

    if (whole != NULL)
        return name != NULL ? renamed(whole, name) : g_strdup(whole);
    switch (object->id.kind) {
    case DLN_OBJECT_INDEX:
        return index_text(object);
    case DLN_OBJECT_VIEW:
        return view_text(object);
    case DLN_OBJECT_TRIGGER:
        return trigger_text(object);
    default:
        return table_text(schema, object, name != NULL ? name : object->id.name);
    }
}

void dln_create_sqlite(DlnBuilder *builder)
{
    static const DlnObjectKind kinds[] = {
        DLN_OBJECT_TABLE, DLN_OBJECT_INDEX, DLN_OBJECT_VIEW, DLN_OBJECT_TRIGGER};

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        for (guint i = 0; i < builder->schema->objects->len; i++) {
            const DlnObject *object = builder->schema->objects->pdata[i];

            if (object->id.kind == kinds[k])
                dln_builder_take(builder, dln_create_sqlite_object(builder->schema, object, NULL));
        }
    }
}
