/* SPDX-License-Identifier: Apache-2.0 */
/* sum_update.c: dunlin.sum written anew from the files as they are. */
#include <string.h>

#include "app/author/author.h"
#include "dunlin/check.h"
#include "format/format.h"
#include "project/rebase_log.h"
#include "project/text_file.h"

void dunlin_sum_update_free(DunlinSumUpdate *update)
{
    if (update == NULL)
        return;
    g_free(update->file);
    g_strfreev(update->added);
    g_strfreev(update->changed);
    g_strfreev(update->removed);
    g_free(update);
}

/* The line of a mark that Git leaves in a file that it could not merge; 0: there is none. */
static guint conflict_line(GBytes *text)
{
    gsize length;
    const char *start = g_bytes_get_data(text, &length);
    guint line = 1;

    for (const char *p = start; p != NULL && p < start + length; line++) {
        const gsize left = (gsize)(start + length - p);
        if (left >= 8 && (memcmp(p, "<<<<<<< ", 8) == 0 || memcmp(p, ">>>>>>> ", 8) == 0))
            return line;
        p = memchr(p, '\n', left);
        p = p != NULL ? p + 1 : NULL;
    }
    return 0;
}

static gboolean refuse_conflicts(const GPtrArray *files, const char *display, GError **error)
{
    for (guint i = 0; i < files->len; i++) {
        const DlnFile *file = files->pdata[i];
        const guint line = conflict_line(file->text);
        if (line == 0)
            continue;
        g_autofree char *shown = g_build_filename(display, file->name, NULL);
        const DunlinErrorFacts facts = {.file = shown, .line = line};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "a merge in Git stopped in this migration: resolve that first");
        return FALSE;
    }
    return TRUE;
}

/* What a file listed, whatever state it is in; NULL: it is not there. */
static gboolean read_before(
    const char *directory, const char *display, DlnSum **out_sum, char **out_text, GError **error)
{
    g_autofree char *path = g_build_filename(directory, DLN_SUM_NAME, NULL);

    if (!dln_text_file_read(path, display, DLN_TEXT_FILE_OPTIONAL, out_text, error))
        return FALSE;
    *out_sum = *out_text != NULL ? dln_sum_parse_leniently(*out_text) : dln_sum_new();
    return TRUE;
}

static DlnSum *sum_of(const GPtrArray *files)
{
    DlnSum *sum = dln_sum_new();

    for (guint i = 0; i < files->len; i++) {
        const DlnFile *file = files->pdata[i];
        g_autofree char *hash = dln_sum_hash(file->text);
        dln_sum_set(sum, file->name, hash);
    }
    return sum;
}

static DunlinSumUpdate *compare(const DlnSum *before, const DlnSum *after)
{
    DunlinSumUpdate *update = g_new0(DunlinSumUpdate, 1);
    g_autoptr(GStrvBuilder) added = g_strv_builder_new();
    g_autoptr(GStrvBuilder) changed = g_strv_builder_new();
    g_autoptr(GStrvBuilder) removed = g_strv_builder_new();

    for (guint i = 0; i < after->lines->len; i++) {
        const DlnSumLine *line = after->lines->pdata[i];
        const DlnSumLine *old = dln_sum_find(before, line->name);
        if (old == NULL)
            g_strv_builder_add(added, line->name);
        else if (g_strcmp0(old->hash, line->hash) != 0)
            g_strv_builder_add(changed, line->name);
    }
    for (guint i = 0; i < before->lines->len; i++) {
        const DlnSumLine *line = before->lines->pdata[i];
        if (dln_sum_find(after, line->name) == NULL)
            g_strv_builder_add(removed, line->name);
    }
    update->added = g_strv_builder_end(added);
    update->changed = g_strv_builder_end(changed);
    update->removed = g_strv_builder_end(removed);
    return update;
}

/* *out_update: NULL where nothing changed. */
static gboolean update_directory(
    const DunlinProject *project, guint index, DunlinSumUpdate **out_update, GError **error)
{
    const char *directory = project->config.migrations[index];
    const char *display = project->config.migrations_display[index];
    g_autofree char *shown = g_build_filename(display, DLN_SUM_NAME, NULL);
    g_autoptr(DlnFileLock) lock = dln_author_lock(project, index, error);
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(DlnSum) before = NULL;
    g_autofree char *text = NULL;

    *out_update = NULL;
    if (lock == NULL || !dln_rebase_log_check(directory, display, error) ||
        !dln_format_list_directory(directory, display, DLN_LIST_TEXTS, &files, error) ||
        !refuse_conflicts(files, display, error) ||
        !read_before(directory, shown, &before, &text, error))
        return FALSE;
    g_autoptr(DlnSum) after = sum_of(files);
    g_autofree char *wanted = dln_sum_to_text(after);
    if (g_strcmp0(text, wanted) == 0)
        return TRUE;
    if (!dln_sum_write(directory, shown, after, error))
        return FALSE;
    *out_update = compare(before, after);
    (*out_update)->file = g_steal_pointer(&shown);
    (*out_update)->is_new = text == NULL;
    return TRUE;
}

gboolean dunlin_sum_update(
    const DunlinProjectOptions *project_options, GPtrArray **out_updates, GError **error)
{
    g_autoptr(DunlinProject) project = dln_project_load(project_options, DLN_LOAD_CONFIG, error);
    g_autoptr(GPtrArray) updates =
        g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_sum_update_free);

    for (guint i = 0; project != NULL && project->config.migrations[i] != NULL; i++) {
        DunlinSumUpdate *update;
        if (!update_directory(project, i, &update, error))
            return FALSE;
        if (update != NULL)
            g_ptr_array_add(updates, update);
    }
    if (project == NULL)
        return FALSE;
    *out_updates = g_steal_pointer(&updates);
    return TRUE;
}
