/* SPDX-License-Identifier: Apache-2.0 */
/* parameters.h: named parameters in SQL that the configuration holds (`register`, `seed`): `:slug`, `:name`.
 * Values are bound, never pasted. */
#pragma once

#include "sql/script.h"

typedef struct {
    char *sql;    /* with $1, $2, ... for PostgreSQL and ?1, ?2, ... for SQLite */
    char **names; /* NULL-terminated; names[i] is bound as parameter i + 1; each name once */
} DlnParameterized;

/* Rewrites one statement. `::` casts, quotes, comments, dollar quotes and `:=` are left alone; a name is
 * [A-Za-z_][A-Za-z0-9_]*. A slice whose bound is a column needs a blank: a[1: n]. `?` is an operator in PostgreSQL.
 * Thread-safe. Errors as dln_script_parse; SYNTAX also for PostgreSQL's `$1` and SQLite's `?`, `?1`, `@a`, `$a`. */
gboolean dln_sql_parameterize(DlnEngineKind engine, const DlnSource *statement, DlnParameterized **out, GError **error);

/* Rewrites one statement with what values hold at the place of their names (both NULL-terminated): SQL text that the
 * caller has quoted. Errors: as above, and SYNTAX for a name that is not among them. *out_missing: (nullable): the
 * first of names that the statement does not use, NULL when it uses all. */
gboolean dln_sql_substitute(DlnEngineKind engine, const DlnSource *statement, const char *const *names,
    const char *const *values, char **out_sql, const char **out_missing, GError **error);
void dln_parameterized_free(DlnParameterized *parameterized);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnParameterized, dln_parameterized_free)
