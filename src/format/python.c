/* SPDX-License-Identifier: Apache-2.0 */
/* python.c: tokens as Python's language reference defines them (chapter "Lexical analysis"), but for what a file of
 * string literals does not need. Knows no migration. */
#include "format/python.h"

#include <string.h>

#define MAX_DEPTH 100

void dln_python_reader_init(DlnPythonReader *reader, const DlnSource *source)
{
    *reader = (DlnPythonReader){.source = source};
}

static char at(const DlnPythonReader *reader, gsize offset)
{
    return offset < reader->source->length ? reader->source->text[offset] : '\0';
}

static gboolean is_line_break(char c)
{
    return c == '\n' || c == '\r';
}

static gsize past_line_break(const DlnPythonReader *reader, gsize i)
{
    return i + (at(reader, i) == '\r' && at(reader, i + 1) == '\n' ? 2 : 1);
}

/* -- Strings -------------------------------------------------------------------------------------- */

/* The prefix in front of a quote: at most two letters of r, u, b and f. */
static gboolean check_prefix(
    const DlnPythonReader *reader, const DlnPythonToken *token, gboolean *out_raw, GError **error)
{
    g_autofree char *prefix = g_ascii_strdown(
        reader->source->text + token->offset, (gssize)(token->body - token->offset));

    *out_raw = strcmp(prefix, "r") == 0;
    if (*prefix == '\0' || *out_raw || strcmp(prefix, "u") == 0)
        return TRUE;
    const char *problem = "a string literal right behind a name";
    if (strlen(prefix) <= 2 && strchr(prefix, 'f') != NULL)
        problem = "an f-string: only plain string literals are read, nothing is run";
    else if (strlen(prefix) <= 2 && strchr(prefix, 'b') != NULL)
        problem = "a bytes literal: SQL is text, leave out the \"b\"";
    dln_source_error(reader->source, token->offset, error, "%s", problem);
    return FALSE;
}

static gboolean at_closing(const DlnPythonReader *reader, gsize i, char quote, gsize n_quotes)
{
    for (gsize k = 0; k < n_quotes; k++)
        if (at(reader, i + k) != quote)
            return FALSE;
    return TRUE;
}

/* token->offset is at the prefix, token->body at the opening quote. */
static gboolean read_string(DlnPythonReader *reader, DlnPythonToken *token, GError **error)
{
    const DlnSource *source = reader->source;
    const char quote = at(reader, token->body);
    const gsize n_quotes = at_closing(reader, token->body, quote, 3) ? 3 : 1;
    gboolean raw;

    if (!check_prefix(reader, token, &raw, error))
        return FALSE;
    token->kind = DLN_PYTHON_STRING;
    token->body += n_quotes;
    for (gsize i = token->body; i < source->length; i++) {
        if (source->text[i] == '\\') {
            token->has_escapes = !raw;
            i = past_line_break(reader, i + 1) - 1; /* one character, be it a CR LF */
        } else if (at_closing(reader, i, quote, n_quotes)) {
            token->body_end = i;
            reader->offset = token->end = i + n_quotes;
            return TRUE;
        } else if (n_quotes == 1 && is_line_break(source->text[i])) {
            break;
        }
    }
    dln_source_error(source, token->offset, error, "unterminated string literal");
    return FALSE;
}

/* -- Tokens --------------------------------------------------------------------------------------- */

static gboolean skip_continuation(DlnPythonReader *reader, GError **error)
{
    if (!is_line_break(at(reader, reader->offset + 1))) {
        dln_source_error(reader->source, reader->offset, error,
            "a backslash that is not at the end of its line");
        return FALSE;
    }
    reader->offset = past_line_break(reader, reader->offset + 1);
    return TRUE;
}

