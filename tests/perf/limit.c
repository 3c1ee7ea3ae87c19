/* SPDX-License-Identifier: Apache-2.0 */
/* limit.c: what the two limit programs share. Knows no engine. */
#include "limit.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECKSUM "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define RUN_ID "00000000-0000-4000-8000-000000000000"

void limit_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void limit_text_clear(LimitText *text)
{
    text->length = 0;
}

void limit_text_add(LimitText *text, const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    while (text->length + (size_t)length + 1 > text->size) {
        text->size = text->size > 0 ? text->size * 2 : 4096;
        text->text = realloc(text->text, text->size);
        if (text->text == NULL)
            limit_fail("out of memory");
    }
    vsnprintf(text->text + text->length, (size_t)length + 1, format, again);
    va_end(again);
    text->length += (size_t)length;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (file == NULL)
        limit_fail("%s: %s", path, strerror(errno));
    /* No file of the bench holds a NUL: this reads all of it. */
    if (getdelim(&text, &size, '\0', file) < 0)
        limit_fail("%s: cannot be read", path);
    fclose(file);
    return text;
}

static LimitMigration read_migration(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *version = strdup(slash != NULL ? slash + 1 : path);
    char *text = read_file(path);
    char *up = strstr(text, "-- dunlin:up\n");
    char *down = strstr(text, "-- dunlin:down\n");
    char *dot = strrchr(version, '.');

    if (up == NULL)
        limit_fail("%s: no up section", path);
    if (dot != NULL)
        *dot = '\0';
    if (down != NULL)
        *down = '\0';
    LimitMigration migration = {version, strdup(up + strlen("-- dunlin:up\n"))};
    free(text);
    return migration;
}

static int read_number(const char *text)
{
    char *end = NULL;
    long number = strtol(text, &end, 10);

    if (end == text || *end != '\0' || number < 1 || number > 1000000)
        limit_fail("not a number from 1 to 1000000: %s", text);
    return (int)number;
}

void limit_job_read(LimitJob *job, int argc, char **argv)
{
    int option;

    *job = (LimitJob){.n_tenants = 1000, .n_workers = 4, .batch = 50};
    optind = 2;
    while ((option = getopt(argc, argv, "n:c:b:dl:")) != -1) {
        switch (option) {
        case 'n':
            job->n_tenants = read_number(optarg);
            break;
        case 'c':
            job->n_workers = read_number(optarg);
            break;
        case 'b':
            job->batch = read_number(optarg);
            break;
        case 'd':
            job->digest = 1;
            break;
        case 'l':
            job->ledger = read_file(optarg);
            break;
        default:
            exit(2);
        }
    }
    if (optind >= argc)
        limit_fail("the database or folder is missing");
    job->place = argv[optind++];
    job->n_migrations = argc - optind;
    job->migrations = calloc((size_t)job->n_migrations + 1, sizeof *job->migrations);
    for (int i = 0; i < job->n_migrations; i++)
        job->migrations[i] = read_migration(argv[optind + i]);
}

void limit_tenant_name(char *name, size_t size, int index)
{
    snprintf(name, size, "%05d", index + 1);
}

void limit_add_ledger_row(LimitText *sql, const LimitMigration *migration)
{
    limit_text_add(sql,
        "INSERT INTO schema_migrations (version, checksum, duration_ms, applied_by, run_id)"
        " VALUES ('%s', '" CHECKSUM "', 0, 'limit', '" RUN_ID "');",
        migration->version);
}

void limit_run(LimitJob *job, void *(*worker)(void *job))
{
    pthread_t threads[256];

    if (job->n_workers > 256)
        limit_fail("at most 256 workers");
    for (int i = 0; i < job->n_workers; i++) {
        if (pthread_create(&threads[i], NULL, worker, job) != 0)
            limit_fail("cannot start a thread");
    }
    for (int i = 0; i < job->n_workers; i++)
        pthread_join(threads[i], NULL);
}
