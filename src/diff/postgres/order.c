/* SPDX-License-Identifier: Apache-2.0 */
/* order.c: when each thing happens: behind all that must have happened before it. Knows nothing of SQL. */
#include "diff/postgres/postgres.h"

/* ---- before something goes ---- */

static gboolean is_column(const DlnPair *pair)
{
    return dln_pair_kind(pair) == DLN_OBJECT_COLUMN;
}

static DlnPair *carrier_of(DlnPair *pair)
{
    while (pair->goes_along && pair->owner_from != NULL)
        pair = pair->owner_from;
    return pair;
}

/* A part that is in the way of its own table's going is dropped by itself: one of two tables that need each other. */
static gboolean release(DlnTransition *transition, DlnPair *part)
{
    if (!part->goes_along)
        return FALSE;
    if (is_column(part)) {
        if (dln_object_get(part->from, "default") == NULL || part->resets_default)
            return part->resets_default;
        part->resets_default = TRUE;
        dln_write_moment(transition, part, DLN_MOMENT_BEFORE);
        return TRUE;
    }
    part->goes_along = FALSE;
    return dln_order_visit(transition, part, DLN_MOMENT_BEFORE);
}

static gboolean clear_dependent(DlnTransition *transition, DlnPair *gone, DlnPair *dependent)
{
    if (dln_pair_goes(dependent))
        return carrier_of(dependent) == carrier_of(gone) ||
               dln_order_visit(transition, dependent, DLN_MOMENT_BEFORE) ||
               release(transition, dependent);
    if (dependent->fate != DLN_FATE_CHANGE)
        return TRUE;
    if (is_column(dependent)) {
        const gboolean is_of_type =
            dln_object_is_type(gone->from) || dln_object_has_row_type(gone->from);
        if ((dependent->resets_default || dependent->is_parked) &&
            !dln_order_visit(transition, dependent, DLN_MOMENT_BEFORE))
            return FALSE;
        return !dependent->is_retyped || dependent->is_parked || !is_of_type ||
               (gone->is_moved && !dln_object_has_row_type(gone->from)) ||
               dln_order_visit(transition, dependent, DLN_MOMENT_MAIN);
    }
    if (dln_pair_kind(dependent) == DLN_OBJECT_TABLE)
        return dln_order_visit(transition, dependent, DLN_MOMENT_BEFORE);
    return gone->is_moved || dln_order_visit(transition, dependent, DLN_MOMENT_MAIN);
}

/* Of a partition: who refers to rows of its whole refers to its own. */
static gboolean clear_references(DlnTransition *transition, DlnPair *gone)
{
    g_autoptr(GPtrArray) keys = dln_table_references(transition, gone);

    for (guint i = 0; i < keys->len; i++) {
        DlnPair *key = keys->pdata[i];
        const DlnPair *referring = dln_pair_parent(transition, key);

        if (dln_pair_goes(key) && !clear_dependent(transition, gone, key))
            return FALSE;
        /* Rows that refer to it go first, where they go at all. */
        for (guint p = 0; !dln_pair_goes(key) && p < transition->pairs->len; p++) {
            DlnPair *other = transition->pairs->pdata[p];
            if (dln_pair_kind(other) == DLN_OBJECT_TABLE && other != gone && dln_pair_goes(other) &&
                dln_table_is_below(transition, other, referring))
                dln_order_visit(transition, other, DLN_MOMENT_BEFORE);
        }
    }
    return TRUE;
}

static gboolean clear_dependents(DlnTransition *transition, DlnPair *gone)
{
    if (dln_pair_kind(gone) == DLN_OBJECT_TABLE && !clear_references(transition, gone))
        return FALSE;
    for (guint i = 0; gone->dependents != NULL && i < gone->dependents->len; i++) {
        if (!clear_dependent(transition, gone, gone->dependents->pdata[i]))
            return FALSE;
    }
    for (guint i = 0; gone->parts != NULL && i < gone->parts->len; i++) {
        DlnPair *part = gone->parts->pdata[i];
        gboolean is_saved = dln_pair_kind(part) == DLN_OBJECT_SEQUENCE && !part->goes_along;

        if (part->owner_from != gone)
            continue;
        if (is_saved && !dln_order_visit(transition, part, DLN_MOMENT_BEFORE))
            return FALSE;
        if (part->goes_along && !clear_dependents(transition, part))
            return FALSE;
    }
    return TRUE;
}

