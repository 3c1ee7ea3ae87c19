/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c: a scope's migrations, run on a scratch database by the code of run/. */
#include "app/scratch/replay.h"

#include "app/common/context.h"
#include "app/scratch/stage.h"
#include "lint/gate.h"
#include "lint/outside.h"

/* The tenant whose schema is made. */
#define TENANT "scratch"

struct DlnReplay {
    DlnReplayOptions options;
    const DlnGraph *graph;
    DlnEngineKind engine;
    DlnScratch *scratch;
    DlnConnection connection;
    DlnDatabase *tenant; /* (nullable) a tenant that is a schema: what that is called */
    DlnApplied *below;   /* (nullable) TENANT: what the public schema beside it has */
    DlnLedger *ledger;   /* (nullable) as it is, where that is known */
    DlnApplied *nothing;
    DlnLossNames *may_lose;
    char *last_run; /* (nullable) of the last upgrade */
};

static DlnApplied *applied_nothing(void)
{
    return dln_applied_new(g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free));
}

static const DlnGraph *graph_of(const DlnReplayOptions *options)
{
    return options->graph != NULL ? options->graph : options->project->graph;
}

/* A replay is there to run each migration. */
static DlnBegin begin_of(const DlnReplayOptions *options)
{
    return options->flags & DLN_REPLAY_AT_CHECKPOINT ? DLN_BEGIN_AT_CHECKPOINT : DLN_BEGIN_AT_BASE;
}

/* Tenants that are schemas stand beside the public one, and their migrations may refer to it. */
static gboolean has_public_below(const DlnReplayOptions *options)
{
    return options->scope == DLN_SCOPE_TENANT && options->project->config.system != NULL &&
           options->project->config.tenants_kind == DLN_TENANTS_SCHEMAS;
}

/* ---- before anything runs ---- */

static gboolean check_step(const DlnStep *step, const DlnReplayOptions *options,
    const DlnGateTarget *target, GError **error)
{
    const DlnRevision *revision = step->revision;

    if (!dln_outside_check(
            revision->scripts[DLN_DIRECTION_UP][target->engine], revision->id, error))
        return FALSE;
    if (!(options->flags & DLN_REPLAY_DOWN_TOO) ||
        !dln_revision_is_reversible(revision, target->engine))
        return TRUE;
    return dln_outside_check(
               revision->scripts[DLN_DIRECTION_DOWN][target->engine], revision->id, error) &&
           dln_gate_check(revision, DLN_DIRECTION_DOWN, target, error);
}

static gboolean check_scope(const DlnReplayOptions *options, DlnEngineKind engine, GError **error)
{
    const DlnConfig *config = &options->project->config;
    g_autoptr(DlnApplied) nothing = applied_nothing();
    DlnRunSpec spec = dln_app_run_spec(options->project, options->scope);
    const DlnGateTarget target = {.engine = engine};
    g_autoptr(DlnPlan) plan = NULL;

    spec.graph = graph_of(options);
    spec.begin = begin_of(options);
    spec.target = options->target != NULL ? options->target : "heads";
    if (!dln_run_plan(&spec, nothing, &plan, error) ||
        !dln_run_gate(plan, engine, 0, config->tx_mode, error))
        return FALSE;
    for (guint i = 0; i < plan->steps->len; i++) {
        if (!check_step(&g_array_index(plan->steps, DlnStep, i), options, &target, error))
            return FALSE;
    }
    return TRUE;
}

static DlnReplayOptions options_below(const DlnReplayOptions *options)
{
    DlnReplayOptions below = *options;

    below.scope = DLN_SCOPE_PUBLIC;
    below.target = NULL;
    below.flags = DLN_REPLAY_UP;
    return below;
}

gboolean dln_replay_check(const DlnReplayOptions *options, GError **error)
{
    const DlnReplayOptions below = options_below(options);
    DlnEngineKind engine;

    return dln_project_require_scope(options->project, options->scope, &engine, error) &&
           (!has_public_below(options) || check_scope(&below, engine, error)) &&
           check_scope(options, engine, error);
}

/* ---- running ---- */

static const char *schema_of(const DlnReplay *replay, DlnScope scope)
{
    if (replay->engine == DLN_ENGINE_SQLITE)
        return NULL;
    return scope == DLN_SCOPE_TENANT && replay->tenant != NULL
               ? replay->tenant->schema
               : replay->options.project->config.system_schema;
}

