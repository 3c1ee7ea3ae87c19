/* SPDX-License-Identifier: Apache-2.0 */
/* choose.c: which databases a verb is for: the tenants that a query names or that a pattern finds, narrowed to the
 * names and globs that the user gave. */
#include <string.h>

#include <glib/gstdio.h>

#include "engine/catalog.h"
#include "fleet/fleet.h"

/* PostgreSQL cuts longer names off without a word; two tenants could become one. */
#define MAX_NAME_BYTES 63

gboolean dln_selection_includes(const DunlinSelection *selection, DlnScope scope)
{
    gboolean named = selection->tenants != NULL && selection->tenants[0] != NULL;

    if (!selection->include_public && !selection->include_tenants && !named)
        return TRUE;
    if (scope == DLN_SCOPE_PUBLIC)
        return selection->include_public;
    return selection->include_tenants || named;
}

/* ---- one database ---- */

static DlnDatabase *new_public(const DunlinProject *project)
{
    DlnDatabase *database = g_new0(DlnDatabase, 1);
    const DlnAddress *address = project->config.system;

    database->scope = DLN_SCOPE_PUBLIC;
    database->outcome = DUNLIN_OUTCOME_NOT_TRIED;
    database->name = g_strdup("public");
    database->address = address;
    if (address->engine == DLN_ENGINE_POSTGRES) {
        database->schema = g_strdup(project->config.system_schema);
        database->place = g_strdup(project->config.system_schema);
    } else {
        database->place = g_strdup(address->display);
    }
    return database;
}

/* A file below the project is shown as the user would type it. */
static char *shown_path(const DunlinProject *project, const char *path)
{
    g_autofree char *root = g_strconcat(project->root, "/", NULL);

    return g_strdup(g_str_has_prefix(path, root) ? path + strlen(root) : path);
}

/* candidate: the schema, database or path that the pattern makes of name. It must lead back to the name: what does
 * not is another folder, the system's own database, or a name that PostgreSQL would cut. */
static gboolean check_name(
    const DunlinProject *project, const char *name, const char *candidate, GError **error)
{
    g_autofree char *back = *name != '\0' && g_utf8_validate(name, -1, NULL)
        ? dln_project_match_tenant(project, candidate)
        : NULL;

    if (g_strcmp0(back, name) == 0 && !g_str_has_suffix(name, DLN_CREATING_SUFFIX))
        return TRUE;
    g_autofree char *shown = g_strescape(name, NULL);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "\"%s\" cannot be the name of a tenant here (%s)", shown,
        *name == '\0'                         ? "it is empty"
            : strlen(candidate) > MAX_NAME_BYTES &&
                project->config.tenants_kind != DLN_TENANTS_FILES
            ? "longer than the 63 bytes of PostgreSQL's names"
            : "its place would not be a tenant's own");
    return FALSE;
}

gboolean dln_fleet_tenant(const DunlinProject *project, const char *name,
    DlnDatabase **out_database, GError **error)
{
    g_autoptr(DlnDatabase) database = g_new0(DlnDatabase, 1);
    const DlnConfig *config = &project->config;

    if (config->tenants_kind == DLN_TENANTS_NONE) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "this project has no tenants; say where they are under \"tenants\" in dunlin.yaml");
        return FALSE;
    }
    g_autofree char *expanded = dln_project_expand_tenant(project, name);
    gboolean is_url = strstr(config->tenants_pattern, "://") != NULL;
    if (is_url && !dln_address_parse(expanded, &database->own_address, error))
        return FALSE;
    const char *candidate = is_url ? database->own_address->dbname : expanded;
    if (!check_name(project, name, candidate != NULL ? candidate : "", error))
        return FALSE;

    database->scope = DLN_SCOPE_TENANT;
    database->outcome = DUNLIN_OUTCOME_NOT_TRIED;
    database->name = g_strdup(name);
    switch (config->tenants_kind) {
    case DLN_TENANTS_SCHEMAS:
        database->schema = g_strdup(expanded);
        database->place = g_strdup(expanded);
        database->address = config->system;
        break;
    case DLN_TENANTS_DATABASES:
        if (!is_url)
            database->own_address = dln_address_with_dbname(config->system, expanded);
        database->schema = g_strdup(config->system_schema);
        database->place = g_strdup(
            database->own_address->dbname != NULL ? database->own_address->dbname : name);
        break;
    default:
        database->own_address = dln_address_new_file(expanded);
        database->place = shown_path(project, expanded);
        g_free(database->own_address->display);
        database->own_address->display = g_strdup(database->place);
        break;
    }
    if (database->own_address != NULL)
        database->address = database->own_address;
    *out_database = g_steal_pointer(&database);
    return TRUE;
}

