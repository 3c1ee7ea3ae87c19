/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.c: what a checkpoint stands for in its lineage, and whether it still does. */
#include "plan/checkpoint.h"

#include "base/error.h"

DlnScope dln_checkpoint_scope(const DlnRevision *checkpoint)
{
    return checkpoint->scope & DLN_SCOPE_TENANT ? DLN_SCOPE_TENANT : DLN_SCOPE_PUBLIC;
}

guint8 *dln_checkpoint_mark(const DlnGraph *graph, guint position)
{
    guint8 *marks = dln_marks_new(graph);

    marks[position] = TRUE;
    dln_lineage_mark_needs(graph, dln_checkpoint_scope(dln_graph_get(graph, position)), marks);
    marks[position] = FALSE;
    return marks;
}

GPtrArray *dln_checkpoint_replaced(const DlnGraph *graph, const DlnRevision *checkpoint)
{
    g_autofree guint8 *marks = dln_checkpoint_mark(graph, dln_graph_position(graph, checkpoint));

    return dln_marks_list(graph, marks);
}

static gboolean refuse(const DlnRevision *revision, const char *why, GError **error)
{
    const DunlinErrorFacts facts = {
        .file = revision->file, .line = revision->checkpoint->line, .revision = revision->id};

    dln_error_set(error, DUNLIN_ERROR_INTEGRITY, &facts,
        "%s: make it anew with `dunlin checkpoint --renew %s`", why, revision->id);
    return FALSE;
}

gboolean dln_checkpoint_check(const DlnGraph *graph, const DlnRevision *revision, GError **error)
{
    const DlnCheckpoint *checkpoint = revision->checkpoint;
    g_autoptr(GPtrArray) replaced = dln_checkpoint_replaced(graph, revision);
    g_autofree char *digest = dln_checkpoint_digest(replaced);

    if (replaced->len == 0)
        return refuse(
            revision, "this checkpoint replaces nothing: no migration comes before it", error);
    if (checkpoint->text != NULL && !g_str_has_prefix(revision->checksum, checkpoint->text))
        return refuse(revision, "this checkpoint was edited after it was written", error);
    if (checkpoint->prefix != NULL && !g_str_equal(checkpoint->prefix, digest))
        return refuse(revision,
            "what comes before this checkpoint has changed since it was written: a migration was "
            "edited, renamed, added or taken away",
            error);
    return TRUE;
}

gboolean dln_checkpoints_check(const DlnGraph *graph, GError **error)
{
    for (guint i = 0; i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        if (revision->checkpoint != NULL && !dln_checkpoint_check(graph, revision, error))
            return FALSE;
    }
    return TRUE;
}
