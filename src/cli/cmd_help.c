/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_help.c: `dunlin help`. */
#include "commands.h"
#include "help.h"

static const DlnOption options[] = {
    /* For the build: manual pages are made from what the program says about itself. */
    {"format", 0, DLN_OPTION_TEXT, "text|scdoc", "how to write the page", "text scdoc", TRUE},
    {NULL},
};

static gboolean read_format(const DlnCli *cli, DlnHelpFormat *out_format, GError **error)
{
    const char *format = dln_cli_arguments_text(cli->arguments, "format");

    if (format && !g_str_equal(format, "text") && !g_str_equal(format, "scdoc")) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "--format is text or scdoc, not \"%s\"", format);
        return FALSE;
    }
    *out_format = g_strcmp0(format, "scdoc") == 0 ? DLN_HELP_SCDOC : DLN_HELP_TEXT;
    return TRUE;
}

static int run(DlnCli *cli, GError **error)
{
    g_autofree char *name = g_strjoinv(" ", (char **)dln_cli_arguments_words(cli->arguments));
    const DlnCommand *command = dln_cli_command_find(name);
    const char *nearest = *name ? dln_cli_command_suggest(name) : NULL;
    DlnHelpFormat format;

    if (!read_format(cli, &format, error))
        return DLN_EXIT_USAGE;
    if (command || !*name)
        return dln_cli_help_command(cli, command, format);
    if (dln_cli_command_is_family(name))
        return dln_cli_help_family(cli, name);
    g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
        nearest ? "there is no verb \"%s\"; did you mean \"%s\"?" : "there is no verb \"%s\"", name,
        nearest);
    return DLN_EXIT_USAGE;
}

const DlnCommand dln_command_help = {
    .name = "help",
    .purpose = DLN_PURPOSE_OTHER,
    .arguments = "[VERB]",
    .max_words = 2,
    .summary = "list the verbs, or explain one",
    .description =
        "Lists the verbs by what they are for, or explains one in full: `dunlin help upgrade` and "
        "`dunlin upgrade --help` are the same. With `--json` the table of verbs and options as "
        "data.",
    .options = options,
    .run = run,
};
