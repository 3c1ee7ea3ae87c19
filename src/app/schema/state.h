/* SPDX-License-Identifier: Apache-2.0 */
/* state.h: where a schema is described, and what it holds: SQL files, a program that prints SQL, migrations, or a database. All but the
 * last are made on a scratch database, which is kept for whoever has to try something on it. */
#pragma once

#include "app/schema/text.h"
#include "app/scratch/replay.h"
#include "app/scratch/stage.h"
#include "project/desired.h"

typedef enum {
    DLN_STATE_MIGRATIONS, /* of a project's scope, replayed */
    DLN_STATE_FILES,
    DLN_STATE_COMMAND,
    DLN_STATE_DATABASE,
} DlnStateKind;

/* Borrows all of it. */
typedef struct {
    DlnStateKind kind;
    const DunlinProject *project;
    DlnScope scope;              /* PUBLIC or TENANT */
    const char *shown;           /* "the migrations", "schema/public.sql" */
    const DlnDesired *desired;   /* FILES, COMMAND */
    const DlnDatabase *database; /* DATABASE: which one of project's */
} DlnStateSource;

typedef struct {
    const char *run_id;
    guint *number;             /* of the scratch databases of the run: counted up, by several threads */
    GPtrArray *warnings;       /* (nullable) (element-type utf8) */
    GCancellable *cancellable; /* (nullable) */
    GCancellable *interrupt;   /* (nullable) */
} DlnStateOptions;

typedef struct {
    const DlnStateSource *source;
    DlnSchema *schema;
    GPtrArray *wishes; /* (nullable) (element-type DlnRenameWish) hints of renames in its files */
    DlnReplay *replay; /* MIGRATIONS */
    DlnStage *stage;   /* (nullable) a scratch database that holds it: see dln_state_stage() */
    DlnStage *lent;    /* (nullable) DATABASE: one that holds another state, to be made over: see copy.h */
    const DlnSchema *lent_schema; /* what is in it */
} DlnState;

/* Errors: as dln_replay_new, dln_schema_text_add_path, dln_schema_command_run, dln_schema_load, dln_session_inspect. */
gboolean dln_state_read(const DlnStateSource *source, const DlnStateOptions *options,
    DlnState *out_state, GError **error);

/* A scratch database that holds it, made now where there is none. (transfer none)
 * Errors: UNSUPPORTED: it holds something that cannot be made anew. */
DlnStage *dln_state_stage(DlnState *state, const DlnStateOptions *options, GError **error);

DlnStageOptions dln_state_stage_options(
    const DlnStateSource *source, const DlnStateOptions *options);
/* Whether a shared schema is there, to which a tenant's may refer. */
gboolean dln_state_has_public_below(const DlnStateSource *source);

/* Drops its scratch databases. */
gboolean dln_state_end(DlnState *state, GError **error);
void dln_state_clear(DlnState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnState, dln_state_clear)

/* What the configuration says that the scope's schema is to be, for the engine of its databases; NULL: nothing. (transfer none) */
const DlnDesired *dln_state_desired(const DunlinProject *project, DlnScope scope);

/* A project's. */
DlnStateSource dln_state_of_migrations(const DunlinProject *project, DlnScope scope);
/* Errors: CONFIG: the configuration does not say what the scope's schema is to be. */
gboolean dln_state_of_desired(
    const DunlinProject *project, DlnScope scope, DlnStateSource *out_source, GError **error);
/* The scopes (bits of DlnScope) whose schema is described, or the one that asked names. Errors: CONFIG: there is none. */
gboolean dln_state_scopes(
    const DunlinProject *project, const char *asked, guint *out_scopes, GError **error);

/* What a scope's schema is called in PostgreSQL where nobody says otherwise; NULL for SQLite. (transfer full) */
char *dln_state_schema_name(const DunlinProject *project, DlnScope scope);
