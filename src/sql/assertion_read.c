/* SPDX-License-Identifier: Apache-2.0 */
/* assertion_read.c: the words of an assertion, and what its query may be. Compares nothing. */
#include "sql/assertion.h"

#include <string.h>

#include "sql/lexer.h"
#include "sql/substitute.h"
#include "sql/syntax.h"

static const struct {
    const char *sign; /* the longer ones first */
    DlnAssertOperator op;
} operators[] = {
    {"!=", DLN_ASSERT_UNEQUAL},
    {"<>", DLN_ASSERT_UNEQUAL},
    {"<=", DLN_ASSERT_LESS_OR_EQUAL},
    {">=", DLN_ASSERT_GREATER_OR_EQUAL},
    {"=", DLN_ASSERT_EQUAL},
    {"<", DLN_ASSERT_LESS},
    {">", DLN_ASSERT_GREATER},
};

typedef struct {
    const DlnSource *source;
    gsize at;
} Reader;

static const char usage[] = "-- dunlin:assert before|after [= VALUE]: SELECT ...";

static char peek(const Reader *reader)
{
    return reader->at < reader->source->length ? reader->source->text[reader->at] : '\0';
}

static void skip_blanks(Reader *reader)
{
    while (dln_is_blank(peek(reader)))
        reader->at++;
}

static gboolean take(Reader *reader, const char *word)
{
    const gsize length = strlen(word);

    if (reader->source->length - reader->at < length ||
        strncmp(reader->source->text + reader->at, word, length) != 0)
        return FALSE;
    reader->at += length;
    return TRUE;
}

static gboolean read_time(Reader *reader, DlnAssertion *assertion, GError **error)
{
    skip_blanks(reader);
    const gsize start = reader->at;
    if (take(reader, "before"))
        assertion->time = DLN_ASSERT_BEFORE;
    else if (take(reader, "after"))
        assertion->time = DLN_ASSERT_AFTER;
    if (reader->at > start && !dln_is_word_byte(peek(reader)))
        return TRUE;
    dln_source_error(reader->source, start, error,
        "an assertion says first whether it is for \"before\" or \"after\": %s", usage);
    return FALSE;
}

static void read_operator(Reader *reader, DlnAssertion *assertion)
{
    skip_blanks(reader);
    for (gsize i = 0; i < G_N_ELEMENTS(operators); i++) {
        if (take(reader, operators[i].sign)) {
            assertion->op = operators[i].op;
            return;
        }
    }
}

static gboolean read_text(Reader *reader, DlnAssertion *assertion, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const gsize start = reader->at++;

    while (peek(reader) != '\0') {
        if (take(reader, "''")) {
            g_string_append_c(text, '\'');
            continue;
        }
        if (take(reader, "'")) {
            assertion->expected = g_string_free(g_steal_pointer(&text), FALSE);
            assertion->is_text = TRUE;
            return TRUE;
        }
        g_string_append_c(text, peek(reader));
        reader->at++;
    }
    dln_source_error(reader->source, start, error, "the expected text has no closing quote");
    return FALSE;
}

static gboolean is_number(const char *text)
{
    char *end = NULL;

    g_ascii_strtod(text, &end);
    return end > text && *end == '\0';
}

static gboolean read_word(Reader *reader, DlnAssertion *assertion, GError **error)
{
    const gsize start = reader->at;

    while (peek(reader) != '\0' && peek(reader) != ':' && !dln_is_blank(peek(reader)))
        reader->at++;
    if (reader->at == start) {
        dln_source_error(
            reader->source, start, error, "the value to compare with is missing: %s", usage);
        return FALSE;
    }
    g_autofree char *word = g_strndup(reader->source->text + start, reader->at - start);
    if (g_ascii_strcasecmp(word, "null") != 0)
        assertion->expected = g_steal_pointer(&word);
    return TRUE;
}

/* What has no order cannot be less. */
static gboolean check_order(
    const Reader *reader, gsize start, const DlnAssertion *assertion, GError **error)
{
    if (assertion->op <= DLN_ASSERT_UNEQUAL ||
        (assertion->expected != NULL && !assertion->is_text && is_number(assertion->expected)))
        return TRUE;
    dln_source_error(reader->source, start, error,
        "only numbers are less or greater: here \"=\" and \"!=\" are left");
    return FALSE;
}

