/* SPDX-License-Identifier: Apache-2.0 */
/* reader.c: tokens of one statement, and names as the engines read them. */
#include "sql/reader.h"

#include <string.h>

void dln_reader_init(DlnReader *reader, const DlnScript *script, guint statement)
{
    const DlnStatement *read = &script->statements[statement];

    reader->source = script->source;
    reader->source.text += read->offset;
    reader->source.length = read->length;
    dln_lexer_init(&reader->lexer, script->engine, &reader->source);
    dln_reader_advance(reader);
}

gboolean dln_reader_advance(DlnReader *reader)
{
    if (!dln_lexer_next(&reader->lexer, &reader->token, NULL))
        reader->token.kind = DLN_TOKEN_END;
    return reader->token.kind != DLN_TOKEN_END;
}

gboolean dln_reader_is_at_end(const DlnReader *reader)
{
    return reader->token.kind == DLN_TOKEN_END;
}

gboolean dln_reader_is(const DlnReader *reader, const char *word)
{
    return !dln_reader_is_at_end(reader) && dln_token_is(reader->source.text, &reader->token, word);
}

gboolean dln_reader_is_char(const DlnReader *reader, char c)
{
    return !dln_reader_is_at_end(reader) &&
           dln_token_is_char(reader->source.text, &reader->token, c);
}

gboolean dln_reader_accept(DlnReader *reader, const char *word)
{
    if (!dln_reader_is(reader, word))
        return FALSE;
    dln_reader_advance(reader);
    return TRUE;
}

gboolean dln_reader_accept_char(DlnReader *reader, char c)
{
    if (!dln_reader_is_char(reader, c))
        return FALSE;
    dln_reader_advance(reader);
    return TRUE;
}

/* What stands between quotes, doubled closing ones being one. */
static char *unquote(const char *text, gsize length, char closing)
{
    const char twice[] = {closing, closing, '\0'};
    const char once[] = {closing, '\0'};
    g_autofree char *inner = g_strndup(text + 1, length - 2);
    g_auto(GStrv) parts = g_strsplit(inner, twice, -1);

    return g_strjoinv(once, parts);
}

static gboolean is_quoted_name(const DlnReader *reader)
{
    const char first = reader->source.text[reader->token.offset];
    gboolean is_sqlite = reader->lexer.engine == DLN_ENGINE_SQLITE;

    if (reader->token.kind == DLN_TOKEN_QUOTED_NAME)
        return first == '"' || (is_sqlite && (first == '`' || first == '['));
    /* SQLite takes a string where a name must stand. */
    return is_sqlite && reader->token.kind == DLN_TOKEN_STRING && first == '\'';
}

char *dln_reader_accept_name(DlnReader *reader)
{
    const char *text = reader->source.text + reader->token.offset;
    gsize length = reader->token.length;
    char *name;

    if (reader->token.kind == DLN_TOKEN_WORD)
        name = reader->lexer.engine == DLN_ENGINE_SQLITE ? g_strndup(text, length)
                                                         : g_ascii_strdown(text, (gssize)length);
    else if (is_quoted_name(reader) && length >= 2)
        name = unquote(text, length, text[0] == '[' ? ']' : text[0]);
    else
        return NULL;
    dln_reader_advance(reader);
    return name;
}

void dln_reader_accept_qualified(DlnReader *reader, char **out_schema, char **out_name)
{
    *out_name = dln_reader_accept_name(reader);
    if (*out_name == NULL || !dln_reader_accept_char(reader, '.'))
        return;
    *out_schema = *out_name;
    *out_name = dln_reader_accept_name(reader);
}

gboolean dln_reader_skip_if_exists(DlnReader *reader)
{
    if (!dln_reader_accept(reader, "IF"))
        return FALSE;
    dln_reader_accept(reader, "NOT");
    return dln_reader_accept(reader, "EXISTS");
}
