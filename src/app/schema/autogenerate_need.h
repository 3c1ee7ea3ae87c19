/* SPDX-License-Identifier: Apache-2.0 */
/* autogenerate_need.h: what each engine of a scope needs to become what its schema files say, found and tried on scratch databases of
 * its own. */
#pragma once

#include "app/schema/change.h"
#include "app/schema/engines.h"

/* What one engine of a scope needs. */
typedef struct {
    const DlnEngineUse *use;
    DlnDiff *up;
    GPtrArray *back; /* (element-type DlnWayBack) for each part of up */
    guint n_written; /* parts that have their file */
} DlnNeed;

void dln_need_free(gpointer need);

typedef struct {
    DlnScope scope;
    const GPtrArray *uses; /* (element-type DlnEngineUse) */
    const DlnStateSource *from; /* (nullable) the database that it begins at, of the only use; NULL: what the migrations build */
    DlnDiffFlags flags;
    const DunlinRenameOptions *renames; /* who is asked is asked once for all engines */
    const DlnStateOptions *state;
} DlnNeedsRequest;

/* needs: (element-type DlnNeed): one for each use is added; they borrow from the uses. Nobody is asked anything where one of the
 * engines is described nowhere. Errors: as dln_state_read and dln_change_find, and which environment it was. */
gboolean dln_needs_find(const DlnNeedsRequest *request, GPtrArray *needs, GError **error);
