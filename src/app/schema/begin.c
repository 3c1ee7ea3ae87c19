/* SPDX-License-Identifier: Apache-2.0 */
/* begin.c: which database, and where it stands. */
#include "app/schema/begin.h"

#include "app/common/look.h"
#include "plan/plan.h"

gboolean dln_begin_at_database(DlnFleet *fleet, const DunlinSelection *selection,
    GCancellable *cancellable, DlnStateSource *out_source, GError **error)
{
    const DlnDatabase *database = dln_app_choose_one(fleet, selection, cancellable, error);

    if (database == NULL)
        return FALSE;
    *out_source = (DlnStateSource){
        .kind = DLN_STATE_DATABASE,
        .project = fleet->project,
        .scope = database->scope,
        .shown = database->place,
        .database = database,
    };
    return TRUE;
}

/* What is only to be recorded changes no schema. */
static const DlnRevision *first_lacking(const DlnPlan *plan)
{
    for (guint i = 0; i < plan->steps->len; i++) {
        const DlnStep *step = &g_array_index(plan->steps, DlnStep, i);
        if (step->kind != DLN_STEP_RECORD)
            return step->revision;
    }
    return NULL;
}

gboolean dln_begin_check_heads(
    DlnFleet *fleet, const DlnStateSource *source, GCancellable *cancellable, GError **error)
{
    const DlnDatabase *database = source->database;
    const DlnPlanOptions options = {
        .scope = source->scope,
        .direction = DLN_DIRECTION_UP,
        .target = "heads",
        .exec_order = DLN_EXEC_NON_LINEAR,
        .begin = DLN_BEGIN_AT_BASE,
    };
    g_autoptr(DlnPlan) plan = NULL;

    dln_fleet_survey(fleet, source->scope, DLN_SURVEY_LEDGERS, cancellable);
    if (!dln_database_check_read(database, error) ||
        !dln_plan_make(source->project->graph, database->ledger->applied, &options, &plan, error)) {
        g_prefix_error(error, "%s: ", database->name);
        return FALSE;
    }
    const DlnRevision *lacking = first_lacking(plan);
    if (lacking == NULL)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL,
        "%s lacks the migration %s, and what is written comes behind all of them: run `dunlin "
        "upgrade` first, or compare with the migrations, without --from-database",
        database->name, lacking->id);
    return FALSE;
}
