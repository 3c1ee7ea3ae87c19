/* SPDX-License-Identifier: Apache-2.0 */
/* cursor.c: the table of the batch that is under way. Both engines take its SQL. */
#include "ledger/cursor.h"

#include "dialect/quote.h"

#define NAME "schema_migrations_batch"

void dln_ledger_cursor_free(DlnLedgerCursor *cursor)
{
    if (cursor == NULL)
        return;
    g_free(cursor->version);
    g_free(cursor->after);
    g_free(cursor->through);
    g_free(cursor);
}

char *dln_ledger_cursor_table(const DlnLedgerPlace *place)
{
    if (place->engine == DLN_ENGINE_SQLITE)
        return g_strdup("main." NAME);
    g_autofree char *schema = dln_quote_identifier(place->schema);
    return g_strconcat(schema, "." NAME, NULL);
}

static char *literal(const DlnLedgerPlace *place, const char *value)
{
    if (value == NULL)
        return g_strdup("NULL");
    return place->engine == DLN_ENGINE_SQLITE ? dln_quote_sqlite_literal(value)
                                              : dln_quote_postgres_literal(value);
}

static void take_flag(guint n_columns, const char *const *values, gpointer user_data)
{
    *(gboolean *)user_data = TRUE;
}

static gboolean has_table(DlnSession *session, const DlnLedgerPlace *place,
    GCancellable *cancellable, gboolean *out_has, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autofree char *table = dln_ledger_cursor_table(place);
    g_autofree char *name = literal(place, table);
    g_autofree char *sql =
        place->engine == DLN_ENGINE_SQLITE
            ? g_strdup("SELECT 1 FROM main.sqlite_schema WHERE name = '" NAME "'")
            : g_strdup_printf("SELECT 1 WHERE pg_catalog.to_regclass(%s) IS NOT NULL", name);

    *out_has = FALSE;
    dln_batch_add_query(batch, 0, sql, take_flag, out_has);
    return dln_session_run(session, batch, cancellable, NULL, error);
}

static void take_cursor(guint n_columns, const char *const *values, gpointer user_data)
{
    DlnLedgerCursor **out = user_data;
    DlnLedgerCursor *cursor = g_new0(DlnLedgerCursor, 1);

    dln_ledger_cursor_free(*out);
    cursor->version = g_strdup(values[0]);
    cursor->after = g_strdup(values[1]);
    cursor->through = g_strdup(values[2]);
    cursor->pass = (guint)g_ascii_strtoull(values[3], NULL, 10);
    cursor->n_steps = (guint)g_ascii_strtoull(values[4], NULL, 10);
    cursor->n_rows = g_ascii_strtoull(values[5], NULL, 10);
    *out = cursor;
}

gboolean dln_ledger_read_cursor(DlnSession *session, const DlnLedgerPlace *place,
    GCancellable *cancellable, DlnLedgerCursor **out_cursor, GError **error)
{
    g_autoptr(DlnLedgerCursor) cursor = NULL;
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autofree char *table = dln_ledger_cursor_table(place);
    g_autofree char *sql = g_strdup_printf(
        "SELECT version, after_key, through_key, pass, steps, rows_done FROM %s", table);
    gboolean has;

    if (!has_table(session, place, cancellable, &has, error))
        return FALSE;
    if (has) {
        dln_batch_add_query(batch, 0, sql, take_cursor, &cursor);
        if (!dln_session_run(session, batch, cancellable, NULL, error))
            return FALSE;
    }
    *out_cursor = g_steal_pointer(&cursor);
    return TRUE;
}

void dln_ledger_add_cursor(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerCursor *cursor)
{
    g_autofree char *table = dln_ledger_cursor_table(place);
    g_autofree char *version = literal(place, cursor->version);
    g_autofree char *after = literal(place, cursor->after);
    g_autofree char *through = literal(place, cursor->through);
    g_autofree char *create = g_strdup_printf(
        "CREATE TABLE %s (version varchar(255) NOT NULL PRIMARY KEY, after_key text,"
        " through_key text, pass integer NOT NULL, steps integer NOT NULL,"
        " rows_done bigint NOT NULL)",
        table);
    g_autofree char *insert =
        g_strdup_printf("INSERT INTO %s (version, after_key, through_key, pass, steps, rows_done)"
                        " VALUES (%s, %s, %s, %u, %u, %" G_GUINT64_FORMAT ")",
            table, version, after, through, cursor->pass, cursor->n_steps, cursor->n_rows);

    dln_batch_add_sql(batch, tag, create);
    dln_batch_add_sql(batch, tag, insert);
}

void dln_ledger_add_cursor_move(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const DlnLedgerCursor *cursor, guint n_steps_before)
{
    g_autofree char *table = dln_ledger_cursor_table(place);
    g_autofree char *version = literal(place, cursor->version);
    g_autofree char *after = literal(place, cursor->after);
    g_autofree char *through = literal(place, cursor->through);
    g_autofree char *check =
        g_strdup_printf("SELECT count(*) = 1 FROM %s WHERE version = %s AND steps = %u", table,
            version, n_steps_before);
    g_autofree char *update =
        g_strdup_printf("UPDATE %s SET after_key = %s, through_key = %s, pass = %u, steps = %u,"
                        " rows_done = %" G_GUINT64_FORMAT,
            table, after, through, cursor->pass, cursor->n_steps, cursor->n_rows);

    dln_batch_add_check(batch, tag, check);
    dln_batch_add_sql(batch, tag, update);
}

void dln_ledger_add_cursor_end(DlnBatch *batch, guint tag, const DlnLedgerPlace *place)
{
    g_autofree char *table = dln_ledger_cursor_table(place);
    g_autofree char *sql = g_strdup_printf("DROP TABLE %s", table);

    dln_batch_add_sql(batch, tag, sql);
}

void dln_ledger_add_cursor_forget(DlnBatch *batch, guint tag, const DlnLedgerPlace *place)
{
    g_autofree char *table = dln_ledger_cursor_table(place);
    g_autofree char *sql = g_strdup_printf("DROP TABLE IF EXISTS %s", table);

    dln_batch_add_sql(batch, tag, sql);
}
