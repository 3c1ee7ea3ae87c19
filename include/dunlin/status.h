/* SPDX-License-Identifier: Apache-2.0 */
/* status.h: the verbs that only look: status, current, history, show. They never write anything. */
#pragma once

#include "dunlin/run.h"

G_BEGIN_DECLS

/**
 * DunlinState:
 * @DUNLIN_STATE_CURRENT: nothing pending
 * @DUNLIN_STATE_BEHIND: migrations are pending
 * @DUNLIN_STATE_EMPTY: no ledger yet; everything is pending
 * @DUNLIN_STATE_PARTIAL: a non-transactional migration was cut off
 * @DUNLIN_STATE_PROBLEM: problem says what: an edited or missing migration, a foreign ledger, no connection
 */
typedef enum {
    DUNLIN_STATE_CURRENT,
    DUNLIN_STATE_BEHIND,
    DUNLIN_STATE_EMPTY,
    DUNLIN_STATE_PARTIAL,
    DUNLIN_STATE_PROBLEM,
} DunlinState;

/* Databases that stand at the same place share one position. */
typedef struct {
    DunlinScope scope;
    DunlinState state;
    char **applied; /* NULL-terminated ids in the order of the history */
    char **pending; /* NULL-terminated ids in the order in which they would run */
    char **heads;   /* NULL-terminated: applied revisions without an applied child */
    gboolean at_head; /* every head of the history is applied */
    GError *problem;  /* (nullable) */
} DunlinPosition;

typedef struct {
    char *name;  /* "public" or the tenant's name */
    char *place; /* schema, database or file, without password */
    const DunlinPosition *position;
} DunlinDatabaseStatus;

typedef struct {
    gboolean has_public;
    gboolean has_tenants;   /* the project has tenants, found or not */
    GPtrArray *databases;   /* (element-type DunlinDatabaseStatus), public first, then by name */
    GPtrArray *positions;   /* (element-type DunlinPosition), most frequent first within a scope */
    GPtrArray *warnings;    /* (element-type utf8) */
} DunlinStatus;

/**
 * dunlin_status:
 *
 * Reads where each selected database stands. A database that cannot be read is in the result as
 * %DUNLIN_STATE_PROBLEM; only a tenants list that cannot be read, or an empty selection, is an error.
 */
gboolean dunlin_status(DunlinProject *project, const DunlinSelection *selection, GCancellable *cancellable,
    DunlinStatus **out_status, GError **error);
void dunlin_status_free(DunlinStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinStatus, dunlin_status_free)
char *dunlin_status_to_json(const DunlinStatus *status);

/* One migration of the project's files, for history and show. */
typedef struct {
    char *id;
    char *description;
    char *file;
    char *format;
    char *scope;      /* "public", "tenant", "both" */
    char *checksum;
    char **parents;   /* of its own lineage(s), resolved */
    char **depends;
    char **labels;
    gboolean is_head;
    gboolean transactional;
    gboolean reversible;
    char *up_sql;   /* (nullable): only from dunlin_show */
    char *down_sql; /* (nullable): only from dunlin_show */
} DunlinRevisionInfo;

void dunlin_revision_info_free(DunlinRevisionInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinRevisionInfo, dunlin_revision_info_free)

/* All migrations, in topological order. (transfer full) (element-type DunlinRevisionInfo) */
GPtrArray *dunlin_history(DunlinProject *project);
char *dunlin_history_to_json(const GPtrArray *history);
/* One, by id, prefix or number. Errors: CONFIG when unknown or ambiguous. */
DunlinRevisionInfo *dunlin_show(DunlinProject *project, const char *name, GError **error);
char *dunlin_show_to_json(const DunlinRevisionInfo *info);

/* Polls until the system database (or, without one, the first tenant's server) answers.
 * Errors: TIMEOUT after timeout_ms with the last reason; CONFIG and wrong credentials at once. */
gboolean dunlin_wait(DunlinProject *project, gint64 timeout_ms, GCancellable *cancellable, GError **error);

G_END_DECLS
