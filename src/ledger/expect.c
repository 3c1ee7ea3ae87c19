/* SPDX-License-Identifier: Apache-2.0 */
/* expect.c: what a script must prove of a ledger that nobody has read: nobody knows its checksums either, and it need
 * not have any. The SQL is the same for both engines. */
#include "ledger/dialect.h"

static void append_quoted(GString *sql, const DlnLedgerDialect *dialect, const char *value)
{
    g_autofree char *literal = value != NULL ? dialect->quote(value) : g_strdup("NULL");

    g_string_append(sql, literal);
}

void dln_ledger_add_ensure(DlnBatch *batch, guint tag, const DlnLedgerPlace *place)
{
    dln_ledger_dialect(place->engine)->add_ensure(batch, tag, place->schema);
}

static gboolean is_versioned(const DlnAppliedRow *row)
{
    return row->state != DLN_APPLIED_REPEATABLE;
}

/* Those that ran again stand beside the history: which of them are there, nobody who makes a script knows. */
#define VERSIONED "state IS DISTINCT FROM 'repeatable'"

static guint count_versioned(const DlnApplied *applied)
{
    guint n = 0;

    for (guint i = 0; i < dln_applied_size(applied); i++)
        n += is_versioned(dln_applied_get(applied, i)) ? 1 : 0;
    return n;
}

/* WITH expected (version, checksum) AS (VALUES ...) */
static char *with_expected(const DlnLedgerDialect *dialect, const DlnApplied *expected)
{
    g_autoptr(GString) with = g_string_new("WITH expected (version, checksum) AS (VALUES ");

    for (guint i = 0, n = 0; i < dln_applied_size(expected); i++) {
        const DlnAppliedRow *row = dln_applied_get(expected, i);
        if (!is_versioned(row))
            continue;
        g_string_append(with, n++ > 0 ? ", (" : "(");
        append_quoted(with, dialect, row->version);
        g_string_append(with, ", ");
        append_quoted(with, dialect, row->checksum);
        g_string_append_c(with, ')');
    }
    g_string_append_c(with, ')');
    return g_string_free(g_steal_pointer(&with), FALSE);
}

/* Which rows the history is of: all but those that stand beside it, and but for one that may be under way. */
static char *versioned(const DlnLedgerDialect *dialect, const char *may_run)
{
    g_autofree char *literal = may_run != NULL ? dialect->quote(may_run) : NULL;

    return literal == NULL ? g_strdup(VERSIONED)
                           : g_strdup_printf(VERSIONED " AND (state IS NULL OR state <> 'running'"
                                                       " OR l.version <> %s)",
                                 literal);
}

void dln_ledger_add_expect_set(DlnBatch *batch, guint tag, const DlnLedgerPlace *place,
    const DlnApplied *expected, const char *may_run)
{
    const DlnLedgerDialect *dialect = dln_ledger_dialect(place->engine);
    g_autofree char *table = dialect->table(place->schema);
    g_autofree char *which = versioned(dialect, may_run);
    guint n = count_versioned(expected);

    if (n == 0) {
        g_autofree char *empty =
            g_strdup_printf("SELECT count(*) = 0 FROM %s l WHERE %s", table, which);
        dln_batch_add_check(batch, tag, empty);
        return;
    }
    g_autofree char *with = with_expected(dialect, expected);
    /* A row that was taken over from another tool has no checksum. */
    g_autofree char *check = g_strdup_printf(
        "SELECT count(*) = %u AND count(e.version) = %u AND count(l.state) = 0 FROM %s l"
        " LEFT JOIN expected e ON e.version = l.version"
        " AND coalesce(e.checksum = l.checksum, TRUE) WHERE %s",
        n, n, table, which);
    dln_batch_add_check_with(batch, tag, with, check);
}

void dln_ledger_add_expect_marks(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerMarks *marks)
{
    const DlnLedgerDialect *dialect = dln_ledger_dialect(place->engine);
    g_autofree char *table = dialect->table(place->schema);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(sql,
        "count(*) FILTER (WHERE " VERSIONED ") = %u AND count(state) FILTER (WHERE " VERSIONED
        ") = %d",
        marks->n, marks->running != NULL ? 1 : 0);
    if (marks->running != NULL) {
        g_string_append(sql, " AND count(*) FILTER (WHERE state = 'running' AND version = ");
        append_quoted(sql, dialect, marks->running);
        g_string_append(sql, ") = 1");
    }
    for (guint i = 0; i < marks->versions->len; i++) {
        g_string_append(sql, i == 0 ? " AND count(*) FILTER (WHERE version IN (" : ", ");
        append_quoted(sql, dialect, marks->versions->pdata[i]);
    }
    if (marks->versions->len > 0)
        g_string_append_printf(sql, ")) = %u", marks->versions->len);
    dln_batch_add_check_over(batch, tag, sql->str, table);
}

char *dln_ledger_repeated(const DlnLedgerPlace *place, const char *version, const char *checksum)
{
    const DlnLedgerDialect *dialect = dln_ledger_dialect(place->engine);
    g_autofree char *table = dialect->table(place->schema);
    g_autofree char *version_literal = dialect->quote(version);
    g_autofree char *literal = checksum != NULL ? dialect->quote(checksum) : NULL;

    return g_strdup_printf(
        "EXISTS (SELECT 1 FROM %s WHERE version = %s AND state = 'repeatable'%s%s)", table,
        version_literal, literal != NULL ? " AND checksum = " : "", literal != NULL ? literal : "");
}

void dln_ledger_add_forget(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const char *version)
{
    const DlnLedgerDialect *dialect = dln_ledger_dialect(place->engine);
    g_autofree char *table = dialect->table(place->schema);
    g_autofree char *literal = dialect->quote(version);
    g_autofree char *sql = g_strdup_printf(
        "DELETE FROM %s WHERE version = %s AND state = 'repeatable'", table, literal);

    dln_batch_add_sql(batch, tag, sql);
}
