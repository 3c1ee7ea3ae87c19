/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_tenant_drop.c: `dunlin tenant drop`. */
#include "cli.h"
#include "json.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

static const DlnOption options[] = {
    {"yes", 'y', DLN_OPTION_TEXT, "NAME", "the tenant's name once more: all its data is lost"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin tenant drop acme --yes acme", "drops the schema, database or file of acme"},
    {NULL},
};

static void print_result(const DlnCli *cli, const char *name)
{
    g_autoptr(GString) json = g_string_new("{");
    g_autofree char *safe = dln_cli_text_safe(name);

    dln_cli_json_key(json, "dropped");
    dln_cli_json_string(json, name);
    g_string_append_c(json, '}');
    if (cli->json)
        dln_cli_print_json(cli, json->str);
    else if (!cli->quiet)
        dln_cli_screen_print(&cli->out, "dropped tenant %s\n", safe);
}

/* "dunlin: TEXT" on stderr; there is no bar to step over. */
static void print_notice(const char *text, gpointer user_data)
{
    const DlnCli *cli = user_data;

    if (!cli->quiet)
        dln_cli_screen_print(&cli->err, "dunlin: %s\n", text);
}

static int run(DlnCli *cli, GError **error)
{
    const char *name = dln_cli_word(cli, 0);
    const char *confirm = dln_cli_arguments_text(cli->arguments, "yes");
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(DunlinProject) project = NULL;
    g_autoptr(GError) run_error = NULL;
    DlnSignals *signals;
    int signal_number;

    if (g_strcmp0(name, confirm) != 0) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "this loses all data of the tenant \"%s\"; to confirm, name it once more: "
            "dunlin tenant drop %s --yes %s",
            name, name, name);
        return DLN_EXIT_USAGE;
    }
    project = dln_cli_load_project(cli, error);
    if (!project)
        return DLN_EXIT_FAILED;
    signals = dln_cli_signals_start(cancellable, NULL, print_notice, cli);
    dunlin_tenant_drop(project, name, confirm, cancellable, &run_error);
    signal_number = dln_cli_signals_stop(signals);
    if (!run_error) {
        print_result(cli, name);
        return DLN_EXIT_DONE;
    }
    return dln_cli_fail(cli, run_error, dln_cli_run_exit_code(run_error, signal_number));
}

const DlnCommand dln_command_tenant_drop = {
    .name = "tenant drop",
    .purpose = DLN_PURPOSE_TENANTS,
    .arguments = "NAME --yes NAME",
    .min_words = 1,
    .max_words = 1,
    .summary = "drop a tenant and all its data",
    .description = "Drops the tenant's schema, database or file. The name has to be given twice, "
                   "and is a name, never "
                   "a pattern.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
