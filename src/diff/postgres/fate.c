/* SPDX-License-Identifier: Apache-2.0 */
/* fate.c: what happens to each object: kept, changed where it stands, dropped, made; and what has to make room for
 * that, and so is made again. Writes nothing. */
#include <string.h>

#include "diff/postgres/postgres.h"
#include "sql/lexer.h"

typedef struct {
    DlnTransition *transition;
    GQueue *disturbed;  /* (element-type DlnPair): whose dependents are still to be looked at */
    GHashTable *coming; /* (key-type utf8) (set): names that something new takes */
} Decision;

/* ---- at first sight ---- */

static gboolean is_equal(const DlnPair *pair)
{
    static const char *const none[] = {NULL};

    return !dln_pair_differs_beside(pair, none);
}

/* Whether a column's values have to be written anew, and what looks at them to make room. */
static gboolean changes_type(const DlnPair *pair)
{
    return pair->from != NULL && pair->to != NULL && pair->to->id.kind == DLN_OBJECT_COLUMN &&
           (dln_pair_differs(pair, "type") || dln_pair_differs(pair, "collation"));
}

/* A default that the new type could not take, or that an identity would stand beside. */
static gboolean resets_default(const DlnPair *pair)
{
    if (pair->fate != DLN_FATE_CHANGE || pair->to->id.kind != DLN_OBJECT_COLUMN ||
        dln_object_get(pair->from, "default") == NULL)
        return FALSE;
    return (pair->is_retyped && dln_pair_differs(pair, "default")) ||
           (dln_object_get(pair->to, "identity") != NULL);
}

static void decide(Decision *decision, DlnPair *pair)
{
    if (pair->from == NULL)
        pair->fate =
            dln_part_is_left_behind(decision->transition, pair) ? DLN_FATE_KEEP : DLN_FATE_CREATE;
    else if (pair->to == NULL)
        pair->fate = dln_part_is_taken(decision->transition, pair) ? DLN_FATE_KEEP : DLN_FATE_DROP;
    else if (is_equal(pair))
        pair->fate = DLN_FATE_KEEP;
    else
        pair->fate =
            dln_fate_can_change(decision->transition, pair) ? DLN_FATE_CHANGE : DLN_FATE_REMAKE;
    /* Its attributes or columns say what is different. */
    if (pair->from != NULL && pair->to != NULL && pair->fate == DLN_FATE_KEEP &&
        (pair->to->id.kind == DLN_OBJECT_COMPOSITE || pair->to->id.kind == DLN_OBJECT_TABLE) &&
        !dln_fate_can_change(decision->transition, pair))
        pair->fate = DLN_FATE_REMAKE;
    pair->is_retyped = pair->fate == DLN_FATE_CHANGE && changes_type(pair);
    pair->resets_default = resets_default(pair);
    pair->is_moved = pair->fate == DLN_FATE_REMAKE && pair->to->id.kind == DLN_OBJECT_TABLE;
    if ((dln_pair_goes(pair) && pair->taken_by == NULL) || pair->is_retyped)
        g_queue_push_tail(decision->disturbed, pair);
}

/* ---- what has to make room ---- */

/* An index that a key would take, had it not to go. */
static void let_go(Decision *decision, DlnPair *index)
{
    dln_take_forget(index);
    g_queue_push_tail(decision->disturbed, index);
}

static void remake(Decision *decision, DlnPair *pair)
{
    if (pair->fate != DLN_FATE_KEEP && pair->fate != DLN_FATE_CHANGE)
        return;
    pair->fate = DLN_FATE_REMAKE;
    pair->is_retyped = FALSE;
    pair->is_moved = pair->to->id.kind == DLN_OBJECT_TABLE;
    g_queue_push_tail(decision->disturbed, pair);
}

/* Nothing can change the type of what rows are distributed by. */
static gboolean is_in_partition_key(const DlnPair *column, const DlnPair *table)
{
    const char *key = dln_object_get(table->from, "partition_by");

    return key != NULL &&
           dln_text_has_name(DLN_ENGINE_POSTGRES, strchr(key, '('), column->from->id.name);
}

static void remake_partitioned(Decision *decision, const DlnPair *column)
{
    DlnPair *table = dln_pair_parent(decision->transition, column);

    if (table != NULL && table->from != NULL && table->to != NULL &&
        is_in_partition_key(column, table))
        remake(decision, table);
}

static void retype(Decision *decision, DlnPair *column)
{
    if (column->is_retyped || dln_pair_goes(column))
        return;
    column->fate = DLN_FATE_CHANGE;
    column->is_retyped = TRUE;
    column->resets_default = dln_object_get(column->from, "default") != NULL;
    g_queue_push_tail(decision->disturbed, column);
}

