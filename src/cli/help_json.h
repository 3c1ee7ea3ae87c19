/* SPDX-License-Identifier: Apache-2.0 */
/* help_json.h: the table of verbs as JSON, for editors and assistants. */
#pragma once

#include "command.h"

/* One verb, or all of them when command is NULL: {"commands": [...]}. Ends with a newline. (transfer full) */
char *dln_cli_help_json(const DlnCommand *command);
