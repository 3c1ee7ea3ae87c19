/* SPDX-License-Identifier: Apache-2.0 */
/* printer.c: what the scripts of both engines have in common: output, comments, and a migration's own text. */
#include <string.h>

#include "engine/printer_dialect.h"
#include "sql/lexer.h"

/* So much is gathered before it is handed on. */
#define PIECE_BYTES (64 * 1024)

struct DlnPrinter {
    DlnPrinterOptions options;
    const DlnPrinterDialect *dialect;
    gpointer state;
    GString *pending;
    GError *error; /* the first one; nothing is printed behind it */
};

static const DlnPrinterDialect *const dialects[DLN_N_ENGINES] = {
    [DLN_ENGINE_POSTGRES] = &dln_postgres_printer,
    [DLN_ENGINE_SQLITE] = &dln_sqlite_printer,
};

DlnPrinter *dln_printer_new(const DlnPrinterOptions *options)
{
    DlnPrinter *printer = g_new0(DlnPrinter, 1);

    printer->options = *options;
    printer->dialect = dialects[options->engine];
    printer->pending = g_string_new(NULL);
    if (printer->dialect->state_new != NULL)
        printer->state = printer->dialect->state_new();
    return printer;
}

void dln_printer_free(DlnPrinter *printer)
{
    if (printer == NULL)
        return;
    if (printer->state != NULL)
        printer->dialect->state_free(printer->state);
    g_string_free(printer->pending, TRUE);
    g_clear_error(&printer->error);
    g_free(printer);
}

gpointer dln_printer_state(const DlnPrinter *printer)
{
    return printer->state;
}

const DlnPrinterOptions *dln_printer_options(const DlnPrinter *printer)
{
    return &printer->options;
}

const char *dln_printer_reason(const DlnPrinter *printer, guint tag)
{
    const char *reason = tag < printer->options.n_reasons ? printer->options.reasons[tag] : NULL;

    return reason != NULL ? reason : "the database is not in the expected state";
}

/* ---- output ---- */

static void hand_on(DlnPrinter *printer, const char *text, gsize length)
{
    if (printer->error == NULL && length > 0)
        printer->options.print(text, length, printer->options.user_data, &printer->error);
}

static void hand_on_pending(DlnPrinter *printer)
{
    hand_on(printer, printer->pending->str, printer->pending->len);
    g_string_truncate(printer->pending, 0);
}

static void put_bytes(DlnPrinter *printer, const char *text, gsize length)
{
    /* The data of a COPY may be larger than all else: it is not copied first. */
    if (length < PIECE_BYTES) {
        g_string_append_len(printer->pending, text, (gssize)length);
        if (printer->pending->len >= PIECE_BYTES)
            hand_on_pending(printer);
        return;
    }
    hand_on_pending(printer);
    hand_on(printer, text, length);
}

void dln_printer_put(DlnPrinter *printer, const char *text)
{
    put_bytes(printer, text, strlen(text));
}

void dln_printer_putf(DlnPrinter *printer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_string_append_vprintf(printer->pending, format, args);
    va_end(args);
}

gboolean dln_printer_flush(DlnPrinter *printer, GError **error)
{
    hand_on_pending(printer);
    if (printer->error == NULL)
        return TRUE;
    g_propagate_error(error, g_error_copy(printer->error));
    return FALSE;
}

void dln_printer_comment(DlnPrinter *printer, const char *text)
{
    dln_printer_put(printer, "-- ");
    for (const char *p = text; *p != '\0'; p++)
        g_string_append_c(printer->pending, g_ascii_iscntrl(*p) ? ' ' : *p);
    dln_printer_put(printer, "\n");
}

void dln_printer_blank_line(DlnPrinter *printer)
{
    dln_printer_put(printer, "\n");
}

/* ---- a migration's own text ---- */

static gsize end_of_line(const char *text, gsize length, gsize at)
{
    const char *found = at < length ? memchr(text + at, '\n', length - at) : NULL;

    return found != NULL ? (gsize)(found - text) : length;
}

/* Behind the statement's semicolon, or behind its last token where it has none. */
static gsize end_of_statement(const DlnScript *script, guint index)
{
    const DlnStatement *statement = &script->statements[index];
    gsize end = statement->offset + statement->length;
    DlnLexer lexer;
    DlnToken token;

    dln_lexer_init(&lexer, script->engine, &script->source);
    lexer.offset = end;
    if (dln_lexer_next(&lexer, &token, NULL) && token.kind == DLN_TOKEN_SEMICOLON)
        return token.offset + 1;
    return end;
}

