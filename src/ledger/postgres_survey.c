/* SPDX-License-Identifier: Apache-2.0 */
/* postgres_survey.c: reading ledgers on PostgreSQL: one, and thousands in few round trips. Writes nothing. */
#include "ledger/postgres.h"

#include <string.h>

#include "dialect/quote.h"

char *dln_ledger_postgres_table(const char *schema)
{
    g_autofree char *quoted = dln_quote_identifier(schema);

    return g_strconcat(quoted, ".schema_migrations", NULL);
}

/* ---- reading ---- */

/* A shape as one text, so that thousands of schemas need no row a column. */
#define COLUMNS_OF(oid)                                                                            \
    "(SELECT string_agg(a.attname||CASE WHEN t.typcategory IN ('S','D') THEN '+' ELSE '' END,"     \
    "','"                                                                                          \
    " ORDER BY a.attnum) FROM pg_catalog.pg_attribute a"                                           \
    " JOIN pg_catalog.pg_type t ON t.oid=a.atttypid"                                               \
    " WHERE a.attrelid=" oid " AND a.attnum>0 AND NOT a.attisdropped)"

static gboolean shape_from_text(
    const char *where, const char *text, DlnLedgerShape *out_shape, GError **error)
{
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) names = g_strsplit(text, ",", -1);
    gboolean typed = TRUE;

    for (guint i = 0; names[i] != NULL; i++) {
        gsize length = strlen(names[i]);
        gboolean marked = length > 0 && names[i][length - 1] == '+';
        typed = typed && marked;
        g_ptr_array_add(columns, g_strndup(names[i], length - (marked ? 1 : 0)));
    }
    return dln_ledger_classify(where, columns, typed, out_shape, error);
}

typedef struct {
    gboolean exists;
    char *columns; /* NULL: no table */
} SchemaShape;

static void schema_shape_clear(SchemaShape *shape)
{
    g_free(shape->columns);
}

/* Rows of (index, columns): one for each schema that exists. */
static void take_shape(guint n_columns, const char *const *values, gpointer user_data)
{
    GArray *shapes = user_data;
    guint index = (guint)g_ascii_strtoull(values[0], NULL, 10);

    if (index >= shapes->len)
        return;
    SchemaShape *shape = &g_array_index(shapes, SchemaShape, index);
    shape->exists = TRUE;
    g_free(shape->columns);
    shape->columns = g_strdup(values[1]);
}

static GArray *shapes_new(guint n)
{
    GArray *shapes = g_array_sized_new(FALSE, TRUE, sizeof(SchemaShape), n);

    g_array_set_clear_func(shapes, (GDestroyNotify)schema_shape_clear);
    g_array_set_size(shapes, n);
    return shapes;
}

/* The columns of a table that is as wide as ours are not looked up where a statement that names them follows: it
 * fails unless they are there. */
typedef enum {
    COLUMNS_ALWAYS,
    COLUMNS_UNLESS_AS_WIDE_AS_OURS,
} ColumnsWanted;

/* No column has an empty name. */
#define AS_WIDE_AS_OURS "+"

static void add_shape_query(DlnBatch *batch, const char *const *schemas, guint n_schemas,
    ColumnsWanted wanted, GArray *shapes)
{
    g_autoptr(GString) sql = g_string_new("SELECT s.i-1, CASE WHEN c.oid IS NULL THEN NULL ");

    if (wanted == COLUMNS_UNLESS_AS_WIDE_AS_OURS)
        g_string_append_printf(sql,
            "WHEN c.relnatts = %d AND c.relkind IN ('r','p') THEN '" AS_WIDE_AS_OURS "' ",
            DLN_LEDGER_N_COLUMNS);
    g_string_append(sql,
        "ELSE coalesce(" COLUMNS_OF("c.oid") ",'') END FROM pg_catalog.unnest(ARRAY[");

    for (guint i = 0; i < n_schemas; i++) {
        if (i > 0)
            g_string_append_c(sql, ',');
        dln_append_postgres_literal(sql, schemas[i]);
    }
    g_string_append(sql,
        "]::pg_catalog.name[]) WITH ORDINALITY AS s(nspname, i)"
        " JOIN pg_catalog.pg_namespace n ON n.nspname=s.nspname"
        " LEFT JOIN pg_catalog.pg_class c ON c.relnamespace=n.oid"
        " AND c.relname='schema_migrations' AND c.relkind IN ('r','p','v','m','f')");
    dln_batch_add_query(batch, 0, sql->str, take_shape, shapes);
}

static gboolean judge_shape(
    const SchemaShape *found, const char *schema, DlnLedgerShape *out_shape, GError **error)
{
    g_autofree char *where = dln_ledger_postgres_table(schema);

    if (!found->exists) {
        dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "schema \"%s\" does not exist", schema);
        return FALSE;
    }
    if (found->columns == NULL) {
        *out_shape = DLN_LEDGER_MISSING;
        return TRUE;
    }
    if (g_str_equal(found->columns, AS_WIDE_AS_OURS)) {
        *out_shape = DLN_LEDGER_OURS;
        return TRUE;
    }
    return shape_from_text(where, found->columns, out_shape, error);
}

