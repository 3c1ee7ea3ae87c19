/* SPDX-License-Identifier: Apache-2.0 */
/* context.c: run ids, the actor, the audit log's place, and what one scope needs to know of the other. */
#include "app/common/context.h"

#include <string.h>
#include <unistd.h>

#include "app/common/look.h"
#include "base/new_file.h"
#include "plan/checkpoint.h"
#include "plan/range.h"
#include "revision/repeatables.h"

char *dln_app_new_run_id(void)
{
    return g_uuid_string_random();
}

char *dln_app_actor(void)
{
    return g_strdup_printf("%.30s@%.32s", g_get_user_name(), g_get_host_name());
}

/* The address of Dunlin's own tables: the system database, else the state file. NULL: none. (transfer full) */
static DlnAddress *own_tables(const DunlinProject *project)
{
    if (project->config.system != NULL)
        return dln_address_copy(project->config.system);
    if (project->config.state_file != NULL)
        return dln_address_new_file(project->config.state_file);
    return NULL;
}

static gboolean make_folder(const DlnAddress *address, GError **error)
{
    if (address->engine != DLN_ENGINE_SQLITE || g_str_has_prefix(address->path, "file:"))
        return TRUE;
    g_autofree char *folder = g_path_get_dirname(address->path);
    return dln_make_folder(folder, folder, error);
}

DlnAuditEntry dln_app_audit_entry(
    const DlnAppAudit *audit, const char *event, const char *detail)
{
    return (DlnAuditEntry){
        .run_id = audit->run_id,
        .command = audit->command,
        .event = event,
        .actor = audit->actor,
        .target = audit->target,
        .detail = detail,
    };
}

/* As patient as a migration, within reason: another run's row takes but a moment. */
#define AUDIT_WAIT_MIN_MS 1000
#define AUDIT_WAIT_MAX_MS 10000

static gint64 audit_wait_ms(const DlnConfig *config)
{
    gint64 wait_ms = config->lock_timeout_ms * ((gint64)config->retries + 1);

    return config->lock_timeout_ms == 0 ? AUDIT_WAIT_MAX_MS
                                        : CLAMP(wait_ms, AUDIT_WAIT_MIN_MS, AUDIT_WAIT_MAX_MS);
}

gboolean dln_app_open_audit(
    const DlnAppAudit *audit, DlnOpenFlags flags, DlnSession **out_session, GError **error)
{
    g_autoptr(DlnAddress) address = own_tables(audit->project);
    const DlnOpenOptions options = {
        .address = address,
        .flags = flags,
        .connect_timeout_ms = audit->project->config.connect_timeout_ms,
        .lock_timeout_ms = audit_wait_ms(&audit->project->config),
    };

    *out_session = NULL;
    return address == NULL ||
        ((!(flags & DLN_OPEN_CREATE) || make_folder(address, error)) &&
            dln_session_open(&options, NULL, out_session, error));
}

static gboolean append_once(
    const DlnAppAudit *audit, const DlnAuditEntry *entry, GError **error)
{
    g_autoptr(DlnSession) session = NULL;

    return dln_app_open_audit(audit, DLN_OPEN_CREATE, &session, error) &&
        (session == NULL || dln_audit_append(session, entry, NULL, error));
}

gboolean dln_app_audit(
    const DlnAppAudit *audit, const char *event, const char *detail, GError **error)
{
    const DlnAuditEntry entry = dln_app_audit_entry(audit, event, detail);
    DlnPatience patience = dln_app_patience(audit->project, NULL, NULL);

    /* A row that was committed as the connection broke is written twice: the log says too much rather than too little. */
    for (;;) {
        g_autoptr(GError) failed = NULL;
        if (append_once(audit, &entry, &failed))
            return TRUE;
        if (!dln_app_try_again(&patience, NULL, failed)) {
            g_propagate_prefixed_error(error, g_steal_pointer(&failed), "audit log: ");
            return FALSE;
        }
    }
}

