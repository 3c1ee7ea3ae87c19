/* SPDX-License-Identifier: Apache-2.0 */
/* stage.c: scratch databases without a ledger. */
#include "app/scratch/stage.h"

#include <string.h>

#include "app/scratch/choice.h"
#include "app/scratch/wanted.h"
#include "lint/outside.h"

struct DlnStage {
    DlnStageOptions options;
    DlnEngineKind engine;
    DlnScratch *scratch;      /* NULL: a replay's */
    DlnConnection connection; /* of scratch */
    DlnReplay *replay;        /* (nullable) */
    char *schema;             /* PostgreSQL */
};

/* ---- making ---- */

/* The database that the scratch one stands for. */
static gboolean find_source(
    const DlnStageOptions *options, DlnEngineKind engine, DlnAddress **out_source, GError **error)
{
    const DlnConfig *config = &options->project->config;

    if (engine == DLN_ENGINE_SQLITE)
        return TRUE;
    if (options->scope == DLN_SCOPE_TENANT && config->tenants_kind == DLN_TENANTS_DATABASES)
        return dln_fleet_databases_server(options->project, out_source, error);
    *out_source =
        dln_address_copy(config->system_direct != NULL ? config->system_direct : config->system);
    return TRUE;
}

DlnScratch *dln_stage_make_scratch(
    const DlnStageOptions *options, DlnEngineKind engine, GError **error)
{
    const DlnConfig *config = &options->project->config;
    g_autoptr(DlnAddress) source = NULL;
    g_autofree char *warning = NULL;
    DlnScratch *made = NULL;

    if (!find_source(options, engine, &source, error))
        return NULL;
    const DlnScratchOptions scratch = {
        .engine = engine,
        .source = source,
        .server = config->scratch,
        .run_id = options->run_id,
        .number = options->number,
        .lease_ms = config->scratch_lease_ms,
        .connect_timeout_ms = config->connect_timeout_ms,
    };
    dln_scratch_new(&scratch, options->interrupt, &made, &warning, error);
    if (warning != NULL && options->warnings != NULL)
        g_ptr_array_add(options->warnings, g_steal_pointer(&warning));
    return made;
}

DlnConnection dln_stage_connection(const DunlinProject *project, const DlnScratch *scratch)
{
    return (DlnConnection){
        .options =
            {
                .address = dln_scratch_address(scratch),
                .flags = DLN_OPEN_CREATE,
                .connect_timeout_ms = project->config.connect_timeout_ms,
                .lock_timeout_ms = project->config.lock_timeout_ms,
            },
        .pooling = DLN_POOLING_DETECT,
    };
}

DlnStage *dln_stage_new(const DlnStageOptions *options, const char *schema, GError **error)
{
    g_autoptr(DlnStage) stage = g_new0(DlnStage, 1);

    stage->options = *options;
    if (!dln_project_require_scope(options->project, options->scope, &stage->engine, error))
        return NULL;
    stage->scratch = dln_stage_make_scratch(options, stage->engine, error);
    if (stage->scratch == NULL)
        return NULL;
    stage->connection = dln_stage_connection(options->project, stage->scratch);
    return dln_stage_enter(stage, schema, error) ? g_steal_pointer(&stage) : NULL;
}

DlnStage *dln_stage_over(DlnReplay *replay, const DlnStageOptions *options, GError **error)
{
    g_autoptr(DlnStage) stage = g_new0(DlnStage, 1);

    stage->options = *options;
    stage->engine = dln_replay_engine(replay);
    stage->replay = replay;
    /* Before the first migration of a scope its schema is not there. */
    return dln_stage_enter(stage, dln_replay_schema(replay), error) ? g_steal_pointer(&stage)
                                                                    : NULL;
}

gboolean dln_stage_enter(DlnStage *stage, const char *schema, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (stage->engine == DLN_ENGINE_SQLITE)
        return TRUE;
    dln_engine_add_ensure_schema(stage->engine, batch, 0, schema);
    if (!dln_stage_run_batch(stage, batch, NULL, error))
        return FALSE;
    g_free(stage->schema);
    stage->schema = g_strdup(schema);
    return TRUE;
}

/* ---- what it is ---- */

const char *dln_stage_schema(const DlnStage *stage)
{
    return stage->schema;
}

DlnEngineKind dln_stage_engine(const DlnStage *stage)
{
    return stage->engine;
}

gboolean dln_stage_session(DlnStage *stage, DlnSession **out_session, GError **error)
{
    if (stage->replay != NULL)
        return dln_replay_session(stage->replay, out_session, error);
    return dln_connection_get(&stage->connection, stage->options.interrupt, out_session, error);
}

