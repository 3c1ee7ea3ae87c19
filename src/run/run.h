/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: one database: lock, read the ledger, plan, execute, record. Locking, checking and recording sit here, so
 * that no front end can go round them. Knows no other database. */
#pragma once

#include "engine/session.h"
#include "event/event.h"
#include "ledger/ledger.h"
#include "plan/plan.h"
#include "run/build_limit.h"
#include "run/connection.h"

/* What all databases of one scope in one run have in common. Borrowed, immutable, shared by the workers. */
typedef struct {
    const DlnGraph *graph;
    DlnScope scope;
    DlnDirection direction;
    const char *target;              /* as dln_plan_make takes it */
    const DlnApplied *other_applied; /* (nullable) what the other scope has */
    DlnExecOrder exec_order;
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
    DlnEvents *events;
    GCancellable *cancellable; /* (nullable) no new step after it */
    GCancellable *interrupt;   /* (nullable) the statement under way as well */
} DlnRunSpec;

/* One database of a run. */
typedef struct {
    const char *name;   /* "public" or the tenant's */
    const char *place;  /* schema, database or file, for people */
    const char *schema; /* PostgreSQL: the schema; SQLite: NULL */
    DlnEngineKind engine;
    gboolean is_missing; /* the schema is not there yet; only with spec->create_schema */
} DlnRunTarget;

typedef struct {
    DlnLedger *ledger; /* as it is afterwards, as far as it is known; NULL: not known */
    guint n_steps;     /* committed */
    guint n_retries;
} DlnRunResult;

/* Brings one database to spec->target. known: (nullable) its ledger as read a moment ago; it is proven under the
 * lock in the same message that applies the migration. out_result is set on failure too.
 * Errors: as the engine and dln_plan_make; LOCKED when another runner kept the database past wait_timeout_ms;
 * REFUSED when a migration changed the ledger itself (rolled back) or a cut-off statement cannot be judged. */
gboolean dln_run_database(const DlnRunSpec *spec, DlnConnection *connection, const DlnRunTarget *target,
    const DlnLedger *known, DlnRunResult *out_result, GError **error);

/* The ledger of a SQLite file that has a user_version but no table counts as the first revisions; what cannot be
 * taken over is REFUSED and names `dunlin stamp`. Changes ledger->applied. */
gboolean dln_run_take_over(const DlnGraph *graph, DlnScope scope, const char *place, DlnLedger *ledger,
    GError **error);

/* The steps of spec for a database that has applied. Errors: as dln_plan_make. */
gboolean dln_run_plan(const DlnRunSpec *spec, const DlnApplied *applied, DlnPlan **out_plan, GError **error);

/* Whether every step of plan can be run as its file says, before anything is executed. server_version: 0 where it is
 * not known, or the syntax was checked before. Errors as dln_gate_check, and REFUSED for a downgrade over a revision
 * without a way back. */
gboolean dln_run_gate(const DlnPlan *plan, DlnEngineKind engine, int server_version, DlnTxMode tx_mode,
    GError **error);
