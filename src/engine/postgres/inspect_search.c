/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_search.c: the questions about text search. Parsers and templates are functions of a library: they are told apart by
 * their names alone. */
#include "engine/postgres/inspect.h"

/* clang-format off */

/* As SQL writes them, in an order of their own: the server puts one that is changed behind the others. */
#define DICTIONARY_OPTIONS                                                                         \
    "CASE WHEN c.dictinitoption IS NOT NULL THEN (SELECT string_agg(o.m[1] || ' = ' || o.m[2], ', '"\
    " ORDER BY o.m[1] COLLATE \"C\") FROM regexp_matches(c.dictinitoption, '(\"(?:[^\"]|\"\")*\"|" \
    "[^ ,=\"]+) = (E?''(?:[^'']|'''')*''|[^ ,'']+)', 'g') o (m)) END"

#define TEMPLATE                                                                                   \
    "(SELECT CASE WHEN pg_ts_template_is_visible(t.oid) THEN '' ELSE quote_ident(n.nspname) || '.'"\
    " END || quote_ident(t.tmplname) FROM pg_ts_template t JOIN pg_namespace n ON n.oid ="         \
    " t.tmplnamespace WHERE t.oid = c.dicttemplate)"

static const char dictionaries[] =
    "SELECT '3600/' || c.oid || '/0', NULL, c.dictname, NULL, NULL, c.dictnamespace, " TEMPLATE ", "
    DICTIONARY_OPTIONS ", d.description FROM pg_ts_dict c" COMMENT_ON("pg_ts_dict", "c.oid", "0")
    " WHERE c.oid = " OWN("pg_ts_dict");

#define PARSER                                                                                     \
    "(SELECT CASE WHEN pg_ts_parser_is_visible(p.oid) THEN '' ELSE quote_ident(n.nspname) || '.'"  \
    " END || quote_ident(p.prsname) FROM pg_ts_parser p JOIN pg_namespace n ON n.oid ="            \
    " p.prsnamespace WHERE p.oid = c.cfgparser)"

/* "asciiword WITH a, b" of each kind of token that is looked up at all. */
#define MAPPINGS                                                                                   \
    "(SELECT string_agg(quote_literal(g.line), ', ' ORDER BY g.token) FROM (SELECT m.maptokentype" \
    " AS token, (SELECT quote_ident(t.alias) FROM ts_token_type(c.cfgparser) t WHERE t.tokid ="    \
    " m.maptokentype) || ' WITH ' || string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY"     \
    " m.mapseqno) AS line FROM pg_ts_config_map m WHERE m.mapcfg = c.oid GROUP BY m.maptokentype) g)"

static const char configurations[] =
    "SELECT '3602/' || c.oid || '/0', NULL, c.cfgname, NULL, NULL, c.cfgnamespace, " PARSER ", "
    MAPPINGS ", d.description FROM pg_ts_config c" COMMENT_ON("pg_ts_config", "c.oid", "0")
    " WHERE c.oid = " OWN("pg_ts_config");

/* clang-format on */

const DlnCatalogQuery dln_catalog_search[] = {
    {DLN_OBJECT_DICTIONARY, "template options comment", dictionaries},
    {DLN_OBJECT_CONFIGURATION, "parser mappings comment", configurations},
    {0},
};
