/* SPDX-License-Identifier: Apache-2.0 */
/* survive.c: comparing what was there before with what is there after. */
#include "survive.h"

#include <string.h>

void snapshot_free(Snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    g_clear_pointer(&snapshot->ids, g_hash_table_unref);
    g_clear_pointer(&snapshot->grants, g_hash_table_unref);
    dln_rows_free(snapshot->rows);
    g_free(snapshot);
}

static void take_id(guint n_columns, const char *const *values, gpointer user_data)
{
    Snapshot *snapshot = user_data;

    g_hash_table_insert(snapshot->ids, g_strdup(values[0]), g_strdup(values[1]));
    if (values[2] != NULL)
        g_hash_table_insert(snapshot->grants, g_strdup(values[0]), g_strdup(values[2]));
}

gboolean snapshot_take(Place *place, Snapshot **out_snapshot, GError **error)
{
    g_autoptr(Snapshot) snapshot = g_new0(Snapshot, 1);

    snapshot->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    snapshot->grants = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (place->address != NULL &&
        !place_query(place, "SELECT * FROM dunlin_test.ids()", take_id, snapshot, error))
        return FALSE;
    if (!place_rows(place, &snapshot->rows, error))
        return FALSE;
    *out_snapshot = g_steal_pointer(&snapshot);
    return TRUE;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *new_list(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

GPtrArray *snapshot_recreated(const Snapshot *before, const Snapshot *after)
{
    GPtrArray *recreated = new_list();
    GHashTableIter iter;
    gpointer name;
    gpointer id;

    g_hash_table_iter_init(&iter, before->ids);
    while (g_hash_table_iter_next(&iter, &name, &id)) {
        const char *now = g_hash_table_lookup(after->ids, name);
        if (now != NULL && !g_str_equal(now, id))
            g_ptr_array_add(recreated, g_strdup(name));
    }
    g_ptr_array_sort(recreated, compare_texts);
    return recreated;
}

/* ---- rows ---- */

/* A column that both sides have. */
typedef struct {
    guint before, after;
    gboolean is_retyped;
} Common;

/* SQLite's names have no letter case. */
static const DlnTableRows *find_table(const DlnRows *rows, const char *name)
{
    const DlnTableRows *exact = dln_rows_find(rows, name);

    for (guint i = 0; exact == NULL && rows->engine == DLN_ENGINE_SQLITE && i < rows->tables->len;
         i++) {
        const DlnTableRows *table = rows->tables->pdata[i];
        if (g_ascii_strcasecmp(table->name, name) == 0)
            return table;
    }
    return exact;
}

static int find_column(DlnEngineKind engine, const DlnTableRows *table, const char *name)
{
    int exact = dln_table_rows_column(table, name);

    for (guint i = 0; exact < 0 && engine == DLN_ENGINE_SQLITE && i < table->columns->len; i++) {
        const DlnRowColumn *column = table->columns->pdata[i];
        if (g_ascii_strcasecmp(column->name, name) == 0)
            return (int)i;
    }
    return exact;
}

/* What compare_table has to know. */
typedef struct {
    DlnEngineKind engine;
    GHashTable *changed;
    const char *losses;
    GPtrArray *lost;
} Loss;

gboolean names_loss(const char *losses, const char *name)
{
    /* A loss is a line, whatever ends of lines a name has. */
    g_autofree char *flat = g_strdelimit(g_strdup(name), "\r\n", ' ');
    const gsize length = strlen(flat);

    for (const char *at = strstr(losses, flat); at != NULL; at = strstr(at + 1, flat)) {
        if (!g_ascii_isalnum(at[length]) && at[length] != '_' &&
            (at == losses || (!g_ascii_isalnum(at[-1]) && at[-1] != '_')))
            return TRUE;
    }
    return FALSE;
}

/* Types whose values are printed alike: what one is made of in the other can be compared. */
static gboolean are_alike(const char *a, const char *b)
{
    static const char *const families[][5] = {
        {"smallint", "integer", "bigint", NULL}, {"text", "character varying", "citext", NULL}};
    g_autofree char *left = g_strndup(a, strcspn(a, "("));
    g_autofree char *right = g_strndup(b, strcspn(b, "("));

    for (guint i = 0; i < G_N_ELEMENTS(families); i++) {
        if (g_strv_contains(families[i], left) && g_strv_contains(families[i], right))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_retyped(const Loss *loss, const DlnRowColumn *was, const DlnRowColumn *is)
{
    g_autofree char *element = g_strndup(was->type, strcspn(was->type, "["));
    const char *bare = strrchr(element, '.');

    return (!g_str_equal(was->type, is->type) && !are_alike(was->type, is->type)) ||
           g_hash_table_contains(loss->changed, bare != NULL ? bare + 1 : element);
}

static GArray *common_columns(
    const Loss *loss, const DlnTableRows *before, const DlnTableRows *after)
{
    GArray *common = g_array_new(FALSE, FALSE, sizeof(Common));

    for (guint i = 0; i < before->columns->len; i++) {
        const DlnRowColumn *column = before->columns->pdata[i];
        g_autofree char *name = g_strdup_printf("%s.%s", before->name, column->name);
        int place = find_column(loss->engine, after, column->name);
        if (place < 0 || column->is_generated || names_loss(loss->losses, name))
            continue;
        const DlnRowColumn *now = after->columns->pdata[place];
        const Common pair = {i, (guint)place, is_retyped(loss, column, now)};
        if (!now->is_generated)
            g_array_append_val(common, pair);
    }
    return common;
}

/* The rows as sorted lines of the columns that both sides have. */
static GPtrArray *project(const DlnTableRows *table, const GArray *common, gboolean is_after)
{
    GPtrArray *lines = new_list();

    for (guint r = 0; r < table->rows->len; r++) {
        const GPtrArray *row = table->rows->pdata[r];
        GString *line = g_string_new(NULL);
        for (guint c = 0; c < common->len; c++) {
            const Common *pair = &g_array_index(common, Common, c);
            const char *value = row->pdata[is_after ? pair->after : pair->before];
            if (value != NULL && pair->is_retyped)
                value = "(a value)";
            g_string_append_printf(
                line, "%s%s", c > 0 ? " | " : "", value != NULL ? value : "NULL");
        }
        g_ptr_array_add(lines, g_string_free(line, FALSE));
    }
    g_ptr_array_sort(lines, compare_texts);
    return lines;
}

static void compare_table(const Loss *loss, const DlnTableRows *before, const DlnTableRows *after)
{
    GPtrArray *lost = loss->lost;
    g_autoptr(GArray) common = common_columns(loss, before, after);
    g_autoptr(GPtrArray) were = project(before, common, FALSE);
    g_autoptr(GPtrArray) are = project(after, common, TRUE);

    if (were->len != are->len) {
        g_ptr_array_add(lost,
            g_strdup_printf("table %s had %u rows and has %u", before->name, were->len, are->len));
        return;
    }
    for (guint i = 0; i < were->len; i++) {
        if (g_str_equal(were->pdata[i], are->pdata[i]))
            continue;
        g_ptr_array_add(lost, g_strdup_printf("table %s had the row (%s), has (%s)", before->name,
                                  (char *)were->pdata[i], (char *)are->pdata[i]));
        return;
    }
}

static void compare_sequences(const DlnRows *before, const DlnRows *after, const Loss *loss)
{
    for (guint i = 0; i < before->sequences->len; i++) {
        const DlnSequenceValue *was = before->sequences->pdata[i];
        const DlnSequenceValue *is = dln_rows_find_sequence(after, was->name);
        g_autofree char *name = g_strconcat("sequence ", was->name, NULL);

        /* Set to the next, or stepped to the last: both give the same. */
        if (is != NULL && !was->is_fresh && !names_loss(loss->losses, name) &&
            g_ascii_strtoll(is->value, NULL, 10) < g_ascii_strtoll(was->value, NULL, 10))
            g_ptr_array_add(loss->lost, g_strdup_printf("sequence %s stood at %s and stands at %s",
                                      was->name, was->value, is->value));
    }
}

static void compare_grants(const Snapshot *before, const Snapshot *after, GPtrArray *lost)
{
    GHashTableIter iter;
    gpointer name;
    gpointer grants;

    g_hash_table_iter_init(&iter, before->grants);
    while (g_hash_table_iter_next(&iter, &name, &grants)) {
        const char *now = g_hash_table_lookup(after->grants, name);
        if (g_hash_table_contains(after->ids, name) && g_strcmp0(now, grants) != 0)
            g_ptr_array_add(lost, g_strdup_printf("%s had the grants %s, has %s", (char *)name,
                                      (char *)grants, now != NULL ? now : "none"));
    }
}

GPtrArray *snapshot_lost(
    const Snapshot *before, const Snapshot *after, GHashTable *changed, const char *losses)
{
    GPtrArray *lost = new_list();
    const Loss loss = {before->rows->engine, changed, losses, lost};

    for (guint i = 0; i < before->rows->tables->len; i++) {
        const DlnTableRows *table = before->rows->tables->pdata[i];
        const DlnTableRows *now = find_table(after->rows, table->name);
        if (now != NULL && !table->is_derived && !now->is_derived)
            compare_table(&loss, table, now);
    }
    compare_sequences(before->rows, after->rows, &loss);
    g_ptr_array_sort(lost, compare_texts);
    return lost;
}

GPtrArray *snapshot_lost_grants(const Snapshot *before, const Snapshot *after)
{
    GPtrArray *lost = new_list();

    compare_grants(before, after, lost);
    g_ptr_array_sort(lost, compare_texts);
    return lost;
}

GPtrArray *snapshot_gone(const Snapshot *before, const Snapshot *after)
{
    GPtrArray *gone = new_list();

    for (guint i = 0; i < before->rows->tables->len; i++) {
        const DlnTableRows *table = before->rows->tables->pdata[i];
        const DlnTableRows *now = find_table(after->rows, table->name);
        if (table->is_derived || table->rows->len == 0)
            continue;
        if (now == NULL)
            g_ptr_array_add(gone, g_strdup(table->name));
        for (guint c = 0; now != NULL && c < table->columns->len; c++) {
            const DlnRowColumn *column = table->columns->pdata[c];
            if (find_column(before->rows->engine, now, column->name) < 0 && !column->is_generated)
                g_ptr_array_add(gone, g_strdup_printf("%s.%s", table->name, column->name));
        }
    }
    return gone;
}

gboolean snapshot_stands(const Snapshot *snapshot, const char *table)
{
    g_autofree char *name = g_strconcat("table ", table, NULL);

    return g_hash_table_contains(snapshot->ids, name);
}
