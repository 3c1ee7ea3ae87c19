/* SPDX-License-Identifier: Apache-2.0 */
/* test_mutations.c: texts changed at random are read or refused with a position, never worse. The sanitizers see
 * the rest. The seed is fixed, so that a failure repeats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "format/format.h"

#define N_ROUNDS 20000
#define SEED 20240131
#define MAX_CHANGES 6

typedef struct {
    const char *basename;
    const char *text;
} Sample;

static const Sample corpus[] = {
    {"003_x.sql",
        "-- Größe €\n-- dunlin:scope tenant\n-- dunlin:parent 001, 002\n-- dunlin:depends a b\n"
        "-- dunlin:label x\n-- dunlin:transaction off\n-- dunlin:lock-timeout 2s\n"
        "-- dunlin:statement-timeout 5min\n-- dunlin:irreversible\n-- dunlin:up\n"
        "DO $x$ it's $$ $x$; SELECT E'\\'' || 'a''b';\n-- dunlin:down\nSELECT \"a\";\n"},
    {"003_x.sql",
        "/* a /* b */ */\n-- dunlin:engine postgres\n-- dunlin:up\nCOPY t FROM stdin;\n1\t2\n\\.\n"
        "SET standard_conforming_strings = off;\nSELECT '\\'';\n-- dunlin:engine sqlite\n"
        "-- dunlin:up\nSELECT [a], `b`;\n-- dunlin:down\n"},
    {"003_x.sql", "-- MIGRATION_SCOPE: both\r\n-- MIGRATION_VERSION: 003_x\r\nSELECT 1;\r\n"},
    {"003_x.py", "\"\"\"\nAdd it\n\n# MIGRATION_SCOPE: tenant\n# MIGRATION_VERSION: 003_x\n"
                 "# MIGRATION_DESCRIPTION: Größe\n\"\"\"\n\nUPGRADE_SQL = \"\"\"\nSELECT "
                 "'\\u20ac';\n\"\"\"\n\n"
                 "DOWNGRADE_SQL = (\n    'a\\n'  # c\n    r'\\b' \\\n    'ä')\n\n"
                 "def upgrade() -> str:\n    \"\"\"doc\"\"\"\n    return UPGRADE_SQL\n\n"
                 "def downgrade():\n    return DOWNGRADE_SQL\n"},
};

/* What is likely to matter where it lands. */
static const char *const pieces[] = {"'", "\"", "\"\"\"", "'''", "\\", "\n", "\r", "\r\n", "$$",
    "$x$", "/*", "*/", "--", "-- dunlin:", "-- dunlin:up\n", "-- dunlin:down\n",
    "-- dunlin:engine sqlite\n", "[", "]", "`", "(", ")", ";", ":", "=", "#", "\\.", "E'", "\\x",
    "\\N{", "ä", "\xE4", "\t", " ", "def ", "return ", "None",
    "MIGRATION_SCOPE:", "COPY t FROM stdin;"};

static void change_once(GRand *random, GString *text)
{
    gsize at = (gsize)g_rand_int_range(random, 0, (gint32)text->len + 1);
    gsize length = (gsize)g_rand_int_range(random, 0, 12);
    const char *piece = pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))];

    if (length > text->len - at)
        length = text->len - at;
    switch (g_rand_int_range(random, 0, 5)) {
    case 0:
        g_string_erase(text, (gssize)at, (gssize)length);
        return;
    case 1: {
        g_autofree char *copy = g_strndup(text->str + at, length);
        g_string_insert(text, g_rand_int_range(random, 0, (gint32)text->len + 1), copy);
        return;
    }
    case 2:
        g_string_truncate(text, at);
        return;
    case 3:
        if (at < text->len)
            text->str[at] = (char)g_rand_int_range(random, 0, 256);
        return;
    default:
        g_string_insert(text, (gssize)at, piece);
        return;
    }
}

