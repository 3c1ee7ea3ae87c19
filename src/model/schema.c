/* SPDX-License-Identifier: Apache-2.0 */
/* schema.c: a schema's objects as data: building the list, and finding in it. */
#include "model/schema.h"

#include <string.h>

#include "base/error.h"
#include "sql/lexer.h"

#define TEXTS_SIZE 4096

/* What the objects of a schema say, in one piece. An object may be moved to another schema, and outlive its own: each holds it. */
struct DlnTexts {
    GStringChunk *chunk;
};

static const char *const kind_names[DLN_N_OBJECT_KINDS] = {
    [DLN_OBJECT_SCHEMA] = "schema",
    [DLN_OBJECT_EXTENSION] = "extension",
    [DLN_OBJECT_COLLATION] = "collation",
    [DLN_OBJECT_DICTIONARY] = "text search dictionary",
    [DLN_OBJECT_CONFIGURATION] = "text search configuration",
    [DLN_OBJECT_CONVERSION] = "conversion",
    [DLN_OBJECT_ENUM] = "enum",
    [DLN_OBJECT_DOMAIN] = "domain",
    [DLN_OBJECT_DOMAIN_CONSTRAINT] = "domain constraint",
    [DLN_OBJECT_COMPOSITE] = "composite type",
    [DLN_OBJECT_RANGE] = "range type",
    [DLN_OBJECT_CAST] = "cast",
    [DLN_OBJECT_OPERATOR] = "operator",
    [DLN_OBJECT_OPERATOR_FAMILY] = "operator family",
    [DLN_OBJECT_OPERATOR_CLASS] = "operator class",
    [DLN_OBJECT_FUNCTION] = "function",
    [DLN_OBJECT_PROCEDURE] = "procedure",
    [DLN_OBJECT_AGGREGATE] = "aggregate",
    [DLN_OBJECT_SEQUENCE] = "sequence",
    [DLN_OBJECT_TABLE] = "table",
    [DLN_OBJECT_COLUMN] = "column",
    [DLN_OBJECT_CONSTRAINT] = "constraint",
    [DLN_OBJECT_INDEX] = "index",
    [DLN_OBJECT_STATISTICS] = "statistics",
    [DLN_OBJECT_VIEW] = "view",
    [DLN_OBJECT_MATERIALIZED_VIEW] = "materialized view",
    [DLN_OBJECT_RULE] = "rule",
    [DLN_OBJECT_TRIGGER] = "trigger",
    [DLN_OBJECT_EVENT_TRIGGER] = "event trigger",
    [DLN_OBJECT_POLICY] = "policy",
    [DLN_OBJECT_PRIVILEGES] = "privileges",
    [DLN_OBJECT_OTHER] = "object",
};

const char *dln_object_kind_name(DlnObjectKind kind)
{
    return kind_names[kind];
}

/* ---- ids ---- */

static const char *keep(DlnTexts *texts, const char *text)
{
    return text != NULL ? g_string_chunk_insert(texts->chunk, text) : NULL;
}

static DlnObjectId id_copy(const DlnObjectId *id, DlnTexts *texts)
{
    return (DlnObjectId){id->kind, keep(texts, id->parent), keep(texts, id->name),
        keep(texts, id->arguments), keep(texts, id->schema)};
}

