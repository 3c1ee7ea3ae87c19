/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_checkpoint.c: `dunlin checkpoint`. */
#include "cli.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

static const DlnOption options[] = {
    {"message", 'm', DLN_OPTION_TEXT, "TEXT", "what it is called; its file is named after it"},
    {"scope", 0, DLN_OPTION_TEXT, "public|tenant",
        "whose history (needed where the project has both)", "public tenant"},
    {"splice", 0, DLN_OPTION_SWITCH, NULL,
        "TARGET need not be a head: the checkpoint stands beside what follows it"},
    {"renew", 0, DLN_OPTION_TEXT, "ID",
        "make this checkpoint anew, at its place, with what was declared for it"},
    {"fresh", 0, DLN_OPTION_LIST, "TABLE.COLUMN",
        "differs from replay to replay: each new database evaluates the column's default"},
    {"keep", 0, DLN_OPTION_LIST, "TABLE.COLUMN",
        "differs from replay to replay: all new databases get what this replay made"},
    {"fix-variables", 0, DLN_OPTION_SWITCH, NULL,
        "the values of variables are the same everywhere, and may stand in the file"},
    {"engine", 0, DLN_OPTION_LIST, "ENGINE",
        "a section for this engine alone (default: for those of all environments); may be repeated",
        "postgres sqlite"},
    {"rev-id", 0, DLN_OPTION_TEXT, "ID",
        "stands before the words of the message, instead of the next number"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin checkpoint -m \"release 4\" --scope tenant", "of the tenants' head"},
    {"dunlin checkpoint -m \"release 4\" --fresh plans.created_at",
        "a column whose default is now()"},
    {"dunlin checkpoint --renew 042_release_4", "after a migration before it was edited"},
    {NULL},
};

static void print_result(DlnCli *cli, const DunlinCheckpoint *checkpoint)
{
    g_autofree char *file = dln_cli_text_safe(checkpoint->file);
    g_autofree char *replaced = dln_cli_text_count(checkpoint->n_replaced, "migration");
    g_autofree char *rows = dln_cli_text_count(checkpoint->n_rows, "row");

    dln_cli_warn_all(cli, checkpoint->warnings);
    const gboolean is_for_several = checkpoint->engines[1] != NULL;
    g_autofree char *engines = g_strjoinv(" and ", checkpoint->engines);
    dln_cli_screen_print(&cli->out, "%s %s, which stands for %s and holds %s%s%s\n",
        checkpoint->renewed ? "renewed" : "created", file, replaced, rows,
        is_for_several ? ", for " : "", is_for_several ? engines : "");
}

static void notice(const char *text, gpointer cli)
{
    dln_cli_warn(cli, text);
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    DunlinProjectOptions project_options = dln_cli_project_options(cli);
    project_options.variables = dln_cli_arguments_list(cli->arguments, DLN_VARIABLES_OPTION);
    const DunlinCheckpointOptions checkpoint = {
        .target = dln_cli_word(cli, 0),
        .message = dln_cli_arguments_text(cli->arguments, "message"),
        .scope = dln_cli_arguments_text(cli->arguments, "scope"),
        .splice = dln_cli_arguments_has(cli->arguments, "splice"),
        .renew = dln_cli_arguments_text(cli->arguments, "renew"),
        .fresh = dln_cli_arguments_list(cli->arguments, "fresh"),
        .keep = dln_cli_arguments_list(cli->arguments, "keep"),
        .fix_variables = dln_cli_arguments_has(cli->arguments, "fix-variables"),
        .rev_id = dln_cli_arguments_text(cli->arguments, "rev-id"),
        .project = &project_options,
        .engines = dln_cli_arguments_list(cli->arguments, "engine"),
        .cancellable = cancellable,
    };
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DunlinCheckpoint) made = NULL;
    g_autoptr(GError) failed = NULL;

    if (!project)
        return DLN_EXIT_FAILED;
    DlnSignals *signals = dln_cli_signals_start(cancellable, NULL, notice, cli);
    dunlin_checkpoint(project, &checkpoint, &made, &failed);
    int signal_number = dln_cli_signals_stop(signals);
    if (failed)
        return dln_cli_fail(cli, failed, dln_cli_run_exit_code(failed, signal_number));
    if (cli->json) {
        g_autofree char *json = dunlin_checkpoint_to_json(made);

        dln_cli_print_json(cli, json);
    } else {
        print_result(cli, made);
    }
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_checkpoint = {
    .name = "checkpoint",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "[TARGET] -m MESSAGE",
    .max_words = 1,
    .words = "head heads",
    .summary = "write one file from which new databases start",
    .description =
        "Replays all migrations up to TARGET (default: head) on scratch databases, and writes one "
        "migration that builds the same: the schema, and the rows and sequence values that the "
        "migrations leave. A database without any migration starts from it; one that has some runs "
        "those that it lacks, and only records the checkpoint. On the way down it is only "
        "forgotten: what it stands for has ways back of its own.\n\n"
        "Two replays must come to the same. A value that differs, as now() and generated keys do, "
        "must be declared: --fresh lets each new database evaluate the column's default, --keep "
        "gives all of them what the replay made. The file remembers it. Then a third scratch "
        "database starts from the file, and must be equal to the replay; else nothing is "
        "written.\n\n"
        "Where the scope's databases are of one engine in this environment and of the other in "
        "another, "
        "the file gets a section for each, proven in the same way on a scratch database of that "
        "environment. --engine says for which alone; a database of an engine that is left out "
        "refuses "
        "the checkpoint.\n\n"
        "A checkpoint that was edited, or whose migrations have changed since, is refused by every "
        "upgrade until --renew has made it anew.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
