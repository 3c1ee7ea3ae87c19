/* SPDX-License-Identifier: Apache-2.0 */
/* json.c: everything that the library tells, as JSON. The only user of the JSON library. */
#include <jansson.h>

#include "dunlin/dunlin.h"

/* Takes document. Keys keep their order; text is UTF-8 as it is. */
static char *print(json_t *document, size_t flags)
{
    char *text = json_dumps(document, flags);
    char *copy = g_strdup(text != NULL ? text : "null");

    free(text);
    json_decref(document);
    return copy;
}

/* What a database or file says need not be UTF-8; JSON must be. */
static json_t *text_or_null(const char *text)
{
    g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;

    return valid != NULL ? json_string(valid) : json_null();
}

static json_t *strings(char **texts)
{
    json_t *array = json_array();

    for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
        json_array_append_new(array, text_or_null(texts[i]));
    return array;
}

static json_t *string_array(const GPtrArray *texts)
{
    json_t *array = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(array, text_or_null(texts->pdata[i]));
    return array;
}

/* ---- errors ---- */

static const char *const code_names[] = {
    [DUNLIN_ERROR_SYNTAX] = "syntax",
    [DUNLIN_ERROR_GRAPH] = "graph",
    [DUNLIN_ERROR_CHECKSUM] = "checksum",
    [DUNLIN_ERROR_CONFLICT] = "conflict",
    [DUNLIN_ERROR_LOCKED] = "locked",
    [DUNLIN_ERROR_CONNECT] = "connect",
    [DUNLIN_ERROR_SQL] = "sql",
    [DUNLIN_ERROR_TIMEOUT] = "timeout",
    [DUNLIN_ERROR_CANCELLED] = "cancelled",
    [DUNLIN_ERROR_REFUSED] = "refused",
    [DUNLIN_ERROR_PARTIAL] = "partial",
    [DUNLIN_ERROR_UNSUPPORTED] = "unsupported",
    [DUNLIN_ERROR_CONFIG] = "config",
    [DUNLIN_ERROR_INTEGRITY] = "integrity",
    [DUNLIN_ERROR_INTERNAL] = "internal",
};

static void set_if_known(json_t *object, const char *key, const char *value)
{
    if (value != NULL)
        json_object_set_new(object, key, text_or_null(value));
}

static json_t *error_object(const GError *error)
{
    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);
    json_t *object = json_object();
    gboolean ours = error->domain == DUNLIN_ERROR &&
        (guint)error->code < G_N_ELEMENTS(code_names);

    json_object_set_new(object, "code", json_string(ours ? code_names[error->code] : "usage"));
    json_object_set_new(object, "message", text_or_null(error->message));
    set_if_known(object, "file", facts->file);
    if (facts->line > 0)
        json_object_set_new(object, "line", json_integer(facts->line));
    if (facts->column > 0)
        json_object_set_new(object, "column", json_integer(facts->column));
    set_if_known(object, "sqlstate", facts->sqlstate);
    set_if_known(object, "statement", facts->statement);
    set_if_known(object, "revision", facts->revision);
    set_if_known(object, "tenant", facts->tenant);
    return object;
}

static json_t *error_or_null(const GError *error)
{
    return error != NULL ? error_object(error) : json_null();
}

char *dunlin_error_to_json(const GError *error)
{
    return print(json_pack("{s:o}", "error", error_object(error)), JSON_INDENT(2));
}

/* ---- runs ---- */

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

static const char *scope_name(DunlinScope scope)
{
    return scope == DUNLIN_SCOPE_PUBLIC ? "public" : "tenant";
}

static const char *direction_name(DunlinDirection direction)
{
    return direction == DUNLIN_DIRECTION_UP ? "up" : "down";
}

