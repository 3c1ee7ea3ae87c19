/* SPDX-License-Identifier: Apache-2.0 */
/* follow.c: what differs in its name alone, so that nothing can be lost and nobody need be asked. */
#include <string.h>

#include "dialect/postgres/builder.h"
#include "diff/rename/set.h"
#include "sql/lexer.h"

/* In whichever order: what stands on another one's name is found in the next round. Tables, columns, values of enums and sequences that
 * nobody owns hold data: somebody has to decide on them. */
static const DlnObjectKind kinds[] = {DLN_OBJECT_COLLATION, DLN_OBJECT_DICTIONARY,
    DLN_OBJECT_CONFIGURATION, DLN_OBJECT_CONVERSION, DLN_OBJECT_ENUM, DLN_OBJECT_DOMAIN,
    DLN_OBJECT_DOMAIN_CONSTRAINT, DLN_OBJECT_COMPOSITE, DLN_OBJECT_RANGE, DLN_OBJECT_FUNCTION,
    DLN_OBJECT_PROCEDURE, DLN_OBJECT_AGGREGATE, DLN_OBJECT_SEQUENCE, DLN_OBJECT_CONSTRAINT,
    DLN_OBJECT_INDEX, DLN_OBJECT_STATISTICS, DLN_OBJECT_VIEW, DLN_OBJECT_MATERIALIZED_VIEW,
    DLN_OBJECT_RULE, DLN_OBJECT_TRIGGER, DLN_OBJECT_POLICY};

typedef struct {
    DlnRenameSet *set;
    GHashTable *taken; /* (key-type utf8) (set): dln_rename_relation_key() of those in from */
} Follower;

/* ---- likeness ---- */

/* A comment is set by itself. */
static gboolean is_aside(const char *property)
{
    return strcmp(property, "comment") == 0 || strcmp(property, "index_comment") == 0;
}

static guint count_properties(const DlnObject *object)
{
    guint n = 0;

    for (guint i = 0; i < object->properties->len; i++)
        n += !is_aside(g_array_index(object->properties, DlnProperty, i).name);
    return n;
}

gboolean dln_rename_has_same_properties(const DlnObject *from, const DlnObject *to)
{
    if (count_properties(from) != count_properties(to))
        return FALSE;
    for (guint i = 0; i < from->properties->len; i++) {
        const DlnProperty *property = &g_array_index(from->properties, DlnProperty, i);

        if (!is_aside(property->name) &&
            g_strcmp0(property->value, dln_object_get(to, property->name)) != 0)
            return FALSE;
    }
    return TRUE;
}

/* An attribute's name is written in values; a constraint's follows its domain's, in the next round. */
static gboolean has_part(const GPtrArray *parts, const DlnObject *wanted)
{
    for (guint i = 0; i < parts->len; i++) {
        const DlnObject *part = parts->pdata[i];
        gboolean is_named = wanted->id.kind == DLN_OBJECT_DOMAIN_CONSTRAINT ||
                            strcmp(part->id.name, wanted->id.name) == 0;

        if (is_named && dln_rename_has_same_properties(part, wanted))
            return TRUE;
    }
    return FALSE;
}

/* The attributes of a composite type, a domain's constraints. */
static gboolean has_same_parts(
    const DlnRenameSet *set, const DlnObject *from, const DlnObject *to, DlnObjectKind kind)
{
    g_autoptr(GPtrArray) before = dln_schema_children(set->from, kind, &from->id);
    g_autoptr(GPtrArray) after = dln_schema_children(set->to, kind, &to->id);
    gboolean is_equal = before->len == after->len;

    for (guint i = 0; i < before->len && is_equal; i++)
        is_equal = has_part(after, before->pdata[i]) && has_part(before, after->pdata[i]);
    return is_equal;
}

/* To another schema under the same name alone. A sequence that a column owns goes where its table goes. */
static gboolean may_move(const DlnObject *from, const DlnObject *to)
{
    if (g_strcmp0(from->id.schema, to->id.schema) == 0)
        return TRUE;
    return from->id.parent == NULL && from->id.kind != DLN_OBJECT_SEQUENCE &&
           strcmp(from->id.name, to->id.name) == 0;
}

