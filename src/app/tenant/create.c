/* SPDX-License-Identifier: Apache-2.0 */
/* create.c: the verb tenant create: all or nothing.
 *
 * A schema whose migrations all run in transactions is made, migrated, seeded and registered in one. Everything else is
 * made under another name ("<name>.creating"), which no command takes for a tenant, and is given its own name in the
 * transaction that registers it. A kill before that leaves only what the next attempt removes. For a file, or a
 * database on another server, the name cannot be in that transaction: the audit log then holds, committed with the
 * registration, that only the name is missing, and the next run gives it (tenant_complete.c). */
#include "app/common/report.h"
#include "app/migrate/hooks.h"
#include "app/migrate/tenant_complete.h"
#include "app/tenant/values.h"
#include "run/create.h"

typedef struct {
    DunlinProject *project;
    const DunlinTenantCreateOptions *options;
    DlnDatabase *database;
    DlnDatabase *building; /* (nullable) where it is made first */
    const DlnAppAudit *audit;
    DlnTenantValues *values;
    DlnRunSpec spec;
    DlnConnection connection; /* to the tenant's place */
    DlnConnection system;     /* to the system database, where that is another session */
    DlnRunResult result;
} Creation;

static void creation_clear(Creation *creation)
{
    dln_database_free(creation->database);
    dln_database_free(creation->building);
    dln_tenant_values_free(creation->values);
    dln_connection_close(&creation->connection);
    dln_connection_close(&creation->system);
    dln_ledger_free(creation->result.ledger);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Creation, creation_clear)

static gboolean isolate(
    const Creation *creation, DlnSession *session, const char *schema, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    const DlnIsolation isolation = {
        .schema = schema,
        .extension_schemas = creation->spec.extension_schemas,
        .lock_timeout_ms = creation->spec.lock_timeout_ms,
        .statement_timeout_ms = creation->spec.statement_timeout_ms,
    };

    dln_engine_add_isolation(dln_session_engine(session), batch, 0, &isolation);
    return dln_session_run(session, batch, creation->spec.interrupt, NULL, error);
}

static gboolean seed(DlnSession *session, gpointer user_data, GError **error)
{
    const Creation *creation = user_data;

    return dln_tenant_values_seed(creation->values, session, creation->spec.interrupt, error);
}

static gboolean registration(DlnSession *session, gpointer user_data, GError **error)
{
    const Creation *creation = user_data;

    return dln_tenant_values_register(creation->values, session, creation->spec.interrupt, error);
}

static gboolean seed_and_register(DlnSession *session, gpointer user_data, GError **error)
{
    const Creation *creation = user_data;
    const char *system_schema = creation->project->config.system_schema;

    return isolate(creation, session, creation->database->schema, error) &&
           seed(session, user_data, error) && isolate(creation, session, system_schema, error) &&
           registration(session, user_data, error);
}

/* ---- in one transaction ---- */

static DlnRunTarget target_of(const DlnDatabase *database)
{
    return (DlnRunTarget){
        .name = database->name,
        .place = database->place,
        .schema = database->schema,
        .engine = database->address->engine,
        .scope = database->scope,
        .is_missing = database->schema != NULL,
    };
}

/* By the plan of an empty tenant: what a checkpoint replaces is not run. */
static gboolean fits_one_transaction(const Creation *creation)
{
    g_autoptr(DlnApplied) nothing = dln_applied_new_empty();
    g_autoptr(DlnPlan) plan = NULL;

    if (creation->project->config.tenants_kind != DLN_TENANTS_SCHEMAS)
        return FALSE;
    /* What cannot be planned fails there as it does here. */
    if (!dln_run_plan(&creation->spec, nothing, &plan, NULL))
        return TRUE;
    for (guint i = 0; i < plan->steps->len; i++) {
        if (g_array_index(plan->steps, DlnStep, i).revision->flags & DLN_REVISION_NO_TRANSACTION)
            return FALSE;
    }
    return TRUE;
}

static gboolean create_at_once(Creation *creation, GError **error)
{
    const DlnRunTarget target = target_of(creation->database);

    return dln_run_create(&creation->spec, &creation->connection, &target, seed_and_register,
        creation, &creation->result, error);
}

