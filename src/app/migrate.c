/* SPDX-License-Identifier: Apache-2.0 */
/* migrate.c: one run over public and tenants: look at every database, check everything, then act, then tell. */
#include "app/migrate.h"

#include "app/hooks.h"
#include "app/late.h"
#include "app/look.h"
#include "app/proof.h"
#include "app/report.h"
#include "app/revert.h"
#include "app/tenant_complete.h"
#include "dunlin/tenant.h"

typedef struct {
    DunlinProject *project;
    const DunlinRunOptions *options;
    DlnDirection direction;
    const char *target;
    char *revert_run; /* (nullable) what is reverted in place of a target */
    DlnLossNames *may_lose;
    char *run_id;
    char *actor;
    DlnEvents *events;
    DlnFleet *fleet;
    DlnBuildLimit *builds;
    DlnAppAudit audit;
    gboolean audited;
    gboolean is_begun; /* the hooks before the run have run */
    gint64 started_us;
} Migration;

static void migration_clear(Migration *migration)
{
    g_free(migration->revert_run);
    dln_loss_names_free(migration->may_lose);
    g_free(migration->run_id);
    g_free(migration->actor);
    dln_events_free(migration->events);
    dln_fleet_free(migration->fleet);
    dln_build_limit_free(migration->builds);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Migration, migration_clear)

/* ---- looking ---- */

/* The shared database is one: reading its ledger costs nothing, and shows a migration that was edited. */
static DlnSurveyFlags survey_flags(const Migration *migration, DlnScope scope)
{
    gboolean to_the_end = scope == DLN_SCOPE_TENANT && !migration->options->verify &&
        migration->direction == DLN_DIRECTION_UP &&
        (g_str_equal(migration->target, "heads") || g_str_equal(migration->target, "head"));

    return to_the_end ? DLN_SURVEY_TRUST_VERSION : 0;
}

static DlnRunSpec spec_of(const Migration *migration, DlnScope scope)
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
static void assume(Migration *migration)
{
    const DlnRunSpec spec = spec_of(migration, DLN_SCOPE_TENANT);
    g_autoptr(DlnPlan) plan = NULL;
    const DlnLedger *ledger = NULL;

    if (migration->direction == DLN_DIRECTION_UP &&
        dln_fleet_survey_sample(migration->fleet, migration->options->cancellable, &ledger) &&
        dln_run_plan(&spec, ledger->applied, &plan, NULL) &&
        plan->steps->len > 0)
        dln_fleet_assume(migration->fleet, ledger);
}

static gboolean look(Migration *migration, DlnScope scope, GError **error)
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
static DlnPlan *plan_of(const Migration *migration, const DlnDatabase *database)
{
    const DlnRunSpec spec = spec_of(migration, database->scope);
    const DlnRunTarget target = dln_database_target(database);
    DlnPlan *plan = NULL;

    if (database->ledger != NULL && !database->is_done && database->error == NULL)
        dln_run_plan_target(&spec, &target, database->ledger->applied, &plan, NULL);
    return plan;
}

/* Databases at one place have one plan, unless what a run did there is asked for. */
static gboolean is_seen(const Migration *migration, GHashTable *seen, const DlnDatabase *database)
{
    return migration->revert_run == NULL && !g_hash_table_add(seen, database->ledger->applied);
}

static gboolean has_work(const Migration *migration, DlnScope scope)
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
static gboolean check_target(const Migration *migration, DlnScope scope, GError **error)
{
    return migration->options->run != NULL ||
        !dln_selection_includes(&migration->options->selection, scope) ||
        dln_plan_check_target(migration->project->graph, scope, migration->direction,
            migration->target, error);
}

static gboolean gate_scope(const Migration *migration, DlnScope scope, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        g_autoptr(DlnPlan) plan = NULL;
        if (database->scope != scope || database->ledger == NULL ||
            is_seen(migration, seen, database))
            continue;
        plan = plan_of(migration, database);
        if (plan != NULL &&
            !dln_run_gate(plan, database->address->engine, database->server_version,
                migration->project->config.tx_mode, error))
            return FALSE;
    }
    return TRUE;
}

