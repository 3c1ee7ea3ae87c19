/* SPDX-License-Identifier: Apache-2.0 */
/* canonical.c: SQLite's tokens written again, each in one way, with the blanks between them decided by the tokens alone. */
#include "sql/canonical.h"

#include <string.h>

#include "sql/words.h"

GArray *dln_sqlite_tokens(const DlnSource *source, GError **error)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(DlnToken));
    DlnLexer lexer;
    DlnToken token;

    dln_lexer_init(&lexer, DLN_ENGINE_SQLITE, source);
    do {
        if (!dln_lexer_next(&lexer, &token, error))
            return NULL;
        if (token.kind != DLN_TOKEN_END)
            g_array_append_val(tokens, token);
    } while (token.kind != DLN_TOKEN_END);
    return g_steal_pointer(&tokens);
}

/* What a token was written as, for the decision about the blank behind it. */
typedef enum {
    PIECE_START,
    PIECE_NAME,    /* a name, quoted or not */
    PIECE_KEYWORD,
    PIECE_VALUE,   /* a literal or a placeholder */
    PIECE_OPEN,
    PIECE_CLOSE,
    PIECE_DOT,
    PIECE_COMMA,
    PIECE_SIGN, /* + - ~ where an operand must follow */
    PIECE_OPERATOR,
} Piece;

typedef struct {
    const char *text;
    const DlnToken *tokens;
    guint n_tokens;
    DlnCanonicalKind kind;
    GHashTable *names;
    GString *out;
    Piece last;
    guint depth; /* of parentheses */
} Writer;

/* Written apart they would be something else. */
static const char *const operators[] = {"->>", "||", "->", "<<", ">>", "<=", ">=", "==", "!=", "<>"};

static gboolean touches(const Writer *writer, guint index)
{
    const DlnToken *token = &writer->tokens[index];

    return index + 1 < writer->n_tokens && token[1].offset == token->offset + token->length;
}

/* How many tokens from index on are one operator. */
static guint operator_tokens(const Writer *writer, guint index)
{
    const DlnToken *token = &writer->tokens[index];

    for (guint i = 0; i < G_N_ELEMENTS(operators); i++) {
        gsize length = strlen(operators[i]);
        guint end = index;

        /* The lexer makes a token of each character. */
        while (end + 1 < index + length && touches(writer, end))
            end++;
        if (end + 1 == index + length &&
            strncmp(writer->text + token->offset, operators[i], length) == 0)
            return (guint)length;
    }
    return 1;
}

/* A blob is a word and a string that touch, a number with an exponent may be three tokens. */
static guint literal_tokens(const Writer *writer, guint index)
{
    const DlnToken *token = &writer->tokens[index];
    const char *start = writer->text + token->offset;
    gboolean is_cut_exponent = token->kind == DLN_TOKEN_NUMBER && token->length > 1 &&
        g_ascii_tolower(start[token->length - 1]) == 'e' && g_ascii_tolower(start[1]) != 'x';

    if (token->kind == DLN_TOKEN_WORD && token->length == 1 && g_ascii_tolower(*start) == 'x' &&
        touches(writer, index) && token[1].kind == DLN_TOKEN_STRING)
        return 2;
    if (is_cut_exponent && touches(writer, index) && touches(writer, index + 1) &&
        token[2].kind == DLN_TOKEN_NUMBER)
        return 3;
    return 1;
}

/* ---- one token ---- */

/* Where a keyword can only be the name of a column: t.key, AS key. */
static gboolean stands_for_column(const Writer *writer, guint index)
{
    return index > 0 && writer->kind == DLN_CANONICAL_VIEW &&
           (dln_token_is_char(writer->text, &writer->tokens[index - 1], '.') ||
               dln_token_is(writer->text, &writer->tokens[index - 1], "as"));
}

/* The text of a word; *out_piece: what it is. */
static char *word_text(const Writer *writer, guint index, Piece *out_piece)
{
    const DlnToken *token = &writer->tokens[index];
    g_autofree char *word = g_strndup(writer->text + token->offset, token->length);
    g_autofree char *lower = g_ascii_strdown(word, -1);

    if (dln_sql_is_reserved(DLN_ENGINE_SQLITE, lower) && !stands_for_column(writer, index)) {
        *out_piece = PIECE_KEYWORD;
        return g_ascii_strup(word, -1);
    }
    *out_piece = PIECE_NAME;
    return writer->kind == DLN_CANONICAL_VIEW ? g_steal_pointer(&word) : g_steal_pointer(&lower);
}

/* Behind these stands a name. */
static gboolean announces_name(const Writer *writer, guint index)
{
    static const char *const words[] = {"as", "collate", "from", "into", "join", "update", NULL};

    if (index == 0)
        return FALSE;
    const DlnToken *last = &writer->tokens[index - 1];
    for (guint i = 0; words[i] != NULL; i++) {
        if (dln_token_is(writer->text, last, words[i]))
            return TRUE;
    }
    return dln_token_is_char(writer->text, last, '.');
}

static gboolean is_followed_by(const Writer *writer, guint index, char c)
{
    return index + 1 < writer->n_tokens &&
           dln_token_is_char(writer->text, &writer->tokens[index + 1], c);
}

/* SQLite takes a text in double quotes that names nothing for a string. */
static gboolean names_something(const Writer *writer, guint index, const char *name)
{
    const char quote = writer->text[writer->tokens[index].offset];
    g_autofree char *lower = g_ascii_strdown(name, -1);

    return quote != '"' || writer->names == NULL || g_hash_table_contains(writer->names, lower) ||
           announces_name(writer, index) || is_followed_by(writer, index, '.') ||
           is_followed_by(writer, index, '(');
}

