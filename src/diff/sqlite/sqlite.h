/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite.h: what the sqlite*.c files of src/diff share. For them alone. */
#pragma once

#include "diff/builder.h"

/* How a table gets from one side to the other. */
typedef enum {
    DLN_SQLITE_KEPT,    /* is the same on both */
    DLN_SQLITE_ALTERED, /* by ALTER TABLE: its indexes and triggers stay */
    DLN_SQLITE_REBUILT, /* made anew with its rows: its indexes and triggers go */
    DLN_SQLITE_DROPPED,
    DLN_SQLITE_CREATED,
} DlnSqliteWay;

typedef struct {
    const DlnObject *from; /* NULL: CREATED */
    const DlnObject *to;   /* NULL: DROPPED */
    DlnSqliteWay way;
    GPtrArray *
        added; /* (element-type DlnObject): columns of to, in the order in which they can be added */
    GPtrArray *
        dropped; /* (element-type DlnObject): columns of from, in the order in which they can be dropped */
    GPtrArray *checks; /* (element-type DlnObject): constraints of to that from lacks */
} DlnSqliteTable;

typedef struct {
    DlnDiffBuilder *builder;
    const DlnSchema *from;
    const DlnSchema *to;
    GPtrArray *tables; /* (element-type DlnSqliteTable): those of to, then those that go */
    GHashTable *
        by_name; /* (key-type utf8) (value-type DlnSqliteTable): in lower case, for no letter case counts */
    GPtrArray *staying; /* (element-type DlnObject): the views and triggers that are not touched */
} DlnSqliteDiff;

/* ---- sqlite.c ---- */

/* NULL: neither side has it. */
DlnSqliteTable *dln_sqlite_diff_table(const DlnSqliteDiff *diff, const char *name);
/* A step of the one part that there is. (transfer none) */
DlnDiffStep *dln_sqlite_diff_add(
    const DlnSqliteDiff *diff, const DlnObject *about, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* ---- text.c: what a text names ---- */

/* name as SQL writes it. (transfer full) */
char *dln_sqlite_quoted(const char *name);
gboolean dln_sqlite_same_name(const char *a, const char *b);
/* All that object's properties name, in whatever place, and what it belongs to, in lower case. (transfer full) (key-type utf8) (set) */
GHashTable *dln_sqlite_names(const DlnObject *object);
/* Whether text has the qualified name "table.…". */
gboolean dln_sqlite_qualifies(const DlnObject *object, const char *table);
/* What stands first in each item of the first list in parentheses, names unquoted; items that begin otherwise, or assign a value, are
 * left out. (transfer full) */
GStrv dln_sqlite_list_names(const char *text);
/* The value of the item "name = value" of that list, without quotes; NULL: there is none. (transfer full) */
char *dln_sqlite_setting(const char *text, const char *name);
/* Whether the item of that list that begins with the name item has the word in it, unquoted. */
gboolean dln_sqlite_item_says(const char *text, const char *item, const char *word);
/* Whether the word stands, unquoted, behind the first list in parentheses. */
gboolean dln_sqlite_says_behind(const char *text, const char *word);
/* The table that a foreign key refers to; NULL for other constraints. (transfer full) */
char *dln_sqlite_target(const DlnObject *constraint);

/* ---- table.c: one table on both sides ---- */

DlnSqliteTable *dln_sqlite_table_new(
    const DlnSqliteDiff *diff, const DlnObject *from, const DlnObject *to);
void dln_sqlite_table_free(gpointer table);
/* Of one id, with the same properties. */
gboolean dln_sqlite_same_object(const DlnObject *a, const DlnObject *b);
/* The child of that name, letter case aside; NULL: there is none. children: (element-type DlnObject) */
const DlnObject *dln_sqlite_find(const GPtrArray *children, const char *name);
/* Whether constraint speaks of columns that the old table has: else it has fresh values to look at, the same for every row. */
gboolean dln_sqlite_asks_old_columns(
    const DlnSqliteDiff *diff, const DlnSqliteTable *table, const DlnObject *constraint);
/* The column of added that constraint can be added with; NULL: none. */
const DlnObject *dln_sqlite_carrier(const GPtrArray *added, const DlnObject *constraint);

/* ---- onlookers.c: who looks on while a column is dropped ---- */

/* ALTERED becomes REBUILT where a view or trigger that stays would not let a column go; staying must be known. */
void dln_sqlite_diff_settle(const DlnSqliteDiff *diff);

/* ---- keys.c: what foreign keys hold ---- */

/* The first table whose rebuild would reach other rows, were foreign keys enforced; NULL: there is none. */
const DlnSqliteTable *dln_sqlite_held_table(const DlnSqliteDiff *diff);
/* Puts each table behind those that it refers to, where that can be. */
void dln_sqlite_sort_tables(const DlnSqliteDiff *diff);
/* Those that go, each behind those that refer to it. held is set to one that cannot. (transfer container) (element-type
 * DlnSqliteTable) */
GPtrArray *dln_sqlite_drop_order(const DlnSqliteDiff *diff, const DlnSqliteTable **held);

/* ---- alter.c, rebuild.c, virtual.c: the statements ---- */

void dln_sqlite_alter(const DlnSqliteDiff *diff, const DlnSqliteTable *table);
void dln_sqlite_rebuild(const DlnSqliteDiff *diff, const DlnSqliteTable *table);
/* Where it is virtual on a side. */
void dln_sqlite_rebuild_virtual(const DlnSqliteDiff *diff, const DlnSqliteTable *table);
/* A name that neither side has. (transfer full) */
char *dln_sqlite_free_name(const DlnSqliteDiff *diff, const char *table);

/* ---- shape.c: what a table's rows are made of ---- */

typedef struct {
    GPtrArray *columns; /* (element-type DlnSqliteColumn) */
    gboolean has_rowid;
    const char
        *rowid; /* (nullable): what a statement calls it; NULL: there is none, or columns hide it */
    char *key;  /* (nullable): the column that is the rowid */
    gboolean counts; /* AUTOINCREMENT */
    gboolean is_strict;
} DlnSqliteShape;

typedef struct {
    char *name;
    const DlnObject *object; /* NULL in a table that could not be taken apart */
    gboolean is_generated;
    gboolean is_not_null; /* said, or by being in the key */
} DlnSqliteColumn;

DlnSqliteShape *dln_sqlite_shape_new(const DlnSchema *schema, const DlnObject *table);
void dln_sqlite_shape_free(DlnSqliteShape *shape);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSqliteShape, dln_sqlite_shape_free)
const DlnSqliteColumn *dln_sqlite_shape_find(const DlnSqliteShape *shape, const char *name);

