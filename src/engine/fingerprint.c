/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.c: hands the question to the engine of the session. */
#include "engine/fingerprint.h"

#include "engine/backend.h"

gboolean dln_session_fingerprint(DlnSession *session, const DlnFingerprintQuery *query,
    GCancellable *cancellable, GError **error)
{
    return session->backend->fingerprint(session, query, cancellable, error);
}
