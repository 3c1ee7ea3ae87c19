/* SPDX-License-Identifier: Apache-2.0 */
/* rebuild.c: a table made anew with its rows, for what ALTER TABLE cannot do. The new one is filled under another name, so that
 * what refers to the table goes on doing so; values that are there stay, each row its rowid, and the table its counter. */
#include <string.h>

#include "diff/sqlite/sqlite.h"

#include "dialect/quote.h"
#include "dialect/sqlite/create.h"
#include "sql/lexer.h"

#define KEPT_ROWID "dunlin_rowid"

/* ---- statements ---- */

/* Whether the new table may put up with less than all rows: it must not, here. */
static gboolean has_conflict_clause(const DlnSqliteCopy *copy)
{
    static const DlnObjectKind kinds[] = {DLN_OBJECT_COLUMN, DLN_OBJECT_CONSTRAINT};
    const char *whole = dln_object_get(copy->table->to, "definition");

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GPtrArray) children =
            dln_schema_children(copy->diff->to, kinds[k], &copy->table->to->id);

        for (guint i = 0; i < children->len; i++) {
            if (dln_object_get(children->pdata[i], "conflict") != NULL ||
                dln_object_get(children->pdata[i], "not_null_conflict") != NULL)
                return TRUE;
        }
    }
    return whole != NULL && dln_text_has_name(DLN_ENGINE_SQLITE, whole, "conflict");
}

static void insert(DlnSqliteCopy *copy, const char *into, const char *source)
{
    g_autofree char *target = dln_sqlite_quoted(into);
    g_autofree char *rows = dln_sqlite_quoted(source);
    DlnDiffStep *step = dln_sqlite_diff_add(copy->diff, copy->table->to,
        "INSERT %sINTO %s (%s)\nSELECT %s\nFROM %s", has_conflict_clause(copy) ? "OR ABORT " : "",
        target, copy->columns->str, copy->values->str, rows);

    dln_diff_say_all(step->losses, g_steal_pointer(&copy->losses));
    dln_diff_say_all(step->notes, g_steal_pointer(&copy->notes));
}

/* The counter of AUTOINCREMENT goes with the name of a table. */
static void move_counter(const DlnSqliteCopy *copy, const char *from, const char *to)
{
    g_autofree char *old = dln_quote_sqlite_literal(from);
    g_autofree char *new = dln_quote_sqlite_literal(to);

    if (!copy->from->counts || !copy->to->counts)
        return;
    dln_sqlite_diff_add(
        copy->diff, copy->table->to, "DELETE FROM sqlite_sequence WHERE name = %s", new);
    dln_sqlite_diff_add(copy->diff, copy->table->to,
        "UPDATE sqlite_sequence SET name = %s WHERE name = %s", new, old);
}

static void drop(const DlnSqliteCopy *copy, const char *table)
{
    g_autofree char *name = dln_sqlite_quoted(table);

    dln_sqlite_diff_add(copy->diff, copy->table->to, "DROP TABLE %s", name);
}

static void create(const DlnSqliteCopy *copy, const char *name)
{
    g_autofree char *sql = dln_create_sqlite_object(copy->diff->to, copy->table->to, name);

    dln_sqlite_diff_add(copy->diff, copy->table->to, "%s", sql);
}

static void rebuild_beside(DlnSqliteCopy *copy)
{
    const char *old = copy->table->from->id.name;
    g_autofree char *new = dln_sqlite_free_name(copy->diff, copy->table->to->id.name);
    g_autofree char *new_name = dln_sqlite_quoted(new);
    g_autofree char *name = dln_sqlite_quoted(copy->table->to->id.name);

    create(copy, new);
    insert(copy, new, old);
    move_counter(copy, old, new);
    drop(copy, old);
    dln_sqlite_diff_add(copy->diff, copy->table->to, "ALTER TABLE %s RENAME TO %s", new_name, name);
}

/* The same for a table that speaks of itself by its name, and so can be made under no other: its rows wait elsewhere. */
static void rebuild_in_place(DlnSqliteCopy *copy)
{
    const char *old = copy->table->from->id.name;
    const char *new = copy->table->to->id.name;
    g_autofree char *waiting = dln_sqlite_free_name(copy->diff, new);
    g_autofree char *waiting_name = dln_sqlite_quoted(waiting);
    g_autofree char *old_name = dln_sqlite_quoted(old);
    gboolean has_rowid = copy->from->rowid != NULL;

    dln_sqlite_diff_add(copy->diff, copy->table->to, "CREATE TABLE %s AS SELECT %s%s* FROM %s",
        waiting_name, has_rowid ? copy->from->rowid : "", has_rowid ? " AS " KEPT_ROWID ", " : "",
        old_name);
    move_counter(copy, old, waiting);
    drop(copy, old);
    create(copy, new);
    insert(copy, new, waiting);
    move_counter(copy, waiting, new);
    drop(copy, waiting);
}

static gboolean names_itself(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    static const DlnObjectKind kinds[] = {DLN_OBJECT_COLUMN, DLN_OBJECT_CONSTRAINT};
    const char *name = table->to->id.name;

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GPtrArray) children = dln_schema_children(diff->to, kinds[k], &table->to->id);

        for (guint i = 0; i < children->len; i++) {
            if (dln_sqlite_qualifies(children->pdata[i], name))
                return TRUE;
        }
    }
    return dln_sqlite_qualifies(table->to, name);
}

void dln_sqlite_rebuild(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    gboolean is_in_place = names_itself(diff, table);
    g_auto(DlnSqliteCopy) copy = {0};

    dln_sqlite_copy_init(&copy, diff, table, is_in_place ? KEPT_ROWID : NULL);
    if (is_in_place)
        rebuild_in_place(&copy);
    else
        rebuild_beside(&copy);
}

/* ---- names ---- */

static gboolean is_among(const GPtrArray *objects, const char *name)
{
    for (guint i = 0; i < objects->len; i++) {
        const DlnObject *object = objects->pdata[i];
        gboolean shares_names = object->id.kind == DLN_OBJECT_TABLE ||
                                object->id.kind == DLN_OBJECT_VIEW ||
                                object->id.kind == DLN_OBJECT_INDEX;

        if (shares_names && dln_sqlite_same_name(object->id.name, name))
            return TRUE;
    }
    return FALSE;
}

/* Whether a foreign key refers to it, though it is not there: renaming a table of that name would rewrite the key. */
static gboolean is_referred_to(const DlnSchema *schema, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);

    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        const char *text =
            object->id.kind == DLN_OBJECT_CONSTRAINT ? dln_object_get(object, "definition") : NULL;

        /* Most texts are not worth being taken apart. */
        if (text == NULL || (strstr(text, lower) == NULL && strstr(text, name) == NULL))
            continue;
        g_autofree char *target = dln_sqlite_target(object);
        if (target != NULL && dln_sqlite_same_name(target, name))
            return TRUE;
    }
    return FALSE;
}

/* What is left out of the comparison is there all the same. */
static gboolean is_taken(const DlnSchema *schema, const char *name)
{
    return is_among(schema->objects, name) || is_among(schema->left_out, name) ||
           is_referred_to(schema, name);
}

char *dln_sqlite_free_name(const DlnSqliteDiff *diff, const char *table)
{
    char *name = g_strconcat(table, "_new", NULL);

    for (guint n = 2; is_taken(diff->from, name) || is_taken(diff->to, name); n++) {
        g_free(name);
        name = g_strdup_printf("%s_new%u", table, n);
    }
    return name;
}
