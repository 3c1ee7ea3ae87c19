/* SPDX-License-Identifier: Apache-2.0 */
/* pairs.c: two PostgreSQL schemas as one list of objects, each as it is and as it is to be, and what each belongs to. Decides
 * nothing. */
#include <string.h>

#include "diff/postgres/postgres.h"

/* ---- one pair ---- */

void dln_pair_free(gpointer data)
{
    DlnPair *pair = data;

    g_clear_pointer(&pair->dependents, g_ptr_array_unref);
    g_clear_pointer(&pair->parts, g_ptr_array_unref);
    g_free(pair);
}

const DlnObject *dln_pair_any(const DlnPair *pair)
{
    return pair->to != NULL ? pair->to : pair->from;
}

DlnObjectKind dln_pair_kind(const DlnPair *pair)
{
    return dln_pair_any(pair)->id.kind;
}

gboolean dln_pair_goes(const DlnPair *pair)
{
    return pair->fate == DLN_FATE_DROP || pair->fate == DLN_FATE_REMAKE;
}

gboolean dln_pair_comes(const DlnPair *pair)
{
    return pair->fate == DLN_FATE_CREATE || pair->fate == DLN_FATE_REMAKE;
}

gboolean dln_pair_differs(const DlnPair *pair, const char *property)
{
    return g_strcmp0(dln_object_get(pair->from, property), dln_object_get(pair->to, property)) != 0;
}

/* Privileges are given at the end, whatever else happens to the object. */
static gboolean has_others(
    const DlnObject *object, const DlnPair *pair, const char *const *properties)
{
    for (guint i = 0; i < object->properties->len; i++) {
        const char *name = g_array_index(object->properties, DlnProperty, i).name;

        if (!g_str_equal(name, "privileges") && !g_strv_contains(properties, name) &&
            dln_pair_differs(pair, name))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_pair_differs_beside(const DlnPair *pair, const char *const *properties)
{
    return has_others(pair->from, pair, properties) || has_others(pair->to, pair, properties);
}

gboolean dln_object_is_relation(const DlnObject *object)
{
    switch (object->id.kind) {
    case DLN_OBJECT_TABLE:
    case DLN_OBJECT_VIEW:
    case DLN_OBJECT_MATERIALIZED_VIEW:
    case DLN_OBJECT_SEQUENCE:
    case DLN_OBJECT_INDEX:
    case DLN_OBJECT_COMPOSITE:
        return TRUE;
    default:
        return FALSE;
    }
}

gboolean dln_object_is_type(const DlnObject *object)
{
    switch (object->id.kind) {
    case DLN_OBJECT_ENUM:
    case DLN_OBJECT_DOMAIN:
    case DLN_OBJECT_COMPOSITE:
    case DLN_OBJECT_RANGE:
        return TRUE;
    default:
        return FALSE;
    }
}

gboolean dln_object_has_row_type(const DlnObject *object)
{
    return object->id.kind == DLN_OBJECT_TABLE || object->id.kind == DLN_OBJECT_VIEW ||
           object->id.kind == DLN_OBJECT_MATERIALIZED_VIEW;
}

gboolean dln_object_has_index(const DlnObject *object)
{
    const char *type = dln_object_get(object, "type");

    return object->id.kind == DLN_OBJECT_CONSTRAINT && g_strcmp0(type, "check") != 0 &&
           g_strcmp0(type, "foreign key") != 0;
}

/* ---- finding ---- */

DlnPair *dln_pair_find(
    const DlnTransition *transition, const DlnSchema *side, const DlnObjectId *id)
{
    const DlnObject *object = dln_schema_find(side, id);

    return object != NULL ? g_hash_table_lookup(transition->pair_of, object) : NULL;
}

static DlnPair *find_parent(
    const DlnTransition *transition, const DlnSchema *side, const DlnObject *object)
{
    const DlnObject *parent = dln_schema_parent(side, &object->id);

    return parent != NULL ? g_hash_table_lookup(transition->pair_of, parent) : NULL;
}

DlnPair *dln_pair_parent(const DlnTransition *transition, const DlnPair *pair)
{
    const DlnObject *object = dln_pair_any(pair);
    const DlnSchema *side = pair->to != NULL ? transition->to : transition->from;

    return find_parent(transition, side, object);
}

/* ---- making them ---- */

static void add_pair(DlnTransition *transition, const DlnObject *from, const DlnObject *to)
{
    DlnPair *pair = g_new0(DlnPair, 1);

    pair->from = from;
    pair->to = to;
    g_ptr_array_add(transition->pairs, pair);
    if (from != NULL)
        g_hash_table_insert(transition->pair_of, (gpointer)from, pair);
    if (to != NULL)
        g_hash_table_insert(transition->pair_of, (gpointer)to, pair);
}

/* Walks two sorted lists at once. */
static void pair_objects(DlnTransition *transition)
{
    const GPtrArray *from = transition->from->objects;
    const GPtrArray *to = transition->to->objects;
    guint i = 0;
    guint j = 0;

    while (i < from->len || j < to->len) {
        const DlnObject *before = i < from->len ? from->pdata[i] : NULL;
        const DlnObject *after = j < to->len ? to->pdata[j] : NULL;
        int order = before == NULL  ? 1
                    : after == NULL ? -1
                                    : dln_object_id_compare(&before->id, &after->id);

        add_pair(transition, order <= 0 ? before : NULL, order >= 0 ? after : NULL);
        i += order <= 0;
        j += order >= 0;
    }
}

/* What goes takes this along: its table, a sequence's column. */
static DlnPair *owner_of(
    const DlnTransition *transition, const DlnSchema *side, const DlnObject *object)
{
    const DlnObject *column;

    if (object == NULL)
        return NULL;
    if (object->id.parent != NULL)
        return find_parent(transition, side, object);
    if (object->id.kind != DLN_OBJECT_SEQUENCE)
        return NULL;
    column = dln_create_owner_column(side, object);
    return column != NULL ? g_hash_table_lookup(transition->pair_of, column) : NULL;
}

static void add_to(GPtrArray **list, DlnPair *pair)
{
    if (*list == NULL)
        *list = g_ptr_array_new();
    g_ptr_array_add(*list, pair);
}

void dln_pair_add_part(DlnPair *whole, DlnPair *part)
{
    add_to(&whole->parts, part);
}

static void link_owners(DlnTransition *transition, DlnPair *pair)
{
    pair->owner_from = owner_of(transition, transition->from, pair->from);
    pair->owner_to = owner_of(transition, transition->to, pair->to);
    if (pair->owner_from != NULL)
        add_to(&pair->owner_from->parts, pair);
    if (pair->owner_to != NULL && pair->owner_to != pair->owner_from)
        add_to(&pair->owner_to->parts, pair);
}

static void link_needs(DlnTransition *transition, DlnPair *pair)
{
    for (guint i = 0; pair->from != NULL && i < pair->from->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(pair->from->needs, DlnObjectId, i);
        DlnPair *needed = dln_pair_find(transition, transition->from, need);

        if (needed != NULL)
            add_to(&needed->dependents, pair);
    }
}

void dln_pairs_make(DlnTransition *transition)
{
    pair_objects(transition);
    for (guint i = 0; i < transition->pairs->len; i++) {
        link_owners(transition, transition->pairs->pdata[i]);
        link_needs(transition, transition->pairs->pdata[i]);
    }
}