static DlnRunTarget target_of(const DlnReplay *replay, DlnScope scope)
{
    const char *schema = schema_of(replay, scope);

    return (DlnRunTarget){
        .name = dln_scope_name(scope),
        .place = schema != NULL ? schema : "the scratch database",
        .schema = schema,
        .engine = replay->engine,
        .scope = scope,
    };
}

static DlnRunSpec spec_of(const DlnReplay *replay, DlnScope scope)
{
    const DlnReplayOptions *options = &replay->options;
    DlnRunSpec spec = dln_app_run_spec(options->project, scope);

    spec.graph = replay->graph;
    spec.begin = begin_of(options);
    spec.exec_order = DLN_EXEC_NON_LINEAR;
    spec.other_applied = scope == DLN_SCOPE_TENANT ? replay->below : NULL;
    spec.may_lose = replay->may_lose;
    spec.create_schema = TRUE;
    spec.hooks = NULL;
    spec.applied_by = "dunlin";
    spec.command = "verify";
    spec.cancellable = options->cancellable;
    spec.interrupt = options->interrupt;
    return spec;
}

/* Each run has an id of its own, so that it can be reverted by it. */
static gboolean run(DlnReplay *replay, DlnRunSpec *spec, const char *run_id, GError **error)
{
    g_autoptr(DlnEvents) events = dln_events_new(run_id, NULL, NULL);
    const DlnRunTarget target = target_of(replay, spec->scope);
    const gboolean is_own = spec->scope == replay->options.scope;
    DlnRunResult result = {0};
    gboolean ok;

    spec->events = events;
    ok = dln_run_database(
        spec, &replay->connection, &target, is_own ? replay->ledger : NULL, &result, error);
    g_clear_pointer(&replay->ledger, dln_ledger_free);
    dln_applied_unref(result.before);
    if (is_own) {
        replay->ledger = result.ledger;
        return ok;
    }
    if (ok)
        replay->below = dln_applied_ref(result.ledger->applied);
    dln_ledger_free(result.ledger);
    return ok;
}

gboolean dln_replay_upgrade(DlnReplay *replay, const char *target, GError **error)
{
    DlnRunSpec spec = spec_of(replay, replay->options.scope);

    spec.direction = DLN_DIRECTION_UP;
    spec.target = target;
    g_free(replay->last_run);
    replay->last_run = dln_app_new_run_id();
    return run(replay, &spec, replay->last_run, error);
}

gboolean dln_replay_revert(DlnReplay *replay, GError **error)
{
    DlnRunSpec spec = spec_of(replay, replay->options.scope);
    g_autofree char *run_id = dln_app_new_run_id();

    spec.direction = DLN_DIRECTION_DOWN;
    spec.revert_run = replay->last_run;
    /* The ledger that is read says what the run has applied. */
    g_clear_pointer(&replay->ledger, dln_ledger_free);
    return run(replay, &spec, run_id, error);
}

/* ---- once more ---- */

static gboolean forget(const DlnRunTarget *target, const DlnLedger *ledger, gpointer user_data,
    DlnCorrection *out_correction, GError **error)
{
    const DlnRevision *revision = user_data;

    out_correction->wanted = dln_applied_without(ledger->applied, revision->id);
    return TRUE;
}

gboolean dln_replay_repeat(DlnReplay *replay, const DlnRevision *revision, GError **error)
{
    DlnRunSpec spec = spec_of(replay, replay->options.scope);
    g_autofree char *run_id = dln_app_new_run_id();

    spec.correct = forget;
    spec.correct_data = (gpointer)revision;
    return run(replay, &spec, run_id, error) && dln_replay_upgrade(replay, "heads", error);
}

/* ---- rows ---- */

typedef enum {
    TAG_OWN,
    TAG_SCRIPT,
    TAG_LEDGER,
} LoadTag;

static void add_load(DlnBatch *batch, const DlnReplay *replay, const DlnScript *script)
{
    const DlnConfig *config = &replay->options.project->config;
    const DlnLedgerPlace place = {replay->engine, dln_replay_schema(replay)};
    const DlnIsolation isolation = {
        .schema = place.schema,
        .extension_schemas = (const char *const *)config->extension_schemas,
        .lock_timeout_ms = config->lock_timeout_ms,
        .statement_timeout_ms = config->statement_timeout_ms,
    };

    dln_batch_set_statement_timeout(batch, isolation.statement_timeout_ms);
    dln_engine_add_begin(replay->engine, batch, TAG_OWN, &isolation);
    dln_batch_add_script(batch, TAG_SCRIPT, script, 0, script->n_statements);
    dln_engine_add_reset(replay->engine, batch, TAG_SCRIPT);
    if (replay->ledger != NULL && replay->ledger->shape == DLN_LEDGER_OURS)
        dln_ledger_add_verify(batch, TAG_LEDGER, &place, replay->ledger);
    dln_engine_add_commit(replay->engine, batch, TAG_OWN);
}

