/* SPDX-License-Identifier: Apache-2.0 */
/* table.h: tables that fit the terminal; the only user of libsmartcols. */
#pragma once

#include "screen.h"

typedef enum {
    DLN_COLUMN_TEXT,
    DLN_COLUMN_NUMBER, /* to the right */
    DLN_COLUMN_FLEX,   /* gives way where the terminal is narrow */
    DLN_COLUMN_SPARE,  /* the same, and is left out where that is not enough */
} DlnColumnKind;

typedef struct {
    const char *title; /* NULL ends a table of columns */
    DlnColumnKind kind;
} DlnColumn;

typedef struct DlnTable DlnTable;

/* The columns must outlive the table. */
DlnTable *dln_cli_table_new(const DlnScreen *screen, const DlnColumn *columns);
void dln_cli_table_free(DlnTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnTable, dln_cli_table_free)

void dln_cli_table_add_row(DlnTable *table);
/* A cell of the row added last; an unset one is empty. text is copied, and must be safe to print. */
void dln_cli_table_set(DlnTable *table, guint column, const char *text, DlnStyle style);
/* Prints with every line indented by two. */
void dln_cli_table_print(DlnTable *table);
