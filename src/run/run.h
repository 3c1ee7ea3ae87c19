/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: one database: lock, read the ledger, plan, execute, record. Locking, checking and recording sit here, so
 * that no front end can go round them. Knows no other database. */
#pragma once

#include "engine/session.h"
#include "event/event.h"
#include "hook/hook.h"
#include "ledger/ledger.h"
#include "plan/plan.h"
#include "run/build_limit.h"
#include "run/connection.h"
#include "sql/loss.h"

/* One database of a run. */
typedef struct {
    const char *name;   /* "public" or the tenant's */
    const char *place;  /* schema, database or file, for people */
    const char *schema; /* PostgreSQL: the schema; SQLite: NULL */
    DlnEngineKind engine;
    DlnScope scope;
    gboolean is_missing; /* the schema is not there yet; only with spec->create_schema */
    const char *const *revisions; /* (nullable) with spec->revert_run: what that run applied here */
} DlnRunTarget;

/* What a ledger is to become, instead of what migrations make of it. */
typedef struct {
    DlnApplied *wanted;   /* its rows; owned; NULL: the database is left alone, whatever it is */
    GPtrArray *statements; /* (nullable) (element-type utf8): of ours, executed before, in the same transaction; owned */
} DlnCorrection;

void dln_correction_clear(DlnCorrection *correction);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnCorrection, dln_correction_clear)

/* ledger: as it was read; the result is written only if it is still so under the lock, else this is asked again.
 * Called from several threads. out_correction: empty, to be cleared by the caller. */
typedef gboolean (*DlnCorrectFunc)(const DlnRunTarget *target, const DlnLedger *ledger, gpointer user_data,
    DlnCorrection *out_correction, GError **error);

/* Whether the statements of a correction have taken effect. Asked where the connection was lost while they were under way: the
 * ledger, which stays as it is, cannot tell. FALSE too where it cannot be found out. Called from several threads. */
typedef gboolean (*DlnCorrectedFunc)(const DlnRunTarget *target, gpointer user_data);

/* What all databases of one scope in one run have in common. Borrowed, immutable, shared by the workers. */
typedef struct {
    const DlnGraph *graph;
    DlnScope scope;
    DlnDirection direction;
    const char *target;              /* as dln_plan_make takes it */
    const DlnApplied *other_applied; /* (nullable) what the other scope has */
    DlnExecOrder exec_order;
    DlnBegin begin; /* DLN_BEGIN_AT_BASE where each migration is to be run: to prove or to make checkpoints */
    DlnCorrectFunc correct; /* (nullable) no migration is run: the ledger alone is changed */
    DlnCorrectedFunc is_corrected; /* (nullable) for corrections with statements */
    gpointer correct_data;         /* of both */
    const char *revert_run; /* (nullable) in place of target: what this run applied goes, and nothing else */
    const DlnLossNames *may_lose; /* (nullable) what a downgrade may drop although it holds something */
    DlnTxMode tx_mode;
    const char *const *extension_schemas; /* (nullable) */
    gint64 lock_timeout_ms;
    gint64 statement_timeout_ms;
    gint64 concurrent_timeout_ms; /* instead, for a CONCURRENTLY statement; 0: none */
    DlnBuildLimit *builds;        /* (nullable) how many of them at once; the one part that is not immutable */
    gint64 wait_timeout_ms; /* for another runner */
    guint retries;
    gboolean create_schema; /* make a missing schema (PostgreSQL) */
    const char *applied_by;
    const char *command;           /* for hooks: "upgrade" */
    const DlnHooks *hooks;         /* (nullable) */
    const DlnVariables *variables; /* (nullable): whose secret values no error repeats */
    DlnEvents *events;
    GCancellable *cancellable; /* (nullable) no new step after it */
    GCancellable *interrupt;   /* (nullable) the statement under way as well */
} DlnRunSpec;

typedef struct {
    DlnLedger *ledger; /* as it is afterwards, as far as it is known; NULL: not known */
    DlnApplied *before; /* (nullable) with spec->correct: what it held before; owned */
    guint n_steps;     /* committed; with spec->correct the rows that were changed */
    guint n_retries;
    gboolean is_partial; /* a step that needs several transactions has begun and is not at its end */
} DlnRunResult;

/* Brings one database to spec->target. known: (nullable) its ledger as read a moment ago; it is proven under the
 * lock in the same message that applies the migration. out_result is set on failure too.
 * Errors: as the engine and dln_plan_make; LOCKED when another runner kept the database past wait_timeout_ms;
 * CONFLICT when an assertion does not hold; what a hook returns;
 * REFUSED when a migration changed the ledger itself (rolled back) or a cut-off statement cannot be judged. */
gboolean dln_run_database(const DlnRunSpec *spec, DlnConnection *connection, const DlnRunTarget *target,
    const DlnLedger *known, DlnRunResult *out_result, GError **error);

/* The ledger of a SQLite file that has a user_version but no table counts as the first revisions; what cannot be
 * taken over is REFUSED and names `dunlin stamp`. Changes ledger->applied. */
gboolean dln_run_take_over(const DlnGraph *graph, DlnScope scope, const char *place, DlnLedger *ledger,
    GError **error);

/* The steps of spec for a database that has applied. Errors: as dln_plan_make. */
gboolean dln_run_plan(const DlnRunSpec *spec, const DlnApplied *applied, DlnPlan **out_plan, GError **error);
/* The same for one database of a run, which spec->revert_run may treat as no other. Errors: as dln_plan_revert too. */
gboolean dln_run_plan_target(const DlnRunSpec *spec, const DlnRunTarget *target, const DlnApplied *applied,
    DlnPlan **out_plan, GError **error);

/* With spec->correct: whether ledger is what it should be. Errors: as spec->correct. */
gboolean dln_run_is_correct(const DlnRunSpec *spec, const DlnRunTarget *target, const DlnLedger *ledger,
    gboolean *out_correct, GError **error);
/* Takes the secret values of variables (nullable) out of the message. error: (nullable) */
void dln_run_mask(const DlnVariables *variables, GError *error);

/* Whether every step of plan can be run as its file says, before anything is executed. server_version: 0 where it is
 * not known, or the syntax was checked before. Errors as dln_gate_check, and REFUSED for a downgrade over a revision
 * without a way back. */
gboolean dln_run_gate(const DlnPlan *plan, DlnEngineKind engine, int server_version, DlnTxMode tx_mode,
    GError **error);

/* How many of applied are done, which is SQLite's user_version. */
guint dln_run_count_done(const DlnApplied *applied);
