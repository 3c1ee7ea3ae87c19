/* SPDX-License-Identifier: Apache-2.0 */
/* findings.h: what is wrong with one ledger, and what can be done about it. Looks; changes nothing. */
#pragma once

#include "app/common/context.h"
#include "app/status/wishes.h"
#include "engine/catalog.h"

/* What is known about one database. Borrowed. */
typedef struct {
    const DlnGraph *graph;
    const DlnDatabase *database; /* surveyed */
    const DlnWishes *wishes;
    const GPtrArray *invalid_indexes; /* (nullable) (element-type DlnInvalidIndex) of its schema */
    DlnSession *session;              /* (nullable) to probe with; needed where a statement is in flight */
    GCancellable *cancellable;
} DlnLook;

/* Whether a row of the ledger has a statement in flight. */
gboolean dln_look_needs_session(const DlnDatabase *database);

/* out_drops: (element-type utf8): statements of ours that drop what journals name are appended.
 * (transfer full) (element-type DunlinRepairFinding) */
GPtrArray *dln_find_all(const DlnLook *look, GPtrArray *out_drops, GError **error);

void dln_finding_free(DunlinRepairFinding *finding);

/* Empty. (transfer full) */
DunlinRepairReport *dln_app_repair_report_new(void);
