/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite.c: one SQLite file's schema made into another. What is in the way goes first, then tables, then what stands on them: SQLite
 * looks at no name in a text before it is used, so no finer order is needed. */
#include "diff/sqlite/sqlite.h"

#include <stdarg.h>

#include "dialect/sqlite/create.h"

/* ---- steps ---- */

DlnDiffStep *dln_sqlite_diff_add(
    const DlnSqliteDiff *diff, const DlnObject *about, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *sql = g_strdup_vprintf(format, args);
    va_end(args);
    return dln_diff_add(diff->builder, DLN_DIFF_TRANSACTION, sql, about);
}

/* ---- the tables ---- */

DlnSqliteTable *dln_sqlite_diff_table(const DlnSqliteDiff *diff, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);

    return g_hash_table_lookup(diff->by_name, lower);
}

/* (transfer full) (key-type utf8) (value-type DlnObject) */
static GHashTable *tables_by_name(const DlnSchema *schema)
{
    GHashTable *tables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < schema->objects->len; i++) {
        DlnObject *object = schema->objects->pdata[i];

        if (object->id.kind == DLN_OBJECT_TABLE)
            g_hash_table_insert(tables, g_ascii_strdown(object->id.name, -1), object);
    }
    return tables;
}

static void add_table(DlnSqliteDiff *diff, const DlnObject *from, const DlnObject *to)
{
    DlnSqliteTable *table = dln_sqlite_table_new(diff, from, to);
    const char *name = (to != NULL ? to : from)->id.name;

    g_ptr_array_add(diff->tables, table);
    g_hash_table_insert(diff->by_name, g_ascii_strdown(name, -1), table);
}

static void read_tables(DlnSqliteDiff *diff)
{
    g_autoptr(GHashTable) from = tables_by_name(diff->from);

    for (guint i = 0; i < diff->to->objects->len; i++) {
        const DlnObject *object = diff->to->objects->pdata[i];
        g_autofree char *lower = g_ascii_strdown(object->id.name, -1);

        if (object->id.kind == DLN_OBJECT_TABLE)
            add_table(diff, g_hash_table_lookup(from, lower), object);
    }
    for (guint i = 0; i < diff->from->objects->len; i++) {
        const DlnObject *object = diff->from->objects->pdata[i];

        if (object->id.kind == DLN_OBJECT_TABLE &&
            dln_sqlite_diff_table(diff, object->id.name) == NULL)
            add_table(diff, object, NULL);
    }
}

/* ---- what stands on tables ---- */

static gboolean is_attached(const DlnObject *object)
{
    return object->id.kind == DLN_OBJECT_INDEX || object->id.kind == DLN_OBJECT_VIEW ||
           object->id.kind == DLN_OBJECT_TRIGGER;
}

/* A trigger's view may be written in other letters there. */
static const DlnObject *find_view(const DlnSchema *schema, const char *name)
{
    g_autoptr(GPtrArray) views = dln_schema_children(schema, DLN_OBJECT_VIEW, NULL);

    return dln_sqlite_find(views, name);
}

/* Whether what a statement would drop together with the object stays: its table, or a trigger's view. */
static gboolean parent_stays(const DlnSqliteDiff *diff, const DlnObject *object)
{
    const DlnSqliteTable *table =
        object->id.parent != NULL ? dln_sqlite_diff_table(diff, object->id.parent) : NULL;

    if (object->id.parent == NULL)
        return TRUE;
    if (table != NULL && table->from != NULL)
        return table->way == DLN_SQLITE_KEPT || table->way == DLN_SQLITE_ALTERED;
    return dln_sqlite_same_object(
        find_view(diff->from, object->id.parent), find_view(diff->to, object->id.parent));
}

/* Of from: whether it is there all the time. */
static gboolean stays(const DlnSqliteDiff *diff, const DlnObject *object)
{
    return parent_stays(diff, object) &&
           dln_sqlite_same_object(object, dln_schema_find(diff->to, &object->id));
}

/* What is left out of the comparison is there all the same, and is to be there afterwards. */
static void read_left_out(DlnSqliteDiff *diff)
{
    for (guint i = 0; i < diff->from->left_out->len; i++) {
        DlnObject *object = diff->from->left_out->pdata[i];

        if ((object->id.kind == DLN_OBJECT_VIEW || object->id.kind == DLN_OBJECT_TRIGGER) &&
            parent_stays(diff, object))
            g_ptr_array_add(diff->staying, object);
    }
}

