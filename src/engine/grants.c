/* SPDX-License-Identifier: Apache-2.0 */
/* grants.c: PostgreSQL's owners and privileges as statements. The server writes them itself. */
#include "engine/grants.h"

#include "dialect/quote.h"

/* Stands for the schema's name; "%" is the server's own. */
#define SCHEMA "@SCHEMA@"

#define NOT_OF_EXTENSION(class, alias)                                                             \
    " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = '" class              \
    "'::pg_catalog.regclass AND d.objid = " alias ".oid AND d.deptype IN ('e', 'i'))"

/* clang-format off */

/* One row for each thing that can be granted: what GRANT and ALTER call it (a sequence of a column has the owner of its
 * table), who owns it, and its privileges as they are and as they are without any statement about them. */
static const char things[] =
    "WITH ns AS (SELECT * FROM pg_catalog.pg_namespace WHERE nspname = " SCHEMA "), things AS ("
    " SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS granted,"
    " CASE c.relkind WHEN 'S' THEN CASE WHEN a.objid IS NULL THEN 'SEQUENCE' END WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'"
    " WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS owned,"
    " pg_catalog.quote_ident(c.relname) AS name, c.relowner AS owner, c.relacl AS acl,"
    " pg_catalog.acldefault((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::\"char\", c.relowner) AS base"
    " FROM pg_catalog.pg_class c JOIN ns ON ns.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_depend a ON a.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    " AND a.objid = c.oid AND a.objsubid = 0 AND a.deptype = 'a' AND c.relkind = 'S'"
    " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
    " AND c.relname NOT IN ('schema_migrations', 'schema_migrations_batch')"
    NOT_OF_EXTENSION("pg_catalog.pg_class", "c")
    " UNION ALL SELECT 'ROUTINE', 'ROUTINE', pg_catalog.format('%I(%s)', p.proname,"
    " pg_catalog.pg_get_function_identity_arguments(p.oid)), p.proowner, p.proacl,"
    " pg_catalog.acldefault('f', p.proowner)"
    " FROM pg_catalog.pg_proc p JOIN ns ON ns.oid = p.pronamespace"
    " WHERE true" NOT_OF_EXTENSION("pg_catalog.pg_proc", "p")
    " UNION ALL SELECT 'TYPE', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,"
    " pg_catalog.quote_ident(t.typname), t.typowner, t.typacl, pg_catalog.acldefault('T', t.typowner)"
    " FROM pg_catalog.pg_type t JOIN ns ON ns.oid = t.typnamespace"
    " LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid"
    " WHERE (t.typtype IN ('d', 'e', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))"
    NOT_OF_EXTENSION("pg_catalog.pg_type", "t") ")";

/* What is granted, and what of the usual is not. */
static const char grants[] =
    ", actual AS (SELECT granted, name, e.* FROM things,"
    " pg_catalog.aclexplode(acl) e),"
    " usual AS (SELECT granted, name, e.* FROM things, pg_catalog.aclexplode(base) e"
    " WHERE acl IS NOT NULL),"
    " columns AS (SELECT pg_catalog.quote_ident(c.relname) AS name,"
    " pg_catalog.quote_ident(a.attname) AS attribute, e.*"
    " FROM pg_catalog.pg_class c JOIN ns ON ns.oid = c.relnamespace"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped,"
    " pg_catalog.aclexplode(a.attacl) e WHERE c.relname <> 'schema_migrations'),"
    " around AS (SELECT coalesce(ns.nspacl, pg_catalog.acldefault('n', ns.nspowner)) AS acl,"
    " coalesce((SELECT i.initprivs FROM pg_catalog.pg_init_privs i WHERE i.objoid = ns.oid"
    " AND i.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass),"
    " pg_catalog.acldefault('n', ns.nspowner)) AS base FROM ns),"
    " schema_actual AS (SELECT e.* FROM around, pg_catalog.aclexplode(acl) e),"
    " schema_usual AS (SELECT e.* FROM around, pg_catalog.aclexplode(base) e),"
    " later AS (SELECT CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'"
    " WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES' END AS granted, d.defaclrole, e.*"
    " FROM pg_catalog.pg_default_acl d JOIN ns ON ns.oid = d.defaclnamespace,"
    " pg_catalog.aclexplode(d.defaclacl) e)";

