/* SPDX-License-Identifier: Apache-2.0 */
/* part.c: what partitions have with their partitioned table: indexes and keys, which are parts of its own, go with it and are
 * attached to it; foreign keys from it and to it, which are theirs, too. Decides nothing. */
#include "diff/postgres/postgres.h"

static void add_whole(
    const DlnTransition *transition, const DlnSchema *side, DlnPair *pair, const DlnObject *object)
{
    const DlnObject *table;

    if (object == NULL || (object->id.kind != DLN_OBJECT_INDEX && !dln_object_has_index(object)))
        return;
    table = dln_schema_parent(side, &object->id);
    if (table != NULL && dln_object_get(table, "partition_by") != NULL)
        g_hash_table_insert(transition->wholes[side == transition->to],
            dln_create_place(object->id.schema, object->id.name), pair);
}

void dln_parts_find_wholes(DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        DlnPair *pair = transition->pairs->pdata[i];

        add_whole(transition, transition->from, pair, pair->from);
        add_whole(transition, transition->to, pair, pair->to);
    }
}

DlnPair *dln_part_whole(
    const DlnTransition *transition, const DlnSchema *side, const DlnObject *part)
{
    const char *name = part->id.kind == DLN_OBJECT_INDEX || part->id.kind == DLN_OBJECT_CONSTRAINT
                           ? dln_object_get(part, "partition_of")
                           : NULL;

    return name != NULL ? g_hash_table_lookup(transition->wholes[side == transition->to], name)
                        : NULL;
}

static const DlnPair *table_of(const DlnTransition *transition, const DlnPair *part)
{
    const DlnPair *table = dln_pair_parent(transition, part);

    return table != NULL && table->from != NULL && table->to != NULL ? table : NULL;
}

gboolean dln_part_is_released(const DlnTransition *transition, const DlnPair *part)
{
    const DlnPair *table = table_of(transition, part);

    return table != NULL && !dln_pair_goes(table) && dln_table_changes_place(table) &&
           dln_object_get(table->from, "partition_of") != NULL;
}

gboolean dln_part_is_attached(const DlnTransition *transition, const DlnPair *part)
{
    const DlnPair *table = table_of(transition, part);

    return table == NULL || dln_pair_comes(table) || dln_table_changes_place(table);
}

gboolean dln_part_has_key(const DlnPair *whole)
{
    for (guint i = 0; whole->parts != NULL && i < whole->parts->len; i++) {
        const DlnPair *part = whole->parts->pdata[i];

        if (part->goes_along && part->owner_from == whole &&
            (part->from->id.kind == DLN_OBJECT_CONSTRAINT || dln_part_has_key(part)))
            return TRUE;
    }
    return FALSE;
}

/* Whether the server would call the part of an index or key so: its table, columns, "idx". */
static gboolean has_usual_name(const DlnObject *part)
{
    const gboolean is_key = part->id.kind == DLN_OBJECT_CONSTRAINT;
    const gboolean is_primary = g_strcmp0(dln_object_get(part, "type"), "primary key") == 0;
    g_autofree char *before = g_strconcat(part->id.parent, "_", NULL);

    return g_str_has_prefix(part->id.name, before) &&
           g_str_has_suffix(part->id.name, is_primary ? "_pkey" : is_key ? "_key" : "_idx");
}

/* Comments of an index are given to its parts, those of a key are not. */
static gboolean has_usual_comment(const DlnObject *part, const DlnObject *whole)
{
    if (part->id.kind == DLN_OBJECT_CONSTRAINT)
        return dln_object_get(part, "comment") == NULL &&
               dln_object_get(part, "index_comment") == NULL;
    return g_strcmp0(dln_object_get(part, "comment"), dln_object_get(whole, "comment")) == 0;
}

/* Whether the server makes part otherwise than it is, or it is not to be there beside a table that stays. */
static gboolean would_differ(
    const DlnTransition *transition, const DlnPair *part, const DlnPair *whole)
{
    const DlnPair *table = dln_pair_parent(transition, part);

    if (table == NULL || table->to == NULL)
        return FALSE;
    return part->to == NULL || !has_usual_name(part->from) ||
           !has_usual_comment(part->from, whole->from) ||
           dln_part_is_made_otherwise(transition, part);
}