DlnObjectId dln_object_id_parent(const DlnObjectId *id)
{
    return (DlnObjectId){.name = id->parent, .schema = id->schema};
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

int dln_object_id_compare(const DlnObjectId *a, const DlnObjectId *b)
{
    int order;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    order = g_strcmp0(a->schema, b->schema);
    if (order == 0)
        order = g_strcmp0(a->parent, b->parent);
    if (order == 0)
        order = g_strcmp0(a->name, b->name);
    if (order == 0)
        order = g_strcmp0(a->arguments, b->arguments);
    return sign(order);
}

static guint text_hash(const char *text)
{
    return text != NULL ? g_str_hash(text) : 0;
}

/* Schemas and arguments tell few apart. */
static guint id_hash(gconstpointer key)
{
    const DlnObjectId *id = key;

    return (text_hash(id->parent) * 31 + text_hash(id->name)) * 31 + id->kind;
}

static gboolean id_equal(gconstpointer a, gconstpointer b)
{
    return dln_object_id_compare(a, b) == 0;
}

char *dln_object_id_text(const DlnObjectId *id)
{
    GString *text = g_string_new(NULL);

    if (id->schema != NULL)
        g_string_append_printf(text, "%s.", id->schema);
    if (id->parent != NULL)
        g_string_append_printf(text, "%s.", id->parent);
    g_string_append(text, id->name);
    if (id->arguments != NULL)
        g_string_append_printf(text, "(%s)", id->arguments);
    return g_string_free(text, FALSE);
}

/* ---- objects ---- */

static void texts_clear(gpointer texts)
{
    g_string_chunk_free(((DlnTexts *)texts)->chunk);
}

static DlnTexts *texts_new(void)
{
    DlnTexts *texts = g_rc_box_new(DlnTexts);

    texts->chunk = g_string_chunk_new(TEXTS_SIZE);
    return texts;
}

static DlnObject *object_new(DlnTexts *texts, const DlnObjectId *id, guint position)
{
    DlnObject *object = g_new0(DlnObject, 1);

    object->texts = g_rc_box_acquire(texts);
    object->id = id_copy(id, texts);
    object->properties = g_array_new(FALSE, FALSE, sizeof(DlnProperty));
    object->needs = g_array_new(FALSE, FALSE, sizeof(DlnObjectId));
    object->position = position;
    return object;
}

static void object_free(gpointer data)
{
    DlnObject *object = data;

    g_array_unref(object->properties);
    g_array_unref(object->needs);
    g_clear_pointer(&object->grants, g_ptr_array_unref);
    g_clear_pointer(&object->privileges, g_ptr_array_unref);
    g_rc_box_release_full(object->texts, texts_clear);
    g_free(object);
}

void dln_object_set(DlnObject *object, const char *property, const char *value)
{
    if (value == NULL)
        return;
    DlnProperty added = {g_intern_string(property), keep(object->texts, value)};
    g_array_append_val(object->properties, added);
}

const char *dln_object_get(const DlnObject *object, const char *property)
{
    for (guint i = 0; i < object->properties->len; i++) {
        const DlnProperty *own = &g_array_index(object->properties, DlnProperty, i);

        if (strcmp(own->name, property) == 0)
            return own->value;
    }
    return NULL;
}

gboolean dln_object_is(const DlnObject *object, const char *property)
{
    return g_strcmp0(dln_object_get(object, property), "true") == 0;
}

void dln_object_need(DlnObject *object, const DlnObjectId *needed)
{
    DlnObjectId copy = id_copy(needed, object->texts);

    g_array_append_val(object->needs, copy);
}

void dln_object_grant(DlnObject *object, const char *statement)
{
    if (object->grants == NULL)
        object->grants = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(object->grants, g_strdup(statement));
}

void dln_object_permit(DlnObject *object, const char *privilege)
{
    if (object->privileges == NULL)
        object->privileges = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(object->privileges, g_strdup(privilege));
}

GStrv dln_property_list(const char *value)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    const char *at = value == NULL ? "" : value;

    while ((at = strchr(at, '\'')) != NULL) {
        gboolean has_escapes = at > value && at[-1] == 'E';
        g_autoptr(GString) item = g_string_new(NULL);

        for (at++; *at != '\0' && (*at != '\'' || at[1] == '\''); at++) {
            if (*at == '\'' || (has_escapes && *at == '\\' && at[1] != '\0'))
                at++;
            g_string_append_c(item, *at);
        }
        g_strv_builder_add(builder, item->str);
        if (*at == '\'')
            at++;
    }
    return g_strv_builder_end(builder);
}

