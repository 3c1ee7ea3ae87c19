/* SPDX-License-Identifier: Apache-2.0 */
/* authoring.c: first the locks, then the files. */
#include "app/author/authoring.h"

#include <unistd.h>

#include "app/author/author.h"

void dln_authoring_clear(DlnAuthoring *authoring)
{
    g_clear_pointer(&authoring->project, dunlin_project_free);
    g_clear_pointer(&authoring->locks, g_ptr_array_unref);
}

/* All that can be: numbers count across the directories. In one order for everybody. */
static gboolean lock_all(const DunlinProject *project, GPtrArray *locks, GError **error)
{
    char **paths = project->config.migrations;
    const guint n = g_strv_length(paths);

    for (guint i = 0; i < n; i++) {
        const gboolean is_last_chance = i + 1 == n && locks->len == 0;
        if (!is_last_chance && access(paths[i], W_OK | X_OK) != 0)
            continue;
        DlnFileLock *lock = dln_author_lock(project, i, error);
        if (lock == NULL)
            return FALSE;
        g_ptr_array_add(locks, lock);
    }
    return TRUE;
}

gboolean dln_authoring_begin(const DunlinProject *lender, DlnAuthoring *authoring, GError **error)
{
    authoring->locks = g_ptr_array_new_with_free_func((GDestroyNotify)dln_file_lock_free);
    if (!lock_all(lender, authoring->locks, error))
        return FALSE;
    authoring->project = dln_project_read_again(lender, error);
    return authoring->project != NULL;
}
