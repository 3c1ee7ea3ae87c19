/* SPDX-License-Identifier: Apache-2.0 */
/* builder.h: what the create_*.c files share: the list of statements, and what has been made so far. For them alone. */
#pragma once

#include "model/schema.h"

typedef struct {
    const DlnSchema *schema;
    const char *into;
    GPtrArray *statements; /* (element-type utf8) */
    GHashTable *begun;     /* (key-type DlnObject) (set): made, or being made */
    GHashTable *made;      /* (key-type DlnObject) (set) */
    GPtrArray *later;      /* (element-type DlnObject): parts of a table that could not be made with it */
    gboolean is_replacing; /* CREATE OR REPLACE, of what can be made so */
    GError *error;
} DlnBuilder;

/* A finished statement; takes it. */
void dln_builder_take(DlnBuilder *builder, char *statement);
void dln_builder_add(DlnBuilder *builder, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* before VALUE behind, where the property is set; as it is, or as a literal of PostgreSQL. */
void dln_create_append(GString *sql, const char *before, const DlnObject *object, const char *property,
    const char *behind);
void dln_create_append_literal(GString *sql, const char *before, const DlnObject *object, const char *property);
/* words, where the property is "true". */
void dln_create_append_flag(GString *sql, const char *words, const DlnObject *object, const char *flag);

/* The statements of one engine. */
void dln_create_sqlite(DlnBuilder *builder);
void dln_create_postgres(DlnBuilder *builder);

/* PostgreSQL: an object's name, or the table's, as SQL writes it: outside the main schema with its schema before it, but for what stands
 * beside its table's name. (transfer full) */
char *dln_create_name(const DlnObject *object);
/* Without its schema: behind RENAME TO, and of an index that is made. */
char *dln_create_own_name(const DlnObject *object);
/* schema: (nullable) */
char *dln_create_place(const char *schema, const char *name);
char *dln_create_parent(const DlnObject *object);

/* Each makes one object of these kinds; everything that it needs is there. */
void dln_create_table(DlnBuilder *builder, const DlnObject *table);
void dln_create_constraint(DlnBuilder *builder, const DlnObject *constraint);
void dln_create_default(DlnBuilder *builder, const DlnObject *column);
void dln_create_index(DlnBuilder *builder, const DlnObject *index);
/* Whether an index or key of a partitioned table must not look for its parts by itself: some partitions have none, or more than one that
 * would do; its parts, attached to it when it has been made. */
gboolean dln_create_is_apart(const DlnSchema *schema, const DlnObject *whole);
void dln_create_parts(DlnBuilder *builder, const DlnObject *whole);
void dln_create_type(DlnBuilder *builder, const DlnObject *type);
void dln_create_cast(DlnBuilder *builder, const DlnObject *cast);
void dln_create_operator(DlnBuilder *builder, const DlnObject *object);
void dln_create_family(DlnBuilder *builder, const DlnObject *family);
void dln_create_class(DlnBuilder *builder, const DlnObject *object);
void dln_create_dictionary(DlnBuilder *builder, const DlnObject *dictionary);
void dln_create_configuration(DlnBuilder *builder, const DlnObject *configuration);
/* ADD MAPPING FOR a, b WITH d: a statement for all tokens that are looked up alike. word: "ADD" or "ALTER"; mappings: "a WITH d" each,
 * ends with NULL. */
void dln_create_mappings(DlnBuilder *builder, const DlnObject *configuration, const char *word,
    char *const *mappings);
void dln_create_sequence(DlnBuilder *builder, const DlnObject *sequence);
void dln_create_function(DlnBuilder *builder, const DlnObject *function);
void dln_create_aggregate(DlnBuilder *builder, const DlnObject *aggregate);
void dln_create_view(DlnBuilder *builder, const DlnObject *view);
/* Triggers, rules, policies, event triggers, statistics, conversions. */
void dln_create_attached(DlnBuilder *builder, const DlnObject *object);
/* What makes of a table that has its columns, constraints and indexes all that it is to be. */
void dln_create_table_rest(DlnBuilder *builder, const DlnObject *table);
/* ALTER TABLE … CLUSTER ON, where it is said. */
void dln_create_cluster(DlnBuilder *builder, const DlnObject *relation);
/* A column or constraint as it stands in CREATE TABLE and behind ADD; GENERATED … AS IDENTITY, NULL without one. (transfer full) */
char *dln_create_column_text(DlnBuilder *builder, const DlnObject *table, const DlnObject *column);
char *dln_create_constraint_text(const DlnObject *constraint);
char *dln_create_identity_text(const DlnObject *column);
/* What a constraint has that ADD CONSTRAINT cannot say, comments included. */
void dln_create_constraint_rest(DlnBuilder *builder, const DlnObject *constraint);
/* The sequence of a serial column, where it is one, counts as made with it. */
void dln_create_mark_serial(DlnBuilder *builder, const DlnObject *column);
/* DISABLE, ENABLE REPLICA, ENABLE ALWAYS of a trigger or rule; NULL: as it is made. */
const char *dln_create_enabled_words(const DlnObject *object);
/* "COLUMN t.c", "FUNCTION f(integer)": what COMMENT ON and DROP call it. (transfer full) */
char *dln_create_target(const DlnObject *object);
/* COMMENT ON, where there is one. */
void dln_create_comment(DlnBuilder *builder, const DlnObject *object);
/* a IN ('b') over a varchar is a = ANY (ARRAY[('b'::character varying)::text]) in a model, which is not what the server makes of the
 * first, though it means the same: without the cast it is, and pg_dump prints the same. Takes statement. (transfer full) */
char *dln_create_as_written(char *statement);
/* GRANT and REVOKE of what object's privileges are to be, and are not yet: lists as the property "privileges" has them. */
void dln_create_privileges(
    DlnBuilder *builder, const DlnObject *object, char *const *from, char *const *to);
/* All of the schema, beyond the usual. */
void dln_create_all_privileges(DlnBuilder *builder);
/* What a column has that CREATE cannot say, comment included. */
void dln_create_column_rest(DlnBuilder *builder, const DlnObject *column, const char *alter);

/* Whether all that object needs is there; of is what is being made, and counts as there. */
gboolean dln_create_is_ready(const DlnBuilder *builder, const DlnObject *object, const DlnObject *of);
/* serial, bigserial, smallserial for a column of its type; NULL: there is none. */
const char *dln_create_serial_type(const DlnObject *column);
/* Whether the column can be written as serial: its sequence is not there yet. */
gboolean dln_create_is_serial(const DlnBuilder *builder, const DlnObject *column);
/* The column that owns the sequence; NULL: none. */
const DlnObject *dln_create_owner_column(const DlnSchema *schema, const DlnObject *sequence);
/* The column whose sequence this is, where both together are what serial makes; NULL: a sequence like any other. */
const DlnObject *dln_create_serial_column(const DlnSchema *schema, const DlnObject *sequence);
/* The sequence of a serial column; NULL: it is none. */
const DlnObject *dln_create_serial_sequence(const DlnSchema *schema, const DlnObject *column);
