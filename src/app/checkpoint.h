/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint.h: what the files of the verb checkpoint share. */
#pragma once

#include "app/replay.h"
#include "engine/rows.h"
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

/* That each name is there, and each fresh column has a default to be evaluated. Errors: CONFIG. */
gboolean dln_declared_check(const DlnDeclared *declared, const DlnRows *rows, GError **error);
/* Drops what is not there any more. */
void dln_declared_drop_gone(DlnDeclared *declared, const DlnRows *rows);

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
