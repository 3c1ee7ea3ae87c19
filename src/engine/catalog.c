/* SPDX-License-Identifier: Apache-2.0 */
/* catalog.c: questions to a database about itself. */
#include "engine/catalog.h"

#include "dialect/quote.h"

static void take_text(guint n_columns, const char *const *values, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup(values[0]));
}

static gboolean query_column(DlnSession *session, const char *sql, GCancellable *cancellable,
    GPtrArray **out_column, GError **error)
{
    g_autoptr(GPtrArray) column = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_query(batch, 0, sql, take_text, column);
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return FALSE;
    *out_column = g_steal_pointer(&column);
    return TRUE;
}

gboolean dln_catalog_index_state(DlnSession *session, const char *schema, const char *name,
    GCancellable *cancellable, DlnIndexState *out_state, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    g_autofree char *schema_literal = dln_quote_postgres_literal(schema);
    g_autofree char *name_literal = dln_quote_postgres_literal(name);
    g_autofree char *sql = g_strdup_printf(
        "SELECT i.indisvalid AND i.indisready FROM pg_catalog.pg_index i"
        " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname = %s",
        schema_literal, name_literal);

    if (!query_column(session, sql, cancellable, &rows, error))
        return FALSE;
    if (rows->len == 0)
        *out_state = DLN_INDEX_MISSING;
    else
        *out_state = g_strcmp0(rows->pdata[0], "t") == 0 ? DLN_INDEX_VALID : DLN_INDEX_INVALID;
    return TRUE;
}

static void invalid_index_free(DlnInvalidIndex *index)
{
    g_free(index->schema);
    g_free(index->table);
    g_free(index->name);
    g_free(index);
}

static void take_invalid_index(guint n_columns, const char *const *values, gpointer user_data)
{
    DlnInvalidIndex *index = g_new0(DlnInvalidIndex, 1);

    index->schema = g_strdup(values[0]);
    index->table = g_strdup(values[1]);
    index->name = g_strdup(values[2]);
    g_ptr_array_add(user_data, index);
}

GPtrArray *dln_catalog_invalid_indexes(
    DlnSession *session, GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) indexes =
        g_ptr_array_new_with_free_func((GDestroyNotify)invalid_index_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_query(batch, 0,
        "SELECT n.nspname, t.relname, c.relname FROM pg_catalog.pg_index i"
        " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_catalog.pg_class t ON t.oid = i.indrelid"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'i' AND NOT (i.indisvalid AND i.indisready)"
        " ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\"",
        take_invalid_index, indexes);
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return NULL;
    return g_steal_pointer(&indexes);
}

void dln_catalog_add_index_check(
    DlnBatch *batch, guint tag, const char *schema, const char *name, DlnIndexState wanted)
{
    g_autofree char *quoted_schema = dln_quote_identifier(schema);
    g_autofree char *quoted_name = dln_quote_identifier(name);
    g_autofree char *qualified = g_strconcat(quoted_schema, ".", quoted_name, NULL);
    g_autofree char *literal = dln_quote_postgres_literal(qualified);
    g_autofree char *check = g_strdup_printf("pg_catalog.to_regclass(%s) IS %s", literal,
        wanted == DLN_INDEX_MISSING ? "NULL" : "NOT NULL");

    dln_batch_add_check(batch, tag, check);
}

GPtrArray *dln_catalog_schemas(DlnSession *session, GCancellable *cancellable, GError **error)
{
    GPtrArray *schemas = NULL;

    query_column(session,
        "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_'"
        " AND nspname NOT IN ('information_schema', 'dunlin') ORDER BY nspname COLLATE \"C\"",
        cancellable, &schemas, error);
    return schemas;
}

GPtrArray *dln_catalog_databases(DlnSession *session, GCancellable *cancellable, GError **error)
{
    GPtrArray *databases = NULL;

    query_column(session,
        "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate"
        " ORDER BY datname COLLATE \"C\"",
        cancellable, &databases, error);
    return databases;
}

static gboolean has_row(DlnSession *session, const char *table, const char *column,
    const char *name, GCancellable *cancellable, gboolean *out_has, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;
    g_autofree char *literal = dln_quote_postgres_literal(name);
    g_autofree char *sql = g_strdup_printf(
        "SELECT 1 FROM pg_catalog.%s WHERE %s = %s", table, column, literal);

    if (!query_column(session, sql, cancellable, &rows, error))
        return FALSE;
    *out_has = rows->len > 0;
    return TRUE;
}

gboolean dln_catalog_has_schema(DlnSession *session, const char *name, GCancellable *cancellable,
    gboolean *out_has, GError **error)
{
    return has_row(session, "pg_namespace", "nspname", name, cancellable, out_has, error);
}

gboolean dln_catalog_has_database(DlnSession *session, const char *name,
    GCancellable *cancellable, gboolean *out_has, GError **error)
{
    return has_row(session, "pg_database", "datname", name, cancellable, out_has, error);
}

GPtrArray *dln_catalog_first_column(DlnSession *session, const char *schema, const char *query,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) column = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    gboolean is_postgres = dln_session_engine(session) == DLN_ENGINE_POSTGRES;

    dln_batch_add_sql(batch, 0, is_postgres ? "BEGIN READ ONLY" : "BEGIN");
    if (is_postgres && schema != NULL) {
        g_autofree char *quoted = dln_quote_identifier(schema);
        g_autofree char *path = g_strconcat("SET LOCAL search_path = ", quoted, NULL);
        dln_batch_add_sql(batch, 0, path);
    }
    dln_batch_add_query(batch, 0, query, take_text, column);
    dln_batch_add_sql(batch, 0, "ROLLBACK");
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return NULL;
    return g_steal_pointer(&column);
}
