/* SPDX-License-Identifier: Apache-2.0 */
/* rename_question.c: a question with numbered answers, on the terminal. */
#include "rename_question.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

gboolean dln_cli_can_ask(const DlnCli *cli)
{
    return !cli->json && isatty(STDIN_FILENO) == 1 && isatty(fileno(cli->err.stream)) == 1;
}

/* ---- the answer ---- */

static gboolean no_answer(DunlinErrorCode code, const char *why, GError **error)
{
    g_set_error(error, DUNLIN_ERROR, (int)code, "%s: nothing was written", why);
    return FALSE;
}

/* Signals are another thread's, which cancels. FALSE: it did. */
static gboolean wait_for_input(GCancellable *cancellable)
{
    struct pollfd fds[] = {{STDIN_FILENO, POLLIN, 0},
        {cancellable ? g_cancellable_get_fd(cancellable) : -1, POLLIN, 0}};

    while (poll(fds, G_N_ELEMENTS(fds), -1) < 0 && errno == EINTR)
        continue;
    if (cancellable)
        g_cancellable_release_fd(cancellable);
    return !g_cancellable_is_cancelled(cancellable);
}

/* One line, without its end. */
static gboolean read_line(GCancellable *cancellable, GString *line, GError **error)
{
    char byte = '\0';

    g_string_truncate(line, 0);
    while (byte != '\n') {
        ssize_t n;

        if (!wait_for_input(cancellable))
            return no_answer(DUNLIN_ERROR_CANCELLED, "the question was not answered", error);
        n = read(STDIN_FILENO, &byte, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return no_answer(DUNLIN_ERROR_CONFIG, "the terminal gives no answer", error);
        if (byte != '\n')
            g_string_append_c(line, byte);
    }
    g_strstrip(line->str);
    return TRUE;
}

static gboolean is_choice(const DunlinRenameQuestion *question, const char *answer, int *out_choice)
{
    guint64 number;

    if (g_ascii_strcasecmp(answer, "d") == 0) {
        *out_choice = DUNLIN_RENAME_NONE;
        return TRUE;
    }
    if (!g_ascii_string_to_unsigned(answer, 10, 1, question->n_candidates, &number, NULL))
        return FALSE;
    *out_choice = (int)number - 1;
    return TRUE;
}

/* ---- the question ---- */

static void print_choice(const DlnCli *cli, const char *key, const char *text)
{
    g_autofree char *painted = dln_cli_screen_paint(&cli->err, DLN_STYLE_STRONG, key);
    g_autofree char *safe = dln_cli_text_safe(text);
    const guint at = (guint)strlen(key) + 4;

    dln_cli_screen_print(&cli->err, "  %s  ", painted);
    dln_cli_screen_print_text(&cli->err, safe, at, at);
}

static void print_question(const DlnCli *cli, const DunlinRenameQuestion *question)
{
    const gboolean is_one = question->n_candidates == 1;
    g_autofree char *gone = dln_cli_text_safe(question->gone);
    g_autofree char *asked = g_strdup_printf("%s is gone; was it renamed?", gone);

    dln_cli_screen_print_text(&cli->err, asked, 0, 2);
    for (guint i = 0; i < question->n_candidates; i++) {
        g_autofree char *key = g_strdup_printf("%u", i + 1);
        print_choice(cli, key, question->candidates[i].kept);
    }
    print_choice(
        cli, "d", is_one ? question->candidates[0].replaced : "drop it, and what it holds");
}

gboolean dln_cli_ask_rename(const DunlinRenameQuestion *question, int *out_choice,
    GCancellable *cancellable, gpointer cli, GError **error)
{
    const DlnCli *own = cli;
    g_autoptr(GString) answer = g_string_new(NULL);
    g_autofree char *keys = question->n_candidates == 1
                                ? g_strdup("1 or d")
                                : g_strdup_printf("1 to %u, or d", question->n_candidates);

    print_question(own, question);
    do {
        dln_cli_screen_print(&own->err, "%s? ", keys);
        fflush(own->err.stream);
        if (!read_line(cancellable, answer, error))
            return FALSE;
    } while (!is_choice(question, answer->str, out_choice));
    return TRUE;
}
