/* SPDX-License-Identifier: Apache-2.0 */
/* fill.c: a value for the rows that have none where one is wanted: something that the column's type, its keys and its checks
 * bear, for a reviewer to replace. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"
#include "sql/lexer.h"

/* ---- what a column takes part in ---- */

static gboolean needs_column(const DlnObject *object, const DlnObject *column)
{
    for (guint i = 0; i < object->needs->len; i++) {
        if (dln_object_id_compare(&g_array_index(object->needs, DlnObjectId, i), &column->id) == 0)
            return TRUE;
    }
    return FALSE;
}

/* "(a)" of the column alone. */
static gboolean is_alone(const DlnObject *object, const DlnObject *column)
{
    for (guint i = 0; i < object->needs->len; i++) {
        const DlnObjectId *need = &g_array_index(object->needs, DlnObjectId, i);

        if (need->kind == DLN_OBJECT_COLUMN && g_strcmp0(need->parent, column->id.parent) == 0 &&
            g_strcmp0(need->schema, column->id.schema) == 0 &&
            dln_object_id_compare(need, &column->id) != 0)
            return FALSE;
    }
    return needs_column(object, column);
}

gboolean dln_column_is_unique(const DlnSchema *schema, const DlnObject *column)
{
    const DlnObjectId table = dln_object_id_parent(&column->id);
    g_autoptr(GPtrArray) constraints = dln_schema_children(schema, DLN_OBJECT_CONSTRAINT, &table);
    g_autoptr(GPtrArray) indexes = dln_schema_children(schema, DLN_OBJECT_INDEX, &table);

    for (guint i = 0; i < constraints->len; i++) {
        const char *type = dln_object_get(constraints->pdata[i], "type");
        if ((g_str_equal(type, "unique") || g_str_equal(type, "primary key")) &&
            needs_column(constraints->pdata[i], column))
            return TRUE;
    }
    for (guint i = 0; i < indexes->len; i++) {
        if (dln_object_is(indexes->pdata[i], "unique") && needs_column(indexes->pdata[i], column))
            return TRUE;
    }
    return FALSE;
}

/* The column that a foreign key over this one alone points to. */
static const DlnObject *referenced_by(const DlnSchema *schema, const DlnObject *column)
{
    const DlnObjectId table = dln_object_id_parent(&column->id);
    g_autoptr(GPtrArray) constraints = dln_schema_children(schema, DLN_OBJECT_CONSTRAINT, &table);

    for (guint i = 0; i < constraints->len; i++) {
        const DlnObject *key = constraints->pdata[i];

        if (!g_str_equal(dln_object_get(key, "type"), "foreign key") || !is_alone(key, column))
            continue;
        for (guint n = 0; n < key->needs->len; n++) {
            const DlnObjectId *need = &g_array_index(key->needs, DlnObjectId, n);
            if (need->kind == DLN_OBJECT_COLUMN && dln_object_id_compare(need, &column->id) != 0)
                return dln_schema_find(schema, need);
        }
    }
    return NULL;
}

/* ---- what a check says ---- */

/* The literal that stands first in text, cast to what it is cast to: 'a'::text. (transfer full) (nullable) */
static char *first_literal(const char *text)
{
    g_auto(GStrv) list = dln_property_list(text);

    return list[0] != NULL ? dln_quote_postgres_literal(list[0]) : NULL;
}

/* Of "(n > 0)" and the like: a number that fits. Below a limit 0 will do, where that is less: the type may not bear the limit. */
static char *number_beside(const char *definition, const char *name)
{
    static const struct {
        const char *operator;
        int more;
        gint64 largest;
    } operators[] = {{" >= ", 0, G_MAXINT64}, {" > ", 1, G_MAXINT64}, {" <= ", 0, 0},
        {" < ", -1, 0}, {" = ", 0, G_MAXINT64}};

    for (guint i = 0; i < G_N_ELEMENTS(operators); i++) {
        g_autofree char *wanted = g_strconcat(name, operators[i].operator, NULL);
        g_autofree char *in_brackets = g_strconcat(name, ")", operators[i].operator, NULL);
        const char *found = strstr(definition, wanted);
        char *end = NULL;
        gint64 value;

        if (found != NULL)
            found += strlen(wanted);
        else if ((found = strstr(definition, in_brackets)) != NULL)
            found += strlen(in_brackets);
        else
            continue;
        found += strspn(found, "('");
        value = g_ascii_strtoll(found, &end, 10);
        if (end != found)
            return g_strdup_printf(
                "%" G_GINT64_FORMAT, MIN(value + operators[i].more, operators[i].largest));
    }
    return NULL;
}

