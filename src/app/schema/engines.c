/* SPDX-License-Identifier: Apache-2.0 */
/* engines.c: for which engines a migration is written: those that the scope's databases have in any environment that shares this
 * history. Loads configurations; opens no database. */
#include "app/schema/engines.h"

#include "base/error.h"

void dln_engine_use_free(gpointer data)
{
    DlnEngineUse *use = data;

    dunlin_project_free(use->own);
    g_free(use->environment);
    g_free(use);
}

gboolean dln_engines_have(const GPtrArray *uses, DlnEngineKind engine)
{
    for (guint i = 0; i < uses->len; i++) {
        if (((const DlnEngineUse *)uses->pdata[i])->engine == engine)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_asked(const DlnEnginesRequest *request, DlnEngineKind engine)
{
    const char *const *engines = request->engines;

    return engines == NULL || g_strv_contains(engines, dln_engine_kind_name(engine));
}

static DlnEngineUse *add_use(GPtrArray *uses, DlnEngineKind engine)
{
    DlnEngineUse *use = g_new0(DlnEngineUse, 1);

    use->engine = engine;
    g_ptr_array_add(uses, use);
    return use;
}

/* -- The other environments ---------------------------------------------------------------------- */

/* name: NULL: what the file says outside of all environments. NULL on error. */
static DunlinProject *load(const DlnEnginesRequest *request, const char *name, GError **error)
{
    DunlinProjectOptions options = *request->options;
    g_auto(GStrv) environ =
        options.environ != NULL ? g_strdupv((char **)options.environ) : g_get_environ();

    environ = g_environ_unsetenv(environ, "DUNLIN_ENV");
    options.environ = (const char *const *)environ;
    options.environment = name;
    return dln_project_load(&options, DLN_LOAD_CONFIG, error);
}

/* It takes another engine for the same files: one that has others has another history. */
static gboolean take_environment(const DlnEnginesRequest *request, DunlinProject **other,
    const char *name, GPtrArray *uses, GError **error)
{
    DlnEngineKind engine;

    if (!g_strv_equal((const char *const *)(*other)->config.migrations,
            (const char *const *)request->project->config.migrations) ||
        !dln_project_scope_engine(*other, request->scope, &engine) ||
        dln_engines_have(uses, engine) || !is_asked(request, engine))
        return TRUE;
    DlnEngineUse *use = add_use(uses, engine);
    use->in_use = ((const DlnEngineUse *)uses->pdata[0])->engine;
    use->own = g_steal_pointer(other);
    use->project = use->own;
    use->environment = g_strdup(name);
    if (dln_project_lend_history(request->project, use->own, request->but, error))
        return TRUE;
    dln_engine_use_explain(use, error);
    return FALSE;
}

/* Its URL is often in a variable that only its own hosts have. It refuses what is not for it. */
static void warn_unknown(const DlnEnginesRequest *request, const char *name, const GError *failed)
{
    g_autofree char *warning =
        g_strdup_printf("the environment \"%s\" cannot be looked at (%s): if its databases are of "
                        "another engine, it will refuse %s; --engine says which are meant",
            name, failed->message, request->written);

    if (!g_ptr_array_find_with_equal_func(request->warnings, warning, g_str_equal, NULL))
        g_ptr_array_add(request->warnings, g_steal_pointer(&warning));
}

static gboolean look(
    const DlnEnginesRequest *request, const char *name, GPtrArray *uses, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(DunlinProject) other = load(request, name, &failed);

    if (other != NULL)
        return take_environment(request, &other, name, uses, error);
    if (name != NULL && request->engines == NULL)
        warn_unknown(request, name, failed);
    return TRUE;
}

static gboolean look_at_all(const DlnEnginesRequest *request, GPtrArray *uses, GError **error)
{
    const char *here = request->project->environment;

    if (request->options == NULL)
        return TRUE;
    g_auto(GStrv) names = dln_project_environments(request->options, error);
    if (names == NULL || (here != NULL && !look(request, NULL, uses, error)))
        return FALSE;
    for (guint i = 0; names[i] != NULL; i++) {
        if (g_strcmp0(names[i], here) != 0 && !look(request, names[i], uses, error))
            return FALSE;
    }
    return TRUE;
}

/* -- What was asked for -------------------------------------------------------------------------- */

static gboolean check_asked(const DlnEnginesRequest *request, const GPtrArray *uses, GError **error)
{
    const char *const *engines = request->engines;
    DlnEngineKind engine;

    for (guint i = 0; engines != NULL && engines[i] != NULL; i++) {
        if (dln_engine_kind_from_name(engines[i], &engine) && dln_engines_have(uses, engine))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "--engine %s: no environment that can be looked at has a %s database of that engine",
            engines[i], dln_scope_name(request->scope));
        return FALSE;
    }
    return TRUE;
}

static gboolean check_words(const char *const *engines, GError **error)
{
    DlnEngineKind engine;

    for (guint i = 0; engines != NULL && engines[i] != NULL; i++) {
        if (dln_engine_kind_from_name(engines[i], &engine))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "--engine \"%s\": it is postgres or sqlite",
            engines[i]);
        return FALSE;
    }
    return TRUE;
}

gboolean dln_engines_find(const DlnEnginesRequest *request, GPtrArray *uses, GError **error)
{
    DlnEngineKind engine;

    if (!check_words(request->engines, error))
        return FALSE;
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
    add_use(uses, engine)->project = request->project;
    return look_at_all(request, uses, error) && check_asked(request, uses, error);
}

void dln_engine_use_explain(const DlnEngineUse *use, GError **error)
{
    if (use->own == NULL || error == NULL || dln_error_is(*error, DUNLIN_ERROR_CANCELLED))
        return;
    g_autofree char *message = (*error)->message;
    g_autofree char *where = use->environment != NULL
                                 ? g_strdup_printf("the environment \"%s\"", use->environment)
                                 : g_strdup("the file outside of its environments");
    (*error)->message = g_strdup_printf("for %s, as %s has it: %s; --engine %s leaves that out",
        dln_engine_kind_name(use->engine), where, message, dln_engine_kind_name(use->in_use));
}
