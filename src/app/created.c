/* SPDX-License-Identifier: Apache-2.0 */
/* created.c: what was written, told. */
#include "app/created.h"

void dunlin_created_free(DunlinCreated *created)
{
    if (created == NULL)
        return;
    g_free(created->id);
    g_free(created->file);
    g_free(created->path);
    g_strfreev(created->parents);
    g_free(created);
}

gboolean dln_created_write(const DunlinProject *project, const DlnAuthorRequest *request,
    DunlinCreated **out_created, GError **error)
{
    const DlnSumState *sum = project->sums->pdata[request->directory];
    g_autoptr(DunlinCreated) created = g_new0(DunlinCreated, 1);
    g_autoptr(GStrvBuilder) parents = g_strv_builder_new();

    if (!dln_author_write(project, request, &created->id, &created->file, error))
        return FALSE;
    for (guint i = 0; i < request->parents->len; i++)
        g_strv_builder_add(parents, ((const DlnRevision *)request->parents->pdata[i])->id);
    g_autofree char *name = g_path_get_basename(created->file);
    created->path = g_build_filename(project->config.migrations[request->directory], name, NULL);
    created->parents = g_strv_builder_end(parents);
    created->is_draft = sum->exists && !(request->flags & DLN_AUTHOR_FINAL);
    *out_created = g_steal_pointer(&created);
    return TRUE;
}
