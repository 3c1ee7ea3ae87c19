/* SPDX-License-Identifier: Apache-2.0 */
/* manual.h: manual pages as scdoc source, from the same tables as --help. */
#pragma once

#include "command.h"

/* dunlin-VERB(1), or dunlin(1) when command is NULL. (transfer full) */
char *dln_cli_manual(const DlnCommand *command);
