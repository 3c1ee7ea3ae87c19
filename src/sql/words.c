/* SPDX-License-Identifier: Apache-2.0 */
/* words.c: PostgreSQL's words from its kwlist.h, SQLite's from the library itself. */
#include "sql/words.h"

#include <sqlite3.h>
#include <string.h>

/* All that quote_ident() quotes: every keyword but the unreserved ones, of PostgreSQL 13 to 18. */
static const char *const postgres_words[] = {
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character",
    "check", "coalesce", "collate", "collation", "column", "concurrently", "constraint", "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc",
    "distinct", "do", "else", "end", "except", "exists", "extract", "false", "fetch", "float",
    "for", "foreign", "freeze", "from", "full", "grant", "greatest", "group", "grouping", "having",
    "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect", "interval", "into",
    "is", "isnull", "join", "json", "json_array", "json_arrayagg", "json_exists", "json_object",
    "json_objectagg", "json_query", "json_scalar", "json_serialize", "json_table", "json_value",
    "lateral", "leading", "least", "left", "like", "limit", "localtime", "localtimestamp",
    "merge_action", "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null",
    "nullif", "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps",
    "overlay", "placing", "position", "precision", "primary", "real", "references", "returning",
    "right", "row", "select", "session_user", "setof", "similar", "smallint", "some", "substring",
    "symmetric", "system_user", "table", "tablesample", "then", "time", "timestamp", "to",
    "trailing", "treat", "trim", "true", "union", "unique", "user", "using", "values", "varchar",
    "variadic", "verbose", "when", "where", "window", "with", "xmlattributes", "xmlconcat",
    "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot",
    "xmlserialize", "xmltable", NULL};

/* No keywords of SQLite's, and yet not always names. */
static const char *const sqlite_words[] = {"true", "false", NULL};

gboolean dln_sql_is_reserved(DlnEngineKind engine, const char *word)
{
    if (engine == DLN_ENGINE_POSTGRES)
        return g_strv_contains(postgres_words, word);
    return sqlite3_keyword_check(word, (int)strlen(word)) != 0 ||
           g_strv_contains(sqlite_words, word);
}

gboolean dln_sql_is_plain_name(DlnEngineKind engine, const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);

    if (!g_ascii_isalpha(*name) && *name != '_')
        return FALSE;
    for (const char *p = name; *p != '\0'; p++) {
        if (!g_ascii_isalnum(*p) && *p != '_')
            return FALSE;
    }
    /* PostgreSQL folds what is not quoted. */
    return (engine == DLN_ENGINE_SQLITE || g_str_equal(name, lower)) &&
           !dln_sql_is_reserved(engine, lower);
}
