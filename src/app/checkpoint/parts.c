/* SPDX-License-Identifier: Apache-2.0 */
/* parts.c: what a checkpoint is for each engine. Loads configurations; opens no database. */
#include "app/checkpoint/checkpoint.h"

#include "base/error.h"

void dln_checkpoint_part_free(gpointer data)
{
    DlnCheckpointPart *part = data;

    dln_trial_free(part->trial);
    dln_built_clear(&part->built);
    dln_declared_clear(&part->declared);
    dln_engine_use_free(part->use);
    g_free(part);
}

/* What is made anew keeps what it was for. */
static gboolean check_kept(const DlnPartsRequest *request, const GPtrArray *uses, GError **error)
{
    const DlnRevision *old = request->renewed;

    for (guint i = 0; old != NULL && request->options->engines == NULL && i < DLN_N_ENGINES; i++) {
        const DlnEngineKind engine = (DlnEngineKind)i;
        const DlnEngineUse *here = uses->pdata[0];
        if (old->sections[DLN_DIRECTION_UP][i].text == NULL || dln_engines_have(uses, engine))
            continue;
        const DunlinErrorFacts facts = {
            .file = old->file, .line = old->checkpoint->line, .revision = old->id};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "it holds a section for %s, and no environment that can be looked at has such a "
            "database to make it anew: choose one with --env, or leave it out with --engine %s",
            dln_engine_kind_name(engine), dln_engine_kind_name(here->engine));
        return FALSE;
    }
    return TRUE;
}

gboolean dln_checkpoint_find_parts(const DlnPartsRequest *request, GPtrArray *parts, GError **error)
{
    g_autoptr(GPtrArray) uses = g_ptr_array_new_with_free_func(dln_engine_use_free);
    const DlnEnginesRequest engines = {
        .project = request->project,
        .scope = request->scope,
        .but = request->renewed,
        .options = request->options->project,
        .engines = request->options->engines,
        .written = "the checkpoint",
        .warnings = request->warnings,
    };

    if (!dln_engines_find(&engines, uses, error) || !check_kept(request, uses, error))
        return FALSE;
    while (uses->len > 0) {
        DlnCheckpointPart *part = g_new0(DlnCheckpointPart, 1);
        part->use = g_ptr_array_steal_index(uses, 0);
        g_ptr_array_add(parts, part);
    }
    return TRUE;
}
