/* SPDX-License-Identifier: Apache-2.0 */
/* order.h: statements of a desired state in the order of their dependencies, as far as their words tell. Knows no database. */
#pragma once

#include "app/schema/text.h"

typedef struct {
    guint file;
    guint statement;
} DlnSchemaEntry;

/* Puts what makes a name before what mentions it, and leaves everything else in its order. A guess: what only the engine knows (the type
 * that an operator belongs to, the name of a serial column's sequence) is not seen, so who runs them must be ready for failures. Time:
 * near linear in the text's length. */
void dln_schema_order(const DlnSchemaText *text, DlnSchemaEntry *entries, guint n_entries);
