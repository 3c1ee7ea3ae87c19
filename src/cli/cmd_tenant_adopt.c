/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_tenant_adopt.c: `dunlin tenant adopt`. */
#include "run_verb.h"
#include "text.h"

static const DlnExample examples[] = {
    {"dunlin tenant adopt acme",
        "the schema of acme becomes the first migration for tenants; all that are equal get a "
        "history"},
    {"dunlin tenant adopt", "those that were left alone, when they are what they should be"},
    {NULL},
};

static const DunlinDatabaseResult *find_changed(const DunlinRunReport *report)
{
    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinDatabaseResult *result = report->databases->pdata[i];
        if (result->outcome == DUNLIN_OUTCOME_CHANGED)
            return result;
    }
    return NULL;
}

static void print(const DlnCli *cli, const DunlinRunReport *report, const GPtrArray *empty)
{
    const DunlinDatabaseResult *changed = find_changed(report);

    if (report->created) {
        g_autofree char *file = dln_cli_text_safe(report->created);
        dln_cli_screen_print(&cli->out, "created %s\n", file);
    }
    if (changed) {
        g_autofree char *count = dln_cli_text_count(report->n_changed, "tenant");
        g_autofree char *current = dln_cli_text_safe(changed->current);
        dln_cli_screen_print(&cli->out, "%s adopted, at %s\n", count, current);
    }
    if (report->n_unchanged > 0) {
        g_autofree char *count =
            dln_cli_text_count(report->n_unchanged, changed ? "other" : "tenant");
        dln_cli_screen_print(&cli->out, "%s had nothing to change\n", count);
    }
}

static int run(DlnCli *cli, GError **error)
{
    const DlnRunVerb verb = {
        .func = dunlin_tenant_adopt,
        .options = {.target = dln_cli_word(cli, 0)},
        .to_json = dunlin_tenant_adopt_report_to_json,
        .print = print,
    };

    return dln_cli_run_verb_with(cli, &verb, error);
}

const DlnCommand dln_command_tenant_adopt = {
    .name = "tenant adopt",
    .purpose = DLN_PURPOSE_TENANTS,
    .arguments = "[MODEL]",
    .max_words = 1,
    .summary = "give tenants that hold tables a history",
    .description = "For tenants that something else has made. Where there is no migration for "
                   "tenants yet, the schema of the "
                   "tenant MODEL becomes the first one, after it was applied to a scratch database "
                   "and has built the same "
                   "schema there. Then each tenant without a history whose schema is what the "
                   "migrations build, by its "
                   "fingerprint, is recorded as being there; nothing of it is touched.\n\n"
                   "Those that differ are listed, with what is different, and left alone: the "
                   "command ends with 4. Mend them, "
                   "or change them by migrations of their own, and run `dunlin tenant adopt` "
                   "again: it does what is left, as "
                   "it does after it was stopped. Tenants in which there is nothing are left to "
                   "`dunlin upgrade`. The shared "
                   "database is adopted by `dunlin init --from-database`.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SELECTION |
             DLN_TAKES_SCRATCH,
    .examples = examples,
    .run = run,
};
