/* SPDX-License-Identifier: Apache-2.0 */
/* project.c: loading a project from its directory, in the order configuration, files, graph. */
#include "project/project.h"

#include <string.h>

#include "format/format.h"
#include "project/config.h"
#include "project/rebase_log.h"
#include "project/revisions.h"
#include "project/store.h"
#include "project/sum.h"
#include "project/text_file.h"

#define CONFIG_NAME "dunlin.yaml"

/* The options with their defaults filled in. */
typedef struct {
    const char *const *environ;
    char **own_environ; /* what environ points to when it is the process's own */
    char *directory;    /* absolute */
    char *config_path;  /* absolute */
    char *display;      /* config_path as shown */
    DlnTextFileNeed need;
    const char *environment; /* NULL: none chosen */
    gboolean has_file;       /* a configuration file may be read */
} Place;

static void clear_place(Place *place)
{
    g_strfreev(place->own_environ);
    g_free(place->directory);
    g_free(place->config_path);
    g_free(place->display);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, clear_place)

static const char *none_if_empty(const char *text)
{
    return text == NULL || *text == '\0' ? NULL : text;
}

/* No upward search: which project a command works on must not depend on what lies above it. */
static void find_place(Place *place, const DunlinProjectOptions *options)
{
    const char *config_file = none_if_empty(options->config_file);
    const char *directory = none_if_empty(options->directory);

    if (options->environ == NULL)
        place->own_environ = g_get_environ();
    place->environ =
        options->environ != NULL ? options->environ : (const char *const *)place->own_environ;
    place->environment = none_if_empty(options->environment);
    if (place->environment == NULL)
        place->environment = none_if_empty(g_environ_getenv((char **)place->environ, "DUNLIN_ENV"));

    place->directory = g_canonicalize_filename(directory == NULL ? "." : directory, NULL);
    place->config_path =
        g_canonicalize_filename(config_file == NULL ? CONFIG_NAME : config_file, place->directory);
    place->display = g_strdup(config_file == NULL ? CONFIG_NAME : config_file);
    place->need = config_file == NULL ? DLN_TEXT_FILE_OPTIONAL : DLN_TEXT_FILE_REQUIRED;
}

static gboolean check_directory(const Place *place, GError **error)
{
    if (g_file_test(place->directory, G_FILE_TEST_IS_DIR))
        return TRUE;
    dln_error_set(
        error, DUNLIN_ERROR_CONFIG, NULL, "there is no directory \"%s\"", place->directory);
    return FALSE;
}

static gboolean load_config(
    DunlinProject *project, const Place *place, const DunlinProjectOptions *options, GError **error)
{
    g_autofree char *text = NULL;

    if (place->has_file &&
        !dln_text_file_read(place->config_path, place->display, place->need, &text, error))
        return FALSE;
    if (text == NULL && place->environment != NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the environment \"%s\" is chosen, but there is no %s", place->environment,
            CONFIG_NAME);
        return FALSE;
    }
    const DlnConfigFileInput file = {text, place->display, place->environment};
    const DlnConfigSources sources = {
        .root = project->root,
        .file = text == NULL ? NULL : &file,
        .environ = place->environ,
        .overrides = options->overrides,
        .variables = options->variables,
    };
    project->config_file = text == NULL ? NULL : g_strdup(place->display);
    project->environment = g_strdup(place->environment);
    return dln_config_load(&sources, &project->config, error);
}

static void take_warnings(DunlinProject *project, const GPtrArray *warnings)
{
    for (guint i = 0; i < warnings->len; i++)
        g_ptr_array_add(project->warnings, g_strdup(g_ptr_array_index(warnings, i)));
}

static gboolean read_directory(DunlinProject *project, guint index, GError **error)
{
    const char *directory = project->config.migrations[index];
    const char *display = project->config.migrations_display[index];
    g_autoptr(GPtrArray) files = NULL;

    if (!dln_format_list_directory(directory, display, DLN_LIST_TEXTS, &files, error) ||
        !dln_rebase_log_check(directory, display, error))
        return FALSE;
    g_ptr_array_add(project->sums, dln_sum_look(directory, display, files));
    return dln_format_read_files(files, display, project->revisions, error);
}

static gboolean load_revisions(DunlinProject *project, DlnLoadDepth depth, GError **error)
{
    GError **graph_error = depth == DLN_LOAD_ANY_ORDER ? &project->graph_error : error;

    project->revisions = g_ptr_array_new_with_free_func((GDestroyNotify)dln_revision_free);
    project->sums = g_ptr_array_new_with_free_func((GDestroyNotify)dln_sum_state_free);
    for (guint i = 0; depth != DLN_LOAD_NO_FILES && project->config.migrations[i] != NULL; i++) {
        if (!read_directory(project, i, error))
            return FALSE;
    }
    if (!dln_project_prepare_revisions(project, project->revisions, error))
        return FALSE;
    if (!dln_graph_build(project->revisions, &project->graph, graph_error))
        return project->graph_error != NULL;
    take_warnings(project, dln_graph_warnings(project->graph));
    return TRUE;
}

