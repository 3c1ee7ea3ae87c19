/* SPDX-License-Identifier: Apache-2.0 */
/* survey.c: reads where many databases stand: schemas of one PostgreSQL database in batches, everything else one by one,
 * a few at once. */
#include "fleet/fleet.h"

#include <string.h>

typedef struct {
    DlnFleet *fleet;
    GPtrArray *members; /* (element-type DlnDatabase) */
    DlnSurveyFlags flags;
    guint done_version; /* with TRUST_VERSION */
    guint chunk;
    GCancellable *cancellable;
    GMutex mutex;
    GHashTable *estimates; /* user_version -> DlnApplied */
} Survey;

/* ---- one by one ---- */

typedef struct {
    gint64 value;
} VersionRow;

static void take_version(guint n_columns, const char *const *values, gpointer user_data)
{
    ((VersionRow *)user_data)->value = g_ascii_strtoll(values[0], NULL, 10);
}

/* What a file holds whose user_version is n. (transfer full) */
static DlnLedger *estimate(Survey *survey, DlnScope scope, guint n)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&survey->mutex);
    DlnApplied *applied = g_hash_table_lookup(survey->estimates, GUINT_TO_POINTER(n));

    if (applied == NULL) {
        if (!dln_plan_applied_from_count(
                survey->fleet->project->graph, scope, n, &applied, NULL))
            return NULL;
        g_hash_table_insert(survey->estimates, GUINT_TO_POINTER(n), applied);
    }
    return dln_ledger_new(DLN_LEDGER_OURS, dln_applied_ref(applied));
}

/* The whole cost of a file with nothing to do is opening it, and this. Of one with something to do the number says
 * enough to plan by; its ledger is read when its turn comes. */
static gboolean version_says_enough(Survey *survey, DlnDatabase *database, DlnSession *session)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    VersionRow row = {-1};

    if (!(survey->flags & DLN_SURVEY_TRUST_VERSION) ||
        dln_session_engine(session) != DLN_ENGINE_SQLITE)
        return FALSE;
    dln_batch_add_query(batch, 0, "PRAGMA user_version", take_version, &row);
    if (!dln_session_run(session, batch, survey->cancellable, NULL, NULL) || row.value <= 0 ||
        row.value > survey->done_version)
        return FALSE;
    database->is_done = row.value == survey->done_version;
    if (database->is_done)
        return TRUE;
    database->ledger = estimate(survey, database->scope, (guint)row.value);
    database->is_estimate = database->ledger != NULL;
    return database->is_estimate;
}

static void note_missing(DlnDatabase *database)
{
    database->is_missing = TRUE;
    g_clear_error(&database->error);
    database->ledger = dln_ledger_new(DLN_LEDGER_MISSING, dln_applied_new_empty());
    database->ledger->has_user_version = database->address->engine == DLN_ENGINE_SQLITE;
}

static void read_ledger(Survey *survey, DlnDatabase *database, DlnSession *session)
{
    const DunlinProject *project = survey->fleet->project;

    database->server_version = dln_session_server_version(session);
    if (version_says_enough(survey, database, session))
        return;
    if (!dln_ledger_read(session, database->schema, survey->cancellable, &database->ledger,
            &database->error)) {
        /* With the connection there, it is the schema that is not. */
        if (database->schema != NULL && dln_session_is_alive(session) &&
            dln_error_is(database->error, DUNLIN_ERROR_CONNECT))
            note_missing(database);
        return;
    }
    if (dln_run_take_over(project->graph, database->scope, database->place, database->ledger,
            survey->flags & DLN_SURVEY_AS_FOUND ? NULL : &database->error) ||
        survey->flags & DLN_SURVEY_AS_FOUND)
        dln_fleet_share_applied(survey->fleet, database->ledger);
}

