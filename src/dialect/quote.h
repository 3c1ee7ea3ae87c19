/* SPDX-License-Identifier: Apache-2.0 */
/* quote.h: names and values as each engine's SQL writes them. No connection, no state. */
#pragma once

#include "sql/variables.h"

/* "name", quotes doubled: right for PostgreSQL and SQLite. (transfer full) */
char *dln_quote_identifier(const char *name);
/* The same without quotes where the engine needs none. (transfer full) */
char *dln_quote_name(DlnEngineKind engine, const char *name);
/* 'value' for SQLite and, without a backslash in it, for PostgreSQL; with one E'...' is written, which PostgreSQL
 * reads alike whatever standard_conforming_strings says. (transfer full) */
char *dln_quote_postgres_literal(const char *value);
char *dln_quote_sqlite_literal(const char *value);
/* text between dollar quotes of PostgreSQL, the tag such that text does not end them. (transfer full) */
char *dln_quote_postgres_dollar(const char *text);
/* Appends instead of returning. */
void dln_append_identifier(GString *to, const char *name);
void dln_append_postgres_literal(GString *to, const char *value);

/* How the values of variables are written. */
extern const DlnQuoting dln_quoting;
