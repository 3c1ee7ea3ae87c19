/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_status.c: `dunlin status`. */
#include <string.h>

#include "failures.h"
#include "position.h"
#include "table.h"
#include "text.h"

#define MAX_NAMES 10
#define MAX_APPLIED 10
#define MAX_PENDING 10
#define MAX_GROUP_PENDING 3
#define GROUP_INDENT 9

static const DlnOption options[] = {
    {"exit-code", 0, DLN_OPTION_SWITCH, NULL, "exit with 3 when anything is pending"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin status", "the shared database and all tenants, grouped where there are many"},
    {"dunlin status --tenant 'shop_*' --verbose", "these, each on its own"},
    {"dunlin status --exit-code", "in a deployment: is there anything to do?"},
    {NULL},
};

static const DlnColumn columns[] = {
    {"TENANT", DLN_COLUMN_FLEX},
    {"PLACE", DLN_COLUMN_SPARE},
    {"APPLIED", DLN_COLUMN_NUMBER},
    {"PENDING", DLN_COLUMN_NUMBER},
    {"AT", DLN_COLUMN_FLEX},
    {NULL},
};

static const struct {
    const char *text;
    DlnStyle style;
} states[] = {
    [DUNLIN_STATE_CURRENT] = {"up to date", DLN_STYLE_GOOD},
    [DUNLIN_STATE_BEHIND] = {"behind", DLN_STYLE_PENDING},
    [DUNLIN_STATE_EMPTY] = {"nothing applied", DLN_STYLE_PENDING},
    [DUNLIN_STATE_PARTIAL] = {"cut off in a migration", DLN_STYLE_BAD},
    [DUNLIN_STATE_PROBLEM] = {"problem", DLN_STYLE_BAD},
};

static guint count(char *const *ids)
{
    return ids ? g_strv_length((char **)ids) : 0;
}

/* The newest `max` ids, one a line, each behind its sign. */
static void print_ids(
    const DlnCli *cli, char *const *ids, const char *sign, DlnStyle style, guint max)
{
    guint n = count(ids);
    guint skipped = n > max && !cli->verbose ? n - max : 0;
    g_autofree char *painted = dln_cli_screen_paint(&cli->out, style, sign);

    if (skipped > 0)
        dln_cli_screen_print(&cli->out, "  %s %u earlier one%s\n", cli->out.signs->ellipsis,
            skipped, skipped == 1 ? "" : "s");
    for (guint i = skipped; i < n; i++) {
        g_autofree char *id = dln_cli_text_safe(ids[i]);

        dln_cli_screen_print(&cli->out, "  %s %s\n", painted, id);
    }
}

static void print_problem(const DlnCli *cli, const DunlinPosition *position)
{
    g_autofree char *sign = dln_cli_screen_paint(&cli->out, DLN_STYLE_BAD, cli->out.signs->failed);
    g_autofree char *message = NULL;

    if (!position->problem)
        return;
    message = dln_cli_text_safe(position->problem->message);
    dln_cli_screen_print(&cli->out, "  %s ", sign);
    dln_cli_screen_print_text(&cli->out, message, 4, 4);
}

/* What was cut off, and how far it had come. */
static void print_under_way(const DlnCli *cli, const DunlinPosition *position)
{
    g_autofree char *sign = NULL;
    g_autofree char *text = NULL;

    if (!position->under_way)
        return;
    sign = dln_cli_screen_paint(&cli->out, DLN_STYLE_BAD, cli->out.signs->failed);
    text = dln_cli_text_safe(position->under_way);
    dln_cli_screen_print(&cli->out, "  %s %s\n", sign, text);
}

static void print_public(const DlnCli *cli, const DunlinDatabaseStatus *database)
{
    const DunlinPosition *position = database->position;
    const DlnScreen *screen = &cli->out;
    g_autofree char *title = dln_cli_screen_paint(screen, DLN_STYLE_STRONG, "Public");
    g_autofree char *place = dln_cli_text_safe(database->place);
    g_autofree char *state =
        dln_cli_screen_paint(screen, states[position->state].style, states[position->state].text);

    dln_cli_screen_print(screen, "%s (%s): %s", title, place, state);
    if (position->applied && *position->applied)
        dln_cli_screen_print(screen, ", %u applied", count(position->applied));
    if (count(position->repeatable) > 0)
        dln_cli_screen_print(screen, ", %u repeatable", count(position->repeatable));
    if (position->state != DUNLIN_STATE_PROBLEM)
        dln_cli_screen_print(screen, ", %u pending", count(position->pending));
    dln_cli_screen_print(screen, "\n");
    print_problem(cli, position);
    print_under_way(cli, position);
    print_ids(cli, position->applied, screen->signs->done, DLN_STYLE_GOOD, MAX_APPLIED);
    print_ids(cli, position->repeatable, screen->signs->done, DLN_STYLE_GOOD, MAX_APPLIED);
    print_ids(cli, position->pending, screen->signs->pending, DLN_STYLE_PENDING, G_MAXUINT);
}

/* What is pending stands in rows of its own, below where the tenant is. */
static void add_pending(const DlnCli *cli, DlnTable *table, char *const *ids)
{
    guint n = count(ids);
    guint shown = cli->verbose ? n : MIN(n, MAX_PENDING);

    for (guint i = 0; i < shown; i++) {
        g_autofree char *id = dln_cli_text_safe(ids[i]);
        g_autofree char *cell = g_strdup_printf("%s %s", cli->out.signs->pending, id);

        dln_cli_table_add_row(table);
        dln_cli_table_set(table, 4, cell, DLN_STYLE_PENDING);
    }
    if (shown < n) {
        g_autofree char *cell =
            g_strdup_printf("%s and %u more", cli->out.signs->ellipsis, n - shown);

        dln_cli_table_add_row(table);
        dln_cli_table_set(table, 4, cell, DLN_STYLE_PENDING);
    }
}

static void add_tenant(const DlnCli *cli, DlnTable *table, const DunlinDatabaseStatus *database)
{
    const DunlinPosition *position = database->position;
    g_autofree char *name = dln_cli_text_safe(database->name);
    g_autofree char *place = dln_cli_text_safe(database->place);
    g_autofree char *applied = g_strdup_printf("%u", count(position->applied));
    g_autofree char *pending = g_strdup_printf("%u", count(position->pending));
    g_autofree char *heads = dln_cli_position_heads(position);
    gboolean is_known = position->state != DUNLIN_STATE_PROBLEM;
    g_autofree char *under_way = dln_cli_text_safe(position->under_way);
    g_autofree char *state = position->state == DUNLIN_STATE_PARTIAL
        ? g_strdup_printf("%s (%s)", states[position->state].text, under_way)
        : g_strdup(states[position->state].text);
    gboolean is_fine = is_known && position->state != DUNLIN_STATE_PARTIAL;

    dln_cli_table_add_row(table);
    dln_cli_table_set(table, 0, name, DLN_STYLE_STRONG);
    dln_cli_table_set(table, 1, place, DLN_STYLE_PLAIN);
    dln_cli_table_set(table, 2, is_known ? applied : "?", DLN_STYLE_PLAIN);
    dln_cli_table_set(table, 3, is_known ? pending : "?", DLN_STYLE_PLAIN);
    dln_cli_table_set(
        table, 4, is_fine ? heads : state, states[position->state].style);
    add_pending(cli, table, position->pending);
}

static void print_listed(const DlnCli *cli, const DunlinStatus *status)
{
    g_autoptr(DlnTable) table = dln_cli_table_new(&cli->out, columns);

    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];

        if (database->position->scope == DUNLIN_SCOPE_TENANT)
            add_tenant(cli, table, database);
    }
    dln_cli_table_print(table);
}

