/* SPDX-License-Identifier: Apache-2.0 */
/* status.c: the verb status: where each database stands. Reads only. */
#include "app/status/status.h"

#include <string.h>

#include "app/common/context.h"
#include "revision/repeatables.h"

/* ---- one position ---- */

static void position_free(DunlinPosition *position)
{
    g_strfreev(position->applied);
    g_strfreev(position->pending);
    g_strfreev(position->repeatable);
    g_free(position->under_way);
    g_strfreev(position->heads);
    g_clear_error(&position->problem);
    g_free(position);
}

static char **ids_of(const GPtrArray *revisions)
{
    char **ids = g_new0(char *, revisions->len + 1);

    for (guint i = 0; i < revisions->len; i++)
        ids[i] = g_strdup(((const DlnRevision *)revisions->pdata[i])->id);
    return ids;
}

/* In the order of the history; what is no longer on disk comes last. */
static char **applied_ids(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied)
{
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(graph, scope);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

    for (guint i = 0; i < lineage->len; i++) {
        const DlnRevision *revision = lineage->pdata[i];
        const DlnAppliedRow *row = dln_applied_find(applied, revision->id);
        if (row != NULL && row->state == DLN_APPLIED_DONE)
            g_strv_builder_add(ids, revision->id);
    }
    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        if (row->state != DLN_APPLIED_REPEATABLE &&
            dln_graph_find(graph, scope, row->version) == NULL)
            g_strv_builder_add(ids, row->version);
    }
    return g_strv_builder_end(ids);
}

/* Those that have run as their files are now, in their order. */
static char **repeatable_ids(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied)
{
    const DlnRepeatables *repeatables = dln_graph_repeatables(graph);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

    for (guint i = 0; i < dln_repeatables_size(repeatables); i++) {
        const DlnRevision *revision = dln_repeatables_get(repeatables, i);
        if (revision->scope & scope &&
            dln_repeatable_is_current(revision, dln_applied_find(applied, revision->id)))
            g_strv_builder_add(ids, revision->id);
    }
    return g_strv_builder_end(ids);
}

/* What was cut off, and how far it had come; NULL: nothing. (transfer full) */
static char *under_way(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied)
{
    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        const DlnRevision *revision = dln_graph_find(graph, scope, row->version);
        gboolean is_batch = revision != NULL && revision->batching != NULL;
        if (row->state == DLN_APPLIED_RUNNING)
            return g_strdup_printf("%s: %u %s%s done", row->version, row->statements_done,
                is_batch ? "step" : "statement", row->statements_done == 1 ? "" : "s");
    }
    return NULL;
}

static char **pending_ids(const DlnPlan *plan)
{
    char **ids = g_new0(char *, plan->steps->len + 1);

    for (guint i = 0; i < plan->steps->len; i++)
        ids[i] = g_strdup(g_array_index(plan->steps, DlnStep, i).revision->id);
    return ids;
}

/* What is repeatable is no part of the way to a head. */
static gboolean has_versioned_step(const DlnPlan *plan)
{
    for (guint i = 0; i < plan->steps->len; i++) {
        if (!dln_step_is_repeatable(&g_array_index(plan->steps, DlnStep, i)))
            return TRUE;
    }
    return FALSE;
}

static DunlinState judge(const DunlinPosition *position, const DlnLedger *ledger)
{
    if (position->problem != NULL)
        return DUNLIN_STATE_PROBLEM;
    if (position->under_way != NULL)
        return DUNLIN_STATE_PARTIAL;
    if (position->pending[0] == NULL)
        return DUNLIN_STATE_CURRENT;
    return ledger->shape == DLN_LEDGER_MISSING && dln_applied_size(ledger->applied) == 0
        ? DUNLIN_STATE_EMPTY
        : DUNLIN_STATE_BEHIND;
}

static DunlinPosition *problem_position(DlnScope scope, const GError *problem)
{
    DunlinPosition *position = g_new0(DunlinPosition, 1);

    position->scope = dln_event_scope(scope);
    position->state = DUNLIN_STATE_PROBLEM;
    position->applied = g_new0(char *, 1);
    position->repeatable = g_new0(char *, 1);
    position->pending = g_new0(char *, 1);
    position->heads = g_new0(char *, 1);
    position->problem = g_error_copy(problem);
    return position;
}

