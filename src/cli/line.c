/* SPDX-License-Identifier: Apache-2.0 */
/* line.c: one line of output, put together of pieces. Knows nothing of what they say. */
#include "line.h"

#include <stdarg.h>

#include "text.h"

typedef struct {
    DlnStyle style;
    char *text;
} Piece;

struct DlnLine {
    GArray *pieces; /* of Piece */
};

static void piece_clear(gpointer piece)
{
    g_free(((Piece *)piece)->text);
}

DlnLine *dln_cli_line_new(void)
{
    DlnLine *line = g_new0(DlnLine, 1);

    line->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    g_array_set_clear_func(line->pieces, piece_clear);
    return line;
}

void dln_cli_line_free(DlnLine *line)
{
    if (!line)
        return;
    g_array_unref(line->pieces);
    g_free(line);
}

void dln_cli_line_add(DlnLine *line, DlnStyle style, const char *text)
{
    Piece piece = {style, NULL};

    if (!text || !*text)
        return;
    piece.text = dln_cli_text_safe(text);
    g_array_append_val(line->pieces, piece);
}

void dln_cli_line_format(DlnLine *line, DlnStyle style, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    dln_cli_line_add(line, style, text);
}

static guint count_columns(const DlnLine *line)
{
    guint columns = 0;

    for (guint i = 0; i < line->pieces->len; i++)
        columns += dln_cli_text_columns(g_array_index(line->pieces, Piece, i).text);
    return columns;
}

static void print_piece(const DlnScreen *screen, DlnStyle style, const char *text)
{
    g_autofree char *painted = dln_cli_screen_paint(screen, style, text);

    dln_cli_screen_print(screen, "%s", painted);
}

void dln_cli_line_print(const DlnLine *line, const DlnScreen *screen)
{
    for (guint i = 0; i < line->pieces->len; i++) {
        const Piece *piece = &g_array_index(line->pieces, Piece, i);

        print_piece(screen, piece->style, piece->text);
    }
    dln_cli_screen_print(screen, "\n");
}

void dln_cli_line_print_cut(const DlnLine *line, const DlnScreen *screen)
{
    const char *ellipsis = screen->signs->ellipsis;
    guint room = dln_cli_screen_width(screen);

    if (!screen->is_terminal || count_columns(line) <= room) {
        dln_cli_line_print(line, screen);
        return;
    }
    room -= dln_cli_text_columns(ellipsis);
    for (guint i = 0; i < line->pieces->len && room > 0; i++) {
        const Piece *piece = &g_array_index(line->pieces, Piece, i);
        g_autofree char *fitting = dln_cli_text_fit(piece->text, room, "");

        print_piece(screen, piece->style, fitting);
        room -= dln_cli_text_columns(fitting);
        /* A wide character may leave a column that the next piece must not fill. */
        if (!g_str_equal(fitting, piece->text))
            break;
    }
    dln_cli_screen_print(screen, "%s\n", ellipsis);
}
