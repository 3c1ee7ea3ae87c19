/* SPDX-License-Identifier: Apache-2.0 */
/* classify.c: collects what the rules of both engines look at, in memory that does not grow with the statement. */
#include "sql/classify.h"

#include <string.h>

void dln_classifier_init(DlnClassifier *classifier, DlnEngineKind engine, const char *text)
{
    classifier->engine = engine;
    classifier->text = text;
    classifier->n_head = 0;
    classifier->n_parens = 0;
    classifier->copy = DLN_COPY_NOT;
    classifier->behind_dot = FALSE;
    classifier->seen = DLN_STATEMENT_PLAIN;
}

/* A string may be the body of a function or a statement yet to be executed, so it counts as well, and there any
 * place counts: what surrounds the name may be an escape. */
static gboolean names_ledger(const DlnClassifier *classifier, const DlnToken *token)
{
    static const char name[] = "schema_migrations";
    const gsize length = sizeof name - 1;
    const char *start = classifier->text + token->offset;

    if (token->kind == DLN_TOKEN_WORD)
        return dln_token_is(classifier->text, token, name);
    for (gsize i = 0; i + length <= token->length; i++) {
        if ((start[i] == 's' || start[i] == 'S') &&
            g_ascii_strncasecmp(start + i, name, length) == 0)
            return TRUE;
    }
    return FALSE;
}

/* FROM and TO are reserved: outside parentheses, and unless a dot makes one a name, the first is the direction. */
static void follow_copy(DlnClassifier *classifier, const DlnToken *token)
{
    gboolean standard_stream = dln_token_is(classifier->text, token, "STDIN") ||
                               dln_token_is(classifier->text, token, "STDOUT");

    if (classifier->copy == DLN_COPY_TABLE && !classifier->behind_dot) {
        if (dln_token_is(classifier->text, token, "FROM"))
            classifier->copy = DLN_COPY_FROM;
        else if (dln_token_is(classifier->text, token, "TO"))
            classifier->copy = DLN_COPY_TO;
    } else if (classifier->copy == DLN_COPY_FROM || classifier->copy == DLN_COPY_TO) {
        /* The server takes either word for either direction. */
        if (standard_stream)
            classifier->seen |=
                classifier->copy == DLN_COPY_FROM ? DLN_STATEMENT_COPY_IN : DLN_STATEMENT_COPY_OUT;
        classifier->copy = DLN_COPY_DECIDED;
    }
}

void dln_classifier_add(DlnClassifier *classifier, const DlnToken *token)
{
    if (classifier->engine == DLN_ENGINE_POSTGRES && classifier->n_head == 0 &&
        dln_token_is(classifier->text, token, "COPY"))
        classifier->copy = DLN_COPY_TABLE;
    else if (classifier->n_parens == 0)
        follow_copy(classifier, token);

    if (classifier->n_head < DLN_N_HEAD_TOKENS)
        classifier->head[classifier->n_head++] = *token;
    if (names_ledger(classifier, token))
        classifier->seen |= DLN_STATEMENT_NAMES_LEDGER;

    if (token->kind == DLN_TOKEN_OPEN)
        classifier->n_parens++;
    else if (token->kind == DLN_TOKEN_CLOSE && classifier->n_parens > 0)
        classifier->n_parens--;
    classifier->behind_dot = dln_token_is_char(classifier->text, token, '.');
}

DlnStatementFlags dln_classifier_seen(const DlnClassifier *classifier)
{
    return classifier->seen;
}

DlnStatementFlags dln_classifier_finish(const DlnClassifier *classifier)
{
    return classifier->seen |
           (classifier->engine == DLN_ENGINE_SQLITE ? dln_classify_sqlite(classifier)
                                                    : dln_classify_postgres(classifier));
}

gboolean dln_head_is(const DlnClassifier *classifier, guint index, const char *word)
{
    return index < classifier->n_head &&
           dln_token_is(classifier->text, &classifier->head[index], word);
}

gboolean dln_head_has(const DlnClassifier *classifier, guint index, const char *words)
{
    for (; *words != '\0'; index++) {
        const DlnToken *token = &classifier->head[index];

        if (index >= classifier->n_head || token->kind != DLN_TOKEN_WORD ||
            ((classifier->text[token->offset] ^ *words) & ~0x20) != 0)
            return FALSE;
        gsize length = strcspn(words, " ");
        if (token->length != length ||
            g_ascii_strncasecmp(classifier->text + token->offset, words, length) != 0)
            return FALSE;
        words += length + (words[length] == ' ' ? 1 : 0);
    }
    return TRUE;
}

guint dln_head_find(const DlnClassifier *classifier, guint index, const char *word)
{
    while (index < classifier->n_head && !dln_head_is(classifier, index, word))
        index++;
    return index;
}

gboolean dln_head_says(const DlnClassifier *classifier, guint index, const char *name)
{
    if (index >= classifier->n_head)
        return FALSE;

    const DlnToken *token = &classifier->head[index];
    const char *start = classifier->text + token->offset;
    gsize length = strlen(name);
    gboolean quoted = token->kind == DLN_TOKEN_STRING || token->kind == DLN_TOKEN_QUOTED_NAME;

    if (!quoted)
        return token->length == length && g_ascii_strncasecmp(start, name, length) == 0;

    /* Names and values that matter hold neither quotes nor escapes, so what is between the quotes is literal:
     * behind the first quote, whatever prefix it has, and before the last. */
    gsize opening = 0;
    while (opening < token->length && strchr("'\"`[", start[opening]) == NULL)
        opening++;
    return opening + length + 2 == token->length &&
           g_ascii_strncasecmp(start + opening + 1, name, length) == 0;
}
