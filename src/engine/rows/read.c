/* SPDX-License-Identifier: Apache-2.0 */
/* read.c: reads all rows of a schema: first which tables and columns there are, then each table. */
#include "dialect/quote.h"
#include "engine/rows/internal.h"

static const DlnRowsDialect *const dialects[DLN_N_ENGINES] = {
    [DLN_ENGINE_POSTGRES] = &dln_rows_postgres,
    [DLN_ENGINE_SQLITE] = &dln_rows_sqlite,
};

typedef struct {
    DlnSession *session;
    const DlnRowsDialect *dialect;
    const char *schema;
    GCancellable *cancellable;
    DlnRows *rows;
    GPtrArray *asked;    /* (element-type utf8) what sequences are asked by */
    GPtrArray *virtuals; /* (element-type utf8) */
    char *held;          /* (nullable): a virtual table that holds something */
} Reading;

/* ---- what there is ---- */

static gboolean is_set(const char *value)
{
    return g_strcmp0(value, "1") == 0;
}

static DlnTableRows *table_for(Reading *reading, const char *name, const char *kind)
{
    GPtrArray *tables = reading->rows->tables;
    DlnTableRows *last = tables->len > 0 ? tables->pdata[tables->len - 1] : NULL;

    if (last != NULL && g_str_equal(last->name, name))
        return last;
    DlnTableRows *table = dln_rows_add_table(reading->rows, name);
    table->is_derived = *kind == 'd';
    return table;
}

static void note_virtual(Reading *reading, const char *name)
{
    GPtrArray *virtuals = reading->virtuals;

    if (virtuals->len == 0 || !g_str_equal(virtuals->pdata[virtuals->len - 1], name))
        g_ptr_array_add(virtuals, g_strdup(name));
}

static void take_column(guint n_columns, const char *const *values, gpointer user_data)
{
    Reading *reading = user_data;

    if (*values[1] == 'v') {
        note_virtual(reading, values[0]);
        return;
    }
    DlnTableRows *table = table_for(reading, values[0], values[1]);
    table->has_foreign_keys = is_set(values[8]);
    if (values[2] == NULL)
        return;
    DlnRowColumn *column = g_new0(DlnRowColumn, 1);
    column->name = g_strdup(values[2]);
    column->type = g_strdup(values[3] != NULL ? values[3] : "");
    column->is_key = is_set(values[4]);
    column->is_generated = is_set(values[5]);
    column->is_identity = is_set(values[6]);
    column->has_default = is_set(values[7]);
    g_ptr_array_add(table->columns, column);
}

static void take_name(guint n_columns, const char *const *values, gpointer names)
{
    g_ptr_array_add(names, g_strdup(values[0]));
}

static gboolean read_catalog(Reading *reading, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autofree char *columns = reading->dialect->columns(reading->schema);
    g_autofree char *sequences = reading->dialect->sequences(reading->schema);

    dln_batch_add_query(batch, 0, columns, take_column, reading);
    dln_batch_add_query(batch, 0, sequences, take_name, reading->asked);
    return dln_session_run(reading->session, batch, reading->cancellable, NULL, error);
}

/* ---- rows ---- */

static void take_row(guint n_columns, const char *const *values, gpointer user_data)
{
    DlnTableRows *table = user_data;
    GPtrArray *row = g_ptr_array_new_full(n_columns, g_free);

    for (guint i = 0; i < n_columns && i < table->columns->len; i++)
        g_ptr_array_add(row, g_strdup(values[i]));
    g_ptr_array_add(table->rows, row);
}