gboolean dln_part_is_made_otherwise(const DlnTransition *transition, const DlnPair *whole)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *part = transition->pairs->pdata[i];

        if (part->from != NULL &&
            dln_part_whole(transition, transition->from, part->from) == whole &&
            would_differ(transition, part, whole))
            return TRUE;
    }
    return FALSE;
}

void dln_write_part(DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *whole = dln_part_whole(transition, transition->to, pair->to);
    g_autofree char *name = dln_create_place(pair->to->id.schema, pair->to->id.name);

    if (dln_pair_comes(pair) && dln_create_is_apart(transition->to, pair->to)) {
        dln_create_parts(&transition->maker, pair->to);
        dln_write_made(transition, pair->to);
    }
    if (whole == NULL || dln_pair_comes(whole) || dln_part_is_attached(transition, pair) ||
        (!dln_pair_comes(pair) && !dln_pair_differs(pair, "partition_of")))
        return;
    dln_write(transition, pair->to,
        g_strdup_printf(
            "ALTER INDEX %s ATTACH PARTITION %s", dln_object_get(pair->to, "partition_of"), name));
}

/* ---- foreign keys ---- */

gboolean dln_object_is_foreign_key(const DlnObject *object)
{
    return object->id.kind == DLN_OBJECT_CONSTRAINT &&
           g_strcmp0(dln_object_get(object, "type"), "foreign key") == 0;
}

/* (nullable): the partitioned table whose partition it is, as things are. */
static const DlnPair *above(const DlnTransition *transition, const DlnPair *table)
{
    if (table->from == NULL || dln_object_get(table->from, "partition_of") == NULL)
        return NULL;
    for (guint i = 0; i < table->from->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(table->from->needs, DlnObjectId, i);

        if (need->kind == DLN_OBJECT_TABLE)
            return dln_pair_find(transition, transition->from, need);
    }
    return NULL;
}

gboolean dln_table_is_below(
    const DlnTransition *transition, const DlnPair *table, const DlnPair *whole)
{
    while (table != NULL && table != whole)
        table = above(transition, table);
    return table != NULL;
}

static gboolean refers_to(const DlnObject *key, const DlnObjectId *table)
{
    for (guint i = 0; i < key->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(key->needs, DlnObjectId, i);
        const char *name = need->kind == DLN_OBJECT_TABLE ? need->name : need->parent;
        gboolean is_own = g_strcmp0(table->name, key->id.parent) == 0 &&
                          g_strcmp0(table->schema, key->id.schema) == 0;

        if (g_strcmp0(name, table->name) == 0 && g_strcmp0(need->schema, table->schema) == 0 &&
            (!is_own || need->kind == DLN_OBJECT_CONSTRAINT || need->kind == DLN_OBJECT_INDEX))
            return TRUE;
    }
    return FALSE;
}

GPtrArray *dln_table_references(const DlnTransition *transition, const DlnPair *table)
{
    GPtrArray *keys = g_ptr_array_new();

    for (const DlnPair *whole = above(transition, table); whole != NULL;
         whole = above(transition, whole)) {
        for (guint i = 0; i < transition->pairs->len; i++) {
            DlnPair *key = transition->pairs->pdata[i];

            if (key->from != NULL && dln_object_is_foreign_key(key->from) &&
                refers_to(key->from, &whole->from->id))
                g_ptr_array_add(keys, key);
        }
    }
    return keys;
}

/* What is left of a foreign key or check of the whole, or of a parent, when the table is a part or child no more: one of its own. */
static gboolean can_be_left(const DlnObject *constraint)
{
    return dln_object_is_foreign_key(constraint) ||
           (g_strcmp0(dln_object_get(constraint, "type"), "check") == 0 &&
               !dln_object_is(constraint, "no_inherit"));
}

