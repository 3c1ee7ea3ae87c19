/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c: hands the question to the engine of the session. */
#include "engine/inspect.h"

#include "engine/backend.h"

DlnSchema *dln_session_inspect(
    DlnSession *session, const char *schema, GCancellable *cancellable, GError **error)
{
    return session->backend->inspect(session, schema, cancellable, error);
}
