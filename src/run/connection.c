/* SPDX-License-Identifier: Apache-2.0 */
/* connection.c: a session that comes back after it was lost. */
#include "run/connection.h"

gboolean dln_connection_get(DlnConnection *connection, GCancellable *cancellable,
    DlnSession **out_session, GError **error)
{
    if (connection->session != NULL && !dln_session_is_alive(connection->session))
        dln_connection_close(connection);
    if (connection->session == NULL &&
        !dln_session_open(&connection->options, cancellable, &connection->session, error))
        return FALSE;
    *out_session = connection->session;
    return TRUE;
}

void dln_connection_close(DlnConnection *connection)
{
    g_clear_pointer(&connection->session, dln_session_close);
}

gboolean dln_connection_is_pooled(const DlnConnection *connection, const DlnSession *session)
{
    switch (connection->pooling) {
    case DLN_POOLING_NONE:
        return FALSE;
    case DLN_POOLING_TRANSACTION:
        return TRUE;
    case DLN_POOLING_DETECT:
        break;
    }
    return dln_session_is_pooled(session);
}