#define WHO(grantee)                                                                               \
    "CASE " grantee " WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident("                          \
    "pg_catalog.pg_get_userbyid(" grantee ")) END"
#define OPTION "CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"
/* A statement that names the current schema, whatever that is called. */
#define HERE(text)                                                                                 \
    "pg_catalog.format('DO $dunlin$ BEGIN EXECUTE pg_catalog.format(%L, current_schema()); END"   \
    " $dunlin$', " text ")"

static const char statements[] =
    " SELECT pg_catalog.format('ALTER %s %s OWNER TO %I', owned, name,"
    " pg_catalog.pg_get_userbyid(owner)) AS s FROM things"
    " WHERE owned IS NOT NULL AND owner <> (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)"
    " UNION ALL SELECT pg_catalog.format('GRANT %s ON %s %s TO %s%s', privilege_type, granted, name, "
    WHO("grantee") ", " OPTION ") FROM (SELECT granted, name, grantee, privilege_type, is_grantable"
    " FROM actual EXCEPT SELECT granted, name, grantee, privilege_type, is_grantable FROM usual) g"
    " UNION ALL SELECT pg_catalog.format('REVOKE %s ON %s %s FROM %s', privilege_type, granted, name, "
    WHO("grantee") ") FROM (SELECT granted, name, grantee, privilege_type FROM usual"
    " EXCEPT SELECT granted, name, grantee, privilege_type FROM actual) r"
    " UNION ALL SELECT pg_catalog.format('GRANT %s (%s) ON TABLE %s TO %s%s', privilege_type, attribute,"
    " name, " WHO("grantee") ", " OPTION ") FROM columns"
    " UNION ALL SELECT " HERE("pg_catalog.format('GRANT %s ON SCHEMA %%I TO %s%s', privilege_type, "
    WHO("grantee") ", " OPTION ")") " FROM (SELECT grantee, privilege_type, is_grantable FROM"
    " schema_actual EXCEPT SELECT grantee, privilege_type, is_grantable FROM schema_usual) g"
    " UNION ALL SELECT " HERE("pg_catalog.format('REVOKE %s ON SCHEMA %%I FROM %s', privilege_type, "
    WHO("grantee") ")") " FROM (SELECT grantee, privilege_type FROM schema_usual"
    " EXCEPT SELECT grantee, privilege_type FROM schema_actual) r"
    " UNION ALL SELECT " HERE("pg_catalog.format('ALTER DEFAULT PRIVILEGES%s IN SCHEMA %%I GRANT %s ON"
    " %s TO %s%s', CASE WHEN defaclrole = (SELECT r.oid FROM pg_catalog.pg_roles r"
    " WHERE r.rolname = current_user) THEN '' ELSE pg_catalog.format(' FOR ROLE %I',"
    " pg_catalog.pg_get_userbyid(defaclrole)) END, privilege_type, granted, " WHO("grantee") ", " OPTION ")")
    " FROM later ORDER BY 1";

/* clang-format on */

static void take_statement(guint n_columns, const char *const *values, gpointer list)
{
    g_ptr_array_add(list, g_strdup(values[0]));
}

/* Types of arguments are printed without the schema that search_path says. */
static void add_begin(DlnBatch *batch, const char *schema)
{
    g_autofree char *quoted = dln_quote_identifier(schema);
    g_autofree char *path = g_strdup_printf("SET LOCAL search_path = %s", quoted);

    dln_batch_add_sql(batch, 0, "BEGIN READ ONLY");
    dln_batch_add_sql(batch, 0, path);
}

GPtrArray *dln_session_read_grants(
    DlnSession *session, const char *schema, GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DlnBatch) batch = dln_batch_new();

    if (dln_session_engine(session) != DLN_ENGINE_POSTGRES)
        return g_steal_pointer(&list);
    g_autofree char *literal = dln_quote_postgres_literal(schema);
    g_autofree char *format = g_strconcat(things, grants, statements, NULL);
    g_auto(GStrv) around = g_strsplit(format, SCHEMA, 2);
    g_autofree char *sql = g_strjoinv(literal, around);
    add_begin(batch, schema);
    dln_batch_add_query(batch, 0, sql, take_statement, list);
    dln_batch_add_sql(batch, 0, "ROLLBACK");
    return dln_session_run(session, batch, cancellable, NULL, error) ? g_steal_pointer(&list) : NULL;
}
