/* SPDX-License-Identifier: Apache-2.0 */
/* schema.h: everything that a PostgreSQL schema, or several of one database, or a SQLite file holds, as plain data: no connection, no
 * SQL of its own, no object ids. Two are compared by it, in whatever order their objects were made. Of several schemas one is the main
 * one: what it is called does not matter; the others are what they are called.
 * A schema is built by one thread; from dln_schema_finish on it is constant, and every thread may read it. */
#pragma once

#include <gio/gio.h>

#include "base/engine_kind.h"

/* In the order in which they are listed. */
typedef enum {
    DLN_OBJECT_SCHEMA, /* where several are read: each of them, the main one too */
    DLN_OBJECT_EXTENSION,
    DLN_OBJECT_COLLATION,
    DLN_OBJECT_DICTIONARY, /* of text search; so is the configuration */
    DLN_OBJECT_CONFIGURATION,
    DLN_OBJECT_CONVERSION,
    DLN_OBJECT_ENUM,
    DLN_OBJECT_DOMAIN,
    DLN_OBJECT_DOMAIN_CONSTRAINT, /* parent: the domain */
    DLN_OBJECT_COMPOSITE,         /* its attributes are columns */
    DLN_OBJECT_RANGE,
    DLN_OBJECT_CAST, /* the database's own: only where a type or its function is in this schema; called "text AS mood" */
    DLN_OBJECT_OPERATOR,
    DLN_OBJECT_OPERATOR_FAMILY,
    DLN_OBJECT_OPERATOR_CLASS,
    DLN_OBJECT_FUNCTION,
    DLN_OBJECT_PROCEDURE,
    DLN_OBJECT_AGGREGATE,
    DLN_OBJECT_SEQUENCE, /* without those behind an identity column: they are the column's */
    DLN_OBJECT_TABLE,    /* partitions and foreign tables too */
    DLN_OBJECT_COLUMN,   /* parent: the table, composite type, view or materialized view */
    DLN_OBJECT_CONSTRAINT,
    DLN_OBJECT_INDEX, /* without those that a constraint makes */
    DLN_OBJECT_STATISTICS, /* parent NULL: those in another schema than their table */
    DLN_OBJECT_VIEW,
    DLN_OBJECT_MATERIALIZED_VIEW,
    DLN_OBJECT_RULE,
    DLN_OBJECT_TRIGGER,
    DLN_OBJECT_EVENT_TRIGGER, /* the database's own: only where its function is in this schema */
    DLN_OBJECT_POLICY,
    DLN_OBJECT_PRIVILEGES, /* on the schema itself, and on what is made in it later: see dln_schema_show_privileges() */
    DLN_OBJECT_OTHER, /* what the model does not take apart: named, so that its absence is seen, and told apart by "definition" */
    DLN_N_OBJECT_KINDS
} DlnObjectKind;

/* "materialized view". */
const char *dln_object_kind_name(DlnObjectKind kind);

/* One thing is called by this, within its schema. Names are as the engine knows them, unquoted. */
typedef struct {
    DlnObjectKind kind;
    const char *parent;    /* the relation or domain that it belongs to; NULL: none */
    const char *name;
    const char *arguments; /* types of a function's, procedure's, aggregate's or operator's; the access method of an operator class or
                            * family; NULL for everything else */
    const char
        *schema; /* where it is, or what it belongs to; NULL: in the main schema, or in none */
} DlnObjectId;

/* A value that is not at its default; a property that is not there has the value NULL. */
typedef struct {
    const char *name; /* interned */
    const char *value;
} DlnProperty;

typedef struct DlnTexts DlnTexts;

typedef struct {
    DlnObjectId id;
    GArray *properties;    /* (element-type DlnProperty): sorted by name from dln_schema_finish on */
    GArray *needs;         /* (element-type DlnObjectId): what must be there before it; no part of equality */
    GPtrArray *grants;     /* (nullable) (element-type utf8): statements that make its owner and privileges what they are, where those are
                            * not the usual; for who makes it anew; no part of equality */
    GPtrArray *privileges; /* (nullable) (element-type utf8): see dln_object_permit() */
    DlnTexts *texts;       /* what its strings are in */
    guint position;        /* of a column in its table, from 1; of anything else it says nothing; no part of equality */
} DlnObject;

typedef struct {
    DlnEngineKind engine;
    char *
        name; /* of the schema it was read from, of several the main one; no part of equality; SQLite: "main" */
    GPtrArray *
        objects; /* (element-type DlnObject): sorted by kind, schema, parent, name and arguments from dln_schema_finish on */
    GPtrArray *left_out; /* (element-type DlnObject): what a filter has taken out, and is there all the same; no part of equality */
    GPtrArray *hidden; /* (element-type DlnObject): those of the kind PRIVILEGES, while nobody asks for them */
    GPtrArray *
        beside; /* (element-type utf8): of a whole database, what is in none of its schemas and not taken apart: "publication p\n" and
                        * a text that tells it from another one; no part of equality */
    GPtrArray *
        given; /* (element-type utf8): what whoever it was read by gives of all that is made, in whatever schema: GRANT SELECT ON TABLES TO
                * app, REVOKE EXECUTE ON ROUTINES FROM PUBLIC; no part of equality */
    gboolean shows_privileges;
    DlnTexts *texts;
    GHashTable *index; /* (element-type DlnObjectId DlnObject): of objects, from dln_schema_finish on */
} DlnSchema;

/* ---- building ---- */

