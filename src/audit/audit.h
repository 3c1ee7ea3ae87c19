/* SPDX-License-Identifier: Apache-2.0 */
/* audit.h: the append-only log of every command that changed or tried to change something, chained by hash.
 * Stands in the system database (schema `dunlin`, SQLite: prefix `dunlin_`) or in the project's state file. */
#pragma once

#include "engine/session.h"

typedef struct {
    const char *run_id;
    const char *command;   /* "upgrade", "tenant create" */
    const char *event;     /* "started", "finished", "failed" */
    const char *actor;     /* user@host */
    const char *target;    /* (nullable) "heads", a tenant's name */
    const char *detail;    /* (nullable) one line for people */
} DlnAuditEntry;

/* Appends one row in a transaction of its own; makes the table first where it is missing.
 * Errors: as dln_session_run. */
gboolean dln_audit_append(DlnSession *session, const DlnAuditEntry *entry, GCancellable *cancellable, GError **error);
