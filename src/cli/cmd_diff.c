/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_diff.c: `dunlin diff`. */
#include "autogenerate.h"
#include "cli.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

static const DlnOption options[] = {
    {"from", 0, DLN_OPTION_TEXT, "WHAT",
        "without a project: a database's URL, an SQL file, a folder of SQL files, or one of "
        "migrations"},
    {"to", 0, DLN_OPTION_TEXT, "WHAT", "the same: what it is to become"},
    {"engine", 0, DLN_OPTION_TEXT, "postgres|sqlite", "of SQL files, where no URL tells",
        "postgres sqlite"},
    {"from-database", 0, DLN_OPTION_SWITCH, NULL,
        "begin at what a database of the project holds (--public, --tenant NAME), not at the "
        "migrations"},
    {"scope", 0, DLN_OPTION_TEXT, "public|tenant",
        "of the migrations and schema files: these alone", "public tenant"},
    {"online", 0, DLN_OPTION_SWITCH, NULL,
        "PostgreSQL: in a form that does not hold up the application"},
    DLN_RENAME_OPTIONS,
    {"exit-code", 0, DLN_OPTION_SWITCH, NULL, "end with 3 where there is a difference"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin diff", "what the schema files ask for beyond the migrations"},
    {"dunlin diff --from-database --exit-code", "is the database what the schema file says?"},
    {"dunlin diff --from \"$OLD_URL\" --to \"$NEW_URL\" > change.sql",
        "of two databases, without a project"},
    {"dunlin diff --engine sqlite --from old.sql --to schema/", "of a file and a folder"},
    {NULL},
};

static const char *scope_name(DunlinScope scope)
{
    return scope == DUNLIN_SCOPE_PUBLIC ? "public" : "tenant";
}

/* The text is SQL to be run: it is printed as it is. heading: of it, where there is any. */
static void print_difference(DlnCli *cli, const DunlinDifference *difference, const char *heading)
{
    const gboolean is_equal = difference->parts->len == 0;
    g_autofree char *from = dln_cli_text_safe(difference->from);
    g_autofree char *to = dln_cli_text_safe(difference->to);
    g_autofree char *equal = g_strdup_printf("no difference between %s and %s", from, to);

    dln_cli_print_losses(cli, difference->losses);
    if (is_equal) {
        if (!cli->quiet)
            dln_cli_screen_print(&cli->err, "%s\n", equal);
        return;
    }
    fputs(heading, cli->out.stream);
    fputs(difference->sql, cli->out.stream);
}

static int print_diff(DlnCli *cli, const DunlinDiff *diff)
{
    gboolean is_equal = TRUE;

    dln_cli_warn_all(cli, diff->warnings);
    for (guint i = 0; i < diff->differences->len; i++) {
        const DunlinDifference *difference = diff->differences->pdata[i];
        g_autofree char *heading = diff->differences->len == 1
                                       ? g_strdup("")
                                       : g_strdup_printf("%s-- Of the %s schema:\n\n",
                                             is_equal ? "" : "\n", scope_name(difference->scope));

        if (!cli->json)
            print_difference(cli, difference, heading);
        is_equal = is_equal && difference->parts->len == 0;
    }
    if (cli->json) {
        g_autofree char *json = dunlin_diff_to_json(diff);

        dln_cli_print_json(cli, json);
    }
    return is_equal || !dln_cli_arguments_has(cli->arguments, "exit-code") ? DLN_EXIT_DONE
                                                                           : DLN_EXIT_PENDING;
}

static void notice(const char *text, gpointer cli)
{
    dln_cli_warn(cli, text);
}

static int run(DlnCli *cli, GError **error)
{
    const DunlinProjectOptions project = dln_cli_project_options(cli);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    DunlinDiffOptions wanted = {
        .from = dln_cli_arguments_text(cli->arguments, "from"),
        .to = dln_cli_arguments_text(cli->arguments, "to"),
        .engine = dln_cli_arguments_text(cli->arguments, "engine"),
        .scope = dln_cli_arguments_text(cli->arguments, "scope"),
        .from_database = dln_cli_arguments_has(cli->arguments, "from-database"),
        .selection = dln_cli_selection(cli),
        .online = dln_cli_arguments_has(cli->arguments, "online"),
        .cancellable = cancellable,
        .interrupt = cancellable, /* nothing is under way that should be finished first */
    };
    g_autoptr(DunlinDiff) diff = NULL;
    g_autoptr(GError) failed = NULL;

    if (!dln_cli_rename_options(cli, &wanted.renames, error))
        return DLN_EXIT_USAGE;
    DlnSignals *signals = dln_cli_signals_start(cancellable, NULL, notice, cli);
    dunlin_diff(&project, &wanted, &diff, &failed);
    int signal_number = dln_cli_signals_stop(signals);
    if (failed)
        return dln_cli_fail(cli, failed, dln_cli_run_exit_code(failed, signal_number));
    return print_diff(cli, diff);
}

const DlnCommand dln_command_diff = {
    .name = "diff",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "[--from WHAT --to WHAT]",
    .summary = "print the SQL that makes one schema into another",
    .description =
        "In a project, compares what the migrations build with what the configuration "
        "says the schema is to be (`schema.public`, "
        "`schema.tenant`: SQL files, or a command that prints SQL), and prints the "
        "statements that lead from the one to "
        "the other; `revision --autogenerate` writes them as a migration. With "
        "`--from-database` it begins at what a database "
        "holds.\n\n"
        "With `--from` and `--to` it needs no project: each is a database's URL, an SQL "
        "file, a folder of SQL files in any "
        "order, or a folder of migrations (`migrations:DIR` where it does not look like "
        "one). Of PostgreSQL whole databases are compared, but for its own schemas and "
        "Dunlin's; `--schema` says which one alone, `--schemas` which others beside it.\n\n"
        "Files and migrations are made on scratch databases, which are gone afterwards; "
        "for PostgreSQL on the server of the "
        "database, or of `--scratch-url`. What is printed has been executed on a "
        "scratch copy and has led there. Only SQL is "
        "printed on standard output, nothing where there is no difference. Data that "
        "would be lost is named on standard error and "
        "above the statement. Ends with 0 with or without a difference; with "
        "`--exit-code`, with 3 where there is one.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION | DLN_TAKES_SCRATCH |
             DLN_TAKES_DIFF | DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
