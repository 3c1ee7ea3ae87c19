/* SPDX-License-Identifier: Apache-2.0 */
/* names.c: which objects cannot be called the same at one time: relations with all relations, types with types, what is
 * called with what is called. */
#include "diff/postgres/postgres.h"

/* No name holds the byte between the two. */
static char *relation_key(const char *schema, const char *name)
{
    return g_strdup_printf("r %s\x01%s", schema != NULL ? schema : "", name);
}

/* An operator has one commutator and one negator: whoever is that has to go before another one is. */
static void add_links(GStrvBuilder *keys, const DlnObject *object)
{
    static const char *const links[] = {"commutator", "negator"};

    for (guint i = 0; object->id.kind == DLN_OBJECT_OPERATOR && i < G_N_ELEMENTS(links); i++) {
        const char *partner = dln_object_get(object, links[i]);
        g_autofree char *key = g_strdup_printf("o %s %s %s", links[i], partner, object->id.arguments);

        if (partner != NULL)
            g_strv_builder_add(keys, key);
    }
}

/* Which names the object takes: those of relations, of types, of routines. (transfer full) */
static GStrv keys_of(const DlnObject *object)
{
    g_autoptr(GStrvBuilder) keys = g_strv_builder_new();
    g_autofree char *relation = relation_key(object->id.schema, object->id.name);
    const char *schema = object->id.schema != NULL ? object->id.schema : "";
    g_autofree char *type = g_strdup_printf("t %s\x01%s", schema, object->id.name);
    g_autofree char *routine = g_strdup_printf("f %s\x01%s(%s)", schema, object->id.name,
        object->id.arguments != NULL ? object->id.arguments : "");
    const char *kind = dln_object_get(object, "type");
    gboolean has_index = object->id.kind == DLN_OBJECT_CONSTRAINT && !g_str_equal(kind, "check") &&
                         !g_str_equal(kind, "foreign key");

    if (dln_object_is_relation(object) || has_index)
        g_strv_builder_add(keys, relation);
    if (dln_object_is_type(object) || object->id.kind == DLN_OBJECT_TABLE ||
        object->id.kind == DLN_OBJECT_VIEW || object->id.kind == DLN_OBJECT_MATERIALIZED_VIEW)
        g_strv_builder_add(keys, type);
    if (object->id.arguments != NULL)
        g_strv_builder_add(keys, routine);
    add_links(keys, object);
    return g_strv_builder_end(keys);
}

static void add_key(GHashTable *names, const char *key, DlnPair *pair)
{
    GPtrArray *list = g_hash_table_lookup(names, key);

    if (list == NULL) {
        list = g_ptr_array_new();
        g_hash_table_insert(names, g_strdup(key), list);
    }
    g_ptr_array_add(list, pair);
}

void dln_names_take(GHashTable *names, const DlnObject *object, DlnPair *pair)
{
    g_auto(GStrv) keys = keys_of(object);

    for (guint i = 0; keys[i] != NULL; i++)
        add_key(names, keys[i], pair);
}

/* "r NAME" of the sequence behind an identity column. (transfer full) */
static char *identity_key(const DlnObject *column)
{
    const char *said = dln_object_get(column, "identity_sequence");
    g_autofree char *usual = g_strdup_printf("%s_%s_seq", column->id.parent, column->id.name);

    return relation_key(column->id.schema, said != NULL ? said : usual);
}

void dln_names_take_identity(GHashTable *names, DlnPair *column)
{
    g_autofree char *key = identity_key(column->from);

    add_key(names, key, column);
}

static void take_all(GPtrArray *rivals, GHashTable *names, const char *key)
{
    const GPtrArray *list = g_hash_table_lookup(names, key);

    for (guint i = 0; list != NULL && i < list->len; i++)
        g_ptr_array_add(rivals, list->pdata[i]);
}

GPtrArray *dln_names_rivals(DlnTransition *transition, const DlnPair *pair)
{
    GPtrArray *rivals = g_ptr_array_new();
    g_auto(GStrv) keys = keys_of(pair->to);
    g_autofree char *sequence =
        dln_object_get(pair->to, "identity") != NULL ? identity_key(pair->to) : NULL;

    for (guint i = 0; keys[i] != NULL; i++)
        take_all(rivals, transition->going, keys[i]);
    if (sequence != NULL)
        take_all(rivals, transition->going, sequence);
    return rivals;
}

gboolean dln_names_have(GHashTable *names, const DlnObject *object)
{
    g_auto(GStrv) keys = keys_of(object);

    for (guint i = 0; keys[i] != NULL; i++) {
        if (g_hash_table_contains(names, keys[i]))
            return TRUE;
    }
    return FALSE;
}
