/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_check.c: `dunlin check`. */
#include "cli.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

#define MAX_NAMES 5

static const DlnOption options[] = {
    {"files", 0, DLN_OPTION_SWITCH, NULL, "only the files: no database is opened"},
    {"no-databases", 0, DLN_OPTION_SWITCH, NULL,
        "none of the project's databases is opened but to make scratch databases"},
    {"no-scratch", 0, DLN_OPTION_SWITCH, NULL,
        "no scratch database is made: the schema files are not compared with the migrations"},
    {"update", 0, DLN_OPTION_SWITCH, NULL,
        "first write dunlin.sum anew: accept the files as they are"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin check", "before a deployment: is everything right, and applied everywhere?"},
    {"dunlin check --files", "in the build of a merge request, where no database is"},
    {"dunlin check --no-databases", "the same with a server for scratch databases: do the schema "
                                    "files and the migrations agree?"},
    {"dunlin check --update",
        "after editing a migration, or when Git met a conflict in dunlin.sum"},
    {NULL},
};

/* What a finding means for the whole: the first of these that occurs is the exit code. */
static const struct {
    DlnExitCode code;
    DlnStyle style;
} kinds[] = {
    [DUNLIN_FINDING_SUM] = {DLN_EXIT_USAGE, DLN_STYLE_BAD},
    [DUNLIN_FINDING_HEADS] = {DLN_EXIT_USAGE, DLN_STYLE_BAD},
    [DUNLIN_FINDING_DRAFT] = {DLN_EXIT_PENDING, DLN_STYLE_PENDING},
    [DUNLIN_FINDING_DATABASE] = {DLN_EXIT_FAILED, DLN_STYLE_BAD},
    [DUNLIN_FINDING_PENDING] = {DLN_EXIT_PENDING, DLN_STYLE_PENDING},
    [DUNLIN_FINDING_CHECKPOINT] = {DLN_EXIT_USAGE, DLN_STYLE_BAD},
    [DUNLIN_FINDING_SCHEMA] = {DLN_EXIT_PENDING, DLN_STYLE_PENDING},
};

static const DlnExitCode precedence[] = {DLN_EXIT_USAGE, DLN_EXIT_FAILED, DLN_EXIT_PENDING};

static int exit_code(const DunlinCheck *check)
{
    for (guint p = 0; p < G_N_ELEMENTS(precedence); p++) {
        for (guint i = 0; i < check->findings->len; i++) {
            const DunlinFinding *finding = check->findings->pdata[i];
            if (kinds[finding->kind].code == precedence[p])
                return (int)precedence[p];
        }
    }
    return DLN_EXIT_DONE;
}

static void print_finding(const DlnCli *cli, const DunlinFinding *finding)
{
    const DlnScreen *screen = &cli->out;
    const gboolean is_bad = kinds[finding->kind].style == DLN_STYLE_BAD;
    g_autofree char *sign = dln_cli_screen_paint(screen, kinds[finding->kind].style,
        is_bad ? screen->signs->failed : screen->signs->pending);
    g_autofree char *names = dln_cli_text_join(finding->databases, MAX_NAMES);
    g_autofree char *message = dln_cli_text_safe(finding->error->message);
    g_autofree char *line = g_strdup_printf("%s%s%s", names, *names ? ": " : "", message);

    dln_cli_screen_print(screen, "%s ", sign);
    dln_cli_screen_print_text(screen, line, 2, 2);
}

static void print_list(const DlnCli *cli, char sign, char *const *names)
{
    for (guint i = 0; names[i]; i++) {
        g_autofree char *name = dln_cli_text_safe(names[i]);

        dln_cli_screen_print(&cli->out, "  %c %s\n", sign, name);
    }
}

static void print_updates(const DlnCli *cli, const GPtrArray *updates)
{
    if (updates->len == 0)
        dln_cli_screen_print(&cli->out, "dunlin.sum was up to date\n");
    for (guint i = 0; i < updates->len; i++) {
        const DunlinSumUpdate *update = updates->pdata[i];
        g_autofree char *file = dln_cli_text_safe(update->file);

        dln_cli_screen_print(&cli->out, "%s %s\n", update->is_new ? "created" : "updated", file);
        print_list(cli, '+', update->added);
        print_list(cli, '~', update->changed);
        print_list(cli, '-', update->removed);
    }
}

static void print_result(const DlnCli *cli, const DunlinCheck *check)
{
    g_autofree char *migrations = dln_cli_text_count(check->n_revisions, "migration");
    g_autofree char *databases = dln_cli_text_count(check->n_databases, "database");
    g_autofree char *findings = dln_cli_text_count(check->findings->len, "finding");

    for (guint i = 0; i < check->findings->len; i++)
        print_finding(cli, check->findings->pdata[i]);
    if (cli->quiet)
        return;
    dln_cli_screen_print(&cli->out, "checked %s%s%s%s: %s\n", migrations,
        check->has_sum ? ", dunlin.sum" : "", check->n_databases > 0 ? ", " : "",
        check->n_databases > 0 ? databases : "",
        check->findings->len > 0 ? findings : "all is well");
}

static void notice(const char *text, gpointer cli)
{
    dln_cli_warn(cli, text);
}

/* Whoever is interrupted drops the scratch databases first. */
static int check_guarded(DlnCli *cli, DunlinProject *project, guint flags, DunlinCheck **out_check)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    const DunlinCheckOptions wanted = {flags, dln_cli_selection(cli), cancellable};
    g_autoptr(GError) failed = NULL;
    DlnSignals *signals = dln_cli_signals_start(cancellable, NULL, notice, cli);

    dunlin_check(project, &wanted, out_check, &failed);
    int signal_number = dln_cli_signals_stop(signals);
    return failed ? dln_cli_fail(cli, failed, dln_cli_run_exit_code(failed, signal_number))
                  : DLN_EXIT_DONE;
}

