/* SPDX-License-Identifier: Apache-2.0 */
/* config.c: merging the sources, and the rules between settings. What a tenants pattern must be is in tenants.c. */
#include "project/config.h"

#include <string.h>

#include "project/desired.h"
#include "project/hooks.h"
#include "project/store.h"
#include "project/tenants.h"
#include "project/text_file.h"
#include "project/variables.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnConfig, dln_config_clear)

/* Merges upper, which may be NULL after an error in making it. */
static gboolean merge(DlnLayer *layer, DlnLayer *upper, GError **error)
{
    return upper != NULL && dln_layer_merge(layer, upper, error);
}

static DlnLayer *collect(const DlnConfigSources *sources, GError **error)
{
    g_autoptr(DlnLayer) all = dln_layer_from_database_url(sources->environ);
    g_autoptr(DlnLayer) base = NULL;
    g_autoptr(DlnLayer) environment = NULL;
    g_autoptr(DlnLayer) variables = dln_layer_from_environ(sources->environ);

    if (sources->file != NULL) {
        if (!dln_config_file_read(sources->file, &base, &environment, error))
            return NULL;
        if (!merge(all, base, error) || !merge(all, environment, error))
            return NULL;
    }
    g_autoptr(DlnLayer) overrides = dln_layer_from_overrides(sources->overrides, error);
    if (overrides == NULL || !merge(all, variables, error) || !merge(all, overrides, error))
        return NULL;
    return g_steal_pointer(&all);
}

static gboolean store_all(
    const DlnLayer *layer, const DlnConfigSources *sources, DlnConfig *config, GError **error)
{
    for (guint i = 0; i < dln_settings_count(); i++) {
        if (!dln_config_store(config, i, dln_layer_get(layer, i), sources->environ, error))
            return FALSE;
    }
    return TRUE;
}

/* A CONFIG error about a setting that is known by its key. */
static gboolean refuse(const DlnLayer *layer, const char *key, GError **error, const char *why)
{
    const guint setting = dln_setting_index(key);

    dln_value_error(error, setting, dln_layer_get(layer, setting), "%s", why);
    return FALSE;
}

/* Absolute, so that it does not matter where the program stands. A "file:" name keeps its arguments. */
static char *absolute_database_path(const char *path, const char *root)
{
    static const char scheme[] = "file:";

    if (!g_str_has_prefix(path, scheme))
        return g_canonicalize_filename(path, root);
    const char *rest = path + strlen(scheme);
    if (*rest == '/')
        return g_strdup(path);
    g_autofree char *escaped_root = g_uri_escape_string(root, "/", TRUE);
    return g_strconcat(scheme, escaped_root, "/", rest, NULL);
}

static gboolean is_in_memory(const char *path)
{
    return g_str_equal(path, ":memory:") || g_str_has_prefix(path, "file::memory:") ||
           (g_str_has_prefix(path, "file:") && strstr(path, "mode=memory") != NULL);
}

static gboolean resolve_system(
    const DlnLayer *layer, const char *root, DlnConfig *config, GError **error)
{
    DlnAddress *system = config->system;

    if (config->system_direct != NULL) {
        if (system == NULL)
            return refuse(layer, "system.direct_url", error, "is of no use without system.url");
        if (system->engine != config->system_direct->engine)
            return refuse(
                layer, "system.direct_url", error, "is for another engine than system.url");
        if (system->engine != DLN_ENGINE_POSTGRES)
            return refuse(layer, "system.direct_url", error,
                "is for PostgreSQL only; a SQLite file has no pooler");
    }
    if (system == NULL || system->engine != DLN_ENGINE_SQLITE)
        return TRUE;
    if (is_in_memory(system->path))
        return refuse(
            layer, "system.url", error, "a database in memory would be gone at once; name a file");
    char *path = absolute_database_path(system->path, root);
    g_free(system->path);
    system->path = path;
    return TRUE;
}

static gboolean check_scratch(const DlnLayer *layer, const DlnConfig *config, GError **error)
{
    return config->scratch == NULL || config->scratch->engine == DLN_ENGINE_POSTGRES ||
           refuse(layer, "scratch.url", error,
               "is for PostgreSQL only; SQLite needs no server for a scratch database");
}

/* The text of the file that tenants.seed names, if it does: nothing that ends in ".sql" is SQL. */
static gboolean resolve_seed(
    const DlnLayer *layer, const char *root, DlnConfig *config, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;

    if (config->tenants_seed == NULL || !g_str_has_suffix(config->tenants_seed, ".sql") ||
        strchr(config->tenants_seed, '\n') != NULL)
        return TRUE;
    g_autofree char *path = g_canonicalize_filename(config->tenants_seed, root);
    if (!dln_text_file_read(path, config->tenants_seed, DLN_TEXT_FILE_REQUIRED, &text, &cause))
        return refuse(layer, "tenants.seed", error, cause->message);
    g_free(config->tenants_seed);
    config->tenants_seed = g_steal_pointer(&text);
    return TRUE;
}

/* "./migrations/" as "migrations": it stands before every file name in every message. */
static char *display_path(const char *path)
{
    while (g_str_has_prefix(path, "./") && path[2] != '\0')
        path += 2;
    gsize length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    return g_strndup(path, length);
}

