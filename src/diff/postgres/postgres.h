/* SPDX-License-Identifier: Apache-2.0 */
/* postgres.h: what the postgres*.c files share: every object as it is and as it is to be, what happens to it, and when. For them
 * alone. */
#pragma once

#include "dialect/postgres/builder.h"
#include "diff/builder.h"

typedef enum {
    DLN_FATE_KEEP,
    DLN_FATE_CHANGE, /* altered, or replaced where it stands */
    DLN_FATE_REMAKE, /* is on both sides, but has to go and to be made again */
    DLN_FATE_DROP,
    DLN_FATE_CREATE,
} DlnFate;

/* What happens to one object happens at up to three moments, with others between them. */
typedef enum {
    DLN_MOMENT_BEFORE, /* it goes, or makes room: a default is dropped, a type renamed */
    DLN_MOMENT_MAIN,   /* it is made or changed */
    DLN_MOMENT_AFTER, /* what needs others that need it: a partition is attached, the renamed type dropped */
    DLN_N_MOMENTS
} DlnMoment;

typedef enum {
    DLN_VISIT_NONE,
    DLN_VISIT_UNDER_WAY,
    DLN_VISIT_DONE,
} DlnVisit;

/* One object on both sides. */
typedef struct DlnPair {
    const DlnObject *from; /* NULL: it is not there yet */
    const DlnObject *to;   /* NULL: it is not to be there */
    struct DlnPair
        *owner_from; /* (nullable) what goes takes it along: its table, a sequence's column */
    struct DlnPair *owner_to;
    GPtrArray *dependents; /* (element-type DlnPair) (nullable): need it, as things are */
    GPtrArray
        *parts; /* (element-type DlnPair) (nullable): those whose owner it is, on either side */
    DlnFate fate;
    gboolean goes_along;  /* dropped with its owner */
    gboolean comes_along; /* made with its owner */
    gboolean
        is_moved; /* a type or table: renamed out of the way, and dropped when nothing is left in it */
    gboolean is_refilled;    /* a partition whose rows come back with those of the whole */
    gboolean is_saved;       /* a moved table's rows are put aside */
    gboolean resets_default; /* a column whose default has to go first */
    gboolean is_retyped;     /* a column whose values are written anew */
    gboolean is_parked;      /* one that holds texts while what has its row type is changed */
    gboolean is_reattached;  /* a partition that gives an index free by being none for a moment */
    gboolean is_behind_attach; /* an index that the whole's would take for a part */
    struct DlnPair *takes;   /* (nullable): the index that a new key stands on, */
    struct DlnPair *taken_by; /* (nullable): and that key: the index stays, called as the key is */
    DlnVisit visits[DLN_N_MOMENTS];
} DlnPair;

typedef struct {
    DlnDiffBuilder *out;
    const DlnSchema *from;
    const DlnSchema *to;
    GPtrArray *pairs;    /* (element-type DlnPair): in the order of the objects */
    GHashTable *pair_of; /* (key-type DlnObject) (value-type DlnPair): those of both sides */
    GHashTable
        *going; /* (key-type utf8) (value-type GPtrArray of DlnPair): the names that become free */
    GHashTable *
        named; /* (key-type utf8) (value-type GPtrArray of DlnPair): what a body may name, of what is made or changed */
    GHashTable *wholes[2]; /* (key-type utf8) (value-type DlnPair): indexes and keys of partitioned
                              tables by name: as they are, and as they are to be */
    DlnBuilder maker; /* writes objects of to */
    GPtrArray *steps; /* (element-type DlnPgStep) */
} DlnTransition;

/* What is written, before it is put into parts. */
typedef enum {
    DLN_STAGE_LABELS,  /* values of enums: no statement of the same transaction may use them */
    DLN_STAGE_UNINDEX, /* online: indexes dropped concurrently */
    DLN_STAGE_MAIN,
    DLN_STAGE_FILL,   /* online: rows get values, when the locks of the main stage are gone */
    DLN_STAGE_CHECK,  /* online: checks that none is NULL, not valid yet */
    DLN_STAGE_PROVE,  /* online: those validated */
    DLN_STAGE_INDEX,  /* online: indexes made concurrently */
    DLN_STAGE_ATTACH, /* online: NOT NULL, which is proven, before the keys that want it; constraints of such indexes, and what needs
                         them, not valid yet */
    DLN_STAGE_VALIDATE, /* online: constraints validated */
    DLN_N_STAGES
} DlnStage;

