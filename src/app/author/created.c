/* SPDX-License-Identifier: Apache-2.0 */
/* created.c: what was written, told. */
#include "app/author/created.h"

#include <glib/gstdio.h>

#include "base/new_file.h"

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

static char **parents_of(const DlnAuthorRequest *request)
{
    g_autoptr(GStrvBuilder) parents = g_strv_builder_new();

    for (guint i = 0; i < request->parents->len; i++)
        g_strv_builder_add(parents, ((const DlnRevision *)request->parents->pdata[i])->id);
    return g_strv_builder_end(parents);
}

/* before: (nullable): the id of the one that it follows, written with it */
static DunlinCreated *describe(const DunlinProject *project, const DlnAuthorRequest *request,
    const char *id, const char *file, const char *before)
{
    const DlnSumState *sum = project->sums->pdata[request->directory];
    g_autofree char *name = g_path_get_basename(file);
    const char *const only[] = {before, NULL};
    DunlinCreated *created = g_new0(DunlinCreated, 1);

    created->id = g_strdup(id);
    created->file = g_strdup(file);
    created->path = g_build_filename(project->config.migrations[request->directory], name, NULL);
    created->parents = before != NULL ? g_strdupv((char **)only) : parents_of(request);
    created->is_draft = sum->exists && !(request->flags & DLN_AUTHOR_FINAL);
    return created;
}

GPtrArray *dln_created_write_all(
    const DunlinProject *project, const DlnAuthorRequest *requests, guint n, GError **error)
{
    g_auto(GStrv) ids = NULL;
    g_auto(GStrv) files = NULL;

    if (!dln_author_write_all(project, requests, n, &ids, &files, error))
        return NULL;
    GPtrArray *created = g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_created_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(
            created, describe(project, &requests[i], ids[i], files[i], i > 0 ? ids[i - 1] : NULL));
    return created;
}

/* The files go first, the last of them before those that it stands on: they make the room that dunlin.sum may need. */
void dln_created_take_back(
    const DunlinProject *project, guint directory, const DlnSum *sum, const GPtrArray *created)
{
    for (guint i = created->len; i-- > 0;)
        g_unlink(((const DunlinCreated *)created->pdata[i])->path);
    if (sum == NULL || created->len == 0)
        return;
    g_autofree char *path =
        g_build_filename(project->config.migrations[directory], DLN_SUM_NAME, NULL);
    g_autofree char *text = dln_sum_to_text(sum);

    dln_replace_file(path, path, text, NULL);
}

void dunlin_checkpoint_free(DunlinCheckpoint *checkpoint)
{
    if (checkpoint == NULL)
        return;
    g_free(checkpoint->id);
    g_free(checkpoint->file);
    g_free(checkpoint->scope);
    g_strfreev(checkpoint->parents);
    g_strfreev(checkpoint->fresh);
    g_strfreev(checkpoint->keep);
    g_strfreev(checkpoint->engines);
    g_clear_pointer(&checkpoint->warnings, g_ptr_array_unref);
    g_free(checkpoint);
}

gboolean dln_created_write(const DunlinProject *project, const DlnAuthorRequest *request,
    DunlinCreated **out_created, GError **error)
{
    g_autoptr(GPtrArray) created = dln_created_write_all(project, request, 1, error);

    if (created == NULL)
        return FALSE;
    *out_created = g_ptr_array_steal_index(created, 0);
    return TRUE;
}
