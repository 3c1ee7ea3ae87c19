/* SPDX-License-Identifier: Apache-2.0 */
/* history.c: migrations as JSON. */
#include "json/json.h"

#include "dunlin/status.h"

static json_t *place_object(DunlinScope scope, const DunlinLineagePlace *place)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:b, s:b, s:o}", "scope", dln_json_scope(scope), "parents",
        dln_json_texts(place->parents), "children", dln_json_texts(place->children), "branches",
        dln_json_texts(place->branches), "is_head", place->is_head, "is_needed", place->is_needed,
        "current", place->n_current < 0 ? json_null() : json_integer(place->n_current));
}

static json_t *lineages(const DunlinRevisionInfo *info)
{
    json_t *array = json_array();

    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++) {
        if (info->places[scope].is_listed)
            json_array_append_new(
                array, place_object((DunlinScope)scope, &info->places[scope]));
    }
    return array;
}

static json_t *batch_or_null(const DunlinRevisionInfo *info)
{
    if (info->batch_table == NULL)
        return json_null();
    return json_pack("{s:o, s:o, s:i, s:I}", "table", dln_json_text(info->batch_table), "key",
        dln_json_text(info->batch_key), "size", (int)info->batch_size, "pause_ms",
        (json_int_t)info->batch_pause_ms);
}

/* Of a checkpoint: for how many migrations it stands. */
static json_t *replaced_or_null(const DunlinRevisionInfo *info)
{
    return info->checkpoint ? json_integer(info->n_replaced) : json_null();
}

static json_t *revision_object(const DunlinRevisionInfo *info)
{
    return json_pack("{s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:o, s:b, s:b, s:b, s:o}", "id",
        dln_json_text(info->id), "description", dln_json_text(info->description), "file",
        dln_json_text(info->file), "format", info->format, "scope", info->scope, "checksum",
        info->checksum, "parents", dln_json_texts(info->parents), "depends", dln_json_texts(info->depends),
        "labels", dln_json_texts(info->labels), "repeatable", info->repeatable,
        "batch", batch_or_null(info), "replaces", replaced_or_null(info), "is_head", info->is_head, "transactional",
        info->transactional, "reversible", info->reversible, "lineages", lineages(info));
}

char *dunlin_history_to_json(const GPtrArray *history)
{
    json_t *revisions = json_array();

    for (guint i = 0; i < history->len; i++)
        json_array_append_new(revisions, revision_object(history->pdata[i]));
    return dln_json_print(json_pack("{s:o}", "revisions", revisions), JSON_INDENT(2));
}

static json_t *shown_object(const DunlinRevisionInfo *info)
{
    json_t *object = revision_object(info);

    json_object_set_new(object, "up_sql", dln_json_text(info->up_sql));
    json_object_set_new(object, "down_sql", dln_json_text(info->down_sql));
    return object;
}

char *dunlin_show_to_json(const GPtrArray *revisions)
{
    json_t *array;

    if (revisions->len == 1)
        return dln_json_print(shown_object(revisions->pdata[0]), JSON_INDENT(2));
    array = json_array();
    for (guint i = 0; i < revisions->len; i++)
        json_array_append_new(array, shown_object(revisions->pdata[i]));
    return dln_json_print(json_pack("{s:o}", "revisions", array), JSON_INDENT(2));
}
