/* SPDX-License-Identifier: Apache-2.0 */
/* repair.c: what repair has found, as JSON. */
#include "json/json.h"

#include "dunlin/repair.h"

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
                (int)statement->line, "text", dln_json_text(statement->text)));
    }
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "kind",
        repair_finding_names[finding->kind], "revision", dln_json_text(finding->revision), "file",
        dln_json_text(finding->file), "what", dln_json_text(finding->what), "statements", statements,
        "probe", dln_json_text(finding->probe), "remedies", dln_json_texts(finding->remedies), "action",
        dln_json_text(finding->action), "done", finding->is_done);
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
            json_pack("{s:s, s:o, s:o, s:s, s:o, s:o}", "scope", dln_json_scope(result->scope), "name",
                dln_json_text(result->name), "place", dln_json_text(result->place), "outcome",
                dln_json_outcome_names[result->outcome], "findings", findings, "error",
                dln_json_error_or_null(result->error)));
    }
    return dln_json_print(json_pack("{s:s, s:b, s:i, s:i, s:i, s:o, s:o}", "run_id", report->run_id,
                     "applied", report->is_applied, "findings", (int)report->n_findings, "actions",
                     (int)report->n_actions, "done", (int)report->n_done, "warnings",
                     dln_json_text_array(report->warnings), "databases", databases),
        JSON_INDENT(2));
}
