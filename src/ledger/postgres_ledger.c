/* SPDX-License-Identifier: Apache-2.0 */
/* postgres_ledger.c: the statements that guard, write and check the ledger on PostgreSQL. Sends nothing. */
#include "ledger/postgres.h"

#include "dialect/quote.h"

/* The columns behind the first two. Widths keep a row below the size at which PostgreSQL would make a TOAST table: one
 * table and one index less for every tenant. */
#define EXTRA_COLUMNS                                                                              \
    "checksum varchar(64)", "duration_ms bigint", "applied_by varchar(63)", "run_id varchar(36)",  \
        "state varchar(16)", "statements_done integer", "journal varchar(40)"

static const char *const extra_columns[] = {EXTRA_COLUMNS, NULL};

static void add_missing(DlnBatch *batch, guint tag, const char *table)
{
    g_autofree char *literal = dln_quote_postgres_literal(table);
    g_autofree char *check = g_strdup_printf("pg_catalog.to_regclass(%s) IS NULL", literal);

    dln_batch_add_check(batch, tag, check);
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
        expected->shape == DLN_LEDGER_OURS ? DLN_LEDGER_DIGEST : DLN_LEDGER_TWO_COLUMN_DIGEST,
        dln_applied_digest(expected->applied), table);
}

/* With more revisions than this the list of their names is longer to send and to read than the digest to compute. */
#define VERSIONS_WORTH_LISTING 40

static void postgres_add_expect(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autofree char *check = NULL;

    if (expected->shape == DLN_LEDGER_MISSING) {
        add_missing(batch, tag, table);
        return;
    }
    if (expected->proof != NULL) {
        dln_batch_add_check_over(batch, tag, expected->proof, table);
        return;
    }
    check = !dln_applied_is_settled(expected->applied) ||
            dln_applied_size(expected->applied) > VERSIONS_WORTH_LISTING
        ? same_digest(table, expected)
        : same_versions(table, expected);
    dln_batch_add_check(batch, tag, check);
}

static void postgres_add_verify(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);
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

/* The last values of a row: checksum, run_id, applied_by; with a state also statements_done and state. */
static void append_origin(GString *sql, const DlnLedgerRow *row)
{
    append_optional_literal(sql, row->checksum);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->run_id);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->applied_by);
    if (row->state != NULL) {
        g_string_append(sql, ", 0, ");
        dln_append_postgres_literal(sql, row->state);
    }
    g_string_append_c(sql, ')');
}

static void add_table(DlnBatch *batch, guint tag, const char *create, const char *table)
{
    g_autofree char *columns = g_strjoinv(", ", (char **)extra_columns);
    g_autofree char *sql = g_strdup_printf(
        "%s %s (version varchar(255) PRIMARY KEY,"
        " applied_at timestamp DEFAULT CURRENT_TIMESTAMP, %s)",
        create, table, columns);

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
    g_autofree char *table = dln_ledger_postgres_table(schema);

    if (ledger->shape == DLN_LEDGER_MISSING)
        add_table(batch, tag, "CREATE TABLE", table);
    else if (ledger->shape == DLN_LEDGER_TWO_COLUMN)
        add_columns(batch, tag, table);
}

static void postgres_add_ensure(DlnBatch *batch, guint tag, const char *schema)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);

    add_table(batch, tag, "CREATE TABLE IF NOT EXISTS", table);
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
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autofree char *start = since(table, previous);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(sql,
        "INSERT INTO %s (version, applied_at, duration_ms, checksum, run_id, applied_by%s) VALUES (",
        table, row->state != NULL ? ", statements_done, state" : "");
    dln_append_postgres_literal(sql, row->version);
    g_string_append_printf(
        sql, ", clock_timestamp(), date_part('epoch', clock_timestamp() - %s) * 1000, ", start);
    append_origin(sql, row);
    dln_batch_add_sql(batch, tag, sql->str);
}

static void append_record(GString *sql, const DlnLedgerRow *row)
{
    g_string_append_c(sql, '(');
    dln_append_postgres_literal(sql, row->version);
    g_string_append(sql, ", clock_timestamp(), ");
    append_origin(sql, row);
}

