/* SPDX-License-Identifier: Apache-2.0 */
/* loss.c: finds the statements that drop or empty something. Knows no database: whether it holds anything is asked
 * elsewhere. */
#include "sql/loss.h"

#include "sql/reader.h"

typedef struct {
    DlnReader reader;
    guint statement;
    GPtrArray *losses;
} Finder;

static void loss_free(DlnLoss *loss)
{
    g_free(loss->schema);
    g_free(loss->table);
    g_free(loss->column);
    g_free(loss->to);
    g_free(loss);
}

/* Takes what it is given. */
static void add(Finder *finder, DlnLoss loss)
{
    loss.statement = finder->statement;
    g_ptr_array_add(finder->losses, g_memdup2(&loss, sizeof loss));
}

/* Behind the next comma outside parentheses; FALSE where there is none. */
static gboolean skip_to_next(DlnReader *reader)
{
    guint depth = 0;

    for (; !dln_reader_is_at_end(reader); dln_reader_advance(reader)) {
        if (reader->token.kind == DLN_TOKEN_OPEN)
            depth++;
        else if (reader->token.kind == DLN_TOKEN_CLOSE && depth > 0)
            depth--;
        else if (depth == 0 && dln_reader_is_char(reader, ','))
            return dln_reader_advance(reader);
    }
    return FALSE;
}

/* name [*] [, ...] */
static void read_tables(Finder *finder, DlnLossKind kind)
{
    do {
        DlnLoss loss = {.kind = kind};
        dln_reader_accept(&finder->reader, "ONLY");
        if (kind == DLN_LOSS_SCHEMA)
            loss.schema = dln_reader_accept_name(&finder->reader);
        else
            dln_reader_accept_qualified(&finder->reader, &loss.schema, &loss.table);
        if (loss.table != NULL || (kind == DLN_LOSS_SCHEMA && loss.schema != NULL))
            add(finder, loss);
        else
            g_free(loss.schema);
    } while (skip_to_next(&finder->reader));
}

/* Whether CASCADE is the last word: a schema with anything in it is not dropped without. */
static gboolean cascades(const DlnReader *reader)
{
    DlnReader ahead = *reader;
    gboolean is_cascade = FALSE;

    while (!dln_reader_is_at_end(&ahead)) {
        is_cascade = dln_reader_is(&ahead, "CASCADE");
        dln_reader_advance(&ahead);
    }
    return is_cascade;
}

static void read_drop(Finder *finder)
{
    DlnReader *reader = &finder->reader;
    gboolean schema;

    dln_reader_accept(reader, "FOREIGN");
    schema = dln_reader_accept(reader, "SCHEMA");
    if (!schema && !dln_reader_accept(reader, "TABLE"))
        return;
    dln_reader_skip_if_exists(reader);
    if (schema && !cascades(reader))
        return;
    read_tables(finder, schema ? DLN_LOSS_SCHEMA : DLN_LOSS_TABLE);
}

/* ---- ALTER TABLE ---- */

static void add_of_table(
    Finder *finder, const DlnLoss *table, DlnLossKind kind, char *column, char *to)
{
    add(finder, (DlnLoss){
                    .kind = kind,
                    .schema = g_strdup(table->schema),
                    .table = g_strdup(table->table),
                    .column = column,
                    .to = to,
                });
}

/* DROP [COLUMN] [IF EXISTS] name; DROP CONSTRAINT is something else. */
static void read_drop_column(Finder *finder, const DlnLoss *table)
{
    DlnReader *reader = &finder->reader;

    if (dln_reader_is(reader, "CONSTRAINT"))
        return;
    dln_reader_accept(reader, "COLUMN");
    dln_reader_skip_if_exists(reader);
    char *column = dln_reader_accept_name(reader);
    if (column != NULL)
        add_of_table(finder, table, DLN_LOSS_COLUMN, column, NULL);
}

/* RENAME TO name; RENAME [COLUMN] name TO name. */
static void read_rename(Finder *finder, const DlnLoss *table)
{
    DlnReader *reader = &finder->reader;

    if (dln_reader_is(reader, "CONSTRAINT"))
        return;
    if (dln_reader_accept(reader, "TO")) {
        char *to = dln_reader_accept_name(reader);
        if (to != NULL)
            add_of_table(finder, table, DLN_LOSS_RENAME_TABLE, NULL, to);
        return;
    }
    dln_reader_accept(reader, "COLUMN");
    g_autofree char *column = dln_reader_accept_name(reader);
    g_autofree char *to = dln_reader_accept(reader, "TO") ? dln_reader_accept_name(reader) : NULL;
    if (column != NULL && to != NULL)
        add_of_table(
            finder, table, DLN_LOSS_RENAME_COLUMN, g_steal_pointer(&column), g_steal_pointer(&to));
}

static void read_alter(Finder *finder)
{
    DlnReader *reader = &finder->reader;
    DlnLoss table = {0};

    dln_reader_accept(reader, "FOREIGN");
    if (!dln_reader_accept(reader, "TABLE"))
        return;
    dln_reader_skip_if_exists(reader);
    dln_reader_accept(reader, "ONLY");
    dln_reader_accept_qualified(reader, &table.schema, &table.table);
    dln_reader_accept_char(reader, '*');
    if (table.table != NULL) {
        do {
            if (dln_reader_accept(reader, "DROP"))
                read_drop_column(finder, &table);
            else if (dln_reader_accept(reader, "RENAME"))
                read_rename(finder, &table);
        } while (skip_to_next(reader));
    }
    g_free(table.schema);
    g_free(table.table);
}