/* How many, to the right, before what is said of them. */
static void print_number(const DlnScreen *screen, guint number, DlnStyle style)
{
    g_autofree char *text = dln_cli_text_number(number);
    g_autofree char *painted = dln_cli_screen_paint(screen, style, text);
    int pad = MAX(0, GROUP_INDENT - 1 - (int)strlen(text));

    dln_cli_screen_print(screen, "%*s%s ", pad, "", painted);
}

/* "3 at 002_posts, pending 003_tags:" and their names below. */
static void print_group(
    const DlnCli *cli, const DunlinStatus *status, const DunlinPosition *position)
{
    const DlnScreen *screen = &cli->out;
    g_autoptr(GPtrArray) names = dln_cli_position_names(status, position);
    g_autofree char *heads = dln_cli_position_heads(position);
    g_autofree char *pending = dln_cli_text_join(position->pending, MAX_GROUP_PENDING);
    g_autofree char *list = dln_cli_text_names(names, MAX_NAMES);
    gboolean is_cut_off = position->state == DUNLIN_STATE_PARTIAL;
    gboolean has_heads = position->heads && *position->heads;
    gboolean is_listed = position->state != DUNLIN_STATE_CURRENT || names->len == 1;
    g_autofree char *line = g_strdup_printf("%s%s%s%s%s",
        is_cut_off  ? ""
        : has_heads ? "at "
                    : "with ",
        is_cut_off ? states[position->state].text : heads, *pending ? ", pending " : "", pending,
        is_listed ? ":" : "");

    print_number(screen, names->len, states[position->state].style);
    dln_cli_screen_print_text(screen, line, GROUP_INDENT, GROUP_INDENT);
    if (!is_listed)
        return;
    dln_cli_screen_print(screen, "%*s", GROUP_INDENT, "");
    dln_cli_screen_print_text(screen, list, GROUP_INDENT, GROUP_INDENT);
}

