/* SPDX-License-Identifier: Apache-2.0 */
/* directive.h: finds `-- dunlin:NAME ARGUMENTS` lines in SQL text, and only where they are comments.
 * Knows no directive by name. */
#pragma once

#include "sql/body.h"
#include "sql/classify.h"

/* All offsets are bytes from source.text. */
typedef struct {
    gsize offset;        /* of the "--" */
    gsize name;          /* of NAME */
    gsize name_end;
    gsize line_end;      /* ARGUMENTS stand between name_end and here */
    gsize next;          /* of the next line */
} DlnDirective;

#define DLN_ENGINE_ANY (-1) /* a section that serves every engine */

/* How far one engine's reading of the text has come. */
typedef struct {
    DlnLexer lexer;
    DlnToken token;  /* the last one; it reaches behind the text when the lexer cannot go on */
    gsize piece;     /* between the token before and this one: the comment, or the byte, last looked at */
    gsize piece_end;
    DlnBody body;              /* PostgreSQL, these four: the statement under way */
    DlnClassifier classifier;
    gboolean session_escapes;  /* standard_conforming_strings is off, but for what is local */
    gboolean postgres_only;    /* the section holds what SQLite does not know: a dollar quote, E'', COPY data, that setting */
} DlnDirectiveCursor;

typedef struct {
    const DlnSource *source;
    gsize position;      /* everything before is done */
    int engine;          /* DlnEngineKind of the section or DLN_ENGINE_ANY; may be set between two calls */
    DlnDirectiveCursor cursors[DLN_N_ENGINES];
} DlnDirectiveScanner;

void dln_directive_scanner_init(DlnDirectiveScanner *scanner, const DlnSource *source);

/* Finds the next directive; *out_found says whether there is one. What looks like one inside a string, a quoted
 * name, a dollar quote, a comment or COPY data is text. Errors, SYNTAX with the position:
 *   - something meant as a directive that is not written as one: blanks or SQL before it on its line, other blanks
 *     or letters in upper case in `-- dunlin:`, no name;
 *   - in a section for any engine, a line that one engine reads as a comment and the other as part of a token
 *     (PostgreSQL's comments nest, SQLite quotes names in [] and ``); PostgreSQL decides where the section has
 *     dollar quotes, E'' or COPY data, for then it can only be PostgreSQL's;
 *   - a psql meta-command before the line.
 * An unterminated quote or comment hides the rest of the file; dln_script_parse will say so. */
gboolean dln_directive_scanner_next(
    DlnDirectiveScanner *scanner, DlnDirective *out_directive, gboolean *out_found, GError **error);
