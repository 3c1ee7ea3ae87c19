/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.h: what the files of the verb checkpoint share. */
#pragma once

#include "app/schema/engines.h"
#include "app/scratch/replay.h"
#include "dunlin/author.h"
#include "engine/rows/rows.h"
#include "model/schema.h"
#include "project/trial.h"

/* What a replay has built. */
typedef struct {
    DlnSchema *schema;
    DlnRows *rows;
    GPtrArray *originals; /* (element-type utf8) see engine/originals.h */
    GPtrArray *grants;    /* (element-type utf8) see engine/grants.h */
} DlnBuilt;

void dln_built_clear(DlnBuilt *built);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnBuilt, dln_built_clear)

/* Replays up to revision on a scratch database and reads what is there. options: as for dln_replay_new. */
gboolean dln_checkpoint_build(
    const DlnReplayOptions *options, const char *revision, DlnBuilt *out_built, GError **error);

/* What was said about values that differ from replay to replay: owned. */
typedef struct {
    GStrv fresh;
    GStrv keep;
} DlnDeclared;

void dln_declared_clear(DlnDeclared *declared);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnDeclared, dln_declared_clear)

/* What is said now, by options, wins over what old says (nullable), which is made anew. Errors: CONFIG. */
gboolean dln_declared_take(DlnDeclared *declared, const DunlinCheckpointOptions *options,
    const DlnCheckpoint *old, GError **error);
/* Those of declared that are there. (transfer full) */
DlnDeclared dln_declared_there(const DlnDeclared *declared, const DlnRows *rows);
/* That each name is there, and each fresh column has a default to be evaluated. Errors: CONFIG. */
gboolean dln_declared_check(const DlnDeclared *declared, const DlnRows *rows, GError **error);
/* Adds what of from is not there yet. */
void dln_declared_add(DlnDeclared *declared, const DlnDeclared *from);

/* Where a checkpoint stands. */
typedef struct {
    const DunlinProject *project;
    const DunlinCheckpointOptions *options;
    DlnScope scope;
    const DlnRevision *renewed; /* (nullable) whose place it takes */
    GPtrArray *parents;         /* (element-type DlnRevision) */
    GPtrArray *prefix;          /* (element-type DlnRevision) what it stands for */
} DlnCheckpointPlace;

/* From project and options, which are set, to the rest. Errors: CONFIG, GRAPH, REFUSED. */
gboolean dln_checkpoint_find_place(DlnCheckpointPlace *place, GError **error);
void dln_checkpoint_place_clear(DlnCheckpointPlace *place);

/* What the checkpoint is for one engine. */
typedef struct {
    DlnEngineUse *use;
    DlnTrial *trial;             /* the history with the text */
    const DlnGraph *graph;       /* the trial's */
    const DlnRevision *revision; /* likewise */
    DlnDeclared declared;        /* what there is of it with this engine */
    DlnBuilt built;
} DlnCheckpointPart;

void dln_checkpoint_part_free(gpointer part);

typedef struct {
    const DunlinProject *project;
    DlnScope scope;
    const DlnRevision *renewed; /* (nullable) */
    const DunlinCheckpointOptions *options;
    GPtrArray *warnings; /* (element-type utf8) */
} DlnPartsRequest;

/* Adds a part for the engine in use, and one for each other that the scope's databases have in another environment.
 * parts: (element-type DlnCheckpointPart) Errors: CONFIG: options->engines cannot be met; REFUSED: what is renewed would
 * lose a section; as loading the files. */
gboolean dln_checkpoint_find_parts(
    const DlnPartsRequest *request, GPtrArray *parts, GError **error);

/* That two replays came to the same. Errors: REFUSED: which values differ, and how to declare them; or what else. */
gboolean dln_checkpoint_compare_replays(
    const DlnBuilt *first, const DlnBuilt *second, const DlnDeclared *declared, GError **error);
/* That the checkpoint builds what the replay has built. Errors: UNSUPPORTED: what differs. */
gboolean dln_checkpoint_compare_result(
    const DlnBuilt *replay, const DlnBuilt *result, const DlnDeclared *declared, GError **error);

/* The sections of the file: what builds it all in an empty database. Errors: UNSUPPORTED. (transfer full) */
char *dln_checkpoint_sections(
    const DlnBuilt *built, DlnScope scope, const DlnDeclared *declared, GError **error);
/* The lines of its directive. (transfer full) */
char *dln_checkpoint_directive(const char *prefix, const char *text, const DlnDeclared *declared);
