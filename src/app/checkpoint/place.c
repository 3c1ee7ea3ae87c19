/* SPDX-License-Identifier: Apache-2.0 */
/* place.c: which migrations a checkpoint stands for, and whether it may stand there. Opens no database. */
#include "app/author/branch.h"
#include "app/author/text.h"
#include "app/checkpoint/checkpoint.h"
#include "plan/checkpoint.h"
#include "plan/range.h"

void dln_checkpoint_place_clear(DlnCheckpointPlace *place)
{
    g_clear_pointer(&place->parents, g_ptr_array_unref);
    g_clear_pointer(&place->prefix, g_ptr_array_unref);
}

/* The only scope that the target is of; else what --scope says. */
static gboolean choose_scope(DlnCheckpointPlace *place, GError **error)
{
    const DunlinCheckpointOptions *options = place->options;
    g_autoptr(GPtrArray) named =
        options->scope == NULL && options->target != NULL
            ? dln_graph_candidates(place->project->graph, DLN_SCOPE_BOTH, options->target)
            : NULL;
    const DlnRevision *only = named != NULL && named->len == 1 ? named->pdata[0] : NULL;

    if (only != NULL && only->scope != DLN_SCOPE_BOTH)
        place->scope = only->scope;
    else if (!dln_branch_choose_scope(place->project, options->scope, &place->scope, error))
        return FALSE;
    if (place->scope != DLN_SCOPE_BOTH)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "a checkpoint is for one scope: make one with --scope public and one with --scope tenant");
    return FALSE;
}

static void add_marked(const DlnCheckpointPlace *place, const guint8 *marks)
{
    g_autoptr(GArray) tips =
        dln_lineage_tips(place->project->graph, place->scope, marks, DLN_TIPS_BY_PARENTS);

    for (guint i = 0; i < tips->len; i++)
        g_ptr_array_add(place->parents,
            (gpointer)dln_graph_get(place->project->graph, g_array_index(tips, guint, i)));
}

/* The heads of what the target needs are its parents. */
static gboolean find_parents(DlnCheckpointPlace *place, GError **error)
{
    const DlnGraph *graph = place->project->graph;
    const char *target = place->options->target != NULL ? place->options->target : "head";
    g_autofree guint8 *marks = dln_marks_new(graph);
    g_autoptr(DlnApplied) applied = NULL;

    if (!dln_plan_applied_at(graph, place->scope, target, &applied, error))
        return FALSE;
    for (guint i = 0; applied != NULL && i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        marks[i] =
            revision->scope & place->scope && dln_applied_find(applied, revision->id) != NULL;
    }
    place->prefix = dln_marks_list(graph, marks);
    place->parents = g_ptr_array_new();
    add_marked(place, marks);
    if (place->prefix->len == 0)
        return dln_refuse(
            error, "there is nothing at \"%s\" that a checkpoint could stand for", target);
    return TRUE;
}

/* Beside what follows a parent already, the checkpoint would be a head that nobody asked for. */
static gboolean check_parents(const DlnCheckpointPlace *place, GError **error)
{
    const DlnRevision *first = place->parents->pdata[0];

    if (place->parents->len == 1 && first->checkpoint != NULL)
        return dln_refuse(
            error, "\"%s\" is a checkpoint of the same; --renew makes it anew", first->id);
    for (guint i = 0; !place->options->splice && i < place->parents->len; i++) {
        const DlnRevision *parent = place->parents->pdata[i];
        if (dln_branch_is_head(place->project, place->scope, parent))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" is no head: another migration follows it; --splice puts the checkpoint beside "
            "that, "
            "and `dunlin merge` joins the two",
            parent->id);
        return FALSE;
    }
    return TRUE;
}

static void copy_list(GPtrArray *to, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++)
        g_ptr_array_add(to, from->pdata[i]);
}

static gboolean find_renewed(DlnCheckpointPlace *place, GError **error)
{
    const DunlinProject *project = place->project;

    place->renewed = dln_branch_find(project, DLN_SCOPE_BOTH, place->options->renew, error);
    if (place->renewed == NULL)
        return FALSE;
    if (place->renewed->checkpoint == NULL)
        return dln_refuse(error, "\"%s\" is no checkpoint", place->renewed->id);
    place->scope = dln_checkpoint_scope(place->renewed);
    place->parents = g_ptr_array_new();
    copy_list(place->parents, dln_graph_parents(project->graph, place->scope, place->renewed));
    place->prefix = dln_checkpoint_replaced(project->graph, place->renewed);
    if (place->prefix->len == 0)
        return dln_refuse(
            error, "nothing comes before \"%s\" that it could stand for", place->renewed->id);
    return TRUE;
}

gboolean dln_checkpoint_find_place(DlnCheckpointPlace *place, GError **error)
{
    return place->options->renew != NULL
               ? find_renewed(place, error)
               : choose_scope(place, error) && find_parents(place, error) &&
                     check_parents(place, error);
}
