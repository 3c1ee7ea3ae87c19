/* SPDX-License-Identifier: Apache-2.0 */
/* backoff.h: how long to wait before trying again: exponential, with full jitter. */
#pragma once

#include <gio/gio.h>

typedef struct {
    gint64 first_ms; /* upper bound of the first wait */
    gint64 max_ms;   /* upper bound of any wait */
    guint n_waits;   /* so far */
} DlnBackoff;

/* Between half of the bound and the bound, which doubles each time. random: (nullable): the source of jitter; NULL: the
 * process's own, which threads share. */
gint64 dln_backoff_next_ms(DlnBackoff *backoff, GRand *random);

/* Waits wait_ms, or until cancellable is cancelled: then FALSE. */
gboolean dln_wait_ms(gint64 wait_ms, GCancellable *cancellable);
