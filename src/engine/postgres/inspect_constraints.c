/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_constraints.c: the questions about constraints, indexes, triggers, rules and policies: what hangs on a table. */
#include "engine/postgres/inspect.h"

/* pg_get_constraintdef() writes these behind everything else; they can be changed without making the constraint again, so
 * they are properties of their own. */
#define SUFFIX                                                                                     \
    "CASE WHEN k.contype = 'c' AND k.connoinherit THEN ' NO INHERIT' ELSE '' END ||"               \
    " CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END ||"                                 \
    " CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END ||"                           \
    " CASE WHEN NOT k.convalidated THEN ' NOT VALID' ELSE '' END"
#define DEFINITION "left(f.text, length(f.text) - length(f.suffix))"
#define TAKEN_APART                                                                                \
    " CROSS JOIN LATERAL (SELECT pg_get_constraintdef(k.oid) AS text, " SUFFIX " AS suffix" ONCE ") f"

/* The index of the partitioned table that this one is a part of; whether a partitioned one still lacks parts. */
#define WHOLE_INDEX(index)                                                                         \
    "CASE WHEN " index ".relispartition THEN (SELECT h.inhparent::regclass::text"                  \
    " FROM pg_inherits h WHERE h.inhrelid = " index ".oid) END"
#define INVALID_WHOLE(index)                                                                       \
    "CASE WHEN " index ".relkind = 'I' THEN (SELECT " FLAG("NOT v.indisvalid")                     \
    " FROM pg_index v WHERE v.indexrelid = " index ".oid) END"

/* Left out is what follows from another constraint: a partition's copy of a foreign key, an inherited check. What a partition has
 * for its parent's primary key stays: it has a name of its own. A foreign key depends on the index of the key. */
static const char constraints[] =
    "SELECT '2606/' || k.oid || '/0' || coalesce(' 1259/' || x.oid || '/0', ''), c.relname, k.conname, NULL, NULL, c.relnamespace,"
    " CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN"
    " 'foreign key' WHEN 'c' THEN 'check' ELSE 'exclusion' END, " DEFINITION
    ", CASE WHEN k.condeferred THEN 'initially deferred' WHEN k.condeferrable THEN"
    " 'initially immediate' END, " FLAG("NOT k.convalidated") ", " FLAG(
        "k.contype = 'c' AND k.connoinherit") ", " FLAG("k.conparentid <> 0") ", " INVALID_WHOLE("x")
    ", " WHOLE_INDEX("x") ", " OPTIONS(
        "x.reloptions") ", quote_ident(s.spcname), b.description, d.description"
    OF_RELATIONS("pg_constraint", "k", "conrelid") " JOIN pg_class c ON c.oid = k.conrelid" TAKEN_APART
    " LEFT JOIN pg_class x ON x.oid = k.conindid AND k.contype IN ('p', 'u', 'x')"
    " LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace"
    " LEFT JOIN pg_description b ON b.classoid = 'pg_class'::regclass AND b.objoid = x.oid"
    " AND b.objsubid = 0" COMMENT_ON("pg_constraint", "k.oid", "0")
    " WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')"
    " AND NOT (k.contype = 'f' AND k.conparentid <> 0)"
    " AND NOT (k.contype = 'c' AND NOT k.conislocal)";

static const char domain_constraints[] =
    "SELECT '2606/' || k.oid || '/0', t.typname, k.conname, NULL, NULL, t.typnamespace, " DEFINITION ", " FLAG(
        "NOT k.convalidated") ", d.description"
    " FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid" TAKEN_APART COMMENT_ON(
        "pg_constraint", "k.oid", "0")
    " WHERE k.contypid = " OWN("pg_type") " AND k.contype = 'c'";

/* pg_get_indexdef() gives the whole statement. What stands before the columns, and behind them, is known; the options are there
 * in the order in which they are stored. */
#define INDEX_HEAD                                                                                 \
    "'CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' ||"               \
    " quote_ident(x.relname) || ' ON ' || CASE WHEN x.relkind = 'I' THEN 'ONLY ' ELSE '' END || "  \
    QUALIFIED("c") " || ' USING ' || quote_ident(m.amname) || ' '"
#define INDEX_TAIL                                                                                 \
    "CASE WHEN x.reloptions IS NOT NULL THEN coalesce(' WITH (' || (SELECT string_agg(" OPTION     \
    ", ', ' ORDER BY u.place) FROM unnest(x.reloptions) WITH ORDINALITY u (o, place)) || ')', '')" \
    " ELSE '' END ||"                                                                              \
    " CASE WHEN i.indpred IS NOT NULL THEN ' WHERE ' || pg_get_expr(i.indpred, i.indrelid) ELSE '' END"

