/* SPDX-License-Identifier: Apache-2.0 */
/* rename_wait.c: which renames have to wait for others: a table that goes into another schema takes the names of its indexes and
 * sequences along, and what has them there may get others in a later round. */
#include <string.h>

#include "dialect/create_builder.h"
#include "diff/rename_set.h"

typedef struct {
    const DlnSchema *from;
    GHashTable *names; /* (key-type utf8) (set): of from's relations */
} Waiter;

static gboolean is_taken(const Waiter *waiter, const char *schema, const char *name)
{
    g_autofree char *key = dln_rename_relation_key(schema, name);

    return g_hash_table_contains(waiter->names, key);
}

/* What goes along with the table under a name of its own; NULL: nothing. (transfer full) */
static char *name_along(const DlnObject *object, const DlnRename *table)
{
    const char *owner = dln_object_get(object, "owned_by");

    if (g_strcmp0(object->id.schema, table->from_schema) != 0)
        return NULL;
    if (object->id.kind == DLN_OBJECT_SEQUENCE && owner != NULL) {
        g_autofree char *place = dln_create_place(table->from_schema, table->from);
        const gsize length = strlen(place);
        const gboolean is_owned = strncmp(owner, place, length) == 0 && owner[length] == '.';
        return is_owned ? g_strdup(object->id.name) : NULL;
    }
    return g_strcmp0(object->id.parent, table->from) == 0 ? dln_rename_relation_of(object) : NULL;
}

static gboolean moves(const DlnRename *rename)
{
    return rename->kind == DLN_OBJECT_TABLE &&
           g_strcmp0(rename->from_schema, rename->to_schema) != 0;
}

static gboolean has_to_wait(const Waiter *waiter, const DlnRename *rename)
{
    gboolean waits = FALSE;

    for (guint i = 0; moves(rename) && i < waiter->from->objects->len && !waits; i++) {
        g_autofree char *name = name_along(waiter->from->objects->pdata[i], rename);
        waits = name != NULL && is_taken(waiter, rename->to_schema, name);
    }
    return waits;
}

static gboolean belongs_to(const DlnRename *rename, const DlnRename *table)
{
    return g_strcmp0(rename->from_schema, table->from_schema) == 0 &&
           g_strcmp0(rename->from_parent, table->from) == 0;
}

/* A table, and what was decided on its parts. */
static void put_off(GPtrArray *renames, guint at, GPtrArray *waiting)
{
    DlnRename *table = g_ptr_array_steal_index(renames, at);

    g_ptr_array_add(waiting, table);
    for (guint i = renames->len; i-- > 0;) {
        if (belongs_to(renames->pdata[i], table))
            g_ptr_array_add(waiting, g_ptr_array_steal_index(renames, i));
    }
}

GPtrArray *dln_rename_wait(const DlnSchema *from, GPtrArray *renames)
{
    g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free);
    g_autoptr(GHashTable) names = dln_rename_relation_names(from);
    const Waiter waiter = {from, names};

    for (guint i = 0; i < renames->len;) {
        if (has_to_wait(&waiter, renames->pdata[i])) {
            put_off(renames, i, waiting);
            i = 0;
        } else {
            i++;
        }
    }
    /* Nobody would make room. */
    if (renames->len == 0)
        g_ptr_array_extend_and_steal(renames, g_steal_pointer(&waiting));
    return waiting != NULL ? g_steal_pointer(&waiting)
                           : g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free);
}