/* Skips blanks and the line breaks that end no logical line; begins a line where one begins. */
static gboolean skip_blanks(DlnPythonReader *reader, GError **error)
{
    for (;;) {
        const char c = at(reader, reader->offset);
        if (is_line_break(c) && (!reader->in_line || reader->depth > 0)) {
            reader->offset = past_line_break(reader, reader->offset);
            if (!reader->in_line)
                reader->line_start = reader->offset;
        } else if (c == ' ' || c == '\t' || c == '\f') {
            reader->offset++;
        } else if (c != '\\') {
            return TRUE;
        } else if (!skip_continuation(reader, error)) {
            return FALSE;
        }
    }
}

static gboolean read_bracket(DlnPythonReader *reader, char c, GError **error)
{
    if (strchr("([{", c) != NULL)
        reader->depth++;
    else if (strchr(")]}", c) == NULL)
        return TRUE;
    else if (reader->depth > 0)
        reader->depth--;
    else {
        dln_source_error(reader->source, reader->offset, error, "\"%c\" closes nothing", c);
        return FALSE;
    }
    if (reader->depth > MAX_DEPTH)
        dln_source_error(reader->source, reader->offset, error, "too many open brackets");
    return reader->depth <= MAX_DEPTH;
}

static gsize past_word(const DlnPythonReader *reader, gsize i)
{
    while (dln_is_word_start(at(reader, i)) || g_ascii_isdigit(at(reader, i)))
        i++;
    return i;
}

static gsize past_character(const DlnPythonReader *reader, gsize i)
{
    return i + (gsize)(g_utf8_next_char(reader->source->text + i) - (reader->source->text + i));
}

static gboolean read_token(DlnPythonReader *reader, DlnPythonToken *token, GError **error)
{
    const char c = at(reader, token->offset);

    if (c == '#') {
        token->kind = DLN_PYTHON_COMMENT;
        token->end = token->offset;
        while (
            token->end < reader->source->length && !is_line_break(reader->source->text[token->end]))
            token->end++;
        token->offset++;
    } else if (is_line_break(c)) {
        token->kind = DLN_PYTHON_NEWLINE;
        token->end = past_line_break(reader, token->offset);
    } else if (dln_is_word_start(c) || c == '"' || c == '\'') {
        token->kind = DLN_PYTHON_NAME;
        token->end = past_word(reader, token->offset);
        if (at(reader, token->end) == '"' || at(reader, token->end) == '\'') {
            token->body = token->end;
            return read_string(reader, token, error);
        }
    } else if (g_ascii_isdigit(c)) {
        token->kind = DLN_PYTHON_NUMBER;
        token->end = past_word(reader, token->offset);
    } else {
        token->kind = DLN_PYTHON_OPERATOR;
        token->end = c == '-' && at(reader, token->offset + 1) == '>'
                         ? token->offset + 2
                         : past_character(reader, token->offset);
        if (!read_bracket(reader, c, error))
            return FALSE;
    }
    reader->offset = token->end;
    return TRUE;
}

gboolean dln_python_next(DlnPythonReader *reader, DlnPythonToken *out_token, GError **error)
{
    if (!skip_blanks(reader, error))
        return FALSE;

    const char first = at(reader, reader->line_start);
    DlnPythonToken token = {.offset = reader->offset,
        .end = reader->offset,
        .line_start = reader->line_start,
        .indented = first == ' ' || first == '\t'};
    if (reader->offset >= reader->source->length) {
        /* The last line may lack its line break. */
        token.kind = reader->in_line ? DLN_PYTHON_NEWLINE : DLN_PYTHON_END;
        if (reader->depth > 0) {
            dln_source_error(reader->source, reader->offset, error, "a bracket is never closed");
            return FALSE;
        }
    } else if (!read_token(reader, &token, error)) {
        return FALSE;
    }

    if (token.kind == DLN_PYTHON_NEWLINE) {
        reader->in_line = FALSE;
        reader->line_start = reader->offset;
    } else if (token.kind != DLN_PYTHON_COMMENT) {
        reader->in_line = TRUE;
    }
    *out_token = token;
    return TRUE;
}

gboolean dln_python_token_is(const DlnSource *source, const DlnPythonToken *token, const char *text)
{
    return token->end - token->offset == strlen(text) &&
           strncmp(source->text + token->offset, text, strlen(text)) == 0;
}
