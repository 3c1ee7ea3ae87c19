/* SPDX-License-Identifier: Apache-2.0 */
/* planted_race.c: proves that ThreadSanitizer watches: built as the program is, it counts in two threads, with a lock
 * around it or without one.
 * Usage: planted_race locked|unlocked */
#include <glib.h>

#define ROUNDS 1000

typedef struct {
    gboolean is_locked;
    GMutex mutex;
    GCond cond;
    guint n_ready;
    guint count;
} Shared;

/* Both are there before either counts, or one thread might be gone, and forgotten, before the other comes. What this
 * orders is over before the counting begins. */
static void meet(Shared *shared)
{
    g_mutex_lock(&shared->mutex);
    shared->n_ready++;
    g_cond_broadcast(&shared->cond);
    while (shared->n_ready < 2)
        g_cond_wait(&shared->cond, &shared->mutex);
    g_mutex_unlock(&shared->mutex);
}

static gpointer count(gpointer data)
{
    Shared *shared = data;

    meet(shared);
    for (guint i = 0; i < ROUNDS; i++) {
        if (shared->is_locked)
            g_mutex_lock(&shared->mutex);
        shared->count++;
        if (shared->is_locked)
            g_mutex_unlock(&shared->mutex);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    Shared shared = {.is_locked = argc > 1 && g_str_equal(argv[1], "locked")};

    g_mutex_init(&shared.mutex);
    g_cond_init(&shared.cond);
    GThread *other = g_thread_new("other", count, &shared);
    count(&shared);
    g_thread_join(other);
    g_cond_clear(&shared.cond);
    g_mutex_clear(&shared.mutex);
    return shared.is_locked && shared.count != 2 * ROUNDS;
}
