/* SPDX-License-Identifier: Apache-2.0 */
/* rows.c: the rows of a schema as data, and what differs between two of them. */
#include "engine/rows/internal.h"

#include <string.h>

static void column_free(gpointer data)
{
    DlnRowColumn *column = data;

    g_free(column->name);
    g_free(column->type);
    g_free(column);
}

static void table_free(gpointer data)
{
    DlnTableRows *table = data;

    g_free(table->name);
    g_ptr_array_unref(table->columns);
    g_ptr_array_unref(table->rows);
    g_free(table);
}

static void sequence_free(gpointer data)
{
    DlnSequenceValue *sequence = data;

    g_free(sequence->name);
    g_free(sequence->value);
    g_free(sequence);
}

DlnRows *dln_rows_new(DlnEngineKind engine)
{
    DlnRows *rows = g_new0(DlnRows, 1);

    rows->engine = engine;
    rows->tables = g_ptr_array_new_with_free_func(table_free);
    rows->sequences = g_ptr_array_new_with_free_func(sequence_free);
    return rows;
}

void dln_rows_free(DlnRows *rows)
{
    if (rows == NULL)
        return;
    g_ptr_array_unref(rows->tables);
    g_ptr_array_unref(rows->sequences);
    g_free(rows);
}

DlnTableRows *dln_rows_add_table(DlnRows *rows, const char *name)
{
    DlnTableRows *table = g_new0(DlnTableRows, 1);

    table->name = g_strdup(name);
    table->columns = g_ptr_array_new_with_free_func(column_free);
    /* Not g_strfreev: a value may be NULL in the middle. */
    table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_ptr_array_add(rows->tables, table);
    return table;
}

DlnSequenceValue *dln_rows_add_sequence(DlnRows *rows, const char *name)
{
    DlnSequenceValue *sequence = g_new0(DlnSequenceValue, 1);

    sequence->name = g_strdup(name);
    g_ptr_array_add(rows->sequences, sequence);
    return sequence;
}

guint64 dln_rows_count(const DlnRows *rows)
{
    guint64 n = 0;

    for (guint i = 0; i < rows->tables->len; i++) {
        const DlnTableRows *table = rows->tables->pdata[i];
        n += table->is_derived ? 0 : table->rows->len;
    }
    return n;
}

const DlnTableRows *dln_rows_find(const DlnRows *rows, const char *table)
{
    for (guint i = 0; i < rows->tables->len; i++) {
        if (g_str_equal(((DlnTableRows *)rows->tables->pdata[i])->name, table))
            return rows->tables->pdata[i];
    }
    return NULL;
}

int dln_table_rows_column(const DlnTableRows *table, const char *name)
{
    for (guint i = 0; i < table->columns->len; i++) {
        if (g_str_equal(((DlnRowColumn *)table->columns->pdata[i])->name, name))
            return (int)i;
    }
    return -1;
}

const DlnSequenceValue *dln_rows_find_sequence(const DlnRows *rows, const char *name)
{
    for (guint i = 0; i < rows->sequences->len; i++) {
        if (g_str_equal(((DlnSequenceValue *)rows->sequences->pdata[i])->name, name))
            return rows->sequences->pdata[i];
    }
    return NULL;
}

gboolean dln_rows_is_listed(char *const *names, const char *table, const char *column)
{
    g_autofree char *name = g_strconcat(table, ".", column, NULL);

    return names != NULL && g_strv_contains((const char *const *)names, name);
}
