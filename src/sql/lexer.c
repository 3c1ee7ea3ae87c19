/* SPDX-License-Identifier: Apache-2.0 */
/* lexer.c: what the engines' lexers share, and the choice between them. */
#include "sql/lexer.h"

#include <string.h>

#include "sql/position.h"

void dln_lexer_init(DlnLexer *lexer, DlnEngineKind engine, const DlnSource *source)
{
    /* psql drops a byte order mark at the start of a file, SQLite takes it for a blank. */
    *lexer =
        (DlnLexer){.engine = engine, .source = source, .offset = dln_source_mark_length(source)};
}

gboolean dln_lexer_next(DlnLexer *lexer, DlnToken *out_token, GError **error)
{
    if (lexer->engine == DLN_ENGINE_SQLITE)
        return dln_sqlite_lexer_next(lexer, out_token, error);
    return dln_postgres_lexer_next(lexer, out_token, error);
}

gboolean dln_token_is(const char *text, const DlnToken *token, const char *word)
{
    /* Most words differ in their first letter; case is one bit of it. */
    return token->kind == DLN_TOKEN_WORD && ((text[token->offset] ^ *word) & ~0x20) == 0 &&
           strlen(word) == token->length && g_ascii_strncasecmp(text + token->offset, word, token->length) == 0;
}

gboolean dln_token_is_char(const char *text, const DlnToken *token, char c)
{
    return token->length == 1 && text[token->offset] == c;
}

/* What stands between the quotes, a doubled one standing for itself. */
static char *unquote(const char *start, gsize length)
{
    const char quote = start[length - 1];
    const char doubled[] = {quote, quote, '\0'}, single[] = {quote, '\0'};
    g_autofree char *inner = g_strndup(start + 1, length - 2);
    g_auto(GStrv) parts = g_strsplit(inner, doubled, -1);

    return g_strjoinv(single, parts);
}

char *dln_token_name(DlnEngineKind engine, const char *text, const DlnToken *token)
{
    const char *start = text + token->offset;

    if (token->kind == DLN_TOKEN_WORD)
        return engine == DLN_ENGINE_POSTGRES ? g_ascii_strdown(start, (gssize)token->length)
                                             : g_strndup(start, token->length);
    /* U&"..." has escapes of its own. */
    if (token->kind != DLN_TOKEN_QUOTED_NAME || strchr("\"`[", start[0]) == NULL)
        return NULL;
    return unquote(start, token->length);
}

char *dln_name_from_text(DlnEngineKind engine, const char *text)
{
    const DlnSource source = {.text = text, .length = strlen(text), .line = 1, .column = 1};
    DlnToken token, end;
    DlnLexer lexer;

    dln_lexer_init(&lexer, engine, &source);
    if (!dln_lexer_next(&lexer, &token, NULL) || token.length != source.length ||
        !dln_lexer_next(&lexer, &end, NULL) || end.kind != DLN_TOKEN_END)
        return NULL;
    return dln_token_name(engine, text, &token);
}

GStrv dln_names_from_text(DlnEngineKind engine, const char *text)
{
    const DlnSource source = {.text = text, .length = strlen(text), .line = 1, .column = 1};
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    gsize end = 0;
    DlnToken token;
    DlnLexer lexer;

    dln_lexer_init(&lexer, engine, &source);
    for (guint i = 0; dln_lexer_next(&lexer, &token, NULL) && token.kind != DLN_TOKEN_END; i++) {
        g_autofree char *name = i % 2 == 0 ? dln_token_name(engine, text, &token) : NULL;

        if (token.offset != end ||
            (i % 2 == 0 ? name == NULL : !dln_token_is_char(text, &token, '.')))
            return NULL;
        end = token.offset + token.length;
        if (name != NULL)
            g_strv_builder_add(names, name);
    }
    return end > 0 && end == source.length && text[end - 1] != '.' ? g_strv_builder_end(names)
                                                                   : NULL;
}

gboolean dln_text_has_name(DlnEngineKind engine, const char *text, const char *name)
{
    const DlnSource source = {.text = text, .length = strlen(text), .line = 1, .column = 1};
    DlnToken token;
    DlnLexer lexer;

    dln_lexer_init(&lexer, engine, &source);
    while (dln_lexer_next(&lexer, &token, NULL) && token.kind != DLN_TOKEN_END) {
        g_autofree char *found = dln_token_name(engine, text, &token);

        if (found != NULL && (engine == DLN_ENGINE_SQLITE ? g_ascii_strcasecmp(found, name) == 0
                                                          : strcmp(found, name) == 0))
            return TRUE;
    }
    return FALSE;
}

void dln_source_error(
    const DlnSource *source, gsize offset, GError **error, const char *format, ...)
{
    DunlinErrorFacts facts = {.file = source->file};
    va_list args;

    dln_source_position(source, offset, &facts.line, &facts.column);
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts, "%s", message);
}

gsize dln_lexer_find(const DlnLexer *lexer, gsize from, const char *needle, gsize needle_length)
{
    const char *text = lexer->source->text;
    gsize length = lexer->source->length;

    if (from >= length)
        return length;
    const char *found = memmem(text + from, length - from, needle, needle_length);
    return found != NULL ? (gsize)(found - text) : length;
}
