/* SPDX-License-Identifier: Apache-2.0 */
/* script.c: cuts a text into statements: one pass of tokens, each told to whoever follows bodies and flags. */
#include "sql/script.h"

#include <string.h>

#include "sql/body.h"
#include "sql/classify.h"
#include "sql/lexer.h"
#include "sql/position.h"
#include "sql/source_map.h"

/* standard_conforming_strings as the file leaves it: SET LOCAL ends with its transaction. */
typedef struct {
    gboolean session_escapes;
    gboolean is_local;
} Strings;

typedef struct {
    DlnLexer lexer;
    DlnCursor cursor;
    DlnBody body;
    DlnClassifier classifier;
    Strings strings;
    GArray *statements; /* (element-type DlnStatement) */
    gsize start;        /* of the first token of the statement under way */
    gsize end;          /* behind its last token; equal to start while it has none */
} Splitter;

static void splitter_clear(Splitter *splitter)
{
    g_clear_pointer(&splitter->statements, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Splitter, splitter_clear)

static void start_statement(Splitter *splitter)
{
    splitter->start = splitter->end = 0;
    splitter->body = (DlnBody){0};
    dln_classifier_init(
        &splitter->classifier, splitter->lexer.engine, splitter->lexer.source->text);
}

static void splitter_init(Splitter *splitter, DlnEngineKind engine, const DlnSource *source)
{
    dln_lexer_init(&splitter->lexer, engine, source);
    dln_cursor_init(&splitter->cursor, source);
    splitter->strings = (Strings){0};
    splitter->statements = g_array_new(FALSE, TRUE, sizeof(DlnStatement));
    start_statement(splitter);
}

static void add_token(Splitter *splitter, const DlnToken *token)
{
    if (splitter->start == splitter->end)
        splitter->start = token->offset;
    splitter->end = token->offset + token->length;
    dln_classifier_add(&splitter->classifier, token);
}

/* The setting that the rest of the text is read with. A COMMIT that ends a SET LOCAL changes the lexer as well. */
static DlnStatementFlags follow_strings(Splitter *splitter)
{
    DlnStringsChange change = dln_classify_strings_change(&splitter->classifier);
    gboolean was_local = splitter->strings.is_local;

    if (change == DLN_STRINGS_UNCHANGED)
        return DLN_STATEMENT_PLAIN;
    splitter->strings.is_local =
        change == DLN_STRINGS_LOCAL_ESCAPES || change == DLN_STRINGS_LOCAL_STANDARD;
    if (change == DLN_STRINGS_ESCAPES || change == DLN_STRINGS_STANDARD)
        splitter->strings.session_escapes = change == DLN_STRINGS_ESCAPES;

    splitter->lexer.escapes = splitter->strings.is_local ? change == DLN_STRINGS_LOCAL_ESCAPES
                                                         : splitter->strings.session_escapes;
    return was_local ? DLN_STATEMENT_CHANGES_LEXER : DLN_STATEMENT_PLAIN;
}

/* COPY data begins on the next line: only blanks and a comment may stand behind the semicolon. */
static gboolean skip_to_copy_data(const DlnLexer *lexer, gsize *at, GError **error)
{
    while (dln_lexer_at(lexer, *at) == ' ' || dln_lexer_at(lexer, *at) == '\t' ||
           dln_lexer_at(lexer, *at) == '\r')
        ++*at;
    if (dln_lexer_at(lexer, *at) == '-' && dln_lexer_at(lexer, *at + 1) == '-')
        *at = dln_lexer_find(lexer, *at, "\n", 1);
    if (*at < lexer->source->length && dln_lexer_at(lexer, *at) != '\n') {
        dln_source_error(lexer->source, *at, error,
            "the data of a COPY ... FROM STDIN begins on the line after the semicolon, "
            "nothing else may stand here");
        return FALSE;
    }
    ++*at;
    return TRUE;
}

/* Takes the lines up to the one that is "\." and leaves the lexer behind it. */
static gboolean take_copy_data(Splitter *splitter, DlnStatement *statement, GError **error)
{
    DlnLexer *lexer = &splitter->lexer;
    const char *text = lexer->source->text;
    gsize length = lexer->source->length, at = lexer->offset;

    if (!skip_to_copy_data(lexer, &at, error))
        return FALSE;
    statement->data_offset = (guint32)at;
    while (at < length) {
        gsize next = dln_lexer_find(lexer, at, "\n", 1);
        gsize line_length = next - at;

        if (line_length > 0 && text[next - 1] == '\r')
            line_length--;
        if (line_length == 2 && memcmp(text + at, "\\.", 2) == 0) {
            statement->data_length = (guint32)(at - statement->data_offset);
            lexer->offset = MIN(next + 1, length);
            return TRUE;
        }
        at = next + 1;
    }
    dln_source_error(lexer->source, statement->offset, error,
        "the data of this COPY ... FROM STDIN is not ended by a line \"\\.\"");
    return FALSE;
}

/* Called behind the semicolon, or at the end of the text. */
static gboolean finish_statement(Splitter *splitter, GError **error)
{
    if (splitter->start == splitter->end)
        return TRUE;

    DlnStatement statement = {
        .offset = (guint32)splitter->start,
        .length = (guint32)(splitter->end - splitter->start),
        .flags = dln_classifier_finish(&splitter->classifier),
    };
    dln_cursor_advance(&splitter->cursor, statement.offset);
    statement.line = splitter->cursor.line;
    statement.column = splitter->cursor.column;
    if (splitter->lexer.engine == DLN_ENGINE_POSTGRES)
        statement.flags |= follow_strings(splitter);
    if ((statement.flags & DLN_STATEMENT_COPY_IN) && !take_copy_data(splitter, &statement, error))
        return FALSE;

    g_array_append_val(splitter->statements, statement);
    start_statement(splitter);
    return TRUE;
}

static gboolean finish_text(Splitter *splitter, GError **error)
{
    if (splitter->body.depth > 0) {
        gboolean trigger = splitter->lexer.engine == DLN_ENGINE_SQLITE;

        dln_source_error(splitter->lexer.source, splitter->body.opened_at, error,
            "%s is not closed by \"END\"", trigger ? "\"BEGIN\" of a trigger" : "\"BEGIN ATOMIC\"");
        return FALSE;
    }
    return finish_statement(splitter, error);
}

static gboolean split(Splitter *splitter, GError **error)
{
    DlnToken token;

    for (;;) {
        if (!dln_lexer_next(&splitter->lexer, &token, error))
            return FALSE;
        if (token.kind == DLN_TOKEN_END)
            return finish_text(splitter, error);
        if (!dln_body_add(&splitter->body, &splitter->lexer, &token))
            add_token(splitter, &token);
        else if (!finish_statement(splitter, error))
            return FALSE;
    }
}

gboolean dln_script_parse(
    DlnEngineKind engine, const DlnSource *source, DlnScript **out_script, GError **error)
{
    g_auto(Splitter) splitter = {0};

    splitter_init(&splitter, engine, source);
    if (!split(&splitter, error))
        return FALSE;

    DlnScript *script = g_new0(DlnScript, 1);
    script->source = *source;
    script->engine = engine;
    script->n_statements = splitter.statements->len;
    /* No larger than it must be, where an array would keep room to grow. */
    script->statements = g_memdup2(
        splitter.statements->data, script->n_statements * sizeof *script->statements);
    *out_script = script;
    return TRUE;
}

void dln_script_free(DlnScript *script)
{
    if (script == NULL)
        return;
    g_free(script->statements);
    dln_source_map_free(script->map);
    g_clear_error(&script->unset);
    g_free(script);
}

char *dln_script_statement_text(const DlnScript *script, guint statement)
{
    const DlnStatement *found = &script->statements[statement];
    const DlnSourceMap *map = script->source.map;

    if (map == NULL)
        return g_strndup(script->source.text + found->offset, found->length);
    const gsize start = dln_source_map_back(map, found->offset, DLN_SIDE_START);
    const gsize end = dln_source_map_back(map, found->offset + found->length, DLN_SIDE_END);
    return g_strndup(map->original.text + start, end - start);
}
