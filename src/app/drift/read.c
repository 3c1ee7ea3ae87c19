/* SPDX-License-Identifier: Apache-2.0 */
/* read.c: what a fleet's schemas hold: a number of each, by which they fall into classes of equal ones, and of each class one is read.
 * Knows nothing of what they should be. */
#include "app/drift/drift.h"

#include "app/common/context.h"
#include "app/scratch/choice.h"
#include "app/scratch/wanted.h"
#include "engine/fingerprint.h"
#include "engine/inspect.h"

/* Of one connection in one message: what its backend keeps of each schema is let go with it. */
#define SCHEMAS_A_MESSAGE 500

/* So many at one place make it worth a connection to read one of them beside. */
#define SAMPLE_FROM 100

/* What is asked in one go: some schemas of one database, or a database alone. */
typedef struct {
    GPtrArray *members; /* (element-type DlnDriftMember) */
} Chunk;

/* One schema that is read while the numbers are: most others will have its number. */
typedef struct {
    const DlnDriftLook *look;
    DlnDriftMember member;
} Sample;

typedef struct {
    DlnDriftLook *look;
    GArray *chunks;     /* (element-type Chunk) */
    GPtrArray *classes; /* (element-type GPtrArray of DlnDriftMember): equal ones */
    Sample sample;
} Reading;

static void clear_chunk(gpointer chunk)
{
    g_ptr_array_unref(((Chunk *)chunk)->members);
}

static void reading_clear(Reading *reading)
{
    g_array_unref(reading->chunks);
    g_ptr_array_unref(reading->classes);
    g_free(reading->sample.member.number);
    g_free(reading->sample.member.fingerprint);
    g_clear_error(&reading->sample.member.error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* ---- numbers ---- */

gboolean dln_drift_is_numbered(const DlnDriftLook *look, const DlnDatabase *database)
{
    return database->address->engine == DLN_ENGINE_SQLITE ||
           (dln_database_is_schema(database) && !look->project->config.diff_privileges &&
               !dln_app_is_several(look->project, database->scope));
}

/* Nobody knows a run's id beforehand. */
static gint64 seed_of(const DlnDriftLook *look)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, look->run_id, -1);

    digest[15] = '\0';
    return (gint64)g_ascii_strtoull(digest, NULL, 16);
}

/* The sessions of a look only read, so that the statement may stay in them. */
static gboolean ask(const DlnDriftLook *look, DlnSession *session, const char *const *schemas,
    guint n_schemas, DlnFingerprintFunc on_answer, gpointer user_data, GError **error)
{
    const DlnFingerprintQuery query = {
        .schemas = schemas,
        .n_schemas = n_schemas,
        .seed = seed_of(look),
        .lock_timeout_ms = look->project->config.lock_timeout_ms,
        .is_kept = TRUE,
        .on_answer = on_answer,
        .user_data = user_data,
    };

    return dln_session_fingerprint(session, &query, look->cancellable, error);
}

static void take_number(guint index, const char *number, const GError *error, gpointer user_data)
{
    DlnDriftMember *member = ((const Chunk *)user_data)->members->pdata[index];

    member->number = g_strdup(number);
    if (error != NULL)
        member->error = g_error_copy(error);
}

static void fail_members(const GPtrArray *members, const GError *error)
{
    for (guint i = 0; i < members->len; i++) {
        DlnDriftMember *member = members->pdata[i];
        if (member->number == NULL && member->error == NULL)
            member->error = g_error_copy(error);
    }
}

static void read_chunk(guint index, guint worker, gpointer user_data)
{
    const Reading *reading = user_data;
    const DlnDriftLook *look = reading->look;
    Chunk *chunk = &g_array_index(reading->chunks, Chunk, index);
    const DlnDriftMember *first = chunk->members->pdata[0];
    g_autofree const char **schemas = g_new0(const char *, chunk->members->len + 1);
    DlnSession *session = NULL;
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < chunk->members->len; i++)
        schemas[i] = ((const DlnDriftMember *)chunk->members->pdata[i])->database->schema;
    if (!dln_fleet_session(look->fleet, worker, first->database, DLN_OPEN_READ_ONLY,
            look->cancellable, &session, &error) ||
        !ask(look, session, schemas, chunk->members->len, take_number, chunk, &error))
        fail_members(chunk->members, error);
    look->fleet->workers[worker].n_served += chunk->members->len / 2;
    dln_fleet_let_go(look->fleet, worker, first->database);
}

