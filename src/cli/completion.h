/* SPDX-License-Identifier: Apache-2.0 */
/* completion.h: completion scripts, from the tables of verbs and options. */
#pragma once

#include <glib.h>

/* Whole scripts. (transfer full) */
char *dln_cli_completion_bash(void);
char *dln_cli_completion_zsh(void);
char *dln_cli_completion_fish(void);
