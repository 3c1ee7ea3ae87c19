/* SPDX-License-Identifier: Apache-2.0 */
/* archify_keys.h: the keys that Archify writes in comments: MIGRATION_SCOPE, MIGRATION_VERSION and
 * MIGRATION_DESCRIPTION. Knows no file format: whoever finds comments hands over their lines. */
#pragma once

#include "revision/revision.h"

typedef struct {
    char *value;  /* NULL: the key is not there */
    gsize offset; /* of the value in the source */
} DlnArchifyValue;

typedef struct {
    DlnArchifyValue scope;
    DlnArchifyValue version;
    DlnArchifyValue description;
    guint n_lines; /* lines that hold a key */
} DlnArchifyKeys;

/* Frees the values, not keys itself. */
void dln_archify_keys_clear(DlnArchifyKeys *keys);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnArchifyKeys, dln_archify_keys_clear)

/* Reads the lines of source between start and end, the inside of a comment: a key is `MIGRATION_NAME: value` behind
 * blanks and `#` or `*`. Other lines, and keys that resemble none of the three, are left alone. Errors, SYNTAX with the
 * position: a key without a value, one that is said twice differently, a mistyped one. */
gboolean dln_archify_keys_read(
    DlnArchifyKeys *keys, const DlnSource *source, gsize start, gsize end, GError **error);

/* Sets the revision's scope, description and line from the keys that are there. Errors, SYNTAX with the position: an
 * unknown scope, one that differs from the revision's own (unless that is 0), a version that is not the revision's id. */
gboolean dln_archify_keys_apply(
    const DlnArchifyKeys *keys, const DlnSource *source, DlnRevision *revision, GError **error);
