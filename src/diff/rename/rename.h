/* SPDX-License-Identifier: Apache-2.0 */
/* rename.h: what went away from a schema and came back under another name. Two schemas cannot tell a rename from a drop and an add:
 * here stands what may be one, what somebody has to decide, and the statements of what was decided. Pure: no connection, no file, no
 * terminal.
 *
 * dln_rename_run() is all that who compares needs. It goes round: dln_rename_decide() once, then dln_rename_follow() until it finds
 * nothing; each time the statements are executed on the scratch copy, which is then read again, so that nobody has to guess what a
 * rename does to the texts of views, defaults and constraints. The comparison starts from what was read last. */
#pragma once

#include "diff/diff.h"
#include "sql/script.h"

/* One decided rename. Names are as the engine knows them. */
typedef struct {
    DlnObjectKind kind; /* ENUM with parents: one value of that type */
    char *
        from_parent; /* (nullable): the relation or type that it belonged to, as that was called before */
    char *from;
    char *to_parent; /* (nullable): the same, as it is called now */
    char *to;
    char *arguments; /* (nullable): of a function */
    char *from_schema; /* (nullable): as DlnObjectId has it */
    char *to_schema;
} DlnRename;

void dln_rename_free(DlnRename *rename);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRename, dln_rename_free)

/* ---- what somebody has said ---- */

/* A name as somebody wrote it. */
typedef struct {
    char *text;        /* (nullable): none */
    gboolean is_exact; /* it stood in quotes: its letters are what they are */
} DlnRenameName;

/* A hint in a schema file, or --rename OLD=NEW. What it is about is found in the schemas when it is decided on. */
typedef struct {
    DlnObjectKind kind;        /* of a hint: what it stands at; DLN_N_OBJECT_KINDS: any */
    DlnRenameName from_schema;
    DlnRenameName from_parent; /* of --rename */
    DlnRenameName from;
    DlnRenameName to_schema;
    DlnRenameName to_parent;
    DlnRenameName to;
    char *text; /* what was given, for messages */
    char *file; /* NULL: --rename */
    guint line;
} DlnRenameWish;

/* "OLD=NEW" as --rename takes it: table=table, table.column=table.column or =column, type.value=value, each with its schema before it
 * where it is not in the main one; a name that holds . or = or a quote is written in double quotes. Errors: CONFIG. (transfer full) */
DlnRenameWish *dln_rename_wish_parse(const char *text, GError **error);
void dln_rename_wish_free(DlnRenameWish *wish);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRenameWish, dln_rename_wish_free)

/* Appends the hints of a schema's text, `-- dunlin:renamed-from OLD`, each on the line before what was renamed, or behind it on its
 * line: a table, column, value of an enum, type, index, constraint, sequence or view. to: (element-type DlnRenameWish).
 * Errors: SYNTAX with file:line: a hint that stands at nothing, or is torn; another directive than this one. */
gboolean dln_rename_read_hints(
    DlnEngineKind engine, const DlnSource *source, GPtrArray *to, GError **error);

/* ---- deciding ---- */

/* One thing that may have been renamed, and how its two readings are told to people. */
typedef struct {
    DlnRename *rename; /* owned */
    double score;      /* of likeness, up to 1 */
    char *kept;        /* "rename column users.phone to telephone, keeping its values" */
    char *replaced;    /* "drop column users.phone with its values, and add users.telephone" */
    char *flag;        /* what --rename has to be given: users.phone=telephone */
    char *
        hint; /* what the schema's file has to say at the new one: -- dunlin:renamed-from phone; NULL: no line can */
} DlnRenameCandidate;

/* One thing that is gone, and all that it may have become, the likeliest first. */
typedef struct {
    DlnObjectKind kind;
    char *gone; /* "column users.phone" */
    GPtrArray *
        candidates; /* (element-type DlnRenameCandidate): one at least; more than one: nobody but a person can tell */
} DlnRenameQuestion;

void dln_rename_question_free(DlnRenameQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRenameQuestion, dln_rename_question_free)

typedef enum {
    DLN_RENAMES_REFUSE, /* what has not been decided is an error that tells both readings */
    DLN_RENAMES_ASK,    /* ask is called */
    DLN_RENAMES_NEVER,  /* a drop and an add are meant */
} DlnRenamePolicy;

/* Sets *out_choice to a candidate's number, or to DLN_RENAME_NONE: drop and add. FALSE with error set: nothing is to be done. */
#define DLN_RENAME_NONE (-1)
typedef gboolean (*DlnRenameAskFunc)(
    const DlnRenameQuestion *question, int *out_choice, gpointer user_data, GError **error);

typedef struct {
    const DlnSchema *from;
    const DlnSchema *to;
    const GPtrArray *wishes; /* (nullable) (element-type DlnRenameWish) */
    gboolean has_no_file;    /* to is no text in which a hint could stand */
    DlnRenamePolicy policy;
    DlnRenameAskFunc ask; /* ASK alone */
    gpointer user_data;
} DlnRenameOptions;

/* Tables, columns, values of enums and sequences: whose data a drop and an add would lose; and whatever was wished. A hint whose rename
 * has been done is without effect.
 * Errors: CONFIG: a wish that names what is not there, or what cannot be renamed so, with the hint's place; policy REFUSE, and something
 * is to be decided: the message has lines for the things, their readings, and how each is chosen; what ask says.
 * (transfer full) (element-type DlnRename): may be empty */
GPtrArray *dln_rename_decide(const DlnRenameOptions *options, GError **error);

/* What has another name and nothing else: indexes, constraints, sequences of a column, views, functions, types, triggers, …: nothing
 * can be lost, so nobody is asked. Empty at last. (transfer full) (element-type DlnRename) */
GPtrArray *dln_rename_follow(const DlnSchema *from, const DlnSchema *to);

/* ---- doing ---- */

typedef enum {
    DLN_RENAME_FORWARD,
    DLN_RENAME_BACKWARD,
} DlnRenameDirection;

/* The renames of one round as statements, in an order in which each name is free, by way of a name in between where two change places.
 * from: as it was before them, for both directions. (transfer full) (element-type DlnDiffStep) */
GPtrArray *dln_rename_statements(
    const DlnSchema *from, const GPtrArray *renames, DlnRenameDirection direction);

/* Executes steps (element-type DlnDiffStep) where from was read, in one transaction, and reads it again. (transfer full) */
typedef DlnSchema *(*DlnRenameApplyFunc)(
    const GPtrArray *steps, gpointer user_data, GError **error);

typedef struct {
    DlnSchema *
        from; /* (nullable): what is to be compared; NULL: nothing was renamed, options->from it is */
    GPtrArray *up; /* (element-type DlnDiffStep): go before what the comparison gives */
    GPtrArray
        *down; /* (element-type DlnDiffStep): go behind what the comparison of the way down gives */
} DlnRenamed;

void dln_renamed_free(DlnRenamed *renamed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRenamed, dln_renamed_free)

/* Errors: as dln_rename_decide; what apply says. Nothing is asked once something was executed. */
DlnRenamed *dln_rename_run(
    const DlnRenameOptions *options, DlnRenameApplyFunc apply, gpointer apply_data, GError **error);