static gboolean is_same(const DlnRenameSet *set, const DlnObject *from, const DlnObject *to)
{
    if (g_strcmp0(from->id.parent, to->id.parent) != 0 || !may_move(from, to) ||
        g_strcmp0(from->id.arguments, to->id.arguments) != 0 ||
        !dln_rename_has_same_properties(from, to))
        return FALSE;
    if (from->id.kind == DLN_OBJECT_COMPOSITE)
        return has_same_parts(set, from, to, DLN_OBJECT_COLUMN);
    if (from->id.kind == DLN_OBJECT_DOMAIN)
        return has_same_parts(set, from, to, DLN_OBJECT_DOMAIN_CONSTRAINT);
    return TRUE;
}

/* ---- which one, where several are the same ---- */

/* 'mood[]' of the type mood: "[]"; NULL: another type. */
static const char *behind_name(const char *type, const char *name)
{
    const gsize length = strlen(name);

    return type != NULL && strncmp(type, name, length) == 0 &&
                   (type[length] == '\0' || type[length] == '[')
               ? type + length
               : NULL;
}

/* How many columns have the one type before, and the other one after. */
static guint count_uses(const DlnRenameSet *set, const DlnObject *from, const DlnObject *to)
{
    g_autofree char *before = dln_create_name(from);
    g_autofree char *after = dln_create_name(to);
    guint n = 0;

    for (guint i = 0; i < set->from->objects->len; i++) {
        const DlnObject *column = set->from->objects->pdata[i];
        const char *rest = column->id.kind == DLN_OBJECT_COLUMN
                               ? behind_name(dln_object_get(column, "type"), before)
                               : NULL;
        const DlnObject *now = rest != NULL ? dln_schema_find(set->to, &column->id) : NULL;

        n += now != NULL && g_strcmp0(behind_name(dln_object_get(now, "type"), after), rest) == 0;
    }
    return n;
}

static gboolean is_type(DlnObjectKind kind)
{
    return kind == DLN_OBJECT_ENUM || kind == DLN_OBJECT_DOMAIN || kind == DLN_OBJECT_COMPOSITE ||
           kind == DLN_OBJECT_RANGE;
}

static double rank(const DlnRenameSet *set, const DlnObject *from, const DlnObject *to)
{
    const double name = dln_rename_name_likeness(from->id.name, to->id.name);

    return is_type(from->id.kind) ? count_uses(set, from, to) + name : name;
}

/* ---- the kinds ---- */

static gboolean may_follow(const DlnObject *object)
{
    switch (object->id.kind) {
    case DLN_OBJECT_SEQUENCE:
        return dln_object_get(object, "owned_by") != NULL;
    case DLN_OBJECT_TRIGGER:
    case DLN_OBJECT_INDEX:
        /* Its parent's gives it the name, or an invalid one is to go. */
        return !dln_object_is(object, "inherited") && !dln_object_is(object, "invalid");
    default:
        return TRUE;
    }
}

static gboolean has_index(const DlnObject *constraint)
{
    const char *type = dln_object_get(constraint, "type");

    return constraint->id.kind == DLN_OBJECT_CONSTRAINT && g_strcmp0(type, "check") != 0 &&
           g_strcmp0(type, "foreign key") != 0;
}

/* No name holds the byte between the two. */
char *dln_rename_relation_key(const char *schema, const char *name)
{
    return g_strdup_printf("%s\x01%s", schema != NULL ? schema : "", name);
}

static gboolean is_taken(const Follower *follower, const char *schema, const char *name)
{
    g_autofree char *key = dln_rename_relation_key(schema, name);

    return g_hash_table_contains(follower->taken, key);
}

/* Something of another kind, or of another table, still has the name: it has to go first. */
static gboolean is_free(const Follower *follower, const DlnObject *to)
{
    return !(dln_rename_is_relation(to->id.kind) || has_index(to)) ||
           !is_taken(follower, to->id.schema, to->id.name);
}

