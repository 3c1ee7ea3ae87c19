/* SPDX-License-Identifier: Apache-2.0 */
/* signals.h: Ctrl-C in three steps: finish what is under way; roll it back; die.
 * A thread of its own reads the signals, so that the main thread may block in the library. */
#pragma once

#include <gio/gio.h>

typedef struct DlnSignals DlnSignals;

/* Called from the signal thread. */
typedef void (*DlnSignalNotice)(const char *text, gpointer user_data);

/* Takes SIGINT, SIGTERM and SIGHUP, except those that are ignored (nohup), until dln_cli_signals_stop().
 * Must be called before any other thread is started. The first one cancels `cancellable`, the second `interrupt`, the
 * third ends the process. SIGPIPE is ignored from then on: a closed pipe must not cut a migration off.
 * interrupt: (nullable): then the first signal already does all that can be done
 * notice: (nullable): told what a signal has set off */
DlnSignals *dln_cli_signals_start(
    GCancellable *cancellable, GCancellable *interrupt, DlnSignalNotice notice, gpointer user_data);
/* Returns: the first signal that came, 0 for none. Frees signals. */
int dln_cli_signals_stop(DlnSignals *signals);
