/* SPDX-License-Identifier: Apache-2.0 */
/* new_file.c: writing a file that must not be there yet. */
#include "base/new_file.h"

#include <errno.h>
#include <stdio.h>

gboolean dln_write_new_file(const char *path, const char *shown, const char *text, GError **error)
{
    FILE *file = fopen(path, "wxe");

    if (file == NULL && errno == EEXIST) {
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "\"%s\" is already there; nothing was changed", shown);
        return FALSE;
    }
    gboolean written = file != NULL && fputs(text, file) >= 0;
    int written_errno = errno;
    if (file != NULL && fclose(file) != 0 && written) {
        written = FALSE;
        written_errno = errno;
    }
    if (written)
        return TRUE;
    if (file != NULL)
        remove(path);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot write \"%s\": %s", shown,
        g_strerror(written_errno));
    return FALSE;
}

gboolean dln_make_folder(const char *path, const char *shown, GError **error)
{
    if (g_mkdir_with_parents(path, 0777) == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "cannot make the folder \"%s\": %s", shown,
        g_strerror(errno));
    return FALSE;
}
