/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: the verbs history and show: the migrations as files, no database. */
#include "dunlin/status.h"
#include "project/project.h"

static void add_ids(GPtrArray *ids, const GPtrArray *revisions)
{
    for (guint i = 0; i < revisions->len; i++) {
        const char *id = ((const DlnRevision *)revisions->pdata[i])->id;
        if (!g_ptr_array_find_with_equal_func(ids, id, g_str_equal, NULL))
            g_ptr_array_add(ids, g_strdup(id));
    }
}

/* The parents in all lineages of the revision: a `both` file may have one in each. */
static char **parent_ids(const DlnGraph *graph, const DlnRevision *revision)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    for (DlnScope scope = DLN_SCOPE_PUBLIC; scope <= DLN_SCOPE_TENANT; scope <<= 1) {
        if (revision->scope & scope)
            add_ids(ids, dln_graph_parents(graph, scope, revision));
    }
    g_ptr_array_add(ids, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&ids), FALSE);
}

static char **depend_ids(const DlnGraph *graph, const DlnRevision *revision)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    add_ids(ids, dln_graph_depends(graph, revision));
    g_ptr_array_add(ids, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&ids), FALSE);
}

static gboolean is_head(const DlnGraph *graph, const DlnRevision *revision)
{
    for (DlnScope scope = DLN_SCOPE_PUBLIC; scope <= DLN_SCOPE_TENANT; scope <<= 1) {
        if (revision->scope & scope &&
            g_ptr_array_find((GPtrArray *)dln_graph_heads(graph, scope), revision, NULL))
            return TRUE;
    }
    return FALSE;
}

/* Bits 1 << engine: the engines that the project runs this revision on; where it has no database for it yet, those that
 * the file is written for. */
static guint engines_of(const DunlinProject *project, const DlnRevision *revision)
{
    guint engines = 0;

    for (DlnScope scope = DLN_SCOPE_PUBLIC; scope <= DLN_SCOPE_TENANT; scope <<= 1) {
        DlnEngineKind engine;
        if (revision->scope & scope && dln_project_scope_engine(project, scope, &engine))
            engines |= 1u << engine;
    }
    for (DlnEngineKind engine = 0; engines == 0 && engine < DLN_N_ENGINES; engine++) {
        if (revision->sections[DLN_DIRECTION_UP][engine].text != NULL)
            return 1u << engine;
    }
    return engines;
}

static gboolean is_reversible(const DunlinProject *project, const DlnRevision *revision)
{
    guint engines = engines_of(project, revision);

    for (DlnEngineKind engine = 0; engine < DLN_N_ENGINES; engine++) {
        if (engines & 1u << engine && !dln_revision_is_reversible(revision, engine))
            return FALSE;
    }
    return TRUE;
}

static DunlinRevisionInfo *make_info(const DunlinProject *project, const DlnRevision *revision)
{
    DunlinRevisionInfo *info = g_new0(DunlinRevisionInfo, 1);

    info->id = g_strdup(revision->id);
    info->description = g_strdup(revision->description);
    info->file = g_strdup(revision->file);
    info->format = g_strdup(revision->format);
    info->scope = g_strdup(dln_scope_name(revision->scope));
    info->checksum = g_strdup(revision->checksum);
    info->parents = parent_ids(project->graph, revision);
    info->depends = depend_ids(project->graph, revision);
    info->labels = g_strdupv(revision->labels);
    info->is_head = is_head(project->graph, revision);
    info->transactional = !(revision->flags & DLN_REVISION_NO_TRANSACTION);
    info->reversible = is_reversible(project, revision);
    return info;
}

GPtrArray *dunlin_history(DunlinProject *project)
{
    GPtrArray *history = g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_revision_info_free);

    for (guint i = 0; i < dln_graph_size(project->graph); i++)
        g_ptr_array_add(history, make_info(project, dln_graph_get(project->graph, i)));
    return history;
}

/* The section that the project's engines run; with two engines in one `both` file, the public one's. */
static char *section_text(
    const DunlinProject *project, const DlnRevision *revision, DlnDirection direction)
{
    DlnEngineKind engine = DLN_ENGINE_POSTGRES;

    if (!(revision->scope & DLN_SCOPE_PUBLIC) ||
        !dln_project_scope_engine(project, DLN_SCOPE_PUBLIC, &engine)) {
        guint engines = engines_of(project, revision);
        engine = engines & 1u << DLN_ENGINE_POSTGRES ? DLN_ENGINE_POSTGRES : DLN_ENGINE_SQLITE;
    }
    const DlnSource *section = &revision->sections[direction][engine];
    return section->text != NULL ? g_strndup(section->text, section->length) : NULL;
}

DunlinRevisionInfo *dunlin_show(DunlinProject *project, const char *name, GError **error)
{
    const DlnRevision *revision = dln_graph_resolve(project->graph, DLN_SCOPE_BOTH, name, error);

    if (revision == NULL)
        return NULL;
    DunlinRevisionInfo *info = make_info(project, revision);
    info->up_sql = section_text(project, revision, DLN_DIRECTION_UP);
    info->down_sql = section_text(project, revision, DLN_DIRECTION_DOWN);
    return info;
}
