/* SPDX-License-Identifier: Apache-2.0 */
/* create.c: the order in which the objects of a PostgreSQL schema are made: each behind what it needs, otherwise by kind and
 * name, so that the same model always gives the same text. What a single object looks like stands in the other files. */
#include <string.h>

#include "base/error.h"
#include "dialect/create.h"
#include "dialect/postgres/builder.h"
#include "dialect/quote.h"

static void make(DlnBuilder *builder, const DlnObject *object);

/* ---- what is there ---- */

/* What is made as a whole: of a column its table or composite type, of a serial column's sequence the table. */
static const DlnObject *whole_of(const DlnSchema *schema, const DlnObject *object)
{
    const DlnObject *whole;

    if (object->id.kind == DLN_OBJECT_SEQUENCE) {
        const DlnObject *column = dln_create_serial_column(schema, object);
        return column != NULL ? dln_schema_parent(schema, &column->id) : object;
    }
    if (object->id.kind != DLN_OBJECT_COLUMN && object->id.kind != DLN_OBJECT_CONSTRAINT)
        return object;
    whole = dln_schema_parent(schema, &object->id);
    return whole != NULL ? whole : object;
}

gboolean dln_create_is_ready(
    const DlnBuilder *builder, const DlnObject *object, const DlnObject *of)
{
    for (guint i = 0; i < object->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(object->needs, DlnObjectId, i);
        const DlnObject *needed = whole_of(builder->schema, dln_schema_find(builder->schema, need));

        if (needed != of && !g_hash_table_contains(builder->made, needed))
            return FALSE;
    }
    return TRUE;
}

static void make_needs(DlnBuilder *builder, const DlnObject *object)
{
    for (guint i = 0; i < object->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(object->needs, DlnObjectId, i);

        make(builder, dln_schema_find(builder->schema, need));
    }
}

/* ---- one object ---- */

static gboolean is_foreign_key(const DlnObject *constraint)
{
    return g_strcmp0(dln_object_get(constraint, "type"), "foreign key") == 0;
}

/* Foreign keys come last of all, so that their tables may need one another. */
static void make_parts_needs(DlnBuilder *builder, const DlnObject *whole)
{
    static const DlnObjectKind parts[] = {
        DLN_OBJECT_COLUMN, DLN_OBJECT_CONSTRAINT, DLN_OBJECT_DOMAIN_CONSTRAINT};

    for (guint p = 0; p < G_N_ELEMENTS(parts); p++) {
        g_autoptr(GPtrArray) children = dln_schema_children(builder->schema, parts[p], &whole->id);

        for (guint i = 0; i < children->len; i++) {
            if (!is_foreign_key(children->pdata[i]))
                make_needs(builder, children->pdata[i]);
        }
    }
}

/* Indexes and statistics stand behind their table. */
static void make_attached(DlnBuilder *builder, const DlnObject *relation)
{
    static const DlnObjectKind kinds[] = {DLN_OBJECT_INDEX, DLN_OBJECT_STATISTICS};

    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GPtrArray) attached =
            dln_schema_children(builder->schema, kinds[k], &relation->id);

        for (guint i = 0; i < attached->len; i++) {
            const DlnObject *object = attached->pdata[i];
            if (dln_create_is_apart(builder->schema, object))
                continue;
            make_needs(builder, object);
            if (dln_create_is_ready(builder, object, relation))
                make(builder, object);
        }
    }
}

static void add_switch(
    DlnBuilder *builder, const DlnObject *table, const char *flag, const char *words)
{
    g_autofree char *name = dln_create_name(table);

    if (dln_object_is(table, flag))
        dln_builder_add(builder, "ALTER TABLE %s %s", name, words);
}

void dln_create_cluster(DlnBuilder *builder, const DlnObject *relation)
{
    const char *index = dln_object_get(relation, "cluster_on");
    const char *words = relation->id.kind == DLN_OBJECT_TABLE ? "TABLE" : "MATERIALIZED VIEW";
    g_autofree char *name = dln_create_name(relation);

    if (index != NULL)
        dln_builder_add(builder, "ALTER %s %s CLUSTER ON %s", words, name, index);
}

