/* SPDX-License-Identifier: Apache-2.0 */
/* read.h: what SQLite keeps of a schema is the text of each CREATE; here it is taken apart into the model. No connection. */
#pragma once

#include "model/schema.h"

/* One row of sqlite_schema, and what SQLite itself understood of it. */
typedef struct {
    const char *type;  /* "table", "index", "view", "trigger" */
    const char *name;
    const char *table; /* that an index or a trigger belongs to */
    const char *sql;
    const GPtrArray *columns;  /* (element-type utf8): of table, in order; for a table its own */
    GHashTable *tables;        /* (key-type utf8) (value-type GPtrArray): the columns of every table by its name in lower case, as above;
                                * NULL for what has columns that nobody knows: views, virtual tables */
} DlnSqliteRow;

/* Adds it to schema. Never fails: a text that cannot be taken apart, or in which SQLite found other columns, becomes the property
 * "definition" as a whole, in canonical form, so that two of them are told apart. */
void dln_sqlite_read(DlnSchema *schema, const DlnSqliteRow *row);
