/* SPDX-License-Identifier: Apache-2.0 */
/* inherit.c: tables that inherit from others: which of their columns are their own, and in which order parents come and go so that
 * it stays so. */
#include "diff/postgres/postgres.h"

gboolean dln_column_is_inherited(const DlnObject *column)
{
    return column != NULL && dln_object_is(column, "inherited") && !dln_object_is(column, "local");
}

/* Each of list that is not in other. (transfer full) */
static GStrv only_in(const char *list, const char *other)
{
    g_auto(GStrv) names = g_strsplit(list != NULL ? list : "", ", ", -1);
    g_auto(GStrv) others = g_strsplit(other != NULL ? other : "", ", ", -1);
    g_autoptr(GStrvBuilder) only = g_strv_builder_new();

    for (guint i = 0; names[i] != NULL; i++) {
        if (!g_strv_contains((const char *const *)others, names[i]))
            g_strv_builder_add(only, names[i]);
    }
    return g_strv_builder_end(only);
}

GStrv dln_table_new_parents(const DlnPair *table)
{
    return only_in(dln_object_get(table->to, "inherits"), dln_object_get(table->from, "inherits"));
}

GStrv dln_table_old_parents(const DlnPair *table)
{
    return only_in(dln_object_get(table->from, "inherits"), dln_object_get(table->to, "inherits"));
}

/* A child must have its parent's checks as its own, and keeps them as that. */
static gboolean brings_checks(const DlnTransition *transition, const DlnPair *table)
{
    g_auto(GStrv) coming = dln_table_new_parents(table);

    for (guint i = 0; i < table->to->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(table->to->needs, DlnObjectId, i);
        g_autofree char *name = dln_create_place(need->schema, need->name);
        g_autoptr(GPtrArray) checks = NULL;

        if (need->kind != DLN_OBJECT_TABLE || !g_strv_contains((const char *const *)coming, name))
            continue;
        checks = dln_schema_children(transition->to, DLN_OBJECT_CONSTRAINT, need);
        for (guint c = 0; c < checks->len; c++) {
            const DlnObject *check = checks->pdata[c];
            const DlnObjectId id = {.kind = DLN_OBJECT_CONSTRAINT,
                .parent = table->to->id.name,
                .name = check->id.name,
                .schema = table->to->id.schema};

            if (g_strcmp0(dln_object_get(check, "type"), "check") == 0 &&
                !dln_object_is(check, "no_inherit") && dln_schema_find(transition->to, &id) == NULL)
                return TRUE;
        }
    }
    return FALSE;
}

gboolean dln_table_can_inherit(const DlnTransition *transition, const DlnPair *table)
{
    g_autoptr(GPtrArray) columns =
        dln_schema_children(transition->to, DLN_OBJECT_COLUMN, &table->to->id);

    if (dln_object_get(table->to, "inherits") == NULL)
        return TRUE;
    for (guint i = 0; i < columns->len; i++) {
        const DlnPair *column = g_hash_table_lookup(transition->pair_of, columns->pdata[i]);

        /* What the parent gets, the child gets. */
        if (column->from == NULL && !dln_pair_differs(table, "inherits"))
            continue;
        /* INHERIT leaves a column that the child has a column of the child's own; nothing takes that away. */
        if (dln_column_is_inherited(column->to) && !dln_column_is_inherited(column->from))
            return FALSE;
    }
    return dln_table_swaps_parents(transition, table) || !brings_checks(transition, table);
}

gboolean dln_table_swaps_parents(const DlnTransition *transition, const DlnPair *table)
{
    g_auto(GStrv) coming = dln_table_new_parents(table);
    g_auto(GStrv) going = dln_table_old_parents(table);
    g_autoptr(GPtrArray) columns = NULL;

    if (coming[0] == NULL || going[0] == NULL)
        return FALSE;
    columns = dln_schema_children(transition->to, DLN_OBJECT_COLUMN, &table->to->id);
    for (guint i = 0; i < columns->len; i++) {
        const DlnPair *column = g_hash_table_lookup(transition->pair_of, columns->pdata[i]);

        if (dln_column_is_inherited(column->from) && dln_column_is_inherited(column->to))
            return TRUE;
    }
    return FALSE;
}

GPtrArray *dln_column_below(const DlnTransition *transition, const DlnPair *column)
{
    const DlnPair *table = dln_pair_parent(transition, column);
    GPtrArray *below = g_ptr_array_new();

    for (guint i = 0; column->from != NULL && table != NULL && table->dependents != NULL &&
                      i < table->dependents->len;
         i++) {
        const DlnPair *child = table->dependents->pdata[i];
        const DlnObjectId id = {.kind = DLN_OBJECT_COLUMN,
            .parent = dln_pair_any(child)->id.name,
            .name = column->from->id.name,
            .schema = dln_pair_any(child)->id.schema};
        DlnPair *own;

        if (dln_pair_kind(child) != DLN_OBJECT_TABLE || child->from == NULL || child->to == NULL ||
            dln_pair_differs(child, "inherits") || dln_pair_differs(child, "partition_of") ||
            (dln_object_get(child->from, "inherits") == NULL &&
                dln_object_get(child->from, "partition_of") == NULL))
            continue;
        own = dln_pair_find(transition, transition->from, &id);
        if (own != NULL)
            g_ptr_array_add(below, own);
    }
    return below;
}