DlnSchema *dln_schema_new(DlnEngineKind engine, const char *name);
void dln_schema_free(DlnSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnSchema, dln_schema_free)

/* Adds an object; id's strings are copied. (transfer none) */
DlnObject *dln_schema_add(DlnSchema *schema, const DlnObjectId *id);
/* Sets a property once; value NULL: nothing. */
void dln_object_set(DlnObject *object, const char *property, const char *value);
/* object cannot be made before needed; what is not in the schema in the end is ignored. */
void dln_object_need(DlnObject *object, const DlnObjectId *needed);
/* Adds a statement to the object's grants. */
void dln_object_grant(DlnObject *object, const char *statement);
/* Adds what somebody may do with the object beyond the usual, GRANT SELECT TO app, GRANT UPDATE (email) TO app WITH GRANT OPTION, or may
 * not do of it, REVOKE EXECUTE FROM PUBLIC: one privilege of one role each, names quoted. What its owner may do is left out. What is
 * made later says what it is, who makes it and, but for the main schema, where: FOR ROLE bob IN SCHEMA s GRANT SELECT ON TABLES TO app. */
void dln_object_permit(DlnObject *object, const char *privilege);
/* The object of the kind PRIVILEGES that is called so, made where there is none. (transfer none) */
DlnObject *dln_schema_add_privileges(DlnSchema *schema, const char *name);
/* Sorts, and drops needs that are not in the schema, of the object itself, or said twice. Two objects of one id are an INTERNAL
 * error: the reader is wrong. */
gboolean dln_schema_finish(DlnSchema *schema, GError **error);

/* Of a finished schema: moves the object at that place of the list to left_out. What needs it is not looked at. */
void dln_schema_leave_out(DlnSchema *schema, guint place);

/* Makes privileges a part of equality, of a finished schema that nobody else has yet: the property "privileges", a list as
 * dln_property_list() reads it. Errors: as dln_schema_finish. */
gboolean dln_schema_show_privileges(DlnSchema *schema, GError **error);

/* ---- reading ---- */

/* Of a finished schema. NULL: not there. (transfer none) */
const DlnObject *dln_schema_find(const DlnSchema *schema, const DlnObjectId *id);
/* What SQL calls so, with search_path at the main schema: t, billing."T". (transfer none) */
const DlnObject *dln_schema_find_text(
    const DlnSchema *schema, DlnObjectKind kind, const char *text);
/* The objects of a kind that belong to parent, of which its name and schema are looked at, in order of their names; a column's place is
 * its position. parent NULL: those that belong to none. (transfer container) (element-type DlnObject) */
GPtrArray *dln_schema_children(
    const DlnSchema *schema, DlnObjectKind kind, const DlnObjectId *parent);
/* What id belongs to: a table, view, composite type or domain. NULL: nothing, or it is not there. (transfer none) */
const DlnObject *dln_schema_parent(const DlnSchema *schema, const DlnObjectId *id);
/* NULL: not set. */
const char *dln_object_get(const DlnObject *object, const char *property);
/* Whether the property is "true". */
gboolean dln_object_is(const DlnObject *object, const char *property);
/* The name and schema of what it belongs to, for dln_schema_children(). Borrows from id. */
DlnObjectId dln_object_id_parent(const DlnObjectId *id);
/* -1, 0, 1: the order of the objects in a schema. */
int dln_object_id_compare(const DlnObjectId *a, const DlnObjectId *b);
/* users.avatar_url, total(integer, text), billing.invoices.total: for people and messages, not for SQL. (transfer full) */
char *dln_object_id_text(const DlnObjectId *id);

/* Lists stand in a property as literals, 'a', 'it''s': any text can be in them. (transfer full) */
GStrv dln_property_list(const char *value);

/* ---- comparing ---- */

/* Equal: of one engine, with the same objects of the same properties. The order of columns is no difference. */
gboolean dln_schema_equal(const DlnSchema *a, const DlnSchema *b);

/* SHA-256 in hexadecimal digits of what dln_schema_equal looks at: equal schemas, and only they, have the same. (transfer full) */
char *dln_schema_fingerprint(const DlnSchema *schema);

typedef enum {
    DLN_DIFFERENCE_MISSING, /* is in from alone */
    DLN_DIFFERENCE_EXTRA,   /* is in to alone */
    DLN_DIFFERENCE_CHANGED, /* a property; one difference for each */
} DlnDifferenceKind;

/* Borrows from both schemas. */
typedef struct {
    DlnDifferenceKind kind;
    const DlnObject *from; /* NULL for EXTRA */
    const DlnObject *to;   /* NULL for MISSING */
    const char *property;  /* CHANGED */
    const char *before;    /* (nullable) */
    const char *after;     /* (nullable) */
} DlnDifference;

/* What is different in to, in the order of the objects; empty exactly when they are equal. What belongs to a missing or extra
 * object is not listed beside it. The list must not outlive the schemas. Both of one engine. (transfer full) (element-type
 * DlnDifference) */
GPtrArray *dln_schema_compare(const DlnSchema *from, const DlnSchema *to);

/* One line for people, control characters made visible: "column users.avatar_url: type varchar(500) -> text",
 * "index orders.orders_by_day: missing". (transfer full) */
char *dln_difference_text(const DlnDifference *difference);
/* All of dln_schema_compare() as such lines. (transfer full) */
GStrv dln_difference_lines(const DlnSchema *from, const DlnSchema *to);
/* The first of them for the end of a message, each after a line's end and indented, and how many more there are. (transfer full) */
char *dln_difference_list(const DlnSchema *from, const DlnSchema *to);
