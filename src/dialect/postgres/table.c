/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: tables, columns, constraints, indexes and sequences as PostgreSQL's SQL. */
#include <string.h>

#include "dialect/postgres/builder.h"
#include "dialect/quote.h"
#include "sql/lexer.h"

/* ---- sequences ---- */

void dln_create_sequence(DlnBuilder *builder, const DlnObject *sequence)
{
    g_autofree char *name = dln_create_name(sequence);
    g_autoptr(GString) sql = g_string_new("CREATE");

    dln_create_append(sql, " ", sequence, "persistence", "");
    g_string_append_printf(sql, " SEQUENCE %s", name);
    if (g_strcmp0(dln_object_get(sequence, "type"), "bigint") != 0)
        dln_create_append(sql, " AS ", sequence, "type", "");
    dln_create_append(sql, " INCREMENT BY ", sequence, "increment", "");
    dln_create_append(sql, " MINVALUE ", sequence, "minimum", "");
    dln_create_append(sql, " MAXVALUE ", sequence, "maximum", "");
    dln_create_append(sql, " START WITH ", sequence, "start", "");
    dln_create_append(sql, " CACHE ", sequence, "cache", "");
    if (dln_object_is(sequence, "cycle"))
        g_string_append(sql, " CYCLE");
    dln_builder_take(builder, g_strdup(sql->str));
    dln_create_comment(builder, sequence);
}

/* ---- columns ---- */

char *dln_create_identity_text(const DlnObject *column)
{
    const char *kind = dln_object_get(column, "identity");
    const char *sequence = dln_object_get(column, "identity_sequence");
    const char *options = dln_object_get(column, "identity_options");
    g_autofree char *name = sequence != NULL ? dln_create_place(column->id.schema, sequence) : NULL;

    if (kind == NULL)
        return NULL;
    GString *sql = g_string_new(NULL);
    g_string_append_printf(
        sql, "GENERATED %s AS IDENTITY", g_str_equal(kind, "always") ? "ALWAYS" : "BY DEFAULT");
    if (name != NULL || options != NULL)
        g_string_append_printf(sql, " (%s%s%s%s)", name != NULL ? "SEQUENCE NAME " : "",
            name != NULL ? name : "", name != NULL && options != NULL ? " " : "",
            options != NULL ? options : "");
    return g_string_free(sql, FALSE);
}

char *dln_create_column_text(DlnBuilder *builder, const DlnObject *table, const DlnObject *column)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autofree char *identity = dln_create_identity_text(column);
    g_autofree char *name = dln_create_name(column);
    gboolean is_typed = dln_object_get(table, "of_type") != NULL;
    gboolean is_serial_column = dln_create_is_serial(builder, column);

    g_string_append_printf(sql, "%s ", name);
    g_string_append(sql, is_typed           ? "WITH OPTIONS"
                         : is_serial_column ? dln_create_serial_type(column)
                                            : dln_object_get(column, "type"));
    dln_create_append(sql, " OPTIONS (", column, "server_options", ")");
    dln_create_append(sql, " COMPRESSION ", column, "compression", "");
    if (!is_typed)
        dln_create_append(sql, " COLLATE ", column, "collation", "");
    if (identity != NULL)
        g_string_append_printf(sql, " %s", identity);
    dln_create_append(sql, " GENERATED ALWAYS AS (", column, "generated", ") STORED");
    if (!is_serial_column && dln_create_is_ready(builder, column, table))
        dln_create_append(sql, " DEFAULT ", column, "default", "");
    else if (!is_serial_column && dln_object_get(column, "default") != NULL)
        g_ptr_array_add(builder->later, (gpointer)column);
    /* serial and IDENTITY say it by themselves. */
    if (dln_object_is(column, "not_null") && !is_serial_column && identity == NULL)
        g_string_append(sql, " NOT NULL");
    return g_strdup(sql->str);
}

void dln_create_default(DlnBuilder *builder, const DlnObject *column)
{
    g_autofree char *table = dln_create_parent(column);
    g_autofree char *name = dln_create_name(column);

    dln_builder_add(builder, "ALTER TABLE ONLY %s ALTER COLUMN %s SET DEFAULT %s", table, name,
        dln_object_get(column, "default"));
}

