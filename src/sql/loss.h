/* SPDX-License-Identifier: Apache-2.0 */
/* loss.h: which statements of a script take data with them, by their words alone, and the user's list of what may go.
 * One reader for both engines: the forms are few, and a server newer than libpg_query's grammar must not hide them.
 * What a function, a DO block or dynamic SQL drops is not seen. */
#pragma once

#include "sql/script.h"

typedef enum {
    DLN_LOSS_TABLE,  /* DROP TABLE */
    DLN_LOSS_COLUMN, /* ALTER TABLE ... DROP COLUMN */
    DLN_LOSS_ROWS,   /* TRUNCATE; DELETE without WHERE, also within WITH */
    DLN_LOSS_SCHEMA, /* DROP SCHEMA ... CASCADE */
    /* No loss, but what is behind must be looked for under its old name. */
    DLN_LOSS_RENAME_TABLE,
    DLN_LOSS_RENAME_COLUMN,
    /* No loss either: INSERT INTO, CREATE TABLE ... AS. What it copies from need not be lost when it goes. */
    DLN_LOSS_FILL,
} DlnLossKind;

typedef struct {
    DlnLossKind kind;
    guint statement;
    char *schema; /* (nullable) as written; SCHEMA: its name */
    char *table;  /* NULL for SCHEMA; names as dln_reader_accept_name */
    char *column; /* (nullable) */
    char *to;     /* (nullable) RENAME_...: the new name */
} DlnLoss;

/* In the order of the script. (transfer full) (element-type DlnLoss) */
GPtrArray *dln_sql_losses(const DlnScript *script);

/* Whether the statement names something name, in whatever place. */
gboolean dln_sql_mentions(const DlnScript *script, guint statement, const char *name);

/* Tables and columns that may go. Immutable, shared by threads. */
typedef struct DlnLossNames DlnLossNames;

/* texts: (nullable) (array zero-terminated=1): each TABLE or TABLE.COLUMN, a part quoted with "" where letter case or
 * a dot in it matters. Errors: CONFIG: empty, more than two parts, an open quote. */
gboolean dln_loss_names_new(const char *const *texts, DlnLossNames **out_names, GError **error);
/* Whatever there is: for a database that is thrown away. */
DlnLossNames *dln_loss_names_new_everything(void);
void dln_loss_names_free(DlnLossNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnLossNames, dln_loss_names_free)

/* Whether the table, or this column (nullable) of it, may go: a table's name stands for all that is in it.
 * names: (nullable). */
gboolean dln_loss_names_allow(const DlnLossNames *names, DlnEngineKind engine, const char *table, const char *column);

/* TABLE or TABLE.COLUMN as dln_loss_names_new reads it back for engine. (transfer full) */
char *dln_loss_name_text(DlnEngineKind engine, const char *table, const char *column);
