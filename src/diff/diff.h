/* SPDX-License-Identifier: Apache-2.0 */
/* diff.h: what has to be executed so that a schema becomes another one, with the rows that are in it. Model × model → statements:
 * no connection, no file, no state. Renames are not looked for here: who has decided on some executes the statements of
 * src/diff/rename/rename.h on a scratch copy, reads that, and compares from there. */
#pragma once

#include "model/schema.h"

typedef enum {
    DLN_DIFF_PLAIN = 0,
    /* PostgreSQL, beside traffic: indexes CONCURRENTLY, constraints NOT VALID and validated later; more than one part. */
    DLN_DIFF_ONLINE = 1 << 0,
} DlnDiffFlags;

typedef struct {
    const DlnSchema *from; /* as it is */
    const DlnSchema *to;   /* as it is to be; of the same engine */
    const char *
        into; /* PostgreSQL: what the schema is called where the statements will run, for the few places that need it;
                              NULL: from->name */
    DlnDiffFlags flags;
} DlnDiffOptions;

/* One statement, without a semicolon. PostgreSQL: names are unqualified, search_path must be the schema. */
typedef struct {
    char *sql;
    char *about; /* what it is about, for people: "table users" */
    GPtrArray *
        losses; /* (element-type utf8): the data that is gone after it, a line each: "column users.phone: its values" */
    GPtrArray *
        notes; /* (element-type utf8): what a reviewer has to decide or know: "the rows that are there get '': choose the value" */
} DlnDiffStep;

/* Takes sql. (transfer full) */
DlnDiffStep *dln_diff_step_new(char *sql, const DlnObjectId *about);
void dln_diff_step_free(DlnDiffStep *step);

/* What makes one migration: all its statements in one transaction, or each by itself. */
typedef enum {
    DLN_DIFF_TRANSACTION,
    DLN_DIFF_NO_TRANSACTION,
} DlnDiffMode;

typedef struct {
    DlnDiffMode mode;
    GPtrArray *steps; /* (element-type DlnDiffStep) */
} DlnDiffPart;

typedef struct {
    GPtrArray *
        parts; /* (element-type DlnDiffPart), in the order in which they must run; none: no difference */
} DlnDiff;

/* What both sides have is altered in place, never dropped and created again, but for what has to make room for a change below it (the
 * views over a column of another type): that is restored as it was. Empty exactly when dln_schema_equal().
 * Errors: UNSUPPORTED: a difference that cannot be written (names it). (transfer full) */
DlnDiff *dln_diff_make(const DlnDiffOptions *options, GError **error);
void dln_diff_free(DlnDiff *diff);

typedef enum {
    DLN_DIFF_IN_FRONT,
    DLN_DIFF_BEHIND,
} DlnDiffPlace;

/* Moves steps (element-type DlnDiffStep), which are for a transaction, to one end of diff. */
void dln_diff_join(DlnDiff *diff, GPtrArray *steps, DlnDiffPlace place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnDiff, dln_diff_free)
