/* SPDX-License-Identifier: Apache-2.0 */
/* proof.c: `--verify` of the verbs that migrate: a look for drift at each database that a run has just left. */
#include "app/drift/proof.h"

#include <string.h>

#include "app/common/context.h"
#include "app/drift/drift.h"
#include "app/scratch/stage.h"
#include "engine/inspect.h"

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

/* Connections beside those of the workers. More would take them from others. */
#define CONNECTIONS_MAX 4

/* To the database whose schemas are tenants, in the hands of one worker at a time. */
typedef struct {
    DlnSession *session;
    guint n_served;
} Witness;

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
    GPtrArray *idle;      /* (element-type Witness) */
    guint n_witnesses;    /* with those at work */
    GCond is_idle;        /* one has become idle, or has gone */
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

/* ---- sessions ---- */

static void witness_free(gpointer data)
{
    Witness *witness = data;

    dln_session_close(witness->session);
    g_free(witness);
}

/* A pooler's backends are nobody's. */
static gboolean is_fit(Witness *witness)
{
    return witness->session != NULL && dln_session_is_alive(witness->session) &&
           ++witness->n_served < SCHEMAS_A_CONNECTION;
}

static gboolean open_session(
    const DlnProof *proof, const DlnDatabase *database, DlnSession **out_session, GError **error)
{
    const DlnOpenOptions options =
        dln_fleet_open_options(proof->options.project, database, DLN_OPEN_READ_ONLY);

    return dln_session_open(&options, proof->options.cancellable, out_session, error);
}

static gboolean open_witness(
    const DlnProof *proof, const DlnDatabase *database, Witness *witness, GError **error)
{
    g_clear_pointer(&witness->session, dln_session_close);
    witness->n_served = 0;
    return open_session(proof, database, &witness->session, error);
}

/* One that is idle, or a new one without a session; NULL: there are enough, and one has become idle or has gone since. */
static Witness *take_idle(DlnProof *proof)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&proof->lock);

    if (proof->idle->len > 0)
        return g_ptr_array_steal_index(proof->idle, proof->idle->len - 1);
    if (proof->n_witnesses < CONNECTIONS_MAX) {
        proof->n_witnesses++;
        return g_new0(Witness, 1);
    }
    g_cond_wait(&proof->is_idle, &proof->lock);
    return NULL;
}

static void give_back(DlnProof *proof, Witness *witness)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&proof->lock);

    g_ptr_array_add(proof->idle, witness);
    g_cond_signal(&proof->is_idle);
}

/* Where the server has no connection to spare, one that is there will do. TRUE: to be tried again. */
static gboolean dismiss(DlnProof *proof, Witness *witness)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&proof->lock);

    witness_free(witness);
    proof->n_witnesses--;
    g_cond_broadcast(&proof->is_idle);
    while (proof->n_witnesses > 0 && proof->idle->len == 0)
        g_cond_wait(&proof->is_idle, &proof->lock);
    return proof->idle->len > 0;
}

/* For a schema; what has a database of its own has a session of its own. */
static Witness *call_witness(DlnProof *proof, const DlnDatabase *database, GError **error)
{
    for (;;) {
        Witness *witness = take_idle(proof);
        g_autoptr(GError) failed = NULL;

        if (witness == NULL)
            continue;
        if (is_fit(witness) || open_witness(proof, database, witness, &failed))
            return witness;
        if (!dismiss(proof, witness)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return NULL;
        }
    }
}

/* ---- verdicts ---- */

/* (transfer none) */
static const Place *find_place(DlnProof *proof, const DlnDatabase *database)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&proof->lock);
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
        verdict->complaint = dln_difference_list(place->expected->schema, found);
    return verdict;
}

/* Of those with one number the first is judged, while the others wait for it. (transfer none) */
static const Verdict *find_verdict(DlnProof *proof, const DlnDatabase *database, const Place *place,
    DlnSession *session, GError **error)
{
    g_autofree char *number = dln_drift_number(&proof->look, database, session, error);
    g_autofree char *key = NULL;
    Verdict *verdict;

    if (number == NULL)
        return NULL;
    key = g_strdup_printf("%s %s", dln_applied_digest(database->ledger->applied), number);
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&proof->lock);
    verdict = g_hash_table_lookup(proof->verdicts, key);
    if (verdict == NULL) {
        verdict = judge(proof, database, place, number, session, error);
        if (verdict != NULL)
            g_hash_table_insert(proof->verdicts, g_steal_pointer(&key), verdict);
    }
    return verdict;
}

/* out_complaint: NULL: it is as it should be. */
static gboolean compare(DlnProof *proof, const DlnDatabase *database, DlnSession *session,
    char **out_complaint, GError **error)
{
    const Place *place = find_place(proof, database);
    const Verdict *verdict;

    if (place->error != NULL) {
        g_propagate_error(error, g_error_copy(place->error));
        return FALSE;
    }
    if (dln_drift_is_numbered(&proof->look, database)) {
        verdict = find_verdict(proof, database, place, session, error);
        if (verdict != NULL)
            *out_complaint = g_strdup(verdict->complaint);
        return verdict != NULL;
    }
    Verdict *own = judge(proof, database, place, NULL, session, error);
    if (own == NULL)
        return FALSE;
    *out_complaint = g_steal_pointer(&own->complaint);
    verdict_free(own);
    return TRUE;
}

static gboolean look_at(
    DlnProof *proof, const DlnDatabase *database, char **out_complaint, GError **error)
{
    if (!dln_database_is_schema(database)) {
        g_autoptr(DlnSession) own = NULL;
        return open_session(proof, database, &own, error) &&
               compare(proof, database, own, out_complaint, error);
    }
    Witness *witness = call_witness(proof, database, error);
    if (witness == NULL)
        return FALSE;
    const gboolean ok = compare(proof, database, witness->session, out_complaint, error);
    give_back(proof, witness);
    return ok;
}

static void prove(DlnDatabase *database, gpointer prove_data)
{
    g_autoptr(GError) untold = NULL;
    g_autofree char *complaint = NULL;

    /* What has never been migrated is whatever it is. */
    if (dln_applied_size(database->ledger->applied) == 0 &&
        database->outcome != DUNLIN_OUTCOME_CHANGED)
        return;
    if (!look_at(prove_data, database, &complaint, &untold))
        dln_drift_set_untold(&database->error, untold);
    else if (complaint != NULL)
        dln_error_set(&database->error, DUNLIN_ERROR_CONFLICT, NULL,
            "its schema is not what its migrations build; what they did stays:%s", complaint);
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
    g_cond_init(&proof->is_idle);
    proof->idle = g_ptr_array_new_with_free_func(witness_free);
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
    g_ptr_array_unref(proof->idle);
    g_hash_table_unref(proof->places);
    g_hash_table_unref(proof->verdicts);
    g_free(proof->look.run_id);
    g_cond_clear(&proof->is_idle);
    g_mutex_clear(&proof->lock);
    g_free(proof);
}
