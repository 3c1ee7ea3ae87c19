/* SPDX-License-Identifier: Apache-2.0 */
/* branch.c: revisions by name and their relations, for the verbs that write migrations. */
#include "app/author/branch.h"

#include <string.h>

const char *dln_branch_history_name(const DunlinProject *project, DlnScope scope)
{
    return project->config.tenants_kind == DLN_TENANTS_NONE ? "" : dln_scope_name(scope);
}

gboolean dln_branch_choose_scope(
    const DunlinProject *project, const char *asked, DlnScope *out_scope, GError **error)
{
    const gboolean has_tenants = project->config.tenants_kind != DLN_TENANTS_NONE;
    DlnScope scope = project->config.system == NULL ? DLN_SCOPE_TENANT : DLN_SCOPE_PUBLIC;

    if (asked == NULL && project->config.system != NULL && has_tenants) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "this project has a public database and tenants; say which the migration is for with "
            "--scope public, tenant or both");
        return FALSE;
    }
    if (asked != NULL && !dln_scope_from_name(asked, &scope)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "unknown scope \"%s\"; it is public, tenant or both", asked);
        return FALSE;
    }
    if (!has_tenants && scope & DLN_SCOPE_TENANT) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "this project has no tenants; say where they are under \"tenants\" in dunlin.yaml");
        return FALSE;
    }
    *out_scope = scope;
    return TRUE;
}

const DlnRevision *dln_branch_find(
    const DunlinProject *project, DlnScope scope, const char *name, GError **error)
{
    const DlnRevision *labelled = dln_graph_find_label(project->graph, name);

    if (labelled != NULL && labelled->scope & scope)
        return labelled;
    return dln_graph_resolve(project->graph, scope, name, error);
}

void dln_branch_add(GPtrArray *revisions, const DlnRevision *revision)
{
    if (!g_ptr_array_find(revisions, revision, NULL))
        g_ptr_array_add(revisions, (gpointer)revision);
}

gboolean dln_branch_is_head(
    const DunlinProject *project, DlnScope scope, const DlnRevision *revision)
{
    return g_ptr_array_find((GPtrArray *)dln_graph_heads(project->graph, scope), revision, NULL);
}

gboolean dln_branch_is_below(
    const DlnGraph *graph, DlnScope scope, const DlnRevision *older, const DlnRevision *newer)
{
    const guint target = dln_graph_position(graph, older);
    const guint start = dln_graph_position(graph, newer);
    g_autofree guint8 *is_reached = g_new0(guint8, dln_graph_size(graph));

    /* Everything that a revision needs stands at a lower position: one walk down. */
    is_reached[start] = TRUE;
    for (guint i = start; i > target; i--) {
        if (!is_reached[i])
            continue;
        const DlnPositions parents = dln_graph_parents_at(graph, scope, i);
        for (guint p = 0; p < parents.count; p++)
            is_reached[parents.items[p]] = TRUE;
    }
    return start >= target && is_reached[target];
}

void dln_branch_heads_above(
    const DunlinProject *project, DlnScope scope, const DlnRevision *revision, GPtrArray *heads)
{
    const GPtrArray *all = dln_graph_heads(project->graph, scope);

    for (guint i = 0; i < all->len; i++) {
        if (dln_branch_is_below(project->graph, scope, revision, all->pdata[i]))
            dln_branch_add(heads, all->pdata[i]);
    }
}

gboolean dln_branch_locate(const DunlinProject *project, const DlnRevision *revision,
    guint *out_directory, char **out_name, GError **error)
{
    g_autofree char *name = g_path_get_basename(revision->file);

    for (guint i = 0; project->config.migrations_display[i] != NULL; i++) {
        g_autofree char *file = g_build_filename(project->config.migrations_display[i], name, NULL);
        if (strcmp(file, revision->file) != 0)
            continue;
        *out_directory = i;
        *out_name = g_steal_pointer(&name);
        return TRUE;
    }
    dln_error_set(
        error, DUNLIN_ERROR_INTERNAL, NULL, "the directory of \"%s\" is not known", revision->file);
    return FALSE;
}