typedef struct {
    DlnStage stage;
    const DlnObject *about;
    const char *heading; /* (nullable): for people, instead of what it is about: a setting */
    char *sql;
    GPtrArray *losses; /* (element-type utf8): as of a DlnDiffStep, which gets them */
    GPtrArray *notes;  /* (element-type utf8) */
    char *joins; /* (nullable): what sql begins with where the statements of one table that begin so go as one: the table is written anew
                    once, and not for each of them */
} DlnPgStep;

/* ---- pairs (pairs.c) ---- */

void dln_pairs_make(DlnTransition *transition);
void dln_pair_free(gpointer pair);
/* What stands at id, on one side; NULL: nothing. */
DlnPair *dln_pair_find(
    const DlnTransition *transition, const DlnSchema *side, const DlnObjectId *id);
/* (nullable): what the pair's object of that side belongs to. */
DlnPair *dln_pair_parent(const DlnTransition *transition, const DlnPair *pair);
gboolean dln_pair_differs(const DlnPair *pair, const char *property);
/* Whether anything but these differs; names end with NULL. */
gboolean dln_pair_differs_beside(const DlnPair *pair, const char *const *properties);
/* Whether the object of from is there no more, or is made anew. */
gboolean dln_pair_goes(const DlnPair *pair);
/* Whether the object of to is made, whether or not there was one. */
gboolean dln_pair_comes(const DlnPair *pair);
/* Either side: for what both have in common. */
const DlnObject *dln_pair_any(const DlnPair *pair);
DlnObjectKind dln_pair_kind(const DlnPair *pair);
/* What shares its name with all relations; what is a type and nothing else. */
gboolean dln_object_is_relation(const DlnObject *object);
gboolean dln_object_is_type(const DlnObject *object);
/* Whether its rows have a type of its name. */
gboolean dln_object_has_row_type(const DlnObject *object);
/* Whether a constraint stands on an index. */
gboolean dln_object_has_index(const DlnObject *object);

/* part goes when whole does. */
void dln_pair_add_part(DlnPair *whole, DlnPair *part);

/* ---- indexes of partitioned tables (part.c) ---- */

/* Fills transition->wholes. */
void dln_parts_find_wholes(DlnTransition *transition);
/* (nullable): the partitioned table's index or key that the index of a partition, or its key's, is a part of. */
DlnPair *dln_part_whole(
    const DlnTransition *transition, const DlnSchema *side, const DlnObject *part);
/* Whether its table stops being a partition, or begins to: by that it is a part no more, or becomes one. */
gboolean dln_part_is_released(const DlnTransition *transition, const DlnPair *part);
gboolean dln_part_is_attached(const DlnTransition *transition, const DlnPair *part);
/* Whether a key of a partition stands on an index that goes with the whole. */
gboolean dln_part_has_key(const DlnPair *whole);
/* Whether parts of it would have other names or comments when the server has made it again for a column's new type. */
gboolean dln_part_is_made_otherwise(const DlnTransition *transition, const DlnPair *whole);
/* Of an index or key that has just been made or changed: it becomes a part where no table does it. */
void dln_write_part(DlnTransition *transition, const DlnPair *pair);

gboolean dln_object_is_foreign_key(const DlnObject *object);
/* Whether table is whole, as things are, or a partition of it or of one of its partitions. */
gboolean dln_table_is_below(
    const DlnTransition *transition, const DlnPair *table, const DlnPair *whole);
