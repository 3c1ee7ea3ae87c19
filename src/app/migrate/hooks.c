/* SPDX-License-Identifier: Apache-2.0 */
/* hooks.c: the hooks of a run as a whole. Their SQL is for the system database: the one in which something failed may not
 * even be there. */
#include "app/migrate/hooks.h"

#include "lint/gate.h"

gboolean dln_app_check_hooks(const DunlinProject *project, const int *versions, GError **error)
{
    const DlnHooks *hooks = project->config.hooks;

    for (int event = 0; hooks != NULL && event < DLN_N_HOOK_EVENTS; event++) {
        for (guint i = 0; i < hooks->events[event]->len; i++) {
            const DlnHook *hook = hooks->events[event]->pdata[i];
            for (int engine = 0; engine < DLN_N_ENGINES; engine++) {
                g_autoptr(DlnScript) script = NULL;
                if (!(hook->engines & 1u << engine))
                    continue;
                if (!dln_hook_compile(hooks, hook, &dln_hook_sample_facts, (DlnEngineKind)engine,
                        &script, error) ||
                    !dln_gate_check_within(script, versions[engine], error))
                    return FALSE;
            }
        }
    }
    return TRUE;
}

/* What a line of output is about. */
typedef struct {
    const DlnAppHooks *hooks;
    const DlnHookCall *call;
} Listener;

static void emit_line(DlnHookEvent event, const char *line, gpointer user_data)
{
    const Listener *listener = user_data;
    const DlnHookCall *call = listener->call;
    const char *public_name = call->scope == DLN_SCOPE_PUBLIC ? "public" : NULL;

    dln_events_emit(listener->hooks->events,
        (DunlinEvent){
            .type = DUNLIN_EVENT_HOOK_OUTPUT,
            .scope = dln_event_scope(call->scope != 0 ? call->scope : DLN_SCOPE_PUBLIC),
            .database = call->facts.tenant != NULL ? call->facts.tenant : public_name,
            .direction = (DunlinDirection)listener->hooks->direction,
            .hook = dln_hook_event_name(event),
            .message = line,
        });
}

static DlnHookCall call_of(const DlnAppHooks *hooks)
{
    return (DlnHookCall){
        .hooks = hooks->project->config.hooks,
        .facts =
            {
                .run_id = dln_events_run_id(hooks->events),
                .command = hooks->command,
                .direction = hooks->direction == DLN_DIRECTION_UP ? "up" : "down",
            },
        .cancellable = hooks->cancellable,
        .interrupt = hooks->interrupt,
        .on_line = emit_line,
    };
}

static gboolean run_programs(
    const DlnAppHooks *hooks, const DlnHookCall *call, DlnHookEvent event, GError **error)
{
    Listener listener = {hooks, call};
    DlnHookCall own = *call;

    own.user_data = &listener;
    return dln_hook_run_programs(&own, event, error);
}

static void add_scripts(DlnBatch *batch, const GPtrArray *scripts)
{
    for (guint i = 0; i < scripts->len; i++) {
        const DlnScript *script = scripts->pdata[i];
        dln_batch_add_script(batch, 0, script, 0, script->n_statements);
    }
}

static gboolean run_sql(
    const DlnAppHooks *hooks, const DlnHookCall *call, DlnHookEvent event, GError **error)
{
    const DlnConfig *config = &hooks->project->config;
    const DlnOpenOptions options = {
        .address = config->system,
        .connect_timeout_ms = config->connect_timeout_ms,
        .lock_timeout_ms = config->lock_timeout_ms,
    };
    const DlnIsolation isolation = {
        .schema = config->system_schema,
        .extension_schemas = (const char *const *)config->extension_schemas,
        .lock_timeout_ms = config->lock_timeout_ms,
        .statement_timeout_ms = config->statement_timeout_ms,
    };
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(DlnSession) session = NULL;
    g_autoptr(GPtrArray) scripts = NULL;

    if (config->system == NULL || !dln_hooks_have(call->hooks, event, call->scope, DLN_HOOK_SQL))
        return TRUE;
    scripts = dln_hook_scripts(call, event, config->system->engine, error);
    if (scripts == NULL || !dln_session_open(&options, call->interrupt, &session, error))
        return FALSE;
    dln_engine_add_begin(config->system->engine, batch, 0, &isolation);
    add_scripts(batch, scripts);
    dln_engine_add_reset(config->system->engine, batch, 0);
    dln_engine_add_commit(config->system->engine, batch, 0);
    if (dln_session_run(session, batch, call->interrupt, NULL, error))
        return TRUE;
    if (error != NULL)
        dln_run_mask(config->variables, *error);
    return FALSE;
}

gboolean dln_app_before_run(const DlnAppHooks *hooks, GError **error)
{
    const DlnHookCall call = call_of(hooks);

    return run_programs(hooks, &call, DLN_HOOK_BEFORE_RUN, error) &&
           run_sql(hooks, &call, DLN_HOOK_BEFORE_RUN, error);
}

gboolean dln_app_after_run(const DlnAppHooks *hooks, GError **error)
{
    const DlnHookCall call = call_of(hooks);

    return run_sql(hooks, &call, DLN_HOOK_AFTER_RUN, error) &&
           run_programs(hooks, &call, DLN_HOOK_AFTER_RUN, error);
}

/* ---- failures ---- */

static gboolean tell_failure(const DlnAppHooks *hooks, DlnHookCall *call, GPtrArray *warnings)
{
    g_autoptr(GError) failed = NULL;

    if (run_programs(hooks, call, DLN_HOOK_ON_FAILURE, &failed) &&
        run_sql(hooks, call, DLN_HOOK_ON_FAILURE, &failed))
        return TRUE;
    g_ptr_array_add(
        warnings, g_strdup_printf("%s; no further failure is told to on_failure", failed->message));
    return FALSE;
}

static gboolean is_failure(const DlnDatabase *database)
{
    return database->outcome == DUNLIN_OUTCOME_FAILED && database->error != NULL &&
           !dln_error_is(database->error, DUNLIN_ERROR_CANCELLED);
}

void dln_app_on_failure(
    const DlnAppHooks *hooks, const GPtrArray *databases, const GError *failed, GPtrArray *warnings)
{
    DlnHookCall call = call_of(hooks);

    if (call.hooks == NULL || call.hooks->events[DLN_HOOK_ON_FAILURE]->len == 0)
        return;
    for (guint i = 0; i < databases->len; i++) {
        const DlnDatabase *database = databases->pdata[i];
        if (!is_failure(database))
            continue;
        call.scope = database->scope;
        call.facts.scope = dln_scope_name(database->scope);
        call.facts.tenant = database->scope == DLN_SCOPE_TENANT ? database->name : NULL;
        call.facts.schema = database->schema;
        call.facts.revision = dunlin_error_get_facts(database->error)->revision;
        call.facts.error = database->error->message;
        if (!tell_failure(hooks, &call, warnings))
            return;
    }
    if (failed == NULL || dln_error_is(failed, DUNLIN_ERROR_CANCELLED))
        return;
    call = call_of(hooks);
    call.facts.error = failed->message;
    tell_failure(hooks, &call, warnings);
}