/* (transfer full) (element-type DlnFailure) */
static GArray *problems_of(const DunlinStatus *status)
{
    GArray *problems = g_array_new(FALSE, FALSE, sizeof(DlnFailure));

    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];
        const DunlinPosition *position = database->position;
        DlnFailure problem = {
            position->scope, database->name, database->place, NULL, position->problem};

        if (position->scope == DUNLIN_SCOPE_TENANT && position->problem)
            g_array_append_val(problems, problem);
    }
    return problems;
}

/* Each problem once, below the names of those that have it. */
static void print_problems(const DlnCli *cli, const GArray *problems)
{
    g_autoptr(GPtrArray) groups = dln_cli_failures_group(problems);
    g_autofree char *sign = dln_cli_screen_paint(&cli->out, DLN_STYLE_BAD, cli->out.signs->failed);

    for (guint i = 0; i < groups->len; i++) {
        const GArray *group = groups->pdata[i];
        const DlnFailure *first = &g_array_index(group, DlnFailure, 0);
        g_autoptr(GPtrArray) names = dln_cli_failures_names(group, 0);
        g_autofree char *list = dln_cli_text_names(names, cli->verbose ? G_MAXUINT : MAX_NAMES);
        g_autofree char *message = dln_cli_text_safe(first->error->message);

        dln_cli_screen_print(&cli->out, "\n  %s ", sign);
        dln_cli_screen_print_text(&cli->out, list, 4, 4);
        dln_cli_screen_print(&cli->out, "    ");
        dln_cli_screen_print_text(&cli->out, message, 4, 4);
    }
}

static void print_grouped(const DlnCli *cli, const DunlinStatus *status, guint n_problems)
{
    for (guint i = 0; i < status->positions->len; i++) {
        const DunlinPosition *position = status->positions->pdata[i];

        if (position->scope == DUNLIN_SCOPE_TENANT && !position->problem)
            print_group(cli, status, position);
    }
    if (n_problems == 0)
        return;
    print_number(&cli->out, n_problems, DLN_STYLE_BAD);
    dln_cli_screen_print(&cli->out, "with a problem\n");
}

static void print_tenants(const DlnCli *cli, const DunlinStatus *status)
{
    guint n_tenants = dln_cli_status_n_tenants(status);
    g_autofree char *title = dln_cli_screen_paint(&cli->out, DLN_STYLE_STRONG, "Tenants");
    g_autofree char *number = dln_cli_text_number(n_tenants);
    g_autoptr(GArray) problems = problems_of(status);

    dln_cli_screen_print(&cli->out, "%s: %s\n", title, number);
    if (n_tenants == 0)
        return;
    if (cli->verbose || n_tenants <= DLN_MAX_LISTED_TENANTS)
        print_listed(cli, status);
    else
        print_grouped(cli, status, problems->len);
    print_problems(cli, problems);
}

/* The public database stands first, where it was looked at; else NULL. */
static const DunlinDatabaseStatus *public_of(const DunlinStatus *status)
{
    const DunlinDatabaseStatus *first;

    if (status->databases->len == 0)
        return NULL;
    first = status->databases->pdata[0];
    return first->position->scope == DUNLIN_SCOPE_PUBLIC ? first : NULL;
}

static void print_status(DlnCli *cli, const DunlinStatus *status)
{
    const DunlinDatabaseStatus *public = public_of(status);
    gboolean shows_tenants =
        status->has_tenants && (!public || dln_cli_status_n_tenants(status) > 0 ||
                                   !dln_cli_arguments_has(cli->arguments, "public"));

    dln_cli_warn_all(cli, status->warnings);
    if (public)
        print_public(cli, public);
    if (public && shows_tenants)
        dln_cli_screen_print(&cli->out, "\n");
    if (shows_tenants)
        print_tenants(cli, status);
    fflush(cli->out.stream);
    if (dln_cli_status_has_work(status))
        dln_cli_hint(cli, "`dunlin upgrade` applies what is pending");
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    DunlinSelection selection = dln_cli_selection(cli);
    g_autoptr(DunlinStatus) status = NULL;
    const GError *failure;

    if (!project || !dunlin_status(project, &selection, NULL, &status, error))
        return DLN_EXIT_FAILED;
    if (cli->json) {
        g_autofree char *json = dunlin_status_to_json(status);

        dln_cli_print_json(cli, json);
    } else {
        print_status(cli, status);
    }
    failure = dln_cli_status_failure(status);
    if (failure) {
        dln_cli_print_error(cli, failure);
        return dln_cli_exit_code(failure);
    }
    if (dln_cli_arguments_has(cli->arguments, "exit-code") && dln_cli_status_is_pending(status))
        return DLN_EXIT_PENDING;
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_status = {
    .name = "status",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "say what is applied and what is pending, everywhere",
    .description = "Reads every selected database's ledger and says what is applied, what is "
                   "pending and what is wrong. More than "
                   "12 tenants are grouped by where they stand; `--verbose` lists each. Writes "
                   "nothing, not even a missing ledger.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION,
    .options = options,
    .examples = examples,
    .run = run,
};
