/* SPDX-License-Identifier: Apache-2.0 */
/* held.h: whether tables and columns are there, and how much they hold. Reads only. */
#pragma once

#include "engine/session.h"

/* What is asked for; borrowed. */
typedef struct {
    const char *schema; /* SQLite: NULL */
    const char *table;  /* NULL: every table of the schema */
    const char *column; /* (nullable) */
} DlnHoldable;

/* A table that is there, or a column of one. */
typedef struct {
    guint asked;  /* the index of what asked for it */
    char *schema; /* SQLite: NULL */
    char *table;
    char *column; /* (nullable) */
    guint n;      /* rows, or values that are not NULL; DLN_HELD_MANY means "or more" */
} DlnHeld;

#define DLN_HELD_MANY 1000

/* Those that are there, one query, not yet counted. Columns that are generated are left out: they can be computed
 * again. lock_timeout_ms: behind somebody's lock. (transfer full) (element-type DlnHeld) */
GPtrArray *dln_held_find(DlnSession *session, const DlnHoldable *asked, guint n_asked, gint64 lock_timeout_ms,
    GCancellable *cancellable, GError **error);
/* Sets n of each, one query. */
gboolean dln_held_count(DlnSession *session, GPtrArray *held, gint64 lock_timeout_ms, GCancellable *cancellable,
    GError **error);

/* In a transaction: from here on nobody else writes to held, and it is empty, or the batch stops with CONFLICT. */
void dln_held_add_guards(DlnBatch *batch, guint tag, DlnEngineKind engine, const GPtrArray *held);