/* ---- the schema ---- */

DlnSchema *dln_schema_new(DlnEngineKind engine, const char *name)
{
    DlnSchema *schema = g_new0(DlnSchema, 1);

    schema->engine = engine;
    schema->name = g_strdup(name);
    schema->texts = texts_new();
    schema->objects = g_ptr_array_new_with_free_func(object_free);
    schema->left_out = g_ptr_array_new_with_free_func(object_free);
    schema->given = g_ptr_array_new_with_free_func(g_free);
    schema->hidden = g_ptr_array_new_with_free_func(object_free);
    schema->beside = g_ptr_array_new_with_free_func(g_free);
    return schema;
}

void dln_schema_free(DlnSchema *schema)
{
    if (schema == NULL)
        return;
    g_free(schema->name);
    g_ptr_array_unref(schema->objects);
    g_ptr_array_unref(schema->left_out);
    g_ptr_array_unref(schema->given);
    g_ptr_array_unref(schema->hidden);
    g_clear_pointer(&schema->index, g_hash_table_unref);
    g_rc_box_release_full(schema->texts, texts_clear);
    g_ptr_array_unref(schema->beside);
    g_free(schema);
}

DlnObject *dln_schema_add(DlnSchema *schema, const DlnObjectId *id)
{
    DlnObject *object = object_new(schema->texts, id, schema->objects->len + 1);

    g_ptr_array_add(schema->objects, object);
    return object;
}

DlnObject *dln_schema_add_privileges(DlnSchema *schema, const char *name)
{
    const DlnObjectId id = {.kind = DLN_OBJECT_PRIVILEGES, .name = name};
    DlnObject *object;

    for (guint i = 0; i < schema->hidden->len; i++) {
        object = schema->hidden->pdata[i];
        if (strcmp(object->id.name, name) == 0)
            return object;
    }
    object = object_new(schema->texts, &id, 0);
    g_ptr_array_add(schema->hidden, object);
    return object;
}

static int compare_objects(gconstpointer a, gconstpointer b)
{
    const DlnObject *const *left = a;
    const DlnObject *const *right = b;

    return dln_object_id_compare(&(*left)->id, &(*right)->id);
}

static int compare_properties(gconstpointer a, gconstpointer b)
{
    return strcmp(((const DlnProperty *)a)->name, ((const DlnProperty *)b)->name);
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    return dln_object_id_compare(a, b);
}

/* Leaves each need once, those alone that can be met. */
static void finish_needs(const DlnSchema *schema, DlnObject *object)
{
    GArray *needs = object->needs;

    g_array_sort(needs, compare_ids);
    for (guint i = needs->len; i > 0; i--) {
        const DlnObjectId *need = &g_array_index(needs, DlnObjectId, i - 1);
        const DlnObject *found = dln_schema_find(schema, need);
        gboolean is_repeated =
            i > 1 && compare_ids(need, &g_array_index(needs, DlnObjectId, i - 2)) == 0;

        if (found == NULL || found == object || is_repeated)
            g_array_remove_index(needs, i - 1);
    }
}

static void make_index(DlnSchema *schema)
{
    g_clear_pointer(&schema->index, g_hash_table_unref);
    schema->index = g_hash_table_new(id_hash, id_equal);
    for (guint i = 0; i < schema->objects->len; i++) {
        DlnObject *object = schema->objects->pdata[i];

        g_hash_table_insert(schema->index, &object->id, object);
    }
}

gboolean dln_schema_finish(DlnSchema *schema, GError **error)
{
    GPtrArray *objects = schema->objects;

    g_ptr_array_sort(objects, compare_objects);
    for (guint i = 1; i < objects->len; i++) {
        const DlnObject *object = objects->pdata[i];

        if (compare_objects(&objects->pdata[i - 1], &objects->pdata[i]) == 0) {
            g_autofree char *text = dln_object_id_text(&object->id);
            dln_error_set(error, DUNLIN_ERROR_INTERNAL, NULL,
                "the %s \"%s\" was read twice from one schema",
                dln_object_kind_name(object->id.kind), text);
            return FALSE;
        }
    }
    make_index(schema);
    for (guint i = 0; i < objects->len; i++) {
        DlnObject *object = objects->pdata[i];

        g_array_sort(object->properties, compare_properties);
        finish_needs(schema, object);
    }
    return TRUE;
}