typedef enum {
    DLN_AFFINITY_BLOB, /* none */
    DLN_AFFINITY_TEXT,
    DLN_AFFINITY_NUMERIC,
    DLN_AFFINITY_INTEGER,
    DLN_AFFINITY_REAL,
} DlnAffinity;

DlnAffinity dln_sqlite_affinity(const DlnObject *column, gboolean is_strict);

/* ---- copy.c: which values rows take along ---- */

typedef struct {
    const DlnSqliteDiff *diff;
    const DlnSqliteTable *table;
    DlnSqliteShape *from;
    DlnSqliteShape *to;
    const char *rowid; /* (nullable): of the rows that are copied, where they are copied from */
    GString *columns;  /* of the new table, with commas between them */
    GString *values;   /* for them, in terms of the old one */
    GPtrArray *losses; /* (element-type utf8): as of a DlnDiffStep, which gets them */
    GPtrArray *notes;  /* (element-type utf8) */
} DlnSqliteCopy;

/* rowid: (nullable): what the old rows' rowid is called where they are copied from, if not as in the old table. copy holds zeros. */
void dln_sqlite_copy_init(
    DlnSqliteCopy *copy, const DlnSqliteDiff *diff, const DlnSqliteTable *table, const char *rowid);
void dln_sqlite_copy_clear(DlnSqliteCopy *copy);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DlnSqliteCopy, dln_sqlite_copy_clear)

/* ---- fill.c: values for rows that have none ---- */

/* The value that rows get in a column that must have one and none is known, as an expression about the old table's rows;
 * the column's own default where it has one. (transfer full) */
char *dln_sqlite_fill(
    const DlnSqliteDiff *diff, const DlnSqliteTable *table, const DlnObject *column);
/* Whether the column has a default that is not NULL. */
gboolean dln_sqlite_has_default(const DlnObject *column);
