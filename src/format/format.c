/* SPDX-License-Identifier: Apache-2.0 */
/* format.c: the table of readers, and what every text must be before one of them sees it.
 * Knows no directory: see directory.c. */
#include "format/format.h"

#include <string.h>

#include "format/archify.h"
#include "format/native.h"

static const DlnFormat *const formats[] = {&dln_format_native, &dln_format_archify, NULL};

const DlnFormat *const *dln_formats(void)
{
    return formats;
}

static void set_bad_byte(
    const char *path, const char *text, gsize length, gsize offset, GError **error)
{
    /* Everything before the byte is valid, so its position can be told. */
    const DlnSource source = {.file = path, .text = text, .length = length, .line = 1, .column = 1};
    DunlinErrorFacts facts = {.file = path};
    const guchar byte = (guchar)text[offset];

    dln_source_position(&source, offset, &facts.line, &facts.column);
    if (length >= 2 && offset == 0 &&
        (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0))
        dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "the file is UTF-16: save it as UTF-8");
    else if (byte == 0)
        dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "a NUL byte: the file is no text");
    else
        dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts,
            "byte 0x%02X is not valid UTF-8: save the file as UTF-8", byte);
}

/* The text without its byte order mark, once it is known to be UTF-8 without NUL. (transfer full) */
static GBytes *check_text(const char *path, GBytes *bytes, GError **error)
{
    static const char mark[] = {'\xEF', '\xBB', '\xBF'};
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    const char *bad;

    if (length > 0 && !g_utf8_validate_len(text, length, &bad)) {
        set_bad_byte(path, text, length, (gsize)(bad - text), error);
        return NULL;
    }
    if (length >= sizeof mark && memcmp(text, mark, sizeof mark) == 0)
        return g_bytes_new_from_bytes(bytes, sizeof mark, length - sizeof mark);
    return g_bytes_ref(bytes);
}

static const DlnFormat *find_format(const DlnFormatInput *input)
{
    for (const DlnFormat *const *format = formats; *format != NULL; format++)
        if ((*format)->matches(input))
            return *format;
    return NULL;
}

gboolean dln_format_read_text(
    const DlnFormatInput *input, DlnRevision **out_revision, GError **error)
{
    const DlnFormat *format = find_format(input);
    if (format == NULL) {
        const DunlinErrorFacts facts = {.file = input->path};
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "no format reads files of this name");
        return FALSE;
    }

    g_autoptr(GBytes) text = check_text(input->path, input->text, error);
    if (text == NULL)
        return FALSE;
    g_autoptr(GBytes) down_text = NULL;
    if (input->down_text != NULL) {
        down_text = check_text(input->down_path, input->down_text, error);
        if (down_text == NULL)
            return FALSE;
    }

    DlnFormatInput checked = *input;
    checked.text = text;
    checked.down_text = down_text;
    return format->read(&checked, out_revision, error);
}
