/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_revision.c: `dunlin revision`. */
#include "cli.h"
#include "json.h"
#include "text.h"

static const DlnOption options[] = {
    {"message", 'm', DLN_OPTION_TEXT, "TEXT",
        "what the migration does; its file is named after it"},
    {"scope", 's', DLN_OPTION_TEXT, "public|tenant|both",
        "where it applies (required in a project with tenants)", "public tenant both"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin revision -m \"add user avatar\" --scope tenant",
        "writes, say, migrations/003_add_user_avatar.sql"},
    {NULL},
};

static int run(DlnCli *cli, GError **error)
{
    DunlinRevisionOptions revision = {
        .message = dln_cli_arguments_text(cli->arguments, "message"),
        .scope = dln_cli_arguments_text(cli->arguments, "scope"),
    };
    g_autoptr(DunlinProject) project = NULL;
    g_autoptr(GString) json = g_string_new("{");
    g_autofree char *file = NULL;
    g_autofree char *safe = NULL;

    if (!revision.message || !*revision.message) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "say what the migration does: -m \"add user avatar\"");
        return DLN_EXIT_USAGE;
    }
    project = dln_cli_load_project(cli, error);
    if (!project || !dunlin_revision_create(project, &revision, &file, error))
        return DLN_EXIT_FAILED;

    safe = dln_cli_text_safe(file);
    dln_cli_json_key(json, "file");
    dln_cli_json_string(json, file);
    g_string_append_c(json, '}');
    if (cli->json)
        dln_cli_print_json(cli, json->str);
    else
        dln_cli_screen_print(&cli->out, "created %s\n", safe);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_revision = {
    .name = "revision",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "-m MESSAGE",
    .summary = "write the next migration file",
    .description = "Writes a migration file with an empty `up` and an empty `down` section, "
                   "numbered after the highest "
                   "number in use. No database is opened.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
