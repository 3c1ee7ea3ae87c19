/* SPDX-License-Identifier: Apache-2.0 */
/* rewrite.h: the parent and depends lines of a migration's header with other names in them. Nothing else of the text
 * changes, so neither does its checksum. Touches no file. */
#pragma once

#include "base/error.h"

typedef struct {
    GHashTable *names;   /* (element-type utf8 utf8): a word in them -> what stands there instead */
    const char *parents; /* (nullable): words that the parent line shall hold; one is added where there is none */
} DlnRewrite;

/* display: the file in errors. text: valid UTF-8. *out_text: NULL where nothing changes. Errors: SYNTAX; REFUSED: the
 * file has no directives, so it has no place for a parent line. */
gboolean dln_rewrite_header(const char *display, const char *text, const DlnRewrite *rewrite,
    char **out_text, GError **error);