static char *select_of(const Reading *reading, const DlnTableRows *table)
{
    g_autoptr(GString) sql = g_string_new("SELECT ");
    gboolean is_ordered = FALSE;

    for (guint i = 0; i < table->columns->len; i++) {
        g_string_append(sql, i > 0 ? ", " : "");
        reading->dialect->append_value(sql, ((DlnRowColumn *)table->columns->pdata[i])->name);
    }
    /* A table may have no columns and still rows. */
    if (table->columns->len == 0)
        g_string_append(sql, "1");
    g_string_append(sql, " FROM ");
    reading->dialect->append_table(sql, reading->schema, table->name);
    for (guint i = 0; i < table->columns->len; i++) {
        const DlnRowColumn *column = table->columns->pdata[i];
        if (!column->is_key)
            continue;
        g_string_append(sql, is_ordered ? ", " : " ORDER BY ");
        dln_append_identifier(sql, column->name);
        is_ordered = TRUE;
    }
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

static void take_sequence(guint n_columns, const char *const *values, gpointer rows)
{
    DlnSequenceValue *sequence = dln_rows_add_sequence(rows, values[0]);

    sequence->value = g_strdup(values[1]);
    sequence->is_called = is_set(values[2]);
    sequence->is_fresh = is_set(values[3]);
}

static void take_held(guint n_columns, const char *const *values, gpointer user_data)
{
    Reading *reading = user_data;

    if (reading->held == NULL)
        reading->held = g_strdup(values[0]);
}

static void add_virtuals(DlnBatch *batch, Reading *reading)
{
    for (guint i = 0; i < reading->virtuals->len; i++) {
        const char *name = reading->virtuals->pdata[i];
        g_autofree char *literal = dln_quote_sqlite_literal(name);
        g_autoptr(GString) sql = g_string_new(NULL);
        g_string_append_printf(sql, "SELECT %s FROM ", literal);
        reading->dialect->append_table(sql, reading->schema, name);
        g_string_append(sql, " LIMIT 1");
        dln_batch_add_query(batch, 0, sql->str, take_held, reading);
    }
}

/* Without an order of their own, rows have that of their values. */
static int compare_rows(gconstpointer a, gconstpointer b)
{
    const GPtrArray *first = *(GPtrArray *const *)a;
    const GPtrArray *second = *(GPtrArray *const *)b;
    int order = 0;

    for (guint i = 0; i < first->len && order == 0; i++)
        order = g_strcmp0(first->pdata[i], second->pdata[i]);
    return order;
}

static void order_rows(const DlnRows *rows)
{
    for (guint i = 0; i < rows->tables->len; i++) {
        const DlnTableRows *table = rows->tables->pdata[i];
        gboolean has_key = FALSE;
        for (guint c = 0; c < table->columns->len; c++)
            has_key = has_key || ((DlnRowColumn *)table->columns->pdata[c])->is_key;
        if (!has_key)
            g_ptr_array_sort(table->rows, compare_rows);
    }
}

static gboolean read_tables(Reading *reading, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    reading->dialect->add_begin(batch, reading->schema);
    for (guint i = 0; i < reading->rows->tables->len; i++) {
        DlnTableRows *table = reading->rows->tables->pdata[i];
        g_autofree char *sql = select_of(reading, table);
        dln_batch_add_query(batch, 0, sql, take_row, table);
    }
    for (guint i = 0; i < reading->asked->len; i++) {
        g_autofree char *sql =
            reading->dialect->sequence(reading->schema, reading->asked->pdata[i]);
        dln_batch_add_query(batch, 0, sql, take_sequence, reading->rows);
    }
    add_virtuals(batch, reading);
    dln_batch_add_sql(batch, 0, "ROLLBACK");
    if (!dln_session_run(reading->session, batch, reading->cancellable, NULL, error))
        return FALSE;
    order_rows(reading->rows);
    return TRUE;
}

static gboolean read_all(Reading *reading, GError **error)
{
    if (!read_catalog(reading, error) || !read_tables(reading, error))
        return FALSE;
    if (reading->held == NULL)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "the virtual table \"%s\" holds rows, which cannot be read so that they could be written "
        "again",
        reading->held);
    return FALSE;
}

gboolean dln_rows_read(DlnSession *session, const char *schema, GCancellable *cancellable,
    DlnRows **out_rows, GError **error)
{
    const DlnEngineKind engine = dln_session_engine(session);
    g_autoptr(DlnRows) rows = dln_rows_new(engine);
    g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) virtuals = g_ptr_array_new_with_free_func(g_free);
    Reading reading = {
        .session = session,
        .dialect = dialects[engine],
        .schema = schema,
        .cancellable = cancellable,
        .rows = rows,
        .asked = asked,
        .virtuals = virtuals,
    };
    gboolean ok = read_all(&reading, error);

    g_free(reading.held);
    if (ok)
        *out_rows = g_steal_pointer(&rows);
    return ok;
}