static const char *row_columns(DlnLedgerShape shape)
{
    return shape == DLN_LEDGER_OURS ? "version, checksum, state, statements_done, journal"
                                    : "version, NULL, NULL, NULL, NULL";
}

static gboolean read_rows(DlnSession *session, const char *schema, DlnLedgerShape shape,
    GCancellable *cancellable, DlnApplied **out_applied, GError **error)
{
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autofree char *sql = g_strdup_printf("SELECT %s FROM %s", row_columns(shape), table);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (shape != DLN_LEDGER_MISSING) {
        dln_batch_add_query(batch, 0, sql, dln_ledger_take_row, rows);
        if (!dln_session_run(session, batch, cancellable, NULL, error))
            return FALSE;
    }
    *out_applied = dln_applied_new(g_steal_pointer(&rows));
    return TRUE;
}

gboolean dln_ledger_postgres_read(DlnSession *session, const char *schema, GCancellable *cancellable,
    DlnLedger **out_ledger, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GArray) shapes = shapes_new(1);
    DlnLedgerShape shape;
    DlnApplied *applied = NULL;

    add_shape_query(batch, &schema, 1, COLUMNS_ALWAYS, shapes);
    if (!dln_session_run(session, batch, cancellable, NULL, error) ||
        !judge_shape(&g_array_index(shapes, SchemaShape, 0), schema, &shape, error) ||
        !read_rows(session, schema, shape, cancellable, &applied, error))
        return FALSE;
    *out_ledger = dln_ledger_new(shape, applied);
    return TRUE;
}

/* ---- surveying ---- */

typedef struct {
    guint index; /* of the schema in the survey */
    DlnLedgerShape shape;
    char *proof; /* see DlnLedger; NULL: not read */
} Surveyed;

static void surveyed_clear(Surveyed *surveyed)
{
    g_free(surveyed->proof);
}

/* What all rows are as one text: an aggregate. */
static const char *digest_expression(DlnSession *session, DlnLedgerShape shape)
{
    gboolean is_ours = shape == DLN_LEDGER_OURS;

    if (dln_session_server_version(session) >= DLN_SERVER_WITH_HASH)
        return is_ours ? DLN_LEDGER_HASH : DLN_LEDGER_TWO_COLUMN_HASH;
    return is_ours ? DLN_LEDGER_DIGEST : DLN_LEDGER_TWO_COLUMN_DIGEST;
}

static char *make_proof(const char *expression, const char *value)
{
    g_autofree char *literal = value != NULL ? dln_quote_postgres_literal(value) : NULL;

    return value != NULL ? g_strdup_printf("%s=%s", expression, literal)
                         : g_strdup("count(*)=0");
}

typedef struct {
    DlnSession *session;
    GArray *wanted; /* of Surveyed */
} Digests;

static void take_digest(guint n_columns, const char *const *values, gpointer user_data)
{
    const Digests *digests = user_data;
    guint position = (guint)g_ascii_strtoull(values[0], NULL, 10);

    if (position >= digests->wanted->len)
        return;
    Surveyed *one = &g_array_index(digests->wanted, Surveyed, position);
    g_free(one->proof);
    one->proof = make_proof(digest_expression(digests->session, one->shape), values[1]);
}

static gboolean read_digests(DlnSession *session, const char *const *schemas, GArray *wanted,
    guint first, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GString) sql = g_string_new(NULL);
    guint end = MIN(first + DLN_LEDGER_SCHEMAS_A_STATEMENT, wanted->len);
    Digests digests = {session, wanted};

    for (guint i = first; i < end; i++) {
        const Surveyed *one = &g_array_index(wanted, Surveyed, i);
        g_autofree char *table = dln_ledger_postgres_table(schemas[one->index]);
        g_string_append_printf(sql, "%sSELECT %u, %s FROM %s", i > first ? " UNION ALL " : "", i,
            digest_expression(session, one->shape), table);
    }
    dln_batch_add_query(batch, 0, sql->str, take_digest, &digests);
    return dln_session_run(session, batch, cancellable, NULL, error);
}

typedef struct {
    DlnSession *session;
    const char *const *schemas;
    DlnAppliedCache *cache;
    DlnSurveyFunc on_ledger;
    gpointer user_data;
    GCancellable *cancellable;
} Survey;

static void report(const Survey *survey, const Surveyed *one, DlnApplied *applied)
{
    g_autoptr(DlnLedger) ledger = dln_ledger_new(one->shape, applied);

    ledger->proof = one->proof != NULL ? g_ref_string_new_intern(one->proof) : NULL;
    survey->on_ledger(one->index, ledger, NULL, survey->user_data);
}

/* What fails for one schema is that schema's; FALSE only where the survey cannot go on. */
static gboolean report_failure(
    const Survey *survey, guint index, GError *own_error, GError **error)
{
    if (!dln_session_is_alive(survey->session) ||
        dln_error_is(own_error, DUNLIN_ERROR_CANCELLED)) {
        g_propagate_error(error, own_error);
        return FALSE;
    }
    survey->on_ledger(index, NULL, own_error, survey->user_data);
    g_error_free(own_error);
    return TRUE;
}

