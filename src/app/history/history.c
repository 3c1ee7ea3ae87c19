/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: the verbs history and show: the migrations as files, no database. */
#include "app/history/history.h"
#include "app/history/places.h"
#include "plan/checkpoint.h"
#include "plan/place.h"
#include "project/project.h"
#include "revision/repeatables.h"

static void add_ids(GPtrArray *ids, char *const *names)
{
    for (guint i = 0; names != NULL && names[i] != NULL; i++) {
        if (!g_ptr_array_find_with_equal_func(ids, names[i], g_str_equal, NULL))
            g_ptr_array_add(ids, g_strdup(names[i]));
    }
}

/* The parents in all lineages of the revision: a `both` file may have one in each. */
static char **parent_ids(const DunlinRevisionInfo *info)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++)
        add_ids(ids, info->places[scope].parents);
    g_ptr_array_add(ids, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&ids), FALSE);
}

static char **depend_ids(const GPtrArray *depends)
{
    char **ids = g_new0(char *, depends->len + 1);

    for (guint i = 0; i < depends->len; i++)
        ids[i] = g_strdup(((const DlnRevision *)depends->pdata[i])->id);
    return ids;
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

static void take_batch(DunlinRevisionInfo *info, const DlnBatching *batching)
{
    info->batch_table = g_strdup(batching->table);
    info->batch_key = g_strdup(batching->key);
    info->batch_size = batching->size;
    info->batch_pause_ms = batching->pause_ms;
}

/* What every migration tells of itself. */
static DunlinRevisionInfo *info_new(const DunlinProject *project, const DlnRevision *revision)
{
    DunlinRevisionInfo *info = g_new0(DunlinRevisionInfo, 1);

    info->id = g_strdup(revision->id);
    info->description = g_strdup(revision->description);
    info->file = g_strdup(revision->file);
    info->format = g_strdup(revision->format);
    info->scope = g_strdup(dln_scope_name(revision->scope));
    info->checksum = g_strdup(revision->checksum);
    info->labels = g_strdupv(revision->labels);
    info->transactional = !(revision->flags & DLN_REVISION_NO_TRANSACTION);
    info->reversible = is_reversible(project, revision);
    if (revision->batching != NULL)
        take_batch(info, revision->batching);
    return info;
}

static DunlinRevisionInfo *make_info(const DunlinProject *project, const DlnRevision *revision)
{
    DunlinRevisionInfo *info = info_new(project, revision);

    info->depends = depend_ids(dln_graph_depends(project->graph, revision));
    if (revision->checkpoint != NULL) {
        g_autoptr(GPtrArray) replaced = dln_checkpoint_replaced(project->graph, revision);
        info->checkpoint = TRUE;
        info->n_replaced = replaced->len;
    }
    return info;
}

static DunlinRevisionInfo *make_repeatable_info(const DunlinProject *project, guint index)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(project->graph);
    DunlinRevisionInfo *info = info_new(project, dln_repeatables_get(repeatables, index));

    info->parents = g_new0(char *, 1);
    info->depends = depend_ids(dln_repeatables_depends(repeatables, index));
    info->repeatable = TRUE;
    return info;
}

GPtrArray *dunlin_history(DunlinProject *project)
{
    GPtrArray *history = g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_revision_info_free);

    for (guint i = 0; i < dln_graph_size(project->graph); i++)
        g_ptr_array_add(history, make_info(project, dln_graph_get(project->graph, i)));
    dln_app_places_fill(project->graph, history);
    for (guint i = 0; i < history->len; i++) {
        DunlinRevisionInfo *info = history->pdata[i];
        info->parents = parent_ids(info);
        info->is_head = info->places[0].is_head || info->places[1].is_head;
    }
    return history;
}

void dln_app_history_add_repeatables(
    const DunlinProject *project, DlnScope scope_mask, GPtrArray *history)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(project->graph);

    for (guint i = 0; i < dln_repeatables_size(repeatables); i++) {
        if (dln_repeatables_get(repeatables, i)->scope & scope_mask)
            g_ptr_array_add(history, make_repeatable_info(project, i));
    }
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

static void take_sections(
    const DunlinProject *project, const DlnRevision *revision, DunlinRevisionInfo *info)
{
    info->up_sql = section_text(project, revision, DLN_DIRECTION_UP);
    info->down_sql = section_text(project, revision, DLN_DIRECTION_DOWN);
}

/* By the exact name, else by how it begins where nothing of the history begins so. */
static DunlinRevisionInfo *show_repeatable(DunlinProject *project, const char *name)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(project->graph);
    g_autoptr(GPtrArray) others = dln_graph_candidates(project->graph, DLN_SCOPE_BOTH, name);
    guint found = 0, n_found = 0;

    for (guint i = 0; i < dln_repeatables_size(repeatables); i++) {
        const char *id = dln_repeatables_get(repeatables, i)->id;
        gboolean is_exact = g_str_equal(id, name);
        if (!is_exact && (others->len > 0 || *name == '\0' || !g_str_has_prefix(id, name)))
            continue;
        found = i;
        n_found++;
        if (is_exact)
            break;
    }
    if (n_found == 0 || (n_found > 1 && !g_str_equal(dln_repeatables_get(repeatables, found)->id, name)))
        return NULL;
    DunlinRevisionInfo *info = make_repeatable_info(project, found);
    take_sections(project, dln_repeatables_get(repeatables, found), info);
    return info;
}

/* Marks what target names in the lineage of scope. */
static gboolean mark_target(
    const DlnGraph *graph, DlnScope scope, const char *text, guint8 *marks, GError **error)
{
    const DlnGround ground = {graph, scope, DLN_WALK_EXACT};
    g_auto(DlnTarget) target = {0};
    g_auto(DlnPlace) place = {0};

    if (!dln_target_parse(text, &target, error) || !dln_place_find(&ground, &target, &place, error))
        return FALSE;
    if (place.is_elsewhere)
        return TRUE;
    if (place.is_current) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" counts from where a database stands, and none is read here: name a revision",
            text);
        return FALSE;
    }
    for (guint i = 0; i < place.positions->len; i++) {
        guint position = g_array_index(place.positions, guint, i);
        if (position != DLN_NOWHERE)
            marks[position] = TRUE;
    }
    return TRUE;
}

GPtrArray *dunlin_show(DunlinProject *project, const char *target, GError **error)
{
    g_autofree guint8 *marks = dln_marks_new(project->graph);
    DunlinRevisionInfo *repeatable = show_repeatable(project, target);
    g_autoptr(GPtrArray) history = dunlin_history(project);
    g_autoptr(GPtrArray) shown =
        g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_revision_info_free);

    if (repeatable != NULL) {
        g_ptr_array_add(shown, repeatable);
        return g_steal_pointer(&shown);
    }
    for (DlnScope scope = DLN_SCOPE_PUBLIC; scope <= DLN_SCOPE_TENANT; scope <<= 1) {
        g_autoptr(GPtrArray) lineage = dln_graph_lineage(project->graph, scope);
        if (lineage->len > 0 && !mark_target(project->graph, scope, target, marks, error))
            return NULL;
    }
    for (guint i = 0; i < history->len; i++) {
        if (!marks[i])
            continue;
        take_sections(project, dln_graph_get(project->graph, i), history->pdata[i]);
        g_ptr_array_add(shown, g_steal_pointer(&history->pdata[i]));
    }
    if (shown->len > 0)
        return g_steal_pointer(&shown);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" is no revision", target);
    return NULL;
}
