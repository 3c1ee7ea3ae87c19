/* SPDX-License-Identifier: Apache-2.0 */
/* body.c: follows bodies without a grammar. What makes that exact: the END of a body always stands behind a
 * semicolon or behind the word that opened it, which the END of a CASE and a column named so never do. */
#include "sql/body.h"

typedef struct {
    DlnBodyPlace from;
    const char *word;
    DlnBodyPlace to;
} Step;

static const Step postgres_steps[] = {
    {DLN_BODY_AT_START, "CREATE", DLN_BODY_CREATE},
    {DLN_BODY_CREATE, "OR", DLN_BODY_OR},
    {DLN_BODY_OR, "REPLACE", DLN_BODY_CREATE},
    {DLN_BODY_CREATE, "FUNCTION", DLN_BODY_HEADER},
    {DLN_BODY_CREATE, "PROCEDURE", DLN_BODY_HEADER},
    {DLN_BODY_HEADER, "BEGIN", DLN_BODY_BEGIN},
    {DLN_BODY_BEGIN, "ATOMIC", DLN_BODY_OPENED},
    {.word = NULL},
};

static const Step sqlite_steps[] = {
    {DLN_BODY_AT_START, "EXPLAIN", DLN_BODY_AT_START},
    {DLN_BODY_AT_START, "QUERY", DLN_BODY_AT_START},
    {DLN_BODY_AT_START, "PLAN", DLN_BODY_AT_START},
    {DLN_BODY_AT_START, "CREATE", DLN_BODY_CREATE},
    {DLN_BODY_CREATE, "TEMP", DLN_BODY_CREATE},
    {DLN_BODY_CREATE, "TEMPORARY", DLN_BODY_CREATE},
    {DLN_BODY_CREATE, "TRIGGER", DLN_BODY_HEADER},
    {DLN_BODY_HEADER, "BEGIN", DLN_BODY_OPENED},
    {.word = NULL},
};

static DlnBodyPlace next_place(const DlnBody *body, const DlnLexer *lexer, const DlnToken *token)
{
    const Step *step = lexer->engine == DLN_ENGINE_SQLITE ? sqlite_steps : postgres_steps;

    for (; step->word != NULL; step++) {
        if (step->from == body->place && dln_token_is(lexer->source->text, token, step->word))
            return step->to;
    }
    /* A header is long, anything else of interest is the very next word. */
    return body->place == DLN_BODY_HEADER || body->place == DLN_BODY_BEGIN ? DLN_BODY_HEADER
                                                                           : DLN_BODY_ELSEWHERE;
}

static void add_word(DlnBody *body, const DlnLexer *lexer, const DlnToken *token)
{
    if (body->depth > 0 && body->place == DLN_BODY_AT_START &&
        dln_token_is(lexer->source->text, token, "END")) {
        body->depth--;
        body->place = DLN_BODY_ELSEWHERE;
        return;
    }
    if (dln_token_is(lexer->source->text, token, "BEGIN"))
        body->begin_at = token->offset;

    body->place = next_place(body, lexer, token);
    if (body->place == DLN_BODY_OPENED) {
        if (body->depth++ == 0)
            body->opened_at = body->begin_at;
        body->place = DLN_BODY_AT_START;
    }
}

gboolean dln_body_add(DlnBody *body, const DlnLexer *lexer, const DlnToken *token)
{
    gboolean counts_parens = lexer->engine == DLN_ENGINE_POSTGRES;

    if (token->kind == DLN_TOKEN_SEMICOLON && body->n_parens == 0) {
        body->place = DLN_BODY_AT_START;
        return body->depth == 0;
    }
    if (body->n_parens == 0)
        add_word(body, lexer, token);
    if (token->kind == DLN_TOKEN_OPEN && counts_parens)
        body->n_parens++;
    else if (token->kind == DLN_TOKEN_CLOSE && body->n_parens > 0)
        body->n_parens--;
    return FALSE;
}
