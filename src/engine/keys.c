/* SPDX-License-Identifier: Apache-2.0 */
/* keys.c: the questions that a batch asks about a table. A key travels as text: PostgreSQL's own, in ISO style where a
 * style decides; SQLite's quote(), for there each value has a type of its own. */
#include "engine/keys.h"

#include <string.h>

#include "dialect/quote.h"

void dln_key_free(DlnKey *key)
{
    if (key == NULL)
        return;
    g_free(key->table);
    g_free(key->column);
    g_free(key->type);
    g_free(key);
}

void dln_key_stretch_clear(DlnKeyStretch *stretch)
{
    g_clear_pointer(&stretch->first, g_free);
    g_clear_pointer(&stretch->last, g_free);
    stretch->n_rows = 0;
}

/* ---- is it fit? ---- */

typedef struct {
    gboolean has_table;
    gboolean has_column;
    gboolean is_not_null;
    gboolean is_unique;
    gboolean is_comparable; /* by a text that says it exactly */
    char *type;
} Facts;

static void facts_clear(Facts *facts)
{
    g_free(facts->type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

static gboolean is_true(const char *value)
{
    return g_strcmp0(value, "t") == 0 || g_strcmp0(value, "1") == 0;
}

/* One row where the table is there; all but the first column NULL where it lacks the column. */
static void take_facts(guint n_columns, const char *const *values, gpointer user_data)
{
    Facts *facts = user_data;

    facts->has_table = TRUE;
    facts->has_column = is_true(values[1]);
    facts->is_not_null = is_true(values[2]);
    facts->is_unique = is_true(values[3]);
    facts->is_comparable = is_true(values[4]);
    g_free(facts->type);
    facts->type = g_strdup(values[5]);
}

/* The index must hold for all rows and be of this column alone. Floating point numbers are left out: NaN, and what is
 * printed need not be what is stored. */
static char *postgres_facts(const char *schema, const char *table, const char *column)
{
    g_autofree char *schema_literal = dln_quote_postgres_literal(schema);
    g_autofree char *table_literal = dln_quote_postgres_literal(table);
    g_autofree char *column_literal = dln_quote_postgres_literal(column);

    return g_strdup_printf(
        "SELECT true AS has_table, a.attnum IS NOT NULL AS has_column,"
        " a.attnotnull AS is_not_null,"
        " EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique"
        " AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1"
        " AND i.indkey[0] = a.attnum AND i.indcollation[0] = a.attcollation)"
        " AS is_unique,"
        " b.oid IN ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype,"
        " 'pg_catalog.int8'::pg_catalog.regtype, 'pg_catalog.numeric'::pg_catalog.regtype,"
        " 'pg_catalog.uuid'::pg_catalog.regtype, 'pg_catalog.text'::pg_catalog.regtype,"
        " 'pg_catalog.varchar'::pg_catalog.regtype, 'pg_catalog.bpchar'::pg_catalog.regtype,"
        " 'pg_catalog.date'::pg_catalog.regtype, 'pg_catalog.timestamp'::pg_catalog.regtype,"
        " 'pg_catalog.timestamptz'::pg_catalog.regtype) AS is_comparable,"
        " pg_catalog.format_type(a.atttypid, a.atttypmod)"
        " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = %s"
        " AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
        " LEFT JOIN pg_catalog.pg_type b"
        " ON b.oid = coalesce(nullif(t.typbasetype, 0::pg_catalog.oid), t.oid)"
        " WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p')",
        column_literal, schema_literal, table_literal);
}

/* The rowid under its name is never null; any other primary key of SQLite may be, unless it says so or the table has
 * no rowid. What a value's type is, only the value says: see dln_key_next. */
static char *sqlite_facts(const char *table, const char *column)
{
    g_autofree char *table_literal = dln_quote_sqlite_literal(table);
    g_autofree char *column_literal = dln_quote_sqlite_literal(column);

    return g_strdup_printf(
        "WITH l(wr) AS (SELECT wr FROM pragma_table_list WHERE schema = 'main'"
        " AND name = %1$s COLLATE NOCASE AND type = 'table'),"
        " c AS (SELECT * FROM pragma_table_xinfo(%1$s, 'main') WHERE name = %2$s COLLATE NOCASE"
        " AND hidden IN (0, 2, 3)),"
        " p(n) AS (SELECT count(*) FROM pragma_table_xinfo(%1$s, 'main') WHERE pk > 0),"
        " r(is_rowid) AS (SELECT c.pk = 1 AND p.n = 1 AND NOT l.wr AND upper(c.type) = 'INTEGER'"
        " AND NOT EXISTS (SELECT 1 FROM pragma_index_list(%1$s, 'main') WHERE origin = 'pk')"
        " FROM c, p, l)"
        " SELECT 1 AS has_table, (SELECT count(*) FROM c) AS has_column,"
        " (SELECT c.\"notnull\" OR is_rowid OR (c.pk > 0 AND l.wr) FROM c, r, l)"
        " AS is_not_null,"
        " (SELECT is_rowid OR EXISTS (SELECT 1 FROM pragma_index_list(%1$s, 'main') i"
        " WHERE i.\"unique\" AND NOT i.partial"
        " AND (SELECT count(*) FROM pragma_index_info(i.name, 'main')) = 1"
        " AND (SELECT name FROM pragma_index_info(i.name, 'main')) = c.name COLLATE NOCASE)"
        " OR (c.pk = 1 AND p.n = 1 AND l.wr) FROM c, r, p, l) AS is_unique,"
        " 1 AS is_comparable, NULL FROM l",
        table_literal, column_literal);
}

char *dln_key_condition(
    DlnEngineKind engine, const char *schema, const char *table, const char *column)
{
    g_autofree char *facts = engine == DLN_ENGINE_SQLITE ? sqlite_facts(table, column)
                                                         : postgres_facts(schema, table, column);

    return g_strdup_printf(
        "SELECT has_column AND is_not_null AND is_unique AND is_comparable FROM (%s) AS f", facts);
}

static gboolean judge(const Facts *facts, const char *table, const char *column, GError **error)
{
    if (!facts->has_table)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, "there is no table \"%s\" here", table);
    else if (!facts->has_column)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL, "the table \"%s\" has no column \"%s\"",
            table, column);
    else if (!facts->is_not_null)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "the column \"%s\" of \"%s\" may be null: a batch's key is declared NOT NULL", column,
            table);
    else if (!facts->is_unique)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "the column \"%s\" of \"%s\" is not unique by itself: a batch's key has a primary key, "
            "UNIQUE constraint or unique index of its own",
            column, table);
    else if (!facts->is_comparable)
        dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
            "the column \"%s\" of \"%s\" is of type %s: a batch's key is an integer, a numeric, a "
            "uuid, a text, a date or a timestamp",
            column, table, facts->type);
    else
        return TRUE;
    return FALSE;
}

