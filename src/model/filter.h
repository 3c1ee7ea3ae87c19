/* SPDX-License-Identifier: Apache-2.0 */
/* filter.h: which objects of a schema somebody wants to be looked at. */
#pragma once

#include "model/schema.h"

/* Patterns in which * stands for any text and ? for one character, each of what a thing is called:
 *     tmp_*            what belongs to nothing: a table, view, type, function, sequence, …
 *     index:tmp_*      the same of one kind, also of what belongs to a table: "materialized view" or "materialized_view"
 *     audit.*, *.tmp_* with a dot: OWNER.NAME of what belongs to a table, SCHEMA.NAME of what does not; of several schemas audit.* is
 *                      all that is in it, and itself
 * SQLite's names have no letter case. Immutable; threads may share it. */
typedef struct DlnFilter DlnFilter;

/* include, exclude: (nullable) (array zero-terminated=1). Both empty: *out_filter is NULL, which keeps everything.
 * Errors: CONFIG: a kind that there is not. */
gboolean dln_filter_new(
    const char *const *include, const char *const *exclude, DlnFilter **out_filter, GError **error);
void dln_filter_free(DlnFilter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnFilter, dln_filter_free)

/* Moves to left_out, of a schema that nobody else has yet, what filter does not want, with all that belongs to it: columns, constraints, indexes,
 * triggers, …, the sequences of its columns, its partitions. What belongs to nothing stays where one of include fits, or there is none of
 * them, and none of exclude; what belongs to something, where that stays and none of exclude fits. filter: (nullable). */
void dln_schema_filter(DlnSchema *schema, const DlnFilter *filter);
