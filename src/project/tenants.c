/* SPDX-License-Identifier: Apache-2.0 */
/* tenants.c: what a tenants pattern must be, a tenant's name into its place, and back.
 * Knows no list of tenants: finding them is fleet's. */
#include "project/tenants.h"

#include <string.h>

#define PLACEHOLDER "{tenant}"
/* NAMEDATALEN - 1: PostgreSQL cuts longer names, and two tenants would become one. */
#define MAX_NAME_BYTES 63

static const char *const kind_keys[] = {
    [DLN_TENANTS_SCHEMAS] = "tenants.schemas",
    [DLN_TENANTS_DATABASES] = "tenants.databases",
    [DLN_TENANTS_FILES] = "tenants.files",
};

static gboolean is_url(const char *pattern)
{
    return strstr(pattern, "://") != NULL;
}

/* Replaces the placeholder; the last one, for the project's own directory may be called anything. */
static char *fill(const char *pattern, const char *text)
{
    const char *at = g_strrstr(pattern, PLACEHOLDER);
    g_autofree char *head = g_strndup(pattern, (gsize)(at - pattern));

    return g_strconcat(head, text, at + strlen(PLACEHOLDER), NULL);
}

/* What stands for the placeholder in candidate, or NULL. */
static char *extract(const char *pattern, const char *candidate)
{
    const char *at = g_strrstr(pattern, PLACEHOLDER);
    if (at == NULL)
        return NULL;
    const gsize head = (gsize)(at - pattern);
    const char *tail = at + strlen(PLACEHOLDER);
    const gsize length = strlen(candidate);

    if (length <= head + strlen(tail) || strncmp(pattern, candidate, head) != 0 ||
        !g_str_has_suffix(candidate, tail))
        return NULL;
    return g_strndup(candidate + head, length - head - strlen(tail));
}

static guint count(const char *text, const char *word)
{
    guint n = 0;

    for (const char *p = strstr(text, word); p != NULL; p = strstr(p + strlen(word), word))
        n++;
    return n;
}

static char *normalise(const char *pattern)
{
    if (count(pattern, PLACEHOLDER) + count(pattern, "*") != 1)
        return NULL;
    const char *star = strchr(pattern, '*');
    if (star == NULL)
        return g_strdup(pattern);
    g_autofree char *head = g_strndup(pattern, (gsize)(star - pattern));
    return g_strconcat(head, PLACEHOLDER, star + 1, NULL);
}

static gboolean refuse(
    const DlnConfig *config, const DlnLayer *layer, GError **error, const char *why)
{
    const guint setting = dln_setting_index(kind_keys[config->tenants_kind]);

    dln_value_error(error, setting, dln_layer_get(layer, setting), "%s", why);
    return FALSE;
}

static gboolean system_is(const DlnConfig *config, DlnEngineKind engine)
{
    return config->system != NULL && config->system->engine == engine;
}

static gboolean check_schemas(const DlnConfig *config, const DlnLayer *layer, GError **error)
{
    if (!system_is(config, DLN_ENGINE_POSTGRES))
        return refuse(config, layer, error,
            "schemas are in the system database, which must be PostgreSQL: set system.url");
    return TRUE;
}

static gboolean check_database_url(const DlnConfig *config, const DlnLayer *layer, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(DlnAddress) address = NULL;

    if (!dln_address_parse(config->tenants_pattern, &address, &cause))
        return refuse(config, layer, error, cause->message);
    if (address->engine != DLN_ENGINE_POSTGRES)
        return refuse(
            config, layer, error, "must be PostgreSQL; SQLite files belong under tenants.files");
    if (config->tenants_query == NULL &&
        (address->dbname == NULL || strstr(address->dbname, PLACEHOLDER) == NULL))
        return refuse(config, layer, error,
            "the database's name does not hold {tenant}, so that tenants can only be found by "
            "tenants.query");
    return TRUE;
}

static gboolean check_databases(const DlnConfig *config, const DlnLayer *layer, GError **error)
{
    const char *pattern = config->tenants_pattern;

    if (is_url(pattern))
        return check_database_url(config, layer, error);
    if (strpbrk(pattern, "=/") != NULL)
        return refuse(config, layer, error,
            "is neither a database's name nor a URL (postgresql://host/name_{tenant})");
    if (!system_is(config, DLN_ENGINE_POSTGRES))
        return refuse(config, layer, error,
            "names no server: write a URL, or set system.url to a PostgreSQL database on the same "
            "server");
    return TRUE;
}

static gboolean resolve_files(
    DlnConfig *config, const DlnLayer *layer, const char *root, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(DlnAddress) address = NULL;
    const char *path = config->tenants_pattern;

    if (is_url(path)) {
        if (!dln_address_parse(path, &address, &cause))
            return refuse(config, layer, error, cause->message);
        if (address->engine != DLN_ENGINE_SQLITE)
            return refuse(config, layer, error,
                "must be SQLite files; PostgreSQL belongs under tenants.databases");
        path = address->path;
    }
    if (g_str_has_prefix(path, "file:"))
        return refuse(config, layer, error, "must be a plain path, not a \"file:\" name");
    char *absolute = g_canonicalize_filename(path, root);
    g_free(config->tenants_pattern);
    config->tenants_pattern = absolute;
    return TRUE;
}

