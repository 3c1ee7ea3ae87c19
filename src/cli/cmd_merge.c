/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_merge.c: `dunlin merge`. */
#include "cli.h"
#include "text.h"

static const DlnOption options[] = {
    {"message", 'm', DLN_OPTION_TEXT, "TEXT",
        "what the merge is for; its file is named after it (default: \"merge A and B\")"},
    {"scope", 's', DLN_OPTION_TEXT, "public|tenant|both",
        "whose history (default: the one that has several heads)", "public tenant both"},
    {"branch-label", 0, DLN_OPTION_TEXT, "LABEL", "a label for the merge"},
    {"rev-id", 0, DLN_OPTION_TEXT, "ID",
        "stands before the words of the message, instead of the next number"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin merge -m \"join orders and invoices\"", "all heads of the history that has several"},
    {"dunlin merge -m \"join them\" 004_orders 004_invoices", "these two"},
    {NULL},
};

static int run(DlnCli *cli, GError **error)
{
    const DunlinMergeOptions merge = {
        .message = dln_cli_arguments_text(cli->arguments, "message"),
        .revisions = dln_cli_arguments_words(cli->arguments),
        .scope = dln_cli_arguments_text(cli->arguments, "scope"),
        .branch_label = dln_cli_arguments_text(cli->arguments, "branch-label"),
        .rev_id = dln_cli_arguments_text(cli->arguments, "rev-id"),
    };
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DunlinCreated) created = NULL;

    if (!project || !dunlin_merge(project, &merge, &created, error))
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_created_to_json(created);

        dln_cli_print_json(cli, json);
    } else {
        g_autofree char *file = dln_cli_text_safe(created->file);
        g_autofree char *parents = dln_cli_text_join(created->parents, G_MAXUINT);

        dln_cli_screen_print(&cli->out, "created %s, which joins %s\n", file, parents);
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_merge = {
    .name = "merge",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "[-m MESSAGE] [REVISION...]",
    .max_words = G_MAXUINT,
    .summary = "join several heads with a migration that has them all as parents",
    .description =
        "Writes a migration with nothing in it whose parents are the heads named, or all heads of "
        "the "
        "history that has several (`heads` says the same). Afterwards there is one head again, and "
        "`dunlin upgrade` applies what is pending of each branch, then the merge. Both branches "
        "stay as "
        "they are, so it is right even where one or both are applied somewhere. Opens no "
        "database.\n\n"
        "`dunlin rebase` is the other way out: it puts one branch behind the other.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
