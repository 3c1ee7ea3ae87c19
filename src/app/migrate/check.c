/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: what stands where, and whether what is to be done can be done; executes nothing. */
#include "app/common/look.h"
#include "app/migrate/hooks.h"
#include "app/migrate/migration.h"
#include "app/migrate/revert.h"

/* ---- looking ---- */

/* The shared database is one: reading its ledger costs nothing, and shows a migration that was edited. */
static DlnSurveyFlags survey_flags(const DlnMigration *migration, DlnScope scope)
{
    gboolean to_the_end =
        scope == DLN_SCOPE_TENANT && !migration->options->verify &&
        migration->direction == DLN_DIRECTION_UP &&
        (g_str_equal(migration->target, "heads") || g_str_equal(migration->target, "head"));

    return to_the_end ? DLN_SURVEY_TRUST_VERSION : 0;
}

DlnRunSpec dln_migration_spec(const DlnMigration *migration, DlnScope scope)
{
    DlnRunSpec spec = dln_app_run_spec(migration->project, scope);

    spec.direction = migration->direction;
    spec.target = migration->target;
    spec.revert_run = migration->revert_run;
    spec.may_lose = migration->may_lose;
    spec.builds = migration->builds;
    spec.applied_by = migration->actor;
    spec.command = migration->audit.command;
    spec.events = migration->events;
    spec.cancellable = migration->options->cancellable;
    spec.interrupt = migration->options->interrupt;
    return spec;
}

/* Thousands of schemas that are to be migrated need not be read twice: where a sample of them stands at one place and
 * has work to do, each of the others is taken to stand there, which its own transaction proves. */
static void assume(DlnMigration *migration)
{
    const DlnRunSpec spec = dln_migration_spec(migration, DLN_SCOPE_TENANT);
    g_autoptr(DlnPlan) plan = NULL;
    const DlnLedger *ledger = NULL;

    if (migration->direction == DLN_DIRECTION_UP &&
        dln_fleet_survey_sample(migration->fleet, migration->options->cancellable, &ledger) &&
        dln_run_plan(&spec, ledger->applied, &plan, NULL) && plan->steps->len > 0)
        dln_fleet_assume(migration->fleet, ledger);
}

gboolean dln_migration_look(DlnMigration *migration, DlnScope scope, GError **error)
{
    const DunlinRunOptions *options = migration->options;
    DlnPatience patience =
        dln_app_patience(migration->project, options->cancellable, migration->events);

    if (!dln_app_choose(migration->fleet, scope, &options->selection, &patience, error))
        return FALSE;
    if (scope == DLN_SCOPE_TENANT)
        assume(migration);
    dln_app_survey(migration->fleet, scope, survey_flags(migration, scope), &patience);
    return TRUE;
}

/* The plan of one database as the survey saw it; NULL when it has no valid one: the run will say why. */
static DlnPlan *plan_of(const DlnMigration *migration, const DlnDatabase *database)
{
    const DlnRunSpec spec = dln_migration_spec(migration, database->scope);
    const DlnRunTarget target = dln_database_target(database);
    DlnPlan *plan = NULL;

    if (database->ledger != NULL && !database->is_done && database->error == NULL)
        dln_run_plan_target(&spec, &target, database->ledger->applied, &plan, NULL);
    return plan;
}

/* Databases at one place have one plan, unless what a run did there is asked for. */
static gboolean is_seen(
    const DlnMigration *migration, GHashTable *seen, const DlnDatabase *database)
{
    return migration->revert_run == NULL && !g_hash_table_add(seen, database->ledger->applied);
}

gboolean dln_migration_has_work(const DlnMigration *migration, DlnScope scope)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        g_autoptr(DlnPlan) plan = NULL;
        if (database->scope & scope && dln_database_is_busy(database))
            return TRUE;
        if (!(database->scope & scope) || database->ledger == NULL ||
            is_seen(migration, seen, database))
            continue;
        plan = plan_of(migration, database);
        if (plan != NULL && plan->steps->len > 0)
            return TRUE;
    }
    return FALSE;
}

/* ---- checking, before anything is executed ---- */

/* A target that no database could reach is a mistake of the command, not of each database. How far "-2" leads, each
 * database says for itself. */
static gboolean check_target(const DlnMigration *migration, DlnScope scope, GError **error)
{
    return migration->options->run != NULL ||
           !dln_selection_includes(&migration->options->selection, scope) ||
           dln_plan_check_target(
               migration->project->graph, scope, migration->direction, migration->target, error);
}