/* ---- the names of all tenants ---- */

static gboolean names_from_query(
    DlnFleet *fleet, GCancellable *cancellable, GPtrArray **out_names, GError **error)
{
    g_autoptr(DlnDatabase) system = new_public(fleet->project);
    DlnSession *session = NULL;

    if (!dln_fleet_session(
            fleet, 0, system, DLN_OPEN_READ_ONLY, cancellable, &session, error))
        return FALSE;
    g_autoptr(GPtrArray) names = dln_catalog_first_column(
        session, system->schema, fleet->project->config.tenants_query, cancellable, error);
    dln_fleet_let_go(fleet, 0, system);
    if (names == NULL) {
        g_prefix_error(error, "tenants.query: ");
        return FALSE;
    }
    for (guint i = 0; i < names->len; i++) {
        if (names->pdata[i] == NULL) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "tenants.query: row %u is NULL, not the name of a tenant", i + 1);
            return FALSE;
        }
    }
    *out_names = g_steal_pointer(&names);
    return TRUE;
}

/* What of candidates the pattern matches. Takes candidates. */
static GPtrArray *matching_names(const DunlinProject *project, GPtrArray *candidates)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < candidates->len; i++) {
        char *name = dln_project_match_tenant(project, candidates->pdata[i]);
        if (name != NULL && !g_str_has_suffix(name, DLN_CREATING_SUFFIX) &&
            !g_str_has_suffix(candidates->pdata[i], DLN_CREATING_SUFFIX))
            g_ptr_array_add(names, name);
        else
            g_free(name);
    }
    g_ptr_array_unref(candidates);
    return names;
}

static gboolean names_from_schemas(
    DlnFleet *fleet, GCancellable *cancellable, GPtrArray **out_names, GError **error)
{
    g_autoptr(DlnDatabase) system = new_public(fleet->project);
    DlnSession *session = NULL;
    GPtrArray *candidates = NULL;

    if (dln_fleet_session(fleet, 0, system, DLN_OPEN_READ_ONLY, cancellable, &session, error))
        candidates = dln_catalog_schemas(session, cancellable, error);
    if (candidates == NULL)
        return FALSE;
    *out_names = matching_names(fleet->project, candidates);
    return TRUE;
}

gboolean dln_fleet_databases_server(
    const DunlinProject *project, DlnAddress **out_address, GError **error)
{
    g_autofree char *any = dln_project_expand_tenant(project, "postgres");
    g_autoptr(DlnAddress) address = NULL;

    if (strstr(project->config.tenants_pattern, "://") == NULL) {
        *out_address = dln_address_copy(project->config.system);
        return TRUE;
    }
    if (!dln_address_parse(any, &address, error))
        return FALSE;
    *out_address = dln_address_with_dbname(address, "postgres");
    return TRUE;
}

static gboolean names_from_databases(const DunlinProject *project, GCancellable *cancellable,
    GPtrArray **out_names, GError **error)
{
    g_autoptr(DlnAddress) address = NULL;
    g_autoptr(DlnSession) session = NULL;
    DlnOpenOptions options = {
        .flags = DLN_OPEN_READ_ONLY,
        .connect_timeout_ms = project->config.connect_timeout_ms,
    };

    if (!dln_fleet_databases_server(project, &address, error))
        return FALSE;
    options.address = address;
    if (!dln_session_open(&options, cancellable, &session, error))
        return FALSE;
    GPtrArray *candidates = dln_catalog_databases(session, cancellable, error);
    if (candidates == NULL)
        return FALSE;
    *out_names = matching_names(project, candidates);
    return TRUE;
}

