/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_migrate.c: `dunlin migrate`: the words and the output of Archify's migrator, over the same runs as upgrade. */
#include "archify.h"
#include "run_verb.h"

typedef struct {
    DlnProgress *progress;
    DlnArchifySteps *steps;
} Sinks;

typedef struct {
    const char *word;
    guint n_names; /* words that follow */
    gboolean is_public;
    gboolean is_tenants;
} Action;

static const Action actions[] = {
    {"status", 0, FALSE, FALSE},
    {"public", 0, TRUE, FALSE},
    {"tenants", 0, FALSE, TRUE},
    {"tenant", 1, FALSE, FALSE},
    {"all", 0, FALSE, FALSE},
};

static const DlnExample examples[] = {
    {"dunlin migrate status", "what is applied and pending"},
    {"dunlin migrate tenant acme", "one tenant"},
    {"dunlin migrate all", "public, then all tenants"},
    {NULL},
};

static const Action *find_action(const DlnCli *cli, GError **error)
{
    const char *word = dln_cli_word(cli, 0);
    guint n_names = dln_cli_arguments_n_words(cli->arguments) - 1;

    for (guint i = 0; i < G_N_ELEMENTS(actions); i++) {
        if (!g_str_equal(actions[i].word, word))
            continue;
        if (actions[i].n_names == n_names)
            return &actions[i];
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            n_names == 0 ? "\"migrate %s\" needs the name of a tenant"
                         : "\"migrate %s\" takes no name",
            word);
        return NULL;
    }
    g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
        "\"migrate\" takes status, public, tenants, tenant NAME or all, not \"%s\"", word);
    return NULL;
}

static void on_event(const DunlinEvent *event, gpointer user_data)
{
    const Sinks *sinks = user_data;

    dln_cli_archify_steps_take(sinks->steps, event);
    dln_cli_progress_on_event(event, sinks->progress);
}

static int print_status(DlnCli *cli, DunlinProject *project, GError **error)
{
    DunlinSelection all = {0};
    g_autoptr(DunlinStatus) status = NULL;

    if (!dunlin_status(project, &all, NULL, &status, error))
        return DLN_EXIT_FAILED;
    dln_cli_warn_all(cli, status->warnings);
    if (cli->json) {
        g_autofree char *json = dunlin_status_to_json(status);

        dln_cli_print_json(cli, json);
    } else {
        dln_cli_archify_status(cli, status);
    }
    return DLN_EXIT_DONE;
}

static int migrate(DlnCli *cli, DunlinProject *project, const Action *action, GError **error)
{
    const char *const names[] = {dln_cli_word(cli, 1), NULL};
    g_autoptr(DlnProgress) progress = dln_cli_progress_new(cli, 0);
    g_autoptr(DlnArchifySteps) steps = dln_cli_archify_steps_new();
    Sinks sinks = {progress, steps};
    DunlinRunOptions options = {
        .selection = {action->is_public, action->is_tenants, action->n_names > 0 ? names : NULL},
        .on_event = on_event,
        .user_data = &sinks,
    };
    g_autoptr(DunlinRunReport) report = NULL;
    g_autoptr(GError) run_error = NULL;
    int signal_number;

    dln_cli_run_guarded(
        dunlin_upgrade, project, &options, progress, &report, &signal_number, &run_error);
    if (!report) {
        g_propagate_error(error, g_steal_pointer(&run_error));
        return DLN_EXIT_FAILED;
    }
    if (cli->json) {
        g_autofree char *json = dunlin_run_report_to_json(report);

        dln_cli_print_json(cli, json);
    } else {
        dln_cli_archify_report(cli, report, steps, names[0]);
    }
    dln_cli_warn_all(cli, report->warnings);
    if (!run_error)
        return DLN_EXIT_DONE;
    dln_cli_print_error(cli, run_error);
    return dln_cli_run_exit_code(run_error, signal_number);
}

static int run(DlnCli *cli, GError **error)
{
    const Action *action = find_action(cli, error);
    g_autoptr(DunlinProject) project = action ? dln_cli_load_project(cli, error) : NULL;

    if (!project)
        return DLN_EXIT_FAILED;
    if (g_str_equal(action->word, "status"))
        return print_status(cli, project, error);
    return migrate(cli, project, action, error);
}

const DlnCommand dln_command_migrate = {
    .name = "migrate",
    .purpose = DLN_PURPOSE_CHANGE,
    .arguments = "status|public|tenants|tenant NAME|all",
    .min_words = 1,
    .max_words = 2,
    .words = "status public tenants tenant all",
    .summary = "the same in the words and output of Archify's migrator",
    .description = "Does what `status` and `upgrade` do, with the arguments and the output of "
                   "Archify's migrator, so that what "
                   "calls that one can call this one: `status` lists what is applied and pending, "
                   "`public` migrates the shared "
                   "database, `tenants` all tenants, `tenant NAME` one of them, and `all` public "
                   "and then the tenants.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_VARIABLES,
    .examples = examples,
    .run = run,
};
