/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_ledger.c: the ledger's SQL on SQLite, with PRAGMA user_version = the number of applied revisions, set in the
 * same transaction. Tables are named with "main." so that a temporary one cannot stand before them. */
#include "ledger/dialect.h"

#include <string.h>

#include "dialect/quote.h"

static const char *const extra_columns[] = {"checksum TEXT", "duration_ms INTEGER",
    "applied_by TEXT", "run_id TEXT", "state TEXT", "statements_done INTEGER", "journal TEXT",
    NULL};

#define TABLE "main.schema_migrations"
/* Of sqlite_schema: what is neither SQLite's nor Dunlin's. */
#define FOREIGN_OBJECTS                                                                            \
    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'dunlin\\_%' ESCAPE '\\'"            \
    " AND tbl_name <> 'schema_migrations'"

/* ---- reading ---- */

typedef struct {
    GPtrArray *names;
    gboolean typed; /* the version is a text, applied_at a point in time, by what they were declared as */
} Columns;

static gboolean says(const char *type, const char *const *words)
{
    g_autofree char *upper = g_ascii_strup(type, -1);

    for (guint i = 0; words[i] != NULL; i++) {
        if (strstr(upper, words[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

static void take_column(guint n_columns, const char *const *values, gpointer user_data)
{
    static const char *const texts[] = {"CHAR", "TEXT", "CLOB", NULL};
    static const char *const times[] = {"TIME", "DATE", "TEXT", "CHAR", NULL};
    Columns *columns = user_data;
    char *name = g_ascii_strdown(values[0], -1);

    if (g_str_equal(name, "version"))
        columns->typed = columns->typed && says(values[1], texts);
    else if (g_str_equal(name, "applied_at"))
        columns->typed = columns->typed && says(values[1], times);
    g_ptr_array_add(columns->names, name);
}

typedef struct {
    gint64 user_version;
    gboolean has_objects;
} FileFacts;

static void take_facts(guint n_columns, const char *const *values, gpointer user_data)
{
    FileFacts *facts = user_data;

    facts->user_version = g_ascii_strtoll(values[0], NULL, 10);
    facts->has_objects = g_ascii_strtoll(values[1], NULL, 10) > 0;
}

/* The rows of a ledger of that shape, none when it is missing; and the end of the read transaction. */
static gboolean read_rows(DlnSession *session, DlnLedgerShape shape, GCancellable *cancellable,
    DlnApplied **out_applied, GError **error)
{
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_applied_row_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (shape == DLN_LEDGER_OURS)
        dln_batch_add_query(batch, 0,
            "SELECT version, checksum, state, statements_done, journal FROM " TABLE,
            dln_ledger_take_row, rows);
    else if (shape == DLN_LEDGER_TWO_COLUMN)
        dln_batch_add_query(batch, 0, "SELECT version FROM " TABLE, dln_ledger_take_row, rows);
    dln_batch_add_sql(batch, 0, "COMMIT");
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return FALSE;
    *out_applied = dln_applied_new(g_steal_pointer(&rows));
    return TRUE;
}

static void end_reading(DlnSession *session)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_sql(batch, 0, "ROLLBACK");
    dln_session_run(session, batch, NULL, NULL, NULL);
}

static gboolean sqlite_read(DlnSession *session, const char *schema, GCancellable *cancellable,
    DlnLedger **out_ledger, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Columns columns = {names, TRUE};
    FileFacts facts = {0};
    DlnLedgerShape shape = DLN_LEDGER_MISSING;
    DlnApplied *applied = NULL;

    /* One read transaction: one lock, one look at the journal. */
    dln_batch_add_sql(batch, 0, "BEGIN");
    dln_batch_add_query(batch, 0,
        "SELECT (SELECT user_version FROM pragma_user_version),"
        " (SELECT count(*) FROM main.sqlite_schema WHERE " FOREIGN_OBJECTS ")",
        take_facts, &facts);
    dln_batch_add_query(batch, 0,
        "SELECT name, type FROM pragma_table_xinfo('schema_migrations', 'main')", take_column,
        &columns);
    if (!dln_session_run(session, batch, cancellable, NULL, error))
        return FALSE;
    if (names->len > 0 &&
        !dln_ledger_classify(
            "table \"schema_migrations\"", names, columns.typed, &shape, error)) {
        end_reading(session);
        return FALSE;
    }
    if (!read_rows(session, shape, cancellable, &applied, error))
        return FALSE;

    *out_ledger = dln_ledger_new(shape, applied);
    (*out_ledger)->has_user_version = TRUE;
    (*out_ledger)->user_version = facts.user_version;
    (*out_ledger)->has_objects = facts.has_objects;
    return TRUE;
}

/* ---- statements ---- */

/* SQLite has no digest function; the set itself is the expectation. */
static char *rows_text(const DlnApplied *applied)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        g_autofree char *state = dln_applied_row_state(row);
        g_string_append_printf(text, "%s|%s|%s\n", row->version,
            row->checksum != NULL ? row->checksum : "", state);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

#define OUR_TEXT                                                                                   \
    "version||'|'||coalesce(checksum,'')||'|'||CASE WHEN state IS NULL THEN '' ELSE "              \
    "state||':'||statements_done||':'||coalesce(journal,'') END||char(10)"

static void sqlite_add_expect(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected)
{
    g_autofree char *check = NULL;

    if (expected->shape == DLN_LEDGER_MISSING) {
        check = g_strdup_printf(
            "NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE name = 'schema_migrations')"
            " AND (SELECT user_version FROM pragma_user_version) = %" G_GINT64_FORMAT,
            expected->user_version);
    } else {
        g_autofree char *text = rows_text(expected->applied);
        g_autofree char *literal = dln_quote_sqlite_literal(text);
        check = g_strdup_printf("SELECT coalesce(group_concat(line, ''), '') = %s FROM"
            " (SELECT %s AS line FROM " TABLE " ORDER BY version)",
            literal,
            expected->shape == DLN_LEDGER_OURS ? OUR_TEXT : "version||'||'||char(10)");
    }
    dln_batch_add_check(batch, tag, check);
}

static void append_optional_literal(GString *sql, const char *value)
{
    g_autofree char *literal = value != NULL ? dln_quote_sqlite_literal(value) : g_strdup("NULL");

    g_string_append(sql, literal);
}

static void sqlite_add_verify(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *expected)
{
    g_autofree char *columns = g_strdup_printf(
        "(SELECT count(*) FROM pragma_table_xinfo('schema_migrations', 'main')) = %d",
        DLN_LEDGER_N_COLUMNS);

    sqlite_add_expect(batch, tag, schema, expected);
    dln_batch_add_check(batch, tag, columns);
}

#define NOW "strftime('%Y-%m-%d %H:%M:%f', 'now')"

/* columns and values: what the row has besides; both begin with a comma. */
static void add_row(DlnBatch *batch, guint tag, const DlnLedgerRow *row, const char *columns,
    const char *values)
{
    g_autoptr(GString) sql = g_string_new("INSERT INTO " TABLE
        " (version, checksum, run_id, applied_by, applied_at");

    g_string_append_printf(sql, "%s) VALUES (", columns);
    append_optional_literal(sql, row->version);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->checksum);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->run_id);
    g_string_append(sql, ", ");
    append_optional_literal(sql, row->applied_by);
    g_string_append(sql, ", " NOW);
    g_string_append(sql, values);
    g_string_append_c(sql, ')');
    dln_batch_add_sql(batch, tag, sql->str);
}

/* When the migration began, as an expression; NULL where nobody knows: SQLite knows no start of a transaction.
 * (transfer full) */
static char *start_of(const DlnLedgerRow *row, const char *previous)
{
    if (previous != NULL) {
        g_autofree char *literal = dln_quote_sqlite_literal(previous);
        return g_strdup_printf("(SELECT applied_at FROM " TABLE " WHERE version = %s)", literal);
    }
    if (row->started_us == 0)
        return NULL;
    g_autoptr(GDateTime) second = g_date_time_new_from_unix_utc(row->started_us / G_USEC_PER_SEC);
    g_autoptr(GDateTime) start = g_date_time_add(second, row->started_us % G_USEC_PER_SEC);
    return g_date_time_format(start, "'%Y-%m-%d %H:%M:%S.%f'");
}

static void sqlite_add_insert(DlnBatch *batch, guint tag, const char *schema,
    const DlnLedgerRow *row, const char *previous)
{
    g_autofree char *start = start_of(row, previous);
    g_autofree char *state = row->state != NULL ? dln_quote_sqlite_literal(row->state) : NULL;
    g_autoptr(GString) values = g_string_new(NULL);
    g_autofree char *columns = g_strconcat(start != NULL ? ", duration_ms" : "",
        state != NULL ? ", statements_done, state" : "", NULL);

    if (start != NULL)
        g_string_append_printf(
            values, ", max(0, round((julianday('now') - julianday(%s)) * 86400000))", start);
    if (state != NULL)
        g_string_append_printf(values, ", 0, %s", state);
    add_row(batch, tag, row, columns, values->str);
}

static void sqlite_add_journal_start(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *row)
{
    add_row(batch, tag, row, ", state, statements_done, journal", ", 'running', 0, ''");
}

static void add_initial_rows(DlnBatch *batch, guint tag, const DlnApplied *applied)
{
    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *known = dln_applied_get(applied, i);
        const DlnLedgerRow row = {.version = known->version, .checksum = known->checksum};
        add_row(batch, tag, &row, "", "");
    }
}

static void add_table(DlnBatch *batch, guint tag, const char *create)
{
    g_autofree char *columns = g_strjoinv(", ", (char **)extra_columns);
    /* NOT NULL: SQLite would let a text primary key be null. */
    g_autofree char *sql = g_strdup_printf("%s " TABLE
        " (version VARCHAR(255) NOT NULL PRIMARY KEY,"
        " applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, %s)",
        create, columns);

    dln_batch_add_sql(batch, tag, sql);
}

/* What holds tables but no ledger, or a number that nobody vouches for, is somebody else's. */
static void sqlite_add_ensure(DlnBatch *batch, guint tag, const char *schema)
{
    dln_batch_add_check(batch, tag,
        "EXISTS (SELECT 1 FROM main.sqlite_schema WHERE name = 'schema_migrations')"
        " OR (SELECT user_version FROM pragma_user_version) = 0"
        " AND (SELECT count(*) FROM main.sqlite_schema WHERE " FOREIGN_OBJECTS ") = 0");
    add_table(batch, tag, "CREATE TABLE IF NOT EXISTS");
}

static char *sqlite_table(const char *schema)
{
    return g_strdup(TABLE);
}

static void sqlite_add_prepare(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedger *ledger)
{
    if (ledger->shape == DLN_LEDGER_MISSING) {
        add_table(batch, tag, "CREATE TABLE");
        add_initial_rows(batch, tag, ledger->applied);
    }
    for (guint i = 0; ledger->shape == DLN_LEDGER_TWO_COLUMN && extra_columns[i] != NULL; i++) {
        g_autofree char *sql =
            g_strdup_printf("ALTER TABLE " TABLE " ADD COLUMN %s", extra_columns[i]);
        dln_batch_add_sql(batch, tag, sql);
    }
}

static void sqlite_add_delete(DlnBatch *batch, guint tag, const char *schema, const char *version)
{
    g_autofree char *literal = dln_quote_sqlite_literal(version);
    g_autofree char *sql = g_strdup_printf("DELETE FROM " TABLE " WHERE version = %s", literal);

    dln_batch_add_sql(batch, tag, sql);
    dln_batch_add_check(batch, tag, "changes() = 1");
}

static void sqlite_add_count(DlnBatch *batch, guint tag, guint n_applied)
{
    g_autofree char *pragma = g_strdup_printf("PRAGMA main.user_version = %u", n_applied);

    dln_batch_add_sql(batch, tag, pragma);
}

static void sqlite_add_records(
    DlnBatch *batch, guint tag, const char *schema, const DlnLedgerRow *rows, guint n_rows)
{
    for (guint i = 0; i < n_rows; i++)
        add_row(batch, tag, &rows[i], "", "");
}

static void sqlite_add_correct(
    DlnBatch *batch, guint tag, const char *schema, const DlnAppliedRow *row)
{
    gboolean running = row->state == DLN_APPLIED_RUNNING;
    g_autofree char *done =
        running ? g_strdup_printf("%u", row->statements_done) : g_strdup("NULL");
    g_autoptr(GString) sql = g_string_new("UPDATE " TABLE " SET checksum = ");

    append_optional_literal(sql, row->checksum);
    g_string_append_printf(sql, ", state = %s, statements_done = %s, journal = ",
        running ? "'running'" : "NULL", done);
    append_optional_literal(sql, running ? row->journal : NULL);
    g_string_append(sql, " WHERE version = ");
    append_optional_literal(sql, row->version);
    dln_batch_add_sql(batch, tag, sql->str);
    dln_batch_add_check(batch, tag, "changes() = 1");
}

static void sqlite_add_journal_end(DlnBatch *batch, guint tag, const char *schema,
    const char *version, const char *checksum)
{
    g_autofree char *literal = dln_quote_sqlite_literal(version);
    g_autofree char *checksum_literal = dln_quote_sqlite_literal(checksum);
    g_autofree char *sql = g_strdup_printf("UPDATE " TABLE
        " SET checksum = %s, duration_ms = round((julianday('now') - julianday(applied_at)) * 86400000),"
        " state = NULL, statements_done = NULL, journal = NULL WHERE version = %s",
        checksum_literal, literal);

    dln_batch_add_sql(batch, tag, sql);
    dln_batch_add_check(batch, tag, "changes() = 1");
}

static void sqlite_add_journal(DlnBatch *batch, guint tag, const char *schema,
    const char *version, guint n_done, const char *journal)
{
    g_autofree char *literal = dln_quote_sqlite_literal(version);
    g_autofree char *sql = g_strdup_printf("UPDATE " TABLE
        " SET state = 'running', statements_done = %u, journal = '%s' WHERE version = %s",
        n_done, journal, literal);

    dln_batch_add_sql(batch, tag, sql);
    dln_batch_add_check(batch, tag, "changes() = 1");
}

const DlnLedgerDialect dln_ledger_sqlite = {
    .read = sqlite_read,
    .add_expect = sqlite_add_expect,
    .add_ensure = sqlite_add_ensure,
    .table = sqlite_table,
    .quote = dln_quote_sqlite_literal,
    .add_prepare = sqlite_add_prepare,
    .add_verify = sqlite_add_verify,
    .add_insert = sqlite_add_insert,
    .add_delete = sqlite_add_delete,
    .add_records = sqlite_add_records,
    .add_correct = sqlite_add_correct,
    .add_count = sqlite_add_count,
    .add_journal_start = sqlite_add_journal_start,
    .add_journal_end = sqlite_add_journal_end,
    .add_journal = sqlite_add_journal,
};
