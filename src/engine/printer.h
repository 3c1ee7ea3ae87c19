/* SPDX-License-Identifier: Apache-2.0 */
/* printer.h: a batch as text for the engine's own shell, psql or sqlite3: the same statements in the same order, stopped
 * by the same checks. Text leaves as it is made, so that a script of any length costs the memory of one batch.
 * Knows no connection, no ledger and no plan. */
#pragma once

#include "engine/batch.h"

typedef struct DlnPrinter DlnPrinter;

/* Takes the next piece of the script. FALSE with error: nothing more is printed. */
typedef gboolean (*DlnPrintFunc)(const char *text, gsize length, gpointer user_data, GError **error);

typedef struct {
    DlnEngineKind engine;
    const char *const *reasons; /* by tag: what a false check of that tag says; NULL: no check has it */
    guint n_reasons;
    DlnPrintFunc print;
    gpointer user_data;
} DlnPrinterOptions;

/* options: copied, what it points to is borrowed. */
DlnPrinter *dln_printer_new(const DlnPrinterOptions *options);
void dln_printer_free(DlnPrinter *printer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnPrinter, dln_printer_free)

/* Whether the shell reads script as the engine does. Errors: SYNTAX or REFUSED with file:line:column. Thread-safe. */
gboolean dln_printer_check(const DlnScript *script, GError **error);

/* A comment of one line. Control characters in text become blanks: nothing in a name can end the comment. */
void dln_printer_comment(DlnPrinter *printer, const char *text);
void dln_printer_blank_line(DlnPrinter *printer);
/* What the script needs of its shell, before its first batch: to stop at the first error, to read UTF-8. */
void dln_printer_begin(DlnPrinter *printer);
/* A migration's statements are printed as they stand in their file, with the comments between them. */
void dln_printer_batch(DlnPrinter *printer, const DlnBatch *batch);
/* Hands on what is pending. The first error that print returned, now or before. */
gboolean dln_printer_flush(DlnPrinter *printer, GError **error);
