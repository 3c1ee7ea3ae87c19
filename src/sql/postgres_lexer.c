/* SPDX-License-Identifier: Apache-2.0 */
/* postgres_lexer.c: tokens as the PostgreSQL server and psql read them (their scan.l and psqlscan.l decide).
 * Knows no statement: parentheses and BEGIN ATOMIC are the splitter's business. */
#include "sql/lexer.h"

#include <string.h>

static gboolean is_operator(char c)
{
    return c != '\0' && strchr("~!@#^&|`?+-*/%<>=", c) != NULL;
}

static gboolean starts_line_comment(const DlnLexer *lexer, gsize at)
{
    return dln_lexer_at(lexer, at) == '-' && dln_lexer_at(lexer, at + 1) == '-';
}

static gboolean starts_comment(const DlnLexer *lexer, gsize at)
{
    return dln_lexer_at(lexer, at) == '/' && dln_lexer_at(lexer, at + 1) == '*';
}

static gsize skip_line_comment(const DlnLexer *lexer, gsize at)
{
    while (at < lexer->source->length && dln_lexer_at(lexer, at) != '\n' &&
           dln_lexer_at(lexer, at) != '\r')
        at++;
    return at;
}

/* Comments nest in PostgreSQL. */
static gboolean skip_comment(DlnLexer *lexer, GError **error)
{
    gsize at = lexer->offset, length = lexer->source->length;
    guint depth = 0;

    while (at < length) {
        if (starts_comment(lexer, at)) {
            depth++;
            at += 2;
        } else if (dln_lexer_at(lexer, at) == '*' && dln_lexer_at(lexer, at + 1) == '/') {
            depth--;
            at += 2;
        } else {
            at++;
        }
        if (depth == 0) {
            lexer->offset = at;
            return TRUE;
        }
    }
    dln_source_error(lexer->source, lexer->offset, error, "unterminated comment");
    return FALSE;
}

static gboolean skip_blanks(DlnLexer *lexer, GError **error)
{
    for (;;) {
        while (lexer->offset < lexer->source->length &&
               dln_is_blank(dln_lexer_at(lexer, lexer->offset)))
            lexer->offset++;
        if (starts_line_comment(lexer, lexer->offset))
            lexer->offset = skip_line_comment(lexer, lexer->offset);
        else if (!starts_comment(lexer, lexer->offset))
            return TRUE;
        else if (!skip_comment(lexer, error))
            return FALSE;
    }
}

