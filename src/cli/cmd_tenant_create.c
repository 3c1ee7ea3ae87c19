/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_tenant_create.c: `dunlin tenant create`. */
#include "progress.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

static const DlnOption options[] = {
    {"name", 'n', DLN_OPTION_TEXT, "TEXT", "the tenant's name for people (default: SLUG)"},
    {"set", 's', DLN_OPTION_LIST, "KEY=VALUE",
        "a value for the statements of tenants.register and tenants.seed"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin tenant create acme --name 'Acme, Inc.'", "ready to use when the command returns"},
    {"dunlin tenant create acme --set admin_email=root@acme.example",
        ":admin_email in the configured statements"},
    {NULL},
};

static void print_result(const DlnCli *cli, const DunlinDatabaseResult *result)
{
    g_autofree char *name = dln_cli_text_safe(result->name);
    g_autofree char *place = dln_cli_text_safe(result->place);
    g_autofree char *current = dln_cli_text_safe(result->current);
    g_autofree char *steps = dln_cli_text_count(result->n_steps, "migration");
    g_autofree char *json = NULL;

    if (cli->json) {
        json = dunlin_database_result_to_json(result);
        dln_cli_print_json(cli, json);
    } else if (!cli->quiet) {
        dln_cli_screen_print(&cli->out, "created tenant %s (%s): %s applied%s%s\n", name, place,
            steps, *current ? ", at " : "", current);
    }
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DlnProgress) progress = NULL;
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(DunlinDatabaseResult) result = NULL;
    g_autoptr(GError) run_error = NULL;
    DunlinTenantCreateOptions create = {
        .slug = dln_cli_word(cli, 0),
        .display_name = dln_cli_arguments_text(cli->arguments, "name"),
        .values = dln_cli_arguments_list(cli->arguments, "set"),
        .on_event = dln_cli_progress_on_event,
        .cancellable = cancellable,
    };
    DlnSignals *signals;
    int signal_number;

    if (!project)
        return DLN_EXIT_FAILED;
    progress = dln_cli_progress_new(cli, DLN_PROGRESS_LINES);
    create.user_data = progress;
    signals = dln_cli_signals_start(cancellable, NULL, dln_cli_progress_notice, progress);
    dunlin_tenant_create(project, &create, &result, &run_error);
    signal_number = dln_cli_signals_stop(signals);
    dln_cli_progress_finish(progress);
    if (!run_error) {
        print_result(cli, result);
        return DLN_EXIT_DONE;
    }
    return dln_cli_fail(cli, run_error, dln_cli_run_exit_code(run_error, signal_number));
}

const DlnCommand dln_command_tenant_create = {
    .name = "tenant create",
    .purpose = DLN_PURPOSE_TENANTS,
    .arguments = "SLUG",
    .min_words = 1,
    .max_words = 1,
    .summary = "make a tenant, ready to use",
    .description =
        "Makes the tenant's schema, database or file, applies every tenant migration, runs the "
        "configured seed and "
        "registers the tenant: all or nothing. SLUG stands for {tenant} in the configured pattern.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN,
    .options = options,
    .examples = examples,
    .run = run,
};
