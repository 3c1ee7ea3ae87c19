/* SPDX-License-Identifier: Apache-2.0 */
/* proof.c: `--verify` of the verbs that migrate: a look for drift at what a run has just left. */
#include "app/proof.h"

#include <string.h>

#include "app/drift.h"
#include "app/stage.h"

/* ---- before ---- */

/* "+2" and "-1" are told from each database; all of the history holds what they lead to. */
static const char *replay_target(const char *target)
{
    return target == NULL || strpbrk(target, "+-@") != NULL ? NULL : target;
}

static gboolean check_scratch(const DlnProofOptions *options, GError **error)
{
    const DlnStageOptions stage_options = {
        .project = options->project,
        .scope = options->scope,
        .run_id = options->run_id,
        .interrupt = options->cancellable,
    };
    g_autoptr(DlnScratch) scratch = NULL;
    DlnEngineKind engine;

    if (!dln_project_require_scope(options->project, options->scope, &engine, error))
        return FALSE;
    scratch = dln_stage_make_scratch(&stage_options, engine, error);
    return scratch != NULL;
}

static gboolean check_one(const DlnProofOptions *options, GError **error)
{
    const DlnReplayOptions replay = {
        .project = options->project,
        .scope = options->scope,
        .target = replay_target(options->target),
        .run_id = options->run_id,
        .cancellable = options->cancellable,
    };

    if (dln_replay_check(&replay, error) && check_scratch(options, error))
        return TRUE;
    g_prefix_error(error, "it cannot be verified what the run will leave: ");
    return FALSE;
}

gboolean dln_proof_check(
    const DlnProofOptions *options, const DunlinSelection *selection, GError **error)
{
    static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};
    DlnEngineKind engine;

    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++) {
        DlnProofOptions one = *options;
        one.scope = scopes[i];
        if (dln_selection_includes(selection, scopes[i]) &&
            dln_project_scope_engine(options->project, scopes[i], &engine) &&
            !check_one(&one, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- after ---- */

/* (transfer full) */
static char *list_differences(const DlnDriftLook *look, const DlnDriftMember *member)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(DlnSchema) found = dln_drift_inspect(look, member, &failed);

    return found != NULL ? dln_drift_list(member->place->expected->schema, found)
                         : g_strdup(failed->message);
}

/* Those that are equal are read once. */
static const char *differences_of(
    const DlnDriftLook *look, const DlnDriftMember *member, GHashTable *known)
{
    char *id = dln_drift_group_id(member);

    if (g_hash_table_contains(known, id)) {
        const char *lines = g_hash_table_lookup(known, id);
        g_free(id);
        return lines;
    }
    char *lines = list_differences(look, member);
    g_hash_table_insert(known, id, lines);
    return lines;
}

static void judge(const DlnDriftLook *look, const DlnDriftMember *member, GHashTable *known)
{
    DlnDatabase *database = member->database;
    const GError *untold = member->error;

    if (untold == NULL && member->place != NULL)
        untold = member->place->error;
    if (untold != NULL)
        dln_error_set(&database->error, DUNLIN_ERROR_CONFLICT, NULL,
            "its schema could not be verified: %s", untold->message);
    else if (member->place != NULL && dln_drift_differs(member))
        dln_error_set(&database->error, DUNLIN_ERROR_CONFLICT, NULL,
            "its schema is not what its migrations build; what they did stays:%s",
            differences_of(look, member, known));
    if (database->error != NULL)
        database->outcome = DUNLIN_OUTCOME_FAILED;
}

static gboolean is_to_be_proven(const DlnDatabase *database)
{
    return database->error == NULL && database->ledger != NULL &&
           database->outcome != DUNLIN_OUTCOME_NOT_TRIED;
}

void dln_proof_take(const DlnProofOptions *options, DlnFleet *fleet)
{
    g_auto(DlnDriftLook) look = {.project = options->project, .cancellable = options->cancellable};
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    look.fleet = fleet;
    dln_drift_compare(&look, options->scope);
    for (guint i = 0; i < look.members->len; i++) {
        const DlnDriftMember *member = look.members->pdata[i];
        if (is_to_be_proven(member->database))
            judge(&look, member, known);
    }
    for (guint i = 0; i < look.warnings->len; i++)
        g_ptr_array_add(fleet->warnings, g_strdup(look.warnings->pdata[i]));
    /* It stays the caller's. */
    look.fleet = NULL;
}
