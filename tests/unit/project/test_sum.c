/* SPDX-License-Identifier: Apache-2.0 */
/* test_sum.c: dunlin.sum: what is written can be read, every change of it or of the files is told with its place, and
 * no text makes the reader stumble. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "format/format.h"
#include "project/sum.h"

#define N_MUTATIONS 4000

static char *hash_of(const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));

    return dln_sum_hash(bytes);
}

/* 001_a.sql sealed, "002_b c.sql" a draft, 003_c.sql sealed. */
static DlnSum *sample(void)
{
    DlnSum *sum = dln_sum_new();
    g_autofree char *a = hash_of("A"), *c = hash_of("C");

    dln_sum_set(sum, "003_c.sql", c);
    dln_sum_set(sum, "001_a.sql", a);
    dln_sum_set(sum, "002_b c.sql", NULL);
    return sum;
}

static void test_round(void **state)
{
    g_autoptr(DlnSum) sum = sample();
    g_autofree char *text = dln_sum_to_text(sum);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(DlnSum) read = NULL;

    assert_int_equal(g_strv_length(lines), 5);
    assert_true(g_str_has_prefix(lines[0], "dunlin.sum v1 "));
    assert_string_equal(lines[2], "draft 002_b c.sql");
    assert_true(g_str_has_suffix(lines[3], " 003_c.sql"));
    assert_true(dln_sum_parse(text, "m/dunlin.sum", &read, NULL));
    assert_int_equal(read->lines->len, 3);
    assert_int_equal(dln_sum_find(read, "003_c.sql")->line, 4);
    assert_null(dln_sum_find(read, "002_b c.sql")->hash);
    assert_null(dln_sum_find(read, "002_b"));
    g_autofree char *again = dln_sum_to_text(read);
    assert_string_equal(again, text);
}

/* Git may write CR LF, in dunlin.sum and in the files: the same is meant. */
static void test_line_ends(void **state)
{
    g_autoptr(DlnSum) sum = sample();
    g_autofree char *text = dln_sum_to_text(sum);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *dos = g_strjoinv("\r\n", lines);
    g_autoptr(DlnSum) read = NULL;
    g_autofree char *unix_hash = hash_of("a\n\nb\n"), *dos_hash = hash_of("a\r\n\r\nb\r\n");
    g_autofree char *mac_hash = hash_of("a\r\rb\r"), *other = hash_of("a\nb\n");

    assert_true(dln_sum_parse(dos, "m/dunlin.sum", &read, NULL));
    assert_int_equal(read->lines->len, 3);
    assert_string_equal(unix_hash, dos_hash);
    assert_string_equal(unix_hash, mac_hash);
    assert_string_not_equal(unix_hash, other);
}

/* Each row replaces one line of the sample (counted from 1) or adds one behind it. */
static const struct {
    const char *name;
    guint line;
    const char *with; /* NULL: the line goes */
    const char *error;
} bad[] = {
    {"a conflict", 2, "<<<<<<< HEAD", "m/dunlin.sum:2: a merge in Git stopped here"},
    {"the middle of one", 3, "=======", "m/dunlin.sum:3: a merge in Git stopped here"},
    {"the end of one", 4, ">>>>>>> other", "m/dunlin.sum:4: a merge in Git stopped here"},
    {"no head", 1, NULL, "m/dunlin.sum:1: the first line of dunlin.sum must be"},
    {"another version", 1, "dunlin.sum v2 00",
        "m/dunlin.sum:1: this version of Dunlin reads dunlin.sum v1 only"},
    {"another hash", 1, "dunlin.sum v1 00",
        "m/dunlin.sum:1: the hash is not that of the lines below"},
    {"garbage", 3, "garbage", "m/dunlin.sum:3: this is no line of dunlin.sum"},
    {"an empty line", 3, "", "m/dunlin.sum:3: this is no line of dunlin.sum"},
    {"no name", 3, "draft ", "m/dunlin.sum:3: this is no line of dunlin.sum"},
    {"a path", 3, "draft ../x.sql", "m/dunlin.sum:3: this is no line of dunlin.sum"},
    {"a short hash", 3, "00 002_b.sql", "m/dunlin.sum:3: this is no line of dunlin.sum"},
    {"a line that is missing", 3, NULL, "m/dunlin.sum:1: the hash is not that"},
    {"a name twice", 3, "draft 001_a.sql",
        "m/dunlin.sum:3: \"001_a.sql\" is listed twice, also in line 2"},
    {"out of order", 3, "draft 000.sql", "m/dunlin.sum:3: \"000.sql\" is out of order"},
    {"another name", 3, "draft 002_d.sql", "m/dunlin.sum:1: the hash is not that"},
};

