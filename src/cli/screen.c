/* SPDX-License-Identifier: Apache-2.0 */
/* screen.c: what an output stream can show. Knows nothing of what is shown. */
#include "screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "text.h"

#define DEFAULT_WIDTH 80
#define MIN_WIDTH 20

static const char *const sequences[] = {
    [DLN_STYLE_PLAIN] = "",
    [DLN_STYLE_STRONG] = "\033[1m",
    [DLN_STYLE_FAINT] = "\033[2m",
    [DLN_STYLE_GOOD] = "\033[32m",
    [DLN_STYLE_PENDING] = "\033[33m",
    [DLN_STYLE_BAD] = "\033[31m",
    [DLN_STYLE_ID] = "\033[36m",
};

static const DlnSigns utf8_signs = {"✓", "○", "✗", "━", "─", "…", FALSE};
static const DlnSigns ascii_signs = {"+", "o", "x", "#", "-", "...", TRUE};

gboolean dln_cli_screen_set_locale(void)
{
    /* Only characters: numbers and messages stay the same for everyone. */
    setlocale(LC_CTYPE, "");
    if (g_str_equal(nl_langinfo(CODESET), "UTF-8"))
        return TRUE;
    /* Names are UTF-8 all the same; libsmartcols would print them as escapes otherwise. */
    setlocale(LC_CTYPE, "C.UTF-8");
    return FALSE;
}

static gboolean is_set(const char *variable)
{
    const char *value = g_getenv(variable);

    return value && *value;
}

void dln_cli_screen_init(DlnScreen *screen, FILE *stream, gboolean is_utf8)
{
    gboolean is_tty = isatty(fileno(stream)) == 1;
    gboolean is_dumb = !is_set("TERM") || g_str_equal(g_getenv("TERM"), "dumb");
    const char *force = g_getenv("CLICOLOR_FORCE");

    screen->stream = stream;
    screen->is_terminal = is_tty && !is_dumb;
    screen->has_colors = screen->is_terminal || (force && *force && !g_str_equal(force, "0"));
    if (is_set("NO_COLOR"))
        screen->has_colors = FALSE;
    /* A pipe or file gets UTF-8 in any locale, so that what a script reads never depends on it. */
    screen->signs = is_utf8 || !is_tty ? &utf8_signs : &ascii_signs;
}

guint dln_cli_screen_width(const DlnScreen *screen)
{
    struct winsize size;
    const char *columns = g_getenv("COLUMNS");
    guint64 number;

    if (!screen->is_terminal)
        return DEFAULT_WIDTH;
    if (ioctl(fileno(screen->stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return MAX(size.ws_col, MIN_WIDTH);
    if (columns && g_ascii_string_to_unsigned(columns, 10, MIN_WIDTH, 10000, &number, NULL))
        return (guint)number;
    return DEFAULT_WIDTH;
}

void dln_cli_screen_print(const DlnScreen *screen, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    fputs(text, screen->stream);
}

void dln_cli_screen_print_text(const DlnScreen *screen, const char *text, guint at, guint indent)
{
    guint width = dln_cli_screen_width(screen);
    g_autoptr(GString) wrapped = NULL;

    if (!screen->is_terminal || at + dln_cli_text_columns(text) <= width) {
        dln_cli_screen_print(screen, "%s\n", text);
        return;
    }
    wrapped = g_string_new(NULL);
    dln_cli_text_wrap(wrapped, text, at, indent, width);
    dln_cli_screen_print(screen, "%s", wrapped->str);
}

char *dln_cli_screen_paint(const DlnScreen *screen, DlnStyle style, const char *text)
{
    if (!screen->has_colors || style == DLN_STYLE_PLAIN)
        return g_strdup(text);
    return g_strdup_printf("%s%s\033[0m", sequences[style], text);
}

const char *dln_cli_style_sequence(DlnStyle style)
{
    return sequences[style];
}
