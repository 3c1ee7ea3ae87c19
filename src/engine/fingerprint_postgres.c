/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint_postgres.c: makes one statement of all the questions of the inspect_postgres files, which the server answers for
 * many schemas and hashes: so the number and the model cannot disagree. Knows nothing of the kinds of objects. */
#include <string.h>

#include "base/error.h"
#include "dialect/quote.h"
#include "engine/backend.h"
#include "engine/inspect_postgres.h"

/* So many schemas a transaction: it holds a lock on each table that a view of theirs names. */
#define SCHEMAS_AT_ONCE 50

#define STATEMENT "dunlin_fingerprint"

/* ---- the statement ---- */

/* What the questions ask for one schema, and what stands for it where many are asked: columns of the row of each. */
typedef struct {
    const char *asked;
    const char *answer;
} Replacement;

#define OWNED(catalog)                                                                             \
    {                                                                                              \
        OWN(catalog), "ANY (dunlin." catalog ")"                                                   \
    }

static const Replacement replacements[] = {
    {EACH_RELATION, "unnest(dunlin.relations)"},
    OWNED("pg_class"),
    OWNED("pg_type"),
    OWNED("pg_proc"),
    OWNED("pg_collation"),
    OWNED("pg_operator"),
    OWNED("pg_ts_config"),
    OWNED("pg_ts_dict"),
    OWNED("pg_opclass"),
    OWNED("pg_opfamily"),
    OWNED("pg_conversion"),
    OWNED("pg_statistic_ext"),
    {NAMESPACES, "dunlin.oid"},
    {NAMESPACE, "dunlin.oid"},
};

#define IDS(catalog)                                                                               \
    " array_agg(d.objid) FILTER (WHERE d.classid = '" catalog "'::regclass) AS " catalog ","

/* A row a schema. search_path is set as it is reached: what follows for that schema is printed with it. As in the questions:
 * parsed with one path, executed with another. */
static const char schemas[] =
    " FROM (SELECT n.nspname AS name, n.oid, has_schema_privilege(n.oid, 'USAGE') AS may_use," IDS(
        "pg_class") IDS("pg_type") IDS("pg_proc") IDS("pg_collation") IDS("pg_operator")
        IDS("pg_ts_config") IDS("pg_ts_dict") IDS("pg_opclass") IDS("pg_opfamily")
            IDS("pg_conversion")
                IDS("pg_statistic_ext") " array_agg(CASE d.classid WHEN 'pg_class'::regclass THEN "
                                        "d.objid ELSE t.typrelid END) FILTER"
                                        " (WHERE t.oid IS NOT NULL OR d.classid = "
                                        "'pg_class'::regclass AND c.oid IS NOT NULL) AS relations,"
                                        " set_config('search_path', quote_ident(n.nspname) || ', "
                                        "pg_catalog, pg_temp', true)"
                                        " FROM unnest($1) WITH ORDINALITY w (name, place) JOIN "
                                        "pg_namespace n ON n.nspname = w.name"
                                        " LEFT JOIN pg_depend d ON d.refclassid = "
                                        "'pg_namespace'::regclass AND d.refobjid = n.oid"
                                        " AND d.deptype = 'n' AND NOT EXISTS (SELECT FROM "
                                        "pg_depend e WHERE e.classid = d.classid AND"
                                        " e.objid = d.objid AND e.objsubid = 0 AND e.deptype IN "
                                        "('e', 'i'))"
                                        " LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass "
                                        "AND c.oid = d.objid"
                                        " AND c.relname NOT IN ('schema_migrations', "
                                        "'schema_migrations_batch')"
                                        " LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass "
                                        "AND t.oid = d.objid AND t.typtype = 'c'"
                                        " GROUP BY n.oid, n.nspname" ONCE ") dunlin";

/* A question as a line for each of its rows, in an order of their own: what it says of an object, but for the keys and the position,
 * as the text of a record, in which every value ends where it ends. */