static void test_bad(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(DlnSum) sum = sample();
        g_autofree char *text = dln_sum_to_text(sum);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_autoptr(GString) changed = g_string_new(NULL);
        g_autoptr(DlnSum) read = NULL;
        g_autoptr(GError) error = NULL;
        for (guint l = 0; l < 4; l++) {
            const char *line = l + 1 == bad[i].line ? bad[i].with : lines[l];
            if (line != NULL)
                g_string_append_printf(changed, "%s\n", line);
        }
        if (dln_sum_parse(changed->str, "m/dunlin.sum", &read, &error))
            fail_msg("%s: was accepted", bad[i].name);
        if (!dln_error_is(error, DUNLIN_ERROR_INTEGRITY) ||
            strstr(error->message, bad[i].error) == NULL)
            fail_msg("%s: %s", bad[i].name, error->message);
    }
}

static void test_empty(void **state)
{
    g_autoptr(DlnSum) sum = dln_sum_new();
    g_autofree char *text = dln_sum_to_text(sum);
    g_autoptr(DlnSum) read = NULL;
    g_autoptr(DlnSum) none = NULL;

    assert_true(dln_sum_parse(text, "m", &read, NULL));
    assert_int_equal(read->lines->len, 0);
    assert_false(dln_sum_parse("", "m", &none, NULL));
}

/* Whatever becomes of the text: it is read as it was, or refused. */
static void test_mutations(void **state)
{
    g_autoptr(DlnSum) sum = sample();
    g_autofree char *text = dln_sum_to_text(sum);
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    const gsize length = strlen(text);
    guint n_refused = 0;

    for (guint i = 0; i < N_MUTATIONS; i++) {
        g_autofree char *changed = g_strdup(text);
        g_autoptr(DlnSum) read = NULL;
        g_autoptr(DlnSum) lenient = NULL;
        const gsize at = (gsize)g_rand_int_range(random, 0, (int)length);
        changed[at] = (char)g_rand_int_range(random, 0, 128);
        const gboolean ok = dln_sum_parse(changed, "m", &read, NULL);
        n_refused += ok ? 0 : 1;
        if (ok && strcmp(changed, text) != 0 && changed[at] != '\r')
            fail_msg("accepted: %s", changed);
        lenient = dln_sum_parse_leniently(changed);
        assert_true(lenient->lines->len <= 3);
    }
    assert_true(n_refused > N_MUTATIONS / 2);
}

/* -- Against files ---------------------------------------------------------------------------------- */

static void add_file(GPtrArray *files, const char *name, const char *text)
{
    DlnFile *file = g_new0(DlnFile, 1);

    file->name = g_strdup(name);
    file->text = g_bytes_new(text, strlen(text));
    g_ptr_array_add(files, file);
}

static void test_look(void **state)
{
    g_autofree char *directory = g_dir_make_tmp("dunlin-sum-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, DLN_SUM_NAME, NULL);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)dln_file_free);
    g_autoptr(DlnSum) sum = sample();

    add_file(files, "000_new.sql", "N");
    add_file(files, "001_a.sql", "edited");
    add_file(files, "002_b c.sql", "anything");
    g_autoptr(DlnSumState) without = dln_sum_look(directory, "m", files);
    assert_false(without->exists);
    assert_int_equal(without->problems->len, 0);

    assert_true(dln_sum_write(directory, "m/dunlin.sum", sum, NULL));
    g_autoptr(DlnSumState) with = dln_sum_look(directory, "m", files);
    assert_true(with->exists);
    assert_int_equal(with->problems->len, 3);
    assert_int_equal(with->drafts->len, 1);
    assert_string_equal(with->drafts->pdata[0], "m/002_b c.sql");
    static const char *const expected[] = {"m/dunlin.sum:2: \"001_a.sql\" was changed",
        "m/dunlin.sum:4: \"003_c.sql\" is gone", "m/000_new.sql: was added"};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_true(g_str_has_prefix(((GError *)with->problems->pdata[i])->message, expected[i]));

    assert_true(g_file_set_contents(path, "\xff", 1, NULL));
    g_autoptr(DlnSumState) binary = dln_sum_look(directory, "m", files);
    assert_true(binary->exists);
    assert_null(binary->sum);
    assert_int_equal(binary->problems->len, 1);
    g_remove(path);
    g_rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_look),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
