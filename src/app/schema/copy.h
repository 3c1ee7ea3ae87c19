/* SPDX-License-Identifier: Apache-2.0 */
/* copy.h: a live database's schema on a scratch database, without rows, so that something can be tried on it. */
#pragma once

#include "app/schema/state.h"

/* Reads it. schema: in PostgreSQL. Errors: as dln_session_open, dln_app_inspect. (transfer full) */
DlnSchema *dln_copy_inspect(const DlnStateSource *source, DlnScope scope, const char *schema,
    const DlnStateOptions *options, GError **error);

/* Where state is a database's: takes the scratch database of other, which is read and must outlive it, to be made over into the copy. Both
 * are alike but for what is to be changed, and a large schema takes long to be made from nothing. FALSE: it is no good for that. */
gboolean dln_copy_lend(DlnState *state, DlnState *other);

/* Makes the copy, in state->stage. Errors: UNSUPPORTED: it holds something that cannot be made anew. */
gboolean dln_copy_make(DlnState *state, const DlnStateOptions *options, GError **error);
