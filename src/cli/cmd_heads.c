/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_heads.c: `dunlin heads`. */
#include "views.h"

static const DlnOption options[] = {
    {"resolve-dependencies", 0, DLN_OPTION_SWITCH, NULL,
        "leave out heads that another revision of the lineage depends on"},
    DLN_OPTION_SCOPE,
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin heads", "004_add_index (head)"},
    {"dunlin heads --scope tenant --verbose", "with file, parents and labels"},
    {NULL},
};

/* As Alembic does, in the order in which the files stand, whatever depends on what. */
static void print_heads(
    const DlnCli *cli, const DlnLineage *lineage, const char *indent, gconstpointer user_data)
{
    const GPtrArray *heads = user_data;
    guint n_printed = 0;

    for (guint i = 0; i < heads->len; i++) {
        g_autoptr(DlnLine) line = dln_cli_line_new();
        guint index;

        if (!dln_cli_lineage_find(
                lineage, ((const DunlinRevisionInfo *)heads->pdata[i])->id, &index))
            continue;
        if (cli->verbose) {
            dln_cli_screen_print(&cli->out, "%s", n_printed++ > 0 ? "\n" : "");
            dln_cli_views_print_revision(cli, lineage, index, indent);
            continue;
        }
        dln_cli_line_add(line, DLN_STYLE_PLAIN, indent);
        dln_cli_lineage_describe(lineage, index, 0, line);
        dln_cli_line_print(line, &cli->out);
    }
}

static int run(DlnCli *cli, GError **error)
{
    gboolean resolves = dln_cli_arguments_has(cli->arguments, "resolve-dependencies");
    DunlinHistoryOptions wanted = {
        .part = resolves ? DUNLIN_HISTORY_REAL_HEADS : DUNLIN_HISTORY_HEADS};
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(GPtrArray) heads = project ? dln_cli_views_load(cli, project, wanted, error) : NULL;

    if (!heads)
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_history_to_json(heads);

        dln_cli_print_json(cli, json);
    } else if (dln_cli_views_print(cli, heads, print_heads, heads) == 0) {
        dln_cli_hint(cli, "there is no migration");
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_heads = {
    .name = "heads",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "list the heads: the migrations that nothing follows",
    .description =
        "Prints each head with the labels of its branch. One head is what an upgrade leads to; of "
        "several, `upgrade` asks which one is meant: `heads` are all of them. In a project with "
        "tenants each scope has heads of its own.\n\n"
        "A head that another revision of the lineage depends on is an effective head: an upgrade "
        "to that revision passes it. `--resolve-dependencies` leaves it out. Opens no database.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .options = options,
    .examples = examples,
    .run = run,
};