/* (transfer container) (element-type DlnObject) */
static GPtrArray *only_in(const DlnRenameSet *set, const DlnSchema *schema, DlnObjectKind kind)
{
    GPtrArray *only = g_ptr_array_new();

    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        gboolean is_only = object->id.kind == kind && may_follow(object) &&
                           (schema == set->from ? dln_rename_set_is_gone(set, &object->id)
                                                : dln_rename_set_is_new(set, &object->id));

        if (is_only)
            g_ptr_array_add(only, (gpointer)object);
    }
    return only;
}

static void follow_kind(Follower *follower, DlnObjectKind kind)
{
    DlnRenameSet *set = follower->set;
    g_autoptr(GPtrArray) gone = only_in(set, set->from, kind);
    g_autoptr(GPtrArray) added = gone->len > 0 ? only_in(set, set->to, kind) : g_ptr_array_new();

    for (guint i = 0; i < gone->len; i++) {
        const DlnObject *from = gone->pdata[i];
        const DlnObject *best = NULL;
        double best_rank = -1;

        for (guint j = 0; j < added->len; j++) {
            const DlnObject *to = added->pdata[j];
            if (!is_same(set, from, to) || !is_free(follower, to))
                continue;
            const double own_rank = rank(set, from, to);
            if (own_rank > best_rank) {
                best = to;
                best_rank = own_rank;
            }
        }
        if (best == NULL)
            continue;
        dln_rename_set_add(set, dln_rename_new(&from->id, &best->id));
        g_ptr_array_remove(added, (gpointer)best);
    }
}

/* ---- sequences of columns ---- */

