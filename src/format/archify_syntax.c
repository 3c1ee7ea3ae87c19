/* SPDX-License-Identifier: Apache-2.0 */
/* archify_syntax.c: a parser for the Python that holds nothing but literals. Nothing is ever run.
 * Knows nothing of what a migration must have. */
#include "format/archify_syntax.h"

#include <string.h>

#include "format/python.h"

#define ONLY_LITERALS "only string literals are read, nothing is run"

typedef struct {
    const DlnSource *source;
    GPtrArray *texts;
    DlnPythonReader reader;
    DlnPythonToken token; /* the next one, never a comment */
    gboolean after_first_statement;
    DlnArchifyModule *module; /* being filled */
} Parser;

static const char *const constant_names[DLN_N_DIRECTIONS] = {"UPGRADE_SQL", "DOWNGRADE_SQL"};
static const char *const function_names[DLN_N_DIRECTIONS] = {"upgrade", "downgrade"};

const char *dln_archify_constant_name(DlnDirection direction)
{
    return constant_names[direction];
}

const char *dln_archify_function_name(DlnDirection direction)
{
    return function_names[direction];
}

void dln_archify_module_clear(DlnArchifyModule *module)
{
    dln_archify_keys_clear(&module->keys);
    g_clear_pointer(&module->description, g_free);
}

/* -- Tokens --------------------------------------------------------------------------------------- */

static gboolean advance(Parser *parser, GError **error)
{
    for (;;) {
        if (!dln_python_next(&parser->reader, &parser->token, error))
            return FALSE;
        if (parser->token.kind != DLN_PYTHON_COMMENT)
            return TRUE;
        if (!dln_archify_keys_read(&parser->module->keys, parser->source, parser->token.offset,
                parser->token.end, error))
            return FALSE;
    }
}

static gboolean next_is(const Parser *parser, const char *text)
{
    return (parser->token.kind == DLN_PYTHON_NAME || parser->token.kind == DLN_PYTHON_OPERATOR) &&
           dln_python_token_is(parser->source, &parser->token, text);
}

static char *describe_next(const Parser *parser)
{
    const DlnPythonToken *token = &parser->token;

    switch (token->kind) {
    case DLN_PYTHON_END:
        return g_strdup("the end of the file");
    case DLN_PYTHON_NEWLINE:
        return g_strdup("the end of the line");
    case DLN_PYTHON_STRING:
        return g_strdup("a string literal");
    default:
        return g_strdup_printf("\"%.*s\"", (int)MIN(token->end - token->offset, 64),
            parser->source->text + token->offset);
    }
}

static gboolean refuse_next(const Parser *parser, const char *expected, GError **error)
{
    g_autofree char *found = describe_next(parser);

    dln_source_error(parser->source, parser->token.offset, error,
        "found %s instead of %s: " ONLY_LITERALS, found, expected);
    return FALSE;
}

static gboolean expect(Parser *parser, const char *text, GError **error)
{
    if (!next_is(parser, text)) {
        g_autofree char *expected = g_strdup_printf("\"%s\"", text);
        return refuse_next(parser, expected, error);
    }
    return advance(parser, error);
}

static gboolean expect_name(Parser *parser, GError **error)
{
    if (parser->token.kind != DLN_PYTHON_NAME)
        return refuse_next(parser, "a name", error);
    return advance(parser, error);
}

static gboolean expect_line_end(Parser *parser, GError **error)
{
    if (parser->token.kind != DLN_PYTHON_NEWLINE)
        return refuse_next(parser, "the end of the line", error);
    return advance(parser, error);
}

/* -- Values --------------------------------------------------------------------------------------- */

static DlnSource borrow(const Parser *parser, const DlnPythonToken *string)
{
    DlnSource text = {.file = parser->source->file, .text = parser->source->text + string->body};

    text.length = string->body_end - string->body;
    dln_source_position(parser->source, string->body, &text.line, &text.column);
    return text;
}

/* Joins adjacent literals; *out_text borrows from the file or from a text that the revision now holds. */
static gboolean read_strings(Parser *parser, DlnSource *out_text, GError **error)
{
    const DlnPythonToken first = parser->token;
    DlnSource text = borrow(parser, &first);
    g_autoptr(GString) decoded = g_string_new(NULL);
    guint n_literals = 0;

    while (parser->token.kind == DLN_PYTHON_STRING) {
        if (!dln_python_decode(parser->source, &parser->token, decoded, error) ||
            !advance(parser, error))
            return FALSE;
        n_literals++;
    }
    if (n_literals > 1 || first.has_escapes) {
        text.length = decoded->len;
        GBytes *bytes = g_string_free_to_bytes(g_steal_pointer(&decoded));
        g_ptr_array_add(parser->texts, bytes);
        text.text = text.length > 0 ? g_bytes_get_data(bytes, NULL) : "";
    }
    *out_text = text;
    return TRUE;
}

