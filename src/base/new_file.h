/* SPDX-License-Identifier: Apache-2.0 */
/* new_file.h: writing a file that must not be there yet, or that must be replaced whole. */
#pragma once

#include "base/error.h"

/* Writes text to path and never replaces a file: two people may ask at once. Nobody sees it half written, and of one that
 * could not be written whole nothing stays. Errors: REFUSED when path exists, CONFIG otherwise; shown is the name in the
 * message. */
gboolean dln_write_new_file(const char *path, const char *shown, const char *text, GError **error);

/* Gives path this text: whoever reads it meanwhile, or after a kill, finds the old text or the new one. The new one is
 * written beside it first, to a hidden file that a kill may leave behind. Errors: CONFIG. */
gboolean dln_replace_file(const char *path, const char *shown, const char *text, GError **error);

typedef enum {
    DLN_WRITE_NEW,     /* as dln_write_new_file */
    DLN_WRITE_REPLACE, /* as dln_replace_file */
} DlnWriteKind;

typedef struct {
    DlnWriteKind kind;
    char *path;
    char *shown; /* in messages */
    char *text;
} DlnFileWrite;

void dln_file_write_clear(DlnFileWrite *write);

/* Writes all of them or none: what could fail, and takes time, is done under hidden names, and then they get their own, one
 * after the other, in this order. Only a kill between two of those renames leaves some without the others. What was
 * replaced before another could not get its name stays so: put those last. Errors: as for each. */
gboolean dln_write_files(const DlnFileWrite *writes, guint n, GError **error);

/* mkdir -p. Errors: CONFIG. */
gboolean dln_make_folder(const char *path, const char *shown, GError **error);
