/* SPDX-License-Identifier: Apache-2.0 */
/* find_run.c: which ledgers hold rows of one run, and which: for many schemas in few round trips. Writes nothing. */
#include <string.h>

#include "dialect/quote.h"
#include "ledger/postgres.h"

typedef struct {
    DlnRunRowFunc on_row;
    gpointer user_data;
} Finding;

static void take_row(guint n_columns, const char *const *values, gpointer user_data)
{
    const Finding *finding = user_data;
    guint index = (guint)g_ascii_strtoull(values[0], NULL, 10);

    finding->on_row(index, values[1], values[2], finding->user_data);
}

static char *table_of(DlnEngineKind engine, const char *schema)
{
    return engine == DLN_ENGINE_POSTGRES ? dln_ledger_postgres_table(schema)
                                         : g_strdup("main.schema_migrations");
}

static char *literal_of(DlnEngineKind engine, const char *value)
{
    return engine == DLN_ENGINE_POSTGRES ? dln_quote_postgres_literal(value)
                                         : dln_quote_sqlite_literal(value);
}

gboolean dln_ledger_find_run(DlnSession *session, const char *const *schemas, guint n_schemas,
    const char *prefix, DlnRunRowFunc on_row, gpointer user_data, GCancellable *cancellable,
    GError **error)
{
    DlnEngineKind engine = dln_session_engine(session);
    Finding finding = {on_row, user_data};
    g_autofree char *literal = literal_of(engine, prefix);

    for (guint first = 0; first < n_schemas; first += DLN_LEDGER_SCHEMAS_A_STATEMENT) {
        guint end = MIN(first + DLN_LEDGER_SCHEMAS_A_STATEMENT, n_schemas);
        g_autoptr(DlnBatch) batch = dln_batch_new();
        g_autoptr(GString) sql = g_string_new(NULL);
        for (guint i = first; i < end; i++) {
            g_autofree char *table = table_of(engine, schemas[i]);
            g_string_append_printf(sql,
                "%sSELECT %u, version, run_id FROM %s WHERE substr(run_id, 1, %zu) = %s",
                i > first ? " UNION ALL " : "", i, table, strlen(prefix), literal);
        }
        dln_batch_add_query(batch, 0, sql->str, take_row, &finding);
        if (!dln_session_run(session, batch, cancellable, NULL, error))
            return FALSE;
    }
    return TRUE;
}
