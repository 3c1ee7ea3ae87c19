/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_verify.c: `dunlin verify`. */
#include "progress.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

static const DlnOption options[] = {
    {"public", 0, DLN_OPTION_SWITCH, NULL, "the migrations of the shared database"},
    {"tenants", 0, DLN_OPTION_SWITCH, NULL, "the migrations of tenants (neither: both)"},
    {"with-data", 0, DLN_OPTION_LIST, "[ID=]FILE",
        "put these rows in behind this migration, without one before the last; may be repeated"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin verify", "every migration, up, down and up again"},
    {"dunlin verify 041:", "only what comes behind 041: what a merge request adds"},
    {"dunlin verify --tenants --with-data sample.sql", "and the way back keeps these rows"},
    {NULL},
};

/* "✗ public 003_x" in front of text. */
static void print_head(const DlnCli *cli, const DunlinVerifyResult *result, const char *text)
{
    const DlnScreen *screen = &cli->out;
    const gboolean is_bad = result->outcome == DUNLIN_VERIFY_FAULTY;
    g_autofree char *sign = dln_cli_screen_paint(screen, is_bad ? DLN_STYLE_BAD : DLN_STYLE_PENDING,
        is_bad ? screen->signs->failed : screen->signs->pending);
    g_autofree char *line = g_strdup_printf("%s %s: %s",
        result->scope == DUNLIN_SCOPE_TENANT ? "tenants" : "public", result->revision, text);
    g_autofree char *safe = dln_cli_text_safe(line);

    dln_cli_screen_print(screen, "%s ", sign);
    dln_cli_screen_print_text(screen, safe, 2, 4);
}

static void print_indented(const DlnCli *cli, const char *text)
{
    g_autofree char *safe = dln_cli_text_safe(text);

    dln_cli_screen_print(&cli->out, "    ");
    dln_cli_screen_print_text(&cli->out, safe, 4, 6);
}

static void print_fault(
    const DlnCli *cli, const DunlinVerifyResult *result, const DunlinVerifyFault *fault)
{
    g_autofree char *text = g_strdup_printf("%s (%s:%u)", fault->what, fault->file, fault->line);

    print_head(cli, result, text);
    if (fault->error)
        print_indented(cli, fault->error->message);
    for (guint i = 0; fault->differences[i]; i++)
        print_indented(cli, fault->differences[i]);
}

static void print_result(const DlnCli *cli, const DunlinVerifyResult *result)
{
    g_autofree char *text = NULL;

    for (guint i = 0; i < result->faults->len; i++)
        print_fault(cli, result, result->faults->pdata[i]);
    if (result->faults->len > 0 || !result->reason)
        return;
    text = g_strdup_printf("%s: %s",
        result->outcome == DUNLIN_VERIFY_ONE_WAY ? "not verified back" : "not tried",
        result->reason);
    print_head(cli, result, text);
}

static void add_figure(GPtrArray *figures, guint n, const char *what)
{
    g_autofree char *number = dln_cli_text_number(n);

    if (n > 0)
        g_ptr_array_add(figures, g_strdup_printf("%s %s", number, what));
}

/* "14 migrations in 1.2 s: 12 verified, 1 faulty, 1 not tried" */
static void print_summary(const DlnCli *cli, const DunlinVerifyReport *report)
{
    g_autofree char *count = dln_cli_text_count(report->results->len, "migration");
    g_autofree char *duration = dln_cli_text_duration(report->duration_us);
    g_autoptr(GPtrArray) figures = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = NULL;

    if (report->results->len == 0) {
        dln_cli_screen_print(&cli->out, "no migration to verify\n");
        return;
    }
    add_figure(figures, report->n_sound, "verified");
    add_figure(figures, report->n_one_way, "not verified back");
    add_figure(figures, report->n_faulty, "faulty");
    add_figure(figures, report->n_not_tried, "not tried");
    g_ptr_array_add(figures, NULL);
    text = g_strjoinv(", ", (char **)figures->pdata);
    dln_cli_screen_print(&cli->out, "%s in %s: %s\n", count, duration, text);
}

static void print_report(const DlnCli *cli, const DunlinVerifyReport *report)
{
    for (guint i = 0; i < report->results->len; i++)
        print_result(cli, report->results->pdata[i]);
    print_summary(cli, report);
}

static DunlinVerifyReport *verify(
    DlnCli *cli, DunlinProject *project, int *out_signal, GError **error)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autoptr(GCancellable) interrupt = g_cancellable_new();
    g_autoptr(DlnProgress) progress =
        dln_cli_progress_new(cli, DLN_PROGRESS_LINES | DLN_PROGRESS_VERIFY);
    const DunlinVerifyOptions verify_options = {
        .include_public = dln_cli_arguments_has(cli->arguments, "public"),
        .include_tenants = dln_cli_arguments_has(cli->arguments, "tenants"),
        .target = dln_cli_word(cli, 0),
        .data = dln_cli_arguments_list(cli->arguments, "with-data"),
        .on_event = dln_cli_progress_on_event,
        .user_data = progress,
        .cancellable = cancellable,
        .interrupt = interrupt,
    };
    DlnSignals *signals =
        dln_cli_signals_start(cancellable, interrupt, dln_cli_progress_notice, progress);
    DunlinVerifyReport *report = NULL;

    dunlin_verify(project, &verify_options, &report, error);
    *out_signal = dln_cli_signals_stop(signals);
    dln_cli_progress_finish(progress);
    return report;
}

