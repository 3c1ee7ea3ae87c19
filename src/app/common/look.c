/* SPDX-License-Identifier: Apache-2.0 */
/* look.c: choose and survey, again and again within limits. */
#include "app/common/look.h"

DlnPatience dln_app_patience(
    const DunlinProject *project, GCancellable *cancellable, DlnEvents *events)
{
    return (DlnPatience){
        .config = &project->config,
        .cancellable = cancellable,
        .events = events,
        .backoff = {.first_ms = 100, .max_ms = 10000},
        .started_us = g_get_monotonic_time(),
    };
}

/* A restart is over in seconds; a server that is down, or an address with a typing error in it, would only keep people
 * waiting. */
static gboolean is_worth_it(const DlnPatience *patience, const GError *failed)
{
    gint64 limit_us = patience->config->connect_timeout_ms * 1000;

    if (!dln_error_is(failed, DUNLIN_ERROR_CONNECT) || !dln_error_is_transient(failed) ||
        patience->n_tries >= patience->config->retries)
        return FALSE;
    return dln_error_is_lost(failed) || g_get_monotonic_time() - patience->started_us < limit_us;
}

gboolean dln_app_try_again(DlnPatience *patience, const DlnDatabase *database, const GError *failed)
{

    if (!is_worth_it(patience, failed))
        return FALSE;
    patience->n_tries++;
    if (patience->events != NULL)
        dln_events_emit(patience->events,
            (DunlinEvent){
                .type = DUNLIN_EVENT_WAITING,
                .scope = dln_event_scope(database != NULL ? database->scope : DLN_SCOPE_PUBLIC),
                .database = database != NULL ? database->name : "public",
                .place = database != NULL ? database->place : patience->config->system_schema,
                .message = failed->message,
            });
    return dln_wait_ms(dln_backoff_next_ms(&patience->backoff, NULL), patience->cancellable);
}

gboolean dln_app_choose(DlnFleet *fleet, DlnScope scope, const DunlinSelection *selection,
    DlnPatience *patience, GError **error)
{
    for (;;) {
        g_autoptr(GError) failed = NULL;
        if (dln_fleet_choose(fleet, scope, selection, patience->cancellable, &failed))
            return TRUE;
        /* Nothing was found yet when a connection fails. */
        if (!dln_app_try_again(patience, NULL, failed)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return FALSE;
        }
    }
}

/* One database of scope that could not be reached. */
static const DlnDatabase *unreached(const DlnFleet *fleet, DlnScope scope)
{
    for (guint i = 0; i < fleet->databases->len; i++) {
        const DlnDatabase *database = fleet->databases->pdata[i];
        if (database->scope == scope && dln_database_is_unreached(database))
            return database;
    }
    return NULL;
}

void dln_app_survey(DlnFleet *fleet, DlnScope scope, DlnSurveyFlags flags, DlnPatience *patience)
{
    dln_fleet_survey(fleet, scope, flags, patience->cancellable);
    for (;;) {
        const DlnDatabase *database = unreached(fleet, scope);
        if (database == NULL || !dln_app_try_again(patience, database, database->error))
            return;
        dln_fleet_survey(fleet, scope, flags | DLN_SURVEY_UNREACHED, patience->cancellable);
    }
}

gboolean dln_app_is_nothing_asked(const DunlinSelection *selection)
{
    return !selection->include_public && !selection->include_tenants &&
           (selection->tenants == NULL || selection->tenants[0] == NULL);
}

const DlnDatabase *dln_app_choose_one(
    DlnFleet *fleet, const DunlinSelection *selection, GCancellable *cancellable, GError **error)
{
    const DunlinSelection public_alone = {.include_public = TRUE};

    if (dln_app_is_nothing_asked(selection) && fleet->project->config.system != NULL)
        selection = &public_alone;
    if (!dln_fleet_choose(fleet, DLN_SCOPE_PUBLIC, selection, cancellable, error) ||
        !dln_fleet_choose(fleet, DLN_SCOPE_TENANT, selection, cancellable, error))
        return NULL;
    if (fleet->databases->len == 1)
        return fleet->databases->pdata[0];
    if (fleet->databases->len == 0)
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "there are no tenants yet");
    else
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "these are %u databases, and one is wanted: name it with --public or --tenant NAME",
            fleet->databases->len);
    return NULL;
}
