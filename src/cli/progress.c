/* SPDX-License-Identifier: Apache-2.0 */
/* progress.c: events → bar or lines. Knows no report: what a run led to is said by summary.c. */
#include "progress.h"

#include <string.h>

#include "bar.h"
#include "text.h"

#define REDRAW_US (G_USEC_PER_SEC / 20)
#define TICK_US (G_USEC_PER_SEC / 4)
/* Without a bar, a batch that takes long says now and then how far it is. */
#define TELL_US (10 * G_USEC_PER_SEC)
/* Failures are all in the final report; the first ones are shown at once, so that one can stop early. */
#define MAX_SHOWN_FAILURES 3

struct DlnProgress {
    DlnCli *cli;
    guint flags;
    gboolean has_bar;
    GMutex lock; /* guards everything below and stderr */
    GCond wake;
    GThread *ticker; /* keeps the clock of the bar going while a long statement runs */
    gboolean is_stopping;
    gboolean is_drawn;
    gint64 drawn_us;
    DlnBarState state;
    char *activity;
    gint64 told_us; /* the last line about a batch */
    guint n_shown_failures;
    GHashTable *waiting; /* "database\nmessage" that were said */
    GPtrArray *empty;
};

static void clear_bar(DlnProgress *progress)
{
    if (progress->is_drawn)
        dln_cli_screen_print(&progress->cli->err, "\r\033[K");
    progress->is_drawn = FALSE;
}

static void draw_bar(DlnProgress *progress, gint64 now_us)
{
    const DlnScreen *screen = &progress->cli->err;
    g_autofree char *line = NULL;

    if (!progress->has_bar || progress->state.started_us == 0 || progress->is_stopping)
        return;
    progress->state.activity = progress->activity;
    line = dln_cli_bar_line(&progress->state, screen, now_us);
    dln_cli_screen_print(screen, "\r%s\033[K", line);
    fflush(screen->stream);
    progress->is_drawn = TRUE;
    progress->drawn_us = now_us;
}

static gpointer tick(gpointer data)
{
    DlnProgress *progress = data;

    g_mutex_lock(&progress->lock);
    while (!progress->is_stopping) {
        gint64 now_us = g_get_monotonic_time();

        if (now_us - progress->drawn_us >= TICK_US)
            draw_bar(progress, now_us);
        g_cond_wait_until(&progress->wake, &progress->lock, now_us + TICK_US);
    }
    g_mutex_unlock(&progress->lock);
    return NULL;
}

DlnProgress *dln_cli_progress_new(DlnCli *cli, guint flags)
{
    DlnProgress *progress = g_new0(DlnProgress, 1);

    progress->cli = cli;
    progress->flags = flags;
    progress->state.is_trial = flags & DLN_PROGRESS_VERIFY;
    progress->has_bar = cli->err.is_terminal && !cli->quiet;
    progress->waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    progress->empty = g_ptr_array_new_with_free_func(g_free);
    g_mutex_init(&progress->lock);
    g_cond_init(&progress->wake);
    if (progress->has_bar)
        progress->ticker = g_thread_new("progress", tick, progress);
    return progress;
}

void dln_cli_progress_finish(DlnProgress *progress)
{
    g_mutex_lock(&progress->lock);
    progress->is_stopping = TRUE;
    clear_bar(progress);
    fflush(progress->cli->err.stream);
    g_cond_signal(&progress->wake);
    g_mutex_unlock(&progress->lock);
    if (progress->ticker)
        g_thread_join(progress->ticker);
    progress->ticker = NULL;
}

void dln_cli_progress_free(DlnProgress *progress)
{
    if (!progress)
        return;
    dln_cli_progress_finish(progress);
    g_hash_table_unref(progress->waiting);
    g_ptr_array_unref(progress->empty);
    g_mutex_clear(&progress->lock);
    g_cond_clear(&progress->wake);
    g_free(progress->activity);
    g_free(progress);
}

/* "tenant acme", "public"; of no database the scope. (transfer full) */
static char *database_name(const DunlinEvent *event)
{
    g_autofree char *name = dln_cli_text_safe(event->database);

    if (!event->database)
        return g_strdup(event->scope == DUNLIN_SCOPE_TENANT ? "tenants" : "public");
    return event->scope == DUNLIN_SCOPE_TENANT ? g_strdup_printf("tenant %s", name)
                                               : g_steal_pointer(&name);
}

