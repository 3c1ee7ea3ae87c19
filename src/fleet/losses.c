/* SPDX-License-Identifier: Apache-2.0 */
/* losses.c: asks every database of a downgrade whether it would lose data, before the first one is changed. */
#include "fleet/fleet.h"
#include "run/loss.h"

typedef struct {
    DlnDatabase *database;
    const DlnPlan *plan;
} Question;

typedef struct {
    DlnFleet *fleet;
    const DlnRunSpec *spec;
    GPtrArray *plans;       /* owned */
    GHashTable *by_applied; /* DlnApplied -> DlnPlan (nullable): equal sets have one plan */
    GArray *questions;      /* of Question */
} Asking;

/* NULL when there is none, or nothing in it loses anything. */
static DlnPlan *plan_of(Asking *asking, const DlnDatabase *database)
{
    const DlnRunTarget target = dln_database_target(database);
    gboolean is_own = asking->spec->revert_run != NULL;
    gpointer known = NULL;
    DlnPlan *plan = NULL;

    if (!is_own &&
        g_hash_table_lookup_extended(asking->by_applied, database->ledger->applied, NULL, &known))
        return known;
    if (dln_run_plan_target(asking->spec, &target, database->ledger->applied, &plan, NULL)) {
        g_ptr_array_add(asking->plans, plan);
        if (!dln_run_has_losses(
                (const DlnStep *)plan->steps->data, plan->steps->len, target.engine))
            plan = NULL;
    }
    if (!is_own)
        g_hash_table_insert(asking->by_applied, database->ledger->applied, plan);
    return plan;
}

static void ask_one(guint index, guint worker, gpointer user_data)
{
    Asking *asking = user_data;
    const Question *question = &g_array_index(asking->questions, Question, index);
    DlnDatabase *database = question->database;
    const DlnRunTarget target = dln_database_target(database);
    DlnSession *session = NULL;

    if (dln_fleet_session(asking->fleet, worker, database, DLN_OPEN_READ_ONLY,
            asking->spec->interrupt, &session, &database->error))
        dln_run_check_losses(asking->spec, session, &target,
            (const DlnStep *)question->plan->steps->data, question->plan->steps->len,
            &database->error);
    dln_fleet_let_go(asking->fleet, worker, database);
}

static GPtrArray *refused(const GArray *questions)
{
    GPtrArray *databases = g_ptr_array_new();

    for (guint i = 0; i < questions->len; i++) {
        DlnDatabase *database = g_array_index(questions, Question, i).database;
        if (dln_error_is(database->error, DUNLIN_ERROR_REFUSED))
            g_ptr_array_add(databases, database);
    }
    return databases;
}

GPtrArray *dln_fleet_check_losses(DlnFleet *fleet, const DlnRunSpec *spec)
{
    g_autoptr(GPtrArray) plans = g_ptr_array_new_with_free_func((GDestroyNotify)dln_plan_free);
    g_autoptr(GHashTable) by_applied = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GArray) questions = g_array_new(FALSE, FALSE, sizeof(Question));
    Asking asking = {fleet, spec, plans, by_applied, questions};

    for (guint i = 0; i < fleet->databases->len; i++) {
        DlnDatabase *database = g_ptr_array_index(fleet->databases, i);
        if (database->scope != spec->scope || database->error != NULL || database->ledger == NULL ||
            database->is_missing)
            continue;
        const Question question = {database, plan_of(&asking, database)};
        if (question.plan != NULL)
            g_array_append_val(questions, question);
    }
    dln_parallel(questions->len, fleet->project->config.parallel, ask_one, NULL, &asking);
    return refused(questions);
}
