/* SPDX-License-Identifier: Apache-2.0 */
/* held.c: questions about tables and columns that are about to go: which are there, and do they hold anything. */
#include "engine/held.h"

#include "dialect/quote.h"

static void held_free(DlnHeld *held)
{
    g_free(held->schema);
    g_free(held->table);
    g_free(held->column);
    g_free(held);
}

/* ---- which are there ---- */

typedef struct {
    const DlnHoldable *asked;
    guint n_asked;
    GPtrArray *held;
} Looking;

/* Rows of (index, schema, table). */
static void take_there(guint n_columns, const char *const *values, gpointer user_data)
{
    const Looking *looking = user_data;
    guint index = (guint)g_ascii_strtoull(values[0], NULL, 10);

    if (index >= looking->n_asked)
        return;
    DlnHeld *held = g_new0(DlnHeld, 1);
    held->asked = index;
    held->schema = g_strdup(values[1]);
    held->table = g_strdup(values[2]);
    held->column = g_strdup(looking->asked[index].column);
    g_ptr_array_add(looking->held, held);
}

static void append_literal(GString *sql, DlnEngineKind engine, const char *value)
{
    g_autofree char *literal = value == NULL                   ? g_strdup("NULL")
                               : engine == DLN_ENGINE_POSTGRES ? dln_quote_postgres_literal(value)
                                                               : dln_quote_sqlite_literal(value);

    g_string_append(sql, literal);
}

static void append_asked(
    GString *sql, DlnEngineKind engine, const DlnHoldable *asked, guint n_asked)
{
    const char *text = engine == DLN_ENGINE_POSTGRES ? "::text" : "";

    for (guint i = 0; i < n_asked; i++) {
        const char *const parts[] = {asked[i].schema, asked[i].table, asked[i].column};
        g_string_append_printf(sql, "%s(%u", i > 0 ? ", " : "", i);
        for (guint k = 0; k < G_N_ELEMENTS(parts); k++) {
            g_string_append(sql, ", ");
            append_literal(sql, engine, parts[k]);
            g_string_append(sql, text);
        }
        g_string_append_c(sql, ')');
    }
}

