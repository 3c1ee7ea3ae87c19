/* SPDX-License-Identifier: Apache-2.0 */
/* progress.h: what is seen of a run while it runs: a bar on a terminal, a line per finished step elsewhere.
 * Everything goes to stderr. Says "applied" only of what has been committed. */
#pragma once

#include "cli.h"

typedef enum {
    DLN_PROGRESS_LINES = 1 << 0, /* a line per finished step and failed database where there is no terminal */
    DLN_PROGRESS_JSON = 1 << 1,  /* each event as a line of JSON on stdout */
    DLN_PROGRESS_VERIFY = 1 << 2, /* what is counted is migrations that are tried, not databases that are upgraded */
} DlnProgressFlags;

typedef struct DlnProgress DlnProgress;

DlnProgress *dln_cli_progress_new(DlnCli *cli, guint flags);
/* Clears the bar. */
void dln_cli_progress_finish(DlnProgress *progress);
void dln_cli_progress_free(DlnProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnProgress, dln_cli_progress_free)

/* A DunlinEventFunc; user_data is the DlnProgress. */
void dln_cli_progress_on_event(const DunlinEvent *event, gpointer user_data);
/* A DlnSignalNotice: "dunlin: TEXT" above the bar. */
void dln_cli_progress_notice(const char *text, gpointer user_data);
/* Ids of the revisions whose section held no statement, in the order in which they came. (element-type utf8) */
const GPtrArray *dln_cli_progress_empty(const DlnProgress *progress);
