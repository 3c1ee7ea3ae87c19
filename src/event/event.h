/* SPDX-License-Identifier: Apache-2.0 */
/* event.h: the one stream of what happens in a run. Workers emit; a sink is told one event at a time.
 * Knows no terminal, no file and no socket: those are sinks. */
#pragma once

#include "dunlin/run.h"
#include "revision/revision.h"

typedef struct DlnEvents DlnEvents;

/* on_event may be NULL. run_id is copied. */
DlnEvents *dln_events_new(const char *run_id, DunlinEventFunc on_event, gpointer user_data);
void dln_events_free(DlnEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnEvents, dln_events_free)

/* NULL for NULL: what is no run has no events. */
const char *dln_events_run_id(const DlnEvents *events);

/* How many databases the run is about: the `total` of the events that follow. */
void dln_events_set_total(DlnEvents *events, guint total);

/* Hands event on, run id and counters filled in; DATABASE_FINISHED counts. Thread-safe, in order. */
void dln_events_emit(DlnEvents *events, DunlinEvent event);

/* Counts databases that need no event of their own: they were where they should be. */
void dln_events_skip(DlnEvents *events, guint n);

DunlinScope dln_event_scope(DlnScope scope);
