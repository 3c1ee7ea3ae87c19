/* SPDX-License-Identifier: Apache-2.0 */
/* postgres_ledger.c: the ledger's SQL on PostgreSQL. Every name of it is schema-qualified: a migration may have left
 * search_path as it likes. */
#include "ledger/dialect.h"

#include <string.h>

#include "dialect/quote.h"

/* The columns behind the first two. Widths keep a row below the size at which PostgreSQL would make a TOAST table: one
 * table and one index less for every tenant. */
#define EXTRA_COLUMNS                                                                              \
    "checksum varchar(64)", "duration_ms bigint", "applied_by varchar(63)", "run_id varchar(36)",  \
        "state varchar(16)", "statements_done integer", "journal varchar(40)"

static const char *const extra_columns[] = {EXTRA_COLUMNS, NULL};

/* What dln_applied_digest() computes, by the server. */
#define STATE_TEXT                                                                                 \
    "CASE WHEN state IS NULL THEN '' ELSE "                                                        \
    "state||':'||statements_done||':'||coalesce(journal,'') END"
#define DIGEST                                                                                     \
    "md5(coalesce(string_agg(version||'|'||coalesce(checksum,'')||'|'||" STATE_TEXT               \
    "||E'\\n','' ORDER BY version COLLATE \"C\"),''))"
#define TWO_COLUMN_DIGEST                                                                          \
    "md5(coalesce(string_agg(version||E'||\\n','' ORDER BY version COLLATE \"C\"),''))"

static char *table_name(const char *schema)
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

