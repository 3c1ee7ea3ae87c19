/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c: asks PostgreSQL's catalog the questions of the other inspect_postgres files, and makes the model of the
 * answers. Knows nothing of the kinds of objects. */
#include "engine/postgres/inspect.h"

#include <string.h>

#include "base/error.h"
#include "dialect/quote.h"
#include "engine/backend.h"
#include "sql/lexer.h"

/* indnullsnotdistinct and others are not there before. */
#define OLDEST_VERSION 150000

/* Bytes of memory for keys, asked for at once. */
#define KEYS_SIZE 4096

const DlnCatalogQuery *const dln_catalog_tables[] = {
    dln_catalog_types,
    dln_catalog_relations,
    dln_catalog_constraints,
    dln_catalog_code,
    dln_catalog_search,
    dln_catalog_operators,
    NULL,
};

typedef struct {
    const DlnSchemaChoice *choice;
    DlnSchema *schema;
    GHashTable *
        names; /* (key-type utf8) (value-type utf8): of the schemas that are read, by their oids; NULL: the main one */
    GHashTable *by_key; /* (key-type utf8) (value-type DlnObject): as pg_depend names them */
    GStringChunk *keys; /* where its keys stand */
    gboolean has_schema; /* the main one */
    char *refused; /* (nullable): the first that may not be used: search_path would pass over it */
    gboolean is_torn; /* a query did not give what its row says */
} Inspection;

