/* SPDX-License-Identifier: Apache-2.0 */
/* position.c: from byte offsets to lines and columns, and from characters to bytes. Knows no SQL. */
#include "sql/position.h"

#include <string.h>

#include "sql/source_map.h"

static gboolean starts_character(char c)
{
    return ((guchar)c & 0xC0) != 0x80;
}

/* What positions are counted in. */
static const DlnSource *in_file(const DlnSource *source)
{
    return source->map != NULL ? &source->map->original : source;
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
    const DlnSource *file = in_file(source);

    *cursor = (DlnCursor){.source = source,
        .offset = dln_source_mark_length(file),
        .line = file->line,
        .column = file->column};
}

void dln_cursor_advance(DlnCursor *cursor, gsize offset)
{
    const DlnSource *source = cursor->source;
    const DlnSource *file = in_file(source);
    const char *text = file->text;
    gsize end = source->map != NULL
                    ? dln_source_map_back(source->map, MIN(offset, source->length), DLN_SIDE_START)
                    : MIN(offset, source->length);

    while (cursor->offset < end) {
        const char *newline = memchr(text + cursor->offset, '\n', end - cursor->offset);
        if (newline == NULL)
            break;
        cursor->line++;
        cursor->column = 1;
        cursor->offset = (gsize)(newline - text) + 1;
    }
    for (; cursor->offset < end; cursor->offset++) {
        if (cursor->offset + 1 >= file->length || starts_character(text[cursor->offset + 1]))
            cursor->column++;
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