/* The foreign keys to what table is a partition of: they refer to its rows as well. (transfer container) (element-type DlnPair) */
GPtrArray *dln_table_references(const DlnTransition *transition, const DlnPair *table);
/* Whether the constraint is what a partition keeps of that of its whole when it is detached, or a child when it leaves its parent. */
gboolean dln_part_is_left_behind(const DlnTransition *transition, const DlnPair *constraint);
/* Whether the constraint becomes that of the whole when its table is attached. */
gboolean dln_part_is_taken(const DlnTransition *transition, const DlnPair *constraint);
/* In front of ATTACH: a check of the whole, which it must have. */
void dln_write_attaching(DlnTransition *transition, const DlnPair *table);
/* Behind DETACH and NO INHERIT: of what is left, what is not to be the table's own goes. */
void dln_write_detached(DlnTransition *transition, const DlnPair *table);

/* ---- indexes of a partition that look the same (twin.c) ---- */

/* Marks the partitions whose index or key is no part any more of a whole that stays. */
void dln_parts_let_off(DlnTransition *transition);
/* What could be taken for the part that it is, when its table is attached. (transfer container) (element-type DlnPair) */
GPtrArray *dln_part_twins(const DlnTransition *transition, const DlnPair *part);

/* ---- tables that inherit (inherit.c) ---- */

/* Whether what differs of parents and columns, and of what checks new parents bring, can be had in place. */
gboolean dln_table_can_inherit(const DlnTransition *transition, const DlnPair *table);
/* Whether a child has the column (nullable) of its parents alone. */
gboolean dln_column_is_inherited(const DlnObject *column);
/* The parents that a table gets and those that it leaves, as SQL writes them. (transfer full) */
GStrv dln_table_new_parents(const DlnPair *table);
GStrv dln_table_old_parents(const DlnPair *table);
/* Whether a table must have the new parents before it leaves the old ones: without any its columns would become its own. */
gboolean dln_table_swaps_parents(const DlnTransition *transition, const DlnPair *table);
/* Whether a table becomes a child of it, and so must find it as it is to be. */
gboolean dln_table_is_joined(const DlnTransition *transition, const DlnPair *parent);
/* The same column of the tables that were and stay its table's children or partitions. (element-type DlnPair) */
GPtrArray *dln_column_below(const DlnTransition *transition, const DlnPair *column);
/* For people: "animals.age"; where the tables below share what happens to it, "animals.age, also in dogs, cats". (transfer full) */
char *dln_column_family_text(const DlnTransition *transition, const DlnPair *column);
/* Whether a child keeps the column when it goes. */
gboolean dln_column_leaves_children(const DlnTransition *transition, const DlnPair *column);

/* (nullable): the table that object's columns and constraints come from. */
DlnPair *dln_inherited_from(
    DlnTransition *transition, const DlnSchema *side, const DlnObject *object);
/* (nullable): what object is in that table. */
DlnPair *dln_inherited_counterpart(DlnTransition *transition, const DlnSchema *side,
    const DlnObject *object, const DlnPair *table);

/* ---- keys that take an index (take.c) ---- */

/* Whether it is a primary or unique key. */
gboolean dln_object_is_key(const DlnObject *object);
/* A key's columns as an index says them: "(a, b) INCLUDE (c)". (transfer full) */
char *dln_key_columns(const DlnObject *key);
void dln_takes_find(DlnTransition *transition);
/* The index goes all the same: the key needs a new one. */
void dln_take_forget(DlnPair *index);
void dln_write_taken(DlnTransition *transition, const DlnPair *key);

/* ---- names (names.c) ---- */

/* The names that the pair's object has, in a table of them (key-type utf8) (value-type GPtrArray of DlnPair). */
void dln_names_take(GHashTable *names, const DlnObject *object, DlnPair *pair);
/* That of the sequence behind an identity column as it is. */
void dln_names_take_identity(GHashTable *names, DlnPair *column);
gboolean dln_names_have(GHashTable *names, const DlnObject *object);
/* Those whose names the object of to takes; they have to go first. (transfer container) (element-type DlnPair) */
GPtrArray *dln_names_rivals(DlnTransition *transition, const DlnPair *pair);

/* ---- fates (fate.c, fate_rules.c) ---- */

