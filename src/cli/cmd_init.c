/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_init.c: `dunlin init`. */
#include "cli.h"
#include "json.h"
#include "text.h"

static const DlnOption options[] = {
    {"url", 'u', DLN_OPTION_TEXT, "URL",
        "the shared database (default: ${DATABASE_URL}, read when it is used)"},
    {"tenants", 't', DLN_OPTION_TEXT, "schemas|databases|files",
        "tenants, each in a schema, a database or a file of its own (default: no tenants)",
        "schemas databases files"},
    {"directory", 'C', DLN_OPTION_PATH, "DIR", "run as if started in DIR"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin init", "a single database, named by DATABASE_URL"},
    {"dunlin init --tenants schemas shop", "a schema for each tenant; in the new directory shop"},
    {"dunlin init --url sqlite:///data/system.db --tenants files",
        "SQLite, a file for each tenant"},
    {NULL},
};

static void print_files(const DlnCli *cli, char *const *files)
{
    g_autoptr(GString) json = g_string_new("{");

    if (cli->json) {
        dln_cli_json_key(json, "files");
        dln_cli_json_strings(json, (const char *const *)files);
        g_string_append_c(json, '}');
        dln_cli_print_json(cli, json->str);
        return;
    }
    for (guint i = 0; files[i]; i++) {
        g_autofree char *file = dln_cli_text_safe(files[i]);

        dln_cli_screen_print(&cli->out, "created %s\n", file);
    }
    fflush(cli->out.stream);
    dln_cli_hint(
        cli, dln_cli_arguments_has(cli->arguments, "tenants")
                 ? "`dunlin revision -m \"create users\" --scope tenant` writes the first migration"
                 : "`dunlin revision -m \"create users\"` writes the first migration");
}

static int run(DlnCli *cli, GError **error)
{
    const char *root = dln_cli_arguments_text(cli->arguments, "directory");
    const char *below = dln_cli_word(cli, 0);
    g_autofree char *directory = root && below ? g_build_filename(root, below, NULL) : NULL;
    DunlinInitOptions init = {
        .directory = directory ? directory : (below ? below : root),
        .url = dln_cli_arguments_text(cli->arguments, "url"),
        .tenants = dln_cli_arguments_text(cli->arguments, "tenants"),
    };
    g_auto(GStrv) files = NULL;

    if (directory && g_path_is_absolute(below))
        init.directory = below;
    if (!dunlin_init(&init, &files, error))
        return DLN_EXIT_FAILED;
    print_files(cli, files);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_init = {
    .name = "init",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "[DIRECTORY]",
    .max_words = 1,
    .summary = "write dunlin.yaml and a directory for migrations",
    .description =
        "Starts a project in DIRECTORY (default: the current one; made when missing): writes "
        "`dunlin.yaml` "
        "with every line explained and an empty directory for migrations. A file that is there is "
        "never "
        "overwritten. A password does not belong in the file: put it in the environment.",
    .options = options,
    .examples = examples,
    .run = run,
};
