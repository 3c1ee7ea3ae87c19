/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_types.c: the questions about types, collations and extensions, and about schemas where several are read. */
#include "engine/postgres/inspect.h"

#define TYPE_KEYS "'1247/' || t.oid || '/0 1247/' || t.typarray || '/0'"

/* clang-format off */
/* The version that the server gives when nobody says one is none: another server has another. With an extension its own tables go. */
static const char extensions[] =
    "SELECT '3079/' || x.oid || '/0', NULL, x.extname, NULL, NULL, NULL, nullif(x.extversion,"
    " (SELECT a.default_version FROM pg_available_extensions() a WHERE a.name = x.extname)),"
    " CASE WHEN x.extnamespace IS DISTINCT FROM " NAMESPACE " THEN (SELECT quote_ident(n.nspname)"
    " FROM pg_namespace n WHERE n.oid = x.extnamespace) END, " FLAG("NOT x.extrelocatable") ", "
    FLAG("EXISTS (SELECT FROM pg_depend e JOIN pg_class c ON c.oid = e.objid WHERE e.refclassid ="
    " 'pg_extension'::regclass AND e.refobjid = x.oid AND e.classid = 'pg_class'::regclass AND"
    " e.deptype = 'e' AND c.relkind IN ('r', 'p', 'S'))") ", d.description FROM pg_extension x"
    COMMENT_ON("pg_extension", "x.oid", "0") " WHERE x.extnamespace = " NAMESPACES;
/* clang-format on */

/* What it says when nobody says anything is PostgreSQL's own comment on public. */
const DlnCatalogQuery dln_catalog_namespaces = {DLN_OBJECT_SCHEMA, "comment",
    "SELECT '2615/' || n.oid || '/0', NULL, n.nspname, NULL, NULL, NULL, CASE WHEN n.nspname <> "
    "'public'"
    " OR d.description <> 'standard public schema' THEN d.description END"
    " FROM pg_namespace n" COMMENT_ON("pg_namespace", "n.oid", "0") " WHERE n.oid = " NAMESPACES};

/* The columns of pg_collation change their names from version to version. */
static const char collations[] =
    "SELECT '3456/' || c.oid || '/0', NULL, c.collname, NULL, NULL, c.collnamespace, CASE "
    "c.collprovider"
    " WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' ELSE 'default' END,"
    " coalesce(j.row ->> 'colllocale', j.row ->> 'colliculocale', j.row ->> 'collcollate'),"
    " nullif(j.row ->> 'collctype', j.row ->> 'collcollate'), j.row ->> 'collicurules',"
    " CASE WHEN NOT c.collisdeterministic THEN 'false' END, d.description"
    " FROM pg_collation c CROSS JOIN LATERAL (SELECT to_jsonb(c) AS row) j" COMMENT_ON(
        "pg_collation", "c.oid", "0") " WHERE c.oid = " OWN("pg_collation");

static const char enums[] =
    "SELECT " TYPE_KEYS
    ", NULL, t.typname, NULL, NULL, t.typnamespace, (SELECT string_agg(quote_literal(e.enumlabel),"
    " ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), d.description"
    " FROM pg_type t" COMMENT_ON("pg_type", "t.oid", "0") " WHERE t.typtype = 'e' AND t.oid = " OWN(
        "pg_type");

/* clang-format off */
static const char domains[] =
    "SELECT " TYPE_KEYS ", NULL, t.typname, NULL, NULL, t.typnamespace,"
    " format_type(t.typbasetype, t.typtypmod), " FLAG("t.typnotnull") ","
    " pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), CASE WHEN t.typcollation <>"
    " b.typcollation THEN t.typcollation::regcollation::text END, d.description FROM pg_type t"
    " JOIN pg_type b ON b.oid = t.typbasetype" COMMENT_ON("pg_type", "t.oid", "0") " WHERE"
    " t.typtype = 'd' AND t.oid = " OWN("pg_type");
/* clang-format on */

static const char composites[] =
    "SELECT " TYPE_KEYS
    " || ' 1259/' || t.typrelid || '/0', NULL, t.typname, NULL, NULL, t.typnamespace,"
    " d.description"
    " FROM pg_type t" COMMENT_ON("pg_type", "t.oid", "0") " WHERE t.typtype = 'c' AND t.oid = " OWN(
        "pg_type");

/* What the server calls the multirange when nobody says it. */
#define MULTIRANGE                                                                                 \
    "CASE WHEN strpos(t.typname, 'range') > 0 THEN left(t.typname, strpos(t.typname, 'range') - "  \
    "1)"                                                                                           \
    " || 'multirange' || substr(t.typname, strpos(t.typname, 'range') + 5)"                        \
    " ELSE t.typname || '_multirange' END"

static const char ranges[] =
    "SELECT " TYPE_KEYS " || ' 1247/' || m.oid || '/0 1247/' || m.typarray || '/0', NULL,"
    " t.typname, NULL, NULL, t.typnamespace, format_type(r.rngsubtype, NULL),"
    " CASE WHEN NOT o.opcdefault THEN CASE WHEN o.opcnamespace IN "
    "('pg_catalog'::regnamespace, " NAMESPACE
    ") THEN '' ELSE quote_ident((SELECT n.nspname FROM pg_namespace n"
    " WHERE n.oid = o.opcnamespace)) || '.' END || quote_ident(o.opcname) END,"
    " CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation::regcollation::text END,"
    " " ROUTINE_NAME("r.rngcanonical") ", " ROUTINE_NAME("r.rngsubdiff") ","
    " nullif(m.typname, " MULTIRANGE "), d.description"
    " FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid JOIN pg_opclass o ON o.oid = r.rngsubopc"
    " JOIN pg_type s ON s.oid = r.rngsubtype JOIN pg_type m ON m.oid = r.rngmultitypid" COMMENT_ON(
        "pg_type", "t.oid", "0") " WHERE t.typtype = 'r' AND t.oid = " OWN("pg_type");

const DlnCatalogQuery dln_catalog_types[] = {
    {DLN_OBJECT_EXTENSION, "version schema fixed tables comment", extensions},
    {DLN_OBJECT_COLLATION, "provider locale ctype rules deterministic comment", collations},
    {DLN_OBJECT_ENUM, "labels comment", enums},
    {DLN_OBJECT_DOMAIN, "type not_null default collation comment", domains},
    {DLN_OBJECT_COMPOSITE, "comment", composites},
    {DLN_OBJECT_RANGE, "subtype operator_class collation canonical difference multirange comment",
        ranges},
    {0},
};
