/* SPDX-License-Identifier: Apache-2.0 */
/* limit_drift.c: the least that looking at the schemas of PostgreSQL tenants can cost: libpq alone, the statements of a file
 * for BATCH schemas at a time.
 * limit_drift read [-n TENANTS] [-c CONNECTIONS] [-b BATCH] -l FILE.sql URL
 *   FILE.sql: statements that end in ";" and a line break, each with $1, the names of the schemas */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"

#define MOST_STATEMENTS 16

static void check(PGconn *connection, PGresult *result, ExecStatusType wanted)
{
    if (PQresultStatus(result) != wanted)
        limit_fail("%s", PQerrorMessage(connection));
    PQclear(result);
}

/* Makes the statements of sql ready as "1", "2" …, and returns how many they are. */
static int prepare(PGconn *connection, const char *sql)
{
    char *copy = strdup(sql), *rest = copy, name[16];
    int n = 0;

    while (rest != NULL && *rest != '\0' && n < MOST_STATEMENTS) {
        char *end = strstr(rest, ";\n");
        if (end != NULL)
            *end = '\0';
        snprintf(name, sizeof name, "%d", ++n);
        check(connection, PQprepare(connection, name, rest, 1, NULL), PGRES_COMMAND_OK);
        rest = end != NULL ? end + 2 : NULL;
    }
    free(copy);
    return n;
}

static void list_schemas(LimitText *list, const LimitJob *job, int first)
{
    char name[16];

    limit_text_clear(list);
    for (int i = first; i < first + job->batch && i < job->n_tenants; i++) {
        limit_tenant_name(name, sizeof name, i);
        limit_text_add(list, "%stenant_%s", i == first ? "{" : ",", name);
    }
    limit_text_add(list, "}");
}

static void *read_schemas(void *data)
{
    LimitJob *job = data;
    PGconn *connection = PQconnectdb(job->place);
    LimitText list = {0};
    char name[16];
    int first;

    if (PQstatus(connection) != CONNECTION_OK)
        limit_fail("%s", PQerrorMessage(connection));
    check(connection, PQexec(connection, "SET search_path = pg_catalog; SET jit = off"),
        PGRES_COMMAND_OK);
    int n = prepare(connection, job->ledger);
    while ((first = atomic_fetch_add(&job->next, job->batch)) < job->n_tenants) {
        list_schemas(&list, job, first);
        for (int i = 1; i <= n; i++) {
            const char *values[] = {list.text};
            snprintf(name, sizeof name, "%d", i);
            check(connection, PQexecPrepared(connection, name, 1, values, NULL, NULL, 0),
                PGRES_TUPLES_OK);
        }
    }
    free(list.text);
    PQfinish(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    LimitJob job;

    limit_job_read(&job, argc, argv);
    if (argc < 2 || strcmp(argv[1], "read") != 0 || job.ledger == NULL)
        limit_fail("usage: limit_drift read -l FILE.sql URL");
    limit_run(&job, read_schemas);
    return 0;
}