char *dunlin_event_to_json(const DunlinEvent *event)
{
    json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "event", event_names[event->type], "run_id",
        event->run_id, "scope", scope_name(event->scope), "direction",
        direction_name(event->direction));

    set_if_known(object, "database", event->database);
    set_if_known(object, "place", event->place);
    set_if_known(object, "revision", event->revision);
    set_if_known(object, "hook", event->hook);
    set_if_known(object, "message", event->message);
    if (event->type == DUNLIN_EVENT_STEP_FINISHED || event->type == DUNLIN_EVENT_RUN_FINISHED)
        json_object_set_new(object, "duration_us", json_integer(event->duration_us));
    if (event->type == DUNLIN_EVENT_STEP_PROGRESS)
        json_object_set_new(object, "rows", json_integer((json_int_t)event->n_rows));
    if (event->type == DUNLIN_EVENT_STEP_FINISHED)
        json_object_set_new(object, "empty", json_boolean(event->empty));
    if (event->type == DUNLIN_EVENT_DATABASE_FINISHED) {
        json_object_set_new(object, "changed", json_boolean(event->changed));
        json_object_set_new(object, "error", error_or_null(event->error));
    }
    json_object_set_new(object, "done", json_integer(event->done));
    json_object_set_new(object, "total", json_integer(event->total));
    json_object_set_new(object, "failed", json_integer(event->failed));
    return print(object, JSON_COMPACT);
}

static const char *const outcome_names[] = {
    [DUNLIN_OUTCOME_UNCHANGED] = "unchanged",
    [DUNLIN_OUTCOME_CHANGED] = "changed",
    [DUNLIN_OUTCOME_FAILED] = "failed",
    [DUNLIN_OUTCOME_NOT_TRIED] = "not_tried",
};

static json_t *database_result_object(const DunlinDatabaseResult *result)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:i, s:i, s:b, s:o}", "scope",
        scope_name(result->scope), "name", text_or_null(result->name), "place",
        text_or_null(result->place), "outcome", outcome_names[result->outcome], "current",
        text_or_null(result->current), "steps", (int)result->n_steps, "retries",
        (int)result->n_retries, "partial", result->partial, "error", error_or_null(result->error));
}

char *dunlin_database_result_to_json(const DunlinDatabaseResult *result)
{
    return print(database_result_object(result), JSON_INDENT(2));
}

char *dunlin_run_report_to_json(const DunlinRunReport *report)
{
    json_t *databases = json_array();

    for (guint i = 0; i < report->databases->len; i++)
        json_array_append_new(databases, database_result_object(report->databases->pdata[i]));
    return print(json_pack("{s:s, s:s, s:I, s:i, s:i, s:i, s:i, s:i, s:o, s:o}", "run_id",
                     report->run_id, "direction", direction_name(report->direction),
                     "duration_us", (json_int_t)report->duration_us, "unchanged",
                     (int)report->n_unchanged, "changed", (int)report->n_changed, "failed",
                     (int)report->n_failed, "not_tried", (int)report->n_not_tried, "steps",
                     (int)report->n_steps, "warnings", string_array(report->warnings),
                     "databases", databases),
        JSON_INDENT(2));
}

static json_t *stamp_result_object(const DunlinDatabaseResult *result)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:i, s:i, s:o}", "scope",
        scope_name(result->scope), "name", text_or_null(result->name), "place",
        text_or_null(result->place), "outcome", outcome_names[result->outcome], "previous",
        text_or_null(result->previous), "current", text_or_null(result->current), "rows",
        (int)result->n_steps, "retries", (int)result->n_retries, "error",
        error_or_null(result->error));
}

char *dunlin_stamp_report_to_json(const DunlinRunReport *report)
{
    json_t *databases = json_array();

    for (guint i = 0; i < report->databases->len; i++)
        json_array_append_new(databases, stamp_result_object(report->databases->pdata[i]));
    return print(
        json_pack("{s:s, s:I, s:i, s:i, s:i, s:i, s:i, s:o, s:o}", "run_id", report->run_id,
            "duration_us", (json_int_t)report->duration_us, "unchanged", (int)report->n_unchanged,
            "changed", (int)report->n_changed, "failed", (int)report->n_failed, "not_tried",
            (int)report->n_not_tried, "rows", (int)report->n_steps, "warnings",
            string_array(report->warnings), "databases", databases),
        JSON_INDENT(2));
}

/* ---- repair ---- */

static const char *const repair_finding_names[] = {
    [DUNLIN_REPAIR_CUT_OFF] = "cut_off",
    [DUNLIN_REPAIR_EDITED] = "edited",
    [DUNLIN_REPAIR_GONE] = "gone",
    [DUNLIN_REPAIR_INVALID_INDEX] = "invalid_index",
    [DUNLIN_REPAIR_USER_VERSION] = "user_version",
    [DUNLIN_REPAIR_LEFTOVER] = "leftover",
};

