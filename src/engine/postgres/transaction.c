/* SPDX-License-Identifier: Apache-2.0 */
/* transaction.c: what surrounds a migration on PostgreSQL: lock, isolation, and leaving nothing behind.
 * Makes SQL only; sends nothing. */
#include "dialect/quote.h"
#include "engine/postgres/postgres.h"

/* The advisory lock's key: advisory locks are numbered per database, so the name of what is locked within the
 * database is enough. 64 bits of SHA-256: two tenants that collide would merely wait for each other. */
static gint64 lock_key(const char *lock_name)
{
    g_autofree char *text = g_strconcat("dunlin ", lock_name, NULL);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof digest;
    guint64 key = 0;

    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    for (guint i = 0; i < 8; i++)
        key = key << 8 | digest[i];
    return (gint64)key;
}

/* Who waits polls: a session blocked in pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY of the
 * lock's holder waits for that snapshot to go: a deadlock. */
static char *lock_expression(const char *function, const char *lock_name)
{
    return g_strdup_printf("%s(%" G_GINT64_FORMAT ")", function, lock_key(lock_name));
}

static void add_setting(
    DlnBatch *batch, guint tag, const char *set, const char *name, gint64 timeout_ms)
{
    g_autofree char *sql =
        g_strdup_printf("%s %s = %" G_GINT64_FORMAT, set, name, timeout_ms);

    dln_batch_add_sql(batch, tag, sql);
}

/* The tenant's schema alone, never public: with `tenant, public` a DROP TABLE IF EXISTS in a tenant that lacks
 * the table would drop the public one. */
static void add_search_path(
    DlnBatch *batch, guint tag, const char *set, const DlnIsolation *isolation)
{
    g_autoptr(GString) sql = g_string_new(set);

    g_string_append(sql, " search_path = ");
    dln_append_identifier(sql, isolation->schema);
    for (guint i = 0;
         isolation->extension_schemas != NULL && isolation->extension_schemas[i] != NULL; i++) {
        g_string_append(sql, ", ");
        dln_append_identifier(sql, isolation->extension_schemas[i]);
    }
    dln_batch_add_sql(batch, tag, sql->str);
}

static void add_settings(
    DlnBatch *batch, guint tag, const char *set, const DlnIsolation *isolation)
{
    add_setting(batch, tag, set, "lock_timeout", isolation->lock_timeout_ms);
    add_setting(batch, tag, set, "statement_timeout", isolation->statement_timeout_ms);
    if (isolation->schema != NULL)
        add_search_path(batch, tag, set, isolation);
}

void dln_postgres_add_search_path(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    add_search_path(batch, tag, "SET LOCAL", isolation);
}