/* A literal, perhaps in parentheses, or None (text NULL). */
static gboolean read_value(Parser *parser, DlnSource *out_text, GError **error)
{
    guint depth = 0;

    for (; next_is(parser, "("); depth++)
        if (!advance(parser, error))
            return FALSE;

    if (parser->token.kind == DLN_PYTHON_STRING) {
        if (!read_strings(parser, out_text, error))
            return FALSE;
    } else if (next_is(parser, "None")) {
        *out_text = (DlnSource){0};
        if (!advance(parser, error))
            return FALSE;
    } else {
        return refuse_next(parser, "a string literal", error);
    }

    for (; depth > 0; depth--)
        if (!expect(parser, ")", error))
            return FALSE;
    return TRUE;
}

/* NAME, NAME | NAME or NAME[NAME]. */
static gboolean skip_annotation(Parser *parser, GError **error)
{
    if (!expect_name(parser, error))
        return FALSE;
    if (next_is(parser, "["))
        return advance(parser, error) && expect_name(parser, error) && expect(parser, "]", error);
    if (next_is(parser, "|"))
        return advance(parser, error) && expect_name(parser, error);
    return TRUE;
}

/* -- Statements ----------------------------------------------------------------------------------- */

static int find_name(const Parser *parser, const char *const *names, const DlnPythonToken *token)
{
    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++)
        if (dln_python_token_is(parser->source, token, names[direction]))
            return direction;
    return -1;
}

/* NAME = literal; names other than the two constants mean nothing to us. */
static gboolean read_assignment(Parser *parser, GError **error)
{
    const DlnPythonToken name = parser->token;
    const int direction = find_name(parser, constant_names, &name);
    DlnSource text;

    if (!advance(parser, error))
        return FALSE;
    if (next_is(parser, ":") && (!advance(parser, error) || !skip_annotation(parser, error)))
        return FALSE;
    if (!next_is(parser, "=")) {
        dln_source_error(parser->source, name.offset, error,
            "found \"%.*s\", which begins no assignment of a string literal and no "
            "function: " ONLY_LITERALS,
            (int)MIN(name.end - name.offset, 64), parser->source->text + name.offset);
        return FALSE;
    }
    if (!advance(parser, error) || !read_value(parser, &text, error) ||
        !expect_line_end(parser, error))
        return FALSE;
    if (direction < 0)
        return TRUE;
    if (parser->module->directions[direction].assigned) {
        dln_source_error(
            parser->source, name.offset, error, "a second \"%s\"", constant_names[direction]);
        return FALSE;
    }
    parser->module->directions[direction].assigned = TRUE;
    parser->module->directions[direction].constant = text;
    return TRUE;
}

static gboolean read_return(Parser *parser, int direction, GError **error)
{
    DlnArchifyDirection *to = &parser->module->directions[direction];

    to->return_offset = parser->token.offset;
    if (!advance(parser, error))
        return FALSE;
    if (parser->token.kind == DLN_PYTHON_NEWLINE) {
        to->returns = DLN_RETURNS_NOTHING;
        return advance(parser, error);
    }
    if (next_is(parser, constant_names[direction])) {
        to->returns = DLN_RETURNS_CONSTANT;
        return advance(parser, error) && expect_line_end(parser, error);
    }
    if (parser->token.kind == DLN_PYTHON_NAME && !next_is(parser, "None")) {
        g_autofree char *expected =
            g_strdup_printf("\"%s\" or a string literal", constant_names[direction]);
        return refuse_next(parser, expected, error);
    }
    if (!read_value(parser, &to->text, error) || !expect_line_end(parser, error))
        return FALSE;
    to->returns = to->text.text != NULL ? DLN_RETURNS_TEXT : DLN_RETURNS_NOTHING;
    return TRUE;
}

static gboolean read_body_statement(
    Parser *parser, int direction, gboolean is_first, GError **error)
{
    if (is_first && parser->token.kind == DLN_PYTHON_STRING)
        return advance(parser, error) && expect_line_end(parser, error);
    if (parser->module->directions[direction].returns != DLN_RETURNS_UNDEFINED)
        return refuse_next(parser, "the end of the function", error);
    if (next_is(parser, "return"))
        return read_return(parser, direction, error);
    if (!next_is(parser, "pass"))
        return refuse_next(parser, "\"return\"", error);

    parser->module->directions[direction].returns = DLN_RETURNS_NOTHING;
    parser->module->directions[direction].return_offset = parser->token.offset;
    return advance(parser, error) && expect_line_end(parser, error);
}

