/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c: reads sqlite_schema and what SQLite understood of each table; dialect takes the texts apart. */
#include <string.h>

#include "base/error.h"
#include "dialect/sqlite/read.h"
#include "engine/backend.h"

/* A row of sqlite_schema, owned. */
typedef struct {
    char *type;
    char *name;
    char *table;
    char *sql;
} Entry;

static void entry_free(gpointer data)
{
    Entry *entry = data;

    g_free(entry->type);
    g_free(entry->name);
    g_free(entry->table);
    g_free(entry->sql);
    g_free(entry);
}

typedef struct {
    GPtrArray *entries; /* (element-type Entry) */
    GHashTable *tables; /* as DlnSqliteRow has it; every view and table is in it */
} Reading;

static void reading_clear(Reading *reading)
{
    g_ptr_array_unref(reading->entries);
    g_hash_table_unref(reading->tables);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static void take_entry(guint n_columns, const char *const *values, gpointer user_data)
{
    Reading *reading = user_data;
    Entry *entry = g_new0(Entry, 1);

    entry->type = g_strdup(values[0]);
    entry->name = g_strdup(values[1]);
    entry->table = g_strdup(values[2]);
    entry->sql = g_strdup(values[3]);
    g_ptr_array_add(reading->entries, entry);
    if (g_str_equal(entry->type, "table") || g_str_equal(entry->type, "view"))
        g_hash_table_insert(reading->tables, g_ascii_strdown(entry->name, -1), NULL);
}

static void take_column(guint n_columns, const char *const *values, gpointer user_data)
{
    Reading *reading = user_data;
    g_autofree char *table = g_ascii_strdown(values[0], -1);
    GPtrArray *columns = g_hash_table_lookup(reading->tables, table);

    if (columns == NULL) {
        columns = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(reading->tables, g_steal_pointer(&table), columns);
    }
    g_ptr_array_add(columns, g_strdup(values[1]));
}

static void free_columns(gpointer columns)
{
    if (columns != NULL)
        g_ptr_array_unref(columns);
}

static void read_entry(DlnSchema *schema, const Reading *reading, const Entry *entry)
{
    g_autofree char *table = g_ascii_strdown(entry->table, -1);
    const DlnSqliteRow row = {entry->type, entry->name, entry->table, entry->sql,
        g_hash_table_lookup(reading->tables, table), reading->tables};

    dln_sqlite_read(schema, &row);
}

/* What is SQLite's own, and what is ours. A virtual table's shadows come and go with it. */
#define LEFT_OUT                                                                                   \
    " NOT (lower(m.name) GLOB 'sqlite_*' OR lower(m.tbl_name) GLOB 'dunlin_*'"                     \
    " OR lower(m.tbl_name) IN ('schema_migrations', 'schema_migrations_batch'))"                   \
    " AND m.tbl_name NOT IN (SELECT l.name FROM pragma_table_list l WHERE l.schema = 'main'"       \
    " AND l.type = 'shadow')"

static const char entries[] =
    "SELECT m.type, m.name, m.tbl_name, m.sql FROM main.sqlite_schema m"
    " WHERE m.sql IS NOT NULL AND" LEFT_OUT " ORDER BY m.rowid";

/* Not of views: one that names what is not there could not be asked. Of virtual tables neither: their module may be missing. */
static const char columns[] =
    "SELECT m.name, x.name FROM main.sqlite_schema m JOIN pragma_table_xinfo(m.name, 'main') x"
    " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL %' AND" LEFT_OUT
    " ORDER BY m.rowid, x.cid";

DlnSchema *dln_sqlite_inspect(
    DlnSession *session, const DlnSchemaChoice *choice, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnSchema) schema = dln_schema_new(DLN_ENGINE_SQLITE, "main");
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_auto(Reading) reading = {
        .entries = g_ptr_array_new_with_free_func(entry_free),
        .tables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_columns),
    };

    dln_batch_add_sql(batch, 0, "BEGIN");
    dln_batch_add_query(batch, 0, entries, take_entry, &reading);
    dln_batch_add_query(batch, 0, columns, take_column, &reading);
    dln_batch_add_sql(batch, 0, "ROLLBACK");
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return NULL;
    for (guint i = 0; i < reading.entries->len; i++)
        read_entry(schema, &reading, reading.entries->pdata[i]);
    return dln_schema_finish(schema, error) ? g_steal_pointer(&schema) : NULL;
}

/* ---- the number ---- */

/* With what ends nowhere else between them. */
static void add_to_sum(guint n_columns, const char *const *values, gpointer sum)
{
    for (guint i = 0; i < n_columns; i++)
        g_checksum_update(sum, (const guchar *)values[i], (gssize)strlen(values[i]) + 1);
}

/* The texts are all that there is. */
gboolean dln_sqlite_fingerprint(
    DlnSession *session, const DlnFingerprintQuery *query, GCancellable *cancellable, GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GError) failed = NULL;
    const char *number = NULL;

    dln_batch_add_query(batch, 0, entries, add_to_sum, sum);
    if (dln_session_run(session, batch, cancellable, NULL, &failed))
        number = g_checksum_get_string(sum);
    if (!dln_session_is_alive(session) || dln_error_is(failed, DUNLIN_ERROR_CANCELLED)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    query->on_answer(0, number, failed, query->user_data);
    return TRUE;
}
