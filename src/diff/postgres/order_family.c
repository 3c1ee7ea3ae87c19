/* SPDX-License-Identifier: Apache-2.0 */
/* order_family.c: when things happen to tables that have children or partitions, and to these. Knows nothing of SQL. */
#include "diff/postgres/postgres.h"

static gboolean is_column(const DlnPair *pair)
{
    return dln_pair_kind(pair) == DLN_OBJECT_COLUMN;
}

static gboolean is_check(const DlnPair *pair)
{
    return dln_pair_kind(pair) == DLN_OBJECT_CONSTRAINT &&
           g_strcmp0(dln_object_get(dln_pair_any(pair), "type"), "check") == 0;
}

/* A partition that is detached keeps its indexes and keys. */
gboolean dln_order_release_parts(DlnTransition *transition, const DlnPair *gone)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *part = transition->pairs->pdata[i];

        if (part->from != NULL && dln_part_is_released(transition, part) &&
            dln_part_whole(transition, transition->from, part->from) == gone &&
            !dln_order_visit(transition, dln_pair_parent(transition, part), DLN_MOMENT_BEFORE))
            return FALSE;
    }
    return TRUE;
}

/* New parents are all that they are to be, where the old ones stay until then. */
gboolean dln_order_make_new_parents(DlnTransition *transition, const DlnPair *table)
{
    for (guint i = 0; i < table->to->needs->len; i++) {
        DlnPair *parent = dln_pair_find(
            transition, transition->to, &g_array_index(table->to->needs, DlnObjectId, i));

        if (parent == NULL || dln_pair_kind(parent) != DLN_OBJECT_TABLE)
            continue;
        if (!dln_order_visit(transition, parent, DLN_MOMENT_MAIN))
            return FALSE;
        for (guint p = 0; parent->parts != NULL && p < parent->parts->len; p++) {
            DlnPair *part = parent->parts->pdata[p];

            if ((is_column(part) || is_check(part)) &&
                (!dln_order_visit(transition, part, DLN_MOMENT_MAIN) ||
                    (part->to == NULL && !dln_order_visit(transition, part, DLN_MOMENT_BEFORE))))
                return FALSE;
        }
    }
    return TRUE;
}

/* A partition has all indexes and constraints of its table, as long as it is one. */
static gboolean is_new_of_whole(const DlnPair *part)
{
    return part->fate == DLN_FATE_CREATE && (dln_pair_kind(part) == DLN_OBJECT_INDEX ||
                                                dln_pair_kind(part) == DLN_OBJECT_CONSTRAINT);
}

/* A partition that is distributed by the column stands in the way of its new type. */
static gboolean release_remade(DlnTransition *transition, const DlnPair *column)
{
    g_autoptr(GPtrArray) below = dln_column_below(transition, column);

    for (guint i = 0; i < below->len; i++) {
        DlnPair *own = below->pdata[i];
        DlnPair *table = dln_pair_parent(transition, own);

        if ((table->fate == DLN_FATE_REMAKE &&
                !dln_order_visit(transition, table, DLN_MOMENT_BEFORE)) ||
            !release_remade(transition, own))
            return FALSE;
    }
    return TRUE;
}

/* Children and partitions that leave their table keep what it loses, and do not get what it gets; of several generations the last leaves
 * first. */
gboolean dln_order_release_children(DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *table = is_column(pair) || is_check(pair) || is_new_of_whole(pair)
                               ? dln_pair_parent(transition, pair)
                           : dln_pair_kind(pair) == DLN_OBJECT_TABLE ? pair
                                                                     : NULL;

    if (pair->is_retyped && !release_remade(transition, pair))
        return FALSE;
    for (guint i = 0; table != NULL && table->dependents != NULL && i < table->dependents->len;
         i++) {
        DlnPair *child = table->dependents->pdata[i];

        if (dln_pair_kind(child) == DLN_OBJECT_TABLE && child->fate == DLN_FATE_CHANGE &&
            (dln_pair_differs(child, "inherits") || dln_pair_differs(child, "partition_of")) &&
            !dln_order_visit(transition, child, DLN_MOMENT_BEFORE))
            return FALSE;
    }
    return TRUE;
}

/* What comes from a parent can go only when that is left. */
gboolean dln_order_leave_parents(DlnTransition *transition, const DlnPair *column)
{
    DlnPair *table = dln_pair_parent(transition, column);

    return table == NULL || table->fate != DLN_FATE_CHANGE ||
           !dln_object_is(column->from, "inherited") ||
           (!dln_pair_differs(table, "inherits") && !dln_pair_differs(table, "partition_of")) ||
           dln_order_visit(transition, table, DLN_MOMENT_BEFORE);
}

