/* SPDX-License-Identifier: Apache-2.0 */
/* diff.h: what has to be executed so that one schema becomes another. Nothing is ever changed: what is compared is made on scratch
 * databases, which are gone afterwards, and a database is only looked at. */
#pragma once

#include "dunlin/author.h"
#include "dunlin/rename.h"
#include "dunlin/run.h"

G_BEGIN_DECLS

/**
 * DunlinDiffStep:
 * @sql: one statement, without a semicolon
 * @about: what it is about: "table users"
 * @losses: (array zero-terminated=1): the data that is gone after it, one line each
 * @notes: (array zero-terminated=1): what a reviewer has to know or to decide
 */
typedef struct {
    const char *sql;
    const char *about;
    char **losses;
    char **notes;
} DunlinDiffStep;

/**
 * DunlinDiffPart:
 * @in_transaction: its statements share one; else each is executed by itself, outside any
 * @steps: (array length=n_steps): in their order
 */
typedef struct {
    gboolean in_transaction;
    DunlinDiffStep *steps;
    guint n_steps;
} DunlinDiffPart;

/**
 * DunlinDifference:
 * @scope: whose schema, of a project or of a folder of migrations; else %DUNLIN_SCOPE_PUBLIC
 * @from: what was compared: "the migrations", "schema/public.sql", a database's address without its password
 * @to: with what
 * @engine: "postgres" or "sqlite"
 * @from_fingerprint: SHA-256 in hexadecimal digits of what the first holds; equal to @to_fingerprint exactly when there is no difference
 * @to_fingerprint: of what the second holds
 * @parts: (element-type DunlinDiffPart): none: there is no difference
 * @lines: (array zero-terminated=1): the differences for people, one line each
 * @losses: (array zero-terminated=1): the data that is gone afterwards, one line each
 * @notes: (array zero-terminated=1): what a reviewer has to know
 * @sql: all of it, to be read and executed; empty: there is no difference
 *
 * Two states of one scope.
 */
typedef struct {
    DunlinScope scope;
    char *from;
    char *to;
    const char *engine;
    char *from_fingerprint;
    char *to_fingerprint;
    GPtrArray *parts;
    char **lines;
    char **losses;
    char **notes;
    char *sql;
    /*< private >*/
    gpointer owned;
} DunlinDifference;

/**
 * DunlinDiff:
 * @differences: (element-type DunlinDifference): one for each scope that was compared, also where it has no difference; public first
 * @warnings: (element-type utf8): what does not stand in the way, and should be known
 */
typedef struct {
    GPtrArray *differences;
    GPtrArray *warnings;
} DunlinDiff;

/** Frees it with all that it holds; %NULL: nothing is done. */
void dunlin_diff_free(DunlinDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinDiff, dunlin_diff_free)

/**
 * DunlinDiffOptions:
 * @from: (nullable): a database's URL, an SQL file, a folder of SQL files, or a folder of migrations (one with a `-- dunlin:` line in
 *   it, or "migrations:DIRECTORY"); with @to, and without a project
 * @to: (nullable): the same
 * @engine: (nullable): with @from and @to: "postgres" or "sqlite": of files, where no URL tells
 * @scope: (nullable): without @from_database: "public" or "tenant"; %NULL: in a project every scope whose schema is described, else public
 * @from_database: in a project: begin at what the database of @selection holds, not at what the migrations build
 * @selection: with @from_database: the one database
 * @online: PostgreSQL: in a form that does not hold up the application
 * @renames: what is renamed, and what not
 * @cancellable: (nullable): nothing new is begun
 * @interrupt: (nullable): the statement under way is cancelled as well
 */
typedef struct {
    const char *from;
    const char *to;
    const char *engine;
    const char *scope;
    gboolean from_database;
    DunlinSelection selection;
    gboolean online;
    DunlinRenameOptions renames;
    GCancellable *cancellable;
    GCancellable *interrupt;
} DunlinDiffOptions;