void dln_create_table_rest(DlnBuilder *builder, const DlnObject *table)
{
    const char *identity = dln_object_get(table, "replica_identity");
    const char *parent = dln_object_get(table, "partition_of");
    g_autofree char *name = dln_create_name(table);

    /* Behind the indexes: some of these name one, and a partition's are taken for its parent's. */
    if (parent != NULL)
        dln_builder_add(builder, "ALTER TABLE %s ATTACH PARTITION %s %s", parent, name,
            dln_object_get(table, "bound"));
    if (identity != NULL && g_str_has_prefix(identity, "index "))
        dln_builder_add(builder, "ALTER TABLE %s REPLICA IDENTITY USING %s", name, identity);
    else if (identity != NULL)
        dln_builder_add(builder, "ALTER TABLE %s REPLICA IDENTITY %s", name,
            g_str_equal(identity, "full") ? "FULL" : "NOTHING");
    dln_create_cluster(builder, table);
    add_switch(builder, table, "row_security", "ENABLE ROW LEVEL SECURITY");
    add_switch(builder, table, "force_row_security", "FORCE ROW LEVEL SECURITY");
}

static void make_table(DlnBuilder *builder, const DlnObject *table)
{
    make_parts_needs(builder, table);
    dln_create_table(builder, table);
    g_hash_table_add(builder->made, (gpointer)table);
    make_attached(builder, table);
    dln_create_table_rest(builder, table);
}

static void make_view(DlnBuilder *builder, const DlnObject *view)
{
    dln_create_view(builder, view);
    g_hash_table_add(builder->made, (gpointer)view);
    make_attached(builder, view);
    dln_create_cluster(builder, view);
}

/* A type whose canonical function takes it must be there, empty, before the function. */
static void make_range(DlnBuilder *builder, const DlnObject *range)
{
    g_autofree char *name = dln_create_name(range);

    if (dln_object_get(range, "canonical") != NULL) {
        dln_builder_add(builder, "CREATE TYPE %s", name);
        g_hash_table_add(builder->made, (gpointer)range);
    }
    make_needs(builder, range);
    dln_create_type(builder, range);
}

static void make_type(DlnBuilder *builder, const DlnObject *type)
{
    make_parts_needs(builder, type);
    dln_create_type(builder, type);
}

/* The main one is where all of it is made. */
static void make_schema(DlnBuilder *builder, const DlnObject *schema)
{
    if (g_strcmp0(schema->id.name, builder->schema->name) == 0)
        dln_create_comment(builder, schema);
    else
        dln_create_type(builder, schema);
}

static void make_other(DlnBuilder *builder, const DlnObject *object)
{
    if (builder->error == NULL)
        dln_error_set(&builder->error, DUNLIN_ERROR_UNSUPPORTED, NULL,
            "the %s cannot be written as SQL", object->id.name);
}

typedef void (*Maker)(DlnBuilder *builder, const DlnObject *object);

