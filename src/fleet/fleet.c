/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.c: the list of databases and the workers that bring each of them to the target. */
#include "fleet/fleet.h"

/* At least two: the survey has as many whatever run.parallel says. */
static guint n_workers(const DlnFleet *fleet)
{
    return MAX(fleet->project->config.parallel, 2);
}

DlnFleet *dln_fleet_new(const DunlinProject *project)
{
    DlnFleet *fleet = g_new0(DlnFleet, 1);

    fleet->project = project;
    fleet->workers = g_new0(DlnWorker, n_workers(fleet));
    fleet->cache = dln_applied_cache_new();
    fleet->databases = g_ptr_array_new_with_free_func((GDestroyNotify)dln_database_free);
    fleet->warnings = g_ptr_array_new_with_free_func(g_free);
    return fleet;
}

void dln_fleet_free(DlnFleet *fleet)
{
    if (fleet == NULL)
        return;
    for (guint i = 0; i < n_workers(fleet); i++)
        dln_connection_close(&fleet->workers[i].connection);
    g_free(fleet->workers);
    g_ptr_array_unref(fleet->databases);
    g_ptr_array_unref(fleet->warnings);
    dln_applied_cache_free(fleet->cache);
    g_free(fleet);
}

void dln_database_free(DlnDatabase *database)
{
    if (database == NULL)
        return;
    g_free(database->name);
    g_free(database->place);
    g_free(database->schema);
    dln_address_free(database->own_address);
    dln_ledger_free(database->ledger);
    g_clear_error(&database->error);
    g_strfreev(database->revisions);
    dln_applied_unref(database->before);
    g_free(database);
}

gboolean dln_database_is_busy(const DlnDatabase *database)
{
    /* too_many_connections */
    return dln_error_is(database->error, DUNLIN_ERROR_LOCKED) ||
        dln_error_is_lost(database->error) ||
        g_strcmp0(dunlin_error_get_facts(database->error)->sqlstate, "53300") == 0;
}

gboolean dln_database_is_unreached(const DlnDatabase *database)
{
    return dln_error_is(database->error, DUNLIN_ERROR_CONNECT) &&
        dln_error_is_transient(database->error);
}

gboolean dln_database_check_read(const DlnDatabase *database, GError **error)
{
    if (database->error != NULL)
        g_propagate_error(error, g_error_copy(database->error));
    else if (database->ledger == NULL)
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
    return database->error == NULL && database->ledger != NULL;
}

DlnOpenOptions dln_fleet_open_options(
    const DunlinProject *project, const DlnDatabase *database, DlnOpenFlags flags)
{
    return (DlnOpenOptions){
        .address = database->address,
        .flags = flags,
        .connect_timeout_ms = project->config.connect_timeout_ms,
        .lock_timeout_ms = project->config.lock_timeout_ms,
    };
}

/* ---- connections ---- */

/* A backend's caches grow with every table that it has touched, so a connection serves so many tenants at most. */
#define TENANTS_A_CONNECTION 750

/* A PostgreSQL session serves any schema of its database; a file's is opened for reading or for writing. */
gboolean dln_database_is_schema(const DlnDatabase *database)
{
    return database->own_address == NULL && database->address->engine == DLN_ENGINE_POSTGRES;
}

static DlnPooling pooling(DlnPooler pooler)
{
    switch (pooler) {
    case DLN_POOLER_NONE:
    case DLN_POOLER_SESSION:
        return DLN_POOLING_NONE;
    case DLN_POOLER_TRANSACTION:
        return DLN_POOLING_TRANSACTION;
    case DLN_POOLER_AUTO:
        break;
    }
    return DLN_POOLING_DETECT;
}

DlnConnection *dln_fleet_connection(
    DlnFleet *fleet, guint worker, const DlnDatabase *database, DlnOpenFlags flags)
{
    DlnWorker *own = &fleet->workers[worker];

    if (!dln_database_is_schema(database) || own->n_served >= TENANTS_A_CONNECTION ||
        own->connection.options.address != database->address) {
        dln_connection_close(&own->connection);
        own->n_served = 0;
    }
    own->n_served++;
    own->connection.options = dln_fleet_open_options(fleet->project, database, flags | fleet->also);
    own->connection.direct =
        database->own_address == NULL ? fleet->project->config.system_direct : NULL;
    own->connection.pooling = database->own_address == NULL
        ? pooling(fleet->project->config.pooler)
        : DLN_POOLING_DETECT;
    return &own->connection;
}

