/* SPDX-License-Identifier: Apache-2.0 */
/* grammar.h: a made-up schema as plain numbers, so that a copy is an assignment; for the generate*.c files alone.
 * Things are called by a letter and a number that no other thing has. What refers to something that is not there any more is left out
 * where the schema is printed: so each edit leaves a schema that loads. */
#pragma once

#include <glib.h>

#define MAX_TABLES 6
#define MAX_COLUMNS 8
#define MAX_PARTS 4
#define MAX_OF_A_TABLE 4
#define MAX_VIEWS 6
#define MAX_TYPES 3
#define MAX_FUNCTIONS 3
#define MAX_LABELS 8
#define MAX_EXTRAS 8

typedef enum {
    FAMILY_NUMBER,
    FAMILY_TEXT,
    FAMILY_TIME,
    FAMILY_OTHER, /* each type by itself: nothing is cast into another */
    FAMILY_ENUM,
    FAMILY_DOMAIN,
    FAMILY_REFERENCE, /* of the type of the key it refers to */
} Family;

typedef struct {
    guint name; /* 0: not there */
    Family family;
    guint type; /* of the family: an index, or the name of the enum, domain or table */
    gboolean is_array;
    gboolean not_null;
    guint default_value; /* 0: none */
    guint check;         /* 0: none */
    gboolean is_unique;
    guint generated; /* 0: not; else the factor, of the table's key */
    guint comment;
    guint storage;
    guint variant; /* of a reference: whether it is deferrable, or not valid */
} Column;

typedef struct {
    guint name;
    guint columns[2]; /* the second may be 0 */
    gboolean is_unique, is_descending, has_where, is_expression;
    guint comment;
} Index;

typedef struct {
    guint name;
    guint event, function, comment;
    gboolean is_disabled;
} Trigger;

typedef struct {
    guint name;
    guint command, condition, role;
    gboolean is_restrictive;
} Policy;

typedef struct {
    guint name;
    guint bound;
    gboolean is_detached;
    gboolean has_index; /* of its own, like the first of its table's */
} Partition;

typedef enum { KEY_PLAIN, KEY_ALWAYS, KEY_BY_DEFAULT, KEY_SERIAL, N_KEYS } KeyKind;

typedef struct {
    guint name;
    guint order; /* a seed for the order of columns */
    KeyKind key;
    gboolean is_big;
    gboolean has_primary_key;
    guint partition_by; /* 0: not; else range, list, hash of the key */
    guint parent;       /* the name of a table that stands before it, or 0 */
    gboolean is_unlogged, has_row_security;
    guint fillfactor, comment;
    Column columns[MAX_COLUMNS];
    Partition parts[MAX_PARTS];
    Index indexes[MAX_OF_A_TABLE];
    Trigger triggers[MAX_OF_A_TABLE];
    Policy policies[MAX_OF_A_TABLE];
} Table;

typedef struct {
    guint name;
    guint over; /* the name of a table, or of a view that stands before it */
    gboolean is_materialized, has_where, has_barrier;
    guint columns[MAX_COLUMNS]; /* in this order; those that over does not show are left out */
    guint comment;
    gboolean is_granted;
} View;

typedef struct {
    guint name;
    guint labels[MAX_LABELS]; /* in order */
    guint comment;
} Enum;

typedef struct {
    guint name;
    guint limit; /* of its check; 0: none */
    guint default_value;
    gboolean is_text;
    guint comment;
} Domain;

typedef struct {
    guint name;
    guint body, volatility, comment;
    gboolean is_strict, is_wide; /* wide: returns bigint */
} Function;

typedef struct {
    guint name;
    guint increment, comment;
    gboolean is_big;
} Sequence;

/* What has a name and a variant; see generate_more.c. */
typedef enum {
    EXTRA_STATISTICS,
    EXTRA_RULE,
    EXTRA_CHECK,
    EXTRA_UNIQUE,
    EXTRA_UNIQUE_AGAIN, /* twice as often */
    EXTRA_EXCLUSION,
    EXTRA_EVENT_TRIGGER,
    EXTRA_AGGREGATE,
    EXTRA_PROCEDURE,
    EXTRA_RANGE,
    EXTRA_COMPOSITE,
    N_EXTRAS
} ExtraKind;

typedef struct {
    guint name;
    ExtraKind kind;
    guint table; /* the name of that which it stands on, if it does */
    guint columns[2];
    guint variant; /* < 12 */
    guint comment;
} Extra;

typedef struct {
    guint last_name;
    Table tables[MAX_TABLES];
    View views[MAX_VIEWS];
    Enum enums[MAX_TYPES];
    Domain domains[MAX_TYPES];
    Function functions[MAX_FUNCTIONS];
    Sequence sequences[MAX_TYPES];
    Extra extras[MAX_EXTRAS];
} Grammar;

/* ---- for all of them ---- */

/* 0 ≤ it < n. */
static inline guint grammar_pick(GRand *rand, guint n)
{
    return (guint)g_rand_int_range(rand, 0, (gint32)n);
}

static inline gboolean grammar_chance(GRand *rand, guint percent)
{
    return grammar_pick(rand, 100) < percent;
}

extern const char *const grammar_numbers[];
extern const char *const grammar_texts[];
extern const char *const grammar_times[];
extern const char *const grammar_others[];
guint grammar_n_types(Family family);

const Table *grammar_table(const Grammar *grammar, guint name);
const Column *grammar_column(const Table *table, guint name);
/* NULL: it is not printed. */
const Column *grammar_shown(const Grammar *grammar, const Table *table, guint name);
/* (nullable): the table that it inherits from. */
const Table *grammar_parent(const Grammar *grammar, const Table *table);

void grammar_make(Grammar *grammar, GRand *rand);
void grammar_new_column(Grammar *grammar, const Table *table, GRand *rand, Column *out_column);
void grammar_new_table(Grammar *grammar, GRand *rand, Table *out_table);
void grammar_new_index(Grammar *grammar, const Table *table, GRand *rand, Index *out_index);
void grammar_new_trigger(Grammar *grammar, GRand *rand, Trigger *out_trigger);
void grammar_new_policy(Grammar *grammar, GRand *rand, Policy *out_policy);
void grammar_new_view(Grammar *grammar, guint before, GRand *rand, View *out_view);
void grammar_new_enum(Grammar *grammar, GRand *rand, Enum *out_enum);
void grammar_new_domain(Grammar *grammar, GRand *rand, Domain *out_domain);
void grammar_new_function(Grammar *grammar, GRand *rand, Function *out_function);
void grammar_new_sequence(Grammar *grammar, GRand *rand, Sequence *out_sequence);

/* generate_more.c */
void grammar_make_more(Grammar *grammar, GRand *rand);
void grammar_change_extra(Grammar *grammar, GRand *rand);
void grammar_change_parent(Grammar *grammar, GRand *rand);
void grammar_print_more(const Grammar *grammar, gboolean of_tables, GString *out);
void grammar_print_composite_columns(const Grammar *grammar, const Table *table, GString *out);

/* One change. */
void grammar_edit(Grammar *grammar, GRand *rand);

/* (transfer full) */
char *grammar_print(const Grammar *grammar);
