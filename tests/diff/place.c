/* SPDX-License-Identifier: Apache-2.0 */
/* place.c: databases that are used again and again. */
#include "place.h"

#include <string.h>

#include "base/error.h"
#include "dialect/quote.h"
#include "plant.h"

#define LOCK_TIMEOUT_MS 5000

/* Schemas that a case has made. */
#define OTHERS                                                                                     \
    " FROM pg_catalog.pg_namespace WHERE nspname !~ '^(pg_|kept_)' AND nspname NOT IN"             \
    " ('information_schema', 'dunlin_test', 'public')"

/* Owned by nobody who is asked: what a database has from the start. */
#define GLOBALS                                                                                    \
    "SELECT 1 FROM pg_catalog.pg_event_trigger UNION ALL SELECT 1 FROM pg_catalog.pg_extension"    \
    " WHERE extname <> 'plpgsql' UNION ALL SELECT 1" OTHERS

static const char drop_globals[] =
    "DO $$ DECLARE one record; BEGIN"
    " FOR one IN SELECT evtname AS name FROM pg_catalog.pg_event_trigger LOOP"
    " EXECUTE pg_catalog.format('DROP EVENT TRIGGER %I', one.name); END LOOP;"
    " FOR one IN SELECT extname AS name FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' "
    "LOOP"
    " EXECUTE pg_catalog.format('DROP EXTENSION %I CASCADE', one.name); END LOOP;"
    " FOR one IN SELECT nspname AS name" OTHERS " LOOP"
    " EXECUTE pg_catalog.format('DROP SCHEMA %I CASCADE', one.name); END LOOP; END $$";

gboolean place_open(Place *place, const char *url, GError **error)
{
    g_autoptr(DlnAddress) memory = dln_address_new_file(":memory:");
    DlnOpenOptions options = {.address = memory,
        .flags = DLN_OPEN_CREATE,
        .connect_timeout_ms = 10000,
        .lock_timeout_ms = LOCK_TIMEOUT_MS};

    if (url != NULL && !dln_address_parse(url, &place->address, error))
        return FALSE;
    if (url != NULL)
        options.address = place->address;
    if (!dln_session_open(&options, NULL, &place->session, error))
        return FALSE;
    return url == NULL ||
           (dln_session_execute(
                place->session, "SET client_min_messages = warning", NULL, 0, NULL, error) &&
               dln_session_execute(place->session, "SET jit = off", NULL, 0, NULL, error));
}

void place_close(Place *place)
{
    g_clear_pointer(&place->session, dln_session_close);
    g_clear_pointer(&place->address, dln_address_free);
}

static gboolean run_in_transaction(Place *place, const DlnScript *script, GError **error)
{
    const DlnEngineKind engine = dln_session_engine(place->session);
    const DlnIsolation isolation = {.schema = PLACE_SCHEMA, .lock_timeout_ms = LOCK_TIMEOUT_MS};
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_engine_add_begin(engine, batch, 1, &isolation);
    dln_batch_add_script(batch, 2, script, 0, script->n_statements);
    dln_engine_add_reset(engine, batch, 3);
    dln_engine_add_commit(engine, batch, 4);
    return dln_session_run(place->session, batch, NULL, NULL, error);
}

static gboolean run_one_by_one(Place *place, const DlnScript *script, GError **error)
{
    const DlnEngineKind engine = dln_session_engine(place->session);
    const DlnIsolation isolation = {.schema = PLACE_SCHEMA, .lock_timeout_ms = LOCK_TIMEOUT_MS};
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_engine_add_session_begin(engine, batch, 1, &isolation);
    for (guint i = 0; i < script->n_statements; i++)
        dln_batch_add_script(batch, 2, script, i, 1);
    dln_engine_add_session_end(engine, batch, 3, &isolation);
    return dln_session_run(place->session, batch, NULL, NULL, error);
}

gboolean place_run(
    Place *place, DlnDiffMode mode, const char *file, const char *text, GError **error)
{
    const DlnSource source = {
        .file = file, .text = text, .length = strlen(text), .line = 1, .column = 1};
    g_autoptr(DlnScript) script = NULL;

    if (!dln_script_parse(dln_session_engine(place->session), &source, &script, error))
        return FALSE;
    return mode == DLN_DIFF_TRANSACTION ? run_in_transaction(place, script, error)
                                        : run_one_by_one(place, script, error);
}

