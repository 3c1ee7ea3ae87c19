/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.h: many databases: which there are, where each stands, and bringing them to a target with several workers.
 * What happens within one database is run/'s. */
#pragma once

#include "project/project.h"
#include "run/run.h"

typedef struct {
    DlnScope scope;
    char *name;   /* "public" or the tenant's */
    char *place;  /* schema, database or file, for people */
    char *schema; /* PostgreSQL; SQLite: NULL */
    const DlnAddress *address; /* the project's, or own_address */
    DlnAddress *own_address;   /* (nullable) */

    /* Set by the survey. */
    gboolean is_missing; /* no such schema, database or file */
    int server_version;  /* as dln_session_server_version; 0: not known */
    gboolean is_done;    /* known to be where it should be without reading its ledger */
    gboolean is_estimate;      /* ledger is what the user_version, or other tenants, say: enough to plan by; to act on
                                * only where it is proven first (ledger->proof) */
    DlnLedger *ledger;   /* NULL: not read */
    GError *error;       /* why the ledger could not be read, or why the run failed */

    /* Set by dln_fleet_find_run. */
    char **revisions; /* (nullable) what the run applied here */

    /* Set by the run. */
    DlnApplied *before; /* (nullable) with spec->correct: what it held */
    DunlinOutcome outcome;
    guint n_steps;
    guint n_retries;
    gboolean is_partial; /* a migration has begun and is not at its end */
} DlnDatabase;

/* Called in the worker that has brought database to its target, before that is told, and for each that was there already: sets its error
 * where it is not what it should be. */
typedef void (*DlnProveFunc)(DlnDatabase *database, gpointer prove_data);

/* A connection of one worker, and how many databases it has served. */
typedef struct {
    DlnConnection connection;
    guint n_served;
} DlnWorker;

typedef struct {
    const DunlinProject *project;
    DlnOpenFlags also;  /* DLN_OPEN_RECOVER for a verb that writes: what it only reads may be recovered as well */
    DlnWorker *workers; /* one each up to run.parallel: connections outlive the phases of a run */
    DlnAppliedCache *cache;
    GPtrArray *databases; /* (element-type DlnDatabase) public first, then by name */
    GPtrArray *warnings;  /* (element-type utf8) */
    DlnProveFunc prove;   /* (nullable) */
    gpointer prove_data;
} DlnFleet;

DlnFleet *dln_fleet_new(const DunlinProject *project);
void dln_fleet_free(DlnFleet *fleet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnFleet, dln_fleet_free)
void dln_database_free(DlnDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnDatabase, dln_database_free)
/* Whether the survey could not read it because others are at it, or at all of the server's connections: a run tries
 * again, as it does not for a server that is down. */
gboolean dln_database_is_busy(const DlnDatabase *database);

/* Whether the survey had no connection to it that lasted, for a reason that may pass. */
gboolean dln_database_is_unreached(const DlnDatabase *database);

/* Whether the survey has read where it stands. Errors: why it could not; CANCELLED where it was ended before the turn of
 * this database came. */
gboolean dln_database_check_read(const DlnDatabase *database, GError **error);

/* Finds the databases of scope (PUBLIC or TENANT) that selection names and appends them.
 * Errors: CONFIG: the project has none of them, a name or glob that matches nothing, a name that would be no safe file
 * or schema name, two tenants at one place; what the tenants query or the connection returns. */
gboolean dln_fleet_choose(DlnFleet *fleet, DlnScope scope, const DunlinSelection *selection,
    GCancellable *cancellable, GError **error);

/* Where tenants are databases: a database that their server has, be there a tenant or not. A pattern that is a URL may
 * lead to another server than the system's. (transfer full) Errors: CONFIG. */
gboolean dln_fleet_databases_server(const DunlinProject *project, DlnAddress **out_address, GError **error);

/* Whether selection asks for databases of scope. */
gboolean dln_selection_includes(const DunlinSelection *selection, DlnScope scope);

/* The database of one tenant by name, there or not. Errors as dln_fleet_choose. */
gboolean dln_fleet_tenant(const DunlinProject *project, const char *name, DlnDatabase **out_database,
    GError **error);

typedef enum {
    DLN_SURVEY_LEDGERS = 0,
    /* SQLite with a linear history and nothing repeatable: a file whose user_version is the history's length is done, its ledger unread. */
    DLN_SURVEY_TRUST_VERSION = 1 << 0,
    /* Only those that the last survey had no connection to. */
    DLN_SURVEY_UNREACHED = 1 << 1,
    /* A SQLite file that cannot be taken over is no error, but one that has nothing applied. */
    DLN_SURVEY_AS_FOUND = 1 << 2,
} DlnSurveyFlags;

/* Reads where every database of scope that has not been surveyed stands into ledger or error; never fails as a whole.
 * Writes nothing. */
void dln_fleet_survey(DlnFleet *fleet, DlnScope scope, DlnSurveyFlags flags, GCancellable *cancellable);

/* Where tenants are many schemas: surveys some, all over the list. TRUE when they all stand at one place and it can be
 * proven of another tenant that it stands there, too. *out_ledger: (transfer none) where. */
gboolean dln_fleet_survey_sample(DlnFleet *fleet, GCancellable *cancellable, const DlnLedger **out_ledger);
/* Takes every tenant that has not been surveyed to stand at ledger: whoever acts on one proves it under its lock, and
 * reads that tenant's own where it does not hold. Saves reading each ledger twice. */
