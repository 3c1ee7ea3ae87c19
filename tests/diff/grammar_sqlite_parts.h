/* SPDX-License-Identifier: Apache-2.0 */
/* grammar_sqlite_parts.h: what the grammar_sqlite*.c files share. For them alone. */
#pragma once

#include <glib.h>

#include "grammar_sqlite.h"

/* Those that STRICT knows first. */
enum {
    TYPE_INTEGER,
    TYPE_INT,
    TYPE_REAL,
    TYPE_TEXT,
    TYPE_BLOB,
    TYPE_ANY,
    N_STRICT_TYPES,
    TYPE_VARCHAR = N_STRICT_TYPES,
    TYPE_NUMERIC,
    TYPE_DATETIME,
    TYPE_NONE,
    N_TYPES
};

enum {
    DEFAULT_NONE,
    DEFAULT_LITERAL,
    DEFAULT_OTHER_LITERAL,
    DEFAULT_EXPRESSION,
    DEFAULT_NULL,
    N_DEFAULTS
};

#define N_CHECKS 4

typedef enum { KEY_NONE, KEY_ROWID, KEY_COUNTING, KEY_TEXT, KEY_PAIR, N_KEYS } Key;

typedef struct {
    char *name;
    guint type;
    gboolean has_nulls; /* some of its rows */
    gboolean is_not_null;
    gboolean is_unique;
    guint default_form;
    guint collation; /* 0: none */
    guint check;     /* 0: none */
    char *refers_to; /* (nullable) a table */
    guint action;
    char *computed_of; /* (nullable) a column */
    gboolean is_stored;
    guint computed_form;
} Column;

typedef struct {
    char *name;
    GPtrArray *columns; /* (element-type Column): without those of the key */
    Key key;
    gboolean is_strict;
    gboolean without_rowid;
    guint n_rows;
} Table;

/* An index, a view or a trigger. */
typedef struct {
    char *name;
    char *on;
    char *column; /* NULL: on is a view */
    char *other;  /* a table */
    gboolean is_over_view;
    gboolean leads_nowhere; /* a view that cannot be asked, which SQLite allows */
    guint form;
} Thing;

struct Grammar {
    GRand *rand;
    GPtrArray *tables;                     /* (element-type Table) */
    GPtrArray *indexes, *views, *triggers; /* (element-type Thing) */
    guint n_names;
    gboolean has_rows; /* they are written: tables that come now have none */
};

guint grammar_below(Grammar *grammar, guint n);
gboolean grammar_chance(Grammar *grammar, guint percent);
/* NULL: there is none. */
gpointer grammar_pick(Grammar *grammar, const GPtrArray *from);
/* Another one each time. (transfer full) */
char *grammar_name(Grammar *grammar, const char *stem);

Column *grammar_find_column(const Table *table, const char *name);
Table *grammar_find_table(const Grammar *grammar, const char *name);
Column *grammar_add_column(Grammar *grammar, Table *table);
Table *grammar_add_table(Grammar *grammar);
/* An index, a view or a trigger on anything. */
void grammar_add_thing(Grammar *grammar, GPtrArray *to, const char *stem);
/* Lets column refer to a table that has a row for each of its own. */
void grammar_refer(Grammar *grammar, const Table *table, Column *column);
