/* SPDX-License-Identifier: Apache-2.0 */
/* results.c: freeing what the public functions return, and the version. */
#include "config.h"

#include "app/findings.h"
#include "app/places.h"
#include "dunlin/dunlin.h"
#include "engine/session.h"

const char *dunlin_version(void)
{
    return DUNLIN_VERSION;
}

void dunlin_own_process(void)
{
    dln_engines_own_process();
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

void dunlin_revision_info_free(DunlinRevisionInfo *info)
{
    if (info == NULL)
        return;
    g_free(info->id);
    g_free(info->description);
    g_free(info->file);
    g_free(info->format);
    g_free(info->scope);
    g_free(info->checksum);
    g_strfreev(info->parents);
    g_strfreev(info->depends);
    g_strfreev(info->labels);
    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++)
        dln_app_place_clear(&info->places[scope]);
    g_free(info->batch_table);
    g_free(info->batch_key);
    g_free(info->up_sql);
    g_free(info->down_sql);
    g_free(info);
}

static void repair_result_free(DunlinRepairResult *result)
{
    g_free(result->name);
    g_free(result->place);
    g_ptr_array_unref(result->findings);
    g_clear_error(&result->error);
    g_free(result);
}

DunlinRepairReport *dln_app_repair_report_new(void)
{
    DunlinRepairReport *report = g_new0(DunlinRepairReport, 1);

    report->databases = g_ptr_array_new_with_free_func((GDestroyNotify)repair_result_free);
    report->warnings = g_ptr_array_new_with_free_func(g_free);
    return report;
}

void dunlin_repair_report_free(DunlinRepairReport *report)
{
    if (report == NULL)
        return;
    g_free(report->run_id);
    g_ptr_array_unref(report->databases);
    g_ptr_array_unref(report->warnings);
    g_free(report);
}