static void postgres_add_records(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *rows, guint n_rows)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(
        sql, "INSERT INTO %s (version, applied_at, checksum, run_id, applied_by) VALUES ", table);
    for (guint i = 0; i < n_rows; i++) {
        if (i > 0)
            g_string_append(sql, ", ");
        append_record(sql, &rows[i]);
    }
    dln_batch_add_sql(batch, tag, sql->str);
}

static void postgres_add_correct(
    DlnBatch *batch, guint tag, const char *schema, const DlnAppliedRow *row)
{
    gboolean running = row->state == DLN_APPLIED_RUNNING;
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autofree char *done =
        running ? g_strdup_printf("%u", row->statements_done) : g_strdup("NULL");
    g_autoptr(GString) with = g_string_new(NULL);

    g_string_append_printf(with, "WITH corrected AS (UPDATE %s SET checksum = ", table);
    append_optional_literal(with, row->checksum);
    g_string_append_printf(with, ", state = %s, statements_done = %s, journal = ",
        running ? "'running'" : "NULL", done);
    append_optional_literal(with, running ? row->journal : NULL);
    g_string_append(with, " WHERE version = ");
    dln_append_postgres_literal(with, row->version);
    g_string_append(with, " RETURNING 1)");
    dln_batch_add_check_with(batch, tag, with->str, "SELECT count(*) = 1 FROM corrected");
}

static void postgres_add_journal_start(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *row)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(sql,
        "INSERT INTO %s (version, applied_at, state, statements_done, journal, checksum, run_id,"
        " applied_by) VALUES (",
        table);
    dln_append_postgres_literal(sql, row->version);
    g_string_append(sql, ", clock_timestamp(), 'running', 0, '', ");
    append_origin(sql, row);
    dln_batch_add_sql(batch, tag, sql->str);
}

static void postgres_add_delete(
    DlnBatch *batch, guint tag, const char *schema, const char *version)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autofree char *literal = dln_quote_postgres_literal(version);
    g_autofree char *with = g_strdup_printf(
        "WITH gone AS (DELETE FROM %s WHERE version = %s RETURNING 1)", table, literal);

    dln_batch_add_check_with(batch, tag, with, "SELECT count(*) = 1 FROM gone");
}

static void postgres_add_journal_end(DlnBatch *batch, guint tag, const char *schema,
    const char *version, const char *checksum)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autofree char *literal = dln_quote_postgres_literal(version);
    g_autofree char *checksum_literal = dln_quote_postgres_literal(checksum);
    g_autofree char *with = g_strdup_printf(
        "WITH done AS (UPDATE %s SET checksum = %s, duration_ms ="
        " extract(epoch FROM clock_timestamp()::timestamp - applied_at) * 1000,"
        " state = NULL, statements_done = NULL, journal = NULL WHERE version = %s RETURNING 1)",
        table, checksum_literal, literal);

    dln_batch_add_check_with(batch, tag, with, "SELECT count(*) = 1 FROM done");
}

static void postgres_add_journal(DlnBatch *batch, guint tag, const char *schema,
    const char *version, guint n_done, const char *journal)
{
    g_autofree char *table = dln_ledger_postgres_table(schema);
    g_autofree char *literal = dln_quote_postgres_literal(version);
    g_autofree char *with = g_strdup_printf(
        "WITH noted AS (UPDATE %s SET state = 'running', statements_done = %u, journal = '%s'"
        " WHERE version = %s RETURNING 1)",
        table, n_done, journal, literal);

    dln_batch_add_check_with(batch, tag, with, "SELECT count(*) = 1 FROM noted");
}

const DlnLedgerDialect dln_ledger_postgres = {
    .read = dln_ledger_postgres_read,
    .add_expect = postgres_add_expect,
    .add_ensure = postgres_add_ensure,
    .table = dln_ledger_postgres_table,
    .quote = dln_quote_postgres_literal,
    .add_prepare = postgres_add_prepare,
    .add_verify = postgres_add_verify,
    .add_insert = postgres_add_insert,
    .add_delete = postgres_add_delete,
    .add_records = postgres_add_records,
    .add_correct = postgres_add_correct,
    .add_journal_start = postgres_add_journal_start,
    .add_journal_end = postgres_add_journal_end,
    .add_journal = postgres_add_journal,
};
