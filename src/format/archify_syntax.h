/* SPDX-License-Identifier: Apache-2.0 */
/* archify_syntax.h: the Python that an Archify migration may consist of: a docstring, assignments of string
 * literals, upgrade() and downgrade() that return them. Knows nothing of what a migration must have. */
#pragma once

#include "format/archify_keys.h"

/* What upgrade() or downgrade() returns. */
typedef enum {
    DLN_RETURNS_UNDEFINED, /* there is no such function */
    DLN_RETURNS_NOTHING,
    DLN_RETURNS_CONSTANT, /* UPGRADE_SQL or DOWNGRADE_SQL */
    DLN_RETURNS_TEXT,
} DlnReturns;

typedef struct {
    gboolean assigned;
    DlnSource constant; /* text NULL: not assigned, or None */
    DlnReturns returns;
    gsize return_offset;
    DlnSource text; /* DLN_RETURNS_TEXT */
} DlnArchifyDirection;

typedef struct {
    DlnArchifyKeys keys;
    char *description; /* the docstring's first line that holds text and no key; or NULL */
    DlnArchifyDirection directions[DLN_N_DIRECTIONS];
} DlnArchifyModule;

/* Frees the inside, not module itself. */
void dln_archify_module_clear(DlnArchifyModule *module);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnArchifyModule, dln_archify_module_clear)

/* "UPGRADE_SQL", "DOWNGRADE_SQL"; "upgrade", "downgrade". */
const char *dln_archify_constant_name(DlnDirection direction);
const char *dln_archify_function_name(DlnDirection direction);

/* Reads source, a whole file, into module, which must be zeroed. Literals borrow from source; those that have
 * escapes or are joined are decoded into texts (element-type GBytes), which must outlive module.
 * Errors, SYNTAX with the position and what was found, for anything else. */
gboolean dln_archify_parse(
    const DlnSource *source, GPtrArray *texts, DlnArchifyModule *module, GError **error);
