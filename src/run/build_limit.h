/* SPDX-License-Identifier: Apache-2.0 */
/* build_limit.h: how many indexes one run builds concurrently on one server, whatever the number of its workers: each
 * build reads a whole table and waits for every transaction that is older than it. Knows no connection. */
#pragma once

#include <glib.h>

/* Shared by the workers of a run; thread-safe. */
typedef struct DlnBuildLimit DlnBuildLimit;

/* at_once: for each server. */
DlnBuildLimit *dln_build_limit_new(guint at_once);
/* Nobody may be building any more. */
void dln_build_limit_free(DlnBuildLimit *limit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnBuildLimit, dln_build_limit_free)

guint dln_build_limit_at_once(const DlnBuildLimit *limit);
/* Waits for a place on server, at most wait_ms; FALSE: there was none. */
gboolean dln_build_limit_enter(DlnBuildLimit *limit, const char *server, gint64 wait_ms);
/* Gives the place back. */
void dln_build_limit_leave(DlnBuildLimit *limit, const char *server);
