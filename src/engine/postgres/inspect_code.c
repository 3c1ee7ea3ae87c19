/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_code.c: the questions about functions and what else is called, about what the model does not take apart, and
 * about what depends on what. */
#include "engine/postgres/inspect.h"

/* ---- functions ---- */

#define FUNCTION_KEYS                                                                              \
    "'1255/' || f.oid || '/0', NULL, f.proname, oidvectortypes(f.proargtypes), NULL, "             \
    "f.pronamespace"

/* The body of BEGIN ATOMIC is printed anew from what was parsed; any other is the user's text. */
#define FUNCTION(kinds)                                                                            \
    "SELECT " FUNCTION_KEYS ", pg_get_function_arguments(f.oid), pg_get_function_result(f.oid),"   \
    " l.lanname, CASE WHEN f.prosqlbody IS NULL THEN f.prosrc END,"                                \
    " pg_get_function_sqlbody(f.oid), f.probin, " FLAG("f.prokind = 'w'")                          \
    ", CASE f.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END, "                  \
    FLAG("f.proisstrict") ", " FLAG("f.prosecdef") ", " FLAG("f.proleakproof")                     \
    ", CASE f.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END,"                    \
    " nullif(f.procost, CASE WHEN l.lanname IN ('c', 'internal') THEN 1 ELSE 100 END),"            \
    " nullif(f.prorows, CASE WHEN f.proretset THEN 1000 ELSE 0 END),"                              \
    " nullif(f.prosupport, 0)::regproc::text, " FUNCTION_SETTINGS("f") ","                           \
    " (SELECT string_agg(format_type(u.type, NULL), ', ' ORDER BY u.place)"                        \
    " FROM unnest(f.protrftypes) WITH ORDINALITY u (type, place)), d.description"                  \
    " FROM pg_proc f JOIN pg_language l ON l.oid = f.prolang"                                      \
    COMMENT_ON("pg_proc", "f.oid", "0") " WHERE f.prokind IN (" kinds ") AND f.oid = "             \
    OWN("pg_proc")

#define FUNCTION_PROPERTIES                                                                        \
    "parameters returns language body sql_body library window volatility strict "                  \
    "security_definer leakproof parallel cost rows support settings transforms comment"

#define FUNCTION_NAME(column) ROUTINE_NAME("g." column)
#define MODIFY(column) "CASE g." column " WHEN 's' THEN 'shareable' WHEN 'w' THEN 'read_write' END"

/* What is not said is taken from the kind: an ordered-set aggregate's final function may not be used twice. */
static const char aggregates[] =
    "SELECT " FUNCTION_KEYS ", pg_get_function_arguments(f.oid), CASE g.aggkind WHEN 'o' THEN"
    " 'ordered set' WHEN 'h' THEN 'hypothetical set' END, " FUNCTION_NAME("aggtransfn")
    ", format_type(g.aggtranstype, NULL), nullif(g.aggtransspace, 0), " FUNCTION_NAME("aggfinalfn")
    ", " FLAG("g.aggfinalextra") ", CASE WHEN g.aggfinalmodify <> CASE g.aggkind WHEN 'n' THEN 'r'"
    " ELSE 'w' END THEN CASE g.aggfinalmodify WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable'"
    " ELSE 'read_write' END END, " FUNCTION_NAME("aggcombinefn") ", " FUNCTION_NAME("aggserialfn")
    ", " FUNCTION_NAME("aggdeserialfn") ", g.agginitval, " FUNCTION_NAME("aggmtransfn")
    ", " FUNCTION_NAME("aggminvtransfn") ", CASE WHEN g.aggmtranstype <> 0 THEN"
    " format_type(g.aggmtranstype, NULL) END, nullif(g.aggmtransspace, 0), " FUNCTION_NAME(
        "aggmfinalfn") ", " FLAG("g.aggmfinalextra") ", CASE WHEN g.aggmtransfn <> 0 THEN " MODIFY(
        "aggmfinalmodify") " END, g.aggminitval, CASE WHEN g.aggsortop <> 0 THEN"
    " (SELECT CASE WHEN o.oprnamespace = " NAMESPACE " THEN '' ELSE o.oprnamespace::regnamespace ||"
    " '.' END || o.oprname FROM pg_operator o WHERE o.oid = g.aggsortop) END,"
    " CASE f.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END, d.description"
    " FROM pg_proc f JOIN pg_aggregate g ON g.aggfnoid = f.oid" COMMENT_ON("pg_proc", "f.oid", "0")
    " WHERE f.oid = " OWN("pg_proc");

static const char event_triggers[] =
    "SELECT '3466/' || t.oid || '/0', NULL, t.evtname, NULL, NULL, NULL, t.evtevent,"
    " (SELECT string_agg(quote_literal(u.tag), ', ' ORDER BY u.place)"
    " FROM unnest(t.evttags) WITH ORDINALITY u (tag, place)), " ROUTINE_NAME("t.evtfoid") ", CASE t.evtenabled"
    " WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END, d.description"
    " FROM pg_event_trigger t" COMMENT_ON(
        "pg_event_trigger", "t.oid", "0") " WHERE t.evtfoid = " OWN("pg_proc");

/* ---- the rest ---- */

/* clang-format off */
static const char conversions[] =
    "SELECT '2607/' || c.oid || '/0', NULL, c.conname, NULL, NULL, c.connamespace, " FLAG("c.condefault")
    ", pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), "
    ROUTINE_NAME("c.conproc") ", d.description FROM pg_conversion c"
    COMMENT_ON("pg_conversion", "c.oid", "0") " WHERE c.oid = " OWN("pg_conversion");

