/* SPDX-License-Identifier: Apache-2.0 */
/* survive.h: what was there before a change, and what of it is still there: objects by the ids that the server gave them, rows by their
 * values. */
#pragma once

#include "place.h"

typedef struct {
    GHashTable
        *ids; /* (key-type utf8) (value-type utf8): "table users" → its oid; empty for SQLite */
    GHashTable *grants; /* (key-type utf8) (value-type utf8): those that are not the default's */
    DlnRows *rows;
} Snapshot;

void snapshot_free(Snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_free)

/* PostgreSQL: of a place where rows were planted: what answers came with that. */
gboolean snapshot_take(Place *place, Snapshot **out_snapshot, GError **error);

/* What both have by name but not by id, in order. (transfer full) (element-type utf8) */
GPtrArray *snapshot_recreated(const Snapshot *before, const Snapshot *after);
/* What was lost although it is still there: rows, values, sequences that went back; a line each. Values of a column whose
 * type is another one, or changed (element-type utf8: names of types), are only asked whether they are NULL; those of a column that
 * losses, a text, names as "t.c" may be anything. (transfer full) (element-type utf8) */
GPtrArray *snapshot_lost(
    const Snapshot *before, const Snapshot *after, GHashTable *changed, const char *losses);
/* The same of what was granted. (transfer full) (element-type utf8) */
GPtrArray *snapshot_lost_grants(const Snapshot *before, const Snapshot *after);
/* Whether losses names it, and not only something longer. */
gboolean names_loss(const char *losses, const char *name);
/* Tables and columns with rows that are not in after, as "users" and "users.phone". (transfer full) (element-type utf8) */
GPtrArray *snapshot_gone(const Snapshot *before, const Snapshot *after);
/* Whether there is such a table: one that became partitioned has its rows in others. */
gboolean snapshot_stands(const Snapshot *snapshot, const char *table);
