/* SPDX-License-Identifier: Apache-2.0 */
/* test_position.c: bytes to lines and columns, characters to bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/position.h"
#include "sql/script.h"

typedef struct {
    const char *name;
    const char *text;
    guint start_line, start_column;
    gsize offset;
    guint line, column;
} PositionCase;

static const PositionCase position_cases[] = {
    {"start", "abc", 1, 1, 0, 1, 1},
    {"inside", "abc", 1, 1, 2, 1, 3},
    {"end", "abc", 1, 1, 3, 1, 4},
    {"behind the end", "abc", 1, 1, 99, 1, 4},
    {"empty", "", 7, 9, 0, 7, 9},
    {"second line", "a\nbc", 1, 1, 3, 2, 2},
    {"the line feed itself", "a\nb", 1, 1, 1, 1, 2},
    {"behind the last line feed", "a\n", 1, 1, 2, 2, 1},
    {"carriage return", "a\r\nbc", 1, 1, 3, 2, 1},
    {"behind two bytes", "éa", 1, 1, 2, 1, 2},
    {"behind four bytes", "😀a", 1, 1, 4, 1, 2},
    {"within a character", "é€a", 1, 1, 3, 1, 2},
    {"multibyte lines before", "é\n€ü\nxéy", 1, 1, 12, 3, 3},
    {"multibyte character at the end", "aé", 1, 1, 3, 1, 3},
    {"column of the first line", "ab\nc", 5, 11, 1, 5, 12},
    {"column of the next line", "ab\nc", 5, 11, 3, 6, 1},
    {"byte order mark",
        "\xEF\xBB\xBF"
        "ab",
        1, 1, 4, 1, 2},
    {"start of the byte order mark",
        "\xEF\xBB\xBF"
        "ab",
        1, 1, 0, 1, 1},
    {"no byte order mark further on",
        "\xEF\xBB\xBF"
        "ab",
        2, 1, 4, 2, 3},
};

static void test_position(void **state)
{
    const PositionCase *row = *state;
    DlnSource source = {"f", row->text, strlen(row->text), row->start_line, row->start_column};
    guint line = 0, column = 0;

    dln_source_position(&source, row->offset, &line, &column);
    assert_int_equal(line, row->line);
    assert_int_equal(column, row->column);
}

/* Stopping on the way changes nothing. */
static void test_cursor(void **state)
{
    const PositionCase *row = *state;
    DlnSource source = {"f", row->text, strlen(row->text), row->start_line, row->start_column};
    DlnCursor cursor;

    dln_cursor_init(&cursor, &source);
    for (gsize offset = cursor.offset; offset <= row->offset; offset++)
        dln_cursor_advance(&cursor, offset);
    assert_int_equal(cursor.line, row->line);
    assert_int_equal(cursor.column, row->column);
}

typedef struct {
    const char *name;
    const char *text;
    gsize length;
    gsize n_chars;
    gsize offset;
} OffsetCase;

static const OffsetCase offset_cases[] = {
    {"first", "abc", 3, 0, 0},
    {"third", "abc", 3, 2, 2},
    {"behind the last", "abc", 3, 3, 3},
    {"far behind", "abc", 3, 9, 3},
    {"multibyte", "é€😀x", 10, 3, 9},
    {"second of multibyte", "é€😀x", 10, 1, 2},
    {"end of multibyte", "aé", 3, 2, 3},
    {"empty", "", 0, 0, 0},
    {"length is less than the text", "abcdef", 2, 5, 2},
};

static void test_offset(void **state)
{
    const OffsetCase *row = *state;

    assert_int_equal(dln_utf8_offset(row->text, row->length, row->n_chars), row->offset);
}

#define ADD_ROWS(cases, function)                                                                  \
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {                                              \
        struct CMUnitTest test = {(cases)[i].name, function, NULL, NULL, (void *)&(cases)[i]};     \
        g_array_append_val(tests, test);                                                           \
    }

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));

    ADD_ROWS(position_cases, test_position)
    ADD_ROWS(position_cases, test_cursor)
    ADD_ROWS(offset_cases, test_offset)
    return _cmocka_run_group_tests(
        "position", (const struct CMUnitTest *)(const void *)tests->data, tests->len, NULL, NULL);
}
