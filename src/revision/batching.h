/* SPDX-License-Identifier: Apache-2.0 */
/* batching.h: a migration that goes over a table in stretches of keys, each in a transaction of its own:
 * `-- dunlin:batch`. Its up section holds the statement for one stretch, with :first and :last for the keys at its
 * ends, and behind `-- dunlin:remaining` the query that says how many rows are left. Knows no database. */
#pragma once

#include "base/error.h"
#include "sql/script.h"

typedef struct {
    char *table; /* as the file writes it: a bare name or one in double quotes */
    char *key;   /* likewise: the column */
    guint size;  /* rows in a stretch */
    gint64 pause_ms;
    guint line; /* of the directive */
    /* Where `-- dunlin:remaining` stands in the up section that serves the engine; NULL: nowhere. */
    const char *remaining[DLN_N_ENGINES];
} DlnBatching;

#define DLN_BATCHING_SIZE 1000
#define DLN_BATCHING_MAX_SIZE 1000000

DlnBatching *dln_batching_new(void);
void dln_batching_free(DlnBatching *batching);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnBatching, dln_batching_free)

/* Whether up, the script of the section that serves an engine, is what a batch needs: one statement that changes
 * data, uses :first and :last and leaves the key alone; then the marker; then one query without them.
 * Errors: SYNTAX with the position. */
gboolean dln_batching_check(const DlnBatching *batching, const DlnScript *up, GError **error);

/* As dln_sql_check_syntax, which does not know :first and :last. */
gboolean dln_batching_check_syntax(const DlnScript *up, int server_version, GError **error);

/* The statement for the keys from first to last, which are SQL literals. (transfer full) */
char *dln_batching_statement(const DlnScript *up, const char *first, const char *last);
/* The query that says how many rows are left. (transfer full) */
char *dln_batching_remaining(const DlnScript *up);