/* The column that is called so in the table which a child needs; NULL: it is no table, or has none. */
static DlnPair *column_above(const DlnTransition *transition, const DlnSchema *side,
    const DlnObjectId *need, const char *name)
{
    const DlnObjectId id = {
        .kind = DLN_OBJECT_COLUMN, .parent = need->name, .name = name, .schema = need->schema};

    return need->kind == DLN_OBJECT_TABLE ? dln_pair_find(transition, side, &id) : NULL;
}

/* A column gets a new type with that of the parent, and a default of its own behind that. */
gboolean dln_order_retype_above(DlnTransition *transition, const DlnPair *column)
{
    const DlnPair *table = column->is_retyped ? dln_pair_parent(transition, column) : NULL;

    for (guint i = 0; table != NULL && table->to != NULL && i < table->to->needs->len; i++) {
        DlnPair *origin = column_above(transition, transition->to,
            &g_array_index(table->to->needs, DlnObjectId, i), column->to->id.name);

        if (origin != NULL && origin->is_retyped &&
            !dln_order_visit(transition, origin, DLN_MOMENT_MAIN))
            return FALSE;
    }
    return TRUE;
}

/* What a parent no longer has, and its child has none the less, can go from there only then. */
gboolean dln_order_drop_above(DlnTransition *transition, const DlnPair *column)
{
    const DlnPair *table = dln_pair_parent(transition, column);

    for (guint i = 0; table != NULL && table->from != NULL && i < table->from->needs->len; i++) {
        DlnPair *origin = column_above(transition, transition->from,
            &g_array_index(table->from->needs, DlnObjectId, i), column->from->id.name);

        if (origin != NULL && dln_pair_goes(origin) &&
            !dln_order_visit(transition, origin, DLN_MOMENT_BEFORE))
            return FALSE;
    }
    return TRUE;
}

/* What is in the way of a column's change, in its own table and in those below. */
gboolean dln_order_clear_way(DlnTransition *transition, DlnPair *column)
{
    g_autoptr(GPtrArray) below = dln_column_below(transition, column);

    for (guint i = 0; column->dependents != NULL && i < column->dependents->len; i++) {
        DlnPair *dependent = column->dependents->pdata[i];
        if (dln_pair_goes(dependent) && dependent->taken_by == NULL &&
            !dln_order_visit(transition, dependent, DLN_MOMENT_BEFORE))
            return FALSE;
    }
    for (guint i = 0; i < below->len; i++) {
        DlnPair *own = below->pdata[i];
        if ((own->resets_default && !dln_order_visit(transition, own, DLN_MOMENT_BEFORE)) ||
            !dln_order_clear_way(transition, own))
            return FALSE;
    }
    return TRUE;
}

/* A partition that comes has the columns that its table is to have. */
gboolean dln_order_change_above(DlnTransition *transition, const DlnPair *table)
{
    for (guint i = 0; i < table->to->needs->len; i++) {
        const DlnPair *whole = dln_pair_find(
            transition, transition->to, &g_array_index(table->to->needs, DlnObjectId, i));

        if (whole == NULL || dln_pair_kind(whole) != DLN_OBJECT_TABLE || whole->parts == NULL)
            continue;
        for (guint p = 0; p < whole->parts->len; p++) {
            DlnPair *column = whole->parts->pdata[p];
            if (is_column(column) && !dln_order_visit(transition, column,
                                         column->to != NULL ? DLN_MOMENT_MAIN : DLN_MOMENT_BEFORE))
                return FALSE;
        }
    }
    return TRUE;
}

/* The rows find their places only then, and in partitions of partitions. */
gboolean dln_order_attach_partitions(DlnTransition *transition, const DlnPair *table)
{
    g_autofree char *name = dln_create_name(table->to);

    for (guint i = 0; i < transition->pairs->len; i++) {
        DlnPair *part = transition->pairs->pdata[i];

        if (part->to != NULL && part->to->id.kind == DLN_OBJECT_TABLE &&
            g_strcmp0(dln_object_get(part->to, "partition_of"), name) == 0 &&
            (!dln_order_attach_partitions(transition, part) ||
                !dln_order_visit(transition, part, DLN_MOMENT_AFTER)))
            return FALSE;
    }
    return TRUE;
}

/* An index or key of a partitioned table takes for its parts those that the partitions have; one that is told them, when all
 * partitions are there. */
gboolean dln_order_make_partitions_parts(DlnTransition *transition, DlnPair *pair)
{
    DlnPair *table = dln_pair_parent(transition, pair);

    if (table == NULL || dln_object_get(table->to, "partition_by") == NULL)
        return TRUE;
    for (guint i = 0; i < transition->pairs->len; i++) {
        DlnPair *part = transition->pairs->pdata[i];

        if (!dln_pair_comes(part) || part->comes_along || part == pair ||
            dln_part_whole(transition, transition->to, part->to) != pair)
            continue;
        if (!dln_order_visit(transition, part, DLN_MOMENT_MAIN))
            return FALSE;
    }
    return !dln_create_is_apart(transition->to, pair->to) ||
           dln_order_attach_partitions(transition, table);
}