/* clang-format off */

/* "(a, b)", of columns alone, each as it is when nobody says more: then pg_get_indexdef(), which looks for the usual operator class of
 * each column anew, is not asked (half of the question's time, measured). NULL: something has to be said. varchar has text's, unless
 * somebody made one. */
#define PLAIN_COLUMNS                                                                              \
    "CASE WHEN i.indexprs IS NULL AND i.indpred IS NULL AND i.indnatts = i.indnkeyatts"            \
    " AND i.indoption::text !~ '[1-9]' AND NOT i.indnullsnotdistinct AND x.reloptions IS NULL THEN"\
    " (SELECT CASE WHEN bool_and(o.opcdefault AND (o.opcintype = a.atttypid OR o.opcintype ="      \
    " 'text'::regtype AND a.atttypid = 'varchar'::regtype AND NOT EXISTS (SELECT FROM pg_opclass v"\
    " WHERE v.opcintype = 'varchar'::regtype AND v.opcdefault))"                                   \
    " AND i.indcollation[u.place - 1] = a.attcollation AND b.attoptions IS NULL)"                  \
    " THEN '(' || string_agg(quote_ident(a.attname), ', ' ORDER BY u.place) || ')' END"            \
    " FROM unnest(i.indkey::int2[]) WITH ORDINALITY u (attnum, place)"                             \
    " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum"                      \
    " JOIN pg_attribute b ON b.attrelid = i.indexrelid AND b.attnum = u.place"                     \
    " JOIN pg_opclass o ON o.oid = i.indclass[u.place - 1]) END"
#define UNLESS_PLAIN(what) "CASE WHEN p.columns IS NULL THEN " what " END"

/* Only an expression in an index has statistics of its own. A constraint's index is left out before anything is asked about it. */
static const char indexes[] =
    "SELECT '1259/' || x.oid || '/0', c.relname, x.relname, NULL, NULL, c.relnamespace, "
    FLAG("i.indisunique") ", m.amname, coalesce(p.columns, substr(f.text, length(f.head) + 1,"
    " length(f.text) - length(f.head) - length(f.tail))),"
    " f.condition, " OPTIONS("x.reloptions") ", quote_ident(s.spcname), "
    FLAG("NOT i.indisvalid") ", " WHOLE_INDEX("x") ", CASE WHEN i.indexprs IS NOT NULL THEN"
    " (SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', '"
    " ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = x.oid AND a.attstattarget >= 0) END,"
    " d.description"
    OF_RELATIONS("pg_index", "i", "indrelid") " LEFT JOIN pg_constraint k ON k.conrelid = i.indrelid"
    " AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')"
    " JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid"
    " JOIN pg_am m ON m.oid = x.relam LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace"
    " CROSS JOIN LATERAL (SELECT " PLAIN_COLUMNS " AS columns" ONCE ") p"
    " CROSS JOIN LATERAL (SELECT " UNLESS_PLAIN("pg_get_indexdef(x.oid)") " AS text,"
    " pg_get_expr(i.indpred, i.indrelid) AS condition, " UNLESS_PLAIN(INDEX_HEAD) " AS head, "
    UNLESS_PLAIN(INDEX_TAIL) " AS tail" ONCE ") f" COMMENT_ON("pg_class", "x.oid", "0")
    " WHERE k.conindid IS NULL";

/* clang-format on */

/* ---- triggers, rules, policies ---- */

#define ENABLED(column)                                                                            \
    "CASE " column " WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END"

/* "BEFORE INSERT OR UPDATE OF a": the bits are those of pg_trigger.h. */
#define EVENT                                                                                      \
    "CASE WHEN t.tgtype & 2 <> 0 THEN 'BEFORE ' WHEN t.tgtype & 64 <> 0 THEN 'INSTEAD OF '"        \
    " ELSE 'AFTER ' END || concat_ws(' OR ', CASE WHEN t.tgtype & 4 <> 0 THEN 'INSERT' END,"       \
    " CASE WHEN t.tgtype & 8 <> 0 THEN 'DELETE' END, CASE WHEN t.tgtype & 16 <> 0 THEN 'UPDATE'"   \
    " || coalesce((SELECT ' OF ' || string_agg(quote_ident(a.attname), ', ' ORDER BY u.place)"     \
    " FROM unnest(t.tgattr::int2[]) WITH ORDINALITY u (attnum, place) JOIN pg_attribute a"         \
    " ON a.attrelid = t.tgrelid AND a.attnum = u.attnum), '') END,"                                \
    " CASE WHEN t.tgtype & 32 <> 0 THEN 'TRUNCATE' END)"

