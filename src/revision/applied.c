/* SPDX-License-Identifier: Apache-2.0 */
/* applied.c: the applied set as an immutable value. Knows neither the graph nor how a ledger is read.
 * Rows are counted references, so that a set with one row more costs pointers, not copies of strings. */
#include "revision/applied.h"

#include <string.h>

struct DlnApplied {
    guint size;
    DlnAppliedRow **rows; /* each a reference on an atomic rc box, sorted by strcmp of version */
    char *digest;         /* made when first asked for; written once, atomically */
};

static void row_clear(DlnAppliedRow *row)
{
    g_free(row->version);
    g_free(row->checksum);
    g_free(row->journal);
    g_free(row->applied_at);
}

void dln_applied_row_free(DlnAppliedRow *row)
{
    if (row == NULL)
        return;
    row_clear(row);
    g_free(row);
}

DlnAppliedRow *dln_applied_row_copy(const DlnAppliedRow *row)
{
    DlnAppliedRow *copy = g_memdup2(row, sizeof *row);

    copy->version = g_strdup(row->version);
    copy->checksum = g_strdup(row->checksum);
    copy->journal = g_strdup(row->journal);
    copy->applied_at = g_strdup(row->applied_at);
    return copy;
}

static DlnAppliedRow *row_ref(DlnAppliedRow *row)
{
    return g_atomic_rc_box_acquire(row);
}

static void row_unref(DlnAppliedRow *row)
{
    g_atomic_rc_box_release_full(row, (GDestroyNotify)row_clear);
}

static DlnApplied *applied_new(guint size)
{
    DlnApplied *applied = g_atomic_rc_box_new0(DlnApplied);
    applied->size = size;
    applied->rows = g_new0(DlnAppliedRow *, size);
    return applied;
}

static void applied_clear(DlnApplied *applied)
{
    for (guint i = 0; i < applied->size; i++)
        row_unref(applied->rows[i]);
    g_free(applied->rows);
    g_free(applied->digest);
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    return strcmp((*(DlnAppliedRow *const *)a)->version, (*(DlnAppliedRow *const *)b)->version);
}

static gboolean is_sorted(const DlnApplied *applied)
{
    for (guint i = 1; i < applied->size; i++) {
        if (compare_rows(&applied->rows[i - 1], &applied->rows[i]) > 0)
            return FALSE;
    }
    return TRUE;
}

DlnApplied *dln_applied_new(GPtrArray *rows)
{
    DlnApplied *applied = applied_new(rows->len);

    for (guint i = 0; i < rows->len; i++) {
        DlnAppliedRow *row = g_ptr_array_index(rows, i);
        applied->rows[i] = g_atomic_rc_box_dup(sizeof *row, row);
        memset(row, 0, sizeof *row);
    }
    g_ptr_array_unref(rows);

    /* A ledger is read in order, so that sorting is the exception. */
    if (!is_sorted(applied))
        qsort(applied->rows, applied->size, sizeof *applied->rows, compare_rows);
    return applied;
}

DlnApplied *dln_applied_new_empty(void)
{
    return applied_new(0);
}

DlnApplied *dln_applied_ref(DlnApplied *applied)
{
    return g_atomic_rc_box_acquire(applied);
}

void dln_applied_unref(DlnApplied *applied)
{
    if (applied != NULL)
        g_atomic_rc_box_release_full(applied, (GDestroyNotify)applied_clear);
}

guint dln_applied_size(const DlnApplied *applied)
{
    return applied->size;
}

const DlnAppliedRow *dln_applied_get(const DlnApplied *applied, guint index)
{
    g_return_val_if_fail(index < applied->size, NULL);
    return applied->rows[index];
}

