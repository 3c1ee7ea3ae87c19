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
 * @DUNLIN_STATE_PARTIAL: a batch or another non-transactional migration was cut off
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
    char **repeatable; /* NULL-terminated ids of the repeatable migrations that have run as they are now */
    char **pending; /* NULL-terminated ids in the order in which they would run */
    char *under_way; /* (nullable): what was cut off, and how far it had come */
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

/* By #DunlinScope. */
#define DUNLIN_N_SCOPES 2

/**
 * DunlinLineagePlace:
 * @is_listed: the revision is in this scope's lineage, and in the part of it that was asked for; if not, the rest is
 *   unset
 * @parents: what it follows in this lineage
 * @children: what follows it
 * @branches: the labels of the branches that it is on: its own, those of the revisions that it descends from, and
 *   those of its descendants as far as no branch begins between them
 * @is_head: nothing follows it
 * @is_needed: another revision of this lineage depends on it
 * @n_current: how many databases stand at it; -1 where nobody looked
 *
 * Where a revision stands in the lineage of one scope. All lists are in topological order, whether their members are
 * listed or not.
 */
typedef struct {
    gboolean is_listed;
    char **parents;
    char **children;
    char **branches;
    gboolean is_head;
    gboolean is_needed;
    int n_current;
} DunlinLineagePlace;

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
    gboolean repeatable;
    gboolean checkpoint; /* it stands for all that comes before it */
    guint n_replaced;    /* ... which is so many migrations */
    char *batch_table; /* (nullable): it goes over this table ... */
    char *batch_key;   /* ... by this column */
    guint batch_size;  /* rows at a time */
    gint64 batch_pause_ms;
    gboolean is_head; /* in any of its lineages */
    gboolean transactional;
    gboolean reversible;
    DunlinLineagePlace places[DUNLIN_N_SCOPES];
    char *up_sql;   /* (nullable): only from dunlin_show */
    char *down_sql; /* (nullable): only from dunlin_show */
} DunlinRevisionInfo;

void dunlin_revision_info_free(DunlinRevisionInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinRevisionInfo, dunlin_revision_info_free)

/**
 * DunlinHistoryPart:
 * @DUNLIN_HISTORY_ALL: everything
 * @DUNLIN_HISTORY_HEADS: what nothing follows
 * @DUNLIN_HISTORY_REAL_HEADS: what nothing follows and nothing of its lineage depends on
 * @DUNLIN_HISTORY_BRANCHPOINTS: what more than one revision follows
 * @DUNLIN_HISTORY_CURRENT: at which a database stands
 */
typedef enum {
    DUNLIN_HISTORY_ALL,
    DUNLIN_HISTORY_HEADS,
    DUNLIN_HISTORY_REAL_HEADS,
    DUNLIN_HISTORY_BRANCHPOINTS,
    DUNLIN_HISTORY_CURRENT,
} DunlinHistoryPart;

/**
 * DunlinHistoryOptions:
 * @scope: (nullable): "public" or "tenant": that lineage alone
 * @range: (nullable): "FROM:TO", both included; either may be left out, for the base and the heads. Each may be all
 *   that a target may be, and "current" when there is a @status. Where only one lineage knows the names, the other one
 *   is left out.
 * @part: which revisions of these
 * @status: (nullable): where the databases stand: what "current" means, and what fills @n_current
 *
 * What to list. Zero-initialise it.
 */
typedef struct {
    const char *scope;
    const char *range;
    DunlinHistoryPart part;
    const DunlinStatus *status;
} DunlinHistoryOptions;

/* All migrations, of the graph, in topological order. (transfer full) (element-type DunlinRevisionInfo) */
GPtrArray *dunlin_history(DunlinProject *project);
/**
 * dunlin_history_select:
 * @out_history: (out) (transfer full) (element-type DunlinRevisionInfo): in topological order; where everything is asked
 *   for, the repeatable ones behind the others
 *
 * Errors: CONFIG: an unknown scope; a range without a colon, or with an end that is unknown, ambiguous, or nowhere
 * near the other; "current" where the databases stand at several places.
 */
gboolean dunlin_history_select(DunlinProject *project, const DunlinHistoryOptions *options, GPtrArray **out_history,
    GError **error);
char *dunlin_history_to_json(const GPtrArray *history);
/**
 * dunlin_show:
 * @target: what names revisions without a database: an id, a number, the beginning of an id, a label, "head", "heads",
 *   "label@head", "003+2", "head-1"; in each lineage that knows it
 *
 * Errors: CONFIG when it is unknown, ambiguous, counts from where a database stands, or is the base; GRAPH when one head
 * is meant and there are several.
 *
 * Returns: (transfer full) (element-type DunlinRevisionInfo): what it names, with SQL, in topological order; at least one
 */
GPtrArray *dunlin_show(DunlinProject *project, const char *target, GError **error);
/* Of one revision its object, of several {"revisions": [...]}. (transfer full) */
char *dunlin_show_to_json(const GPtrArray *revisions);

/* Polls until the system database (or, without one, the first tenant's server) answers.
 * Errors: TIMEOUT after timeout_ms with the last reason; CONFIG and wrong credentials at once. */
gboolean dunlin_wait(DunlinProject *project, gint64 timeout_ms, GCancellable *cancellable, GError **error);

G_END_DECLS