/* What is special about it. (transfer full) */
static char *step_note(const DunlinEvent *event)
{
    if (event->n_replaced > 0)
        return g_strdup_printf("  (a checkpoint, in the place of %u migration%s)", event->n_replaced,
            event->n_replaced == 1 ? "" : "s");
    if (event->recorded)
        return g_strdup(event->direction == DUNLIN_DIRECTION_UP
                ? "  (a checkpoint, only recorded)"
                : "  (a checkpoint, only forgotten)");
    return g_strdup(event->empty ? "  (its section holds no statement)" : "");
}

static void print_step(DlnProgress *progress, const DunlinEvent *event)
{
    const DlnScreen *screen = &progress->cli->err;
    g_autofree char *database = database_name(event);
    g_autofree char *revision = dln_cli_text_safe(event->revision);
    g_autofree char *duration = dln_cli_text_duration(event->duration_us);
    g_autofree char *note = step_note(event);

    clear_bar(progress);
    dln_cli_screen_print(screen, "%s  %s%s  %s%s\n", database, revision,
        event->direction == DUNLIN_DIRECTION_DOWN ? " reverted" : "", duration, note);
}

/* "003_fill  12,000 rows", on the bar or from time to time as a line. */
static void on_step_progress(DlnProgress *progress, const DunlinEvent *event)
{
    g_autofree char *revision = dln_cli_text_safe(event->revision);
    g_autofree char *rows = g_strdup_printf("%" G_GUINT64_FORMAT " rows", event->n_rows);
    gboolean wants_lines = !progress->has_bar && (progress->flags & DLN_PROGRESS_LINES);
    gint64 now_us = g_get_monotonic_time();

    g_free(progress->activity);
    progress->activity = g_strdup_printf("%s  %s", revision, rows);
    if (progress->told_us == 0)
        progress->told_us = now_us;
    if (progress->cli->quiet || !wants_lines || now_us - progress->told_us < TELL_US)
        return;
    g_autofree char *database = database_name(event);
    progress->told_us = now_us;
    dln_cli_screen_print(
        &progress->cli->err, "%s  %s  %s so far\n", database, revision, rows);
    fflush(progress->cli->err.stream);
}

static void on_step_finished(DlnProgress *progress, const DunlinEvent *event)
{
    gboolean wants_lines = !progress->has_bar && (progress->flags & DLN_PROGRESS_LINES);

    if (event->empty && event->revision &&
        !g_ptr_array_find_with_equal_func(progress->empty, event->revision, g_str_equal, NULL))
        g_ptr_array_add(progress->empty, g_strdup(event->revision));
    if (!progress->cli->quiet && (wants_lines || progress->cli->verbose))
        print_step(progress, event);
}

/* A list below a message goes behind it. (transfer full) */
static char *one_line(const char *message)
{
    g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
    g_autofree char *joined = NULL;

    for (guint i = 0; lines[i] != NULL; i++)
        g_strstrip(lines[i]);
    joined = g_strjoinv(" ", lines);
    return dln_cli_text_safe(joined);
}

static void on_database_finished(DlnProgress *progress, const DunlinEvent *event)
{
    g_autofree char *database = NULL;
    g_autofree char *message = NULL;
    g_autofree char *fitted = NULL;
    g_autofree char *failed = NULL;
    guint room;

    if (!event->error || progress->cli->quiet || event->total <= 1)
        return;
    if (progress->has_bar ? progress->n_shown_failures >= MAX_SHOWN_FAILURES
                          : !(progress->flags & DLN_PROGRESS_LINES))
        return;
    progress->n_shown_failures++;
    database = database_name(event);
    message = one_line(event->error->message);
    failed = dln_cli_screen_paint(&progress->cli->err, DLN_STYLE_BAD, "failed:");
    /* On a terminal a glance is enough: the report at the end has it in full. */
    room = progress->has_bar ? dln_cli_screen_width(&progress->cli->err) : G_MAXUINT;
    room -= MIN(room, dln_cli_text_columns(database) + (guint)strlen("  failed: "));
    fitted = dln_cli_text_fit(message, room, progress->cli->err.signs->ellipsis);
    clear_bar(progress);
    dln_cli_screen_print(&progress->cli->err, "%s  %s %s\n", database, failed, fitted);
}