gboolean dln_fleet_session(DlnFleet *fleet, guint worker, const DlnDatabase *database,
    DlnOpenFlags flags, GCancellable *cancellable, DlnSession **out_session, GError **error)
{
    return dln_connection_get(dln_fleet_connection(fleet, worker, database, flags), cancellable,
        out_session, error);
}

void dln_fleet_let_go(DlnFleet *fleet, guint worker, const DlnDatabase *database)
{
    if (!dln_database_is_schema(database))
        dln_connection_close(&fleet->workers[worker].connection);
}

void dln_fleet_share_applied(DlnFleet *fleet, DlnLedger *ledger)
{
    const char *digest = dln_applied_digest(ledger->applied);
    DlnApplied *known = dln_applied_cache_lookup(fleet->cache, digest);

    if (known == NULL) {
        dln_applied_cache_add(fleet->cache, digest, ledger->applied);
        return;
    }
    dln_applied_unref(ledger->applied);
    ledger->applied = known;
}

/* ---- running ---- */

typedef struct {
    DlnFleet *fleet;
    const DlnRunSpec *spec;
    GPtrArray *todo; /* (element-type DlnDatabase) */
    GHashTable *judged; /* DlnApplied -> whether a database that has it is done: equal sets are planned once */
} FleetRun;

static void emit_database(
    const FleetRun *run, DunlinEventType type, const DlnDatabase *database)
{
    dln_events_emit(run->spec->events,
        (DunlinEvent){
            .type = type,
            .scope = dln_event_scope(run->spec->scope),
            .database = database->name,
            .place = database->place,
            .direction = (DunlinDirection)run->spec->direction,
            .changed = database->n_steps > 0,
            .error = database->error,
        });
}

static gboolean make_place(const FleetRun *run, DlnDatabase *database)
{
    if (!database->is_missing)
        return TRUE;
    if (!run->spec->create_schema) {
        dln_error_set(&database->error, DUNLIN_ERROR_CONNECT, NULL,
            "\"%s\" does not exist; make it with dunlin tenant create, or let upgrade make it with "
            "--create-missing",
            database->place);
        return FALSE;
    }
    return dln_fleet_make_place(
        run->fleet->project, database, run->spec->interrupt, &database->error);
}

/* The survey would have found that the schema is not there. */
static void explain_missing(const FleetRun *run, DlnDatabase *database, guint number)
{
    const DlnSession *session = run->fleet->workers[number].connection.session;

    if (session == NULL || !dln_session_is_alive(session))
        return;
    database->is_missing = TRUE;
    g_clear_error(&database->error);
    make_place(run, database);
}

DlnRunTarget dln_database_target(const DlnDatabase *database)
{
    return (DlnRunTarget){
        .name = database->name,
        .place = database->place,
        .schema = database->schema,
        .engine = database->address->engine,
        .scope = database->scope,
        .is_missing = database->is_missing && dln_database_is_schema(database),
        .revisions = (const char *const *)database->revisions,
    };
}

static void prove(const FleetRun *run, DlnDatabase *database)
{
    if (run->fleet->prove == NULL || database->error != NULL || database->ledger == NULL)
        return;
    run->fleet->prove(database, run->fleet->prove_data);
    if (database->error != NULL)
        database->outcome = DUNLIN_OUTCOME_FAILED;
}

/* What needs no event is counted. */
static void prove_settled(const FleetRun *run, DlnDatabase *database)
{
    database->outcome = DUNLIN_OUTCOME_UNCHANGED;
    prove(run, database);
    if (database->error != NULL)
        emit_database(run, DUNLIN_EVENT_DATABASE_FINISHED, database);
    else
        dln_events_skip(run->spec->events, 1);
}

