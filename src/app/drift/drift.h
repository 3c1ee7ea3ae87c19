/* SPDX-License-Identifier: Apache-2.0 */
/* drift.h: what is between a look at a fleet for drift and what is told of it; for the drift files of app/ alone. */
#pragma once

#include "app/scratch/expected.h"
#include "dunlin/drift.h"

/* Databases whose ledgers hold the same, and what that stands for. */
typedef struct {
    DlnScope scope;
    DlnApplied *applied; /* borrowed from a member's ledger */
    DlnExpected *expected;
    GError *error;      /* why there is none */
    GPtrArray *members; /* (element-type DlnDriftMember) */
} DlnDriftPlace;

/* One database of a look. */
typedef struct {
    DlnDatabase *database;
    DlnDriftPlace *place; /* NULL: its ledger was not read, or nothing is applied */
    char *number;      /* (nullable) of dln_session_fingerprint: those with one number are equal */
    char *fingerprint; /* of what is to be compared of its schema */
    GError *error;     /* why there is none */
} DlnDriftMember;

typedef enum {
    DLN_DRIFT_LEDGERS, /* those in which anything is applied */
    DLN_DRIFT_BLANK,   /* those in which nothing is: as if they held what is assumed */
    DLN_DRIFT_CHANGED, /* those that the fleet's run has changed */
} DlnDriftWhich;

typedef struct {
    const DunlinProject *project;
    DlnDriftWhich which;
    DlnApplied *assumed;       /* (nullable) for BLANK */
    GCancellable *cancellable; /* (nullable) */
    char *run_id;
    DlnFleet *fleet;     /* owned */
    GPtrArray *places;   /* (element-type DlnDriftPlace) */
    GPtrArray *members;  /* (element-type DlnDriftMember) in the order of the fleet */
    GPtrArray *warnings; /* (element-type utf8) */
} DlnDriftLook;

void dln_drift_look_clear(DlnDriftLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnDriftLook, dln_drift_look_clear)

/* Reads the ledgers of selection, builds what they stand for, and reads the fingerprints. Errors: as dunlin_drift(). */
gboolean dln_drift_look(DlnDriftLook *look, const DunlinSelection *selection, GError **error);

/* The second half of it, for the databases of scope (PUBLIC, TENANT or BOTH) of look->fleet, whose ledgers are known. */
void dln_drift_compare(DlnDriftLook *look, DlnScope scope);

/* Gives each member that has a place a fingerprint or an error. Of those with one number one is read. */
void dln_drift_read(DlnDriftLook *look);

gboolean dln_drift_differs(const DlnDriftMember *member);

/* All of a member's schema that is to be compared. Errors: as dln_session_open and dln_session_inspect. (transfer full) */
DlnSchema *dln_drift_inspect(
    const DlnDriftLook *look, const DlnDriftMember *member, GError **error);

/* Of a look at what has CHANGED: those that differ get an error with why, and have failed, as those of which it cannot be told. */
void dln_drift_fail_changed(const DlnDriftLook *look, const char *why);
/* The error of one of which it cannot be told; with the SQLSTATE of untold, which says why. */
void dln_drift_set_untold(GError **error, const GError *untold);
/* Gives the warnings of a look at somebody else's fleet to that, and lets go of it. */
void dln_drift_hand_over(DlnDriftLook *look);

/* The same in a session to it. */
DlnSchema *dln_drift_inspect_in(const DlnDriftLook *look, const DlnDatabase *database,
    DlnSession *session, GError **error);

/* Whether the number of database says something about others: it is about one schema, without privileges, and a database of its own has
 * ids of its own. */
gboolean dln_drift_is_numbered(const DlnDriftLook *look, const DlnDatabase *database);
/* Those of one look can be compared. (transfer full) Errors: as dln_session_fingerprint. */
char *dln_drift_number(const DlnDriftLook *look, const DlnDatabase *database, DlnSession *session,
    GError **error);
/* Whether it still has the number: then what was read of it in between is what the number was made of. Errors: LOCKED: no longer. */
gboolean dln_drift_is_still(const DlnDriftLook *look, const DlnDatabase *database,
    const char *number, DlnSession *session, GError **error);

/* The id of the group that a member which differs is in. (transfer full) */
char *dln_drift_group_id(const DlnDriftMember *member);
