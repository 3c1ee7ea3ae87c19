/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_rebase.c: `dunlin rebase`. */
#include "cli.h"
#include "text.h"

static const DlnOption options[] = {
    {"onto", 0, DLN_OPTION_TEXT, "HEAD", "what it shall follow (default: the other head)"},
    {"offline", 0, DLN_OPTION_SWITCH, NULL,
        "ask no database whether it is applied: only where you know that it is not"},
    {"continue", 0, DLN_OPTION_SWITCH, NULL, "finish a rebase that was cut off"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin rebase 004_invoices", "004_orders and 004_invoices: the latter becomes 005_invoices"},
    {"dunlin rebase --continue", "after a kill in the middle of a rebase"},
    {NULL},
};

static void print(const DlnCli *cli, const DunlinRebase *rebase)
{
    g_autofree char *onto = dln_cli_text_safe(rebase->onto);

    for (guint i = 0; i < rebase->renamed->len; i++) {
        const DunlinRenamed *renamed = rebase->renamed->pdata[i];
        g_autofree char *from = dln_cli_text_safe(renamed->from);
        g_autofree char *to = dln_cli_text_safe(renamed->to);

        if (g_str_equal(from, to))
            dln_cli_screen_print(&cli->out, "%s", from);
        else
            dln_cli_screen_print(&cli->out, "%s is now %s", from, to);
        dln_cli_screen_print(&cli->out, "%s%s\n", i == 0 ? ", behind " : "", i == 0 ? onto : "");
    }
    if (rebase->renamed->len == 0)
        dln_cli_screen_print(&cli->out, "finished the rebase that was cut off\n");
    for (guint i = 0; i < rebase->changes->len; i++) {
        g_autofree char *change = dln_cli_text_safe(rebase->changes->pdata[i]);

        dln_cli_screen_print(&cli->out, "  %s\n", change);
    }
}

static void warn_stale(DlnCli *cli, const DunlinRebase *rebase)
{
    for (guint i = 0; i < rebase->stale->len; i++) {
        const char *id = rebase->stale->pdata[i];
        g_autofree char *text = g_strdup_printf(
            "the checkpoint \"%s\" no longer stands for what comes before it, and every upgrade "
            "refuses it: make it anew with `dunlin checkpoint --renew %s`",
            id, id);

        dln_cli_warn(cli, text);
    }
}

static gboolean check_words(const DlnCli *cli, gboolean resume, GError **error)
{
    const gboolean has_words = dln_cli_word(cli, 0) != NULL;

    if (resume && (has_words || dln_cli_arguments_has(cli->arguments, "onto"))) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "--continue finishes what was begun: it takes no revision and no --onto");
        return FALSE;
    }
    if (!resume && !has_words) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "say which migration to put behind the other head: `dunlin rebase 004_invoices`");
        return FALSE;
    }
    return TRUE;
}

static int run(DlnCli *cli, GError **error)
{
    const DunlinProjectOptions project_options = dln_cli_project_options(cli);
    const DunlinRebaseOptions rebase = {
        .revisions = dln_cli_arguments_words(cli->arguments),
        .onto = dln_cli_arguments_text(cli->arguments, "onto"),
        .offline = dln_cli_arguments_has(cli->arguments, "offline"),
        .resume = dln_cli_arguments_has(cli->arguments, "continue"),
    };
    g_autoptr(DunlinRebase) result = NULL;

    if (!check_words(cli, rebase.resume, error) ||
        !dunlin_rebase(&project_options, &rebase, &result, error))
        return DLN_EXIT_FAILED;
    warn_stale(cli, result);
    if (cli->json) {
        g_autofree char *json = dunlin_rebase_to_json(result);

        dln_cli_print_json(cli, json);
    } else {
        print(cli, result);
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_rebase = {
    .name = "rebase",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "REVISION...",
    .max_words = G_MAXUINT,
    .summary = "put one of two branches behind the other",
    .description =
        "Gives a migration, and those that follow it, the next numbers, so that they follow the "
        "other "
        "head: their files, their down files, the `parent` and `depends` lines that name them, and "
        "`dunlin.sum` change together. Their SQL does not.\n\n"
        "Only what is applied nowhere can be renumbered: every database of the project is asked, "
        "and one "
        "that does not answer stops the rebase, unless `--offline` says that it need not be asked. "
        "Where "
        "both branches are applied somewhere, `dunlin merge` joins them.\n\n"
        "After a kill half way every command says so; `--continue` does the rest.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
