/* SPDX-License-Identifier: Apache-2.0 */
/* trial.c: a graph of the project's own revisions, which it borrows, and of new ones, which it owns. */
#include "project/trial.h"

#include "project/revisions.h"

struct DlnTrial {
    const DunlinProject *project;
    GHashTable *replaced; /* (element-type DlnRevision) */
    GPtrArray *fresh;     /* (element-type DlnRevision) owned */
    GPtrArray *all;       /* (element-type DlnRevision) borrowed */
    DlnGraph *graph;
};

DlnTrial *dln_trial_new(const DunlinProject *project)
{
    DlnTrial *trial = g_new0(DlnTrial, 1);

    trial->project = project;
    trial->replaced = g_hash_table_new(g_direct_hash, g_direct_equal);
    trial->fresh = g_ptr_array_new_with_free_func((GDestroyNotify)dln_revision_free);
    trial->all = g_ptr_array_new();
    return trial;
}

void dln_trial_free(DlnTrial *trial)
{
    if (trial == NULL)
        return;
    g_clear_pointer(&trial->graph, dln_graph_unref);
    g_ptr_array_unref(trial->all);
    g_ptr_array_unref(trial->fresh);
    g_hash_table_unref(trial->replaced);
    g_free(trial);
}

gboolean dln_trial_add(DlnTrial *trial, const DlnRevision *replaces, const DlnFormatInput *input,
    const DlnRevision **out_revision, GError **error)
{
    g_autoptr(DlnRevision) revision = NULL;

    if (!dln_format_read_text(input, &revision, error) ||
        !dln_project_prepare_revision(trial->project, revision, error))
        return FALSE;
    if (replaces != NULL)
        g_hash_table_add(trial->replaced, (gpointer)replaces);
    if (out_revision != NULL)
        *out_revision = revision;
    g_ptr_array_add(trial->fresh, g_steal_pointer(&revision));
    return TRUE;
}

gboolean dln_trial_build(DlnTrial *trial, const DlnGraph **out_graph, GError **error)
{
    const GPtrArray *own = trial->project->revisions;

    for (guint i = 0; i < own->len; i++) {
        if (!g_hash_table_contains(trial->replaced, own->pdata[i]))
            g_ptr_array_add(trial->all, own->pdata[i]);
    }
    g_ptr_array_extend(trial->all, trial->fresh, NULL, NULL);
    if (!dln_graph_build(trial->all, &trial->graph, error))
        return FALSE;
    *out_graph = trial->graph;
    return TRUE;
}
