/* SPDX-License-Identifier: Apache-2.0 */
/* type.c: schemas, types, domains, collations and extensions as PostgreSQL's SQL. */
#include "dialect/postgres/builder.h"
#include "dialect/quote.h"

/* Without its ctype a collation has the locale's for both. */
static void append_collation(GString *sql, const DlnObject *collation, const char *name)
{
    gboolean has_two = dln_object_get(collation, "ctype") != NULL &&
        g_strcmp0(dln_object_get(collation, "provider"), "libc") == 0;

    g_string_printf(sql, "CREATE COLLATION %s (provider = %s", name,
        dln_object_get(collation, "provider"));
    dln_create_append_literal(sql, has_two ? ", lc_collate = " : ", locale = ", collation, "locale");
    if (has_two)
        dln_create_append_literal(sql, ", lc_ctype = ", collation, "ctype");
    dln_create_append_literal(sql, ", rules = ", collation, "rules");
    dln_create_append(sql, ", deterministic = ", collation, "deterministic", "");
    g_string_append_c(sql, ')');
}

static void append_domain(DlnBuilder *builder, GString *sql, const DlnObject *domain,
    const char *name)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(builder->schema, DLN_OBJECT_DOMAIN_CONSTRAINT, &domain->id);

    g_string_printf(sql, "CREATE DOMAIN %s AS", name);
    dln_create_append(sql, " ", domain, "type", "");
    dln_create_append(sql, " COLLATE ", domain, "collation", "");
    dln_create_append(sql, " DEFAULT ", domain, "default", "");
    if (dln_object_is(domain, "not_null"))
        g_string_append(sql, " NOT NULL");
    for (guint i = 0; i < constraints->len; i++) {
        g_autofree char *constraint = dln_create_name(constraints->pdata[i]);

        if (dln_object_is(constraints->pdata[i], "not_valid"))
            continue;
        g_string_append_printf(sql, "\n    CONSTRAINT %s %s", constraint,
            dln_object_get(constraints->pdata[i], "definition"));
    }
}

static void add_domain_rest(DlnBuilder *builder, const DlnObject *domain, const char *name)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(builder->schema, DLN_OBJECT_DOMAIN_CONSTRAINT, &domain->id);

    for (guint i = 0; i < constraints->len; i++) {
        const DlnObject *constraint = constraints->pdata[i];
        g_autofree char *constraint_name = dln_create_name(constraint);

        if (dln_object_is(constraint, "not_valid"))
            dln_builder_add(builder, "ALTER DOMAIN %s ADD CONSTRAINT %s %s NOT VALID", name,
                constraint_name, dln_object_get(constraint, "definition"));
        dln_create_comment(builder, constraint);
    }
}

static void append_attributes(DlnBuilder *builder, GString *sql, const DlnObject *type,
    const char *name)
{
    g_autoptr(GPtrArray) columns =
        dln_schema_children(builder->schema, DLN_OBJECT_COLUMN, &type->id);

    g_string_printf(sql, "CREATE TYPE %s AS (", name);
    for (guint i = 0; i < columns->len; i++) {
        g_autofree char *column = dln_create_name(columns->pdata[i]);

        g_string_append_printf(sql, "%s\n    %s", i > 0 ? "," : "", column);
        dln_create_append(sql, " ", columns->pdata[i], "type", "");
        dln_create_append(sql, " COLLATE ", columns->pdata[i], "collation", "");
    }
    g_string_append(sql, columns->len > 0 ? "\n)" : ")");
}

static void add_attribute_comments(DlnBuilder *builder, const DlnObject *type)
{
    g_autoptr(GPtrArray) columns =
        dln_schema_children(builder->schema, DLN_OBJECT_COLUMN, &type->id);

    for (guint i = 0; i < columns->len; i++)
        dln_create_comment(builder, columns->pdata[i]);
}

static void append_range(GString *sql, const DlnObject *range, const char *name)
{
    const char *multirange = dln_object_get(range, "multirange");
    g_autofree char *multirange_name =
        multirange != NULL ? dln_create_place(range->id.schema, multirange) : NULL;

    g_string_printf(sql, "CREATE TYPE %s AS RANGE (", name);
    dln_create_append(sql, "subtype = ", range, "subtype", "");
    dln_create_append(sql, ", subtype_opclass = ", range, "operator_class", "");
    dln_create_append(sql, ", collation = ", range, "collation", "");
    dln_create_append(sql, ", canonical = ", range, "canonical", "");
    dln_create_append(sql, ", subtype_diff = ", range, "difference", "");
    if (multirange_name != NULL)
        g_string_append_printf(sql, ", multirange_type_name = %s", multirange_name);
    g_string_append_c(sql, ')');
}

void dln_create_type(DlnBuilder *builder, const DlnObject *type)
{
    g_autofree char *name = dln_create_name(type);
    g_autoptr(GString) sql = g_string_new(NULL);

    switch (type->id.kind) {
    case DLN_OBJECT_SCHEMA:
        g_string_printf(sql, "CREATE SCHEMA %s", name);
        break;
    case DLN_OBJECT_EXTENSION:
        g_string_printf(sql, "CREATE EXTENSION IF NOT EXISTS %s", name);
        dln_create_append(sql, " SCHEMA ", type, "schema", "");
        dln_create_append_literal(sql, " VERSION ", type, "version");
        break;
    case DLN_OBJECT_COLLATION:
        append_collation(sql, type, name);
        break;
    case DLN_OBJECT_ENUM:
        g_string_printf(sql, "CREATE TYPE %s AS ENUM (", name);
        dln_create_append(sql, "", type, "labels", "");
        g_string_append_c(sql, ')');
        break;
    case DLN_OBJECT_DOMAIN:
        append_domain(builder, sql, type, name);
        break;
    case DLN_OBJECT_COMPOSITE:
        append_attributes(builder, sql, type, name);
        break;
    default:
        append_range(sql, type, name);
        break;
    }
    dln_builder_take(builder, g_strdup(sql->str));
    dln_create_comment(builder, type);
    if (type->id.kind == DLN_OBJECT_DOMAIN)
        add_domain_rest(builder, type, name);
    else if (type->id.kind == DLN_OBJECT_COMPOSITE)
        add_attribute_comments(builder, type);
}