static const char *const statement_names[] = {
    [DUNLIN_STATEMENT_DONE] = "done",
    [DUNLIN_STATEMENT_IN_FLIGHT] = "in_flight",
    [DUNLIN_STATEMENT_LEFT] = "left",
};

static json_t *repair_finding_object(const DunlinRepairFinding *finding)
{
    json_t *statements = json_array();

    for (guint i = 0; finding->statements != NULL && i < finding->statements->len; i++) {
        const DunlinRepairStatement *statement = finding->statements->pdata[i];
        json_array_append_new(statements,
            json_pack("{s:s, s:i, s:o}", "state", statement_names[statement->state], "line",
                (int)statement->line, "text", text_or_null(statement->text)));
    }
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "kind",
        repair_finding_names[finding->kind], "revision", text_or_null(finding->revision), "file",
        text_or_null(finding->file), "what", text_or_null(finding->what), "statements", statements,
        "probe", text_or_null(finding->probe), "remedies", strings(finding->remedies), "action",
        text_or_null(finding->action), "done", finding->is_done);
}

char *dunlin_repair_report_to_json(const DunlinRepairReport *report)
{
    json_t *databases = json_array();

    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinRepairResult *result = report->databases->pdata[i];
        json_t *findings = json_array();
        for (guint k = 0; k < result->findings->len; k++)
            json_array_append_new(findings, repair_finding_object(result->findings->pdata[k]));
        json_array_append_new(databases,
            json_pack("{s:s, s:o, s:o, s:s, s:o, s:o}", "scope", scope_name(result->scope), "name",
                text_or_null(result->name), "place", text_or_null(result->place), "outcome",
                outcome_names[result->outcome], "findings", findings, "error",
                error_or_null(result->error)));
    }
    return print(json_pack("{s:s, s:b, s:i, s:i, s:i, s:o, s:o}", "run_id", report->run_id,
                     "applied", report->is_applied, "findings", (int)report->n_findings, "actions",
                     (int)report->n_actions, "done", (int)report->n_done, "warnings",
                     string_array(report->warnings), "databases", databases),
        JSON_INDENT(2));
}

/* ---- status ---- */

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
        scope_name(position->scope), "state", state_names[position->state], "heads",
        strings(position->heads), "applied", strings(position->applied), "repeatable",
        strings(position->repeatable), "pending", strings(position->pending), "under_way",
        text_or_null(position->under_way), "at_head",
        position->at_head, "problem", error_or_null(position->problem));
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
                scope_name(database->position->scope), "name", text_or_null(database->name),
                "place", text_or_null(database->place), "state",
                state_names[database->position->state], "position",
                index_of(status->positions, database->position)));
    }
    return print(json_pack("{s:b, s:b, s:o, s:o, s:o}", "has_public", status->has_public,
                     "has_tenants", status->has_tenants, "positions", positions, "databases",
                     databases, "warnings", string_array(status->warnings)),
        JSON_INDENT(2));
}

/* ---- history ---- */

static json_t *place_object(DunlinScope scope, const DunlinLineagePlace *place)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:b, s:b, s:o}", "scope", scope_name(scope), "parents",
        strings(place->parents), "children", strings(place->children), "branches",
        strings(place->branches), "is_head", place->is_head, "is_needed", place->is_needed,
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
    return json_pack("{s:o, s:o, s:i, s:I}", "table", text_or_null(info->batch_table), "key",
        text_or_null(info->batch_key), "size", (int)info->batch_size, "pause_ms",
        (json_int_t)info->batch_pause_ms);
}

static json_t *revision_object(const DunlinRevisionInfo *info)
{
    return json_pack("{s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:b, s:b, s:b, s:o}", "id",
        text_or_null(info->id), "description", text_or_null(info->description), "file",
        text_or_null(info->file), "format", info->format, "scope", info->scope, "checksum",
        info->checksum, "parents", strings(info->parents), "depends", strings(info->depends),
        "labels", strings(info->labels), "repeatable", info->repeatable,
        "batch", batch_or_null(info), "is_head", info->is_head, "transactional",
        info->transactional, "reversible", info->reversible, "lineages", lineages(info));
}

