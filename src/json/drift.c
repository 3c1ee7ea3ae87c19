/* SPDX-License-Identifier: Apache-2.0 */
/* drift.c: what has another schema than it should have, as JSON. */
#include "json/json.h"

#include "dunlin/drift.h"

static const char *const state_names[] = {
    [DUNLIN_DRIFT_NONE] = "none",
    [DUNLIN_DRIFT_FOUND] = "drift",
    [DUNLIN_DRIFT_EMPTY] = "empty",
    [DUNLIN_DRIFT_UNKNOWN] = "unknown",
    [DUNLIN_DRIFT_UNREAD] = "unread",
};

static json_t *group_object(const DunlinDriftGroup *group)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:i, s:o}", "scope",
        dln_json_scope(group->scope), "state", state_names[group->state], "id",
        *group->id != '\0' ? dln_json_text(group->id) : json_null(), "heads",
        dln_json_texts(group->heads), "differences", dln_json_texts(group->differences), "guessed",
        group->is_guessed, "error", dln_json_error_or_null(group->error), "count",
        (int)group->databases->len, "databases", dln_json_text_array(group->databases));
}

char *dunlin_drift_to_json(const DunlinDrift *drift)
{
    json_t *groups = json_array();

    for (guint i = 0; i < drift->groups->len; i++)
        json_array_append_new(groups, group_object(drift->groups->pdata[i]));
    return dln_json_print(
        json_pack("{s:i, s:i, s:i, s:o, s:o}", "databases", (int)drift->n_databases, "drifted",
            (int)drift->n_drifted, "untold", (int)drift->n_untold, "groups", groups, "warnings",
            dln_json_text_array(drift->warnings)),
        JSON_INDENT(2));
}

char *dunlin_drift_correction_to_json(const char *group, const char *sql)
{
    return dln_json_print(
        json_pack("{s:o, s:o}", "group", dln_json_text(group), "sql", dln_json_text(sql)),
        JSON_INDENT(2));
}