/* Whether the value must not be what the first literal says. */
static gboolean excludes_first(const char *definition)
{
    static const char *const operators[] = {"<>", "!~~", "!~~*", "!~", "!~*"};
    const char *end = strchr(definition, '\'');

    if (end == NULL)
        return FALSE;
    while (end > definition && (end[-1] == ' ' || end[-1] == '(' || end[-1] == 'E'))
        end--;
    g_autofree char *before = g_strndup(definition, (gsize)(end - definition));
    for (guint i = 0; i < G_N_ELEMENTS(operators); i++) {
        if (g_str_has_suffix(before, operators[i]))
            return TRUE;
    }
    return FALSE;
}

/* (nullable): what bears the check, which says name of the value. */
static char *value_of_check(const char *definition, const char *name, gboolean is_number)
{
    if (is_number)
        return number_beside(definition, name);
    g_autofree char *literal = first_literal(definition);
    if (literal == NULL || !excludes_first(definition))
        return g_steal_pointer(&literal);
    return g_str_equal(literal, "''") ? g_strdup("'-'") : NULL;
}

static char *value_of_domain(const DlnSchema *schema, const DlnObject *domain, gboolean is_number)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(schema, DLN_OBJECT_DOMAIN_CONSTRAINT, &domain->id);

    for (guint i = 0; i < constraints->len; i++) {
        const char *definition = dln_object_get(constraints->pdata[i], "definition");
        char *value = value_of_check(definition, "VALUE", is_number);

        if (value != NULL)
            return value;
    }
    return NULL;
}

static char *value_of_checks(const DlnSchema *schema, const DlnObject *column, gboolean is_number)
{
    const DlnObjectId table = dln_object_id_parent(&column->id);
    g_autoptr(GPtrArray) constraints = dln_schema_children(schema, DLN_OBJECT_CONSTRAINT, &table);
    g_autofree char *name = dln_create_name(column);

    for (guint i = 0; i < constraints->len; i++) {
        const char *definition = dln_object_get(constraints->pdata[i], "definition");
        char *value;

        if (!g_str_equal(dln_object_get(constraints->pdata[i], "type"), "check") ||
            !needs_column(constraints->pdata[i], column))
            continue;
        value = value_of_check(definition, name, is_number);
        if (value != NULL)
            return value;
    }
    return NULL;
}

/* ---- what a type has ---- */

static const char *const zeros[][2] = {
    {"smallint", "0"},
    {"integer", "0"},
    {"bigint", "0"},
    {"numeric", "0"},
    {"real", "0"},
    {"double precision", "0"},
    {"money", "0"},
    {"oid", "0"},
    {"boolean", "false"},
    {"text", "''"},
    {"character varying", "''"},
    {"character", "''"},
    {"citext", "''"},
    {"name", "''"},
    {"date", "CURRENT_DATE"},
    {"timestamp without time zone", "LOCALTIMESTAMP"},
    {"timestamp with time zone", "CURRENT_TIMESTAMP"},
    {"time without time zone", "LOCALTIME"},
    {"time with time zone", "CURRENT_TIME"},
    {"interval", "'0'"},
    {"uuid", "gen_random_uuid()"},
    {"json", "'{}'"},
    {"jsonb", "'{}'"},
    {"bytea", "''"},
    {"bit varying", "B'0'"},
    {"inet", "'0.0.0.0'"},
    {"cidr", "'0.0.0.0/0'"},
    {"macaddr", "'00:00:00:00:00:00'"},
    {"point", "'(0,0)'"},
    {"xml", "''"},
    {"tsvector", "''"},
    {"tsquery", "''"},
};

gboolean dln_type_is_composite(const DlnSchema *schema, const char *type)
{
    g_autofree char *base = dln_type_base(schema, type);

    return dln_schema_find_text(schema, DLN_OBJECT_COMPOSITE, base) != NULL ||
           dln_schema_find_text(schema, DLN_OBJECT_TABLE, base) != NULL;
}

static char *zero_of_composite(const DlnSchema *schema, const DlnObject *type)
{
    g_autoptr(GPtrArray) columns = dln_schema_children(schema, DLN_OBJECT_COLUMN, &type->id);
    g_autofree char *commas = g_strnfill(columns->len > 0 ? columns->len - 1 : 0, ',');

    return g_strdup_printf("'(%s)'", commas);
}

