/* SPDX-License-Identifier: Apache-2.0 */
/* set.h: what the rename files share: two schemas, and what has been decided between them. For them alone. */
#pragma once

#include "diff/rename/rename.h"

typedef struct {
    const DlnSchema *from;
    const DlnSchema *to;
    GPtrArray *renames;  /* (element-type DlnRename): owned */
    GHashTable *by_from; /* (key-type utf8) (value-type DlnRename) */
    GHashTable *by_to;   /* (key-type utf8) (value-type DlnRename) */
} DlnRenameSet;

DlnRenameSet *dln_rename_set_new(const DlnSchema *from, const DlnSchema *to);
void dln_rename_set_free(DlnRenameSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRenameSet, dln_rename_set_free)

/* Copies the strings of both. */
DlnRename *dln_rename_new(const DlnObjectId *from, const DlnObjectId *to);
DlnRename *dln_rename_copy(const DlnRename *rename);
/* Takes rename. */
void dln_rename_set_add(DlnRenameSet *set, DlnRename *rename);

/* The thing before, and after. Borrow from rename. */
DlnObjectId dln_rename_from_id(const DlnRename *rename);
DlnObjectId dln_rename_to_id(const DlnRename *rename);

/* The decided rename of what is called so before, or after; NULL: none. */
const DlnRename *dln_rename_set_find_from(const DlnRenameSet *set, const DlnObjectId *id);
const DlnRename *dln_rename_set_find_to(const DlnRenameSet *set, const DlnObjectId *id);

/* id as it is called after, or before, by what was decided on what it belongs to. Borrow from id and set. */
DlnObjectId dln_rename_set_after(const DlnRenameSet *set, const DlnObjectId *id);
DlnObjectId dln_rename_set_before(const DlnRenameSet *set, const DlnObjectId *id);

/* Whether there is such a thing; of a value of an enum, too. */
gboolean dln_rename_exists(const DlnSchema *schema, const DlnObjectId *id);
/* Whether a thing of from is not in to any more, under this name, and nobody has said where it went; whether one of to is new likewise. */
gboolean dln_rename_set_is_gone(const DlnRenameSet *set, const DlnObjectId *id);
gboolean dln_rename_set_is_new(const DlnRenameSet *set, const DlnObjectId *id);

/* Two names that the engine takes for one. */
gboolean dln_rename_is_same_name(DlnEngineKind engine, const char *a, const char *b);

/* ---- find.c ---- */

/* Two things that may be one. Borrows the strings from the schemas or from itself. */
typedef struct {
    DlnRename *rename; /* owned */
    double score;
} DlnRenamePair;

void dln_rename_pair_free(DlnRenamePair *pair);

/* All pairs of a kind whose drop and add would lose data, as far as is decided: TABLE, COLUMN, ENUM (its values), SEQUENCE.
 * (transfer full) (element-type DlnRenamePair) */
GPtrArray *dln_rename_find(const DlnRenameSet *set, DlnObjectKind kind);

/* ---- score.c ---- */

typedef enum {
    DLN_RENAME_ELSEWHERE,
    DLN_RENAME_SAME_PLACE, /* behind the same column, value, … */
} DlnRenamePlace;

/* How much two names look alike, 0 to 1. */
double dln_rename_name_likeness(const char *a, const char *b);
/* Below 0: nothing in them is alike. */
double dln_rename_column_likeness(const DlnObject *from, const DlnObject *to, DlnRenamePlace place);

/* A table with its columns, for many comparisons. */
typedef struct {
    const DlnObject *table;
    GPtrArray *columns; /* (element-type DlnObject): by name */
} DlnRenameTable;

double dln_rename_table_likeness(const DlnRenameTable *from, const DlnRenameTable *to);

/* ---- wish.c ---- */

/* Where somebody's name is looked for. */
typedef struct {
    DlnObjectKind kind;       /* DLN_N_OBJECT_KINDS: of any that can be renamed */
    const char *schema;       /* (nullable): wherever it is, in the main one first */
    const DlnObjectId *owner; /* (nullable): whatever it belongs to, or nothing */
} DlnRenameScope;

/* The thing of schema that is called so by somebody. FALSE: there is none. *out_id borrows from schema, scope or name. */
gboolean dln_rename_find_named(const DlnSchema *schema, const DlnRenameScope *scope,
    const DlnRenameName *name, DlnObjectId *out_id);
/* What the schema is called that id is in. */
const char *dln_rename_home(const DlnSchema *schema, const DlnObjectId *id);

/* ---- resolve.c ---- */

/* Adds what the wishes say to set. Errors: CONFIG. */
gboolean dln_rename_resolve(DlnRenameSet *set, const GPtrArray *wishes, GError **error);
/* Whether no other thing that stays has a name that is to be taken. Errors: CONFIG. */
gboolean dln_rename_check_names(const DlnRenameSet *set, GError **error);

/* ---- follow.c ---- */

/* Comments aside. */
gboolean dln_rename_has_same_properties(const DlnObject *from, const DlnObject *to);

/* What of object has a name that no other relation of its schema can have; NULL: nothing. (transfer full) */
char *dln_rename_relation_of(const DlnObject *object);
/* Of a schema and such a name. (transfer full) */
char *dln_rename_relation_key(const char *schema, const char *name);

/* ---- wait.c ---- */

/* Takes out of renames what cannot be executed before something else has another name. (transfer full) (element-type DlnRename) */
GPtrArray *dln_rename_wait(const DlnSchema *from, GPtrArray *renames);
/* Other names for what those wait for, where no other rename gives it one: for what the comparison drops, it has one that nothing has.
 * (transfer full) (element-type DlnRename) */
GPtrArray *dln_rename_make_room(
    const DlnSchema *from, const DlnSchema *to, const GPtrArray *waiting);

/* ---- text.c ---- */

/* What the main schemas are called: for what goes into one or comes from it. */
typedef struct {
    DlnEngineKind engine;
    const char *from;
    const char *to;
    gboolean has_no_file; /* as in DlnRenameOptions */
} DlnRenameSchemas;

/* A question about what is gone; takes the pairs, which are its candidates. */
DlnRenameQuestion *dln_rename_question_new(const DlnRenameSchemas *schemas, GPtrArray *pairs);
/* Appends the lines that tell it, and how each reading is chosen. */
void dln_rename_question_append(GString *to, const DlnRenameQuestion *question);

/* ---- write.c ---- */

/* Tables, indexes, sequences, views and composite types share their names. */
gboolean dln_rename_is_relation(DlnObjectKind kind);
/* Whether the engine has a statement for it. */
gboolean dln_rename_can_write(DlnEngineKind engine, DlnObjectKind kind);
