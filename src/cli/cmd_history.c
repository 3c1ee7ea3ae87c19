/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_history.c: `dunlin history`. */
#include "cli.h"
#include "text.h"

static const DlnExample examples[] = {
    {"dunlin history",
        "002_create_approvals_table -> 003_add_timeline_events (head), Add timeline events"},
    {NULL},
};

/* "none" reads better than nothing. */
static char *join_or_none(char *const *names)
{
    return names && *names ? dln_cli_text_join(names, G_MAXUINT) : g_strdup("none");
}

static void print_details(const DlnCli *cli, const DunlinRevisionInfo *info)
{
    const DlnScreen *screen = &cli->out;
    g_autofree char *file = dln_cli_text_safe(info->file);
    g_autofree char *parents = join_or_none(info->parents);
    g_autofree char *depends = join_or_none(info->depends);
    g_autofree char *checksum = dln_cli_text_safe(info->checksum);

    dln_cli_screen_print(screen, "    file        %s\n", file);
    dln_cli_screen_print(screen, "    scope       %s\n", info->scope);
    dln_cli_screen_print(screen, "    parents     %s\n", parents);
    dln_cli_screen_print(screen, "    depends     %s\n", depends);
    dln_cli_screen_print(screen, "    checksum    %s\n", checksum);
    dln_cli_screen_print(screen, "    reversible  %s\n\n", info->reversible ? "yes" : "no");
}

static void print_revision(const DlnCli *cli, const DunlinRevisionInfo *info, gboolean with_scope)
{
    const DlnScreen *screen = &cli->out;
    g_autofree char *parents = info->parents && *info->parents
                                   ? dln_cli_text_join(info->parents, G_MAXUINT)
                                   : g_strdup("<base>");
    g_autofree char *safe_id = dln_cli_text_safe(info->id);
    g_autofree char *id = dln_cli_screen_paint(screen, DLN_STYLE_ID, safe_id);
    g_autofree char *description = dln_cli_text_safe(info->description);
    g_autofree char *head = dln_cli_screen_paint(screen, DLN_STYLE_GOOD, "(head)");

    dln_cli_screen_print(screen, "%s -> %s", parents, id);
    if (info->is_head)
        dln_cli_screen_print(screen, " %s", head);
    if (with_scope)
        dln_cli_screen_print(screen, " [%s]", info->scope);
    dln_cli_screen_print(screen, "%s%s\n", *description ? ", " : "", description);
    if (cli->verbose)
        print_details(cli, info);
}

static gboolean has_tenant_scope(const GPtrArray *history)
{
    for (guint i = 0; i < history->len; i++)
        if (!g_str_equal(((const DunlinRevisionInfo *)history->pdata[i])->scope, "public"))
            return TRUE;
    return FALSE;
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(GPtrArray) history = NULL;

    if (!project)
        return DLN_EXIT_FAILED;
    history = dunlin_history(project);
    if (cli->json) {
        g_autofree char *json = dunlin_history_to_json(history);

        dln_cli_print_json(cli, json);
        return DLN_EXIT_DONE;
    }
    for (guint i = history->len; i > 0; i--)
        print_revision(cli, history->pdata[i - 1], has_tenant_scope(history));
    if (history->len == 0)
        dln_cli_hint(cli, "there is no migration yet; `dunlin revision -m \"create users\"` writes "
                          "the first one");
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_history = {
    .name = "history",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "list the migrations, newest first",
    .description = "Lists the project's migrations, newest first: what each one follows, what it "
                   "is called, and which "
                   "are heads; in a project with tenants also the scope. With `--verbose` the "
                   "file, the checksum and "
                   "what it depends on. Opens no database.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .examples = examples,
    .run = run,
};
