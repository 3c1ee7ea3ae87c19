/* SPDX-License-Identifier: Apache-2.0 */
/* test_settings.c: that the table of settings agrees with itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "project/store.h"

static void test_rows(void **state)
{
    const DunlinSetting *settings = dunlin_settings();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    guint n = 0;

    for (; settings[n].key != NULL; n++) {
        const DunlinSetting *row = &settings[n];
        g_autofree char *variable = g_strdelimit(g_strconcat("DUNLIN_", row->key, NULL), ".", '_');
        g_autofree char *upper = g_ascii_strup(variable, -1);
        assert_string_equal(row->variable, upper);
        assert_true(g_hash_table_add(seen, (gpointer)row->key));
        if (row->flag != NULL)
            assert_true(
                g_hash_table_add(seen, (gpointer)row->flag) || g_str_equal(row->flag, row->key));
        assert_true(g_str_equal(row->group, "database") || g_str_equal(row->group, "run") ||
                    g_str_equal(row->group, "scratch") || g_str_equal(row->group, "diff") ||
                    g_str_equal(row->group, "project"));
        assert_true(*row->help != '\0' && !g_str_has_suffix(row->help, "."));
        assert_int_equal(row->value_name == NULL, dln_setting_rule(n)->type == DLN_SETTING_SWITCH);
        assert_int_equal(dln_setting_index(row->key), n);
    }
    assert_int_equal(n, dln_settings_count());
}

/* Each default is a value that the setting itself accepts. */
static void test_defaults(void **state)
{
    const DunlinSetting *settings = dunlin_settings();
    const char *const environ[] = {NULL};

    for (guint i = 0; settings[i].key != NULL; i++) {
        g_autoptr(GError) error = NULL;
        DlnConfig config = {0};
        const DlnValue value = {
            .text = (char *)settings[i].default_text, .source = (char *)"default"};
        const gboolean has_value = value.text != NULL && *value.text != '$';
        if (!dln_config_store(&config, i, has_value ? &value : NULL, environ, &error))
            fail_msg("%s: %s", settings[i].key, error->message);
        dln_config_clear(&config);
    }
}

static void test_lookup(void **state)
{
    guint index = 99;

    assert_false(dln_setting_find("run", &index));
    assert_false(dln_setting_find("run.", &index));
    assert_int_equal(index, 99);
    assert_true(dln_setting_find("run.parallel", &index));
    assert_string_equal(dunlin_settings()[index].flag, "parallel");
    assert_true(dln_setting_is_section("run"));
    assert_false(dln_setting_is_section("ru"));
    assert_false(dln_setting_is_section("migrations"));
    assert_false(dln_setting_is_section(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_lookup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
