/* SPDX-License-Identifier: Apache-2.0 */
/* drive.h: disaster after disaster strikes one upgrade; after each, one rerun must lead to the same state as an upgrade
 * that nothing has disturbed. What a state is and how a disaster happens are the engine's. */
#pragma once

#include "child.h"

typedef struct {
    char *mode;            /* which kind of disaster: the engine's own word, or "random" */
    char *program;         /* dunlin */
    char *project;         /* folder of the project */
    char *scratch;         /* folder for the driver's own files */
    char *place;           /* the engine's: where the databases are */
    int share, n_shares;   /* of the places, this driver takes each n_shares-th */
    int rounds, seed;      /* "random" */
    char *out, *errors;    /* files in scratch: what the last upgrade printed */
    const char *upgrade[3]; /* its argv */
} DriveOptions;

/* Ends the program when the arguments are wrong. */
void drive_parse(int argc, char **argv, DriveOptions *out_options);

/* What happened to one upgrade. */
typedef struct {
    int status;        /* as child_wait() */
    gboolean happened; /* the disaster did */
    guint n_places;    /* where it could have, as far as the upgrade came; "random": microseconds */
} DriveOutcome;

typedef struct {
    /* Puts the databases back to before the upgrade. */
    void (*reset)(gpointer engine);
    /* Upgrades; the disaster happens at place (from 1), 0: none does. */
    void (*upgrade)(gpointer engine, guint place, DriveOutcome *out_outcome);
    /* Whether place is one for this mode: (nullable): all are. Asked after the undisturbed upgrade. */
    gboolean (*includes)(gpointer engine, guint place);
    /* Everything that must be the same in the end, as text. (transfer full) */
    char *(*state)(gpointer engine);
} DriveEngine;

/* Drives, and reports on stdout; returns the exit code. */
int drive(const DriveOptions *options, const DriveEngine *engine, gpointer self);

/* `dunlin upgrade` with environ added. Its output is shown when something is wrong with the outcome. */
ChildSpec drive_child(const DriveOptions *options, const char *const *environ);

/* Starts spec and kills it after so many microseconds; 0: lets it end. */
void drive_timed(const ChildSpec *spec, guint after_us, DriveOutcome *out_outcome);