static void add_question(GString *statement, const DlnCatalogQuery *query)
{
    g_auto(GStrv) properties = g_strsplit(query->properties, " ", -1);
    const guint n = DLN_CATALOG_FIXED_COLUMNS + g_strv_length(properties);
    g_autoptr(GString) sql = g_string_new(query->sql);

    for (guint i = 0; i < G_N_ELEMENTS(replacements); i++)
        g_string_replace(sql, replacements[i].asked, replacements[i].answer, 0);
    g_string_append_printf(statement,
        ", '%s ', (SELECT string_agg(r.line, '' ORDER BY r.line COLLATE \"C\")"
        " FROM (SELECT ROW(q.c2, q.c3, q.c4",
        dln_object_kind_name(query->kind));
    for (guint i = DLN_CATALOG_FIXED_COLUMNS + 1; i <= n; i++)
        g_string_append_printf(statement, ", q.c%u", i);
    g_string_append_printf(statement, ")::text AS line FROM (%s) q (c1", sql->str);
    for (guint i = 2; i <= n; i++)
        g_string_append_printf(statement, ", c%u", i);
    g_string_append(statement, ")" ONCE ") r)");
}

static char *make_statement(void)
{
    GString *statement = g_string_new("PREPARE " STATEMENT " (text[]) AS SELECT dunlin.name,"
                                      " dunlin.may_use, encode(sha256(convert_to(concat(''");

    for (guint t = 0; dln_catalog_tables[t] != NULL; t++) {
        for (const DlnCatalogQuery *query = dln_catalog_tables[t]; query->sql != NULL; query++)
            add_question(statement, query);
    }
    g_string_append_printf(statement, "), 'UTF8')), 'hex')%s", schemas);
    return g_string_free(statement, FALSE);
}

/* ---- asking ---- */

typedef struct {
    DlnSession *session;
    const DlnFingerprintQuery *query;
    GHashTable *pending; /* (element-type utf8 -> index + 1) without an answer */
    GPtrArray *names;    /* (element-type utf8) the same, in their order */
} Asking;

static void asking_clear(Asking *asking)
{
    g_hash_table_unref(asking->pending);
    g_ptr_array_unref(asking->names);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asking, asking_clear)

static void answer(Asking *asking, const char *name, const char *fingerprint, const GError *error)
{
    const guint place = GPOINTER_TO_UINT(g_hash_table_lookup(asking->pending, name));

    if (place == 0)
        return;
    g_hash_table_remove(asking->pending, name);
    asking->query->on_answer(place - 1, fingerprint, error, asking->query->user_data);
}

static void take_row(guint n_columns, const char *const *values, gpointer user_data)
{
    g_autoptr(GError) error = NULL;

    if (g_strcmp0(values[1], "t") == 0) {
        answer(user_data, values[0], values[2], NULL);
        return;
    }
    dln_refuse(&error, DLN_CATALOG_NO_RIGHT, values[0]);
    answer(user_data, values[0], NULL, error);
}

/* Small look-ups by index are what each question is made of: the planner, which does not know how few there are, is told. In the
 * order in which they are written the tables are joined best, and it need not search for it. */
static const char *const planner[] = {
    "SET LOCAL enable_hashjoin = off",
    "SET LOCAL enable_mergejoin = off",
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL join_collapse_limit = 1",
    "SET LOCAL from_collapse_limit = 1",
    "SET LOCAL plan_cache_mode = force_generic_plan",
    NULL,
};

