/* SPDX-License-Identifier: Apache-2.0 */
/* backend.h: what an engine provides. Adding an engine is one file that ends in its DlnBackend, and one row in
 * session.c. */
#pragma once

#include "engine/fingerprint.h"
#include "engine/inspect.h"

struct DlnSession {
    const struct DlnBackend *backend;
    int server_version;
    gboolean is_pooled;
    gboolean is_alive;
    guint fingerprints; /* PostgreSQL: which of the statements for them are ready in it, a bit each */
    guint64 round_trips;
};

typedef struct DlnBackend {
    DlnEngineKind kind;
    gboolean (*open)(const DlnOpenOptions *options, GCancellable *cancellable, DlnSession **out_session,
        GError **error);
    void (*close)(DlnSession *session);
    void (*own_process)(void); /* (nullable) */
    gboolean (*run)(DlnSession *session, const DlnBatch *batch, GCancellable *cancellable,
        DlnBatchFailure *out_failure, GError **error);
    gboolean (*execute)(DlnSession *session, const char *sql, const char *const *values, guint n_values,
        GCancellable *cancellable, GError **error);
    gboolean (*is_transient)(const char *sqlstate);
    void (*add_begin)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
    void (*add_search_path)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
    void (*add_isolation)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
    void (*add_create_schema)(DlnBatch *batch, guint tag, const char *schema);
    void (*add_assertions)(DlnBatch *batch, guint tag, const GPtrArray *assertions);
    void (*add_ensure_schema)(DlnBatch *batch, guint tag, const char *schema);
    void (*add_reset)(DlnBatch *batch, guint tag);
    void (*add_reset_holding)(DlnBatch *batch, guint tag);
    void (*add_forget)(DlnBatch *batch, guint tag);
    void (*add_commit)(DlnBatch *batch, guint tag);
    void (*add_session_begin)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
    void (*add_timeouts)(DlnBatch *batch, guint tag, gint64 lock_timeout_ms, gint64 statement_timeout_ms);
    void (*add_session_end)(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
    DlnSchema *(*inspect)(DlnSession *session, const DlnSchemaChoice *choice,
        GCancellable *cancellable, GError **error);
    gboolean (*fingerprint)(DlnSession *session, const DlnFingerprintQuery *query, GCancellable *cancellable,
        GError **error);
} DlnBackend;

/* For the backends' own files. */
DlnSchema *dln_postgres_inspect(
    DlnSession *session, const DlnSchemaChoice *choice, GCancellable *cancellable, GError **error);
DlnSchema *dln_sqlite_inspect(
    DlnSession *session, const DlnSchemaChoice *choice, GCancellable *cancellable, GError **error);
gboolean dln_postgres_fingerprint(DlnSession *session, const DlnFingerprintQuery *query, GCancellable *cancellable,
    GError **error);
gboolean dln_sqlite_fingerprint(DlnSession *session, const DlnFingerprintQuery *query, GCancellable *cancellable,
    GError **error);

extern const DlnBackend dln_postgres_backend;
extern const DlnBackend dln_sqlite_backend;
