/* SPDX-License-Identifier: Apache-2.0 */
/* diff.c: what diff tells, as JSON. */
#include "dunlin/diff.h"

#include "json/json.h"

static json_t *pack_step(const DunlinDiffStep *step)
{
    json_t *object = json_pack("{s:o}", "sql", dln_json_text(step->sql));

    dln_json_set_text(object, "about", step->about);
    dln_json_set_text(object, "loss", step->loss);
    dln_json_set_text(object, "note", step->note);
    return object;
}

static json_t *pack_part(const DunlinDiffPart *part)
{
    json_t *steps = json_array();

    for (guint i = 0; i < part->n_steps; i++)
        json_array_append_new(steps, pack_step(&part->steps[i]));
    return json_pack("{s:b, s:o}", "transaction", part->in_transaction, "steps", steps);
}

static json_t *pack_difference(const DunlinDifference *difference)
{
    json_t *parts = json_array();

    for (guint i = 0; i < difference->parts->len; i++)
        json_array_append_new(parts, pack_part(difference->parts->pdata[i]));
    return json_pack("{s:s, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "scope",
        dln_json_scope(difference->scope), "engine", difference->engine, "from",
        dln_json_text(difference->from), "to", dln_json_text(difference->to), "from_fingerprint",
        difference->from_fingerprint, "to_fingerprint", difference->to_fingerprint, "differences",
        dln_json_texts(difference->lines), "losses", dln_json_texts(difference->losses), "notes",
        dln_json_texts(difference->notes), "parts", parts, "sql", dln_json_text(difference->sql));
}

char *dunlin_diff_to_json(const DunlinDiff *diff)
{
    json_t *all = json_array();
    gboolean is_equal = TRUE;

    for (guint i = 0; i < diff->differences->len; i++) {
        const DunlinDifference *difference = diff->differences->pdata[i];
        is_equal = is_equal && difference->parts->len == 0;
        json_array_append_new(all, pack_difference(difference));
    }
    return dln_json_print(json_pack("{s:b, s:o, s:o}", "equal", is_equal, "scopes", all, "warnings",
                              dln_json_text_array(diff->warnings)),
        JSON_INDENT(2));
}
