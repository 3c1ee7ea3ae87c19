/* SPDX-License-Identifier: Apache-2.0 */
/* process.h: another program, with a deadline. Knows not what for. */
#pragma once

#include <gio/gio.h>

#include "base/error.h"

typedef struct {
    const char *const *argv; /* NULL-terminated; argv[0] is a path, or a name to be found in PATH */
    const char *folder;      /* where it starts */
    const char *const *environ;
    gint64 timeout_ms;         /* 0: none */
    GCancellable *cancellable; /* (nullable) */
    /* A line that it printed on either output, without its end, as valid UTF-8. Long lines come in pieces, and behind a
     * fair amount of them the rest is only counted. */
    void (*on_line)(const char *line, gpointer user_data);
    /* (nullable) What it printed on its standard output, as it came; on_line gets only the other one then. FALSE: that is enough, and
     * it is ended. */
    gboolean (*on_output)(const char *bytes, gsize length, gpointer user_data);
    gpointer user_data;
} DlnProcess;

/* Runs it to its end, with nothing to read, in a process group of its own and with the signal mask and handlers of a fresh
 * process. *out_status: as waitpid gives it. At the deadline, or when cancelled, the whole group is asked to end, and
 * killed when it has not after two seconds. What it leaves running in the background is not waited for.
 * Errors: CONFIG: it cannot be started; TIMEOUT; CANCELLED; REFUSED: on_output had enough; INTERNAL: somebody else took its status. Thread-safe. */
gboolean dln_process_run(const DlnProcess *process, int *out_status, GError **error);
