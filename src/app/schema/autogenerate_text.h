/* SPDX-License-Identifier: Apache-2.0 */
/* autogenerate_text.h: the text of a migration that was found by comparing. Knows no file and no database. */
#pragma once

#include "diff/diff.h"

/* One engine's way up, and back. */
typedef struct {
    DlnEngineKind engine;
    const DlnDiffPart *up; /* (nullable) nothing is to be done with this engine */
    const DlnDiff *down;   /* (nullable) likewise, or there is none */
    const char *why_no_down; /* (nullable) why there is none */
} DlnGeneratedWay;

/* Whether a statement of it refuses a transaction. */
gboolean dln_generated_is_off(const DlnGeneratedWay *way);

/* The losses (notes) of the ways up, each once; the engine is said of what is not of all of them.
 * (transfer full) (element-type utf8) */
GPtrArray *dln_generated_losses(const DlnGeneratedWay *ways, guint n_ways);
GPtrArray *dln_generated_notes(const DlnGeneratedWay *ways, guint n_ways);
/* Why there is no way down; none: there is one. */
GPtrArray *dln_generated_no_downs(const DlnGeneratedWay *ways, guint n_ways);

typedef enum {
    DLN_GENERATED_PLAIN = 0,
    DLN_GENERATED_NO_VARIABLES = 1 << 0, /* "${" means nothing in it */
} DlnGeneratedFlags;

/* What stands below the message and the directives: what is lost, what has to be known, and why it is
 * irreversible where it is; then the sections of each way, told apart
 * by their engines where they are not the same. (transfer full) */
char *dln_generated_body(const DlnGeneratedWay *ways, guint n_ways, DlnGeneratedFlags flags);
