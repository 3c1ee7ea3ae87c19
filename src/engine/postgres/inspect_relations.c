/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_relations.c: the questions about tables, columns, sequences, views and statistics. */
#include "engine/postgres/inspect.h"

/* ---- sequences ---- */

/* The value that a limit has when nobody said it. */
#define TYPE_MAXIMUM                                                                               \
    "CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647"         \
    " ELSE 9223372036854775807 END"
#define TYPE_MINIMUM                                                                               \
    "CASE s.seqtypid WHEN 'int2'::regtype THEN -32768 WHEN 'int4'::regtype THEN -2147483648"       \
    " ELSE -9223372036854775808 END"
#define INCREMENT "nullif(s.seqincrement, 1)"
#define MINIMUM "nullif(s.seqmin, CASE WHEN s.seqincrement > 0 THEN 1 ELSE " TYPE_MINIMUM " END)"
#define MAXIMUM "nullif(s.seqmax, CASE WHEN s.seqincrement > 0 THEN " TYPE_MAXIMUM " ELSE -1 END)"
#define START "nullif(s.seqstart, CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END)"
#define CACHE "nullif(s.seqcache, 1)"

/* clang-format off */
static const char sequences[] =
    "SELECT '1259/' || c.oid || '/0', NULL, c.relname, NULL, NULL, c.relnamespace,"
    " format_type(s.seqtypid, NULL), " START ", " INCREMENT ", " MINIMUM ", " MAXIMUM ", " CACHE
    ", " FLAG("s.seqcycle") ", CASE c.relpersistence WHEN 'u' THEN 'unlogged' END, (SELECT"
    " o.refobjid::regclass || '.' || quote_ident(a.attname) FROM pg_depend o JOIN pg_attribute"
    " a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid WHERE o.classid ="
    " 'pg_class'::regclass AND o.objid = c.oid AND o.deptype = 'a' AND o.refclassid ="
    " 'pg_class'::regclass AND o.refobjsubid > 0), d.description"
    OF_RELATIONS("pg_class", "c", "oid") " JOIN pg_sequence s ON s.seqrelid = c.oid"
    COMMENT_ON("pg_class", "c.oid", "0") " WHERE c.relkind = 'S'";
/* clang-format on */

/* ---- tables ---- */

/* reltoastrelid's own options are the table's, under a name of theirs. */
/* clang-format off */
static const char tables[] =
    "SELECT '1259/' || c.oid || '/0 1247/' || c.reltype || '/0 1247/' || coalesce(t.typarray,"
    " 0) || '/0', NULL, c.relname, NULL, NULL, c.relnamespace, CASE c.relpersistence WHEN 'u'"
    " THEN 'unlogged' END, pg_get_partkeydef(c.oid), CASE WHEN c.relispartition THEN (SELECT"
    " i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid) END,"
    " pg_get_expr(c.relpartbound, c.oid), CASE WHEN NOT c.relispartition THEN (SELECT"
    " string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i"
    " WHERE i.inhrelid = c.oid) END, CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype,"
    " NULL) END, nullif(concat_ws(', ', " OPTIONS("c.reloptions") ", CASE WHEN x.reloptions IS"
    " NOT NULL THEN (SELECT string_agg('toast.' || " OPTION ", ', ' ORDER BY o COLLATE \"C\")"
    " FROM unnest(x.reloptions) o) END), ''), CASE WHEN c.relkind = 'r' THEN nullif(m.amname,"
    " 'heap') END, quote_ident(s.spcname), " FLAG("c.relrowsecurity") ", "
    FLAG("c.relforcerowsecurity") ", CASE WHEN c.relkind = 'f' THEN NULL WHEN c.relreplident ="
    " 'f' THEN 'full' WHEN c.relreplident = 'n' THEN 'nothing' WHEN c.relreplident = 'i' THEN (SELECT 'index ' || quote_ident(r.relname) FROM pg_index i JOIN"
    " pg_class r ON r.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisreplident) END,"
    " (SELECT quote_ident(r.relname) FROM pg_index i JOIN pg_class r ON r.oid = i.indexrelid"
    " WHERE i.indrelid = c.oid AND i.indisclustered), CASE WHEN c.relkind = 'f' THEN (SELECT"
    " quote_ident(v.srvname) FROM pg_foreign_table f JOIN pg_foreign_server v ON v.oid ="
    " f.ftserver WHERE f.ftrelid = c.oid) END, CASE WHEN c.relkind = 'f' THEN (SELECT"
    " string_agg(quote_ident(split_part(o, '=', 1)) || ' ' || quote_literal(substr(o, strpos(o,"
    " '=') + 1)), ', ' ORDER BY o COLLATE \"C\") FROM pg_foreign_table f, unnest(f.ftoptions) o"
    " WHERE f.ftrelid = c.oid) END, d.description" OF_RELATIONS("pg_class", "c", "oid") " LEFT"
    " JOIN pg_type t ON t.oid = c.reltype LEFT JOIN pg_class x ON x.oid = c.reltoastrelid LEFT"
    " JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace"
    COMMENT_ON("pg_class", "c.oid", "0") " WHERE c.relkind IN ('r', 'p', 'f')";