/* No relation can go, or get other columns' types, while a column holds its rows. */
static void park(Decision *decision, DlnPair *column)
{
    if (column->is_retyped || dln_pair_goes(column))
        return;
    column->is_parked = TRUE;
    retype(decision, column);
}

/* Something that the column needs goes. */
static void disturb_column(Decision *decision, DlnPair *column, DlnPair *gone)
{
    DlnPair *relation = dln_pair_parent(decision->transition, column);
    const DlnObject *needed = gone->from;

    if (relation != NULL && dln_object_is_type(relation->to)) {
        remake(decision, relation);
    } else if (dln_object_get(column->from, "generated") != NULL) {
        remake(decision, column);
    } else if (dln_object_has_row_type(needed)) {
        park(decision, column);
    } else if (dln_object_is_type(needed)) {
        gone->is_moved = TRUE;
        retype(decision, column);
    } else {
        column->fate = DLN_FATE_CHANGE;
        column->resets_default = TRUE;
    }
}

/* Its rows are among those of the whole, and come back with them. */
static void disturb_partition(Decision *decision, DlnPair *partition, const DlnPair *gone)
{
    if (gone->is_moved && dln_object_get(partition->from, "inherits") != NULL)
        remake(decision, partition);
    if (!(gone->is_moved || gone->is_refilled) ||
        dln_object_get(partition->from, "partition_of") == NULL ||
        dln_object_get(partition->to, "partition_of") == NULL)
        return;
    remake(decision, partition);
    partition->is_moved = FALSE;
    partition->is_refilled = TRUE;
}

/* Whether something new takes the name of what goes, or of a part that goes with it. */
static gboolean gives_name(const Decision *decision, const DlnPair *gone)
{
    if (dln_names_have(decision->coming, gone->from))
        return TRUE;
    for (guint i = 0; gone->parts != NULL && i < gone->parts->len; i++) {
        const DlnPair *part = gone->parts->pdata[i];
        if (part->owner_from == gone && gives_name(decision, part))
            return TRUE;
    }
    return FALSE;
}

static void disturb(Decision *decision, DlnPair *dependent, DlnPair *gone)
{
    const DlnObjectKind kind = dln_pair_kind(dependent);

    if (dependent->taken_by != NULL)
        let_go(decision, dependent);
    if (dependent->from == NULL || dependent->to == NULL)
        return;
    /* Its rows would come back twice. */
    if (kind == DLN_OBJECT_TABLE && dependent->is_moved)
        disturb_partition(decision, dependent, gone);
    if (dln_pair_goes(dependent))
        return;
    /* It is changed before the other goes. */
    if (gone->fate == DLN_FATE_DROP && dependent->fate == DLN_FATE_CHANGE &&
        kind != DLN_OBJECT_COLUMN && !gives_name(decision, gone))
        return;
    if (kind == DLN_OBJECT_COLUMN && gone->fate == DLN_FATE_DROP &&
        dependent->fate == DLN_FATE_CHANGE && dependent->is_retyped)
        dependent->resets_default |= dln_object_get(dependent->from, "default") != NULL;
    else if (kind == DLN_OBJECT_COLUMN)
        disturb_column(decision, dependent, gone);
    else if (kind == DLN_OBJECT_TABLE)
        disturb_partition(decision, dependent, gone);
    else if (kind != DLN_OBJECT_SEQUENCE)
        remake(decision, dependent);
}

/* Both of its ends change: in between they would not fit. */
static gboolean is_torn_key(const Decision *decision, const DlnPair *key)
{
    guint n_own = 0;
    guint n_other = 0;

    if (g_strcmp0(dln_object_get(key->from, "type"), "foreign key") != 0)
        return FALSE;
    for (guint i = 0; i < key->from->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(key->from->needs, DlnObjectId, i);
        const DlnPair *needed =
            dln_pair_find(decision->transition, decision->transition->from, need);
        gboolean is_own = g_strcmp0(need->parent, key->from->id.parent) == 0 &&
                          g_strcmp0(need->schema, key->from->id.schema) == 0;

        n_own += needed->is_retyped && is_own;
        n_other += needed->is_retyped && !is_own;
    }
    return n_other > 0 || n_own > 1;
}

/* A part goes with the whole, which is looked at by itself. */
static gboolean is_made_otherwise(const Decision *decision, const DlnPair *whole)
{
    return whole->from != NULL &&
           dln_part_whole(decision->transition, decision->transition->from, whole->from) == NULL &&
           dln_part_is_made_otherwise(decision->transition, whole);
}

