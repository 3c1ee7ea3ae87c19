/* SPDX-License-Identifier: Apache-2.0 */
/* bar.h: the progress bar as one line of text: a function of a state, a width and a time. */
#pragma once

#include <dunlin/dunlin.h>

#include "screen.h"

typedef struct {
    DunlinDirection direction;
    gboolean is_trial; /* neither up nor down, but both */
    DunlinScope scope;
    guint done;
    guint total;
    guint failed;
    gint64 started_us;
    const char *activity; /* (nullable): the revision that was sent last */
    gint64 activity_us;   /* when */
} DlnBarState;

/* Never wider than the screen less one column, colours not counted. (transfer full) */
char *dln_cli_bar_line(const DlnBarState *state, const DlnScreen *screen, gint64 now_us);