static void add_to_chunk(GArray *chunks, DlnDriftMember *member, guint size)
{
    Chunk *last = chunks->len > 0 ? &g_array_index(chunks, Chunk, chunks->len - 1) : NULL;

    if (last == NULL || last->members->len >= size) {
        Chunk chunk = {g_ptr_array_new()};
        g_array_append_val(chunks, chunk);
        last = &g_array_index(chunks, Chunk, chunks->len - 1);
    }
    g_ptr_array_add(last->members, member);
}

/* Schemas of the system database go together; files are asked one by one. */
static void make_chunks(Reading *reading)
{
    const DlnDriftLook *look = reading->look;
    const guint n_workers = MAX(look->project->config.parallel, 1);
    const guint n_each = (look->members->len + n_workers - 1) / n_workers;

    for (guint i = 0; i < look->members->len; i++) {
        DlnDriftMember *member = look->members->pdata[i];
        gboolean is_schema = dln_database_is_schema(member->database);
        if (member->place != NULL && dln_drift_is_numbered(look, member->database))
            add_to_chunk(reading->chunks, member, is_schema ? MIN(n_each, SCHEMAS_A_MESSAGE) : 1);
    }
}

/* ---- one alone ---- */

DlnSchema *dln_drift_inspect_in(
    const DlnDriftLook *look, const DlnDatabase *database, DlnSession *session, GError **error)
{
    g_autoptr(DlnSchema) schema = dln_app_inspect(
        session, look->project, database->scope, database->schema, look->cancellable, error);

    return schema != NULL && dln_app_take_wanted(look->project, schema, error)
               ? g_steal_pointer(&schema)
               : NULL;
}

typedef struct {
    char *number;
    GError *error;
} Alone;

static void take_alone(guint index, const char *number, const GError *error, gpointer user_data)
{
    Alone *alone = user_data;

    alone->number = g_strdup(number);
    alone->error = error != NULL ? g_error_copy(error) : NULL;
}

char *dln_drift_number(
    const DlnDriftLook *look, const DlnDatabase *database, DlnSession *session, GError **error)
{
    const char *schema = database->schema;
    Alone alone = {0};

    if (!ask(look, session, &schema, 1, take_alone, &alone, error))
        return NULL;
    if (alone.error != NULL)
        g_propagate_error(error, alone.error);
    return alone.number;
}

gboolean dln_drift_is_still(const DlnDriftLook *look, const DlnDatabase *database,
    const char *number, DlnSession *session, GError **error)
{
    g_autofree char *now = dln_drift_number(look, database, session, error);

    if (now != NULL && !g_str_equal(now, number))
        dln_error_set(
            error, DUNLIN_ERROR_LOCKED, NULL, "its schema has changed while it was looked at");
    return now != NULL && g_str_equal(now, number);
}

/* ---- classes ---- */

/* (transfer full) */
static char *read_one(const DlnDriftLook *look, DlnDriftMember *member, gboolean stands_for_others,
    guint worker, GError **error)
{
    DlnSession *session = NULL;

    if (!dln_fleet_session(look->fleet, worker, member->database, DLN_OPEN_READ_ONLY,
            look->cancellable, &session, error))
        return NULL;
    g_autoptr(DlnSchema) schema = dln_drift_inspect_in(look, member->database, session, error);
    gboolean ok = schema != NULL &&
                  (!stands_for_others ||
                      dln_drift_is_still(look, member->database, member->number, session, error));
    dln_fleet_let_go(look->fleet, worker, member->database);
    return ok ? dln_schema_fingerprint(schema) : NULL;
}