char *dunlin_history_to_json(const GPtrArray *history)
{
    json_t *revisions = json_array();

    for (guint i = 0; i < history->len; i++)
        json_array_append_new(revisions, revision_object(history->pdata[i]));
    return print(json_pack("{s:o}", "revisions", revisions), JSON_INDENT(2));
}

static json_t *shown_object(const DunlinRevisionInfo *info)
{
    json_t *object = revision_object(info);

    json_object_set_new(object, "up_sql", text_or_null(info->up_sql));
    json_object_set_new(object, "down_sql", text_or_null(info->down_sql));
    return object;
}

char *dunlin_show_to_json(const GPtrArray *revisions)
{
    json_t *array;

    if (revisions->len == 1)
        return print(shown_object(revisions->pdata[0]), JSON_INDENT(2));
    array = json_array();
    for (guint i = 0; i < revisions->len; i++)
        json_array_append_new(array, shown_object(revisions->pdata[i]));
    return print(json_pack("{s:o}", "revisions", array), JSON_INDENT(2));
}

/* ---- tenants ---- */

char *dunlin_tenant_list_to_json(const GPtrArray *tenants)
{
    json_t *array = json_array();

    for (guint i = 0; i < tenants->len; i++) {
        const DunlinTenant *tenant = tenants->pdata[i];
        json_array_append_new(array,
            json_pack("{s:o, s:o, s:b}", "name", text_or_null(tenant->name), "place",
                text_or_null(tenant->place), "exists", tenant->exists));
    }
    return print(json_pack("{s:o}", "tenants", array), JSON_INDENT(2));
}

/* ---- files ---- */

char *dunlin_created_to_json(const DunlinCreated *created)
{
    return print(json_pack("{s:o, s:o, s:o, s:b}", "id", text_or_null(created->id), "file",
                     text_or_null(created->file), "parents", strings(created->parents), "draft",
                     created->is_draft),
        JSON_INDENT(2));
}

char *dunlin_rebase_to_json(const DunlinRebase *rebase)
{
    json_t *renamed = json_array();

    for (guint i = 0; i < rebase->renamed->len; i++) {
        const DunlinRenamed *one = rebase->renamed->pdata[i];
        json_array_append_new(renamed,
            json_pack("{s:o, s:o}", "from", text_or_null(one->from), "to", text_or_null(one->to)));
    }
    return print(json_pack("{s:o, s:o, s:o}", "renamed", renamed, "onto",
                     text_or_null(rebase->onto), "changes", string_array(rebase->changes)),
        JSON_INDENT(2));
}

static const char *const finding_names[] = {
    [DUNLIN_FINDING_SUM] = "sum",
    [DUNLIN_FINDING_HEADS] = "heads",
    [DUNLIN_FINDING_DRAFT] = "draft",
    [DUNLIN_FINDING_DATABASE] = "database",
    [DUNLIN_FINDING_PENDING] = "pending",
};

static json_t *finding_object(const DunlinFinding *finding)
{
    return json_pack("{s:s, s:o, s:o}", "kind", finding_names[finding->kind], "databases",
        strings(finding->databases), "error", error_object(finding->error));
}

static json_t *update_object(const DunlinSumUpdate *update)
{
    return json_pack("{s:o, s:b, s:o, s:o, s:o}", "file", text_or_null(update->file), "new",
        update->is_new, "added", strings(update->added), "changed", strings(update->changed),
        "removed", strings(update->removed));
}

char *dunlin_check_to_json(const DunlinCheck *check, const GPtrArray *updates)
{
    json_t *findings = json_array();
    json_t *updated = json_array();

    for (guint i = 0; i < check->findings->len; i++)
        json_array_append_new(findings, finding_object(check->findings->pdata[i]));
    for (guint i = 0; updates != NULL && i < updates->len; i++)
        json_array_append_new(updated, update_object(updates->pdata[i]));
    return print(json_pack("{s:b, s:i, s:i, s:b, s:o, s:o, s:o}", "ok", check->findings->len == 0,
                     "revisions", (int)check->n_revisions, "databases", (int)check->n_databases,
                     "sum", check->has_sum, "findings", findings, "updated", updated, "warnings",
                     string_array(check->warnings)),
        JSON_INDENT(2));
}
