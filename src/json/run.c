/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: runs as JSON: their events, their reports, and those of stamp. */
#include "json/json.h"

#include "dunlin/tenant.h"

static const char *const event_names[] = {
    [DUNLIN_EVENT_RUN_STARTED] = "run_started",
    [DUNLIN_EVENT_SCOPE_STARTED] = "scope_started",
    [DUNLIN_EVENT_DATABASE_STARTED] = "database_started",
    [DUNLIN_EVENT_STEP_STARTED] = "step_started",
    [DUNLIN_EVENT_STEP_PROGRESS] = "step_progress",
    [DUNLIN_EVENT_STEP_FINISHED] = "step_finished",
    [DUNLIN_EVENT_WAITING] = "waiting",
    [DUNLIN_EVENT_DATABASE_FINISHED] = "database_finished",
    [DUNLIN_EVENT_WARNING] = "warning",
    [DUNLIN_EVENT_RUN_FINISHED] = "run_finished",
    [DUNLIN_EVENT_HOOK_OUTPUT] = "hook_output",
};

static const char *direction_name(DunlinDirection direction)
{
    return direction == DUNLIN_DIRECTION_UP ? "up" : "down";
}

char *dunlin_event_to_json(const DunlinEvent *event)
{
    json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "event", event_names[event->type], "run_id",
        event->run_id, "scope", dln_json_scope(event->scope), "direction",
        direction_name(event->direction));

    dln_json_set_text(object, "database", event->database);
    dln_json_set_text(object, "place", event->place);
    dln_json_set_text(object, "revision", event->revision);
    dln_json_set_text(object, "hook", event->hook);
    dln_json_set_text(object, "message", event->message);
    if (event->type == DUNLIN_EVENT_STEP_FINISHED || event->type == DUNLIN_EVENT_RUN_FINISHED)
        json_object_set_new(object, "duration_us", json_integer(event->duration_us));
    if (event->type == DUNLIN_EVENT_STEP_PROGRESS)
        json_object_set_new(object, "rows", json_integer((json_int_t)event->n_rows));
    if (event->type == DUNLIN_EVENT_STEP_FINISHED)
        json_object_set_new(object, "empty", json_boolean(event->empty));
    if (event->recorded)
        json_object_set_new(object, "recorded", json_true());
    if (event->n_replaced > 0)
        json_object_set_new(object, "replaces", json_integer(event->n_replaced));
    if (event->type == DUNLIN_EVENT_DATABASE_FINISHED) {
        json_object_set_new(object, "changed", json_boolean(event->changed));
        json_object_set_new(object, "error", dln_json_error_or_null(event->error));
    }
    json_object_set_new(object, "done", json_integer(event->done));
    json_object_set_new(object, "total", json_integer(event->total));
    json_object_set_new(object, "failed", json_integer(event->failed));
    return dln_json_print(object, JSON_COMPACT);
}

static json_t *database_result_object(const DunlinDatabaseResult *result)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:i, s:i, s:b, s:o}", "scope",
        dln_json_scope(result->scope), "name", dln_json_text(result->name), "place",
        dln_json_text(result->place), "outcome", dln_json_outcome_names[result->outcome], "current",
        dln_json_text(result->current), "steps", (int)result->n_steps, "retries",
        (int)result->n_retries, "partial", result->partial, "error", dln_json_error_or_null(result->error));
}

char *dunlin_database_result_to_json(const DunlinDatabaseResult *result)
{
    return dln_json_print(database_result_object(result), JSON_INDENT(2));
}

char *dunlin_run_report_to_json(const DunlinRunReport *report)
{
    json_t *databases = json_array();

    for (guint i = 0; i < report->databases->len; i++)
        json_array_append_new(databases, database_result_object(report->databases->pdata[i]));
    return dln_json_print(json_pack("{s:s, s:s, s:I, s:i, s:i, s:i, s:i, s:i, s:o, s:o}", "run_id",
                     report->run_id, "direction", direction_name(report->direction),
                     "duration_us", (json_int_t)report->duration_us, "unchanged",
                     (int)report->n_unchanged, "changed", (int)report->n_changed, "failed",
                     (int)report->n_failed, "not_tried", (int)report->n_not_tried, "steps",
                     (int)report->n_steps, "warnings", dln_json_text_array(report->warnings),
                     "databases", databases),
        JSON_INDENT(2));
}

static json_t *stamp_result_object(const DunlinDatabaseResult *result)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:i, s:i, s:o}", "scope",
        dln_json_scope(result->scope), "name", dln_json_text(result->name), "place",
        dln_json_text(result->place), "outcome", dln_json_outcome_names[result->outcome], "previous",
        dln_json_text(result->previous), "current", dln_json_text(result->current), "rows",
        (int)result->n_steps, "retries", (int)result->n_retries, "error",
        dln_json_error_or_null(result->error));
}

/* (transfer full) */
static json_t *stamp_report_object(const DunlinRunReport *report)
{
    json_t *databases = json_array();

    for (guint i = 0; i < report->databases->len; i++)
        json_array_append_new(databases, stamp_result_object(report->databases->pdata[i]));
    return json_pack("{s:s, s:I, s:i, s:i, s:i, s:i, s:i, s:o, s:o}", "run_id", report->run_id,
        "duration_us", (json_int_t)report->duration_us, "unchanged", (int)report->n_unchanged,
        "changed", (int)report->n_changed, "failed", (int)report->n_failed, "not_tried",
        (int)report->n_not_tried, "rows", (int)report->n_steps, "warnings",
        dln_json_text_array(report->warnings), "databases", databases);
}

char *dunlin_stamp_report_to_json(const DunlinRunReport *report)
{
    return dln_json_print(stamp_report_object(report), JSON_INDENT(2));
}

char *dunlin_tenant_adopt_report_to_json(const DunlinRunReport *report)
{
    json_t *object = stamp_report_object(report);

    json_object_set_new(object, "created", dln_json_text(report->created));
    return dln_json_print(object, JSON_INDENT(2));
}
