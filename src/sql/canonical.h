/* SPDX-License-Identifier: Apache-2.0 */
/* canonical.h: SQLite's SQL in a form that does not depend on how it was typed: blanks, comments, the letter case of keywords and
 * needless quotes are gone, everything else is there. Knows no grammar. */
#pragma once

#include "sql/lexer.h"

/* What a text is a part of decides what may be left out of it. */
typedef enum {
    DLN_CANONICAL_TABLE,   /* an expression about one table: names are folded to lower case; one in double quotes that is no column is a
                              string, as it is for SQLite */
    DLN_CANONICAL_TRIGGER, /* names are folded; what is in double quotes and not known keeps them */
    DLN_CANONICAL_VIEW,    /* the same, but names keep their letters, for they may name the columns of a result */
} DlnCanonicalKind;

/* All tokens of source, without the END. Errors: as dln_lexer_next. (transfer full) (element-type DlnToken) */
GArray *dln_sqlite_tokens(const DlnSource *source, GError **error);

/* Two texts of one meaning may differ here (a = 1, 1 = a; "A" and a), two of different meanings never are equal, where both are
 * valid in the same place. names: (key-type utf8) (set) (nullable): in lower case, what a text in double quotes may name: the columns, for a
 * trigger or a view the tables too; NULL: everything. (transfer full) */
char *dln_sqlite_canonical(const char *text, const DlnToken *tokens, guint n_tokens, DlnCanonicalKind kind,
    GHashTable *names);
