/* SPDX-License-Identifier: Apache-2.0 */
/* dispatch.h: from argv to the verb that runs, and from its result to the exit code. */
#pragma once

/* Returns the program's exit code. */
int dln_cli_main(int argc, char **argv);
