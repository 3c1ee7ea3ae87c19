/* SPDX-License-Identifier: Apache-2.0 */
/* session.c: hands each call to the backend of its engine, and what is the same for all of them. */
#include "engine/session.h"

#include "engine/backend.h"

static const DlnBackend *const backends[DLN_N_ENGINES] = {
    [DLN_ENGINE_POSTGRES] = &dln_postgres_backend,
    [DLN_ENGINE_SQLITE] = &dln_sqlite_backend,
};

gboolean dln_session_open(const DlnOpenOptions *options, GCancellable *cancellable,
    DlnSession **out_session, GError **error)
{
    return backends[options->address->engine]->open(options, cancellable, out_session, error);
}

void dln_session_close(DlnSession *session)
{
    if (session != NULL)
        session->backend->close(session);
}

void dln_engines_own_process(void)
{
    for (guint i = 0; i < DLN_N_ENGINES; i++) {
        if (backends[i]->own_process != NULL)
            backends[i]->own_process();
    }
}

DlnEngineKind dln_session_engine(const DlnSession *session)
{
    return session->backend->kind;
}

int dln_session_server_version(const DlnSession *session)
{
    return session->server_version;
}

gboolean dln_session_is_pooled(const DlnSession *session)
{
    return session->is_pooled;
}

gboolean dln_session_is_alive(const DlnSession *session)
{
    return session->is_alive;
}

guint64 dln_session_round_trips(const DlnSession *session)
{
    return session->round_trips;
}

gboolean dln_session_run(DlnSession *session, const DlnBatch *batch, GCancellable *cancellable,
    DlnBatchFailure *out_failure, GError **error)
{
    return session->backend->run(session, batch, cancellable, out_failure, error);
}

gboolean dln_session_execute(DlnSession *session, const char *sql, const char *const *values,
    guint n_values, GCancellable *cancellable, GError **error)
{
    return session->backend->execute(session, sql, values, n_values, cancellable, error);
}

gboolean dln_error_is_transient(const GError *error)
{
    const char *sqlstate = dunlin_error_get_facts(error)->sqlstate;

    if (sqlstate == NULL || dln_error_is(error, DUNLIN_ERROR_CANCELLED))
        return FALSE;
    for (guint i = 0; i < DLN_N_ENGINES; i++) {
        if (backends[i]->is_transient(sqlstate))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_error_is_lost(const GError *error)
{
    static const char *const lost[] = {
        "08000", "08003", "08006", "57P01", "57P02", "57P03", NULL};
    const char *sqlstate = dunlin_error_get_facts(error)->sqlstate;

    return dln_error_is(error, DUNLIN_ERROR_CONNECT) && sqlstate != NULL &&
        g_strv_contains(lost, sqlstate);
}

void dln_engine_add_begin(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    backends[engine]->add_begin(batch, tag, isolation);
}

void dln_engine_add_search_path(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    backends[engine]->add_search_path(batch, tag, isolation);
}

void dln_engine_add_isolation(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    backends[engine]->add_isolation(batch, tag, isolation);
}

void dln_engine_add_create_schema(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const char *schema)
{
    backends[engine]->add_create_schema(batch, tag, schema);
}

void dln_engine_add_ensure_schema(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const char *schema)
{
    backends[engine]->add_ensure_schema(batch, tag, schema);
}

void dln_engine_add_timeouts(DlnEngineKind engine, DlnBatch *batch, guint tag,
    gint64 lock_timeout_ms, gint64 statement_timeout_ms)
{
    backends[engine]->add_timeouts(batch, tag, lock_timeout_ms, statement_timeout_ms);
}

void dln_engine_add_reset(DlnEngineKind engine, DlnBatch *batch, guint tag)
{
    backends[engine]->add_reset(batch, tag);
}

void dln_engine_add_reset_holding(DlnEngineKind engine, DlnBatch *batch, guint tag)
{
    backends[engine]->add_reset_holding(batch, tag);
}

void dln_engine_add_forget(DlnEngineKind engine, DlnBatch *batch, guint tag)
{
    backends[engine]->add_forget(batch, tag);
}

void dln_engine_add_assertions(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const GPtrArray *assertions)
{
    if (assertions->len > 0)
        backends[engine]->add_assertions(batch, tag, assertions);
}

void dln_engine_add_commit(DlnEngineKind engine, DlnBatch *batch, guint tag)
{
    backends[engine]->add_commit(batch, tag);
}

void dln_engine_add_session_begin(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    backends[engine]->add_session_begin(batch, tag, isolation);
}

void dln_engine_add_session_end(
    DlnEngineKind engine, DlnBatch *batch, guint tag, const DlnIsolation *isolation)
{
    backends[engine]->add_session_end(batch, tag, isolation);
}

void dln_script_failure_facts(const DlnScript *script, guint statement, gint64 n_chars,
    DunlinErrorFacts *facts, char **out_statement)
{
    const DlnStatement *failed = &script->statements[statement];
    gsize offset = failed->offset;

    if (n_chars > 0)
        offset += dln_utf8_offset(
            script->source.text + failed->offset, failed->length, (gsize)n_chars);

    facts->file = script->source.file;
    dln_source_position(&script->source, offset, &facts->line, &facts->column);
    *out_statement = dln_script_statement_text(script, statement);
    facts->statement = *out_statement;
}
