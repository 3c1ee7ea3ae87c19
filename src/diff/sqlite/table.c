/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: what is different about one table, and whether ALTER TABLE can do it. Where a constraint stands in the text of a
 * CREATE TABLE is not in the model, so ALTER TABLE is used only where that does not matter. */
#include <string.h>

#include "dialect/sqlite/create.h"
#include "diff/sqlite/sqlite.h"
#include "sql/lexer.h"

gboolean dln_sqlite_same_object(const DlnObject *a, const DlnObject *b)
{
    if (a == NULL || b == NULL || dln_object_id_compare(&a->id, &b->id) != 0 ||
        a->properties->len != b->properties->len)
        return FALSE;
    for (guint i = 0; i < a->properties->len; i++) {
        const DlnProperty *before = &g_array_index(a->properties, DlnProperty, i);
        const DlnProperty *after = &g_array_index(b->properties, DlnProperty, i);

        if (before->name != after->name || strcmp(before->value, after->value) != 0)
            return FALSE;
    }
    return TRUE;
}

const DlnObject *dln_sqlite_find(const GPtrArray *children, const char *name)
{
    for (guint i = 0; i < children->len; i++) {
        const DlnObject *child = children->pdata[i];

        if (dln_sqlite_same_name(child->id.name, name))
            return child;
    }
    return NULL;
}

void dln_sqlite_table_free(gpointer data)
{
    DlnSqliteTable *table = data;

    g_clear_pointer(&table->added, g_ptr_array_unref);
    g_clear_pointer(&table->dropped, g_ptr_array_unref);
    g_clear_pointer(&table->checks, g_ptr_array_unref);
    g_free(table);
}

/* ---- adding a column ---- */

/* SQLite takes no other default for a column that is added to rows. In parentheses anything may stand. */
static gboolean is_constant(const char *value)
{
    return value == NULL || (*value != '(' && !g_str_has_prefix(value, "CURRENT_"));
}

gboolean dln_sqlite_has_default(const DlnObject *column)
{
    const char *value = dln_object_get(column, "default");

    return value != NULL && !g_str_equal(value, "NULL");
}

/* The manual's list (lang_altertable.html, 5). */
static gboolean can_add(const DlnObject *column)
{
    if (dln_object_get(column, "generated") != NULL)
        return !dln_object_is(column, "stored");
    return is_constant(dln_object_get(column, "default")) &&
           (!dln_object_is(column, "not_null") || dln_sqlite_has_default(column));
}

/* A column that is computed from others is added behind them. FALSE: two that are computed from one another. */
static gboolean sort_added(GPtrArray *added)
{
    g_autoptr(GPtrArray) computed = g_ptr_array_new();

    for (guint i = added->len; i > 0; i--) {
        if (dln_object_get(added->pdata[i - 1], "generated") != NULL)
            g_ptr_array_insert(computed, 0, g_ptr_array_remove_index(added, i - 1));
    }
    for (guint i = 0; i < computed->len; i++) {
        for (guint j = i + 1; j < computed->len; j++) {
            const DlnObject *later = computed->pdata[j];
            if (dln_text_has_name(DLN_ENGINE_SQLITE,
                    dln_object_get(computed->pdata[i], "generated"), later->id.name))
                return FALSE;
        }
    }
    g_ptr_array_extend(added, computed, NULL, NULL);
    return TRUE;
}

gboolean dln_sqlite_asks_old_columns(
    const DlnSqliteDiff *diff, const DlnSqliteTable *table, const DlnObject *constraint)
{
    const char *text = dln_object_get(constraint, "definition");
    g_autoptr(GPtrArray) columns =
        dln_schema_children(diff->from, DLN_OBJECT_COLUMN, &table->from->id);

    for (guint i = 0; i < columns->len; i++) {
        const DlnObject *column = columns->pdata[i];

        if (dln_text_has_name(DLN_ENGINE_SQLITE, text, column->id.name))
            return TRUE;
    }
    return FALSE;
}

const DlnObject *dln_sqlite_carrier(const GPtrArray *added, const DlnObject *constraint)
{
    /* A check may speak of all of them. */
    for (guint i = added->len; i > 0; i--) {
        if (dln_create_sqlite_is_inline(constraint, added->pdata[i - 1]))
            return added->pdata[i - 1];
    }
    return NULL;
}

/* SQLite lets two constraints have one name; the model tells them apart by their order, which adding one would change. */
static gboolean has_namesake(const GPtrArray *constraints, const DlnObject *constraint)
{
    const char *name = dln_object_get(constraint, "name");
    guint n = 0;

    for (guint i = 0; name != NULL && i < constraints->len; i++)
        n += g_strcmp0(dln_object_get(constraints->pdata[i], "name"), name) == 0 ? 1 : 0;
    return n > 1;
}

static gboolean can_carry(
    const GPtrArray *added, const DlnObject *constraint, const GPtrArray *constraints)
{
    const DlnObject *column = dln_sqlite_carrier(added, constraint);

    /* Rows that are there would refer to what the default says. */
    return column != NULL && !has_namesake(constraints, constraint) &&
           (g_strcmp0(dln_object_get(constraint, "type"), "foreign key") != 0 ||
               !dln_sqlite_has_default(column));
}

