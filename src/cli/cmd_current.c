/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_current.c: `dunlin current`. */
#include "position.h"
#include "text.h"
#include "views.h"

static const DlnOption options[] = {
    {"check-heads", 0, DLN_OPTION_SWITCH, NULL, "exit with 3 unless every database is at its head"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin current", "003_add_timeline_events (head)"},
    {"dunlin current --check-heads || dunlin upgrade", "only where it is needed"},
    {NULL},
};

/* Nothing applied has no line of its own: a script that reads the id must not take words for one. */
static void print_single(const DlnCli *cli, const DunlinPosition *position)
{
    for (guint i = 0; position->heads && position->heads[i]; i++) {
        g_autofree char *head = dln_cli_text_safe(position->heads[i]);

        dln_cli_screen_print(&cli->out, "%s%s\n", head, position->at_head ? " (head)" : "");
    }
    if (!position->problem && !(position->heads && *position->heads))
        dln_cli_hint(cli, "nothing is applied yet");
}

static char *position_text(const DunlinPosition *position)
{
    return position->problem ? dln_cli_text_safe(position->problem->message)
                             : dln_cli_position_heads(position);
}

static void print_listed(const DlnCli *cli, const DunlinStatus *status)
{
    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];
        g_autofree char *name = dln_cli_text_safe(database->name);
        g_autofree char *text = position_text(database->position);

        dln_cli_screen_print(&cli->out, "%s: %s\n", name, text);
    }
}

static void print_grouped(const DlnCli *cli, const DunlinStatus *status)
{
    for (guint i = 0; i < status->positions->len; i++) {
        const DunlinPosition *position = status->positions->pdata[i];
        g_autoptr(GPtrArray) names = dln_cli_position_names(status, position);
        g_autofree char *text = position_text(position);
        g_autofree char *count = dln_cli_text_count(names->len, "tenant");
        g_autofree char *list = dln_cli_text_names(names, DLN_MAX_LISTED_TENANTS);
        gboolean is_few = names->len == 1 || position->scope == DUNLIN_SCOPE_PUBLIC;

        dln_cli_screen_print(&cli->out, "%s: %s\n", is_few ? list : count, text);
    }
}

/* With --verbose, everything about each revision at which a database stands. */
static gboolean print_details(
    DlnCli *cli, DunlinProject *project, const DunlinStatus *status, GError **error)
{
    const DunlinHistoryOptions wanted = {.status = status, .part = DUNLIN_HISTORY_CURRENT};
    g_autoptr(GPtrArray) history = NULL;

    if (!dunlin_history_select(project, &wanted, &history, error))
        return FALSE;
    dln_cli_views_print(cli, history, dln_cli_views_print_details, NULL);
    return TRUE;
}

/* As Alembic says it. */
static void print_place(const DlnCli *cli, const DunlinDatabaseStatus *database)
{
    g_autofree char *place = dln_cli_text_safe(database->place);

    dln_cli_screen_print(&cli->out, "Current revision(s) for %s:\n", place);
}

static gboolean print_status(
    DlnCli *cli, DunlinProject *project, const DunlinStatus *status, GError **error)
{
    gboolean is_single = !status->has_tenants && status->databases->len == 1;
    const DunlinDatabaseStatus *first = is_single ? status->databases->pdata[0] : NULL;

    dln_cli_warn_all(cli, status->warnings);
    if (is_single && cli->verbose && *first->position->heads)
        print_place(cli, first);
    else if (is_single)
        print_single(cli, first->position);
    else if (cli->verbose || dln_cli_status_n_tenants(status) <= DLN_MAX_LISTED_TENANTS)
        print_listed(cli, status);
    else
        print_grouped(cli, status);
    if (cli->verbose && !is_single)
        dln_cli_screen_print(&cli->out, "\n");
    return !cli->verbose || print_details(cli, project, status, error);
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    DunlinSelection selection = dln_cli_selection(cli);
    g_autoptr(DunlinStatus) status = NULL;
    const GError *failure;

    if (!project || !dunlin_status(project, &selection, NULL, &status, error))
        return DLN_EXIT_FAILED;
    failure = dln_cli_status_failure(status);
    if (cli->json) {
        g_autofree char *json = dunlin_status_to_json(status);

        dln_cli_print_json(cli, json);
    } else if (!failure && !print_status(cli, project, status, error)) {
        return DLN_EXIT_FAILED;
    }
    if (failure) {
        dln_cli_print_error(cli, failure);
        return dln_cli_exit_code(failure);
    }
    if (dln_cli_arguments_has(cli->arguments, "check-heads") && dln_cli_status_is_pending(status))
        return DLN_EXIT_PENDING;
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_current = {
    .name = "current",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "print the migration at which each database stands",
    .description = "Prints the newest applied migration: for a single database just that line, in "
                   "a project with "
                   "tenants a line for each, or for each group of them where there are many. With "
                   "`--verbose` a line for each, and the file, the parents, the labels and the "
                   "rest of each migration at which one stands. Writes nothing, not even a "
                   "missing ledger.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION,
    .options = options,
    .examples = examples,
    .run = run,
};