/* clang-format on */

/* ---- columns ---- */

/* The sequence behind an identity column, where its name or its values are not what they are when nobody says them. */
#define IDENTITY_SEQUENCE                                                                          \
    " LEFT JOIN LATERAL (SELECT q.relname, concat_ws(' ',"                                         \
    " 'START WITH ' || " START ", 'INCREMENT BY ' || " INCREMENT ", 'MINVALUE ' || " MINIMUM       \
    ", 'MAXVALUE ' || " MAXIMUM ", 'CACHE ' || " CACHE ", CASE WHEN s.seqcycle THEN 'CYCLE' END)"  \
    " AS options FROM pg_depend i JOIN pg_class q ON q.oid = i.objid AND q.relkind = 'S'"          \
    " JOIN pg_sequence s ON s.seqrelid = q.oid WHERE i.refclassid = 'pg_class'::regclass"          \
    " AND i.refobjid = a.attrelid AND i.refobjsubid = a.attnum AND i.deptype = 'i'"                \
    " AND i.classid = 'pg_class'::regclass AND a.attidentity <> ''" ONCE ") q ON true"

/* What was given to a view's column is all that is said of it: the rest follows from the query. The place of a composite type's
 * attribute is a property, for values are written in it: ROW(1, 'a')::t. A default names no column: the server need not open its
 * table to print it (half of the question's time, measured). */
/* clang-format off */
static const char columns[] =
    "SELECT '1259/' || a.attrelid || '/' || a.attnum || coalesce(' 2604/' || e.oid || '/0',"
    " ''), c.relname, a.attname, NULL, a.attnum, c.relnamespace, CASE WHEN c.relkind NOT IN"
    " ('v', 'm') THEN format_type(a.atttypid, a.atttypmod) END, " FLAG("a.attnotnull") ", CASE"
    " WHEN a.attgenerated = '' THEN pg_get_expr(e.adbin, 0) END, CASE WHEN"
    " a.attgenerated <> '' THEN pg_get_expr(e.adbin, e.adrelid) END, CASE a.attidentity WHEN"
    " 'a' THEN 'always' WHEN 'd' THEN 'by default' END, nullif(q.relname, c.relname || '_' ||"
    " a.attname || '_seq'), nullif(q.options, ''), CASE WHEN a.attcollation <> t.typcollation"
    " AND c.relkind NOT IN ('v', 'm') THEN a.attcollation::regcollation::text END, CASE WHEN"
    " a.attstorage <> t.typstorage AND c.relkind <> 'v' THEN CASE a.attstorage WHEN 'p' THEN"
    " 'plain' WHEN 'm' THEN 'main' WHEN 'x' THEN 'extended' ELSE 'external' END END, CASE"
    " a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END, nullif(a.attstattarget,"
    " -1), " OPTIONS("a.attoptions") ", CASE WHEN a.attfdwoptions IS NOT NULL THEN (SELECT"
    " string_agg(quote_ident(split_part(o, '=', 1)) || ' ' || quote_literal(substr(o, strpos(o,"
    " '=') + 1)), ', ' ORDER BY o COLLATE \"C\") FROM unnest(a.attfdwoptions) o) END, "
    FLAG("a.attinhcount > 0") ", " FLAG("a.attinhcount > 0 AND a.attislocal") ", CASE WHEN"
    " c.relkind = 'c' THEN (SELECT count(*) FROM pg_attribute p WHERE p.attrelid = a.attrelid"
    " AND p.attnum BETWEEN 1 AND a.attnum AND NOT p.attisdropped) END, d.description"
    OF_RELATIONS("pg_attribute", "a", "attrelid") " JOIN pg_class c ON c.oid = a.attrelid JOIN"
    " pg_type t ON t.oid = a.atttypid LEFT JOIN LATERAL (SELECT e.oid, e.adbin, e.adrelid FROM"
    " pg_attrdef e WHERE e.adrelid = a.attrelid AND e.adnum = a.attnum AND a.atthasdef" ONCE ")"
    " e ON true" COMMENT_ON("pg_class", "a.attrelid", "a.attnum") IDENTITY_SEQUENCE " WHERE"
    " a.attnum > 0 AND NOT a.attisdropped AND (c.relkind IN ('r', 'p', 'f', 'c') OR c.relkind"
    " IN ('v', 'm') AND (e.oid IS NOT NULL OR d.description IS NOT NULL OR a.attstattarget >= 0"
    " OR a.attoptions IS NOT NULL OR c.relkind = 'm' AND (a.attstorage <> t.typstorage OR"
    " a.attcompression <> '')))";
/* clang-format on */

/* ---- views ---- */

/* pg_get_viewdef() ends in a semicolon, and begins with a blank. */
#define DEFINITION "ltrim(rtrim(pg_get_viewdef(c.oid), ';'), ' ')"

