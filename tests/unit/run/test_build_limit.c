/* SPDX-License-Identifier: Apache-2.0 */
/* test_build_limit.c: so many at once on a server and no more, whichever thread asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "run/build_limit.h"

/* Longer than any test takes. */
#define LONG_MS 60000

static void test_each_server_has_its_own(void **state)
{
    g_autoptr(DlnBuildLimit) limit = dln_build_limit_new(2);

    assert_int_equal(dln_build_limit_at_once(limit), 2);
    assert_true(dln_build_limit_enter(limit, "a", 0));
    assert_true(dln_build_limit_enter(limit, "a", 0));
    assert_false(dln_build_limit_enter(limit, "a", 0));
    assert_true(dln_build_limit_enter(limit, "b", 0));
    dln_build_limit_leave(limit, "a");
    assert_true(dln_build_limit_enter(limit, "a", 0));
    assert_false(dln_build_limit_enter(limit, "a", 1));
}

typedef struct {
    DlnBuildLimit *limit;
    gint building; /* atomic */
    gint most;     /* atomic */
} Site;

static gpointer build(gpointer data)
{
    Site *site = data;

    for (guint i = 0; i < 50; i++) {
        if (!dln_build_limit_enter(site->limit, "a", LONG_MS))
            return NULL;
        gint now = g_atomic_int_add(&site->building, 1) + 1;
        gint most = g_atomic_int_get(&site->most);
        while (now > most && !g_atomic_int_compare_and_exchange(&site->most, most, now))
            most = g_atomic_int_get(&site->most);
        g_thread_yield();
        g_atomic_int_add(&site->building, -1);
        dln_build_limit_leave(site->limit, "a");
    }
    return data;
}

static void test_threads_take_turns(void **state)
{
    g_autoptr(DlnBuildLimit) limit = dln_build_limit_new(2);
    Site site = {.limit = limit};
    GThread *threads[6];

    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("build", build, &site);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        assert_ptr_equal(g_thread_join(threads[i]), &site);
    assert_in_range(site.most, 1, 2);
    assert_int_equal(site.building, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_server_has_its_own),
        cmocka_unit_test(test_threads_take_turns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
