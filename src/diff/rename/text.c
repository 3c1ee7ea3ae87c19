/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: a question about a rename in words, with what has to be written to answer it. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/rename/set.h"

/* ---- names for people ---- */

/* As SQL writes it, where it is not plain; nothing in it can break a line or steer a terminal. (transfer full) */
static char *shown(DlnEngineKind engine, const char *name)
{
    g_autofree char *quoted = dln_quote_name(engine, name);
    GString *out = g_string_new(NULL);

    for (const char *p = quoted; *p != '\0'; p++) {
        if (*p == '\n')
            g_string_append(out, "\\n");
        else if (g_ascii_iscntrl(*p))
            g_string_append_printf(out, "\\x%02x", (guchar)*p);
        else
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

/* For --rename and hints: quoted unless it is of letters, digits and underscores alone. (transfer full) */
static char *written(const char *name)
{
    const char *p = name;

    while (g_ascii_isalnum(*p) || *p == '_' || (guchar)*p >= 0x80)
        p++;
    return *p == '\0' && *name != '\0' ? g_strdup(name) : dln_quote_identifier(name);
}

/* schema, parent: (nullable). (transfer full) */
static char *path(DlnEngineKind engine, const char *schema, const char *parent, const char *name)
{
    const char *const parts[] = {schema, parent, name};
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = parts[i] != NULL ? shown(engine, parts[i]) : NULL;
        if (part != NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? "." : "", part);
    }
    return g_strdup(text->str);
}

static gboolean is_moved(const DlnRename *rename)
{
    return rename->to_parent == NULL && g_strcmp0(rename->from_schema, rename->to_schema) != 0;
}

static gboolean is_value(const DlnRename *rename)
{
    return rename->kind == DLN_OBJECT_ENUM;
}

static const char *kind_name(const DlnRename *rename)
{
    return is_value(rename) ? "value" : dln_object_kind_name(rename->kind);
}

/* ---- the readings ---- */

/* What a drop loses, and a rename keeps. */
static const char *contents(const DlnRename *rename)
{
    switch (rename->kind) {
    case DLN_OBJECT_TABLE:
        return "its rows";
    case DLN_OBJECT_SEQUENCE:
        return "the number that it has reached";
    case DLN_OBJECT_ENUM:
        return "the rows that have it";
    default:
        return "its values";
    }
}

static char *replaced_text(const DlnRename *rename, const char *from, const char *to)
{
    if (is_value(rename))
        return g_strdup_printf("drop value %s, which no row may have then, and add %s", from, to);
    return g_strdup_printf(
        "drop %s %s with %s, and add %s", kind_name(rename), from, contents(rename), to);
}

/* As --rename takes it. (transfer full) */
static char *written_path(const char *schema, const char *parent, const char *name)
{
    const char *const parts[] = {schema, parent, name};
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = parts[i] != NULL ? written(parts[i]) : NULL;
        if (part != NULL)
            g_string_append_printf(text, "%s%s", text->len > 0 ? "." : "", part);
    }
    return g_strdup(text->str);
}

/* What has another schema than before is called with both. */
static char *flag_of(const DlnRenameSchemas *schemas, const DlnRename *rename)
{
    const char *home =
        rename->from_schema != NULL || !is_moved(rename) ? rename->from_schema : schemas->from;
    const char *to_home = rename->to_schema != NULL ? rename->to_schema : schemas->to;
    g_autofree char *from = written_path(home, rename->from_parent, rename->from);
    g_autofree char *to = written_path(is_moved(rename) ? to_home : NULL, NULL, rename->to);

    return g_strdup_printf("%s=%s", from, to);
}

/* NULL: there is no file to write it in, or a comment would end with its line. */
static char *hint_of(const DlnRenameSchemas *schemas, const DlnRename *rename)
{
    const char *home = rename->from_schema != NULL ? rename->from_schema : schemas->from;
    g_autofree char *from = written_path(is_moved(rename) ? home : NULL, NULL, rename->from);

    return schemas->has_no_file || strpbrk(from, "\r\n") != NULL
               ? NULL
               : g_strconcat("-- dunlin:renamed-from ", from, NULL);
}

