/* SPDX-License-Identifier: Apache-2.0 */
/* author.h: the verbs that write files of a project. They change no database. */
#pragma once

#include <gio/gio.h>

#include "dunlin/project.h"

G_BEGIN_DECLS

/**
 * DunlinInitOptions:
 * @directory: (nullable): where; %NULL is the current directory; made when missing
 * @url: (nullable): the system database's URL; %NULL writes "${DATABASE_URL}"
 * @tenants: (nullable): "schemas", "databases" or "files"; %NULL: no tenants
 * @schema: (nullable): PostgreSQL: the schema of the public migrations; %NULL: "public"
 * @schemas: (nullable): PostgreSQL: others of that database that are compared with it, with commas: the setting system.schemas
 */
typedef struct {
    const char *directory;
    const char *url;
    const char *tenants;
    const char *schema;
    const char *schemas;
} DunlinInitOptions;

/* Writes dunlin.yaml and migrations/. Never overwrites: REFUSED when dunlin.yaml is there, nothing is changed.
 * A password in url is CONFIG (it belongs in the environment). Nothing is left of the files after an error.
 * out_files: (out) (transfer full) (array zero-terminated=1): what was written */
gboolean dunlin_init(const DunlinInitOptions *options, char ***out_files, GError **error);

/**
 * DunlinAdoptOptions:
 * @database: URL of the database that is adopted
 * @overrides: (nullable) (array zero-terminated=1): "key=value" as for a project: "scratch.url=…"
 */
typedef struct {
    const char *database;
    const char *const *overrides;
    GCancellable *cancellable;
} DunlinAdoptOptions;

/**
 * DunlinAdopted:
 * @files: (array zero-terminated=1): what was written
 * @id: of the revision that holds the schema
 * @fingerprint: of the schema, of the database and of what the revision builds
 * @needs_url: the URL holds a password, and is not in dunlin.yaml: DATABASE_URL must be set
 * @warnings: (element-type utf8)
 */
typedef struct {
    char **files;
    char *id;
    char *fingerprint;
    gboolean needs_url;
    GPtrArray *warnings;
} DunlinAdopted;

void dunlin_adopted_free(DunlinAdopted *adopted);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinAdopted, dunlin_adopted_free)

/* dunlin_init() for a database that has a schema and no history: the schema becomes the first migration, which is proven on a
 * scratch database, and the database's ledger says that it is applied. Nothing else in the database is touched.
 * Errors: as dunlin_init; REFUSED: it has a history, or nothing in it; UNSUPPORTED: its schema cannot be written so that it is
 * built again: nothing is written then. CONNECT, SQL, CANCELLED; CONFLICT: it was changed meanwhile: the files stay.
 * out_adopted: (out) (transfer full) */
gboolean dunlin_init_from_database(const DunlinInitOptions *init, const DunlinAdoptOptions *options,
    DunlinAdopted **out_adopted, GError **error);

/**
 * DunlinCreated:
 * @id: of the revision
 * @file: the file as shown
 * @path: the same, absolute
 * @parents: (array zero-terminated=1): what it follows, in all of its lineages
 * @is_draft: dunlin.sum lists it as one: it is to be filled in
 *
 * A migration that was written.
 */
typedef struct {
    char *id;
    char *file;
    char *path;
    char **parents;
    gboolean is_draft;
} DunlinCreated;

void dunlin_created_free(DunlinCreated *created);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinCreated, dunlin_created_free)
char *dunlin_created_to_json(const DunlinCreated *created);

/**
 * DunlinRevisionOptions:
 * @message: becomes the description and, as words joined by "_", part of the file name
 * @scope: (nullable): "public", "tenant" or "both"; %NULL: "public" without tenants, else required
 * @head: (nullable): what it follows: an id, its beginning or number, a label, "label@head", "heads" (all of them), or
 *   "base" (nothing); %NULL: the head, of which there must be one
 * @splice: what it follows need not be a head: a branch begins there
 * @branch_label: (nullable): a label for it
 * @depends_on: (nullable) (array zero-terminated=1): ids or labels of what must be applied before it
 * @rev_id: (nullable): stands before the words of the message in the id, instead of the next number
 * @version_path: (nullable): which of the project's directories it is written to; %NULL: the first
 */
typedef struct {
    const char *message;
    const char *scope;
    const char *head;
    gboolean splice;
    const char *branch_label;
    const char *const *depends_on;
    const char *rev_id;
    const char *version_path;
} DunlinRevisionOptions;

/* Writes the next migration file, numbered after the highest number in use or by the time (revision.numbering), with
 * the project's template where it has one (revision.template), and its line in dunlin.sum where there is one. The
 * history with the file is checked before it is written. Nothing is overwritten.
 * Errors: CONFIG: what was asked for cannot be written so; GRAPH, SYNTAX: the file would not load; INTEGRITY: dunlin.sum
 * cannot be read; REFUSED: the file is there; LOCKED: another program writes there. Nothing is changed then.
 * out_created: (out) (transfer full) */