/* What arrived late is pending as long as an upgrade does not refuse it, even while upgrades leave it out. */
static gboolean plan_pending(const DunlinProject *project, DlnScope scope,
    const DlnApplied *applied, DlnPlan **out_plan, GError **error)
{
    const DlnPlanOptions options = {
        .scope = scope,
        .direction = DLN_DIRECTION_UP,
        .target = "heads",
        .exec_order = project->config.exec_order == DLN_EXEC_LINEAR ? DLN_EXEC_LINEAR
                                                                    : DLN_EXEC_NON_LINEAR,
        /* What is not recorded yet is pending, though a checkpoint may stand for it. */
        .begin = DLN_BEGIN_AT_BASE,
    };

    return dln_plan_make(project->graph, applied, &options, out_plan, error);
}

static DunlinPosition *ledger_position(
    const DunlinProject *project, DlnScope scope, const DlnLedger *ledger)
{
    const DlnGraph *graph = project->graph;
    DunlinPosition *position = g_new0(DunlinPosition, 1);
    g_autoptr(GPtrArray) heads = dln_graph_applied_heads(graph, scope, ledger->applied);
    const GPtrArray *all_heads = dln_graph_heads(graph, scope);
    g_autoptr(DlnPlan) plan = NULL;

    position->scope = dln_event_scope(scope);
    position->applied = applied_ids(graph, scope, ledger->applied);
    position->repeatable = repeatable_ids(graph, scope, ledger->applied);
    position->under_way = under_way(graph, scope, ledger->applied);
    position->heads = ids_of(heads);
    position->pending =
        plan_pending(project, scope, ledger->applied, &plan, &position->problem)
        ? pending_ids(plan)
        : g_new0(char *, 1);
    position->state = judge(position, ledger);
    position->at_head = position->problem == NULL && !has_versioned_step(plan);
    for (guint i = 0; position->at_head && i < all_heads->len; i++) {
        const DlnRevision *head = all_heads->pdata[i];
        position->at_head = dln_applied_find(ledger->applied, head->id) != NULL;
    }
    return position;
}

/* ---- all of them ---- */

static void database_status_free(DunlinDatabaseStatus *database)
{
    g_free(database->name);
    g_free(database->place);
    g_free(database);
}

void dunlin_status_free(DunlinStatus *status)
{
    if (status == NULL)
        return;
    g_ptr_array_unref(status->databases);
    g_ptr_array_unref(status->positions);
    g_ptr_array_unref(status->warnings);
    g_free(status);
}

/* Databases with one applied set share a position; so do those with one error text. (transfer full) */
static char *position_key(const DlnDatabase *database)
{
    if (database->error != NULL)
        return g_strdup_printf("e%d %s", database->scope, database->error->message);
    return g_strdup_printf("l%d %d %d %s", database->scope, (int)database->ledger->shape,
        database->is_missing, dln_applied_digest(database->ledger->applied));
}

static void add_database(DunlinStatus *status, GHashTable *known, GHashTable *counts,
    const DunlinProject *project, const DlnDatabase *database)
{
    g_autofree char *key = position_key(database);
    DunlinPosition *position = g_hash_table_lookup(known, key);
    DunlinDatabaseStatus *entry = g_new0(DunlinDatabaseStatus, 1);

    if (position == NULL) {
        position = database->error != NULL
            ? problem_position(database->scope, database->error)
            : ledger_position(project, database->scope, database->ledger);
        g_ptr_array_add(status->positions, position);
        g_hash_table_insert(known, g_steal_pointer(&key), position);
    }
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, position));
    g_hash_table_insert(counts, position, GUINT_TO_POINTER(n + 1));
    entry->name = g_strdup(database->name);
    entry->place = g_strdup(database->place);
    entry->position = position;
    g_ptr_array_add(status->databases, entry);
}