void dln_create_column_rest(DlnBuilder *builder, const DlnObject *column, const char *alter)
{
    static const char *const rest[][3] = {{"storage", "SET STORAGE ", ""},
        {"statistics", "SET STATISTICS ", ""}, {"options", "SET (", ")"},
        /* In a CREATE TABLE the column has said it. */
        {"compression", "SET COMPRESSION ", ""}};
    const guint n = G_N_ELEMENTS(rest) - (g_str_equal(alter, "MATERIALIZED VIEW") ? 0 : 1);
    g_autofree char *table = dln_create_parent(column);
    g_autofree char *name = dln_create_name(column);

    for (guint i = 0; i < n; i++) {
        const char *value = dln_object_get(column, rest[i][0]);

        if (value != NULL)
            dln_builder_add(builder, "ALTER %s %s ALTER COLUMN %s %s%s%s", alter, table, name,
                rest[i][1], value, rest[i][2]);
    }
    dln_create_comment(builder, column);
}

/* ---- constraints ---- */

char *dln_create_constraint_text(const DlnObject *constraint)
{
    g_autofree char *name = dln_create_name(constraint);
    g_autoptr(GString) sql = g_string_new(NULL);
    const char *deferrable = dln_object_get(constraint, "deferrable");
    gboolean is_exclusion = g_strcmp0(dln_object_get(constraint, "type"), "exclusion") == 0;

    g_string_printf(sql, "CONSTRAINT %s %s", name, dln_object_get(constraint, "definition"));
    if (dln_object_is(constraint, "no_inherit"))
        g_string_append(sql, " NO INHERIT");
    /* In an EXCLUDE they would stand before WHERE. */
    if (!is_exclusion) {
        dln_create_append(sql, " WITH (", constraint, "options", ")");
        dln_create_append(sql, " USING INDEX TABLESPACE ", constraint, "tablespace", "");
    }
    if (deferrable != NULL)
        g_string_append_printf(sql, " DEFERRABLE%s",
            g_str_equal(deferrable, "initially deferred") ? " INITIALLY DEFERRED" : "");
    if (dln_object_is(constraint, "not_valid"))
        g_string_append(sql, " NOT VALID");
    return g_strdup(sql->str);
}

void dln_create_constraint_rest(DlnBuilder *builder, const DlnObject *constraint)
{
    const char *comment = dln_object_get(constraint, "index_comment");
    const char *options = dln_object_get(constraint, "options");
    const char *tablespace = dln_object_get(constraint, "tablespace");
    gboolean is_exclusion = g_strcmp0(dln_object_get(constraint, "type"), "exclusion") == 0;
    g_autofree char *name = dln_create_place(constraint->id.schema, constraint->id.name);
    g_autofree char *literal = comment != NULL ? dln_quote_postgres_literal(comment) : NULL;

    if (is_exclusion && options != NULL)
        dln_builder_add(builder, "ALTER INDEX %s SET (%s)", name, options);
    if (is_exclusion && tablespace != NULL)
        dln_builder_add(builder, "ALTER INDEX %s SET TABLESPACE %s", name, tablespace);
    if (literal != NULL)
        dln_builder_add(builder, "COMMENT ON INDEX %s IS %s", name, literal);
    dln_create_comment(builder, constraint);
}

void dln_create_constraint(DlnBuilder *builder, const DlnObject *constraint)
{
    g_autofree char *table = dln_create_parent(constraint);
    g_autofree char *text = dln_create_constraint_text(constraint);

    dln_builder_add(builder, "ALTER TABLE %s%s ADD %s",
        dln_create_is_apart(builder->schema, constraint) ? "ONLY " : "", table, text);
    dln_create_constraint_rest(builder, constraint);
}

