/* SPDX-License-Identifier: Apache-2.0 */
/* drift.h: which databases have another schema than their ledgers say, and in what. */
#pragma once

#include "dunlin/rename.h"
#include "dunlin/run.h"

G_BEGIN_DECLS

/**
 * DunlinDriftState:
 * @DUNLIN_DRIFT_NONE: it has the schema that its migrations build
 * @DUNLIN_DRIFT_FOUND: it has another one; differences says in what
 * @DUNLIN_DRIFT_EMPTY: nothing is applied, so that there is nothing to compare with
 * @DUNLIN_DRIFT_UNKNOWN: what its ledger holds cannot be run again; error says why
 * @DUNLIN_DRIFT_UNREAD: it could not be read: not reachable, no right, being changed meanwhile; error says why
 */
typedef enum {
    DUNLIN_DRIFT_NONE,
    DUNLIN_DRIFT_FOUND,
    DUNLIN_DRIFT_EMPTY,
    DUNLIN_DRIFT_UNKNOWN,
    DUNLIN_DRIFT_UNREAD,
} DunlinDriftState;

/**
 * DunlinDriftGroup:
 * @scope: whose databases
 * @state: what is to be said of each of them
 * @id: FOUND: eight digits that name it as long as its databases differ in this from that; "" otherwise
 * @heads: (array zero-terminated=1): FOUND and UNKNOWN: where they stand
 * @differences: (array zero-terminated=1): FOUND: one line each; "missing" is what should be there, "extra" what should not, and
 *   what is changed is "should be -> is"
 * @is_guessed: FOUND: the ledger keeps no checksum of some migration: its file may not be what was run
 * @error: (nullable)
 * @databases: (element-type utf8): names, in order
 *
 * Databases of one scope of which the same is to be said.
 */
typedef struct {
    DunlinScope scope;
    DunlinDriftState state;
    char *id;
    char **heads;
    char **differences;
    gboolean is_guessed;
    GError *error;
    GPtrArray *databases;
} DunlinDriftGroup;

/**
 * DunlinDriftOptions:
 * @selection: which databases
 * @renames: (nullable): for dunlin_drift_correct(): what to do where something missing may be something extra under another name;
 *   %NULL: refuse
 * @cancellable: (nullable): nothing new is begun
 */
typedef struct {
    DunlinSelection selection;
    const DunlinRenameOptions *renames;
    GCancellable *cancellable;
} DunlinDriftOptions;

/**
 * DunlinDrift:
 * @groups: (element-type DunlinDriftGroup): public first, then by state, the largest first
 * @n_databases: all that were looked at
 * @n_drifted: of @DUNLIN_DRIFT_FOUND
 * @n_untold: of @DUNLIN_DRIFT_UNKNOWN and @DUNLIN_DRIFT_UNREAD
 * @warnings: (element-type utf8): what does not stand in the way, and should be known
 */
typedef struct {
    GPtrArray *groups;
    guint n_databases;
    guint n_drifted;
    guint n_untold;
    GPtrArray *warnings;
} DunlinDrift;

/** Frees it with all that it holds; %NULL: nothing is done. */
void dunlin_drift_free(DunlinDrift *drift);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinDrift, dunlin_drift_free)

/**
 * dunlin_drift:
 * @options: borrowed during the call
 * @out_drift: (out) (transfer full)
 *
 * Compares each selected database with what its own ledger stands for. That is built once for every distinct ledger, on a scratch
 * database. Of each database one number is read, which the server computes; only of one that differs, and of one alone of those
 * that are equal, the whole schema. No database of the project's is written to.
 *
 * Errors: as dunlin_status(). What is wrong with one database is in its group. Thread-safe.
 */
gboolean dunlin_drift(
    DunlinProject *project, const DunlinDriftOptions *options, DunlinDrift **out_drift, GError **error);

/** One document. (transfer full) */
char *dunlin_drift_to_json(const DunlinDrift *drift);

/**
 * dunlin_drift_correct:
 * @group: the id of a group of dunlin_drift(), or a beginning of it that is unique
 *
 * The SQL that makes the databases of one group what they should be, with its databases, what it is about and the data that it
 * takes with it in comments. It was run on a scratch copy, which was then equal to what should be there. The databases are looked at
 * anew; nothing is written to them.
 *
 * Errors: as dunlin_drift(); CONFIG: there is no such group (now); UNSUPPORTED: a difference that no statement can be written for;
 * what the scratch database says. (transfer full)
 */
char *dunlin_drift_correct(
    DunlinProject *project, const DunlinDriftOptions *options, const char *group, GError **error);

/**
 * dunlin_drift_apply:
 * @options: @target: the group, as for dunlin_drift_correct(); @selection; @allow_data_loss: set: what it takes with it may go; @renames
 * @out_report: (out) (transfer full) (optional): as of dunlin_stamp(): the databases of the group are changed, the others are not
 *
 * Executes what dunlin_drift_correct() gives in each database of the group, in one transaction, under its lock and with its line in the
 * audit log; ledgers stay as they are. Afterwards each is looked at again, and has failed if it is not what it should be.
 *
 * Errors: as dunlin_drift_correct() and dunlin_stamp(); REFUSED: data would be lost, and nobody has said that it may; UNSUPPORTED: it
 * cannot be one transaction, or holds the name of one of several schemas. Nothing is changed then. Thread-safe.
 */
gboolean dunlin_drift_apply(DunlinProject *project, const DunlinRunOptions *options,
    DunlinRunReport **out_report, GError **error);

/** One document about what dunlin_drift_correct() gave. (transfer full) */
char *dunlin_drift_correction_to_json(const char *group, const char *sql);

G_END_DECLS
