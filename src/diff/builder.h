/* SPDX-License-Identifier: Apache-2.0 */
/* builder.h: what the files of src/diff share: the list of statements as it grows. For them alone. */
#pragma once

#include "diff/diff.h"

typedef struct {
    const DlnDiffOptions *options;
    DlnDiff *diff;
    gboolean is_cut; /* the next step does not belong to the last part */
    GError *error;
} DlnDiffBuilder;

/* Behind the last part, which is begun anew where its mode is another one; takes sql. (transfer none): its losses and notes can
 * be told until the next step is added. */
DlnDiffStep *dln_diff_add(
    DlnDiffBuilder *builder, DlnDiffMode mode, char *sql, const DlnObject *about);

/* What is lost, or to be known: an empty list (transfer full) (element-type utf8), and another line of it, where that is not there yet.
 * A name may hold the end of a line: a line stays one. */
GPtrArray *dln_diff_lines_new(void);
void dln_diff_say(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Takes others. */
void dln_diff_say_all(GPtrArray *lines, GPtrArray *others);

/* The next step begins another part, whatever its mode. */
void dln_diff_cut(DlnDiffBuilder *builder);
/* An UNSUPPORTED error about the object, if it is the first: "the view \"v\" " and why. */
void dln_diff_fail(DlnDiffBuilder *builder, const DlnObject *about, const char *why);

/* PostgreSQL: what name is called while it makes room: one that nothing of its schema (nullable) has on either side; unquoted. (transfer
 * full) */
char *dln_diff_spare_name(
    const DlnSchema *from, const DlnSchema *to, const char *schema, const char *name);

void dln_diff_postgres(DlnDiffBuilder *builder);
void dln_diff_sqlite(DlnDiffBuilder *builder);
