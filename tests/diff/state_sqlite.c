/* SPDX-License-Identifier: Apache-2.0 */
/* state_sqlite.c: read by the pragmas, with nothing of what is tested. */
#include "state_sqlite.h"

#include <string.h>

#include "dialect/quote.h"

typedef struct {
    char *name; /* in lower case */
    char *spelled;
    char *type; /* in lower case, with STRICT where the table is */
    gboolean is_computed;
    gboolean may_be_filled; /* NULL may have become a value there */
} Column;

typedef struct {
    char *name;
    gboolean has_rowid;
    GPtrArray *columns; /* (element-type Column) */
    GPtrArray *
        rows; /* (element-type GPtrArray) of a literal for each column, behind the rowid's, if there is one */
} Table;

struct State {
    GHashTable *tables; /* (key-type utf8) (value-type Table): by name in lower case */
    GHashTable
        *places; /* (key-type utf8) (value-type utf8): "view v" → where it stands in the catalog */
    GHashTable *counters; /* (key-type utf8) (value-type utf8) */
};

static void column_free(gpointer data)
{
    Column *column = data;

    g_free(column->name);
    g_free(column->spelled);
    g_free(column->type);
    g_free(column);
}

static void table_free(gpointer data)
{
    Table *table = data;

    g_free(table->name);
    g_ptr_array_unref(table->columns);
    g_ptr_array_unref(table->rows);
    g_free(table);
}

void state_free(State *state)
{
    if (state == NULL)
        return;
    g_hash_table_unref(state->tables);
    g_hash_table_unref(state->places);
    g_hash_table_unref(state->counters);
    g_free(state);
}

/* ---- reading ---- */

/* name, WITHOUT ROWID, STRICT, column, type, hidden, not null or of the key. */
static const char columns_query[] =
    "SELECT l.name, l.wr, l.strict, x.name, x.type, x.hidden, x.\"notnull\" OR x.pk > 0"
    " FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) x"
    " WHERE l.schema = 'main' AND l.type = 'table' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    " ORDER BY l.name, x.cid";

static void take_column(guint n_columns, const char *const *values, gpointer user_data)
{
    State *state = user_data;
    g_autofree char *lower = g_ascii_strdown(values[0], -1);
    Table *table = g_hash_table_lookup(state->tables, lower);
    Column *column = g_new0(Column, 1);

    if (table == NULL) {
        table = g_new0(Table, 1);
        table->name = g_strdup(values[0]);
        table->has_rowid = g_str_equal(values[1], "0");
        table->columns = g_ptr_array_new_with_free_func(column_free);
        table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
        g_hash_table_insert(state->tables, g_steal_pointer(&lower), table);
    }
    column->name = g_ascii_strdown(values[3], -1);
    column->spelled = g_strdup(values[3]);
    g_autofree char *type = g_ascii_strdown(values[4], -1);
    column->type = g_strconcat(type, g_str_equal(values[2], "1") ? " strict" : "", NULL);
    column->is_computed = !g_str_equal(values[5], "0");
    column->may_be_filled = g_str_equal(values[6], "1");
    g_ptr_array_add(table->columns, column);
}

static void take_row(guint n_columns, const char *const *values, gpointer user_data)
{
    Table *table = user_data;
    GPtrArray *row = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < n_columns; i++)
        g_ptr_array_add(row, g_strdup(values[i]));
    g_ptr_array_add(table->rows, row);
}

static void take_pair(guint n_columns, const char *const *values, gpointer user_data)
{
    g_hash_table_insert(user_data, g_ascii_strdown(values[0], -1), g_strdup(values[1]));
}

static gboolean read_rows(Place *place, Table *table, GError **error)
{
    g_autofree char *name = dln_quote_identifier(table->name);
    g_autoptr(GString) sql = g_string_new(table->has_rowid ? "SELECT rowid" : "SELECT 0");

    for (guint i = 0; i < table->columns->len; i++) {
        g_autofree char *column = dln_quote_identifier(((Column *)table->columns->pdata[i])->name);
        g_string_append_printf(sql, ", quote(%s)", column);
    }
    g_string_append_printf(sql, " FROM %s", name);
    return place_query(place, sql->str, take_row, table, error);
}

State *state_take(Place *place, GError **error)
{
    g_autoptr(State) state = g_new0(State, 1);
    GHashTableIter iter;
    gpointer table = NULL;
    gboolean ok;

    state->tables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, table_free);
    state->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    state->counters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    ok = place_query(place, columns_query, take_column, state, error) &&
         place_query(place,
             "SELECT type || ' ' || name, rowid || ', page ' || rootpage FROM sqlite_schema",
             take_pair, state->places, error);
    if (ok && g_hash_table_contains(state->places, "table sqlite_sequence"))
        ok = place_query(
            place, "SELECT name, seq FROM sqlite_sequence", take_pair, state->counters, error);
    g_hash_table_iter_init(&iter, state->tables);
    while (ok && g_hash_table_iter_next(&iter, NULL, &table))
        ok = read_rows(place, table, error);
    return ok ? g_steal_pointer(&state) : NULL;
}

