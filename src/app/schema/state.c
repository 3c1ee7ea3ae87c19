/* SPDX-License-Identifier: Apache-2.0 */
/* state.c: schemas from where they are described. */
#include "app/schema/state.h"

#include <string.h>

#include "app/schema/command.h"
#include "app/schema/copy.h"
#include "app/schema/load.h"
#include "app/scratch/choice.h"
#include "app/scratch/wanted.h"
#include "dialect/create.h"
#include "dialect/quote.h"
#include "engine/catalog.h"
#include "engine/inspect.h"

/* Two states may be read at the same time. */
static guint next_number(const DlnStateOptions *options)
{
    return (guint)g_atomic_int_add((gint *)options->number, 1);
}

DlnStageOptions dln_state_stage_options(
    const DlnStateSource *source, const DlnStateOptions *options)
{
    return (DlnStageOptions){
        .project = source->project,
        .scope = source->scope,
        .run_id = options->run_id,
        .number = next_number(options),
        .warnings = options->warnings,
        .interrupt = options->interrupt,
    };
}

gboolean dln_state_has_public_below(const DlnStateSource *source)
{
    const DlnConfig *config = &source->project->config;

    return source->scope == DLN_SCOPE_TENANT && config->system != NULL &&
           config->tenants_kind == DLN_TENANTS_SCHEMAS;
}

/* ---- migrations ---- */

static gboolean new_replay(const DlnStateSource *source, const DlnStateOptions *options,
    DlnReplay **out_replay, GError **error)
{
    const DlnReplayOptions replay = {
        .project = source->project,
        .scope = source->scope,
        .run_id = options->run_id,
        .number = next_number(options),
        .warnings = options->warnings,
        .cancellable = options->cancellable,
        .interrupt = options->interrupt,
    };

    return dln_replay_new(&replay, out_replay, error);
}

static gboolean read_migrations(DlnState *state, const DlnStateOptions *options, GError **error)
{
    const DlnStageOptions stage = dln_state_stage_options(state->source, options);

    if (!new_replay(state->source, options, &state->replay, error) ||
        !dln_replay_upgrade(state->replay, "heads", error))
        return FALSE;
    state->stage = dln_stage_over(state->replay, &stage, error);
    return state->stage != NULL;
}

/* ---- what is desired ---- */

char *dln_state_schema_name(const DunlinProject *project, DlnScope scope)
{
    g_autoptr(DlnDatabase) tenant = NULL;
    DlnEngineKind engine;

    if (!dln_project_scope_engine(project, scope, &engine) || engine == DLN_ENGINE_SQLITE)
        return NULL;
    if (scope == DLN_SCOPE_TENANT && project->config.tenants_kind == DLN_TENANTS_SCHEMAS &&
        dln_fleet_tenant(project, "scratch", &tenant, NULL))
        return g_strdup(tenant->schema);
    return g_strdup(project->config.system_schema);
}

static gboolean add_command(
    DlnSchemaText *text, const DlnStateSource *source, GCancellable *cancellable, GError **error)
{
    const DlnSchemaCommand command = {
        .folder = source->project->root,
        .engine = dln_engine_kind_name(text->engine),
        .scope = dln_scope_name(source->scope),
    };
    g_autofree char *shown = NULL;
    char *sql = NULL;

    return dln_schema_command_run(source->desired, &command, cancellable, &sql, &shown, error) &&
           dln_schema_text_add(text, sql, shown, error);
}

/* What a file says that no migration is written of. */
static void warn_of_text(
    const DlnSchemaText *text, const DlnStateSource *source, GPtrArray *warnings)
{
    const struct {
        gboolean is_there;
        const char *what;
    } rows[] = {
        {text->has_rows, "rows are left out, for a schema has none"},
        {text->has_roles,
            "what it says of roles and their members is left out, for they are the server's, not a "
            "schema's"},
        {text->has_global_defaults,
            "default privileges that are not of a schema are not compared: say IN SCHEMA"},
    };

    for (gsize i = 0; warnings != NULL && i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].is_there)
            g_ptr_array_add(warnings, g_strdup_printf("%s: %s", source->shown, rows[i].what));
    }
}

static DlnSchemaText *read_text(const DlnStateSource *source, DlnEngineKind engine,
    const DlnStateOptions *options, GError **error)
{
    const DlnDesired *desired = source->desired;
    g_autoptr(DlnSchemaText) text = dln_schema_text_new(
        engine, source->project->config.diff_privileges ? DLN_SCHEMA_TEXT_PRIVILEGES
                                                        : DLN_SCHEMA_TEXT_PLAIN);

    if (dln_app_is_several(source->project, source->scope))
        dln_schema_text_choose(text, source->project, source->scope);
    if (desired->argv != NULL && !add_command(text, source, options->cancellable, error))
        return NULL;
    for (guint i = 0; desired->paths != NULL && desired->paths[i] != NULL; i++) {
        if (!dln_schema_text_add_path(text, desired->paths[i], desired->shown[i], error))
            return NULL;
    }
    warn_of_text(text, source, options->warnings);
    return g_steal_pointer(&text);
}