static int compare_positions(gconstpointer a, gconstpointer b, gpointer counts)
{
    const DunlinPosition *first = *(DunlinPosition *const *)a;
    const DunlinPosition *second = *(DunlinPosition *const *)b;
    guint n_first = GPOINTER_TO_UINT(g_hash_table_lookup(counts, first));
    guint n_second = GPOINTER_TO_UINT(g_hash_table_lookup(counts, second));

    if (first->scope != second->scope)
        return (int)first->scope - (int)second->scope;
    return n_first > n_second ? -1 : n_first < n_second;
}

/* SQLite keeps the number of applied migrations twice; where the two disagree somebody else wrote one of them. */
static void compare_version(DunlinStatus *status, const DlnDatabase *database)
{
    if (database->ledger == NULL || !database->ledger->has_user_version ||
        database->ledger->shape != DLN_LEDGER_OURS)
        return;
    guint n_done = dln_run_count_done(database->ledger->applied);
    if (database->ledger->user_version != n_done)
        g_ptr_array_add(status->warnings,
            g_strdup_printf("%s: user_version is %" G_GINT64_FORMAT
                            ", but its ledger holds %u migration%s",
                database->place, database->ledger->user_version, n_done,
                n_done == 1 ? "" : "s"));
}

static void fill_status(DunlinStatus *status, const DlnFleet *fleet)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) counts = g_hash_table_new(g_direct_hash, g_direct_equal);

    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        add_database(status, known, counts, fleet->project, database);
        compare_version(status, database);
    }
    g_ptr_array_sort_with_data(status->positions, compare_positions, counts);
    for (guint i = 0; i < fleet->warnings->len; i++)
        g_ptr_array_add(status->warnings, g_strdup(fleet->warnings->pdata[i]));
}

static gboolean look_at_tenants(DlnFleet *fleet, const DunlinSelection *selection,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (dln_fleet_choose(fleet, DLN_SCOPE_TENANT, selection, cancellable, &failed)) {
        dln_fleet_survey(fleet, DLN_SCOPE_TENANT, 0, cancellable);
        return TRUE;
    }
    if (!dln_app_tenants_come_later(fleet, failed)) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return FALSE;
    }
    g_ptr_array_add(fleet->warnings,
        g_strdup_printf(
            "the tenants cannot be listed before public is migrated: %s", failed->message));
    return TRUE;
}

gboolean dln_app_status(DunlinProject *project, const DunlinSelection *selection,
    GCancellable *cancellable, DunlinStatus **out_status, GError **error)
{
    g_autoptr(DlnFleet) fleet = dln_fleet_new(project);
    DunlinStatus *status = NULL;

    if (!dln_fleet_choose(fleet, DLN_SCOPE_PUBLIC, selection, cancellable, error))
        return FALSE;
    dln_fleet_survey(fleet, DLN_SCOPE_PUBLIC, 0, cancellable);
    if (!look_at_tenants(fleet, selection, cancellable, error))
        return FALSE;
    dln_app_warn_of_gone(fleet);
    if (g_cancellable_is_cancelled(cancellable)) {
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
        return FALSE;
    }
    status = g_new0(DunlinStatus, 1);
    status->has_public = project->config.system != NULL;
    status->has_tenants = project->config.tenants_kind != DLN_TENANTS_NONE;
    status->databases =
        g_ptr_array_new_with_free_func((GDestroyNotify)database_status_free);
    status->positions = g_ptr_array_new_with_free_func((GDestroyNotify)position_free);
    status->warnings = g_ptr_array_new_with_free_func(g_free);
    fill_status(status, fleet);
    *out_status = status;
    return TRUE;
}

gboolean dunlin_status(DunlinProject *project, const DunlinSelection *selection,
    GCancellable *cancellable, DunlinStatus **out_status, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (!dln_app_status(project, selection, cancellable, out_status, error))
        return FALSE;
    /* An upgrade will refuse; whoever looks should know before. */
    if (!dln_app_check_files(project, &problem))
        g_ptr_array_add((*out_status)->warnings, g_strdup(problem->message));
    return TRUE;
}
