/* SPDX-License-Identifier: Apache-2.0 */
/* rebase.c: the verb rebase: what moves, behind what, under which numbers, and whether it may. The files are made in
 * rebase_files.c and changed together by project/rebase_log.c. */
#include "app/author/rebase.h"

#include <string.h>

#include "app/author/author.h"
#include "app/author/where.h"
#include "plan/checkpoint.h"
#include "project/rebase_log.h"
#include "revision/id_list.h"

/* -- The result ---------------------------------------------------------------------------------- */

static void renamed_free(gpointer data)
{
    DunlinRenamed *renamed = data;

    g_free(renamed->from);
    g_free(renamed->to);
    g_free(renamed);
}

static DunlinRebase *result_new(void)
{
    DunlinRebase *result = g_new0(DunlinRebase, 1);

    result->renamed = g_ptr_array_new_with_free_func(renamed_free);
    result->changes = g_ptr_array_new_with_free_func(g_free);
    result->stale = g_ptr_array_new_with_free_func(g_free);
    return result;
}

void dunlin_rebase_result_free(DunlinRebase *rebase)
{
    if (rebase == NULL)
        return;
    g_ptr_array_unref(rebase->renamed);
    g_ptr_array_unref(rebase->changes);
    g_ptr_array_unref(rebase->stale);
    g_free(rebase->onto);
    g_free(rebase);
}

static char *join_ids(const GPtrArray *revisions)
{
    g_autoptr(GString) ids = g_string_new(NULL);

    for (guint i = 0; i < revisions->len; i++)
        g_string_append_printf(
            ids, "%s%s", i > 0 ? ", " : "", ((const DlnRevision *)revisions->pdata[i])->id);
    return g_string_free(g_steal_pointer(&ids), FALSE);
}

/* To make them anew takes replays on scratch databases, which a rebase does not need otherwise. */
static void tell_stale(const DlnGraph *graph, DunlinRebase *result)
{
    for (guint i = 0; i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        if (revision->checkpoint != NULL && !dln_checkpoint_check(graph, revision, NULL))
            g_ptr_array_add(result->stale, g_strdup(revision->id));
    }
}

static void tell(const DlnRebase *rebase, DunlinRebase *result)
{
    const DlnRevision *root = rebase->now->pdata[0];
    g_autoptr(GPtrArray) parents = g_ptr_array_new();

    for (guint i = 0; i < rebase->moved->len; i++) {
        const DlnRevision *before = rebase->moved->pdata[i];
        DunlinRenamed *renamed = g_new0(DunlinRenamed, 1);
        renamed->from = g_strdup(before->id);
        renamed->to = g_strdup(g_hash_table_lookup(rebase->new_ids, before));
        g_ptr_array_add(result->renamed, renamed);
    }
    for (guint s = 0; s < DLN_N_SINGLE_SCOPES; s++) {
        const GPtrArray *list = dln_graph_parents(rebase->graph, dln_single_scopes[s], root);
        for (guint i = 0; i < list->len; i++)
            dln_branch_add(parents, list->pdata[i]);
    }
    result->onto = parents->len > 0 ? join_ids(parents) : NULL;
    tell_stale(rebase->graph, result);
}

/* -- Names without a graph ----------------------------------------------------------------------- */

static const DlnRevision *find(const DlnRebase *rebase, const char *name, GError **error)
{
    if (rebase->project->graph != NULL)
        return dln_branch_find(rebase->project, DLN_SCOPE_BOTH, name, error);

    g_autoptr(GArray) matches = dln_nodes_match(&rebase->nodes, DLN_SCOPE_BOTH, name);
    g_autoptr(GPtrArray) revisions = g_ptr_array_new();
    for (guint i = 0; i < matches->len; i++)
        g_ptr_array_add(revisions, (gpointer)rebase->nodes.items[g_array_index(matches, guint, i)]);
    if (revisions->len == 1)
        return revisions->pdata[0];
    if (revisions->len == 0) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "revision \"%s\" does not exist", name);
        return NULL;
    }
    g_autofree char *ids = dln_id_list(revisions);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "revision \"%s\" is ambiguous: it may mean %s",
        name, ids);
    return NULL;
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    return dln_revision_id_compare(
        (*(const DlnRevision *const *)a)->id, (*(const DlnRevision *const *)b)->id);
}

/* -- What moves ---------------------------------------------------------------------------------- */

