/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: the verbs that change databases, the events that they send, and the report that they end with. */
#pragma once

#include <gio/gio.h>

#include "dunlin/project.h"
#include "dunlin/rename.h"

G_BEGIN_DECLS

/**
 * DunlinSelection:
 * @include_public: the shared database
 * @include_tenants: all tenants
 * @tenants: (nullable) (array zero-terminated=1): names or globs of tenants
 *
 * Which databases a verb is for. All unset means all of them.
 */
typedef struct {
    gboolean include_public;
    gboolean include_tenants;
    const char *const *tenants;
} DunlinSelection;

typedef enum {
    DUNLIN_SCOPE_PUBLIC,
    DUNLIN_SCOPE_TENANT,
} DunlinScope;

typedef enum {
    DUNLIN_DIRECTION_UP,
    DUNLIN_DIRECTION_DOWN,
} DunlinDirection;

/**
 * DunlinEventType:
 * @DUNLIN_EVENT_RUN_STARTED: total is known
 * @DUNLIN_EVENT_SCOPE_STARTED: the public database, or the tenants, begin
 * @DUNLIN_EVENT_DATABASE_STARTED: a database with something to do begins
 * @DUNLIN_EVENT_STEP_STARTED: a migration is about to be sent
 * @DUNLIN_EVENT_STEP_PROGRESS: a stretch of a batch was committed; n_rows says how many rows are done
 * @DUNLIN_EVENT_STEP_FINISHED: its commit has returned
 * @DUNLIN_EVENT_WAITING: another runner holds the database, or a retry waits; message says which. While the databases
 *   are looked at, which may meet a server that restarts, it may come before RUN_STARTED
 * @DUNLIN_EVENT_DATABASE_FINISHED: at its target (error %NULL) or given up (error set)
 * @DUNLIN_EVENT_WARNING: message
 * @DUNLIN_EVENT_RUN_FINISHED: nothing follows
 * @DUNLIN_EVENT_HOOK_OUTPUT: message is a line that a program among the hooks printed
 */
typedef enum {
    DUNLIN_EVENT_RUN_STARTED,
    DUNLIN_EVENT_SCOPE_STARTED,
    DUNLIN_EVENT_DATABASE_STARTED,
    DUNLIN_EVENT_STEP_STARTED,
    DUNLIN_EVENT_STEP_PROGRESS,
    DUNLIN_EVENT_STEP_FINISHED,
    DUNLIN_EVENT_WAITING,
    DUNLIN_EVENT_DATABASE_FINISHED,
    DUNLIN_EVENT_WARNING,
    DUNLIN_EVENT_RUN_FINISHED,
    DUNLIN_EVENT_HOOK_OUTPUT,
} DunlinEventType;

/**
 * DunlinEvent:
 * @database: (nullable): "public" or the tenant's name
 * @place: (nullable): schema, database or file of it, without password
 * @revision: (nullable): id, for step events
 * @duration_us: for STEP_FINISHED and RUN_FINISHED
 * @empty: STEP_FINISHED: the section held no statement, where one is to be expected: not of a merge
 * @recorded: STEP_FINISHED: a checkpoint where what it stands for was there: only the ledger was changed
 * @n_replaced: STEP_FINISHED: how many migrations a checkpoint brought with it, besides itself
 * @n_rows: STEP_PROGRESS: rows that the batch has gone over, by earlier runs too
 * @changed: DATABASE_FINISHED: whether anything was applied
 * @hook: HOOK_OUTPUT: the event that the program is for, as in the configuration
 * @done: databases finished so far, failed ones included
 * @total: databases of the run
 * @failed: databases that failed so far
 *
 * One thing that happened. Everything is borrowed for the time of the call.
 */
typedef struct {
    DunlinEventType type;
    DunlinScope scope;
    const char *run_id;
    const char *database;
    const char *place;
    const char *revision;
    DunlinDirection direction;
    gint64 duration_us;
    gboolean empty;
    gboolean recorded;
    guint n_replaced;
    guint64 n_rows;
    gboolean changed;
    guint done;
    guint total;
    guint failed;
    const char *hook;
    const char *message;
    const GError *error;
} DunlinEvent;

/**
 * DunlinEventFunc:
 *
 * Called from worker threads, but never from two at once. Must not call back into the run.
 */
typedef void (*DunlinEventFunc)(const DunlinEvent *event, gpointer user_data);

/** One line of JSON, no newline. (transfer full) */
char *dunlin_event_to_json(const DunlinEvent *event);

/**
 * DunlinOutcome:
 * @DUNLIN_OUTCOME_UNCHANGED: was where it should be
 * @DUNLIN_OUTCOME_CHANGED: is now where it should be
 * @DUNLIN_OUTCOME_FAILED: see error; finished steps stay applied
 * @DUNLIN_OUTCOME_NOT_TRIED: the run ended before its turn
 */
