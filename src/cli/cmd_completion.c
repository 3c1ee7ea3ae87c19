/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_completion.c: `dunlin completion`: the table of verbs and options as a script for a shell. */
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "completion.h"
#include "json.h"

static const struct {
    const char *shell;
    char *(*write)(void);
} writers[] = {
    {"bash", dln_cli_completion_bash},
    {"zsh", dln_cli_completion_zsh},
    {"fish", dln_cli_completion_fish},
};

static const DlnExample examples[] = {
    {"source <(dunlin completion bash)", "for this shell; put it into ~/.bashrc for all"},
    {"dunlin completion zsh > ~/.zfunc/_dunlin", "a directory of $fpath"},
    {"dunlin completion fish > ~/.config/fish/completions/dunlin.fish", "for fish"},
    {NULL},
};

static int run(DlnCli *cli, GError **error)
{
    const char *shell = dln_cli_word(cli, 0);
    g_autoptr(GString) json = g_string_new("{");
    g_autofree char *script = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(writers); i++)
        if (g_str_equal(writers[i].shell, shell))
            script = writers[i].write();
    if (!script) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "there is no completion for \"%s\": name bash, zsh or fish", shell);
        return DLN_EXIT_USAGE;
    }
    dln_cli_json_key(json, "shell");
    dln_cli_json_string(json, shell);
    dln_cli_json_key(json, "script");
    dln_cli_json_string(json, script);
    g_string_append_c(json, '}');
    if (cli->json)
        dln_cli_print_json(cli, json->str);
    else
        dln_cli_screen_print(&cli->out, "%s", script);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_completion = {
    .name = "completion",
    .purpose = DLN_PURPOSE_OTHER,
    .arguments = "bash|zsh|fish",
    .min_words = 1,
    .max_words = 1,
    .words = "bash zsh fish",
    .summary = "print a completion script for a shell",
    .description = "Prints a script that lets the shell complete verbs, options and their values.",
    .examples = examples,
    .run = run,
};
