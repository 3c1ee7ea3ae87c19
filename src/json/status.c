/* SPDX-License-Identifier: Apache-2.0 */
/* status.c: where databases stand, and which tenants there are, as JSON. */
#include "json/json.h"

#include "dunlin/status.h"
#include "dunlin/tenant.h"

static const char *const state_names[] = {
    [DUNLIN_STATE_CURRENT] = "current",
    [DUNLIN_STATE_BEHIND] = "behind",
    [DUNLIN_STATE_EMPTY] = "empty",
    [DUNLIN_STATE_PARTIAL] = "partial",
    [DUNLIN_STATE_PROBLEM] = "problem",
};

static json_t *position_object(const DunlinPosition *position)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "scope",
        dln_json_scope(position->scope), "state", state_names[position->state], "heads",
        dln_json_texts(position->heads), "applied", dln_json_texts(position->applied), "repeatable",
        dln_json_texts(position->repeatable), "pending", dln_json_texts(position->pending), "under_way",
        dln_json_text(position->under_way), "at_head",
        position->at_head, "problem", dln_json_error_or_null(position->problem));
}

static int index_of(const GPtrArray *positions, const DunlinPosition *position)
{
    guint index = 0;

    g_ptr_array_find((GPtrArray *)positions, position, &index);
    return (int)index;
}

char *dunlin_status_to_json(const DunlinStatus *status)
{
    json_t *databases = json_array();
    json_t *positions = json_array();

    for (guint i = 0; i < status->positions->len; i++)
        json_array_append_new(positions, position_object(status->positions->pdata[i]));
    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinDatabaseStatus *database = status->databases->pdata[i];
        json_array_append_new(databases,
            json_pack("{s:s, s:o, s:o, s:s, s:i}", "scope",
                dln_json_scope(database->position->scope), "name", dln_json_text(database->name),
                "place", dln_json_text(database->place), "state",
                state_names[database->position->state], "position",
                index_of(status->positions, database->position)));
    }
    return dln_json_print(json_pack("{s:b, s:b, s:o, s:o, s:o}", "has_public", status->has_public,
                     "has_tenants", status->has_tenants, "positions", positions, "databases",
                     databases, "warnings", dln_json_text_array(status->warnings)),
        JSON_INDENT(2));
}

char *dunlin_tenant_list_to_json(const GPtrArray *tenants)
{
    json_t *array = json_array();

    for (guint i = 0; i < tenants->len; i++) {
        const DunlinTenant *tenant = tenants->pdata[i];
        json_array_append_new(array,
            json_pack("{s:o, s:o, s:b}", "name", dln_json_text(tenant->name), "place",
                dln_json_text(tenant->place), "exists", tenant->exists));
    }
    return dln_json_print(json_pack("{s:o}", "tenants", array), JSON_INDENT(2));
}
