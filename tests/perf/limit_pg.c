/* SPDX-License-Identifier: Apache-2.0 */
/* limit_pg.c: the least that migrating PostgreSQL tenants can cost: libpq alone, one message a migration and tenant.
 * limit_pg bootstrap|more|read [-n TENANTS] [-c CONNECTIONS] [-b BATCH] [-d] [-l LEDGER.sql] URL MIGRATION.sql...
 *   bootstrap   makes the schemas and ledgers, too: in the transaction of the first migration
 *   more        migrations for schemas that are there
 *   read        every row of every ledger, BATCH schemas in a statement; -d: a digest made by the server instead */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"

static PGconn *connect_or_fail(const char *url)
{
    PGconn *connection = PQconnectdb(url);

    if (PQstatus(connection) != CONNECTION_OK)
        limit_fail("%s", PQerrorMessage(connection));
    return connection;
}

static void make_migration(LimitText *sql, const LimitJob *job, const LimitMigration *migration,
    int tenant, int with_schema)
{
    char name[16];

    limit_tenant_name(name, sizeof name, tenant);
    limit_text_clear(sql);
    limit_text_add(sql,
        "BEGIN;"
        "SELECT pg_advisory_xact_lock(%d);"
        "SET LOCAL lock_timeout = '2s';",
        tenant);
    if (with_schema)
        limit_text_add(sql, "CREATE SCHEMA tenant_%s;", name);
    limit_text_add(sql, "SET LOCAL search_path = tenant_%s;", name);
    if (with_schema)
        limit_text_add(sql, "%s", job->ledger);
    limit_add_ledger_row(sql, migration);
    limit_text_add(sql, "%sCOMMIT;", migration->up);
}

static void send_or_fail(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);

    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        limit_fail("%s", PQerrorMessage(connection));
    PQclear(result);
}

static void *migrate(void *data)
{
    LimitJob *job = data;
    PGconn *connection = connect_or_fail(job->place);
    LimitText sql = {0};
    int tenant;

    while ((tenant = atomic_fetch_add(&job->next, 1)) < job->n_tenants) {
        for (int i = 0; i < job->n_migrations; i++) {
            make_migration(&sql, job, &job->migrations[i], tenant, i == 0 && job->ledger != NULL);
            send_or_fail(connection, sql.text);
        }
    }
    free(sql.text);
    PQfinish(connection);
    return NULL;
}

/* The state as one text, as Dunlin digests it. */
#define STATE                                                                                      \
    "CASE WHEN state IS NULL THEN '' ELSE state || ':' || statements_done || ':' || "              \
    "coalesce(journal, '') END"

static void add_branch(LimitText *sql, const LimitJob *job, int tenant)
{
    char name[16];

    limit_tenant_name(name, sizeof name, tenant);
    if (job->digest)
        limit_text_add(sql,
            "SELECT %d, md5(coalesce(string_agg(version || '|' || coalesce(checksum, '') || '|' "
            "|| " STATE " || E'\\n', '' ORDER BY version COLLATE \"C\"), ''))",
            tenant);
    else
        limit_text_add(sql, "SELECT %d, version, checksum, " STATE, tenant);
    limit_text_add(sql, " FROM tenant_%s.schema_migrations", name);
}

static void *read_ledgers(void *data)
{
    LimitJob *job = data;
    PGconn *connection = connect_or_fail(job->place);
    LimitText sql = {0};
    int first;

    while ((first = atomic_fetch_add(&job->next, job->batch)) < job->n_tenants) {
        limit_text_clear(&sql);
        for (int i = first; i < first + job->batch && i < job->n_tenants; i++) {
            if (i > first)
                limit_text_add(&sql, " UNION ALL ");
            add_branch(&sql, job, i);
        }
        PGresult *result = PQexec(connection, sql.text);
        if (PQresultStatus(result) != PGRES_TUPLES_OK)
            limit_fail("%s", PQerrorMessage(connection));
        PQclear(result);
    }
    free(sql.text);
    PQfinish(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    LimitJob job;
    const char *verb = argc > 1 ? argv[1] : "";

    limit_job_read(&job, argc, argv);
    if (strcmp(verb, "read") == 0)
        limit_run(&job, read_ledgers);
    else if (strcmp(verb, "bootstrap") == 0 && job.ledger != NULL)
        limit_run(&job, migrate);
    else if (strcmp(verb, "more") == 0 && job.ledger == NULL)
        limit_run(&job, migrate);
    else
        limit_fail("usage: limit_pg bootstrap -l LEDGER|more|read URL MIGRATION...");
    return 0;
}
