/* SPDX-License-Identifier: Apache-2.0 */
/* help.h: --help and `dunlin help`, made from the table of verbs. */
#pragma once

#include "cli.h"

typedef enum {
    DLN_HELP_TEXT,
    DLN_HELP_SCDOC, /* the source of a manual page */
} DlnHelpFormat;

/* All verbs by purpose; command NULL in the functions below means the same page. */
void dln_cli_help_overview(const DlnCli *cli, const DlnScreen *screen);
/* One verb, in full. Returns an exit code. */
int dln_cli_help_command(const DlnCli *cli, const DlnCommand *command, DlnHelpFormat format);
/* The verbs of a family ("tenant"). Returns an exit code. */
int dln_cli_help_family(const DlnCli *cli, const char *word);