static void inspection_clear(Inspection *inspection)
{
    g_free(inspection->refused);
    g_string_chunk_free(inspection->keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inspection, inspection_clear)

/* One question. */
typedef struct {
    Inspection *inspection;
    const DlnCatalogQuery *query;
    char **properties;
} Question;

static void question_free(gpointer data)
{
    Question *question = data;

    g_strfreev(question->properties);
    g_free(question);
}

/* ---- answers ---- */

static void take_schema(guint n_columns, const char *const *values, gpointer user_data)
{
    Inspection *inspection = user_data;
    gboolean is_main = g_strcmp0(values[1], inspection->choice->main) == 0;

    inspection->has_schema |= is_main;
    if (g_strcmp0(values[2], "t") != 0 && inspection->refused == NULL)
        inspection->refused = g_strdup(values[1]);
    g_hash_table_insert(
        inspection->names, g_strdup(values[0]), is_main ? NULL : g_strdup(values[1]));
}

/* A body and a comment are the user's own words. */
static void set_property(DlnObject *object, const char *name, const char *value)
{
    g_autofree char *canonical = NULL;

    if (value != NULL && strstr(value, "::text[]") != NULL && !g_str_equal(name, "body") &&
        !g_str_equal(name, "comment"))
        canonical = dln_catalog_canonical(value);
    dln_object_set(object, name, canonical != NULL ? canonical : value);
}

/* Separated by blanks. */
static void take_keys(Inspection *inspection, const char *keys, DlnObject *object)
{
    gsize length;

    for (const char *at = keys; *at != '\0'; at += length + strspn(at + length, " ")) {
        length = strcspn(at, " ");
        g_hash_table_insert(inspection->by_key,
            g_string_chunk_insert_len(inspection->keys, at, (gssize)length), object);
    }
}

static void take_object(guint n_columns, const char *const *values, gpointer user_data)
{
    const Question *question = user_data;
    Inspection *inspection = question->inspection;
    const char *schema =
        values[5] != NULL ? g_hash_table_lookup(inspection->names, values[5]) : NULL;
    const DlnObjectId id = {question->query->kind, values[1], values[2], values[3], schema};
    DlnObject *object;

    if (n_columns != DLN_CATALOG_FIXED_COLUMNS + g_strv_length(question->properties)) {
        inspection->is_torn = TRUE;
        return;
    }
    object = dln_schema_add(inspection->schema, &id);
    if (values[4] != NULL)
        object->position = (guint)g_ascii_strtoull(values[4], NULL, 10);
    for (guint i = 0; question->properties[i] != NULL; i++)
        set_property(object, question->properties[i], values[DLN_CATALOG_FIXED_COLUMNS + i]);
    take_keys(inspection, values[0], object);
}

/* A column that is no object of its own, a view's, counts as what it belongs to. */
static DlnObject *find_by_key(const Inspection *inspection, const char *key)
{
    DlnObject *object = g_hash_table_lookup(inspection->by_key, key);
    const char *column = strrchr(key, '/');

    if (object != NULL || column == NULL || strcmp(column, "/0") == 0)
        return object;
    g_autofree char *whole = g_strdup_printf("%.*s/0", (int)(column - key), key);
    return g_hash_table_lookup(inspection->by_key, whole);
}

static void take_dependency(guint n_columns, const char *const *values, gpointer user_data)
{
    Inspection *inspection = user_data;
    DlnObject *object = find_by_key(inspection, values[0]);
    const DlnObject *needed = find_by_key(inspection, values[1]);

    if (object != NULL && needed != NULL)
        dln_object_need(object, &needed->id);
}

/* pg_depend says it as well, but not of what comes with an index or a type. */
static void need_schemas(Inspection *inspection)
{
    const GPtrArray *objects = inspection->schema->objects;

    for (guint i = 0; i < objects->len; i++) {
        DlnObject *object = objects->pdata[i];
        const char *own = object->id.schema != NULL ? object->id.schema : inspection->choice->main;
        const char *said =
            object->id.kind == DLN_OBJECT_EXTENSION ? dln_object_get(object, "schema") : NULL;
        g_autofree char *name =
            said != NULL ? dln_name_from_text(DLN_ENGINE_POSTGRES, said) : g_strdup(own);
        const DlnObjectId id = {.kind = DLN_OBJECT_SCHEMA, .name = name};

        if (object->id.kind != DLN_OBJECT_SCHEMA && object->id.parent == NULL)
            dln_object_need(object, &id);
    }
}

static void take_grant(guint n_columns, const char *const *values, gpointer user_data)
{
    Inspection *inspection = user_data;
    DlnObject *object = g_hash_table_lookup(inspection->by_key, values[0]);
    g_auto(GStrv) privileges = dln_property_list(values[2]);

    if (object != NULL && values[1] != NULL)
        dln_object_grant(object, values[1]);
    if (g_strcmp0(values[3], "everywhere") == 0) {
        for (guint i = 0; privileges[i] != NULL; i++)
            g_ptr_array_add(inspection->schema->given, g_strdup(privileges[i]));
        return;
    }
    if (object == NULL && values[3] != NULL && *privileges != NULL)
        object = dln_schema_add_privileges(inspection->schema, values[3]);
    for (guint i = 0; object != NULL && privileges[i] != NULL; i++)
        dln_object_permit(object, privileges[i]);
}

static void take_beside(guint n_columns, const char *const *values, gpointer user_data)
{
    Inspection *inspection = user_data;

    if (values[0] != NULL)
        g_ptr_array_add(inspection->schema->beside, g_strconcat(values[0], "\n", values[1], NULL));
}

/* ---- questions ---- */

/* By pg_depend's index, for pg_class has none by schema and may hold a million rows of others. */
const char dln_catalog_find[] =
    "SELECT set_config('dunlin.' || k.catalog, coalesce((SELECT array_agg(d.objid)::text FROM "
    "pg_depend d"
    " WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = " NAMESPACES
    " AND d.classid = k.catalog::regclass AND d.deptype = 'n' AND NOT EXISTS (SELECT FROM "
    "pg_depend e"
    " WHERE e.classid = d.classid AND e.objid = d.objid AND e.objsubid = 0 AND e.deptype IN ('e', "
    "'i'))),"
    " '{}'), true) FROM unnest(ARRAY['pg_class', 'pg_type', 'pg_proc', 'pg_collation', "
    "'pg_operator',"
    " 'pg_ts_config', 'pg_ts_dict', 'pg_opclass', 'pg_opfamily', 'pg_conversion', "
    "'pg_statistic_ext'])"
    " k (catalog)";

/* clang-format off */
const char dln_catalog_find_relations[] =
    "SELECT set_config('dunlin.relations', coalesce(array_agg(f.oid)::text, '{}'), true) FROM"
    " (SELECT o.oid FROM pg_class o WHERE o.oid = " OWN("pg_class") " AND o.relname NOT IN"
    " ('schema_migrations', 'schema_migrations_batch')"
    " UNION ALL SELECT o.typrelid FROM pg_type o WHERE o.oid = " OWN("pg_type") " AND o.typtype"
    " = 'c') f (oid)";
/* clang-format on */

/* How constants and names in expressions are printed depends on these, as it does for pg_dump. */
const char *const dln_catalog_settings[] = {
    "SET LOCAL search_path = pg_catalog, pg_temp",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = postgres",
    "SET LOCAL extra_float_digits = 3",
    "SET LOCAL quote_all_identifiers = off",
    "SET LOCAL bytea_output = hex",
    /* Where it is another one, what is written says so: dln_create_has_money(). */
    "SET LOCAL lc_monetary = 'C'",
    /* Every row of a cursor is wanted, so that the plan is to be the one for all. */
    "SET LOCAL cursor_tuple_fraction = 1",
    /* The questions begin with what is few: to think about another order takes many times what a small schema's answer does
     * (measured). */
    "SET LOCAL join_collapse_limit = 1",
    "SET LOCAL from_collapse_limit = 1",
    /* A wrong guess must not cost the square: without it the inner side is looked up or hashed. */
    "SET LOCAL enable_material = off",
    /* It would sort what a hash need not. */
    "SET LOCAL enable_mergejoin = off",
    "SET LOCAL jit = off",
    NULL,
};

static void add_cursor(DlnBatch *batch, guint number, const char *sql)
{
    g_autofree char *declare =
        g_strdup_printf("DECLARE dunlin_%u NO SCROLL CURSOR FOR %s", number, sql);

    dln_batch_add_sql(batch, 0, declare);
}

static void add_fetch(DlnBatch *batch, guint number, DlnRowFunc on_row, gpointer user_data)
{
    g_autofree char *fetch = g_strdup_printf("FETCH ALL FROM dunlin_%u", number);

    dln_batch_add_query(batch, 0, fetch, on_row, user_data);
}

static void add_question(GPtrArray *questions, Inspection *inspection, const DlnCatalogQuery *query)
{
    Question *question = g_new0(Question, 1);

    question->inspection = inspection;
    question->query = query;
    question->properties = g_strsplit(query->properties, " ", -1);
    g_ptr_array_add(questions, question);
}

/* (transfer full) (element-type Question) */
static GPtrArray *make_questions(Inspection *inspection)
{
    GPtrArray *questions = g_ptr_array_new_with_free_func(question_free);

    if (inspection->choice->reach != DLN_SCHEMAS_MAIN)
        add_question(questions, inspection, &dln_catalog_namespaces);
    for (guint t = 0; dln_catalog_tables[t] != NULL; t++) {
        for (const DlnCatalogQuery *query = dln_catalog_tables[t]; query->sql != NULL; query++)
            add_question(questions, inspection, query);
    }
    return questions;
}

/* Which rows of pg_namespace n are read. (transfer full) */
static char *condition_of(const DlnSchemaChoice *choice)
{
    GString *sql = g_string_new(NULL);

    if (choice->reach == DLN_SCHEMAS_ALL)
        return g_string_free(
            g_string_assign(sql, "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema',"
                                 " 'dunlin') AND NOT EXISTS (SELECT FROM pg_depend e WHERE"
                                 " e.classid = 'pg_namespace'::regclass AND e.objid = n.oid"
                                 " AND e.deptype = 'e')"),
            FALSE);
    g_string_append(sql, "n.nspname IN (");
    dln_append_postgres_literal(sql, choice->main);
    for (guint i = 0;
         choice->reach == DLN_SCHEMAS_LISTED && choice->others != NULL && choice->others[i] != NULL;
         i++) {
        g_string_append(sql, ", ");
        dln_append_postgres_literal(sql, choice->others[i]);
    }
    g_string_append_c(sql, ')');
    return g_string_free(sql, FALSE);
}

/* A cursor's query is parsed where it is declared and executed where it is fetched, each with its own search_path. The
 * schema stands before pg_catalog in the second, so that its own names are never qualified, even where pg_catalog has the
 * same. */
static void add_questions(DlnBatch *batch, const GPtrArray *questions, Inspection *inspection)
{
    g_autofree char *quoted = dln_quote_identifier(inspection->schema->name);
    g_autofree char *path =
        g_strdup_printf("SET LOCAL search_path = %s, pg_catalog, pg_temp", quoted);

    for (guint i = 0; i < questions->len; i++)
        add_cursor(batch, i, ((const Question *)questions->pdata[i])->query->sql);
    add_cursor(batch, questions->len, dln_catalog_dependencies);
    add_cursor(batch, questions->len + 1, dln_catalog_grants);
    dln_batch_add_sql(batch, 0, path);
    for (guint i = 0; i < questions->len; i++)
        add_fetch(batch, i, take_object, questions->pdata[i]);
    add_fetch(batch, questions->len, take_dependency, inspection);
    add_fetch(batch, questions->len + 1, take_grant, inspection);
}

static gboolean ask(
    Inspection *inspection, DlnSession *session, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GPtrArray) questions = make_questions(inspection);
    g_autofree char *literal = dln_quote_postgres_literal(inspection->schema->name);
    g_autofree char *condition = condition_of(inspection->choice);
    g_autofree char *find = g_strdup_printf(
        "SELECT n.oid, n.nspname, has_schema_privilege(n.oid, 'USAGE'),"
        " set_config('dunlin.namespaces', array_agg(n.oid) OVER ()::text, true), CASE WHEN"
        " n.nspname = %s THEN set_config('dunlin.namespace', n.oid::text, true) END"
        " FROM pg_namespace n WHERE %s",
        literal, condition);

    dln_batch_add_sql(batch, 0, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for (guint i = 0; dln_catalog_settings[i] != NULL; i++)
        dln_batch_add_sql(batch, 0, dln_catalog_settings[i]);
    /* Where there is none, the questions are asked all the same, and find nothing. */
    dln_batch_add_sql(batch, 0, "SELECT set_config('dunlin.namespaces', '{}', true)");
    dln_batch_add_query(batch, 0, find, take_schema, inspection);
    dln_batch_add_sql(batch, 0, dln_catalog_find);
    dln_batch_add_sql(batch, 0, dln_catalog_find_relations);
    if (inspection->choice->reach == DLN_SCHEMAS_ALL)
        dln_batch_add_query(batch, 0, dln_catalog_beside, take_beside, inspection);
    add_questions(batch, questions, inspection);
    dln_batch_add_sql(batch, 0, "COMMIT");
    return dln_session_run(session, batch, cancellable, NULL, error);
}

static gboolean judge(const Inspection *inspection, GError **error)
{
    if (!inspection->has_schema && inspection->choice->reach != DLN_SCHEMAS_ALL)
        dln_error_set(
            error, DUNLIN_ERROR_REFUSED, NULL, DLN_CATALOG_NO_SCHEMA, inspection->choice->main);
    else if (inspection->refused != NULL)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, DLN_CATALOG_NO_RIGHT, inspection->refused);
    else if (inspection->is_torn)
        dln_error_set(error, DUNLIN_ERROR_INTERNAL, NULL,
            "a question to the catalog was not answered as it was asked");
    else
        return TRUE;
    return FALSE;
}

gboolean dln_catalog_check_version(const DlnSession *session, GError **error)
{
    if (session->server_version >= OLDEST_VERSION)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "the schema of a PostgreSQL server older than 15 cannot be read");
    return FALSE;
}

DlnSchema *dln_postgres_inspect(
    DlnSession *session, const DlnSchemaChoice *choice, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnSchema) schema = dln_schema_new(DLN_ENGINE_POSTGRES, choice->main);
    g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(Inspection) inspection = {
        .choice = choice,
        .schema = schema,
        .by_key = by_key,
        .keys = g_string_chunk_new(KEYS_SIZE),
        .names = names,
    };

    if (!dln_catalog_check_version(session, error) ||
        !ask(&inspection, session, cancellable, error))
        return NULL;
    if (!judge(&inspection, error))
        return NULL;
    if (choice->reach != DLN_SCHEMAS_MAIN)
        need_schemas(&inspection);
    return dln_schema_finish(schema, error) ? g_steal_pointer(&schema) : NULL;
}
