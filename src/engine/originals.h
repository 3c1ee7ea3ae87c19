/* SPDX-License-Identifier: Apache-2.0 */
/* originals.h: what a SQLite file says of its own objects: the texts that it keeps. */
#pragma once

#include "engine/session.h"

/* The CREATE statements of a file's tables, then those of everything else, each in the order of their making; without
 * Dunlin's own and those that SQLite makes by itself. PostgreSQL keeps no texts: nothing.
 * (transfer full) (element-type utf8) */
GPtrArray *dln_session_read_originals(
    DlnSession *session, GCancellable *cancellable, GError **error);