void dln_fates_decide(DlnTransition *transition);
/* Whether what differs can be altered, or replaced, in place. */
gboolean dln_fate_can_change(DlnTransition *transition, const DlnPair *pair);
/* The same of operators (operators.c). */
gboolean dln_operator_can_change(DlnTransition *transition, const DlnPair *pair);

/* ---- order (order.c) ---- */

/* Calls dln_write_moment() for everything that happens, each behind what must have happened. */
void dln_order_walk(DlnTransition *transition);

/* FALSE: it is under way already, or needs what is: then it must be tried again later. */
gboolean dln_order_visit(DlnTransition *transition, DlnPair *pair, DlnMoment moment);

/* Parts of it, about children and partitions (order_family.c); they return what that does. */
gboolean dln_order_release_parts(DlnTransition *transition, const DlnPair *gone);
gboolean dln_order_make_new_parents(DlnTransition *transition, const DlnPair *table);
gboolean dln_order_release_children(DlnTransition *transition, const DlnPair *pair);
gboolean dln_order_leave_parents(DlnTransition *transition, const DlnPair *column);
gboolean dln_order_retype_above(DlnTransition *transition, const DlnPair *column);
gboolean dln_order_drop_above(DlnTransition *transition, const DlnPair *column);
gboolean dln_order_attach_partitions(DlnTransition *transition, const DlnPair *table);
gboolean dln_order_make_partitions_parts(DlnTransition *transition, DlnPair *pair);
gboolean dln_order_clear_way(DlnTransition *transition, DlnPair *column);
/* Columns of a relation's row type are parked behind what goes of it, changed between, and get their type back in front of what is new. */
gboolean dln_order_park(DlnTransition *transition, DlnPair *parked);
gboolean dln_order_unpark(DlnTransition *transition, const DlnPair *parked);
gboolean dln_order_change_row_type(DlnTransition *transition, const DlnPair *column);
gboolean dln_order_change_above(DlnTransition *transition, const DlnPair *table);

/* ---- bodies (bodies.c) ---- */

/* Fills transition->named, when fates are decided. */
void dln_bodies_find_names(DlnTransition *transition);
/* What the function's body names, as far as it can be made in front of it. */
void dln_order_make_named(DlnTransition *transition, const DlnPair *function);
/* What is new to call, and functions that stay name: whatever is changed may call those. */
void dln_order_make_missed(DlnTransition *transition);

/* ---- writing ---- */