DlnIsolation dln_stage_isolation(const DlnStage *stage)
{
    const DlnConfig *config = &stage->options.project->config;

    return (DlnIsolation){
        .schema = stage->schema,
        .extension_schemas = (const char *const *)config->extension_schemas,
        .lock_timeout_ms = config->lock_timeout_ms,
        .statement_timeout_ms = config->statement_timeout_ms,
    };
}

DlnSchema *dln_stage_inspect(DlnStage *stage, GError **error)
{
    DlnSession *session = NULL;

    if (!dln_stage_session(stage, &session, error))
        return NULL;
    g_autoptr(DlnSchema) schema = dln_app_inspect(session, stage->options.project,
        stage->options.scope, stage->schema, stage->options.interrupt, error);
    if (schema == NULL || !dln_app_take_wanted(stage->options.project, schema, error))
        return NULL;
    return g_steal_pointer(&schema);
}

/* ---- running ---- */

gboolean dln_stage_run_batch(
    DlnStage *stage, const DlnBatch *batch, DlnBatchFailure *out_failure, GError **error)
{
    DlnSession *session = NULL;

    return dln_stage_session(stage, &session, error) &&
           dln_session_run(session, batch, stage->options.interrupt, out_failure, error);
}

static gboolean run_script(
    DlnStage *stage, const DlnScript *script, DlnStageMode mode, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    const DlnIsolation isolation = dln_stage_isolation(stage);

    dln_batch_set_statement_timeout(batch, isolation.statement_timeout_ms);
    if (mode == DLN_STAGE_TRANSACTION) {
        dln_engine_add_begin(stage->engine, batch, 0, &isolation);
        dln_batch_add_script(batch, 0, script, 0, script->n_statements);
        dln_engine_add_reset(stage->engine, batch, 0);
        dln_engine_add_commit(stage->engine, batch, 0);
        return dln_stage_run_batch(stage, batch, NULL, error);
    }
    dln_engine_add_session_begin(stage->engine, batch, 0, &isolation);
    for (guint i = 0; i < script->n_statements; i++)
        dln_batch_add_script(batch, 0, script, i, 1);
    dln_engine_add_session_end(stage->engine, batch, 0, &isolation);
    return dln_stage_run_batch(stage, batch, NULL, error);
}

gboolean dln_stage_run(
    DlnStage *stage, const char *sql, const char *shown, DlnStageMode mode, GError **error)
{
    const DlnSource source = {
        .file = shown, .text = sql, .length = strlen(sql), .line = 1, .column = 1};
    g_autoptr(DlnScript) script = NULL;

    return dln_script_parse(stage->engine, &source, &script, error) &&
           dln_outside_check(script, NULL, error) && run_script(stage, script, mode, error);
}

gboolean dln_stage_run_steps(DlnStage *stage, const GPtrArray *steps, DlnDiffMode mode,
    const char *shown, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);

    for (guint i = 0; i < steps->len; i++)
        g_string_append_printf(sql, "%s;\n", ((const DlnDiffStep *)steps->pdata[i])->sql);
    return dln_stage_run(stage, sql->str, shown,
        mode == DLN_DIFF_TRANSACTION ? DLN_STAGE_TRANSACTION : DLN_STAGE_ONE_BY_ONE, error);
}

gboolean dln_stage_run_all(
    DlnStage *stage, const GPtrArray *statements, const char *shown, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);

    for (guint i = 0; i < statements->len; i++)
        g_string_append_printf(sql, "%s;\n", (const char *)statements->pdata[i]);
    return statements->len == 0 ||
           dln_stage_run(stage, sql->str, shown, DLN_STAGE_TRANSACTION, error);
}

/* ---- the end ---- */

gboolean dln_stage_end(DlnStage *stage, GError **error)
{
    dln_connection_close(&stage->connection);
    return stage->scratch == NULL || dln_scratch_drop(stage->scratch, error);
}

void dln_stage_tell_undropped(GPtrArray *warnings, const GError *undropped)
{
    if (warnings != NULL && undropped != NULL)
        g_ptr_array_add(warnings,
            g_strdup_printf("a scratch database could not be dropped, a later run will do it: %s",
                undropped->message));
}

void dln_stage_free(DlnStage *stage)
{
    if (stage == NULL)
        return;
    dln_connection_close(&stage->connection);
    dln_scratch_free(stage->scratch);
    g_free(stage->schema);
    g_free(stage);
}
