/* SPDX-License-Identifier: Apache-2.0 */
/* rows.c: how rows are read from SQLite: each value as a literal that has its storage class and every byte of it. */
#include "dialect/quote.h"
#include "engine/rows/internal.h"

#define IS_USERS(name)                                                                             \
    name " NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND " name " NOT LIKE 'dunlin\\_%' ESCAPE '\\'"       \
         " AND lower(" name ") NOT IN ('schema_migrations', 'schema_migrations_batch')"

/* A key that is the rowid counts itself. */
static char *columns(const char *schema)
{
    return g_strdup(
        "SELECT l.name, CASE l.type WHEN 'virtual' THEN 'v' ELSE 't' END, x.name, x.type,"
        " x.pk > 0, x.hidden IN (2, 3), 0,"
        " x.dflt_value IS NOT NULL OR (x.pk = 1 AND upper(x.type) = 'INTEGER' AND NOT l.wr),"
        " EXISTS (SELECT 1 FROM pragma_foreign_key_list(l.name, 'main'))"
        " FROM pragma_table_list l LEFT JOIN pragma_table_xinfo(l.name, 'main') x"
        " ON x.hidden <> 1 WHERE l.schema = 'main' AND l.type IN ('table', 'virtual')"
        " AND " IS_USERS("l.name") " ORDER BY l.name, x.cid");
}

/* There is none as long as no table has needed it. */
static char *sequences(const char *schema)
{
    return g_strdup("SELECT name FROM main.sqlite_schema WHERE name = 'sqlite_sequence'");
}

static char *sequence(const char *schema, const char *name)
{
    return g_strdup("SELECT name, seq, 1, 0 FROM main.sqlite_sequence WHERE " IS_USERS(
        "name") " ORDER BY name");
}

static void add_begin(DlnBatch *batch, const char *schema)
{
    dln_batch_add_sql(batch, 0, "BEGIN");
}

/* Where line ends stand in a text, those of the file are not relied on: who checks it out may change them. */
static void append_value(GString *sql, const char *column)
{
    g_autofree char *name = dln_quote_identifier(column);

    g_string_append_printf(sql,
        "CASE typeof(%1$s) WHEN 'null' THEN NULL"
        " WHEN 'real' THEN CASE %1$s WHEN 9e999 THEN '9e999' WHEN -9e999 THEN '-9e999'"
        " ELSE quote(%1$s) END"
        " WHEN 'text' THEN CASE"
        " WHEN instr(CAST(%1$s AS BLOB), X'00') OR instr(%1$s, char(13))"
        " OR (instr(%1$s, char(10)) AND instr(%1$s, '\\n'))"
        " THEN 'CAST(X''' || hex(%1$s) || ''' AS TEXT)'"
        " WHEN instr(%1$s, char(10)) THEN 'replace(' || quote(replace(%1$s, char(10), '\\n')) ||"
        " ', ''\\n'', char(10))'"
        " ELSE quote(%1$s) END"
        " ELSE quote(%1$s) END",
        name);
}

static void append_table(GString *sql, const char *schema, const char *name)
{
    g_string_append(sql, "main.");
    dln_append_identifier(sql, name);
}

const DlnRowsDialect dln_rows_sqlite = {
    .columns = columns,
    .sequences = sequences,
    .sequence = sequence,
    .add_begin = add_begin,
    .append_value = append_value,
    .append_table = append_table,
};