/* Columns, constraints and domain constraints are made with what they belong to. */
static const Maker makers[DLN_N_OBJECT_KINDS] = {
    [DLN_OBJECT_SCHEMA] = make_schema,
    [DLN_OBJECT_EXTENSION] = dln_create_type,
    [DLN_OBJECT_COLLATION] = dln_create_type,
    [DLN_OBJECT_DICTIONARY] = dln_create_dictionary,
    [DLN_OBJECT_CONFIGURATION] = dln_create_configuration,
    [DLN_OBJECT_CONVERSION] = dln_create_attached,
    [DLN_OBJECT_ENUM] = dln_create_type,
    [DLN_OBJECT_DOMAIN] = make_type,
    [DLN_OBJECT_COMPOSITE] = make_type,
    [DLN_OBJECT_RANGE] = make_range,
    [DLN_OBJECT_SEQUENCE] = dln_create_sequence,
    [DLN_OBJECT_TABLE] = make_table,
    [DLN_OBJECT_INDEX] = dln_create_index,
    [DLN_OBJECT_STATISTICS] = dln_create_attached,
    [DLN_OBJECT_VIEW] = make_view,
    [DLN_OBJECT_MATERIALIZED_VIEW] = make_view,
    [DLN_OBJECT_CAST] = dln_create_cast,
    [DLN_OBJECT_OPERATOR] = dln_create_operator,
    [DLN_OBJECT_OPERATOR_FAMILY] = dln_create_family,
    [DLN_OBJECT_OPERATOR_CLASS] = dln_create_class,
    [DLN_OBJECT_FUNCTION] = dln_create_function,
    [DLN_OBJECT_PROCEDURE] = dln_create_function,
    [DLN_OBJECT_AGGREGATE] = dln_create_aggregate,
    [DLN_OBJECT_RULE] = dln_create_attached,
    [DLN_OBJECT_TRIGGER] = dln_create_attached,
    [DLN_OBJECT_POLICY] = dln_create_attached,
    [DLN_OBJECT_EVENT_TRIGGER] = dln_create_attached,
    [DLN_OBJECT_OTHER] = make_other,
};

/* A function that takes a table's rows cannot be made while that table is being made for whose sake it was looked at; then it is left
 * for later, and so is what of the table needs it. */
static void make(DlnBuilder *builder, const DlnObject *part)
{
    const DlnObject *object = whole_of(builder->schema, part);
    const Maker maker = makers[object->id.kind];

    if (maker == NULL || !g_hash_table_add(builder->begun, (gpointer)object))
        return;
    if (object->id.kind != DLN_OBJECT_RANGE && object->id.kind != DLN_OBJECT_OTHER) {
        make_needs(builder, object);
        if (!dln_create_is_ready(builder, object, object)) {
            g_hash_table_remove(builder->begun, object);
            return;
        }
    }
    maker(builder, object);
    g_hash_table_add(builder->made, (gpointer)object);
}

/* ---- all of them ---- */

/* What nobody needs comes in this order: what cannot be written, then what a reader looks for first. Behind all that can have an index come those that could not be
 * made with it: where one were begun first, CLUSTER ON would stand before it. */
static const DlnObjectKind order[] = {
    DLN_OBJECT_OTHER,
    DLN_OBJECT_SCHEMA,
    DLN_OBJECT_EXTENSION,
    DLN_OBJECT_COLLATION,
    DLN_OBJECT_DICTIONARY,
    DLN_OBJECT_CONFIGURATION,
    DLN_OBJECT_CONVERSION,
    DLN_OBJECT_ENUM,
    DLN_OBJECT_DOMAIN,
    DLN_OBJECT_COMPOSITE,
    DLN_OBJECT_RANGE,
    DLN_OBJECT_CAST,
    DLN_OBJECT_OPERATOR,
    DLN_OBJECT_OPERATOR_FAMILY,
    DLN_OBJECT_OPERATOR_CLASS,
    DLN_OBJECT_SEQUENCE,
    DLN_OBJECT_TABLE,
    DLN_OBJECT_VIEW,
    DLN_OBJECT_MATERIALIZED_VIEW,
    DLN_OBJECT_INDEX,
    DLN_OBJECT_STATISTICS,
    DLN_OBJECT_FUNCTION,
    DLN_OBJECT_PROCEDURE,
    DLN_OBJECT_AGGREGATE,
    DLN_OBJECT_RULE,
    DLN_OBJECT_TRIGGER,
    DLN_OBJECT_POLICY,
    DLN_OBJECT_EVENT_TRIGGER,
};

static void check_made(DlnBuilder *builder, const DlnObject *object)
{
    g_autofree char *text = dln_object_id_text(&object->id);

    if (builder->error == NULL &&
        !g_hash_table_contains(builder->made, whole_of(builder->schema, object)))
        dln_error_set(&builder->error, DUNLIN_ERROR_UNSUPPORTED, NULL,
            "the %s \"%s\" needs itself in a way that cannot be written as SQL",
            dln_object_kind_name(object->id.kind), text);
}

