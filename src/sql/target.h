/* SPDX-License-Identifier: Apache-2.0 */
/* target.h: what a statement that runs outside a transaction is about, so that a cut-off one can be looked for. */
#pragma once

#include "sql/script.h"

typedef enum {
    DLN_TARGET_OTHER,        /* only a person can tell whether it took effect */
    DLN_TARGET_REPEATABLE,   /* doing it twice does no harm: VACUUM, REINDEX, CLUSTER, ALTER SYSTEM, ... */
    DLN_TARGET_CREATE_INDEX, /* CREATE [UNIQUE] INDEX CONCURRENTLY with a name */
    DLN_TARGET_DROP_INDEX,   /* DROP INDEX CONCURRENTLY of one index */
} DlnTargetKind;

typedef struct {
    DlnTargetKind kind;
    char *schema; /* (nullable) CREATE_INDEX: of the table, DROP_INDEX: of the index, where the statement says one */
    char *name;   /* of the index, unquoted and folded as PostgreSQL would */
    gboolean is_conditional; /* IF [NOT] EXISTS */
} DlnStatementTarget;

void dln_statement_target_get(const DlnScript *script, guint statement, DlnStatementTarget *out_target);
void dln_statement_target_clear(DlnStatementTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnStatementTarget, dln_statement_target_clear)
