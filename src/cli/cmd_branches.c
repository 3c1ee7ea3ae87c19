/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_branches.c: `dunlin branches`. */
#include "text.h"
#include "views.h"

static const DlnOption options[] = {
    DLN_OPTION_SCOPE,
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin branches", "003_add_orders (branchpoint), and below it what branches off"},
    {NULL},
};

static void print_child(
    const DlnCli *cli, const DlnLineage *lineage, const char *id, const char *indent)
{
    g_autoptr(DlnLine) line = dln_cli_line_new();
    guint index;

    if (!dln_cli_lineage_find(lineage, id, &index))
        return;
    dln_cli_line_format(line, DLN_STYLE_PLAIN, "%s -> ", indent);
    dln_cli_lineage_describe(
        lineage, index, DLN_WORDS_TREE | (cli->verbose ? DLN_WORDS_DOC : 0), line);
    dln_cli_line_print(line, &cli->out);
}

/* Where several follow one: that one, and behind its width those that follow. */
static void print_branchpoint(
    const DlnCli *cli, const DlnLineage *lineage, guint index, const char *indent)
{
    const DunlinRevisionInfo *info = lineage->revisions->pdata[index];
    char **children = dln_cli_lineage_place(lineage, index)->children;
    g_autofree char *id = dln_cli_text_safe(info->id);
    g_autofree char *deeper = g_strdup_printf("%s%*s", indent, (int)dln_cli_text_columns(id), "");
    g_autoptr(DlnLine) line = dln_cli_line_new();

    if (cli->verbose) {
        dln_cli_views_print_revision(cli, lineage, index, indent);
    } else {
        dln_cli_line_add(line, DLN_STYLE_PLAIN, indent);
        dln_cli_lineage_describe(lineage, index, DLN_WORDS_TREE, line);
        dln_cli_line_print(line, &cli->out);
    }
    for (guint i = 0; children[i]; i++)
        print_child(cli, lineage, children[i], deeper);
}

/* branchpoints: those of one lineage; history: all of it, for the order and for what branches off. */
static void print_branches(
    const DlnCli *cli, const DlnLineage *branchpoints, const char *indent, gconstpointer history)
{
    g_autoptr(DlnLineage) lineage = dln_cli_lineage_new(history, branchpoints->scope);
    guint n_printed = 0;

    for (guint i = 0; i < lineage->revisions->len; i++) {
        if (g_strv_length(dln_cli_lineage_place(lineage, i)->children) < 2)
            continue;
        if (n_printed++ > 0)
            dln_cli_screen_print(&cli->out, "\n");
        print_branchpoint(cli, lineage, i, indent);
    }
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    const DunlinHistoryOptions wanted = {.part = DUNLIN_HISTORY_BRANCHPOINTS};
    g_autoptr(GPtrArray) branchpoints =
        project ? dln_cli_views_load(cli, project, wanted, error) : NULL;
    g_autoptr(GPtrArray) history = branchpoints ? dunlin_history(project) : NULL;

    if (!branchpoints)
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_history_to_json(branchpoints);

        dln_cli_print_json(cli, json);
    } else if (dln_cli_views_print(cli, branchpoints, print_branches, history) == 0) {
        dln_cli_hint(cli, "the history has no branches");
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_branches = {
    .name = "branches",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "list the branch points and what branches off there",
    .description = "Prints each migration that several others follow, and these below it, with "
                   "labels and heads. With `--verbose` everything about the branch point, and the "
                   "descriptions of what follows. Opens no database.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
