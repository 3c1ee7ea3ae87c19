/* SPDX-License-Identifier: Apache-2.0 */
/* adopt.c: the verb tenant adopt: tenants that hold tables and no history get one. The schema of one of them becomes the first
 * migration; whoever has what the migrations build is recorded as being there, and nobody else is touched. A run that was cut off is
 * gone on with by the next: the file is there then, and so are the ledgers. */
#include <string.h>

#include "app/author/authoring.h"
#include "app/author/branch.h"
#include "app/author/created.h"
#include "app/common/look.h"
#include "app/common/record.h"
#include "app/drift/drift.h"
#include "app/schema/baseline.h"
#include "app/scratch/choice.h"
#include "dunlin/tenant.h"
#include "plan/stamp.h"

#define MESSAGE "tenant baseline"
/* Stands for the number that nobody knows yet. */
#define TRIAL_NAME "tenant_baseline_on_trial.sql"

static const char *const heads[] = {"heads", NULL};

static gboolean has_history(const DunlinProject *project)
{
    for (guint i = 0; i < project->revisions->len; i++) {
        const DlnRevision *revision = project->revisions->pdata[i];
        if (revision->scope & DLN_SCOPE_TENANT)
            return TRUE;
    }
    return FALSE;
}

/* ---- the first migration ---- */

typedef struct {
    const DunlinProject *project; /* nobody else writes migrations meanwhile */
    const DunlinRunOptions *options;
    DlnStateOptions state;
    DlnFleet *fleet;
    const DlnDatabase *model;
    char *body;
} Baseline;

static void baseline_clear(Baseline *baseline)
{
    dln_fleet_free(baseline->fleet);
    g_free(baseline->body);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Baseline, baseline_clear)

static gboolean find_model(Baseline *baseline, GError **error)
{
    const char *const names[] = {baseline->options->target, NULL};
    const DunlinSelection selection = {.tenants = names};
    GCancellable *cancellable = baseline->options->cancellable;

    baseline->fleet = dln_fleet_new(baseline->project);
    baseline->model = dln_app_choose_one(baseline->fleet, &selection, cancellable, error);
    if (baseline->model == NULL)
        return FALSE;
    dln_fleet_survey(baseline->fleet, DLN_SCOPE_TENANT, DLN_SURVEY_AS_FOUND, cancellable);
    if (baseline->model->is_missing)
        return dln_refuse(error, "there is no \"%s\"", baseline->model->place);
    return dln_database_check_read(baseline->model, error) &&
           dln_baseline_check_ledger(baseline->model->place, baseline->model->ledger, error);
}

/* name. or "name". in text, as the beginning of a name. */
static gboolean names_schema(const char *text, const char *name)
{
    g_autofree char *plain = g_strconcat(name, ".", NULL);
    g_autofree char *quoted = g_strconcat("\"", name, "\".", NULL);

    if (strstr(text, quoted) != NULL)
        return TRUE;
    for (const char *at = strstr(text, plain); at != NULL; at = strstr(at + 1, plain)) {
        if (at == text || !(g_ascii_isalnum(at[-1]) || strchr("_$\"", at[-1]) != NULL))
            return TRUE;
    }
    return FALSE;
}

static gboolean check_nameless(const Baseline *baseline, const char *into, GError **error)
{
    if (into == NULL || baseline->project->config.tenants_kind != DLN_TENANTS_SCHEMAS ||
        (!dln_app_mentions(baseline->body, into) &&
            !names_schema(baseline->body, baseline->model->schema)))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_UNSUPPORTED, NULL,
        "something in \"%s\" names its own schema, which is another one for each tenant: no "
        "migration was written",
        baseline->model->place);
    return FALSE;
}

static gboolean prove(const Baseline *baseline, const DlnSchema *schema, GError **error)
{
    g_autofree char *text = g_strconcat("-- dunlin:scope tenant\n", baseline->body, NULL);
    const DlnBaselineProof proof = {
        .project = baseline->project,
        .scope = DLN_SCOPE_TENANT,
        .text = text,
        .schema = schema,
        .state = &baseline->state,
    };

    return dln_baseline_prove(&proof, TRIAL_NAME, error);
}

static gboolean compose(Baseline *baseline, GError **error)
{
    const DlnStateSource source = {
        .kind = DLN_STATE_DATABASE,
        .project = baseline->project,
        .scope = DLN_SCOPE_TENANT,
        .shown = baseline->model->place,
        .database = baseline->model,
    };
    g_autofree char *into = dln_state_schema_name(baseline->project, DLN_SCOPE_TENANT);
    g_auto(DlnState) state = {0};

    if (!dln_state_read(&source, &baseline->state, &state, error))
        return FALSE;
    if (state.schema->objects->len == 0)
        return dln_refuse(
            error, "nothing is in \"%s\" that could be adopted", baseline->model->place);
    baseline->body =
        dln_baseline_body(baseline->project, state.schema, baseline->model->place, into, error);
    return baseline->body != NULL && check_nameless(baseline, into, error) &&
           prove(baseline, state.schema, error);
}

