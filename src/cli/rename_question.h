/* SPDX-License-Identifier: Apache-2.0 */
/* rename_question.h: asks on the terminal whether something was renamed. */
#pragma once

#include "cli.h"

/* Whether somebody is there to answer, and JSON is not what is wanted. */
gboolean dln_cli_can_ask(const DlnCli *cli);

/* A DunlinRenameAsk; cli is the DlnCli. Errors: CANCELLED; CONFIG: the terminal has no more to say. */
gboolean dln_cli_ask_rename(const DunlinRenameQuestion *question, int *out_choice,
    GCancellable *cancellable, gpointer cli, GError **error);
