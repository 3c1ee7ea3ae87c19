/* SPDX-License-Identifier: Apache-2.0 */
/* audit.h: the append-only log of every command that changed or tried to change something, chained by hash.
 * Stands in the system database (schema `dunlin`, SQLite: prefix `dunlin_`) or in the project's state file. */
#pragma once

#include "engine/session.h"

typedef struct {
    const char *run_id;
    const char *command;   /* "upgrade", "tenant create" */
    const char *event;     /* "started", "finished", "failed"; of a tenant also "registered" */
    const char *actor;     /* user@host */
    const char *target;    /* (nullable) "heads", a tenant's name */
    const char *detail;    /* (nullable) one line for people */
} DlnAuditEntry;

/* Appends one row in the transaction that is open in session. The table must be there, as it is once the command has
 * noted its start. */
gboolean dln_audit_append_within(DlnSession *session, const DlnAuditEntry *entry, GCancellable *cancellable,
    GError **error);

/* The event of the newest row about command and target that is no "failed"; NULL where there is none. out_event: (transfer full) */
gboolean dln_audit_last_event(DlnSession *session, const char *command, const char *target, GCancellable *cancellable,
    char **out_event, GError **error);

/* Appends one row in a transaction of its own; makes the table first where it is missing.
 * Errors: as dln_session_run. */
gboolean dln_audit_append(DlnSession *session, const DlnAuditEntry *entry, GCancellable *cancellable, GError **error);
