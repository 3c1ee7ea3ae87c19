/* SPDX-License-Identifier: Apache-2.0 */
/* limit_sqlite.c: the least that migrating SQLite tenants can cost: sqlite3 alone, a transaction a migration and file.
 * limit_sqlite bootstrap|more|read [-n TENANTS] [-c THREADS] [-l LEDGER.sql] FOLDER MIGRATION.sql...
 *   bootstrap   makes the folders, files and ledgers, too
 *   more        migrations for files that are there
 *   read        opens each file and asks its user_version */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "limit.h"

static void execute(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        limit_fail("%s: %s", sql, sqlite3_errmsg(database));
}

static sqlite3 *open_tenant(const LimitJob *job, int tenant, int flags)
{
    char name[16], path[4096];
    sqlite3 *database = NULL;

    limit_tenant_name(name, sizeof name, tenant);
    if (flags & SQLITE_OPEN_CREATE) {
        snprintf(path, sizeof path, "%s/org_%s", job->place, name);
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            limit_fail("%s: %s", path, strerror(errno));
    }
    snprintf(path, sizeof path, "%s/org_%s/tenant.db", job->place, name);
    /* NOMUTEX: no connection is shared between threads. */
    if (sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        limit_fail("%s: %s", path, sqlite3_errmsg(database));
    return database;
}

static int user_version(sqlite3 *database)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        limit_fail("PRAGMA user_version: %s", sqlite3_errmsg(database));
    int version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return version;
}

static void make_migration(LimitText *sql, const LimitJob *job, const LimitMigration *migration,
    int with_ledger, int version)
{
    limit_text_clear(sql);
    limit_text_add(sql, "BEGIN IMMEDIATE;%s", with_ledger ? job->ledger : "");
    limit_add_ledger_row(sql, migration);
    limit_text_add(sql, "%sPRAGMA user_version = %d;COMMIT;", migration->up, version);
}

static void *migrate(void *data)
{
    LimitJob *job = data;
    const int flags = SQLITE_OPEN_READWRITE | (job->ledger != NULL ? SQLITE_OPEN_CREATE : 0);
    LimitText sql = {0};
    int tenant;

    while ((tenant = atomic_fetch_add(&job->next, 1)) < job->n_tenants) {
        sqlite3 *database = open_tenant(job, tenant, flags);
        /* Named because it is what is compared; the journal mode is the default, DELETE. */
        execute(database, "PRAGMA synchronous = FULL");
        int version = user_version(database);
        for (int i = 0; i < job->n_migrations; i++) {
            make_migration(
                &sql, job, &job->migrations[i], i == 0 && job->ledger != NULL, ++version);
            execute(database, sql.text);
        }
        sqlite3_close(database);
    }
    free(sql.text);
    return NULL;
}

static void *read_versions(void *data)
{
    LimitJob *job = data;
    int tenant;

    while ((tenant = atomic_fetch_add(&job->next, 1)) < job->n_tenants) {
        sqlite3 *database = open_tenant(job, tenant, SQLITE_OPEN_READONLY);
        user_version(database);
        sqlite3_close(database);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    LimitJob job;
    const char *verb = argc > 1 ? argv[1] : "";

    limit_job_read(&job, argc, argv);
    if (strcmp(verb, "read") == 0)
        limit_run(&job, read_versions);
    else if (strcmp(verb, "bootstrap") == 0 && job.ledger != NULL)
        limit_run(&job, migrate);
    else if (strcmp(verb, "more") == 0 && job.ledger == NULL)
        limit_run(&job, migrate);
    else
        limit_fail("usage: limit_sqlite bootstrap -l LEDGER|more|read FOLDER MIGRATION...");
    return 0;
}
