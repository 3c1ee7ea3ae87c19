/* SPDX-License-Identifier: Apache-2.0 */
/* loop.c: src/run/batching.c in PL/pgSQL. The two must do the same: the first pass up to the key that was the greatest when
 * it began, then sweeps while the file's query says that rows are left. */
#include "ledger/loop.h"

#include "dialect/quote.h"
#include "ledger/dialect.h"

/* The names that the texts below have in common, quoted. */
typedef struct {
    char *ledger;
    char *cursor;
    char *rows; /* the table that the batch goes over */
    char *key;
    char *version;
    char *journal;
} Names;

static void names_clear(Names *names)
{
    g_free(names->ledger);
    g_free(names->cursor);
    g_free(names->rows);
    g_free(names->key);
    g_free(names->version);
    g_free(names->journal);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

static Names names_of(const DlnLedgerPlace *place, const DlnLedgerLoop *loop)
{
    g_autofree char *schema = dln_quote_identifier(place->schema);
    g_autofree char *table = dln_quote_identifier(loop->table);

    return (Names){
        .ledger = dln_ledger_dialect(place->engine)->table(place->schema),
        .cursor = dln_ledger_cursor_table(place),
        .rows = g_strconcat(schema, ".", table, NULL),
        .key = dln_quote_identifier(loop->key),
        .version = dln_quote_postgres_literal(loop->version),
        .journal = dln_quote_postgres_literal(loop->journal),
    };
}

char *dln_ledger_has_row(const DlnLedgerPlace *place, const char *version)
{
    const DlnLedgerDialect *dialect = dln_ledger_dialect(place->engine);
    g_autofree char *table = dialect->table(place->schema);
    g_autofree char *literal = dialect->quote(version);

    return g_strdup_printf("EXISTS (SELECT 1 FROM %s WHERE version = %s)", table, literal);
}

/* Keys travel as dates in the one style that is read back alike whatever DateStyle says. */
void dln_ledger_add_loop_start(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerLoop *loop)
{
    g_auto(Names) names = names_of(place, loop);
    const DlnLedgerCursor cursor = {.version = (char *)loop->version};
    g_autofree char *through = g_strdup_printf(
        "UPDATE %s SET through_key = (SELECT t.%s::text FROM %s AS t ORDER BY t.%s DESC LIMIT 1)",
        names.cursor, names.key, names.rows, names.key);

    dln_ledger_add_cursor(batch, tag, place, &cursor);
    dln_batch_add_sql(batch, tag, "SET LOCAL datestyle = 'ISO, YMD'");
    dln_batch_add_sql(batch, tag, through);
}

void dln_ledger_add_loop_check(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerLoop *loop)
{
    g_auto(Names) names = names_of(place, loop);
    g_autofree char *check = g_strdup_printf(
        "SELECT EXISTS (SELECT 1 FROM %s WHERE version = %s AND state = 'running' AND journal = %s)"
        " AND EXISTS (SELECT 1 FROM %s WHERE version = %s)",
        names.ledger, names.version, names.journal, names.cursor, names.version);

    dln_batch_add_check(batch, tag, check);
}

/* Written as EXECUTE, so that each step is planned for its own keys. */
static void append_step(GString *sql, const Names *names, const DlnLedgerLoop *loop)
{
    g_autofree char *statement = dln_quote_postgres_literal(loop->statement);

    g_string_append_printf(sql,
        "  WHILE dunlin_through IS NOT NULL LOOP\n"
        "    EXECUTE format('WITH s AS (SELECT t.%%1$s AS k FROM %%2$s AS t WHERE %%3$s t.%%1$s <= "
        "$2"
        " ORDER BY 1 LIMIT %u) SELECT (SELECT k FROM s ORDER BY k LIMIT 1),"
        " (SELECT k FROM s ORDER BY k DESC LIMIT 1), (SELECT count(*) FROM s)', dunlin_key,"
        " dunlin_table, CASE WHEN dunlin_after IS NOT NULL THEN format('t.%%s > $1 AND',"
        " dunlin_key) END) INTO dunlin_first, dunlin_last, dunlin_rows USING dunlin_after,"
        " dunlin_through;\n"
        "    EXIT WHEN dunlin_rows = 0;\n"
        "    PERFORM set_config('datestyle', 'ISO, YMD', true);\n"
        "    UPDATE %s SET after_key = dunlin_last::text, steps = steps + 1,"
        " rows_done = rows_done + dunlin_rows WHERE version = %s RETURNING steps INTO STRICT"
        " dunlin_steps;\n"
        "    PERFORM set_config('datestyle', dunlin_style, true);\n"
        "    EXECUTE %s USING dunlin_first, dunlin_last;\n",
        loop->size, names->cursor, names->version, statement);
    if (loop->stays != NULL) {
        g_autofree char *broken = dln_quote_postgres_literal(loop->broken);
        g_string_append_printf(sql,
            "    IF NOT coalesce((%s), false) THEN RAISE EXCEPTION USING MESSAGE = %s; END IF;\n",
            loop->stays, broken);
    }
    g_string_append_printf(sql,
        "    UPDATE %s SET state = 'running', statements_done = dunlin_steps, journal = %s"
        " WHERE version = %s RETURNING version INTO STRICT dunlin_left;\n"
        "    COMMIT;\n"
        "    dunlin_after := dunlin_last;\n",
        names->ledger, names->journal, names->version);
    if (loop->pause_ms > 0)
        g_string_append_printf(sql,
            "    PERFORM pg_sleep(%" G_GINT64_FORMAT " / 1000.0);\n    COMMIT;\n", loop->pause_ms);
    g_string_append(sql, "  END LOOP;\n");
}

static void append_remaining(GString *sql, const DlnLedgerLoop *loop)
{
    g_autofree char *query = g_strdup_printf(
        "SELECT count(*), min(dunlin.c::text) FROM (\n%s\n) AS dunlin(c)", loop->remaining);
    g_autofree char *query_literal = dln_quote_postgres_literal(query);
    g_autofree char *malformed = g_strdup_printf("%s: this query is to say how many rows are left:"
                                                 " one row with one whole number",
        loop->remaining_at);
    g_autofree char *malformed_literal = dln_quote_postgres_literal(malformed);

    g_string_append_printf(sql,
        "  EXECUTE %s INTO dunlin_rows, dunlin_left;\n"
        "  IF dunlin_rows <> 1 OR NOT coalesce(dunlin_left ~ '^[0-9]{1,18}$', false) THEN"
        " RAISE EXCEPTION USING MESSAGE = %s; END IF;\n"
        "  EXIT WHEN dunlin_left::bigint = 0;\n",
        query_literal, malformed_literal);
}

static void append_sweep(GString *sql, const Names *names, const DlnLedgerLoop *loop)
{
    g_autofree char *endless = g_strdup_printf(
        "%s: rows are still left by this count, after sweeps"
        " that made it no smaller: either something keeps writing such rows, or the batch's"
        " statement does not do what this query counts: ",
        loop->remaining_at);
    g_autofree char *endless_literal = dln_quote_postgres_literal(endless);

    g_string_append_printf(sql,
        "  IF dunlin_before IS NULL OR dunlin_left::bigint < dunlin_before THEN\n"
        "    dunlin_stalled_behind := 0; dunlin_stalled_over_all := 0;\n"
        "  ELSIF dunlin_is_over_all THEN dunlin_stalled_over_all := dunlin_stalled_over_all + 1;\n"
        "  ELSE dunlin_stalled_behind := dunlin_stalled_behind + 1;\n"
        "  END IF;\n"
        "  dunlin_before := dunlin_left::bigint;\n"
        "  IF dunlin_stalled_over_all >= %u OR dunlin_stalled_behind >= %u THEN"
        " RAISE EXCEPTION USING MESSAGE = %s || dunlin_left; END IF;\n"
        "  SELECT t.%s INTO dunlin_last FROM %s AS t ORDER BY t.%s DESC LIMIT 1;\n"
        "  dunlin_is_over_all := NOT coalesce(dunlin_last > dunlin_through, false);\n"
        "  PERFORM set_config('datestyle', 'ISO, YMD', true);\n"
        "  UPDATE %s SET after_key = CASE WHEN dunlin_is_over_all THEN NULL ELSE through_key END,"
        " through_key = dunlin_last::text, pass = pass + 1 WHERE version = %s"
        " RETURNING steps INTO STRICT dunlin_steps;\n"
        "  COMMIT;\n",
        loop->max_stalled_over_all, loop->max_stalled_behind, endless_literal, names->key,
        names->rows, names->key, names->cursor, names->version);
}

static void append_declarations(GString *sql, const Names *names)
{
    static const char *const keys[] = {"after", "through", "first", "last"};
    g_autofree char *key_literal = dln_quote_postgres_literal(names->key);
    g_autofree char *rows_literal = dln_quote_postgres_literal(names->rows);

    g_string_append(sql, "\n#variable_conflict use_column\nDECLARE\n");
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        g_string_append_printf(sql, "  dunlin_%s %s.%s%%TYPE;\n", keys[i], names->rows, names->key);
    g_string_append_printf(sql,
        "  dunlin_key text := %s; dunlin_table text := %s;\n"
        "  dunlin_rows bigint; dunlin_steps integer; dunlin_left text; dunlin_before bigint;\n"
        "  dunlin_stalled_behind integer := 0; dunlin_stalled_over_all integer := 0;\n"
        "  dunlin_is_over_all boolean := false; dunlin_style text := "
        "current_setting('datestyle');\n",
        key_literal, rows_literal);
}

void dln_ledger_add_loop(
    DlnBatch *batch, guint tag, const DlnLedgerPlace *place, const DlnLedgerLoop *loop)
{
    g_auto(Names) names = names_of(place, loop);
    g_autoptr(GString) body = g_string_new(NULL);

    append_declarations(body, &names);
    g_string_append_printf(body,
        "BEGIN\nLOOP\n"
        "  SELECT after_key, through_key INTO STRICT dunlin_after, dunlin_through FROM %s"
        " WHERE version = %s;\n",
        names.cursor, names.version);
    append_step(body, &names, loop);
    append_remaining(body, loop);
    append_sweep(body, &names, loop);
    g_string_append(body, "END LOOP;\nEND ");
    g_autofree char *block = dln_quote_postgres_dollar(body->str);
    g_autofree char *sql = g_strconcat("DO ", block, NULL);
    dln_batch_add_sql(batch, tag, sql);
}
