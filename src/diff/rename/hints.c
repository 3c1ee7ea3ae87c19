/* SPDX-License-Identifier: Apache-2.0 */
/* hints.c: `-- dunlin:renamed-from OLD` in the text of a schema, and the definition that it stands at. Knows as much of the grammar
 * as it takes to see where a definition begins and ends. */
#include <string.h>

#include "base/suggest.h"
#include "diff/rename/rename.h"
#include "sql/lexer.h"

#define PREFIX "dunlin:"
#define DIRECTIVE "renamed-from"

typedef struct {
    DlnEngineKind engine;
    const DlnSource *source;
    GArray *tokens; /* (element-type DlnToken): without the END */
    GPtrArray *to;  /* (element-type DlnRenameWish) */
} Reader;

/* One comment that is a directive. */
typedef struct {
    gsize offset;       /* of its dashes */
    gsize length;       /* of the line from there */
    guint next;         /* the token behind it */
    gboolean is_behind; /* of the token before it, on its line */
} Hint;

static const DlnToken *token(const Reader *reader, guint at)
{
    return at < reader->tokens->len ? &g_array_index(reader->tokens, DlnToken, at) : NULL;
}

static gboolean is_word(const Reader *reader, guint at, const char *word)
{
    const DlnToken *own = token(reader, at);

    return own != NULL && dln_token_is(reader->source->text, own, word);
}

static gboolean is_kind(const Reader *reader, guint at, DlnTokenKind kind)
{
    const DlnToken *own = token(reader, at);

    return own != NULL && own->kind == kind;
}

static gboolean is_char(const Reader *reader, guint at, char c)
{
    const DlnToken *own = token(reader, at);

    return own != NULL && dln_token_is_char(reader->source->text, own, c);
}

/* ---- what is defined where ---- */

/* The statement around a place: [first, end), its semicolon is tokens[end]. */
typedef struct {
    guint first;
    guint end;
    guint open; /* of its list of definitions; end: it has none */
    guint close;
    DlnObjectKind kind; /* N_OBJECT_KINDS: nothing that can be renamed */
    DlnObjectKind item; /* what its list holds; N_OBJECT_KINDS: nothing of the sort */
    DlnRenameName schema;
    DlnRenameName name;
} Statement;

static guint find_close(const Reader *reader, guint open, guint end)
{
    guint depth = 0;

    for (guint i = open; i < end; i++) {
        depth += is_kind(reader, i, DLN_TOKEN_OPEN);
        depth -= is_kind(reader, i, DLN_TOKEN_CLOSE);
        if (depth == 0)
            return i;
    }
    return end;
}

/* As the engine knows it; of a.b.c the last, schema (nullable): the one before it. *at is behind it then. */
static DlnRenameName take_name(const Reader *reader, guint *at, DlnRenameName *schema)
{
    DlnRenameName name = {0};
    g_autofree char *before = NULL;

    while (token(reader, *at) != NULL) {
        const DlnToken *own = token(reader, *at);

        g_free(before);
        before = name.text;
        name.text = dln_token_name(reader->engine, reader->source->text, own);
        name.is_exact = own->kind == DLN_TOKEN_QUOTED_NAME || reader->engine == DLN_ENGINE_POSTGRES;
        (*at)++;
        if (name.text == NULL || !is_char(reader, *at, '.'))
            break;
        (*at)++;
    }
    if (schema != NULL)
        *schema = (DlnRenameName){g_steal_pointer(&before), TRUE};
    return name;
}

static void skip_words(const Reader *reader, guint *at, const char *const *words)
{
    for (guint i = 0; words[i] != NULL; i++) {
        if (is_word(reader, *at, words[i])) {
            (*at)++;
            i = (guint)-1;
        }
    }
}

static const char *const modifiers[] = {"or", "replace", "global", "local", "temp", "temporary",
    "unlogged", "foreign", "unique", "recursive", "virtual", NULL};
static const char *const before_name[] = {"concurrently", "if", "not", "exists", "only", NULL};

