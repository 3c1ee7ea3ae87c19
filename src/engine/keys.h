/* SPDX-License-Identifier: Apache-2.0 */
/* keys.h: a table as stretches of its key: is the column fit for it, and which keys come next. Reads only. */
#pragma once

#include "engine/session.h"

/* A column whose values tell its table's rows apart. */
typedef struct {
    DlnEngineKind engine;
    char *table;  /* quoted, with its schema */
    char *column; /* quoted */
    char *type;   /* PostgreSQL: as a cast names it */
} DlnKey;

void dln_key_free(DlnKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnKey, dln_key_free)

/* Errors: REFUSED: no such table or column, or one that is not fit: not unique by itself, may be null, of a type whose
 * values are not told apart by their text. schema: SQLite: NULL. */
gboolean dln_key_find(DlnSession *session, const char *schema, const char *table, const char *column,
    GCancellable *cancellable, DlnKey **out_key, GError **error);

/* The same as a condition, for a script: whether the column is fit. (transfer full) */
char *dln_key_condition(
    DlnEngineKind engine, const char *schema, const char *table, const char *column);

/* A value as dln_key_last and dln_key_next give it, as an SQL literal of the column's type. (transfer full) */
char *dln_key_literal(const DlnKey *key, const char *value);

/* The greatest key; NULL: the table is empty. (transfer full) */
gboolean dln_key_last(DlnSession *session, const DlnKey *key, GCancellable *cancellable, char **out_value,
    GError **error);

typedef struct {
    char *first; /* NULL: none left */
    char *last;
    guint n_rows;
} DlnKeyStretch;

void dln_key_stretch_clear(DlnKeyStretch *stretch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnKeyStretch, dln_key_stretch_clear)

/* The next size keys behind after (NULL: from the beginning) up to through. */
gboolean dln_key_next(DlnSession *session, const DlnKey *key, const char *after, const char *through, guint size,
    GCancellable *cancellable, DlnKeyStretch *out_stretch, GError **error);
