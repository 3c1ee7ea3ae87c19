/* SPDX-License-Identifier: Apache-2.0 */
/* reader.h: the words of one statement, taken one after the other, for the few forms that must be understood. */
#pragma once

#include "sql/lexer.h"

typedef struct {
    DlnLexer lexer;
    DlnSource source; /* the statement alone */
    DlnToken token;   /* the current one; kind END behind the last */
} DlnReader;

/* Stands at the first token afterwards. script must outlive the reader. */
void dln_reader_init(DlnReader *reader, const DlnScript *script, guint statement);

/* To the next token; FALSE when there is none. */
gboolean dln_reader_advance(DlnReader *reader);
gboolean dln_reader_is_at_end(const DlnReader *reader);
gboolean dln_reader_is(const DlnReader *reader, const char *word);
gboolean dln_reader_is_char(const DlnReader *reader, char c);
/* Whether the word stood there; then it is behind the reader. */
gboolean dln_reader_accept(DlnReader *reader, const char *word);
gboolean dln_reader_accept_char(DlnReader *reader, char c);

/* An identifier as the catalog holds it: "A""b" is A"b; Ab is ab in PostgreSQL, and Ab in SQLite, where letter case
 * does not count. NULL where none stands. (transfer full) */
char *dln_reader_accept_name(DlnReader *reader);
/* name or schema.name. out_schema: untouched without one. (transfer full) */
void dln_reader_accept_qualified(DlnReader *reader, char **out_schema, char **out_name);
/* IF EXISTS or IF NOT EXISTS. */
gboolean dln_reader_skip_if_exists(DlnReader *reader);