static gboolean write_baseline(const Baseline *baseline, char **out_file, GError **error)
{
    g_autoptr(GPtrArray) parents = g_ptr_array_new();
    g_autoptr(DunlinCreated) created = NULL;
    const DlnAuthorRequest request = {
        .message = MESSAGE,
        .scope = DLN_SCOPE_TENANT,
        .parents = parents,
        .flags = DLN_AUTHOR_FINAL,
        .body = baseline->body,
    };

    if (!dln_created_write(baseline->project, &request, &created, error))
        return FALSE;
    *out_file = g_strdup(created->file);
    return TRUE;
}

/* out_file: NULL: there are migrations already. */
static gboolean ensure_history(const DunlinProject *lender, const DunlinRunOptions *options,
    GPtrArray *warnings, char **out_file, GError **error)
{
    g_auto(DlnAuthoring) authoring = {0};
    g_autofree char *run_id = dln_app_new_run_id();
    guint number = 0;

    *out_file = NULL;
    if (has_history(lender))
        return TRUE;
    if (options->target == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "there are no migrations for tenants yet: name the tenant whose schema becomes the "
            "first one");
        return FALSE;
    }
    if (!dln_authoring_begin(lender, &authoring, error))
        return FALSE;
    g_auto(Baseline) baseline = {
        .project = authoring.project,
        .options = options,
        .state =
            {
                .run_id = run_id,
                .number = &number,
                .warnings = warnings,
                .cancellable = options->cancellable,
                .interrupt = options->interrupt,
            },
    };
    return has_history(authoring.project) ||
           (find_model(&baseline, error) && compose(&baseline, error) &&
               write_baseline(&baseline, out_file, error));
}

/* ---- the ledgers ---- */

/* What a database without a history was found to be. */
typedef struct {
    gboolean is_equal;
    gboolean is_empty; /* nothing is in it at all */
    GError *error;     /* neither: why not */
} Verdict;

typedef struct {
    const DunlinProject *project;
    const DunlinRunOptions *options;
    DlnApplied *wanted;   /* what the migrations build */
    GHashTable *verdicts; /* place -> Verdict; complete before any ledger is written */
    GPtrArray *warnings;  /* (element-type utf8) */
} Adoption;

static void verdict_free(gpointer data)
{
    Verdict *verdict = data;

    g_clear_error(&verdict->error);
    g_free(verdict);
}

static void adoption_clear(Adoption *adoption)
{
    g_clear_pointer(&adoption->wanted, dln_applied_unref);
    g_hash_table_unref(adoption->verdicts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Adoption, adoption_clear)

/* Of those that are equal one is read. */
static const Verdict *judge_other(
    const DlnDriftLook *look, const DlnDriftMember *member, GHashTable *known)
{
    Verdict *verdict = g_hash_table_lookup(known, member->fingerprint);

    if (verdict != NULL)
        return verdict;
    verdict = g_new0(Verdict, 1);
    g_hash_table_insert(known, g_strdup(member->fingerprint), verdict);
    g_autoptr(DlnSchema) found = dln_drift_inspect(look, member, &verdict->error);
    if (found == NULL)
        return verdict;
    verdict->is_empty = found->objects->len == 0;
    g_autofree char *list = dln_difference_list(member->place->expected->schema, found);
    if (!verdict->is_empty)
        dln_error_set(&verdict->error, DUNLIN_ERROR_REFUSED, NULL,
            "its schema is not what the migrations build, and was left alone:%s", list);
    return verdict;
}

static Verdict *verdict_of(
    const DlnDriftLook *look, const DlnDriftMember *member, GHashTable *known)
{
    Verdict *verdict = g_new0(Verdict, 1);
    const GError *untold = member->error != NULL   ? member->error
                           : member->place != NULL ? member->place->error
                                                   : NULL;
    const DlnLedger *ledger = member->database->ledger;

    if (untold != NULL) {
        verdict->error = g_error_copy(untold);
    } else if (ledger->has_user_version && ledger->user_version != 0) {
        dln_baseline_check_ledger(member->database->place, ledger, &verdict->error);
    } else if (!dln_drift_differs(member)) {
        verdict->is_equal = member->fingerprint != NULL;
    } else {
        const Verdict *other = judge_other(look, member, known);
        verdict->is_empty = other->is_empty;
        verdict->error = other->error != NULL ? g_error_copy(other->error) : NULL;
    }
    return verdict;
}

static void warn_of_empty(const Adoption *adoption, const GPtrArray *empty)
{
    if (empty->len == 0)
        return;
    g_ptr_array_add(adoption->warnings,
        g_strdup_printf("%u tenant%s nothing in %s, \"%s\"%s: `dunlin upgrade` makes %s",
            empty->len, empty->len == 1 ? " has" : "s have", empty->len == 1 ? "it" : "them",
            (const char *)empty->pdata[0], empty->len == 1 ? "" : " and others",
            empty->len == 1 ? "its schema" : "their schemas"));
}

static gboolean look_at_all(DlnFleet *fleet, gpointer user_data, GError **error)
{
    const Adoption *adoption = user_data;
    g_auto(DlnDriftLook) look = {
        .project = adoption->project,
        .which = DLN_DRIFT_BLANK,
        .assumed = adoption->wanted,
        .cancellable = adoption->options->cancellable,
        .fleet = fleet,
    };
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, verdict_free);
    g_autoptr(GPtrArray) empty = g_ptr_array_new();

    dln_drift_compare(&look, DLN_SCOPE_TENANT);
    for (guint i = 0; i < look.members->len; i++) {
        const DlnDriftMember *member = look.members->pdata[i];
        if (member->place == NULL)
            continue;
        Verdict *verdict = verdict_of(&look, member, known);
        if (verdict->is_empty)
            g_ptr_array_add(empty, member->database->name);
        g_hash_table_insert(adoption->verdicts, g_strdup(member->database->place), verdict);
    }
    for (guint i = 0; i < look.warnings->len; i++)
        g_ptr_array_add(adoption->warnings, g_strdup(look.warnings->pdata[i]));
    warn_of_empty(adoption, empty);
    /* It stays the caller's. */
    look.fleet = NULL;
    if (g_cancellable_is_cancelled(adoption->options->cancellable))
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled: nothing was changed");
    return !g_cancellable_is_cancelled(adoption->options->cancellable);
}