/* Without a table: all of the schema. */
static char *there_query(DlnEngineKind engine, const DlnHoldable *asked, guint n_asked)
{
    g_autoptr(GString) sql = g_string_new("WITH v(i, s, t, c) AS (VALUES ");

    append_asked(sql, engine, asked, n_asked);
    g_string_append(sql,
        engine == DLN_ENGINE_POSTGRES
            ? ") SELECT v.i, n.nspname, r.relname FROM v"
              " JOIN pg_catalog.pg_namespace n ON n.nspname = v.s"
              " JOIN pg_catalog.pg_class r ON r.relnamespace = n.oid AND r.relkind IN ('r', 'p')"
              " AND (r.relname = v.t OR (v.t IS NULL AND NOT r.relispartition"
              " AND r.relname <> 'schema_migrations'))"
              " WHERE v.c IS NULL OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a"
              " WHERE a.attrelid = r.oid AND a.attname = v.c AND NOT a.attisdropped"
              " AND a.attgenerated = '') ORDER BY v.i, r.relname"
            : ") SELECT v.i, NULL, r.name FROM v JOIN main.sqlite_schema r"
              " ON r.type = 'table' AND r.name = v.t COLLATE NOCASE"
              " WHERE v.c IS NULL OR EXISTS (SELECT 1 FROM pragma_table_xinfo(r.name, 'main') p"
              " WHERE p.name = v.c COLLATE NOCASE AND p.hidden = 0) ORDER BY v.i");
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

/* ---- how much they hold ---- */

static void append_rows(GString *sql, DlnEngineKind engine, const DlnHeld *held)
{
    g_string_append(sql, "SELECT 1 FROM ");
    dln_append_identifier(sql, engine == DLN_ENGINE_POSTGRES ? held->schema : "main");
    g_string_append_c(sql, '.');
    dln_append_identifier(sql, held->table);
    if (held->column != NULL) {
        g_string_append(sql, " WHERE ");
        dln_append_identifier(sql, held->column);
        g_string_append(sql, " IS NOT NULL");
    }
}

static void take_count(guint n_columns, const char *const *values, gpointer user_data)
{
    GPtrArray *held = user_data;
    guint index = (guint)g_ascii_strtoull(values[0], NULL, 10);

    if (index < held->len)
        ((DlnHeld *)held->pdata[index])->n = (guint)g_ascii_strtoull(values[1], NULL, 10);
}

static char *count_query(DlnEngineKind engine, const GPtrArray *held)
{
    g_autoptr(GString) sql = g_string_new(NULL);

    for (guint i = 0; i < held->len; i++) {
        g_string_append_printf(sql, "%sSELECT %u, count(*) FROM (", i > 0 ? " UNION ALL " : "", i);
        append_rows(sql, engine, held->pdata[i]);
        g_string_append_printf(sql, " LIMIT %d) AS x", DLN_HELD_MANY);
    }
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

/* ---- asking ---- */

/* Behind somebody's lock it waits no longer than a migration does. */
static gboolean ask(DlnSession *session, const char *sql, DlnRowFunc on_row, gpointer user_data,
    gint64 lock_timeout_ms, GCancellable *cancellable, GError **error)
{
    gboolean in_transaction = dln_session_engine(session) == DLN_ENGINE_POSTGRES;
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (in_transaction) {
        g_autofree char *timeout =
            g_strdup_printf("SET LOCAL lock_timeout = %" G_GINT64_FORMAT, lock_timeout_ms);
        dln_batch_add_sql(batch, 0, "BEGIN READ ONLY");
        dln_batch_add_sql(batch, 0, timeout);
    }
    dln_batch_add_query(batch, 0, sql, on_row, user_data);
    if (in_transaction)
        dln_batch_add_sql(batch, 0, "COMMIT");
    return dln_session_run(session, batch, cancellable, NULL, error);
}

GPtrArray *dln_held_find(DlnSession *session, const DlnHoldable *asked, guint n_asked,
    gint64 lock_timeout_ms, GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func((GDestroyNotify)held_free);
    Looking looking = {asked, n_asked, held};
    g_autofree char *sql = NULL;

    if (n_asked == 0)
        return g_steal_pointer(&held);
    sql = there_query(dln_session_engine(session), asked, n_asked);
    if (!ask(session, sql, take_there, &looking, lock_timeout_ms, cancellable, error))
        return NULL;
    return g_steal_pointer(&held);
}

gboolean dln_held_count(DlnSession *session, GPtrArray *held, gint64 lock_timeout_ms,
    GCancellable *cancellable, GError **error)
{
    g_autofree char *sql = NULL;

    if (held->len == 0)
        return TRUE;
    sql = count_query(dln_session_engine(session), held);
    return ask(session, sql, take_count, held, lock_timeout_ms, cancellable, error);
}

/* ---- within the transaction ---- */

static void add_lock(DlnBatch *batch, guint tag, const DlnHeld *held)
{
    g_autoptr(GString) sql = g_string_new("LOCK TABLE ");

    dln_append_identifier(sql, held->schema);
    g_string_append_c(sql, '.');
    dln_append_identifier(sql, held->table);
    /* Readers may go on until the statement itself keeps them out: a column of a large table takes a while to look
     * through. */
    g_string_append(sql, " IN SHARE ROW EXCLUSIVE MODE");
    dln_batch_add_sql(batch, tag, sql->str);
}

void dln_held_add_guards(DlnBatch *batch, guint tag, DlnEngineKind engine, const GPtrArray *held)
{
    for (guint i = 0; i < held->len; i++) {
        const DlnHeld *one = held->pdata[i];
        g_autoptr(GString) check = g_string_new("NOT EXISTS (");
        if (engine == DLN_ENGINE_POSTGRES)
            add_lock(batch, tag, one);
        append_rows(check, engine, one);
        g_string_append_c(check, ')');
        dln_batch_add_check(batch, tag, check->str);
    }
}
