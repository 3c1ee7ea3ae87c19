/* SPDX-License-Identifier: Apache-2.0 */
/* stage.h: a scratch database that holds one state of one schema, for SQL that is no migration: it has no ledger.
 *
 *     g_autoptr(DlnStage) stage = dln_stage_new(&options, "public", error);
 *     ... dln_stage_run(), dln_stage_inspect() ...
 *     return dln_stage_end(stage, error);
 */
#pragma once

#include "app/scratch/replay.h"
#include "diff/diff.h"
#include "engine/scratch.h"
#include "model/schema.h"

typedef struct DlnStage DlnStage;

typedef struct {
    const DunlinProject *project;
    DlnScope scope; /* PUBLIC or TENANT */
    const char *run_id;
    guint number;            /* of the scratch databases of the run */
    GPtrArray *warnings;     /* (nullable) (element-type utf8): appended to */
    GCancellable *interrupt; /* (nullable) the statement under way as well */
} DlnStageOptions;

/* Makes a scratch database as a replay of scope would. Errors: as dln_scratch_new; CONFIG. */
DlnScratch *dln_stage_make_scratch(
    const DlnStageOptions *options, DlnEngineKind engine, GError **error);
/* How it is connected to. */
DlnConnection dln_stage_connection(const DunlinProject *project, const DlnScratch *scratch);

/* With nothing in it but the schema; SQLite: schema is NULL. Nothing that options points to is copied, but for schema. Errors: likewise. */
DlnStage *dln_stage_new(const DlnStageOptions *options, const char *schema, GError **error);
/* What a replay has built. replay stays the caller's and must live as long. */
DlnStage *dln_stage_over(DlnReplay *replay, const DlnStageOptions *options, GError **error);

/* From here on the schema is this one, made where it is not there. SQLite: nothing. */
gboolean dln_stage_enter(DlnStage *stage, const char *schema, GError **error);

const char *dln_stage_schema(const DlnStage *stage);
DlnEngineKind dln_stage_engine(const DlnStage *stage);
/* Its session, outside a transaction. */
gboolean dln_stage_session(DlnStage *stage, DlnSession **out_session, GError **error);

/* What a statement may see and how long it may take. Borrows from stage. */
DlnIsolation dln_stage_isolation(const DlnStage *stage);
gboolean dln_stage_run_batch(
    DlnStage *stage, const DlnBatch *batch, DlnBatchFailure *out_failure, GError **error);

typedef enum {
    DLN_STAGE_TRANSACTION,
    DLN_STAGE_ONE_BY_ONE, /* each statement by itself */
} DlnStageMode;

/* sql: statements. shown: what errors call it. Errors: as dln_script_parse, dln_outside_check, dln_session_run. */
gboolean dln_stage_run(
    DlnStage *stage, const char *sql, const char *shown, DlnStageMode mode, GError **error);
/* The same for steps, (element-type DlnDiffStep). */
gboolean dln_stage_run_steps(DlnStage *stage, const GPtrArray *steps, DlnDiffMode mode,
    const char *shown, GError **error);
/* The same for statements without semicolons. (element-type utf8) */
gboolean dln_stage_run_all(
    DlnStage *stage, const GPtrArray *statements, const char *shown, GError **error);

/* What the schema holds, as far as the project wants to see it. (transfer full) */
DlnSchema *dln_stage_inspect(DlnStage *stage, GError **error);

/* Closes the session and drops the database, but for a replay's. */
gboolean dln_stage_end(DlnStage *stage, GError **error);
/* What was made is right all the same, and a later run sweeps it: a warning. warnings, undropped: (nullable) */
void dln_stage_tell_undropped(GPtrArray *warnings, const GError *undropped);
void dln_stage_free(DlnStage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnStage, dln_stage_free)