/* The one that the column owns; NULL: none, or several. */
static const DlnObject *sequence_of(const DlnSchema *schema, const char *owner)
{
    g_autoptr(GPtrArray) all = dln_schema_children(schema, DLN_OBJECT_SEQUENCE, NULL);
    const DlnObject *found = NULL;

    for (guint i = 0; i < all->len; i++) {
        const DlnObject *sequence = all->pdata[i];

        if (g_strcmp0(dln_object_get(sequence, "owned_by"), owner) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = sequence;
    }
    return found;
}

/* It is the column that says which one is meant: the old name may be another table's from now on, and its type may change, too. */
static void follow_owned(Follower *follower)
{
    DlnRenameSet *set = follower->set;
    g_autoptr(GPtrArray) all = dln_schema_children(set->from, DLN_OBJECT_SEQUENCE, NULL);

    for (guint i = 0; i < all->len; i++) {
        const DlnObject *sequence = all->pdata[i];
        const char *owner = dln_object_get(sequence, "owned_by");

        if (owner == NULL || dln_rename_set_find_from(set, &sequence->id) != NULL)
            continue;
        const DlnObject *own = sequence_of(set->from, owner);
        const DlnObject *after = sequence_of(set->to, owner);
        if (own != NULL && after != NULL && own == sequence &&
            strcmp(own->id.name, after->id.name) != 0 &&
            g_strcmp0(after->id.schema, own->id.schema) == 0 && is_free(follower, after))
            dln_rename_set_add(set, dln_rename_new(&own->id, &after->id));
    }
}

/* ---- sequences behind identity columns ---- */

/* (transfer full) */
static char *identity_sequence(const DlnObject *column)
{
    const char *own = dln_object_get(column, "identity_sequence");

    return own != NULL ? g_strdup(own)
                       : g_strdup_printf("%s_%s_seq", column->id.parent, column->id.name);
}

/* They are no objects of their own in the model. */
static void follow_identities(Follower *follower)
{
    const DlnRenameSet *set = follower->set;

    for (guint i = 0; i < set->from->objects->len; i++) {
        const DlnObject *column = set->from->objects->pdata[i];
        const DlnObject *after =
            column->id.kind == DLN_OBJECT_COLUMN && dln_object_get(column, "identity") != NULL
                ? dln_schema_find(set->to, &column->id)
                : NULL;

        if (after == NULL || dln_object_get(after, "identity") == NULL)
            continue;
        g_autofree char *old_name = identity_sequence(column);
        g_autofree char *new_name = identity_sequence(after);
        const DlnObjectId from = {
            .kind = DLN_OBJECT_SEQUENCE, .name = old_name, .schema = column->id.schema};
        const DlnObjectId to = {
            .kind = DLN_OBJECT_SEQUENCE, .name = new_name, .schema = column->id.schema};
        if (strcmp(old_name, new_name) != 0 && !is_taken(follower, column->id.schema, new_name))
            dln_rename_set_add(follower->set, dln_rename_new(&from, &to));
    }
}

/* ---- extensions ---- */

/* They are in no schema, but what they bring is. (transfer full) (nullable): the main one */
static char *home_of(const DlnObject *extension)
{
    const char *schema = dln_object_get(extension, "schema");

    return schema != NULL ? dln_name_from_text(DLN_ENGINE_POSTGRES, schema) : NULL;
}

static void follow_extensions(DlnRenameSet *set)
{
    g_autoptr(GPtrArray) all = dln_schema_children(set->from, DLN_OBJECT_EXTENSION, NULL);

    for (guint i = 0; i < all->len; i++) {
        const DlnObject *before = all->pdata[i];
        const DlnObject *after = dln_schema_find(set->to, &before->id);
        DlnObjectId from = before->id;
        DlnObjectId to = before->id;

        /* One that is fixed has to be made again elsewhere. */
        if (after == NULL || dln_object_is(before, "fixed"))
            continue;
        g_autofree char *old_home = home_of(before);
        g_autofree char *new_home = home_of(after);
        from.schema = old_home;
        to.schema = new_home;
        if (g_strcmp0(old_home, new_home) != 0)
            dln_rename_set_add(set, dln_rename_new(&from, &to));
    }
}

/* ---- letters ---- */

/* SQLite takes Users and users for one name. */
static void follow_letters(DlnRenameSet *set, DlnObjectKind kind)
{
    for (guint i = 0; i < set->from->objects->len; i++) {
        const DlnObject *object = set->from->objects->pdata[i];

        if (object->id.kind != kind || !dln_rename_set_is_gone(set, &object->id))
            continue;
        for (guint j = 0; j < set->to->objects->len; j++) {
            const DlnObject *other = set->to->objects->pdata[j];
            if (other->id.kind == kind && g_strcmp0(other->id.parent, object->id.parent) == 0 &&
                g_ascii_strcasecmp(other->id.name, object->id.name) == 0)
                dln_rename_set_add(set, dln_rename_new(&object->id, &other->id));
        }
    }
}

/* ---- all ---- */

char *dln_rename_relation_of(const DlnObject *object)
{
    if (object->id.kind == DLN_OBJECT_COLUMN && dln_object_get(object, "identity") != NULL)
        return identity_sequence(object);
    return dln_rename_is_relation(object->id.kind) || has_index(object) ? g_strdup(object->id.name)
                                                                        : NULL;
}

/* Of all relations. (transfer full) (key-type utf8) (set) */
static GHashTable *relation_names(const DlnSchema *schema)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        g_autofree char *name = dln_rename_relation_of(object);

        if (name != NULL)
            g_hash_table_add(names, dln_rename_relation_key(object->id.schema, name));
    }
    return names;
}

GPtrArray *dln_rename_follow(const DlnSchema *from, const DlnSchema *to)
{
    g_autoptr(DlnRenameSet) set = dln_rename_set_new(from, to);

    if (from->engine == DLN_ENGINE_SQLITE) {
        follow_letters(set, DLN_OBJECT_TABLE);
        if (set->renames->len == 0)
            follow_letters(set, DLN_OBJECT_COLUMN);
        return g_ptr_array_ref(set->renames);
    }
    g_autoptr(GHashTable) taken = relation_names(from);
    Follower follower = {set, taken};
    follow_extensions(set);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        follow_kind(&follower, kinds[i]);
    follow_owned(&follower);
    follow_identities(&follower);
    return g_ptr_array_ref(set->renames);
}