static const struct {
    const char *word;
    DlnObjectKind kind;
    DlnObjectKind item;
} created[] = {
    {"table", DLN_OBJECT_TABLE, DLN_OBJECT_COLUMN},
    {"view", DLN_OBJECT_VIEW, DLN_N_OBJECT_KINDS},
    {"materialized", DLN_OBJECT_MATERIALIZED_VIEW, DLN_N_OBJECT_KINDS},
    {"index", DLN_OBJECT_INDEX, DLN_N_OBJECT_KINDS},
    {"sequence", DLN_OBJECT_SEQUENCE, DLN_N_OBJECT_KINDS},
    {"domain", DLN_OBJECT_DOMAIN, DLN_N_OBJECT_KINDS},
    {"type", DLN_OBJECT_COMPOSITE, DLN_OBJECT_COLUMN},
};

/* Behind "AS" of CREATE TYPE. */
static void read_type(const Reader *reader, guint at, Statement *statement)
{
    at += is_word(reader, at, "as");
    if (is_word(reader, at, "enum"))
        statement->kind = statement->item = DLN_OBJECT_ENUM;
    else if (is_word(reader, at, "range"))
        statement->kind = DLN_OBJECT_RANGE;
    if (statement->kind == DLN_OBJECT_RANGE)
        statement->item = DLN_N_OBJECT_KINDS;
}

static void read_create(const Reader *reader, guint at, Statement *statement)
{
    skip_words(reader, &at, modifiers);
    for (guint i = 0; i < G_N_ELEMENTS(created); i++) {
        if (!is_word(reader, at, created[i].word))
            continue;
        statement->kind = created[i].kind;
        statement->item = created[i].item;
        at += created[i].kind == DLN_OBJECT_MATERIALIZED_VIEW ? 2 : 1;
        skip_words(reader, &at, before_name);
        statement->name = take_name(reader, &at, &statement->schema);
        if (statement->kind == DLN_OBJECT_COMPOSITE)
            read_type(reader, at, statement);
        break;
    }
    for (; statement->item != DLN_N_OBJECT_KINDS && at < statement->end; at++) {
        if (is_kind(reader, at, DLN_TOKEN_OPEN)) {
            statement->open = at;
            statement->close = find_close(reader, at, statement->end);
            break;
        }
    }
}

/* What a place in the text belongs to. Owns the names. */
static Statement statement_at(const Reader *reader, guint at)
{
    Statement statement = {
        .first = at, .end = at, .kind = DLN_N_OBJECT_KINDS, .item = DLN_N_OBJECT_KINDS};

    while (statement.first > 0 && !is_kind(reader, statement.first - 1, DLN_TOKEN_SEMICOLON))
        statement.first--;
    while (
        statement.end < reader->tokens->len && !is_kind(reader, statement.end, DLN_TOKEN_SEMICOLON))
        statement.end++;
    statement.open = statement.close = statement.end;
    if (is_word(reader, statement.first, "create"))
        read_create(reader, statement.first + 1, &statement);
    return statement;
}

/* ---- what a hint stands at ---- */

/* Where the item of the statement's list begins that holds the token; tokens between two items belong to the one before. */
static guint item_start(const Reader *reader, const Statement *statement, guint at)
{
    guint start = statement->open + 1;

    for (guint i = statement->open + 1; i < at; i++) {
        if (is_kind(reader, i, DLN_TOKEN_OPEN))
            i = find_close(reader, i, statement->close);
        else if (is_char(reader, i, ','))
            start = i + 1;
    }
    return start;
}

/* The item that the hint is about; statement->end: the statement itself; NOTHING: a list ends behind the hint. */
#define NOTHING G_MAXUINT

static guint find_item(const Reader *reader, const Statement *statement, const Hint *hint)
{
    guint start;

    if (hint->is_behind) {
        if (hint->next - 1 <= statement->open || hint->next - 1 >= statement->close)
            return statement->end;
        return item_start(reader, statement, hint->next - 1);
    }
    if (hint->next <= statement->open || hint->next > statement->close)
        return statement->end;
    start = item_start(reader, statement, hint->next);
    return start == statement->close ? NOTHING : start;
}

static const char *const unnamed[] = {
    "primary", "unique", "check", "foreign", "exclude", "like", "partition", NULL};

static gboolean is_unnamed(const Reader *reader, guint at)
{
    for (guint i = 0; unnamed[i] != NULL; i++) {
        if (is_word(reader, at, unnamed[i]))
            return TRUE;
    }
    return FALSE;
}