/* A choice of databases where none is opened would seem to have been heard. */
static gboolean check_selection(const DlnCli *cli, GError **error)
{
    static const char *const without[] = {"files", "no-databases"};
    const char *option = dln_cli_selection_option(cli);

    for (guint i = 0; option != NULL && i < G_N_ELEMENTS(without); i++) {
        if (!dln_cli_arguments_has(cli->arguments, without[i]))
            continue;
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "--%s chooses databases, and with --%s none is opened", option, without[i]);
        return FALSE;
    }
    return TRUE;
}

static int run(DlnCli *cli, GError **error)
{
    const DunlinProjectOptions project_options = dln_cli_project_options(cli);
    const gboolean files_only = dln_cli_arguments_has(cli->arguments, "files");
    const gboolean no_scratch = files_only || dln_cli_arguments_has(cli->arguments, "no-scratch");
    const gboolean none_opened =
        files_only || dln_cli_arguments_has(cli->arguments, "no-databases");
    const guint flags = DUNLIN_CHECK_FILES | (no_scratch ? 0u : DUNLIN_CHECK_SCHEMA) |
                        (none_opened ? 0u : DUNLIN_CHECK_DATABASES);
    g_autoptr(GPtrArray) updates = NULL;
    g_autoptr(DunlinProject) project = NULL;
    g_autoptr(DunlinCheck) check = NULL;

    if (!check_selection(cli, error))
        return DLN_EXIT_USAGE;
    if (dln_cli_arguments_has(cli->arguments, "update")) {
        if (!dunlin_sum_update(&project_options, &updates, error))
            return DLN_EXIT_FAILED;
        if (!cli->json && !cli->quiet)
            print_updates(cli, updates);
    }
    project = dln_cli_load_project(cli, error);
    int failed = project ? check_guarded(cli, project, flags, &check) : DLN_EXIT_FAILED;
    if (!check)
        return failed;
    dln_cli_warn_all(cli, check->warnings);
    if (cli->json) {
        g_autofree char *json = dunlin_check_to_json(check, updates);

        dln_cli_print_json(cli, json);
    } else {
        print_result(cli, check);
    }
    return exit_code(check);
}

const DlnCommand dln_command_check = {
    .name = "check",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "",
    .summary = "say whether the files are right and applied everywhere",
    .description =
        "Checks the files (each can be read, they have one order, they are those that `dunlin.sum` "
        "lists, no "
        "history has several heads that no label tells apart) and the databases (each can be read, "
        "none has an edited or "
        "unknown migration, none lacks one). Ends with 0 when all is well, with 2 when the files "
        "must be put right, "
        "with 1 when a database cannot be read or does not fit them, with 3 when something is "
        "pending, or a migration is "
        "still a draft. Writes nothing to a database.\n\n"
        "Where the configuration says what the schema is to be (`schema`), the migrations are "
        "replayed on a scratch database "
        "and compared with it; where they disagree, it ends with 3 as well.\n\n"
        "`dunlin.sum` lists the files of a migrations directory with a hash each. `dunlin "
        "revision`, `merge`, `rebase` and "
        "`edit` keep it; what is changed by hand is refused by `upgrade` until `dunlin check "
        "--update` accepts it, which "
        "also resolves a conflict that Git leaves in it. In a directory without one it makes one.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_SELECTION | DLN_TAKES_SCRATCH |
             DLN_TAKES_DIFF | DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
