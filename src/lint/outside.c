/* SPDX-License-Identifier: Apache-2.0 */
/* outside.c: finds the words of statements that reach out of their database. */
#include "lint/outside.h"

#include <string.h>

#include "sql/lexer.h"

/* A stretch of the script's text that is read as SQL of its own: a statement, the body of a DO block, a string that such
 * a body executes. What is nested deeper is nobody's plain writing. */
typedef struct {
    DlnEngineKind engine;
    DlnSource source;
    GArray *tokens; /* of DlnToken */
} Stretch;

static void stretch_init(Stretch *stretch, const DlnScript *script, const char *text, gsize length)
{
    DlnLexer lexer;
    DlnToken token;

    stretch->engine = script->engine;
    stretch->source = (DlnSource){.text = text, .length = length, .line = 1, .column = 1};
    stretch->tokens = g_array_new(FALSE, FALSE, sizeof(DlnToken));
    dln_lexer_init(&lexer, script->engine, &stretch->source);
    while (dln_lexer_next(&lexer, &token, NULL) && token.kind != DLN_TOKEN_END)
        g_array_append_val(stretch->tokens, token);
}

static void stretch_clear(Stretch *stretch)
{
    g_clear_pointer(&stretch->tokens, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stretch, stretch_clear)

static const DlnToken *token_at(const Stretch *stretch, guint index)
{
    return &g_array_index(stretch->tokens, DlnToken, index);
}

static gboolean is_kind(const Stretch *stretch, guint index, DlnTokenKind kind)
{
    return index < stretch->tokens->len && token_at(stretch, index)->kind == kind;
}

static gboolean is_word(const Stretch *stretch, guint index, const char *word)
{
    return index < stretch->tokens->len &&
           dln_token_is(stretch->source.text, token_at(stretch, index), word);
}

/* Which of the words stands there, or NULL. */
static const char *which_word(
    const Stretch *stretch, guint index, const char *const *words, guint n_words)
{
    for (guint i = 0; i < n_words; i++) {
        if (is_word(stretch, index, words[i]))
            return words[i];
    }
    return NULL;
}

/* words are separated by one blank. */
static gboolean has_words(const Stretch *stretch, guint index, const char *words)
{
    /* Nearly always the first one differs, in its first letter. */
    if (!is_kind(stretch, index, DLN_TOKEN_WORD) ||
        g_ascii_toupper(stretch->source.text[token_at(stretch, index)->offset]) != *words)
        return FALSE;
    g_auto(GStrv) each = g_strsplit(words, " ", -1);

    for (guint i = 0; each[i] != NULL; i++) {
        if (!is_word(stretch, index + i, each[i]))
            return FALSE;
    }
    return TRUE;
}

/* The index of the first of two words that stands outside parentheses, or the number of tokens. */
static guint find_outer(const Stretch *stretch, guint index, const char *word, const char *other)
{
    guint depth = 0;

    for (; index < stretch->tokens->len; index++) {
        if (is_kind(stretch, index, DLN_TOKEN_OPEN))
            depth++;
        else if (is_kind(stretch, index, DLN_TOKEN_CLOSE) && depth > 0)
            depth--;
        else if (depth == 0 && (is_word(stretch, index, word) || is_word(stretch, index, other)))
            return index;
    }
    return index;
}

/* ---- statements; each answers with what it is, or NULL (transfer full) ---- */

/* Roles and the like belong to the server, not to a database. A user mapping does not. */
static char *shared_object(const Stretch *stretch, guint at)
{
    static const char *const verbs[] = {"CREATE", "ALTER", "DROP"};
    static const char *const objects[] = {
        "ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SUBSCRIPTION"};
    const char *verb = which_word(stretch, at, verbs, G_N_ELEMENTS(verbs));
    const char *object = which_word(stretch, at + 1, objects, G_N_ELEMENTS(objects));

    if (verb == NULL || object == NULL || at + 2 >= stretch->tokens->len ||
        is_word(stretch, at + 2, "MAPPING"))
        return NULL;
    return g_strconcat(verb, " ", object, NULL);
}

static char *plain_statement(const Stretch *stretch, guint at)
{
    static const char *const statements[] = {
        "ALTER SYSTEM", "DROP OWNED", "REASSIGN OWNED", "IMPORT FOREIGN SCHEMA"};

    for (guint i = 0; i < G_N_ELEMENTS(statements); i++) {
        if (has_words(stretch, at, statements[i]))
            return g_strdup(statements[i]);
    }
    return stretch->tokens->len == 1 && is_word(stretch, at, "CHECKPOINT") ? g_strdup("CHECKPOINT")
                                                                           : NULL;
}

/* What a privilege, a comment or a label is ON, where that is not in the database. */
static const char *shared_target(const Stretch *stretch, guint index)
{
    static const char *const targets[] = {
        "DATABASE", "TABLESPACE", "ROLE", "SUBSCRIPTION", "PARAMETER"};

    return which_word(stretch, index, targets, G_N_ELEMENTS(targets));
}

/* GRANT a TO b makes b a member of the role a; GRANT ... ON DATABASE names one that is not the scratch database. */
static char *grant_statement(const Stretch *stretch, guint at)
{
    static const char *const verbs[] = {"GRANT", "REVOKE"};
    const char *verb = which_word(stretch, at, verbs, G_N_ELEMENTS(verbs));
    const char *end = g_strcmp0(verb, "GRANT") == 0 ? "TO" : "FROM";
    guint on;
    const char *target;

    if (verb == NULL)
        return NULL;
    on = find_outer(stretch, at + 1, "ON", end);
    if (is_word(stretch, on, end))
        return g_strconcat(verb, " of a role", NULL);
    target = shared_target(stretch, on + 1);
    return target != NULL ? g_strconcat(verb, " ON ", target, NULL) : NULL;
}

static char *comment_statement(const Stretch *stretch, guint at)
{
    const gboolean is_comment = is_word(stretch, at, "COMMENT");
    const char *target;

    if (!is_comment && !has_words(stretch, at, "SECURITY LABEL"))
        return NULL;
    target = shared_target(stretch, find_outer(stretch, at, "ON", "IS") + 1);
    return target != NULL
               ? g_strconcat(is_comment ? "COMMENT" : "SECURITY LABEL", " ON ", target, NULL)
               : NULL;
}

static char *copy_statement(const Stretch *stretch, guint at)
{
    guint direction;

    if (!is_word(stretch, at, "COPY"))
        return NULL;
    direction = find_outer(stretch, at + 1, "FROM", "TO");
    if (is_word(stretch, direction + 1, "PROGRAM"))
        return g_strdup("COPY with a program of the server");
    return is_kind(stretch, direction + 1, DLN_TOKEN_STRING)
               ? g_strdup("COPY with a file of the server")
               : NULL;
}

/* SQLite: the only one that gate.c does not refuse anyway. */
static char *vacuum_statement(const Stretch *stretch, guint at)
{
    guint into = find_outer(stretch, at, "INTO", "INTO");

    return is_word(stretch, at, "VACUUM") && into < stretch->tokens->len ? g_strdup("VACUUM INTO")
                                                                         : NULL;
}

typedef char *(*StatementFunc)(const Stretch *stretch, guint at);

static const StatementFunc statement_funcs[DLN_N_ENGINES][6] = {
    [DLN_ENGINE_POSTGRES] = {shared_object, plain_statement, grant_statement, comment_statement,
        copy_statement},
    [DLN_ENGINE_SQLITE] = {vacuum_statement},
};

static char *statement_at(const Stretch *stretch, guint at)
{
    char *what = NULL;

    for (const StatementFunc *func = statement_funcs[stretch->engine];
         *func != NULL && what == NULL; func++)
        what = (*func)(stretch, at);
    return what;
}

/* ---- functions ---- */

/* Prefixes: "dblink" is dblink_exec, too. */
static const char *const functions[DLN_N_ENGINES][24] = {
    [DLN_ENGINE_POSTGRES] = {"dblink", "lo_import", "lo_export", "pg_read_file",
        "pg_read_binary_file", "pg_ls_", "pg_stat_file", "pg_file_", "pg_reload_conf",
        "pg_rotate_logfile", "pg_terminate_backend", "pg_cancel_backend", "pg_promote",
        "pg_switch_wal", "pg_create_restore_point", "pg_create_physical_replication_slot",
        "pg_create_logical_replication_slot", "pg_drop_replication_slot", "pg_copy_",
        "pg_replication_origin_", "pg_stat_reset_shared", "pg_backup_", "pg_start_backup"},
    [DLN_ENGINE_SQLITE] = {"load_extension"},
};

static const char *function_at(const Stretch *stretch, guint at)
{
    const char *const *names = functions[stretch->engine];
    const char *text = stretch->source.text + token_at(stretch, at)->offset;

    if (!is_kind(stretch, at, DLN_TOKEN_WORD) || !is_kind(stretch, at + 1, DLN_TOKEN_OPEN))
        return NULL;
    for (guint i = 0; names[i] != NULL; i++) {
        if (token_at(stretch, at)->length >= strlen(names[i]) &&
            g_ascii_strncasecmp(text, names[i], strlen(names[i])) == 0)
            return names[i];
    }
    return NULL;
}

/* What only defines something calls nothing yet. */
static gboolean is_definition(const Stretch *stretch)
{
    static const char *const objects[] = {
        "FUNCTION", "PROCEDURE", "VIEW", "TRIGGER", "RULE", "POLICY", "AGGREGATE"};
    guint object = has_words(stretch, 0, "CREATE OR REPLACE") ? 3 : 1;

    return is_word(stretch, 0, "CREATE") &&
           which_word(stretch, object, objects, G_N_ELEMENTS(objects)) != NULL;
}

/* ---- the check ---- */

typedef struct {
    const DlnScript *script;
    const char *revision; /* (nullable) */
    DlnOutsideFlags flags;
    guint statement;
} Check;

static void refuse(const Check *check, const char *at, const char *what, GError **error)
{
    const DlnSource *source = &check->script->source;
    g_autofree char *text = dln_script_statement_text(check->script, check->statement);
    DunlinErrorFacts facts = {
        .file = source->file,
        .statement = text,
        .revision = check->revision,
    };

    dln_source_position(source, (gsize)(at - source->text), &facts.line, &facts.column);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
        "%s reaches outside the database, and what is only tried on a scratch database must not: "
        "leave it to a hook, which does not run there, or to whoever sets the server up",
        what);
}