static gboolean prepare_before(DlnTransition *transition, DlnPair *pair)
{
    if (pair->fate == DLN_FATE_CHANGE && dln_pair_kind(pair) == DLN_OBJECT_TABLE &&
        dln_table_swaps_parents(transition, pair) && !dln_order_make_new_parents(transition, pair))
        return FALSE;
    if (pair->fate == DLN_FATE_DROP &&
        (!dln_order_release_children(transition, pair) ||
            (is_column(pair) && (!dln_order_leave_parents(transition, pair) ||
                                    !dln_order_drop_above(transition, pair)))))
        return FALSE;
    if (pair->fate == DLN_FATE_CHANGE && dln_pair_kind(pair) == DLN_OBJECT_TABLE &&
        dln_pair_differs(pair, "inherits") && !dln_order_release_children(transition, pair))
        return FALSE;
    if (pair->is_parked && !dln_order_park(transition, pair))
        return FALSE;
    const DlnPair *table = pair->from != NULL ? dln_pair_parent(transition, pair) : NULL;
    gboolean is_whole = table != NULL && table->from != NULL &&
                        dln_pair_kind(table) == DLN_OBJECT_TABLE &&
                        dln_object_get(table->from, "partition_by") != NULL;

    if (pair->fate == DLN_FATE_CHANGE && dln_pair_kind(pair) == DLN_OBJECT_TABLE &&
        dln_table_changes_place(pair) && !clear_references(transition, pair))
        return FALSE;
    if (pair->from != NULL && dln_pair_goes(pair) && dln_part_is_released(transition, pair) &&
        dln_part_whole(transition, transition->from, pair->from) != NULL &&
        !dln_order_visit(transition, dln_pair_parent(transition, pair), DLN_MOMENT_BEFORE))
        return FALSE;
    return !dln_pair_goes(pair) || (clear_dependents(transition, pair) &&
                                       (!is_whole || dln_order_release_parts(transition, pair)));
}

/* ---- before something is made or changed ---- */

/* A default or a check can be added when all is there. */
static gboolean can_wait(const DlnPair *part, const DlnPair *need)
{
    const DlnObjectKind needed = dln_pair_kind(need);

    if (!dln_pair_comes(part))
        return FALSE;
    if (dln_pair_kind(part) == DLN_OBJECT_CONSTRAINT)
        return part->comes_along;
    return is_column(part) && dln_object_get(part->to, "default") != NULL &&
           (needed == DLN_OBJECT_FUNCTION || needed == DLN_OBJECT_SEQUENCE);
}

static const DlnPair *whole_of(const DlnPair *pair)
{
    while (pair->comes_along && pair->owner_to != NULL)
        pair = pair->owner_to;
    return pair;
}

static gboolean make_needs(DlnTransition *transition, DlnPair *pair)
{
    for (guint i = 0; i < pair->to->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(pair->to->needs, DlnObjectId, i);
        DlnPair *needed = dln_pair_find(transition, transition->to, need);

        if (needed == NULL || needed->fate == DLN_FATE_KEEP || whole_of(needed) == whole_of(pair))
            continue;
        if (!dln_order_visit(transition, needed, DLN_MOMENT_MAIN) && !can_wait(pair, needed))
            return FALSE;
    }
    return TRUE;
}

static gboolean make_parts_needs(DlnTransition *transition, DlnPair *pair)
{
    if (!make_needs(transition, pair))
        return FALSE;
    for (guint i = 0; pair->parts != NULL && i < pair->parts->len; i++) {
        DlnPair *part = pair->parts->pdata[i];
        gboolean is_apart = dln_pair_kind(part) == DLN_OBJECT_SEQUENCE && !part->comes_along;

        if (part->owner_to != pair || part->to == NULL || !dln_pair_comes(pair))
            continue;
        if (is_apart ? !dln_order_visit(transition, part, DLN_MOMENT_MAIN)
                     : part->comes_along && !make_parts_needs(transition, part))
            return FALSE;
    }
    return TRUE;
}

static gboolean clear_rivals(DlnTransition *transition, DlnPair *pair)
{
    g_autoptr(GPtrArray) rivals = dln_names_rivals(transition, pair);

    for (guint i = 0; i < rivals->len; i++) {
        DlnPair *rival = rivals->pdata[i];

        if (rival != pair && rival->taken_by != pair && carrier_of(rival) != carrier_of(pair) &&
            !dln_order_visit(transition, rival, DLN_MOMENT_BEFORE))
            return FALSE;
    }
    return TRUE;
}