gboolean dln_migration_gate(const DlnMigration *migration, DlnScope scope, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        g_autoptr(DlnPlan) plan = NULL;
        if (database->scope != scope || database->ledger == NULL ||
            is_seen(migration, seen, database))
            continue;
        plan = plan_of(migration, database);
        if (plan != NULL && !dln_run_gate(plan, database->address->engine, database->server_version,
                                migration->project->config.tx_mode, error))
            return FALSE;
    }
    return TRUE;
}

/* The server of tenants that are schemas in the system database; 0 where they may be on another one. */
static int system_version(const DlnMigration *migration)
{
    const GPtrArray *databases = migration->fleet->databases;

    return migration->project->config.tenants_kind == DLN_TENANTS_SCHEMAS && databases->len > 0
               ? ((const DlnDatabase *)databases->pdata[0])->server_version
               : 0;
}

/* For tenants that cannot be listed before public is migrated: every tenant file. */
static gboolean gate_unseen(const DlnMigration *migration, GError **error)
{
    g_autoptr(DlnApplied) nothing = dln_applied_new_empty();
    DlnRunSpec spec = dln_migration_spec(migration, DLN_SCOPE_TENANT);
    g_autoptr(DlnPlan) plan = NULL;
    DlnEngineKind engine;

    spec.begin = DLN_BEGIN_AT_BASE;
    return !dln_project_scope_engine(migration->project, DLN_SCOPE_TENANT, &engine) ||
           !dln_run_plan(&spec, nothing, &plan, NULL) ||
           dln_run_gate(
               plan, engine, system_version(migration), migration->project->config.tx_mode, error);
}

/* The list of tenants may be in a table that a pending public migration is to make. */
static gboolean look_at_tenants(DlnMigration *migration, gboolean *out_later, GError **error)
{
    g_autoptr(GError) failed = NULL;

    *out_later = FALSE;
    if (dln_migration_look(migration, DLN_SCOPE_TENANT, &failed))
        return TRUE;
    if (migration->direction == DLN_DIRECTION_UP &&
        dln_app_tenants_come_later(migration->fleet, failed)) {
        *out_later = TRUE;
        return gate_unseen(migration, error);
    }
    g_propagate_error(error, g_steal_pointer(&failed));
    return FALSE;
}

/* What a downgrade would take with it, and what stands in its way: found in all databases before any is changed. */
static gboolean check_way_back(DlnMigration *migration, GError **error)
{
    const DlnRunSpec specs[] = {dln_migration_spec(migration, DLN_SCOPE_TENANT),
        dln_migration_spec(migration, DLN_SCOPE_PUBLIC)};

    return migration->direction == DLN_DIRECTION_UP ||
           dln_app_check_way_back(migration->fleet, specs, G_N_ELEMENTS(specs), error);
}

static gboolean find_run(DlnMigration *migration, GError **error)
{
    return migration->options->run == NULL ||
           dln_app_find_run(migration->fleet, migration->options->run,
               migration->options->cancellable, &migration->revert_run, error);
}

/* Hooks are gated as migrations are, by the first server of each engine that is known. */
static gboolean gate_hooks(const DlnMigration *migration, GError **error)
{
    int versions[DLN_N_ENGINES] = {0};

    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (versions[database->address->engine] == 0)
            versions[database->address->engine] = database->server_version;
    }
    return dln_app_check_hooks(migration->project, versions, error);
}

DlnProofOptions dln_migration_proof(const DlnMigration *migration, DlnScope scope)
{
    return (DlnProofOptions){migration->project, scope,
        migration->direction == DLN_DIRECTION_UP ? migration->target : NULL, migration->run_id,
        migration->options->interrupt};
}

static gboolean check_proof(const DlnMigration *migration, GError **error)
{
    const DlnProofOptions proof = dln_migration_proof(migration, DLN_SCOPE_BOTH);

    return !migration->options->verify ||
           dln_proof_check(&proof, &migration->options->selection, error);
}

gboolean dln_migration_look_and_check(
    DlnMigration *migration, gboolean *out_tenants_later, GError **error)
{
    return dln_project_check_required(migration->project, error) &&
           check_target(migration, DLN_SCOPE_PUBLIC, error) &&
           check_target(migration, DLN_SCOPE_TENANT, error) &&
           dln_migration_look(migration, DLN_SCOPE_PUBLIC, error) &&
           look_at_tenants(migration, out_tenants_later, error) && find_run(migration, error) &&
           dln_migration_gate(migration, DLN_SCOPE_PUBLIC, error) &&
           dln_migration_gate(migration, DLN_SCOPE_TENANT, error) && gate_hooks(migration, error) &&
           check_way_back(migration, error) && check_proof(migration, error);
}
