/* SPDX-License-Identifier: Apache-2.0 */
/* batching.c: what `-- dunlin:batch` asks of its file. */
#include "revision/batching.h"

#include <string.h>

#include "sql/assigned.h"
#include "sql/lexer.h"
#include "sql/parameters.h"
#include "sql/source_map.h"
#include "sql/syntax.h"

#define STATEMENT 0
#define REMAINING 1

static const char *const bounds[] = {"first", "last", NULL};
static const char *const no_bounds[] = {NULL};

DlnBatching *dln_batching_new(void)
{
    DlnBatching *batching = g_new0(DlnBatching, 1);

    batching->size = DLN_BATCHING_SIZE;
    return batching;
}

void dln_batching_free(DlnBatching *batching)
{
    if (batching == NULL)
        return;
    g_free(batching->table);
    g_free(batching->key);
    g_free(batching);
}

/* A statement as a source of its own, its positions those of the file. */
static DlnSource source_of(const DlnScript *script, guint index)
{
    const DlnStatement *statement = &script->statements[index];

    return (DlnSource){
        .file = script->source.file,
        .text = script->source.text + statement->offset,
        .length = statement->length,
        .line = statement->line,
        .column = statement->column,
    };
}

static gboolean refuse_at(const DlnScript *script, guint index, const char *why, GError **error)
{
    dln_source_error(&script->source, script->statements[index].offset, error, "%s", why);
    return FALSE;
}

static gboolean refuse(
    const DlnBatching *batching, const DlnScript *script, const char *why, GError **error)
{
    const DunlinErrorFacts facts = {.file = script->source.file, .line = batching->line};

    dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "%s", why);
    return FALSE;
}

/* marker: in the text of the file, of which the script's may have been made. */
static gboolean stands_before(const DlnScript *up, guint index, const char *marker)
{
    gsize offset = up->statements[index].offset;

    if (up->map == NULL)
        return up->source.text + offset < marker;
    return up->map->original.text + dln_source_map_back(up->map, offset, DLN_SIDE_START) < marker;
}

/* One statement, the marker, one query. */
static gboolean check_shape(const DlnBatching *batching, const DlnScript *up, GError **error)
{
    const char *marker = batching->remaining[up->engine];

    if (marker == NULL)
        return refuse(batching, up,
            "a batch lacks its \"-- dunlin:remaining\": below it, in the up section, stands the "
            "query that says how many rows are left",
            error);
    guint n_before = 0;
    while (n_before < up->n_statements && stands_before(up, n_before, marker))
        n_before++;
    if (n_before == 0)
        return refuse(
            batching, up, "a batch lacks its statement before \"-- dunlin:remaining\"", error);
    if (n_before > 1)
        return refuse_at(
            up, 1, "a batch holds one statement: put this one into a migration of its own", error);
    if (up->n_statements == n_before)
        return refuse(batching, up, "no query stands below \"-- dunlin:remaining\"", error);
    if (up->n_statements > n_before + 1)
        return refuse_at(
            up, n_before + 1, "\"-- dunlin:remaining\" is for one query, this is another", error);
    return TRUE;
}

