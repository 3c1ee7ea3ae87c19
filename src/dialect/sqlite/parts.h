/* SPDX-License-Identifier: Apache-2.0 */
/* parts.h: walking over the tokens of one CREATE; for the sqlite_read*.c files alone. */
#pragma once

#include "dialect/sqlite/read.h"
#include "sql/canonical.h"

typedef struct {
    const char *text;
    const DlnToken *tokens;
    guint n;  /* tokens */
    guint at; /* the current one; n behind the last */
    DlnCanonicalKind kind;
    GHashTable *names; /* (nullable): as dln_sqlite_canonical takes them */
} DlnParts;

gboolean dln_parts_is(const DlnParts *parts, const char *word);
gboolean dln_parts_is_char(const DlnParts *parts, char c);
/* Whether it stood there; then it is behind. words: separated by blanks. */
gboolean dln_parts_accept(DlnParts *parts, const char *words);
gboolean dln_parts_accept_char(DlnParts *parts, char c);
/* A name as SQLite knows it; NULL where none stands. (transfer full) */
char *dln_parts_accept_name(DlnParts *parts);
/* The same in canonical form, as SQL writes it. (transfer full) */
char *dln_parts_accept_name_text(DlnParts *parts);
/* [IF NOT EXISTS] [schema.]name: that of the object is known, so it is stepped over. */
gboolean dln_parts_skip_object_name(DlnParts *parts);
/* Over a parenthesis, with all that is in it. */
gboolean dln_parts_skip_group(DlnParts *parts);
/* The tokens from first to the current one, in canonical form. (transfer full) */
char *dln_parts_since(const DlnParts *parts, guint first);
/* The group that stands here, in canonical form with its parentheses, and steps over it; NULL where none stands. (transfer full) */
char *dln_parts_accept_group(DlnParts *parts);
/* The same for a list of columns with COLLATE, ASC, DESC: without ASC, which says nothing. */
char *dln_parts_accept_columns(DlnParts *parts);

/* "CREATE TABLE t (…": parts stands behind the name. FALSE: not understood; into may hold half of it. */
gboolean dln_sqlite_read_table(DlnParts *parts, const DlnSqliteRow *row, DlnSchema *into);