/* ---- DELETE ---- */

/* Whether a WHERE follows before the statement, or the parentheses around it, end. */
static gboolean has_where(DlnReader *reader)
{
    guint depth = 0;

    for (; !dln_reader_is_at_end(reader); dln_reader_advance(reader)) {
        if (reader->token.kind == DLN_TOKEN_OPEN)
            depth++;
        else if (reader->token.kind == DLN_TOKEN_CLOSE && depth-- == 0)
            return FALSE;
        else if (depth == 0 && dln_reader_is(reader, "WHERE"))
            return TRUE;
    }
    return FALSE;
}

static void read_delete(Finder *finder)
{
    DlnReader *reader = &finder->reader;
    DlnLoss loss = {.kind = DLN_LOSS_ROWS};

    if (!dln_reader_accept(reader, "FROM"))
        return;
    dln_reader_accept(reader, "ONLY");
    dln_reader_accept_qualified(reader, &loss.schema, &loss.table);
    if (loss.table != NULL && !has_where(reader)) {
        add(finder, loss);
        return;
    }
    g_free(loss.schema);
    g_free(loss.table);
}

/* Anywhere: WITH gone AS (DELETE FROM t RETURNING *) INSERT ... */
static void read_with(Finder *finder)
{
    while (!dln_reader_is_at_end(&finder->reader)) {
        if (dln_reader_accept(&finder->reader, "DELETE"))
            read_delete(finder);
        else
            dln_reader_advance(&finder->reader);
    }
}

/* ---- what is filled ---- */

static void add_fill(Finder *finder)
{
    DlnLoss loss = {.kind = DLN_LOSS_FILL};

    dln_reader_accept_qualified(&finder->reader, &loss.schema, &loss.table);
    if (loss.table != NULL)
        add(finder, loss);
    else
        g_free(loss.schema);
}

/* INSERT [OR REPLACE] INTO name ..., REPLACE INTO name ... */
static void read_insert(Finder *finder)
{
    DlnReader *reader = &finder->reader;

    while (!dln_reader_is_at_end(reader) && !dln_reader_is(reader, "INTO"))
        dln_reader_advance(reader);
    if (dln_reader_accept(reader, "INTO"))
        add_fill(finder);
}

/* Whether AS follows outside parentheses. */
static gboolean has_query(DlnReader reader)
{
    guint depth = 0;

    for (; !dln_reader_is_at_end(&reader); dln_reader_advance(&reader)) {
        if (reader.token.kind == DLN_TOKEN_OPEN)
            depth++;
        else if (reader.token.kind == DLN_TOKEN_CLOSE && depth > 0)
            depth--;
        else if (depth == 0 && dln_reader_is(&reader, "AS"))
            return TRUE;
    }
    return FALSE;
}

/* CREATE [TEMP | UNLOGGED] TABLE [IF NOT EXISTS] name [(...)] AS ... */
static void read_create(Finder *finder)
{
    DlnReader *reader = &finder->reader;

    if (!dln_reader_is(reader, "TABLE"))
        dln_reader_advance(reader);
    if (!dln_reader_accept(reader, "TABLE"))
        return;
    dln_reader_skip_if_exists(reader);
    if (has_query(*reader))
        add_fill(finder);
}

gboolean dln_sql_mentions(const DlnScript *script, guint statement, const char *name)
{
    DlnReader reader;

    dln_reader_init(&reader, script, statement);
    while (!dln_reader_is_at_end(&reader)) {
        g_autofree char *word = dln_reader_accept_name(&reader);
        if (word == NULL)
            dln_reader_advance(&reader);
        else if (script->engine == DLN_ENGINE_SQLITE ? g_ascii_strcasecmp(word, name) == 0
                                                     : g_str_equal(word, name))
            return TRUE;
    }
    return FALSE;
}

/* ---- all ---- */

static void read_statement(Finder *finder)
{
    DlnReader *reader = &finder->reader;

    if (dln_reader_accept(reader, "DROP")) {
        read_drop(finder);
    } else if (dln_reader_accept(reader, "ALTER")) {
        read_alter(finder);
    } else if (dln_reader_accept(reader, "TRUNCATE")) {
        dln_reader_accept(reader, "TABLE");
        read_tables(finder, DLN_LOSS_ROWS);
    } else if (dln_reader_accept(reader, "DELETE")) {
        read_delete(finder);
    } else if (dln_reader_accept(reader, "WITH")) {
        read_with(finder);
    } else if (dln_reader_is(reader, "INSERT") || dln_reader_is(reader, "REPLACE")) {
        read_insert(finder);
    } else if (dln_reader_accept(reader, "CREATE")) {
        read_create(finder);
    }
}

GPtrArray *dln_sql_losses(const DlnScript *script)
{
    GPtrArray *losses = g_ptr_array_new_with_free_func((GDestroyNotify)loss_free);
    Finder finder = {.losses = losses};

    for (guint i = 0; script != NULL && i < script->n_statements; i++) {
        finder.statement = i;
        dln_reader_init(&finder.reader, script, i);
        read_statement(&finder);
    }
    return losses;
}
