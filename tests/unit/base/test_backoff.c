/* SPDX-License-Identifier: Apache-2.0 */
/* test_backoff.c: waits grow, stay within their bounds, differ between runners, and end when cancelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/backoff.h"

static void test_bounds(void **state)
{
    for (guint32 seed = 0; seed < 200; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        DlnBackoff backoff = {.first_ms = 20, .max_ms = 1000};
        gint64 bound_ms = 20;

        for (guint i = 0; i < 100; i++) {
            gint64 wait_ms = dln_backoff_next_ms(&backoff, random);
            assert_in_range(wait_ms, bound_ms / 2, bound_ms);
            bound_ms = MIN(bound_ms * 2, 1000);
            assert_int_equal(backoff.n_waits, i + 1);
        }
    }
}

/* Neither many waits nor a long first one may overflow. */
static void test_extremes(void **state)
{
    static const struct {
        gint64 first_ms, max_ms;
        guint n_waits;
    } rows[] = {{1, G_MAXINT32, 1000000}, {G_MAXINT32, G_MAXINT32, 0}, {G_MAXINT32, G_MAXINT32, 64},
        {0, 0, 5}, {100, 10, 0}};

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(1);
        DlnBackoff backoff = {rows[i].first_ms, rows[i].max_ms, rows[i].n_waits};
        gint64 wait_ms = dln_backoff_next_ms(&backoff, random);
        assert_true(wait_ms >= 0 && wait_ms <= rows[i].max_ms);
    }
}

/* Runners that collided must not collide again in step. */
static void test_jitter(void **state)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

    for (guint32 seed = 0; seed < 50; seed++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        DlnBackoff backoff = {.first_ms = 1000, .max_ms = 1000};
        g_hash_table_add(seen, GINT_TO_POINTER((int)dln_backoff_next_ms(&backoff, random)));
    }
    assert_true(g_hash_table_size(seen) > 25);
}

static void test_wait(void **state)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    gint64 started_us = g_get_monotonic_time();

    assert_true(dln_wait_ms(15, NULL));
    assert_true(g_get_monotonic_time() - started_us >= 15000);
    assert_true(dln_wait_ms(0, cancellable));
    assert_true(dln_wait_ms(-5, cancellable));
}

static gpointer cancel(gpointer data)
{
    g_cancellable_cancel(data);
    return NULL;
}

static void test_cancelled_wait(void **state)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    gint64 started_us = g_get_monotonic_time();
    GThread *thread = g_thread_new("cancel", cancel, cancellable);

    assert_false(dln_wait_ms(60000, cancellable));
    g_thread_join(thread);
    assert_false(dln_wait_ms(60000, cancellable));
    assert_true(g_get_monotonic_time() - started_us < 30 * G_USEC_PER_SEC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_jitter),
        cmocka_unit_test(test_wait),
        cmocka_unit_test(test_cancelled_wait),
    };

    return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
