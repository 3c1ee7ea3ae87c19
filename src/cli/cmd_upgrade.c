/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_upgrade.c: `dunlin upgrade`. */
#include "offline.h"
#include "run_verb.h"

static const DlnOption options[] = {
    {"sql", 0, DLN_OPTION_SWITCH, NULL,
        "print the script instead of running it; no database is opened"},
    {"verify", 0, DLN_OPTION_SWITCH, NULL,
        "afterwards, each database must have the schema that its migrations build"},
    {"events", 0, DLN_OPTION_SWITCH, NULL,
        "print what happens while it happens, a JSON object a line"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin upgrade", "everything: the shared database first, then all tenants"},
    {"dunlin upgrade --tenant acme --tenant 'shop_*'", "these tenants"},
    {"dunlin upgrade 003", "up to and including the migration 003"},
    {"dunlin upgrade +1", "one more migration"},
    {"dunlin upgrade 002:head --sql --tenant acme", "as a script, for a tenant that is at 002"},
    {NULL},
};

static int run(DlnCli *cli, GError **error)
{
    if (dln_cli_wants_script(cli))
        return dln_cli_print_script(cli, DUNLIN_DIRECTION_UP, dln_cli_word(cli, 0), error);
    return dln_cli_run_verb(cli, dunlin_upgrade, dln_cli_word(cli, 0), error);
}

const DlnCommand dln_command_upgrade = {
    .name = "upgrade",
    .purpose = DLN_PURPOSE_CHANGE,
    .arguments = "[[FROM:]TARGET]",
    .max_words = 1,
    .summary = "apply the migrations that are pending",
    .description = "Applies pending migrations up to TARGET (default: `heads`, all of them): to "
                   "the shared database first, then "
                   "to the tenants, several at once. Each migration is applied to each database "
                   "wholly or not at all. "
                   "Every file is read and checked before the first database is opened.\n\n"
                   "A tenant that fails stops, the others go on; the end of the run says who is "
                   "where and why, and running it "
                   "again does only what is left. Ctrl-C finishes the steps under way, Ctrl-C "
                   "again rolls them back.\n\n"
                   "With `--sql` nothing is run and no database is opened: the script for psql or "
                   "the sqlite3 shell that leads from FROM (default: `base`, an empty database) to "
                   "TARGET is printed, ledger rows included. It is for one database: the shared "
                   "one, or `--tenant NAME`.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SELECTION |
             DLN_TAKES_SCRATCH | DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