static gboolean prepare_main(DlnTransition *transition, DlnPair *pair)
{
    const DlnObjectKind kind = dln_pair_kind(pair);
    DlnPair *parent = dln_pair_parent(transition, pair);

    if (pair->from != NULL && !dln_order_visit(transition, pair, DLN_MOMENT_BEFORE))
        return FALSE;
    if (parent != NULL && dln_pair_comes(parent) &&
        !dln_order_visit(transition, parent, DLN_MOMENT_MAIN))
        return FALSE;
    if (parent != NULL && kind == DLN_OBJECT_COLUMN && parent->fate == DLN_FATE_CHANGE &&
        !dln_order_visit(transition, parent, DLN_MOMENT_BEFORE))
        return FALSE;
    if (kind == DLN_OBJECT_TABLE && dln_pair_comes(pair) &&
        dln_object_get(pair->to, "inherits") != NULL &&
        !dln_order_make_new_parents(transition, pair))
        return FALSE;
    if ((pair->fate == DLN_FATE_CREATE || pair->is_retyped) &&
        !dln_order_release_children(transition, pair))
        return FALSE;
    if (!make_parts_needs(transition, pair))
        return FALSE;
    if (kind == DLN_OBJECT_FUNCTION || kind == DLN_OBJECT_PROCEDURE)
        dln_order_make_named(transition, pair);
    if (kind == DLN_OBJECT_COLUMN &&
        (!dln_order_clear_way(transition, pair) || !dln_order_retype_above(transition, pair) ||
            !dln_order_change_row_type(transition, pair) ||
            (pair->is_parked && !dln_order_unpark(transition, pair))))
        return FALSE;
    if ((kind == DLN_OBJECT_INDEX || kind == DLN_OBJECT_CONSTRAINT) && dln_pair_comes(pair) &&
        !dln_order_make_partitions_parts(transition, pair))
        return FALSE;
    if (pair->is_behind_attach && !dln_order_visit(transition, parent, DLN_MOMENT_AFTER))
        return FALSE;
    return clear_rivals(transition, pair);
}

/* ---- afterwards ---- */

static gboolean prepare_after(DlnTransition *transition, DlnPair *pair)
{
    static const DlnObjectKind kinds[] = {
        DLN_OBJECT_COLUMN, DLN_OBJECT_CONSTRAINT, DLN_OBJECT_INDEX};

    if (!dln_order_visit(transition, pair, DLN_MOMENT_MAIN))
        return FALSE;
    /* A sequence whose value an identity takes over. */
    if (pair->to == NULL && pair->owner_from != NULL &&
        (!dln_order_visit(transition, pair, DLN_MOMENT_BEFORE) ||
            !dln_order_visit(transition, pair->owner_from, DLN_MOMENT_MAIN)))
        return FALSE;
    if (pair->to != NULL && dln_object_get(pair->to, "partition_of") != NULL &&
        !dln_order_change_above(transition, pair))
        return FALSE;
    for (guint i = 0; pair->is_moved && pair->dependents != NULL && i < pair->dependents->len;
         i++) {
        DlnPair *dependent = pair->dependents->pdata[i];
        DlnPair *whole = carrier_of(dependent);
        if (dependent->fate != DLN_FATE_KEEP &&
            !dln_order_visit(transition, dependent, DLN_MOMENT_MAIN))
            return FALSE;
        if (whole != pair && whole->is_moved &&
            !dln_order_visit(transition, whole, DLN_MOMENT_AFTER))
            return FALSE;
    }
    if (pair->is_moved && pair->to != NULL && !dln_order_attach_partitions(transition, pair))
        return FALSE;
    if (pair->owner_to != NULL && dln_pair_kind(pair) == DLN_OBJECT_SEQUENCE)
        return dln_order_visit(transition, pair->owner_to, DLN_MOMENT_MAIN);
    for (guint i = 0; pair->parts != NULL && i < pair->parts->len; i++) {
        DlnPair *part = pair->parts->pdata[i];
        for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
            if (dln_pair_kind(part) != kinds[k])
                continue;
            if (part->to == NULL && part->owner_from == pair && kinds[k] == DLN_OBJECT_COLUMN &&
                !dln_order_visit(transition, part, DLN_MOMENT_BEFORE))
                return FALSE;
            if (part->to != NULL && part->owner_to == pair && !part->is_behind_attach &&
                g_strcmp0(dln_object_get(part->to, "type"), "foreign key") != 0 &&
                !dln_order_visit(transition, part, DLN_MOMENT_MAIN))
                return FALSE;
        }
    }
    return TRUE;
}

/* ---- walking ---- */

