/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_lexer.c: tokens as SQLite's tokenizer reads them (its tokenize.c decides).
 * Knows no statement: trigger bodies are the splitter's business. */
#include "sql/lexer.h"

#include <string.h>

/* SQLite comments do not nest, and one that is still open at the end of the text is legal. A slash and a star
 * at the very end are an operator each. */
static gboolean skip_one_comment(DlnLexer *lexer)
{
    gsize at = lexer->offset, length = lexer->source->length;

    if (dln_lexer_at(lexer, at) == '-' && dln_lexer_at(lexer, at + 1) == '-') {
        lexer->offset = dln_lexer_find(lexer, at + 2, "\n", 1);
        return TRUE;
    }
    if (dln_lexer_at(lexer, at) == '/' && dln_lexer_at(lexer, at + 1) == '*' && at + 2 < length) {
        gsize closing = dln_lexer_find(lexer, at + 2, "*/", 2);

        lexer->offset = MIN(closing + 2, length);
        return TRUE;
    }
    return FALSE;
}

static void skip_blanks(DlnLexer *lexer)
{
    do {
        while (dln_is_blank(dln_lexer_at(lexer, lexer->offset)))
            lexer->offset++;
    } while (skip_one_comment(lexer));
}

/* Returns the offset behind the closing quote, 0 when there is none. Brackets know no doubling. */
static gsize find_closing_quote(const DlnLexer *lexer, char quote)
{
    gsize at = lexer->offset + 1;
    char closing = quote == '[' ? ']' : quote;

    for (; at < lexer->source->length; at++) {
        if (dln_lexer_at(lexer, at) != closing)
            continue;
        if (closing == ']' || dln_lexer_at(lexer, at + 1) != closing)
            return at + 1;
        at++;
    }
    return 0;
}

static gboolean read_quoted(DlnLexer *lexer, char quote, DlnToken *out_token, GError **error)
{
    gsize end = find_closing_quote(lexer, quote);

    out_token->kind = quote == '\'' ? DLN_TOKEN_STRING : DLN_TOKEN_QUOTED_NAME;
    if (end == 0) {
        dln_source_error(lexer->source, lexer->offset, error,
            quote == '\'' ? "unterminated quoted string" : "unterminated quoted identifier");
        return FALSE;
    }
    lexer->offset = end;
    return TRUE;
}

static void read_word(DlnLexer *lexer)
{
    while (dln_is_word_byte(dln_lexer_at(lexer, lexer->offset)))
        lexer->offset++;
}

/* ?, ?1, :name, @name, $name, #name; the sign alone is punctuation, which SQLite will refuse. */
static void read_variable(DlnLexer *lexer, DlnToken *out_token)
{
    gsize start = lexer->offset++;
    gboolean question = dln_lexer_at(lexer, start) == '?';

    if (question) {
        while (g_ascii_isdigit(dln_lexer_at(lexer, lexer->offset)))
            lexer->offset++;
    } else {
        read_word(lexer);
    }
    if (question || lexer->offset > start + 1)
        out_token->kind = DLN_TOKEN_PLACEHOLDER;
}

static void read_punctuation(DlnLexer *lexer, char c, DlnToken *out_token)
{
    if (c == '(')
        out_token->kind = DLN_TOKEN_OPEN;
    else if (c == ')')
        out_token->kind = DLN_TOKEN_CLOSE;
    else if (c == ';')
        out_token->kind = DLN_TOKEN_SEMICOLON;
    /* "::" is no operator here, but a cast that strayed in must not become a parameter. */
    lexer->offset += c == ':' && dln_lexer_at(lexer, lexer->offset + 1) == ':' ? 2 : 1;
}

static gboolean read_token(DlnLexer *lexer, DlnToken *out_token, GError **error)
{
    char c = dln_lexer_at(lexer, lexer->offset);

    if (c == '\'' || c == '"' || c == '`' || c == '[')
        return read_quoted(lexer, c, out_token, error);

    if (dln_is_word_start(c)) {
        out_token->kind = DLN_TOKEN_WORD;
        read_word(lexer);
    } else if (g_ascii_isdigit(c)) {
        out_token->kind = DLN_TOKEN_NUMBER;
        while (dln_is_word_byte(dln_lexer_at(lexer, lexer->offset)) ||
               dln_lexer_at(lexer, lexer->offset) == '.')
            lexer->offset++;
    } else if (c == '?' || c == '@' || c == '$' || c == '#' ||
               (c == ':' && dln_lexer_at(lexer, lexer->offset + 1) != ':')) {
        read_variable(lexer, out_token);
    } else {
        read_punctuation(lexer, c, out_token);
    }
    return TRUE;
}

gboolean dln_sqlite_lexer_next(DlnLexer *lexer, DlnToken *out_token, GError **error)
{
    skip_blanks(lexer);

    DlnToken token = {.kind = DLN_TOKEN_OTHER, .offset = lexer->offset};
    if (lexer->offset >= lexer->source->length)
        token.kind = DLN_TOKEN_END;
    else if (!read_token(lexer, &token, error))
        return FALSE;
    token.length = lexer->offset - token.offset;
    *out_token = token;
    return TRUE;
}
