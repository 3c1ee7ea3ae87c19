/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_grants.c: the question about owners and privileges: for whoever makes an object anew and has to give them back, and,
 * where privileges are compared, as what the model says of them (see dln_object_permit). */
#include "engine/postgres/inspect.h"

/* clang-format off */

#define WHO "CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END"
#define PRIVILEGES "string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type)"
#define OPTION_OF "CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"

/* Each by itself, as the model has it. */
#define GIVEN(what) "string_agg(quote_literal('GRANT ' || " what " || ' TO ' || " WHO " || " OPTION_OF "), ', ')"
#define TAKEN "string_agg(quote_literal('REVOKE ' || e.privilege_type || ' FROM ' || " WHO "), ', ')"

/* Privileges that the other list has not. */
#define LACKING(list)                                                                              \
    " WHERE NOT EXISTS (SELECT FROM aclexplode(" list ") o WHERE o.grantee = e.grantee"            \
    " AND o.privilege_type = e.privilege_type AND o.is_grantable = e.is_grantable)"

#define IS_OWNED                                                                                   \
    "EXISTS (SELECT FROM pg_depend a WHERE a.classid = 'pg_class'::regclass AND a.objid = c.oid"   \
    " AND a.objsubid = 0 AND a.deptype = 'a')"

/* The schema public is made with others than those of any other. */
#define SCHEMA_USUAL                                                                               \
    "coalesce((SELECT i.initprivs FROM pg_init_privs i WHERE i.objoid = n.oid AND i.classoid ="    \
    " 'pg_namespace'::regclass), acldefault('n', n.nspowner))"
#define SCHEMA_ACTUAL "coalesce(n.nspacl, acldefault('n', n.nspowner))"
/* Who owns the database owns its schema public, whatever that is said to belong to. */
#define NOT_OF_OWNER " AND e.grantee NOT IN (n.nspowner, 'pg_database_owner'::regrole)"
#define OF_SCHEMA(list, others)                                                                    \
    " FROM pg_namespace n, LATERAL aclexplode(" list ") e" LACKING(others)                         \
    " AND n.oid = " NAMESPACES NOT_OF_OWNER " GROUP BY n.oid"

/* Nothing can be granted on these. */
#define OWNED_ALONE                                                                                \
    "SELECT '2617/' || p.oid || '/0', 'OPERATOR', p.oid::regoperator::text, p.oprowner FROM"       \
    " pg_operator p WHERE p.oid = " OWN("pg_operator")                                             \
    " UNION ALL SELECT '2616/' || c.oid || '/0', 'OPERATOR CLASS', " OF_METHOD("opclass", "opc")   \
    " UNION ALL SELECT '2753/' || c.oid || '/0', 'OPERATOR FAMILY', " OF_METHOD("opfamily", "opf") \
    " UNION ALL SELECT '3600/' || c.oid || '/0', 'TEXT SEARCH DICTIONARY',"                        \
    " c.oid::regdictionary::text, c.dictowner FROM pg_ts_dict c WHERE c.oid = " OWN("pg_ts_dict")  \
    " UNION ALL SELECT '3602/' || c.oid || '/0', 'TEXT SEARCH CONFIGURATION',"                     \
    " c.oid::regconfig::text, c.cfgowner FROM pg_ts_config c WHERE c.oid = " OWN("pg_ts_config")  \
    " UNION ALL SELECT '2607/' || c.oid || '/0', 'CONVERSION', CASE WHEN"                          \
    " pg_conversion_is_visible(c.oid) THEN '' ELSE c.connamespace::regnamespace || '.' END ||"     \
    " quote_ident(c.conname), c.conowner FROM pg_conversion c WHERE c.oid = " OWN("pg_conversion")
#define OF_METHOD(catalog, prefix)                                                                 \
    "CASE WHEN pg_" catalog "_is_visible(c.oid) THEN '' ELSE c." prefix "namespace::regnamespace"  \
    " || '.' END || quote_ident(c." prefix "name) || ' USING ' || quote_ident(m.amname), c." prefix \
    "owner FROM pg_" catalog " c JOIN pg_am m ON m.oid = c." prefix "method WHERE c.oid = "        \
    OWN("pg_" catalog)

/* What ALTER DEFAULT PRIVILEGES says of all schemas stands in place of the usual, not beside it. */
#define LATER_WORD                                                                                 \
    "CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN"          \
    " 'ROUTINES' WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END"
#define LATER_USUAL                                                                                \
    "acldefault((CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END)::\"char\","      \
    " d.defaclrole)"
#define OF_ALL_SCHEMAS(list, others)                                                               \
    " FROM pg_default_acl d, LATERAL aclexplode(" list ") e" LACKING(others)                       \
    " AND d.defaclnamespace = 0 AND pg_get_userbyid(d.defaclrole) = current_user"                  \
    " AND e.grantee <> d.defaclrole"

/* What has no list of its own has the usual one. A sequence of a column has the owner of its table. Not materialized: the names of
 * what is as usual are never asked for. */
