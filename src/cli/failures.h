/* SPDX-License-Identifier: Apache-2.0 */
/* failures.h: what failed the same way is told once; what the report of a run and status share. */
#pragma once

#include <dunlin/dunlin.h>

/* Borrows everything. */
typedef struct {
    DunlinScope scope;
    const char *name;
    const char *place;
    const char *current; /* (nullable) */
    const GError *error;
} DlnFailure;

/* Puts equal errors together, in their order; the names of the database itself make no difference.
 * failures: (element-type DlnFailure). Returns: (transfer full) (element-type GArray of DlnFailure) */
GPtrArray *dln_cli_failures_group(const GArray *failures);
/* Names of all but the first `skip` of a group. (transfer full) (element-type utf8, borrowed) */
GPtrArray *dln_cli_failures_names(const GArray *group, guint skip);
