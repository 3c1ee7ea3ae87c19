/* SPDX-License-Identifier: Apache-2.0 */
/* commands.h: the table of all verbs and how one is found. */
#pragma once

#include "command.h"

/* All verbs in the order of help. (array zero-terminated=1) */
const DlnCommand *const *dln_cli_commands(void);
/* By full name, "tenant create"; NULL when there is none. */
const DlnCommand *dln_cli_command_find(const char *name);
/* Whether some verb's first of two words is this: "tenant". */
gboolean dln_cli_command_is_family(const char *word);
/* The second words of a family: "create, list, show, drop". (transfer full) */
char *dln_cli_command_members(const char *family);
/* The heading under which help lists a purpose. */
const char *dln_cli_purpose_title(DlnPurpose purpose);
/* What a person most likely meant by word: a verb's name. NULL when nothing is near. */
const char *dln_cli_command_suggest(const char *word);
