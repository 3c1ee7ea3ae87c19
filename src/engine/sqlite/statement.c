/* SPDX-License-Identifier: Apache-2.0 */
/* statement.c: executes single statements on SQLite. Knows no batch and no migration. */
#include "engine/sqlite/sqlite.h"

#include <string.h>

static void statement_finalize(sqlite3_stmt *statement)
{
    sqlite3_finalize(statement);
}

typedef sqlite3_stmt Statement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, statement_finalize)

static void deliver_row(
    sqlite3_stmt *statement, const char **values, DlnRowFunc on_row, gpointer user_data)
{
    int n_columns = sqlite3_column_count(statement);

    for (int i = 0; i < n_columns; i++)
        values[i] = (const char *)sqlite3_column_text(statement, i);
    on_row((guint)n_columns, values, user_data);
}

static int step_to_end(sqlite3_stmt *statement, DlnRowFunc on_row, gpointer user_data)
{
    g_autofree const char **values = NULL;
    int code;

    if (on_row != NULL)
        values = g_new0(const char *, sqlite3_column_count(statement) + 1);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (on_row != NULL)
            deliver_row(statement, values, on_row, user_data);
    }
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int dln_sqlite_step_all(DlnSqlite *session, const char *text, gsize length, DlnRowFunc on_row,
    gpointer user_data, gssize *out_error_offset)
{
    const char *p = text;
    const char *end = text + length;
    gssize offset = -1;
    int code = SQLITE_OK;

    dln_sqlite_start_clock(session);
    /* One statement as we cut it is one for SQLite too; should it see two, it gets both. */
    while (code == SQLITE_OK && p < end) {
        g_autoptr(Statement) statement = NULL;
        const char *start = p;
        code = sqlite3_prepare_v2(session->db, p, (int)MIN(end - p, G_MAXINT), &statement, &p);
        if (code == SQLITE_OK && statement != NULL)
            code = step_to_end(statement, on_row, user_data);
        int at = code != SQLITE_OK ? sqlite3_error_offset(session->db) : -1;
        if (at >= 0 && at <= end - start)
            offset = start - text + at;
    }
    if (out_error_offset != NULL)
        *out_error_offset = offset;
    return code;
}

gboolean dln_sqlite_is_readonly(DlnSqlite *session, const char *text, gsize length)
{
    g_autoptr(Statement) statement = NULL;

    return sqlite3_prepare_v2(session->db, text, (int)MIN(length, G_MAXINT), &statement, NULL) !=
               SQLITE_OK ||
           sqlite3_stmt_readonly(statement);
}

gboolean dln_sqlite_query(
    DlnSqlite *session, const char *sql, DlnRowFunc on_row, gpointer user_data, GError **error)
{
    if (dln_sqlite_step_all(session, sql, strlen(sql), on_row, user_data, NULL) == SQLITE_OK)
        return TRUE;
    dln_sqlite_set_error(session, NULL, error);
    return FALSE;
}

gboolean dln_sqlite_exec(DlnSqlite *session, const char *sql, GError **error)
{
    return dln_sqlite_query(session, sql, NULL, NULL, error);
}

static int bind_all(sqlite3_stmt *statement, const char *const *values, guint n_values)
{
    int code = SQLITE_OK;

    for (guint i = 0; i < n_values && code == SQLITE_OK; i++) {
        if (values[i] != NULL)
            code = sqlite3_bind_text(statement, (int)i + 1, values[i], -1, SQLITE_STATIC);
    }
    return code;
}

gboolean dln_sqlite_exec_bound(
    DlnSqlite *session, const char *sql, const char *const *values, guint n_values, GError **error)
{
    g_autoptr(Statement) statement = NULL;

    dln_sqlite_start_clock(session);
    if (sqlite3_prepare_v2(session->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        dln_sqlite_set_error(session, NULL, error);
        return FALSE;
    }
    if ((guint)sqlite3_bind_parameter_count(statement) != n_values) {
        dln_error_set(error, DUNLIN_ERROR_SQL, NULL, "the statement takes %d values, %u were given",
            sqlite3_bind_parameter_count(statement), n_values);
        return FALSE;
    }
    if (bind_all(statement, values, n_values) == SQLITE_OK &&
        step_to_end(statement, NULL, NULL) == SQLITE_OK)
        return TRUE;
    dln_sqlite_set_error(session, NULL, error);
    return FALSE;
}
