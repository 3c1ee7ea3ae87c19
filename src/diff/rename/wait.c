/* SPDX-License-Identifier: Apache-2.0 */
/* wait.c: which renames have to wait for others, and what makes room where none would: a table that goes into another schema
 * takes the names of its indexes and sequences along, and what has them there may get others in a later round, or none but by going,
 * which is later than all renames. */
#include <string.h>

#include "dialect/postgres/builder.h"
#include "diff/builder.h"
#include "diff/rename/set.h"

typedef struct {
    const DlnSchema *from;
    const GPtrArray *renames; /* (element-type DlnRename): as far as they are to be done now */
    GHashTable *
        holders; /* (key-type utf8) (value-type DlnObject): what has each name of a relation in from */
} Waiter;

/* (transfer full) (key-type utf8) (value-type DlnObject) */
static GHashTable *find_holders(const DlnSchema *schema)
{
    GHashTable *holders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < schema->objects->len; i++) {
        DlnObject *object = schema->objects->pdata[i];
        g_autofree char *name = dln_rename_relation_of(object);

        if (name != NULL)
            g_hash_table_insert(holders, dln_rename_relation_key(object->id.schema, name), object);
    }
    return holders;
}

static const DlnObject *holder_of(GHashTable *holders, const char *schema, const char *name)
{
    g_autofree char *key = dln_rename_relation_key(schema, name);

    return g_hash_table_lookup(holders, key);
}

/* The thing of that name, which is the object or the sequence behind it; name: as dln_rename_relation_of() has it. */
static DlnObjectId id_of(const DlnObject *object, const char *name)
{
    if (object->id.kind != DLN_OBJECT_COLUMN)
        return object->id;
    return (DlnObjectId){.kind = DLN_OBJECT_SEQUENCE, .name = name, .schema = object->id.schema};
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

static gboolean is_renamed(const GPtrArray *renames, const DlnObjectId *id)
{
    for (guint i = 0; i < renames->len; i++) {
        const DlnObjectId from = dln_rename_from_id(renames->pdata[i]);
        if (dln_object_id_compare(&from, id) == 0)
            return TRUE;
    }
    return FALSE;
}

/* (nullable): what has the name that is to be taken, and does not give it up at the same time. */
static const DlnObject *in_the_way(const Waiter *waiter, const DlnRename *rename)
{
    const DlnObject *holder = dln_rename_is_relation(rename->kind)
                                  ? holder_of(waiter->holders, rename->to_schema, rename->to)
                                  : NULL;

    if (holder == NULL)
        return NULL;
    const DlnObjectId id = id_of(holder, rename->to);
    return is_renamed(waiter->renames, &id) ? NULL : holder;
}

static gboolean has_to_wait(const Waiter *waiter, const DlnRename *rename)
{
    gboolean waits = in_the_way(waiter, rename) != NULL;

    for (guint i = 0; moves(rename) && i < waiter->from->objects->len && !waits; i++) {
        g_autofree char *name = name_along(waiter->from->objects->pdata[i], rename);
        waits = name != NULL && holder_of(waiter->holders, rename->to_schema, name) != NULL;
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
    GPtrArray *waiting = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free);

    if (from->engine != DLN_ENGINE_POSTGRES)
        return waiting;
    g_autoptr(GHashTable) holders = find_holders(from);
    const Waiter waiter = {from, renames, holders};
    for (guint i = 0; i < renames->len;) {
        if (has_to_wait(&waiter, renames->pdata[i])) {
            put_off(renames, i, waiting);
            i = 0;
        } else {
            i++;
        }
    }
    return waiting;
}

/* ---- room ---- */

typedef struct {
    const DlnRenameSet *waiting;
    GHashTable *holders;
    GPtrArray *room; /* (element-type DlnRename) */
} Maker;

/* to: NULL: one that nothing has. */
static void give_name(Maker *maker, const DlnObjectId *id, const char *to)
{
    g_autofree char *spare =
        dln_diff_spare_name(maker->waiting->from, maker->waiting->to, id->schema, id->name);
    DlnObjectId after = *id;

    after.name = to != NULL ? to : spare;
    if (!is_renamed(maker->room, id))
        g_ptr_array_add(maker->room, dln_rename_new(id, &after));
}

/* What the object is to be called where the table goes; NULL: nobody knows, or it is not free. */
static const char *final_name(const Maker *maker, const DlnObject *object, const DlnRename *table)
{
    const DlnObjectId there = {
        .kind = DLN_OBJECT_TABLE, .name = table->to, .schema = table->to_schema};
    g_autoptr(GPtrArray) all = dln_schema_children(maker->waiting->to, object->id.kind, &there);

    for (guint i = 0; i < all->len; i++) {
        const DlnObject *after = all->pdata[i];
        if (object->id.kind != DLN_OBJECT_COLUMN && dln_rename_has_same_properties(object, after) &&
            holder_of(maker->holders, table->from_schema, after->id.name) == NULL &&
            holder_of(maker->holders, table->to_schema, after->id.name) == NULL)
            return after->id.name;
    }
    return NULL;
}

/* Whether it is to have its name still, for itself: a sequence of that name may be the one that comes with the table. */
static gboolean stays(const Maker *maker, const DlnObject *holder, const DlnRename *table)
{
    const DlnObjectId id = dln_rename_set_after(maker->waiting, &holder->id);
    const DlnObject *after = dln_schema_find(maker->waiting->to, &id);
    const DlnRename there = {.from = table->to, .from_schema = table->to_schema};
    g_autofree char *name = after != NULL ? name_along(after, &there) : NULL;

    return after != NULL && (name == NULL || id.parent != NULL);
}

/* What goes with the table, or what has its name there. */
static void make_room_along(Maker *maker, const DlnRename *table, const DlnObject *object)
{
    g_autofree char *name = name_along(object, table);
    const DlnObject *holder =
        name != NULL ? holder_of(maker->holders, table->to_schema, name) : NULL;

    if (holder == NULL)
        return;
    const DlnObjectId own = id_of(object, name);
    const DlnObjectId other = id_of(holder, name);
    if (is_renamed(maker->room, &own) || is_renamed(maker->room, &other))
        return;
    if (stays(maker, holder, table))
        give_name(maker, &own, final_name(maker, object, table));
    else
        give_name(maker, &other, NULL);
}

GPtrArray *dln_rename_make_room(
    const DlnSchema *from, const DlnSchema *to, const GPtrArray *waiting)
{
    g_autoptr(DlnRenameSet) set = dln_rename_set_new(from, to);
    g_autoptr(GHashTable) holders = find_holders(from);
    const Waiter waiter = {from, waiting, holders};
    Maker maker = {set, holders, g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free)};

    for (guint i = 0; i < waiting->len; i++)
        dln_rename_set_add(set, dln_rename_copy(waiting->pdata[i]));
    for (guint i = 0; i < waiting->len; i++) {
        const DlnRename *rename = waiting->pdata[i];
        const DlnObject *holder = in_the_way(&waiter, rename);
        if (holder != NULL) {
            const DlnObjectId id = id_of(holder, rename->to);
            give_name(&maker, &id, NULL);
        }
        for (guint o = 0; moves(rename) && o < from->objects->len; o++)
            make_room_along(&maker, rename, from->objects->pdata[o]);
    }
    return maker.room;
}
