/* SPDX-License-Identifier: Apache-2.0 */
/* rows.h: all rows and sequence values of a schema or file as data: to compare two databases, and to write them as SQL.
 * Every value is kept as a text that says it exactly: PostgreSQL's own output, in settings that lose nothing; SQLite's
 * literal, which keeps the storage class. Dunlin's own tables, and what an extension owns, are left out. */
#pragma once

#include "engine/session.h"

typedef struct {
    char *name;
    char *type;            /* as the engine prints it */
    gboolean is_key;       /* of the primary key */
    gboolean is_generated; /* computed from the others: compared, not written */
    gboolean is_identity;  /* PostgreSQL: GENERATED ... AS IDENTITY */
    gboolean has_default;  /* what is left out gets something else than NULL */
} DlnRowColumn;

typedef struct {
    char *name;
    gboolean is_derived;       /* a materialized view: compared, not written */
    gboolean has_foreign_keys; /* SQLite */
    GPtrArray *columns;        /* (element-type DlnRowColumn) */
    GPtrArray *rows; /* (element-type GPtrArray) of a text for each column; NULL is SQL's */
} DlnTableRows;

typedef struct {
    char *name;
    char *
        value; /* PostgreSQL: last_value; SQLite: the highest key that an AUTOINCREMENT table has had */
    gboolean is_called; /* PostgreSQL */
    gboolean is_fresh;  /* as it is when it is made */
} DlnSequenceValue;

typedef struct {
    DlnEngineKind engine;
    GPtrArray *tables; /* (element-type DlnTableRows) sorted by name */
    GPtrArray *
        sequences; /* (element-type DlnSequenceValue) sorted by name; SQLite: named by their tables */
} DlnRows;

void dln_rows_free(DlnRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnRows, dln_rows_free)

/* Reads all of schema (SQLite: NULL) of a database that is our own, in one snapshot, each table in the order of its primary key.
 * Errors: as dln_session_run; UNSUPPORTED where a virtual table of SQLite holds rows. */
gboolean dln_rows_read(DlnSession *session, const char *schema, GCancellable *cancellable,
    DlnRows **out_rows, GError **error);

/* How many rows there are, those of materialized views not counted. */
guint64 dln_rows_count(const DlnRows *rows);
const DlnTableRows *dln_rows_find(const DlnRows *rows, const char *table);
/* -1: no such column. */
int dln_table_rows_column(const DlnTableRows *table, const char *name);
const DlnSequenceValue *dln_rows_find_sequence(const DlnRows *rows, const char *name);

/* One column, sequence or number of rows that differs. */
typedef struct {
    char *table;  /* or sequence */
    char *column; /* NULL: how many rows there are, or a sequence's value */
    char *before; /* the first pair that differs; NULL is SQL's */
    char *after;
    guint n; /* how many rows differ in it */
} DlnRowsDifference;

void dln_rows_difference_free(DlnRowsDifference *difference);
/* 'countries.created_at: 2024-01-01 and 2024-01-02 (and 3 rows more)'. (transfer full) */
char *dln_rows_difference_text(const DlnRowsDifference *difference);

/* What differs, in a stable order; empty: nothing. Rows are the same by what is in them, in whatever order. Where a
 * column is not worth comparing its name is in ignored (element-type utf8): "TABLE.COLUMN", or a sequence's name.
 * Tables that only one side has count as different in their number of rows.
 * (element-type DlnRowsDifference) (transfer full) */
GPtrArray *dln_rows_compare(const DlnRows *before, const DlnRows *after, char *const *ignored);

/* The rows as INSERT statements and the sequences as what sets them, each ended by ";\n", names unqualified, the tables
 * in the order of their names: for tables on which no trigger and, on PostgreSQL, no foreign key is yet. SQLite's foreign
 * keys wait for the commit. Columns of fresh (element-type utf8: "TABLE.COLUMN") are left to their defaults. */
void dln_rows_write(const DlnRows *rows, char *const *fresh, GString *out);