/* The pattern has one {tenant}, in one component of the path: that folder is listed. */
static gboolean names_from_files(
    const DunlinProject *project, GPtrArray **out_names, GError **error)
{
    const char *pattern = project->config.tenants_pattern;
    const char *mark = strstr(pattern, "{tenant}");
    g_autofree char *before = g_strndup(pattern, (gsize)(mark - pattern));
    const char *slash = strrchr(before, '/');
    g_autofree char *folder = g_strndup(before, (gsize)(slash + 1 - before));
    const char *rest = strchr(mark, '/');
    g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) io_error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &io_error);

    if (dir == NULL && !g_error_matches(io_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "tenants.files: %s", io_error->message);
        return FALSE;
    }
    for (const char *entry = dir != NULL ? g_dir_read_name(dir) : NULL; entry != NULL;
         entry = g_dir_read_name(dir)) {
        g_autofree char *path = g_strconcat(folder, entry, rest, NULL);
        /* A link that leads nowhere is a tenant whose file is lost: an error, not one tenant less. */
        if (g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK))
            g_ptr_array_add(candidates, g_steal_pointer(&path));
    }
    *out_names = matching_names(project, g_steal_pointer(&candidates));
    return TRUE;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean find_names(
    DlnFleet *fleet, GCancellable *cancellable, GPtrArray **out_names, GError **error)
{
    const DunlinProject *project = fleet->project;

    if (project->config.tenants_query != NULL)
        return names_from_query(fleet, cancellable, out_names, error);
    if (project->config.tenants_kind == DLN_TENANTS_FILES)
        return names_from_files(project, out_names, error);
    if (project->config.tenants_kind == DLN_TENANTS_SCHEMAS)
        return names_from_schemas(fleet, cancellable, out_names, error);
    return names_from_databases(project, cancellable, out_names, error);
}

static gboolean all_names(
    DlnFleet *fleet, GCancellable *cancellable, GPtrArray **out_names, GError **error)
{
    g_autoptr(GPtrArray) names = NULL;

    if (!find_names(fleet, cancellable, &names, error))
        return FALSE;
    g_ptr_array_sort(names, compare_names);
    for (guint i = 1; i < names->len; i++) {
        if (g_str_equal(names->pdata[i - 1], names->pdata[i])) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "tenant \"%s\" is named twice: two tenants would share one database",
                (const char *)names->pdata[i]);
            return FALSE;
        }
    }
    *out_names = g_steal_pointer(&names);
    return TRUE;
}

/* ---- the user's choice among them ---- */

/* Whether asked means the name: as it stands, or as a glob, but not where it is a name of its own. */
static gboolean is_asked_for(const char *asked, gboolean is_name, const char *name)
{
    return is_name ? g_str_equal(asked, name) : g_pattern_match_simple(asked, name);
}

/* Keeps the names that a name or glob asks for. Each must match something, or a typing error would pass for success. */
static gboolean narrow(const char *const *asked, GPtrArray **names, GError **error)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    g_autofree gboolean *taken = g_new0(gboolean, (*names)->len + 1);

    for (guint a = 0; asked[a] != NULL; a++) {
        gboolean is_name = g_ptr_array_find_with_equal_func(*names, asked[a], g_str_equal, NULL);
        gboolean found = FALSE;
        for (guint i = 0; i < (*names)->len; i++) {
            if (is_asked_for(asked[a], is_name, (*names)->pdata[i]))
                found = taken[i] = TRUE;
        }
        if (!found) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "no tenant matches \"%s\"%s",
                asked[a], (*names)->len == 0 ? "; there are no tenants yet" : "");
            return FALSE;
        }
    }
    for (guint i = 0; i < (*names)->len; i++) {
        if (taken[i])
            g_ptr_array_add(kept, g_strdup((*names)->pdata[i]));
    }
    g_ptr_array_unref(*names);
    *names = g_steal_pointer(&kept);
    return TRUE;
}

