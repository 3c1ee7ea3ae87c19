/* SPDX-License-Identifier: Apache-2.0 */
/* grants.h: who owns what in a schema and who may do what with it, as the statements that make it so. The model leaves
 * privileges out; a database that is to be equal to another needs them. */
#pragma once

#include "engine/session.h"

/* What differs from what the role of session gets by making the objects of schema itself: owners, grants and revocations, names
 * unqualified; the schema itself is spoken of as the current one. Sorted, so that two schemas of one content give one list.
 * SQLite: nothing. (transfer full) (element-type utf8) */
GPtrArray *dln_session_read_grants(
    DlnSession *session, const char *schema, GCancellable *cancellable, GError **error);
