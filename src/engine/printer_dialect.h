/* SPDX-License-Identifier: Apache-2.0 */
/* printer_dialect.h: what differs between the engines' shells. A new engine is one file that ends in its
 * DlnPrinterDialect, and one row in printer.c. */
#pragma once

#include "engine/printer.h"

typedef struct {
    void (*begin)(DlnPrinter *printer);
    /* Item index of batch, of any kind but SCRIPT and NOTE. */
    void (*own)(DlnPrinter *printer, const DlnBatch *batch, guint index);
    /* (nullable) Behind a statement of a migration that was printed. */
    void (*note_statement)(DlnPrinter *printer, const DlnScript *script, guint index);
    /* (nullable) As dln_printer_check. */
    gboolean (*check)(const DlnScript *script, GError **error);
    gpointer (*state_new)(void); /* (nullable) */
    void (*state_free)(gpointer state);
} DlnPrinterDialect;

extern const DlnPrinterDialect dln_postgres_printer;
extern const DlnPrinterDialect dln_sqlite_printer;

void dln_printer_put(DlnPrinter *printer, const char *text);
void dln_printer_putf(DlnPrinter *printer, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* What a false check of tag says. */
const char *dln_printer_reason(const DlnPrinter *printer, guint tag);
/* What state_new made. */
gpointer dln_printer_state(const DlnPrinter *printer);
const DlnPrinterOptions *dln_printer_options(const DlnPrinter *printer);
