/* SPDX-License-Identifier: Apache-2.0 */
/* migrate.c: one run over public and tenants: look at every database and check everything (check.c), then act, then tell. */
#include "app/migrate/migrate.h"

#include "app/common/report.h"
#include "app/migrate/hooks.h"
#include "app/migrate/late.h"
#include "app/migrate/migration.h"
#include "app/migrate/tenant_complete.h"
#include "dunlin/tenant.h"

static void migration_clear(DlnMigration *migration)
{
    g_free(migration->revert_run);
    dln_loss_names_free(migration->may_lose);
    g_free(migration->run_id);
    g_free(migration->actor);
    dln_events_free(migration->events);
    dln_fleet_free(migration->fleet);
    dln_build_limit_free(migration->builds);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnMigration, migration_clear)

/* ---- acting ---- */

static void emit(const DlnMigration *migration, DunlinEventType type, DlnScope scope)
{
    dln_events_emit(
        migration->events, (DunlinEvent){
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
static gboolean is_any_left(const DlnMigration *migration, DlnScope scope)
{
    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (database->scope == scope && (database->error == NULL || dln_database_is_busy(database)))
            return TRUE;
    }
    return FALSE;
}

static DlnAppHooks hooks_of(const DlnMigration *migration)
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
static gboolean begin_run(DlnMigration *migration, DlnScope scope, GError **error)
{
    if (migration->audited || !dln_migration_has_work(migration, DLN_SCOPE_BOTH) ||
        !is_any_left(migration, scope))
        return TRUE;
    const DlnAppHooks hooks = hooks_of(migration);
    migration->audited = dln_app_audit(&migration->audit, "started", NULL, error);
    migration->is_begun = migration->audited && dln_app_before_run(&hooks, error);
    return migration->is_begun;
}

static gboolean act(DlnMigration *migration, DlnScope scope, GError **error)
{
    const DlnProofOptions proof_options = dln_migration_proof(migration, scope);
    DlnRunSpec spec = dln_migration_spec(migration, scope);
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

static gboolean has_failed(const DlnMigration *migration, DlnScope scope)
{
    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        const DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (database->scope == scope && database->error != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean public_changed(const DlnMigration *migration)
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

static void not_tried(const DlnMigration *migration, DlnScope scope)
{
    for (guint i = 0; i < migration->fleet->databases->len; i++) {
        DlnDatabase *database = migration->fleet->databases->pdata[i];
        if (database->scope == scope)
            database->outcome = DUNLIN_OUTCOME_NOT_TRIED;
    }
}

static gboolean act_up(DlnMigration *migration, gboolean tenants_later, GError **error)
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
        if (!dln_migration_look(migration, DLN_SCOPE_TENANT, error) ||
            !dln_migration_gate(migration, DLN_SCOPE_TENANT, error))
            return FALSE;
        dln_events_set_total(migration->events, migration->fleet->databases->len);
    }
    return act(migration, DLN_SCOPE_TENANT, error);
}

static gboolean act_down(DlnMigration *migration, GError **error)
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
static GError *end_run(DlnMigration *migration, DunlinRunReport *report, GError *failed)
{
    const DlnAppHooks hooks = hooks_of(migration);

    if (migration->is_begun && failed == NULL && report->n_failed == 0 && report->n_not_tried == 0)
        dln_app_after_run(&hooks, &failed);
    if (migration->audited)
        dln_app_on_failure(&hooks, migration->fleet->databases, failed, report->warnings);
    return failed;
}

static gboolean finish(
    DlnMigration *migration, GError *failed, DunlinRunReport **out_report, GError **error)
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
    g_auto(DlnMigration) migration = {
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
    migration.events = dln_events_new(migration.run_id, options->on_event, options->user_data);
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
    if (!dln_migration_look_and_check(&migration, &tenants_later, error))
        return FALSE;
    dln_events_set_total(migration.events, migration.fleet->databases->len);
    emit(&migration, DUNLIN_EVENT_RUN_STARTED, DLN_SCOPE_PUBLIC);
    if (direction == DLN_DIRECTION_UP)
        act_up(&migration, tenants_later, &failed);
    else
        act_down(&migration, &failed);
    return finish(&migration, failed, out_report, error);
}
