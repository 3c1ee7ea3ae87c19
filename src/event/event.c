/* SPDX-License-Identifier: Apache-2.0 */
/* event.c: puts the events of all workers into one order and counts them. */
#include "event/event.h"

struct DlnEvents {
    GMutex mutex;
    char *run_id;
    DunlinEventFunc on_event;
    gpointer user_data;
    guint done;
    guint total;
    guint failed;
};

DlnEvents *dln_events_new(const char *run_id, DunlinEventFunc on_event, gpointer user_data)
{
    DlnEvents *events = g_new0(DlnEvents, 1);

    g_mutex_init(&events->mutex);
    events->run_id = g_strdup(run_id);
    events->on_event = on_event;
    events->user_data = user_data;
    return events;
}

void dln_events_free(DlnEvents *events)
{
    if (events == NULL)
        return;
    g_mutex_clear(&events->mutex);
    g_free(events->run_id);
    g_free(events);
}

const char *dln_events_run_id(const DlnEvents *events)
{
    return events != NULL ? events->run_id : NULL;
}

void dln_events_set_total(DlnEvents *events, guint total)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&events->mutex);

    events->total = total;
}

void dln_events_skip(DlnEvents *events, guint n)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&events->mutex);

    events->done += n;
}

void dln_events_emit(DlnEvents *events, DunlinEvent event)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&events->mutex);

    if (event.type == DUNLIN_EVENT_DATABASE_FINISHED) {
        events->done++;
        events->failed += event.error != NULL ? 1 : 0;
    }
    event.run_id = events->run_id;
    event.done = events->done;
    event.total = events->total;
    event.failed = events->failed;
    if (events->on_event != NULL)
        events->on_event(&event, events->user_data);
}

DunlinScope dln_event_scope(DlnScope scope)
{
    return scope == DLN_SCOPE_PUBLIC ? DUNLIN_SCOPE_PUBLIC : DUNLIN_SCOPE_TENANT;
}
