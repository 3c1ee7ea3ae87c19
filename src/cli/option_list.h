/* SPDX-License-Identifier: Apache-2.0 */
/* option_list.h: every option that a verb takes, its own and the shared ones, as one list for all who need it. */
#pragma once

#include <dunlin/dunlin.h>

#include "command.h"

typedef struct {
    DlnOption option;
    const DunlinSetting *setting; /* (nullable): the option sets this key of the configuration */
    const char *heading;          /* help groups by it */
} DlnOptionUse;

/* Of a command that takes DLN_TAKES_VARIABLES. */
#define DLN_VARIABLES_OPTION "set"

/* command: NULL gives the options that may stand before a verb. Own options first. A setting is listed where its
 * group is taken. (transfer full) (element-type DlnOptionUse) */
GArray *dln_cli_option_list(const DlnCommand *command);

/* The use that an argument ("--env=x", "-e") names, or NULL. */
const DlnOptionUse *dln_cli_option_lookup(const GArray *uses, const char *argument);

/* The option's help with its default and environment variable. (transfer full) */
char *dln_cli_option_help(const DlnOptionUse *use);
/* "-e, --env NAME". (transfer full) */
char *dln_cli_option_synopsis(const DlnOptionUse *use);
