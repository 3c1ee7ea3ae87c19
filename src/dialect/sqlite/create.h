/* SPDX-License-Identifier: Apache-2.0 */
/* create.h: one object of a SQLite model as SQL, for whoever changes a schema instead of making it. No connection, no state. */
#pragma once

#include "model/schema.h"

/* The statement that makes a table, an index, a view or a trigger of schema. name: (nullable): what it is to be called instead: for
 * tables alone. (transfer full) */
char *dln_create_sqlite_object(const DlnSchema *schema, const DlnObject *object, const char *name);

/* Behind ALTER TABLE t ADD COLUMN: the column, and with it what dln_create_sqlite_is_inline() of constraints (nullable)
 * (element-type DlnObject). (transfer full) */
char *dln_create_sqlite_added_column(const DlnObject *column, const GPtrArray *constraints);

/* Whether constraint can stand at the column when that is added: a check, a foreign key of this column alone. */
gboolean dln_create_sqlite_is_inline(const DlnObject *constraint, const DlnObject *column);