/* Where the batch failed: one schema by itself, from its columns on. */
static gboolean report_alone(const Survey *survey, const Surveyed *one, GError **error)
{
    g_autoptr(DlnLedger) ledger = NULL;
    GError *own_error = NULL;

    if (!dln_ledger_postgres_read(survey->session, survey->schemas[one->index],
            survey->cancellable, &ledger, &own_error))
        return report_failure(survey, one->index, own_error, error);
    survey->on_ledger(one->index, ledger, NULL, survey->user_data);
    return TRUE;
}

typedef struct {
    GPtrArray *rows; /* (element-type DlnAppliedRow) */
    char *digest;
} NewSet;

static void take_new_row(guint n_columns, const char *const *values, gpointer user_data)
{
    NewSet *set = user_data;

    dln_ledger_take_row(n_columns - 1, values, set->rows);
    g_free(set->digest);
    set->digest = g_strdup(values[n_columns - 1]);
}

/* A set not seen before: its rows, and what they are as one text in the same snapshot. */
static gboolean report_new(const Survey *survey, Surveyed *one, GError **error)
{
    const char *expression = digest_expression(survey->session, one->shape);
    g_autofree char *table = dln_ledger_postgres_table(survey->schemas[one->index]);
    g_autofree char *sql = g_strdup_printf("WITH rows AS (SELECT * FROM %s)"
        " SELECT %s, (SELECT %s FROM rows) FROM rows",
        table, row_columns(one->shape), expression);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    NewSet set = {g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free), NULL};
    GError *own_error = NULL;

    dln_batch_add_query(batch, 0, sql, take_new_row, &set);
    if (!dln_session_run(survey->session, batch, survey->cancellable, NULL, &own_error)) {
        g_ptr_array_unref(set.rows);
        g_free(set.digest);
        return report_failure(survey, one->index, own_error, error);
    }
    g_free(one->proof);
    one->proof = make_proof(expression, set.digest);
    g_free(set.digest);

    DlnApplied *applied = dln_applied_new(set.rows);
    dln_applied_cache_add(survey->cache, one->proof, applied);
    report(survey, one, applied);
    return TRUE;
}

static gboolean report_batch(
    const Survey *survey, GArray *wanted, guint first, gboolean digested, GError **error)
{
    guint end = MIN(first + DLN_LEDGER_SCHEMAS_A_STATEMENT, wanted->len);

    for (guint i = first; i < end; i++) {
        Surveyed *one = &g_array_index(wanted, Surveyed, i);
        DlnApplied *known = digested && one->proof != NULL
            ? dln_applied_cache_lookup(survey->cache, one->proof)
            : NULL;
        if (known != NULL)
            report(survey, one, known);
        else if (!(digested ? report_new(survey, one, error) : report_alone(survey, one, error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean survey_tables(const Survey *survey, GArray *wanted, GError **error)
{
    for (guint first = 0; first < wanted->len; first += DLN_LEDGER_SCHEMAS_A_STATEMENT) {
        g_autoptr(GError) batch_error = NULL;
        gboolean digested = read_digests(
            survey->session, survey->schemas, wanted, first, survey->cancellable, &batch_error);
        /* One schema without rights, or dropped meanwhile, must not hide the 49 others. */
        if (!digested &&
            (!dln_session_is_alive(survey->session) ||
                dln_error_is(batch_error, DUNLIN_ERROR_CANCELLED))) {
            g_propagate_error(error, g_steal_pointer(&batch_error));
            return FALSE;
        }
        if (!report_batch(survey, wanted, first, digested, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_ledger_survey(DlnSession *session, const char *const *schemas, guint n_schemas,
    DlnAppliedCache *cache, DlnSurveyFunc on_ledger, gpointer user_data, GCancellable *cancellable,
    GError **error)
{
    const Survey survey = {session, schemas, cache, on_ledger, user_data, cancellable};
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GArray) shapes = shapes_new(n_schemas);
    g_autoptr(GArray) wanted = g_array_new(FALSE, TRUE, sizeof(Surveyed));

    g_array_set_clear_func(wanted, (GDestroyNotify)surveyed_clear);
    if (n_schemas == 0)
        return TRUE;
    add_shape_query(batch, schemas, n_schemas, COLUMNS_UNLESS_AS_WIDE_AS_OURS, shapes);
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return FALSE;

    for (guint i = 0; i < n_schemas; i++) {
        g_autoptr(GError) shape_error = NULL;
        Surveyed one = {.index = i};
        if (!judge_shape(
                &g_array_index(shapes, SchemaShape, i), schemas[i], &one.shape, &shape_error))
            on_ledger(i, NULL, shape_error, user_data);
        else if (one.shape == DLN_LEDGER_MISSING)
            report(&survey, &one, dln_applied_new_empty());
        else
            g_array_append_val(wanted, one);
    }
    return survey_tables(&survey, wanted, error);
}
