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

/* mkdir -p. Errors: CONFIG. */
gboolean dln_make_folder(const char *path, const char *shown, GError **error);
