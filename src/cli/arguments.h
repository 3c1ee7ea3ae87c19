/* SPDX-License-Identifier: Apache-2.0 */
/* arguments.h: what stood on the command line after the verb, checked against the verb's options. */
#pragma once

#include "option_list.h"

typedef struct DlnArguments DlnArguments;

/* argv: NULL-terminated, [0] is the program, the verb is left out. Numbers like -1 are words, and so is everything
 * after "--". Errors: CONFIG: unknown option, missing value, a value that is not UTF-8. */
gboolean dln_cli_arguments_parse(
    const DlnCommand *command, const char *const *argv, DlnArguments **out_arguments, GError **error);
void dln_cli_arguments_free(DlnArguments *arguments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnArguments, dln_cli_arguments_free)

gboolean dln_cli_arguments_has(const DlnArguments *arguments, const char *option);
/* The last value given; NULL when none was. */
const char *dln_cli_arguments_text(const DlnArguments *arguments, const char *option);
/* All values, NULL-terminated; NULL when none was given. */
const char *const *dln_cli_arguments_list(const DlnArguments *arguments, const char *option);
/* Settings as "key=value", NULL-terminated. */
const char *const *dln_cli_arguments_overrides(const DlnArguments *arguments);
/* What is no option, NULL-terminated. */
const char *const *dln_cli_arguments_words(const DlnArguments *arguments);
guint dln_cli_arguments_n_words(const DlnArguments *arguments);
