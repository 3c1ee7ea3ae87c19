/* SPDX-License-Identifier: Apache-2.0 */
/* edit.c: what the verb edit needs before and after the editor, which is the front end's. */
#include "app/author/author.h"
#include "app/author/branch.h"
#include "app/author/where.h"
#include "dunlin/author.h"
#include "format/format.h"

void dunlin_editable_free(DunlinEditable *editable)
{
    if (editable == NULL)
        return;
    g_free(editable->id);
    g_free(editable->file);
    g_free(editable->path);
    g_strfreev(editable->applied_in);
    g_clear_error(&editable->unknown);
    g_free(editable);
}

static void find_applied(const DunlinProject *project, const DlnRevision *revision,
    GCancellable *cancellable, DunlinEditable *editable)
{
    g_autoptr(GPtrArray) revisions = g_ptr_array_new();
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(revisions, (gpointer)revision);
    dln_app_where_applied(project, revisions, cancellable, names, &editable->unknown);
    g_ptr_array_add(names, NULL);
    editable->applied_in = g_strdupv((char **)names->pdata);
}

gboolean dunlin_edit_find(DunlinProject *project, const char *name, GCancellable *cancellable,
    DunlinEditable **out_editable, GError **error)
{
    const DlnRevision *revision = dln_branch_find(project, DLN_SCOPE_BOTH, name, error);
    g_autoptr(DunlinEditable) editable = g_new0(DunlinEditable, 1);
    g_autofree char *basename = NULL;
    guint directory;

    if (revision == NULL || !dln_branch_locate(project, revision, &directory, &basename, error))
        return FALSE;
    editable->id = g_strdup(revision->id);
    editable->file = g_strdup(revision->file);
    editable->path = g_build_filename(project->config.migrations[directory], basename, NULL);
    find_applied(project, revision, cancellable, editable);
    *out_editable = g_steal_pointer(&editable);
    return TRUE;
}

/* The directory that holds path. */
static gboolean find_directory(const DunlinProject *project, const char *path, guint *out_directory)
{
    g_autofree char *folder = g_path_get_dirname(path);

    for (guint i = 0; project->config.migrations[i] != NULL; i++) {
        if (g_str_equal(project->config.migrations[i], folder)) {
            *out_directory = i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean accept_file(
    const DunlinProject *project, guint directory, const char *name, GError **error)
{
    const char *folder = project->config.migrations[directory];
    const char *display = project->config.migrations_display[directory];
    g_autofree char *sum_display = g_build_filename(display, DLN_SUM_NAME, NULL);
    g_autoptr(DlnFileLock) lock = dln_author_lock(project, directory, error);
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(DlnSum) sum = NULL;

    if (lock == NULL || !dln_author_read_sum(project, directory, &sum, error) ||
        !dln_format_list_directory(folder, display, DLN_LIST_TEXTS, &files, error))
        return FALSE;
    const DlnSumLine *line = sum != NULL ? dln_sum_find(sum, name) : NULL;
    GBytes *text = dln_files_find(files, name);
    if (line == NULL || line->hash == NULL || text == NULL)
        return TRUE;
    g_autofree char *hash = dln_sum_hash(text);
    if (g_str_equal(hash, line->hash))
        return TRUE;
    dln_sum_set(sum, name, hash);
    return dln_sum_write(folder, sum_display, sum, error);
}

gboolean dunlin_edit_accept(
    const DunlinProjectOptions *project_options, const DunlinEditable *editable, GError **error)
{
    g_autoptr(DunlinProject) project = dunlin_project_load(project_options, error);
    g_autofree char *name = g_path_get_basename(editable->path);
    guint directory;

    if (project == NULL)
        return FALSE;
    return !find_directory(project, editable->path, &directory) ||
           accept_file(project, directory, name, error);
}
