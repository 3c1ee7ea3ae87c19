/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c: the verb inspect: one database of a project, read into the model. Reads only. */
#include "dunlin/inspect.h"

#include "app/common/look.h"
#include "app/scratch/choice.h"
#include "base/error.h"
#include "dialect/create.h"
#include "dialect/diagram/diagram.h"
#include "engine/inspect.h"
#include "fleet/fleet.h"
#include "json/schema.h"

struct DunlinSchema {
    DunlinScope scope;
    char *database; /* "public" or the tenant's name */
    char *place;
    char *fingerprint;
    DlnSchema *schema;
};

void dunlin_schema_free(DunlinSchema *schema)
{
    if (schema == NULL)
        return;
    g_free(schema->database);
    g_free(schema->place);
    g_free(schema->fingerprint);
    dln_schema_free(schema->schema);
    g_free(schema);
}

static DlnSchema *read_schema(const DunlinProject *project, const DlnDatabase *database,
    GCancellable *cancellable, GError **error)
{
    const DlnOpenOptions options = dln_fleet_open_options(project, database, DLN_OPEN_READ_ONLY);
    g_autoptr(DlnSession) session = NULL;

    if (!dln_session_open(&options, cancellable, &session, error))
        return NULL;
    return dln_app_inspect(session, project, database->scope, database->schema, cancellable, error);
}

DunlinSchema *dunlin_inspect(DunlinProject *project, const DunlinSelection *selection,
    GCancellable *cancellable, GError **error)
{
    g_autoptr(DlnFleet) fleet = dln_fleet_new(project);
    const DlnDatabase *database = dln_app_choose_one(fleet, selection, cancellable, error);
    g_autoptr(DunlinSchema) result = g_new0(DunlinSchema, 1);

    if (database == NULL)
        return NULL;
    result->schema = read_schema(project, database, cancellable, error);
    if (result->schema == NULL) {
        if (database->scope == DLN_SCOPE_TENANT)
            g_prefix_error(error, "tenant \"%s\": ", database->name);
        return NULL;
    }
    result->scope = dln_event_scope(database->scope);
    result->database = g_strdup(database->name);
    result->place = g_strdup(database->place);
    /* The number by which schemas are compared leaves privileges out. */
    result->fingerprint = dln_schema_fingerprint(result->schema);
    if (project->config.diff_privileges && !dln_schema_show_privileges(result->schema, error))
        return NULL;
    return g_steal_pointer(&result);
}

char *dunlin_schema_to_sql(const DunlinSchema *schema, GError **error)
{
    return dln_create_script(schema->schema, NULL, error);
}

char *dunlin_schema_to_json(const DunlinSchema *schema)
{
    return dln_json_schema(schema->schema, &(DlnJsonSchemaSource){
                                               .scope = schema->scope,
                                               .database = schema->database,
                                               .place = schema->place,
                                               .fingerprint = schema->fingerprint,
                                           });
}

char *dunlin_schema_to_mermaid(const DunlinSchema *schema)
{
    return dln_diagram_mermaid(schema->schema);
}

char *dunlin_schema_to_dot(const DunlinSchema *schema)
{
    return dln_diagram_dot(schema->schema);
}

const char *dunlin_schema_get_fingerprint(const DunlinSchema *schema)
{
    return schema->fingerprint;
}