gboolean dln_key_find(DlnSession *session, const char *schema, const char *table,
    const char *column, GCancellable *cancellable, DlnKey **out_key, GError **error)
{
    const DlnEngineKind engine = dln_session_engine(session);
    g_autofree char *sql = engine == DLN_ENGINE_SQLITE ? sqlite_facts(table, column)
                                                       : postgres_facts(schema, table, column);
    g_autoptr(DlnBatch) batch = dln_batch_new();
    g_auto(Facts) facts = {0};

    dln_batch_add_query(batch, 0, sql, take_facts, &facts);
    if (!dln_session_run(session, batch, cancellable, NULL, error) ||
        !judge(&facts, table, column, error))
        return FALSE;

    g_autofree char *schema_name =
        dln_quote_identifier(engine == DLN_ENGINE_SQLITE ? "main" : schema);
    g_autofree char *table_name = dln_quote_identifier(table);
    DlnKey *key = g_new0(DlnKey, 1);
    key->engine = engine;
    key->table = g_strconcat(schema_name, ".", table_name, NULL);
    key->column = dln_quote_identifier(column);
    key->type = g_steal_pointer(&facts.type);
    *out_key = key;
    return TRUE;
}

/* ---- values ---- */

char *dln_key_literal(const DlnKey *key, const char *value)
{
    if (key->engine == DLN_ENGINE_POSTGRES) {
        g_autofree char *literal = dln_quote_postgres_literal(value);
        return g_strdup_printf("CAST(%s AS %s)", literal, key->type);
    }
    /* quote() gave a number or a 'text'; written anew, so that nothing else can come of it. */
    gsize length = strlen(value);
    if (length >= 2 && value[0] == '\'') {
        g_autofree char *inner = g_strndup(value + 1, length - 2);
        g_auto(GStrv) parts = g_strsplit(inner, "''", -1);
        g_autofree char *text = g_strjoinv("'", parts);
        return dln_quote_sqlite_literal(text);
    }
    return g_strdup_printf("%" G_GINT64_FORMAT, g_ascii_strtoll(value, NULL, 10));
}

