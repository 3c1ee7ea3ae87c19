/* SPDX-License-Identifier: Apache-2.0 */
/* record.c: look at every ledger, check, note it in the audit log, write the ledgers, tell. */
#include "app/common/record.h"

#include "app/common/look.h"
#include "app/common/report.h"

typedef struct {
    const DlnAppRecord *record;
    DlnFleet *fleet;
    DlnEvents *events;
    DlnAppAudit audit;
    char *run_id;
    char *actor;
    gint64 started_us;
} Recording;

static void recording_clear(Recording *recording)
{
    dln_fleet_free(recording->fleet);
    dln_events_free(recording->events);
    g_free(recording->run_id);
    g_free(recording->actor);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Recording, recording_clear)

static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

static DlnRunSpec spec_of(const Recording *recording, DlnScope scope)
{
    DlnRunSpec spec = dln_app_run_spec(recording->record->project, scope);

    spec.correct = recording->record->correct;
    spec.is_corrected = recording->record->is_corrected;
    spec.correct_data = recording->record->user_data;
    spec.applied_by = recording->actor;
    spec.events = recording->events;
    spec.cancellable = recording->record->options->cancellable;
    spec.interrupt = recording->record->options->interrupt;
    return spec;
}

static gboolean look(Recording *recording, GError **error)
{
    const DunlinRunOptions *options = recording->record->options;

    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++) {
        DlnPatience patience =
            dln_app_patience(recording->record->project, options->cancellable, recording->events);
        if (!dln_app_choose(recording->fleet, scopes[i], &options->selection, &patience, error))
            return FALSE;
        dln_app_survey(recording->fleet, scopes[i], DLN_SURVEY_AS_FOUND, &patience);
    }
    return recording->record->check == NULL ||
           recording->record->check(recording->fleet, recording->record->user_data, error);
}

static gboolean has_work(const Recording *recording)
{
    for (guint i = 0; i < recording->fleet->databases->len; i++) {
        const DlnDatabase *database = recording->fleet->databases->pdata[i];
        const DlnRunSpec spec = spec_of(recording, database->scope);
        const DlnRunTarget target = dln_database_target(database);
        gboolean is_correct = FALSE;
        if (dln_database_is_busy(database))
            return TRUE;
        if (database->error == NULL && database->ledger != NULL &&
            dln_run_is_correct(&spec, &target, database->ledger, &is_correct, NULL) && !is_correct)
            return TRUE;
    }
    return FALSE;
}

static void emit(const Recording *recording, DunlinEventType type, DlnScope scope)
{
    dln_events_emit(
        recording->events, (DunlinEvent){
                               .type = type,
                               .scope = dln_event_scope(scope),
                               .duration_us = g_get_monotonic_time() - recording->started_us,
                           });
}

/* What was where it should be has no "before" of its own. */
static void complete_previous(DunlinRunReport *report)
{
    for (guint i = 0; i < report->databases->len; i++) {
        DunlinDatabaseResult *result = report->databases->pdata[i];
        if (result->outcome != DUNLIN_OUTCOME_CHANGED && result->previous == NULL)
            result->previous = g_strdup(result->current);
    }
}

static gboolean finish(
    const Recording *recording, gboolean audited, DunlinRunReport **out_report, GError **error)
{
    DunlinRunReport *report = dln_app_report(
        recording->fleet, recording->run_id, DLN_DIRECTION_UP, recording->started_us);
    gboolean ok = report->n_failed == 0 && report->n_not_tried == 0;

    complete_previous(report);
    if (audited)
        dln_app_audit_report(&recording->audit, report, NULL);
    emit(recording, DUNLIN_EVENT_RUN_FINISHED, DLN_SCOPE_PUBLIC);
    if (!ok)
        dln_app_report_error(report, error);
    if (out_report != NULL)
        *out_report = report;
    else
        dunlin_run_report_free(report);
    return ok;
}

gboolean dln_app_record(const DlnAppRecord *record, DunlinRunReport **out_report, GError **error)
{
    g_auto(Recording) recording = {
        .record = record,
        .fleet = dln_fleet_new(record->project),
        .run_id = dln_app_new_run_id(),
        .actor = dln_app_actor(),
        .started_us = g_get_monotonic_time(),
    };

    recording.events =
        dln_events_new(recording.run_id, record->options->on_event, record->options->user_data);
    recording.audit = (DlnAppAudit){
        record->project, recording.run_id, recording.actor, record->command, record->target};
    recording.fleet->also = DLN_OPEN_RECOVER;
    if (!look(&recording, error))
        return FALSE;
    gboolean audited = has_work(&recording);
    if (audited && !dln_app_audit(&recording.audit, "started", NULL, error))
        return FALSE;
    dln_events_set_total(recording.events, recording.fleet->databases->len);
    emit(&recording, DUNLIN_EVENT_RUN_STARTED, DLN_SCOPE_PUBLIC);
    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++) {
        const DlnRunSpec spec = spec_of(&recording, scopes[i]);
        emit(&recording, DUNLIN_EVENT_SCOPE_STARTED, scopes[i]);
        dln_fleet_run(recording.fleet, &spec);
    }
    if (record->prove != NULL)
        record->prove(recording.fleet, record->user_data);
    return finish(&recording, audited, out_report, error);
}
