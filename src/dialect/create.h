/* SPDX-License-Identifier: Apache-2.0 */
/* create.h: a model as the SQL that builds it again. No connection, no state. */
#pragma once

#include "model/schema.h"

/* The statements, without semicolons, in an order that works, that make schema in an empty PostgreSQL schema or SQLite file.
 * PostgreSQL: names are unqualified: search_path must be the schema. into: what it is called, for the few places where PostgreSQL
 * takes no unqualified name (SET search_path of a function); NULL: schema->name.
 * Rows are not in it; privileges are, where schema shows them.
 * Errors: UNSUPPORTED: an object that cannot be written. (transfer full) (element-type utf8) */
GPtrArray *dln_create_statements(const DlnSchema *schema, const char *into, GError **error);

/* PostgreSQL reads an amount of money as its locale writes it. The locale is 'C' where a schema is read, and has to be where it is made. */
#define DLN_CREATE_SET_MONEY "SET lc_monetary = 'C'"
#define DLN_CREATE_RESET_MONEY "RESET lc_monetary"
/* Whether a PostgreSQL statement has a constant of money. */
gboolean dln_create_has_money(const char *statement);

/* Whether statements (element-type utf8) can be in a file of migrations, which is UTF-8; SQLite takes any bytes for text.
 * Errors: UNSUPPORTED: names what the first that cannot makes, and where. */
gboolean dln_create_check_text(const GPtrArray *statements, GError **error);

/* dln_create_statements() as a script for people and for any SQL tool: a semicolon behind each statement, an empty line between what does not
 * belong together. (transfer full) */
char *dln_create_script(const DlnSchema *schema, const char *into, GError **error);