/* A partition has its parent's triggers by itself; only one that is switched otherwise has something to say. */
static const char triggers[] =
    "SELECT '2620/' || t.oid || '/0', c.relname, t.tgname, NULL, NULL, c.relnamespace, " FLAG("t.tgconstraint <> 0")
    ", f.event, substr(f.text, length('CREATE ' || CASE WHEN t.tgconstraint <> 0 THEN"
    " 'CONSTRAINT ' ELSE '' END || 'TRIGGER ' || quote_ident(t.tgname) || ' ' || f.event ||"
    " ' ON ' || f.relation || ' ') + 1), " ENABLED("t.tgenabled") ", " FLAG("t.tgparentid <> 0")
    ", d.description"
    OF_RELATIONS("pg_trigger", "t", "tgrelid") " JOIN pg_class c ON c.oid = t.tgrelid LEFT JOIN pg_trigger p"
    " ON p.oid = t.tgparentid CROSS JOIN LATERAL (SELECT pg_get_triggerdef(t.oid) AS text, " EVENT
    " AS event, " QUALIFIED("c") " AS relation" ONCE ") f" COMMENT_ON("pg_trigger", "t.oid", "0")
    " WHERE (NOT t.tgisinternal OR t.tgparentid <> 0)"
    " AND t.tgenabled IS DISTINCT FROM coalesce(p.tgenabled, '')"
    " AND (t.tgparentid = 0 OR NOT EXISTS (SELECT FROM pg_constraint k"
    " WHERE k.oid = t.tgconstraint AND k.contype = 'f'))";

static const char rules[] =
    "SELECT '2618/' || r.oid || '/0', c.relname, r.rulename, NULL, NULL, c.relnamespace, f.event,"
    " rtrim(substr(f.text, length('CREATE RULE ' || quote_ident(r.rulename) || ' AS' || chr(10) ||"
    " '    ON ' || f.event || ' TO ' || f.relation || ' ') + 1), ';'), " ENABLED("r.ev_enabled")
    ", d.description"
    OF_RELATIONS("pg_rewrite", "r", "ev_class") " JOIN pg_class c ON c.oid = r.ev_class CROSS JOIN LATERAL (SELECT"
    " pg_get_ruledef(r.oid) AS text, CASE r.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE'"
    " WHEN '3' THEN 'INSERT' ELSE 'DELETE' END AS event, " QUALIFIED("c")
    " AS relation" ONCE ") f" COMMENT_ON("pg_rewrite", "r.oid", "0")
    " WHERE r.rulename <> '_RETURN'";

static const char policies[] =
    "SELECT '3256/' || p.oid || '/0', c.relname, p.polname, NULL, NULL, c.relnamespace, " FLAG("NOT p.polpermissive")
    ", CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'"
    " WHEN 'd' THEN 'DELETE' END,"
    " (SELECT string_agg(CASE WHEN u.role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(u.role))"
    " END, ', ' ORDER BY pg_get_userbyid(u.role)) FROM unnest(p.polroles) u (role)"
    " WHERE p.polroles <> '{0}'),"
    " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), d.description"
    OF_RELATIONS("pg_policy", "p", "polrelid") " JOIN pg_class c ON c.oid = p.polrelid"
    COMMENT_ON("pg_policy", "p.oid", "0");

const DlnCatalogQuery dln_catalog_constraints[] = {
    {DLN_OBJECT_CONSTRAINT,
        "type definition deferrable not_valid no_inherit inherited invalid partition_of options tablespace "
        "index_comment comment",
        constraints},
    {DLN_OBJECT_DOMAIN_CONSTRAINT, "definition not_valid comment", domain_constraints},
    {DLN_OBJECT_INDEX,
        "unique method columns where options tablespace invalid partition_of statistics comment",
        indexes},
    {DLN_OBJECT_TRIGGER, "constraint event action enabled inherited comment", triggers},
    {DLN_OBJECT_RULE, "event action enabled comment", rules},
    {DLN_OBJECT_POLICY, "restrictive command roles using check comment", policies},
    {0},
};