void dln_write_moment(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
/* Takes sql. (transfer none): its losses and notes can be told until the next one. */
DlnPgStep *dln_write(DlnTransition *transition, const DlnObject *about, char *sql);
DlnPgStep *dln_write_at(
    DlnTransition *transition, DlnStage stage, const DlnObject *about, char *sql);
/* Online: the steps from first on come when the indexes are there. */
void dln_write_behind_indexes(DlnTransition *transition, guint first);
/* What maker has written becomes steps. (transfer none) (nullable): the first. */
DlnPgStep *dln_write_made(DlnTransition *transition, const DlnObject *about);
void dln_write_comment(DlnTransition *transition, const DlnPair *pair);
/* What a type or table is called while it is out of the way, as SQL writes it; without its schema, behind RENAME TO. (transfer full) */
char *dln_moved_name(const DlnTransition *transition, const DlnObject *object);
char *dln_moved_own_name(const DlnTransition *transition, const DlnObject *object);
/* Appends "name = value" of the options that differ to set, and the names of those that are gone to reset. */
void dln_option_changes(const DlnPair *pair, GString *set, GString *reset);
/* SET and RESET of storage parameters that differ; before is "ALTER TABLE t". */
void dln_write_options(DlnTransition *transition, const DlnPair *pair, const char *before);
gboolean dln_is_online(const DlnTransition *transition);

/* Whether it becomes a partition, stops being one, or takes other rows. */
gboolean dln_table_changes_place(const DlnPair *pair);
/* The moments of one kind each. */
void dln_write_table(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_column(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_constraint(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_index(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_sequence(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_type(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_code(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_operator(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_search(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
/* What is dropped, made or changed as a whole. */
void dln_write_whole(DlnTransition *transition, const DlnPair *pair, DlnMoment moment,
    void (*make)(DlnTransition *transition, const DlnObject *object),
    void (*change)(DlnTransition *transition, const DlnPair *pair));

/* Of the sequence behind an identity column, as SQL writes it. (transfer full) */
char *dln_identity_name(const DlnObject *column);
/* The same for people. (transfer full) */
char *dln_identity_text(const DlnObject *column);
/* Parts of dln_write_column: NOT NULL, with values for the rows that have none (not_null.c); what is not a table's; what stands
 * behind an identity. */
void dln_write_not_null(DlnTransition *transition, const DlnPair *column);
void dln_write_attribute(DlnTransition *transition, DlnPair *pair, DlnMoment moment);
void dln_write_view_column(DlnTransition *transition, DlnPair *pair, const char *words);
void dln_write_identity(DlnTransition *transition, const DlnPair *column);
/* What does not come back of the rows of a table that is made anew. */
void dln_tell_moved_losses(
    const DlnTransition *transition, const DlnPair *table, GPtrArray *losses);
/* A table that has to be made anew: its rows, before anything of it goes. */
/* Where its rows come back, and once: those of a partition are among its whole's, which must have them when it goes. */
void dln_write_saved_rows(DlnTransition *transition, DlnPair *table);
/* And when it is there again, with its partitions. */
void dln_write_restored_rows(DlnTransition *transition, const DlnPair *pair);
/* What is left out of the comparison, and goes with what is made anew, as it was. */
void dln_write_left_out(DlnTransition *transition);
/* Everything that the schema to shows. */
void dln_write_privileges(DlnTransition *transition);
/* ADD, SET and DROP of options of a foreign table or its column. (transfer full) */
char *dln_server_option_changes(const char *from, const char *to);

/* ---- values of sequences (range.c) ---- */

typedef struct {
    gint64 increment;
    gint64 minimum;
    gint64 maximum;
    gint64 start;
    gboolean is_limited; /* by more than its type */
} DlnSequenceRange;

DlnSequenceRange dln_sequence_range(const DlnObject *sequence);
DlnSequenceRange dln_identity_range(const DlnObject *column);
/* What stands behind name, "MINVALUE ", in the column's identity_options. */
const char *dln_identity_option(const DlnObject *column, const char *name);
/* Whether a sequence that gets the range has to begin again. */
gboolean dln_range_begins_again(const DlnSequenceRange *from, const DlnSequenceRange *to);
/* Where it does not: a value outside of the new range would not let it be set. name: of the sequence, as SQL writes it. */
void dln_write_within(DlnTransition *transition, const DlnObject *about, const char *name,
    const DlnSequenceRange *from, const DlnSequenceRange *to);
/* A sequence that is new goes on behind the values that the column has, where they have come to its start; name: as SQL writes it. */
void dln_write_counting_on(DlnTransition *transition, const DlnObject *column, const char *name,
    const DlnSequenceRange *range);

/* ---- values (cast.c, fill.c) ---- */

/* How a value of the column's old type becomes one of the new: NULL: by itself. losses: gets what of it may be gone.
 * (transfer full) (nullable) */
char *dln_cast_using(DlnTransition *transition, const DlnPair *column, GPtrArray *losses);
/* Whether a key or a unique index has it. */
gboolean dln_column_is_unique(const DlnSchema *schema, const DlnObject *column);
/* Something of the type that is not NULL, for rows that need a value: of the column in to. (transfer full) */
char *dln_fill_value(DlnTransition *transition, const DlnObject *column);
/* Whether dln_fill_value() is the same for all rows, and costs nothing when a column is added with it. */
gboolean dln_fill_is_constant(DlnTransition *transition, const DlnObject *column);
/* UPDATE that fills the NULLs of column. (transfer full) */
char *dln_fill_statement(DlnTransition *transition, const DlnObject *column, const char *value);
gboolean dln_type_is_composite(const DlnSchema *schema, const char *type);
/* A type as it is underneath: a domain's base type, without a length. (transfer full) */
char *dln_type_base(const DlnSchema *schema, const char *type);
