/* SPDX-License-Identifier: Apache-2.0 */
/* test_rebase_log.c: what was changed by somebody else while the changes were made up stops them before anything is
 * written down. How they are done, and a kill in between, is for tests/cli/branches.bats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "project/rebase_log.h"
#include "project/sum.h"

static void test_changed_meanwhile(void **state)
{
    static const struct {
        const char *name;
        const char *believed; /* NULL: not there */
        gboolean is_refused;
    } rows[] = {
        {"001_a.sql", "SELECT 1;\n", FALSE},
        {"001_a.sql", "SELECT 2;\n", TRUE},
        {"001_a.sql", NULL, TRUE},
        {"002_b.sql", NULL, FALSE},
        {"002_b.sql", "SELECT 1;\n", TRUE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *directory = g_dir_make_tmp("dunlin-rebase-XXXXXX", NULL);
        g_autofree char *path = g_build_filename(directory, "001_a.sql", NULL);
        g_autofree char *log = g_build_filename(directory, ".dunlin-rebase", NULL);
        g_autofree char *hash = rows[i].believed != NULL ? dln_sum_hash_text(rows[i].believed) : NULL;
        char *directories[] = {directory, NULL};
        char *shown[] = {(char *)"migrations", NULL};
        const DlnConfig config = {.migrations = directories, .migrations_display = shown};
        g_autoptr(GPtrArray) changes =
            g_ptr_array_new_with_free_func((GDestroyNotify)dln_rebase_change_free);
        g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GError) error = NULL;
        gboolean found = FALSE;

        assert_true(g_file_set_contents(path, "SELECT 1;\n", -1, NULL));
        g_ptr_array_add(changes, dln_rebase_change_new(0, rows[i].name, hash, "SELECT 3;\n"));
        assert_int_equal(!dln_rebase_log_write(&config, changes, &error), rows[i].is_refused);
        if (rows[i].is_refused) {
            assert_true(dln_error_is(error, DUNLIN_ERROR_REFUSED));
            assert_non_null(strstr(error->message, rows[i].name));
        }
        assert_int_equal(!g_file_test(log, G_FILE_TEST_EXISTS), rows[i].is_refused);
        assert_true(dln_rebase_log_finish(&config, &found, done, NULL));
        assert_int_equal(!found, rows[i].is_refused);

        g_autofree char *other = g_build_filename(directory, "002_b.sql", NULL);
        g_remove(path);
        g_remove(other);
        assert_int_equal(g_rmdir(directory), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_changed_meanwhile)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
