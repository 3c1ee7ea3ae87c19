/* SPDX-License-Identifier: Apache-2.0 */
/* limit.h: what the two limit programs share: the bench project's SQL, and threads that take tenants from a counter.
 * A limit program sends the same SQL as Dunlin with the same connections, transactions and durability, and checks
 * nothing: what it needs is what the job costs. Errors end the program. */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

typedef struct {
    char *version; /* the file's name without extension */
    char *up;      /* its up section */
} LimitMigration;

typedef struct {
    int n_tenants;
    int n_workers;
    int batch;          /* read: schemas in one statement */
    int digest;         /* read: have the server digest each ledger */
    const char *place;  /* connection string, or folder */
    char *ledger;       /* CREATE TABLE ... of the ledger; NULL: it is there */
    LimitMigration *migrations;
    int n_migrations;
    atomic_int next;    /* the next tenant that nobody has taken */
} LimitJob;

/* Ends the program with message on stderr. */
__attribute__((noreturn, format(printf, 1, 2))) void limit_fail(const char *format, ...);

/* Growing text, never freed before it is asked to. */
typedef struct {
    char *text;
    size_t length, size;
} LimitText;

void limit_text_clear(LimitText *text);
__attribute__((format(printf, 2, 3))) void limit_text_add(LimitText *text, const char *format, ...);

/* Reads "-n TENANTS -c WORKERS -b BATCH -d -l LEDGER.sql PLACE MIGRATION.sql..." from argv[2] on. */
void limit_job_read(LimitJob *job, int argc, char **argv);

/* The name of tenant number index: "00042". The bench driver enters the same names in the project's organizations. */
void limit_tenant_name(char *name, size_t size, int index);

/* The INSERT of a migration's ledger row, with values as wide as Dunlin's. */
void limit_add_ledger_row(LimitText *sql, const LimitMigration *migration);

/* Runs worker n_workers times at once and waits for all. */
void limit_run(LimitJob *job, void *(*worker)(void *job));