static void find_kind(DlnConfig *config, const DlnLayer *layer)
{
    for (DlnTenantsKind kind = DLN_TENANTS_SCHEMAS; kind <= DLN_TENANTS_FILES; kind++) {
        if (dln_layer_get(layer, dln_setting_index(kind_keys[kind])) != NULL)
            config->tenants_kind = kind;
    }
    if (config->tenants_kind == DLN_TENANTS_NONE && config->tenants_query != NULL) {
        config->tenants_kind = DLN_TENANTS_SCHEMAS;
        config->tenants_pattern = g_strdup(PLACEHOLDER);
    }
}

gboolean dln_config_resolve_tenants(
    DlnConfig *config, const DlnLayer *layer, const char *root, GError **error)
{
    find_kind(config, layer);
    if (config->tenants_kind == DLN_TENANTS_NONE)
        return TRUE;

    char *pattern = normalise(config->tenants_pattern);
    if (pattern == NULL)
        return refuse(config, layer, error,
            "must hold one {tenant} or one *, where the tenant's name stands");
    g_free(config->tenants_pattern);
    config->tenants_pattern = pattern;
    if (config->tenants_kind == DLN_TENANTS_FILES)
        return resolve_files(config, layer, root, error);
    if (config->tenants_kind == DLN_TENANTS_DATABASES)
        return check_databases(config, layer, error);
    return check_schemas(config, layer, error);
}

static gboolean is_reserved_schema(const DlnConfig *config, const char *schema)
{
    return g_str_equal(schema, config->system_schema) ||
           g_strv_contains((const char *const *)config->system_schemas, schema) ||
           g_str_equal(schema, "dunlin") || g_str_equal(schema, "information_schema") ||
           g_str_has_prefix(schema, "pg_");
}

static gboolean is_reserved_database(const DlnConfig *config, const char *database)
{
    static const char *const own[] = {"postgres", "template0", "template1", NULL};

    if (g_strv_contains(own, database))
        return TRUE;
    return !is_url(config->tenants_pattern) && g_strcmp0(config->system->dbname, database) == 0;
}

/* Other files than a tenant's: the project's own, and what SQLite puts beside each database. */
static gboolean is_reserved_file(const DlnConfig *config, const char *path)
{
    static const char *const companions[] = {"-journal", "-wal", "-shm"};

    for (guint i = 0; i < G_N_ELEMENTS(companions); i++) {
        if (g_str_has_suffix(path, companions[i]))
            return TRUE;
    }
    return g_strcmp0(config->state_file, path) == 0 ||
           (system_is(config, DLN_ENGINE_SQLITE) && g_str_equal(config->system->path, path));
}

static char *match_schema(const DlnConfig *config, const char *candidate)
{
    if (strlen(candidate) > MAX_NAME_BYTES || is_reserved_schema(config, candidate))
        return NULL;
    return extract(config->tenants_pattern, candidate);
}

static char *match_database(const DlnConfig *config, const char *candidate)
{
    g_autoptr(DlnAddress) address = NULL;

    if (strlen(candidate) > MAX_NAME_BYTES || is_reserved_database(config, candidate))
        return NULL;
    if (!is_url(config->tenants_pattern))
        return extract(config->tenants_pattern, candidate);
    if (!dln_address_parse(config->tenants_pattern, &address, NULL) || address->dbname == NULL)
        return NULL;
    return extract(address->dbname, candidate);
}

static char *match_file(const DlnConfig *config, const char *candidate)
{
    g_autofree char *path = g_canonicalize_filename(candidate, "/");
    g_autofree char *tenant = extract(config->tenants_pattern, path);

    if (tenant == NULL || strchr(tenant, '/') != NULL || is_reserved_file(config, path))
        return NULL;
    return g_steal_pointer(&tenant);
}

char *dln_project_match_tenant(const DunlinProject *project, const char *candidate)
{
    const DlnConfig *config = &project->config;
    g_autofree char *tenant = NULL;

    if (config->tenants_kind == DLN_TENANTS_SCHEMAS)
        tenant = match_schema(config, candidate);
    else if (config->tenants_kind == DLN_TENANTS_DATABASES)
        tenant = match_database(config, candidate);
    else if (config->tenants_kind == DLN_TENANTS_FILES)
        tenant = match_file(config, candidate);
    return tenant != NULL && g_utf8_validate(tenant, -1, NULL) ? g_steal_pointer(&tenant) : NULL;
}

char *dln_project_expand_tenant(const DunlinProject *project, const char *tenant)
{
    const char *pattern = project->config.tenants_pattern;

    g_return_val_if_fail(pattern != NULL, NULL);
    if (!is_url(pattern))
        return fill(pattern, tenant);
    g_autofree char *escaped = g_uri_escape_string(tenant, NULL, FALSE);
    return fill(pattern, escaped);
}
