/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_downgrade.c: `dunlin downgrade`. */
#include "run_verb.h"

static const DlnOption options[] = {
    {"events", 0, DLN_OPTION_SWITCH, NULL,
        "print what happens while it happens, a JSON object a line"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin downgrade -1 --tenant acme", "revert the last migration of one tenant"},
    {"dunlin downgrade 002", "revert everything after the migration 002"},
    {"dunlin downgrade base --public", "revert everything in the shared database"},
    {NULL},
};

static int run(DlnCli *cli, GError **error)
{
    return dln_cli_run_verb(cli, dunlin_downgrade, dln_cli_word(cli, 0), error);
}

const DlnCommand dln_command_downgrade = {
    .name = "downgrade",
    .purpose = DLN_PURPOSE_CHANGE,
    .arguments = "TARGET",
    .min_words = 1,
    .max_words = 1,
    .summary = "revert migrations, back to TARGET",
    .description = "Reverts the migrations after TARGET, newest first: in the tenants first, then "
                   "in the shared database. TARGET "
                   "is a migration, `-1` for the last one, or `base` for all. A migration without "
                   "a `down` section, or marked "
                   "irreversible, is refused before anything is changed.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SELECTION,
    .options = options,
    .examples = examples,
    .run = run,
};