/* ---- one file, one tenant ---- */

/* Which file a path leads to, through all links; NULL when there is none yet. (transfer full) */
static char *identity_of(const char *path)
{
    GStatBuf found;

    if (path == NULL || g_stat(path, &found) != 0)
        return NULL;
    return g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64)found.st_dev,
        (guint64)found.st_ino);
}

/* owners: from a file's identity to a sentence that says whose it is. Takes owner. */
static void note_owner(GHashTable *owners, const char *path, char *owner)
{
    char *identity = identity_of(path);

    if (identity != NULL)
        g_hash_table_insert(owners, identity, owner);
    else
        g_free(owner);
}

static gboolean claim_file(GHashTable *owners, const DlnDatabase *tenant, GError **error)
{
    g_autofree char *identity = identity_of(tenant->address->path);
    const char *other = identity != NULL ? g_hash_table_lookup(owners, identity) : NULL;

    if (identity == NULL)
        return TRUE;
    if (other == NULL)
        return g_hash_table_insert(owners, g_steal_pointer(&identity),
            g_strdup_printf("tenant \"%s\"", tenant->name));
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "tenant \"%s\" (%s) is one file with %s",
        tenant->name, tenant->place, other);
    return FALSE;
}

static gboolean check_files(const DlnFleet *fleet, GError **error)
{
    const DlnConfig *config = &fleet->project->config;
    g_autoptr(GHashTable) owners =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    if (config->tenants_kind != DLN_TENANTS_FILES)
        return TRUE;
    if (config->system != NULL)
        note_owner(owners, config->system->path, g_strdup("the system database"));
    note_owner(owners, config->state_file, g_strdup("the state file"));
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        if (database->scope == DLN_SCOPE_TENANT && !claim_file(owners, database, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean choose_tenants(DlnFleet *fleet, const DunlinSelection *selection,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) names = NULL;
    gboolean narrowed = selection->tenants != NULL && selection->tenants[0] != NULL;

    if (!all_names(fleet, cancellable, &names, error) ||
        (narrowed && !narrow(selection->tenants, &names, error)))
        return FALSE;
    for (guint i = 0; i < names->len; i++) {
        DlnDatabase *database = NULL;
        if (!dln_fleet_tenant(fleet->project, names->pdata[i], &database, error))
            return FALSE;
        g_ptr_array_add(fleet->databases, database);
    }
    if (!check_files(fleet, error))
        return FALSE;
    if (names->len == 0) {
        g_autofree char *pattern =
            shown_path(fleet->project, fleet->project->config.tenants_pattern);
        g_ptr_array_add(fleet->warnings,
            fleet->project->config.tenants_query != NULL
                ? g_strdup("no tenants found: tenants.query returned no row")
                : g_strdup_printf("no tenants found: nothing is called \"%s\"", pattern));
    }
    return TRUE;
}

gboolean dln_fleet_choose(DlnFleet *fleet, DlnScope scope, const DunlinSelection *selection,
    GCancellable *cancellable, GError **error)
{
    const DlnConfig *config = &fleet->project->config;
    gboolean asked = selection->include_public || selection->include_tenants ||
        (selection->tenants != NULL && selection->tenants[0] != NULL);
    DlnEngineKind engine;

    if (!dln_selection_includes(selection, scope))
        return TRUE;
    if (scope == DLN_SCOPE_PUBLIC && config->system != NULL) {
        g_ptr_array_add(fleet->databases, new_public(fleet->project));
        return TRUE;
    }
    if (scope == DLN_SCOPE_TENANT && config->tenants_kind != DLN_TENANTS_NONE)
        return choose_tenants(fleet, selection, cancellable, error);
    return !asked || dln_project_require_scope(fleet->project, scope, &engine, error);
}