static void bring(const FleetRun *run, DlnDatabase *database, guint number)
{
    DlnOpenFlags flags = run->spec->create_schema ? DLN_OPEN_CREATE : DLN_OPEN_READ_WRITE;
    const DlnRunTarget target = dln_database_target(database);
    /* What a database that was just made already holds (its template's schemas) is to be read. */
    gboolean unread = (database->is_estimate && database->ledger->proof == NULL) ||
        (database->is_missing && !dln_database_is_schema(database) && database->schema != NULL);
    const DlnLedger *known = unread ? NULL : database->ledger;
    DlnRunResult result = {0};

    emit_database(run, DUNLIN_EVENT_DATABASE_STARTED, database);
    gboolean ok = make_place(run, database) &&
        dln_run_database(run->spec, dln_fleet_connection(run->fleet, number, database, flags),
            &target, known, &result, &database->error);
    if (!ok && database->is_estimate && result.ledger == NULL &&
        dln_error_is(database->error, DUNLIN_ERROR_CONNECT) && dln_database_is_schema(database))
        explain_missing(run, database, number);
    dln_fleet_let_go(run->fleet, number, database);
    if (result.ledger != NULL) {
        dln_ledger_free(database->ledger);
        database->ledger = result.ledger;
        dln_fleet_share_applied(run->fleet, database->ledger);
    }
    dln_applied_unref(database->before);
    database->before = result.before;
    database->n_steps = result.n_steps;
    database->n_retries = result.n_retries;
    database->is_partial = result.is_partial;
    if (!ok)
        database->outcome = dln_error_is(database->error, DUNLIN_ERROR_CANCELLED) &&
                result.n_steps == 0 && !result.is_partial
            ? DUNLIN_OUTCOME_NOT_TRIED
            : DUNLIN_OUTCOME_FAILED;
    else
        database->outcome =
            result.n_steps > 0 ? DUNLIN_OUTCOME_CHANGED : DUNLIN_OUTCOME_UNCHANGED;
    prove(run, database);
    emit_database(run, DUNLIN_EVENT_DATABASE_FINISHED, database);
}

static void run_one(guint index, guint number, gpointer user_data)
{
    const FleetRun *run = user_data;
    DlnDatabase *database = g_ptr_array_index(run->todo, index);

    if (g_cancellable_is_cancelled(run->spec->cancellable))
        return;
    if (database->is_done)
        prove_settled(run, database);
    else
        bring(run, database, number);
}

/* Each by itself: what is right depends on more than what is applied. */
static gboolean is_as_wanted(const DlnRunSpec *spec, const DlnDatabase *database)
{
    const DlnRunTarget target = dln_database_target(database);
    gboolean is_correct = FALSE;

    if (spec->revert_run != NULL)
        return database->revisions == NULL;
    return dln_run_is_correct(spec, &target, database->ledger, &is_correct, NULL) && is_correct;
}

static gboolean is_at_target(const FleetRun *run, const DlnDatabase *database)
{
    const DlnRunSpec *spec = run->spec;
    DlnApplied *applied = database->ledger->applied;
    g_autoptr(DlnPlan) plan = NULL;
    gpointer judgement = NULL;

    if (spec->correct != NULL || spec->revert_run != NULL)
        return is_as_wanted(spec, database);
    if (g_hash_table_lookup_extended(run->judged, applied, NULL, &judgement))
        return GPOINTER_TO_INT(judgement);
    gboolean done = dln_run_plan(spec, applied, &plan, NULL) && plan->steps->len == 0;
    g_hash_table_insert(run->judged, applied, GINT_TO_POINTER(done));
    return done;
}

/* What the survey already settled needs no worker. */
static gboolean is_settled(const FleetRun *run, DlnDatabase *database)
{
    if (dln_database_is_busy(database))
        g_clear_error(&database->error);
    if (database->error != NULL) {
        database->outcome = DUNLIN_OUTCOME_FAILED;
        emit_database(run, DUNLIN_EVENT_DATABASE_FINISHED, database);
        return TRUE;
    }
    database->outcome = DUNLIN_OUTCOME_UNCHANGED;
    if (!database->is_done && database->ledger != NULL)
        database->is_done = is_at_target(run, database);
    if (database->is_done && run->fleet->prove == NULL) {
        dln_events_skip(run->spec->events, 1);
        return TRUE;
    }
    database->outcome = DUNLIN_OUTCOME_NOT_TRIED;
    return FALSE;
}

/* Another worker may be waiting for a connection, where the server has few. */
static void rest(guint number, gpointer user_data)
{
    const FleetRun *run = user_data;

    if (run->todo->len > 1)
        dln_connection_close(&run->fleet->workers[number].connection);
}

void dln_fleet_run(DlnFleet *fleet, const DlnRunSpec *spec)
{
    g_autoptr(GPtrArray) todo = g_ptr_array_new();
    g_autoptr(GHashTable) judged = g_hash_table_new(g_direct_hash, g_direct_equal);
    FleetRun run = {fleet, spec, todo, judged};

    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = g_ptr_array_index(fleet->databases, i);
        if (database->scope == spec->scope && !is_settled(&run, database))
            g_ptr_array_add(todo, database);
    }
    dln_parallel(todo->len, fleet->project->config.parallel, run_one, rest, &run);
}