/* Whether what happens to column happens to own, below it, by the same statement. */
static gboolean follows(const DlnTransition *transition, const DlnPair *column, const DlnPair *own)
{
    if (dln_pair_parent(transition, own)->is_refilled)
        return TRUE;
    return own->goes_along ? own->owner_from == column : own->to != NULL && own->is_retyped;
}

static void collect_followers(
    const DlnTransition *transition, const DlnPair *column, GPtrArray *followers)
{
    g_autoptr(GPtrArray) below = dln_column_below(transition, column);

    for (guint i = 0; i < below->len; i++) {
        DlnPair *own = below->pdata[i];

        if (!follows(transition, column, own) || g_ptr_array_find(followers, own, NULL))
            continue;
        g_ptr_array_add(followers, own);
        collect_followers(transition, own, followers);
    }
}

/* More tables than that are counted. */
#define MAX_NAMED 3

char *dln_column_family_text(const DlnTransition *transition, const DlnPair *column)
{
    g_autoptr(GPtrArray) followers = g_ptr_array_new();
    g_autofree char *id = dln_object_id_text(&dln_pair_any(column)->id);
    GString *text = g_string_new(id);

    collect_followers(transition, column, followers);
    if (followers->len > MAX_NAMED)
        g_string_append_printf(text, ", also in the %u tables below", followers->len);
    for (guint i = 0; followers->len <= MAX_NAMED && i < followers->len; i++) {
        const DlnObjectId *own = &dln_pair_any(followers->pdata[i])->id;
        const DlnObjectId table = {
            .kind = DLN_OBJECT_TABLE, .name = own->parent, .schema = own->schema};
        g_autofree char *name = dln_object_id_text(&table);
        g_string_append_printf(text, "%s%s", i == 0 ? ", also in " : ", ", name);
    }
    return g_string_free(text, FALSE);
}

gboolean dln_column_leaves_children(const DlnTransition *transition, const DlnPair *column)
{
    g_autoptr(GPtrArray) below = dln_column_below(transition, column);

    for (guint i = 0; column->to == NULL && i < below->len; i++) {
        const DlnPair *own = below->pdata[i];
        if (own->to != NULL && dln_column_is_inherited(own->from))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_table_is_joined(const DlnTransition *transition, const DlnPair *parent)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *child = transition->pairs->pdata[i];

        if (child->to == NULL || child->to->id.kind != DLN_OBJECT_TABLE || child->from == NULL ||
            !dln_pair_differs(child, "inherits"))
            continue;
        for (guint n = 0; n < child->to->needs->len; n++) {
            if (dln_pair_find(transition, transition->to,
                    &g_array_index(child->to->needs, DlnObjectId, n)) == parent)
                return TRUE;
        }
    }
    return FALSE;
}

DlnPair *dln_inherited_from(
    DlnTransition *transition, const DlnSchema *side, const DlnObject *object)
{
    const DlnObjectId id = {
        .kind = DLN_OBJECT_TABLE, .name = object->id.parent, .schema = object->id.schema};
    const DlnObject *table = dln_schema_find(side, &id);
    const char *parent;

    if (table == NULL || !dln_object_is(object, "inherited") || dln_object_is(object, "local"))
        return NULL;
    parent = dln_object_get(table, "partition_of");
    if (parent == NULL)
        parent = dln_object_get(table, "inherits");
    for (guint i = 0; parent != NULL && i < table->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(table->needs, DlnObjectId, i);

        if (need->kind == DLN_OBJECT_TABLE)
            return dln_pair_find(transition, side, need);
    }
    return NULL;
}

DlnPair *dln_inherited_counterpart(
    DlnTransition *transition, const DlnSchema *side, const DlnObject *object, const DlnPair *table)
{
    const DlnObject *parent = side == transition->to ? table->to : table->from;
    DlnObjectId id = object->id;

    if (object->id.kind == DLN_OBJECT_COLUMN) {
        id.parent = parent->id.name;
        id.schema = parent->id.schema;
        return dln_pair_find(transition, side, &id);
    }
    g_autoptr(GPtrArray) all = dln_schema_children(side, object->id.kind, &parent->id);
    for (guint i = 0; i < all->len; i++) {
        if (g_strcmp0(dln_object_get(all->pdata[i], "definition"),
                dln_object_get(object, "definition")) == 0)
            return g_hash_table_lookup(transition->pair_of, all->pdata[i]);
    }
    return NULL;
}