typedef enum {
    DUNLIN_OUTCOME_UNCHANGED,
    DUNLIN_OUTCOME_CHANGED,
    DUNLIN_OUTCOME_FAILED,
    DUNLIN_OUTCOME_NOT_TRIED,
} DunlinOutcome;

typedef struct {
    DunlinScope scope;
    char *name;      /* "public" or the tenant's name */
    char *place;     /* schema, database or file, without password */
    DunlinOutcome outcome;
    guint n_steps;   /* migrations applied or reverted */
    guint n_retries;
    char *previous;  /* (nullable): dunlin_stamp() alone: the heads before it */
    gboolean partial; /* a migration has begun and is not at its end: the next upgrade goes on with it */
    char *current;   /* (nullable): head after the run; several joined by ", " */
    GError *error;   /* (nullable) */
} DunlinDatabaseResult;

typedef struct {
    char *run_id;
    DunlinDirection direction;
    gint64 duration_us;
    GPtrArray *databases; /* (element-type DunlinDatabaseResult), public first, then by name */
    guint n_unchanged, n_changed, n_failed, n_not_tried;
    guint n_steps;
    GPtrArray *warnings;  /* (element-type utf8) */
    char *created;        /* (nullable): dunlin_tenant_adopt() alone: the migration that it wrote */
} DunlinRunReport;

void dunlin_run_report_free(DunlinRunReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinRunReport, dunlin_run_report_free)
/** A JSON document. (transfer full) */
char *dunlin_run_report_to_json(const DunlinRunReport *report);

/**
 * DunlinRunOptions:
 * @selection: which databases
 * @target: (nullable): for an upgrade "head" when %NULL; for a downgrade it or @run must be given; for dunlin_tenant_adopt() the tenant
 *   whose schema becomes the first migration
 * @run: (nullable): for a downgrade: what the run with this id, or the only one whose id begins so, applied is reverted,
 *   in the databases that it changed, and nothing else
 * @allow_data_loss: (nullable) (array zero-terminated=1): for a downgrade: tables (`TABLE`) and columns (`TABLE.COLUMN`)
 *   that may go although they hold something; for dunlin_drift_apply() whatever it holds: everything may
 * @renames: (nullable): for dunlin_drift_apply()
 * @targets: (nullable) (array zero-terminated=1): for dunlin_stamp() in place of @target
 * @purge: for dunlin_stamp(): nothing else stays in the ledger
 * @verify: for an upgrade and a downgrade: afterwards each database that was reached must have the schema that its migrations build on
 *   a scratch database, or it has failed; nothing is undone. Where they cannot be run there, nothing is run at all
 * @on_event: (nullable): told what happens
 * @cancellable: (nullable): steps under way finish, nothing new starts
 * @interrupt: (nullable): statements under way are cancelled and rolled back as well
 */
typedef struct {
    DunlinSelection selection;
    const char *target;
    const char *run;
    const char *const *allow_data_loss;
    const DunlinRenameOptions *renames;
    const char *const *targets;
    gboolean purge;
    gboolean verify;
    DunlinEventFunc on_event;
    gpointer user_data;
    GCancellable *cancellable;
    GCancellable *interrupt;
} DunlinRunOptions;

/**
 * dunlin_upgrade:
 * dunlin_downgrade:
 * @out_report: (out) (transfer full): set also on %DUNLIN_ERROR_PARTIAL, %DUNLIN_ERROR_CANCELLED and when the
 *   only database failed; says for each database where it is
 *
 * Public first, then tenants (a downgrade the other way round). Each migration is applied in each database
 * wholly or not at all. Errors: PARTIAL when some databases failed; the database's own error when there was
 * only one; what loading can return is not among them, the project is loaded. Thread-safe.
 */
gboolean dunlin_upgrade(DunlinProject *project, const DunlinRunOptions *options, DunlinRunReport **out_report,
    GError **error);
gboolean dunlin_downgrade(DunlinProject *project, const DunlinRunOptions *options, DunlinRunReport **out_report,
    GError **error);

/**
 * dunlin_stamp:
 * @out_report: (out) (transfer full): as with dunlin_upgrade(); n_steps counts rows
 *
 * Makes the ledgers of the selected databases say that they stand at @targets of @options, and executes nothing. A
 * target is as for an upgrade, or "base", or "LABEL@base"; it moves its own branch, up or down, and leaves the others.
 * A ledger that is missing is made. Each database is written in one transaction: what a kill leaves is the old ledger
 * or the new one. Errors: as dunlin_upgrade(); CONFIG for a target that there is not. Thread-safe.
 */
gboolean dunlin_stamp(DunlinProject *project, const DunlinRunOptions *options, DunlinRunReport **out_report,
    GError **error);
/** A JSON document about a run of dunlin_stamp(). (transfer full) */
char *dunlin_stamp_report_to_json(const DunlinRunReport *report);

G_END_DECLS