static void add_begin(DlnBatch *batch, const Asking *asking)
{
    g_autofree char *timeout = g_strdup_printf(
        "SET LOCAL lock_timeout = %" G_GINT64_FORMAT, asking->query->lock_timeout_ms);

    dln_batch_add_sql(batch, 0, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    for (guint i = 0; dln_catalog_settings[i] != NULL; i++)
        dln_batch_add_sql(batch, 0, dln_catalog_settings[i]);
    for (guint i = 0; planner[i] != NULL; i++)
        dln_batch_add_sql(batch, 0, planner[i]);
    dln_batch_add_sql(batch, 0, timeout);
}

static void add_execute(DlnBatch *batch, Asking *asking, guint first, guint n)
{
    g_autoptr(GString) sql = g_string_new("EXECUTE " STATEMENT " (ARRAY[");

    for (guint i = first; i < first + n; i++) {
        g_autofree char *literal = dln_quote_postgres_literal(asking->names->pdata[i]);
        g_string_append_printf(sql, "%s%s", i == first ? "" : ", ", literal);
    }
    g_string_append(sql, "])");
    dln_batch_add_query(batch, 0, sql->str, take_row, asking);
}

static void answer_missing(Asking *asking, const char *name)
{
    g_autoptr(GError) error = NULL;

    dln_refuse(&error, DLN_CATALOG_NO_SCHEMA, name);
    answer(asking, name, NULL, error);
}

/* The first n names, at_once of them in a transaction; the statement is made ready in the first. */
static gboolean ask(
    Asking *asking, guint n, guint at_once, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(DlnBatch) end = dln_batch_new();
    g_autofree char *statement = make_statement();

    for (guint i = 0; i < n; i += at_once) {
        add_begin(batch, asking);
        if (i == 0)
            dln_batch_add_sql(batch, 0, statement);
        add_execute(batch, asking, i, MIN(at_once, n - i));
        dln_batch_add_sql(batch, 0, "COMMIT");
    }
    dln_batch_add_sql(batch, 0, "DEALLOCATE " STATEMENT);
    if (dln_session_run(asking->session, batch, cancellable, NULL, error))
        return TRUE;
    /* It outlives a failure. Where it was not even made, this fails, and nobody minds. */
    dln_batch_add_sql(end, 0, "DEALLOCATE " STATEMENT);
    if (dln_session_is_alive(asking->session))
        dln_session_run(asking->session, end, NULL, NULL, NULL);
    return FALSE;
}

/* Who has an answer is out of it. */
static void forget_answered(Asking *asking)
{
    for (guint i = asking->names->len; i > 0; i--) {
        if (!g_hash_table_contains(asking->pending, asking->names->pdata[i - 1]))
            g_ptr_array_remove_index(asking->names, i - 1);
    }
}

/* Where a transaction fails, its schemas are asked one by one, and the first without an answer is the one that it is about. */
static gboolean ask_all(Asking *asking, GCancellable *cancellable, GError **error)
{
    guint n_alone = 0;

    while (asking->names->len > 0) {
        const guint n = n_alone > 0 ? MIN(n_alone, asking->names->len) : asking->names->len;
        const guint n_before = asking->names->len;
        g_autoptr(GError) failed = NULL;

        if (ask(asking, n, n_alone > 0 ? 1 : SCHEMAS_AT_ONCE, cancellable, &failed)) {
            for (guint i = 0; i < n; i++)
                answer_missing(asking, asking->names->pdata[i]);
        } else if (!dln_session_is_alive(asking->session) ||
                   dln_error_is(failed, DUNLIN_ERROR_CANCELLED)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return FALSE;
        }
        forget_answered(asking);
        if (failed != NULL && n_alone == 0)
            n_alone = SCHEMAS_AT_ONCE;
        else if (failed != NULL && asking->names->len > 0) {
            answer(asking, asking->names->pdata[0], NULL, failed);
            forget_answered(asking);
            n_alone -= MIN(n_alone, n_before - asking->names->len);
        } else
            n_alone = 0;
    }
    return TRUE;
}

gboolean dln_postgres_fingerprint(DlnSession *session, const DlnFingerprintQuery *query,
    GCancellable *cancellable, GError **error)
{
    g_auto(Asking)
        asking = {session, query, g_hash_table_new(g_str_hash, g_str_equal), g_ptr_array_new()};

    if (!dln_catalog_check_version(session, error))
        return FALSE;
    for (guint i = 0; i < query->n_schemas; i++) {
        g_hash_table_insert(asking.pending, (gpointer)query->schemas[i], GUINT_TO_POINTER(i + 1));
        g_ptr_array_add(asking.names, (gpointer)query->schemas[i]);
    }
    return ask_all(&asking, cancellable, error);
}
