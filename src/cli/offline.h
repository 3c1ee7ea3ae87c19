/* SPDX-License-Identifier: Apache-2.0 */
/* offline.h: upgrade and downgrade with --sql: the script on standard output, and nothing else there. */
#pragma once

#include "cli.h"

/* Whether --sql was given. */
gboolean dln_cli_wants_script(const DlnCli *cli);
/* Prints it. range: (nullable) the verb's argument. Returns as DlnCommand.run. */
int dln_cli_print_script(DlnCli *cli, DunlinDirection direction, const char *range, GError **error);
