/* SPDX-License-Identifier: Apache-2.0 */
/* secrets.h: passwords on the command line: where one may stand, and that nobody else reads it there. */
#pragma once

#include <glib.h>

/* The arguments to work with; in argv itself, which `ps` shows to every user, passwords are overwritten from now on.
 * (transfer full) */
char **dln_cli_secrets_take(int argc, char **argv);

/* CONFIG when a URL with a password stands where none is taken: it would end up as a file's name, in the audit log or
 * in a message. */
gboolean dln_cli_secrets_check(int argc, char **argv, GError **error);
