/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.h: what the questions to PostgreSQL's catalog have in common; for the inspect_postgres*.c files
 * and fingerprint.c alone.
 * A kind of object is one row of a table of questions: its query returns the keys, the parent, the name, the arguments, the
 * position and the oid of the schema (NULL: it is in none), and behind them the properties, in the order in which the row names them. */
#pragma once

#include "engine/inspect.h"

#define DLN_CATALOG_FIXED_COLUMNS 6

typedef struct {
    DlnObjectKind kind;
    const char *properties; /* names, separated by spaces */
    const char *sql;
} DlnCatalogQuery;

/* A query is parsed with search_path = pg_catalog, so that nothing a user has made can stand in for what it names, and executed
 * with search_path = the main schema, so that what it prints of that has no schema in front. */

/* The main schema's oid. A subselect, so that it is asked once and not for each row. */
#define NAMESPACE "(SELECT nullif(current_setting('dunlin.namespace', true), '')::oid)"

/* The oids that dln_catalog_find() and dln_catalog_find_relations() left in a setting. Asked for once a question, and planned in a tenth of
 * the time that it takes to plan the search itself wherever it is needed (measured). */
#define FOUND(what) "ANY ((SELECT current_setting('dunlin." what "')::oid[])::oid[])"

/* The oids of all schemas that are read. */
#define NAMESPACES FOUND("namespaces")

/* All objects of one catalog that depend on such a schema, and are no part of an extension or of another object. */
#define OWN(catalog) FOUND(catalog)

/* Tables, views, sequences and composite types, without the ledger. Indexes have no schema of their own there. The planner evaluates
 * the setting, so that it knows how many there are, and hashes where it would look up row by row. */
#define EACH_RELATION "unnest(current_setting('dunlin.relations')::oid[])"
#define OF_RELATIONS(catalog, alias, column)                                                       \
    " FROM " EACH_RELATION " found (oid) JOIN " catalog " " alias " ON " alias "." column          \
    " = found.oid"

#define COMMENT_ON(catalog, oid, column)                                                           \
    " LEFT JOIN pg_description d ON d.classoid = '" catalog "'::regclass AND d.objoid = " oid      \
    " AND d.objsubid = " column

/* Storage parameters in an order of their own, as SQL writes them. Hardly anything has any: then nothing is looked at. */
#define OPTION                                                                                     \
    "quote_ident(split_part(o, '=', 1)) || '=' || CASE WHEN quote_ident(substr(o, strpos(o,"       \
    " '=') + 1)) = substr(o, strpos(o, '=') + 1) THEN substr(o, strpos(o, '=') + 1) ELSE"          \
    " quote_literal(substr(o, strpos(o, '=') + 1)) END"
#define OPTIONS(options)                                                                           \
    "CASE WHEN " options " IS NOT NULL THEN (SELECT string_agg(" OPTION                            \
    ", ', ' ORDER BY o COLLATE \"C\") FROM unnest(" options ") o) END"

/* The name of a relation as pg_get_indexdef() and its like write it, whatever search_path is. */
#define QUALIFIED(relation)                                                                        \
    "(SELECT quote_ident(n.nspname) FROM pg_namespace n WHERE n.oid = " relation                   \
    ".relnamespace) || '.' || quote_ident(" relation ".relname)"

/* A setting as pg_proc holds it, but for the schema's own name in search_path: that is "$schema", as "$user" is the user's. */
#define FUNCTION_SETTINGS(f)                                                                       \
    "(SELECT string_agg(quote_literal(CASE WHEN g.item LIKE 'search_path=%' THEN 'search_path=' ||" \
    " (SELECT string_agg(CASE WHEN e.part = quote_ident(n.nspname) THEN '\"$schema\"'"             \
    " ELSE e.part END, ', ' ORDER BY e.place)"                                                     \
    " FROM unnest(string_to_array(substr(g.item, 13), ', ')) WITH ORDINALITY e (part, place))"     \
    " ELSE g.item END), ', ' ORDER BY g.place)"                                                    \
    " FROM unnest(" f ".proconfig) WITH ORDINALITY g (item, place), pg_namespace n"                \
    " WHERE n.oid = " f ".pronamespace)"

/* Behind a subselect: it is computed once, and not for each place where it is used. */
#define ONCE " OFFSET 0"

/* A function by its name alone, where what names it says its arguments: one that shares its name with another is not qualified, as it is
 * where regproc prints it. */
#define ROUTINE_NAME(id)                                                                           \
    "(SELECT CASE WHEN pg_function_is_visible(routine.oid) THEN '' ELSE"                           \
    " quote_ident(home.nspname) || '.' END || quote_ident(routine.proname) FROM pg_proc routine"   \
    " JOIN pg_namespace home ON home.oid = routine.pronamespace WHERE routine.oid = " id ")"

/* Casts that somebody has made, and that have to do with types or functions of such a schema. Hardly anybody has. */
#define MADE_CASTS "pg_cast o WHERE o.oid >= 16384"
#define OWN_CASTS                                                                                  \
    "ANY (ARRAY(SELECT m.oid FROM (SELECT o.oid FROM " MADE_CASTS ") m JOIN pg_depend d ON"        \
    " d.classid = 'pg_cast'::regclass AND d.objid = m.oid WHERE d.deptype = 'n' AND (d.refclassid" \
    " = 'pg_type'::regclass AND d.refobjid = " OWN("pg_type") " OR d.refclassid ="                 \
    " 'pg_proc'::regclass AND d.refobjid = " OWN("pg_proc") ")))"

/* true or nothing. */
#define FLAG(condition) "CASE WHEN " condition " THEN 'true' END"

/* Of the whole database: what is in no schema, and what tells it from another one. */
extern const char dln_catalog_beside[];

extern const DlnCatalogQuery dln_catalog_types[];     /* ends with sql NULL; so do the others */
extern const DlnCatalogQuery dln_catalog_relations[];
extern const DlnCatalogQuery dln_catalog_constraints[];
extern const DlnCatalogQuery dln_catalog_code[];
extern const DlnCatalogQuery dln_catalog_search[];
extern const DlnCatalogQuery dln_catalog_operators[];

/* Asked where several are read. */
extern const DlnCatalogQuery dln_catalog_namespaces;

/* To be asked first, in this order: they set what FOUND looks at. */
extern const char dln_catalog_find[];
extern const char dln_catalog_find_relations[];

/* Two keys a row: what depends, and on what. */
extern const char dln_catalog_dependencies[];
/* Who may use what, where that is not as it is when nobody says it: a key; a statement; the same as a list of what dln_object_permit()
 * takes; for what has no object, that of the kind PRIVILEGES. The last three may be NULL. */
extern const char dln_catalog_grants[];

/* What a catalog function printed, where it can print the same in two ways. (transfer full) */
char *dln_catalog_canonical(const char *value);

extern const DlnCatalogQuery *const dln_catalog_tables[]; /* all of them; ends with NULL */

/* What a transaction that asks begins with: how names and constants are printed depends on it, as it does for pg_dump. */
extern const char *const dln_catalog_settings[];

#define DLN_CATALOG_NO_SCHEMA "there is no schema \"%s\""
#define DLN_CATALOG_NO_RIGHT "no permission to look into the schema \"%s\": GRANT USAGE ON SCHEMA gives it"

/* Errors: UNSUPPORTED: older than the questions know. */
gboolean dln_catalog_check_version(const DlnSession *session, GError **error);
