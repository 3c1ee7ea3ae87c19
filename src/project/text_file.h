/* SPDX-License-Identifier: Apache-2.0 */
/* text_file.h: a small text file of the project as one string. */
#pragma once

#include "base/error.h"

typedef enum {
    DLN_TEXT_FILE_REQUIRED,
    DLN_TEXT_FILE_OPTIONAL, /* *out_text is NULL when it does not exist */
} DlnTextFileNeed;

/* Reads path, a byte order mark removed; display names it in errors.
 * Errors: CONFIG: it cannot be read (and why), is not UTF-8 or holds a NUL (with the line), or exceeds 16 MiB. */
gboolean dln_text_file_read(const char *path, const char *display, DlnTextFileNeed need, char **out_text,
    GError **error);
