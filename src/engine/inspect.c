/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c: hands the question to the engine of the session. */
#include "engine/inspect.h"

#include "engine/backend.h"

DlnSchema *dln_session_inspect(
    DlnSession *session, const char *schema, GCancellable *cancellable, GError **error)
{
    const DlnSchemaChoice choice = {.main = schema};

    return session->backend->inspect(session, &choice, cancellable, error);
}

DlnSchema *dln_session_inspect_several(
    DlnSession *session, const DlnSchemaChoice *choice, GCancellable *cancellable, GError **error)
{
    return session->backend->inspect(session, choice, cancellable, error);
}