/* PostgreSQL makes indexes, checks and statistics of an altered column again by itself; all else it wants out of the way. */
static void disturb_by_type(Decision *decision, DlnPair *dependent, const DlnPair *column)
{
    switch (dln_pair_kind(dependent)) {
    case DLN_OBJECT_INDEX:
        if (column->is_parked || is_made_otherwise(decision, dependent))
            remake(decision, dependent);
        return;
    case DLN_OBJECT_STATISTICS:
    case DLN_OBJECT_DOMAIN_CONSTRAINT:
    case DLN_OBJECT_SEQUENCE:
    case DLN_OBJECT_TABLE:
        return;
    case DLN_OBJECT_CONSTRAINT:
        if (column->is_parked || is_torn_key(decision, dependent) ||
            is_made_otherwise(decision, dependent))
            remake(decision, dependent);
        return;
    case DLN_OBJECT_COLUMN:
        if (dependent->from != NULL && dln_object_get(dependent->from, "generated") != NULL)
            remake(decision, dependent);
        return;
    default:
        remake(decision, dependent);
    }
}

static gboolean is_attribute(const Decision *decision, const DlnPair *column)
{
    const DlnPair *relation = dln_pair_parent(decision->transition, column);

    return relation != NULL && dln_object_is_type(dln_pair_any(relation));
}

/* Attributes of a composite type that stands in a table: nothing of it can get another type. Nor can columns of a table whose rows do. */
static void disturb_attribute(Decision *decision, const DlnPair *attribute)
{
    DlnPair *type = dln_pair_parent(decision->transition, attribute);

    if (type == NULL || type->to == NULL)
        return;
    for (guint i = 0; type->dependents != NULL && i < type->dependents->len; i++) {
        DlnPair *dependent = type->dependents->pdata[i];
        if (dln_pair_kind(dependent) != DLN_OBJECT_COLUMN || dependent->to == NULL)
            continue;
        if (type->to->id.kind == DLN_OBJECT_COMPOSITE)
            remake(decision, type);
        else if (!is_attribute(decision, dependent))
            park(decision, dependent);
    }
}

static void disturb_dependents(Decision *decision, DlnPair *pair)
{
    for (guint i = 0; pair->dependents != NULL && i < pair->dependents->len; i++) {
        if (dln_pair_goes(pair))
            disturb(decision, pair->dependents->pdata[i], pair);
        else
            disturb_by_type(decision, pair->dependents->pdata[i], pair);
    }
    if (pair->is_retyped && !dln_pair_goes(pair))
        disturb_attribute(decision, pair);
    if (pair->is_retyped && !dln_pair_goes(pair))
        remake_partitioned(decision, pair);
}

/* ---- what belongs to another ---- */

/* What a column's sequence has counted goes on in the identity that takes its place. */
static void move_sequence(DlnPair *pair)
{
    const DlnPair *column = pair->owner_from;

    if (pair->fate == DLN_FATE_DROP && dln_pair_kind(pair) == DLN_OBJECT_SEQUENCE &&
        column != NULL && column->fate == DLN_FATE_CHANGE &&
        dln_object_get(column->to, "identity") != NULL &&
        dln_object_get(column->from, "identity") == NULL)
        pair->is_moved = TRUE;
}

static void take_parts_along(Decision *decision, DlnPair *pair)
{
    for (guint i = 0; pair->parts != NULL && i < pair->parts->len; i++) {
        DlnPair *part = pair->parts->pdata[i];

        if (part->owner_from != pair)
            continue;
        if (dln_pair_kind(part) == DLN_OBJECT_SEQUENCE) {
            part->goes_along = part->fate == DLN_FATE_DROP;
            /* Its table is made anew around it. */
            if (part->fate == DLN_FATE_KEEP)
                part->fate = DLN_FATE_CHANGE;
            continue;
        }
        if (part->taken_by != NULL)
            let_go(decision, part);
        remake(decision, part);
        part->goes_along = TRUE;
    }
}

static gboolean is_made_with_owner(const DlnTransition *transition, const DlnPair *part)
{
    switch (part->to->id.kind) {
    case DLN_OBJECT_COLUMN:
    case DLN_OBJECT_DOMAIN_CONSTRAINT:
        return TRUE;
    case DLN_OBJECT_CONSTRAINT:
        return !dln_object_is_foreign_key(part->to) &&
               !dln_create_is_apart(transition->to, part->to);
    case DLN_OBJECT_SEQUENCE:
        return part->fate == DLN_FATE_CREATE &&
               dln_create_serial_column(transition->to, part->to) != NULL;
    default:
        return FALSE;
    }
}

static void bring_parts_along(Decision *decision, DlnPair *pair)
{
    for (guint i = 0; pair->parts != NULL && i < pair->parts->len; i++) {
        DlnPair *part = pair->parts->pdata[i];

        if (part->owner_to != pair || part->to == NULL ||
            !is_made_with_owner(decision->transition, part))
            continue;
        remake(decision, part);
        part->comes_along = TRUE;
    }
}

/* ---- tables with children ---- */