/* Enough to see that one is missing or another one. */
static const char others[] =
    "SELECT '1247/' || t.oid || '/0 1247/' || t.typarray || '/0', NULL, 'base type '"
    " || t.typname, NULL, NULL, t.typnamespace, concat_ws(', ', 'input ' ||"
    " t.typinput::regproc, 'output ' || t.typoutput::regproc, 'length ' || t.typlen, 'align '"
    " || t.typalign::text, 'storage ' || t.typstorage::text) FROM pg_type t WHERE t.typtype ="
    " 'b' AND t.typelem = 0 AND t.oid = " OWN("pg_type");
/* clang-format on */

const DlnCatalogQuery dln_catalog_code[] = {
    {DLN_OBJECT_FUNCTION, FUNCTION_PROPERTIES, FUNCTION("'f', 'w'")},
    {DLN_OBJECT_PROCEDURE, FUNCTION_PROPERTIES, FUNCTION("'p'")},
    {DLN_OBJECT_AGGREGATE,
        "parameters set sfunc stype sspace finalfunc finalfunc_extra finalfunc_modify combinefunc "
        "serialfunc deserialfunc initcond msfunc minvfunc mstype msspace mfinalfunc "
        "mfinalfunc_extra mfinalfunc_modify minitcond sortop parallel comment",
        aggregates},
    {DLN_OBJECT_EVENT_TRIGGER, "event tags function enabled comment", event_triggers},
    {DLN_OBJECT_CONVERSION, "default from to function comment", conversions},
    {DLN_OBJECT_OTHER, "definition", others},
    {0},
};

/* ---- what depends on what ---- */

#define PART(catalog, key, column, oids)                                                           \
    " UNION ALL SELECT '" catalog "'::regclass, o." key " FROM " catalog " o WHERE o." column      \
    " = " oids
#define PART_OF_RELATIONS(catalog, key, column)                                                    \
    " UNION ALL SELECT '" catalog "'::regclass, o." key OF_RELATIONS(catalog, "o", column)

/* The operators and functions of operator classes and families. */
#define PART_OF_CLASSES(catalog)                                                                   \
    " UNION ALL SELECT o.classid, o.objid FROM pg_depend o WHERE o.refclassid = '" catalog         \
    "'::regclass AND o.refobjid = " OWN(catalog)                                                   \
    " AND o.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass)"

/* Left out is what belongs together and may be dropped together (a): a sequence of a column, which is made before it, and a default.
 * Other kinds than n and a say what an object is a part of. Some stand there twice. An
 * operator that another one calls its commutator, but not the other way round, was made behind it: it would know otherwise. */
const char dln_catalog_dependencies[] =
    "WITH own (catalog, id) AS MATERIALIZED (SELECT 'pg_class'::regclass, found.oid FROM " EACH_RELATION
    " found (oid)"
    PART_OF_RELATIONS("pg_index", "indexrelid", "indrelid")
    PART_OF_RELATIONS("pg_attrdef", "oid", "adrelid")
    PART_OF_RELATIONS("pg_constraint", "oid", "conrelid")
    PART("pg_constraint", "oid", "contypid", OWN("pg_type"))
    PART_OF_RELATIONS("pg_rewrite", "oid", "ev_class")
    PART_OF_RELATIONS("pg_trigger", "oid", "tgrelid")
    PART_OF_RELATIONS("pg_policy", "oid", "polrelid")
    PART_OF_RELATIONS("pg_statistic_ext", "oid", "stxrelid")
    PART("pg_type", "oid", "oid", OWN("pg_type"))
    PART("pg_proc", "oid", "oid", OWN("pg_proc"))
    " UNION ALL SELECT 'pg_cast'::regclass, o.oid FROM " MADE_CASTS
    PART("pg_conversion", "oid", "oid", OWN("pg_conversion"))
    PART("pg_ts_config", "oid", "oid", OWN("pg_ts_config"))
    PART("pg_operator", "oid", "oid", OWN("pg_operator"))
    PART("pg_opclass", "oid", "oid", OWN("pg_opclass"))
    PART_OF_CLASSES("pg_opclass")
    PART_OF_CLASSES("pg_opfamily")
    ")"
    " SELECT d.classid || '/' || d.objid || '/' || d.objsubid,"
    " d.refclassid || '/' || d.refobjid || '/' || d.refobjsubid"
    " FROM (SELECT CASE o.catalog WHEN 'pg_index'::regclass THEN 'pg_class'::regclass"
    " ELSE o.catalog END AS catalog, o.id FROM own o) o"
    " JOIN pg_depend d ON d.classid = o.catalog AND d.objid = o.id"
    " WHERE d.deptype IN ('n', 'a') AND d.refclassid IN ('pg_class'::regclass, 'pg_type'::regclass,"
    " 'pg_proc'::regclass, 'pg_collation'::regclass, 'pg_operator'::regclass,"
    " 'pg_constraint'::regclass, 'pg_ts_config'::regclass, 'pg_ts_dict'::regclass,"
    " 'pg_opclass'::regclass, 'pg_opfamily'::regclass)"
    " AND (d.deptype = 'n' OR d.classid <> ALL (ARRAY['pg_class'::regclass, 'pg_attrdef'::regclass])"
    " OR d.classid = 'pg_class'::regclass"
    " AND NOT EXISTS (SELECT FROM pg_sequence q WHERE q.seqrelid = d.objid))"
    " UNION ALL SELECT '2617/' || l.oid || '/0', '2617/' || p.oid || '/0' FROM pg_operator p JOIN pg_operator l"
    " ON l.oid IN (p.oprcom, p.oprnegate) AND l.oid <> p.oid AND p.oid NOT IN (l.oprcom, l.oprnegate)"
    " WHERE p.oid = " OWN("pg_operator");