void dln_schema_leave_out(DlnSchema *schema, guint place)
{
    DlnObject *object = g_ptr_array_steal_index(schema->objects, place);

    g_hash_table_remove(schema->index, &object->id);
    g_ptr_array_add(schema->left_out, object);
}

/* The place of the first object that is not before id. */
static guint lower_bound(const DlnSchema *schema, const DlnObjectId *id)
{
    guint first = 0;
    guint last = schema->objects->len;

    while (first < last) {
        guint middle = first + (last - first) / 2;
        const DlnObject *object = schema->objects->pdata[middle];

        if (dln_object_id_compare(&object->id, id) < 0)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

const DlnObject *dln_schema_find(const DlnSchema *schema, const DlnObjectId *id)
{
    return g_hash_table_lookup(schema->index, id);
}

const DlnObject *dln_schema_find_text(const DlnSchema *schema, DlnObjectKind kind, const char *text)
{
    g_auto(GStrv) names = dln_names_from_text(schema->engine, text);
    const guint n = names != NULL ? g_strv_length(names) : 0;
    DlnObjectId id = {.kind = kind};

    if (n == 0 || n > 2)
        return NULL;
    id.name = names[n - 1];
    if (n == 2 && strcmp(names[0], schema->name) != 0)
        id.schema = names[0];
    return dln_schema_find(schema, &id);
}

static int compare_positions(gconstpointer a, gconstpointer b)
{
    const DlnObject *const *left = a;
    const DlnObject *const *right = b;

    return ((*left)->position > (*right)->position) - ((*left)->position < (*right)->position);
}

static gboolean is_child(const DlnObject *object, const DlnObjectId *parent)
{
    if (parent == NULL)
        return object->id.parent == NULL;
    return g_strcmp0(object->id.parent, parent->name) == 0 &&
           g_strcmp0(object->id.schema, parent->schema) == 0;
}

GPtrArray *dln_schema_children(
    const DlnSchema *schema, DlnObjectKind kind, const DlnObjectId *parent)
{
    const DlnObjectId first = {.kind = kind,
        .parent = parent != NULL ? parent->name : NULL,
        .schema = parent != NULL ? parent->schema : NULL};
    GPtrArray *children = g_ptr_array_new();

    for (guint i = lower_bound(schema, &first); i < schema->objects->len; i++) {
        DlnObject *object = schema->objects->pdata[i];

        if (object->id.kind != kind || !is_child(object, parent))
            break;
        g_ptr_array_add(children, object);
    }
    if (kind == DLN_OBJECT_COLUMN)
        g_ptr_array_sort(children, compare_positions);
    return children;
}

/* The kinds that can own another object, by their names. A relation's name is unique whatever it is, and a domain's among the types,
 * relations included. */
static const DlnObjectKind owner_kinds[] = {DLN_OBJECT_TABLE, DLN_OBJECT_VIEW,
    DLN_OBJECT_MATERIALIZED_VIEW, DLN_OBJECT_COMPOSITE, DLN_OBJECT_DOMAIN};

const DlnObject *dln_schema_parent(const DlnSchema *schema, const DlnObjectId *id)
{
    for (guint i = 0; id->parent != NULL && i < G_N_ELEMENTS(owner_kinds); i++) {
        const DlnObjectId owner_id = {
            .kind = owner_kinds[i], .name = id->parent, .schema = id->schema};
        const DlnObject *owner = dln_schema_find(schema, &owner_id);

        if (owner != NULL)
            return owner;
    }
    return NULL;
}
