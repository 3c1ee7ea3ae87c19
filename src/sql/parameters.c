/* SPDX-License-Identifier: Apache-2.0 */
/* parameters.c: named parameters to numbered ones. Copies every other byte as it stands; sees no value. */
#include "sql/parameters.h"

#include <string.h>

#include "sql/lexer.h"

typedef struct {
    DlnLexer lexer;
    GString *sql;
    GPtrArray *names;    /* (element-type utf8) */
    GHashTable *numbers; /* name, owned by names → its 1-based number */
    gsize copied;        /* up to this byte sql is complete */
    const char *const *known;  /* (nullable) the names that may stand there ... */
    const char *const *values; /* ... and what comes in their place, instead of a number */
} Rewriter;

static void rewriter_clear(Rewriter *rewriter)
{
    if (rewriter->sql != NULL)
        g_string_free(rewriter->sql, TRUE);
    g_clear_pointer(&rewriter->numbers, g_hash_table_unref);
    g_clear_pointer(&rewriter->names, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rewriter, rewriter_clear)

static void rewriter_init(Rewriter *rewriter, DlnEngineKind engine, const DlnSource *statement)
{
    dln_lexer_init(&rewriter->lexer, engine, statement);
    rewriter->sql = g_string_sized_new(statement->length);
    rewriter->names = g_ptr_array_new_with_free_func(g_free);
    rewriter->numbers = g_hash_table_new(g_str_hash, g_str_equal);
}

static gboolean is_name(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalpha(text[i]) && text[i] != '_' && (i == 0 || !g_ascii_isdigit(text[i])))
            return FALSE;
    }
    return length > 0;
}

static guint number_of(Rewriter *rewriter, const char *text, gsize length)
{
    g_autofree char *name = g_strndup(text, length);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(rewriter->numbers, name));

    if (number != 0)
        return number;
    number = rewriter->names->len + 1;
    g_hash_table_insert(rewriter->numbers, name, GUINT_TO_POINTER(number));
    g_ptr_array_add(rewriter->names, g_steal_pointer(&name));
    return number;
}

/* What comes in the place of a name. */
static gboolean append_value(Rewriter *rewriter, gsize offset, const char *name, gsize length, GError **error)
{
    const DlnSource *source = rewriter->lexer.source;

    if (rewriter->known == NULL) {
        g_string_append_printf(rewriter->sql, "%c%u",
            rewriter->lexer.engine == DLN_ENGINE_SQLITE ? '?' : '$',
            number_of(rewriter, name, length));
        return TRUE;
    }
    number_of(rewriter, name, length);
    for (guint i = 0; rewriter->known[i] != NULL; i++) {
        if (strlen(rewriter->known[i]) != length || strncmp(rewriter->known[i], name, length) != 0)
            continue;
        g_string_append(rewriter->sql, rewriter->values[i]);
        return TRUE;
    }
    g_autofree char *all = g_strjoinv("\" and \":", (char **)rewriter->known);
    if (*all != '\0')
        dln_source_error(source, offset, error,
            "\":%.*s\" has no value here: only \":%s\" have one", (int)length, name, all);
    else
        dln_source_error(source, offset, error, "\":%.*s\" has no value here", (int)length, name);
    return FALSE;
}

/* The colon stands at offset, the name behind it. */
static gboolean replace(Rewriter *rewriter, gsize offset, gsize length, GError **error)
{
    const DlnSource *source = rewriter->lexer.source;
    const char *name = source->text + offset + 1;

    if (!is_name(name, length - 1)) {
        dln_source_error(source, offset, error,
            "\"%.*s\" is no parameter: a name has letters, digits and \"_\" only", (int)length,
            source->text + offset);
        return FALSE;
    }
    g_string_append_len(
        rewriter->sql, source->text + rewriter->copied, (gssize)(offset - rewriter->copied));
    if (!append_value(rewriter, offset, name, length - 1, error))
        return FALSE;
    rewriter->copied = offset + length;
    return TRUE;
}

static gboolean take_token(
    Rewriter *rewriter, const DlnToken *previous, const DlnToken *token, GError **error)
{
    const DlnSource *source = rewriter->lexer.source;
    const char *text = source->text;

    /* PostgreSQL has no such token: a lone colon with a word right behind it. */
    if (token->kind == DLN_TOKEN_WORD && dln_token_is_char(text, previous, ':') &&
        previous->offset + 1 == token->offset)
        return replace(rewriter, previous->offset, token->length + 1, error);
    if (token->kind != DLN_TOKEN_PLACEHOLDER)
        return TRUE;
    if (text[token->offset] == ':')
        return replace(rewriter, token->offset, token->length, error);

    dln_source_error(source, token->offset, error,
        "the placeholder \"%.*s\" has no name, write \":name\"", (int)token->length,
        text + token->offset);
    return FALSE;
}

static gboolean rewrite(Rewriter *rewriter, GError **error)
{
    const DlnSource *source = rewriter->lexer.source;
    DlnToken previous = {.kind = DLN_TOKEN_END}, token;

    for (;;) {
        if (!dln_lexer_next(&rewriter->lexer, &token, error))
            return FALSE;
        if (token.kind == DLN_TOKEN_END)
            break;
        if (!take_token(rewriter, &previous, &token, error))
            return FALSE;
        previous = token;
    }
    g_string_append_len(rewriter->sql, source->text + rewriter->copied,
        (gssize)(source->length - rewriter->copied));
    return TRUE;
}

gboolean dln_sql_parameterize(
    DlnEngineKind engine, const DlnSource *statement, DlnParameterized **out, GError **error)
{
    g_auto(Rewriter) rewriter = {0};

    rewriter_init(&rewriter, engine, statement);
    if (!rewrite(&rewriter, error))
        return FALSE;

    DlnParameterized *parameterized = g_new0(DlnParameterized, 1);
    parameterized->sql = g_string_free(g_steal_pointer(&rewriter.sql), FALSE);
    g_ptr_array_add(rewriter.names, NULL);
    parameterized->names = (char **)g_ptr_array_free(g_steal_pointer(&rewriter.names), FALSE);
    *out = parameterized;
    return TRUE;
}

gboolean dln_sql_substitute(DlnEngineKind engine, const DlnSource *statement,
    const char *const *names, const char *const *values, char **out_sql, const char **out_missing,
    GError **error)
{
    g_auto(Rewriter) rewriter = {.known = names, .values = values};

    rewriter_init(&rewriter, engine, statement);
    if (!rewrite(&rewriter, error))
        return FALSE;
    if (out_missing != NULL)
        *out_missing = NULL;
    for (guint i = 0; out_missing != NULL && names[i] != NULL && *out_missing == NULL; i++) {
        if (!g_hash_table_contains(rewriter.numbers, names[i]))
            *out_missing = names[i];
    }
    *out_sql = g_string_free(g_steal_pointer(&rewriter.sql), FALSE);
    return TRUE;
}

void dln_parameterized_free(DlnParameterized *parameterized)
{
    if (parameterized == NULL)
        return;
    g_free(parameterized->sql);
    g_strfreev(parameterized->names);
    g_free(parameterized);
}
