/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_repair.c: `dunlin repair`. */
#include "cli.h"
#include "text.h"

static const DlnOption options[] = {
    {"apply", 0, DLN_OPTION_SWITCH, NULL, "do it; without it nothing is changed"},
    {"mark-applied", 0, DLN_OPTION_LIST, "ID",
        "the migration was cut off, and all of it is there; may be repeated, as the others"},
    {"mark-reverted", 0, DLN_OPTION_LIST, "ID",
        "the migration was cut off, and nothing of it is there"},
    {"statement-done", 0, DLN_OPTION_LIST, "ID",
        "the statement of it that was under way took effect: go on behind it"},
    {"statement-not-done", 0, DLN_OPTION_LIST, "ID", "it did not: go on with it"},
    {"accept", 0, DLN_OPTION_LIST, "ID", "its file was edited on purpose after it was applied"},
    {"forget", 0, DLN_OPTION_LIST, "ID", "its file is gone for good: drop the row"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin repair", "show what is wrong, and what can be done"},
    {"dunlin repair --apply", "do what needs no decision"},
    {"dunlin repair --mark-applied 003 --tenant acme --apply", "003 was finished by hand"},
    {"dunlin repair --accept 002 --apply", "the change in the file of 002 is meant"},
    {NULL},
};

#define MAX_NAMES 10
#define STATEMENT_COLUMNS 100

/* A finding, and the databases in which it is the same. */
typedef struct {
    const DunlinRepairResult *first;
    const DunlinRepairFinding *finding;
    GPtrArray *others;
} Group;

static void group_clear(Group *group)
{
    g_ptr_array_unref(group->others);
}

static gboolean is_same(const DunlinRepairFinding *a, const DunlinRepairFinding *b)
{
    return a->kind == b->kind && g_strcmp0(a->what, b->what) == 0 &&
           g_strcmp0(a->probe, b->probe) == 0 && g_strcmp0(a->action, b->action) == 0 &&
           a->is_done == b->is_done;
}

static void add_to_groups(
    GArray *groups, const DunlinRepairResult *result, const DunlinRepairFinding *finding)
{
    for (guint i = 0; i < groups->len; i++) {
        Group *group = &g_array_index(groups, Group, i);
        if (group->first->scope == result->scope && group->first != result &&
            is_same(group->finding, finding)) {
            g_ptr_array_add(group->others, result->name);
            return;
        }
    }
    Group group = {result, finding, g_ptr_array_new()};
    g_array_append_val(groups, group);
}

static GArray *group_all(const DunlinRepairReport *report)
{
    GArray *groups = g_array_new(FALSE, FALSE, sizeof(Group));

    g_array_set_clear_func(groups, (GDestroyNotify)group_clear);
    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinRepairResult *result = report->databases->pdata[i];
        for (guint k = 0; k < result->findings->len; k++)
            add_to_groups(groups, result, result->findings->pdata[k]);
    }
    return groups;
}

static const char *state_word(const DunlinRepairFinding *finding, const DunlinRepairStatement *statement)
{
    switch (statement->state) {
    case DUNLIN_STATEMENT_DONE:
        return "done";
    case DUNLIN_STATEMENT_LEFT:
        return "left";
    case DUNLIN_STATEMENT_IN_FLIGHT:
        break;
    }
    if (g_strcmp0(finding->probe, "done") == 0)
        return "was under way, and took effect";
    if (g_strcmp0(finding->probe, "redo") == 0)
        return "was under way, and did not take effect or may be sent again";
    return "was under way, and the database cannot tell what became of it";
}

static void print_statements(const DlnCli *cli, const DunlinRepairFinding *finding)
{
    for (guint i = 0; finding->statements && i < finding->statements->len; i++) {
        const DunlinRepairStatement *statement = finding->statements->pdata[i];
        g_autofree char *safe = dln_cli_text_safe(statement->text);
        g_autofree char *text = dln_cli_text_fit(safe, STATEMENT_COLUMNS, cli->out.signs->ellipsis);
        g_autofree char *file = dln_cli_text_safe(finding->file);

        dln_cli_screen_print(&cli->out, "    %s:%u  %s\n      %s\n", file, statement->line, text,
            state_word(finding, statement));
    }
}

static void print_line(const DlnCli *cli, guint indent, const char *text)
{
    g_autofree char *safe = dln_cli_text_safe(text);

    dln_cli_screen_print(&cli->out, "%*s", (int)indent, "");
    dln_cli_screen_print_text(&cli->out, safe, indent, indent + 2);
}

static void print_outlook(
    const DlnCli *cli, const DunlinRepairReport *report, const DunlinRepairFinding *finding)
{
    g_autofree char *line = NULL;

    if (!finding->action) {
        for (guint i = 0; finding->remedies[i]; i++)
            print_line(cli, 2, finding->remedies[i]);
        return;
    }
    line = g_strdup_printf("%s: %s",
        finding->is_done     ? "done"
        : report->is_applied ? "not done"
                             : "with --apply",
        finding->action);
    print_line(cli, 2, line);
}