/* One directory read twice would be every id used twice. */
static gboolean resolve_migrations(
    const DlnLayer *layer, const char *root, DlnConfig *config, GError **error)
{
    const guint n = g_strv_length(config->migrations);
    g_auto(GStrv) paths = g_new0(char *, n + 1);

    config->migrations_display = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++) {
        g_autofree char *path = g_canonicalize_filename(config->migrations[i], root);
        if (g_strv_contains((const char *const *)paths, path)) {
            g_autofree char *why =
                g_strdup_printf("names the directory \"%s\" twice", config->migrations[i]);
            return refuse(layer, "migrations", error, why);
        }
        paths[i] = g_steal_pointer(&path);
        config->migrations_display[i] = display_path(config->migrations[i]);
    }
    g_strfreev(config->migrations);
    config->migrations = g_steal_pointer(&paths);
    return TRUE;
}

/* The same for a path that may not be set. */
static void resolve_path(const char *root, char **path)
{
    if (*path == NULL)
        return;
    char *absolute = g_canonicalize_filename(*path, root);
    g_free(*path);
    *path = absolute;
}

/* What only makes sense with tenants, or with a system database beside them. */
static gboolean check_tenant_extras(const DlnLayer *layer, const DlnConfig *config, GError **error)
{
    static const char *const extras[] = {
        "tenants.extension_schemas", "tenants.register", "tenants.seed"};

    for (guint i = 0; config->tenants_kind == DLN_TENANTS_NONE && i < G_N_ELEMENTS(extras); i++) {
        if (dln_layer_get(layer, dln_setting_index(extras[i])) != NULL)
            return refuse(layer, extras[i], error,
                "the project has no tenants: set tenants.schemas, tenants.databases or "
                "tenants.files too");
    }
    if (config->tenants_kind == DLN_TENANTS_SCHEMAS &&
        g_strv_contains((const char *const *)config->system_schemas, DLN_ALL_SCHEMAS))
        return refuse(layer, "system.schemas", error,
            "\"*\" would take the tenants' schemas for the shared database's: name each");
    if (config->tenants_query != NULL && config->system == NULL)
        return refuse(
            layer, "tenants.query", error, "needs a system database to ask: set system.url");
    if (config->tenants_register != NULL && config->system == NULL)
        return refuse(layer, "tenants.register", error,
            "needs a system database to write to: set system.url");
    if (config->tenants_kind == DLN_TENANTS_FILES && *config->extension_schemas != NULL)
        return refuse(layer, "tenants.extension_schemas", error,
            "is for PostgreSQL only; a SQLite file has no schemas");
    if (config->system == NULL && config->tenants_kind == DLN_TENANTS_NONE) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "there is no database: set DATABASE_URL, or write a dunlin.yaml (\"dunlin init\" "
            "does)");
        return FALSE;
    }
    return TRUE;
}

/* What a database is to be that the project does not have. */
static gboolean check_desired(const DlnConfig *config, GError **error)
{
    const gboolean has_tenants = config->tenants_kind != DLN_TENANTS_NONE;
    const DlnDesired *odd = config->desired_tenant != NULL && !has_tenants ? config->desired_tenant
                            : config->desired_public != NULL && config->system == NULL
                                ? config->desired_public
                                : NULL;

    if (odd == NULL)
        return TRUE;
    const DunlinErrorFacts facts = {.file = odd->file, .line = odd->line, .column = odd->column};
    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "schema.%s: the project has no such database",
        odd == config->desired_tenant ? "tenant" : "public");
    return FALSE;
}

static gboolean resolve_trees(
    const DlnLayer *layer, const DlnConfigSources *sources, DlnConfig *config, GError **error)
{
    const DlnConfigHome home = {sources->root, sources->environ};

    return dln_variables_load(layer->trees[DLN_TREE_VARIABLES], sources->environ,
               sources->variables, &config->variables, &config->unset_required, error) &&
           dln_config_resolve_hooks(config, layer->trees[DLN_TREE_HOOKS], &home, error) &&
           dln_config_read_desired(layer->trees[DLN_TREE_SCHEMA], &home, &config->desired_public,
               &config->desired_tenant, error) &&
           check_desired(config, error);
}

gboolean dln_config_load(const DlnConfigSources *sources, DlnConfig *out_config, GError **error)
{
    g_auto(DlnConfig) config = {0};
    g_autoptr(DlnLayer) layer = collect(sources, error);

    if (layer == NULL || !store_all(layer, sources, &config, error))
        return FALSE;
    if (!resolve_system(layer, sources->root, &config, error) ||
        !dln_config_resolve_tenants(&config, layer, sources->root, error) ||
        !check_tenant_extras(layer, &config, error) || !check_scratch(layer, &config, error) ||
        !resolve_seed(layer, sources->root, &config, error) ||
        !resolve_migrations(layer, sources->root, &config, error) ||
        !resolve_trees(layer, sources, &config, error))
        return FALSE;
    resolve_path(sources->root, &config.state_file);
    resolve_path(sources->root, &config.revision_template);
    resolve_path(sources->root, &config.revision_templates);
    *out_config = config;
    memset(&config, 0, sizeof config);
    return TRUE;
}
