/* SPDX-License-Identifier: Apache-2.0 */
/* exit_code.c: from an error to the program's exit code. Prints nothing. */
#include "exit_code.h"

static const DlnExitMeaning meanings[] = {
    {DLN_EXIT_DONE, "done"},
    {DLN_EXIT_FAILED, "failed"},
    {DLN_EXIT_USAGE, "wrong usage or configuration; nothing was touched"},
    {DLN_EXIT_PENDING, "something is pending, where that was asked for"},
    {DLN_EXIT_PARTIAL, "some databases failed, the others are done"},
    {DLN_EXIT_LOCKED, "locked or timed out; trying again later may help"},
    {0, NULL},
};

const DlnExitMeaning *dln_cli_exit_meanings(void)
{
    return meanings;
}

DlnExitCode dln_cli_exit_code(const GError *error)
{
    if (error->domain != DUNLIN_ERROR)
        return DLN_EXIT_FAILED;
    switch ((DunlinErrorCode)error->code) {
    case DUNLIN_ERROR_CONFIG:
    case DUNLIN_ERROR_SYNTAX:
    case DUNLIN_ERROR_GRAPH:
    case DUNLIN_ERROR_INTEGRITY:
        return DLN_EXIT_USAGE;
    case DUNLIN_ERROR_PARTIAL:
        return DLN_EXIT_PARTIAL;
    case DUNLIN_ERROR_LOCKED:
    case DUNLIN_ERROR_TIMEOUT:
        return DLN_EXIT_LOCKED;
    default:
        return DLN_EXIT_FAILED;
    }
}
