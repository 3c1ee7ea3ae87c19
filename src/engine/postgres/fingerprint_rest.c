/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint_rest.c: a number of what few schemas have: one statement of the questions of the inspect_postgres files about that,
 * which the server answers for many schemas and hashes. */
#include "dialect/quote.h"
#include "engine/postgres/fingerprint.h"
#include "engine/postgres/inspect.h"

/* What the questions ask for one schema, and what stands for it where many are asked: columns of the row of each. */
typedef struct {
    const char *asked;
    const char *answer;
} Replacement;

#define OWNED(catalog)                                                                             \
    {                                                                                              \
        OWN(catalog), "ANY (dunlin." catalog ")"                                                   \
    }

static const Replacement replacements[] = {
    {EACH_RELATION, "unnest(dunlin.relations)"},
    OWNED("pg_class"),
    OWNED("pg_type"),
    OWNED("pg_proc"),
    OWNED("pg_collation"),
    OWNED("pg_operator"),
    OWNED("pg_ts_config"),
    OWNED("pg_ts_dict"),
    OWNED("pg_opclass"),
    OWNED("pg_opfamily"),
    OWNED("pg_conversion"),
    OWNED("pg_statistic_ext"),
    {NAMESPACES, "dunlin.oid"},
    {NAMESPACE, "dunlin.oid"},
};

#define IDS(catalog)                                                                               \
    " array_agg(d.objid) FILTER (WHERE d.classid = '" catalog "'::regclass) AS " catalog ","

/* A row a schema. search_path is set as it is reached: what follows for that schema is printed with it. As in the questions:
 * parsed with one path, executed with another. */
/* clang-format off */
static const char schemas[] =
    " FROM (SELECT n.nspname AS name, n.oid, has_schema_privilege(n.oid, 'USAGE') AS may_use,"
    IDS("pg_class") IDS("pg_type") IDS("pg_proc") IDS("pg_collation") IDS("pg_operator")
    IDS("pg_ts_config") IDS("pg_ts_dict") IDS("pg_opclass") IDS("pg_opfamily")
    IDS("pg_conversion") IDS("pg_statistic_ext") " array_agg(CASE d.classid WHEN"
    " 'pg_class'::regclass THEN d.objid ELSE t.typrelid END) FILTER (WHERE t.oid IS NOT NULL OR"
    " d.classid = 'pg_class'::regclass AND c.oid IS NOT NULL) AS relations,"
    " set_config('search_path', quote_ident(n.nspname) || ', pg_catalog, pg_temp', true) FROM"
    " unnest($1) WITH ORDINALITY w (name, place) JOIN pg_namespace n ON n.nspname = w.name LEFT"
    " JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid AND"
    " d.deptype = 'n' AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classid AND"
    " e.objid = d.objid AND e.objsubid = 0 AND e.deptype IN ('e', 'i')) LEFT JOIN pg_class c ON"
    " d.classid = 'pg_class'::regclass AND c.oid = d.objid AND c.relname NOT IN"
    " ('schema_migrations', 'schema_migrations_batch') LEFT JOIN pg_type t ON d.classid ="
    " 'pg_type'::regclass AND t.oid = d.objid AND t.typtype = 'c' GROUP BY n.oid, n.nspname"
    ONCE ") dunlin";
/* clang-format on */

/* A question as a line for each of its rows, in an order of their own: what it says of an object, but for the keys and the position,
 * as the text of a record, in which every value ends where it ends. */
static void add_question(GString *statement, const DlnCatalogQuery *query)
{
    g_auto(GStrv) properties = g_strsplit(query->properties, " ", -1);
    const guint n = DLN_CATALOG_FIXED_COLUMNS + g_strv_length(properties);
    g_autoptr(GString) sql = g_string_new(query->sql);

    for (guint i = 0; i < G_N_ELEMENTS(replacements); i++)
        g_string_replace(sql, replacements[i].asked, replacements[i].answer, 0);
    g_string_append_printf(statement,
        ", '%s ', (SELECT string_agg(r.line, '' ORDER BY r.line COLLATE \"C\")"
        " FROM (SELECT ROW(q.c2, q.c3, q.c4",
        dln_object_kind_name(query->kind));
    for (guint i = DLN_CATALOG_FIXED_COLUMNS + 1; i <= n; i++)
        g_string_append_printf(statement, ", q.c%u", i);
    g_string_append_printf(statement, ")::text AS line FROM (%s) q (c1", sql->str);
    for (guint i = 2; i <= n; i++)
        g_string_append_printf(statement, ", c%u", i);
    g_string_append(statement, ")" ONCE ") r)");
}

/* The kinds that the other statement looks at. */
static gboolean is_common(DlnObjectKind kind)
{
    switch (kind) {
    case DLN_OBJECT_ENUM:
    case DLN_OBJECT_DOMAIN:
    case DLN_OBJECT_DOMAIN_CONSTRAINT:
    case DLN_OBJECT_COMPOSITE:
    case DLN_OBJECT_FUNCTION:
    case DLN_OBJECT_PROCEDURE:
    case DLN_OBJECT_SEQUENCE:
    case DLN_OBJECT_TABLE:
    case DLN_OBJECT_COLUMN:
    case DLN_OBJECT_CONSTRAINT:
    case DLN_OBJECT_INDEX:
    case DLN_OBJECT_VIEW:
    case DLN_OBJECT_MATERIALIZED_VIEW:
    case DLN_OBJECT_RULE:
    case DLN_OBJECT_TRIGGER:
    case DLN_OBJECT_POLICY:
        return TRUE;
    default:
        return FALSE;
    }
}

char *dln_fingerprint_rest(void)
{
    GString *statement = g_string_new("SELECT dunlin.name, dunlin.may_use,"
                                      " encode(sha256(convert_to(concat($2::text");

    for (guint t = 0; dln_catalog_tables[t] != NULL; t++) {
        for (const DlnCatalogQuery *query = dln_catalog_tables[t]; query->sql != NULL; query++) {
            if (!is_common(query->kind))
                add_question(statement, query);
        }
    }
    g_string_append_printf(statement,
        "), 'UTF8')), 'hex')%s UNION ALL SELECT NULL, NULL, " DLN_FINGERPRINT_PATH, schemas);
    return g_string_free(statement, FALSE);
}
