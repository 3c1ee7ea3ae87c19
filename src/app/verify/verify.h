/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h: what the files of the verb verify share: the run as a whole, and one scope of it. */
#pragma once

#include "app/scratch/replay.h"
#include "dunlin/verify.h"
#include "plan/target.h"

/* Rows that somebody gave. */
typedef struct {
    char *file; /* as it was named */
    char *text;
    char *after; /* (nullable): a revision, as it was named */
} DlnVerifyData;

typedef struct {
    DunlinProject *project;
    const DunlinVerifyOptions *options;
    DlnEvents *events;
    DunlinVerifyReport *report;
    DlnRange range;
    GPtrArray *data;   /* (element-type DlnVerifyData) */
    guint n_replays;   /* made so far */
    GPtrArray *scopes; /* (element-type DlnVerifyScope) */
} DlnVerify;

/* The rows of one file, as one engine's statements. */
typedef struct {
    DlnScript *script;
    const DlnRevision *after; /* NULL: before the last revision that is verified */
    gboolean is_in;           /* it could be loaded once, so it can be again */
    gboolean is_broken;       /* it could not */
} DlnVerifyLoad;

/* The lineage of one scope, in the order in which it is applied. */
typedef struct {
    DlnVerify *verify;
    DlnScope scope;
    DlnEngineKind engine;
    GPtrArray *before;      /* (element-type DlnRevision) up to FROM */
    GPtrArray *wanted;      /* (element-type DlnRevision) what is verified, but for repeatables */
    GPtrArray *repeatables; /* (element-type DlnRevision) */
    GPtrArray *loads;       /* (element-type DlnVerifyLoad) */
    GPtrArray
        *results; /* (element-type DunlinVerifyResult) of wanted and repeatables; the report's */
} DlnVerifyScope;

/* "FILE" or "REVISION=FILE". Errors: CONFIG. */
gboolean dln_verify_read_data(DlnVerify *verify, GError **error);
/* What of the data is for scope. Errors: SYNTAX, REFUSED with file:line. */
gboolean dln_verify_prepare_loads(DlnVerifyScope *scope, GError **error);
/* Whether each file is for a scope. Errors: CONFIG. */
gboolean dln_verify_check_data(const DlnVerify *verify, GError **error);

/* Fills in the results of scope. Errors: what keeps the others from being verified as well. */
gboolean dln_verify_scope(DlnVerifyScope *scope, GError **error);

DlnReplayOptions dln_verify_replay_options(const DlnVerifyScope *scope);