/* The first words that a statement may have; a WITH leads to any of them. */
static gboolean begins_with(const DlnScript *script, guint index, const char *const *words)
{
    const DlnSource source = source_of(script, index);
    DlnToken token;
    DlnLexer lexer;

    dln_lexer_init(&lexer, script->engine, &source);
    if (!dln_lexer_next(&lexer, &token, NULL))
        return FALSE;
    for (guint i = 0; words[i] != NULL; i++) {
        if (dln_token_is(source.text, &token, words[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_word(const DlnScript *script, guint index, const char *const *words)
{
    const DlnSource source = source_of(script, index);
    DlnToken token = {.kind = DLN_TOKEN_OTHER};
    DlnLexer lexer;

    dln_lexer_init(&lexer, script->engine, &source);
    while (token.kind != DLN_TOKEN_END && dln_lexer_next(&lexer, &token, NULL)) {
        for (guint i = 0; words[i] != NULL; i++) {
            if (dln_token_is(source.text, &token, words[i]))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean check_bounds(const DlnScript *up, GError **error)
{
    const DlnSource statement = source_of(up, STATEMENT);
    const DlnSource query = source_of(up, REMAINING);
    g_autofree char *sql = NULL, *query_sql = NULL;
    const char *missing = NULL;

    if (!dln_sql_substitute(up->engine, &statement, bounds, bounds, &sql, &missing, error) ||
        !dln_sql_substitute(up->engine, &query, no_bounds, no_bounds, &query_sql, NULL, error))
        return FALSE;
    if (missing == NULL)
        return TRUE;
    g_autofree char *why = g_strdup_printf(
        "the statement does not use \":%s\": a batch does rows BETWEEN :first AND :last", missing);
    return refuse_at(up, STATEMENT, why, error);
}

/* A row whose key changes would be met twice, or never. */
static gboolean check_key(const DlnBatching *batching, const DlnScript *up, GError **error)
{
    const DlnSource statement = source_of(up, STATEMENT);
    g_autofree char *table = dln_name_from_text(up->engine, batching->table);
    g_autofree char *key = dln_name_from_text(up->engine, batching->key);
    gsize offset;

    if (table == NULL || key == NULL ||
        !dln_sql_assigns(up->engine, &statement, table, key, &offset))
        return TRUE;
    dln_source_error(&statement, offset, error,
        "the batch changes its own key \"%s\": rows would be done twice, or never", key);
    return FALSE;
}

gboolean dln_batching_check(const DlnBatching *batching, const DlnScript *up, GError **error)
{
    static const char *const changes[] = {"UPDATE", "INSERT", "DELETE", "MERGE", NULL};
    static const char *const changes_or_with[] = {
        "UPDATE", "INSERT", "DELETE", "MERGE", "WITH", NULL};
    static const char *const queries[] = {"SELECT", "WITH", NULL};

    if (!check_shape(batching, up, error))
        return FALSE;
    if (!begins_with(up, STATEMENT, changes_or_with))
        return refuse_at(up, STATEMENT,
            "a batch changes data: its statement is an UPDATE, INSERT or DELETE", error);
    if (up->statements[STATEMENT].flags & DLN_STATEMENT_NAMES_LEDGER)
        return refuse_at(
            up, STATEMENT, "schema_migrations is dunlin's own: a batch must not name it", error);
    if (!begins_with(up, REMAINING, queries) || has_word(up, REMAINING, changes))
        return refuse_at(up, REMAINING,
            "what stands below \"-- dunlin:remaining\" is one SELECT that says how many rows are "
            "left",
            error);
    return check_bounds(up, error) && check_key(batching, up, error);
}

/* The same error about the statement as the file has it. */
static void show_as_written(const DlnScript *up, GError *found, GError **error)
{
    DunlinErrorFacts facts = *dunlin_error_get_facts(found);
    guint index = facts.line >= up->statements[REMAINING].line ? REMAINING : STATEMENT;
    g_autofree char *text = dln_script_statement_text(up, index);

    facts.statement = text;
    /* The message says the place already. */
    dln_error_set(error, (DunlinErrorCode)found->code, NULL, "%s", found->message);
    if (error != NULL)
        dln_error_add_facts(*error, &facts);
    g_error_free(found);
}

/* Errors count characters from the statement's start: the stand-ins are as long as the names. */
gboolean dln_batching_check_syntax(const DlnScript *up, int server_version, GError **error)
{
    g_autofree char *sql = dln_batching_statement(up, "'1234'", "'123'");
    DlnStatement statements[2] = {up->statements[STATEMENT], up->statements[REMAINING]};
    g_autoptr(GString) text = g_string_new_len(up->source.text, (gssize)up->source.length);
    DlnScript stood_in = *up;

    if (strlen(sql) != statements[STATEMENT].length)
        return TRUE;
    memcpy(text->str + statements[STATEMENT].offset, sql, strlen(sql));
    stood_in.source.text = text->str;
    stood_in.statements = statements;
    GError *found = NULL;
    if (dln_sql_check_syntax(&stood_in, server_version, &found))
        return TRUE;
    show_as_written(up, found, error);
    return FALSE;
}

char *dln_batching_statement(const DlnScript *up, const char *first, const char *last)
{
    const DlnSource statement = source_of(up, STATEMENT);
    const char *const values[] = {first, last, NULL};
    char *sql = NULL;

    /* It was checked when the file was read. */
    dln_sql_substitute(up->engine, &statement, bounds, values, &sql, NULL, NULL);
    return sql;
}

char *dln_batching_remaining(const DlnScript *up)
{
    const DlnSource query = source_of(up, REMAINING);

    return g_strndup(query.text, query.length);
}