static gboolean check_place(
    const Check *check, const Stretch *stretch, guint at, gboolean is_statement, GError **error)
{
    g_autofree char *statement = is_statement ? statement_at(stretch, at) : NULL;
    const char *function = statement == NULL ? function_at(stretch, at) : NULL;
    g_autofree char *call = NULL;
    g_autofree char *name = NULL;

    if (statement == NULL && function == NULL)
        return TRUE;
    if (function != NULL) {
        const DlnToken *token = token_at(stretch, at);
        name = g_strndup(stretch->source.text + token->offset, token->length);
        call = g_strconcat(name, "()", NULL);
    }
    refuse(check, stretch->source.text + token_at(stretch, at)->offset,
        statement != NULL ? statement : call, error);
    return FALSE;
}

/* What stands between the quotes, $tag$s or ''. */
static void string_body(const Stretch *stretch, guint at, const char **out_text, gsize *out_length)
{
    const DlnToken *token = token_at(stretch, at);
    const char *text = stretch->source.text + token->offset;
    const char *dollar = *text == '$' ? memchr(text + 1, '$', token->length - 1) : NULL;
    const char *quote = memchr(text, '\'', token->length);
    gsize before = 1, after = 1;

    if (dollar != NULL)
        before = after = (gsize)(dollar - text) + 1;
    else if (quote != NULL)
        before = (gsize)(quote - text) + 1;
    *out_text = text + before;
    *out_length = token->length >= before + after ? token->length - before - after : 0;
}