/* Until one of them could be read, which tells of those that are left. */
static void read_class(guint index, guint worker, gpointer user_data)
{
    const Reading *reading = user_data;
    const GPtrArray *members = reading->classes->pdata[index];

    for (guint i = 0; i < members->len; i++) {
        DlnDriftMember *member = members->pdata[i];
        g_autofree char *fingerprint =
            read_one(reading->look, member, members->len > 1, worker, &member->error);
        for (guint k = i; k < members->len && fingerprint != NULL; k++)
            ((DlnDriftMember *)members->pdata[k])->fingerprint = g_strdup(fingerprint);
        if (fingerprint != NULL)
            return;
    }
}

/* ---- the sample ---- */

/* What cannot be read here is read again with the others, and told. */
static gpointer read_sample(gpointer data)
{
    Sample *sample = data;
    DlnDriftMember *member = &sample->member;
    const DlnOpenOptions options =
        dln_fleet_open_options(sample->look->project, member->database, DLN_OPEN_READ_ONLY);
    g_autoptr(DlnSession) session = NULL;
    g_autoptr(DlnSchema) schema = NULL;

    if (dln_session_open(&options, sample->look->cancellable, &session, &member->error))
        member->number = dln_drift_number(sample->look, member->database, session, &member->error);
    if (member->number != NULL)
        schema = dln_drift_inspect_in(sample->look, member->database, session, &member->error);
    if (schema != NULL &&
        dln_drift_is_still(sample->look, member->database, member->number, session, &member->error))
        member->fingerprint = dln_schema_fingerprint(schema);
    return NULL;
}

/* Of the place where most are. Where there is little to read, nothing is gained. (nullable) */
static GThread *begin_sample(Reading *reading)
{
    const DlnDriftPlace *largest = NULL;

    for (guint i = 0; i < reading->look->places->len; i++) {
        const DlnDriftPlace *place = reading->look->places->pdata[i];
        if (largest == NULL || place->members->len > largest->members->len)
            largest = place;
    }
    if (largest == NULL || largest->members->len < SAMPLE_FROM)
        return NULL;
    const DlnDriftMember *first = largest->members->pdata[0];
    reading->sample = (Sample){reading->look, {.database = first->database}};
    return dln_database_is_schema(first->database) &&
                   dln_drift_is_numbered(reading->look, first->database)
               ? g_thread_try_new("dunlin-sample", read_sample, &reading->sample, NULL)
               : NULL;
}

/* Whether member is equal to the sample, so that nothing has to be read. */
static gboolean take_sample(const Reading *reading, DlnDriftMember *member)
{
    const DlnDriftMember *sample = &reading->sample.member;

    if (sample->fingerprint == NULL || g_strcmp0(sample->number, member->number) != 0)
        return FALSE;
    member->fingerprint = g_strdup(sample->fingerprint);
    return TRUE;
}

/* ---- all ---- */

static GPtrArray *new_class(Reading *reading)
{
    GPtrArray *members = g_ptr_array_new();

    g_ptr_array_add(reading->classes, members);
    return members;
}

/* All schemas are in one database. */
static void make_classes(Reading *reading)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < reading->look->members->len; i++) {
        DlnDriftMember *member = reading->look->members->pdata[i];
        GPtrArray *members = NULL;

        if (member->place == NULL || member->error != NULL || take_sample(reading, member))
            continue;
        if (member->number != NULL)
            members = g_hash_table_lookup(known, member->number);
        if (members == NULL)
            members = new_class(reading);
        if (member->number != NULL)
            g_hash_table_insert(known, member->number, members);
        g_ptr_array_add(members, member);
    }
}

void dln_drift_read(DlnDriftLook *look)
{
    const guint n_workers = look->project->config.parallel;
    g_auto(Reading) reading = {
        .look = look,
        .chunks = g_array_new(FALSE, FALSE, sizeof(Chunk)),
        .classes = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref),
    };

    g_array_set_clear_func(reading.chunks, clear_chunk);
    make_chunks(&reading);
    GThread *sample = begin_sample(&reading);
    dln_parallel(reading.chunks->len, n_workers, read_chunk, NULL, &reading);
    if (sample != NULL)
        g_thread_join(sample);
    make_classes(&reading);
    dln_parallel(reading.classes->len, n_workers, read_class, NULL, &reading);
}
