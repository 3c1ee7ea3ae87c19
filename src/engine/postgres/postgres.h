/* SPDX-License-Identifier: Apache-2.0 */
/* postgres.h: what the files of the PostgreSQL backend share. */
#pragma once

#include "engine/session.h"

void dln_postgres_add_begin(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
void dln_postgres_add_search_path(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
void dln_postgres_add_isolation(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
void dln_postgres_add_create_schema(DlnBatch *batch, guint tag, const char *schema);
void dln_postgres_add_ensure_schema(DlnBatch *batch, guint tag, const char *schema);
void dln_postgres_add_timeouts(DlnBatch *batch, guint tag, gint64 lock_timeout_ms, gint64 statement_timeout_ms);
void dln_postgres_add_forget(DlnBatch *batch, guint tag);
void dln_postgres_add_reset_holding(DlnBatch *batch, guint tag);
void dln_postgres_add_assertions(DlnBatch *batch, guint tag, const GPtrArray *assertions);
void dln_postgres_add_reset(DlnBatch *batch, guint tag);
void dln_postgres_add_commit(DlnBatch *batch, guint tag);
void dln_postgres_add_session_begin(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
void dln_postgres_add_session_end(DlnBatch *batch, guint tag, const DlnIsolation *isolation);