static void on_waiting(DlnProgress *progress, const DunlinEvent *event)
{
    g_autofree char *database = database_name(event);
    g_autofree char *message = dln_cli_text_safe(event->message);

    if (progress->cli->quiet ||
        !g_hash_table_add(progress->waiting, g_strdup_printf("%s\n%s", database, message)))
        return;
    clear_bar(progress);
    dln_cli_screen_print(&progress->cli->err, "%s  waiting: %s\n", database, message);
}

/* "[after_migration acme] LINE" */
static void on_hook_output(DlnProgress *progress, const DunlinEvent *event)
{
    g_autofree char *database = dln_cli_text_safe(event->database);
    g_autofree char *line = dln_cli_text_safe(event->message);

    if (progress->cli->quiet)
        return;
    clear_bar(progress);
    dln_cli_screen_print(
        &progress->cli->err, "[%s%s%s] %s\n", event->hook, *database ? " " : "", database, line);
}

static void set_activity(DlnProgress *progress, const DunlinEvent *event)
{
    g_autofree char *revision = dln_cli_text_safe(event->revision);

    g_free(progress->activity);
    progress->activity = g_steal_pointer(&revision);
    progress->state.activity_us = g_get_monotonic_time();
}

static void handle(DlnProgress *progress, const DunlinEvent *event)
{
    switch (event->type) {
    case DUNLIN_EVENT_RUN_STARTED:
        progress->state.started_us = g_get_monotonic_time();
        break;
    case DUNLIN_EVENT_STEP_STARTED:
        set_activity(progress, event);
        break;
    case DUNLIN_EVENT_STEP_PROGRESS:
        on_step_progress(progress, event);
        break;
    case DUNLIN_EVENT_STEP_FINISHED:
        on_step_finished(progress, event);
        break;
    case DUNLIN_EVENT_DATABASE_FINISHED:
        on_database_finished(progress, event);
        break;
    case DUNLIN_EVENT_WAITING:
        on_waiting(progress, event);
        break;
    case DUNLIN_EVENT_WARNING:
        clear_bar(progress);
        dln_cli_warn(progress->cli, event->message);
        break;
    case DUNLIN_EVENT_HOOK_OUTPUT:
        on_hook_output(progress, event);
        break;
    case DUNLIN_EVENT_SCOPE_STARTED:
    case DUNLIN_EVENT_DATABASE_STARTED:
    case DUNLIN_EVENT_RUN_FINISHED:
        break;
    }
}

static void print_json(DlnProgress *progress, const DunlinEvent *event)
{
    g_autofree char *json = dunlin_event_to_json(event);

    dln_cli_print_json(progress->cli, json);
    fflush(progress->cli->out.stream);
}

void dln_cli_progress_on_event(const DunlinEvent *event, gpointer user_data)
{
    DlnProgress *progress = user_data;
    gint64 now_us = g_get_monotonic_time();

    g_mutex_lock(&progress->lock);
    if (progress->flags & DLN_PROGRESS_JSON)
        print_json(progress, event);
    handle(progress, event);
    progress->state.direction = event->direction;
    progress->state.scope = event->scope;
    progress->state.done = event->done;
    progress->state.failed = event->failed;
    if (event->total > 0)
        progress->state.total = event->total;
    if (now_us - progress->drawn_us >= REDRAW_US)
        draw_bar(progress, now_us);
    g_mutex_unlock(&progress->lock);
}

void dln_cli_progress_notice(const char *text, gpointer user_data)
{
    DlnProgress *progress = user_data;

    g_mutex_lock(&progress->lock);
    clear_bar(progress);
    if (!progress->cli->quiet)
        dln_cli_screen_print(&progress->cli->err, "dunlin: %s\n", text);
    draw_bar(progress, g_get_monotonic_time());
    g_mutex_unlock(&progress->lock);
}

const GPtrArray *dln_cli_progress_empty(const DlnProgress *progress)
{
    return progress->empty;
}
