/* SPDX-License-Identifier: Apache-2.0 */
/* gate.h: what keeps a migration from being run at all: found in its files, before anything is executed.
 * Touches no database. */
#pragma once

#include "revision/revision.h"

typedef enum {
    DLN_GATE_ONE_BY_ONE,
    DLN_GATE_ALL_IN_ONE,     /* --tx-mode all: in the one transaction no file marked `transaction off` can run */
    DLN_GATE_NO_TRANSACTION, /* --tx-mode none */
} DlnGateMode;

/* What the revision is to be run on, and how. */
typedef struct {
    DlnEngineKind engine;
    DlnGateMode mode;
    int server_version; /* as dln_session_server_version; 0: not known */
} DlnGateTarget;

/* Whether direction of revision can be run on target as its file says.
 * Errors, REFUSED or SYNTAX with file:line:column and what to write instead: a statement that refuses a transaction
 * without `-- dunlin:transaction off`; BEGIN, COMMIT and their like anywhere but around the whole file; what would
 * release the runner's lock, reach another file, or set SQLite's user_version; COPY TO STDOUT; what the server's
 * grammar does not take, where its version is given, in its assertions as well. CONFIG at the reference: a variable in it
 * has no value. */
gboolean dln_gate_check(const DlnRevision *revision, DlnDirection direction, const DlnGateTarget *target,
    GError **error);

/* The same for SQL of the configuration, which shares a transaction and is no revision. */
gboolean dln_gate_check_within(const DlnScript *script, int server_version, GError **error);

/* Whether the file is one BEGIN; ... COMMIT; which Dunlin's own transaction stands for. */
gboolean dln_gate_is_wrapped(const DlnScript *script);
