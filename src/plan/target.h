/* SPDX-License-Identifier: Apache-2.0 */
/* target.h: where a plan shall lead, in the user's words. Knows no graph: a name is not looked up here. */
#pragma once

#include "base/error.h"
#include "revision/revision.h"

typedef enum {
    DLN_TARGET_HEADS,    /* "heads" */
    DLN_TARGET_HEAD,     /* "head" */
    DLN_TARGET_BASE,     /* "base" */
    DLN_TARGET_REVISION, /* an id, a number, or the beginning of an id */
    DLN_TARGET_STEPS,    /* "+N", "-N" */
} DlnTargetKind;

typedef struct {
    DlnTargetKind kind;
    const char *text; /* as the user wrote it; borrowed */
    guint steps;      /* STEPS: at least 1 */
} DlnTarget;

/* Errors: CONFIG: empty, not a number of steps, or a word of the other direction. */
gboolean dln_target_parse(const char *text, DlnDirection direction, DlnTarget *out_target, GError **error);
