/* SPDX-License-Identifier: Apache-2.0 */
/* write.c: rows as INSERT statements. */
#include <string.h>

#include "dialect/quote.h"
#include "engine/rows/internal.h"

/* So much in one statement: few statements, and pieces that a reviewer can read. */
#define ROWS_A_STATEMENT 100
#define BYTES_A_STATEMENT ((gsize)64 * 1024)

/* ---- values ---- */

static gboolean is_control(char c)
{
    return (guchar)c < 0x20 || c == 0x7f;
}

static gboolean has_control(const char *value)
{
    for (const char *p = value; *p != '\0'; p++) {
        if (is_control(*p))
            return TRUE;
    }
    return FALSE;
}

/* Line ends within a value must not depend on those of the file. */
static void append_escaped(GString *out, const char *value)
{
    g_string_append(out, "E'");
    for (const char *p = value; *p != '\0'; p++) {
        if (*p == '\n')
            g_string_append(out, "\\n");
        else if (is_control(*p))
            g_string_append_printf(out, "\\x%02x", (guint)(guchar)*p);
        else if (*p == '\'' || *p == '\\')
            g_string_append_printf(out, "%c%c", *p, *p);
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '\'');
}

/* SQLite takes any bytes for text, a file of migrations does not: the one literal of value is written as its bytes. */
static void append_bytes(GString *out, const char *value)
{
    const char *p = strchr(value, '\'');

    g_string_append_len(out, value, p - value);
    g_string_append(out, "CAST(X'");
    for (p++; p[0] != '\'' || p[1] == '\''; p++) {
        p += p[0] == '\'';
        g_string_append_printf(out, "%02X", (guint)(guchar)*p);
    }
    g_string_append_printf(out, "' AS TEXT)%s", p + 1);
}

static void append_value(GString *out, DlnEngineKind engine, const char *value)
{
    if (value == NULL)
        g_string_append(out, "NULL");
    else if (engine == DLN_ENGINE_SQLITE && !g_utf8_validate(value, -1, NULL))
        append_bytes(out, value);
    else if (engine == DLN_ENGINE_SQLITE)
        g_string_append(out, value);
    else if (has_control(value))
        append_escaped(out, value);
    else
        dln_append_postgres_literal(out, value);
}

/* ---- tables ---- */

/* The columns of table that are written, by number. */
static GArray *written_columns(const DlnTableRows *table, char *const *fresh)
{
    GArray *written = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < table->columns->len; i++) {
        const DlnRowColumn *column = table->columns->pdata[i];
        if (!column->is_generated && !dln_rows_is_listed(fresh, table->name, column->name))
            g_array_append_val(written, i);
    }
    return written;
}

static void append_head(GString *out, const DlnTableRows *table, const GArray *written)
{
    gboolean has_identity = FALSE;

    g_string_append(out, "INSERT INTO ");
    dln_append_identifier(out, table->name);
    g_string_append(out, " (");
    for (guint i = 0; i < written->len; i++) {
        const DlnRowColumn *column = table->columns->pdata[g_array_index(written, guint, i)];
        g_string_append(out, i > 0 ? ", " : "");
        dln_append_identifier(out, column->name);
        has_identity = has_identity || column->is_identity;
    }
    g_string_append(out, has_identity ? ") OVERRIDING SYSTEM VALUE VALUES" : ") VALUES");
}

static void append_row(
    GString *out, DlnEngineKind engine, const GPtrArray *row, const GArray *written)
{
    g_string_append_c(out, '(');
    for (guint k = 0; k < written->len; k++) {
        g_string_append(out, k > 0 ? ", " : "");
        append_value(out, engine, row->pdata[g_array_index(written, guint, k)]);
    }
    g_string_append_c(out, ')');
}

static void write_defaults(GString *out, const DlnTableRows *table)
{
    for (guint i = 0; i < table->rows->len; i++) {
        g_string_append(out, "INSERT INTO ");
        dln_append_identifier(out, table->name);
        g_string_append(out, " DEFAULT VALUES;\n");
    }
}

static void write_table(
    GString *out, DlnEngineKind engine, const DlnTableRows *table, char *const *fresh)
{
    g_autoptr(GArray) written = written_columns(table, fresh);
    gsize start = out->len;
    guint n = 0;

    if (written->len == 0) {
        write_defaults(out, table);
        return;
    }
    for (guint i = 0; i < table->rows->len; i++, n++) {
        gboolean is_first =
            i == 0 || n >= ROWS_A_STATEMENT || out->len - start >= BYTES_A_STATEMENT;
        if (is_first) {
            g_string_append(out, i > 0 ? ";\n" : "");
            start = out->len;
            n = 0;
            append_head(out, table, written);
        }
        g_string_append(out, is_first ? "\n    " : ",\n    ");
        append_row(out, engine, table->rows->pdata[i], written);
    }
    g_string_append(out, ";\n");
}

/* ---- sequences ---- */

static void write_sequence(GString *out, DlnEngineKind engine, const DlnSequenceValue *sequence)
{
    if (engine == DLN_ENGINE_POSTGRES) {
        g_autofree char *name = dln_quote_identifier(sequence->name);
        g_autofree char *literal = dln_quote_postgres_literal(name);
        g_string_append_printf(out, "SELECT pg_catalog.setval(%s, %s, %s);\n", literal,
            sequence->value, sequence->is_called ? "true" : "false");
        return;
    }
    g_autofree char *literal = dln_quote_sqlite_literal(sequence->name);
    g_string_append_printf(out,
        "DELETE FROM sqlite_sequence WHERE name = %1$s;\n"
        "INSERT INTO sqlite_sequence (name, seq) VALUES (%1$s, %2$s);\n",
        literal, sequence->value);
}

/* ---- all of it ---- */

static gboolean is_written(const DlnTableRows *table)
{
    return !table->is_derived && table->rows->len > 0;
}

static gboolean has_money(const DlnTableRows *table)
{
    for (guint i = 0; i < table->columns->len; i++) {
        if (strstr(((DlnRowColumn *)table->columns->pdata[i])->type, "money") != NULL)
            return TRUE;
    }
    return FALSE;
}

/* What the values must be read by. */
static void write_settings(GString *out, const DlnRows *rows)
{
    gboolean waits = FALSE, needs_locale = FALSE;

    for (guint i = 0; i < rows->tables->len; i++) {
        const DlnTableRows *table = rows->tables->pdata[i];
        waits = waits || (is_written(table) && table->has_foreign_keys);
        needs_locale = needs_locale || (is_written(table) && has_money(table));
    }
    if (rows->engine == DLN_ENGINE_SQLITE && waits)
        g_string_append(out, "PRAGMA defer_foreign_keys = ON;\n");
    if (rows->engine == DLN_ENGINE_POSTGRES && needs_locale)
        g_string_append(out, "SET LOCAL lc_monetary = 'C';\n");
}

void dln_rows_write(const DlnRows *rows, char *const *fresh, GString *out)
{
    write_settings(out, rows);
    for (guint i = 0; i < rows->tables->len; i++) {
        const DlnTableRows *table = rows->tables->pdata[i];
        if (is_written(table))
            write_table(out, rows->engine, table, fresh);
    }
    for (guint i = 0; i < rows->sequences->len; i++) {
        const DlnSequenceValue *sequence = rows->sequences->pdata[i];
        if (!sequence->is_fresh)
            write_sequence(out, rows->engine, sequence);
    }
}
