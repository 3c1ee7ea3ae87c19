/* SPDX-License-Identifier: Apache-2.0 */
/* fragment.h: whether a piece of text is a name, a type or an expression and nothing more, so that a statement that it is
 * put into cannot become another one. Knows no statement and no database. */
#pragma once

#include "sql/script.h"

typedef enum {
    DLN_FRAGMENT_EXPRESSION,
    DLN_FRAGMENT_TYPE,
    DLN_FRAGMENT_KEYS, /* what an index is over: columns and expressions, separated by commas */
} DlnFragmentKind;

/* Whether text can stand where one such piece stands: its quotes and parentheses are closed, no comment and no semicolon
 * is in it, no comma outside parentheses but in KEYS; and in PostgreSQL the grammar takes it. (There is no grammar of
 * SQLite to ask without a database: it says the rest.) Errors: SYNTAX, without a position. Thread-safe. */
gboolean dln_fragment_check(
    DlnEngineKind engine, DlnFragmentKind kind, const char *text, GError **error);

/* text cut at its commas outside parentheses, blanks around each part taken away; nothing is lost of what is no SQL.
 * (transfer full) */
char **dln_fragment_split(DlnEngineKind engine, const char *text);

/* Whether both engines read name as just that without quotes: lower-case, and no word that means something. */
gboolean dln_fragment_is_bare_name(const char *name);
