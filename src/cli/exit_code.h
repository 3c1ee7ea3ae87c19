/* SPDX-License-Identifier: Apache-2.0 */
/* exit_code.h: what the program tells the shell, and which error leads to which code.
 * Part of the public interface: scripts depend on it, a number never changes its meaning. */
#pragma once

#include <dunlin/dunlin.h>

typedef enum {
    DLN_EXIT_DONE = 0,
    DLN_EXIT_FAILED = 1,
    DLN_EXIT_USAGE = 2,   /* usage or configuration; nothing was touched */
    DLN_EXIT_PENDING = 3, /* only where it was asked for */
    DLN_EXIT_PARTIAL = 4, /* some tenants failed, the others are done */
    DLN_EXIT_LOCKED = 5,  /* locked or timed out; trying again later may help */
} DlnExitCode;

/* The code for an error; DLN_EXIT_FAILED for one of another domain. */
DlnExitCode dln_cli_exit_code(const GError *error);

typedef struct {
    DlnExitCode code;
    const char *meaning;
} DlnExitMeaning;

/* For help and manual pages; the last row has a NULL meaning. */
const DlnExitMeaning *dln_cli_exit_meanings(void);
