/* SPDX-License-Identifier: Apache-2.0 */
/* archify.h: the output of Archify's own migrator, line for line, which `dunlin migrate` keeps for its scripts. */
#pragma once

#include "cli.h"

void dln_cli_archify_status(const DlnCli *cli, const DunlinStatus *status);

/* What a run did, collected from its events, printed when it has ended, in the order of names. */
typedef struct DlnArchifySteps DlnArchifySteps;

DlnArchifySteps *dln_cli_archify_steps_new(void);
void dln_cli_archify_steps_free(DlnArchifySteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnArchifySteps, dln_cli_archify_steps_free)
void dln_cli_archify_steps_take(DlnArchifySteps *steps, const DunlinEvent *event);

/* tenant: (nullable): the one that was named, for the headline */
void dln_cli_archify_report(
    const DlnCli *cli, const DunlinRunReport *report, const DlnArchifySteps *steps, const char *tenant);
