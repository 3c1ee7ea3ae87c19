/* SPDX-License-Identifier: Apache-2.0 */
/* program.h: a program and its arguments as somebody wrote them in the configuration. Runs none. */
#pragma once

#include "project/node.h"

/* Where relative paths and variables of the environment are looked up. */
typedef struct {
    const char *root;
    const char *const *environ;
} DlnConfigHome;

/* The text of node with its variables of the environment. what: stands before an error: "hook before_run". (transfer full) */
char *dln_config_expand(
    const DlnNode *node, const DlnConfigHome *home, const char *what, GError **error);

/* What has a slash in it is the project's; any other name is looked for in PATH when it is needed: where nothing is run it need not be
 * there. Errors: CONFIG: it is not there, or may not be executed. */
gboolean dln_config_check_program(
    const DlnNode *node, const DlnConfigHome *home, const char *program, GError **error);

/* A list: the program, then each of its arguments. out_argv: (out) (transfer full). Errors: CONFIG with the place. */
gboolean dln_config_read_command(const DlnNode *node, const DlnConfigHome *home, const char *what,
    char ***out_argv, GError **error);