/* ---- comparing rows ---- */

typedef struct {
    const State *before, *after;
    const DlnDiff *diff;
    GPtrArray *lines;
} Comparison;

static void say(Comparison *comparison, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(Comparison *comparison, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(comparison->lines, g_strdup_vprintf(format, args));
    va_end(args);
}

static int find_column(const Table *table, const char *name)
{
    for (guint i = 0; i < table->columns->len; i++) {
        if (g_str_equal(((Column *)table->columns->pdata[i])->name, name))
            return (int)i;
    }
    return -1;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* How the columns of that name have to do with each other. */
typedef enum {
    NOTHING,
    SAME,     /* each value is the same */
    FILLED,   /* but where there was none */
    CONVERTED /* there is one where there was one */
} Relation;

static Relation relation_of(const Column *before, const Column *after)
{
    if (before == NULL || after == NULL || before->is_computed || after->is_computed)
        return NOTHING;
    if (after->may_be_filled && !before->may_be_filled)
        return FILLED;
    return g_str_equal(before->type, after->type) ? SAME : CONVERTED;
}

static const Column *column_of(const Table *table, const char *name)
{
    int place = find_column(table, name);

    return place >= 0 ? table->columns->pdata[place] : NULL;
}

/* A line for each row of table, which is one of the two, of what must be the same in both. */
static GPtrArray *lines_of(const Table *table, const Table *before, const Table *after)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

    for (guint r = 0; r < table->rows->len; r++) {
        const GPtrArray *row = table->rows->pdata[r];
        GString *line = g_string_new(NULL);

        if (before->has_rowid && after->has_rowid)
            g_string_append_printf(line, "rowid %s", (const char *)row->pdata[0]);
        for (guint i = 0; i < before->columns->len; i++) {
            const Column *column = before->columns->pdata[i];
            const Relation relation = relation_of(column, column_of(after, column->name));
            int place = find_column(table, column->name);

            if (relation != SAME && relation != CONVERTED)
                continue;
            const char *value = row->pdata[place + 1];
            if (relation == CONVERTED && !g_str_equal(value, "NULL"))
                value = "(a value)";
            g_string_append_printf(line, " | %s %s", column->name, value);
        }
        g_ptr_array_add(lines, g_string_free(line, FALSE));
    }
    g_ptr_array_sort(lines, compare_texts);
    return lines;
}

static void compare_rows(Comparison *comparison, const Table *before, const Table *after)
{
    g_autoptr(GPtrArray) were = lines_of(before, before, after);
    g_autoptr(GPtrArray) are = lines_of(after, before, after);

    if (were->len != are->len) {
        say(comparison, "table %s had %u rows and has %u", before->name, were->len, are->len);
        return;
    }
    for (guint i = 0; i < were->len; i++) {
        if (!g_str_equal(were->pdata[i], are->pdata[i]))
            say(comparison, "table %s had the row (%s), has (%s)", before->name,
                (const char *)were->pdata[i], (const char *)are->pdata[i]);
    }
}

/* How many rows have value in the column at place. */
static guint count_value(const Table *table, int place, const char *value)
{
    guint n = 0;

    for (guint r = 0; r < table->rows->len; r++) {
        const GPtrArray *row = table->rows->pdata[r];
        n += g_str_equal(row->pdata[place + 1], value) ? 1 : 0;
    }
    return n;
}

/* What was there before rows without a value were filled. */
static void compare_filled(Comparison *comparison, const Table *before, const Table *after)
{
    for (guint i = 0; i < before->columns->len; i++) {
        const Column *column = before->columns->pdata[i];
        const Column *now = column_of(after, column->name);

        if (relation_of(column, now) != FILLED || !g_str_equal(column->type, now->type))
            continue;
        for (guint r = 0; r < before->rows->len; r++) {
            const char *value = ((const GPtrArray *)before->rows->pdata[r])->pdata[i + 1];
            guint had = count_value(before, (int)i, value);
            guint has = count_value(after, find_column(after, column->name), value);

            if (g_str_equal(value, "NULL") ? has > 0 : has < had)
                say(comparison, "table %s, column %s had %u of %s, has %u", before->name,
                    column->name, had, value, has);
        }
    }
}

/* ---- what is named ---- */

static gboolean names_loss(const DlnDiff *diff, const char *text)
{
    for (guint p = 0; p < diff->parts->len; p++) {
        const DlnDiffPart *part = diff->parts->pdata[p];
        for (guint i = 0; i < part->steps->len; i++) {
            const DlnDiffStep *step = part->steps->pdata[i];
            for (guint k = 0; k < step->losses->len; k++) {
                if (strstr(step->losses->pdata[k], text) != NULL)
                    return TRUE;
            }
        }
    }
    return FALSE;
}

static void check_named(Comparison *comparison, const Table *before, const Table *after)
{
    g_autofree char *table = g_strdup_printf("table %s: ", before->name);

    if (after == NULL && before->rows->len > 0 && !names_loss(comparison->diff, table))
        say(comparison, "not named: %s", table);
    for (guint i = 0; after != NULL && i < before->columns->len; i++) {
        const Column *column = before->columns->pdata[i];
        const Column *now = column_of(after, column->name);
        g_autofree char *text = g_strdup_printf("column %s.%s: ", before->name, column->spelled);

        if ((now == NULL || now->is_computed) && !column->is_computed &&
            count_value(before, (int)i, "NULL") < before->rows->len &&
            !names_loss(comparison->diff, text))
            say(comparison, "not named: %s", text);
    }
}

/* ---- what is made anew ---- */

static gboolean is_same(const DlnObject *object, const DlnSchema *other)
{
    const DlnObject *same = dln_schema_find(other, &object->id);

    if (same == NULL || same->properties->len != object->properties->len)
        return FALSE;
    for (guint i = 0; i < object->properties->len; i++) {
        const DlnProperty *property = &g_array_index(object->properties, DlnProperty, i);
        if (g_strcmp0(dln_object_get(same, property->name), property->value) != 0)
            return FALSE;
    }
    return TRUE;
}

/* The table with all its columns and constraints. */
static gboolean is_same_table(const char *name, const DlnSchema *from, const DlnSchema *to)
{
    static const DlnObjectKind kinds[] = {DLN_OBJECT_COLUMN, DLN_OBJECT_CONSTRAINT};
    const DlnObjectId id = {DLN_OBJECT_TABLE, NULL, name, NULL, NULL};
    const DlnObject *table = dln_schema_find(from, &id);
    gboolean same = table != NULL && is_same(table, to);

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GPtrArray) before = dln_schema_children(from, kinds[k], &id);
        g_autoptr(GPtrArray) after = dln_schema_children(to, kinds[k], &id);

        same = same && before->len == after->len;
        for (guint i = 0; i < before->len; i++)
            same = same && is_same(before->pdata[i], to);
    }
    return same;
}

