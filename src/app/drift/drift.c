/* SPDX-License-Identifier: Apache-2.0 */
/* drift.c: the verb drift: a look at a fleet, told in groups of equal ones. Reads only. */
#include "app/drift/drift.h"

#include <string.h>

#include "app/common/context.h"

static void group_free(gpointer data)
{
    DunlinDriftGroup *group = data;

    g_free(group->id);
    g_strfreev(group->heads);
    g_strfreev(group->differences);
    g_clear_error(&group->error);
    g_ptr_array_unref(group->databases);
    g_free(group);
}

void dunlin_drift_free(DunlinDrift *drift)
{
    if (drift == NULL)
        return;
    g_ptr_array_unref(drift->groups);
    g_ptr_array_unref(drift->warnings);
    g_free(drift);
}

/* ---- one database ---- */

static DunlinDriftState state_of(const DlnDriftMember *member)
{
    if (member->error != NULL)
        return DUNLIN_DRIFT_UNREAD;
    if (member->place == NULL)
        return DUNLIN_DRIFT_EMPTY;
    if (member->place->expected == NULL)
        return DUNLIN_DRIFT_UNKNOWN;
    return dln_drift_differs(member) ? DUNLIN_DRIFT_FOUND : DUNLIN_DRIFT_NONE;
}

/* What is to be told of a member; those with one key share a group. (transfer full) */
static char *key_of(const DlnDriftMember *member, DunlinDriftState state)
{
    const DlnScope scope = member->database->scope;
    g_autofree char *id = NULL;

    switch (state) {
    case DUNLIN_DRIFT_FOUND:
        id = dln_drift_group_id(member);
        return g_strdup_printf(
            "%d %d %s %s", scope, state, id, dln_applied_digest(member->place->applied));
    case DUNLIN_DRIFT_UNKNOWN:
        return g_strdup_printf(
            "%d %d %s", scope, state, dln_applied_digest(member->place->applied));
    case DUNLIN_DRIFT_UNREAD:
        return g_strdup_printf("%d %d %s", scope, state, member->error->message);
    case DUNLIN_DRIFT_NONE:
    case DUNLIN_DRIFT_EMPTY:
        break;
    }
    return g_strdup_printf("%d %d", scope, state);
}

static char **heads_of(const DlnDriftLook *look, const DlnDriftPlace *place)
{
    g_autoptr(GPtrArray) heads =
        dln_graph_applied_heads(look->project->graph, place->scope, place->applied);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

    for (guint i = 0; i < heads->len; i++)
        g_strv_builder_add(ids, ((const DlnRevision *)heads->pdata[i])->id);
    return g_strv_builder_end(ids);
}

/* ---- groups ---- */

/* One that is equal to all of its group is read as a whole. What cannot be read now is told as that. */
static void describe(
    const DlnDriftLook *look, const DlnDriftMember *member, DunlinDriftGroup *group)
{
    g_autoptr(DlnSchema) found = NULL;

    group->heads = heads_of(look, member->place);
    if (group->state == DUNLIN_DRIFT_UNKNOWN) {
        group->error = g_error_copy(member->place->error);
        return;
    }
    g_free(group->id);
    group->id = dln_drift_group_id(member);
    group->is_guessed = dln_expected_is_guessed(member->place->applied);
    found = dln_drift_inspect(look, member, &group->error);
    if (found == NULL) {
        group->state = DUNLIN_DRIFT_UNREAD;
        return;
    }
    g_strfreev(group->differences);
    group->differences = dln_difference_lines(member->place->expected->schema, found);
    if (group->differences[0] == NULL) {
        group->state = DUNLIN_DRIFT_UNREAD;
        dln_error_set(&group->error, DUNLIN_ERROR_LOCKED, NULL,
            "its schema has changed while it was looked at");
    }
}

static DunlinDriftGroup *group_new(const DlnDriftLook *look, const DlnDriftMember *member)
{
    DunlinDriftGroup *group = g_new0(DunlinDriftGroup, 1);

    group->scope = dln_event_scope(member->database->scope);
    group->state = state_of(member);
    group->id = g_strdup("");
    group->differences = g_new0(char *, 1);
    group->databases = g_ptr_array_new_with_free_func(g_free);
    if (group->state == DUNLIN_DRIFT_UNREAD)
        group->error = g_error_copy(member->error);
    else if (group->state == DUNLIN_DRIFT_FOUND || group->state == DUNLIN_DRIFT_UNKNOWN)
        describe(look, member, group);
    if (group->heads == NULL)
        group->heads = g_new0(char *, 1);
    return group;
}

static int compare_groups(gconstpointer a, gconstpointer b)
{
    const DunlinDriftGroup *first = *(DunlinDriftGroup *const *)a;
    const DunlinDriftGroup *second = *(DunlinDriftGroup *const *)b;

    if (first->scope != second->scope)
        return (int)first->scope - (int)second->scope;
    if (first->state != second->state)
        return (int)first->state - (int)second->state;
    if (first->databases->len != second->databases->len)
        return first->databases->len > second->databases->len ? -1 : 1;
    return strcmp(first->databases->pdata[0], second->databases->pdata[0]);
}

static void group_members(const DlnDriftLook *look, DunlinDrift *drift)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < look->members->len; i++) {
        const DlnDriftMember *member = look->members->pdata[i];
        g_autofree char *key = key_of(member, state_of(member));
        DunlinDriftGroup *group = g_hash_table_lookup(known, key);

        if (group == NULL) {
            group = group_new(look, member);
            g_ptr_array_add(drift->groups, group);
            g_hash_table_insert(known, g_steal_pointer(&key), group);
        }
        g_ptr_array_add(group->databases, g_strdup(member->database->name));
    }
    for (guint i = 0; i < drift->groups->len; i++) {
        const DunlinDriftGroup *group = drift->groups->pdata[i];
        drift->n_databases += group->databases->len;
        if (group->state == DUNLIN_DRIFT_FOUND)
            drift->n_drifted += group->databases->len;
        else if (group->error != NULL)
            drift->n_untold += group->databases->len;
    }
    g_ptr_array_sort(drift->groups, compare_groups);
}

gboolean dunlin_drift(DunlinProject *project, const DunlinDriftOptions *options,
    DunlinDrift **out_drift, GError **error)
{
    g_auto(DlnDriftLook) look = {.project = project, .cancellable = options->cancellable};
    DunlinDrift *drift;

    if (!dln_drift_look(&look, &options->selection, error))
        return FALSE;
    drift = g_new0(DunlinDrift, 1);
    drift->groups = g_ptr_array_new_with_free_func(group_free);
    drift->warnings = g_ptr_array_ref(look.warnings);
    group_members(&look, drift);
    *out_drift = drift;
    return TRUE;
}
