/* SPDX-License-Identifier: Apache-2.0 */
/* take.c: a unique index that becomes a key of the same columns: ADD CONSTRAINT … USING INDEX takes it as it is, where PostgreSQL
 * allows that. There is no way back: what a key stands on goes with it. */
#include <string.h>

#include "diff/postgres/postgres.h"

gboolean dln_object_is_key(const DlnObject *object)
{
    const char *type = dln_object_get(object, "type");

    return object->id.kind == DLN_OBJECT_CONSTRAINT &&
           (g_strcmp0(type, "unique") == 0 || g_strcmp0(type, "primary key") == 0);
}

char *dln_key_columns(const DlnObject *key)
{
    const char *definition = dln_object_get(key, "definition");
    const char *open = strchr(definition, '(');
    g_autofree char *words = g_strndup(definition, (gsize)(open - definition));

    return g_strconcat(
        open, strstr(words, "NULLS NOT DISTINCT") != NULL ? " NULLS NOT DISTINCT" : "", NULL);
}

static gboolean can_take(const DlnObject *index, const DlnObject *key)
{
    static const char *const same[] = {"options", "tablespace"};
    static const char *const none[] = {"where", "invalid", "partition_of"};
    g_autofree char *columns = dln_key_columns(key);

    if (!dln_object_is(index, "unique") ||
        g_strcmp0(dln_object_get(index, "method"), "btree") != 0 ||
        g_strcmp0(dln_object_get(index, "columns"), columns) != 0)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(same); i++) {
        if (g_strcmp0(dln_object_get(index, same[i]), dln_object_get(key, same[i])) != 0)
            return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
        if (dln_object_get(index, none[i]) != NULL)
            return FALSE;
    }
    return TRUE;
}

/* (nullable): of the table's indexes that go; one of the key's own name before any other. */
static DlnPair *find_index(const DlnTransition *transition, const DlnPair *key)
{
    const DlnObjectId table = dln_object_id_parent(&key->to->id);
    g_autoptr(GPtrArray) indexes = dln_schema_children(transition->from, DLN_OBJECT_INDEX, &table);
    DlnPair *found = NULL;

    for (guint i = 0; i < indexes->len; i++) {
        DlnPair *index = g_hash_table_lookup(transition->pair_of, indexes->pdata[i]);

        if (index->to != NULL || index->taken_by != NULL || !can_take(index->from, key->to))
            continue;
        if (found == NULL || g_str_equal(index->from->id.name, key->to->id.name))
            found = index;
    }
    return found;
}

void dln_takes_find(DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        DlnPair *key = transition->pairs->pdata[i];
        const DlnPair *table = key->from == NULL && dln_object_is_key(key->to)
                                   ? dln_pair_parent(transition, key)
                                   : NULL;

        if (table == NULL || table->from == NULL || table->to == NULL ||
            dln_object_get(table->to, "partition_by") != NULL)
            continue;
        key->takes = find_index(transition, key);
        if (key->takes != NULL)
            key->takes->taken_by = key;
    }
}

void dln_take_forget(DlnPair *index)
{
    index->taken_by->takes = NULL;
    index->taken_by = NULL;
}

void dln_write_taken(DlnTransition *transition, const DlnPair *key)
{
    const DlnObject *index = key->takes->from;
    const char *deferrable = dln_object_get(key->to, "deferrable");
    const char *comment = dln_object_get(index, "comment");
    g_autofree char *table = dln_create_parent(key->to);
    g_autofree char *name = dln_create_name(key->to);
    g_autofree char *index_name = dln_create_own_name(index);

    dln_write(transition, key->to,
        g_strdup_printf("ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s", table, name,
            g_str_equal(dln_object_get(key->to, "type"), "unique") ? "UNIQUE" : "PRIMARY KEY",
            index_name,
            deferrable == NULL                              ? ""
            : g_str_equal(deferrable, "initially deferred") ? " DEFERRABLE INITIALLY DEFERRED"
                                                            : " DEFERRABLE"));
    if (comment != NULL && dln_object_get(key->to, "index_comment") == NULL) {
        g_autofree char *now = dln_create_place(key->to->id.schema, key->to->id.name);
        dln_write(transition, key->to, g_strdup_printf("COMMENT ON INDEX %s IS NULL", now));
    }
    dln_create_constraint_rest(&transition->maker, key->to);
    dln_write_made(transition, key->to);
}
