/* SPDX-License-Identifier: Apache-2.0 */
/* screen.h: where output goes: is it a terminal, how wide, with which colours and characters. */
#pragma once

#include <stdio.h>

#include <glib.h>

typedef enum {
    DLN_STYLE_PLAIN,
    DLN_STYLE_STRONG,
    DLN_STYLE_FAINT,
    DLN_STYLE_GOOD,
    DLN_STYLE_PENDING,
    DLN_STYLE_BAD,
    DLN_STYLE_ID,
} DlnStyle;

/* Signs, with a stand-in for terminals whose locale is not UTF-8. */
typedef struct {
    const char *done;
    const char *pending;
    const char *failed;
    const char *bar_full;
    const char *bar_rest;
    const char *ellipsis;
    gboolean is_ascii;
} DlnSigns;

typedef struct {
    FILE *stream;
    gboolean is_terminal; /* one that can move its cursor: TERM=dumb is none */
    gboolean has_colors;
    const DlnSigns *signs;
} DlnScreen;

/* Once, before any screen: the locale's character set; output itself is always UTF-8.
 * Returns: whether the user's locale is UTF-8. */
gboolean dln_cli_screen_set_locale(void);

/* Looks at the stream and at TERM, NO_COLOR and CLICOLOR_FORCE. */
void dln_cli_screen_init(DlnScreen *screen, FILE *stream, gboolean is_utf8);
/* Columns; 80 where there is no terminal. Asked anew each time: windows are resized. */
guint dln_cli_screen_width(const DlnScreen *screen);

void dln_cli_screen_print(const DlnScreen *screen, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* text, from column `at` on, and a line end. What is too long for a terminal goes on in the next line, between words
 * and behind `indent` columns; elsewhere a line stays a line. text is as it is, without colours. */
void dln_cli_screen_print_text(const DlnScreen *screen, const char *text, guint at, guint indent);
/* text in a style, or as it is where there are no colours. (transfer full) */
char *dln_cli_screen_paint(const DlnScreen *screen, DlnStyle style, const char *text);
/* The escape sequence of a style, as libsmartcols wants it too. */
const char *dln_cli_style_sequence(DlnStyle style);