static gboolean read_comparison(Reader *reader, DlnAssertion *assertion, GError **error)
{
    read_operator(reader, assertion);
    if (assertion->op == DLN_ASSERT_IS_TRUE)
        return TRUE;
    skip_blanks(reader);
    const gsize start = reader->at;
    const gboolean ok = peek(reader) == '\'' ? read_text(reader, assertion, error)
                                             : read_word(reader, assertion, error);
    return ok && check_order(reader, start, assertion, error);
}

static gboolean read_query(Reader *reader, DlnAssertion *assertion, GError **error)
{
    skip_blanks(reader);
    if (!take(reader, ":")) {
        dln_source_error(
            reader->source, reader->at, error, "a colon belongs before the query: %s", usage);
        return FALSE;
    }
    skip_blanks(reader);
    if (peek(reader) == '\0') {
        dln_source_error(reader->source, reader->at, error, "the query is missing: %s", usage);
        return FALSE;
    }
    assertion->query = *reader->source;
    assertion->query.text += reader->at;
    assertion->query.length -= reader->at;
    dln_source_position(
        reader->source, reader->at, &assertion->query.line, &assertion->query.column);
    return TRUE;
}

gboolean dln_assertion_read(const DlnSource *source, DlnAssertion **out, GError **error)
{
    g_autoptr(DlnAssertion) assertion = g_new0(DlnAssertion, 1);
    Reader reader = {source, 0};

    assertion->engines = (1u << DLN_N_ENGINES) - 1;
    if (!read_time(&reader, assertion, error) || !read_comparison(&reader, assertion, error) ||
        !read_query(&reader, assertion, error))
        return FALSE;
    *out = g_steal_pointer(&assertion);
    return TRUE;
}

void dln_assertion_free(DlnAssertion *assertion)
{
    if (assertion == NULL)
        return;
    for (int engine = 0; engine < DLN_N_ENGINES; engine++)
        dln_script_free(assertion->scripts[engine]);
    g_free(assertion->expected);
    g_free(assertion);
}

/* -- The query ------------------------------------------------------------------------------------ */

static gboolean is_one_of(const char *text, const DlnToken *token, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (dln_token_is(text, token, *words))
            return TRUE;
    }
    return FALSE;
}

/* By its words: WITH may lead to anything, and INTO makes a table. */
static gboolean looks_like_query(const DlnScript *script)
{
    static const char *const queries[] = {"SELECT", "VALUES", "TABLE", NULL};
    static const char *const changes[] = {"INSERT", "UPDATE", "DELETE", "MERGE", "INTO", NULL};
    const DlnStatement *statement = &script->statements[0];
    const char *text = script->source.text + statement->offset;
    DlnSource source = script->source;
    gboolean is_query = FALSE, is_first = TRUE;
    guint depth = 0;
    DlnLexer lexer;
    DlnToken token;

    source.text = text;
    source.length = statement->length;
    source.map = NULL;
    dln_lexer_init(&lexer, script->engine, &source);
    while (dln_lexer_next(&lexer, &token, NULL) && token.kind != DLN_TOKEN_END) {
        depth += token.kind == DLN_TOKEN_OPEN ? 1 : 0;
        depth -= token.kind == DLN_TOKEN_CLOSE && depth > 0 ? 1 : 0;
        if (token.kind == DLN_TOKEN_OPEN && is_first)
            continue;
        if (is_first && !is_one_of(text, &token, queries) && !dln_token_is(text, &token, "WITH"))
            return FALSE;
        is_query = is_query || is_one_of(text, &token, queries);
        is_first = FALSE;
        if (depth == 0 && is_one_of(text, &token, changes))
            return FALSE;
    }
    return is_query;
}

gboolean dln_assertion_compile(
    DlnAssertion *assertion, DlnEngineKind engine, const DlnVariables *variables, GError **error)
{
    g_autoptr(DlnScript) script = NULL;

    if (assertion->scripts[engine] != NULL || !(assertion->engines & 1u << engine))
        return TRUE;
    if (!dln_script_parse_with(engine, &assertion->query, variables, &script, error))
        return FALSE;
    if (script->unset == NULL &&
        (script->n_statements != 1 || script->statements[0].flags & DLN_STATEMENT_CHANGES_LEXER ||
            !looks_like_query(script) || dln_sql_may_change(script))) {
        dln_source_error(&assertion->query, 0, error,
            "an assertion is one SELECT, VALUES or WITH ... SELECT that changes nothing");
        return FALSE;
    }
    assertion->scripts[engine] = g_steal_pointer(&script);
    return TRUE;
}