static char *zero_of_type(const DlnSchema *schema, const char *type)
{
    g_autofree char *base = dln_type_base(schema, type);
    const DlnObject *object = dln_schema_find_text(schema, DLN_OBJECT_ENUM, base);

    if (g_str_has_suffix(base, "[]"))
        return g_strdup("'{}'");
    if (object != NULL)
        return first_literal(dln_object_get(object, "labels"));
    object = dln_schema_find_text(schema, DLN_OBJECT_COMPOSITE, base);
    if (object != NULL)
        return zero_of_composite(schema, object);
    if (g_str_has_suffix(base, "multirange"))
        return g_strdup("'{}'");
    if (g_str_has_suffix(base, "range") ||
        dln_schema_find_text(schema, DLN_OBJECT_RANGE, base) != NULL)
        return g_strdup("'empty'");
    if (g_str_equal(base, "bit"))
        return g_strdup_printf("B'0'::%s", type);
    for (guint i = 0; i < G_N_ELEMENTS(zeros); i++) {
        if (g_str_equal(base, zeros[i][0]))
            return g_strdup(zeros[i][1]);
    }
    return NULL;
}

/* ---- both ---- */

static gboolean is_number(const DlnSchema *schema, const DlnObject *column)
{
    g_autofree char *base = dln_type_base(schema, dln_object_get(column, "type"));

    return g_str_equal(base, "smallint") || g_str_equal(base, "integer") ||
           g_str_equal(base, "bigint") || g_str_equal(base, "numeric") ||
           g_str_equal(base, "real") || g_str_equal(base, "double precision");
}

static gboolean is_text(const DlnSchema *schema, const DlnObject *column)
{
    g_autofree char *base = dln_type_base(schema, dln_object_get(column, "type"));

    return g_str_equal(base, "text") || g_str_equal(base, "character varying") ||
           g_str_equal(base, "character") || g_str_equal(base, "citext");
}

char *dln_fill_value(DlnTransition *transition, const DlnObject *column)
{
    const DlnSchema *schema = transition->to;
    const char *type = dln_object_get(column, "type");
    const DlnObject *domain = dln_schema_find_text(schema, DLN_OBJECT_DOMAIN, type);
    const char *value = dln_object_get(column, "default");
    char *found;

    if (value == NULL && domain != NULL)
        value = dln_object_get(domain, "default");
    if (value != NULL)
        return g_strdup(value);
    found = value_of_checks(schema, column, is_number(schema, column));
    if (found == NULL && domain != NULL)
        found = value_of_domain(schema, domain, is_number(schema, column));
    if (found == NULL)
        found = zero_of_type(schema, type);
    return found != NULL ? found : g_strdup_printf("''::%s", type);
}

/* Whether the statement that fills it does more than to give one value to all. */
static gboolean is_filled_by_row(const DlnSchema *schema, const DlnObject *column)
{
    return dln_object_get(column, "default") == NULL &&
           (referenced_by(schema, column) != NULL ||
               (dln_column_is_unique(schema, column) &&
                   (is_number(schema, column) || is_text(schema, column))));
}

gboolean dln_fill_is_constant(DlnTransition *transition, const DlnObject *column)
{
    const char *type = dln_object_get(column, "type");
    g_autofree char *value = dln_fill_value(transition, column);

    /* A function may give each row another one; of a domain each row would be looked at. */
    return (*value == '\'' || strchr(value, '(') == NULL) &&
           dln_schema_find_text(transition->to, DLN_OBJECT_DOMAIN, type) == NULL &&
           !is_filled_by_row(transition->to, column);
}

/* Each row another value. */
static char *fill_with_numbers(const char *table, const char *name, gboolean goes_on)
{
    g_autofree char *begin =
        goes_on ? g_strdup_printf("(SELECT coalesce(max(%s), 0) FROM %s) + ", name, table)
                : g_strdup("");

    return g_strdup_printf(
        "UPDATE %s SET %s = numbered.n\nFROM (\n    SELECT tableoid AS part, ctid AS"
        " place, %srow_number() OVER () AS n\n    FROM %s WHERE %s IS NULL\n)"
        " AS numbered\nWHERE %s.tableoid = numbered.part AND %s.ctid ="
        " numbered.place",
        table, name, begin, table, name, table, table);
}

char *dln_fill_statement(DlnTransition *transition, const DlnObject *column, const char *value)
{
    const DlnSchema *schema = transition->to;
    const DlnObject *other = referenced_by(schema, column);
    g_autofree char *table = dln_create_parent(column);
    g_autofree char *name = dln_create_name(column);

    if (other != NULL && dln_object_get(column, "default") == NULL) {
        g_autofree char *other_table = dln_create_parent(other);
        g_autofree char *other_name = dln_create_name(other);
        return g_strdup_printf("UPDATE %s SET %s = (SELECT %s FROM %s ORDER BY %s LIMIT 1)"
                               " WHERE %s IS NULL",
            table, name, other_name, other_table, other_name, name);
    }
    if (dln_column_is_unique(schema, column) && dln_object_get(column, "default") == NULL &&
        (is_number(schema, column) || is_text(schema, column)))
        return fill_with_numbers(table, name, is_number(schema, column));
    return g_strdup_printf("UPDATE %s SET %s = %s WHERE %s IS NULL", table, name, value, name);
}