static gboolean lies_inside(const DlnRevision *revision, const DlnSource *section)
{
    for (guint i = 0; i < revision->texts->len; i++) {
        gsize size;
        const char *data = g_bytes_get_data(g_ptr_array_index(revision->texts, i), &size);
        if (data != NULL && section->text >= data && section->text + section->length <= data + size)
            return TRUE;
    }
    return section->length == 0;
}

static void check_revision(DlnRevision *revision)
{
    assert_int_equal(strlen(revision->checksum), 64);
    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++) {
        for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
            const DlnSource *section = &revision->sections[direction][engine];
            if (section->text == NULL)
                continue;
            assert_true(lies_inside(revision, section));
            assert_true(section->line >= 1 && section->column >= 1);
        }
    }
    for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
        g_autoptr(GError) error = NULL;
        if (!dln_revision_compile(revision, (DlnEngineKind)engine, &error))
            assert_true(dln_error_is(error, DUNLIN_ERROR_SYNTAX));
    }
}

/* The text is handed over without a byte behind it, so that the sanitizer sees a read too far. */
static gboolean read_exactly(const Sample *sample, const GString *text, const GString *down)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
    g_autoptr(GBytes) down_bytes = down != NULL ? g_bytes_new(down->str, down->len) : NULL;
    const DlnFormatInput input = {.path = "m/x",
        .basename = sample->basename,
        .text = bytes,
        .down_path = "m/x.down",
        .down_text = down_bytes};
    g_autoptr(DlnRevision) revision = NULL;
    g_autoptr(GError) error = NULL;

    if (dln_format_read_text(&input, &revision, &error)) {
        check_revision(revision);
        return TRUE;
    }
    assert_null(revision);
    assert_true(dln_error_is(error, DUNLIN_ERROR_SYNTAX));
    assert_true(g_str_has_prefix(error->message, "m/x"));
    assert_true(dunlin_error_get_facts(error)->line >= 1);
    return FALSE;
}

static void test_mutations(void **state)
{
    GRand *random = g_rand_new_with_seed(SEED);
    guint n_read = 0, n_refused = 0;

    for (guint round = 0; round < N_ROUNDS; round++) {
        const Sample *sample = &corpus[round % G_N_ELEMENTS(corpus)];
        g_autoptr(GString) text = g_string_new(sample->text);
        g_autoptr(GString) down = round % 7 == 0 ? g_string_new("SELECT 1;\n") : NULL;

        for (gint n = g_rand_int_range(random, 1, MAX_CHANGES); n > 0; n--)
            change_once(random, text);
        if (down != NULL)
            change_once(random, down);
        if (read_exactly(sample, text, down))
            n_read++;
        else
            n_refused++;
    }
    g_rand_free(random);
    /* Both ways must have been taken, or the test tests little. */
    assert_true(n_read > N_ROUNDS / 50);
    assert_true(n_refused > N_ROUNDS / 50);
}

/* Every beginning of every text, which cuts each construct in each place. */
static void test_truncations(void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS(corpus); i++) {
        const gsize length = strlen(corpus[i].text);
        for (gsize n = 0; n <= length; n++) {
            g_autoptr(GString) text = g_string_new_len(corpus[i].text, (gssize)n);
            read_exactly(&corpus[i], text, NULL);
        }
    }
}

/* Hostile texts must not take more than linear time; quadratic would be minutes. */
static void test_many_candidates(void **state)
{
    static const char *const openings[] = {"'", "/*\n", "$$\n", "[", "-- x\nCOPY t FROM stdin;\n"};

    for (gsize i = 0; i < G_N_ELEMENTS(openings); i++) {
        g_autoptr(GString) text = g_string_new("-- dunlin:engine postgres\n-- dunlin:up\n");
        g_string_append(text, openings[i]);
        for (guint n = 0; n < 200000; n++)
            g_string_append(text, "-- dunlin: x\n");
        const gint64 start = g_get_monotonic_time();
        read_exactly(&corpus[0], text, NULL);
        assert_true(g_get_monotonic_time() - start < 60 * G_USEC_PER_SEC);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_truncations),
        cmocka_unit_test(test_many_candidates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