/* Names and types of the columns: they decide whether the view can be replaced where it stands. */
#define VIEW_COLUMNS                                                                               \
    "(SELECT string_agg(quote_literal(quote_ident(a.attname) || ' ' || format_type(a.atttypid,"    \
    " a.atttypmod) || CASE WHEN a.attcollation <> y.typcollation THEN ' COLLATE ' ||"              \
    " a.attcollation::regcollation ELSE '' END), ', ' ORDER BY a.attnum) FROM pg_attribute a"      \
    " JOIN pg_type y ON y.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0"              \
    " AND NOT a.attisdropped)"

/* clang-format off */
static const char views[] =
    "SELECT '1259/' || c.oid || '/0 1247/' || c.reltype || '/0 1247/' || coalesce(t.typarray,"
    " 0) || '/0 2618/' || r.oid || '/0', NULL, c.relname, NULL, NULL, c.relnamespace, "
    DEFINITION ", " VIEW_COLUMNS ", " OPTIONS("c.reloptions") ", d.description"
    OF_RELATIONS("pg_class", "c", "oid") " JOIN pg_rewrite r ON r.ev_class = c.oid AND"
    " r.rulename = '_RETURN' LEFT JOIN pg_type t ON t.oid = c.reltype"
    COMMENT_ON("pg_class", "c.oid", "0") " WHERE c.relkind = 'v'";
/* clang-format on */

/* clang-format off */
static const char materialized_views[] =
    "SELECT '1259/' || c.oid || '/0 1247/' || c.reltype || '/0 1247/' || coalesce(t.typarray,"
    " 0) || '/0 2618/' || r.oid || '/0', NULL, c.relname, NULL, NULL, c.relnamespace, "
    DEFINITION ", " OPTIONS("c.reloptions") ", nullif(m.amname, 'heap'),"
    " quote_ident(s.spcname), CASE WHEN NOT c.relispopulated THEN 'false' END, (SELECT"
    " quote_ident(r.relname) FROM pg_index i JOIN pg_class r ON r.oid = i.indexrelid WHERE"
    " i.indrelid = c.oid AND i.indisclustered), d.description"
    OF_RELATIONS("pg_class", "c", "oid") " JOIN pg_rewrite r ON r.ev_class = c.oid AND"
    " r.rulename = '_RETURN' LEFT JOIN pg_type t ON t.oid = c.reltype LEFT JOIN pg_am m ON"
    " m.oid = c.relam LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace"
    COMMENT_ON("pg_class", "c.oid", "0") " WHERE c.relkind = 'm'";
/* clang-format on */

/* ---- statistics ---- */

/* clang-format off */
/* "(ndistinct) ON a, b": what stands between the name and the table. The server lists the columns as they stand in the table, which is no
 * difference: here they are in the order of their names. What is in another schema than its table belongs to none, and says its table. */
static const char statistics[] =
    "SELECT '3381/' || s.oid || '/0', CASE WHEN s.stxnamespace = c.relnamespace THEN c.relname END, s.stxname,"
    " NULL, NULL, s.stxnamespace,"
    " g.words || k.named || substr(g.text, length(g.words) + length(k.listed) + 1) ||"
    " CASE WHEN s.stxnamespace = c.relnamespace THEN '' ELSE f.tail END,"
    " nullif(to_jsonb(s) ->> 'stxstattarget', '-1'), d.description"
    " FROM pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid"
    " JOIN pg_namespace n ON n.oid = s.stxnamespace"
    " CROSS JOIN LATERAL (SELECT pg_get_statisticsobjdef(s.oid) AS text, 'CREATE STATISTICS ' ||"
    " quote_ident(n.nspname) || '.' || quote_ident(s.stxname) || ' ' AS head, ' FROM ' ||"
    " s.stxrelid::regclass AS tail" ONCE
    ") f CROSS JOIN LATERAL (SELECT t.text, substring(t.text FROM '^(?:\\([a-z, ]*\\) )?ON ') AS words"
    " FROM (SELECT substr(f.text, length(f.head) + 1, length(f.text) - length(f.head) - length(f.tail))"
    " AS text" ONCE ") t" ONCE
    ") g CROSS JOIN LATERAL (SELECT coalesce(string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), '')"
    " AS listed, coalesce(string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname), '') AS named"
    " FROM pg_attribute a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::int2[])) k"
    COMMENT_ON("pg_statistic_ext", "s.oid", "0") " WHERE s.oid = "
    OWN("pg_statistic_ext");
/* clang-format on */

const DlnCatalogQuery dln_catalog_relations[] = {
    {DLN_OBJECT_SEQUENCE,
        "type start increment minimum maximum cache cycle persistence owned_by comment",
        sequences},
    {DLN_OBJECT_TABLE,
        "persistence partition_by partition_of bound inherits of_type options access_method "
        "tablespace row_security force_row_security replica_identity cluster_on server "
        "server_options comment",
        tables},
    {DLN_OBJECT_COLUMN,
        "type not_null default generated identity identity_sequence identity_options collation "
        "storage compression statistics options server_options inherited local place comment",
        columns},
    {DLN_OBJECT_VIEW, "definition columns options comment", views},
    {DLN_OBJECT_MATERIALIZED_VIEW,
        "definition options access_method tablespace populated cluster_on comment",
        materialized_views},
    {DLN_OBJECT_STATISTICS, "definition statistics comment", statistics},
    {0},
};
