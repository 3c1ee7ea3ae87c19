/* SPDX-License-Identifier: Apache-2.0 */
/* position.h: a place in a source that only moves forward, so that many positions cost one walk. */
#pragma once

#include "sql/script.h"

typedef struct {
    const DlnSource *source; /* borrowed */
    gsize offset; /* in the file's text, where source was made from it */
    guint line;
    guint column;
} DlnCursor;

/* Bytes of the byte order mark that source begins with; 0 without one, and where source is not a file's start. */
gsize dln_source_mark_length(const DlnSource *source);

void dln_cursor_init(DlnCursor *cursor, const DlnSource *source);
/* offset must not be before the cursor; behind the end it stands for the end. */
void dln_cursor_advance(DlnCursor *cursor, gsize offset);