static void add_constraints(
    const DlnSchema *side, const DlnObject *parent, gboolean is_part, GPtrArray *left)
{
    g_autoptr(GPtrArray) own = dln_schema_children(side, DLN_OBJECT_CONSTRAINT, &parent->id);

    for (guint i = 0; i < own->len; i++) {
        if (can_be_left(own->pdata[i]) && (is_part || !dln_object_is_foreign_key(own->pdata[i])))
            g_ptr_array_add(left, own->pdata[i]);
    }
    for (guint i = 0; i < parent->needs->len; i++) {
        const DlnObject *next =
            dln_schema_find(side, &g_array_index(parent->needs, DlnObjectId, i));

        if (next != NULL && next->id.kind == DLN_OBJECT_TABLE)
            add_constraints(side, next, is_part, left);
    }
}

/* Of the tables that it leaves, and of theirs, what stays with it. (transfer container) (element-type DlnObject) */
static GPtrArray *left_by(const DlnTransition *transition, const DlnPair *table)
{
    GPtrArray *left = g_ptr_array_new();
    gboolean is_part = dln_object_get(table->from, "partition_of") != NULL;
    g_auto(GStrv) going = dln_table_old_parents(table);

    for (guint i = 0; i < table->from->needs->len; i++) {
        const DlnPair *parent = dln_pair_find(
            transition, transition->from, &g_array_index(table->from->needs, DlnObjectId, i));
        g_autofree char *name = parent != NULL && parent->from->id.kind == DLN_OBJECT_TABLE
                                    ? dln_create_name(parent->from)
                                    : NULL;

        if (name != NULL && (is_part ? dln_table_changes_place(table)
                                     : g_strv_contains((const char *const *)going, name)))
            add_constraints(transition->from, parent->from, is_part, left);
    }
    return left;
}

static gboolean is_same_constraint(const DlnObject *a, const DlnObject *b)
{
    static const char *const properties[] = {"type", "definition", "deferrable", "not_valid"};

    for (guint i = 0; i < G_N_ELEMENTS(properties); i++) {
        if (g_strcmp0(dln_object_get(a, properties[i]), dln_object_get(b, properties[i])) != 0)
            return FALSE;
    }
    return TRUE;
}

gboolean dln_part_is_left_behind(const DlnTransition *transition, const DlnPair *constraint)
{
    const DlnPair *table = constraint->from == NULL && can_be_left(constraint->to)
                               ? table_of(transition, constraint)
                               : NULL;
    g_autoptr(GPtrArray) left = NULL;

    if (table == NULL || dln_object_get(table->to, "partition_of") != NULL)
        return FALSE;
    left = left_by(transition, table);
    for (guint i = 0; i < left->len; i++) {
        const DlnObject *parent = left->pdata[i];

        if (is_same_constraint(parent, constraint->to) &&
            g_str_equal(parent->id.name, constraint->to->id.name))
            return TRUE;
    }
    return FALSE;
}

/* Attached again, it is the whole's again; a check that the new parents have stays the child's, too. */
static gboolean stays_inherited(
    const DlnTransition *transition, const DlnPair *table, const DlnObject *constraint)
{
    for (guint i = 0; i < table->to->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(table->to->needs, DlnObjectId, i);
        const DlnObjectId id = {.kind = DLN_OBJECT_CONSTRAINT,
            .parent = need->name,
            .name = constraint->id.name,
            .schema = need->schema};
        const DlnObject *there =
            need->kind == DLN_OBJECT_TABLE ? dln_schema_find(transition->to, &id) : NULL;

        if (there != NULL && is_same_constraint(there, constraint) &&
            (!dln_object_is_foreign_key(there) || !dln_pair_differs(table, "partition_of")))
            return TRUE;
    }
    return FALSE;
}

/* Dropped before the table leaves, it has taken the table's along. */
static gboolean is_gone(const DlnTransition *transition, const DlnObject *constraint)
{
    const DlnPair *pair = g_hash_table_lookup(transition->pair_of, constraint);

    return dln_pair_goes(pair) && pair->visits[DLN_MOMENT_BEFORE] == DLN_VISIT_DONE;
}

