/* SPDX-License-Identifier: Apache-2.0 */
/* late.c: what a run with --exec-order linear-skip left out, as warnings. Databases that lack the same share a line. */
#include "app/migrate/late.h"

#include "revision/id_list.h"

/* Databases that lack the same migrations. */
typedef struct {
    char *ids;
    DlnScope scope;
    const char *first; /* borrowed: the name of one of them */
    guint count;
} Group;

static void group_free(Group *group)
{
    g_free(group->ids);
    g_free(group);
}

/* The migrations as words, or NULL. (transfer full) */
static char *left_out(const DlnFleet *fleet, const char *target, const DlnDatabase *database)
{
    const DlnPlanOptions options = {
        .scope = database->scope,
        .direction = DLN_DIRECTION_UP,
        .target = target,
        .exec_order = fleet->project->config.exec_order,
    };
    g_autoptr(DlnPlan) plan = NULL;

    if (database->error != NULL ||
        !dln_plan_make(fleet->project->graph, database->ledger->applied, &options, &plan, NULL) ||
        plan->skipped->len == 0)
        return NULL;
    return dln_id_list(plan->skipped);
}

static void add_to_group(GPtrArray *groups, const DlnDatabase *database, const char *ids)
{
    for (guint i = 0; i < groups->len; i++) {
        Group *group = g_ptr_array_index(groups, i);
        if (group->scope == database->scope && g_str_equal(group->ids, ids)) {
            group->count++;
            return;
        }
    }

    Group *group = g_new0(Group, 1);
    group->ids = g_strdup(ids);
    group->scope = database->scope;
    group->first = database->name;
    group->count = 1;
    g_ptr_array_add(groups, group);
}

static char *warning(const Group *group)
{
    g_autofree char *where = group->scope == DLN_SCOPE_PUBLIC ? g_strdup(group->first)
                             : group->count == 1 ? g_strdup_printf("tenant %s", group->first)
                                                 : g_strdup_printf("%u tenants", group->count);

    return g_strdup_printf(
        "left out of %s, since what comes after it is already applied: %s; it stays pending "
        "(--exec-order linear-skip)",
        where, group->ids);
}

void dln_app_warn_late(const DlnFleet *fleet, const char *target)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    /* Databases at one place share their applied set, and what it lacks. */
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);

    if (fleet->project->config.exec_order != DLN_EXEC_LINEAR_SKIP)
        return;
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        gpointer applied = database->ledger != NULL ? database->ledger->applied : NULL;
        gpointer ids = NULL;
        if (applied == NULL)
            continue;
        if (!g_hash_table_lookup_extended(known, applied, NULL, &ids)) {
            ids = left_out(fleet, target, database);
            g_hash_table_insert(known, applied, ids);
        }
        if (ids != NULL)
            add_to_group(groups, database, ids);
    }
    for (guint i = 0; i < groups->len; i++)
        g_ptr_array_add(fleet->warnings, warning(g_ptr_array_index(groups, i)));
}
