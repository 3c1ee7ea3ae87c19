/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_downgrade.c: `dunlin downgrade`. */
#include "offline.h"
#include "run_verb.h"
#include "summary.h"

static const DlnOption options[] = {
    {"run", 0, DLN_OPTION_TEXT, "ID",
        "undo what this run applied, in the databases that it changed, and nothing else; the "
        "beginning of its id will do"},
    {"allow-data-loss", 0, DLN_OPTION_LIST, "TABLE[.COLUMN]",
        "this may go although it holds rows or values; may be repeated"},
    {"sql", 0, DLN_OPTION_SWITCH, NULL,
        "print the script instead of running it; no database is opened"},
    {"verify", 0, DLN_OPTION_SWITCH, NULL,
        "afterwards, each database must have the schema that its migrations build"},
    {"events", 0, DLN_OPTION_SWITCH, NULL,
        "print what happens while it happens, a JSON object a line"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin downgrade -1 --tenant acme", "revert the last migration of one tenant"},
    {"dunlin downgrade 002", "revert everything after the migration 002"},
    {"dunlin downgrade --run 6f1c2a", "undo what that run applied"},
    {"dunlin downgrade -1 --allow-data-loss orders", "the table orders may go with its rows"},
    {"dunlin downgrade base --public", "revert everything in the shared database"},
    {"dunlin downgrade 003:001 --sql --public", "as a script, for a database that is at 003"},
    {NULL},
};

static int run(DlnCli *cli, GError **error)
{
    const DlnRunVerb verb = {
        .func = dunlin_downgrade,
        .options =
            {
                .target = dln_cli_word(cli, 0),
                .run = dln_cli_arguments_text(cli->arguments, "run"),
                .allow_data_loss = dln_cli_arguments_list(cli->arguments, "allow-data-loss"),
            },
        .to_json = dunlin_run_report_to_json,
        .print = dln_cli_summary_result,
    };

    /* Before a project is looked for, as any other missing argument. */
    if (!verb.options.target && !verb.options.run) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "\"downgrade\" needs more: dunlin downgrade TARGET, or dunlin downgrade --run ID");
        return DLN_EXIT_USAGE;
    }
    if (!dln_cli_wants_script(cli))
        return dln_cli_run_verb_with(cli, &verb, error);
    if (verb.options.run) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "--run is not for --sql: what that run applied stands in the databases, and a script "
            "opens none");
        return DLN_EXIT_USAGE;
    }
    return dln_cli_print_script(cli, DUNLIN_DIRECTION_DOWN, verb.options.target, error);
}

const DlnCommand dln_command_downgrade = {
    .name = "downgrade",
    .purpose = DLN_PURPOSE_CHANGE,
    .arguments = "[FROM:]TARGET | --run ID",
    .max_words = 1,
    .summary = "revert migrations, back to TARGET",
    .description =
        "Reverts the migrations after TARGET, newest first: in the tenants first, then "
        "in the shared database. TARGET "
        "is a migration, `-1` for the last one, or `base` for all. A migration without "
        "a `down` section, or marked "
        "irreversible, is refused before anything is changed.\n\n"
        "So is one that would drop a table or a column that holds something, or empty a "
        "table: until `--allow-data-loss` names it. A table's name stands for all of its "
        "columns; a name with capitals or a dot in it is put in double quotes.\n\n"
        "With `--sql` nothing is run and no database is opened: the script for psql or "
        "the sqlite3 shell that leads from FROM back to TARGET is printed; it needs "
        "both. It is for one database: the shared one, or `--tenant NAME`.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SELECTION |
        DLN_TAKES_SCRATCH | DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
