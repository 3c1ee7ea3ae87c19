/* SPDX-License-Identifier: Apache-2.0 */
/* new_file.c: writing a file that must not be there yet, or that must be replaced whole. */
#include "base/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static gboolean refuse(const char *shown, int why, GError **error)
{
    dln_error_set(
        error, DUNLIN_ERROR_CONFIG, NULL, "cannot write \"%s\": %s", shown, g_strerror(why));
    return FALSE;
}

/* Returns 0 or what went wrong; then nothing is left. mode: as for fopen(). */
static int write_to(const char *path, const char *mode, const char *text)
{
    FILE *file = fopen(path, mode);

    if (file == NULL)
        return errno;
    int why = fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0 ? 0 : errno;
    if (fclose(file) != 0 && why == 0)
        why = errno;
    if (why != 0)
        remove(path);
    return why;
}

/* A hidden name in the same folder, which no other process takes. (transfer full) */
static char *name_beside(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *hidden = g_strdup_printf(".%.200s.%d.new", name, (int)getpid());

    return g_build_filename(folder, hidden, NULL);
}

/* flags: of renameat2. Returns 0 or what went wrong. */
static int move(const char *from, const char *to, guint flags)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, flags) == 0)
        return 0;
    const int why = errno;
    remove(from);
    return why;
}

/* A file system that cannot rename so: then somebody may see the file before it is whole. */
static int move_new(const char *from, const char *to, const char *text)
{
    const int why = move(from, to, RENAME_NOREPLACE);

    return why == EINVAL || why == ENOSYS ? write_to(to, "wxe", text) : why;
}

static int prepare(const DlnFileWrite *write, const char *beside)
{
    if (write->kind == DLN_WRITE_NEW && access(write->path, F_OK) == 0)
        return EEXIST;
    return write_to(beside, "we", write->text);
}

static int settle(const DlnFileWrite *write, const char *beside)
{
    return write->kind == DLN_WRITE_NEW ? move_new(beside, write->path, write->text)
                                        : move(beside, write->path, 0);
}

/* Of those that have their names already, and of those that have not. */
static void take_back(const DlnFileWrite *writes, const GPtrArray *besides, guint n_settled)
{
    for (guint i = 0; i < besides->len; i++) {
        if (i >= n_settled)
            remove(besides->pdata[i]);
        else if (writes[i].kind == DLN_WRITE_NEW)
            remove(writes[i].path);
    }
}

static gboolean explain(const DlnFileWrite *write, int why, GError **error)
{
    if (why != EEXIST)
        return refuse(write->shown, why, error);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, "\"%s\" is already there; nothing was changed",
        write->shown);
    return FALSE;
}

gboolean dln_write_files(const DlnFileWrite *writes, guint n, GError **error)
{
    g_autoptr(GPtrArray) besides = g_ptr_array_new_with_free_func(g_free);
    guint n_settled = 0;
    int why = 0;

    for (guint i = 0; i < n; i++) {
        g_ptr_array_add(besides, name_beside(writes[i].path));
        why = prepare(&writes[i], besides->pdata[i]);
        if (why != 0) {
            take_back(writes, besides, 0);
            return explain(&writes[i], why, error);
        }
    }
    while (n_settled < n) {
        why = settle(&writes[n_settled], besides->pdata[n_settled]);
        if (why != 0) {
            take_back(writes, besides, n_settled);
            return explain(&writes[n_settled], why, error);
        }
        n_settled++;
    }
    return TRUE;
}

void dln_file_write_clear(DlnFileWrite *write)
{
    g_free(write->path);
    g_free(write->shown);
    g_free(write->text);
}

gboolean dln_write_new_file(const char *path, const char *shown, const char *text, GError **error)
{
    const DlnFileWrite only = {DLN_WRITE_NEW, (char *)path, (char *)shown, (char *)text};

    return dln_write_files(&only, 1, error);
}

gboolean dln_replace_file(const char *path, const char *shown, const char *text, GError **error)
{
    const DlnFileWrite only = {DLN_WRITE_REPLACE, (char *)path, (char *)shown, (char *)text};

    return dln_write_files(&only, 1, error);
}

gboolean dln_make_folder(const char *path, const char *shown, GError **error)
{
    if (g_mkdir_with_parents(path, 0777) == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot make the folder \"%s\": %s", shown,
        g_strerror(errno));
    return FALSE;
}