static DlnRenameCandidate *candidate_new(const DlnRenameSchemas *schemas, DlnRenamePair *pair)
{
    const DlnEngineKind engine = schemas->engine;
    DlnRenameCandidate *candidate = g_new0(DlnRenameCandidate, 1);
    const DlnRename *rename = pair->rename;
    const char *to_home = rename->to_schema != NULL ? rename->to_schema : schemas->to;
    g_autofree char *from = path(engine, rename->from_schema, rename->from_parent, rename->from);
    g_autofree char *to = path(engine, rename->to_schema, rename->to_parent, rename->to);
    g_autofree char *to_alone =
        is_moved(rename) ? path(engine, to_home, NULL, rename->to) : shown(engine, rename->to);

    candidate->kept = g_strdup_printf(
        "rename %s %s to %s, keeping %s", kind_name(rename), from, to_alone, contents(rename));
    candidate->replaced = replaced_text(rename, from, to);
    candidate->flag = flag_of(schemas, rename);
    candidate->hint = hint_of(schemas, rename);
    candidate->score = pair->score;
    candidate->rename = g_steal_pointer(&pair->rename);
    return candidate;
}

static void candidate_free(gpointer data)
{
    DlnRenameCandidate *candidate = data;

    dln_rename_free(candidate->rename);
    g_free(candidate->kept);
    g_free(candidate->replaced);
    g_free(candidate->flag);
    g_free(candidate->hint);
    g_free(candidate);
}

DlnRenameQuestion *dln_rename_question_new(const DlnRenameSchemas *schemas, GPtrArray *pairs)
{
    DlnRenameQuestion *question = g_new0(DlnRenameQuestion, 1);
    const DlnRename *first = ((const DlnRenamePair *)pairs->pdata[0])->rename;
    g_autofree char *from =
        path(schemas->engine, first->from_schema, first->from_parent, first->from);

    question->kind = first->kind;
    question->gone = g_strdup_printf("%s %s", kind_name(first), from);
    question->candidates = g_ptr_array_new_with_free_func(candidate_free);
    for (guint i = 0; i < pairs->len; i++)
        g_ptr_array_add(question->candidates, candidate_new(schemas, pairs->pdata[i]));
    g_ptr_array_unref(pairs);
    return question;
}

void dln_rename_question_free(DlnRenameQuestion *question)
{
    if (question == NULL)
        return;
    g_free(question->gone);
    g_ptr_array_unref(question->candidates);
    g_free(question);
}

/* ---- for who has to answer ---- */

static gboolean has_control(const char *text)
{
    const char *p = text;

    while (*p != '\0' && !g_ascii_iscntrl(*p))
        p++;
    return *p != '\0';
}

/* $'a\nb': what would steer the terminal on which it is shown is written in letters. */
static char *dollar_word(const char *text)
{
    g_autoptr(GString) word = g_string_new("$'");

    for (const char *p = text; *p != '\0'; p++) {
        if (g_ascii_iscntrl(*p))
            g_string_append_printf(word, "\\x%02x", (guchar)*p);
        else if (*p == '\'' || *p == '\\')
            g_string_append_printf(word, "\\%c", *p);
        else
            g_string_append_c(word, *p);
    }
    g_string_append_c(word, '\'');
    return g_strdup(word->str);
}

/* As a shell takes it. (transfer full) */
static char *shell_word(const char *text)
{
    const char *p = text;

    while (g_ascii_isalnum(*p) || (*p != '\0' && strchr("_.=", *p) != NULL) || (guchar)*p >= 0x80)
        p++;
    if (*p == '\0')
        return g_strdup(text);
    return has_control(text) ? dollar_word(text) : g_shell_quote(text);
}

static void append_candidate(GString *to, const DlnRenameCandidate *candidate)
{
    g_autofree char *word = shell_word(candidate->flag);

    g_string_append_printf(to, "\n    %s:\n      --rename %s", candidate->kept, word);
    if (candidate->hint != NULL)
        g_string_append_printf(to, "\n      or, at the new one in its file: %s", candidate->hint);
}

void dln_rename_question_append(GString *to, const DlnRenameQuestion *question)
{
    const DlnRenameCandidate *likeliest = question->candidates->pdata[0];
    const gboolean is_one = question->candidates->len == 1;

    g_string_append_printf(to, "\n  %s is gone; was it renamed?", question->gone);
    for (guint i = 0; i < question->candidates->len; i++)
        append_candidate(to, question->candidates->pdata[i]);
    g_string_append_printf(to, "\n    %s:\n      --renames never",
        is_one ? likeliest->replaced : "drop it, and what it holds");
}