void dln_write_detached(DlnTransition *transition, const DlnPair *table)
{
    g_autoptr(GPtrArray) left = left_by(transition, table);
    g_autofree char *name = dln_create_name(table->from);

    for (guint i = 0; i < left->len; i++) {
        const DlnObject *constraint = left->pdata[i];
        const DlnObjectId id = {.kind = DLN_OBJECT_CONSTRAINT,
            .parent = table->from->id.name,
            .name = constraint->id.name,
            .schema = table->from->id.schema};
        const DlnPair *own = dln_pair_find(transition, transition->to, &id);
        g_autofree char *constraint_name = dln_create_name(constraint);

        if (is_gone(transition, constraint) || stays_inherited(transition, table, constraint) ||
            (own != NULL && (own->from != NULL || dln_part_is_left_behind(transition, own))))
            continue;
        dln_write(transition, constraint,
            g_strdup_printf("ALTER TABLE %s DROP CONSTRAINT %s", name, constraint_name));
    }
}

/* ---- what it takes ---- */

/* Of the tables whose partition it becomes. (transfer container) (element-type DlnObject) */
static GPtrArray *taken_by(const DlnTransition *transition, const DlnPair *table)
{
    GPtrArray *taken = g_ptr_array_new();

    for (guint i = 0;
         dln_object_get(table->to, "partition_of") != NULL && i < table->to->needs->len; i++) {
        const DlnObject *whole =
            dln_schema_find(transition->to, &g_array_index(table->to->needs, DlnObjectId, i));

        if (whole != NULL && whole->id.kind == DLN_OBJECT_TABLE)
            add_constraints(transition->to, whole, TRUE, taken);
    }
    return taken;
}

gboolean dln_part_is_taken(const DlnTransition *transition, const DlnPair *constraint)
{
    const DlnPair *table = constraint->to == NULL && can_be_left(constraint->from)
                               ? dln_pair_parent(transition, constraint)
                               : NULL;
    g_autoptr(GPtrArray) taken = NULL;

    if (table == NULL || table->from == NULL || table->to == NULL ||
        !dln_table_changes_place(table))
        return FALSE;
    taken = taken_by(transition, table);
    for (guint i = 0; i < taken->len; i++) {
        const DlnObject *whole = taken->pdata[i];
        gboolean is_named = dln_object_is_foreign_key(whole) ||
                            g_str_equal(whole->id.name, constraint->from->id.name);

        if (is_named && is_same_constraint(whole, constraint->from))
            return TRUE;
    }
    return FALSE;
}

/* One that was a part of another that has the same, or of this one. */
static gboolean has_it_already(
    const DlnTransition *transition, const DlnPair *table, const DlnObject *constraint)
{
    g_autoptr(GPtrArray) left = left_by(transition, table);

    for (guint i = 0; i < left->len; i++) {
        const DlnObject *own = left->pdata[i];

        if (g_str_equal(own->id.name, constraint->id.name))
            return TRUE;
    }
    return FALSE;
}

void dln_write_attaching(DlnTransition *transition, const DlnPair *table)
{
    g_autoptr(GPtrArray) taken = taken_by(transition, table);
    g_autofree char *name = dln_create_name(table->to);

    for (guint i = 0; i < taken->len; i++) {
        const DlnObject *constraint = taken->pdata[i];
        const DlnObjectId id = {.kind = DLN_OBJECT_CONSTRAINT,
            .parent = table->to->id.name,
            .name = constraint->id.name,
            .schema = table->to->id.schema};
        g_autofree char *text = NULL;

        if (dln_object_is_foreign_key(constraint) ||
            dln_schema_find(transition->from, &id) != NULL ||
            dln_schema_find(transition->to, &id) != NULL ||
            has_it_already(transition, table, constraint))
            continue;
        text = dln_create_constraint_text(constraint);
        dln_write(transition, constraint, g_strdup_printf("ALTER TABLE %s ADD %s", name, text));
    }
}
