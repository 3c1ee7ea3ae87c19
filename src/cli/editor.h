/* SPDX-License-Identifier: Apache-2.0 */
/* editor.h: the user's editor on a file. */
#pragma once

#include <dunlin/dunlin.h>

/* Opens path in $VISUAL, $EDITOR, or what the system calls "editor" or "vi", and waits for its end. The variable may hold
 * arguments, quoted as in a shell; no shell runs. Errors: CONFIG: no editor, or words that no shell would take; REFUSED: it
 * cannot be started, or ended with a failure. */
gboolean dln_cli_edit_file(const char *path, GError **error);
