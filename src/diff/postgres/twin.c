/* SPDX-License-Identifier: Apache-2.0 */
/* twin.c: indexes of one partition that look the same. The server takes the first that it finds for a part of the whole's, and
 * gives none free but with the partition: so the partition is detached for a moment where another one is to be the part, and what must
 * not be taken is made behind its attachment. */
#include <string.h>

#include "diff/postgres/postgres.h"

/* What the server looks at, of an index or of what a key stands on. NULL: of anything else. (transfer full) */
static char *shape_of(const DlnObject *object)
{
    const char *where = dln_object_get(object, "where");

    if (dln_object_is_key(object)) {
        g_autofree char *columns = dln_key_columns(object);
        return g_strdup_printf("unique btree %s", columns);
    }
    if (object->id.kind != DLN_OBJECT_INDEX)
        return NULL;
    return g_strdup_printf("%s %s %s%s%s", dln_object_is(object, "unique") ? "unique" : "plain",
        dln_object_get(object, "method"), dln_object_get(object, "columns"),
        where != NULL ? " WHERE " : "", where != NULL ? where : "");
}

static gboolean is_on(const DlnObject *object, const DlnObject *table)
{
    return (object->id.kind == DLN_OBJECT_INDEX || object->id.kind == DLN_OBJECT_CONSTRAINT) &&
           g_strcmp0(object->id.parent, table->id.name) == 0 &&
           g_strcmp0(object->id.schema, table->id.schema) == 0;
}

/* The whole stays, but not with this part. */
static gboolean is_let_off(const DlnTransition *transition, const DlnPair *part)
{
    const DlnPair *whole = part->from != NULL && !part->goes_along
                               ? dln_part_whole(transition, transition->from, part->from)
                               : NULL;

    return whole != NULL && !dln_pair_goes(whole) &&
           (part->to == NULL || dln_pair_differs(part, "partition_of"));
}

void dln_parts_let_off(DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *part = transition->pairs->pdata[i];
        DlnPair *table = is_let_off(transition, part) ? dln_pair_parent(transition, part) : NULL;

        if (table == NULL || table->from == NULL || table->to == NULL || dln_pair_goes(table) ||
            dln_table_changes_place(table))
            continue;
        table->is_reattached = TRUE;
        table->fate = DLN_FATE_CHANGE;
    }
}

GPtrArray *dln_part_twins(const DlnTransition *transition, const DlnPair *part)
{
    GPtrArray *twins = g_ptr_array_new();
    const DlnPair *whole =
        part->to != NULL ? dln_part_whole(transition, transition->to, part->to) : NULL;
    const DlnPair *table = whole != NULL ? dln_pair_parent(transition, part) : NULL;
    g_autofree char *shape = NULL;

    /* A whole that comes is told its parts. */
    if (table == NULL || table->to == NULL || dln_pair_comes(whole) ||
        !dln_part_is_attached(transition, part))
        return twins;
    shape = shape_of(part->to);
    for (guint i = 0; i < transition->pairs->len; i++) {
        DlnPair *other = transition->pairs->pdata[i];
        g_autofree char *own = NULL;

        if (other == part || other->to == NULL || other->comes_along ||
            !is_on(other->to, table->to) || dln_object_get(other->to, "partition_of") != NULL)
            continue;
        own = shape_of(other->to);
        /* A key's part is a key. */
        if (g_strcmp0(own, shape) == 0 &&
            (!dln_object_is_key(whole->to) || dln_object_is_key(other->to)))
            g_ptr_array_add(twins, other);
    }
    return twins;
}
