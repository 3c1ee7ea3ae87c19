/* SPDX-License-Identifier: Apache-2.0 */
/* schema.c: the objects of a schema, with their properties and what they need. */
#include "json/schema.h"

#include "json/json.h"

static json_t *id_object(const DlnObjectId *id)
{
    json_t *object = json_pack("{s:s, s:o, s:o}", "kind", dln_object_kind_name(id->kind), "parent",
        dln_json_text(id->parent), "name", dln_json_text(id->name));

    dln_json_set_text(object, "arguments", id->arguments);
    dln_json_set_text(object, "schema", id->schema);
    return object;
}

static json_t *schema_object(const DlnObject *object)
{
    json_t *result = id_object(&object->id);
    json_t *properties = json_object();
    json_t *needs = json_array();

    for (guint i = 0; i < object->properties->len; i++) {
        const DlnProperty *property = &g_array_index(object->properties, DlnProperty, i);
        dln_json_set_text(properties, property->name, property->value);
    }
    for (guint i = 0; i < object->needs->len; i++)
        json_array_append_new(needs, id_object(&g_array_index(object->needs, DlnObjectId, i)));
    json_object_set_new(result, "properties", properties);
    json_object_set_new(result, "needs", needs);
    return result;
}

char *dln_json_schema(const DlnSchema *schema, const DlnJsonSchemaSource *source)
{
    json_t *objects = json_array();

    for (guint i = 0; i < schema->objects->len; i++)
        json_array_append_new(objects, schema_object(schema->objects->pdata[i]));
    return dln_json_print(
        json_pack("{s:s, s:o, s:o, s:s, s:s, s:o}", "scope", dln_json_scope(source->scope),
            "database", dln_json_text(source->database), "place", dln_json_text(source->place),
            "engine", dln_engine_kind_name(schema->engine), "fingerprint", source->fingerprint,
            "objects", objects),
        JSON_INDENT(2));
}