/* A tenant's schema must not be the public one under its own name. */
static gboolean check_name(const DlnStateSource *source, const DlnSchemaText *text, GError **error)
{
    const char *below = source->project->config.system_schema;

    if (!dln_state_has_public_below(source) || g_strcmp0(text->schema, below) != 0)
        return TRUE;
    return dln_refuse(error,
        "%s: this is of the schema \"%s\", which is the shared one: name a tenant's objects "
        "without "
        "a schema",
        text->schema_at, below);
}

/* Behind what the tenant's schema may refer to. */
static gboolean make_below(DlnState *state, const DlnStateOptions *options, GError **error)
{
    const DlnConfig *config = &state->source->project->config;
    const DlnStateSource below = {
        .kind = DLN_STATE_FILES,
        .project = state->source->project,
        .scope = DLN_SCOPE_PUBLIC,
        .shown = "the shared schema",
        .desired = dln_state_desired(state->source->project, DLN_SCOPE_PUBLIC),
    };
    const DlnStageOptions stage = dln_state_stage_options(state->source, options);

    if (below.desired == NULL) {
        if (!new_replay(state->source, options, &state->replay, error))
            return FALSE;
        state->stage = dln_stage_over(state->replay, &stage, error);
        return state->stage != NULL;
    }
    g_autoptr(DlnSchemaText) text = read_text(&below, DLN_ENGINE_POSTGRES, options, error);
    if (text == NULL)
        return FALSE;
    state->stage = dln_stage_new(&stage, config->system_schema, error);
    return state->stage != NULL &&
           dln_stage_enter(
               state->stage, text->schema != NULL ? text->schema : config->system_schema, error) &&
           dln_schema_load(state->stage, text, error);
}

/* What functions and blocks made elsewhere is not seen in the text. */
static gboolean check_alone(DlnState *state, const DlnStateOptions *options, GError **error)
{
    const char *own = dln_stage_schema(state->stage);
    /* A replay of what is below has made the tenant's own, under the name that it has for us. */
    g_autofree char *usual = dln_state_schema_name(state->source->project, state->source->scope);
    const char *const known[] = {
        own, "public", "dunlin", state->source->project->config.system_schema, usual, NULL};
    const DlnStateSource *source = state->source;
    DlnSession *session = NULL;
    g_autoptr(GPtrArray) all = NULL;

    if (dln_stage_engine(state->stage) == DLN_ENGINE_SQLITE)
        return TRUE;
    if (!dln_stage_session(state->stage, &session, error))
        return FALSE;
    all = dln_catalog_schemas(session, options->interrupt, error);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const char *name = all->pdata[i];
        if (!g_strv_contains(known, name) &&
            !dln_app_owns_schema(source->project, source->scope, own, name))
            return dln_refuse(error, "%s makes the schema \"%s\" beside its own%s", source->shown,
                name, source->scope == DLN_SCOPE_PUBLIC ? ": " DLN_SCHEMAS_HINT : "");
    }
    return all != NULL;
}

static gboolean read_desired(DlnState *state, const DlnStateOptions *options, GError **error)
{
    const DlnStateSource *source = state->source;
    DlnEngineKind engine;

    if (!dln_project_require_scope(source->project, source->scope, &engine, error))
        return FALSE;
    g_autoptr(DlnSchemaText) text = read_text(source, engine, options, error);
    if (text == NULL || !check_name(source, text, error))
        return FALSE;
    g_autofree char *usual = dln_state_schema_name(source->project, source->scope);
    const char *schema = text->schema != NULL ? text->schema : usual;
    const DlnStageOptions stage = dln_state_stage_options(source, options);
    if (dln_state_has_public_below(source)) {
        if (!make_below(state, options, error) || !dln_stage_enter(state->stage, schema, error))
            return FALSE;
    } else {
        state->stage = dln_stage_new(&stage, schema, error);
    }
    state->wishes = g_steal_pointer(&text->wishes);
    return state->stage != NULL && dln_schema_load(state->stage, text, error) &&
           check_alone(state, options, error);
}

/* ---- a project's ---- */

static const DlnDesired *said_of(const DunlinProject *project, DlnScope scope)
{
    return scope == DLN_SCOPE_PUBLIC ? project->config.desired_public
                                     : project->config.desired_tenant;
}

