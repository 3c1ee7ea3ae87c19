/* SPDX-License-Identifier: Apache-2.0 */
/* snapshot.c: schemas and rows of a scratch database. */
#include "app/scratch/snapshot.h"

#include "engine/catalog.h"
#include "engine/inspect.h"
#include "engine/rows/rows.h"

struct DlnSnapshot {
    GPtrArray *names;   /* (element-type utf8) of schemas; SQLite: one, "" */
    GPtrArray *schemas; /* (element-type DlnSchema) at the same places */
    DlnRows *rows;      /* (nullable) of the scope's own schema */
};

void dln_snapshot_free(DlnSnapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    g_clear_pointer(&snapshot->names, g_ptr_array_unref);
    g_clear_pointer(&snapshot->schemas, g_ptr_array_unref);
    dln_rows_free(snapshot->rows);
    g_free(snapshot);
}

static gboolean add_schema(
    DlnSnapshot *snapshot, DlnSession *session, const char *name, GError **error)
{
    DlnSchema *schema = dln_session_inspect(session, name, NULL, error);

    if (schema == NULL)
        return FALSE;
    g_ptr_array_add(snapshot->names, g_strdup(name != NULL ? name : ""));
    g_ptr_array_add(snapshot->schemas, schema);
    return TRUE;
}

/* Before the first migration the scope's schema may not be there: then nothing is in it. */
static gboolean add_own(DlnSnapshot *snapshot, DlnSession *session, const char *name,
    const GPtrArray *all, GError **error)
{
    g_autoptr(DlnSchema) empty = NULL;

    if (all == NULL || g_ptr_array_find_with_equal_func((GPtrArray *)all, name, g_str_equal, NULL))
        return add_schema(snapshot, session, name, error);
    empty = dln_schema_new(DLN_ENGINE_POSTGRES, name);
    if (!dln_schema_finish(empty, error))
        return FALSE;
    g_ptr_array_add(snapshot->names, g_strdup(name));
    g_ptr_array_add(snapshot->schemas, g_steal_pointer(&empty));
    return TRUE;
}

static gboolean add_all(
    DlnSnapshot *snapshot, DlnReplay *replay, DlnSession *session, GError **error)
{
    const char *own = dln_replay_schema(replay);
    const char *below = dln_replay_schema_below(replay);
    g_autoptr(GPtrArray) all = NULL;

    if (own == NULL)
        return add_own(snapshot, session, NULL, NULL, error);
    all = dln_catalog_schemas(session, NULL, error);
    if (all == NULL || !add_own(snapshot, session, own, all, error))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        const char *name = all->pdata[i];
        if (!g_str_equal(name, own) && g_strcmp0(name, below) != 0 &&
            !add_schema(snapshot, session, name, error))
            return FALSE;
    }
    return TRUE;
}

DlnSnapshot *dln_snapshot_take(DlnReplay *replay, DlnSnapshotFlags flags, GError **error)
{
    g_autoptr(DlnSnapshot) snapshot = g_new0(DlnSnapshot, 1);
    DlnSession *session = NULL;

    snapshot->names = g_ptr_array_new_with_free_func(g_free);
    snapshot->schemas = g_ptr_array_new_with_free_func((GDestroyNotify)dln_schema_free);
    if (!dln_replay_session(replay, &session, error) || !add_all(snapshot, replay, session, error))
        return NULL;
    if (flags & DLN_SNAPSHOT_ROWS &&
        !dln_rows_read(session, dln_replay_schema(replay), NULL, &snapshot->rows, error))
        return NULL;
    return g_steal_pointer(&snapshot);
}

/* ---- differences ---- */

static const DlnSchema *find_schema(const DlnSnapshot *snapshot, const char *name)
{
    guint index;

    return g_ptr_array_find_with_equal_func(snapshot->names, name, g_str_equal, &index)
               ? snapshot->schemas->pdata[index]
               : NULL;
}

/* The first schema is the scope's, and goes without saying. */
static void compare_one(
    const DlnSchema *before, const DlnSchema *after, const char *shown, GPtrArray *out_lines)
{
    g_autoptr(GPtrArray) differences = dln_schema_compare(before, after);

    for (guint i = 0; i < differences->len; i++) {
        g_autofree char *text = dln_difference_text(differences->pdata[i]);
        g_ptr_array_add(out_lines,
            shown != NULL ? g_strdup_printf("schema %s: %s", shown, text) : g_strdup(text));
    }
}

void dln_snapshot_compare_schemas(
    const DlnSnapshot *before, const DlnSnapshot *after, GPtrArray *out_lines)
{
    for (guint i = 0; i < before->names->len; i++) {
        const char *name = before->names->pdata[i];
        const DlnSchema *schema = find_schema(after, name);
        if (schema != NULL)
            compare_one(before->schemas->pdata[i], schema, i > 0 ? name : NULL, out_lines);
        else
            g_ptr_array_add(out_lines, g_strdup_printf("schema %s: missing", name));
    }
    for (guint i = 0; i < after->names->len; i++) {
        const char *name = after->names->pdata[i];
        if (find_schema(before, name) == NULL)
            g_ptr_array_add(out_lines, g_strdup_printf("schema %s: extra", name));
    }
}

/* ---- rows ---- */

/* Names of sequences, NULL-terminated: what is not compared. (transfer container) */
static GPtrArray *sequence_names(const DlnSnapshot *before, const DlnSnapshot *after)
{
    const DlnSnapshot *const sides[] = {before, after};
    GPtrArray *names = g_ptr_array_new();

    for (guint side = 0; side < G_N_ELEMENTS(sides); side++) {
        const GPtrArray *sequences = sides[side]->rows->sequences;
        for (guint i = 0; i < sequences->len; i++)
            g_ptr_array_add(names, ((const DlnSequenceValue *)sequences->pdata[i])->name);
    }
    g_ptr_array_add(names, NULL);
    return names;
}

static gboolean is_in(const DlnRows *rows, const DlnRowsDifference *difference)
{
    const DlnTableRows *table = dln_rows_find(rows, difference->table);

    return table != NULL &&
           (difference->column == NULL || dln_table_rows_column(table, difference->column) >= 0);
}

void dln_snapshot_compare_rows(const DlnSnapshot *before, const DlnSnapshot *after,
    const DlnSnapshot *base, GPtrArray *out_lines)
{
    if (before->rows == NULL || after->rows == NULL)
        return;
    g_autoptr(GPtrArray) ignored = sequence_names(before, after);
    g_autoptr(GPtrArray) differences =
        dln_rows_compare(before->rows, after->rows, (char *const *)ignored->pdata);
    for (guint i = 0; i < differences->len; i++) {
        const DlnRowsDifference *difference = differences->pdata[i];
        g_autofree char *text = dln_rows_difference_text(difference);
        if (base == NULL || base->rows == NULL || is_in(base->rows, difference))
            g_ptr_array_add(out_lines, g_strdup_printf("rows of %s", text));
    }
}
