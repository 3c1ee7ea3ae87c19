/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite.c: one SQLite file's schema made into another. What is in the way goes first, then tables, then what stands on them: SQLite
 * looks at no name in a text before it is used, so no finer order is needed. */
#include "diff/sqlite.h"

#include <stdarg.h>

#include "dialect/create_sqlite.h"

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

void dln_sqlite_diff_say(char **lines, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *line = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *before = *lines;
    *lines = g_strconcat(before != NULL ? before : "", before != NULL ? "\n" : "", line, NULL);
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

/* Whether what a statement would drop together with the object stays: its table, or a trigger's view. */
static gboolean parent_stays(const DlnSqliteDiff *diff, const DlnObject *object)
{
    const DlnSqliteTable *table =
        object->id.parent != NULL ? dln_sqlite_diff_table(diff, object->id.parent) : NULL;
    const DlnObjectId view = {DLN_OBJECT_VIEW, NULL, object->id.parent, NULL};

    if (object->id.parent == NULL)
        return TRUE;
    if (table != NULL && table->from != NULL)
        return table->way == DLN_SQLITE_KEPT || table->way == DLN_SQLITE_ALTERED;
    /* What a view's trigger is called in may be written in other letters. */
    const DlnObject *from = dln_schema_find(diff->from, &view);
    return from != NULL && dln_sqlite_same_object(from, dln_schema_find(diff->to, &view));
}

/* Of from: whether it is there all the time. */
static gboolean stays(const DlnSqliteDiff *diff, const DlnObject *object)
{
    return parent_stays(diff, object) &&
           dln_sqlite_same_object(object, dln_schema_find(diff->to, &object->id));
}

static void read_staying(DlnSqliteDiff *diff)
{
    for (guint i = 0; i < diff->from->objects->len; i++) {
        DlnObject *object = diff->from->objects->pdata[i];

        if ((object->id.kind == DLN_OBJECT_VIEW || object->id.kind == DLN_OBJECT_TRIGGER) &&
            stays(diff, object))
            g_ptr_array_add(diff->staying, object);
    }
}

/* Triggers before the views and tables that would take them along. */
static void drop_attached(const DlnSqliteDiff *diff)
{
    for (guint i = diff->from->objects->len; i > 0; i--) {
        const DlnObject *object = diff->from->objects->pdata[i - 1];

        if (!is_attached(object) || !parent_stays(diff, object) || stays(diff, object))
            continue;
        g_autofree char *name = dln_sqlite_quoted(object->id.name);
        g_autofree char *kind = g_ascii_strup(dln_object_kind_name(object->id.kind), -1);
        dln_sqlite_diff_add(diff, object, "DROP %s %s", kind, name);
    }
}

static void create_attached(const DlnSqliteDiff *diff)
{
    for (guint i = 0; i < diff->to->objects->len; i++) {
        const DlnObject *object = diff->to->objects->pdata[i];
        const DlnObject *before = dln_schema_find(diff->from, &object->id);

        if (!is_attached(object) || (before != NULL && stays(diff, before)))
            continue;
        g_autofree char *sql = dln_create_sqlite_object(diff->to, object, NULL);
        dln_sqlite_diff_add(diff, object, "%s", sql);
    }
}

/* ---- tables that go and come ---- */

static void drop_table(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    g_autofree char *name = dln_sqlite_quoted(table->from->id.name);
    DlnDiffStep *step = dln_sqlite_diff_add(diff, table->from, "DROP TABLE %s", name);

    dln_sqlite_diff_say(&step->loss, "table %s: its rows", table->from->id.name);
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

/* Whether DROP TABLE in table's place would, where foreign keys are enforced, reach other rows or refuse to. */
static gboolean is_in_foreign_key(const DlnSchema *schema, const DlnSqliteTable *table)
{
    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        const char *whole =
            object->id.kind == DLN_OBJECT_TABLE ? dln_object_get(object, "definition") : NULL;
        g_autofree char *target =
            object->id.kind == DLN_OBJECT_CONSTRAINT ? dln_sqlite_target(object) : NULL;

        if (whole != NULL && dln_sqlite_text_mentions(whole, "references"))
            return TRUE;
        if (target != NULL && (dln_sqlite_same_name(target, table->from->id.name) ||
                                  dln_sqlite_same_name(object->id.parent, table->from->id.name)))
            return TRUE;
    }
    return FALSE;
}

/* The first thing in a migration, for within a transaction it does nothing: Dunlin sets it before, and looks at all foreign keys
 * before it commits. */
static void leave_foreign_keys(const DlnSqliteDiff *diff)
{
    for (guint i = 0; i < diff->tables->len; i++) {
        const DlnSqliteTable *table = diff->tables->pdata[i];
        gboolean goes = table->way == DLN_SQLITE_REBUILT || table->way == DLN_SQLITE_DROPPED;

        if (goes && (is_in_foreign_key(diff->from, table) || is_in_foreign_key(diff->to, table))) {
            dln_sqlite_diff_add(diff, table->from, "PRAGMA foreign_keys = OFF");
            return;
        }
    }
}

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

static void write_steps(const DlnSqliteDiff *diff)
{
    const DlnSqliteTable *renamed = renamed_table(diff);

    leave_foreign_keys(diff);
    drop_attached(diff);
    each_table(diff, DLN_SQLITE_ALTERED, dln_sqlite_alter);
    each_table(diff, DLN_SQLITE_DROPPED, drop_table);
    if (renamed != NULL)
        dln_sqlite_diff_add(diff, renamed->to, "PRAGMA legacy_alter_table = ON");
    each_table(diff, DLN_SQLITE_REBUILT, rebuild_table);
    if (renamed != NULL)
        dln_sqlite_diff_add(diff, renamed->to, "PRAGMA legacy_alter_table = OFF");
    each_table(diff, DLN_SQLITE_CREATED, create_table);
    create_attached(diff);
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
    for (guint i = 0; i < diff.tables->len; i++)
        dln_sqlite_table_settle(&diff, diff.tables->pdata[i]);
    /* The triggers of a table that is rebuilt after all do not stay. */
    g_ptr_array_set_size(diff.staying, 0);
    read_staying(&diff);
    write_steps(&diff);
    g_ptr_array_unref(diff.tables);
    g_hash_table_unref(diff.by_name);
    g_ptr_array_unref(diff.staying);
}
