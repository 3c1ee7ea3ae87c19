/* SPDX-License-Identifier: Apache-2.0 */
/* target.h: where a plan shall lead, in the user's words. Knows no graph: a name is not looked up here. */
#pragma once

#include "base/error.h"
#include "revision/revision.h"

typedef enum {
    DLN_TARGET_HEADS,   /* "heads" */
    DLN_TARGET_HEAD,    /* "head" */
    DLN_TARGET_BASE,    /* "base" */
    DLN_TARGET_NAME,    /* an id, a number, the beginning of an id, or a label */
    DLN_TARGET_CURRENT, /* where the database stands: what "+2" and "-1" count from */
} DlnTargetKind;

/* [BRANCH@][WORD or NAME][+N or -N], as Alembic has it. */
typedef struct {
    char *text;   /* as the user wrote it */
    char *branch; /* NULL: none; a label, or a name as of a revision */
    DlnTargetKind kind;
    char *name;   /* NAME: what stands between "@" and the steps; else NULL */
    char *whole;  /* NAME with steps: both together, since a revision may be called "x-1"; else NULL */
    int steps;    /* 0: none. CURRENT has some. */
} DlnTarget;

/* Errors: CONFIG: empty, a part of it empty, or not a number of steps. */
gboolean dln_target_parse(const char *text, DlnTarget *out_target, GError **error);
void dln_target_clear(DlnTarget *target);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnTarget, dln_target_clear)

/* Whether an upgrade or a downgrade can be meant. Errors: CONFIG: "base" and "-N" upwards, "+N" downwards. */
gboolean dln_target_check_direction(const DlnTarget *target, DlnDirection direction, GError **error);

/* "FROM:TO", each may be left out. */
typedef struct {
    char *from; /* NULL: left out, the base */
    char *to;   /* NULL: left out, the heads */
} DlnRange;

/* Splits at the only colon. The two ends are not looked at: "current" is the caller's business.
 * Errors: CONFIG: no colon, or several. */
gboolean dln_range_split(const char *text, DlnRange *out_range, GError **error);
void dln_range_clear(DlnRange *range);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnRange, dln_range_clear)