gboolean dln_replay_load(DlnReplay *replay, const DlnScript *script, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    DlnBatchFailure failure = {0};
    DlnSession *session = NULL;

    if (!dln_replay_session(replay, &session, error) ||
        !dln_gate_check_within(script, dln_session_server_version(session), error) ||
        !dln_outside_check(script, NULL, error))
        return FALSE;
    add_load(batch, replay, script);
    if (dln_session_run(session, batch, replay->options.interrupt, &failure, error))
        return TRUE;
    if (error != NULL && failure.tag == TAG_LEDGER &&
        !dln_error_is(*error, DUNLIN_ERROR_CANCELLED)) {
        g_clear_error(error);
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "%s: it has changed schema_migrations, which is dunlin's own: leave that table out of "
            "the data",
            script->source.file);
    }
    return FALSE;
}

/* ---- looking ---- */

gboolean dln_replay_session(DlnReplay *replay, DlnSession **out_session, GError **error)
{
    return dln_connection_get(&replay->connection, replay->options.interrupt, out_session, error);
}

const char *dln_replay_schema(const DlnReplay *replay)
{
    return schema_of(replay, replay->options.scope);
}

const char *dln_replay_schema_below(const DlnReplay *replay)
{
    return has_public_below(&replay->options) ? schema_of(replay, DLN_SCOPE_PUBLIC) : NULL;
}

DlnEngineKind dln_replay_engine(const DlnReplay *replay)
{
    return replay->engine;
}

const DlnApplied *dln_replay_applied(const DlnReplay *replay)
{
    return replay->ledger != NULL ? replay->ledger->applied : replay->nothing;
}

/* ---- beginning and end ---- */

static gboolean make_scratch(DlnReplay *replay, GError **error)
{
    const DlnReplayOptions *options = &replay->options;
    const DlnStageOptions stage = {
        .project = options->project,
        .scope = options->scope,
        .run_id = options->run_id,
        .number = options->number,
        .warnings = options->warnings,
        .interrupt = options->interrupt,
    };

    replay->scratch = dln_stage_make_scratch(&stage, replay->engine, error);
    if (replay->scratch == NULL)
        return FALSE;
    replay->connection = dln_stage_connection(options->project, replay->scratch);
    return TRUE;
}

static gboolean run_below(DlnReplay *replay, GError **error)
{
    DlnRunSpec spec = spec_of(replay, DLN_SCOPE_PUBLIC);
    g_autofree char *run_id = dln_app_new_run_id();

    if (!has_public_below(&replay->options))
        return TRUE;
    spec.direction = DLN_DIRECTION_UP;
    spec.target = "heads";
    return run(replay, &spec, run_id, error);
}

gboolean dln_replay_new(const DlnReplayOptions *options, DlnReplay **out_replay, GError **error)
{
    g_autoptr(DlnReplay) replay = g_new0(DlnReplay, 1);

    replay->options = *options;
    replay->graph = graph_of(options);
    replay->nothing = applied_nothing();
    replay->may_lose = dln_loss_names_new_everything();
    if (!dln_replay_check(options, error) ||
        !dln_project_require_scope(options->project, options->scope, &replay->engine, error))
        return FALSE;
    if (options->scope == DLN_SCOPE_TENANT &&
        options->project->config.tenants_kind == DLN_TENANTS_SCHEMAS &&
        !dln_fleet_tenant(options->project, TENANT, &replay->tenant, error))
        return FALSE;
    if (!make_scratch(replay, error) || !run_below(replay, error))
        return FALSE;
    *out_replay = g_steal_pointer(&replay);
    return TRUE;
}

gboolean dln_replay_end(DlnReplay *replay, GError **error)
{
    dln_connection_close(&replay->connection);
    return replay->scratch == NULL || dln_scratch_drop(replay->scratch, error);
}

void dln_replay_free(DlnReplay *replay)
{
    if (replay == NULL)
        return;
    dln_connection_close(&replay->connection);
    dln_scratch_free(replay->scratch);
    dln_database_free(replay->tenant);
    dln_applied_unref(replay->below);
    dln_applied_unref(replay->nothing);
    dln_ledger_free(replay->ledger);
    dln_loss_names_free(replay->may_lose);
    g_free(replay->last_run);
    g_free(replay);
}