/* Of a key or an exclusion that stands twice in a CREATE TABLE the server makes one. */
static gboolean repeats_another(const DlnBuilder *builder, const DlnObject *key)
{
    const DlnObjectId table = dln_object_id_parent(&key->id);
    const char *type = dln_object_get(key, "type");
    g_autoptr(GPtrArray) others = NULL;

    if (g_strcmp0(type, "unique") != 0 && g_strcmp0(type, "exclusion") != 0)
        return FALSE;
    others = dln_schema_children(builder->schema, DLN_OBJECT_CONSTRAINT, &table);
    for (guint i = 0; i < others->len; i++) {
        const DlnObject *other = others->pdata[i];
        const char *columns = strchr(dln_object_get(other, "definition"), '(');
        gboolean is_primary = g_strcmp0(dln_object_get(other, "type"), "primary key") == 0;

        if ((is_primary || dln_object_id_compare(&other->id, &key->id) < 0) &&
            (is_primary || g_strcmp0(dln_object_get(other, "type"), type) == 0) &&
            g_strcmp0(columns, strchr(dln_object_get(key, "definition"), '(')) == 0)
            return TRUE;
    }
    return FALSE;
}

/* In a CREATE TABLE every constraint is valid. */
static gboolean stands_in_table(
    const DlnBuilder *builder, const DlnObject *table, const DlnObject *constraint)
{
    return !dln_object_is(constraint, "not_valid") &&
           !dln_create_is_apart(builder->schema, constraint) &&
           !repeats_another(builder, constraint) && dln_create_is_ready(builder, constraint, table);
}

/* ---- tables ---- */

/* (transfer none) (nullable): what a partition or an inheriting table is made after. */
static const DlnObject *parent_of(const DlnSchema *schema, const DlnObject *table)
{
    for (guint i = 0; i < table->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(table->needs, DlnObjectId, i);

        if (need->kind == DLN_OBJECT_TABLE)
            return dln_schema_find(schema, need);
    }
    return NULL;
}

/* The columns that CREATE says. INHERITS brings the others along; a partition is attached, and must have them all. */
static gboolean is_own(const DlnObject *table, const DlnObject *column)
{
    return dln_object_get(table, "inherits") == NULL || !dln_object_is(column, "inherited") ||
           dln_object_is(column, "local");
}

typedef struct {
    DlnBuilder *builder;
    GString *sql;
    guint n_items;
} Body;

static void next_item(Body *body)
{
    g_string_append(body->sql, body->n_items++ > 0 ? ",\n" : "\n");
}

static void append_columns(Body *body, const DlnObject *table, const GPtrArray *columns)
{
    gboolean is_typed = dln_object_get(table, "of_type") != NULL;

    for (guint i = 0; i < columns->len; i++) {
        const DlnObject *column = columns->pdata[i];
        gboolean says_something = dln_object_get(column, "default") != NULL ||
                                  dln_object_get(column, "generated") != NULL ||
                                  dln_object_is(column, "not_null") ||
                                  dln_object_get(column, "identity") != NULL;

        if (!is_own(table, column) || (is_typed && !says_something))
            continue;
        next_item(body);
        g_autofree char *text = dln_create_column_text(body->builder, table, column);
        g_string_append_printf(body->sql, "    %s", text);
    }
}

static void append_constraint(Body *body, const DlnObject *constraint)
{
    g_autofree char *text = dln_create_constraint_text(constraint);

    next_item(body);
    g_string_append_printf(body->sql, "    %s", text);
}

static void append_constraints(Body *body, const DlnObject *table, const GPtrArray *constraints)
{
    for (guint i = 0; i < constraints->len; i++) {
        const DlnObject *constraint = constraints->pdata[i];

        if (g_strcmp0(dln_object_get(constraint, "type"), "foreign key") == 0)
            continue;
        /* It is made when all partitions are there. */
        if (dln_create_is_apart(body->builder->schema, constraint))
            continue;
        if (stands_in_table(body->builder, table, constraint))
            append_constraint(body, constraint);
        else
            g_ptr_array_add(body->builder->later, (gpointer)constraint);
    }
}

