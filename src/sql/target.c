/* SPDX-License-Identifier: Apache-2.0 */
/* target.c: reads the few statements whose cut-off can be judged later: their verb and the index they name. */
#include "sql/target.h"

#include "sql/lexer.h"

typedef struct {
    DlnLexer lexer;
    DlnSource source;
    DlnToken token;
} Reader;

static gboolean advance(Reader *reader)
{
    return dln_lexer_next(&reader->lexer, &reader->token, NULL) &&
           reader->token.kind != DLN_TOKEN_END;
}

static gboolean accept(Reader *reader, const char *word)
{
    return dln_token_is(reader->source.text, &reader->token, word) && advance(reader);
}

/* An identifier as the catalog holds it: "A""b" is A"b, Ab is ab. NULL where none stands. */
static char *accept_name(Reader *reader)
{
    const char *text = reader->source.text + reader->token.offset;
    char *name = NULL;

    if (reader->token.kind == DLN_TOKEN_WORD)
        name = g_ascii_strdown(text, (gssize)reader->token.length);
    else if (reader->token.kind == DLN_TOKEN_QUOTED_NAME && text[0] == '"') {
        g_autofree char *inner = g_strndup(text + 1, reader->token.length - 2);
        g_auto(GStrv) parts = g_strsplit(inner, "\"\"", -1);
        name = g_strjoinv("\"", parts);
    }
    if (name != NULL && !advance(reader))
        reader->token.kind = DLN_TOKEN_END;
    return name;
}

/* name or schema.name */
static void accept_qualified(Reader *reader, char **out_schema, char **out_name)
{
    *out_name = accept_name(reader);
    if (*out_name == NULL || !dln_token_is_char(reader->source.text, &reader->token, '.') ||
        !advance(reader))
        return;
    *out_schema = *out_name;
    *out_name = accept_name(reader);
}

static void skip_if_exists(Reader *reader)
{
    if (accept(reader, "IF") && (accept(reader, "NOT") || TRUE))
        accept(reader, "EXISTS");
}

static void read_create_index(Reader *reader, DlnStatementTarget *target)
{
    accept(reader, "UNIQUE");
    if (!accept(reader, "INDEX") || !accept(reader, "CONCURRENTLY"))
        return;
    skip_if_exists(reader);
    /* Without a name the server makes one up, and nobody can look for it. */
    if (dln_token_is(reader->source.text, &reader->token, "ON"))
        return;
    g_autofree char *table = NULL;
    target->name = accept_name(reader);
    if (accept(reader, "ON") && (accept(reader, "ONLY") || TRUE))
        accept_qualified(reader, &target->schema, &table);
    target->kind = target->name != NULL ? DLN_TARGET_CREATE_INDEX : DLN_TARGET_OTHER;
}

static void read_drop_index(Reader *reader, DlnStatementTarget *target)
{
    if (!accept(reader, "INDEX") || !accept(reader, "CONCURRENTLY"))
        return;
    skip_if_exists(reader);
    accept_qualified(reader, &target->schema, &target->name);
    gboolean single = !dln_token_is_char(reader->source.text, &reader->token, ',');
    target->kind = target->name != NULL && single ? DLN_TARGET_DROP_INDEX : DLN_TARGET_OTHER;
}

void dln_statement_target_get(
    const DlnScript *script, guint statement, DlnStatementTarget *out_target)
{
    static const char *const repeatable[] = {"VACUUM", "REINDEX", "CLUSTER", "REFRESH", "PRAGMA"};
    const DlnStatement *read = &script->statements[statement];
    Reader reader = {.source = script->source};

    *out_target = (DlnStatementTarget){.kind = DLN_TARGET_OTHER};
    reader.source.text += read->offset;
    reader.source.length = read->length;
    dln_lexer_init(&reader.lexer, script->engine, &reader.source);
    if (!advance(&reader))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(repeatable); i++) {
        if (dln_token_is(reader.source.text, &reader.token, repeatable[i]))
            out_target->kind = DLN_TARGET_REPEATABLE;
    }
    if (accept(&reader, "CREATE"))
        read_create_index(&reader, out_target);
    else if (accept(&reader, "DROP"))
        read_drop_index(&reader, out_target);
    else if (accept(&reader, "ALTER") && dln_token_is(reader.source.text, &reader.token, "SYSTEM"))
        out_target->kind = DLN_TARGET_REPEATABLE;
}

void dln_statement_target_clear(DlnStatementTarget *target)
{
    g_free(target->schema);
    g_free(target->name);
}
