/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_wait.c: `dunlin wait`. */
#include "cli.h"
#include "text.h"

#define DEFAULT_TIMEOUT "60s"

static const DlnOption options[] = {
    {"timeout", 't', DLN_OPTION_TEXT, "TIME",
        "give up after this long (default: " DEFAULT_TIMEOUT ")"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin wait --timeout 2min && dunlin upgrade",
        "in a container that starts together with its database"},
    {NULL},
};

static int run(DlnCli *cli, GError **error)
{
    const char *timeout = dln_cli_arguments_text(cli->arguments, "timeout");
    gint64 started_us = g_get_monotonic_time();
    g_autoptr(DunlinProject) project = NULL;
    g_autofree char *waited = NULL;
    gint64 timeout_ms;

    if (!dln_cli_text_parse_duration(timeout ? timeout : DEFAULT_TIMEOUT, &timeout_ms, error)) {
        g_prefix_error(error, "--timeout: ");
        return DLN_EXIT_USAGE;
    }
    project = dln_cli_load_project(cli, error);
    if (!project || !dunlin_wait(project, timeout_ms, NULL, error))
        return DLN_EXIT_FAILED;

    waited = dln_cli_text_duration(g_get_monotonic_time() - started_us);
    if (cli->json)
        dln_cli_print_json(cli, "{\"ready\": true}");
    else if (!cli->quiet)
        dln_cli_screen_print(&cli->out, "the database answers (after %s)\n", waited);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_wait = {
    .name = "wait",
    .purpose = DLN_PURPOSE_OTHER,
    .arguments = "",
    .summary = "wait until the database answers",
    .description = "Asks again and again until the shared database answers (without one: the "
                   "server of the first "
                   "tenant). A wrong password or a wrong configuration is reported at once. When "
                   "the time is up, the "
                   "last reason is printed and the exit code is 5.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