/* A partition must have its parents' checks before it is attached. */
static void append_inherited_checks(Body *body, const DlnObject *table)
{
    const DlnSchema *schema = body->builder->schema;
    const DlnObject *child = table;

    while (dln_object_get(child, "partition_of") != NULL &&
           (child = parent_of(schema, child)) != NULL) {
        g_autoptr(GPtrArray) constraints =
            dln_schema_children(schema, DLN_OBJECT_CONSTRAINT, &child->id);

        for (guint i = 0; i < constraints->len; i++) {
            const DlnObject *constraint = constraints->pdata[i];
            if (g_strcmp0(dln_object_get(constraint, "type"), "check") == 0 &&
                !dln_object_is(constraint, "no_inherit"))
                append_constraint(body, constraint);
        }
    }
}

static void append_ends(GString *sql, const DlnObject *table)
{
    dln_create_append(sql, "\nINHERITS (", table, "inherits", ")");
    dln_create_append(sql, "\nPARTITION BY ", table, "partition_by", "");
    dln_create_append(sql, "\nUSING ", table, "access_method", "");
    dln_create_append(sql, "\nSERVER ", table, "server", "");
    dln_create_append(sql, "\nOPTIONS (", table, "server_options", ")");
    dln_create_append(sql, "\nWITH (", table, "options", ")");
    dln_create_append(sql, "\nTABLESPACE ", table, "tablespace", "");
}

/* The columns of that name that the tables have from which this one inherits. (transfer container) (element-type DlnObject) */
static GPtrArray *find_originals(
    const DlnSchema *schema, const DlnObject *table, const DlnObject *column)
{
    GPtrArray *originals = g_ptr_array_new();

    for (guint i = 0; i < table->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(table->needs, DlnObjectId, i);
        const DlnObjectId id = {.kind = DLN_OBJECT_COLUMN,
            .parent = need->name,
            .name = column->id.name,
            .schema = need->schema};
        const DlnObject *original =
            need->kind == DLN_OBJECT_TABLE ? dln_schema_find(schema, &id) : NULL;

        if (original != NULL)
            g_ptr_array_add(originals, (gpointer)original);
    }
    return originals;
}

/* Where an inherited column is not as its parents'. */
static void change_inherited(DlnBuilder *builder, const DlnObject *table, const DlnObject *column)
{
    g_autoptr(GPtrArray) originals = find_originals(builder->schema, table, column);
    const char *value = dln_object_get(column, "default");
    const char *inherited = NULL;
    gboolean is_not_null = FALSE;
    g_autofree char *name = dln_create_name(column);
    g_autofree char *table_name = dln_create_name(table);

    /* Two that differ the server refuses, so the one that is there is what comes down. */
    for (guint i = 0; i < originals->len; i++) {
        const char *other = dln_object_get(originals->pdata[i], "default");
        inherited = other != NULL ? other : inherited;
        is_not_null = is_not_null || dln_object_is(originals->pdata[i], "not_null");
    }
    if (originals->len == 0)
        return;
    if (value == NULL && inherited != NULL)
        dln_builder_add(
            builder, "ALTER TABLE ONLY %s ALTER COLUMN %s DROP DEFAULT", table_name, name);
    else if (!is_own(table, column) && g_strcmp0(value, inherited) != 0)
        dln_create_default(builder, column);
    if (!is_own(table, column) && dln_object_is(column, "not_null") && !is_not_null)
        dln_builder_add(
            builder, "ALTER TABLE ONLY %s ALTER COLUMN %s SET NOT NULL", table_name, name);
}

/* The sequence of a serial column is made with it. */
void dln_create_mark_serial(DlnBuilder *builder, const DlnObject *column)
{
    const DlnObject *sequence = dln_create_serial_sequence(builder->schema, column);

    if (!dln_create_is_serial(builder, column))
        return;
    g_hash_table_add(builder->begun, (gpointer)sequence);
    g_hash_table_add(builder->made, (gpointer)sequence);
    dln_create_comment(builder, sequence);
}

static void add_table_rest(DlnBuilder *builder, const DlnObject *table, const GPtrArray *columns,
    const GPtrArray *constraints)
{
    const char *words = dln_object_get(table, "server") != NULL ? "FOREIGN TABLE" : "TABLE";

    dln_create_comment(builder, table);
    for (guint i = 0; i < columns->len; i++) {
        dln_create_mark_serial(builder, columns->pdata[i]);
        if (dln_object_get(table, "inherits") != NULL)
            change_inherited(builder, table, columns->pdata[i]);
        dln_create_column_rest(builder, columns->pdata[i], words);
    }
    for (guint i = 0; i < constraints->len; i++) {
        const DlnObject *constraint = constraints->pdata[i];
        if (g_strcmp0(dln_object_get(constraint, "type"), "foreign key") != 0 &&
            stands_in_table(builder, table, constraint))
            dln_create_constraint_rest(builder, constraint);
    }
}

