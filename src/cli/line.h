/* SPDX-License-Identifier: Apache-2.0 */
/* line.h: one line of output, put together of pieces that each have a style, and cut where the terminal ends.
 * Knows nothing of what the pieces say. */
#pragma once

#include "screen.h"

typedef struct DlnLine DlnLine;

DlnLine *dln_cli_line_new(void);
void dln_cli_line_free(DlnLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnLine, dln_cli_line_free)

/* Adds text, made safe; NULL and "" add nothing. */
void dln_cli_line_add(DlnLine *line, DlnStyle style, const char *text);
/* The same of a format; what comes in by %s is made safe with the rest. */
void dln_cli_line_format(DlnLine *line, DlnStyle style, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Prints it and a line end. On a terminal, what does not fit is cut, and says so by an ellipsis. */
void dln_cli_line_print_cut(const DlnLine *line, const DlnScreen *screen);
/* Prints all of it and a line end. */
void dln_cli_line_print(const DlnLine *line, const DlnScreen *screen);