static gboolean has_parent(
    const DlnRebase *rebase, const DlnRevision *revision, const DlnRevision *parent)
{
    for (guint s = 0; s < DLN_N_SINGLE_SCOPES; s++) {
        const GPtrArray *parents =
            dln_graph_parents(rebase->project->graph, dln_single_scopes[s], revision);
        if (g_ptr_array_find((GPtrArray *)parents, parent, NULL))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_moved_parent(const DlnRebase *rebase, const DlnRevision *revision)
{
    for (guint s = 0; s < DLN_N_SINGLE_SCOPES; s++) {
        const GPtrArray *parents =
            dln_graph_parents(rebase->project->graph, dln_single_scopes[s], revision);
        for (guint i = 0; i < parents->len; i++) {
            if (g_ptr_array_find(rebase->moved, parents->pdata[i], NULL))
                return TRUE;
        }
    }
    return FALSE;
}

/* A revision that joins the branch with another cannot go with it. */
static gboolean check_joins_nothing(
    const DlnRebase *rebase, const DlnRevision *revision, GError **error)
{
    for (guint s = 0; s < DLN_N_SINGLE_SCOPES; s++) {
        const GPtrArray *parents =
            dln_graph_parents(rebase->project->graph, dln_single_scopes[s], revision);
        for (guint i = 0; i < parents->len; i++) {
            const DlnRevision *parent = parents->pdata[i];
            if (!g_ptr_array_find(rebase->moved, parent, NULL))
                return dln_refuse(error,
                    "\"%s\" joins the branch with \"%s\" already: there is nothing to rebase",
                    revision->id, parent->id);
        }
    }
    return TRUE;
}

/* Everything above the named ones goes with them. In the order of the history. */
static gboolean move_descendants(DlnRebase *rebase, GError **error)
{
    const DlnGraph *graph = rebase->project->graph;
    g_autoptr(GPtrArray) named = g_steal_pointer(&rebase->moved);

    rebase->moved = g_ptr_array_new();
    for (guint i = 0; i < dln_graph_size(graph); i++) {
        const DlnRevision *revision = dln_graph_get(graph, i);
        const gboolean follows = has_moved_parent(rebase, revision);
        const gboolean is_named = g_ptr_array_find(named, revision, NULL);
        if (!follows && is_named && rebase->moved->len > 0)
            return dln_refuse(error, "\"%s\" does not follow \"%s\": rebase one branch after the other",
                revision->id, ((const DlnRevision *)rebase->moved->pdata[0])->id);
        if (follows && !check_joins_nothing(rebase, revision, error))
            return FALSE;
        if (follows || is_named)
            g_ptr_array_add(rebase->moved, (gpointer)revision);
    }
    return TRUE;
}

static gboolean find_moved(DlnRebase *rebase, GError **error)
{
    for (guint i = 0; rebase->options->revisions[i] != NULL; i++) {
        const DlnRevision *revision = find(rebase, rebase->options->revisions[i], error);
        if (revision == NULL)
            return FALSE;
        dln_branch_add(rebase->moved, revision);
    }
    if (rebase->project->graph != NULL)
        return move_descendants(rebase, error);
    g_ptr_array_sort(rebase->moved, compare_ids);
    return TRUE;
}

/* -- Behind what --------------------------------------------------------------------------------- */

static gboolean check_onto(const DlnRebase *rebase, const DlnRevision *onto, GError **error)
{
    const DlnRevision *root = rebase->moved->pdata[0];

    if (g_ptr_array_find(rebase->moved, onto, NULL))
        return dln_refuse(error, "\"%s\" cannot be put behind \"%s\", which is or follows it", root->id,
            onto->id);
    if (!(root->scope & onto->scope))
        return dln_refuse(error,
            "\"%s\" is of scope %s, \"%s\" of scope %s: they are in no common history", root->id,
            dln_scope_name(root->scope), onto->id, dln_scope_name(onto->scope));
    for (guint s = 0; rebase->project->graph != NULL && s < DLN_N_SINGLE_SCOPES; s++) {
        if (root->scope & onto->scope & dln_single_scopes[s] &&
            dln_branch_is_below(rebase->project->graph, dln_single_scopes[s], onto, root))
            return dln_refuse(error, "\"%s\" comes after \"%s\" already", root->id, onto->id);
    }
    return TRUE;
}

/* The other heads of one history. */
static void other_heads(const DlnRebase *rebase, DlnScope scope, GPtrArray *heads)
{
    const GPtrArray *all = dln_graph_heads(rebase->project->graph, scope);

    for (guint i = 0; i < all->len; i++) {
        if (!g_ptr_array_find(rebase->moved, all->pdata[i], NULL))
            dln_branch_add(heads, all->pdata[i]);
    }
}

/* A migration that arrived late stands in the middle of the line, because its number says so. What follows it by number
 * alone is not of its branch: it goes behind all of that. */
static gboolean take_out(DlnRebase *rebase)
{
    const DlnRevision *root = rebase->moved->pdata[0];

    if (rebase->moved->len == 1)
        return FALSE;
    for (guint i = 1; i < rebase->moved->len; i++) {
        const DlnRevision *follower = rebase->moved->pdata[i];
        if (follower->flags & DLN_REVISION_EXPLICIT_PARENTS && has_parent(rebase, follower, root))
            return FALSE;
    }
    g_ptr_array_set_size(rebase->moved, 1);
    return TRUE;
}

static gboolean find_other_heads(DlnRebase *rebase, GError **error)
{
    const DlnRevision *root = rebase->moved->pdata[0];

    for (guint s = 0; s < DLN_N_SINGLE_SCOPES; s++) {
        g_autoptr(GPtrArray) heads = g_ptr_array_new();
        if (!(root->scope & dln_single_scopes[s]))
            continue;
        other_heads(rebase, dln_single_scopes[s], heads);
        if (heads->len > 1) {
            g_autofree char *ids = dln_id_list(heads);
            return dln_refuse(error,
                "there are several other heads, %s: say with --onto which one \"%s\" shall follow",
                ids, root->id);
        }
        if (heads->len == 1)
            dln_branch_add(rebase->onto, heads->pdata[0]);
    }
    if (rebase->onto->len == 0 && take_out(rebase))
        return find_other_heads(rebase, error);
    if (rebase->onto->len == 0)
        return dln_refuse(error,
            "there is nothing to rebase \"%s\" onto: its history has no other head", root->id);
    return TRUE;
}

static gboolean find_onto(DlnRebase *rebase, GError **error)
{
    const char *asked = rebase->options->onto;

    if (asked != NULL) {
        const DlnRevision *onto = find(rebase, asked, error);
        if (onto == NULL || !check_onto(rebase, onto, error))
            return FALSE;
        dln_branch_add(rebase->onto, onto);
        return TRUE;
    }
    if (rebase->project->graph != NULL)
        return find_other_heads(rebase, error);
    /* Which of the other files belong to which branch is known to nobody but the user. */
    dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
        "%s: name every migration of the branch that is to move, and with --onto the head that it "
        "shall follow",
        rebase->project->graph_error->message);
    return FALSE;
}

/* -- Under which numbers ------------------------------------------------------------------------- */

/* Whether the order of the names would put the branch before what it shall follow, or beside it. */
static gboolean needs_numbers(const DlnRebase *rebase)
{
    const DlnRevision *root = rebase->moved->pdata[0];

    if (rebase->onto->len == 0)
        return TRUE;
    for (guint i = 0; i < rebase->onto->len; i++) {
        if (dln_revision_id_compare(root->id, ((const DlnRevision *)rebase->onto->pdata[i])->id) <
            0)
            return TRUE;
    }
    for (guint i = 0; i < rebase->nodes.size; i++) {
        const DlnRevision *other = rebase->nodes.items[i];
        if (!g_ptr_array_find(rebase->moved, other, NULL) && other->scope & root->scope &&
            dln_revision_id_same_number(root->id, other->id))
            return TRUE;
    }
    return FALSE;
}

static gboolean number(DlnRebase *rebase, GError **error)
{
    const gboolean renumbers = needs_numbers(rebase);
    DlnNumber next;

    if (!dln_author_next_number(rebase->project, &next, error))
        return FALSE;
    for (guint i = 0; i < rebase->moved->len; i++) {
        const DlnRevision *revision = rebase->moved->pdata[i];
        const gsize digits = strspn(revision->id, "0123456789");
        g_autofree char *text = dln_author_number_text(&next);
        const gboolean is_numbered = digits > 0 && renumbers;
        g_hash_table_insert(rebase->new_ids, (gpointer)revision,
            is_numbered ? g_strconcat(text, revision->id + digits, NULL) : g_strdup(revision->id));
        next.number += is_numbered ? 1 : 0;
    }
    return TRUE;
}

/* -- Whether it may ------------------------------------------------------------------------------ */

static gboolean check_applied_nowhere(const DlnRebase *rebase, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;
    /* The order of the files as they are may not be known; that of the files to come is, and it does here. */
    DunlinProject project = *rebase->project;

    if (rebase->options->offline)
        return TRUE;
    if (project.graph == NULL)
        project.graph = (DlnGraph *)rebase->graph;
    if (!dln_app_where_applied(
            &project, rebase->moved, rebase->options->cancellable, names, &failed))
        return dln_refuse(error,
            "cannot tell whether it is applied: %s (--offline rebases without asking any database: "
            "only where you know that it is applied in none)",
            failed->message);
    if (names->len == 0)
        return TRUE;
    g_autofree char *ids = dln_id_list(rebase->moved);
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < names->len && i < DLN_ID_LIST_MAX; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", (char *)names->pdata[i]);
    if (names->len > DLN_ID_LIST_MAX)
        g_string_append_printf(list, " and %u more", names->len - DLN_ID_LIST_MAX);
    return dln_refuse(error,
        "%s cannot be rebased, for %s applied in %s: revert it there first (`dunlin downgrade`), "
        "rebase "
        "the other one, or join them with `dunlin merge`",
        ids, rebase->moved->len == 1 ? "it is" : "one of them is", list->str);
}

/* -- All of it ----------------------------------------------------------------------------------- */

static void rebase_clear(DlnRebase *rebase)
{
    dln_nodes_clear(&rebase->nodes);
    g_ptr_array_unref(rebase->moved);
    g_ptr_array_unref(rebase->onto);
    g_hash_table_unref(rebase->new_ids);
    g_ptr_array_unref(rebase->changes);
    g_ptr_array_unref(rebase->now);
    dln_trial_free(rebase->trial);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnRebase, rebase_clear)

static gboolean apply(const DlnRebase *rebase, DunlinRebase *result, GError **error)
{
    const DlnConfig *config = &rebase->project->config;
    gboolean found;

    tell(rebase, result);
    return dln_rebase_log_write(config, rebase->changes, error) &&
           dln_rebase_log_finish(config, &found, result->changes, error);
}

static gboolean run(const DunlinProjectOptions *project_options, const DunlinRebaseOptions *options,
    DunlinRebase *result, GError **error)
{
    /* Locked before it is read: another one may be at work in the same files. */
    g_autoptr(DunlinProject) place = dln_project_load(project_options, DLN_LOAD_CONFIG, error);
    g_autoptr(DlnFileLock) lock = place != NULL ? dln_author_lock(place, 0, error) : NULL;
    g_autoptr(DunlinProject) project =
        lock != NULL ? dln_project_load(project_options, DLN_LOAD_ANY_ORDER, error) : NULL;
    g_auto(DlnRebase) rebase = {
        .project = project,
        .options = options,
        .moved = g_ptr_array_new(),
        .onto = g_ptr_array_new(),
        .new_ids = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free),
        .changes = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rebase_change_free),
        .now = g_ptr_array_new(),
    };

    if (project == NULL || !dln_project_check_sums(project, error))
        return FALSE;
    return dln_nodes_init(&rebase.nodes, project->revisions, error) &&
           find_moved(&rebase, error) && find_onto(&rebase, error) && number(&rebase, error) &&
           dln_rebase_files(&rebase, error) && check_applied_nowhere(&rebase, error) &&
           apply(&rebase, result, error);
}

static gboolean resume(
    const DunlinProjectOptions *project_options, DunlinRebase *result, GError **error)
{
    g_autoptr(DunlinProject) project = dln_project_load(project_options, DLN_LOAD_CONFIG, error);
    g_autoptr(DlnFileLock) lock = project != NULL ? dln_author_lock(project, 0, error) : NULL;
    gboolean found;

    if (lock == NULL || !dln_rebase_log_finish(&project->config, &found, result->changes, error))
        return FALSE;
    return found || dln_refuse(error, "there is no rebase to continue");
}

gboolean dunlin_rebase(const DunlinProjectOptions *project_options,
    const DunlinRebaseOptions *options, DunlinRebase **out_rebase, GError **error)
{
    g_autoptr(DunlinRebase) result = result_new();

    if (options->resume ? !resume(project_options, result, error)
                        : !run(project_options, options, result, error))
        return FALSE;
    *out_rebase = g_steal_pointer(&result);
    return TRUE;
}
