/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.c: what a checkpoint's directive says, and the digest of what it replaces. */
#include "revision/checkpoint.h"

#include <string.h>

#include "revision/revision.h"

DlnCheckpoint *dln_checkpoint_new(void)
{
    DlnCheckpoint *checkpoint = g_new0(DlnCheckpoint, 1);

    checkpoint->fresh = g_new0(char *, 1);
    checkpoint->keep = g_new0(char *, 1);
    return checkpoint;
}

void dln_checkpoint_free(DlnCheckpoint *checkpoint)
{
    if (checkpoint == NULL)
        return;
    g_free(checkpoint->prefix);
    g_free(checkpoint->text);
    g_strfreev(checkpoint->fresh);
    g_strfreev(checkpoint->keep);
    g_free(checkpoint);
}

static gint compare_ids(gconstpointer a, gconstpointer b)
{
    const DlnRevision *first = *(DlnRevision *const *)a;
    const DlnRevision *second = *(DlnRevision *const *)b;

    return strcmp(first->id, second->id);
}

char *dln_checkpoint_digest(const GPtrArray *revisions)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new(revisions->len);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

    for (guint i = 0; i < revisions->len; i++)
        g_ptr_array_add(sorted, revisions->pdata[i]);
    g_ptr_array_sort(sorted, compare_ids);
    for (guint i = 0; i < sorted->len; i++) {
        const DlnRevision *revision = sorted->pdata[i];
        g_checksum_update(checksum, (const guchar *)revision->id, (gssize)strlen(revision->id) + 1);
        g_checksum_update(
            checksum, (const guchar *)revision->checksum, (gssize)strlen(revision->checksum) + 1);
    }
    return g_strndup(g_checksum_get_string(checksum), DLN_CHECKPOINT_DIGITS);
}