/* An owned sequence that serial would not have made was there before its table. */
static void own_sequences(DlnBuilder *builder, const DlnObject *table)
{
    g_autofree char *name = dln_create_name(table);
    g_autofree char *prefix = g_strdup_printf("%s.", name);
    g_autoptr(GPtrArray) sequences =
        dln_schema_children(builder->schema, DLN_OBJECT_SEQUENCE, NULL);

    for (guint i = 0; i < sequences->len; i++) {
        const DlnObject *sequence = sequences->pdata[i];
        const char *owner = dln_object_get(sequence, "owned_by");

        if (owner == NULL || !g_str_has_prefix(owner, prefix) ||
            dln_create_serial_column(builder->schema, sequence) != NULL)
            continue;
        g_autofree char *sequence_name = dln_create_name(sequence);
        dln_builder_add(builder, "ALTER SEQUENCE %s OWNED BY %s", sequence_name, owner);
    }
}

void dln_create_table(DlnBuilder *builder, const DlnObject *table)
{
    g_autofree char *name = dln_create_name(table);
    g_autoptr(GPtrArray) columns =
        dln_schema_children(builder->schema, DLN_OBJECT_COLUMN, &table->id);
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(builder->schema, DLN_OBJECT_CONSTRAINT, &table->id);
    g_autoptr(GString) sql = g_string_new("CREATE");
    const char *of_type = dln_object_get(table, "of_type");
    Body body = {builder, sql, 0};

    dln_create_append(sql, " ", table, "persistence", "");
    g_string_append_printf(
        sql, " %sTABLE %s", dln_object_get(table, "server") != NULL ? "FOREIGN " : "", name);
    dln_create_append(sql, " OF ", table, "of_type", "");
    const gsize start = sql->len;
    append_columns(&body, table, columns);
    append_constraints(&body, table, constraints);
    append_inherited_checks(&body, table);
    if (body.n_items > 0 || of_type == NULL) {
        g_string_insert(sql, (gssize)start, " (");
        g_string_append(sql, body.n_items > 0 ? "\n)" : ")");
    }
    append_ends(sql, table);
    dln_builder_take(builder, g_strdup(sql->str));
    add_table_rest(builder, table, columns, constraints);
    own_sequences(builder, table);
}

/* ---- indexes ---- */

void dln_create_index(DlnBuilder *builder, const DlnObject *index)
{
    g_autofree char *name = dln_create_name(index);
    g_autofree char *own_name = dln_create_own_name(index);
    g_autofree char *table = dln_create_parent(index);
    g_autoptr(GString) sql = g_string_new("CREATE");
    const char *statistics = dln_object_get(index, "statistics");

    g_string_append_printf(sql, "%s INDEX %s ON %s%s",
        dln_object_is(index, "unique") ? " UNIQUE" : "", own_name,
        dln_create_is_apart(builder->schema, index) ? "ONLY " : "", table);
    if (g_strcmp0(dln_object_get(index, "method"), "btree") != 0)
        dln_create_append(sql, " USING ", index, "method", "");
    dln_create_append(sql, " ", index, "columns", "");
    dln_create_append(sql, " WITH (", index, "options", ")");
    dln_create_append(sql, " TABLESPACE ", index, "tablespace", "");
    dln_create_append(sql, " WHERE ", index, "where", "");
    dln_builder_take(builder, g_strdup(sql->str));
    g_auto(GStrv) targets = g_strsplit(statistics != NULL ? statistics : "", ", ", -1);
    for (guint i = 0; targets[i] != NULL; i++) {
        g_auto(GStrv) pair = g_strsplit(targets[i], " ", 2);
        dln_builder_add(
            builder, "ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s", name, pair[0], pair[1]);
    }
    dln_create_comment(builder, index);
}