/**
 * dunlin_diff:
 * @project_options: (nullable): the project; with @options->from and @options->to only its overrides are looked at
 * @options: what is compared, and how; borrowed during the call
 * @out_diff: (out) (transfer full)
 *
 * Compares. What it finds has been executed on a scratch copy of the first state, and has led to the second there.
 *
 * Errors: CONFIG: what is to be compared is not there, or no engine is known; SYNTAX, SQL, REFUSED with file and line: a desired state
 * that cannot be made; REFUSED: renames that nobody has decided; UNSUPPORTED: a difference that cannot be written; CONNECT; CANCELLED.
 * Thread-safe.
 */
gboolean dunlin_diff(const DunlinProjectOptions *project_options, const DunlinDiffOptions *options,
    DunlinDiff **out_diff, GError **error);

/**
 * DunlinAutogenerateOptions:
 * @allow_data_loss: what would be lost may be lost; else that is an error
 * @online: PostgreSQL: in a form that does not hold up the application: more than one migration where that needs it
 * @renames: what is renamed, and what not
 * @project: (nullable): what the project was loaded with. With it the other environments of the configuration are looked at, and the
 *   files get sections for each engine that the scope's databases have in any of them
 * @from_database: begin at what the database of @selection holds, whose ledger must have every migration, not at what the migrations
 *   build: one scope, one engine
 * @selection: with @from_database: the one database
 * @engines: (nullable) (array zero-terminated=1): "postgres", "sqlite": only these, the one in use among them; a project refuses a
 *   migration that has no section for its engine
 * @cancellable: (nullable): nothing new is begun
 * @interrupt: (nullable): the statement under way is cancelled as well
 */
typedef struct {
    gboolean allow_data_loss;
    gboolean online;
    DunlinRenameOptions renames;
    const DunlinProjectOptions *project;
    gboolean from_database;
    DunlinSelection selection;
    const char *const *engines;
    GCancellable *cancellable;
    GCancellable *interrupt;
} DunlinAutogenerateOptions;

/**
 * DunlinAutogenerated:
 * @created: (element-type DunlinCreated): in the order of the history; none: there is no difference
 * @losses: (array zero-terminated=1): the data that is gone after them
 * @notes: (array zero-terminated=1): what a reviewer has to know
 * @irreversible: (array zero-terminated=1): why one of them has no way down, and is marked irreversible
 * @warnings: (element-type utf8)
 */
typedef struct {
    GPtrArray *created;
    char **losses;
    char **notes;
    char **irreversible;
    GPtrArray *warnings;
} DunlinAutogenerated;

/** Frees it with all that it holds; %NULL: nothing is done. */
void dunlin_autogenerated_free(DunlinAutogenerated *autogenerated);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinAutogenerated, dunlin_autogenerated_free)
/** One document. (transfer full) */
char *dunlin_autogenerated_to_json(const DunlinAutogenerated *autogenerated);

/**
 * dunlin_revision_autogenerate:
 * @project: where the files are written
 * @revision: as for dunlin_revision_create(); @scope %NULL: every scope whose schema is described
 * @options: borrowed during the call
 * @out_autogenerated: (out) (transfer full)
 *
 * Writes the migrations that lead from what the migrations build to what the configuration says the schema is to be, up and down.
 * Both ways have been executed on a scratch copy, and have led where they should. Where there is only one up, the file says that it is
 * irreversible, and why.
 *
 * Errors: as dunlin_diff, and as dunlin_revision_create; REFUSED: data would be lost, and nobody has said that it may. Nothing is
 * written then.
 */
gboolean dunlin_revision_autogenerate(DunlinProject *project, const DunlinRevisionOptions *revision,
    const DunlinAutogenerateOptions *options, DunlinAutogenerated **out_autogenerated,
    GError **error);

/** One document. (transfer full) */
char *dunlin_diff_to_json(const DunlinDiff *diff);

G_END_DECLS
