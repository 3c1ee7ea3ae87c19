/* SPDX-License-Identifier: Apache-2.0 */
/* drive.c: the loop over the places of one upgrade, and the verdict on each. */
#include "drive.h"

#include <signal.h>

#define RUN_TIMEOUT_MS 60000

typedef struct {
    const DriveOptions *options;
    const DriveEngine *engine;
    gpointer self;
    char *expected;
    guint n_places;
    guint n_struck, n_finished, n_failed;
} Drive;

/* ---- telling ---- */

static char *file_text(const char *path)
{
    char *text = NULL;

    g_file_get_contents(path, &text, NULL, NULL);
    return text != NULL ? text : g_strdup("");
}

static void complain(Drive *drive, guint place, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void complain(Drive *drive, guint place, const char *format, ...)
{
    g_autofree char *out = file_text(drive->options->out);
    g_autofree char *errors = file_text(drive->options->errors);

    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_print("%s %u of %u: %s\n--- stdout of the last run:\n%s--- stderr of the last run:\n%s",
        drive->options->mode, place, drive->n_places, what, out, errors);
}

/* ---- one disaster ---- */

/* The lines of `of` that `than` lacks. (transfer full) */
static char *more_lines(const char *of, const char *than)
{
    g_auto(GStrv) lines = g_strsplit(of, "\n", -1);
    g_auto(GStrv) others = g_strsplit(than, "\n", -1);
    GString *text = g_string_new(NULL);

    for (guint i = 0; lines[i] != NULL; i++) {
        if (!g_strv_contains((const char *const *)others, lines[i]))
            g_string_append_printf(text, "%s\n", lines[i]);
    }
    return g_string_free(text, FALSE);
}

static gboolean is_whole(Drive *drive, guint place, const char *when)
{
    g_autofree char *state = drive->engine->state(drive->self);

    if (g_str_equal(state, drive->expected))
        return TRUE;
    g_autofree char *found = more_lines(state, drive->expected);
    g_autofree char *lacking = more_lines(drive->expected, state);
    complain(drive, place, "%s the state is not that of an undisturbed upgrade\n--- found:\n%s--- lacking:\n%s",
        when, found, lacking);
    return FALSE;
}

/* A program that was not killed says how it went: it is done, or says why not. */
static gboolean told_the_truth(Drive *drive, guint place, const DriveOutcome *outcome)
{
    g_autofree char *errors = file_text(drive->options->errors);

    if (outcome->status == 0) {
        drive->n_finished++;
        return is_whole(drive, place, "although it ended with 0");
    }
    if (outcome->status == -SIGKILL && outcome->happened)
        return TRUE;
    if (outcome->status < 0 || outcome->status > 5) {
        complain(drive, place, "it hung or crashed: status %d", outcome->status);
        return FALSE;
    }
    if (*errors == '\0')
        complain(drive, place, "it failed without a word: status %d", outcome->status);
    return *errors != '\0';
}

static gboolean reruns_to_the_end(Drive *drive, guint place)
{
    DriveOutcome rerun = {0};

    drive->engine->upgrade(drive->self, 0, &rerun);
    if (rerun.status == 0)
        return is_whole(drive, place, "after the rerun");
    complain(drive, place, "the rerun ended with %d", rerun.status);
    return FALSE;
}

static void strike(Drive *drive, guint place)
{
    DriveOutcome outcome = {0};

    drive->engine->reset(drive->self);
    drive->engine->upgrade(drive->self, place, &outcome);
    drive->n_struck += outcome.happened ? 1 : 0;
    if (!told_the_truth(drive, place, &outcome) || !reruns_to_the_end(drive, place))
        drive->n_failed++;
}

/* ---- all of them ---- */

/* What the others are compared with. */
static gboolean undisturbed(Drive *drive)
{
    DriveOutcome outcome = {0};

    drive->engine->reset(drive->self);
    drive->engine->upgrade(drive->self, 0, &outcome);
    drive->n_places = outcome.n_places;
    drive->expected = drive->engine->state(drive->self);
    if (outcome.status == 0)
        return TRUE;
    complain(drive, 0, "undisturbed it ended with %d", outcome.status);
    return FALSE;
}

static guint strike_everywhere(Drive *drive)
{
    const DriveOptions *options = drive->options;
    int n = 0;

    for (guint place = 1; place <= drive->n_places; place++) {
        if (drive->engine->includes != NULL && !drive->engine->includes(drive->self, place))
            continue;
        if (n++ % options->n_shares == options->share)
            strike(drive, place);
    }
    return (guint)((n + options->n_shares - 1 - options->share) / options->n_shares);
}

/* Up to a little behind the end of an undisturbed upgrade. */
static guint strike_at_random(Drive *drive)
{
    GRand *random = g_rand_new_with_seed((guint32)drive->options->seed);
    gint32 end = (gint32)MIN((guint64)drive->n_places * 11 / 10, G_MAXINT32);

    g_print("seed %d\n", drive->options->seed);
    for (int i = 0; i < drive->options->rounds; i++)
        strike(drive, (guint)g_rand_int_range(random, 1, MAX(end, 2)));
    g_rand_free(random);
    return (guint)drive->options->rounds;
}

int drive(const DriveOptions *options, const DriveEngine *engine, gpointer self)
{
    Drive drive = {.options = options, .engine = engine, .self = self};
    guint n_wanted = 0;

    if (undisturbed(&drive)) {
        n_wanted = g_str_equal(options->mode, "random") ? strike_at_random(&drive)
                                                        : strike_everywhere(&drive);
        g_print("%s: %u wanted, %u struck, %u ended by themselves, %u failed\n", options->mode,
            n_wanted, drive.n_struck, drive.n_finished, drive.n_failed);
    }
    g_free(drive.expected);
    return n_wanted > 0 && drive.n_failed == 0 ? 0 : 1;
}

/* ---- for the engines ---- */

ChildSpec drive_child(const DriveOptions *options, const char *const *environ)
{
    return (ChildSpec){
        options->upgrade, environ, options->project, options->out, options->errors};
}

void drive_timed(const ChildSpec *spec, guint after_us, DriveOutcome *out_outcome)
{
    gint64 started_us = g_get_monotonic_time();
    Child child;

    *out_outcome = (DriveOutcome){.status = -SIGKILL, .happened = TRUE};
    child_start(spec, &child);
    if (after_us > 0 && !child_ends_within(&child, after_us)) {
        child_kill(&child);
        return;
    }
    out_outcome->happened = FALSE;
    out_outcome->status = child_wait(&child, RUN_TIMEOUT_MS);
    out_outcome->n_places = (guint)(g_get_monotonic_time() - started_us);
}

void drive_parse(int argc, char **argv, DriveOptions *out_options)
{
    DriveOptions options = {.n_shares = 1, .rounds = 50};
    const GOptionEntry entries[] = {
        {"mode", 0, 0, G_OPTION_ARG_STRING, &options.mode, NULL, NULL},
        {"program", 0, 0, G_OPTION_ARG_FILENAME, &options.program, NULL, NULL},
        {"project", 0, 0, G_OPTION_ARG_FILENAME, &options.project, NULL, NULL},
        {"scratch", 0, 0, G_OPTION_ARG_FILENAME, &options.scratch, NULL, NULL},
        {"place", 0, 0, G_OPTION_ARG_STRING, &options.place, NULL, NULL},
        {"share", 0, 0, G_OPTION_ARG_INT, &options.share, NULL, NULL},
        {"shares", 0, 0, G_OPTION_ARG_INT, &options.n_shares, NULL, NULL},
        {"rounds", 0, 0, G_OPTION_ARG_INT, &options.rounds, NULL, NULL},
        {"seed", 0, 0, G_OPTION_ARG_INT, &options.seed, NULL, NULL},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        g_error("%s", error->message);
    if (options.mode == NULL || options.program == NULL || options.project == NULL ||
        options.scratch == NULL || options.place == NULL || options.n_shares < 1)
        g_error("--mode, --program, --project, --scratch and --place are needed");
    options.out = g_build_filename(options.scratch, "out", NULL);
    options.errors = g_build_filename(options.scratch, "errors", NULL);
    *out_options = options;
    out_options->upgrade[0] = options.program;
    out_options->upgrade[1] = "upgrade";
}
