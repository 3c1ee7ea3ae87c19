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

gboolean dln_write_new_file(const char *path, const char *shown, const char *text, GError **error)
{
    g_autofree char *beside = name_beside(path);
    int why = access(path, F_OK) == 0 ? EEXIST : write_to(beside, "we", text);

    if (why == 0)
        why = move(beside, path, RENAME_NOREPLACE);
    /* A file system that cannot do so: then somebody may see the file before it is whole. */
    if (why == EINVAL || why == ENOSYS)
        why = write_to(path, "wxe", text);
    if (why == 0)
        return TRUE;
    if (why != EEXIST)
        return refuse(shown, why, error);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
        "\"%s\" is already there; nothing was changed", shown);
    return FALSE;
}

gboolean dln_replace_file(const char *path, const char *shown, const char *text, GError **error)
{
    g_autofree char *beside = name_beside(path);
    int why = write_to(beside, "we", text);

    if (why == 0)
        why = move(beside, path, 0);
    return why == 0 || refuse(shown, why, error);
}

gboolean dln_make_folder(const char *path, const char *shown, GError **error)
{
    if (g_mkdir_with_parents(path, 0777) == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot make the folder \"%s\": %s", shown,
        g_strerror(errno));
    return FALSE;
}