gboolean dln_app_check_files(const DunlinProject *project, GError **error)
{
    return dln_project_check_sums(project, error) && dln_checkpoints_check(project->graph, error);
}

DlnRunSpec dln_app_run_spec(const DunlinProject *project, DlnScope scope)
{
    const DlnConfig *config = &project->config;

    return (DlnRunSpec){
        .graph = project->graph,
        .scope = scope,
        .exec_order = config->exec_order,
        .tx_mode = config->tx_mode,
        .extension_schemas = (const char *const *)config->extension_schemas,
        .lock_timeout_ms = config->lock_timeout_ms,
        .statement_timeout_ms = config->statement_timeout_ms,
        .concurrent_timeout_ms = config->concurrent_timeout_ms,
        .wait_timeout_ms = config->wait_timeout_ms,
        .retries = config->retries,
        .create_schema = config->create_missing || scope == DLN_SCOPE_PUBLIC,
        .hooks = config->hooks,
        .variables = config->variables,
    };
}

/* ---- across scopes ---- */

static gboolean repeatables_depend_across(const DlnRepeatables *repeatables, DlnScope scope)
{
    for (guint i = 0; i < dln_repeatables_size(repeatables); i++) {
        const GPtrArray *depends = dln_repeatables_depends(repeatables, i);
        if (!(dln_repeatables_get(repeatables, i)->scope & scope))
            continue;
        for (guint d = 0; d < depends->len; d++) {
            const DlnRevision *needed = depends->pdata[d];
            if (!(needed->scope & scope))
                return TRUE;
        }
    }
    return FALSE;
}

gboolean dln_app_depends_across(const DlnGraph *graph, DlnScope scope)
{
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(graph, scope);

    for (guint i = 0; i < lineage->len; i++) {
        const GPtrArray *depends = dln_graph_depends(graph, lineage->pdata[i]);
        for (guint d = 0; d < depends->len; d++) {
            const DlnRevision *needed = depends->pdata[d];
            if (!(needed->scope & scope))
                return TRUE;
        }
    }
    return repeatables_depend_across(dln_graph_repeatables(graph), scope);
}

/* Counts in how many ledgers each version is; keeps those that are in all (UP) or in any (DOWN). */
static DlnApplied *combine(const DlnFleet *fleet, DlnDirection direction)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    GHashTableIter iter;
    gpointer version, count;

    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        for (guint r = 0; r < dln_applied_size(database->ledger->applied); r++) {
            const DlnAppliedRow *row = dln_applied_get(database->ledger->applied, r);
            guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, row->version));
            if (row->state != DLN_APPLIED_RUNNING || direction == DLN_DIRECTION_DOWN)
                g_hash_table_insert(counts, row->version, GUINT_TO_POINTER(n + 1));
        }
    }
    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &version, &count)) {
        if (direction == DLN_DIRECTION_UP && GPOINTER_TO_UINT(count) < fleet->databases->len)
            continue;
        DlnAppliedRow *row = g_new0(DlnAppliedRow, 1);
        row->version = g_strdup(version);
        g_ptr_array_add(rows, row);
    }
    return dln_applied_new(rows);
}

static gboolean matters(const DlnGraph *graph, DlnScope scope, DlnDirection direction)
{
    DlnScope other = scope == DLN_SCOPE_PUBLIC ? DLN_SCOPE_TENANT : DLN_SCOPE_PUBLIC;

    return dln_app_depends_across(graph, direction == DLN_DIRECTION_UP ? scope : other);
}

