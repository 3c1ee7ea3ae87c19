/* SPDX-License-Identifier: Apache-2.0 */
/* load.c: statements in an order that works, found by trying. A file in the right order costs one round trip for every few
 * hundred statements. At the first statement that fails, the rest is ordered by what the words tell; what fails still costs two more. */
#include "app/schema/load.h"

#include <string.h>

#include "app/schema/order.h"
#include "app/schema/statement.h"
#include "lint/gate.h"
#include "sql/defines.h"

/* A transaction keeps a lock on everything that it makes, a table's file and index for themselves, and the server's table of locks is
 * one for all: by default it holds what some 1,000 tables need. */
#define AT_ONCE 200

typedef DlnSchemaEntry Entry;

typedef struct {
    DlnStage *stage;
    const DlnSchemaText *text;
    GArray *pending; /* (element-type Entry) */
    GArray *later;   /* (element-type Entry) to be tried again */
    GError *first;   /* why the first of those failed */
    gboolean is_ordered;
} Load;

static void load_clear(Load *load)
{
    g_clear_pointer(&load->pending, g_array_unref);
    g_clear_pointer(&load->later, g_array_unref);
    g_clear_error(&load->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Load, load_clear)

static const Entry *entry_at(const Load *load, guint index)
{
    return &g_array_index(load->pending, Entry, index);
}

static const DlnScript *script_of(const Load *load, const Entry *entry)
{
    return ((const DlnSchemaFile *)load->text->files->pdata[entry->file])->script;
}

/* ---- one attempt ---- */

/* search_path as the file sets it; NULL: as it is. */
static const char *path_of(const Load *load, const Entry *entry)
{
    const DlnSchemaFile *file = load->text->files->pdata[entry->file];

    return file->paths != NULL ? file->paths->pdata[entry->statement] : NULL;
}

static void add_path(const Load *load, DlnBatch *batch, const char *path)
{
    const DlnIsolation isolation = dln_stage_isolation(load->stage);
    g_autofree char *sql =
        path != NULL ? g_strconcat("SET LOCAL search_path = ", path, NULL) : NULL;

    if (sql != NULL)
        dln_batch_add_sql(batch, 0, sql);
    else
        dln_engine_add_search_path(load->text->engine, batch, 0, &isolation);
}

/* What stands side by side in a file goes as one item. */
static void add_entries(const Load *load, DlnBatch *batch, guint from, guint to)
{
    const char *path = NULL;
    guint end;

    for (guint i = from; i < to; i = end) {
        const Entry *first = entry_at(load, i);
        for (end = i + 1; end < to; end++) {
            const Entry *next = entry_at(load, end);
            if (next->file != first->file || next->statement != first->statement + (end - i) ||
                g_strcmp0(path_of(load, next), path_of(load, first)) != 0)
                break;
        }
        if (g_strcmp0(path, path_of(load, first)) != 0)
            add_path(load, batch, path_of(load, first));
        path = path_of(load, first);
        dln_batch_add_script(
            batch, first->file + 1, script_of(load, first), first->statement, end - i);
    }
}

/* Roles are the server's, and would stay there: a block is to find them. Who makes or changes one holds this lock until the end, and
 * who only tried no longer. */
#define ROLE_MADE "DLN01"
static const char no_role_made[] =
    "DO $$ BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'relation'\n"
    "AND pid = pg_catalog.pg_backend_pid() AND mode = 'RowExclusiveLock' AND relation IN\n"
    "('pg_catalog.pg_authid'::pg_catalog.regclass, "
    "'pg_catalog.pg_auth_members'::pg_catalog.regclass))\n"
    "THEN RAISE EXCEPTION USING ERRCODE = '" ROLE_MADE "', MESSAGE =\n"
    "'this makes a role or changes one, and it would stay on the server of the scratch databases: "
    "make it there before'; "
    "END IF; END $$";

static gboolean is_block(const Load *load, guint index)
{
    const Entry *entry = entry_at(load, index);

    return dln_schema_is_block(script_of(load, entry), entry->statement);
}

static gboolean has_state(const GError *problem, const char *const *states)
{
    const char *state = dunlin_error_get_facts(problem)->sqlstate;

    return state != NULL && g_strv_contains(states, state);
}

/* The question behind it failed; the block is what is meant. */
static void blame_block(const Load *load, guint index, GError **problem)
{
    static const char *const states[] = {ROLE_MADE, NULL};
    const Entry *entry = entry_at(load, index);
    const DlnScript *script = script_of(load, entry);
    const DlnStatement *at = &script->statements[entry->statement];
    g_autofree char *text = dln_script_statement_text(script, entry->statement);
    const DunlinErrorFacts facts = {
        .file = script->source.file, .line = at->line, .column = at->column, .statement = text};

    if (problem == NULL || !has_state(*problem, states))
        return;
    g_autoptr(GError) cause = *problem;
    *problem = NULL;
    dln_error_set(problem, DUNLIN_ERROR_REFUSED, &facts, "%s", cause->message);
}

/* out_failed: where in the list, or to where it is not known. */
static gboolean try_range(Load *load, guint from, guint to, guint *out_failed, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    const DlnEngineKind engine = dln_stage_engine(load->stage);
    const DlnIsolation isolation = dln_stage_isolation(load->stage);
    DlnBatchFailure failure = {0};

    dln_batch_set_statement_timeout(batch, isolation.statement_timeout_ms);
    dln_engine_add_begin(engine, batch, 0, &isolation);
    /* A crash takes the scratch database with it. */
    if (engine == DLN_ENGINE_POSTGRES)
        dln_batch_add_sql(batch, 0, "SET LOCAL synchronous_commit = off");
    if (load->text->has_unchecked_bodies)
        dln_batch_add_sql(batch, 0, "SET LOCAL check_function_bodies = off");
    add_entries(load, batch, from, to);
    if (is_block(load, from))
        dln_batch_add_sql(batch, 0, no_role_made);
    dln_engine_add_reset(engine, batch, 0);
    dln_engine_add_commit(engine, batch, 0);
    if (dln_stage_run_batch(load->stage, batch, &failure, error))
        return TRUE;
    blame_block(load, from, error);
    *out_failed = to;
    for (guint i = from; failure.tag > 0 && i < to; i++) {
        const Entry *entry = entry_at(load, i);
        if (entry->file + 1 == failure.tag && entry->statement == failure.statement)
            *out_failed = i;
    }
    return FALSE;
}

/* ---- what a failure means ---- */

/* It is there already: nothing that comes later changes that. */
static gboolean is_duplicate(const Load *load, const GError *problem)
{
    static const char *const states[] = {
        "42P06", "42P07", "42710", "42723", "42701", "42P16", NULL};

    return load->text->engine == DLN_ENGINE_SQLITE
               ? strstr(problem->message, " already exists") != NULL
               : has_state(problem, states);
}

/* What is no SQL stays so. SQLite has one code for everything. */
static gboolean is_final(const Load *load, const GError *problem)
{
    static const char *const states[] = {"42601", "0A000", "42501", NULL};

    return !dln_error_is(problem, DUNLIN_ERROR_SQL) || is_duplicate(load, problem) ||
           (load->text->engine == DLN_ENGINE_POSTGRES
                   ? has_state(problem, states)
                   : strstr(problem->message, "syntax error") != NULL);
}

/* Where else the object of a statement is made. (transfer full) (nullable) */
static char *place_before(const Load *load, const Entry *entry)
{
    g_auto(DlnDefinition) wanted = {0};

    if (!dln_sql_defines(script_of(load, entry), entry->statement, &wanted))
        return NULL;
    g_autofree char *key = dln_schema_text_key(load->text, &wanted, NULL);
    return key != NULL ? g_strdup(g_hash_table_lookup(load->text->definitions, key)) : NULL;
}

static gboolean is_of_privileges(const DlnScript *script, guint statement)
{
    g_autofree char *name = NULL;

    return dln_schema_statement(script, statement, &name) == DLN_SCHEMA_PRIVILEGE;
}

static void explain(const Load *load, const Entry *entry, GError **problem)
{
    const DlnScript *script = script_of(load, entry);
    static const char *const undefined_object[] = {"42704", NULL};
    const DlnStatement *statement = &script->statements[entry->statement];
    g_auto(DlnDefinition) made = {0};
    g_autofree char *before = is_duplicate(load, *problem) ? place_before(load, entry) : NULL;
    const char *more = NULL;

    if (is_of_privileges(script, entry->statement) && has_state(*problem, undefined_object))
        more = "roles belong to the server, not to a schema: make them (CREATE ROLE) on the server "
               "of the scratch databases, or name another with scratch.url (--scratch-url)";
    if (dln_sql_defines(script, entry->statement, &made) && g_str_equal(made.kind, "extension") &&
        !is_duplicate(load, *problem))
        more = "the server of the scratch databases needs it: install it there, or name another "
               "server with scratch.url (--scratch-url)";
    if (before == NULL && more == NULL)
        return;
    g_autofree char *where = before != NULL ? g_strdup_printf("it is defined at %s, too (line %u)",
                                                  before, statement->line)
                                            : NULL;
    g_autofree char *message =
        g_strdup_printf("%s; %s", (*problem)->message, where != NULL ? where : more);
    g_free((*problem)->message);
    (*problem)->message = g_steal_pointer(&message);
}

/* ---- rounds ---- */

static void put_off(Load *load, guint index, GError *problem)
{
    const Entry entry = *entry_at(load, index);

    g_array_append_val(load->later, entry);
    if (load->first == NULL) {
        load->first = problem;
        explain(load, &entry, &load->first);
    } else {
        g_error_free(problem);
    }
}

/* A block is a transaction of its own. */
static guint end_of_try(const Load *load, guint from)
{
    guint end = from;

    while (end < load->pending->len && end - from < AT_ONCE && !is_block(load, end))
        end++;
    return MAX(end, MIN(from + 1, load->pending->len));
}

/* Once for all that is pending together: whether anything stands elsewhere now. */
static gboolean order_rest(Load *load, guint from)
{
    const guint n_entries = load->pending->len - from;
    Entry *entries = &g_array_index(load->pending, Entry, from);
    const gsize size = n_entries * sizeof(Entry);

    if (load->is_ordered)
        return FALSE;
    load->is_ordered = TRUE;
    g_autofree Entry *before = g_memdup2(entries, size);
    dln_schema_order(load->text, entries, n_entries);
    return memcmp(before, entries, size) != 0;
}

/* All that is pending, once. FALSE: nothing can help. */
static gboolean run_round(Load *load, GError **error)
{
    guint from = 0, to = end_of_try(load, 0);

    while (from < load->pending->len) {
        GError *problem = NULL;
        guint failed = to;
        if (try_range(load, from, to, &failed, &problem)) {
            from = to;
            to = end_of_try(load, from);
            continue;
        }
        if (failed == to || is_final(load, problem)) {
            if (failed < to)
                explain(load, entry_at(load, failed), &problem);
            g_propagate_error(error, problem);
            return FALSE;
        }
        /* What comes before it works, and is done by itself. */
        if (failed > from) {
            g_error_free(problem);
            to = failed;
            continue;
        }
        if (order_rest(load, from)) {
            g_error_free(problem);
        } else {
            put_off(load, failed, problem);
            from++;
        }
        to = end_of_try(load, from);
    }
    return TRUE;
}

static gboolean run_rounds(Load *load, GError **error)
{
    load->is_ordered = FALSE;
    while (load->pending->len > 0) {
        load->later = g_array_new(FALSE, FALSE, sizeof(Entry));
        g_clear_error(&load->first);
        if (!run_round(load, error))
            return FALSE;
        if (load->later->len == load->pending->len) {
            g_propagate_error(error, g_steal_pointer(&load->first));
            return FALSE;
        }
        g_array_unref(load->pending);
        load->pending = g_steal_pointer(&load->later);
    }
    return TRUE;
}

static gboolean check_files(const Load *load, GError **error)
{
    DlnSession *session = NULL;

    if (!dln_stage_session(load->stage, &session, error))
        return FALSE;
    for (guint f = 0; f < load->text->files->len; f++) {
        const DlnSchemaFile *file = load->text->files->pdata[f];
        if (!dln_gate_check_within(file->script, dln_session_server_version(session), error))
            return FALSE;
    }
    return TRUE;
}

/* A dump says WITH NO DATA of every materialized view, whatever it was like. */
static const char populate[] =
    "DO $$ DECLARE v regclass; n integer; BEGIN LOOP n := 0;\n"
    "FOR v IN SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'm' AND NOT relispopulated LOOP\n"
    "BEGIN EXECUTE pg_catalog.format('REFRESH MATERIALIZED VIEW %s', v); n := n + 1;\n"
    "EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL; END;\n"
    "END LOOP; EXIT WHEN n = 0; END LOOP; END $$";

static gboolean finish(const Load *load, GError **error)
{
    return load->text->engine == DLN_ENGINE_SQLITE || !load->text->has_unchecked_bodies ||
           dln_stage_run(load->stage, populate, "the dump", DLN_STAGE_TRANSACTION, error);
}

typedef enum {
    PENDING_OBJECTS,
    PENDING_GRANTS,
} Pending;

static gboolean is_drop(const DlnScript *script, guint statement)
{
    g_autofree char *name = NULL;
    const DlnSchemaStatement what = dln_schema_statement(script, statement, &name);

    return what == DLN_SCHEMA_DROP || what == DLN_SCHEMA_DROP_IF_EXISTS;
}

/* What stands before a drop must be there by then. */
static gboolean run_with_drops(Load *load, GError **error)
{
    for (guint f = 0; f < load->text->files->len; f++) {
        const DlnSchemaFile *file = load->text->files->pdata[f];
        for (guint i = 0; i < file->script->n_statements; i++) {
            const Entry entry = {f, i};
            const gboolean ends = is_drop(file->script, i);
            if (ends && !run_rounds(load, error))
                return FALSE;
            g_array_append_val(load->pending, entry);
            if (ends && !run_rounds(load, error))
                return FALSE;
        }
    }
    return run_rounds(load, error);
}

static void add_pending(Load *load, Pending which)
{
    const gboolean has_grants = (load->text->flags & DLN_SCHEMA_TEXT_PRIVILEGES) != 0;

    for (guint f = 0; f < load->text->files->len; f++) {
        const DlnSchemaFile *file = load->text->files->pdata[f];
        for (guint i = 0; i < file->script->n_statements; i++) {
            const Entry entry = {f, i};
            const gboolean is_grant = has_grants && dln_schema_is_grant(file->script, i);
            if (is_grant == (which == PENDING_GRANTS))
                g_array_append_val(load->pending, entry);
        }
    }
}

gboolean dln_schema_load(DlnStage *stage, const DlnSchemaText *text, GError **error)
{
    g_auto(Load)
        load = {.stage = stage, .text = text, .pending = g_array_new(FALSE, FALSE, sizeof(Entry))};

    if (!check_files(&load, error))
        return FALSE;
    if (text->has_drops)
        return run_with_drops(&load, error) && finish(&load, error);
    /* "ON ALL TABLES" means those of every file. */
    add_pending(&load, PENDING_OBJECTS);
    add_pending(&load, PENDING_GRANTS);
    return run_rounds(&load, error) && finish(&load, error);
}