/* Where the comments of the next statement begin: behind a comment on the line of this one's semicolon, or behind its
 * COPY data. */
static gsize end_of_stretch(const DlnScript *script, guint index)
{
    const DlnSource *source = &script->source;
    const DlnStatement *statement = &script->statements[index];
    gsize end = end_of_statement(script, index);
    gsize at = end;

    if (statement->flags & DLN_STATEMENT_COPY_IN)
        return MIN(end_of_line(source->text, source->length,
                       statement->data_offset + statement->data_length) +
                       1,
            source->length);
    while (at < source->length && (source->text[at] == ' ' || source->text[at] == '\t'))
        at++;
    return source->length - at >= 2 && memcmp(source->text + at, "--", 2) == 0
               ? end_of_line(source->text, source->length, at)
               : end;
}

/* What stands between two statements, without the blanks and empty statements around it. */
static void put_comments(DlnPrinter *printer, const char *text, gsize length)
{
    while (length > 0 && (dln_is_blank(text[0]) || text[0] == ';')) {
        text++;
        length--;
    }
    while (length > 0 && dln_is_blank(text[length - 1]))
        length--;
    if (length == 0)
        return;
    put_bytes(printer, text, length);
    dln_printer_put(printer, "\n");
}

/* At the end of a text SQLite lets a comment stay open, which would swallow what the script says next. */
static gboolean is_closed(const char *text, gsize length)
{
    const char *opened = g_strrstr_len(text, (gssize)length, "/*");

    return opened == NULL ||
           g_strstr_len(opened + 2, (gssize)length - (opened + 2 - text), "*/") != NULL;
}

static void put_copy_data(DlnPrinter *printer, const DlnScript *script, guint index)
{
    const DlnStatement *statement = &script->statements[index];
    const char *text = script->source.text;
    gsize end = end_of_stretch(script, index);

    put_bytes(printer, text + statement->data_offset, end - statement->data_offset);
    if (text[end - 1] != '\n')
        dln_printer_put(printer, "\n");
}

static void put_statement(DlnPrinter *printer, const DlnScript *script, guint index)
{
    const DlnStatement *statement = &script->statements[index];
    const char *text = script->source.text;
    gsize last = statement->offset + statement->length;
    gsize end = end_of_statement(script, index);

    put_bytes(printer, text + statement->offset, statement->length);
    if (end == last)
        dln_printer_put(printer, ";");
    if (statement->flags & DLN_STATEMENT_COPY_IN) {
        put_bytes(printer, text + last, statement->data_offset - last);
        put_copy_data(printer, script, index);
        return;
    }
    put_bytes(printer, text + last, end_of_stretch(script, index) - last);
    dln_printer_put(printer, "\n");
}

static void print_statement(DlnPrinter *printer, const DlnScript *script, guint index)
{
    const DlnStatement *statement = &script->statements[index];
    const char *text = script->source.text;
    gsize start = index > 0 ? end_of_stretch(script, index - 1) : 0;
    gsize end = end_of_stretch(script, index);

    put_comments(printer, text + start, statement->offset - start);
    if (!(statement->flags & (DLN_STATEMENT_BEGIN | DLN_STATEMENT_COMMIT))) {
        put_statement(printer, script, index);
        if (printer->dialect->note_statement != NULL)
            printer->dialect->note_statement(printer, script, index);
    }
    if (index + 1 == script->n_statements && is_closed(text + end, script->source.length - end))
        put_comments(printer, text + end, script->source.length - end);
}

/* ---- batches ---- */

gboolean dln_printer_check(const DlnScript *script, GError **error)
{
    const DlnPrinterDialect *dialect = dialects[script->engine];

    return dialect->check == NULL || dialect->check(script, error);
}

void dln_printer_begin(DlnPrinter *printer)
{
    printer->dialect->begin(printer);
}

void dln_printer_batch(DlnPrinter *printer, const DlnBatch *batch)
{
    for (guint i = 0; i < dln_batch_size(batch) && printer->error == NULL; i++) {
        const DlnItem *item = dln_batch_get(batch, i);
        if (item->kind == DLN_ITEM_NOTE)
            dln_printer_comment(printer, item->sql);
        else if (item->kind != DLN_ITEM_SCRIPT)
            printer->dialect->own(printer, batch, i);
        for (guint s = 0; item->kind == DLN_ITEM_SCRIPT && s < item->count; s++)
            print_statement(printer, item->script, item->first + s);
    }
}
