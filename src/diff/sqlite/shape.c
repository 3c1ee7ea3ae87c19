/* SPDX-License-Identifier: Apache-2.0 */
/* shape.c: what the rows of a table are made of: its columns, its rowid, and how that is called. */
#include <string.h>

#include "diff/sqlite/sqlite.h"
#include "sql/lexer.h"

static void column_free(gpointer data)
{
    DlnSqliteColumn *column = data;

    g_free(column->name);
    g_free(column);
}

void dln_sqlite_shape_free(DlnSqliteShape *shape)
{
    if (shape == NULL)
        return;
    g_ptr_array_unref(shape->columns);
    g_free(shape->key);
    g_free(shape);
}

const DlnSqliteColumn *dln_sqlite_shape_find(const DlnSqliteShape *shape, const char *name)
{
    for (guint i = 0; i < shape->columns->len; i++) {
        const DlnSqliteColumn *column = shape->columns->pdata[i];

        if (dln_sqlite_same_name(column->name, name))
            return column;
    }
    return NULL;
}

static DlnSqliteColumn *add_column(DlnSqliteShape *shape, const char *name)
{
    DlnSqliteColumn *column = g_new0(DlnSqliteColumn, 1);

    column->name = g_strdup(name);
    g_ptr_array_add(shape->columns, column);
    return column;
}

/* ---- tables that were taken apart ---- */

static void read_columns(DlnSqliteShape *shape, const DlnSchema *schema, const DlnObject *table)
{
    g_autoptr(GPtrArray) columns = dln_schema_children(schema, DLN_OBJECT_COLUMN, &table->id);

    for (guint i = 0; i < columns->len; i++) {
        const DlnObject *object = columns->pdata[i];
        DlnSqliteColumn *column = add_column(shape, object->id.name);

        column->object = object;
        column->is_generated = dln_object_get(object, "generated") != NULL;
        column->is_not_null = dln_object_is(object, "not_null");
    }
}

/* The one column of the key that is the rowid. A key that says DESC at its column is not. */
static gboolean is_rowid(const DlnSqliteShape *shape, const DlnObject *key, char *const *columns)
{
    const DlnSqliteColumn *column =
        columns[0] != NULL && columns[1] == NULL ? dln_sqlite_shape_find(shape, columns[0]) : NULL;

    return column != NULL && shape->has_rowid && !dln_object_is(key, "descending_column") &&
           g_strcmp0(dln_object_get(column->object, "type"), "INTEGER") == 0;
}

static void read_key(DlnSqliteShape *shape, const DlnObject *key)
{
    g_auto(GStrv) columns = dln_sqlite_list_names(dln_object_get(key, "definition"));

    shape->counts = dln_object_is(key, "autoincrement");
    if (is_rowid(shape, key, columns)) {
        shape->key = g_strdup(dln_sqlite_shape_find(shape, columns[0])->name);
        return;
    }
    for (guint i = 0; columns[i] != NULL && (!shape->has_rowid || shape->is_strict); i++) {
        /* The list that it is in is being read: it is not constant yet. */
        DlnSqliteColumn *column = (DlnSqliteColumn *)dln_sqlite_shape_find(shape, columns[i]);

        if (column != NULL)
            column->is_not_null = TRUE;
    }
}

static void read_parts(DlnSqliteShape *shape, const DlnSchema *schema, const DlnObject *table)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(schema, DLN_OBJECT_CONSTRAINT, &table->id);

    shape->is_strict = dln_object_is(table, "strict");
    shape->has_rowid = !dln_object_is(table, "without_rowid");
    read_columns(shape, schema, table);
    for (guint i = 0; i < constraints->len; i++) {
        if (g_strcmp0(dln_object_get(constraints->pdata[i], "type"), "primary key") == 0)
            read_key(shape, constraints->pdata[i]);
    }
}

/* ---- tables that were not ---- */

/* Only the names can be told, and what would be in the way of the copy: all of that is looked for in the whole text. */
static void read_whole(DlnSqliteShape *shape, const char *text)
{
    static const char *const words[] = {"constraint", "primary", "unique", "check", "foreign"};
    g_auto(GStrv) columns = dln_sqlite_list_names(text);
    gboolean is_column = TRUE;

    for (guint i = 0; columns[i] != NULL; i++) {
        for (guint w = 0; w < G_N_ELEMENTS(words); w++)
            is_column = is_column && !dln_sqlite_same_name(columns[i], words[w]);
        if (is_column)
            add_column(shape, columns[i])->is_generated =
                dln_sqlite_item_says(text, columns[i], "as");
    }
    shape->has_rowid = !dln_sqlite_says_behind(text, "without");
    shape->counts = dln_text_has_name(DLN_ENGINE_SQLITE, text, "autoincrement");
}

/* ---- all of them ---- */

static const char *rowid_name(const DlnSqliteShape *shape)
{
    static const char *const names[] = {"rowid", "_rowid_", "oid"};

    for (guint i = 0; shape->has_rowid && i < G_N_ELEMENTS(names); i++) {
        if (dln_sqlite_shape_find(shape, names[i]) == NULL)
            return names[i];
    }
    return NULL;
}

DlnSqliteShape *dln_sqlite_shape_new(const DlnSchema *schema, const DlnObject *table)
{
    DlnSqliteShape *shape = g_new0(DlnSqliteShape, 1);
    const char *whole = dln_object_get(table, "definition");

    shape->columns = g_ptr_array_new_with_free_func(column_free);
    if (whole != NULL)
        read_whole(shape, whole);
    else
        read_parts(shape, schema, table);
    shape->rowid = rowid_name(shape);
    return shape;
}

/* ---- types ---- */

/* The manual's rules (datatype3.html, 3.1), in its order; a type is in capitals. */
DlnAffinity dln_sqlite_affinity(const DlnObject *column, gboolean is_strict)
{
    static const struct {
        const char *part;
        DlnAffinity affinity;
    } rules[] = {
        {"INT", DLN_AFFINITY_INTEGER},
        {"CHAR", DLN_AFFINITY_TEXT},
        {"CLOB", DLN_AFFINITY_TEXT},
        {"TEXT", DLN_AFFINITY_TEXT},
        {"BLOB", DLN_AFFINITY_BLOB},
        {"REAL", DLN_AFFINITY_REAL},
        {"FLOA", DLN_AFFINITY_REAL},
        {"DOUB", DLN_AFFINITY_REAL},
    };
    const char *type = column != NULL ? dln_object_get(column, "type") : NULL;

    if (type == NULL || (is_strict && g_str_equal(type, "ANY")))
        return DLN_AFFINITY_BLOB;
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (strstr(type, rules[i].part) != NULL)
            return rules[i].affinity;
    }
    return DLN_AFFINITY_NUMERIC;
}
