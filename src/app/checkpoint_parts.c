/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint_parts.c: for which engines a checkpoint is made: those that the scope's databases have in any environment that
 * shares this history. Loads configurations; opens no database. */
#include "app/checkpoint.h"

#include "base/error.h"

void dln_checkpoint_part_free(gpointer data)
{
    DlnCheckpointPart *part = data;

    dln_trial_free(part->trial);
    dln_built_clear(&part->built);
    dln_declared_clear(&part->declared);
    dunlin_project_free(part->own);
    g_free(part->environment);
    g_free(part);
}

static gboolean has_part(const GPtrArray *parts, DlnEngineKind engine)
{
    for (guint i = 0; i < parts->len; i++) {
        if (((const DlnCheckpointPart *)parts->pdata[i])->engine == engine)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_asked(const DlnPartsRequest *request, DlnEngineKind engine)
{
    const char *const *engines = request->options->engines;

    return engines == NULL || g_strv_contains(engines, dln_engine_kind_name(engine));
}

static DlnCheckpointPart *add_part(GPtrArray *parts, DlnEngineKind engine)
{
    DlnCheckpointPart *part = g_new0(DlnCheckpointPart, 1);

    part->engine = engine;
    g_ptr_array_add(parts, part);
    return part;
}

/* -- The other environments ---------------------------------------------------------------------- */

/* name: NULL: what the file says outside of all environments. NULL on error. */
static DunlinProject *load(const DlnPartsRequest *request, const char *name, GError **error)
{
    DunlinProjectOptions options = *request->options->project;
    g_auto(GStrv) environ =
        options.environ != NULL ? g_strdupv((char **)options.environ) : g_get_environ();

    environ = g_environ_unsetenv(environ, "DUNLIN_ENV");
    options.environ = (const char *const *)environ;
    options.environment = name;
    return dln_project_load(&options, DLN_LOAD_CONFIG, error);
}

/* It takes another engine for the same files: one that has others has another history. */
static gboolean take_environment(const DlnPartsRequest *request, DunlinProject **other,
    const char *name, GPtrArray *parts, GError **error)
{
    DlnEngineKind engine;

    if (!g_strv_equal((const char *const *)(*other)->config.migrations,
            (const char *const *)request->project->config.migrations) ||
        !dln_project_scope_engine(*other, request->scope, &engine) || has_part(parts, engine) ||
        !is_asked(request, engine))
        return TRUE;
    DlnCheckpointPart *part = add_part(parts, engine);
    part->in_use = ((const DlnCheckpointPart *)parts->pdata[0])->engine;
    part->own = g_steal_pointer(other);
    part->project = part->own;
    part->environment = g_strdup(name);
    if (dln_project_lend_history(request->project, part->own, request->renewed, error))
        return TRUE;
    dln_checkpoint_part_explain(part, error);
    return FALSE;
}

/* Its URL is often in a variable that only its own hosts have. It refuses a checkpoint that is not for it. */
static void warn_unknown(const DlnPartsRequest *request, const char *name, const GError *failed)
{
    g_ptr_array_add(request->warnings,
        g_strdup_printf(
            "the environment \"%s\" cannot be looked at (%s): if its databases are of "
            "another engine, it will refuse the checkpoint; --engine says which are meant",
            name, failed->message));
}

static gboolean look(
    const DlnPartsRequest *request, const char *name, GPtrArray *parts, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(DunlinProject) other = load(request, name, &failed);

    if (other != NULL)
        return take_environment(request, &other, name, parts, error);
    if (name != NULL && request->options->engines == NULL)
        warn_unknown(request, name, failed);
    return TRUE;
}

static gboolean look_at_all(const DlnPartsRequest *request, GPtrArray *parts, GError **error)
{
    const char *here = request->project->environment;

    if (request->options->project == NULL)
        return TRUE;
    g_auto(GStrv) names = dln_project_environments(request->options->project, error);
    if (names == NULL || (here != NULL && !look(request, NULL, parts, error)))
        return FALSE;
    for (guint i = 0; names[i] != NULL; i++) {
        if (g_strcmp0(names[i], here) != 0 && !look(request, names[i], parts, error))
            return FALSE;
    }
    return TRUE;
}

/* -- What was asked for -------------------------------------------------------------------------- */

static gboolean check_asked(const DlnPartsRequest *request, const GPtrArray *parts, GError **error)
{
    const char *const *engines = request->options->engines;
    DlnEngineKind engine;

    for (guint i = 0; engines != NULL && engines[i] != NULL; i++) {
        if (dln_engine_kind_from_name(engines[i], &engine) && has_part(parts, engine))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "--engine %s: no environment that can be looked at has a %s database of that engine",
            engines[i], dln_scope_name(request->scope));
        return FALSE;
    }
    return TRUE;
}

/* What is made anew keeps what it was for. */
static gboolean check_kept(const DlnPartsRequest *request, const GPtrArray *parts, GError **error)
{
    const DlnRevision *old = request->renewed;

    for (guint i = 0; old != NULL && request->options->engines == NULL && i < DLN_N_ENGINES; i++) {
        const DlnEngineKind engine = (DlnEngineKind)i;
        const DlnCheckpointPart *here = parts->pdata[0];
        if (old->sections[DLN_DIRECTION_UP][i].text == NULL || has_part(parts, engine))
            continue;
        const DunlinErrorFacts facts = {
            .file = old->file, .line = old->checkpoint->line, .revision = old->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "it holds a section for %s, and no environment that can be looked at has such a "
            "database to make it anew: choose one with --env, or leave it out with --engine %s",
            dln_engine_kind_name(engine), dln_engine_kind_name(here->engine));
        return FALSE;
    }
    return TRUE;
}

gboolean dln_checkpoint_find_parts(const DlnPartsRequest *request, GPtrArray *parts, GError **error)
{
    DlnEngineKind engine;

    if (!dln_project_scope_engine(request->project, request->scope, &engine)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the project has no %s database",
            dln_scope_name(request->scope));
        return FALSE;
    }
    if (!is_asked(request, engine)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the %s database here is of the engine %s: --engine must name it, too",
            dln_scope_name(request->scope), dln_engine_kind_name(engine));
        return FALSE;
    }
    add_part(parts, engine)->project = request->project;
    return look_at_all(request, parts, error) && check_asked(request, parts, error) &&
           check_kept(request, parts, error);
}

void dln_checkpoint_part_explain(const DlnCheckpointPart *part, GError **error)
{
    if (part->own == NULL || error == NULL || dln_error_is(*error, DUNLIN_ERROR_CANCELLED))
        return;
    g_autofree char *message = (*error)->message;
    g_autofree char *where = part->environment != NULL
                                 ? g_strdup_printf("the environment \"%s\"", part->environment)
                                 : g_strdup("the file outside of its environments");
    (*error)->message = g_strdup_printf("for %s, as %s has it: %s; --engine %s leaves that out",
        dln_engine_kind_name(part->engine), where, message, dln_engine_kind_name(part->in_use));
}