gboolean place_query(
    Place *place, const char *sql, DlnRowFunc on_row, gpointer user_data, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_query(batch, 1, sql, on_row, user_data);
    return dln_session_run(place->session, batch, NULL, NULL, error);
}

static void take_name(guint n_columns, const char *const *values, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup(values[0]));
}

/* (transfer full) (element-type utf8): ends with NULL */
static GPtrArray *others_of(Place *place, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (place->is_several &&
        !place_query(place, "SELECT nspname" OTHERS " ORDER BY 1", take_name, names, error))
        return NULL;
    g_ptr_array_add(names, NULL);
    return g_steal_pointer(&names);
}

DlnSchema *place_inspect(Place *place, GError **error)
{
    g_autoptr(GPtrArray) others = others_of(place, error);
    g_autoptr(DlnSchema) schema = NULL;

    if (others == NULL)
        return NULL;
    const DlnSchemaChoice choice = {.main = PLACE_SCHEMA,
        .reach = place->is_several ? DLN_SCHEMAS_LISTED : DLN_SCHEMAS_MAIN,
        .others = (const char *const *)others->pdata};
    schema = dln_session_inspect_several(place->session, &choice, NULL, error);
    if (schema == NULL ||
        ((place->flags & PLACE_PRIVILEGES) && !dln_schema_show_privileges(schema, error)))
        return NULL;
    return g_steal_pointer(&schema);
}

/* What is not in public has its schema before its name. */
static void take_rows(DlnRows *rows, DlnRows *more, const char *schema)
{
    while (more->tables->len > 0) {
        DlnTableRows *table = g_ptr_array_steal_index(more->tables, 0);
        g_autofree char *name = table->name;
        table->name = g_strdup_printf("%s.%s", schema, name);
        g_ptr_array_add(rows->tables, table);
    }
    while (more->sequences->len > 0) {
        DlnSequenceValue *sequence = g_ptr_array_steal_index(more->sequences, 0);
        g_autofree char *name = sequence->name;
        sequence->name = g_strdup_printf("%s.%s", schema, name);
        g_ptr_array_add(rows->sequences, sequence);
    }
}

gboolean place_rows(Place *place, DlnRows **out_rows, GError **error)
{
    g_autoptr(GPtrArray) others = others_of(place, error);
    g_autoptr(DlnRows) rows = NULL;

    if (others == NULL || !dln_rows_read(place->session,
                              place->address != NULL ? PLACE_SCHEMA : NULL, NULL, &rows, error))
        return FALSE;
    for (guint i = 0; others->pdata[i] != NULL; i++) {
        g_autoptr(DlnRows) more = NULL;
        if (!dln_rows_read(place->session, others->pdata[i], NULL, &more, error))
            return FALSE;
        take_rows(rows, more, others->pdata[i]);
    }
    *out_rows = g_steal_pointer(&rows);
    return TRUE;
}

static void count(guint n_columns, const char *const *values, gpointer user_data)
{
    (*(guint *)user_data)++;
}

gboolean place_has_globals(Place *place)
{
    guint n = 0;

    return place->address != NULL && place_query(place, GLOBALS, count, &n, NULL) && n > 0;
}

/* What is kept has nothing of its case in the name, for pg_dump's answer is sorted by it. */
static gboolean clear_postgres(Place *place, const char *as_name, GError **error)
{
    const gboolean has_globals = place_has_globals(place);
    g_autofree char *rename = NULL;

    if (has_globals && !dln_session_execute(place->session, drop_globals, NULL, 0, NULL, error))
        return FALSE;
    if (as_name != NULL && !has_globals) {
        g_autofree char *quoted = dln_quote_identifier(as_name);
        rename = g_strdup_printf("ALTER SCHEMA " PLACE_SCHEMA " RENAME TO %s", quoted);
    }
    const char *away = rename != NULL ? rename : "DROP SCHEMA IF EXISTS " PLACE_SCHEMA " CASCADE";
    return dln_session_execute(place->session, away, NULL, 0, NULL, error) &&
           dln_session_execute(place->session, "CREATE SCHEMA " PLACE_SCHEMA, NULL, 0, NULL, error);
}

gboolean place_clear(Place *place, const char *as_name, GError **error)
{
    if (place->address != NULL)
        return clear_postgres(place, as_name, error);
    place_close(place);
    return place_open(place, NULL, error);
}

gboolean place_plant(Place *place, const char *directory, GPtrArray *out_empty, GError **error)
{
    return place->address != NULL ? plant_postgres(place, directory, out_empty, error)
                                  : plant_sqlite(place, out_empty, error);
}