static void make_all(DlnBuilder *builder)
{
    for (guint k = 0; k < G_N_ELEMENTS(order); k++) {
        for (guint i = 0; i < builder->schema->objects->len; i++) {
            const DlnObject *object = builder->schema->objects->pdata[i];

            if (object->id.kind != order[k])
                continue;
            make(builder, object);
            check_made(builder, object);
        }
    }
}

static void make_later(DlnBuilder *builder)
{
    for (guint i = 0; i < builder->later->len; i++) {
        const DlnObject *part = builder->later->pdata[i];

        if (part->id.kind == DLN_OBJECT_COLUMN)
            dln_create_default(builder, part);
        else
            dln_create_constraint(builder, part);
    }
}

/* By itself it would take those of partitions that are attached later. */
static void make_unfinished(DlnBuilder *builder)
{
    for (guint i = 0; i < builder->schema->objects->len; i++) {
        const DlnObject *object = builder->schema->objects->pdata[i];

        if (!dln_create_is_apart(builder->schema, object))
            continue;
        if (object->id.kind == DLN_OBJECT_CONSTRAINT)
            dln_create_constraint(builder, object);
        dln_create_parts(builder, object);
    }
}

static void make_foreign_keys(DlnBuilder *builder)
{
    for (guint i = 0; i < builder->schema->objects->len; i++) {
        const DlnObject *object = builder->schema->objects->pdata[i];

        if (object->id.kind == DLN_OBJECT_CONSTRAINT && is_foreign_key(object))
            dln_create_constraint(builder, object);
    }
}

/* Whether the server would look at bodies whose tables and functions come later. */
static gboolean has_body(const DlnSchema *schema)
{
    for (guint i = 0; i < schema->objects->len; i++) {
        const char *language = dln_object_get(schema->objects->pdata[i], "language");

        if (g_strcmp0(language, "sql") == 0 || g_strcmp0(language, "plpgsql") == 0)
            return TRUE;
    }
    return FALSE;
}

/* "1,234.50" */
static gboolean is_amount(const char *text)
{
    const gsize whole = strspn(text, "0123456789,");

    return whole > 0 && text[whole] == '.' && g_ascii_isdigit(text[whole + 1]);
}

gboolean dln_create_has_money(const char *statement)
{
    const gboolean is_routine = g_str_has_prefix(statement, "CREATE FUNCTION ") ||
                                g_str_has_prefix(statement, "CREATE OR REPLACE FUNCTION ") ||
                                g_str_has_prefix(statement, "CREATE PROCEDURE ") ||
                                g_str_has_prefix(statement, "CREATE OR REPLACE PROCEDURE ");
    /* A body is as somebody has written it. */
    const char *body = is_routine ? strstr(statement, "\nAS ") : NULL;

    /* A partition's bounds have no type behind them. */
    if (g_str_has_prefix(statement, "COMMENT ") ||
        (strstr(statement, "money") == NULL && strstr(statement, "FOR VALUES") == NULL))
        return FALSE;
    for (const char *p = strchr(statement, '$'); p != NULL && (body == NULL || p < body);
         p = strchr(p + 1, '$')) {
        if (is_amount(p + 1))
            return TRUE;
    }
    return FALSE;
}

static gboolean have_money(const GPtrArray *statements)
{
    for (guint i = 0; i < statements->len; i++) {
        if (dln_create_has_money(statements->pdata[i]))
            return TRUE;
    }
    return FALSE;
}

void dln_create_postgres(DlnBuilder *builder)
{
    gboolean is_checked = has_body(builder->schema);

    if (is_checked)
        dln_builder_add(builder, "SET check_function_bodies = off");
    make_all(builder);
    make_later(builder);
    make_unfinished(builder);
    make_foreign_keys(builder);
    dln_create_all_privileges(builder);
    if (is_checked)
        dln_builder_add(builder, "RESET check_function_bodies");
    if (have_money(builder->statements)) {
        g_ptr_array_insert(builder->statements, 0, g_strdup(DLN_CREATE_SET_MONEY));
        dln_builder_add(builder, DLN_CREATE_RESET_MONEY);
    }
}
