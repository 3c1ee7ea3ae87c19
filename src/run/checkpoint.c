/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.c: an empty database that begins at a checkpoint: what its ledger says of all that the checkpoint replaces.
 * Such a row has no duration, for nothing was executed, and names the checkpoint in the place of who applied it; for the
 * rest it is like any other, so that databases that came to one place by two ways count as equal. */
#include "plan/checkpoint.h"
#include "run/steps.h"

/* The ledger keeps so many characters of it. */
#define APPLIED_BY_CHARS 63

DlnApplied *dln_run_applied_start(
    const DlnGraph *graph, const DlnApplied *applied, const DlnStep *step)
{
    g_autoptr(GPtrArray) replaced = dln_checkpoint_replaced(graph, step->revision);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);

    /* What is applied already is repeatable, and beside the history. */
    for (guint i = 0; i < dln_applied_size(applied); i++)
        g_ptr_array_add(rows, dln_applied_row_copy(dln_applied_get(applied, i)));
    g_ptr_array_add(replaced, (gpointer)step->revision);
    for (guint i = 0; i < replaced->len; i++) {
        const DlnRevision *revision = replaced->pdata[i];
        DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);
        row->version = g_strdup(revision->id);
        row->checksum = g_strdup(revision->checksum);
        g_ptr_array_add(rows, row);
    }
    return dln_applied_new(rows);
}

void dln_run_add_replaced(
    DlnBatch *batch, const DlnRun *run, const DlnLedgerPlace *place, const DlnStep *step)
{
    g_autoptr(GPtrArray) replaced = dln_checkpoint_replaced(run->spec->graph, step->revision);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(DlnLedgerRow));
    g_autofree char *whole = g_strdup_printf("checkpoint %s", step->revision->id);
    glong n_chars = MIN(g_utf8_strlen(whole, -1), APPLIED_BY_CHARS);
    g_autofree char *applied_by = g_utf8_substring(whole, 0, n_chars);

    for (guint i = 0; i < replaced->len; i++) {
        DlnLedgerRow row = dln_run_ledger_row(run, replaced->pdata[i]);
        row.applied_by = applied_by;
        g_array_append_val(rows, row);
    }
    dln_ledger_add_records(
        batch, DLN_TAG_FINISH, place, (const DlnLedgerRow *)rows->data, rows->len);
}