/* A tenant's database or a file can be made; the system's own database is somebody else's to make. */
static gboolean is_absent(const DlnDatabase *database)
{
    const char *path = database->address->path;

    /* A link that leads nowhere has lost its file: none must be made in its place. */
    if (path != NULL)
        return !g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    return database->own_address != NULL &&
        g_strcmp0(dunlin_error_get_facts(database->error)->sqlstate, "3D000") == 0;
}

static void survey_one(guint index, guint worker, gpointer user_data)
{
    Survey *survey = user_data;
    DlnDatabase *database = g_ptr_array_index(survey->members, index);
    DlnSession *session = NULL;

    if (g_cancellable_is_cancelled(survey->cancellable))
        return;
    if (dln_fleet_session(survey->fleet, worker, database, DLN_OPEN_READ_ONLY,
            survey->cancellable, &session, &database->error))
        read_ledger(survey, database, session);
    else if (is_absent(database))
        note_missing(database);
    dln_fleet_let_go(survey->fleet, worker, database);
}

/* ---- schemas of one database ---- */

typedef struct {
    const Survey *survey;
    guint first;
    int server_version;
} Chunk;

static void take_ledger(
    guint index, const DlnLedger *ledger, const GError *error, gpointer user_data)
{
    const Chunk *chunk = user_data;
    DlnDatabase *database = g_ptr_array_index(chunk->survey->members, chunk->first + index);

    database->server_version = chunk->server_version;
    if (ledger != NULL)
        database->ledger = dln_ledger_copy(ledger);
    else if (dln_error_is(error, DUNLIN_ERROR_CONNECT))
        database->is_missing = TRUE;
    else
        database->error = g_error_copy(error);
}

static void fail_chunk(const Survey *survey, guint first, guint n, const GError *error)
{
    for (guint i = first; i < first + n; i++) {
        DlnDatabase *database = g_ptr_array_index(survey->members, i);
        if (database->ledger == NULL && database->error == NULL)
            database->error = g_error_copy(error);
    }
}

static void survey_chunk(guint index, guint worker, gpointer user_data)
{
    const Survey *survey = user_data;
    guint first = index * survey->chunk;
    guint n = MIN(survey->chunk, survey->members->len - first);
    g_autofree const char **schemas = g_new0(const char *, n + 1);
    Chunk chunk = {survey, first, 0};
    DlnSession *session = NULL;
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < n; i++)
        schemas[i] = ((DlnDatabase *)g_ptr_array_index(survey->members, first + i))->schema;
    if (dln_fleet_session(survey->fleet, worker, g_ptr_array_index(survey->members, first),
            DLN_OPEN_READ_ONLY, survey->cancellable, &session, &error))
        chunk.server_version = dln_session_server_version(session);
    if (session == NULL ||
        !dln_ledger_survey(session, schemas, n, survey->fleet->cache, take_ledger, &chunk,
            survey->cancellable, &error))
        fail_chunk(survey, first, n, error);
    /* What a backend keeps of a ledger that it read is less than of a tenant that it migrated. */
    survey->fleet->workers[worker].n_served += n / 2;
}

static void note_missing_schemas(const Survey *survey)
{
    for (guint i = 0; i < survey->members->len; i++) {
        DlnDatabase *database = g_ptr_array_index(survey->members, i);
        if (database->is_missing)
            note_missing(database);
    }
}

/* Two connections read fastest on a small server, and one is enough for few (measured); a connection reads no more
 * than this many ledgers, for its backend keeps what it learned of each. */
#define SCHEMAS_A_CONNECTION 2500
#define SCHEMAS_WORTH_TWO 200

static void survey_schemas(Survey *survey)
{
    guint n = survey->members->len;

    if (n == 0)
        return;
    guint n_chunks = n < SCHEMAS_WORTH_TWO ? 1 : MAX(2, (n + SCHEMAS_A_CONNECTION - 1) / SCHEMAS_A_CONNECTION);

    survey->chunk = (n + n_chunks - 1) / n_chunks;
    dln_parallel(n_chunks, 2, survey_chunk, NULL, survey);
    note_missing_schemas(survey);
}

/* ---- assuming ---- */