/* The server of tenants that are schemas in the system database; 0 where they may be on another one. */
static int system_version(const Migration *migration)
{
    const GPtrArray *databases = migration->fleet->databases;

    return migration->project->config.tenants_kind == DLN_TENANTS_SCHEMAS && databases->len > 0
        ? ((const DlnDatabase *)databases->pdata[0])->server_version
        : 0;
}

/* For tenants that cannot be listed before public is migrated: every tenant file. */
static gboolean gate_unseen(const Migration *migration, GError **error)
{
    g_autoptr(DlnApplied) nothing = dln_applied_new_empty();
    DlnRunSpec spec = spec_of(migration, DLN_SCOPE_TENANT);
    g_autoptr(DlnPlan) plan = NULL;
    DlnEngineKind engine;

    spec.begin = DLN_BEGIN_AT_BASE;
    return !dln_project_scope_engine(migration->project, DLN_SCOPE_TENANT, &engine) ||
        !dln_run_plan(&spec, nothing, &plan, NULL) ||
        dln_run_gate(
            plan, engine, system_version(migration), migration->project->config.tx_mode, error);
}

/* The list of tenants may be in a table that a pending public migration is to make. */
static gboolean look_at_tenants(Migration *migration, gboolean *out_later, GError **error)
{
    g_autoptr(GError) failed = NULL;

    *out_later = FALSE;
    if (look(migration, DLN_SCOPE_TENANT, &failed))
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
static gboolean check_way_back(Migration *migration, GError **error)
{
    const DlnRunSpec specs[] = {
        spec_of(migration, DLN_SCOPE_TENANT), spec_of(migration, DLN_SCOPE_PUBLIC)};

    return migration->direction == DLN_DIRECTION_UP ||
        dln_app_check_way_back(migration->fleet, specs, G_N_ELEMENTS(specs), error);
}

static gboolean find_run(Migration *migration, GError **error)
{
    return migration->options->run == NULL ||
        dln_app_find_run(migration->fleet, migration->options->run,
            migration->options->cancellable, &migration->revert_run, error);
}

/* Hooks are gated as migrations are, by the first server of each engine that is known. */
static gboolean gate_hooks(const Migration *migration, GError **error)
{
    int versions[DLN_N_ENGINES] = {0};

    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (versions[database->address->engine] == 0)
            versions[database->address->engine] = database->server_version;
    }
    return dln_app_check_hooks(migration->project, versions, error);
}

static DlnProofOptions proof_of(const Migration *migration, DlnScope scope)
{
    return (DlnProofOptions){migration->project, scope,
        migration->direction == DLN_DIRECTION_UP ? migration->target : NULL, migration->run_id,
        migration->options->interrupt};
}

static gboolean check_proof(const Migration *migration, GError **error)
{
    const DlnProofOptions proof = proof_of(migration, DLN_SCOPE_BOTH);

    return !migration->options->verify ||
        dln_proof_check(&proof, &migration->options->selection, error);
}

static gboolean look_and_check(Migration *migration, gboolean *out_tenants_later, GError **error)
{
    return dln_project_check_required(migration->project, error) &&
        check_target(migration, DLN_SCOPE_PUBLIC, error) &&
        check_target(migration, DLN_SCOPE_TENANT, error) &&
        look(migration, DLN_SCOPE_PUBLIC, error) &&
        look_at_tenants(migration, out_tenants_later, error) && find_run(migration, error) &&
        gate_scope(migration, DLN_SCOPE_PUBLIC, error) &&
        gate_scope(migration, DLN_SCOPE_TENANT, error) && gate_hooks(migration, error) &&
        check_way_back(migration, error) && check_proof(migration, error);
}

/* ---- acting ---- */