/* What a child has of its parent comes and goes with that. */
static void follow_parent(Decision *decision, DlnPair *pair)
{
    DlnTransition *transition = decision->transition;
    const gboolean is_column = dln_pair_kind(pair) == DLN_OBJECT_COLUMN;
    const gboolean goes =
        pair->fate == DLN_FATE_DROP || (pair->fate == DLN_FATE_REMAKE && is_column);
    DlnPair *table = goes ? dln_inherited_from(transition, transition->from, pair->from)
                     : pair->fate == DLN_FATE_CREATE && is_column
                         ? dln_inherited_from(transition, transition->to, pair->to)
                         : NULL;
    const DlnPair *own = dln_pair_parent(transition, pair);
    DlnPair *origin;

    if (table == NULL || own == NULL || own->from == NULL || own->to == NULL ||
        dln_pair_goes(own) || dln_pair_differs(own, "partition_of") ||
        dln_pair_differs(own, "inherits"))
        return;
    origin = dln_inherited_counterpart(transition,
        pair->to == NULL ? transition->from : transition->to, dln_pair_any(pair), table);
    if (origin == NULL || (pair->fate == DLN_FATE_REMAKE && origin->fate != DLN_FATE_REMAKE))
        return;
    if (goes && dln_pair_goes(origin) && !dln_column_leaves_children(transition, origin)) {
        pair->goes_along = TRUE;
        pair->owner_from = origin;
    }
    if (pair->fate != DLN_FATE_DROP && dln_pair_comes(origin)) {
        pair->comes_along = TRUE;
        pair->owner_to = origin;
    }
}

/* An index or key of a partition goes with that of the whole. TRUE: it does now. */
static gboolean follow_whole(Decision *decision, DlnPair *pair)
{
    DlnTransition *transition = decision->transition;
    DlnPair *whole = pair->from != NULL && !pair->goes_along
                         ? dln_part_whole(transition, transition->from, pair->from)
                         : NULL;

    if (whole == NULL || !dln_pair_goes(whole) || dln_part_is_released(transition, pair))
        return FALSE;
    remake(decision, pair);
    pair->goes_along = TRUE;
    pair->owner_from = whole;
    dln_pair_add_part(whole, pair);
    return TRUE;
}

static void settle(Decision *decision)
{
    while (!g_queue_is_empty(decision->disturbed)) {
        DlnPair *pair = g_queue_pop_head(decision->disturbed);

        disturb_dependents(decision, pair);
        if (dln_pair_goes(pair))
            take_parts_along(decision, pair);
        if (dln_pair_comes(pair))
            bring_parts_along(decision, pair);
    }
}

/* Until none goes any more because of another. */
static void follow_wholes(Decision *decision)
{
    const GPtrArray *pairs = decision->transition->pairs;
    gboolean goes_on = TRUE;

    while (goes_on) {
        goes_on = FALSE;
        for (guint i = 0; i < pairs->len; i++)
            goes_on |= follow_whole(decision, pairs->pdata[i]);
        settle(decision);
    }
}

/* What would be taken for a part of the whole's index comes when the partition is attached. */
static void put_twins_behind(Decision *decision)
{
    const GPtrArray *pairs = decision->transition->pairs;

    for (guint i = 0; i < pairs->len; i++) {
        g_autoptr(GPtrArray) twins = dln_part_twins(decision->transition, pairs->pdata[i]);

        for (guint t = 0; t < twins->len; t++) {
            DlnPair *twin = twins->pdata[t];
            remake(decision, twin);
            twin->is_behind_attach = TRUE;
        }
    }
    settle(decision);
}

/* ---- all of it ---- */

void dln_fates_decide(DlnTransition *transition)
{
    g_autoptr(GQueue) disturbed = g_queue_new();
    g_autoptr(GHashTable) coming =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    Decision decision = {transition, disturbed, coming};
    const GPtrArray *pairs = transition->pairs;

    for (guint i = 0; i < pairs->len; i++) {
        DlnPair *pair = pairs->pdata[i];
        decide(&decision, pair);
        if (pair->fate == DLN_FATE_CREATE) {
            dln_names_take(coming, pair->to, pair);
            g_queue_push_tail(disturbed, pair);
        }
    }
    settle(&decision);
    for (guint i = 0; i < pairs->len; i++) {
        move_sequence(pairs->pdata[i]);
        follow_parent(&decision, pairs->pdata[i]);
    }
    settle(&decision);
    dln_parts_let_off(transition);
    follow_wholes(&decision);
    put_twins_behind(&decision);
    for (guint i = 0; i < pairs->len; i++) {
        DlnPair *pair = pairs->pdata[i];
        if (dln_pair_goes(pair))
            dln_names_take(transition->going, pair->from, pair);
        if (pair->from != NULL && dln_object_get(pair->from, "identity") != NULL &&
            (dln_pair_goes(pair) || dln_object_get(pair->to, "identity") == NULL))
            dln_names_take_identity(transition->going, pair);
    }
}
