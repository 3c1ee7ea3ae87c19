/* SPDX-License-Identifier: Apache-2.0 */
/* summary.h: what a run has led to, for people: how many databases are where, and what went wrong in which. */
#pragma once

#include "cli.h"

/* What was changed, on stdout. empty: ids of revisions without a statement. */
void dln_cli_summary_result(const DlnCli *cli, const DunlinRunReport *report, const GPtrArray *empty);
/* Every database that is not where it should be, equal errors together, on stderr. */
void dln_cli_summary_failures(const DlnCli *cli, const DunlinRunReport *report);
