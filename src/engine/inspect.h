/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.h: reads what a schema or a SQLite file holds into the model. Writes nothing. */
#pragma once

#include "engine/session.h"
#include "model/schema.h"

/* Everything in schema (SQLite: ignored, the main file), but for Dunlin's own tables and what belongs to an extension. Read in one
 * transaction, so that what others change meanwhile is in it as a whole or not at all; session must not be in one. Names of the
 * schema's own objects come out unqualified, whatever the schema is called: two schemas of one content give equal models.
 * Errors: REFUSED: no such schema, no right to use it; UNSUPPORTED: a server older than PostgreSQL 15; and those of dln_session_run.
 * (transfer full) */
DlnSchema *dln_session_inspect(DlnSession *session, const char *schema, GCancellable *cancellable, GError **error);
