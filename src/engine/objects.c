/* SPDX-License-Identifier: Apache-2.0 */
/* objects.c: whole schemas, databases and indexes. */
#include "engine/objects.h"

#include "dialect/quote.h"

static gboolean execute_named(DlnSession *session, const char *before, const char *name,
    const char *between, const char *other, GCancellable *cancellable, GError **error)
{
    g_autoptr(GString) sql = g_string_new(before);

    dln_append_identifier(sql, name);
    if (between != NULL)
        g_string_append(sql, between);
    if (other != NULL)
        dln_append_identifier(sql, other);
    return dln_session_execute(session, sql->str, NULL, 0, cancellable, error);
}

gboolean dln_create_database(
    DlnSession *session, const char *name, GCancellable *cancellable, GError **error)
{
    return execute_named(session, "CREATE DATABASE ", name, NULL, NULL, cancellable, error);
}

gboolean dln_drop_database(
    DlnSession *session, const char *name, GCancellable *cancellable, GError **error)
{
    return execute_named(
        session, "DROP DATABASE IF EXISTS ", name, NULL, NULL, cancellable, error);
}

gboolean dln_rename_database(DlnSession *session, const char *name, const char *to,
    GCancellable *cancellable, GError **error)
{
    return execute_named(
        session, "ALTER DATABASE ", name, " RENAME TO ", to, cancellable, error);
}

/* In a transaction that says of itself that it writes, for default_transaction_read_only may be on; and that does not
 * wait for its locks without end. */
static gboolean write_together(DlnSession *session, const GPtrArray *statements,
    gint64 lock_timeout_ms, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnEngineKind engine = dln_session_engine(session);
    const DlnIsolation isolation = {.schema = "pg_catalog", .lock_timeout_ms = lock_timeout_ms};

    dln_engine_add_begin(engine, batch, 0, &isolation);
    for (guint i = 0; i < statements->len; i++)
        dln_batch_add_sql(batch, 0, statements->pdata[i]);
    dln_engine_add_commit(engine, batch, 0);
    return dln_session_run(session, batch, cancellable, NULL, error);
}

static gboolean write_one(DlnSession *session, const char *sql, gint64 lock_timeout_ms,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) statements = g_ptr_array_new();

    g_ptr_array_add(statements, (char *)sql);
    return write_together(session, statements, lock_timeout_ms, cancellable, error);
}

gboolean dln_rename_schema(DlnSession *session, const char *name, const char *to,
    GCancellable *cancellable, GError **error)
{
    return execute_named(session, "ALTER SCHEMA ", name, " RENAME TO ", to, cancellable, error);
}

gboolean dln_drop_index(DlnSession *session, const char *schema, const char *name,
    GCancellable *cancellable, GError **error)
{
    return execute_named(session, "DROP INDEX CONCURRENTLY IF EXISTS ", schema, ".", name,
        cancellable, error);
}

/* ---- schemas ---- */

static void take_text(guint n_columns, const char *const *values, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup(values[0]));
}

/* A drop of one relation takes a lock on each of its indexes and on its TOAST table too. */
#define RELATIONS_A_TRANSACTION 100

/* IF EXISTS: CASCADE of an earlier one may have taken it along. */
static const char some_relations[] =
    "SELECT 'DROP ' || CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'"
    " WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END"
    " || ' IF EXISTS ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' CASCADE'"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
    " ORDER BY c.relkind = 'S', c.oid LIMIT %d";

typedef struct {
    DlnSession *session;
    const char *schema;
    gint64 lock_timeout_ms;
    GCancellable *cancellable;
} SchemaDrop;

static gboolean drop_some(const SchemaDrop *drop, gboolean *out_more, GError **error)
{
    g_autofree char *literal = dln_quote_postgres_literal(drop->schema);
    g_autofree char *sql = g_strdup_printf(some_relations, literal, RELATIONS_A_TRANSACTION);
    g_autoptr(GPtrArray) relations = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DlnBatch) list = dln_batch_new();

    dln_batch_add_query(list, 0, sql, take_text, relations);
    if (!dln_session_run(drop->session, list, drop->cancellable, NULL, error))
        return FALSE;
    *out_more = relations->len > 0;
    return !*out_more ||
        write_together(
            drop->session, relations, drop->lock_timeout_ms, drop->cancellable, error);
}

gboolean dln_drop_schema(DlnSession *session, const char *name, gint64 lock_timeout_ms,
    GCancellable *cancellable, GError **error)
{
    const SchemaDrop drop = {session, name, lock_timeout_ms, cancellable};
    gboolean more = TRUE;
    g_autofree char *quoted = dln_quote_identifier(name);
    g_autofree char *sql = g_strdup_printf("DROP SCHEMA IF EXISTS %s CASCADE", quoted);
    g_autoptr(GError) failed = NULL;

    if (write_one(session, sql, lock_timeout_ms, cancellable, &failed))
        return TRUE;
    /* out of shared memory: the lock table is too small for all of it at once. */
    if (g_strcmp0(dunlin_error_get_facts(failed)->sqlstate, "53200") != 0) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    while (more) {
        if (!drop_some(&drop, &more, error))
            return FALSE;
    }
    return write_one(session, sql, lock_timeout_ms, cancellable, error);
}
