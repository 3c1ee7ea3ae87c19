/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint_common.c: a number of all that the questions of the inspect_postgres files say of tables, views, sequences,
 * functions, enums, domains and composite types, made of the catalog's own columns. Knows nothing of the model.
 *
 * Equal numbers of one database mean equal answers to the questions, for all that these are made of is in the number: what is the
 * schema's own by its name, everything else by its id, expressions as they are printed. The other way round it need not hold: a
 * column has its number here, and a constraint the numbers of its columns. Printing is what costs; so most of it is left out.
 * Each line is hashed with what tells it from all others, and so the lines can be put together in any order. */
#include "engine/postgres/fingerprint.h"
#include "engine/postgres/inspect.h"

/* clang-format off */

#define LINE(...) "hash_record_extended(ROW(" __VA_ARGS__ "), $2)"

/* A relation or a function by its name. */
#define NAMED(catalog, prefix, id)                                                                 \
    "(SELECT " LINE("named." prefix "name, nullif(named." prefix "namespace, s.oid)") " FROM "     \
    catalog " named WHERE named.oid = " id ")"
#define RELATION(id) NAMED("pg_class", "rel", id)
#define PROCEDURE(id) NAMED("pg_proc", "pro", id)
#define CLASS(id) NAMED("pg_opclass", "opc", id)

/* What the server came with has one id everywhere; the rest may be the schema's own. */
#define FIRST_ID "16384"
#define TYPE(id)                                                                                   \
    "CASE WHEN " id " < " FIRST_ID " THEN " id "::text ELSE format_type(" id ", NULL) END"
#define COLLATION(id)                                                                              \
    "CASE WHEN " id " < " FIRST_ID " THEN " id "::text ELSE " id "::regcollation::text END"

/* Most databases have none at all. */
#define COMMENT_OF(catalog, id)                                                                    \
    "CASE WHEN s.has_comments THEN (SELECT d.description FROM pg_description d WHERE d.objoid = "  \
    id " AND d.classoid = '" catalog "'::regclass AND d.objsubid = 0) END"

/* ---- relations ---- */

#define RELATIONS                                                                                  \
    "(SELECT u.oid FROM unnest(s.relations) u (oid) UNION ALL SELECT t.typrelid"                   \
    " FROM unnest(s.types) u (oid) JOIN pg_type t ON t.oid = u.oid WHERE t.typtype = 'c') f"

/* A sequence behind a column is a relation like any other. */
#define SEQUENCE                                                                                   \
    "CASE WHEN c.relkind = 'S' THEN (SELECT " LINE("q.seqtypid, q.seqstart, q.seqincrement,"       \
    " q.seqmax, q.seqmin, q.seqcache, q.seqcycle") " FROM pg_sequence q"                           \
    " WHERE q.seqrelid = c.oid) END, CASE WHEN c.relkind = 'S' THEN (SELECT bit_xor(" LINE(        \
        RELATION("o.refobjid") ", o.refobjsubid, o.deptype") ") FROM pg_depend o"                  \
    " WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.objsubid = 0"               \
    " AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0) END"

#define PARENTS(id)                                                                                \
    "(SELECT string_agg(" RELATION("h.inhparent") "::text, ' ' ORDER BY h.inhseqno)"               \
    " FROM pg_inherits h WHERE h.inhrelid = " id ")"

#define TABLE                                                                                      \
    "SELECT " LINE("'table'::text, c.relname, c.relkind, c.relpersistence, c.relreplident,"              \
    " c.relrowsecurity, c.relforcerowsecurity, c.relispartition, c.relispopulated, c.reloptions,"  \
    " c.relam, c.reltablespace, CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END," \
    " CASE WHEN c.reltoastrelid <> 0 THEN (SELECT o.reloptions FROM pg_class o"                    \
    " WHERE o.oid = c.reltoastrelid) END, CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid)" \
    " END, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,"                \
    " CASE WHEN s.has_parents THEN " PARENTS("c.oid") " END,"                                      \
    " CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,"                           \
    " CASE WHEN c.relkind = 'f' THEN (SELECT " LINE("o.ftserver, o.ftoptions")                     \
    " FROM pg_foreign_table o WHERE o.ftrelid = c.oid) END, " SEQUENCE)

