/* SPDX-License-Identifier: Apache-2.0 */
/* part.c: indexes and keys of partitioned tables that must not take for their parts what the partitions have, but are told
 * which they are. */
#include <string.h>

#include "dialect/postgres/builder.h"

static gboolean has_columns(const DlnObject *object)
{
    return object->id.kind == DLN_OBJECT_INDEX || object->id.kind == DLN_OBJECT_CONSTRAINT;
}

/* "(a, b)" of an index or a key; NULL: of anything else. */
static const char *columns_of(const DlnObject *object)
{
    const char *type = dln_object_get(object, "type");

    if (object->id.kind == DLN_OBJECT_INDEX)
        return dln_object_get(object, "columns");
    return g_strcmp0(type, "primary key") == 0 || g_strcmp0(type, "unique") == 0
               ? strchr(dln_object_get(object, "definition"), '(')
               : NULL;
}

static gboolean has_twin_of_kind(const DlnSchema *schema, const DlnObject *part, DlnObjectKind kind)
{
    const DlnObjectId owner = dln_object_id_parent(&part->id);
    g_autoptr(GPtrArray) others = dln_schema_children(schema, kind, &owner);

    for (guint i = 0; i < others->len; i++) {
        if (others->pdata[i] != part &&
            g_strcmp0(columns_of(others->pdata[i]), columns_of(part)) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean dln_create_is_apart(const DlnSchema *schema, const DlnObject *whole)
{
    const DlnObjectId id = {.kind = DLN_OBJECT_TABLE,
        .parent = NULL,
        .name = whole->id.parent,
        .schema = whole->id.schema};
    const DlnObject *table = columns_of(whole) != NULL ? dln_schema_find(schema, &id) : NULL;
    g_autofree char *name = NULL;

    if (table == NULL || dln_object_get(table, "partition_by") == NULL)
        return FALSE;
    if (dln_object_is(whole, "invalid"))
        return TRUE;
    name = dln_create_place(whole->id.schema, whole->id.name);
    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *part = schema->objects->pdata[i];

        if (has_columns(part) && g_strcmp0(dln_object_get(part, "partition_of"), name) == 0 &&
            (has_twin_of_kind(schema, part, DLN_OBJECT_INDEX) ||
                has_twin_of_kind(schema, part, DLN_OBJECT_CONSTRAINT)))
            return TRUE;
    }
    return FALSE;
}

void dln_create_parts(DlnBuilder *builder, const DlnObject *whole)
{
    g_autofree char *name = dln_create_place(whole->id.schema, whole->id.name);

    for (guint i = 0; i < builder->schema->objects->len; i++) {
        const DlnObject *part = builder->schema->objects->pdata[i];
        g_autofree char *part_name = NULL;

        if (!has_columns(part) || g_strcmp0(dln_object_get(part, "partition_of"), name) != 0)
            continue;
        part_name = dln_create_place(part->id.schema, part->id.name);
        dln_builder_add(builder, "ALTER INDEX %s ATTACH PARTITION %s", name, part_name);
    }
}
