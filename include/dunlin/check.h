/* SPDX-License-Identifier: Apache-2.0 */
/* check.h: whether everything is as it should be: the files, dunlin.sum, the history, the databases. */
#pragma once

#include "dunlin/status.h"

G_BEGIN_DECLS

/**
 * DunlinFindingKind:
 * @DUNLIN_FINDING_SUM: a directory's files are not those that its dunlin.sum lists
 * @DUNLIN_FINDING_HEADS: a history has several heads that no label tells apart
 * @DUNLIN_FINDING_DRAFT: a file that dunlin.sum lists as a draft: nobody has accepted its text
 * @DUNLIN_FINDING_DATABASE: a database cannot be read, or does not fit the files
 * @DUNLIN_FINDING_PENDING: databases lack migrations
 * @DUNLIN_FINDING_CHECKPOINT: a checkpoint that was edited, or does not stand for what comes before it
 * @DUNLIN_FINDING_SCHEMA: the migrations do not build what the configuration says the schema is to be
 *
 * The kind says what is to be done, and with it the exit code of `dunlin check`: the files must be put right (2), a
 * database must be looked at (1), something is still to be done (3).
 */
typedef enum {
    DUNLIN_FINDING_SUM,
    DUNLIN_FINDING_HEADS,
    DUNLIN_FINDING_DRAFT,
    DUNLIN_FINDING_DATABASE,
    DUNLIN_FINDING_PENDING,
    DUNLIN_FINDING_CHECKPOINT,
    DUNLIN_FINDING_SCHEMA,
} DunlinFindingKind;

/**
 * DunlinFinding:
 * @error: what was found, with its facts; never reported as an error by itself
 * @databases: (array zero-terminated=1): which databases it is about; empty for files
 */
typedef struct {
    DunlinFindingKind kind;
    GError *error;
    char **databases;
} DunlinFinding;

/**
 * DunlinCheckFlags:
 * @DUNLIN_CHECK_FILES: what needs no database
 * @DUNLIN_CHECK_DATABASES: what does
 * @DUNLIN_CHECK_SCHEMA: whether the schema files and the migrations agree, on scratch databases; nothing where the configuration
 *   describes no schema
 */
typedef enum {
    DUNLIN_CHECK_FILES = 1 << 0,
    DUNLIN_CHECK_DATABASES = 1 << 1,
    DUNLIN_CHECK_SCHEMA = 1 << 2,
} DunlinCheckFlags;

typedef struct {
    guint flags; /* DunlinCheckFlags */
    DunlinSelection selection;
    GCancellable *cancellable;
} DunlinCheckOptions;

typedef struct {
    GPtrArray *findings; /* (element-type DunlinFinding) the files' first */
    guint n_revisions;
    guint n_databases;   /* 0: none was looked at */
    gboolean has_sum;    /* some directory has a dunlin.sum */
    GPtrArray *warnings; /* (element-type utf8) */
} DunlinCheck;

void dunlin_check_free(DunlinCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinCheck, dunlin_check_free)

/**
 * dunlin_check:
 *
 * Writes nothing. What is wrong is in the result; an error is only that nothing can be told, as with dunlin_status().
 * out_check: (out) (transfer full)
 */
gboolean dunlin_check(
    DunlinProject *project, const DunlinCheckOptions *options, DunlinCheck **out_check, GError **error);

/**
 * DunlinSumUpdate:
 * @file: of one directory, as shown
 * @is_new: it was not there
 * @added: (array zero-terminated=1): files that it did not list
 * @changed: (array zero-terminated=1): files that were not as listed, drafts included
 * @removed: (array zero-terminated=1): files that are gone
 */
typedef struct {
    char *file;
    gboolean is_new;
    char **added;
    char **changed;
    char **removed;
} DunlinSumUpdate;

/**
 * dunlin_sum_update:
 *
 * Writes dunlin.sum of every directory anew, from the files as they are: what was added, changed or removed by hand is
 * accepted, and a conflict that Git left in dunlin.sum is resolved. The migrations are not read: they need not fit
 * together yet.
 *
 * Errors: as dunlin_project_load about the configuration; CONFIG: a directory cannot be read or written; REFUSED: a conflict
 * that Git left in a migration. Other directories may have been written then.
 *
 * out_updates: (out) (transfer full) (element-type DunlinSumUpdate): one for each directory whose file changed
 */
gboolean dunlin_sum_update(const DunlinProjectOptions *project_options, GPtrArray **out_updates, GError **error);
void dunlin_sum_update_free(DunlinSumUpdate *update);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinSumUpdate, dunlin_sum_update_free)

/* One document. updates: (nullable) (element-type DunlinSumUpdate). (transfer full) */
char *dunlin_check_to_json(const DunlinCheck *check, const GPtrArray *updates);

G_END_DECLS
