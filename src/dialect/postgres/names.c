/* SPDX-License-Identifier: Apache-2.0 */
/* names.c: what objects are called in SQL. */
#include "dialect/postgres/builder.h"
#include "dialect/quote.h"

/* Whether SQL calls it by its name alone, beside that of its table or domain. */
static gboolean is_inner(DlnObjectKind kind)
{
    switch (kind) {
    case DLN_OBJECT_COLUMN:
    case DLN_OBJECT_CONSTRAINT:
    case DLN_OBJECT_DOMAIN_CONSTRAINT:
    case DLN_OBJECT_RULE:
    case DLN_OBJECT_TRIGGER:
    case DLN_OBJECT_POLICY:
        return TRUE;
    default:
        return FALSE;
    }
}

char *dln_create_place(const char *schema, const char *name)
{
    g_autofree char *place = schema != NULL ? dln_quote_name(DLN_ENGINE_POSTGRES, schema) : NULL;
    g_autofree char *own = dln_quote_name(DLN_ENGINE_POSTGRES, name);

    return schema != NULL ? g_strdup_printf("%s.%s", place, own) : g_steal_pointer(&own);
}

char *dln_create_name(const DlnObject *object)
{
    const DlnObjectId *id = &object->id;
    g_autofree char *schema =
        id->schema != NULL ? dln_quote_name(DLN_ENGINE_POSTGRES, id->schema) : NULL;

    /* An operator's is no word, and is not quoted. */
    if (id->kind == DLN_OBJECT_OPERATOR)
        return schema != NULL ? g_strconcat(schema, ".", id->name, NULL) : g_strdup(id->name);
    return dln_create_place(is_inner(object->id.kind) ? NULL : object->id.schema, object->id.name);
}

char *dln_create_own_name(const DlnObject *object)
{
    return dln_quote_name(DLN_ENGINE_POSTGRES, object->id.name);
}

char *dln_create_parent(const DlnObject *object)
{
    return dln_create_place(object->id.schema, object->id.parent);
}
