/* SPDX-License-Identifier: Apache-2.0 */
/* revert.c: which run is meant, and what stands in the way of going back. Changes nothing. */
#include "app/migrate/revert.h"

#include <string.h>

/* ---- the run ---- */

#define MAX_LISTED 5

static gboolean refuse_ambiguous(const char *prefix, GHashTable *run_ids, GError **error)
{
    g_autoptr(GList) ids = g_list_sort(g_hash_table_get_keys(run_ids), (GCompareFunc)strcmp);
    g_autoptr(GString) text = g_string_new(NULL);
    guint n = 0;

    for (const GList *at = ids; at != NULL && n < MAX_LISTED; at = at->next)
        g_string_append_printf(text, "%s%s", n++ > 0 ? ", " : "", (const char *)at->data);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "run \"%s\" is ambiguous: %s%s", prefix,
        text->str, g_hash_table_size(run_ids) > MAX_LISTED ? ", …" : "");
    return FALSE;
}

/* Whether a database could not be asked: then it may be there that the run was at work. */
static gboolean propagate_unread(const DlnFleet *fleet, GError **error)
{
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        if (database->error == NULL)
            continue;
        g_propagate_prefixed_error(
            error, g_error_copy(database->error), "%s: ", database->name);
        return TRUE;
    }
    return FALSE;
}

gboolean dln_app_find_run(DlnFleet *fleet, const char *prefix, GCancellable *cancellable,
    char **out_run_id, GError **error)
{
    g_autoptr(GHashTable) run_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer run_id;

    if (*prefix == '\0' || strspn(prefix, "0123456789abcdefABCDEF-") != strlen(prefix)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" is no run id, nor the beginning of one", prefix);
        return FALSE;
    }
    g_autofree char *lower = g_ascii_strdown(prefix, -1);
    dln_fleet_find_run(fleet, DLN_SCOPE_PUBLIC, lower, run_ids, cancellable);
    dln_fleet_find_run(fleet, DLN_SCOPE_TENANT, lower, run_ids, cancellable);
    if (g_hash_table_size(run_ids) > 1)
        return refuse_ambiguous(prefix, run_ids, error);
    if (g_hash_table_size(run_ids) == 0 && propagate_unread(fleet, error))
        return FALSE;
    if (g_hash_table_size(run_ids) == 0) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "no migration in the chosen databases was applied by a run \"%s\" (its id is in the "
            "audit log, in schema_migrations and in --json)",
            prefix);
        return FALSE;
    }
    g_hash_table_iter_init(&iter, run_ids);
    g_hash_table_iter_next(&iter, &run_id, NULL);
    *out_run_id = g_strdup(run_id);
    return TRUE;
}

/* ---- what stands in the way ---- */

static char *name_of(const DlnDatabase *database)
{
    return database->scope == DLN_SCOPE_TENANT ? g_strdup_printf("tenant \"%s\"", database->name)
                                               : g_strdup(database->name);
}

/* One refusal as it is, with the database in front; of several the first ones, a line each. */
static gboolean refuse_all(const GPtrArray *refused, GError **error)
{
    const DlnDatabase *first = refused->pdata[0];
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *only = name_of(first);

    if (refused->len == 1 && first->scope == DLN_SCOPE_PUBLIC) {
        g_propagate_error(error, g_error_copy(first->error));
        return FALSE;
    }
    if (refused->len == 1) {
        g_propagate_prefixed_error(error, g_error_copy(first->error), "%s: ", only);
        return FALSE;
    }
    for (guint i = 0; i < MIN(refused->len, MAX_LISTED); i++) {
        const DlnDatabase *database = refused->pdata[i];
        g_autofree char *name = name_of(database);
        g_string_append_printf(text, "\n%s: %s", name, database->error->message);
    }
    if (refused->len > MAX_LISTED)
        g_string_append_printf(text, "\nand %u more", refused->len - MAX_LISTED);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, "%u databases stand in the way:%s",
        refused->len, text->str);
    if (error != NULL)
        dln_error_add_facts(*error, dunlin_error_get_facts(first->error));
    return FALSE;
}

/* Databases in which something else was built on what the run applied. */
static void check_run(const DlnFleet *fleet, const DlnRunSpec *spec, GPtrArray *refused)
{
    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = fleet->databases->pdata[i];
        const DlnRunTarget target = dln_database_target(database);
        g_autoptr(DlnPlan) plan = NULL;
        if (database->scope != spec->scope || database->error != NULL ||
            database->revisions == NULL)
            continue;
        if (!dln_run_plan_target(
                spec, &target, database->ledger->applied, &plan, &database->error) &&
            dln_error_is(database->error, DUNLIN_ERROR_REFUSED))
            g_ptr_array_add(refused, database);
    }
}

gboolean dln_app_check_way_back(
    DlnFleet *fleet, const DlnRunSpec *specs, guint n_specs, GError **error)
{
    g_autoptr(GPtrArray) refused = g_ptr_array_new();

    for (guint i = 0; i < n_specs && specs[i].revert_run != NULL; i++)
        check_run(fleet, &specs[i], refused);
    if (refused->len > 0)
        return refuse_all(refused, error);
    for (guint i = 0; i < n_specs; i++) {
        g_autoptr(GPtrArray) losing = dln_fleet_check_losses(fleet, &specs[i]);
        g_ptr_array_extend(refused, losing, NULL, NULL);
    }
    return refused->len == 0 || refuse_all(refused, error);
}
