/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_show.c: `dunlin show`. */
#include "cli.h"
#include "text.h"

static const DlnExample examples[] = {
    {"dunlin show 003", "the number is enough where it is unique"},
    {"dunlin show head", "the newest one"},
    {"dunlin show billing@head", "the newest one of the branch with this label"},
    {NULL},
};

static void print_field(const DlnCli *cli, const char *name, const char *value)
{
    g_autofree char *safe = dln_cli_text_safe(value);

    if (*safe)
        dln_cli_screen_print(&cli->out, "%-14s%s\n", name, safe);
}

static void print_list(const DlnCli *cli, const char *name, char *const *values)
{
    g_autofree char *joined = dln_cli_text_join(values, G_MAXUINT);

    if (*joined)
        dln_cli_screen_print(&cli->out, "%-14s%s\n", name, joined);
}

static void print_sql(const DlnCli *cli, const char *name, const char *sql)
{
    g_autofree char *safe = dln_cli_text_safe_block(sql);
    g_autofree char *title = dln_cli_screen_paint(&cli->out, DLN_STYLE_STRONG, name);

    g_strchomp(safe);
    dln_cli_screen_print(&cli->out, "\n%s\n%s\n", title,
        !sql            ? "(none)"
        : !*safe        ? "(empty)"
        : *safe == '\n' ? safe + 1
                        : safe);
}

static void print_info(const DlnCli *cli, const DunlinRevisionInfo *info)
{
    g_autofree char *safe_id = dln_cli_text_safe(info->id);
    g_autofree char *id = dln_cli_screen_paint(&cli->out, DLN_STYLE_ID, safe_id);

    dln_cli_screen_print(&cli->out, "%s%s%s\n", id, info->is_head ? " (head)" : "",
        info->repeatable       ? " (repeatable)"
            : info->checkpoint ? " (checkpoint)"
                               : "");
    print_field(cli, "description", info->description);
    print_field(cli, "file", info->file);
    print_field(cli, "format", info->format);
    print_field(cli, "scope", info->scope);
    print_list(cli, "parents", info->parents);
    print_list(cli, "depends", info->depends);
    print_list(cli, "labels", info->labels);
    if (info->checkpoint) {
        g_autofree char *stands_for = dln_cli_text_count(info->n_replaced, "migration");
        print_field(cli, "stands for", stands_for);
    }
    print_field(cli, "transaction", info->transactional ? "yes" : "no");
    if (info->batch_table) {
        g_autofree char *pause = g_strdup_printf("%" G_GINT64_FORMAT " ms", info->batch_pause_ms);
        g_autofree char *batch = g_strdup_printf("%s by %s, %u rows at a time%s%s",
            info->batch_table, info->batch_key, info->batch_size,
            info->batch_pause_ms > 0 ? ", then a pause of " : "",
            info->batch_pause_ms > 0 ? pause : "");
        print_field(cli, "batch", batch);
    }
    print_field(cli, "reversible", info->reversible ? "yes" : "no");
    print_field(cli, "checksum", info->checksum);
    print_sql(cli, "-- up", info->up_sql);
    print_sql(cli, "-- down", info->down_sql);
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(GPtrArray) shown = project ? dunlin_show(project, dln_cli_word(cli, 0), error) : NULL;

    if (!shown)
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_show_to_json(shown);

        dln_cli_print_json(cli, json);
        return DLN_EXIT_DONE;
    }
    for (guint i = 0; i < shown->len; i++) {
        dln_cli_screen_print(&cli->out, "%s", i > 0 ? "\n" : "");
        print_info(cli, shown->pdata[i]);
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_show = {
    .name = "show",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "REVISION",
    .min_words = 1,
    .max_words = 1,
    .words = "head heads",
    .summary = "print one migration and its SQL",
    .description =
        "Prints everything that is known about one migration, and the SQL of its sections as it "
        "would be sent. REVISION is its name, the beginning of it, its number, or a label; "
        "`head`, `heads` or `LABEL@head`; or counted from one of these: `003+2`, `head-1`. What "
        "names several, as `heads` may, prints each. Opens no database.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE,
    .examples = examples,
    .run = run,
};
