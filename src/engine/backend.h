/* SPDX-License-Identifier: Apache-2.0 */
/* backend.h: what an engine provides. Adding an engine is one file that ends in its DlnBackend, and one row in
 * session.c. */
#pragma once

#include "engine/session.h"

struct DlnSession {
    const struct DlnBackend *backend;
    int server_version;
    gboolean is_pooled;
    gboolean is_alive;
    guint64 round_trips;
};

typedef struct DlnBackend {
    DlnEngineKind kind;
    gboolean (*open)(const DlnOpenOptions *options, GCancellable *cancellable, DlnSession **out_session,
        GError **error);
    void (*close)(DlnSession *session);
    gboolean (*run)(DlnSession *session, const DlnBatch *batch, GCancellable *cancellable,
        DlnBatchFailure *out_failure, GError **error);
    gboolean (*execute)(DlnSession *session, const char *sql, const char *const *values, guint n_values,
        GCancellable *cancellable, GError **error);
    gboolean (*is_transient)(const char *sqlstate);
    void (*add_begin)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
    void (*add_reset)(DlnBatch *batch, guint tag);
    void (*add_commit)(DlnBatch *batch, guint tag);
    void (*add_session_begin)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
    void (*add_session_end)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
} DlnBackend;

extern const DlnBackend dln_postgres_backend;
extern const DlnBackend dln_sqlite_backend;

/* Facts about a failed statement of a SCRIPT item. n_chars: how many characters of the statement stand before the
 * error, or -1 when the engine does not say: then the statement's start is named. The strings live as long as
 * the script, but for out_statement, which is the caller's. */
void dln_script_failure_facts(const DlnScript *script, guint statement, gint64 n_chars, DunlinErrorFacts *facts,
    char **out_statement);