static void add_shape_query(
    DlnBatch *batch, const char *const *schemas, guint n_schemas, GArray *shapes)
{
    g_autoptr(GString) sql = g_string_new("SELECT s.i-1, CASE WHEN c.oid IS NOT NULL THEN "
        "coalesce(" COLUMNS_OF("c.oid") ",'') END FROM pg_catalog.unnest(ARRAY[");

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
    g_autofree char *where = table_name(schema);

    if (!found->exists) {
        dln_error_set(error, DUNLIN_ERROR_CONNECT, NULL, "schema \"%s\" does not exist", schema);
        return FALSE;
    }
    if (found->columns == NULL) {
        *out_shape = DLN_LEDGER_MISSING;
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
    g_autofree char *table = table_name(schema);
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

static gboolean postgres_read(DlnSession *session, const char *schema, GCancellable *cancellable,
    DlnLedger **out_ledger, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GArray) shapes = shapes_new(1);
    DlnLedgerShape shape;
    DlnApplied *applied = NULL;

    add_shape_query(batch, &schema, 1, shapes);
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
    char *digest;
} Surveyed;

static void surveyed_clear(Surveyed *surveyed)
{
    g_free(surveyed->digest);
}

static void take_digest(guint n_columns, const char *const *values, gpointer user_data)
{
    GArray *wanted = user_data;
    guint position = (guint)g_ascii_strtoull(values[0], NULL, 10);

    if (position < wanted->len)
        g_array_index(wanted, Surveyed, position).digest = g_strdup(values[1]);
}

/* Locks are held on every table of one statement: this many keep clear of max_locks_per_transaction, and larger
 * statements are slower (measured). */
#define SCHEMAS_A_STATEMENT 50

static gboolean read_digests(DlnSession *session, const char *const *schemas, GArray *wanted,
    guint first, GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GString) sql = g_string_new(NULL);
    guint end = MIN(first + SCHEMAS_A_STATEMENT, wanted->len);

    for (guint i = first; i < end; i++) {
        const Surveyed *one = &g_array_index(wanted, Surveyed, i);
        g_autofree char *table = table_name(schemas[one->index]);
        g_string_append_printf(sql, "%sSELECT %u, %s FROM %s", i > first ? " UNION ALL " : "", i,
            one->shape == DLN_LEDGER_OURS ? DIGEST : TWO_COLUMN_DIGEST, table);
    }
    dln_batch_add_query(batch, 0, sql->str, take_digest, wanted);
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

static void report(const Survey *survey, guint index, DlnLedgerShape shape, DlnApplied *applied)
{
    g_autoptr(DlnLedger) ledger = dln_ledger_new(shape, applied);

    survey->on_ledger(index, ledger, NULL, survey->user_data);
}

/* One schema by itself: where the batch failed, and for a set not seen before. */
static gboolean report_alone(const Survey *survey, const Surveyed *one, GError **error)
{
    DlnApplied *applied = NULL;
    GError *own_error = NULL;

    if (read_rows(survey->session, survey->schemas[one->index], one->shape, survey->cancellable,
            &applied, &own_error)) {
        if (one->digest != NULL && g_str_equal(one->digest, dln_applied_digest(applied)))
            dln_applied_cache_add(survey->cache, applied);
        report(survey, one->index, one->shape, applied);
        return TRUE;
    }
    if (!dln_session_is_alive(survey->session) ||
        dln_error_is(own_error, DUNLIN_ERROR_CANCELLED)) {
        g_propagate_error(error, own_error);
        return FALSE;
    }
    survey->on_ledger(one->index, NULL, own_error, survey->user_data);
    g_error_free(own_error);
    return TRUE;
}

static gboolean report_batch(
    const Survey *survey, GArray *wanted, guint first, gboolean digested, GError **error)
{
    guint end = MIN(first + SCHEMAS_A_STATEMENT, wanted->len);

    for (guint i = first; i < end; i++) {
        const Surveyed *one = &g_array_index(wanted, Surveyed, i);
        DlnApplied *known = digested && one->digest != NULL
            ? dln_applied_cache_lookup(survey->cache, one->digest)
            : NULL;
        if (known != NULL)
            report(survey, one->index, one->shape, known);
        else if (!report_alone(survey, one, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean survey_tables(const Survey *survey, GArray *wanted, GError **error)
{
    for (guint first = 0; first < wanted->len; first += SCHEMAS_A_STATEMENT) {
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
    add_shape_query(batch, schemas, n_schemas, shapes);
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return FALSE;

    for (guint i = 0; i < n_schemas; i++) {
        g_autoptr(GError) shape_error = NULL;
        Surveyed one = {.index = i};
        if (!judge_shape(
                &g_array_index(shapes, SchemaShape, i), schemas[i], &one.shape, &shape_error))
            on_ledger(i, NULL, shape_error, user_data);
        else if (one.shape == DLN_LEDGER_MISSING)
            report(&survey, i, one.shape,
                dln_applied_new(
                    g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free)));
        else
            g_array_append_val(wanted, one);
    }
    return survey_tables(&survey, wanted, error);
}

/* ---- statements ---- */

static void add_missing(DlnBatch *batch, guint tag, const char *table)
{
    g_autofree char *literal = dln_quote_postgres_literal(table);
    g_autofree char *check = g_strdup_printf("pg_catalog.to_regclass(%s) IS NULL", literal);

    dln_batch_add_check(batch, tag, check);
}

static gboolean has_running_row(const DlnApplied *applied)
{
    for (guint i = 0; i < dln_applied_size(applied); i++) {
        if (dln_applied_get(applied, i)->state == DLN_APPLIED_RUNNING)
            return TRUE;
    }
    return FALSE;
}

/* versions are a key, so as many rows as are known, all of them known, are the same set. It costs the server a third
 * of what the digest costs (measured), once a tenant and migration. */
static char *same_versions(const char *table, const DlnLedger *expected)
{
    guint n = dln_applied_size(expected->applied);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(sql, "SELECT count(*) = %u", n);
    if (n > 0) {
        g_string_append(sql, " AND count(*) FILTER (WHERE version = ANY (ARRAY[");
        for (guint i = 0; i < n; i++) {
            if (i > 0)
                g_string_append_c(sql, ',');
            dln_append_postgres_literal(sql, dln_applied_get(expected->applied, i)->version);
        }
        g_string_append_printf(sql, "])%s) = %u",
            expected->shape == DLN_LEDGER_OURS ? " AND state IS NULL" : "", n);
    }
    g_string_append_printf(sql, " FROM %s", table);
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

static char *same_digest(const char *table, const DlnLedger *expected)
{
    return g_strdup_printf("SELECT %s = '%s' FROM %s",
        expected->shape == DLN_LEDGER_OURS ? DIGEST : TWO_COLUMN_DIGEST,
        dln_applied_digest(expected->applied), table);
}

/* With more revisions than this the list of their names is longer to send and to read than the digest to compute. */
#define VERSIONS_WORTH_LISTING 40

static void postgres_add_expect(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected)
{
    g_autofree char *table = table_name(schema);
    g_autofree char *check = NULL;

    if (expected->shape == DLN_LEDGER_MISSING) {
        add_missing(batch, tag, table);
        return;
    }
    check = has_running_row(expected->applied) ||
            dln_applied_size(expected->applied) > VERSIONS_WORTH_LISTING
        ? same_digest(table, expected)
        : same_versions(table, expected);
    dln_batch_add_check(batch, tag, check);
}

static void postgres_add_verify(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected)
{
    g_autofree char *table = table_name(schema);
    g_autofree char *literal = dln_quote_postgres_literal(table);
    g_autofree char *digest = same_digest(table, expected);
    g_autofree char *check = g_strdup_printf(
        "(%s) AND (SELECT count(*) FROM pg_catalog.pg_attribute WHERE attrelid ="
        " pg_catalog.to_regclass(%s) AND attnum > 0 AND NOT attisdropped) = %d",
        digest, literal, DLN_LEDGER_N_COLUMNS);

    dln_batch_add_check(batch, tag, check);
}

static void append_optional_literal(GString *sql, const char *value)
{
    if (value != NULL)
        dln_append_postgres_literal(sql, value);
    else
        g_string_append(sql, "NULL");
}

static void add_table(DlnBatch *batch, guint tag, const char *table)
{
    g_autofree char *columns = g_strjoinv(", ", (char **)extra_columns);
    g_autofree char *sql = g_strdup_printf(
        "CREATE TABLE %s (version varchar(255) PRIMARY KEY,"
        " applied_at timestamp DEFAULT CURRENT_TIMESTAMP, %s)",
        table, columns);

    dln_batch_add_sql(batch, tag, sql);
}

static void add_columns(DlnBatch *batch, guint tag, const char *table)
{
    g_autofree char *columns = g_strjoinv(", ADD COLUMN ", (char **)extra_columns);
    g_autofree char *sql = g_strdup_printf("ALTER TABLE %s ADD COLUMN %s", table, columns);

    dln_batch_add_sql(batch, tag, sql);
}

static void postgres_add_prepare(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *ledger)
{
    g_autofree char *table = table_name(schema);

    if (ledger->shape == DLN_LEDGER_MISSING)
        add_table(batch, tag, table);
    else if (ledger->shape == DLN_LEDGER_TWO_COLUMN)
        add_columns(batch, tag, table);
}

/* Not now() alone: with several migrations in one transaction each has a time and a duration of its own. */
static char *since(const char *table, const char *previous)
{
    if (previous == NULL)
        return g_strdup("now()");
    g_autofree char *literal = dln_quote_postgres_literal(previous);
    return g_strdup_printf("(SELECT applied_at FROM %s WHERE version = %s)", table, literal);
}

static void postgres_add_insert(DlnBatch *batch, guint tag, const char *schema,
    const DlnLedgerRow *row, const char *previous)
{
    g_autofree char *table = table_name(schema);
    g_autofree char *start = since(table, previous);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(sql,
        "INSERT INTO %s (version, applied_at, duration_ms, checksum, run_id, applied_by) VALUES (",
        table);
    dln_append_postgres_literal(sql, row->version);
    g_string_append_printf(
        sql, ", clock_timestamp(), extract(epoch FROM clock_timestamp() - %s) * 1000, ", start);
    append_optional_literal(sql, row->checksum);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->run_id);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->applied_by);
    g_string_append_c(sql, ')');
    dln_batch_add_sql(batch, tag, sql->str);
}

static void postgres_add_journal_start(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *row)
{
    g_autofree char *table = table_name(schema);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(sql,
        "INSERT INTO %s (version, applied_at, state, statements_done, journal, checksum, run_id,"
        " applied_by) VALUES (",
        table);
    dln_append_postgres_literal(sql, row->version);
    g_string_append(sql, ", clock_timestamp(), 'running', 0, '', ");
    append_optional_literal(sql, row->checksum);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->run_id);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->applied_by);
    g_string_append_c(sql, ')');
    dln_batch_add_sql(batch, tag, sql->str);
}

static void postgres_add_delete(
    DlnBatch *batch, guint tag, const char *schema, const char *version)
{
    g_autofree char *table = table_name(schema);
    g_autofree char *literal = dln_quote_postgres_literal(version);
    g_autofree char *with = g_strdup_printf(
        "WITH gone AS (DELETE FROM %s WHERE version = %s RETURNING 1)", table, literal);

    dln_batch_add_check_with(batch, tag, with, "SELECT count(*) = 1 FROM gone");
}

static void postgres_add_journal_end(
    DlnBatch *batch, guint tag, const char *schema, const char *version)
{
    g_autofree char *table = table_name(schema);
    g_autofree char *literal = dln_quote_postgres_literal(version);
    g_autofree char *with = g_strdup_printf(
        "WITH done AS (UPDATE %s SET duration_ms ="
        " extract(epoch FROM clock_timestamp()::timestamp - applied_at) * 1000,"
        " state = NULL, statements_done = NULL, journal = NULL WHERE version = %s RETURNING 1)",
        table, literal);

    dln_batch_add_check_with(batch, tag, with, "SELECT count(*) = 1 FROM done");
}

static void postgres_add_journal(DlnBatch *batch, guint tag, const char *schema,
    const char *version, guint n_done, const char *journal)
{
    g_autofree char *table = table_name(schema);
    g_autofree char *literal = dln_quote_postgres_literal(version);
    g_autofree char *with = g_strdup_printf(
        "WITH noted AS (UPDATE %s SET state = 'running', statements_done = %u, journal = '%s'"
        " WHERE version = %s RETURNING 1)",
        table, n_done, journal, literal);

    dln_batch_add_check_with(batch, tag, with, "SELECT count(*) = 1 FROM noted");
}

const DlnLedgerDialect dln_ledger_postgres = {
    .read = postgres_read,
    .add_expect = postgres_add_expect,
    .add_prepare = postgres_add_prepare,
    .add_verify = postgres_add_verify,
    .add_insert = postgres_add_insert,
    .add_delete = postgres_add_delete,
    .add_journal_start = postgres_add_journal_start,
    .add_journal_end = postgres_add_journal_end,
    .add_journal = postgres_add_journal,
};
