/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_stamp.c: `dunlin stamp`. */
#include "run_verb.h"
#include "text.h"

static const DlnOption options[] = {
    {"purge", 0, DLN_OPTION_SWITCH, NULL,
        "leave nothing else in the ledger: neither other branches nor rows whose file is gone"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin stamp 003 --tenant acme", "this tenant has 001 to 003, whoever ran them"},
    {"dunlin stamp heads", "everything is there already"},
    {"dunlin stamp base --public", "nothing is applied in the shared database"},
    {"dunlin stamp --purge 005", "exactly what 005 needs, and nothing besides"},
    {NULL},
};

#define MAX_NAMES 10

/* Databases that moved from and to the same place are told once. */
typedef struct {
    const DunlinDatabaseResult *first;
    GPtrArray *names;
} Group;

static void group_clear(Group *group)
{
    g_ptr_array_unref(group->names);
}

static gboolean is_same(const DunlinDatabaseResult *a, const DunlinDatabaseResult *b)
{
    return a->scope == b->scope && g_strcmp0(a->previous, b->previous) == 0 &&
           g_strcmp0(a->current, b->current) == 0;
}

static void add_to_groups(GArray *groups, const DunlinDatabaseResult *result)
{
    for (guint i = 0; i < groups->len; i++) {
        Group *group = &g_array_index(groups, Group, i);
        if (is_same(group->first, result)) {
            g_ptr_array_add(group->names, result->name);
            return;
        }
    }
    Group group = {result, g_ptr_array_new()};
    g_ptr_array_add(group.names, result->name);
    g_array_append_val(groups, group);
}

static void print_group(const DlnCli *cli, const Group *group)
{
    g_autofree char *names = dln_cli_text_names(group->names, cli->verbose ? G_MAXUINT : MAX_NAMES);
    g_autofree char *previous = dln_cli_text_safe(group->first->previous);
    g_autofree char *current = dln_cli_text_safe(group->first->current);
    const char *tenant = group->first->scope == DUNLIN_SCOPE_PUBLIC ? ""
                         : group->names->len == 1                   ? "tenant "
                                                                    : "tenants ";
    g_autofree char *line = g_strdup_printf("%s%s: %s -> %s", tenant, names,
        *previous ? previous : "base", *current ? current : "base");

    dln_cli_screen_print_text(&cli->out, line, 0, 2);
}

static void print(const DlnCli *cli, const DunlinRunReport *report, const GPtrArray *empty)
{
    g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(Group));
    guint n_done = report->n_unchanged;

    g_array_set_clear_func(groups, (GDestroyNotify)group_clear);
    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinDatabaseResult *result = report->databases->pdata[i];
        if (result->outcome == DUNLIN_OUTCOME_CHANGED)
            add_to_groups(groups, result);
    }
    for (guint i = 0; i < groups->len; i++)
        print_group(cli, &g_array_index(groups, Group, i));
    if (n_done > 0) {
        g_autofree char *count = dln_cli_text_count(n_done, groups->len > 0 ? "other" : "database");
        g_autofree char *line = g_strdup_printf("%s had nothing to change", count);
        dln_cli_screen_print_text(&cli->out, line, 0, 2);
    }
}

static int run(DlnCli *cli, GError **error)
{
    const DlnRunVerb verb = {
        .func = dunlin_stamp,
        .options =
            {
                .targets = dln_cli_arguments_words(cli->arguments),
                .purge = dln_cli_arguments_has(cli->arguments, "purge"),
            },
        .to_json = dunlin_stamp_report_to_json,
        .print = print,
    };

    return dln_cli_run_verb_with(cli, &verb, error);
}

const DlnCommand dln_command_stamp = {
    .name = "stamp",
    .purpose = DLN_PURPOSE_CHANGE,
    .arguments = "TARGET...",
    .min_words = 1,
    .max_words = G_MAXUINT,
    .summary = "say where databases stand, without running anything",
    .description =
        "Makes the ledger say that TARGET is applied with all that it needs, and nothing after it: "
        "for a database that something else migrated, or that was restored or mended by hand. No "
        "migration runs. TARGET is a migration, a label, `heads` or `base`; several at once where "
        "the history has branches.\n\n"
        "Each target moves its own branch, up or down, and leaves the others. The rows get the "
        "checksums that the files have now. A database without a ledger gets one.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SELECTION,
    .options = options,
    .examples = examples,
    .run = run,
};
