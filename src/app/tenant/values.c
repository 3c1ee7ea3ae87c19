/* SPDX-License-Identifier: Apache-2.0 */
/* values.c: named values into configured SQL: bound, never pasted. */
#include "app/tenant/values.h"

#include <string.h>

#include "lint/gate.h"
#include "sql/lexer.h"
#include "sql/parameters.h"

struct DlnTenantValues {
    GHashTable *values;        /* name -> text */
    GPtrArray *seed;           /* (element-type DlnParameterized) */
    GPtrArray *registration;   /* likewise */
};

void dln_tenant_values_free(DlnTenantValues *values)
{
    if (values == NULL)
        return;
    g_clear_pointer(&values->values, g_hash_table_unref);
    g_clear_pointer(&values->seed, g_ptr_array_unref);
    g_clear_pointer(&values->registration, g_ptr_array_unref);
    g_free(values);
}

/* A new name must be one that needs quotes nowhere: not in SQL, not in a path, not in a shell. */
static gboolean check_slug(const char *slug, GError **error)
{
    gsize good = strspn(slug, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    if (*slug != '\0' && slug[good] == '\0' && *slug != '-' && good <= 63)
        return TRUE;
    g_autofree char *shown = g_strescape(slug, NULL);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "\"%s\" is no safe name for a tenant: letters, digits, _ and -, 63 at most, and no - at the "
        "start",
        shown);
    return FALSE;
}

static gboolean take_values(
    DlnTenantValues *values, const DunlinTenantCreateOptions *options, GError **error)
{
    g_hash_table_insert(values->values, g_strdup("slug"), g_strdup(options->slug));
    g_hash_table_insert(values->values, g_strdup("name"),
        g_strdup(options->display_name != NULL ? options->display_name : options->slug));
    for (guint i = 0; options->values != NULL && options->values[i] != NULL; i++) {
        const char *equals = strchr(options->values[i], '=');
        if (equals == NULL || equals == options->values[i]) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "\"%s\" is not of the form key=value", options->values[i]);
            return FALSE;
        }
        char *key = g_strndup(options->values[i], (gsize)(equals - options->values[i]));
        if (g_hash_table_contains(values->values, key)) {
            dln_error_set(
                error, DUNLIN_ERROR_CONFIG, NULL, "the value \"%s\" is given twice", key);
            g_free(key);
            return FALSE;
        }
        g_hash_table_insert(values->values, key, g_strdup(equals + 1));
    }
    return TRUE;
}

/* A value is bound to one statement at a time, so that there is no place for COPY's data; and a COMMIT within would leave
 * half a tenant. */
static gboolean check_statements(const DlnScript *script, GError **error)
{
    for (guint i = 0; i < script->n_statements; i++) {
        if (!(script->statements[i].flags & DLN_STATEMENT_COPY_IN))
            continue;
        dln_source_error(&script->source, script->statements[i].offset, error,
            "COPY FROM STDIN has no place here: insert the rows");
        return FALSE;
    }
    return dln_gate_check_within(script, 0, error);
}

static gboolean parse(const char *setting, const char *sql, DlnEngineKind engine,
    GPtrArray **out_statements, GError **error)
{
    g_autoptr(GPtrArray) statements =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_parameterized_free);
    g_autoptr(DlnScript) script = NULL;
    const DlnSource source = {setting, sql, sql != NULL ? strlen(sql) : 0, 1, 1};

    if (sql != NULL && (!dln_script_parse(engine, &source, &script, error) ||
                           !check_statements(script, error)))
        return FALSE;
    for (guint i = 0; script != NULL && i < script->n_statements; i++) {
        const DlnStatement *statement = &script->statements[i];
        const DlnSource one = {setting, sql + statement->offset, statement->length,
            statement->line, statement->column};
        DlnParameterized *parameterized = NULL;
        if (!dln_sql_parameterize(engine, &one, &parameterized, error))
            return FALSE;
        g_ptr_array_add(statements, parameterized);
    }
    *out_statements = g_steal_pointer(&statements);
    return TRUE;
}

static gboolean check_names(const DlnTenantValues *values, const char *setting,
    const GPtrArray *statements, GHashTable *used, GError **error)
{
    for (guint i = 0; i < statements->len; i++) {
        const DlnParameterized *statement = statements->pdata[i];
        for (guint n = 0; statement->names[n] != NULL; n++) {
            g_hash_table_add(used, statement->names[n]);
            if (g_hash_table_contains(values->values, statement->names[n]))
                continue;
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "%s needs a value for \"%s\"; give it with --set %s=...", setting,
                statement->names[n], statement->names[n]);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean check_all_used(const DlnTenantValues *values, GHashTable *used, GError **error)
{
    GHashTableIter iter;
    gpointer name;

    g_hash_table_iter_init(&iter, values->values);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        if (g_hash_table_contains(used, name) || g_str_equal(name, "slug") ||
            g_str_equal(name, "name"))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the value \"%s\" is used by neither tenants.seed nor tenants.register",
            (const char *)name);
        return FALSE;
    }
    return TRUE;
}

DlnTenantValues *dln_tenant_values_new(
    const DunlinProject *project, const DunlinTenantCreateOptions *options, GError **error)
{
    g_autoptr(DlnTenantValues) values = g_new0(DlnTenantValues, 1);
    g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);
    DlnEngineKind tenant_engine = DLN_ENGINE_POSTGRES;
    DlnEngineKind system_engine = DLN_ENGINE_POSTGRES;

    dln_project_scope_engine(project, DLN_SCOPE_TENANT, &tenant_engine);
    dln_project_scope_engine(project, DLN_SCOPE_PUBLIC, &system_engine);
    values->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!check_slug(options->slug, error) || !take_values(values, options, error) ||
        !parse("tenants.seed", project->config.tenants_seed, tenant_engine, &values->seed,
            error) ||
        !parse("tenants.register", project->config.tenants_register, system_engine,
            &values->registration, error) ||
        !check_names(values, "tenants.seed", values->seed, used, error) ||
        !check_names(values, "tenants.register", values->registration, used, error) ||
        !check_all_used(values, used, error))
        return NULL;
    return g_steal_pointer(&values);
}

static gboolean execute(const DlnTenantValues *values, const char *setting,
    const GPtrArray *statements, DlnSession *session, GCancellable *cancellable, GError **error)
{
    for (guint i = 0; i < statements->len; i++) {
        const DlnParameterized *statement = statements->pdata[i];
        guint n = g_strv_length(statement->names);
        g_autofree const char **bound = g_new0(const char *, n + 1);
        for (guint p = 0; p < n; p++)
            bound[p] = g_hash_table_lookup(values->values, statement->names[p]);
        if (!dln_session_execute(session, statement->sql, bound, n, cancellable, error)) {
            g_prefix_error(error, "%s: ", setting);
            return FALSE;
        }
    }
    return TRUE;
}

gboolean dln_tenant_values_seed(const DlnTenantValues *values, DlnSession *session,
    GCancellable *cancellable, GError **error)
{
    return execute(values, "tenants.seed", values->seed, session, cancellable, error);
}

gboolean dln_tenant_values_register(const DlnTenantValues *values, DlnSession *session,
    GCancellable *cancellable, GError **error)
{
    return execute(
        values, "tenants.register", values->registration, session, cancellable, error);
}
