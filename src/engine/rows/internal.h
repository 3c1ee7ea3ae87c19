/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h: what the files about rows share. */
#pragma once

#include "engine/rows/rows.h"

DlnRows *dln_rows_new(DlnEngineKind engine);
/* Owned by rows. */
DlnTableRows *dln_rows_add_table(DlnRows *rows, const char *name);
DlnSequenceValue *dln_rows_add_sequence(DlnRows *rows, const char *name);

/* Whether names (nullable) hold "TABLE.COLUMN". */
gboolean dln_rows_is_listed(char *const *names, const char *table, const char *column);

/* What differs between the engines in reading rows. All queries are (transfer full). */
typedef struct {
    /* Rows of (table, kind, column, type, key, generated, identity, default, foreign keys), the flags as 0 and 1: kind 'd' is
     * derived, 'v' virtual. NULL as the column for a table without columns. */
    char *(*columns)(const char *schema);
    /* Rows of (name): what the next one is asked for. */
    char *(*sequences)(const char *schema);
    /* Rows of (name, value, is_called, is_fresh). */
    char *(*sequence)(const char *schema, const char *name);
    /* Before the first table is read: a transaction in which values are printed exactly. */
    void (*add_begin)(DlnBatch *batch, const char *schema);
    /* The value of a column as text. */
    void (*append_value)(GString *sql, const char *column);
    /* Where the rows of a table are read from. */
    void (*append_table)(GString *sql, const char *schema, const char *name);
} DlnRowsDialect;

extern const DlnRowsDialect dln_rows_postgres;
extern const DlnRowsDialect dln_rows_sqlite;