gboolean dunlin_revision_create(DunlinProject *project, const DunlinRevisionOptions *options,
    DunlinCreated **out_created, GError **error);

/**
 * DunlinTemplateKey:
 * @name: as in "table=bookings"
 * @kind: "name", "names", "type", "expression", "keys", "columns", "text", "count", "duration", "switch" or "choice(a|b)"
 * @preset: (nullable): what it is when it is not given; "${key}" in it stands for another key's value
 * @is_required: it must be given
 * @help: what it is
 */
typedef struct {
    char *name;
    char *kind;
    char *preset;
    gboolean is_required;
    char *help;
} DunlinTemplateKey;

/**
 * DunlinTemplate:
 * @name: "add-column"
 * @summary: what it is for
 * @keys: (element-type DunlinTemplateKey)
 *
 * A safe pattern that migrations can be written from.
 */
typedef struct {
    char *name;
    char *summary;
    GPtrArray *keys;
} DunlinTemplate;

void dunlin_template_free(DunlinTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinTemplate, dunlin_template_free)

/* Those that a project can use: Dunlin's, and the files in its folder revision.templates. Errors: CONFIG: one of the
 * latter cannot be read. (element-type DunlinTemplate) (transfer full) */
GPtrArray *dunlin_templates(const DunlinProject *project, GError **error);
char *dunlin_templates_to_json(const GPtrArray *templates);

/* As dunlin_revision_create, for the one or several migrations of a template: each follows the one before it, and all are
 * written or none. options->message may be %NULL: each is named after what it does; options->rev_id is for a template that
 * writes one.
 * values: (nullable) (array zero-terminated=1): "key=value"
 * Errors: besides, CONFIG: an unknown template; keys that are missing, unknown, given twice or not of their kind; a
 * template that has nothing for the engine of the scope. Nothing is changed then.
 * (element-type DunlinCreated) (transfer full): in the order of the history */
GPtrArray *dunlin_revision_from_template(DunlinProject *project, const DunlinRevisionOptions *options,
    const char *template_name, const char *const *values, GError **error);
/* {"created": […]} */
char *dunlin_created_all_to_json(const GPtrArray *created);

/**
 * DunlinMergeOptions:
 * @message: (nullable): %NULL: "merge A and B"
 * @revisions: (nullable) (array zero-terminated=1): heads, by id, its beginning, number, or label; %NULL, empty or "heads":
 *   all heads of the scope
 * @scope: (nullable): which history; %NULL: the one of the revisions, or the only one that has several heads
 * @branch_label: (nullable): a label for the merge
 * @rev_id: (nullable): as for a revision
 */
typedef struct {
    const char *message;
    const char *const *revisions;
    const char *scope;
    const char *branch_label;
    const char *rev_id;
} DunlinMergeOptions;

/* Writes a migration with several parents and nothing in it, so that the history has one head again.
 * Errors: as dunlin_revision_create, and REFUSED: fewer than two heads, a revision that is none, an ancestor of another,
 * of another scope.
 * out_created: (out) (transfer full) */
gboolean dunlin_merge(
    DunlinProject *project, const DunlinMergeOptions *options, DunlinCreated **out_created, GError **error);

/**
 * DunlinCheckpointOptions:
 * @target: (nullable): up to where: as for an upgrade; %NULL is "head"
 * @message: (nullable): as for a revision; %NULL only with @renew
 * @scope: (nullable): "public" or "tenant"; %NULL: the one of @target, or the only one that the project has
 * @splice: @target need not be a head
 * @renew: (nullable): a checkpoint that is made anew at its place; without @target, @scope and @rev_id
 * @fresh: (nullable) (array zero-terminated=1): "TABLE.COLUMN": differs from replay to replay, and each new database
 *   evaluates its default
 * @keep: (nullable) (array zero-terminated=1): "TABLE.COLUMN" or a sequence: differs from replay to replay, and new
 *   databases get what this replay made
 * @fix_variables: migrations may use variables: their values are the same everywhere
 * @rev_id: (nullable): as for a revision
 * @project: (nullable): what the project was loaded with. With it the other environments of the configuration are looked
 *   at, and the file gets a section for each engine that the scope's databases have in any of them
 * @engines: (nullable) (array zero-terminated=1): "postgres", "sqlite": only these, the one in use among them; a project
 *   refuses a checkpoint that has no section for its engine
 * @cancellable: (nullable): stops a replay
 */
typedef struct {
    const char *target;
    const char *message;
    const char *scope;
    gboolean splice;
    const char *renew;
    const char *const *fresh;
    const char *const *keep;
    gboolean fix_variables;
    const char *rev_id;
    const DunlinProjectOptions *project;
    const char *const *engines;
    GCancellable *cancellable;
} DunlinCheckpointOptions;