static void read_item(const Reader *reader, guint at, DlnObjectKind item, DlnRenameWish *wish)
{
    const DlnToken *first = token(reader, at);

    wish->kind = item;
    if (item == DLN_OBJECT_ENUM) {
        g_autofree char *text = g_strndup(reader->source->text + first->offset, first->length);
        g_auto(GStrv) values = dln_property_list(text);
        wish->to = (DlnRenameName){g_strdup(values[0]), TRUE};
        return;
    }
    if (is_unnamed(reader, at))
        return;
    if (is_word(reader, at, "constraint")) {
        wish->kind = DLN_OBJECT_CONSTRAINT;
        at++;
    }
    wish->to = take_name(reader, &at, NULL);
}

/* ALTER TABLE t ADD [CONSTRAINT | COLUMN] x: how pg_dump writes constraints. */
static void read_alter(const Reader *reader, const Statement *statement, DlnRenameWish *wish)
{
    guint at = statement->first + 1;

    if (!is_word(reader, at, "table"))
        return;
    at++;
    skip_words(reader, &at, before_name);
    g_free(wish->to_parent.text);
    g_free(wish->to_schema.text);
    wish->to_parent = take_name(reader, &at, &wish->to_schema);
    if (!is_word(reader, at, "add"))
        return;
    at++;
    at += is_word(reader, at, "column");
    skip_words(reader, &at, before_name);
    if (at < statement->end)
        read_item(reader, at, DLN_OBJECT_COLUMN, wish);
}

/* FALSE: at nothing that has a name. */
static gboolean find_target(const Reader *reader, const Hint *hint, DlnRenameWish *wish)
{
    const guint at = hint->is_behind ? hint->next - 1 : hint->next;
    Statement statement;
    guint item;

    if (at >= reader->tokens->len && !hint->is_behind)
        return FALSE;
    statement = statement_at(reader, at);
    item = find_item(reader, &statement, hint);
    if (is_word(reader, statement.first, "alter")) {
        read_alter(reader, &statement, wish);
    } else if (item == statement.end) {
        wish->kind = statement.kind;
        wish->to = statement.name;
        wish->to_schema = statement.schema;
        return wish->kind != DLN_N_OBJECT_KINDS && wish->to.text != NULL;
    } else if (item != NOTHING) {
        wish->to_parent = statement.name;
        wish->to_schema = statement.schema;
        statement.name.text = statement.schema.text = NULL;
        read_item(reader, item, statement.item, wish);
    }
    g_free(statement.name.text);
    g_free(statement.schema.text);
    return wish->to.text != NULL && wish->to_parent.text != NULL;
}

/* ---- the hint itself ---- */

/* "a", 'a' or a; what stands before a dot is a schema's name. FALSE: torn. */
static gboolean read_old_name(const char *text, DlnRenameName *out_schema, DlnRenameName *out_name)
{
    const char *at = text;

    for (;;) {
        const char quote = *at == '"' || *at == '\'' ? *at : '\0';
        g_autoptr(GString) name = g_string_new(NULL);

        at += quote != '\0';
        for (; *at != '\0' && (quote != '\0' ? *at != quote || at[1] == quote
                                             : *at != '.' && !g_ascii_isspace(*at));
             at++) {
            at += quote != '\0' && *at == quote;
            g_string_append_c(name, *at);
        }
        if ((quote != '\0' && *at++ != quote) || name->len == 0)
            return FALSE;
        g_free(out_schema->text);
        *out_schema = *out_name;
        *out_name = (DlnRenameName){g_strdup(name->str), quote != '\0'};
        if (*at != '.')
            return *at == '\0';
        at++;
    }
}

static gboolean check_directive(
    const Reader *reader, const Hint *hint, const char *word, GError **error)
{
    static const char *const known[] = {DIRECTIVE, NULL};
    const char *meant = dln_suggest(word, known);

    if (strcmp(word, DIRECTIVE) == 0)
        return TRUE;
    dln_source_error(reader->source, hint->offset, error,
        "\"" PREFIX "%s\" is no directive of a schema file%s", word,
        meant != NULL ? ": did you mean \"" PREFIX DIRECTIVE "\"?"
                      : ": \"" PREFIX DIRECTIVE " OLD\" is the only one");
    return FALSE;
}