/* Whoever has a history keeps it, and whoever has nothing at all is left alone. */
static gboolean correct(const DlnRunTarget *target, const DlnLedger *ledger, gpointer user_data,
    DlnCorrection *out_correction, GError **error)
{
    const Adoption *adoption = user_data;
    const Verdict *verdict = g_hash_table_lookup(adoption->verdicts, target->place);

    if (dln_applied_size(ledger->applied) > 0 || (verdict != NULL && verdict->is_empty))
        return TRUE;
    if (verdict != NULL && verdict->is_equal) {
        out_correction->wanted = dln_applied_ref(adoption->wanted);
        return TRUE;
    }
    if (verdict != NULL && verdict->error != NULL)
        g_propagate_error(error, g_error_copy(verdict->error));
    else
        dln_error_set(error, DUNLIN_ERROR_CONFLICT, NULL,
            "its history has changed while it was looked at: run the same again");
    return FALSE;
}

/* Between the look and the ledger somebody may have changed a schema by hand. */
static void prove_all(DlnFleet *fleet, gpointer user_data)
{
    const Adoption *adoption = user_data;
    g_auto(DlnDriftLook) look = {
        .project = adoption->project,
        .which = DLN_DRIFT_CHANGED,
        .cancellable = adoption->options->cancellable,
        .fleet = fleet,
    };

    dln_drift_compare(&look, DLN_SCOPE_TENANT);
    dln_drift_fail_changed(&look, "its schema was changed while it was adopted");
    dln_drift_hand_over(&look);
}

/* ---- all of it ---- */

static gboolean adopt_all(const DunlinProject *lender, const DunlinRunOptions *options,
    GPtrArray *warnings, DunlinRunReport **out_report, GError **error)
{
    g_autoptr(DunlinProject) project = dln_project_read_again(lender, error);
    g_autoptr(DlnApplied) nothing = dln_applied_new_empty();
    g_auto(Adoption) adoption = {
        .project = project,
        .options = options,
        .verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, verdict_free),
        .warnings = warnings,
    };
    const DlnAppRecord record = {
        .project = project,
        .options = options,
        .command = "tenant adopt",
        .target = options->target,
        .correct = correct,
        .user_data = &adoption,
        .check = look_at_all,
        .prove = prove_all,
    };

    return project != NULL &&
           dln_plan_stamp(project->graph, DLN_SCOPE_TENANT, nothing, heads,
               DLN_STAMP_WITHIN_BRANCHES, &adoption.wanted, error) &&
           dln_app_record(&record, out_report, error);
}

gboolean dunlin_tenant_adopt(DunlinProject *project, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error)
{
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *file = NULL;
    DunlinRunOptions tenants = *options;
    DunlinRunReport *report = NULL;
    DlnEngineKind engine;

    if (options->selection.include_public) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the shared database is adopted by `dunlin init --from-database`");
        return FALSE;
    }
    tenants.selection.include_tenants =
        options->selection.tenants == NULL || options->selection.tenants[0] == NULL;
    if (!dln_project_require_scope(project, DLN_SCOPE_TENANT, &engine, error) ||
        !ensure_history(project, options, warnings, &file, error))
        return FALSE;
    gboolean ok = adopt_all(project, &tenants, warnings, &report, error);
    if (report == NULL && file != NULL)
        g_prefix_error(error, "%s is written, run the same again to go on: ", file);
    if (report != NULL) {
        report->created = g_steal_pointer(&file);
        g_ptr_array_extend_and_steal(report->warnings, g_steal_pointer(&warnings));
    }
    if (out_report != NULL)
        *out_report = report;
    else
        dunlin_run_report_free(report);
    return ok;
}
