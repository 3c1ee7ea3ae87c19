/* SPDX-License-Identifier: Apache-2.0 */
/* replay.h: what the migrations of one scope build, on a scratch database that is gone afterwards. They are planned and
 * run as in an upgrade, by the same code and with the same isolation and ledger; hooks do not run, nothing is audited,
 * and no database of the project's is written to.
 *
 *     g_autoptr(DlnReplay) replay = NULL;
 *     if (!dln_replay_new(&options, &replay, error) || !dln_replay_upgrade(replay, "heads", error))
 *         return FALSE;
 *     ... dln_replay_session(replay), dln_replay_schema(replay) ...
 *     return dln_replay_end(replay, error);
 */
#pragma once

#include "fleet/fleet.h"

typedef struct DlnReplay DlnReplay;

typedef enum {
    DLN_REPLAY_UP = 0,
    DLN_REPLAY_DOWN_TOO = 1 << 0, /* ways back will be run as well */
    DLN_REPLAY_AT_CHECKPOINT = 1 << 1, /* begins at the last checkpoint, as a new database does; else each migration is run */
} DlnReplayFlags;

typedef struct {
    const DunlinProject *project;
    const DlnGraph
        *graph;     /* (nullable): the project's own; else one with its revisions in it (a trial) */
    DlnScope scope; /* PUBLIC or TENANT */
    const char *target; /* (nullable): how far it will go at most; NULL: "heads" */
    DlnReplayFlags flags;
    const char *run_id;
    guint number;              /* of the replays of the run */
    GPtrArray *warnings;       /* (nullable) (element-type utf8): appended to */
    GCancellable *cancellable; /* (nullable) no new step after it */
    GCancellable *interrupt;   /* (nullable) the statement under way as well */
} DlnReplayOptions;

/* Whether the migrations up to options->target can be replayed, before anything is executed; dln_replay_new() asks it
 * first. Errors: REFUSED with file:line: a statement reaches outside its database (says how), as dln_run_gate; CONFIG: the
 * project has no databases of that scope. */
gboolean dln_replay_check(const DlnReplayOptions *options, GError **error);

/* Makes an empty scratch database for the scope's schema; for tenants that are schemas beside the shared one, all public
 * migrations are run in it. What options points to must outlive the replay.
 * Errors: as dln_replay_check, dln_scratch_new and dln_run_database. Nothing is left then. */
gboolean dln_replay_new(const DlnReplayOptions *options, DlnReplay **out_replay, GError **error);

/* Up to target, as dln_plan_make reads it. After an error the scratch database stands where the last whole migration left
 * it, or within one that has no transaction. Errors: as dln_run_database. */
gboolean dln_replay_upgrade(DlnReplay *replay, const char *target, GError **error);
/* Takes back exactly what the last dln_replay_upgrade() has applied, whatever is lost with it. Errors: likewise. */
gboolean dln_replay_revert(DlnReplay *replay, GError **error);
/* Runs a repeatable migration once more that the upgrade to "heads" has run. Errors: likewise. */
gboolean dln_replay_repeat(DlnReplay *replay, const DlnRevision *revision, GError **error);

/* Runs script as a migration's statements are run, in one transaction that sees the scope's schema alone, and without a
 * ledger row. For rows that somebody wants to be there.
 * Errors: REFUSED with file:line: it reaches outside, or controls the transaction; REFUSED: it has changed the ledger;
 * as dln_session_run. Nothing of it is there then. */
gboolean dln_replay_load(DlnReplay *replay, const DlnScript *script, GError **error);

/* Its session, outside a transaction: to look, not to write. Errors: CONNECT. */
gboolean dln_replay_session(DlnReplay *replay, DlnSession **out_session, GError **error);
/* PostgreSQL: the scope's schema; SQLite: NULL. */
const char *dln_replay_schema(const DlnReplay *replay);
/* The public schema in the same database, below a tenant's; NULL: none. */
const char *dln_replay_schema_below(const DlnReplay *replay);
DlnEngineKind dln_replay_engine(const DlnReplay *replay);
/* What is applied. (transfer none) */
const DlnApplied *dln_replay_applied(const DlnReplay *replay);

/* Closes the session and drops the database. Errors: as dln_scratch_drop. */
gboolean dln_replay_end(DlnReplay *replay, GError **error);
/* The same where that has not been done; what fails is left to a later sweep. */
void dln_replay_free(DlnReplay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnReplay, dln_replay_free)
