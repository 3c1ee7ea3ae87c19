/* SPDX-License-Identifier: Apache-2.0 */
/* find_run.c: which databases one run has changed, by the rows that it left: schemas of one PostgreSQL database in
 * batches, everything else one by one, a few at once. */
#include "fleet/fleet.h"

typedef struct {
    DlnFleet *fleet;
    GPtrArray *members; /* (element-type DlnDatabase) */
    const char *prefix;
    GHashTable *run_ids;
    GMutex mutex; /* of run_ids */
    guint chunk;
    GCancellable *cancellable;
} Search;

/* Some of the members, which one session reads. */
typedef struct {
    Search *search;
    guint first;
    GPtrArray **versions; /* by member from first on; NULL: none */
} Chunk;

static void take_row(guint index, const char *version, const char *run_id, gpointer user_data)
{
    Chunk *chunk = user_data;
    Search *search = chunk->search;

    if (chunk->versions[index] == NULL)
        chunk->versions[index] = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(chunk->versions[index], g_strdup(version));
    g_mutex_lock(&search->mutex);
    if (!g_hash_table_contains(search->run_ids, run_id))
        g_hash_table_add(search->run_ids, g_strdup(run_id));
    g_mutex_unlock(&search->mutex);
}

static void note_versions(const Chunk *chunk, guint n)
{
    for (guint i = 0; i < n; i++) {
        DlnDatabase *database = g_ptr_array_index(chunk->search->members, chunk->first + i);
        if (chunk->versions[i] == NULL)
            continue;
        g_ptr_array_add(chunk->versions[i], NULL);
        database->revisions = (char **)g_ptr_array_free(chunk->versions[i], FALSE);
    }
}

/* Nobody knows what the run did there. Its ledger is forgotten, too: a run that tries again reads both. */
static void note_unread(DlnDatabase *database, const GError *error)
{
    if (database->error == NULL)
        database->error = g_error_copy(error);
    g_clear_pointer(&database->ledger, dln_ledger_free);
}

/* Each by itself, where the statement for all failed: one without rights must not hide the others. */
static void search_each(Chunk *chunk, DlnSession *session, const char *const *schemas, guint n)
{
    guint first = chunk->first;

    for (guint i = 0; i < n; i++) {
        DlnDatabase *database = g_ptr_array_index(chunk->search->members, first + i);
        Chunk one = {chunk->search, first + i, chunk->versions + i};
        g_autoptr(GError) failed = NULL;
        if (!dln_ledger_find_run(session, &schemas[i], 1, chunk->search->prefix, take_row, &one,
                chunk->search->cancellable, &failed))
            note_unread(database, failed);
    }
}

static void forget(Chunk *chunk, guint n)
{
    for (guint i = 0; i < n; i++)
        g_clear_pointer(&chunk->versions[i], g_ptr_array_unref);
}

static void search_chunk(guint index, guint worker, gpointer user_data)
{
    Search *search = user_data;
    guint first = index * search->chunk;
    guint n = MIN(search->chunk, search->members->len - first);
    DlnDatabase *member = g_ptr_array_index(search->members, first);
    g_autofree const char **schemas = g_new0(const char *, n + 1);
    g_autofree GPtrArray **versions = g_new0(GPtrArray *, n);
    Chunk chunk = {search, first, versions};
    DlnSession *session = NULL;
    g_autoptr(GError) failed = NULL;

    for (guint i = 0; i < n; i++)
        schemas[i] = ((DlnDatabase *)g_ptr_array_index(search->members, first + i))->schema;
    if (!dln_fleet_session(search->fleet, worker, member, DLN_OPEN_READ_ONLY, search->cancellable,
            &session, &failed)) {
        for (guint i = 0; i < n; i++)
            note_unread(g_ptr_array_index(search->members, first + i), failed);
        return;
    }
    if (!dln_ledger_find_run(
            session, schemas, n, search->prefix, take_row, &chunk, search->cancellable, NULL)) {
        forget(&chunk, n);
        search_each(&chunk, session, schemas, n);
    }
    note_versions(&chunk, n);
    dln_fleet_let_go(search->fleet, worker, member);
}

/* As many as one statement reads. */
#define SCHEMAS_A_CHUNK 50

void dln_fleet_find_run(DlnFleet *fleet, DlnScope scope, const char *prefix, GHashTable *run_ids,
    GCancellable *cancellable)
{
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    Search search = {
        .fleet = fleet,
        .members = members,
        .prefix = prefix,
        .run_ids = run_ids,
        .chunk = 1,
        .cancellable = cancellable,
    };

    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = g_ptr_array_index(fleet->databases, i);
        if (database->scope == scope && database->error == NULL && database->ledger != NULL &&
            database->ledger->shape == DLN_LEDGER_OURS)
            g_ptr_array_add(members, database);
    }
    if (members->len == 0)
        return;
    if (dln_database_is_schema(members->pdata[0]))
        search.chunk = SCHEMAS_A_CHUNK;
    g_mutex_init(&search.mutex);
    dln_parallel((members->len + search.chunk - 1) / search.chunk, 2, search_chunk, NULL, &search);
    g_mutex_clear(&search.mutex);
}