static void read_staying(DlnSqliteDiff *diff)
{
    read_left_out(diff);
    for (guint i = 0; i < diff->from->objects->len; i++) {
        DlnObject *object = diff->from->objects->pdata[i];

        if ((object->id.kind == DLN_OBJECT_VIEW || object->id.kind == DLN_OBJECT_TRIGGER) &&
            stays(diff, object))
            g_ptr_array_add(diff->staying, object);
    }
}

/* Whether a table is looked at anew, with all views and triggers that there are then. */
static gboolean is_renamed_or_cut(const DlnSqliteTable *table)
{
    return table->way == DLN_SQLITE_REBUILT ||
           (table->way == DLN_SQLITE_ALTERED && table->dropped->len > 0);
}

/* A trigger that goes with its table may speak of another one that is changed before. */
static gboolean may_be_in_way(const DlnSqliteDiff *diff, const DlnObject *object)
{
    const DlnSqliteTable *own = object->id.kind == DLN_OBJECT_TRIGGER
                                    ? dln_sqlite_diff_table(diff, object->id.parent)
                                    : NULL;

    for (guint i = 0; own != NULL && i < diff->tables->len; i++) {
        if (diff->tables->pdata[i] != own && is_renamed_or_cut(diff->tables->pdata[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean must_drop(const DlnSqliteDiff *diff, const DlnObject *object)
{
    return !stays(diff, object) && (parent_stays(diff, object) || may_be_in_way(diff, object));
}

/* Triggers before the views that would take them along. */
static void drop_attached(const DlnSqliteDiff *diff)
{
    static const DlnObjectKind kinds[] = {DLN_OBJECT_TRIGGER, DLN_OBJECT_VIEW, DLN_OBJECT_INDEX};

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autofree char *kind = g_ascii_strup(dln_object_kind_name(kinds[k]), -1);

        for (guint i = 0; i < diff->from->objects->len; i++) {
            const DlnObject *object = diff->from->objects->pdata[i];

            if (object->id.kind != kinds[k] || !must_drop(diff, object))
                continue;
            g_autofree char *name = dln_sqlite_quoted(object->id.name);
            dln_sqlite_diff_add(diff, object, "DROP %s %s", kind, name);
        }
    }
}

/* Whether the rows of the index's table have not been unique in it before. */
static gboolean asks_rows(const DlnSqliteDiff *diff, const DlnObject *index)
{
    const DlnSqliteTable *table = dln_sqlite_diff_table(diff, index->id.parent);

    if (table == NULL || table->from == NULL || !dln_object_is(index, "unique"))
        return FALSE;
    g_autoptr(GPtrArray) before =
        dln_schema_children(diff->from, DLN_OBJECT_INDEX, &table->from->id);
    for (guint i = 0; i < before->len; i++) {
        const DlnObject *other = before->pdata[i];

        if (dln_object_is(other, "unique") &&
            g_strcmp0(dln_object_get(other, "columns"), dln_object_get(index, "columns")) == 0 &&
            g_strcmp0(dln_object_get(other, "where"), dln_object_get(index, "where")) == 0)
            return FALSE;
    }
    return TRUE;
}

static void create_attached(const DlnSqliteDiff *diff)
{
    for (guint i = 0; i < diff->to->objects->len; i++) {
        const DlnObject *object = diff->to->objects->pdata[i];
        const DlnObject *before = dln_schema_find(diff->from, &object->id);

        if (!is_attached(object) || (before != NULL && stays(diff, before)))
            continue;
        g_autofree char *sql = dln_create_sqlite_object(diff->to, object, NULL);
        DlnDiffStep *step = dln_sqlite_diff_add(diff, object, "%s", sql);
        if (object->id.kind == DLN_OBJECT_INDEX && asks_rows(diff, object))
            dln_diff_say(step->notes, "fails where two rows are the same in %s",
                dln_object_get(object, "columns"));
    }
}

/* Whether object goes with a table or view that is made anew. */
static gboolean goes_along(const DlnSqliteDiff *diff, const DlnObject *object)
{
    const DlnSqliteTable *table =
        object->id.parent != NULL ? dln_sqlite_diff_table(diff, object->id.parent) : NULL;

    if (table != NULL && table->from != NULL)
        return table->way == DLN_SQLITE_REBUILT;
    return object->id.parent != NULL && !parent_stays(diff, object) &&
           find_view(diff->to, object->id.parent) != NULL;
}

/* Indexes and triggers that go with what is made anew, as they were. */
static void restore_left_out(const DlnSqliteDiff *diff)
{
    for (guint i = 0; i < diff->from->left_out->len; i++) {
        const DlnObject *object = diff->from->left_out->pdata[i];

        if (!goes_along(diff, object))
            continue;
        if (!is_attached(object)) {
            dln_diff_fail(diff->builder, object,
                "is left out of the comparison, but would be lost: its table has to be made anew");
            continue;
        }
        g_autofree char *sql = dln_create_sqlite_object(diff->from, object, NULL);
        dln_sqlite_diff_add(diff, object, "%s", sql);
    }
}

/* ---- tables that go and come ---- */

static void drop_table(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    g_autofree char *name = dln_sqlite_quoted(table->from->id.name);
    DlnDiffStep *step = dln_sqlite_diff_add(diff, table->from, "DROP TABLE %s", name);

    dln_diff_say(step->losses, "table %s: its rows", table->from->id.name);
}

static void create_table(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    g_autofree char *sql = dln_create_sqlite_object(diff->to, table->to, NULL);

    dln_sqlite_diff_add(diff, table->to, "%s", sql);
}

static gboolean is_virtual(const DlnObject *table)
{
    return dln_object_get(table, "virtual") != NULL;
}

static void rebuild_table(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    if (is_virtual(table->from) || is_virtual(table->to))
        dln_sqlite_rebuild_virtual(diff, table);
    else
        dln_sqlite_rebuild(diff, table);
}

static void each_table(const DlnSqliteDiff *diff, DlnSqliteWay way,
    void (*write)(const DlnSqliteDiff *diff, const DlnSqliteTable *table))
{
    for (guint i = 0; i < diff->tables->len; i++) {
        const DlnSqliteTable *table = diff->tables->pdata[i];

        if (table->way == way)
            write(diff, table);
    }
}

/* ---- settings ---- */

/* The first table that is renamed while views or triggers look on, which need not be complete then; NULL: there is none. */
static const DlnSqliteTable *renamed_table(const DlnSqliteDiff *diff)
{
    for (guint i = 0; i < diff->tables->len && diff->staying->len > 0; i++) {
        const DlnSqliteTable *table = diff->tables->pdata[i];

        if (table->way == DLN_SQLITE_REBUILT)
            return table;
    }
    return NULL;
}

/* ---- all of it ---- */

/* foreign_keys comes first, for within a transaction it does nothing: Dunlin sets it before, and looks at all foreign keys before it
 * commits. */
static void write_steps(const DlnSqliteDiff *diff)
{
    const DlnSqliteTable *renamed = renamed_table(diff);
    const DlnSqliteTable *held = dln_sqlite_held_table(diff);
    g_autoptr(GPtrArray) dropped = dln_sqlite_drop_order(diff, &held);

    if (held != NULL)
        dln_sqlite_diff_add(diff, held->from, "PRAGMA foreign_keys = OFF");
    drop_attached(diff);
    each_table(diff, DLN_SQLITE_ALTERED, dln_sqlite_alter);
    for (guint i = 0; i < dropped->len; i++)
        drop_table(diff, dropped->pdata[i]);
    if (renamed != NULL)
        dln_sqlite_diff_add(diff, renamed->to, "PRAGMA legacy_alter_table = ON");
    each_table(diff, DLN_SQLITE_REBUILT, rebuild_table);
    if (renamed != NULL)
        dln_sqlite_diff_add(diff, renamed->to, "PRAGMA legacy_alter_table = OFF");
    each_table(diff, DLN_SQLITE_CREATED, create_table);
    create_attached(diff);
    restore_left_out(diff);
}

void dln_diff_sqlite(DlnDiffBuilder *builder)
{
    DlnSqliteDiff diff = {
        .builder = builder,
        .from = builder->options->from,
        .to = builder->options->to,
        .tables = g_ptr_array_new_with_free_func(dln_sqlite_table_free),
        .by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .staying = g_ptr_array_new(),
    };

    read_tables(&diff);
    read_staying(&diff);
    dln_sqlite_diff_settle(&diff);
    dln_sqlite_sort_tables(&diff);
    /* The triggers of a table that is rebuilt after all do not stay. */
    g_ptr_array_set_size(diff.staying, 0);
    read_staying(&diff);
    write_steps(&diff);
    g_ptr_array_unref(diff.tables);
    g_hash_table_unref(diff.by_name);
    g_ptr_array_unref(diff.staying);
}
