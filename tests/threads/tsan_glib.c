/* SPDX-License-Identifier: Apache-2.0 */
/* tsan_glib.c: preloaded into a program that is built with ThreadSanitizer: tells it what GLib's locks and reference
 * counts order. GLib itself is not instrumented and its mutexes are futexes of its own, so that without this every use
 * of one would be reported. Adds no order that GLib's documentation does not promise. */
#include <dlfcn.h>

#include <glib.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

/* The function that ours stands before. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* ---- what one thread did before it unlocks, the next one sees that locks ---- */

void g_mutex_lock(GMutex *mutex)
{
    NEXT(g_mutex_lock)(mutex);
    __tsan_acquire(mutex);
}

gboolean g_mutex_trylock(GMutex *mutex)
{
    if (!NEXT(g_mutex_trylock)(mutex))
        return FALSE;
    __tsan_acquire(mutex);
    return TRUE;
}

void g_mutex_unlock(GMutex *mutex)
{
    __tsan_release(mutex);
    NEXT(g_mutex_unlock)(mutex);
}

void g_cond_wait(GCond *cond, GMutex *mutex)
{
    __tsan_release(mutex);
    NEXT(g_cond_wait)(cond, mutex);
    __tsan_acquire(mutex);
}

gboolean g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time)
{
    __tsan_release(mutex);
    gboolean signalled = NEXT(g_cond_wait_until)(cond, mutex, end_time);
    __tsan_acquire(mutex);
    return signalled;
}

/* ---- what was done to an object before a reference is dropped, whoever clears it sees ---- */

static _Thread_local GDestroyNotify clear_under_way;

static void acquire_and_clear(gpointer box)
{
    GDestroyNotify clear = clear_under_way;

    __tsan_acquire(box);
    if (clear != NULL)
        clear(box);
}

void g_atomic_rc_box_release_full(gpointer box, GDestroyNotify clear)
{
    GDestroyNotify outer = clear_under_way;

    __tsan_release(box);
    clear_under_way = clear;
    NEXT(g_atomic_rc_box_release_full)(box, acquire_and_clear);
    clear_under_way = outer;
}
