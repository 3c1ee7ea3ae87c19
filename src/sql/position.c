/* SPDX-License-Identifier: Apache-2.0 */
/* position.c: from byte offsets to lines and columns, and from characters to bytes. Knows no SQL. */
#include "sql/position.h"

#include <string.h>

static gboolean starts_character(char c)
{
    return ((guchar)c & 0xC0) != 0x80;
}

gsize dln_source_mark_length(const DlnSource *source)
{
    static const char mark[] = {'\xEF', '\xBB', '\xBF'};

    return source->line == 1 && source->column == 1 && source->length >= sizeof mark &&
                   memcmp(source->text, mark, sizeof mark) == 0
               ? sizeof mark
               : 0;
}

void dln_cursor_init(DlnCursor *cursor, const DlnSource *source)
{
    /* Editors do not show a byte order mark, so it is no column. */
    *cursor = (DlnCursor){.source = source,
        .offset = dln_source_mark_length(source),
        .line = source->line,
        .column = source->column};
}

void dln_cursor_advance(DlnCursor *cursor, gsize offset)
{
    const char *text = cursor->source->text;
    gsize end = MIN(offset, cursor->source->length);

    for (; cursor->offset < end; cursor->offset++) {
        if (text[cursor->offset] == '\n') {
            cursor->line++;
            cursor->column = 1;
        } else if (cursor->offset + 1 >= cursor->source->length ||
                   starts_character(text[cursor->offset + 1])) {
            cursor->column++;
        }
    }
}

void dln_source_position(const DlnSource *source, gsize offset, guint *out_line, guint *out_column)
{
    DlnCursor cursor;

    dln_cursor_init(&cursor, source);
    dln_cursor_advance(&cursor, offset);
    *out_line = cursor.line;
    *out_column = cursor.column;
}

gsize dln_utf8_offset(const char *text, gsize length, gsize n_chars)
{
    gsize offset = 0;

    for (; offset < length; offset++) {
        if (!starts_character(text[offset]))
            continue;
        if (n_chars == 0)
            break;
        n_chars--;
    }
    return offset;
}
