/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_version.c: `dunlin version`. Answers at once: no project, no database. */
#include "cli.h"
#include "json.h"

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(GString) json = g_string_new("{");

    if (!cli->json) {
        dln_cli_screen_print(&cli->out, "dunlin %s\n", dunlin_version());
        return DLN_EXIT_DONE;
    }
    dln_cli_json_key(json, "version");
    dln_cli_json_string(json, dunlin_version());
    g_string_append_c(json, '}');
    dln_cli_print_json(cli, json->str);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_version = {
    .name = "version",
    .purpose = DLN_PURPOSE_OTHER,
    .arguments = "",
    .summary = "say which version this is",
    .description = "Prints the version of Dunlin. It reads no configuration and opens no database. "
                   "`dunlin --version` is the same.",
    .run = run,
};
