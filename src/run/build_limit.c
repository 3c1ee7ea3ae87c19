/* SPDX-License-Identifier: Apache-2.0 */
/* build_limit.c: a counting semaphore for each server. */
#include "run/build_limit.h"

struct DlnBuildLimit {
    guint at_once;
    GMutex mutex;
    GCond left;
    GHashTable *building; /* server -> how many */
};

DlnBuildLimit *dln_build_limit_new(guint at_once)
{
    DlnBuildLimit *limit = g_new0(DlnBuildLimit, 1);

    limit->at_once = at_once;
    g_mutex_init(&limit->mutex);
    g_cond_init(&limit->left);
    limit->building = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return limit;
}

void dln_build_limit_free(DlnBuildLimit *limit)
{
    if (limit == NULL)
        return;
    g_hash_table_unref(limit->building);
    g_cond_clear(&limit->left);
    g_mutex_clear(&limit->mutex);
    g_free(limit);
}

guint dln_build_limit_at_once(const DlnBuildLimit *limit)
{
    return limit->at_once;
}

/* How many there are; the caller has the mutex. */
static guint count(const DlnBuildLimit *limit, const char *server)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(limit->building, server));
}

static void set_count(DlnBuildLimit *limit, const char *server, guint n)
{
    g_hash_table_replace(limit->building, g_strdup(server), GUINT_TO_POINTER(n));
}

gboolean dln_build_limit_enter(DlnBuildLimit *limit, const char *server, gint64 wait_ms)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&limit->mutex);
    gint64 deadline_us = g_get_monotonic_time() + wait_ms * 1000;

    while (count(limit, server) >= limit->at_once) {
        if (!g_cond_wait_until(&limit->left, &limit->mutex, deadline_us))
            return FALSE;
    }
    set_count(limit, server, count(limit, server) + 1);
    return TRUE;
}

void dln_build_limit_leave(DlnBuildLimit *limit, const char *server)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&limit->mutex);

    set_count(limit, server, count(limit, server) - 1);
    /* To all: they may be waiting for different servers. */
    g_cond_broadcast(&limit->left);
}
