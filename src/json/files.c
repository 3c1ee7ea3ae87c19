/* SPDX-License-Identifier: Apache-2.0 */
/* files.c: what was written into files, and what check says of them, as JSON. */
#include "json/json.h"

#include "dunlin/author.h"
#include "dunlin/check.h"

static json_t *pack_created(const DunlinCreated *created)
{
    return json_pack("{s:o, s:o, s:o, s:b}", "id", dln_json_text(created->id), "file",
        dln_json_text(created->file), "parents", dln_json_texts(created->parents), "draft",
        created->is_draft);
}

char *dunlin_created_to_json(const DunlinCreated *created)
{
    return dln_json_print(pack_created(created), JSON_INDENT(2));
}

json_t *dln_json_created(const GPtrArray *created)
{
    json_t *all = json_array();

    for (guint i = 0; i < created->len; i++)
        json_array_append_new(all, pack_created(created->pdata[i]));
    return all;
}

char *dunlin_created_all_to_json(const GPtrArray *created)
{
    return dln_json_print(
        json_pack("{s:o}", "created", dln_json_created(created)), JSON_INDENT(2));
}

char *dunlin_checkpoint_to_json(const DunlinCheckpoint *checkpoint)
{
    return dln_json_print(
        json_pack("{s:o, s:o, s:s, s:o, s:o, s:i, s:I, s:o, s:o, s:b}", "id",
            dln_json_text(checkpoint->id), "file", dln_json_text(checkpoint->file), "scope",
            checkpoint->scope, "parents", dln_json_texts(checkpoint->parents), "engines",
            dln_json_texts(checkpoint->engines), "replaces", (int)checkpoint->n_replaced, "rows",
            (json_int_t)checkpoint->n_rows, "fresh", dln_json_texts(checkpoint->fresh), "keep",
            dln_json_texts(checkpoint->keep), "renewed", checkpoint->renewed),
        JSON_INDENT(2));
}

char *dunlin_rebase_to_json(const DunlinRebase *rebase)
{
    json_t *renamed = json_array();

    for (guint i = 0; i < rebase->renamed->len; i++) {
        const DunlinRenamed *one = rebase->renamed->pdata[i];
        json_array_append_new(renamed,
            json_pack("{s:o, s:o}", "from", dln_json_text(one->from), "to", dln_json_text(one->to)));
    }
    return dln_json_print(
        json_pack("{s:o, s:o, s:o, s:o}", "renamed", renamed, "onto", dln_json_text(rebase->onto),
            "changes", dln_json_text_array(rebase->changes), "stale",
            dln_json_text_array(rebase->stale)),
        JSON_INDENT(2));
}

static const char *const finding_names[] = {
    [DUNLIN_FINDING_SUM] = "sum",
    [DUNLIN_FINDING_HEADS] = "heads",
    [DUNLIN_FINDING_DRAFT] = "draft",
    [DUNLIN_FINDING_DATABASE] = "database",
    [DUNLIN_FINDING_PENDING] = "pending",
    [DUNLIN_FINDING_CHECKPOINT] = "checkpoint",
    [DUNLIN_FINDING_SCHEMA] = "schema",
};

static json_t *finding_object(const DunlinFinding *finding)
{
    return json_pack("{s:s, s:o, s:o}", "kind", finding_names[finding->kind], "databases",
        dln_json_texts(finding->databases), "error", dln_json_error(finding->error));
}

static json_t *update_object(const DunlinSumUpdate *update)
{
    return json_pack("{s:o, s:b, s:o, s:o, s:o}", "file", dln_json_text(update->file), "new",
        update->is_new, "added", dln_json_texts(update->added), "changed", dln_json_texts(update->changed),
        "removed", dln_json_texts(update->removed));
}

char *dunlin_check_to_json(const DunlinCheck *check, const GPtrArray *updates)
{
    json_t *findings = json_array();
    json_t *updated = json_array();

    for (guint i = 0; i < check->findings->len; i++)
        json_array_append_new(findings, finding_object(check->findings->pdata[i]));
    for (guint i = 0; updates != NULL && i < updates->len; i++)
        json_array_append_new(updated, update_object(updates->pdata[i]));
    return dln_json_print(json_pack("{s:b, s:i, s:i, s:b, s:o, s:o, s:o}", "ok", check->findings->len == 0,
                     "revisions", (int)check->n_revisions, "databases", (int)check->n_databases,
                     "sum", check->has_sum, "findings", findings, "updated", updated, "warnings",
                     dln_json_text_array(check->warnings)),
        JSON_INDENT(2));
}