/* The first index whose version is not below version. */
static guint lower_bound(const DlnApplied *applied, const char *version)
{
    guint low = 0;
    guint high = applied->size;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (strcmp(applied->rows[middle]->version, version) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static gboolean is_version_at(const DlnApplied *applied, guint index, const char *version)
{
    return index < applied->size && g_str_equal(applied->rows[index]->version, version);
}

const DlnAppliedRow *dln_applied_find(const DlnApplied *applied, const char *version)
{
    guint index = lower_bound(applied, version);
    return is_version_at(applied, index, version) ? applied->rows[index] : NULL;
}

/* A copy of applied whose n_replaced rows at index make room for n_new empty ones. */
static DlnApplied *splice(const DlnApplied *applied, guint index, guint n_replaced, guint n_new)
{
    DlnApplied *result = applied_new(applied->size - n_replaced + n_new);

    for (guint i = 0; i < index; i++)
        result->rows[i] = row_ref(applied->rows[i]);
    for (guint i = index + n_replaced; i < applied->size; i++)
        result->rows[i - n_replaced + n_new] = row_ref(applied->rows[i]);
    return result;
}

/* Takes row. */
static DlnApplied *with_row(const DlnApplied *applied, DlnAppliedRow *row)
{
    guint index = lower_bound(applied, row->version);
    guint n_replaced = is_version_at(applied, index, row->version) ? 1 : 0;
    DlnApplied *result = splice(applied, index, n_replaced, 1);

    result->rows[index] = row;
    return result;
}

static DlnAppliedRow *row_new(const char *version, const char *checksum, DlnAppliedState state)
{
    DlnAppliedRow *row = g_atomic_rc_box_new0(DlnAppliedRow);

    row->version = g_strdup(version);
    row->checksum = g_strdup(checksum);
    row->state = state;
    return row;
}

DlnApplied *dln_applied_with(const DlnApplied *applied, const char *version, const char *checksum)
{
    return with_row(applied, row_new(version, checksum, DLN_APPLIED_DONE));
}

DlnApplied *dln_applied_with_repeatable(
    const DlnApplied *applied, const char *version, const char *checksum)
{
    return with_row(applied, row_new(version, checksum, DLN_APPLIED_REPEATABLE));
}

DlnApplied *dln_applied_with_running(const DlnApplied *applied, const char *version,
    const char *checksum, guint statements_done, const char *journal)
{
    DlnAppliedRow *row = row_new(version, checksum, DLN_APPLIED_RUNNING);

    row->statements_done = statements_done;
    row->journal = g_strdup(journal);
    return with_row(applied, row);
}

DlnApplied *dln_applied_without(const DlnApplied *applied, const char *version)
{
    guint index = lower_bound(applied, version);
    return splice(applied, index, is_version_at(applied, index, version) ? 1 : 0, 0);
}

gboolean dln_applied_is_settled(const DlnApplied *applied)
{
    for (guint i = 0; i < applied->size; i++) {
        if (applied->rows[i]->state != DLN_APPLIED_DONE)
            return FALSE;
    }
    return TRUE;
}

gboolean dln_applied_has_running(const DlnApplied *applied)
{
    for (guint i = 0; i < applied->size; i++) {
        if (applied->rows[i]->state == DLN_APPLIED_RUNNING)
            return TRUE;
    }
    return FALSE;
}

char *dln_applied_row_state(const DlnAppliedRow *row)
{
    switch (row->state) {
    case DLN_APPLIED_DONE:
        break;
    case DLN_APPLIED_RUNNING:
        return g_strdup_printf("running:%u:%s", row->statements_done,
            row->journal != NULL ? row->journal : "");
    case DLN_APPLIED_REPEATABLE:
        return g_strdup("repeatable:0:");
    }
    return g_strdup("");
}

static void digest_text(GChecksum *checksum, const char *text)
{
    if (text != NULL)
        g_checksum_update(checksum, (const guchar *)text, -1);
}

static void digest_row(GChecksum *checksum, const DlnAppliedRow *row)
{
    g_autofree char *state = dln_applied_row_state(row);

    digest_text(checksum, row->version);
    digest_text(checksum, "|");
    digest_text(checksum, row->checksum);
    digest_text(checksum, "|");
    digest_text(checksum, state);
    digest_text(checksum, "\n");
}

const char *dln_applied_digest(const DlnApplied *applied)
{
    /* The only thing that changes in a shared set: two threads may both compute it, one result is kept. */
    char **slot = &((DlnApplied *)applied)->digest;
    if (g_atomic_pointer_get(slot) != NULL)
        return g_atomic_pointer_get(slot);

    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_MD5);
    for (guint i = 0; i < applied->size; i++)
        digest_row(checksum, applied->rows[i]);

    g_autofree char *digest = g_strdup(g_checksum_get_string(checksum));
    if (g_atomic_pointer_compare_and_exchange(slot, NULL, digest))
        digest = NULL;
    return g_atomic_pointer_get(slot);
}
