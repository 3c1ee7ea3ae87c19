/* SPDX-License-Identifier: Apache-2.0 */
/* connection.h: a session that comes back after it was lost. Knows no run. */
#pragma once

#include "engine/session.h"

/* Whether a pooler may give every transaction another server session. */
typedef enum {
    DLN_POOLING_DETECT,
    DLN_POOLING_NONE, /* said to be none, or to keep sessions together */
    DLN_POOLING_TRANSACTION,
} DlnPooling;

/* A connection that is opened when first needed and again after it was lost. Belongs to one worker at a time. */
typedef struct {
    DlnOpenOptions options;
    DlnPooling pooling;
    const DlnAddress *direct; /* (nullable) round a pooler, for what refuses a transaction */
    DlnSession *session;
} DlnConnection;

gboolean dln_connection_get(DlnConnection *connection, GCancellable *cancellable, DlnSession **out_session,
    GError **error);
void dln_connection_close(DlnConnection *connection);

/* Whether connection's next transaction may meet another server session. */
gboolean dln_connection_is_pooled(const DlnConnection *connection, const DlnSession *session);