static int run(DlnCli *cli, GError **error)
{
    g_autoptr(DunlinProject) project = dln_cli_load_project(cli, error);
    g_autoptr(DunlinVerifyReport) report = NULL;
    g_autoptr(GError) failed = NULL;
    int signal_number = 0;

    if (!project)
        return DLN_EXIT_FAILED;
    report = verify(cli, project, &signal_number, &failed);
    if (!report) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return DLN_EXIT_FAILED;
    }
    if (cli->json) {
        g_autofree char *json = dunlin_verify_report_to_json(report);

        dln_cli_print_json(cli, json);
    } else if (!cli->quiet || failed) {
        print_report(cli, report);
    }
    dln_cli_warn_all(cli, report->warnings);
    if (!failed)
        return DLN_EXIT_DONE;
    dln_cli_print_error(cli, failed);
    return dln_cli_run_exit_code(failed, signal_number);
}

const DlnCommand dln_command_verify = {
    .name = "verify",
    .purpose = DLN_PURPOSE_LOOK,
    .arguments = "[TARGET|FROM:TO]",
    .max_words = 1,
    .summary = "prove on a scratch database that every migration can be reverted",
    .description =
        "Runs every migration up, down and up again on a scratch database, which is gone "
        "afterwards. The schema after \"up, down\" must be the one before, and after the second "
        "\"up\" the one after the first. Repeatable migrations run twice and must make the same "
        "schema. A migration without a way back is named, and no fault.\n\n"
        "No database of the project's is written to, no hook runs, nothing is noted in the audit "
        "log. For PostgreSQL the scratch database is made on the project's own server, or on the "
        "one of `--scratch-url`; the role needs the right CREATEDB there. A migration with effects "
        "outside its database (roles, other databases, the server's files) is refused before "
        "anything runs.\n\n"
        "With `--with-data` the SQL of FILE puts rows in when the migration ID has been verified, "
        "without ID before the last one; from then on rows are compared as well: what comes behind "
        "must neither lose nor change any of them on its way there and back.",
    .takes = DLN_TAKES_PROJECT | DLN_TAKES_DATABASE | DLN_TAKES_RUN | DLN_TAKES_SCRATCH |
             DLN_TAKES_VARIABLES,
    .options = options,
    .examples = examples,
    .run = run,
};
