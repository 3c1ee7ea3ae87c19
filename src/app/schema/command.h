/* SPDX-License-Identifier: Apache-2.0 */
/* command.h: a program that prints a desired state. */
#pragma once

#include <gio/gio.h>

#include "project/desired.h"

typedef struct {
    const char *folder;
    const char *engine; /* "postgres", "sqlite" */
    const char *scope;  /* "public", "tenant" */
} DlnSchemaCommand;

/* Runs it in folder, to its end, with DUNLIN_ENGINE ("postgres", "sqlite") and DUNLIN_SCOPE in its environment. out_sql: (out) (transfer full): what it printed on its standard output; out_shown: (out) (transfer
 * full): what that is called in errors.
 * Errors, with the place in the configuration and what it said on its standard error: CONFIG: it cannot be started; REFUSED: it
 * ended with another status than 0, by a signal, printed nothing, too much, or what is no UTF-8; TIMEOUT; CANCELLED. */
gboolean dln_schema_command_run(const DlnDesired *desired, const DlnSchemaCommand *command,
    GCancellable *cancellable, char **out_sql, char **out_shown, GError **error);