/* What stands in a default has no columns: so its table need not be opened. */
#define COLUMN                                                                                     \
    "SELECT " LINE("'column'::text, c.relname, a.attname, a.attnum, " TYPE("a.atttypid")                 \
    ", a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated, " COLLATION("a.attcollation")     \
    ", a.attstorage, a.attcompression, a.attstattarget, a.attoptions, a.attfdwoptions,"            \
    " a.attinhcount, a.attislocal, CASE WHEN a.atthasdef THEN (SELECT pg_get_expr(e.adbin,"        \
    " CASE WHEN a.attgenerated = '' THEN 0 ELSE e.adrelid END) FROM pg_attrdef e"                  \
    " WHERE e.adrelid = a.attrelid AND e.adnum = a.attnum) END")                                   \
    " FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"        \
    " AND c.relkind <> 'S'"

#define COMMENT                                                                                    \
    "SELECT " LINE("'comment'::text, c.relname, d.objsubid, d.description") " FROM pg_description d"     \
    " WHERE s.has_comments AND d.objoid = c.oid AND d.classoid = 'pg_class'::regclass"

/* ---- what hangs on them ---- */

/* The columns of a key are those of its index. */
#define CONSTRAINT                                                                                 \
    "SELECT " LINE("'constraint'::text, c.relname, k.conname, k.contype, k.condeferrable, k.condeferred," \
    " k.convalidated, k.conislocal, k.connoinherit, k.conparentid <> 0, k.conkey,"                 \
    " CASE WHEN k.confrelid <> 0 THEN " RELATION("k.confrelid") " END, k.confkey, k.confupdtype,"  \
    " k.confdeltype, k.confmatchtype, k.confdelsetcols,"                                           \
    " CASE WHEN k.contype NOT IN ('p', 'u', 'f') THEN pg_get_constraintdef(k.oid) END, "           \
    COMMENT_OF("pg_constraint", "k.oid") DLN_FINGERPRINT_SINCE_18)                                 \
    " FROM pg_constraint k WHERE k.conrelid = c.oid"

/* Only an expression has statistics of its own, and hardly an operator class of these two has options. */
#define BTREE "403"
#define HASH "405"
#define HAS_OPTIONS                                                                                \
    "EXISTS (SELECT FROM pg_amproc p JOIN pg_opfamily f ON f.oid = p.amprocfamily WHERE"           \
    " f.opfmethod = " BTREE " AND p.amprocnum = 5 OR f.opfmethod = " HASH " AND p.amprocnum = 3)"
#define INDEX                                                                                      \
    "SELECT " LINE("'index'::text, c.relname, x.relname, x.relam, x.reltablespace, x.reloptions,"        \
    " CASE WHEN x.relispartition THEN " PARENTS("x.oid") " END, i.indnkeyatts, i.indisunique,"     \
    " i.indisprimary, i.indisexclusion, i.indimmediate, i.indisclustered, i.indisvalid,"           \
    " i.indisreplident, i.indnullsnotdistinct, i.indkey, i.indoption,"                             \
    " CASE WHEN NOT s.has_classes THEN i.indclass END, CASE WHEN s.has_classes THEN"               \
    " (SELECT string_agg(" CLASS("u.id") "::text, ' ' ORDER BY u.place)"                           \
    " FROM unnest(i.indclass::oid[]) WITH ORDINALITY u (id, place)) END,"                          \
    " CASE WHEN NOT s.has_collations THEN i.indcollation END, CASE WHEN s.has_collations THEN"     \
    " (SELECT string_agg(u.id::regcollation::text, ' ' ORDER BY u.place)"                          \
    " FROM unnest(i.indcollation) WITH ORDINALITY u (id, place)) END,"                             \
    " CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END,"                \
    " CASE WHEN i.indexprs IS NOT NULL THEN pg_get_expr(i.indexprs, i.indrelid) END,"              \
    " CASE WHEN i.indexprs IS NOT NULL OR s.has_options OR x.relam NOT IN (" BTREE ", " HASH ") THEN" \
    " (SELECT string_agg(concat_ws(' ', a.attnum, a.attstattarget, a.attoptions), ', '"            \
    " ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = x.oid) END, "                      \
    COMMENT_OF("pg_class", "x.oid"))                            \
    " FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid"

