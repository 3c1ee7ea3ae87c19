/* SPDX-License-Identifier: Apache-2.0 */
/* repair.h: what is wrong with ledgers, and what can be done about it. */
#pragma once

#include "dunlin/run.h"

G_BEGIN_DECLS

/**
 * DunlinRepairFindingKind:
 * @DUNLIN_REPAIR_CUT_OFF: a migration without a transaction was cut off, or has failed, half run
 * @DUNLIN_REPAIR_EDITED: a migration's file was changed after it was applied
 * @DUNLIN_REPAIR_GONE: a row whose file is gone
 * @DUNLIN_REPAIR_INVALID_INDEX: an index that a concurrent build or drop left unusable
 * @DUNLIN_REPAIR_USER_VERSION: SQLite's user_version disagrees with the ledger, or says what no history explains
 * @DUNLIN_REPAIR_LEFTOVER: a file beside a SQLite database that a killed process left
 */
typedef enum {
    DUNLIN_REPAIR_CUT_OFF,
    DUNLIN_REPAIR_EDITED,
    DUNLIN_REPAIR_GONE,
    DUNLIN_REPAIR_INVALID_INDEX,
    DUNLIN_REPAIR_USER_VERSION,
    DUNLIN_REPAIR_LEFTOVER,
} DunlinRepairFindingKind;

typedef enum {
    DUNLIN_STATEMENT_DONE,
    DUNLIN_STATEMENT_IN_FLIGHT, /* sent, and its answer is not known */
    DUNLIN_STATEMENT_LEFT,
} DunlinStatementState;

/* One statement of a migration that was cut off. */
typedef struct {
    DunlinStatementState state;
    guint line;
    char *text;
} DunlinRepairStatement;

/**
 * DunlinRepairFinding:
 * @revision: (nullable): id
 * @file: (nullable): file of the revision
 * @what: what was found, a sentence without an end
 * @statements: (nullable) (element-type DunlinRepairStatement): CUT_OFF
 * @probe: (nullable): CUT_OFF with a statement in flight: what the database says of it: "done", "redo" (it did not take
 *   effect, or may be sent again) or "in_doubt"
 * @remedies: (array zero-terminated=1): what can be done, each a sentence with a command line in it
 * @action: (nullable): what the options ask for about it
 * @is_done: the action was carried out
 */
typedef struct {
    DunlinRepairFindingKind kind;
    char *revision;
    char *file;
    guint line;
    char *what;
    GPtrArray *statements;
    char *probe;
    char **remedies;
    char *action;
    gboolean is_done;
} DunlinRepairFinding;

typedef struct {
    DunlinScope scope;
    char *name;
    char *place;
    DunlinOutcome outcome;
    GPtrArray *findings; /* (element-type DunlinRepairFinding) */
    GError *error;       /* (nullable): it could not be read, or not be repaired */
} DunlinRepairResult;

typedef struct {
    char *run_id;
    gboolean is_applied; /* whether anything was to be changed */
    GPtrArray *databases; /* (element-type DunlinRepairResult), public first, then by name */
    guint n_findings;
    guint n_actions; /* findings with an action */
    guint n_done;    /* actions carried out */
    GPtrArray *warnings; /* (element-type utf8) */
} DunlinRepairReport;

/**
 * DunlinRepairOptions:
 * @run: selection, events and cancellables; the rest is not looked at
 * @mark_applied: (nullable) (array zero-terminated=1): migrations that were cut off and are whole now
 * @mark_reverted: (nullable) (array zero-terminated=1): migrations that were cut off and of which nothing is left
 * @statement_done: (nullable) (array zero-terminated=1): migrations whose statement in flight took effect
 * @statement_not_done: (nullable) (array zero-terminated=1): migrations whose statement in flight did not
 * @accept: (nullable) (array zero-terminated=1): migrations whose files were edited on purpose
 * @forget: (nullable) (array zero-terminated=1): rows, by their whole version, whose files are gone for good
 * @apply: do it; else only say what would be done
 */
typedef struct {
    DunlinRunOptions run;
    const char *const *mark_applied;
    const char *const *mark_reverted;
    const char *const *statement_done;
    const char *const *statement_not_done;
    const char *const *accept;
    const char *const *forget;
    gboolean apply;
} DunlinRepairOptions;

/**
 * dunlin_repair:
 * @out_report: (out) (transfer full): set also on %DUNLIN_ERROR_PARTIAL and when the only database failed
 *
 * Looks for what is wrong in the ledgers of the selected databases. With @apply of @options, and only then, it sets
 * SQLite's user_version right, drops invalid indexes that a journal names, and does what is named in @options; each
 * database in one transaction, under the runner's lock. Errors: CONFIG: something is named that no database has;
 * else as dunlin_upgrade(). Thread-safe.
 */
gboolean dunlin_repair(DunlinProject *project, const DunlinRepairOptions *options,
    DunlinRepairReport **out_report, GError **error);
void dunlin_repair_report_free(DunlinRepairReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinRepairReport, dunlin_repair_report_free)
/** A JSON document. (transfer full) */
char *dunlin_repair_report_to_json(const DunlinRepairReport *report);

G_END_DECLS
