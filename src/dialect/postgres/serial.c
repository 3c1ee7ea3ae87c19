/* SPDX-License-Identifier: Apache-2.0 */
/* serial.c: which columns are written as serial: those whose sequence is what serial makes. */
#include <string.h>

#include "dialect/postgres/builder.h"
#include "dialect/quote.h"
#include "sql/lexer.h"

/* The default that reads the sequence, as the server prints it. */
static char *nextval_of(const DlnObject *sequence)
{
    g_autofree char *name = dln_create_name(sequence);
    g_autofree char *literal = dln_quote_postgres_literal(name);

    return g_strdup_printf("nextval(%s::regclass)", literal);
}

const char *dln_create_serial_type(const DlnObject *column)
{
    static const char *const types[][2] = {
        {"integer", "serial"}, {"bigint", "bigserial"}, {"smallint", "smallserial"}};
    const char *type = dln_object_get(column, "type");

    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        if (g_strcmp0(type, types[i][0]) == 0)
            return types[i][1];
    }
    return NULL;
}

/* Whether the sequence is what serial makes: of the column's type, and nothing else said about it. */
static gboolean is_serial(const DlnObject *column, const DlnObject *sequence)
{
    static const char *const said[] = {
        "start", "increment", "minimum", "maximum", "cache", "cycle", "persistence"};
    g_autofree char *table = dln_create_parent(column);
    g_autofree char *name = dln_create_name(column);
    g_autofree char *owner = g_strdup_printf("%s.%s", table, name);
    g_autofree char *nextval = nextval_of(sequence);

    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        if (dln_object_get(sequence, said[i]) != NULL)
            return FALSE;
    }
    return dln_create_serial_type(column) != NULL && dln_object_is(column, "not_null") &&
           !dln_object_is(column, "inherited") &&
           g_strcmp0(dln_object_get(sequence, "type"), dln_object_get(column, "type")) == 0 &&
           g_strcmp0(dln_object_get(sequence, "owned_by"), owner) == 0 &&
           g_strcmp0(dln_object_get(column, "default"), nextval) == 0;
}

const DlnObject *dln_create_serial_sequence(const DlnSchema *schema, const DlnObject *column)
{
    g_autofree char *name = g_strdup_printf("%s_%s_seq", column->id.parent, column->id.name);
    const DlnObjectId id = {.kind = DLN_OBJECT_SEQUENCE, .name = name, .schema = column->id.schema};
    const DlnObjectId table_id = {
        .kind = DLN_OBJECT_TABLE, .name = column->id.parent, .schema = column->id.schema};
    const DlnObject *sequence = dln_schema_find(schema, &id);
    const DlnObject *table = dln_schema_find(schema, &table_id);

    /* An unlogged table's sequence is not what it is elsewhere; a partition's columns are its parent's. */
    if (sequence == NULL || table == NULL || dln_object_get(table, "persistence") != NULL ||
        dln_object_get(table, "partition_of") != NULL || dln_object_get(table, "of_type") != NULL)
        return NULL;
    return is_serial(column, sequence) ? sequence : NULL;
}

gboolean dln_create_is_serial(const DlnBuilder *builder, const DlnObject *column)
{
    const DlnObject *sequence = dln_create_serial_sequence(builder->schema, column);

    return sequence != NULL && !g_hash_table_contains(builder->made, sequence);
}

/* Every column of a large schema would be too many to try for each sequence: its owner says which one. */
const DlnObject *dln_create_owner_column(const DlnSchema *schema, const DlnObject *sequence)
{
    const char *owner = dln_object_get(sequence, "owned_by");
    g_auto(GStrv) names = owner != NULL ? dln_names_from_text(DLN_ENGINE_POSTGRES, owner) : NULL;
    const guint n = names != NULL ? g_strv_length(names) : 0;

    if (n < 2 || n > 3)
        return NULL;
    return dln_schema_find(schema, &(DlnObjectId){.kind = DLN_OBJECT_COLUMN,
                                       .parent = names[n - 2],
                                       .name = names[n - 1],
                                       .schema = n == 3 ? names[0] : NULL});
}

const DlnObject *dln_create_serial_column(const DlnSchema *schema, const DlnObject *sequence)
{
    const DlnObject *column = dln_create_owner_column(schema, sequence);

    return column != NULL && dln_create_serial_sequence(schema, column) == sequence ? column : NULL;
}
