/* SPDX-License-Identifier: Apache-2.0 */
/* proof.c: `--verify` of the verbs that migrate: a look for drift at each database that a run has just left. */
#include "app/proof.h"

#include <string.h>

#include "app/context.h"
#include "app/drift.h"
#include "engine/inspect.h"
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

/* A backend's caches grow with every schema that it has looked at. */
#define SCHEMAS_A_CONNECTION 750

/* What a ledger stands for, or why that is not known. */
typedef struct {
    DlnExpected *expected;
    GError *error;
} Place;

/* What was told of one schema holds for all that have its number and stand at its place. */
typedef struct {
    char *complaint; /* NULL: it is as it should be */
} Verdict;

struct DlnProof {
    DlnProofOptions options;
    DlnFleet *fleet;
    DlnDriftLook look; /* for what it says of the project; it holds no databases */
    GMutex lock; /* of all that follows; whoever comes while something is built needs that, too */
    GHashTable *places;   /* (element-type utf8 -> Place) by the digest of what is applied */
    GHashTable *verdicts; /* (element-type utf8 -> Verdict) by place and number */
    GPtrArray *warnings;  /* (element-type utf8) */
    DlnSession *session;  /* (nullable) to the database whose schemas are tenants */
    guint n_served;
};

static void place_free(gpointer data)
{
    Place *place = data;

    dln_expected_free(place->expected);
    g_clear_error(&place->error);
    g_free(place);
}

static void verdict_free(gpointer data)
{
    Verdict *verdict = data;

    g_free(verdict->complaint);
    g_free(verdict);
}

static const Place *find_place(DlnProof *proof, const DlnDatabase *database)
{
    const DlnApplied *applied = database->ledger->applied;
    Place *place = g_hash_table_lookup(proof->places, dln_applied_digest(applied));
    const DlnExpectedOptions options = {
        .project = proof->options.project,
        .scope = proof->options.scope,
        .applied = applied,
        .run_id = proof->look.run_id,
        .number = g_hash_table_size(proof->places) + 1,
        .warnings = proof->warnings,
        .cancellable = proof->options.cancellable,
    };

    if (place != NULL)
        return place;
    place = g_new0(Place, 1);
    dln_expected_build(&options, &place->expected, &place->error);
    g_hash_table_insert(proof->places, g_strdup(dln_applied_digest(applied)), place);
    return place;
}

/* Reads it as a whole. number: (nullable) that it had before, and must have behind. (transfer full) */
static Verdict *judge(const DlnProof *proof, const DlnDatabase *database, const Place *place,
    const char *number, DlnSession *session, GError **error)
{
    g_autoptr(DlnSchema) found = dln_drift_inspect_in(&proof->look, database, session, error);
    Verdict *verdict;

    if (found == NULL ||
        (number != NULL && !dln_drift_is_still(&proof->look, database, number, session, error)))
        return NULL;
    verdict = g_new0(Verdict, 1);
    if (!dln_schema_equal(place->expected->schema, found))
        verdict->complaint = dln_drift_list(place->expected->schema, found);
    return verdict;
}

/* (transfer none) */
static const Verdict *find_verdict(
    DlnProof *proof, const DlnDatabase *database, DlnSession *session, GError **error)
{
    const Place *place = find_place(proof, database);
    g_autofree char *number = NULL;
    g_autofree char *key = NULL;
    Verdict *verdict;

    if (place->error != NULL) {
        g_propagate_error(error, g_error_copy(place->error));
        return NULL;
    }
    if (dln_drift_is_numbered(&proof->look, database)) {
        number = dln_drift_number(&proof->look, database, session, error);
        if (number == NULL)
            return NULL;
    }
    key = g_strdup_printf("%s %s", dln_applied_digest(database->ledger->applied),
        number != NULL ? number : database->name);
    verdict = g_hash_table_lookup(proof->verdicts, key);
    if (verdict == NULL) {
        verdict = judge(proof, database, place, number, session, error);
        if (verdict != NULL)
            g_hash_table_insert(proof->verdicts, g_steal_pointer(&key), verdict);
    }
    return verdict;
}

/* Schemas share a session; a pooler's backends are nobody's. */
static gboolean open_session(DlnProof *proof, const DlnDatabase *database, GError **error)
{
    const DlnOpenOptions options =
        dln_fleet_open_options(proof->options.project, database, DLN_OPEN_READ_ONLY);

    if (proof->session != NULL && dln_database_is_schema(database) &&
        dln_session_is_alive(proof->session) && ++proof->n_served < SCHEMAS_A_CONNECTION)
        return TRUE;
    g_clear_pointer(&proof->session, dln_session_close);
    proof->n_served = 0;
    return dln_session_open(&options, proof->options.cancellable, &proof->session, error);
}

static void prove(DlnDatabase *database, gpointer prove_data)
{
    DlnProof *proof = prove_data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&proof->lock);
    g_autoptr(GError) untold = NULL;
    const Verdict *verdict = NULL;

    if (dln_applied_size(database->ledger->applied) == 0)
        return;
    if (open_session(proof, database, &untold))
        verdict = find_verdict(proof, database, proof->session, &untold);
    if (!dln_database_is_schema(database))
        g_clear_pointer(&proof->session, dln_session_close);
    if (verdict == NULL)
        dln_error_set(&database->error, DUNLIN_ERROR_CONFLICT, NULL,
            "its schema could not be verified: %s", untold->message);
    else if (verdict->complaint != NULL)
        dln_error_set(&database->error, DUNLIN_ERROR_CONFLICT, NULL,
            "its schema is not what its migrations build; what they did stays:%s",
            verdict->complaint);
}

DlnProof *dln_proof_begin(const DlnProofOptions *options, DlnFleet *fleet)
{
    DlnProof *proof = g_new0(DlnProof, 1);

    proof->options = *options;
    proof->fleet = fleet;
    proof->look = (DlnDriftLook){
        .project = options->project,
        .cancellable = options->cancellable,
        .run_id = dln_app_new_run_id(),
    };
    g_mutex_init(&proof->lock);
    proof->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, place_free);
    proof->verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, verdict_free);
    proof->warnings = g_ptr_array_new_with_free_func(g_free);
    fleet->prove = prove;
    fleet->prove_data = proof;
    return proof;
}

void dln_proof_free(DlnProof *proof)
{
    if (proof == NULL)
        return;
    proof->fleet->prove = NULL;
    for (guint i = 0; i < proof->warnings->len; i++)
        g_ptr_array_add(proof->fleet->warnings, g_strdup(proof->warnings->pdata[i]));
    g_ptr_array_unref(proof->warnings);
    dln_session_close(proof->session);
    g_hash_table_unref(proof->places);
    g_hash_table_unref(proof->verdicts);
    g_free(proof->look.run_id);
    g_mutex_clear(&proof->lock);
    g_free(proof);
}
