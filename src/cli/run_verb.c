/* SPDX-License-Identifier: Apache-2.0 */
/* run_verb.c: one run of the library, guarded by signals, shown by progress, told by the summary. */
#include "run_verb.h"

#include "signals.h"
#include "summary.h"

#define SIGNAL_EXIT_BASE 128

gboolean dln_cli_run_guarded(DlnRunFunc func, DunlinProject *project,
    const DunlinRunOptions *options, DlnProgress *progress, DunlinRunReport **out_report,
    int *out_signal, GError **error)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GCancellable) interrupt = g_cancellable_new();
    DlnSignals *signals =
        dln_cli_signals_start(cancellable, interrupt, dln_cli_progress_notice, progress);
    DunlinRunOptions guarded = *options;
    gboolean ok;

    guarded.cancellable = cancellable;
    guarded.interrupt = interrupt;
    ok = func(project, &guarded, out_report, error);
    *out_signal = dln_cli_signals_stop(signals);
    dln_cli_progress_finish(progress);
    return ok;
}

int dln_cli_run_exit_code(const GError *error, int signal_number)
{
    if (signal_number != 0)
        return SIGNAL_EXIT_BASE + signal_number;
    return dln_cli_exit_code(error);
}

/* What remains of the error once the report has told the rest. */
static void print_run_error(const DlnCli *cli, const DunlinRunReport *report, const GError *error)
{
    g_autofree char *hint = g_strdup_printf(
        "fix the cause and run `dunlin %s` again; it does only what is left", cli->command->name);

    /* With a single database its error is the run's own. */
    if (report->databases->len > 1)
        dln_cli_summary_failures(cli, report);
    dln_cli_print_error(cli, error);
    if (g_error_matches(error, DUNLIN_ERROR, DUNLIN_ERROR_CANCELLED))
        dln_cli_hint(cli, "run the same again to do what is left");
    else
        dln_cli_hint(cli, hint);
}

int dln_cli_run_verb(DlnCli *cli, DlnRunFunc func, const char *target, GError **error)
{
    const DlnRunVerb verb = {
        .func = func,
        .options = {.target = target},
        .to_json = dunlin_run_report_to_json,
        .print = dln_cli_summary_result,
    };

    return dln_cli_run_verb_with(cli, &verb, error);
}

int dln_cli_run_verb_with(DlnCli *cli, const DlnRunVerb *verb, GError **error)
{
    gboolean has_events = dln_cli_arguments_has(cli->arguments, "events");
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DlnProgress) progress = NULL;
    g_autoptr(DunlinRunReport) report = NULL;
    g_autoptr(GError) run_error = NULL;
    DunlinRunOptions options = verb->options;
    int signal_number;

    if (!project)
        return DLN_EXIT_FAILED;
    progress = dln_cli_progress_new(cli, DLN_PROGRESS_LINES | (has_events ? DLN_PROGRESS_JSON : 0));
    options.selection = dln_cli_selection(cli);
    options.verify = dln_cli_arguments_has(cli->arguments, "verify");
    options.on_event = dln_cli_progress_on_event;
    options.user_data = progress;
    dln_cli_run_guarded(verb->func, project, &options, progress, &report, &signal_number, &run_error);
    if (!report) {
        g_propagate_error(error, g_steal_pointer(&run_error));
        return DLN_EXIT_FAILED;
    }

    if (cli->json && !has_events) {
        g_autofree char *json = verb->to_json(report);

        dln_cli_print_json(cli, json);
    } else if (!cli->quiet && !has_events) {
        verb->print(cli, report, dln_cli_progress_empty(progress));
    }
    dln_cli_warn_all(cli, report->warnings);
    if (!run_error)
        return DLN_EXIT_DONE;
    print_run_error(cli, report, run_error);
    return dln_cli_run_exit_code(run_error, signal_number);
}
