/* SPDX-License-Identifier: Apache-2.0 */
/* plant.c: PostgreSQL by functions of its own (plant.sql), SQLite by trying. */
#include "plant.h"

#include <string.h>

#include "dialect/quote.h"

#define N_ROWS 3
#define N_ATTEMPTS 6

static void take_name(guint n_columns, const char *const *values, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup(values[0]));
}

/* ---- PostgreSQL ---- */

static void count(guint n_columns, const char *const *values, gpointer user_data)
{
    (*(guint *)user_data)++;
}

static gboolean load(Place *place, const char *directory, const char *file, GError **error)
{
    g_autofree char *path = g_build_filename(directory, file, NULL);
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, error) &&
           place_run(place, DLN_DIFF_TRANSACTION, path, text, error);
}

/* Once a database. */
static gboolean ensure_functions(Place *place, const char *directory, GError **error)
{
    guint n = 0;

    if (!place_query(place, "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'dunlin_test'",
            count, &n, error))
        return FALSE;
    return n > 0 ||
           (load(place, directory, "plant.sql", error) && load(place, directory, "ids.sql", error));
}

gboolean plant_postgres(Place *place, const char *directory, GPtrArray *out_empty, GError **error)
{
    return ensure_functions(place, directory, error) &&
           place_query(place, "SELECT dunlin_test.plant()", take_name, out_empty, error);
}

/* ---- SQLite ---- */

typedef struct {
    char *name;
    char *type;
} Column;

static void column_free(gpointer data)
{
    Column *column = data;

    g_free(column->name);
    g_free(column->type);
    g_free(column);
}

static void take_column(guint n_columns, const char *const *values, gpointer user_data)
{
    Column *column = g_new0(Column, 1);

    column->name = g_strdup(values[0]);
    column->type = g_ascii_strup(values[1] != NULL ? values[1] : "", -1);
    g_ptr_array_add(user_data, column);
}

/* The same for all columns of a type, so that references find their row. */
static char *sqlite_value(const Column *column, guint n, guint attempt)
{
    const guint number = n + attempt * 10;

    if (strstr(column->type, "INT") != NULL || strstr(column->type, "BOOL") != NULL)
        return g_strdup_printf("%u", number);
    if (strstr(column->type, "BLOB") != NULL)
        return g_strdup_printf("x'0%u'", n);
    if (strstr(column->type, "REAL") != NULL || strstr(column->type, "FLOA") != NULL ||
        strstr(column->type, "DOUB") != NULL || strstr(column->type, "NUM") != NULL ||
        strstr(column->type, "DEC") != NULL)
        return g_strdup_printf("%u.5", number);
    if (strstr(column->type, "DATE") != NULL)
        return g_strdup_printf("'2024-01-%02u'", number);
    return attempt == 1 ? g_strdup_printf("'a%u@example.com'", n)
                        : g_strdup_printf("'%c%u'", (char)('a' + n - 1), attempt);
}

static char *sqlite_insert(const char *table, const GPtrArray *columns, guint n, guint attempt)
{
    g_autofree char *quoted = dln_quote_identifier(table);
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GString) items = g_string_new(NULL);

    for (guint i = 0; i < columns->len; i++) {
        const Column *column = columns->pdata[i];
        g_autofree char *name = dln_quote_identifier(column->name);
        g_autofree char *value = sqlite_value(column, n, attempt);

        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
        g_string_append_printf(items, "%s%s", i > 0 ? ", " : "", value);
    }
    return columns->len == 0
               ? g_strdup_printf("INSERT INTO %s DEFAULT VALUES", quoted)
               : g_strdup_printf("INSERT INTO %s (%s) VALUES (%s)", quoted, names->str, items->str);
}

static gboolean plant_sqlite_table(
    Place *place, const char *table, GPtrArray *out_empty, GError **error)
{
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(column_free);
    g_autofree char *literal = dln_quote_sqlite_literal(table);
    g_autofree char *quoted = dln_quote_identifier(table);
    g_autofree char *list =
        g_strdup_printf("SELECT name, type FROM pragma_table_xinfo(%s) WHERE hidden = 0", literal);
    g_autofree char *look = g_strdup_printf("SELECT 1 FROM %s LIMIT 1", quoted);
    guint n = 0;

    if (!place_query(place, look, count, &n, error) ||
        !place_query(place, list, take_column, columns, error))
        return FALSE;
    for (guint row = 1; n == 0 && row <= N_ROWS; row++) {
        gboolean is_in = FALSE;
        for (guint attempt = 0; !is_in && attempt < N_ATTEMPTS; attempt++) {
            g_autofree char *insert = sqlite_insert(table, columns, row, attempt);
            is_in = dln_session_execute(place->session, insert, NULL, 0, NULL, NULL);
        }
    }
    if (!place_query(place, look, count, &n, error))
        return FALSE;
    if (n == 0)
        g_ptr_array_add(out_empty, g_strdup(table));
    return TRUE;
}

/* Triggers see it, as they would see anybody. */
gboolean plant_sqlite(Place *place, GPtrArray *out_empty, GError **error)
{
    g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(g_free);
    gboolean ok =
        dln_session_execute(place->session, "PRAGMA foreign_keys = off", NULL, 0, NULL, error);

    ok = ok && place_query(place,
                   "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                   " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                   take_name, tables, error);
    for (guint i = 0; ok && i < tables->len; i++)
        ok = plant_sqlite_table(place, tables->pdata[i], out_empty, error);
    return ok &&
           dln_session_execute(place->session, "PRAGMA foreign_keys = on", NULL, 0, NULL, error);
}
