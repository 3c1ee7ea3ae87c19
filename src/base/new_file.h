/* SPDX-License-Identifier: Apache-2.0 */
/* new_file.h: writing a file that must not be there yet. */
#pragma once

#include "base/error.h"

/* Writes text to path and never replaces a file: two people may ask at once. A file that could not be written whole is
 * removed again. Errors: REFUSED when path exists, CONFIG otherwise; shown is the name in the message. */
gboolean dln_write_new_file(const char *path, const char *shown, const char *text, GError **error);

/* mkdir -p. Errors: CONFIG. */
gboolean dln_make_folder(const char *path, const char *shown, GError **error);