static char *quote(const char *name, char sign)
{
    const char single[] = {sign, '\0'}, doubled[] = {sign, sign, '\0'};
    g_auto(GStrv) parts = g_strsplit(name, single, -1);
    g_autofree char *inner = g_strjoinv(doubled, parts);

    return g_strconcat(single, inner, single, NULL);
}

static char *quoted_text(const Writer *writer, guint index, Piece *out_piece)
{
    g_autofree char *name =
        dln_token_name(DLN_ENGINE_SQLITE, writer->text, &writer->tokens[index]);
    gboolean is_name = names_something(writer, index, name);

    *out_piece = PIECE_NAME;
    if (is_name && dln_sql_is_plain_name(DLN_ENGINE_SQLITE, name))
        return writer->kind == DLN_CANONICAL_VIEW ? g_steal_pointer(&name)
                                                  : g_ascii_strdown(name, -1);
    if (is_name || writer->kind != DLN_CANONICAL_TABLE)
        return quote(name, '"');
    *out_piece = PIECE_VALUE;
    return quote(name, '\'');
}

static gboolean expects_operand(Piece last)
{
    return last != PIECE_NAME && last != PIECE_VALUE && last != PIECE_CLOSE;
}

/* The text and the kind of the token, or the tokens, at *index, which comes to stand behind it. */
static char *next_piece(const Writer *writer, guint *index, Piece *out_piece)
{
    const guint at = *index;
    const DlnToken *token = &writer->tokens[at];
    const char *start = writer->text + token->offset;
    guint n = literal_tokens(writer, at);

    *index = at + n;
    *out_piece = PIECE_VALUE;
    if (n > 1)
        return g_strndup(start, token[n - 1].offset + token[n - 1].length - token->offset);
    switch (token->kind) {
    case DLN_TOKEN_WORD:
        return word_text(writer, at, out_piece);
    case DLN_TOKEN_QUOTED_NAME:
        return quoted_text(writer, at, out_piece);
    case DLN_TOKEN_STRING:
    case DLN_TOKEN_NUMBER:
    case DLN_TOKEN_PLACEHOLDER:
        break;
    case DLN_TOKEN_OPEN:
        *out_piece = PIECE_OPEN;
        break;
    case DLN_TOKEN_CLOSE:
        *out_piece = PIECE_CLOSE;
        break;
    case DLN_TOKEN_SEMICOLON:
        *out_piece = PIECE_COMMA;
        break;
    default:
        n = operator_tokens(writer, at);
        *index = at + n;
        *out_piece = *start == '.'                                      ? PIECE_DOT
            : *start == ','                                             ? PIECE_COMMA
            : n == 1 && strchr("+-~", *start) && expects_operand(writer->last) ? PIECE_SIGN
                                                                        : PIECE_OPERATOR;
        return g_strndup(start, n == 1 ? token->length : n);
    }
    return g_strndup(start, token->length);
}

/* ---- blanks ---- */

static gboolean needs_blank(Piece last, Piece next)
{
    if (last == PIECE_START || last == PIECE_OPEN || last == PIECE_DOT || last == PIECE_SIGN)
        return FALSE;
    if (next == PIECE_COMMA || next == PIECE_CLOSE)
        return FALSE;
    if (next == PIECE_DOT)
        return last != PIECE_NAME;
    return next != PIECE_OPEN || last != PIECE_NAME;
}

/* Behind these a long text goes on in a new line: SELECT's clauses, and the statements of a trigger. */
static gboolean begins_line(const Writer *writer, guint index)
{
    static const char *const clauses[] = {"from", "where", "group", "having", "window", "order",
        "limit", "union", "except", "intersect"};
    const DlnToken *token = &writer->tokens[index];

    if (index == 0 || writer->kind == DLN_CANONICAL_TABLE || writer->depth > 0)
        return FALSE;
    if (writer->kind == DLN_CANONICAL_TRIGGER)
        return dln_token_is(writer->text, &token[-1], "begin") ||
               token[-1].kind == DLN_TOKEN_SEMICOLON;
    for (guint i = 0; i < G_N_ELEMENTS(clauses); i++) {
        if (dln_token_is(writer->text, token, clauses[i]))
            return TRUE;
    }
    return FALSE;
}

static void write_gap(Writer *writer, guint index, Piece piece)
{
    gboolean is_last = index + 1 == writer->n_tokens;

    if (begins_line(writer, index) && writer->last != PIECE_DOT)
        g_string_append(writer->out, is_last || writer->kind == DLN_CANONICAL_VIEW ? "\n" : "\n    ");
    /* Two minus signs that touch begin a comment. */
    else if (needs_blank(writer->last, piece) ||
             (writer->last == PIECE_SIGN && piece == PIECE_SIGN))
        g_string_append_c(writer->out, ' ');
}

char *dln_sqlite_canonical(const char *text, const DlnToken *tokens, guint n_tokens,
    DlnCanonicalKind kind, GHashTable *names)
{
    Writer writer = {text, tokens, n_tokens, kind, names, g_string_new(NULL), PIECE_START, 0};

    for (guint i = 0; i < n_tokens;) {
        const guint first = i;
        Piece piece;
        g_autofree char *piece_text = next_piece(&writer, &i, &piece);

        writer.depth -= piece == PIECE_CLOSE && writer.depth > 0 ? 1 : 0;
        write_gap(&writer, first, piece);
        writer.depth += piece == PIECE_OPEN ? 1 : 0;
        g_string_append(writer.out, piece_text);
        writer.last = piece;
    }
    return g_string_free(writer.out, FALSE);
}