static void emit(const Migration *migration, DunlinEventType type, DlnScope scope)
{
    dln_events_emit(migration->events,
        (DunlinEvent){
            .type = type,
            .scope = dln_event_scope(scope),
            .direction = (DunlinDirection)migration->direction,
            .duration_us = g_get_monotonic_time() - migration->started_us,
        });
}

static guint count_scope(const DlnFleet *fleet, DlnScope scope)
{
    guint n = 0;

    for (guint i = 0; i < fleet->databases->len; i++)
        n += ((const DlnDatabase *)fleet->databases->pdata[i])->scope == scope ? 1 : 0;
    return n;
}

/* Whether a database of the scope is left to be tried: what the survey could not read is not touched either. */
static gboolean is_any_left(const Migration *migration, DlnScope scope)
{
    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (database->scope == scope &&
            (database->error == NULL || dln_database_is_busy(database)))
            return TRUE;
    }
    return FALSE;
}

static DlnAppHooks hooks_of(const Migration *migration)
{
    return (DlnAppHooks){
        .project = migration->project,
        .events = migration->events,
        .command = migration->audit.command,
        .direction = migration->direction,
        .cancellable = migration->options->cancellable,
        .interrupt = migration->options->interrupt,
    };
}

/* Once, when there is something to do. */
static gboolean begin_run(Migration *migration, DlnScope scope, GError **error)
{
    if (migration->audited || !has_work(migration, DLN_SCOPE_BOTH) ||
        !is_any_left(migration, scope))
        return TRUE;
    const DlnAppHooks hooks = hooks_of(migration);
    migration->audited = dln_app_audit(&migration->audit, "started", NULL, error);
    migration->is_begun = migration->audited && dln_app_before_run(&hooks, error);
    return migration->is_begun;
}

static gboolean act(Migration *migration, DlnScope scope, GError **error)
{
    const DlnProofOptions proof_options = proof_of(migration, scope);
    DlnRunSpec spec = spec_of(migration, scope);
    g_autoptr(DlnApplied) other = NULL;

    if (count_scope(migration->fleet, scope) == 0)
        return TRUE;
    if (!begin_run(migration, scope, error) ||
        !dln_app_other_applied(migration->project, scope, migration->direction,
            migration->options->cancellable, &other, error))
        return FALSE;
    spec.other_applied = other;
    if (migration->direction == DLN_DIRECTION_UP)
        dln_app_complete_missing(
            &migration->audit, migration->fleet, migration->options->interrupt);
    emit(migration, DUNLIN_EVENT_SCOPE_STARTED, scope);
    DlnProof *proof =
        migration->options->verify ? dln_proof_begin(&proof_options, migration->fleet) : NULL;
    dln_fleet_run(migration->fleet, &spec);
    dln_proof_free(proof);
    return TRUE;
}

static gboolean has_failed(const Migration *migration, DlnScope scope)
{
    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (database->scope == scope && database->error != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean public_changed(const Migration *migration)
{
    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (database->scope == DLN_SCOPE_PUBLIC && database->n_steps > 0)
            return TRUE;
    }
    return FALSE;
}

static void forget_tenants(DlnFleet *fleet)
{
    for (guint i = fleet->databases->len; i > 0; i--) {
        if (((const DlnDatabase *)fleet->databases->pdata[i - 1])->scope == DLN_SCOPE_TENANT)
            g_ptr_array_remove_index(fleet->databases, i - 1);
    }
}

static void not_tried(const Migration *migration, DlnScope scope)
{
    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (database->scope == scope)
            database->outcome = DUNLIN_OUTCOME_NOT_TRIED;
    }
}

static gboolean act_up(Migration *migration, gboolean tenants_later, GError **error)
{
    if (!act(migration, DLN_SCOPE_PUBLIC, error))
        return FALSE;
    /* Tenant migrations build on public ones. */
    if (has_failed(migration, DLN_SCOPE_PUBLIC)) {
        not_tried(migration, DLN_SCOPE_TENANT);
        return TRUE;
    }
    if (tenants_later || public_changed(migration)) {
        forget_tenants(migration->fleet);
        if (!look(migration, DLN_SCOPE_TENANT, error) ||
            !gate_scope(migration, DLN_SCOPE_TENANT, error))
            return FALSE;
        dln_events_set_total(migration->events, migration->fleet->databases->len);
    }
    return act(migration, DLN_SCOPE_TENANT, error);
}

