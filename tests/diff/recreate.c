/* SPDX-License-Identifier: Apache-2.0 */
/* recreate.c: an object that is the same on both sides may be made anew only where PostgreSQL gives no other way: something below it
 * changed in a way that it refuses while the object stands, or rebuilds it by itself. One that is different, where ALTER cannot
 * make that difference. */
#include "recreate.h"

#include <string.h>

typedef struct {
    const DlnSchema *from, *to;
    GHashTable *touched; /* (element-type DlnObject) of from: what stands on it may have to go */
} Judge;

/* As ids.sql calls it. NULL: not told apart there. (transfer full) */
static char *name_of(const DlnObjectId *id)
{
    switch (id->kind) {
    case DLN_OBJECT_ENUM:
    case DLN_OBJECT_DOMAIN:
    case DLN_OBJECT_RANGE:
    case DLN_OBJECT_COMPOSITE:
        return g_strconcat("type ", id->name, NULL);
    case DLN_OBJECT_DOMAIN_CONSTRAINT:
        return g_strdup_printf("constraint %s.%s", id->parent, id->name);
    case DLN_OBJECT_INDEX:
        return g_strconcat("index ", id->name, NULL);
    case DLN_OBJECT_STATISTICS:
        return g_strconcat("statistics ", id->name, NULL);
    case DLN_OBJECT_OPERATOR:
    case DLN_OBJECT_OPERATOR_FAMILY:
    case DLN_OBJECT_OPERATOR_CLASS:
    case DLN_OBJECT_FUNCTION:
    case DLN_OBJECT_PROCEDURE:
    case DLN_OBJECT_AGGREGATE:
        return g_strdup_printf(
            "%s %s(%s)", dln_object_kind_name(id->kind), id->name, id->arguments);
    default:
        return id->parent != NULL
                   ? g_strdup_printf(
                         "%s %s.%s", dln_object_kind_name(id->kind), id->parent, id->name)
                   : g_strconcat(dln_object_kind_name(id->kind), " ", id->name, NULL);
    }
}

static gboolean differs(const DlnObject *from, const DlnObject *to, const char *property)
{
    return to == NULL ||
           g_strcmp0(dln_object_get(from, property), dln_object_get(to, property)) != 0;
}

static gboolean is_equal(const DlnObject *from, const DlnObject *to)
{
    if (to == NULL || from->properties->len != to->properties->len)
        return FALSE;
    for (guint i = 0; i < from->properties->len; i++) {
        if (differs(from, to, g_array_index(from->properties, DlnProperty, i).name))
            return FALSE;
    }
    return TRUE;
}

/* Whether the labels of one are those of the other with some more between: ADD VALUE does that. */
static gboolean only_adds_labels(const DlnObject *from, const DlnObject *to)
{
    g_auto(GStrv) were = dln_property_list(dln_object_get(from, "labels"));
    g_auto(GStrv) are = dln_property_list(dln_object_get(to, "labels"));
    guint found = 0;

    for (guint i = 0; are[i] != NULL; i++)
        found += were[found] != NULL && g_str_equal(were[found], are[i]) ? 1 : 0;
    return were[found] == NULL;
}

static gboolean may_remake(const DlnObject *from, const DlnObject *to)
{
    switch (from->id.kind) {
    case DLN_OBJECT_TABLE:
        /* A column of its own never becomes its parents'. */
        return differs(from, to, "partition_by") || differs(from, to, "server") ||
               (differs(from, to, "inherits") && dln_object_get(to, "inherits") != NULL);
    case DLN_OBJECT_COLUMN:
        return differs(from, to, "generated");
    case DLN_OBJECT_SEQUENCE:
        return FALSE;
    case DLN_OBJECT_OPERATOR:
        return differs(from, to, "function") || differs(from, to, "commutator") ||
               differs(from, to, "negator") || differs(from, to, "merges") ||
               differs(from, to, "hashes");
    case DLN_OBJECT_OPERATOR_FAMILY:
        return FALSE;
    case DLN_OBJECT_DICTIONARY:
        return differs(from, to, "template");
    case DLN_OBJECT_CONFIGURATION:
        return differs(from, to, "parser");
    case DLN_OBJECT_ENUM:
        return !only_adds_labels(from, to);
    case DLN_OBJECT_DOMAIN:
        return differs(from, to, "type") || differs(from, to, "collation");
    case DLN_OBJECT_COMPOSITE:
        return FALSE;
    case DLN_OBJECT_FUNCTION:
    case DLN_OBJECT_PROCEDURE:
        return differs(from, to, "parameters") || differs(from, to, "returns");
    default:
        return !is_equal(from, to);
    }
}