/* constraints: of to. */
static gboolean can_add_all(const DlnSqliteTable *table, const GPtrArray *constraints)
{
    for (guint i = 0; i < table->added->len; i++) {
        if (!can_add(table->added->pdata[i]))
            return FALSE;
    }
    for (guint i = 0; i < table->checks->len; i++) {
        if (!can_carry(table->added, table->checks->pdata[i], constraints))
            return FALSE;
    }
    return sort_added(table->added);
}

/* ---- dropping a column ---- */

/* Whether the property of one of objects, those in but left out, names column. */
static gboolean is_named_by(
    const GPtrArray *objects, const char *property, const GPtrArray *but, const DlnObject *column)
{
    for (guint i = 0; i < objects->len; i++) {
        const DlnObject *object = objects->pdata[i];
        const char *text = dln_object_get(object, property);

        if (text != NULL && object != column && !g_ptr_array_find((GPtrArray *)but, object, NULL) &&
            dln_text_has_name(DLN_ENGINE_SQLITE, text, column->id.name))
            return TRUE;
    }
    return FALSE;
}

/* What is computed from another is dropped before it. FALSE: two that are computed from one another. */
static gboolean sort_dropped(GPtrArray *dropped)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();

    while (dropped->len > 0) {
        guint i = 0;

        while (i < dropped->len && is_named_by(dropped, "generated", sorted, dropped->pdata[i]))
            i++;
        if (i == dropped->len)
            return FALSE;
        g_ptr_array_add(sorted, g_ptr_array_remove_index(dropped, i));
    }
    g_ptr_array_extend(dropped, sorted, NULL, NULL);
    return TRUE;
}

/* columns, constraints: of from. */
static gboolean can_drop_all(
    const DlnSqliteTable *table, const GPtrArray *columns, const GPtrArray *constraints)
{
    for (guint i = 0; i < table->dropped->len; i++) {
        const DlnObject *column = table->dropped->pdata[i];

        if (is_named_by(columns, "generated", table->dropped, column) ||
            is_named_by(constraints, "definition", table->dropped, column))
            return FALSE;
    }
    return sort_dropped(table->dropped);
}

/* ---- comparing ---- */

/* FALSE: a column that both have is another one. */
static gboolean compare_columns(DlnSqliteTable *table, const GPtrArray *from, const GPtrArray *to)
{
    gboolean is_same = TRUE;

    for (guint i = 0; i < to->len; i++) {
        const DlnObject *column = to->pdata[i];
        const DlnObject *before = dln_sqlite_find(from, column->id.name);

        if (before == NULL)
            g_ptr_array_add(table->added, (gpointer)column);
        else
            is_same = is_same && dln_sqlite_same_object(before, column);
    }
    for (guint i = 0; i < from->len; i++) {
        const DlnObject *column = from->pdata[i];

        if (dln_sqlite_find(to, column->id.name) == NULL)
            g_ptr_array_add(table->dropped, (gpointer)column);
    }
    return is_same;
}

/* FALSE: one of from is not in to. */
static gboolean compare_constraints(
    const DlnSqliteDiff *diff, DlnSqliteTable *table, const GPtrArray *from, const GPtrArray *to)
{
    guint n_same = 0;

    for (guint i = 0; i < to->len; i++) {
        const DlnObject *constraint = to->pdata[i];

        if (dln_sqlite_same_object(dln_schema_find(diff->from, &constraint->id), constraint))
            n_same++;
        else
            g_ptr_array_add(table->checks, (gpointer)constraint);
    }
    return n_same == from->len;
}

static DlnSqliteWay way_of(const DlnSqliteDiff *diff, DlnSqliteTable *table)
{
    g_autoptr(GPtrArray) columns_from =
        dln_schema_children(diff->from, DLN_OBJECT_COLUMN, &table->from->id);
    g_autoptr(GPtrArray) columns_to =
        dln_schema_children(diff->to, DLN_OBJECT_COLUMN, &table->to->id);
    g_autoptr(GPtrArray) constraints_from =
        dln_schema_children(diff->from, DLN_OBJECT_CONSTRAINT, &table->from->id);
    g_autoptr(GPtrArray) constraints_to =
        dln_schema_children(diff->to, DLN_OBJECT_CONSTRAINT, &table->to->id);
    gboolean are_same = compare_columns(table, columns_from, columns_to);
    gboolean stay = compare_constraints(diff, table, constraints_from, constraints_to);

    if (!dln_sqlite_same_object(table->from, table->to) || !are_same || !stay)
        return DLN_SQLITE_REBUILT;
    if (table->added->len + table->dropped->len + table->checks->len == 0)
        return DLN_SQLITE_KEPT;
    return can_add_all(table, constraints_to) &&
                   can_drop_all(table, columns_from, constraints_from) &&
                   table->dropped->len < columns_from->len
               ? DLN_SQLITE_ALTERED
               : DLN_SQLITE_REBUILT;
}

DlnSqliteTable *dln_sqlite_table_new(
    const DlnSqliteDiff *diff, const DlnObject *from, const DlnObject *to)
{
    DlnSqliteTable *table = g_new0(DlnSqliteTable, 1);

    table->from = from;
    table->to = to;
    table->added = g_ptr_array_new();
    table->dropped = g_ptr_array_new();
    table->checks = g_ptr_array_new();
    table->way = from == NULL ? DLN_SQLITE_CREATED
                 : to == NULL ? DLN_SQLITE_DROPPED
                              : way_of(diff, table);
    return table;
}
