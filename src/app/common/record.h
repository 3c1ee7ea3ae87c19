/* SPDX-License-Identifier: Apache-2.0 */
/* record.h: a run over public and tenants that changes ledgers and executes no migration. */
#pragma once

#include "app/common/context.h"

typedef struct {
    DunlinProject *project;
    const DunlinRunOptions *options;
    const char *command; /* for the audit log, as target */
    const char *target;
    DlnCorrectFunc correct;
    DlnCorrectedFunc is_corrected; /* (nullable) */
    gpointer user_data;
    /* (nullable) all ledgers were read: whether to go on; nothing is changed yet */
    gboolean (*check)(DlnFleet *fleet, gpointer user_data, GError **error);
    /* (nullable) all is written: may give databases errors, which have failed then */
    void (*prove)(DlnFleet *fleet, gpointer user_data);
} DlnAppRecord;

/* Looks at the databases of record->options, and makes each ledger what record->correct says, several at once. The
 * report, audit log and errors are those of an upgrade. */
gboolean dln_app_record(const DlnAppRecord *record, DunlinRunReport **out_report, GError **error);
