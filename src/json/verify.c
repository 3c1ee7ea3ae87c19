/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: what verify found of each migration. */
#include "json/json.h"

#include "dunlin/verify.h"

static const char *const verify_outcome_names[] = {
    [DUNLIN_VERIFY_SOUND] = "sound",
    [DUNLIN_VERIFY_ONE_WAY] = "one_way",
    [DUNLIN_VERIFY_FAULTY] = "faulty",
    [DUNLIN_VERIFY_NOT_TRIED] = "not_tried",
};

static const char *const verify_step_names[] = {
    [DUNLIN_VERIFY_UP] = "up",
    [DUNLIN_VERIFY_DATA] = "data",
    [DUNLIN_VERIFY_DOWN] = "down",
    [DUNLIN_VERIFY_UP_AGAIN] = "up_again",
    [DUNLIN_VERIFY_REPEAT] = "repeat",
};

static json_t *verify_result_object(const DunlinVerifyResult *result)
{
    json_t *faults = json_array();

    for (guint i = 0; i < result->faults->len; i++) {
        const DunlinVerifyFault *fault = result->faults->pdata[i];
        json_array_append_new(faults,
            json_pack("{s:s, s:o, s:o, s:i, s:o, s:o}", "step", verify_step_names[fault->step],
                "what", dln_json_text(fault->what), "file", dln_json_text(fault->file), "line",
                (int)fault->line, "differences", dln_json_texts(fault->differences), "error",
                dln_json_error_or_null(fault->error)));
    }
    return json_pack("{s:s, s:o, s:o, s:s, s:o, s:I, s:o}", "scope", dln_json_scope(result->scope),
        "revision", dln_json_text(result->revision), "file", dln_json_text(result->file), "outcome",
        verify_outcome_names[result->outcome], "reason", dln_json_text(result->reason),
        "duration_us", (json_int_t)result->duration_us, "faults", faults);
}

char *dunlin_verify_report_to_json(const DunlinVerifyReport *report)
{
    json_t *results = json_array();

    for (guint i = 0; i < report->results->len; i++)
        json_array_append_new(results, verify_result_object(report->results->pdata[i]));
    return dln_json_print(json_pack("{s:s, s:I, s:i, s:i, s:i, s:i, s:o, s:o}", "run_id", report->run_id,
                     "duration_us", (json_int_t)report->duration_us, "sound",
                     (int)report->n_sound, "one_way", (int)report->n_one_way, "faulty",
                     (int)report->n_faulty, "not_tried", (int)report->n_not_tried, "warnings",
                     dln_json_text_array(report->warnings), "migrations", results),
        JSON_INDENT(2));
}
