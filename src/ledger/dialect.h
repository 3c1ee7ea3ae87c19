/* SPDX-License-Identifier: Apache-2.0 */
/* dialect.h: what differs between the engines in the ledger's SQL. A new engine is one file that ends in its
 * DlnLedgerDialect, and one row in ledger.c. */
#pragma once

#include "ledger/ledger.h"

/* What the table was found to be, by its columns. Errors as dln_ledger_read. where: how to name it in a message.
 * columns: (element-type utf8) lower-case names in their order; typed: whether the two of a two-column table are a
 * text and a point in time. */
gboolean dln_ledger_classify(
    const char *where, const GPtrArray *columns, gboolean typed, DlnLedgerShape *out_shape, GError **error);

/* Our columns behind version and applied_at; every one nullable, none that PostgreSQL would keep out of line. */
#define DLN_LEDGER_N_COLUMNS 9

typedef struct {
    gboolean (*read)(DlnSession *session, const char *schema, GCancellable *cancellable, DlnLedger **out_ledger,
        GError **error);
    void (*add_expect)(DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected);
    /* Stops where the file is not as new, and makes the table where it is missing. */
    void (*add_ensure)(DlnBatch *batch, guint tag, const char *schema);
    char *(*table)(const char *schema); /* its name, quoted */
    char *(*quote)(const char *value);
    void (*add_prepare)(DlnBatch *batch, guint tag, const char *schema, const DlnLedger *ledger);
    void (*add_verify)(DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected);
    void (*add_insert)(DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *row, const char *previous);
    void (*add_delete)(DlnBatch *batch, guint tag, const char *schema, const char *version);
    void (*add_records)(DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *rows, guint n_rows);
    void (*add_correct)(DlnBatch *batch, guint tag, const char *schema, const DlnAppliedRow *row);
    void (*add_count)(DlnBatch *batch, guint tag, guint n_applied); /* (nullable) */
    void (*add_journal_start)(DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *row);
    void (*add_journal_end)(DlnBatch *batch, guint tag, const char *schema, const char *version, const char *checksum);
    void (*add_journal)(DlnBatch *batch, guint tag, const char *schema, const char *version, guint n_done,
        const char *journal);
} DlnLedgerDialect;

const DlnLedgerDialect *dln_ledger_dialect(DlnEngineKind engine);
extern const DlnLedgerDialect dln_ledger_postgres;
extern const DlnLedgerDialect dln_ledger_sqlite;

/* For the rows of "version, checksum, state, statements_done, journal". (element-type DlnAppliedRow) */
void dln_ledger_take_row(guint n_columns, const char *const *values, gpointer rows);