/* at is behind the opening quote. Returns the offset behind the closing one, 0 when there is none. */
static gsize find_closing_quote(const DlnLexer *lexer, gsize at, char quote, gboolean escapes)
{
    while (at < lexer->source->length) {
        char c = dln_lexer_at(lexer, at);

        if (c == '\\' && escapes) {
            at += 2;
        } else if (c != quote) {
            at++;
        } else if (dln_lexer_at(lexer, at + 1) == quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    return 0;
}

/* A string goes on in a string that follows with nothing but blanks, line comments and at least one line break
 * between, and keeps its prefix: in E'a' <newline> '\'' the second part has escapes as well.
 * Returns the offset behind the quote that reopens it, 0 when nothing does. */
static gsize find_continuation(const DlnLexer *lexer, gsize at)
{
    gboolean broken = FALSE;

    for (;;) {
        char c = dln_lexer_at(lexer, at);

        if (dln_is_blank(c)) {
            broken = broken || c == '\n' || c == '\r';
            at++;
        } else if (starts_line_comment(lexer, at)) {
            at = skip_line_comment(lexer, at);
        } else {
            return broken && c == '\'' ? at + 1 : 0;
        }
    }
}

static gboolean read_string(
    DlnLexer *lexer, gsize prefix_length, gboolean escapes, DlnToken *out_token, GError **error)
{
    gsize at = lexer->offset + prefix_length + 1, end = 0;

    while (at != 0) {
        end = find_closing_quote(lexer, at, '\'', escapes);
        if (end == 0) {
            dln_source_error(lexer->source, lexer->offset, error, "unterminated quoted string");
            return FALSE;
        }
        at = find_continuation(lexer, end);
    }
    out_token->kind = DLN_TOKEN_STRING;
    lexer->offset = end;
    return TRUE;
}

static gboolean read_quoted_name(
    DlnLexer *lexer, gsize prefix_length, DlnToken *out_token, GError **error)
{
    gsize end = find_closing_quote(lexer, lexer->offset + prefix_length + 1, '"', FALSE);

    if (end == 0) {
        dln_source_error(lexer->source, lexer->offset, error, "unterminated quoted identifier");
        return FALSE;
    }
    out_token->kind = DLN_TOKEN_QUOTED_NAME;
    lexer->offset = end;
    return TRUE;
}

/* The length of $tag$ or $$ at the lexer, 0 when there is none. A tag is an identifier without dollars. */
static gsize dollar_tag_length(const DlnLexer *lexer)
{
    gsize at = lexer->offset + 1;

    if (dln_is_word_start(dln_lexer_at(lexer, at))) {
        while (dln_is_word_byte(dln_lexer_at(lexer, at)) && dln_lexer_at(lexer, at) != '$')
            at++;
    }
    return dln_lexer_at(lexer, at) == '$' ? at + 1 - lexer->offset : 0;
}

static gboolean read_dollar(DlnLexer *lexer, DlnToken *out_token, GError **error)
{
    const char *tag = lexer->source->text + lexer->offset;
    gsize tag_length = dollar_tag_length(lexer);

    if (g_ascii_isdigit(dln_lexer_at(lexer, lexer->offset + 1))) {
        out_token->kind = DLN_TOKEN_PLACEHOLDER;
        lexer->offset++;
        while (g_ascii_isdigit(dln_lexer_at(lexer, lexer->offset)))
            lexer->offset++;
        return TRUE;
    }
    if (tag_length == 0) {
        lexer->offset++;
        return TRUE;
    }
    gsize closing = dln_lexer_find(lexer, lexer->offset + tag_length, tag, tag_length);
    if (closing == lexer->source->length) {
        dln_source_error(lexer->source, lexer->offset, error, "unterminated dollar quote \"%.*s\"",
            (int)MIN(tag_length, 64), tag);
        return FALSE;
    }
    out_token->kind = DLN_TOKEN_STRING;
    lexer->offset = closing + tag_length;
    return TRUE;
}

static gsize skip_digits(const DlnLexer *lexer, gsize at)
{
    while (g_ascii_isdigit(dln_lexer_at(lexer, at)) || dln_lexer_at(lexer, at) == '_')
        at++;
    return at;
}

/* Older servers read 1END as 1 END, so a number stops where it stops being one. */
static void read_number(DlnLexer *lexer, DlnToken *out_token)
{
    gsize at = skip_digits(lexer, lexer->offset);

    out_token->kind = DLN_TOKEN_NUMBER;
    if (dln_lexer_at(lexer, at) == '.' && dln_lexer_at(lexer, at + 1) != '.')
        at = skip_digits(lexer, at + 1);
    if (g_ascii_tolower(dln_lexer_at(lexer, at)) == 'e') {
        char sign = dln_lexer_at(lexer, at + 1);
        gsize digits = sign == '+' || sign == '-' ? at + 2 : at + 1;

        if (g_ascii_isdigit(dln_lexer_at(lexer, digits)))
            at = skip_digits(lexer, digits);
    }
    lexer->offset = at;
}

/* An operator ends where a comment begins: in @--x the operator is @. */
static void read_operator(DlnLexer *lexer)
{
    while (is_operator(dln_lexer_at(lexer, lexer->offset)) &&
           !starts_line_comment(lexer, lexer->offset) && !starts_comment(lexer, lexer->offset))
        lexer->offset++;
}

static void read_punctuation(DlnLexer *lexer, DlnToken *out_token)
{
    char c = dln_lexer_at(lexer, lexer->offset), next = dln_lexer_at(lexer, lexer->offset + 1);

    if (c == '(')
        out_token->kind = DLN_TOKEN_OPEN;
    else if (c == ')')
        out_token->kind = DLN_TOKEN_CLOSE;
    else if (c == ';')
        out_token->kind = DLN_TOKEN_SEMICOLON;
    lexer->offset +=
        (c == ':' && (next == ':' || next == '=')) || (c == '.' && next == '.') ? 2 : 1;
}

static gboolean is_command_byte(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '+' || c == '?' || c == '!' || c == '.';
}

static gboolean refuse_meta_command(const DlnLexer *lexer, GError **error)
{
    gsize length = 1;

    while (is_command_byte(dln_lexer_at(lexer, lexer->offset + length)))
        length++;
    g_autofree char *command = g_strndup(lexer->source->text + lexer->offset, MIN(length, 64));

    if (g_str_equal(command, "\\."))
        dln_source_error(lexer->source, lexer->offset, error,
            "\"\\.\" ends the data of a COPY ... FROM STDIN, and there is none before it");
    else if (g_str_equal(command, "\\restrict") || g_str_equal(command, "\\unrestrict"))
        dln_source_error(lexer->source, lexer->offset, error,
            "\"%s\" is a psql command, which Dunlin does not run; "
            "remove the line, pg_dump writes it for psql alone",
            command);
    else
        dln_source_error(lexer->source, lexer->offset, error,
            "\"%s\" is a psql command, which Dunlin does not run", command);
    return FALSE;
}

static gboolean read_word(DlnLexer *lexer, DlnToken *out_token, GError **error)
{
    char c = g_ascii_tolower(dln_lexer_at(lexer, lexer->offset));
    char next = dln_lexer_at(lexer, lexer->offset + 1),
         third = dln_lexer_at(lexer, lexer->offset + 2);

    if (next == '\'' && (c == 'e' || c == 'b' || c == 'x'))
        return read_string(lexer, 1, c == 'e', out_token, error);
    if (c == 'u' && next == '&' && third == '\'')
        return read_string(lexer, 2, FALSE, out_token, error);
    if (c == 'u' && next == '&' && third == '"')
        return read_quoted_name(lexer, 2, out_token, error);

    out_token->kind = DLN_TOKEN_WORD;
    while (dln_is_word_byte(dln_lexer_at(lexer, lexer->offset)))
        lexer->offset++;
    return TRUE;
}

static gboolean read_token(DlnLexer *lexer, DlnToken *out_token, GError **error)
{
    char c = dln_lexer_at(lexer, lexer->offset);

    if (dln_is_word_start(c))
        return read_word(lexer, out_token, error);
    if (c == '\'')
        return read_string(lexer, 0, lexer->escapes, out_token, error);
    if (c == '"')
        return read_quoted_name(lexer, 0, out_token, error);
    if (c == '$')
        return read_dollar(lexer, out_token, error);
    if (c == '\\')
        return refuse_meta_command(lexer, error);

    if (g_ascii_isdigit(c))
        read_number(lexer, out_token);
    else if (is_operator(c))
        read_operator(lexer);
    else
        read_punctuation(lexer, out_token);
    return TRUE;
}

gboolean dln_postgres_lexer_next(DlnLexer *lexer, DlnToken *out_token, GError **error)
{
    if (!skip_blanks(lexer, error))
        return FALSE;

    DlnToken token = {.kind = DLN_TOKEN_OTHER, .offset = lexer->offset};
    if (lexer->offset >= lexer->source->length)
        token.kind = DLN_TOKEN_END;
    else if (!read_token(lexer, &token, error))
        return FALSE;
    token.length = lexer->offset - token.offset;
    *out_token = token;
    return TRUE;
}
