/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_postgres_grants.c: the question about owners and privileges, which are no part of what is compared: who makes an object anew
 * has to give them back. */
#include "engine/inspect_postgres.h"

/* clang-format off */

#define WHO "CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END"
#define PRIVILEGES "string_agg(e.privilege_type, ', ' ORDER BY e.privilege_type)"
#define OPTION_OF "CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"

/* Privileges that the other list has not. */
#define LACKING(list)                                                                              \
    " WHERE NOT EXISTS (SELECT FROM aclexplode(" list ") o WHERE o.grantee = e.grantee"            \
    " AND o.privilege_type = e.privilege_type AND o.is_grantable = e.is_grantable)"

#define IS_OWNED                                                                                   \
    "EXISTS (SELECT FROM pg_depend a WHERE a.classid = 'pg_class'::regclass AND a.objid = c.oid"   \
    " AND a.objsubid = 0 AND a.deptype = 'a')"

/* What has no list of its own has the usual one. A sequence of a column has the owner of its table. */
const char dln_catalog_grants[] =
    "WITH things (key, granted, owned, name, owner, acl, usual) AS (SELECT '1259/' || c.oid || '/0',"
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
    " SELECT t.key, format('ALTER %s %s OWNER TO %I', t.owned, t.name, pg_get_userbyid(t.owner))"
    " FROM things t WHERE t.owned IS NOT NULL AND pg_get_userbyid(t.owner) <> current_user"
    " UNION ALL SELECT t.key, s.statement FROM things t, LATERAL ("
    "SELECT 1 AS place, format('REVOKE %s ON %s %s FROM %s', " PRIVILEGES ", t.granted, t.name, " WHO
    ") AS statement FROM aclexplode(t.usual) e" LACKING("t.acl") " GROUP BY e.grantee"
    " UNION ALL SELECT 2, format('GRANT %s ON %s %s TO %s%s', " PRIVILEGES ", t.granted, t.name, " WHO
    ", " OPTION_OF ") FROM aclexplode(t.acl) e" LACKING("t.usual") " GROUP BY e.grantee, e.is_grantable"
    " ORDER BY 1, 2) s WHERE t.acl IS NOT NULL"
    " UNION ALL SELECT '1259/' || a.attrelid || '/0', format('GRANT %s (%I) ON TABLE %s TO %s%s',"
    " e.privilege_type, a.attname, a.attrelid::regclass, " WHO ", " OPTION_OF ")"
    OF_RELATIONS("pg_attribute", "a", "attrelid") ", LATERAL aclexplode(a.attacl) e"
    " WHERE a.attacl IS NOT NULL AND NOT a.attisdropped";