static void check_kept(Comparison *comparison, const DlnSchema *from, const DlnSchema *to)
{
    for (guint i = 0; i < from->objects->len; i++) {
        const DlnObject *object = from->objects->pdata[i];
        const char *table =
            object->id.kind == DLN_OBJECT_TABLE ? object->id.name : object->id.parent;

        if (object->id.kind == DLN_OBJECT_COLUMN || object->id.kind == DLN_OBJECT_CONSTRAINT ||
            !is_same(object, to) ||
            (object->id.kind != DLN_OBJECT_VIEW && !is_same_table(table, from, to)))
            continue;
        g_autofree char *label =
            g_strdup_printf("%s %s", dln_object_kind_name(object->id.kind), object->id.name);
        g_autofree char *key = g_ascii_strdown(label, -1);
        const char *was = g_hash_table_lookup(comparison->before->places, key);
        const char *is = g_hash_table_lookup(comparison->after->places, key);
        if (g_strcmp0(was, is) != 0)
            say(comparison, "%s was made anew: it stood at %s, stands at %s", label, was, is);
    }
}

/* ---- all of it ---- */

static void compare_counters(Comparison *comparison)
{
    GHashTableIter iter;
    gpointer name = NULL;
    gpointer value = NULL;

    g_hash_table_iter_init(&iter, comparison->before->counters);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        const char *now = g_hash_table_lookup(comparison->after->counters, name);
        if (now != NULL && !g_str_equal(now, value))
            say(comparison, "%s counted to %s, counts to %s", (const char *)name,
                (const char *)value, now);
    }
}

GPtrArray *state_compare(const State *before, const State *after, const DlnSchema *from,
    const DlnSchema *to, const DlnDiff *diff)
{
    Comparison comparison = {before, after, diff, g_ptr_array_new_with_free_func(g_free)};
    GHashTableIter iter;
    gpointer name = NULL;
    gpointer table = NULL;

    g_hash_table_iter_init(&iter, before->tables);
    while (g_hash_table_iter_next(&iter, &name, &table)) {
        const Table *now = g_hash_table_lookup(after->tables, name);

        check_named(&comparison, table, now);
        if (now != NULL) {
            compare_rows(&comparison, table, now);
            compare_filled(&comparison, table, now);
        }
    }
    compare_counters(&comparison);
    check_kept(&comparison, from, to);
    return comparison.lines;
}
