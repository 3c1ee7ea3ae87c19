/* SPDX-License-Identifier: Apache-2.0 */
/* printer.c: scripts for psql. A check is a DO block: it says in words what is wrong, and prints no rows. */
#include "dialect/quote.h"
#include "engine/printed_assertion.h"
#include "engine/printer_dialect.h"

/* What the program says when it connects. RESET ALL brings back what psql was started with, so it is said again behind
 * each: a name in another encoding would be another name. */
static void put_settings(DlnPrinter *printer)
{
    dln_printer_put(
        printer, "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n");
}

static void begin(DlnPrinter *printer)
{
    dln_printer_put(printer, "\\set ON_ERROR_STOP on\n");
    put_settings(printer);
}

static void put_block(DlnPrinter *printer, const char *body)
{
    g_autofree char *quoted = dln_quote_postgres_dollar(body);

    dln_printer_put(printer, "DO ");
    dln_printer_put(printer, quoted);
    dln_printer_put(printer, ";\n");
}

static void put_check(DlnPrinter *printer, const DlnItem *item)
{
    const char *from = item->from != NULL ? " FROM " : "";
    const char *table = item->from != NULL ? item->from : "";
    g_autofree char *reason = dln_quote_postgres_literal(dln_printer_reason(printer, item->tag));
    /* A WITH that changes data must stand at the top of its statement. */
    g_autofree char *body =
        item->with != NULL
            ? g_strdup_printf(" DECLARE dunlin_ok boolean; BEGIN %s SELECT (%s) INTO dunlin_ok%s%s;"
                              " IF NOT coalesce(dunlin_ok, false) THEN"
                              " RAISE EXCEPTION USING MESSAGE = %s; END IF; END ",
                  item->with, item->sql, from, table, reason)
            : g_strdup_printf(" BEGIN IF NOT coalesce((SELECT (%s)%s%s), false) THEN"
                              " RAISE EXCEPTION USING MESSAGE = %s; END IF; END ",
                  item->sql, from, table, reason);

    put_block(printer, body);
}

static void put_sql(DlnPrinter *printer, const char *sql)
{
    static const char select[] = "SELECT ";

    /* Called for what it does: psql would show its row. */
    if (g_str_has_prefix(sql, select)) {
        g_autofree char *body = g_strdup_printf(" BEGIN PERFORM %s; END ", sql + sizeof select - 1);
        put_block(printer, body);
        return;
    }
    dln_printer_put(printer, sql);
    dln_printer_put(printer, ";\n");
}

/* Rows of more than one column are refused by the server: no expression has them. The answer as the program gets it: by the
 * type's own output, which a cast to text is not for all types. */
static void put_assertion(DlnPrinter *printer, const DlnItem *item)
{
    const DlnAssertion *assertion = item->assertion;
    g_autofree char *query = dln_script_statement_text(item->script, 0);
    g_autofree char *condition =
        dln_assertion_condition(assertion, DLN_ENGINE_POSTGRES, "dunlin_found");
    g_autofree char *complaint = dln_assertion_complaint(assertion, DLN_ENGINE_POSTGRES);
    g_autofree char *of_rows = dln_assertion_complaint_of_rows(assertion, DLN_ENGINE_POSTGRES);
    g_autofree char *complaint_literal = dln_quote_postgres_literal(complaint);
    g_autofree char *of_rows_literal = dln_quote_postgres_literal(of_rows);
    g_autofree char *body = g_strdup_printf(
        "\n#variable_conflict use_column\n"
        "DECLARE dunlin_rows bigint; dunlin_found text; BEGIN WITH dunlin_answer AS (\n%s\n)"
        " SELECT count(*) FILTER (WHERE CASE WHEN false THEN (TABLE dunlin_answer) END IS NULL),"
        " min(CASE WHEN d.v IS NOT DISTINCT FROM NULL THEN NULL ELSE format('%%s', d.v) END)"
        " INTO dunlin_rows, dunlin_found FROM dunlin_answer AS d(v);"
        " IF dunlin_rows <> 1 THEN RAISE EXCEPTION USING MESSAGE = %s || dunlin_rows;"
        " ELSIF NOT coalesce(%s, false) THEN RAISE EXCEPTION USING MESSAGE = %s ||"
        " coalesce(left(regexp_replace(dunlin_found, '[[:cntrl:]]', ' ', 'g'), 80), 'null');"
        " END IF; END ",
        query, of_rows_literal, condition, complaint_literal);

    put_block(printer, body);
}

/* Within the transaction that holds the lock: nobody changes the answer before it ends. */
static void put_if(DlnPrinter *printer, const char *expression)
{
    dln_printer_putf(printer, "SELECT %s AS dunlin_if \\gset\n\\if :dunlin_if\n", expression);
}

static void own(DlnPrinter *printer, const DlnBatch *batch, guint index)
{
    const DlnItem *item = dln_batch_get(batch, index);

    switch (item->kind) {
    case DLN_ITEM_CHECK:
    case DLN_ITEM_LOCK:
        put_check(printer, item);
        break;
    case DLN_ITEM_ASSERT:
        put_assertion(printer, item);
        break;
    case DLN_ITEM_IF:
        put_if(printer, item->sql);
        break;
    case DLN_ITEM_END_IF:
        dln_printer_put(printer, "\\endif\n");
        break;
    case DLN_ITEM_RESET:
        put_sql(printer, item->sql);
        put_settings(printer);
        break;
    default:
        put_sql(printer, item->sql);
        break;
    }
}

const DlnPrinterDialect dln_postgres_printer = {
    .begin = begin,
    .own = own,
};
