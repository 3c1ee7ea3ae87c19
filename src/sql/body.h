/* SPDX-License-Identifier: Apache-2.0 */
/* body.h: whether a semicolon stands inside a routine's or trigger's body, where it ends no statement.
 * PostgreSQL: CREATE FUNCTION/PROCEDURE ... BEGIN ATOMIC ...; END. SQLite: CREATE TRIGGER ... BEGIN ...; END. */
#pragma once

#include "sql/lexer.h"

typedef enum {
    DLN_BODY_AT_START, /* of a statement, be it one inside a body */
    DLN_BODY_CREATE,   /* behind CREATE, or OR REPLACE, or TEMP */
    DLN_BODY_OR,
    DLN_BODY_HEADER,   /* behind FUNCTION, PROCEDURE or TRIGGER */
    DLN_BODY_BEGIN,
    DLN_BODY_OPENED,   /* this word opened a body */
    DLN_BODY_ELSEWHERE,
} DlnBodyPlace;

/* Zero-initialise it at the start of every statement. */
typedef struct {
    DlnBodyPlace place;
    guint depth;     /* bodies that are open */
    guint n_parens;  /* PostgreSQL: parentheses that are open; a semicolon in them ends nothing either */
    gsize opened_at; /* offset of the outermost BEGIN, when depth > 0 */
    gsize begin_at;
} DlnBody;

/* Takes the next token. Returns whether it is a semicolon that ends the statement. */
gboolean dln_body_add(DlnBody *body, const DlnLexer *lexer, const DlnToken *token);
