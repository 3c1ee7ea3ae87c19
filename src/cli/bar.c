/* SPDX-License-Identifier: Apache-2.0 */
/* bar.c: "Upgrading  ━━━━━━━──────  512/1,000  412/s  1 s left  2 failed", fitted to the width. Prints nothing. */
#include "bar.h"

#include <string.h>

#include "text.h"

#define MIN_BAR 10
#define MAX_BAR 50
/* Before this a rate says nothing. */
#define MIN_RATE_US (G_USEC_PER_SEC / 2)

static const char *label(const DlnBarState *state)
{
    if (state->is_trial)
        return "Verifying";
    return state->direction == DUNLIN_DIRECTION_DOWN ? "Downgrading" : "Upgrading";
}

/* "12 s", in whole seconds: tenths would only flicker. */
static char *whole_duration(gint64 duration_us)
{
    gint64 seconds = MAX(duration_us / G_USEC_PER_SEC, 0);

    if (seconds < 10)
        return g_strdup_printf("%" G_GINT64_FORMAT " s", seconds);
    return dln_cli_text_duration(seconds * G_USEC_PER_SEC);
}

static void add_rate(GString *figures, const DlnBarState *state, gint64 now_us)
{
    gint64 elapsed_us = now_us - state->started_us;
    double rate;
    g_autofree char *number = NULL;
    g_autofree char *left = NULL;

    if (state->done < 2 || elapsed_us < MIN_RATE_US)
        return;
    rate = state->done * (double)G_USEC_PER_SEC / elapsed_us;
    number = rate < 10 ? g_strdup_printf("%.1f", rate) : dln_cli_text_number((guint64)(rate + 0.5));
    left = whole_duration((gint64)((state->total - state->done) / rate * G_USEC_PER_SEC));
    g_string_append_printf(figures, "  %s/s  %s left", number, left);
}

static char *make_figures(const DlnBarState *state, gint64 now_us)
{
    g_autofree char *done = dln_cli_text_number(state->done);
    g_autofree char *total = dln_cli_text_number(state->total);
    GString *figures = g_string_new(NULL);

    g_string_append_printf(figures, "%s/%s", done, total);
    add_rate(figures, state, now_us);
    return g_string_free(figures, FALSE);
}

static void repeat(GString *out, const char *sign, guint n)
{
    while (n-- > 0)
        g_string_append(out, sign);
}

static char *make_bar(const DlnBarState *state, const DlnScreen *screen, guint width)
{
    guint full = state->total > 0 ? (guint)((guint64)width * state->done / state->total) : 0;
    g_autoptr(GString) full_part = g_string_new(NULL);
    g_autoptr(GString) rest_part = g_string_new(NULL);
    g_autofree char *full_text = NULL;
    g_autofree char *rest_text = NULL;

    repeat(full_part, screen->signs->bar_full, full);
    repeat(rest_part, screen->signs->bar_rest, width - full);
    full_text = dln_cli_screen_paint(screen, DLN_STYLE_GOOD, full_part->str);
    rest_text = dln_cli_screen_paint(screen, DLN_STYLE_FAINT, rest_part->str);
    return g_strconcat(full_text, rest_text, NULL);
}

/* One database: there is nothing to count; what runs, and for how long, is what one wants to know. */
static char *single_line(
    const DlnBarState *state, const DlnScreen *screen, gint64 now_us, guint room)
{
    g_autofree char *since = whole_duration(now_us - state->activity_us);
    g_autofree char *line =
        state->activity ? g_strdup_printf("%s  %s  %s", label(state), state->activity, since)
                        : g_strdup(label(state));

    return dln_cli_text_fit(line, room, screen->signs->ellipsis);
}

char *dln_cli_bar_line(const DlnBarState *state, const DlnScreen *screen, gint64 now_us)
{
    guint room = dln_cli_screen_width(screen) - 1;
    g_autofree char *figures = NULL;
    g_autofree char *failed = NULL;
    g_autofree char *red = NULL;
    g_autofree char *bar = NULL;
    guint fixed;

    if (state->total <= 1)
        return single_line(state, screen, now_us, room);
    figures = make_figures(state, now_us);
    failed = state->failed > 0 ? g_strdup_printf("  %u failed", state->failed) : g_strdup("");
    fixed = (guint)(strlen(label(state)) + 2 + 2) + dln_cli_text_columns(figures) +
            dln_cli_text_columns(failed);
    if (fixed + MIN_BAR > room) {
        g_autofree char *plain = g_strconcat(figures, failed, NULL);

        return dln_cli_text_fit(plain, room, screen->signs->ellipsis);
    }
    bar = make_bar(state, screen, MIN(room - fixed, MAX_BAR));
    red = *failed ? dln_cli_screen_paint(screen, DLN_STYLE_BAD, failed) : g_strdup("");
    return g_strdup_printf("%s  %s  %s%s", label(state), bar, figures, red);
}
