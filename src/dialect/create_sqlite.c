/* SPDX-License-Identifier: Apache-2.0 */
/* create_sqlite.c: a model as SQLite's SQL. SQLite looks at no name in a body or a foreign key before it is used, so tables, indexes,
 * views and triggers in this order do. */
#include "dialect/create_builder.h"
#include "dialect/quote.h"

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

static void append_constraint(GString *sql, const DlnObject *constraint)
{
    const char *deferrable = dln_object_get(constraint, "deferrable");

    g_string_append(sql, "    ");
    append_constraint_name(sql, constraint);
    g_string_append(sql, dln_object_get(constraint, "definition"));
    append_conflict(sql, constraint, "conflict");
    if (deferrable != NULL)
        g_string_append(sql, " DEFERRABLE INITIALLY DEFERRED");
}

static void append_body(GString *sql, const DlnSchema *schema, const DlnObject *table)
{
    g_autoptr(GPtrArray) columns = dln_schema_children(schema, DLN_OBJECT_COLUMN, table->id.name);
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(schema, DLN_OBJECT_CONSTRAINT, table->id.name);
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

static void create_table(DlnBuilder *builder, const DlnObject *table)
{
    g_autofree char *name = quoted(table->id.name);
    g_autoptr(GString) sql = g_string_new(NULL);
    const char *module = dln_object_get(table, "virtual");
    gboolean is_strict = dln_object_is(table, "strict");

    if (module != NULL) {
        dln_builder_add(builder, "CREATE VIRTUAL TABLE %s USING %s", name, module);
        return;
    }
    g_string_printf(sql, "CREATE TABLE %s (", name);
    append_body(sql, builder->schema, table);
    g_string_append(sql, "\n)");
    dln_create_append_flag(sql, " STRICT", table, "strict");
    dln_create_append_flag(sql, is_strict ? ", WITHOUT ROWID" : " WITHOUT ROWID", table, "without_rowid");
    dln_builder_take(builder, g_strdup(sql->str));
}

/* ---- the rest ---- */

static void create_index(DlnBuilder *builder, const DlnObject *index)
{
    g_autofree char *name = quoted(index->id.name);
    g_autofree char *table = quoted(index->id.parent);
    g_autoptr(GString) sql = g_string_new("CREATE");

    dln_create_append_flag(sql, " UNIQUE", index, "unique");
    g_string_append_printf(
        sql, " INDEX %s ON %s %s", name, table, dln_object_get(index, "columns"));
    dln_create_append(sql, " WHERE ", index, "where", "");
    dln_builder_take(builder, g_strdup(sql->str));
}

static void create_view(DlnBuilder *builder, const DlnObject *view)
{
    g_autofree char *name = quoted(view->id.name);
    const char *columns = dln_object_get(view, "columns");

    dln_builder_add(builder, "CREATE VIEW %s%s%s AS\n%s", name, columns != NULL ? " " : "",
        columns != NULL ? columns : "", dln_object_get(view, "definition"));
}

static void create_trigger(DlnBuilder *builder, const DlnObject *trigger)
{
    g_autofree char *name = quoted(trigger->id.name);
    g_autofree char *table = quoted(trigger->id.parent);

    dln_builder_add(builder, "CREATE TRIGGER %s\n%s ON %s\n%s", name,
        dln_object_get(trigger, "event"), table, dln_object_get(trigger, "action"));
}

static const struct {
    DlnObjectKind kind;
    void (*create)(DlnBuilder *builder, const DlnObject *object);
} makers[] = {
    {DLN_OBJECT_TABLE, create_table},
    {DLN_OBJECT_INDEX, create_index},
    {DLN_OBJECT_VIEW, create_view},
    {DLN_OBJECT_TRIGGER, create_trigger},
};

/* What could not be taken apart when it was read is a whole statement already. */
static gboolean is_whole(const DlnObject *object)
{
    const char *definition = dln_object_get(object, "definition");

    return definition != NULL && g_str_has_prefix(definition, "CREATE ");
}

void dln_create_sqlite(DlnBuilder *builder)
{
    for (guint m = 0; m < G_N_ELEMENTS(makers); m++) {
        for (guint i = 0; i < builder->schema->objects->len; i++) {
            const DlnObject *object = builder->schema->objects->pdata[i];

            if (object->id.kind != makers[m].kind)
                continue;
            if (is_whole(object))
                dln_builder_take(builder, g_strdup(dln_object_get(object, "definition")));
            else
                makers[m].create(builder, object);
        }
    }
}