static gboolean check_absent(Creation *creation, GError **error)
{
    gboolean exists = FALSE;

    if (!dln_fleet_exists(
            creation->project, creation->database, creation->options->cancellable, &exists, error))
        return FALSE;
    if (!exists)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL, "tenant \"%s\" already exists (%s)",
        creation->database->name, creation->database->place);
    return FALSE;
}

/* ---- under another name first ---- */

static gboolean migrate_building(Creation *creation, const DlnDatabase *building, GError **error)
{
    DlnRunTarget target = target_of(building);

    target.is_missing = target.is_missing && building->own_address == NULL;
    if (!dln_fleet_make_place(creation->project, building, creation->spec.interrupt, error))
        return FALSE;
    creation->connection.options =
        dln_fleet_open_options(creation->project, building, DLN_OPEN_CREATE);
    DlnLedger *missing = dln_ledger_new(DLN_LEDGER_MISSING, dln_applied_new_empty());
    missing->has_user_version = target.engine == DLN_ENGINE_SQLITE;
    /* What a database that was just made already holds (its template's schemas) is to be read. */
    const DlnLedger *known = target.schema != NULL && !target.is_missing ? NULL : missing;
    gboolean ok = dln_run_database(&creation->spec, &creation->connection, &target, known,
                      &creation->result, error) &&
                  dln_run_within(&creation->spec, &creation->connection, building->schema, seed,
                      creation, error);
    dln_ledger_free(missing);
    dln_connection_close(&creation->connection);
    return ok;
}

/* In the system database's transaction: the registration, and with it the name or a note that it is missing. */
static gboolean register_and_name(DlnSession *session, gpointer user_data, GError **error)
{
    const Creation *creation = user_data;
    GCancellable *interrupt = creation->spec.interrupt;
    const DlnAuditEntry entry = dln_app_audit_entry(creation->audit, DLN_APP_REGISTERED, NULL);

    if (!registration(session, user_data, error))
        return FALSE;
    if (dln_fleet_renames_within(creation->project, creation->database))
        return dln_fleet_rename_within(
            session, creation->building, creation->database, interrupt, error);
    return dln_audit_append_within(session, &entry, interrupt, error);
}

static gboolean register_built(Creation *creation, GError **error)
{
    const DlnConfig *config = &creation->project->config;

    creation->system.options = (DlnOpenOptions){
        .address = config->system,
        .connect_timeout_ms = config->connect_timeout_ms,
        .lock_timeout_ms = config->lock_timeout_ms,
    };
    return dln_run_within(&creation->spec, &creation->system, config->system_schema,
        register_and_name, creation, error);
}

static gboolean name_built(Creation *creation, GError **error)
{
    return dln_fleet_rename(
        creation->project, creation->building, creation->database, creation->spec.interrupt, error);
}

static gboolean build(Creation *creation, GError **error)
{
    gboolean has_registration = creation->project->config.tenants_register != NULL;

    return migrate_building(creation, creation->building, error) &&
           (has_registration ? register_built(creation, error) : name_built(creation, error));
}

static gboolean create_in_steps(Creation *creation, GError **error)
{
    const DunlinProject *project = creation->project;
    gboolean has_registration = project->config.tenants_register != NULL;
    g_autoptr(DlnClaim) claim =
        dln_fleet_claim(project, creation->database, creation->spec.interrupt, error);

    creation->building = dln_fleet_building(project, creation->database);
    if (claim == NULL || !check_absent(creation, error) ||
        !dln_fleet_remove(project, creation->building, creation->spec.interrupt, error))
        return FALSE;
    if (!build(creation, error)) {
        dln_connection_close(&creation->connection);
        dln_connection_close(&creation->system);
        dln_fleet_remove(project, creation->building, NULL, NULL);
        return FALSE;
    }
    /* Registered is created: what fails from here on the next run completes. */
    return !has_registration || dln_fleet_renames_within(project, creation->database) ||
           name_built(creation, error);
}

/* ---- the verb ---- */

