/* SPDX-License-Identifier: Apache-2.0 */
/* defines.h: what a CREATE statement makes, by its words alone. One reader for both engines. */
#pragma once

#include "sql/script.h"

typedef struct {
    char *kind;    /* in lower case: "table", "function", "materialized view" */
    char *schema;  /* (nullable) as written; of the table for what is on one */
    char *name;    /* (nullable) an index need not have one */
    char *on;      /* (nullable) the table of a trigger, rule, policy or index */
    char *details; /* (nullable) the tokens between the parentheses of a function's arguments */
} DlnDefinition;

void dln_definition_clear(DlnDefinition *definition);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnDefinition, dln_definition_clear)

/* FALSE: it is no CREATE statement, or of something temporary. */
gboolean dln_sql_defines(const DlnScript *script, guint statement, DlnDefinition *out_definition);

/* The same text for two definitions that cannot both stand in one schema. (transfer full) (nullable): none can be told. */
char *dln_definition_key(const DlnDefinition *definition);
