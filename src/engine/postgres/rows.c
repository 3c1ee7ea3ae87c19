/* SPDX-License-Identifier: Apache-2.0 */
/* rows.c: how rows are read from PostgreSQL: as its own text, in settings that lose nothing and that no server's
 * configuration changes. */
#include "dialect/quote.h"
#include "engine/rows/internal.h"

/* What belongs to an extension is made with it. */
#define NOT_OF_EXTENSION                                                                           \
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d"                                        \
    " WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid"            \
    " AND d.deptype = 'e')"

/* Partitions are read one by one; a materialized view that was never filled holds nothing. */
static char *columns(const char *schema)
{
    g_autofree char *literal = dln_quote_postgres_literal(schema);

    return g_strdup_printf(
        "SELECT c.relname, CASE c.relkind WHEN 'm' THEN 'd' ELSE 't' END, a.attname,"
        " pg_catalog.format_type(a.atttypid, a.atttypmod),"
        " coalesce(a.attnum = ANY (i.indkey), false)::int,"
        " (a.attgenerated <> '')::int, (a.attidentity <> '')::int,"
        " (a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL)::int, 0"
        " FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %s"
        " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " AND NOT a.attisdropped"
        " LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
        " LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary"
        " WHERE (c.relkind = 'r' OR (c.relkind = 'm' AND c.relispopulated))"
        " AND c.relname NOT IN ('schema_migrations', 'schema_migrations_batch')" NOT_OF_EXTENSION
        " ORDER BY c.relname COLLATE \"C\", a.attnum",
        literal);
}

static char *sequences(const char *schema)
{
    g_autofree char *literal = dln_quote_postgres_literal(schema);

    return g_strdup_printf("SELECT c.relname FROM pg_catalog.pg_class c"
                           " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                           " AND n.nspname = %s WHERE c.relkind = 'S'" NOT_OF_EXTENSION
                           " ORDER BY c.relname COLLATE \"C\"",
        literal);
}

static void append_table(GString *sql, const char *schema, const char *name)
{
    g_string_append(sql, "ONLY ");
    dln_append_identifier(sql, schema);
    g_string_append_c(sql, '.');
    dln_append_identifier(sql, name);
}

static char *sequence(const char *schema, const char *name)
{
    g_autofree char *schema_name = dln_quote_identifier(schema);
    g_autofree char *quoted = dln_quote_identifier(name);
    g_autofree char *literal = dln_quote_postgres_literal(name);
    g_autofree char *whole = g_strconcat(schema_name, ".", quoted, NULL);
    g_autofree char *whole_literal = dln_quote_postgres_literal(whole);

    return g_strdup_printf("SELECT %s, s.last_value, s.is_called::int,"
                           " (NOT s.is_called AND s.last_value = q.seqstart)::int"
                           " FROM %s s JOIN pg_catalog.pg_sequence q"
                           " ON q.seqrelid = %s::pg_catalog.regclass",
        literal, whole, whole_literal);
}

/* FORCE ROW LEVEL SECURITY holds the owner back, too: with row_security off such a table cannot be read at all. */
static void add_unforce(DlnBatch *batch, const char *schema)
{
    g_autofree char *literal = dln_quote_postgres_literal(schema);
    g_autofree char *body = g_strdup_printf(
        "DECLARE t pg_catalog.regclass; BEGIN FOR t IN SELECT c.oid FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %s"
        " WHERE c.relforcerowsecurity AND pg_catalog.row_security_active(c.oid) LOOP"
        " EXECUTE pg_catalog.format('ALTER TABLE %%s NO FORCE ROW LEVEL SECURITY', t);"
        " END LOOP; END",
        literal);
    g_autofree char *quoted = dln_quote_postgres_literal(body);
    g_autofree char *sql = g_strconcat("DO ", quoted, NULL);

    dln_batch_add_sql(batch, 0, sql);
}

/* Not read only, for the sake of add_unforce: what it does is rolled back. */
static void add_begin(DlnBatch *batch, const char *schema)
{
    static const char *const settings[] = {
        "SET LOCAL TimeZone = 'UTC'",
        "SET LOCAL DateStyle = 'ISO, YMD'",
        "SET LOCAL IntervalStyle = 'iso_8601'",
        "SET LOCAL extra_float_digits = 3",
        "SET LOCAL bytea_output = 'hex'",
        "SET LOCAL lc_monetary = 'C'",
        "SET LOCAL row_security = off",
    };
    g_autofree char *quoted = dln_quote_identifier(schema);
    g_autofree char *path = g_strdup_printf("SET LOCAL search_path = %s", quoted);

    dln_batch_add_sql(batch, 0, "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE");
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
        dln_batch_add_sql(batch, 0, settings[i]);
    dln_batch_add_sql(batch, 0, path);
    add_unforce(batch, schema);
}

const DlnRowsDialect dln_rows_postgres = {
    .columns = columns,
    .sequences = sequences,
    .sequence = sequence,
    .add_begin = add_begin,
    .append_value = dln_append_identifier,
    .append_table = append_table,
};
