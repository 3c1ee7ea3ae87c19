/* SPDX-License-Identifier: Apache-2.0 */
/* session.h: the session of the PostgreSQL backend, as its files share it. */
#pragma once

#include "engine/backend.h"
#include "engine/postgres/libpq.h"
#include "engine/postgres/postgres.h"

typedef struct {
    DlnSession base;
    PGconn *conn;
    char *display;
    gboolean holds_lock; /* the session's advisory lock must survive a failed statement */
} DlnPostgres;

typedef enum {
    DLN_WAIT_READY,
    DLN_WAIT_CANCELLED,
    DLN_WAIT_TIMEOUT,
} DlnWaitResult;

/* Waits until the socket is ready for events. deadline_us: monotonic, -1 for none: then TCP's own keepalive,
 * which is set when connecting, ends the wait for a server that is gone. */
DlnWaitResult dln_postgres_wait(PGconn *conn, short events, gint64 deadline_us, GCancellable *cancellable);

/* Says that the connection is lost, and marks the session so. */
void dln_postgres_set_lost(DlnPostgres *session, GError **error);

gboolean dln_postgres_open(const DlnOpenOptions *options, GCancellable *cancellable, DlnSession **out_session,
    GError **error);
void dln_postgres_close(DlnSession *base);