const char dln_catalog_grants[] =
    "WITH things (key, granted, owned, name, owner, acl, usual) AS NOT MATERIALIZED (SELECT '1259/' || c.oid || '/0',"
    " CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,"
    " CASE c.relkind WHEN 'S' THEN CASE WHEN NOT " IS_OWNED " THEN 'SEQUENCE' END WHEN 'v' THEN 'VIEW'"
    " WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,"
    " c.oid::regclass::text, c.relowner, c.relacl,"
    " acldefault((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::\"char\", c.relowner)"
    OF_RELATIONS("pg_class", "c", "oid") " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
    " UNION ALL SELECT '1255/' || f.oid || '/0', 'ROUTINE', 'ROUTINE', f.oid::regprocedure::text,"
    " f.proowner, f.proacl, acldefault('f', f.proowner) FROM pg_proc f WHERE f.oid = " OWN("pg_proc")
    " UNION ALL SELECT '1247/' || t.oid || '/0', 'TYPE', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE"
    " 'TYPE' END, t.oid::regtype::text, t.typowner, t.typacl, acldefault('T', t.typowner)"
    " FROM pg_type t WHERE t.oid = " OWN("pg_type") ")"
    " SELECT t.key, format('ALTER %s %s OWNER TO %I', t.owned, t.name, pg_get_userbyid(t.owner)),"
    " NULL, NULL"
    " FROM things t WHERE t.owned IS NOT NULL AND pg_get_userbyid(t.owner) <> current_user"
    " UNION ALL SELECT o.key, format('ALTER %s %s OWNER TO %I', o.what, o.name, pg_get_userbyid(o.owner)),"
    " NULL, NULL FROM (" OWNED_ALONE ") o (key, what, name, owner) WHERE pg_get_userbyid(o.owner) <> current_user"
    " UNION ALL SELECT t.key, s.statement, CASE WHEN s.grantee <> t.owner THEN s.privileges END, NULL"
    " FROM things t, LATERAL ("
    "SELECT 1 AS place, format('REVOKE %s ON %s %s FROM %s', " PRIVILEGES ", t.granted, t.name, " WHO
    ") AS statement, e.grantee, " TAKEN " AS privileges FROM aclexplode(t.usual) e" LACKING("t.acl")
    " GROUP BY e.grantee"
    " UNION ALL SELECT 2, format('GRANT %s ON %s %s TO %s%s', " PRIVILEGES ", t.granted, t.name, " WHO
    ", " OPTION_OF "), e.grantee, " GIVEN("e.privilege_type") " FROM aclexplode(t.acl) e"
    LACKING("t.usual") " GROUP BY e.grantee, e.is_grantable"
    " ORDER BY 1, 2) s WHERE t.acl IS NOT NULL"
    " UNION ALL SELECT '1259/' || a.attrelid || '/0', format('GRANT %s (%I) ON TABLE %s TO %s%s',"
    " e.privilege_type, a.attname, a.attrelid::regclass, " WHO ", " OPTION_OF "),"
    " CASE WHEN e.grantee <> r.relowner THEN quote_literal('GRANT ' || e.privilege_type || ' (' ||"
    " quote_ident(a.attname) || ') TO ' || " WHO " || " OPTION_OF ") END, NULL"
    OF_RELATIONS("pg_attribute", "a", "attrelid") " JOIN pg_class r ON r.oid = a.attrelid,"
    " LATERAL aclexplode(a.attacl) e WHERE a.attacl IS NOT NULL AND NOT a.attisdropped"
    " UNION ALL SELECT '2615/' || n.oid || '/0', NULL, " GIVEN("e.privilege_type") ", 'of the schema'"
    OF_SCHEMA(SCHEMA_ACTUAL, SCHEMA_USUAL)
    " UNION ALL SELECT '2615/' || n.oid || '/0', NULL, " TAKEN ", 'of the schema'"
    OF_SCHEMA(SCHEMA_USUAL, SCHEMA_ACTUAL)
    " UNION ALL SELECT '', NULL, string_agg(quote_literal(CASE WHEN pg_get_userbyid(d.defaclrole) ="
    " current_user THEN '' ELSE 'FOR ROLE ' || quote_ident(pg_get_userbyid(d.defaclrole)) || ' ' END ||"
    " CASE WHEN n.oid IS DISTINCT FROM " NAMESPACE " THEN 'IN SCHEMA ' || quote_ident(n.nspname) || ' ' ELSE '' END ||"
    " 'GRANT ' || e.privilege_type || ' ON ' || " LATER_WORD " || ' TO ' || " WHO " || "
    OPTION_OF "), ', '), 'by default' FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace,"
    " LATERAL aclexplode(d.defaclacl) e WHERE n.oid = " NAMESPACES " AND e.grantee <> d.defaclrole"
    " UNION ALL SELECT '', NULL, " GIVEN("e.privilege_type || ' ON ' || " LATER_WORD) ", 'everywhere'"
    OF_ALL_SCHEMAS("d.defaclacl", LATER_USUAL)
    " UNION ALL SELECT '', NULL, string_agg(quote_literal('REVOKE ' || e.privilege_type || ' ON ' || " LATER_WORD
    " || ' FROM ' || " WHO "), ', '), 'everywhere'" OF_ALL_SCHEMAS(LATER_USUAL, "d.defaclacl");