/**
 * DunlinCheckpoint:
 * @parents: (array zero-terminated=1): what it follows
 * @fresh, @keep: (array zero-terminated=1): what was declared, now and before
 * @engines: (array zero-terminated=1): for which it has a section
 * @n_replaced: for how many migrations it stands
 * @n_rows: how many rows it holds for the engine in use
 * @renewed: it was there before
 * @warnings: (element-type utf8)
 *
 * A checkpoint that was written.
 */
typedef struct {
    char *id;
    char *file;
    char *scope;
    char **parents;
    char **fresh;
    char **keep;
    char **engines;
    guint n_replaced;
    guint64 n_rows;
    gboolean renewed;
    GPtrArray *warnings;
} DunlinCheckpoint;

void dunlin_checkpoint_free(DunlinCheckpoint *checkpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinCheckpoint, dunlin_checkpoint_free)
char *dunlin_checkpoint_to_json(const DunlinCheckpoint *checkpoint);

/* Replays the migrations up to the target twice on scratch databases, writes what they build as one migration, and proves
 * with a third scratch database that it builds the same; its line in dunlin.sum as well. A file that is there is only
 * replaced with @renew, as a whole. The scratch databases are gone afterwards, whatever happened.
 * Errors: CONFIG: what was asked for cannot be; REFUSED: nothing to stand for, values that differ from replay to replay and
 * are not declared, a migration that reaches outside its database or uses variables, no right to make scratch databases;
 * UNSUPPORTED: what the migrations leave cannot be written; as dunlin_revision_create, dunlin_upgrade. Nothing is changed
 * then.
 * out_checkpoint: (out) (transfer full) */
gboolean dunlin_checkpoint(DunlinProject *project, const DunlinCheckpointOptions *options,
    DunlinCheckpoint **out_checkpoint, GError **error);

/**
 * DunlinRebaseOptions:
 * @revisions: (array zero-terminated=1): what is put behind the other head; what follows one of them in the history goes
 *   with it
 * @onto: (nullable): the head that they will follow; %NULL: the other head, of which there must be one
 * @offline: no database is asked whether one of them is applied
 * @resume: finishes a rebase that was cut off; the rest is not looked at
 */
typedef struct {
    const char *const *revisions;
    const char *onto;
    gboolean offline;
    gboolean resume;
    GCancellable *cancellable;
} DunlinRebaseOptions;

/**
 * DunlinRenamed:
 * @from: id before
 * @to: id now; the same where only its parent changed
 */
typedef struct {
    char *from;
    char *to;
} DunlinRenamed;

/**
 * DunlinRebase:
 * @renamed: (element-type DunlinRenamed): in the order of the history
 * @onto: (nullable): what the first of them follows now
 * @changes: (element-type utf8): "+ FILE" written, "- FILE" removed
 * @stale: (element-type utf8): ids of checkpoints that do not stand for what comes before them any more: every upgrade
 *   refuses them until they are made anew
 */
typedef struct {
    GPtrArray *renamed;
    char *onto;
    GPtrArray *changes;
    GPtrArray *stale;
} DunlinRebase;

void dunlin_rebase_result_free(DunlinRebase *rebase);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinRebase, dunlin_rebase_result_free)
char *dunlin_rebase_to_json(const DunlinRebase *rebase);

/* Puts one of two branches behind the other: gives its migrations the next numbers, and changes their files, down files,
 * the lines of other files that name them, and dunlin.sum, together: after a kill in between every command refuses to
 * load the project until it is resumed.
 * project_options: the project is loaded here, for its order need not be known yet.
 * Errors: as dunlin_project_load; REFUSED: applied in a database (they are named), a database that cannot be asked, one
 * head only, a file that cannot be renumbered; INTEGRITY: dunlin.sum does not agree with the files; LOCKED. Nothing is
 * changed then.
 * out_rebase: (out) (transfer full) */
gboolean dunlin_rebase(const DunlinProjectOptions *project_options, const DunlinRebaseOptions *options,
    DunlinRebase **out_rebase, GError **error);

/**
 * DunlinEditable:
 * @applied_in: (array zero-terminated=1): databases that have it
 * @unknown: (nullable): why not every database could be asked
 *
 * A migration file that may be opened in an editor.
 */
typedef struct {
    char *id;
    char *file;
    char *path;
    char **applied_in;
    GError *unknown;
} DunlinEditable;

void dunlin_editable_free(DunlinEditable *editable);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinEditable, dunlin_editable_free)

/* Finds the file of a revision (id, its beginning, number or label), and where it is applied. Errors: CONFIG. */
gboolean dunlin_edit_find(DunlinProject *project, const char *revision, GCancellable *cancellable,
    DunlinEditable **out_editable, GError **error);
/* After the file was edited: checks it with all the others, and gives it its new hash in dunlin.sum, where it is listed
 * and no draft. project_options: it is loaded anew. Errors: as dunlin_project_load; INTEGRITY; CONFIG. */
gboolean dunlin_edit_accept(const DunlinProjectOptions *project_options, const DunlinEditable *editable, GError **error);

G_END_DECLS