static gboolean act_down(Migration *migration, GError **error)
{
    if (!act(migration, DLN_SCOPE_TENANT, error))
        return FALSE;
    if (has_failed(migration, DLN_SCOPE_TENANT)) {
        not_tried(migration, DLN_SCOPE_PUBLIC);
        return TRUE;
    }
    return act(migration, DLN_SCOPE_PUBLIC, error);
}

/* ---- telling ---- */

/* What ends a run, after it is known what became of it. Takes failed and returns what it is then. */
static GError *end_run(Migration *migration, DunlinRunReport *report, GError *failed)
{
    const DlnAppHooks hooks = hooks_of(migration);

    if (migration->is_begun && failed == NULL && report->n_failed == 0 && report->n_not_tried == 0)
        dln_app_after_run(&hooks, &failed);
    if (migration->audited)
        dln_app_on_failure(&hooks, migration->fleet->databases, failed, report->warnings);
    return failed;
}

static gboolean finish(Migration *migration, GError *failed, DunlinRunReport **out_report,
    GError **error)
{
    dln_app_warn_of_gone(migration->fleet);
    if (migration->direction == DLN_DIRECTION_UP)
        dln_app_warn_late(migration->fleet, migration->target);

    DunlinRunReport *report = dln_app_report(
        migration->fleet, migration->run_id, migration->direction, migration->started_us);
    failed = end_run(migration, report, failed);
    gboolean ok = failed == NULL && report->n_failed == 0 && report->n_not_tried == 0;

    if (migration->audited)
        dln_app_audit_report(&migration->audit, report, failed);
    emit(migration, DUNLIN_EVENT_RUN_FINISHED, DLN_SCOPE_PUBLIC);
    if (failed != NULL)
        g_propagate_error(error, failed);
    else if (!ok)
        dln_app_report_error(report, error);
    if (out_report != NULL)
        *out_report = report;
    else
        dunlin_run_report_free(report);
    return ok;
}

gboolean dln_app_migrate(DunlinProject *project, DlnDirection direction,
    const DunlinRunOptions *options, DunlinRunReport **out_report, GError **error)
{
    g_auto(Migration) migration = {
        .project = project,
        .options = options,
        .direction = direction,
        .target = options->target != NULL ? options->target : "head",
        .run_id = dln_app_new_run_id(),
        .actor = dln_app_actor(),
        .fleet = dln_fleet_new(project),
        .builds = dln_build_limit_new(project->config.concurrent_builds),
        .started_us = g_get_monotonic_time(),
    };
    gboolean tenants_later = FALSE;
    GError *failed = NULL;

    if (!dln_app_check_files(project, error))
        return FALSE;
    migration.events =
        dln_events_new(migration.run_id, options->on_event, options->user_data);
    migration.audit = (DlnAppAudit){
        .project = project,
        .run_id = migration.run_id,
        .actor = migration.actor,
        .command = direction == DLN_DIRECTION_UP ? "upgrade" : "downgrade",
        .target = options->run != NULL ? options->run : migration.target,
    };
    migration.fleet->also = DLN_OPEN_RECOVER;
    if (!dln_loss_names_new(options->allow_data_loss, &migration.may_lose, error))
        return FALSE;
    if (!look_and_check(&migration, &tenants_later, error))
        return FALSE;
    dln_events_set_total(migration.events, migration.fleet->databases->len);
    emit(&migration, DUNLIN_EVENT_RUN_STARTED, DLN_SCOPE_PUBLIC);
    if (direction == DLN_DIRECTION_UP)
        act_up(&migration, tenants_later, &failed);
    else
        act_down(&migration, &failed);
    return finish(&migration, failed, out_report, error);
}