/* What stands before WHEN is said by the other columns. */
#define TRIGGER                                                                                    \
    "SELECT " LINE("'trigger'::text, c.relname, t.tgname, t.tgtype, t.tgenabled, t.tgattr, t.tgargs, "   \
    PROCEDURE("t.tgfoid") ", t.tgconstraint <> 0, t.tgdeferrable, t.tginitdeferred, t.tgoldtable," \
    " t.tgnewtable, t.tgparentid <> 0, CASE WHEN t.tgconstrrelid <> 0 THEN "                       \
    RELATION("t.tgconstrrelid") " END, CASE WHEN t.tgqual IS NOT NULL THEN (SELECT substr(q.text," \
    " strpos(q.text, ' WHEN (')) FROM (SELECT pg_get_triggerdef(t.oid) AS text" ONCE ") q) END, "  \
    COMMENT_OF("pg_trigger", "t.oid"))                                                             \
    " FROM pg_trigger t WHERE t.tgrelid = c.oid AND c.relhastriggers"                              \
    " AND (NOT t.tgisinternal OR t.tgparentid <> 0) AND (t.tgparentid = 0 OR NOT EXISTS"           \
    " (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 'f'))"

#define RULE                                                                                       \
    "SELECT " LINE("'rule'::text, c.relname, r.rulename, r.ev_type, r.ev_enabled, (SELECT"               \
    " substr(q.text, strpos(q.text, q.head) + length(q.head)) FROM (SELECT"                        \
    " pg_get_ruledef(r.oid) AS text, ' TO ' || quote_ident(s.name) || '.' ||"                      \
    " quote_ident(c.relname) AS head" ONCE ") q), " COMMENT_OF("pg_rewrite", "r.oid"))             \
    " FROM pg_rewrite r WHERE r.ev_class = c.oid AND c.relhasrules AND r.rulename <> '_RETURN'"

#define POLICY                                                                                     \
    "SELECT " LINE("'policy'::text, c.relname, p.polname, p.polpermissive, p.polcmd, p.polroles,"        \
    " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), "               \
    COMMENT_OF("pg_policy", "p.oid"))                                                              \
    " FROM pg_policy p WHERE p.polrelid = c.oid AND s.has_policies"

/* ---- types and functions ---- */

#define TYPES                                                                                      \
    "SELECT " LINE("'type'::text, t.typname, t.typtype, t.typnotnull, " TYPE("t.typbasetype")            \
    ", t.typtypmod, " COLLATION("t.typcollation") ", pg_get_expr(t.typdefaultbin, 0),"             \
    " CASE WHEN t.typtype = 'e' THEN (SELECT string_agg(quote_literal(e.enumlabel), ' '"           \
    " ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) END, "                   \
    COMMENT_OF("pg_type", "t.oid"))                                                                \
    " FROM unnest(s.types) f (oid) JOIN pg_type t ON t.oid = f.oid"                                \
    " UNION ALL SELECT " LINE("'domain constraint'::text, t.typname, k.conname, k.contype,"              \
    " k.convalidated, pg_get_constraintdef(k.oid), " COMMENT_OF("pg_constraint", "k.oid"))         \
    " FROM unnest(s.types) f (oid) JOIN pg_type t ON t.oid = f.oid JOIN pg_constraint k"           \
    " ON k.contypid = t.oid WHERE t.typtype = 'd'"

#define FUNCTIONS                                                                                  \
    "SELECT " LINE("'function'::text, p.proname, oidvectortypes(p.proargtypes),"                         \
    " pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.prolang, p.prosrc,"       \
    " p.probin, pg_get_function_sqlbody(p.oid), p.prokind, p.provolatile, p.proisstrict,"          \
    " p.prosecdef, p.proleakproof, p.proparallel, p.procost, p.prorows,"                           \
    " CASE WHEN p.prosupport <> 0 THEN " PROCEDURE("p.prosupport") " END,"                         \
    " CASE WHEN p.proconfig IS NOT NULL THEN " FUNCTION_SETTINGS("p") " END, p.protrftypes, "      \
    COMMENT_OF("pg_proc", "p.oid"))                                                                \
    " FROM unnest(s.functions) f (oid) JOIN pg_proc p ON p.oid = f.oid"

