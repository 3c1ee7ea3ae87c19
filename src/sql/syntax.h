/* SPDX-License-Identifier: Apache-2.0 */
/* syntax.h: whether PostgreSQL's own grammar takes every statement of a script, found out without a server. */
#pragma once

#include "sql/script.h"

/* Errors: SYNTAX with file:line:column, the statement, and the server's own words. Says nothing about names, types
 * and the bodies of functions. An older server takes what this grammar takes but for its newest words; one that is
 * newer than the grammar, as server_version says (150004 is 15.4), and one that is not known (0) may take more: then
 * everything passes. SQLite's scripts pass too. Thread-safe. */
gboolean dln_sql_check_syntax(const DlnScript *script, int server_version, GError **error);

/* PostgreSQL: whether the first statement, which the grammar takes for a query, makes a table or changes rows in a WITH clause.
 * FALSE for what it does not take (a newer server may: it will say). Thread-safe. */
gboolean dln_sql_may_change(const DlnScript *script);
