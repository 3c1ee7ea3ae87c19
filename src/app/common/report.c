/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: what became of a run: the fleet's databases as the public report, and the one error that it comes to.
 * Acts on nothing. */
#include "app/common/report.h"

#include "dunlin/tenant.h"

DunlinDatabaseResult *dln_app_database_result(
    const DunlinProject *project, const DlnDatabase *database)
{
    DunlinDatabaseResult *result = g_new0(DunlinDatabaseResult, 1);

    result->scope = dln_event_scope(database->scope);
    result->name = g_strdup(database->name);
    result->place = g_strdup(database->place);
    result->outcome = database->outcome;
    result->n_steps = database->n_steps;
    result->n_retries = database->n_retries;
    if (database->before != NULL)
        result->previous = dln_app_heads(project->graph, database->scope, database->before);
    result->partial = database->is_partial;
    result->current = dln_app_current(project, database);
    result->error = database->error != NULL ? g_error_copy(database->error) : NULL;
    return result;
}

DunlinRunReport *dln_app_report(
    const DlnFleet *fleet, const char *run_id, DlnDirection direction, gint64 started_us)
{
    DunlinRunReport *report = g_new0(DunlinRunReport, 1);
    guint *counters[] = {
        [DUNLIN_OUTCOME_UNCHANGED] = &report->n_unchanged,
        [DUNLIN_OUTCOME_CHANGED] = &report->n_changed,
        [DUNLIN_OUTCOME_FAILED] = &report->n_failed,
        [DUNLIN_OUTCOME_NOT_TRIED] = &report->n_not_tried,
    };

    report->run_id = g_strdup(run_id);
    report->direction = (DunlinDirection)direction;
    report->duration_us = g_get_monotonic_time() - started_us;
    report->databases =
        g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_database_result_free);
    report->warnings = g_ptr_array_ref(fleet->warnings);
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        g_ptr_array_add(
            report->databases, dln_app_database_result(fleet->project, database));
        report->n_steps += database->n_steps;
        (*counters[database->outcome])++;
    }
    return report;
}

void dln_app_audit_report(
    const DlnAppAudit *audit, DunlinRunReport *report, const GError *failed)
{
    /* What corrects ledgers counts rows. */
    const char *noun = g_str_equal(audit->command, "upgrade") || g_str_equal(audit->command, "downgrade")
        ? "migration"
        : "row";
    g_autoptr(GError) audit_error = NULL;
    g_autofree char *detail = g_strdup_printf(
        "%u changed, %u unchanged, %u failed, %u not tried, %u %s%s%s%s", report->n_changed,
        report->n_unchanged, report->n_failed, report->n_not_tried, report->n_steps,
        noun, report->n_steps == 1 ? "" : "s",
        failed != NULL ? ": " : "", failed != NULL ? failed->message : "");
    gboolean ok = failed == NULL && report->n_failed == 0 && report->n_not_tried == 0;

    if (!dln_app_audit(audit, ok ? "finished" : "failed", detail, &audit_error))
        g_ptr_array_add(report->warnings, g_strdup(audit_error->message));
}

/* The only failure, where nothing else was reached: then it is the run's own. */
static const GError *sole_error(const DunlinRunReport *report)
{
    if (report->n_failed != 1 || report->n_changed + report->n_unchanged > 0)
        return NULL;
    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinDatabaseResult *result = report->databases->pdata[i];
        if (result->error != NULL)
            return result->error;
    }
    return NULL;
}

/* How many failed because somebody stopped the run, and for no other reason. */
static guint count_cancelled(const DunlinRunReport *report)
{
    guint n = 0;

    for (guint i = 0; i < report->databases->len; i++) {
        const DunlinDatabaseResult *result = report->databases->pdata[i];
        n += result->outcome == DUNLIN_OUTCOME_FAILED &&
                dln_error_is(result->error, DUNLIN_ERROR_CANCELLED)
            ? 1
            : 0;
    }
    return n;
}

void dln_app_report_error(const DunlinRunReport *report, GError **error)
{
    if (report->n_failed == 0) {
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL,
            "cancelled: %u of %u database%s not tried", report->n_not_tried,
            report->databases->len, report->databases->len == 1 ? "" : "s");
        return;
    }
    if (sole_error(report) != NULL) {
        g_propagate_error(error, g_error_copy(sole_error(report)));
        return;
    }
    if (report->n_failed == count_cancelled(report)) {
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL,
            "cancelled: %u of %u database%s stopped on the way, %u not tried", report->n_failed,
            report->databases->len, report->databases->len == 1 ? "" : "s",
            report->n_not_tried);
        return;
    }
    g_autofree char *not_tried_text =
        g_strdup_printf(", %u not tried", report->n_not_tried);
    dln_error_set(error, DUNLIN_ERROR_PARTIAL, NULL, "%u of %u databases failed%s",
        report->n_failed, report->databases->len,
        report->n_not_tried > 0 ? not_tried_text : "");
}

void dunlin_database_result_free(DunlinDatabaseResult *result)
{
    if (result == NULL)
        return;
    g_free(result->name);
    g_free(result->place);
    g_free(result->previous);
    g_free(result->current);
    g_clear_error(&result->error);
    g_free(result);
}

void dunlin_run_report_free(DunlinRunReport *report)
{
    if (report == NULL)
        return;
    g_free(report->run_id);
    g_ptr_array_unref(report->databases);
    g_ptr_array_unref(report->warnings);
    g_free(report->created);
    g_free(report);
}
