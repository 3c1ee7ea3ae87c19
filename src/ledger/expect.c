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

/* WITH expected (version, checksum) AS (VALUES ...) */
static char *with_expected(const DlnLedgerDialect *dialect, const DlnApplied *expected)
{
    g_autoptr(GString) with = g_string_new("WITH expected (version, checksum) AS (VALUES ");

    for (guint i = 0; i < dln_applied_size(expected); i++) {
        const DlnAppliedRow *row = dln_applied_get(expected, i);
        g_string_append(with, i > 0 ? ", (" : "(");
        append_quoted(with, dialect, row->version);
        g_string_append(with, ", ");
        append_quoted(with, dialect, row->checksum);
        g_string_append_c(with, ')');
    }
    g_string_append_c(with, ')');
    return g_string_free(g_steal_pointer(&with), FALSE);
}

void dln_ledger_add_expect_set(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnApplied *expected)
{
    const DlnLedgerDialect *dialect = dln_ledger_dialect(place->engine);
    g_autofree char *table = dialect->table(place->schema);
    guint n = dln_applied_size(expected);

    if (n == 0) {
        g_autofree char *empty = g_strdup_printf("SELECT count(*) = 0 FROM %s", table);
        dln_batch_add_check(batch, tag, empty);
        return;
    }
    g_autofree char *with = with_expected(dialect, expected);
    /* A row that was taken over from another tool has no checksum. */
    g_autofree char *check = g_strdup_printf(
        "SELECT count(*) = %u AND count(e.version) = %u AND count(l.state) = 0 FROM %s l"
        " LEFT JOIN expected e ON e.version = l.version"
        " AND coalesce(e.checksum = l.checksum, TRUE)",
        n, n, table);
    dln_batch_add_check_with(batch, tag, with, check);
}

void dln_ledger_add_expect_marks(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerMarks *marks)
{
    const DlnLedgerDialect *dialect = dln_ledger_dialect(place->engine);
    g_autofree char *table = dialect->table(place->schema);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_append_printf(
        sql, "count(*) = %u AND count(state) = %d", marks->n, marks->running != NULL ? 1 : 0);
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
