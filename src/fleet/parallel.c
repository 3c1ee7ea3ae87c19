/* SPDX-License-Identifier: Apache-2.0 */
/* parallel.c: a shared counter and a few threads: each takes the next item until none is left. */
#include "fleet/fleet.h"

typedef struct {
    gint next; /* atomic */
    guint n;
    DlnEachFunc each;
    DlnRestFunc rest;
    gpointer user_data;
} Work;

typedef struct {
    Work *work;
    guint number;
} Worker;

static gpointer work_off(gpointer data)
{
    const Worker *worker = data;
    Work *work = worker->work;

    for (;;) {
        guint index = (guint)g_atomic_int_add(&work->next, 1);
        if (index >= work->n)
            break;
        work->each(index, worker->number, work->user_data);
    }
    if (work->rest != NULL)
        work->rest(worker->number, work->user_data);
    return NULL;
}

void dln_parallel(
    guint n, guint n_workers, DlnEachFunc each, DlnRestFunc rest, gpointer user_data)
{
    Work work = {.n = n, .each = each, .rest = rest, .user_data = user_data};
    guint n_threads = MIN(MAX(n_workers, 1), n);
    g_autofree Worker *workers = g_new0(Worker, MAX(n_threads, 1));
    g_autofree GThread **threads = g_new0(GThread *, MAX(n_threads, 1));

    for (guint i = 0; i < n_threads; i++)
        workers[i] = (Worker){&work, i};
    /* The caller is a worker too: where no thread can be had the work is still done. */
    for (guint i = 1; i < n_threads; i++)
        threads[i] = g_thread_try_new("dunlin-worker", work_off, &workers[i], NULL);
    if (n_threads > 0)
        work_off(&workers[0]);
    for (guint i = 1; i < n_threads; i++) {
        if (threads[i] != NULL)
            g_thread_join(threads[i]);
    }
}
