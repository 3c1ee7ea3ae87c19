/* SPDX-License-Identifier: Apache-2.0 */
/* alter.c: what ALTER TABLE can do about a table: columns that come, with their constraints, and columns that go. */
#include "dialect/sqlite/create.h"
#include "diff/sqlite/sqlite.h"

static void note_check(const DlnSqliteDiff *diff, const DlnSqliteTable *table,
    const DlnObject *constraint, DlnDiffStep *step)
{
    if (g_strcmp0(dln_object_get(constraint, "type"), "check") == 0 &&
        dln_sqlite_asks_old_columns(diff, table, constraint))
        dln_diff_say(step->notes, "fails where a row does not pass %s",
            dln_object_get(constraint, "definition"));
}

static void add_column(
    const DlnSqliteDiff *diff, const DlnSqliteTable *table, const DlnObject *column)
{
    g_autoptr(GPtrArray) carried = g_ptr_array_new();
    g_autofree char *name = dln_sqlite_quoted(table->from->id.name);

    for (guint i = 0; i < table->checks->len; i++) {
        if (dln_sqlite_carrier(table->added, table->checks->pdata[i]) == column)
            g_ptr_array_add(carried, table->checks->pdata[i]);
    }
    g_autofree char *text = dln_create_sqlite_added_column(column, carried);
    DlnDiffStep *step =
        dln_sqlite_diff_add(diff, column, "ALTER TABLE %s ADD COLUMN %s", name, text);
    for (guint i = 0; i < carried->len; i++)
        note_check(diff, table, carried->pdata[i], step);
}

static void drop_column(
    const DlnSqliteDiff *diff, const DlnSqliteTable *table, const DlnObject *column)
{
    g_autofree char *name = dln_sqlite_quoted(table->from->id.name);
    g_autofree char *dropped = dln_sqlite_quoted(column->id.name);
    DlnDiffStep *step =
        dln_sqlite_diff_add(diff, column, "ALTER TABLE %s DROP COLUMN %s", name, dropped);

    if (dln_object_get(column, "generated") == NULL)
        dln_diff_say(step->losses, "column %s.%s: its values", column->id.parent, column->id.name);
}

void dln_sqlite_alter(const DlnSqliteDiff *diff, const DlnSqliteTable *table)
{
    for (guint i = 0; i < table->added->len; i++)
        add_column(diff, table, table->added->pdata[i]);
    for (guint i = 0; i < table->dropped->len; i++)
        drop_column(diff, table, table->dropped->pdata[i]);
}