static gboolean prepare(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    if (moment == DLN_MOMENT_BEFORE)
        return prepare_before(transition, pair);
    return moment == DLN_MOMENT_MAIN ? prepare_main(transition, pair)
                                     : prepare_after(transition, pair);
}

static gboolean is_there(const DlnPair *pair, DlnMoment moment)
{
    return moment == DLN_MOMENT_BEFORE ? pair->from != NULL
           : moment == DLN_MOMENT_MAIN ? pair->to != NULL
                                       : pair->to != NULL || pair->is_moved;
}

/* FALSE: it is under way already, or needs what is: then it must be tried again later. */
gboolean dln_order_visit(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    if (pair->fate == DLN_FATE_KEEP || !is_there(pair, moment))
        return TRUE;
    if (moment == DLN_MOMENT_BEFORE && pair->goes_along && pair->owner_from != NULL)
        return dln_order_visit(transition, pair->owner_from, moment);
    /* Its name is free when it has the key's. */
    if (pair->taken_by != NULL)
        return dln_order_visit(transition, pair->taken_by, DLN_MOMENT_MAIN);
    if (moment == DLN_MOMENT_MAIN && pair->comes_along && pair->owner_to != NULL) {
        if (!dln_order_visit(transition, pair->owner_to, moment))
            return FALSE;
        /* A child's own default, and what else its parent does not say. */
        if (!is_column(pair) || dln_pair_comes(pair->owner_to) == FALSE ||
            dln_pair_kind(pair->owner_to) != DLN_OBJECT_COLUMN)
            return TRUE;
    }
    if (pair->visits[moment] != DLN_VISIT_NONE)
        return pair->visits[moment] == DLN_VISIT_DONE;
    pair->visits[moment] = DLN_VISIT_UNDER_WAY;
    if (moment == DLN_MOMENT_BEFORE && dln_pair_kind(pair) == DLN_OBJECT_TABLE)
        dln_write_saved_rows(transition, pair);
    if (!prepare(transition, pair, moment)) {
        pair->visits[moment] = DLN_VISIT_NONE;
        return FALSE;
    }
    pair->visits[moment] = DLN_VISIT_DONE;
    dln_write_moment(transition, pair, moment);
    return TRUE;
}

/* ---- the order where nothing needs another ---- */

/* What hangs on others goes first. */
static const DlnObjectKind going_first[] = {
    DLN_OBJECT_EVENT_TRIGGER,
    DLN_OBJECT_POLICY,
    DLN_OBJECT_TRIGGER,
    DLN_OBJECT_RULE,
    DLN_OBJECT_VIEW,
    DLN_OBJECT_MATERIALIZED_VIEW,
    DLN_OBJECT_STATISTICS,
    DLN_OBJECT_INDEX,
    DLN_OBJECT_CONSTRAINT,
    DLN_OBJECT_DOMAIN_CONSTRAINT,
    DLN_OBJECT_CONVERSION,
    DLN_OBJECT_OPERATOR_CLASS,
    DLN_OBJECT_OPERATOR_FAMILY,
    DLN_OBJECT_OPERATOR,
    DLN_OBJECT_PROCEDURE,
    DLN_OBJECT_AGGREGATE,
    DLN_OBJECT_FUNCTION,
};

static const DlnObjectKind coming[] = {
    DLN_OBJECT_SCHEMA,
    DLN_OBJECT_EXTENSION,
    DLN_OBJECT_COLLATION,
    DLN_OBJECT_DICTIONARY,
    DLN_OBJECT_CONFIGURATION,
    DLN_OBJECT_CONVERSION,
    DLN_OBJECT_ENUM,
    DLN_OBJECT_DOMAIN,
    DLN_OBJECT_DOMAIN_CONSTRAINT,
    DLN_OBJECT_COMPOSITE,
    DLN_OBJECT_RANGE,
    DLN_OBJECT_CAST,
    DLN_OBJECT_OPERATOR,
    DLN_OBJECT_OPERATOR_FAMILY,
    DLN_OBJECT_OPERATOR_CLASS,
    DLN_OBJECT_SEQUENCE,
    DLN_OBJECT_TABLE,
    DLN_OBJECT_COLUMN,
    DLN_OBJECT_CONSTRAINT,
    DLN_OBJECT_INDEX,
    DLN_OBJECT_STATISTICS,
    DLN_OBJECT_VIEW,
    DLN_OBJECT_MATERIALIZED_VIEW,
    DLN_OBJECT_FUNCTION,
    DLN_OBJECT_PROCEDURE,
    DLN_OBJECT_AGGREGATE,
    DLN_OBJECT_RULE,
    DLN_OBJECT_TRIGGER,
    DLN_OBJECT_POLICY,
    DLN_OBJECT_EVENT_TRIGGER,
    DLN_OBJECT_PRIVILEGES,
    DLN_OBJECT_OTHER,
};