void dln_postgres_add_begin(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    /* Said in full: default_transaction_isolation = repeatable read would read the ledger as it was before the
     * lock was taken, and default_transaction_read_only would refuse to write. */
    dln_batch_add_sql(batch, tag, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    if (isolation == NULL)
        return;
    if (isolation->lock_name != NULL) {
        g_autofree char *lock =
            lock_expression("pg_try_advisory_xact_lock", isolation->lock_name);
        dln_batch_add_check(batch, tag, lock);
    }
    add_settings(batch, tag, "SET LOCAL", isolation);
}

void dln_postgres_add_isolation(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    add_settings(batch, tag, "SET LOCAL", isolation);
}

void dln_postgres_add_timeouts(
    DlnBatch *batch, guint tag, gint64 lock_timeout_ms, gint64 statement_timeout_ms)
{
    add_setting(batch, tag, "SET", "lock_timeout", lock_timeout_ms);
    add_setting(batch, tag, "SET", "statement_timeout", statement_timeout_ms);
}

void dln_postgres_add_create_schema(DlnBatch *batch, guint tag, const char *schema)
{
    g_autofree char *quoted = dln_quote_identifier(schema);
    g_autofree char *sql = g_strconcat("CREATE SCHEMA ", quoted, NULL);

    dln_batch_add_sql(batch, tag, sql);
}

/* Not CREATE SCHEMA IF NOT EXISTS: that wants the right to create schemas even where there is nothing to create. */
void dln_postgres_add_ensure_schema(DlnBatch *batch, guint tag, const char *schema)
{
    g_autofree char *quoted = dln_quote_identifier(schema);
    g_autofree char *literal = dln_quote_postgres_literal(schema);
    g_autofree char *body = g_strdup_printf(" BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace"
        " WHERE nspname = %s) THEN CREATE SCHEMA %s; END IF; END ", literal, quoted);
    g_autofree char *block = dln_quote_postgres_dollar(body);
    g_autofree char *sql = g_strconcat("DO ", block, NULL);

    dln_batch_add_sql(batch, tag, sql);
}

static void add_session_reset(DlnBatch *batch, guint tag)
{
    static const char *const resets[] = {
        "DISCARD TEMP", "DEALLOCATE ALL", "CLOSE ALL", "UNLISTEN *"};

    dln_batch_add_sql(batch, tag, "RESET SESSION AUTHORIZATION");
    dln_batch_add_sql(batch, tag, "RESET ROLE");
    dln_batch_add_item(batch, DLN_ITEM_RESET, tag, "RESET ALL");
    for (gsize i = 0; i < G_N_ELEMENTS(resets); i++)
        dln_batch_add_sql(batch, tag, resets[i]);
}

void dln_postgres_add_forget(DlnBatch *batch, guint tag)
{
    add_session_reset(batch, tag);
    dln_batch_add_sql(batch, tag, "SELECT pg_advisory_unlock_all()");
}

void dln_postgres_add_reset(DlnBatch *batch, guint tag)
{
    dln_postgres_add_reset_holding(batch, tag);
    dln_batch_add_sql(batch, tag, "SELECT pg_advisory_unlock_all()");
}

void dln_postgres_add_reset_holding(DlnBatch *batch, guint tag)
{
    /* Deferred triggers fire now, while search_path still is the tenant's. */
    dln_batch_add_sql(batch, tag, "SET CONSTRAINTS ALL IMMEDIATE");
    add_session_reset(batch, tag);
}

/* What a function in the query would change is refused by the server, and what the query sets is gone with the savepoint; the
 * transaction itself may write again behind it. */
void dln_postgres_add_assertions(DlnBatch *batch, guint tag, const GPtrArray *assertions)
{
    dln_batch_add_sql(batch, tag, "SAVEPOINT dunlin_assertions");
    dln_batch_add_sql(batch, tag, "SET LOCAL transaction_read_only = on");
    for (guint i = 0; i < assertions->len; i++)
        dln_batch_add_assertion(batch, tag, assertions->pdata[i], DLN_ENGINE_POSTGRES);
    dln_batch_add_sql(batch, tag, "ROLLBACK TO SAVEPOINT dunlin_assertions");
    dln_batch_add_sql(batch, tag, "RELEASE SAVEPOINT dunlin_assertions");
}

void dln_postgres_add_commit(DlnBatch *batch, guint tag)
{
    dln_batch_add_item(batch, DLN_ITEM_COMMIT, tag, "COMMIT");
}

void dln_postgres_add_session_begin(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    if (isolation->lock_name != NULL) {
        g_autofree char *lock = lock_expression("pg_try_advisory_lock", isolation->lock_name);
        dln_batch_add_item(batch, DLN_ITEM_LOCK, tag, lock);
    }
    /* What dln_postgres_add_begin says for a transaction of its own. */
    dln_batch_add_sql(batch, tag, "SET default_transaction_isolation = 'read committed'");
    dln_batch_add_sql(batch, tag, "SET default_transaction_read_only = off");
    add_settings(batch, tag, "SET", isolation);
}

void dln_postgres_add_session_end(DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    add_session_reset(batch, tag);
    if (isolation->lock_name != NULL)
        dln_batch_add_item(batch, DLN_ITEM_UNLOCK, tag, "SELECT pg_advisory_unlock_all()");
}
