/* SPDX-License-Identifier: Apache-2.0 */
/* find.c: pairs of a thing that is gone and a new one that may be the same under another name, where a drop and an add would lose
 * data. */
#include <string.h>

#include "diff/rename/set.h"

void dln_rename_pair_free(DlnRenamePair *pair)
{
    if (pair == NULL)
        return;
    dln_rename_free(pair->rename);
    g_free(pair);
}

static void add_pair(GPtrArray *pairs, const DlnObjectId *from, const DlnObjectId *to, double score)
{
    DlnRenamePair *pair = g_new0(DlnRenamePair, 1);

    pair->rename = dln_rename_new(from, to);
    pair->score = score;
    g_ptr_array_add(pairs, pair);
}

/* Whether the engine takes a name of list for the object's: another letter case of it is no rename that could lose anything. */
static gboolean has_other_case(const DlnSchema *schema, const GPtrArray *list, const char *name)
{
    for (guint i = 0; schema->engine == DLN_ENGINE_SQLITE && i < list->len; i++) {
        const DlnObject *object = list->pdata[i];
        if (g_ascii_strcasecmp(object->id.name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* ---- places ---- */

/* Where names[at] stands: behind which of those that both have, and the how many-th there. (transfer full) */
static char *place_of(char *const *names, guint at, char *const *others)
{
    guint n_between = 0;
    const char *shared = "";

    for (guint i = at; i > 0 && *shared == '\0'; i--) {
        if (g_strv_contains((const char *const *)others, names[i - 1]))
            shared = names[i - 1];
        else
            n_between++;
    }
    return g_strdup_printf("%u %s", n_between, shared);
}

static DlnRenamePlace compare_places(char *const *from, guint i, char *const *to, guint j)
{
    g_autofree char *before = place_of(from, i, to);
    g_autofree char *after = place_of(to, j, from);

    return strcmp(before, after) == 0 ? DLN_RENAME_SAME_PLACE : DLN_RENAME_ELSEWHERE;
}

/* ---- columns ---- */

static int compare_positions(gconstpointer a, gconstpointer b)
{
    const DlnObject *const *left = a;
    const DlnObject *const *right = b;

    return ((*left)->position > (*right)->position) - ((*left)->position < (*right)->position);
}

/* (transfer full): in the order of the table; columns are brought into it. */
static GStrv names_in_order(GPtrArray *columns)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    g_ptr_array_sort(columns, compare_positions);
    for (guint i = 0; i < columns->len; i++)
        g_strv_builder_add(builder, ((const DlnObject *)columns->pdata[i])->id.name);
    return g_strv_builder_end(builder);
}

/* Whether a drop loses nothing, or the engine refuses to rename it by itself. */
static gboolean is_left_out(const DlnObject *column)
{
    return dln_object_get(column, "generated") != NULL || dln_object_is(column, "inherited");
}

static void find_in_columns(
    const DlnRenameSet *set, GPtrArray *from, GPtrArray *to, GPtrArray *pairs)
{
    g_auto(GStrv) before = names_in_order(from);
    g_auto(GStrv) after = names_in_order(to);

    for (guint i = 0; i < from->len; i++) {
        const DlnObject *gone = from->pdata[i];

        if (is_left_out(gone) || !dln_rename_set_is_gone(set, &gone->id) ||
            has_other_case(set->to, to, gone->id.name))
            continue;
        for (guint j = 0; j < to->len; j++) {
            const DlnObject *added = to->pdata[j];

            if (is_left_out(added) || !dln_rename_set_is_new(set, &added->id) ||
                has_other_case(set->from, from, added->id.name))
                continue;
            const double score =
                dln_rename_column_likeness(gone, added, compare_places(before, i, after, j));
            if (score >= 0)
                add_pair(pairs, &gone->id, &added->id, score);
        }
    }
}

static void find_columns_of(const DlnRenameSet *set, const DlnObject *owner, GPtrArray *pairs)
{
    const DlnObjectId child = {.parent = owner->id.name, .schema = owner->id.schema};
    const DlnObjectId child_after = dln_rename_set_after(set, &child);
    const DlnObjectId id = {
        .kind = owner->id.kind, .name = child_after.parent, .schema = child_after.schema};
    const DlnObject *after = dln_schema_find(set->to, &id);

    if (after == NULL || dln_object_get(owner, "of_type") != NULL ||
        dln_object_get(owner, "server") != NULL)
        return;
    g_autoptr(GPtrArray) from = dln_schema_children(set->from, DLN_OBJECT_COLUMN, &owner->id);
    g_autoptr(GPtrArray) to = dln_schema_children(set->to, DLN_OBJECT_COLUMN, &id);
    find_in_columns(set, from, to, pairs);
}

static void find_columns(const DlnRenameSet *set, GPtrArray *pairs)
{
    for (guint i = 0; i < set->from->objects->len; i++) {
        const DlnObject *object = set->from->objects->pdata[i];

        if (object->id.kind == DLN_OBJECT_TABLE || object->id.kind == DLN_OBJECT_COMPOSITE)
            find_columns_of(set, object, pairs);
    }
}

/* ---- tables ---- */

static void table_free(gpointer data)
{
    DlnRenameTable *table = data;

    g_ptr_array_unref(table->columns);
    g_free(table);
}

/* (transfer full) (element-type DlnRenameTable) */
static GPtrArray *with_columns(const DlnSchema *schema, const GPtrArray *tables)
{
    GPtrArray *result = g_ptr_array_new_with_free_func(table_free);

    for (guint i = 0; i < tables->len; i++) {
        DlnRenameTable *table = g_new0(DlnRenameTable, 1);

        table->table = tables->pdata[i];
        table->columns = dln_schema_children(schema, DLN_OBJECT_COLUMN, &table->table->id);
        g_ptr_array_add(result, table);
    }
    return result;
}

/* Those without a parent that are gone, or new. (transfer container) (element-type DlnObject) */
static GPtrArray *only_in(const DlnRenameSet *set, const DlnSchema *schema, DlnObjectKind kind)
{
    const DlnSchema *other = schema == set->from ? set->to : set->from;
    g_autoptr(GPtrArray) all = dln_schema_children(schema, kind, NULL);
    g_autoptr(GPtrArray) others = dln_schema_children(other, kind, NULL);
    GPtrArray *only = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++) {
        const DlnObject *object = all->pdata[i];
        gboolean is_only = schema == set->from ? dln_rename_set_is_gone(set, &object->id)
                                               : dln_rename_set_is_new(set, &object->id);

        if (is_only && !has_other_case(other, others, object->id.name))
            g_ptr_array_add(only, (gpointer)object);
    }
    return only;
}

/* A foreign table's rows are another server's. */
static gboolean holds_rows(const DlnObject *table)
{
    return dln_object_get(table, "server") == NULL;
}

#define LEAST_SCORE 0.1

/* Of the same name in another schema, whose columns' types may have gone there as well. */
static gboolean is_namesake(const DlnObject *from, const DlnObject *to)
{
    return strcmp(from->id.name, to->id.name) == 0 &&
           g_strcmp0(from->id.schema, to->id.schema) != 0;
}

static void find_tables(const DlnRenameSet *set, GPtrArray *pairs)
{
    g_autoptr(GPtrArray) gone = only_in(set, set->from, DLN_OBJECT_TABLE);
    g_autoptr(GPtrArray) added = only_in(set, set->to, DLN_OBJECT_TABLE);
    g_autoptr(GPtrArray) from = NULL;
    g_autoptr(GPtrArray) to = NULL;

    if (gone->len == 0 || added->len == 0)
        return;
    from = with_columns(set->from, gone);
    to = with_columns(set->to, added);
    for (guint i = 0; i < from->len; i++) {
        const DlnRenameTable *before = from->pdata[i];

        for (guint j = 0; j < to->len && holds_rows(before->table); j++) {
            const DlnRenameTable *after = to->pdata[j];
            const double likeness = dln_rename_table_likeness(before, after);
            const double score =
                likeness < 0 && is_namesake(before->table, after->table) ? LEAST_SCORE : likeness;

            if (score >= 0)
                add_pair(pairs, &before->table->id, &after->table->id, score);
        }
    }
}

/* ---- values of enums ---- */

static double value_likeness(char *const *from, guint i, char *const *to, guint j)
{
    gboolean is_near = compare_places(from, i, to, j) == DLN_RENAME_SAME_PLACE;

    return 0.5 * is_near + 0.5 * dln_rename_name_likeness(from[i], to[j]);
}

static void find_values_of(const DlnRenameSet *set, const DlnObject *type, GPtrArray *pairs)
{
    const DlnObjectId value = {
        .kind = DLN_OBJECT_ENUM, .parent = type->id.name, .schema = type->id.schema};
    const DlnObjectId value_after = dln_rename_set_after(set, &value);
    const DlnObjectId after_id = {
        .kind = DLN_OBJECT_ENUM, .name = value_after.parent, .schema = value_after.schema};
    const DlnObject *after = dln_schema_find(set->to, &after_id);
    g_auto(GStrv) from = dln_property_list(dln_object_get(type, "labels"));
    g_auto(GStrv) to = dln_property_list(after != NULL ? dln_object_get(after, "labels") : NULL);

    for (guint i = 0; from[i] != NULL; i++) {
        DlnObjectId gone = value;

        gone.name = from[i];
        if (!dln_rename_set_is_gone(set, &gone))
            continue;
        for (guint j = 0; to[j] != NULL; j++) {
            const double score = value_likeness(from, i, to, j);
            DlnObjectId added = value_after;

            added.name = to[j];
            /* At another place, and called otherwise: two values. */
            if (score >= 0.25 && dln_rename_set_is_new(set, &added))
                add_pair(pairs, &gone, &added, score);
        }
    }
}

static void find_values(const DlnRenameSet *set, GPtrArray *pairs)
{
    g_autoptr(GPtrArray) types = dln_schema_children(set->from, DLN_OBJECT_ENUM, NULL);

    for (guint i = 0; i < types->len; i++)
        find_values_of(set, types->pdata[i], pairs);
}

/* ---- sequences ---- */

/* One that a column owns follows its column; the number that another one has reached is data. */
static void find_sequences(const DlnRenameSet *set, GPtrArray *pairs)
{
    static const char *const alike[] = {"type", "increment", "minimum", "maximum", "cycle"};
    g_autoptr(GPtrArray) gone = only_in(set, set->from, DLN_OBJECT_SEQUENCE);
    g_autoptr(GPtrArray) added = only_in(set, set->to, DLN_OBJECT_SEQUENCE);

    for (guint i = 0; i < gone->len; i++) {
        const DlnObject *before = gone->pdata[i];

        for (guint j = 0; j < added->len; j++) {
            const DlnObject *after = added->pdata[j];
            gboolean is_alike = dln_object_get(before, "owned_by") == NULL &&
                                dln_object_get(after, "owned_by") == NULL;

            for (guint p = 0; p < G_N_ELEMENTS(alike); p++)
                is_alike = is_alike && g_strcmp0(dln_object_get(before, alike[p]),
                                           dln_object_get(after, alike[p])) == 0;
            if (is_alike)
                add_pair(pairs, &before->id, &after->id,
                    0.5 + 0.5 * dln_rename_name_likeness(before->id.name, after->id.name));
        }
    }
}

GPtrArray *dln_rename_find(const DlnRenameSet *set, DlnObjectKind kind)
{
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_pair_free);

    if (kind == DLN_OBJECT_TABLE)
        find_tables(set, pairs);
    else if (kind == DLN_OBJECT_COLUMN)
        find_columns(set, pairs);
    else if (kind == DLN_OBJECT_ENUM)
        find_values(set, pairs);
    else if (kind == DLN_OBJECT_SEQUENCE)
        find_sequences(set, pairs);
    return pairs;
}
