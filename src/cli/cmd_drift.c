/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_drift.c: `dunlin drift`. */
#include "autogenerate.h"
#include "cli.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

#define MAX_NAMES 8
#define MAX_DIFFERENCES 20

static const DlnOption options[] = {
    {"correct", 0, DLN_OPTION_TEXT, "GROUP",
        "print the SQL that makes the databases of this group what they should be"},
    {"apply", 0, DLN_OPTION_SWITCH, NULL, "with --correct: run it in each of them, under its lock"},
    {"allow-data-loss", 0, DLN_OPTION_SWITCH, NULL, "with --apply: what it takes with it may go"},
    DLN_RENAME_OPTIONS,
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin drift", "does every database have the schema that its migrations build?"},
    {"dunlin drift --tenant 'shop_*' --verbose", "these, each by its name"},
    {"dunlin drift --correct 3f2a9c1e >correct.sql", "the SQL for one group, to be read first"},
    {"dunlin drift --correct 3f2a9c1e --apply", "and then run in each of its databases"},
    {NULL},
};

/* "public", "1 tenant", "4,988 tenants". (transfer full) */
static char *who(const DunlinDriftGroup *group)
{
    return group->scope == DUNLIN_SCOPE_PUBLIC
               ? g_strdup("public")
               : dln_cli_text_count(group->databases->len, "tenant");
}

/* The verb in the number of whom it is said of. */
static const char *number(const DunlinDriftGroup *group, const char *one, const char *many)
{
    return group->databases->len == 1 ? one : many;
}

/* ": a, b, …", nothing where it would only say "public" again. (transfer full) */
static char *names_of(const DlnCli *cli, const DunlinDriftGroup *group)
{
    g_autofree char *names =
        dln_cli_text_names(group->databases, cli->verbose ? G_MAXUINT : MAX_NAMES);

    return group->scope == DUNLIN_SCOPE_PUBLIC ? g_strdup("") : g_strconcat(": ", names, NULL);
}

static void print_line(const DlnCli *cli, DlnStyle style, const char *sign, const char *text)
{
    g_autofree char *painted = dln_cli_screen_paint(&cli->out, style, sign);
    g_autofree char *safe = dln_cli_text_safe(text);

    dln_cli_screen_print(&cli->out, "%s ", painted);
    dln_cli_screen_print_text(&cli->out, safe, 2, 4);
}

static void print_differences(const DlnCli *cli, char *const *differences)
{
    const guint n = g_strv_length((char **)differences);
    const guint shown = cli->verbose ? n : MIN(n, MAX_DIFFERENCES);

    for (guint i = 0; i < shown; i++) {
        g_autofree char *line = dln_cli_text_safe(differences[i]);
        dln_cli_screen_print(&cli->out, "    ");
        dln_cli_screen_print_text(&cli->out, line, 4, 6);
    }
    if (shown < n)
        dln_cli_screen_print(
            &cli->out, "    %s and %u more\n", cli->out.signs->ellipsis, n - shown);
}

static void print_drift(const DlnCli *cli, const DunlinDriftGroup *group)
{
    g_autofree char *subject = who(group);
    g_autofree char *names = names_of(cli, group);
    g_autofree char *heads = dln_cli_text_join(group->heads, MAX_NAMES);
    g_autofree char *line = g_strdup_printf("%s %s not the schema of %s (group %s)%s", subject,
        number(group, "has", "have"), heads, group->id, names);

    print_line(cli, DLN_STYLE_BAD, cli->out.signs->failed, line);
    print_differences(cli, group->differences);
    if (group->is_guessed)
        dln_cli_screen_print(&cli->out,
            "    the ledger keeps no checksums: the files may not be what was run there\n");
}

static void print_untold(const DlnCli *cli, const DunlinDriftGroup *group)
{
    g_autofree char *subject = who(group);
    g_autofree char *names = names_of(cli, group);
    const char *what =
        group->state == DUNLIN_DRIFT_UNKNOWN ? "cannot be compared" : "could not be read";
    g_autofree char *line =
        g_strdup_printf("%s %s%s: %s", subject, what, names, group->error->message);

    print_line(cli, DLN_STYLE_BAD, cli->out.signs->failed, line);
}

static void print_group(const DlnCli *cli, const DunlinDriftGroup *group)
{
    g_autofree char *subject = who(group);
    g_autofree char *names = cli->verbose ? names_of(cli, group) : g_strdup("");
    g_autofree char *line = NULL;

    switch (group->state) {
    case DUNLIN_DRIFT_NONE:
        line = g_strdup_printf("%s %s%s", subject,
            number(group, "is as it should be", "are as they should be"), names);
        print_line(cli, DLN_STYLE_GOOD, cli->out.signs->done, line);
        break;
    case DUNLIN_DRIFT_EMPTY:
        line = g_strdup_printf(
            "%s %s no migration applied%s", subject, number(group, "has", "have"), names);
        print_line(cli, DLN_STYLE_FAINT, cli->out.signs->pending, line);
        break;
    case DUNLIN_DRIFT_FOUND:
        print_drift(cli, group);
        break;
    case DUNLIN_DRIFT_UNKNOWN:
    case DUNLIN_DRIFT_UNREAD:
        print_untold(cli, group);
        break;
    }
}

static int exit_code(const DunlinDrift *drift)
{
    if (drift->n_untold > 0)
        return drift->n_untold == drift->n_databases ? DLN_EXIT_FAILED : DLN_EXIT_PARTIAL;
    return drift->n_drifted > 0 ? DLN_EXIT_PENDING : DLN_EXIT_DONE;
}

