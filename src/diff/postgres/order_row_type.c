/* SPDX-License-Identifier: Apache-2.0 */
/* order_row_type.c: when columns that hold rows of another relation let go of its type, and have it again: a text of such a row
 * has the columns that there are when it is written, and those that there are must be able to read it. */
#include "diff/postgres/postgres.h"

typedef enum {
    PART_GOES,
    PART_IS_RETYPED,
} PartChange;

/* Of the columns of relation; those that are new come later. */
static gboolean visit_columns(DlnTransition *transition, const DlnPair *relation, PartChange change)
{
    for (guint i = 0; relation->parts != NULL && i < relation->parts->len; i++) {
        DlnPair *column = relation->parts->pdata[i];

        if (dln_pair_kind(column) != DLN_OBJECT_COLUMN || column->from == NULL)
            continue;
        if (change == PART_GOES && column->to == NULL && !column->goes_along &&
            !dln_order_visit(transition, column, DLN_MOMENT_BEFORE))
            return FALSE;
        if (change == PART_IS_RETYPED && column->is_retyped &&
            !dln_order_visit(transition, column, DLN_MOMENT_MAIN))
            return FALSE;
    }
    return TRUE;
}

/* What the column holds rows of, as side has it. */
static gboolean visit_needed(
    DlnTransition *transition, const DlnSchema *side, const DlnObject *column, PartChange change)
{
    for (guint i = 0; i < column->needs->len; i++) {
        const DlnPair *relation =
            dln_pair_find(transition, side, &g_array_index(column->needs, DlnObjectId, i));

        if (relation != NULL && dln_object_has_row_type(dln_pair_any(relation)) &&
            !visit_columns(transition, relation, change))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_order_park(DlnTransition *transition, DlnPair *parked)
{
    return visit_needed(transition, transition->from, parked->from, PART_GOES) &&
           dln_order_clear_way(transition, parked);
}

gboolean dln_order_unpark(DlnTransition *transition, const DlnPair *parked)
{
    return visit_needed(transition, transition->to, parked->to, PART_IS_RETYPED);
}

gboolean dln_order_change_row_type(DlnTransition *transition, const DlnPair *column)
{
    const DlnPair *relation = dln_pair_parent(transition, column);
    const gboolean is_new = dln_pair_comes(column);

    if (relation == NULL || dln_pair_goes(relation) || (!is_new && !column->is_retyped))
        return TRUE;
    for (guint i = 0; relation->dependents != NULL && i < relation->dependents->len; i++) {
        DlnPair *holder = relation->dependents->pdata[i];

        if (holder->is_parked &&
            !dln_order_visit(transition, holder, is_new ? DLN_MOMENT_MAIN : DLN_MOMENT_BEFORE))
            return FALSE;
    }
    return TRUE;
}
