/* SPDX-License-Identifier: Apache-2.0 */
/* run_verb.h: what upgrade, downgrade and `migrate` share: run under signals and progress, and report. */
#pragma once

#include "progress.h"

/* dunlin_upgrade or dunlin_downgrade. */
typedef gboolean (*DlnRunFunc)(
    DunlinProject *project, const DunlinRunOptions *options, DunlinRunReport **out_report, GError **error);

/* Runs func with options completed by progress, cancellables and signals; then progress is finished.
 * out_signal: the signal that came first, 0 for none. The rest as with func. */
gboolean dln_cli_run_guarded(DlnRunFunc func, DunlinProject *project, const DunlinRunOptions *options,
    DlnProgress *progress, DunlinRunReport **out_report, int *out_signal, GError **error);

/* The exit code of a failed run: 128 + signal when one stopped it. */
int dln_cli_run_exit_code(const GError *error, int signal_number);

/* What a verb adds to the run: its own options, and how its report is told. */
typedef struct {
    DlnRunFunc func;
    DunlinRunOptions options; /* selection, events and cancellables are filled in */
    char *(*to_json)(const DunlinRunReport *report);
    void (*print)(const DlnCli *cli, const DunlinRunReport *report, const GPtrArray *empty);
} DlnRunVerb;

/* A whole verb: load, run, report. Returns as DlnCommand.run. */
int dln_cli_run_verb(DlnCli *cli, DlnRunFunc func, const char *target, GError **error);
int dln_cli_run_verb_with(DlnCli *cli, const DlnRunVerb *verb, GError **error);