static gboolean read_body(Parser *parser, int direction, GError **error)
{
    if (parser->token.kind != DLN_PYTHON_NEWLINE) /* def upgrade(): return UPGRADE_SQL */
        return read_body_statement(parser, direction, FALSE, error);
    if (!advance(parser, error))
        return FALSE;

    gboolean is_first = TRUE;
    while (parser->token.kind != DLN_PYTHON_END && parser->token.indented) {
        if (!read_body_statement(parser, direction, is_first, error))
            return FALSE;
        is_first = FALSE;
    }
    if (is_first)
        return refuse_next(parser, "an indented \"return\"", error);
    if (parser->module->directions[direction].returns == DLN_RETURNS_UNDEFINED)
        parser->module->directions[direction].returns = DLN_RETURNS_NOTHING;
    return TRUE;
}

static gboolean read_function(Parser *parser, GError **error)
{
    if (!advance(parser, error))
        return FALSE;

    const int direction = find_name(parser, function_names, &parser->token);
    if (direction < 0)
        return refuse_next(parser, "\"upgrade\" or \"downgrade\"", error);
    if (parser->module->directions[direction].returns != DLN_RETURNS_UNDEFINED) {
        dln_source_error(parser->source, parser->token.offset, error, "a second \"%s\"",
            function_names[direction]);
        return FALSE;
    }
    parser->module->directions[direction].return_offset = parser->token.offset;
    if (!advance(parser, error) || !expect(parser, "(", error) || !expect(parser, ")", error))
        return FALSE;
    if (next_is(parser, "->") && (!advance(parser, error) || !skip_annotation(parser, error)))
        return FALSE;
    return expect(parser, ":", error) && read_body(parser, direction, error);
}

/* from __future__ import NAME, ...: the one import that runs nothing. */
static gboolean read_future_import(Parser *parser, GError **error)
{
    const DlnPythonToken from = parser->token;

    if (!advance(parser, error))
        return FALSE;
    if (!next_is(parser, "__future__")) {
        parser->token = from;
        return refuse_next(parser, "an assignment or a function", error);
    }
    if (!advance(parser, error) || !expect(parser, "import", error) || !expect_name(parser, error))
        return FALSE;
    while (next_is(parser, ","))
        if (!advance(parser, error) || !expect_name(parser, error))
            return FALSE;
    return expect_line_end(parser, error);
}

/* The description is the docstring's first line that holds text and no key. */
static gboolean read_docstring(Parser *parser, GError **error)
{
    const DlnPythonToken string = parser->token;
    g_autofree char *inside =
        g_strndup(parser->source->text + string.body, string.body_end - string.body);
    g_auto(GStrv) lines = g_strsplit_set(inside, "\r\n", -1);

    if (!dln_archify_keys_read(
            &parser->module->keys, parser->source, string.body, string.body_end, error))
        return FALSE;
    for (char **line = lines; *line != NULL; line++) {
        g_strstrip(*line);
        if (**line != '\0' && **line != '#' && !g_str_has_prefix(*line, "MIGRATION_")) {
            parser->module->description = g_strdup(*line);
            break;
        }
    }
    return advance(parser, error) && expect_line_end(parser, error);
}

static gboolean is_keyword(const Parser *parser)
{
    static const char *const keywords[] = {"import", "class", "async", "if", "for", "while", "with",
        "try", "raise", "return", "pass", "del", "global", "nonlocal", "assert", "lambda", "yield",
        "await", "not", "match", "print", "exec", NULL};

    for (const char *const *word = keywords; *word != NULL; word++)
        if (next_is(parser, *word))
            return TRUE;
    return FALSE;
}

static gboolean read_statement(Parser *parser, GError **error)
{
    const gboolean is_first = !parser->after_first_statement;

    parser->after_first_statement = TRUE;
    if (parser->token.indented) {
        dln_source_error(parser->source, parser->token.offset, error, "unexpected indentation");
        return FALSE;
    }
    if (is_first && parser->token.kind == DLN_PYTHON_STRING)
        return read_docstring(parser, error);
    if (next_is(parser, "def"))
        return read_function(parser, error);
    if (next_is(parser, "from"))
        return read_future_import(parser, error);
    if (parser->token.kind != DLN_PYTHON_NAME || is_keyword(parser))
        return refuse_next(parser, "an assignment or a function", error);
    return read_assignment(parser, error);
}

gboolean dln_archify_parse(
    const DlnSource *source, GPtrArray *texts, DlnArchifyModule *module, GError **error)
{
    Parser parser = {.source = source, .texts = texts, .module = module};

    dln_python_reader_init(&parser.reader, source);
    if (!advance(&parser, error))
        return FALSE;
    while (parser.token.kind != DLN_PYTHON_END)
        if (!read_statement(&parser, error))
            return FALSE;
    return TRUE;
}