/* Enough to see that a fleet stands apart; each costs the server about as much as half a migration (measured), and what they
 * miss is found under its lock. */
#define SAMPLE 10

static gboolean is_surveyed(const DlnDatabase *database)
{
    return database->ledger != NULL || database->error != NULL || database->is_done;
}

static gboolean stand_together(const GPtrArray *sample)
{
    const DlnLedger *first = ((DlnDatabase *)sample->pdata[0])->ledger;

    for (guint i = 0; i < sample->len; i++) {
        const DlnDatabase *database = g_ptr_array_index(sample, i);
        if (database->error != NULL || database->ledger == NULL ||
            database->ledger->shape != DLN_LEDGER_OURS ||
            database->ledger->proof == NULL || database->ledger->proof != first->proof)
            return FALSE;
    }
    return TRUE;
}

gboolean dln_fleet_survey_sample(
    DlnFleet *fleet, GCancellable *cancellable, const DlnLedger **out_ledger)
{
    g_autoptr(GPtrArray) tenants = g_ptr_array_new();
    g_autoptr(GPtrArray) sample = g_ptr_array_new();
    Survey survey = {.fleet = fleet, .members = sample, .cancellable = cancellable};

    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = g_ptr_array_index(fleet->databases, i);
        if (database->scope == DLN_SCOPE_TENANT && !is_surveyed(database))
            g_ptr_array_add(tenants, database);
    }
    if (fleet->project->config.tenants_kind != DLN_TENANTS_SCHEMAS ||
        tenants->len < SCHEMAS_WORTH_TWO)
        return FALSE;
    for (guint i = 0; i < SAMPLE; i++)
        g_ptr_array_add(sample, tenants->pdata[(gsize)i * tenants->len / SAMPLE]);
    survey_schemas(&survey);
    if (!stand_together(sample))
        return FALSE;
    *out_ledger = ((DlnDatabase *)sample->pdata[0])->ledger;
    return TRUE;
}

void dln_fleet_assume(DlnFleet *fleet, const DlnLedger *ledger)
{
    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = g_ptr_array_index(fleet->databases, i);
        if (database->scope != DLN_SCOPE_TENANT || is_surveyed(database))
            continue;
        database->ledger = dln_ledger_copy(ledger);
        database->is_estimate = TRUE;
    }
}

/* A count names the applied ones of a linear history; of repeatable migrations, it says nothing. */
static gboolean number_says_all(const DlnGraph *graph, DlnScope scope)
{
    return dln_graph_is_linear(graph, scope) &&
        !dln_graph_has_repeatables(graph, scope);
}

void dln_fleet_survey(
    DlnFleet *fleet, DlnScope scope, DlnSurveyFlags flags, GCancellable *cancellable)
{
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autoptr(GHashTable) estimates = g_hash_table_new_full(
        g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)dln_applied_unref);
    g_autoptr(GPtrArray) lineage = dln_graph_lineage(fleet->project->graph, scope);
    Survey survey = {
        .fleet = fleet,
        .members = members,
        .flags = number_says_all(fleet->project->graph, scope)
            ? flags
            : flags & ~DLN_SURVEY_TRUST_VERSION,
        .done_version = lineage->len,
        .cancellable = cancellable,
    };

    survey.estimates = estimates;
    g_mutex_init(&survey.mutex);
    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = g_ptr_array_index(fleet->databases, i);
        gboolean wanted = flags & DLN_SURVEY_UNREACHED ? dln_database_is_unreached(database)
                                                       : !is_surveyed(database);
        if (database->scope != scope || !wanted)
            continue;
        g_clear_error(&database->error);
        g_ptr_array_add(members, database);
    }
    if (scope == DLN_SCOPE_TENANT &&
        fleet->project->config.tenants_kind == DLN_TENANTS_SCHEMAS)
        survey_schemas(&survey);
    else
        dln_parallel(members->len, fleet->project->config.parallel, survey_one, NULL, &survey);
    g_mutex_clear(&survey.mutex);
}