const DlnDesired *dln_state_desired(const DunlinProject *project, DlnScope scope)
{
    DlnEngineKind engine;

    return dln_project_scope_engine(project, scope, &engine)
               ? dln_desired_for(said_of(project, scope), engine)
               : NULL;
}

DlnStateSource dln_state_of_migrations(const DunlinProject *project, DlnScope scope)
{
    return (DlnStateSource){
        .kind = DLN_STATE_MIGRATIONS,
        .project = project,
        .scope = scope,
        .shown = "the migrations",
    };
}

static gboolean refuse_undescribed(const DunlinProject *project, DlnScope scope, GError **error)
{
    const DlnDesired *said = said_of(project, scope);
    const char *name = dln_scope_name(scope);
    DlnEngineKind engine;

    if (said != NULL && dln_project_scope_engine(project, scope, &engine)) {
        const DunlinErrorFacts facts = {
            .file = said->file, .line = said->line, .column = said->column};
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts,
            "schema.%s says nothing for %s, of which the database is", name,
            dln_engine_kind_name(engine));
        return FALSE;
    }
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "nothing says what the %s schema is to be: set schema.%s in dunlin.yaml to an SQL file, a "
        "folder of them, or {command: [...]} whose output is SQL",
        name, name);
    return FALSE;
}

gboolean dln_state_of_desired(
    const DunlinProject *project, DlnScope scope, DlnStateSource *out_source, GError **error)
{
    const DlnDesired *desired = dln_state_desired(project, scope);

    if (desired == NULL)
        return refuse_undescribed(project, scope, error);
    *out_source = (DlnStateSource){
        .kind = desired->argv != NULL ? DLN_STATE_COMMAND : DLN_STATE_FILES,
        .project = project,
        .scope = scope,
        .shown = desired->text,
        .desired = desired,
    };
    return TRUE;
}

gboolean dln_state_scopes(
    const DunlinProject *project, const char *asked, guint *out_scopes, GError **error)
{
    DlnScope scope = DLN_SCOPE_PUBLIC;
    DlnStateSource source;

    if (asked != NULL) {
        if (!dln_scope_from_name(asked, &scope) || scope == DLN_SCOPE_BOTH) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "--scope \"%s\": a schema is that of \"public\" or of \"tenant\"", asked);
            return FALSE;
        }
        *out_scopes = scope;
        return dln_state_of_desired(project, scope, &source, error);
    }
    *out_scopes = (dln_state_desired(project, DLN_SCOPE_PUBLIC) != NULL ? DLN_SCOPE_PUBLIC : 0) |
                  (dln_state_desired(project, DLN_SCOPE_TENANT) != NULL ? DLN_SCOPE_TENANT : 0);
    if (*out_scopes == 0 && project->config.system == NULL)
        scope = DLN_SCOPE_TENANT;
    return *out_scopes != 0 || dln_state_of_desired(project, scope, &source, error);
}

/* ---- all of them ---- */

gboolean dln_state_read(const DlnStateSource *source, const DlnStateOptions *options,
    DlnState *out_state, GError **error)
{
    g_auto(DlnState) state = {.source = source};

    if (!dln_app_keep_wanted(source->project, NULL, error))
        return FALSE;
    if (source->kind == DLN_STATE_DATABASE) {
        state.schema =
            dln_copy_inspect(source, source->scope, source->database->schema, options, error);
        if (state.schema != NULL && !dln_app_take_wanted(source->project, state.schema, error))
            return FALSE;
    } else {
        if (source->kind == DLN_STATE_MIGRATIONS ? !read_migrations(&state, options, error)
                                                 : !read_desired(&state, options, error))
            return FALSE;
        state.schema = dln_stage_inspect(state.stage, error);
    }
    if (state.schema == NULL)
        return FALSE;
    *out_state = state;
    state = (DlnState){0};
    return TRUE;
}

DlnStage *dln_state_stage(DlnState *state, const DlnStateOptions *options, GError **error)
{
    if (state->stage == NULL && !dln_copy_make(state, options, error))
        return NULL;
    return state->stage;
}

gboolean dln_state_end(DlnState *state, GError **error)
{
    return (state->lent == NULL || dln_stage_end(state->lent, error)) &&
           (state->stage == NULL || dln_stage_end(state->stage, error)) &&
           (state->replay == NULL || dln_replay_end(state->replay, error));
}

void dln_state_clear(DlnState *state)
{
    g_clear_pointer(&state->schema, dln_schema_free);
    g_clear_pointer(&state->wishes, g_ptr_array_unref);
    g_clear_pointer(&state->stage, dln_stage_free);
    g_clear_pointer(&state->lent, dln_stage_free);
    g_clear_pointer(&state->replay, dln_replay_free);
}
