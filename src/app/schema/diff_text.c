/* SPDX-License-Identifier: Apache-2.0 */
/* diff_text.c: steps under headings. */
#include "app/schema/diff_text.h"

#include <string.h>

/* Names may hold anything; a comment ends where its line does, and no directive may be made of one. */
void dln_diff_text_comment(GString *out, const char *lead, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_strdelimit(g_strchomp(lines[i]), "\r\v\f", ' ');
        g_string_append_printf(out, "-- %s%s\n", i == 0 ? lead : "  ", lines[i]);
    }
}

static gboolean is_new_group(const DlnDiffStep *step, const DlnDiffStep *before)
{
    return before == NULL || g_strcmp0(step->about, before->about) != 0;
}

static void append_comments(GString *out, const char *lead, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        dln_diff_text_comment(out, lead, lines->pdata[i]);
}

void dln_diff_text_append(GString *out, const DlnDiffPart *part)
{
    const DlnDiffStep *before = NULL;

    for (guint i = 0; i < part->steps->len; i++) {
        const DlnDiffStep *step = part->steps->pdata[i];
        const gboolean is_new = is_new_group(step, before);
        if (is_new && before != NULL)
            g_string_append_c(out, '\n');
        if (is_new && step->about != NULL)
            dln_diff_text_comment(out, "", step->about);
        append_comments(out, "loses ", step->losses);
        append_comments(out, "note: ", step->notes);
        g_string_append_printf(out, "%s;\n", step->sql);
        before = step;
    }
}

gboolean dln_diff_text_copies(const DlnDiffPart *part)
{
    for (guint i = 0; i < part->steps->len; i++) {
        if (g_str_has_prefix(((const DlnDiffStep *)part->steps->pdata[i])->sql, "INSERT INTO "))
            return TRUE;
    }
    return FALSE;
}

typedef const GPtrArray *(*FieldFunc)(const DlnDiffStep *step);

static const GPtrArray *losses_of(const DlnDiffStep *step)
{
    return step->losses;
}

static const GPtrArray *notes_of(const DlnDiffStep *step)
{
    return step->notes;
}

static void add_lines(GPtrArray *to, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        if (!g_ptr_array_find_with_equal_func(to, lines->pdata[i], g_str_equal, NULL))
            g_ptr_array_add(to, g_strdup(lines->pdata[i]));
    }
}

static GPtrArray *collect(const DlnDiff *diff, FieldFunc field)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

    for (guint p = 0; p < diff->parts->len; p++) {
        const DlnDiffPart *part = diff->parts->pdata[p];
        for (guint i = 0; i < part->steps->len; i++)
            add_lines(texts, field(part->steps->pdata[i]));
    }
    return texts;
}

GPtrArray *dln_diff_losses(const DlnDiff *diff)
{
    return collect(diff, losses_of);
}

GPtrArray *dln_diff_notes(const DlnDiff *diff)
{
    return collect(diff, notes_of);
}

char **dln_diff_text_list(const GPtrArray *texts)
{
    g_autoptr(GStrvBuilder) list = g_strv_builder_new();

    for (guint i = 0; i < texts->len; i++)
        g_strv_builder_add(list, texts->pdata[i]);
    return g_strv_builder_end(list);
}