/* Whether what stands on it may be in the way of its change. */
static gboolean is_in_the_way(const DlnObject *from, const DlnObject *to)
{
    if (to == NULL)
        return TRUE;
    switch (from->id.kind) {
    case DLN_OBJECT_COLUMN:
        return differs(from, to, "type") || differs(from, to, "generated") ||
               differs(from, to, "collation");
    case DLN_OBJECT_TABLE:
        return may_remake(from, to) || differs(from, to, "partition_of") ||
               differs(from, to, "inherits");
    case DLN_OBJECT_CONSTRAINT:
    case DLN_OBJECT_VIEW:
    case DLN_OBJECT_MATERIALIZED_VIEW:
        return !is_equal(from, to);
    default:
        return may_remake(from, to);
    }
}

static gboolean stands_on_touched(const Judge *judge, const DlnObject *object)
{
    const DlnObject *relation = dln_schema_parent(judge->from, &object->id);

    if (relation != NULL && g_hash_table_contains(judge->touched, relation))
        return TRUE;
    for (guint i = 0; i < object->needs->len; i++) {
        const DlnObject *needed =
            dln_schema_find(judge->from, &g_array_index(object->needs, DlnObjectId, i));
        if (needed != NULL && g_hash_table_contains(judge->touched, needed))
            return TRUE;
    }
    return FALSE;
}

/* Spreads from what changed to what stands on it, until nothing is added. */
static void find_touched(Judge *judge)
{
    guint n_before;

    for (guint i = 0; i < judge->from->objects->len; i++) {
        DlnObject *object = judge->from->objects->pdata[i];
        if (!is_in_the_way(object, dln_schema_find(judge->to, &object->id)))
            continue;
        g_hash_table_add(judge->touched, object);
        const DlnObject *relation = dln_schema_parent(judge->from, &object->id);
        if (relation != NULL)
            g_hash_table_add(judge->touched, (gpointer)relation);
    }
    do {
        n_before = g_hash_table_size(judge->touched);
        for (guint i = 0; i < judge->from->objects->len; i++) {
            DlnObject *object = judge->from->objects->pdata[i];
            if (stands_on_touched(judge, object))
                g_hash_table_add(judge->touched, object);
        }
    } while (g_hash_table_size(judge->touched) != n_before);
}

/* Itself, or a parent: its columns would become its own. */
static gboolean may_remake_table(const Judge *judge, const DlnObject *from)
{
    const DlnObject *to = dln_schema_find(judge->to, &from->id);

    if (to == NULL || may_remake(from, to))
        return to != NULL;
    for (guint i = 0; dln_object_get(from, "inherits") != NULL && i < from->needs->len; i++) {
        const DlnObject *parent =
            dln_schema_find(judge->from, &g_array_index(from->needs, DlnObjectId, i));
        if (parent != NULL && parent->id.kind == DLN_OBJECT_TABLE &&
            may_remake_table(judge, parent))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_of_remade(const Judge *judge, const DlnObject *column)
{
    const DlnObject *table = dln_schema_parent(judge->from, &column->id);

    return table != NULL && may_remake_table(judge, table);
}

static gboolean has_reason(const Judge *judge, const DlnObject *from)
{
    const DlnObject *to = dln_schema_find(judge->to, &from->id);

    if (to == NULL || may_remake(from, to))
        return TRUE;
    /* Nothing makes these anew but their own change. */
    if (from->id.kind == DLN_OBJECT_TABLE)
        return may_remake_table(judge, from);
    if (from->id.kind == DLN_OBJECT_SEQUENCE)
        return FALSE;
    if (from->id.kind == DLN_OBJECT_COLUMN && dln_object_get(from, "generated") == NULL)
        return is_of_remade(judge, from);
    /* In use, none of its attributes can get another type. */
    if (from->id.kind == DLN_OBJECT_COMPOSITE)
        return g_hash_table_contains(judge->touched, from);
    return stands_on_touched(judge, from);
}

void recreate_judge(const DlnSchema *from, const DlnSchema *to, const GPtrArray *recreated,
    const char *way, Outcome *outcome)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) touched = g_hash_table_new(NULL, NULL);
    Judge judge = {from, to, touched};

    if (recreated->len == 0)
        return;
    find_touched(&judge);
    for (guint i = 0; i < from->objects->len; i++)
        g_hash_table_insert(
            by_name, name_of(&((DlnObject *)from->objects->pdata[i])->id), from->objects->pdata[i]);
    for (guint i = 0; i < recreated->len; i++) {
        const DlnObject *object = g_hash_table_lookup(by_name, recreated->pdata[i]);
        if (object != NULL && !has_reason(&judge, object))
            outcome_add(outcome, "%s: dropped and created again without need: %s", way,
                (char *)recreated->pdata[i]);
    }
}