gboolean dln_app_other_applied(const DunlinProject *project, DlnScope scope,
    DlnDirection direction, GCancellable *cancellable, DlnApplied **out_applied, GError **error)
{
    DlnScope other = scope == DLN_SCOPE_PUBLIC ? DLN_SCOPE_TENANT : DLN_SCOPE_PUBLIC;
    g_autoptr(DlnFleet) fleet = dln_fleet_new(project);
    DlnPatience patience = dln_app_patience(project, cancellable, NULL);
    const DunlinSelection all = {0};

    *out_applied = NULL;
    fleet->also = DLN_OPEN_RECOVER;
    if (!matters(project->graph, scope, direction))
        return TRUE;
    if (!dln_app_choose(fleet, other, &all, &patience, error))
        return FALSE;
    dln_app_survey(fleet, other, 0, &patience);
    for (guint i = 0; i < fleet->databases->len; i++) {
        if (!dln_database_check_read(fleet->databases->pdata[i], error))
            return FALSE;
    }
    /* No public database of ours (it may be in another tool's hands): nothing can be checked. No tenant yet: none
     * lacks anything. */
    if (fleet->databases->len > 0)
        *out_applied = combine(fleet, direction);
    else if (scope == DLN_SCOPE_PUBLIC && direction == DLN_DIRECTION_UP)
        return dln_plan_applied_at(project->graph, other, "heads", out_applied, error);
    return TRUE;
}

static gboolean public_is_behind(const DlnFleet *fleet, gboolean *out_missing)
{
    const DlnPlanOptions options = {
        .scope = DLN_SCOPE_PUBLIC,
        .direction = DLN_DIRECTION_UP,
        .target = "heads",
        .exec_order = fleet->project->config.exec_order,
    };

    *out_missing = FALSE;
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        g_autoptr(DlnPlan) plan = NULL;
        if (database->scope != DLN_SCOPE_PUBLIC || database->ledger == NULL)
            continue;
        *out_missing = database->is_missing;
        return dln_plan_make(
                   fleet->project->graph, database->ledger->applied, &options, &plan, NULL) &&
            plan->steps->len > 0;
    }
    return FALSE;
}

gboolean dln_app_tenants_come_later(const DlnFleet *fleet, const GError *failed)
{
    gboolean missing;

    return fleet->project->config.tenants_query != NULL && public_is_behind(fleet, &missing) &&
        (dln_error_is(failed, DUNLIN_ERROR_SQL) ||
            (missing && dln_error_is(failed, DUNLIN_ERROR_CONNECT)));
}

static void note_gone(const DlnFleet *fleet, const DlnDatabase *database, GHashTable *gone)
{
    const DlnGraph *graph = fleet->project->graph;

    for (guint i = 0; i < dln_applied_size(database->ledger->applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(database->ledger->applied, i);
        if (row->state != DLN_APPLIED_REPEATABLE ||
            dln_applied_row_file(graph, database->scope, row) != NULL)
            continue;
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(gone, row->version));
        g_hash_table_insert(gone, row->version, GUINT_TO_POINTER(n + 1));
    }
}

void dln_app_warn_of_gone(DlnFleet *fleet)
{
    g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        if (database->ledger != NULL)
            note_gone(fleet, database, gone);
    }
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(gone), (GCompareFunc)strcmp);
    for (GList *name = names; name != NULL; name = name->next) {
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(gone, name->data));
        g_ptr_array_add(fleet->warnings,
            g_strdup_printf("the repeatable migration \"%s\" has run in %u database%s, but its file "
                            "is gone: what it made stays",
                (const char *)name->data, n, n == 1 ? "" : "s"));
    }
}

static char *join_ids(const GPtrArray *revisions)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < revisions->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
            ((const DlnRevision *)revisions->pdata[i])->id);
    return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

char *dln_app_heads(const DlnGraph *graph, DlnScope scope, const DlnApplied *applied)
{
    g_autoptr(GPtrArray) heads = dln_graph_applied_heads(graph, scope, applied);

    return join_ids(heads);
}

char *dln_app_current(const DunlinProject *project, const DlnDatabase *database)
{
    if (database->ledger != NULL)
        return dln_app_heads(project->graph, database->scope, database->ledger->applied);
    return database->is_done ? join_ids(dln_graph_heads(project->graph, database->scope)) : NULL;
}
