/* SPDX-License-Identifier: Apache-2.0 */
/* set.c: which thing is called how before and after, as far as somebody has decided. */
#include "diff/rename/set.h"

#include <string.h>

/* ---- one rename ---- */

DlnRename *dln_rename_new(const DlnObjectId *from, const DlnObjectId *to)
{
    DlnRename *rename = g_new0(DlnRename, 1);

    rename->kind = from->kind;
    rename->from_parent = g_strdup(from->parent);
    rename->from = g_strdup(from->name);
    rename->to_parent = g_strdup(to->parent);
    rename->to = g_strdup(to->name);
    rename->arguments = g_strdup(from->arguments);
    rename->from_schema = g_strdup(from->schema);
    rename->to_schema = g_strdup(to->schema);
    return rename;
}

DlnRename *dln_rename_copy(const DlnRename *rename)
{
    const DlnObjectId from = dln_rename_from_id(rename);
    const DlnObjectId to = dln_rename_to_id(rename);

    return dln_rename_new(&from, &to);
}

void dln_rename_free(DlnRename *rename)
{
    if (rename == NULL)
        return;
    g_free(rename->from_parent);
    g_free(rename->from);
    g_free(rename->to_parent);
    g_free(rename->to);
    g_free(rename->arguments);
    g_free(rename->from_schema);
    g_free(rename->to_schema);
    g_free(rename);
}

DlnObjectId dln_rename_from_id(const DlnRename *rename)
{
    return (DlnObjectId){
        rename->kind, rename->from_parent, rename->from, rename->arguments, rename->from_schema};
}

DlnObjectId dln_rename_to_id(const DlnRename *rename)
{
    return (DlnObjectId){
        rename->kind, rename->to_parent, rename->to, rename->arguments, rename->to_schema};
}

/* ---- the set ---- */

/* No name holds a control character of this kind together with a number that fits. */
static char *key_of(const DlnObjectId *id)
{
    g_autoptr(GString) key = g_string_new(NULL);
    const char *const parts[] = {id->parent, id->name, id->arguments, id->schema};

    g_string_append_printf(key, "%d", (int)id->kind);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        g_string_append_printf(key, " %" G_GSIZE_FORMAT ":%s",
            parts[i] != NULL ? strlen(parts[i]) + 1 : 0, parts[i] != NULL ? parts[i] : "");
    return g_strdup(key->str);
}

DlnRenameSet *dln_rename_set_new(const DlnSchema *from, const DlnSchema *to)
{
    DlnRenameSet *set = g_new0(DlnRenameSet, 1);

    set->from = from;
    set->to = to;
    set->renames = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free);
    set->by_from = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    set->by_to = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return set;
}

void dln_rename_set_free(DlnRenameSet *set)
{
    if (set == NULL)
        return;
    g_ptr_array_unref(set->renames);
    g_hash_table_unref(set->by_from);
    g_hash_table_unref(set->by_to);
    g_free(set);
}

void dln_rename_set_add(DlnRenameSet *set, DlnRename *rename)
{
    const DlnObjectId from = dln_rename_from_id(rename);
    const DlnObjectId to = dln_rename_to_id(rename);

    g_ptr_array_add(set->renames, rename);
    g_hash_table_insert(set->by_from, key_of(&from), rename);
    g_hash_table_insert(set->by_to, key_of(&to), rename);
}

static const DlnRename *find(GHashTable *table, const DlnObjectId *id)
{
    g_autofree char *key = NULL;

    if (g_hash_table_size(table) == 0)
        return NULL;
    key = key_of(id);
    return g_hash_table_lookup(table, key);
}

const DlnRename *dln_rename_set_find_from(const DlnRenameSet *set, const DlnObjectId *id)
{
    return find(set->by_from, id);
}

const DlnRename *dln_rename_set_find_to(const DlnRenameSet *set, const DlnObjectId *id)
{
    return find(set->by_to, id);
}

/* What can own something. */
static const DlnObjectKind owners[] = {DLN_OBJECT_TABLE, DLN_OBJECT_COMPOSITE, DLN_OBJECT_ENUM,
    DLN_OBJECT_VIEW, DLN_OBJECT_MATERIALIZED_VIEW, DLN_OBJECT_DOMAIN};

static const DlnRename *find_owner(GHashTable *table, const DlnObjectId *id)
{
    const DlnRename *found = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(owners) && found == NULL && id->parent != NULL; i++) {
        const DlnObjectId owner = {.kind = owners[i], .name = id->parent, .schema = id->schema};
        found = find(table, &owner);
    }
    return found;
}

DlnObjectId dln_rename_set_after(const DlnRenameSet *set, const DlnObjectId *id)
{
    const DlnRename *rename = find_owner(set->by_from, id);
    DlnObjectId after = *id;

    if (rename != NULL) {
        after.parent = rename->to;
        after.schema = rename->to_schema;
    }
    return after;
}

DlnObjectId dln_rename_set_before(const DlnRenameSet *set, const DlnObjectId *id)
{
    const DlnRename *rename = find_owner(set->by_to, id);
    DlnObjectId before = *id;

    if (rename != NULL) {
        before.parent = rename->from;
        before.schema = rename->from_schema;
    }
    return before;
}

/* ---- what is there ---- */

static gboolean has_value(const DlnSchema *schema, const DlnObjectId *id)
{
    const DlnObjectId type_id = {.kind = DLN_OBJECT_ENUM, .name = id->parent, .schema = id->schema};
    const DlnObject *type = dln_schema_find(schema, &type_id);
    g_auto(GStrv) labels = dln_property_list(type != NULL ? dln_object_get(type, "labels") : NULL);

    return g_strv_contains((const char *const *)labels, id->name);
}

gboolean dln_rename_exists(const DlnSchema *schema, const DlnObjectId *id)
{
    if (id->kind == DLN_OBJECT_ENUM && id->parent != NULL)
        return has_value(schema, id);
    return dln_schema_find(schema, id) != NULL;
}

gboolean dln_rename_is_same_name(DlnEngineKind engine, const char *a, const char *b)
{
    return engine == DLN_ENGINE_SQLITE ? g_ascii_strcasecmp(a, b) == 0 : strcmp(a, b) == 0;
}

gboolean dln_rename_set_is_gone(const DlnRenameSet *set, const DlnObjectId *id)
{
    const DlnObjectId after = dln_rename_set_after(set, id);

    if (dln_rename_set_find_from(set, id) != NULL)
        return FALSE;
    return !dln_rename_exists(set->to, &after) || dln_rename_set_find_to(set, &after) != NULL;
}

gboolean dln_rename_set_is_new(const DlnRenameSet *set, const DlnObjectId *id)
{
    const DlnObjectId before = dln_rename_set_before(set, id);

    if (dln_rename_set_find_to(set, id) != NULL)
        return FALSE;
    return !dln_rename_exists(set->from, &before) || dln_rename_set_find_from(set, &before) != NULL;
}