static void print_group(const DlnCli *cli, const DunlinRepairReport *report, const Group *group)
{
    g_autofree char *where = group->first->scope == DUNLIN_SCOPE_TENANT
                                 ? g_strdup_printf("tenant %s", group->first->name)
                                 : g_strdup(group->first->name);
    g_autofree char *head =
        g_strdup_printf("%s (%s): %s", where, group->first->place, group->finding->what);

    print_line(cli, 0, head);
    print_statements(cli, group->finding);
    if (group->others->len > 0) {
        g_autofree char *names =
            dln_cli_text_names(group->others, cli->verbose ? G_MAXUINT : MAX_NAMES);
        g_autofree char *others =
            g_strdup_printf("the same in %u more: %s", group->others->len, names);

        print_line(cli, 2, others);
    }
    print_outlook(cli, report, group->finding);
}

static void print_report(const DlnCli *cli, const DunlinRepairReport *report)
{
    g_autoptr(GArray) groups = group_all(report);

    for (guint i = 0; i < groups->len; i++)
        print_group(cli, report, &g_array_index(groups, Group, i));
    if (report->n_findings == 0) {
        dln_cli_screen_print(&cli->out, "nothing to repair\n");
        return;
    }
    g_autofree char *found = dln_cli_text_count(report->n_findings, "finding");
    if (report->is_applied)
        dln_cli_screen_print(&cli->out, "%s, %u repaired\n", found, report->n_done);
    else
        dln_cli_screen_print(&cli->out, "%s; nothing was changed\n", found);
}

static void print_failures(const DlnCli *cli, const DunlinRepairReport *report)
{
    for (guint i = 0; report->databases->len > 1 && i < report->databases->len; i++) {
        const DunlinRepairResult *result = report->databases->pdata[i];
        if (!result->error)
            continue;
        g_autofree char *name = dln_cli_text_safe(result->name);
        g_autofree char *place = dln_cli_text_safe(result->place);
        dln_cli_screen_print(&cli->err, "%s%s (%s)\n",
            result->scope == DUNLIN_SCOPE_TENANT ? "tenant " : "", name, place);
        dln_cli_print_cause(cli, result->error, 2);
    }
}

static DunlinRepairOptions options_of(const DlnCli *cli)
{
    const DlnArguments *arguments = cli->arguments;

    return (DunlinRepairOptions){
        .run = {.selection = dln_cli_selection(cli)},
        .mark_applied = dln_cli_arguments_list(arguments, "mark-applied"),
        .mark_reverted = dln_cli_arguments_list(arguments, "mark-reverted"),
        .statement_done = dln_cli_arguments_list(arguments, "statement-done"),
        .statement_not_done = dln_cli_arguments_list(arguments, "statement-not-done"),
        .accept = dln_cli_arguments_list(arguments, "accept"),
        .forget = dln_cli_arguments_list(arguments, "forget"),
        .apply = dln_cli_arguments_has(arguments, "apply"),
    };
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    const DunlinRepairOptions repair_options = options_of(cli);
    g_autoptr(DunlinRepairReport) report = NULL;
    g_autoptr(GError) failed = NULL;

    if (!project)
        return DLN_EXIT_FAILED;
    dunlin_repair(project, &repair_options, &report, &failed);
    if (!report) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return DLN_EXIT_FAILED;
    }
    if (cli->json) {
        g_autofree char *json = dunlin_repair_report_to_json(report);

        dln_cli_print_json(cli, json);
    } else {
        print_report(cli, report);
    }
    dln_cli_warn_all(cli, report->warnings);
    if (!failed)
        return DLN_EXIT_DONE;
    print_failures(cli, report);
    dln_cli_print_error(cli, failed);
    return dln_cli_exit_code(failed);
}

const DlnCommand dln_command_repair = {
    .name = "repair",
    .purpose = DLN_PURPOSE_CHANGE,
    .arguments = "",
    .summary = "show what is wrong with ledgers, and mend it",
    .description =
        "Shows migrations without a transaction that were cut off, statement by statement; files "
        "that were edited, or are gone, after they were applied; invalid indexes; and SQLite files "
        "whose `user_version` disagrees with their ledger; with the command that does something "
        "about it.\n\n"
        "With `--apply`, and only then, it drops the invalid indexes that a journal names, sets "
        "`user_version` right, and does what is named. No migration runs.\n\n"
        "Ends with 0 whatever it finds, and with `--apply` when that was done: `dunlin check` is for "
        "scripts.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SELECTION,
    .options = options,
    .examples = examples,
    .run = run,
};