/* CREATE ROLE and the like in a DO block, where it is allowed. */
static gboolean may_make_role(const Check *check, const Stretch *stretch, guint at)
{
    static const char *const objects[] = {"ROLE", "USER", "GROUP"};

    return (check->flags & DLN_OUTSIDE_ROLE_BLOCKS) && is_word(stretch, at, "CREATE") &&
           which_word(stretch, at + 1, objects, G_N_ELEMENTS(objects)) != NULL;
}

/* A string that a DO block may execute: only its beginning tells. */
static gboolean check_string(const Check *check, const Stretch *outer, guint at, GError **error)
{
    g_auto(Stretch) stretch = {0};
    const char *text;
    gsize length;

    string_body(outer, at, &text, &length);
    stretch_init(&stretch, check->script, text, length);
    return stretch.tokens->len == 0 || may_make_role(check, &stretch, 0) ||
           check_place(check, &stretch, 0, TRUE, error);
}

/* In a procedural body a statement may begin at any word. */
static gboolean check_body(const Check *check, const Stretch *outer, guint at, GError **error)
{
    g_auto(Stretch) stretch = {0};
    const char *text;
    gsize length;

    string_body(outer, at, &text, &length);
    stretch_init(&stretch, check->script, text, length);
    for (guint i = 0; i < stretch.tokens->len; i++) {
        if (may_make_role(check, &stretch, i))
            continue;
        if (is_kind(&stretch, i, DLN_TOKEN_STRING)
                ? !check_string(check, &stretch, i, error)
                : !check_place(check, &stretch, i, is_kind(&stretch, i, DLN_TOKEN_WORD), error))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_statement(const Check *check, GError **error)
{
    const DlnStatement *statement = &check->script->statements[check->statement];
    g_auto(Stretch) stretch = {0};

    stretch_init(
        &stretch, check->script, check->script->source.text + statement->offset, statement->length);
    const gboolean is_block =
        check->script->engine == DLN_ENGINE_POSTGRES && is_word(&stretch, 0, "DO");
    const guint n = is_definition(&stretch) ? MIN(stretch.tokens->len, 1) : stretch.tokens->len;
    for (guint i = 0; i < n; i++) {
        if (!check_place(check, &stretch, i, i == 0, error) ||
            (is_block && is_kind(&stretch, i, DLN_TOKEN_STRING) &&
                !check_body(check, &stretch, i, error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean check_all(Check *check, GError **error)
{
    const DlnScript *script = check->script;

    for (; script != NULL && check->statement < script->n_statements; check->statement++) {
        if (!check_statement(check, error))
            return FALSE;
    }
    return TRUE;
}

gboolean dln_outside_check(const DlnScript *script, const char *revision, GError **error)
{
    Check check = {.script = script, .revision = revision};

    return check_all(&check, error);
}

gboolean dln_outside_check_but(const DlnScript *script, DlnOutsideFlags flags, GError **error)
{
    Check check = {.script = script, .flags = flags};

    return check_all(&check, error);
}