gboolean dln_project_check_sums(const DunlinProject *project, GError **error)
{
    const GError *first = NULL;
    guint n_problems = 0;

    for (guint i = 0; i < project->sums->len; i++) {
        const DlnSumState *state = project->sums->pdata[i];
        n_problems += state->problems->len;
        if (first == NULL && state->problems->len > 0)
            first = state->problems->pdata[0];
    }
    if (first == NULL)
        return TRUE;
    g_autoptr(GError) problem = g_error_copy(first);
    if (n_problems > 1) {
        g_autofree char *more = g_strdup_printf(
            "%s (and %u more: `dunlin check` lists them)", first->message, n_problems - 1);
        g_free(problem->message);
        problem->message = g_steal_pointer(&more);
    }
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

DunlinProject *dunlin_project_load(const DunlinProjectOptions *options, GError **error)
{
    return dln_project_load(options, DLN_LOAD_ALL, error);
}

DunlinProject *dunlin_project_load_settings(const DunlinProjectOptions *options, GError **error)
{
    return dln_project_load(options, DLN_LOAD_CONFIG, error);
}

static DunlinProject *load_place(
    Place *place, const DunlinProjectOptions *options, DlnLoadDepth depth, GError **error)
{
    g_autoptr(DunlinProject) project = g_new0(DunlinProject, 1);

    project->warnings = g_ptr_array_new_with_free_func(g_free);
    project->root = g_path_get_dirname(place->config_path);
    if (!check_directory(place, error) || !load_config(project, place, options, error) ||
        (depth != DLN_LOAD_CONFIG && !load_revisions(project, depth, error)))
        return NULL;
    return g_steal_pointer(&project);
}

DunlinProject *dln_project_load(
    const DunlinProjectOptions *options, DlnLoadDepth depth, GError **error)
{
    static const DunlinProjectOptions defaults;
    g_auto(Place) place = {.has_file = TRUE};

    if (options == NULL)
        options = &defaults;
    find_place(&place, options);
    return load_place(&place, options, depth, error);
}

DunlinProject *dln_project_load_bare(
    const DunlinProjectOptions *options, DlnLoadDepth depth, GError **error)
{
    g_auto(Place) place = {0};

    find_place(&place, options);
    place.environment = NULL;
    return load_place(&place, options, depth, error);
}

DunlinProject *dln_project_read_again(const DunlinProject *lender, GError **error)
{
    g_autoptr(DunlinProject) project = g_new0(DunlinProject, 1);

    project->root = g_strdup(lender->root);
    project->config_file = g_strdup(lender->config_file);
    project->environment = g_strdup(lender->environment);
    project->config = lender->config;
    project->borrows_config = TRUE;
    project->warnings = g_ptr_array_new_with_free_func(g_free);
    return load_revisions(project, DLN_LOAD_ALL, error) ? g_steal_pointer(&project) : NULL;
}

char **dln_project_environments(const DunlinProjectOptions *options, GError **error)
{
    g_auto(Place) place = {0};
    g_autofree char *text = NULL;

    find_place(&place, options);
    if (!dln_text_file_read(place.config_path, place.display, place.need, &text, error))
        return NULL;
    const DlnConfigFileInput file = {text != NULL ? text : "", place.display, NULL};
    return dln_config_file_environments(&file);
}

gboolean dln_project_lend_history(
    const DunlinProject *lender, DunlinProject *to, const DlnRevision *but, GError **error)
{
    for (guint i = 0; i < lender->revisions->len; i++) {
        if (lender->revisions->pdata[i] != but &&
            !dln_project_compile_revision(to, lender->revisions->pdata[i], error))
            return FALSE;
    }
    to->revisions = g_ptr_array_ref(lender->revisions);
    to->sums = g_ptr_array_ref(lender->sums);
    to->graph = dln_graph_ref(lender->graph);
    return TRUE;
}

void dunlin_project_free(DunlinProject *project)
{
    if (project == NULL)
        return;
    g_free(project->root);
    g_free(project->config_file);
    g_free(project->environment);
    if (!project->borrows_config)
        dln_config_clear(&project->config);
    g_clear_pointer(&project->graph, dln_graph_unref);
    g_clear_pointer(&project->revisions, g_ptr_array_unref);
    g_clear_pointer(&project->sums, g_ptr_array_unref);
    g_clear_error(&project->graph_error);
    g_clear_pointer(&project->warnings, g_ptr_array_unref);
    g_free(project);
}

const GPtrArray *dunlin_project_get_warnings(const DunlinProject *project)
{
    return project->warnings;
}

gboolean dln_project_check_required(const DunlinProject *project, GError **error)
{
    const GError *unset = project->config.unset_required;

    if (unset != NULL)
        g_propagate_error(error, g_error_copy(unset));
    return unset == NULL;
}

gboolean dln_project_scope_engine(
    const DunlinProject *project, DlnScope scope, DlnEngineKind *out_engine)
{
    const DlnConfig *config = &project->config;

    if ((scope & DLN_SCOPE_PUBLIC) != 0 && config->system != NULL) {
        *out_engine = config->system->engine;
        return TRUE;
    }
    if ((scope & DLN_SCOPE_TENANT) != 0 && config->tenants_kind != DLN_TENANTS_NONE) {
        *out_engine =
            config->tenants_kind == DLN_TENANTS_FILES ? DLN_ENGINE_SQLITE : DLN_ENGINE_POSTGRES;
        return TRUE;
    }
    return FALSE;
}

gboolean dln_project_require_scope(
    const DunlinProject *project, DlnScope scope, DlnEngineKind *out_engine, GError **error)
{
    if (dln_project_scope_engine(project, scope, out_engine))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        scope == DLN_SCOPE_PUBLIC
            ? "this project has no public database (system.url is not set)"
            : "this project has no tenants; say where they are under \"tenants\" in dunlin.yaml");
    return FALSE;
}