void dln_fleet_assume(DlnFleet *fleet, const DlnLedger *ledger);

/* Learns what the runs whose id begins with prefix have applied in each surveyed database of scope, into its revisions
 * or error; with an error its ledger is unread again. run_ids: (element-type utf8), a set with copies: the ids that were
 * met. Writes nothing. */
void dln_fleet_find_run(DlnFleet *fleet, DlnScope scope, const char *prefix, GHashTable *run_ids,
    GCancellable *cancellable);

/* Before a downgrade changes anything: asks each database of scope whether its plan would lose data. Those that would
 * have it as their error, and are returned; another error of a database is its own. (transfer container)
 * (element-type DlnDatabase) */
GPtrArray *dln_fleet_check_losses(DlnFleet *fleet, const DlnRunSpec *spec);

/* Whether the places of a fleet's databases are schemas of one database, so that a session serves any of them. */
gboolean dln_database_is_schema(const DlnDatabase *database);
DlnRunTarget dln_database_target(const DlnDatabase *database);

/* Brings every database of scope to spec->target, several at once; results in the databases. */
void dln_fleet_run(DlnFleet *fleet, const DlnRunSpec *spec);

/* Calls each(index, worker, user_data) for 0 <= index < n from up to n_workers threads, and rest (nullable) once for each
 * worker that finds nothing left to do; returns when all are done. */
typedef void (*DlnEachFunc)(guint index, guint worker, gpointer user_data);
typedef void (*DlnRestFunc)(guint worker, gpointer user_data);
void dln_parallel(guint n, guint n_workers, DlnEachFunc each, DlnRestFunc rest, gpointer user_data);

/* Makes what a session to a missing database needs: a file's folders, or the PostgreSQL database itself. A schema is
 * made in the first migration's own transaction. */
gboolean dln_fleet_make_place(const DunlinProject *project, const DlnDatabase *database, GCancellable *cancellable,
    GError **error);

/* Behind the name of a place that is still being made: no command takes it for a tenant. */
#define DLN_CREATING_SUFFIX ".creating"

/* The place under which database is made where one transaction cannot hold it all. (transfer full) */
DlnDatabase *dln_fleet_building(const DunlinProject *project, const DlnDatabase *database);
gboolean dln_fleet_exists(const DunlinProject *project, const DlnDatabase *database, GCancellable *cancellable,
    gboolean *out_exists, GError **error);
/* Drops the schema, database or file, whole; nothing where it is not there. */
gboolean dln_fleet_remove(const DunlinProject *project, const DlnDatabase *database, GCancellable *cancellable,
    GError **error);
/* The right to make the place of a tenant that is not there: one run at a time has it. Held until it is freed, or the
 * process ends; borrows project and database. */
typedef struct DlnClaim DlnClaim;
void dln_claim_free(DlnClaim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnClaim, dln_claim_free)
/* Errors: LOCKED at once where another run has it; CONNECT. Makes a file's folder. */
DlnClaim *dln_fleet_claim(const DunlinProject *project, const DlnDatabase *database, GCancellable *cancellable,
    GError **error);
/* PostgreSQL: a session beside the place of database: for a database of its own, to another one of its server. */
DlnSession *dln_fleet_open_beside(const DunlinProject *project, const DlnDatabase *database, GCancellable *cancellable,
    GError **error);

/* The folder of a file goes with it where it is the tenant's own and nothing else is in it. */
void dln_fleet_remove_own_folder(const DunlinProject *project, const DlnDatabase *database);

/* Whether the name can change in a transaction of the system database, and so together with a registration in it. */
gboolean dln_fleet_renames_within(const DunlinProject *project, const DlnDatabase *database);
/* dln_fleet_rename in the transaction that is open in session, where dln_fleet_renames_within() says so. */
gboolean dln_fleet_rename_within(DlnSession *session, const DlnDatabase *building, const DlnDatabase *database,
    GCancellable *cancellable, GError **error);
/* Gives building the name of database, which must not be there. */
gboolean dln_fleet_rename(const DunlinProject *project, const DlnDatabase *building, const DlnDatabase *database,
    GCancellable *cancellable, GError **error);

/* The session of worker to database: kept from one schema of the system database to the next, and from listing the
 * tenants to surveying and running them; to any other place it is opened anew and must be let go. Errors: as
 * dln_session_open. */
gboolean dln_fleet_session(DlnFleet *fleet, guint worker, const DlnDatabase *database, DlnOpenFlags flags,
    GCancellable *cancellable, DlnSession **out_session, GError **error);
/* The same, not opened yet. */
DlnConnection *dln_fleet_connection(DlnFleet *fleet, guint worker, const DlnDatabase *database, DlnOpenFlags flags);
/* Equal sets once: thousands of tenants with one history must not keep it thousands of times. Thread-safe for ledgers
 * that are the caller's own. */
void dln_fleet_share_applied(DlnFleet *fleet, DlnLedger *ledger);

/* Closes what is not worth keeping. */
void dln_fleet_let_go(DlnFleet *fleet, guint worker, const DlnDatabase *database);

/* How a session to database is opened. */
DlnOpenOptions dln_fleet_open_options(const DunlinProject *project, const DlnDatabase *database, DlnOpenFlags flags);
