/* SPDX-License-Identifier: Apache-2.0 */
/* comments.c: reads the comments that stand before SQL. Knows no directive. */
#include "format/comments.h"

#include <string.h>

#include "sql/lexer.h"

typedef struct {
    gsize start; /* its inside */
    gsize stop;
    gsize next; /* behind it */
    gboolean is_line;
} Comment;

void dln_comments_clear(DlnComments *comments)
{
    g_clear_pointer(&comments->description, g_free);
    dln_archify_keys_clear(&comments->keys);
}

static gboolean at_pair(const DlnSource *source, gsize i, gsize end, const char *pair)
{
    return end - i >= 2 && source->text[i] == pair[0] && source->text[i + 1] == pair[1];
}

static Comment line_comment(const DlnSource *source, gsize at, gsize end)
{
    gsize stop = at + 2;

    while (stop < end && source->text[stop] != '\n' && source->text[stop] != '\r')
        stop++;
    return (Comment){.start = at + 2, .stop = stop, .next = stop, .is_line = TRUE};
}

static Comment block_comment(const DlnSource *source, gsize at, gsize end)
{
    guint depth = 1;

    for (gsize i = at + 2; i < end; i++) {
        if (at_pair(source, i, end, "/*")) {
            depth++;
            i++;
        } else if (at_pair(source, i, end, "*/")) {
            if (--depth == 0)
                return (Comment){.start = at + 2, .stop = i, .next = i + 2};
            i++;
        }
    }
    return (Comment){.start = at + 2, .stop = end, .next = end};
}

/* The comment at or behind *at; FALSE, and *at at what is no comment, when SQL or the end comes first. */
static gboolean next_comment(const DlnSource *source, gsize *at, gsize end, Comment *out_comment)
{
    while (*at < end && dln_is_blank(source->text[*at]))
        (*at)++;
    if (at_pair(source, *at, end, "--"))
        *out_comment = line_comment(source, *at, end);
    else if (at_pair(source, *at, end, "/*"))
        *out_comment = block_comment(source, *at, end);
    else
        return FALSE;
    *at = out_comment->next;
    return TRUE;
}

gsize dln_comments_skip(const DlnSource *source, gsize start, gsize end)
{
    Comment comment;

    while (next_comment(source, &start, end, &comment))
        continue;
    return start;
}

static gboolean describes(const char *text)
{
    if (g_str_has_prefix(text, "SPDX-") || g_ascii_strncasecmp(text, "copyright", 9) == 0)
        return FALSE;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return TRUE;
    return FALSE;
}

gboolean dln_comments_read(
    DlnComments *comments, const DlnSource *source, gsize start, gsize end, GError **error)
{
    Comment comment;

    while (next_comment(source, &start, end, &comment)) {
        const guint n_before = comments->keys.n_lines;
        if (!dln_archify_keys_read(&comments->keys, source, comment.start, comment.stop, error))
            return FALSE;
        if (comments->keys.n_lines > n_before || !comment.is_line || comments->description != NULL)
            continue;
        g_autofree char *text =
            g_strstrip(g_strndup(source->text + comment.start, comment.stop - comment.start));
        if (describes(text))
            comments->description = g_steal_pointer(&text);
    }
    return TRUE;
}