/* ---- all ---- */

#define OF_CLASS(catalog) " FILTER (WHERE d.classid = '" catalog "'::regclass)"

/* Own objects of the other catalogs, casts, types of other kinds, aggregates, event triggers, extensions. */
#define HAS_REST                                                                                   \
    "s.has_others OR EXISTS (SELECT FROM unnest(s.types) f (oid) JOIN pg_type t ON t.oid = f.oid"  \
    " WHERE t.typtype NOT IN ('e', 'd', 'c'))"                                                     \
    " OR s.has_aggregates AND EXISTS (SELECT FROM unnest(s.functions) f (oid)"                     \
    " JOIN pg_proc p ON p.oid = f.oid WHERE p.prokind = 'a')"                                      \
    " OR s.has_casts AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND"  \
    " (d.refclassid = 'pg_type'::regclass AND d.refobjid = ANY (s.types) OR d.refclassid ="        \
    " 'pg_proc'::regclass AND d.refobjid = ANY (s.functions)))"                                    \
    " OR EXISTS (SELECT FROM pg_event_trigger e WHERE e.evtfoid = ANY (s.functions))"              \
    " OR EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = s.oid)"

/* search_path is set as a schema is reached. What an extension owns is not left out: it is in one schema alone. */
const char dln_fingerprint_common[] =
    "SELECT s.name, s.may_use, (SELECT concat(bit_xor(m.line), ' ', count(*)) FROM ("
    "SELECT l.line FROM " RELATIONS " JOIN pg_class c ON c.oid = f.oid CROSS JOIN LATERAL ("
    TABLE " UNION ALL " COLUMN " UNION ALL " COMMENT " UNION ALL " CONSTRAINT " UNION ALL " INDEX
    " UNION ALL " TRIGGER " UNION ALL " RULE " UNION ALL " POLICY ") l (line)"
    " WHERE c.relname NOT IN ('schema_migrations', 'schema_migrations_batch')"
    " UNION ALL " TYPES " UNION ALL " FUNCTIONS ") m (line)), " HAS_REST
    " FROM (SELECT n.nspname AS name, n.oid, has_schema_privilege(n.oid, 'USAGE') AS may_use,"
    " array_agg(d.objid)" OF_CLASS("pg_class") " AS relations,"
    " array_agg(d.objid)" OF_CLASS("pg_type") " AS types,"
    " array_agg(d.objid)" OF_CLASS("pg_proc") " AS functions,"
    " coalesce(bool_or(true)" OF_CLASS("pg_collation") ", false) AS has_collations,"
    " coalesce(bool_or(true)" OF_CLASS("pg_opclass") ", false) AS has_classes,"
    " coalesce(bool_or(d.classid NOT IN ('pg_class'::regclass, 'pg_type'::regclass,"
    " 'pg_proc'::regclass)), false) AS has_others,"
    " " HAS_OPTIONS " AS has_options,"
    " EXISTS (SELECT FROM pg_cast c WHERE c.oid >= " FIRST_ID ") AS has_casts,"
    " EXISTS (SELECT FROM pg_policy) AS has_policies, EXISTS (SELECT FROM pg_inherits) AS has_parents,"
    " EXISTS (SELECT FROM pg_aggregate a WHERE a.aggfnoid >= " FIRST_ID ") AS has_aggregates,"
    " EXISTS (SELECT FROM pg_description d WHERE d.objoid >= " FIRST_ID
    " AND d.classoid <> 'pg_extension'::regclass) AS has_comments,"
    " set_config('search_path', quote_ident(n.nspname) || ', pg_catalog, pg_temp', true)"
    " FROM unnest($1) w (name) JOIN pg_namespace n ON n.nspname = w.name"
    " LEFT JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid"
    " AND d.deptype = 'n' GROUP BY n.oid, n.nspname" ONCE ") s"
    " UNION ALL SELECT NULL, NULL, " DLN_FINGERPRINT_PATH ", NULL";