/* The pairs are in the order of their kinds. */
static guint first_of_kind(const DlnTransition *transition, DlnObjectKind kind)
{
    guint first = 0;
    guint last = transition->pairs->len;

    while (first < last) {
        const guint middle = first + (last - first) / 2;
        if (dln_pair_kind(transition->pairs->pdata[middle]) < kind)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

static void visit_kind(DlnTransition *transition, DlnObjectKind kind, DlnMoment moment)
{
    for (guint i = first_of_kind(transition, kind); i < transition->pairs->len; i++) {
        DlnPair *pair = transition->pairs->pdata[i];

        if (dln_pair_kind(pair) != kind)
            break;
        if (pair->taken_by == NULL)
            dln_order_visit(transition, pair, moment);
    }
}

/* Columns in the order in which they stand. */
static int compare_parts(gconstpointer a, gconstpointer b)
{
    const DlnObject *left = dln_pair_any(*(DlnPair *const *)a);
    const DlnObject *right = dln_pair_any(*(DlnPair *const *)b);

    if (left->id.kind != right->id.kind || left->id.kind != DLN_OBJECT_COLUMN)
        return dln_object_id_compare(&left->id, &right->id);
    return (left->position > right->position) - (left->position < right->position);
}

/* All about one relation stands together. */
static void visit_relations(DlnTransition *transition, DlnObjectKind kind)
{
    for (guint i = first_of_kind(transition, kind); i < transition->pairs->len; i++) {
        DlnPair *pair = transition->pairs->pdata[i];
        GPtrArray *parts = pair->parts;

        if (dln_pair_kind(pair) != kind)
            break;
        dln_order_visit(transition, pair, DLN_MOMENT_MAIN);
        if (parts != NULL)
            g_ptr_array_sort(parts, compare_parts);
        for (guint p = 0; parts != NULL && p < parts->len; p++) {
            DlnPair *part = parts->pdata[p];
            if (!dln_object_is_foreign_key(dln_pair_any(part)) &&
                dln_pair_kind(part) < DLN_OBJECT_VIEW)
                dln_order_visit(transition, part, DLN_MOMENT_MAIN);
        }
        for (guint p = 0; parts != NULL && p < parts->len; p++) {
            if (is_column(parts->pdata[p]))
                dln_order_visit(transition, parts->pdata[p], DLN_MOMENT_BEFORE);
        }
        dln_order_visit(transition, pair, DLN_MOMENT_AFTER);
    }
}

static gboolean is_finished(const DlnPair *pair)
{
    if (pair->fate == DLN_FATE_KEEP || pair->taken_by != NULL)
        return TRUE;
    return (pair->from == NULL || pair->goes_along ||
               pair->visits[DLN_MOMENT_BEFORE] == DLN_VISIT_DONE) &&
           (pair->to == NULL || pair->comes_along ||
               pair->visits[DLN_MOMENT_MAIN] == DLN_VISIT_DONE);
}

static void check_finished(DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len && transition->out->error == NULL; i++) {
        const DlnPair *pair = transition->pairs->pdata[i];

        if (!is_finished(pair))
            dln_diff_fail(transition->out, dln_pair_any(pair),
                "cannot be changed: it needs itself in a way that cannot be written as SQL");
    }
}

void dln_order_walk(DlnTransition *transition)
{
    dln_order_make_missed(transition);
    for (guint k = 0; k < G_N_ELEMENTS(going_first); k++)
        visit_kind(transition, going_first[k], DLN_MOMENT_BEFORE);
    for (guint k = 0; k < G_N_ELEMENTS(coming); k++) {
        if (coming[k] < DLN_OBJECT_COLUMN || coming[k] == DLN_OBJECT_VIEW ||
            coming[k] == DLN_OBJECT_MATERIALIZED_VIEW)
            visit_relations(transition, coming[k]);
        else
            visit_kind(transition, coming[k], DLN_MOMENT_MAIN);
    }
    for (guint k = G_N_ELEMENTS(coming); k > 0; k--)
        visit_kind(transition, coming[k - 1], DLN_MOMENT_BEFORE);
    for (guint k = G_N_ELEMENTS(coming); k > 0; k--)
        visit_kind(transition, coming[k - 1], DLN_MOMENT_AFTER);
    check_finished(transition);
}