static gboolean take_hint(const Reader *reader, const Hint *hint, GError **error)
{
    g_autofree char *line = g_strndup(reader->source->text + hint->offset, hint->length);
    const char *start = strstr(line, PREFIX) + strlen(PREFIX);
    g_autofree char *word = g_strndup(start, strcspn(start, " \t"));
    g_autofree char *old = g_strdup(start + strlen(word));
    g_autoptr(DlnRenameWish) wish = g_new0(DlnRenameWish, 1);

    if (!check_directive(reader, hint, word, error))
        return FALSE;
    g_strstrip(old);
    if (!read_old_name(old, &wish->from_schema, &wish->from)) {
        dln_source_error(reader->source, hint->offset, error,
            "one name is wanted behind " PREFIX DIRECTIVE
            ", in double quotes where it is not of letters, digits and underscores");
        return FALSE;
    }
    if (!find_target(reader, hint, wish)) {
        dln_source_error(reader->source, hint->offset, error,
            PREFIX DIRECTIVE
            " stands at nothing that has a name: it belongs on the line before a definition, "
            "or behind it on its line");
        return FALSE;
    }
    wish->text = g_strdup_printf(PREFIX DIRECTIVE " %s", old);
    wish->file = g_strdup(reader->source->file != NULL ? reader->source->file : "the schema");
    dln_source_position(reader->source, hint->offset, &wish->line, &(guint){0});
    g_ptr_array_add(reader->to, g_steal_pointer(&wish));
    return TRUE;
}

/* ---- comments ---- */

static gsize skip_block(const Reader *reader, gsize at, gsize end)
{
    const char *text = reader->source->text;
    guint depth = 0;

    for (; at < end; at++) {
        if (strncmp(text + at, "/*", 2) == 0 &&
            (depth == 0 || reader->engine == DLN_ENGINE_POSTGRES)) {
            depth++;
            at++;
        } else if (strncmp(text + at, "*/", 2) == 0) {
            depth--;
            at++;
            if (depth == 0)
                return at + 1;
        }
    }
    return end;
}

static gboolean is_directive(const char *line, gsize length)
{
    gsize at = 2;

    while (at < length && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return length - at > strlen(PREFIX) && strncmp(line + at, PREFIX, strlen(PREFIX)) == 0 &&
           g_ascii_isalpha(line[at + strlen(PREFIX)]);
}

/* The comments between two tokens. */
static gboolean read_gap(const Reader *reader, gsize from, gsize end, guint next, GError **error)
{
    const char *text = reader->source->text;
    gboolean is_behind = next > 0;

    for (gsize at = from; at < end;) {
        gsize length = 1;

        if (text[at] == '\n') {
            is_behind = FALSE;
        } else if (at + 1 < end && strncmp(text + at, "/*", 2) == 0) {
            length = skip_block(reader, at, end) - at;
        } else if (at + 1 < end && strncmp(text + at, "--", 2) == 0) {
            const char *line_end = memchr(text + at, '\n', end - at);
            length = (line_end != NULL ? (gsize)(line_end - text) : end) - at;
            const Hint hint = {at, length, next, is_behind};
            if (is_directive(text + at, length) && !take_hint(reader, &hint, error))
                return FALSE;
        }
        at += length;
    }
    return TRUE;
}

static GArray *read_tokens(DlnEngineKind engine, const DlnSource *source, GError **error)
{
    g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(DlnToken));
    DlnLexer lexer;
    DlnToken next = {0};

    dln_lexer_init(&lexer, engine, source);
    do {
        if (!dln_lexer_next(&lexer, &next, error))
            return NULL;
        if (next.kind != DLN_TOKEN_END)
            g_array_append_val(tokens, next);
    } while (next.kind != DLN_TOKEN_END);
    return g_steal_pointer(&tokens);
}

gboolean dln_rename_read_hints(
    DlnEngineKind engine, const DlnSource *source, GPtrArray *to, GError **error)
{
    g_autoptr(GArray) tokens = NULL;
    gsize from = 0;

    /* Most texts have none. */
    if (g_strstr_len(source->text, (gssize)source->length, PREFIX) == NULL)
        return TRUE;
    tokens = read_tokens(engine, source, error);
    if (tokens == NULL)
        return FALSE;
    const Reader reader = {engine, source, tokens, to};
    for (guint i = 0; i <= tokens->len; i++) {
        const DlnToken *next = token(&reader, i);

        if (!read_gap(&reader, from, next != NULL ? next->offset : source->length, i, error))
            return FALSE;
        from = next != NULL ? next->offset + next->length : from;
    }
    return TRUE;
}
