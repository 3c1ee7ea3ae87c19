/* SPDX-License-Identifier: Apache-2.0 */
/* wanted.c: the filter of a project's settings. */
#include "app/scratch/wanted.h"

gboolean dln_app_keep_wanted(const DunlinProject *project, DlnSchema *schema, GError **error)
{
    g_autoptr(DlnFilter) filter = NULL;

    if (!dln_filter_new((const char *const *)project->config.diff_include,
            (const char *const *)project->config.diff_exclude, &filter, error))
        return FALSE;
    if (schema != NULL)
        dln_schema_filter(schema, filter);
    return TRUE;
}

gboolean dln_app_take_wanted(const DunlinProject *project, DlnSchema *schema, GError **error)
{
    return (!project->config.diff_privileges || schema->engine != DLN_ENGINE_POSTGRES ||
               dln_schema_show_privileges(schema, error)) &&
           dln_app_keep_wanted(project, schema, error);
}

static gboolean is_empty(char *const *list)
{
    return list == NULL || list[0] == NULL;
}

gboolean dln_app_wants_all(const DunlinProject *project)
{
    return is_empty(project->config.diff_include) && is_empty(project->config.diff_exclude);
}