/* How a value is asked for. */
static char *value_of(const DlnKey *key, const char *expression)
{
    return key->engine == DLN_ENGINE_POSTGRES
               ? g_strdup_printf("%s::pg_catalog.text", expression)
               : g_strdup_printf("CASE WHEN typeof(%s) = 'integer' OR (typeof(%s) = 'text' AND"
                                 " instr(%s, char(0)) = 0) THEN quote(%s) ELSE typeof(%s) END",
                     expression, expression, expression, expression, expression);
}

/* What value_of gives for a value that cannot be a key is the name of its type. */
static gboolean check_value(const DlnKey *key, const char *value, GError **error)
{
    if (key->engine == DLN_ENGINE_POSTGRES || value == NULL || !g_ascii_isalpha(value[0]))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_REFUSED, NULL,
        "the column %s of %s holds a value of type %s: a batch's key is an integer or a text "
        "without NUL",
        key->column, key->table, value);
    return FALSE;
}

/* Read-only, and with dates in the one style that is read back alike whatever DateStyle says. */
static gboolean ask(DlnSession *session, const char *sql, DlnRowFunc on_row, gpointer user_data,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();
    gboolean is_postgres = dln_session_engine(session) == DLN_ENGINE_POSTGRES;

    if (is_postgres) {
        dln_batch_add_sql(batch, 0, "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY");
        dln_batch_add_sql(batch, 0, "SET LOCAL datestyle = 'ISO, YMD'");
    }
    dln_batch_add_query(batch, 0, sql, on_row, user_data);
    if (is_postgres)
        dln_batch_add_sql(batch, 0, "COMMIT");
    return dln_session_run(session, batch, cancellable, NULL, error);
}

static void take_value(guint n_columns, const char *const *values, gpointer user_data)
{
    char **value = user_data;

    g_free(*value);
    *value = g_strdup(values[0]);
}

gboolean dln_key_last(DlnSession *session, const DlnKey *key, GCancellable *cancellable,
    char **out_value, GError **error)
{
    g_autofree char *value = NULL;
    g_autofree char *asked = value_of(key, key->column);
    /* A bare name behind ORDER BY would be the text that is asked for, and texts have another order. */
    g_autofree char *sql = g_strdup_printf(
        "SELECT %s FROM %s AS t ORDER BY t.%s DESC LIMIT 1", asked, key->table, key->column);

    if (!ask(session, sql, take_value, &value, cancellable, error) ||
        !check_value(key, value, error))
        return FALSE;
    *out_value = g_steal_pointer(&value);
    return TRUE;
}

static void take_stretch(guint n_columns, const char *const *values, gpointer user_data)
{
    DlnKeyStretch *stretch = user_data;

    dln_key_stretch_clear(stretch);
    stretch->first = g_strdup(values[0]);
    stretch->last = g_strdup(values[1]);
    stretch->n_rows = (guint)g_ascii_strtoull(values[2], NULL, 10);
}

static char *next_query(const DlnKey *key, const char *after, const char *through, guint size)
{
    g_autofree char *through_literal = dln_key_literal(key, through);
    g_autofree char *after_literal = after != NULL ? dln_key_literal(key, after) : NULL;
    g_autofree char *behind =
        after != NULL ? g_strdup_printf("%s > %s AND ", key->column, after_literal) : g_strdup("");
    g_autofree char *value = value_of(key, "k");

    return g_strdup_printf(
        "WITH s AS (SELECT %s AS k FROM %s WHERE %s%s <= %s ORDER BY %s LIMIT %u)"
        " SELECT (SELECT %s FROM s ORDER BY s.k LIMIT 1),"
        " (SELECT %s FROM s ORDER BY s.k DESC LIMIT 1), (SELECT count(*) FROM s)",
        key->column, key->table, behind, key->column, through_literal, key->column, size, value,
        value);
}

gboolean dln_key_next(DlnSession *session, const DlnKey *key, const char *after,
    const char *through, guint size, GCancellable *cancellable, DlnKeyStretch *out_stretch,
    GError **error)
{
    g_auto(DlnKeyStretch) stretch = {0};
    g_autofree char *sql = next_query(key, after, through, size);

    if (!ask(session, sql, take_stretch, &stretch, cancellable, error) ||
        !check_value(key, stretch.first, error) || !check_value(key, stretch.last, error))
        return FALSE;
    dln_key_stretch_clear(out_stretch);
    *out_stretch = stretch;
    stretch = (DlnKeyStretch){0};
    return TRUE;
}
