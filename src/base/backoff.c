/* SPDX-License-Identifier: Apache-2.0 */
/* backoff.c: exponential backoff with jitter, so that runners that collided do not collide again in step. */
#include "base/backoff.h"

#include <errno.h>
#include <poll.h>

gint64 dln_backoff_next_ms(DlnBackoff *backoff, GRand *random)
{
    guint doublings = MIN(backoff->n_waits, 30);
    gint64 bound_ms = MIN(backoff->first_ms << doublings, backoff->max_ms);
    gint64 certain_ms = bound_ms / 2;

    double part = random != NULL ? g_rand_double(random) : g_random_double();

    backoff->n_waits++;
    return certain_ms + (gint64)(part * (double)(bound_ms - certain_ms));
}

gboolean dln_wait_ms(gint64 wait_ms, GCancellable *cancellable)
{
    gint64 deadline_us = g_get_monotonic_time() + wait_ms * 1000;
    struct pollfd fd = {.fd = -1, .events = POLLIN};

    if (cancellable != NULL)
        fd.fd = g_cancellable_get_fd(cancellable);
    for (;;) {
        gint64 left_ms = (deadline_us - g_get_monotonic_time() + 999) / 1000;
        int ready = poll(&fd, 1, (int)CLAMP(left_ms, 0, G_MAXINT));
        if (ready < 0 && errno == EINTR)
            continue;
        break;
    }
    if (fd.fd >= 0)
        g_cancellable_release_fd(cancellable);
    return cancellable == NULL || !g_cancellable_is_cancelled(cancellable);
}
