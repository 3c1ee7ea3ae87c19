/* SPDX-License-Identifier: Apache-2.0 */
/* lexer.h: SQL text as tokens, one lexer an engine, for whoever in sql/ must not be fooled by quotes and comments.
 * Knows no grammar: a keyword is only a word. Each byte is looked at a bounded number of times, nothing recurses. */
#pragma once

#include "sql/script.h"

typedef enum {
    DLN_TOKEN_END,         /* of the text; length 0 */
    DLN_TOKEN_WORD,        /* a keyword or an unquoted identifier */
    DLN_TOKEN_QUOTED_NAME, /* "a", U&"a"; SQLite also `a` and [a] */
    DLN_TOKEN_STRING,      /* '...' with its prefix, $tag$...$tag$; one continued over lines is one token */
    DLN_TOKEN_NUMBER,
    DLN_TOKEN_PLACEHOLDER, /* $1; SQLite: ?, ?1, :a, @a, $a, #a */
    DLN_TOKEN_OPEN,        /* ( */
    DLN_TOKEN_CLOSE,       /* ) */
    DLN_TOKEN_SEMICOLON,
    DLN_TOKEN_OTHER,       /* an operator or other punctuation */
} DlnTokenKind;

typedef struct {
    DlnTokenKind kind;
    gsize offset; /* bytes from source->text */
    gsize length; /* bytes */
} DlnToken;

/* Plain data; the only state besides the position is the one setting that SQL text can change. */
typedef struct {
    DlnEngineKind engine;
    const DlnSource *source; /* borrowed */
    gsize offset;            /* where the next token is looked for */
    gboolean escapes;        /* PostgreSQL: standard_conforming_strings is off, so '\'' is one string */
} DlnLexer;

void dln_lexer_init(DlnLexer *lexer, DlnEngineKind engine, const DlnSource *source);

/* The next token, blanks and comments skipped. Errors: SYNTAX at the start of an unterminated quote, comment or
 * dollar quote, and at a psql meta-command; the lexer must not be used after one. */
gboolean dln_lexer_next(DlnLexer *lexer, DlnToken *out_token, GError **error);

/* Whether token is the unquoted word, letter case aside. */
gboolean dln_token_is(const char *text, const DlnToken *token, const char *word);
/* Whether token is the one character. */
gboolean dln_token_is_char(const char *text, const DlnToken *token, char c);

/* The identifier as the engine knows it: unquoted, and folded where the engine folds: "A""b" is A"b, Ab is ab in
 * PostgreSQL. NULL for what is no name. (transfer full) */
char *dln_token_name(DlnEngineKind engine, const char *text, const DlnToken *token);
/* The same for a text that is to be one name and nothing else. */
char *dln_name_from_text(DlnEngineKind engine, const char *text);
/* The same for names with dots between them: schema."Table".column. NULL: it is something else. (transfer full) */
GStrv dln_names_from_text(DlnEngineKind engine, const char *text);
/* Whether name, as the engine knows it, stands anywhere in an expression or another piece of SQL, as a whole and not within a literal. */
gboolean dln_text_has_name(DlnEngineKind engine, const char *text, const char *name);

/* A SYNTAX error at a byte of source. */
void dln_source_error(const DlnSource *source, gsize offset, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* For the engines' lexers alone. The text never holds a NUL, so one stands for "behind the end". */
static inline char dln_lexer_at(const DlnLexer *lexer, gsize offset)
{
    return offset < lexer->source->length ? lexer->source->text[offset] : '\0';
}

/* The first byte of needle's next occurrence at or behind from, or the text's length. */
gsize dln_lexer_find(const DlnLexer *lexer, gsize from, const char *needle, gsize needle_length);
/* One token's kind and end; lexer->offset is at its first byte. */
gboolean dln_postgres_lexer_next(DlnLexer *lexer, DlnToken *out_token, GError **error);
gboolean dln_sqlite_lexer_next(DlnLexer *lexer, DlnToken *out_token, GError **error);

/* [A-Za-z_] or any byte of a multibyte character: both engines let an identifier begin so. */
static inline gboolean dln_is_word_start(char c)
{
    return g_ascii_isalpha(c) || c == '_' || (guchar)c >= 0x80;
}

/* What both engines skip between tokens. */
static inline gboolean dln_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline gboolean dln_is_word_byte(char c)
{
    return dln_is_word_start(c) || g_ascii_isdigit(c) || c == '$';
}
