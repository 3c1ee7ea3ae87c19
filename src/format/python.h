/* SPDX-License-Identifier: Apache-2.0 */
/* python.h: the few tokens of Python that a file of string literals is made of, and what the literals hold.
 * Nothing is ever evaluated. Knows no migration. */
#pragma once

#include "sql/lexer.h"

typedef enum {
    DLN_PYTHON_END,     /* of the file */
    DLN_PYTHON_NEWLINE, /* of a logical line that held a token */
    DLN_PYTHON_NAME,    /* a name or a keyword */
    DLN_PYTHON_STRING,
    DLN_PYTHON_NUMBER,
    DLN_PYTHON_OPERATOR, /* one character, or "->" */
    DLN_PYTHON_COMMENT,  /* without its "#"; stands anywhere between the others */
} DlnPythonTokenKind;

/* All offsets are bytes of the source. */
typedef struct {
    DlnPythonTokenKind kind;
    gsize offset;
    gsize end;
    gsize line_start;   /* of the logical line: where its indentation begins */
    gboolean indented;  /* the logical line begins with a blank */
    gsize body;         /* STRING: its inside */
    gsize body_end;
    gboolean has_escapes; /* STRING: a backslash in it means something */
} DlnPythonToken;

/* Plain data. */
typedef struct {
    const DlnSource *source;
    gsize offset;
    gsize line_start;
    gboolean in_line; /* a token of the logical line has been read */
    guint depth;      /* open brackets: line breaks mean nothing in them */
} DlnPythonReader;

void dln_python_reader_init(DlnPythonReader *reader, const DlnSource *source);

/* The next token. Errors, SYNTAX with the position: an unterminated string, an f-string, bytes, an unbalanced
 * bracket, a backslash that continues no line. */
gboolean dln_python_next(DlnPythonReader *reader, DlnPythonToken *out_token, GError **error);

/* Whether the token's text is `text`. */
gboolean dln_python_token_is(const DlnSource *source, const DlnPythonToken *token, const char *text);

/* Appends what a string literal means. Errors, SYNTAX at the escape: \N{}, digits that are missing, a character
 * that is none, a NUL. A backslash that escapes nothing stays, as in Python. */
gboolean dln_python_decode(
    const DlnSource *source, const DlnPythonToken *string, GString *text, GError **error);