static gboolean create(Creation *creation, GError **error)
{
    if (!check_absent(creation, error))
        return FALSE;
    if (!fits_one_transaction(creation))
        return create_in_steps(creation, error);

    g_autoptr(GError) failed = NULL;
    creation->connection.options =
        dln_fleet_open_options(creation->project, creation->database, DLN_OPEN_READ_WRITE);
    if (create_at_once(creation, &failed))
        return TRUE;
    /* out of shared memory: more objects than the server's lock table holds. */
    if (g_strcmp0(dunlin_error_get_facts(failed)->sqlstate, "53200") == 0) {
        g_clear_pointer(&creation->result.ledger, dln_ledger_free);
        return create_in_steps(creation, error);
    }
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

/* As of a run in which one database failed. */
static void tell_failure(Creation *creation, const DlnAppHooks *hooks, const GError *failed)
{
    g_autoptr(GPtrArray) databases = g_ptr_array_new();
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);

    creation->database->error = g_error_copy(failed);
    g_ptr_array_add(databases, creation->database);
    dln_app_on_failure(hooks, databases, NULL, warnings);
    for (guint i = 0; i < warnings->len; i++)
        dln_events_emit(creation->spec.events, (DunlinEvent){
                                                   .type = DUNLIN_EVENT_WARNING,
                                                   .scope = DUNLIN_SCOPE_TENANT,
                                                   .message = warnings->pdata[i],
                                               });
}

static gboolean create_audited(Creation *creation, const DlnAppAudit *audit, GError **error)
{
    GCancellable *cancellable = creation->options->cancellable;
    GError *failed = NULL;
    gboolean is_completed = FALSE;

    creation->database->outcome = DUNLIN_OUTCOME_CHANGED;
    if (!dln_app_complete_tenant(audit, creation->database, cancellable, &is_completed, error) ||
        (!is_completed && !dln_app_audit(audit, "started", NULL, error)))
        return FALSE;
    if (is_completed)
        return TRUE;
    creation->audit = audit;
    const DlnAppHooks hooks = {
        .project = creation->project,
        .events = creation->spec.events,
        .command = audit->command,
        .direction = DLN_DIRECTION_UP,
        .interrupt = cancellable,
    };
    gboolean ok = dln_app_before_run(&hooks, &failed) && create(creation, &failed) &&
                  dln_app_after_run(&hooks, &failed);
    creation->database->outcome = ok ? DUNLIN_OUTCOME_CHANGED : DUNLIN_OUTCOME_FAILED;
    if (!ok)
        tell_failure(creation, &hooks, failed);
    dln_app_audit(audit, ok ? "finished" : "failed", failed != NULL ? failed->message : NULL, NULL);
    if (!ok)
        g_propagate_error(error, failed);
    return ok;
}

gboolean dunlin_tenant_create(DunlinProject *project, const DunlinTenantCreateOptions *options,
    DunlinDatabaseResult **out_result, GError **error)
{
    g_autofree char *run_id = dln_app_new_run_id();
    g_autofree char *actor = dln_app_actor();
    g_autoptr(DlnEvents) events = dln_events_new(run_id, options->on_event, options->user_data);
    g_autoptr(DlnApplied) other = NULL;
    const DlnAppAudit audit = {project, run_id, actor, "tenant create", options->slug};
    g_auto(Creation) creation = {
        .project = project,
        .options = options,
        .spec = dln_app_run_spec(project, DLN_SCOPE_TENANT),
    };
    const int versions[DLN_N_ENGINES] = {0};

    creation.spec.target = "heads";
    creation.spec.tx_mode = DLN_TX_FILE;
    creation.spec.create_schema = TRUE;
    creation.spec.applied_by = actor;
    creation.spec.command = audit.command;
    creation.spec.events = events;
    creation.spec.interrupt = options->cancellable;
    if (!dln_project_check_required(project, error) ||
        !dln_app_check_hooks(project, versions, error))
        return FALSE;
    creation.values = dln_tenant_values_new(project, options, error);
    if (creation.values == NULL || !dln_app_check_files(project, error) ||
        !dln_fleet_tenant(project, options->slug, &creation.database, error) ||
        !dln_app_other_applied(
            project, DLN_SCOPE_TENANT, DLN_DIRECTION_UP, options->cancellable, &other, error))
        return FALSE;
    creation.spec.other_applied = other;
    dln_events_set_total(events, 1);
    if (!create_audited(&creation, &audit, error))
        return FALSE;
    creation.database->n_steps = creation.result.n_steps;
    creation.database->n_retries = creation.result.n_retries;
    creation.database->ledger = g_steal_pointer(&creation.result.ledger);
    if (out_result != NULL)
        *out_result = dln_app_database_result(project, creation.database);
    return TRUE;
}