static void print_drifts(const DlnCli *cli, const DunlinDrift *drift)
{
    if (cli->json) {
        g_autofree char *json = dunlin_drift_to_json(drift);
        dln_cli_print_json(cli, json);
    } else if (!cli->quiet || exit_code(drift) != DLN_EXIT_DONE) {
        for (guint i = 0; i < drift->groups->len; i++)
            print_group(cli, drift->groups->pdata[i]);
    }
}

static void print_correction(const DlnCli *cli, const char *group, const char *sql)
{
    if (cli->json) {
        g_autofree char *json = dunlin_drift_correction_to_json(group, sql);
        dln_cli_print_json(cli, json);
    } else {
        dln_cli_screen_print(&cli->out, "%s", sql);
    }
}

static void print_applied(const DlnCli *cli, const DunlinRunReport *report, const GPtrArray *empty)
{
    g_autofree char *count = dln_cli_text_count(report->n_changed, "database");

    dln_cli_screen_print(
        &cli->out, "%s put right%s\n", count, report->n_failed > 0 ? "" : ", and looked at again");
}

/* -- Doing it ------------------------------------------------------------------------------------ */

static int apply(DlnCli *cli, GError **error)
{
    static const char *const everything[] = {"*", NULL};
    DunlinRenameOptions renames = {0};
    DlnRunVerb verb = {
        .func = dunlin_drift_apply,
        .options = {.target = dln_cli_arguments_text(cli->arguments, "correct")},
        .to_json = dunlin_stamp_report_to_json,
        .print = print_applied,
    };

    if (!dln_cli_rename_options(cli, &renames, error))
        return DLN_EXIT_FAILED;
    verb.options.renames = &renames;
    if (dln_cli_arguments_has(cli->arguments, "allow-data-loss"))
        verb.options.allow_data_loss = everything;
    return dln_cli_run_verb_with(cli, &verb, error);
}

/* What nobody would look at is refused: it would seem to have been heard. */
static gboolean check_usage(const DlnCli *cli, GError **error)
{
    static const struct {
        const char *option, *needs, *shown;
    } rules[] = {
        {"apply", "correct", "--correct GROUP"},
        {"allow-data-loss", "apply", "--apply"},
        {"renames", "correct", "--correct GROUP"},
        {"rename", "correct", "--correct GROUP"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (!dln_cli_arguments_has(cli->arguments, rules[i].option) ||
            dln_cli_arguments_has(cli->arguments, rules[i].needs))
            continue;
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "--%s is for %s", rules[i].option,
            rules[i].shown);
        return FALSE;
    }
    return TRUE;
}

/* -- Looking ------------------------------------------------------------------------------------- */

static void notice(const char *text, gpointer cli)
{
    dln_cli_warn(cli, text);
}

static int run(DlnCli *cli, GError **error)
{
    const char *group = dln_cli_arguments_text(cli->arguments, "correct");
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    DunlinRenameOptions renames = {0};
    const DunlinDriftOptions wanted = {dln_cli_selection(cli), &renames, cancellable};
    g_autoptr(DunlinProject) project = NULL;
    g_autoptr(DunlinDrift) drift = NULL;
    g_autofree char *sql = NULL;
    g_autoptr(GError) failed = NULL;

    if (!check_usage(cli, error))
        return DLN_EXIT_USAGE;
    if (dln_cli_arguments_has(cli->arguments, "apply"))
        return apply(cli, error);
    if (!dln_cli_rename_options(cli, &renames, error))
        return DLN_EXIT_FAILED;
    project = dln_cli_load_project(cli, error);
    if (project == NULL)
        return DLN_EXIT_FAILED;
    /* Whoever is interrupted drops the scratch databases first. */
    DlnSignals *signals = dln_cli_signals_start(cancellable, NULL, notice, cli);
    if (group != NULL)
        sql = dunlin_drift_correct(project, &wanted, group, &failed);
    else
        dunlin_drift(project, &wanted, &drift, &failed);
    int signal_number = dln_cli_signals_stop(signals);
    if (failed != NULL)
        return dln_cli_fail(cli, failed, dln_cli_run_exit_code(failed, signal_number));
    if (sql != NULL)
        print_correction(cli, group, sql);
    if (drift == NULL)
        return DLN_EXIT_DONE;
    dln_cli_warn_all(cli, drift->warnings);
    print_drifts(cli, drift);
    return exit_code(drift);
}

const DlnCommand dln_command_drift = {
    .name = "drift",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "say which databases have another schema than their migrations build",
    .description =
        "Compares every database with the schema that its own ledger stands for, and groups those "
        "that are equal. What a ledger stands for is built once on a scratch database, which is "
        "gone "
        "afterwards; of each database the server computes one number, and only where that differs "
        "the "
        "whole schema is read. The names of schemas, the order of columns, Dunlin's own tables and "
        "what "
        "extensions own do not count.\n\n"
        "Ends with 0 where there is no drift, with 3 where there is, with 4 where some databases "
        "could "
        "not be read or not compared (1: all of them): what their ledgers hold cannot be run "
        "again, or "
        "they are being changed. Writes nothing to a database but with `--apply`.\n\n"
        "`--correct GROUP` prints the SQL for the databases of one group, after it was run on a "
        "scratch "
        "copy and led to what should be there. It concerns these databases alone and is no "
        "migration: "
        "their ledgers say already that they have what it brings. With `--apply` it is executed in "
        "each of them, "
        "in one transaction under its lock, noted in the audit log, and looked at again; data that "
        "it would take "
        "with it needs `--allow-data-loss`.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SELECTION |
             DLN_TAKES_SCRATCH | DLN_TAKES_DIFF | DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
