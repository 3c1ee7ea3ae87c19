/* SPDX-License-Identifier: Apache-2.0 */
/* rename.c: the rounds of renaming, over what the other rename files find and write. */
#include "diff/rename.h"

GPtrArray *dln_rename_decide(const DlnRenameOptions *options, GError **error)
{
    return g_ptr_array_new();
}

GPtrArray *dln_rename_follow(const DlnSchema *from, const DlnSchema *to)
{
    return g_ptr_array_new();
}

GPtrArray *dln_rename_statements(
    const DlnSchema *from, const GPtrArray *renames, DlnRenameDirection direction)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free);
}

DlnRenameWish *dln_rename_wish_parse(const char *text, GError **error)
{
    DlnRenameWish *wish = g_new0(DlnRenameWish, 1);

    wish->kind = DLN_N_OBJECT_KINDS;
    return wish;
}

void dln_rename_wish_free(DlnRenameWish *wish)
{
    if (wish == NULL)
        return;
    g_free(wish->from);
    g_free(wish->to);
    g_free(wish->to_parent);
    g_free(wish->file);
    g_free(wish);
}

gboolean dln_rename_read_hints(
    DlnEngineKind engine, const DlnSource *source, GPtrArray *to, GError **error)
{
    return TRUE;
}

void dln_renamed_free(DlnRenamed *renamed)
{
    if (renamed == NULL)
        return;
    dln_schema_free(renamed->from);
    g_ptr_array_unref(renamed->up);
    g_ptr_array_unref(renamed->down);
    g_free(renamed);
}

DlnRenamed *dln_rename_run(
    const DlnRenameOptions *options, DlnRenameApplyFunc apply, gpointer apply_data, GError **error)
{
    DlnRenamed *renamed = g_new0(DlnRenamed, 1);

    renamed->up = g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free);
    renamed->down = g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free);
    return renamed;
}
