/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_operators.c: the questions about operators, casts, and about what makes an access method of them. An operator that was
 * named and never made is none. */
#include "engine/postgres/inspect.h"

/* clang-format off */

#define OTHER_OPERATOR(column)                                                                     \
    "(SELECT CASE WHEN pg_operator_is_visible(o.oid) THEN o.oprname::text ELSE 'OPERATOR(' ||"     \
    " quote_ident(n.nspname) || '.' || o.oprname || ')' END FROM pg_operator o JOIN pg_namespace n"\
    " ON n.oid = o.oprnamespace WHERE o.oid = " column " AND o.oprcode <> 0)"

static const char operators[] =
    "SELECT '2617/' || p.oid || '/0', NULL, p.oprname, coalesce(t.of_left, 'NONE') || ', ' || t.of_right,"
    " NULL, p.oprnamespace, " ROUTINE_NAME("p.oprcode") ", t.of_left, t.of_right, "
    OTHER_OPERATOR("p.oprcom") ", " OTHER_OPERATOR("p.oprnegate") ", " ROUTINE_NAME("p.oprrest") ", "
    ROUTINE_NAME("p.oprjoin") ", " FLAG("p.oprcanmerge") ", " FLAG("p.oprcanhash") ", d.description"
    " FROM pg_operator p CROSS JOIN LATERAL (SELECT CASE WHEN p.oprleft <> 0 THEN"
    " format_type(p.oprleft, NULL) END AS of_left, format_type(p.oprright, NULL) AS of_right" ONCE ") t"
    COMMENT_ON("pg_operator", "p.oid", "0") " WHERE p.oprcode <> 0 AND p.oid = " OWN("pg_operator");

/* ---- casts ---- */

/* One of the two types may be in an extension: then it is the extension's. */
static const char casts[] =
    "SELECT '2605/' || c.oid || '/0', NULL, format_type(c.castsource, NULL) || ' AS ' ||"
    " format_type(c.casttarget, NULL), NULL, NULL, NULL, CASE c.castmethod WHEN 'f' THEN"
    " 'FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'INOUT' END,"
    " CASE c.castcontext WHEN 'a' THEN 'assignment' WHEN 'i' THEN 'implicit' END, d.description"
    " FROM pg_cast c" COMMENT_ON("pg_cast", "c.oid", "0") " WHERE c.oid = " OWN_CASTS
    " AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_cast'::regclass AND e.objid = c.oid"
    " AND e.deptype = 'e')";

/* ---- classes and families ---- */

#define FAMILY_NAME(id)                                                                            \
    "(SELECT CASE WHEN pg_opfamily_is_visible(y.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END" \
    " || quote_ident(y.opfname) FROM pg_opfamily y JOIN pg_namespace n ON n.oid = y.opfnamespace"  \
    " WHERE y.oid = " id ")"

/* What is a part of the class or family id: pg_depend alone says to which of the two it belongs. */
#define PARTS(catalog, id)                                                                         \
    " FROM pg_depend e WHERE e.refclassid = '" catalog "'::regclass AND e.refobjid = " id          \
    " AND e.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass)"
#define PARTS_KEYS(catalog, id)                                                                    \
    "coalesce((SELECT string_agg(' ' || e.classid || '/' || e.objid || '/0', '')"                  \
    PARTS(catalog, id) "), '')"
#define MEMBERS(catalog, id)                                                                       \
    "(SELECT string_agg(quote_literal(g.line), ', ' ORDER BY g.kind, g.number, g.line COLLATE \"C\")" \
    " FROM (SELECT e.classid AS kind, coalesce(o.amopstrategy, f.amprocnum) AS number,"            \
    " CASE WHEN o.oid IS NOT NULL THEN 'OPERATOR ' || o.amopstrategy || ' ' ||"                    \
    " o.amopopr::regoperator || CASE o.amoppurpose WHEN 'o' THEN ' FOR ORDER BY ' || "             \
    FAMILY_NAME("o.amopsortfamily") " ELSE '' END ELSE 'FUNCTION ' || f.amprocnum || ' (' ||"      \
    " format_type(f.amproclefttype, NULL) || ', ' || format_type(f.amprocrighttype, NULL) || ') '" \
    " || f.amproc::regprocedure END AS line FROM (SELECT e.classid, e.objid" PARTS(catalog, id)    \
    ") e LEFT JOIN pg_amop o ON o.oid = e.objid AND e.classid = 'pg_amop'::regclass"               \
    " LEFT JOIN pg_amproc f ON f.oid = e.objid AND e.classid = 'pg_amproc'::regclass) g)"

static const char families[] =
    "SELECT '2753/' || c.oid || '/0' || " PARTS_KEYS("pg_opfamily", "c.oid") ", NULL, c.opfname,"
    " m.amname, NULL, c.opfnamespace, " MEMBERS("pg_opfamily", "c.oid") ", d.description"
    " FROM pg_opfamily c JOIN pg_am m ON m.oid = c.opfmethod" COMMENT_ON("pg_opfamily", "c.oid", "0")
    " WHERE c.oid = " OWN("pg_opfamily");

static const char classes[] =
    "SELECT '2616/' || c.oid || '/0' || " PARTS_KEYS("pg_opclass", "c.oid") ", NULL, c.opcname,"
    " m.amname, NULL, c.opcnamespace, format_type(c.opcintype, NULL), " FLAG("c.opcdefault") ", "
    FAMILY_NAME("c.opcfamily") ", " MEMBERS("pg_opclass", "c.oid") ", CASE WHEN c.opckeytype <> 0 THEN"
    " format_type(c.opckeytype, NULL) END, d.description FROM pg_opclass c JOIN pg_am m ON m.oid ="
    " c.opcmethod" COMMENT_ON("pg_opclass", "c.oid", "0") " WHERE c.oid = " OWN("pg_opclass");

/* clang-format on */

const DlnCatalogQuery dln_catalog_operators[] = {
    {DLN_OBJECT_OPERATOR,
        "function left right commutator negator restrict join merges hashes comment", operators},
    {DLN_OBJECT_CAST, "with context comment", casts},
    {DLN_OBJECT_OPERATOR_FAMILY, "members comment", families},
    {DLN_OBJECT_OPERATOR_CLASS, "type default family members storage comment", classes},
    {0},
};
