/* SPDX-License-Identifier: Apache-2.0 */
/* hooks.h: the hooks and assertions of one database, as what the steps of a plan are surrounded with. */
#pragma once

#include "run/steps.h"

/* Programs, one after the other; what they print goes to the events. revision: (nullable): the migration that it is about.
 * On failure run->failure has the tag HOOK. Errors: as dln_hook_run_programs. */
gboolean dln_run_hook_programs(
    DlnRun *run, DlnHookEvent event, const DlnRevision *revision, GError **error);

gboolean dln_run_has_hook_sql(const DlnRun *run, DlnHookEvent event);
/* SQL, as items of batch, which owns what was made for it. Errors: as dln_hook_scripts. */
gboolean dln_run_add_hook_sql(
    DlnRun *run, DlnBatch *batch, DlnHookEvent event, const DlnRevision *revision, GError **error);

/* SQL in a transaction of its own that holds the runner's lock and has seen the ledger to be as expected; makes a schema that
 * is missing. step: (nullable): its assertions before are asked behind the SQL, in the same transaction. Nothing, where there
 * is nothing to do. */
gboolean dln_run_hook_transaction(DlnRun *run, DlnSession *session, DlnHookEvent event,
    const DlnStep *step, GError **error);

/* Adds those of step that are for this database's engine. (element-type DlnAssertion) (transfer none) */
void dln_run_assertions(const DlnRun *run, const DlnStep *step, DlnAssertTime time, GPtrArray *out);
