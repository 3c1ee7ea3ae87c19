/* SPDX-License-Identifier: Apache-2.0 */
/* rewrite.c: finds the words with the readers' own scanner, so that what is text to them is text here. */
#include "app/author/rewrite.h"

#include <string.h>

#include "format/directive_rules.h"

typedef struct {
    const DlnRewrite *rewrite;
    DlnSource source;
    GString *out;
    gsize copied; /* everything before is in out */
    gboolean has_parent;
    gboolean is_changed;
} Writer;

static void copy_to(Writer *writer, gsize offset)
{
    g_string_append_len(
        writer->out, writer->source.text + writer->copied, (gssize)(offset - writer->copied));
    writer->copied = offset;
}

static void replace(Writer *writer, gsize start, gsize end, const char *text)
{
    copy_to(writer, start);
    g_string_append(writer->out, text);
    writer->copied = end;
    writer->is_changed = TRUE;
}

static gboolean replace_words(
    Writer *writer, const DlnDirectiveRule *rule, const DlnDirective *directive, GError **error)
{
    g_autoptr(GArray) arguments = dln_directive_arguments(rule, &writer->source, directive, error);

    if (arguments == NULL)
        return FALSE;
    for (guint i = 0; i < arguments->len; i++) {
        const DlnArgument *word = &g_array_index(arguments, DlnArgument, i);
        const char *name = g_hash_table_lookup(writer->rewrite->names, word->text);
        if (name != NULL)
            replace(writer, word->offset, word->offset + strlen(word->text), name);
    }
    return TRUE;
}

static gboolean rewrite_directive(
    Writer *writer, const DlnDirectiveRule *rule, const DlnDirective *directive, GError **error)
{
    const gboolean is_parent = g_str_equal(rule->name, "parent");

    writer->has_parent = writer->has_parent || is_parent;
    if (is_parent && writer->rewrite->parents != NULL) {
        g_autofree char *words = g_strconcat(" ", writer->rewrite->parents, NULL);
        replace(writer, directive->name_end, directive->line_end, words);
        return TRUE;
    }
    if (is_parent || g_str_equal(rule->name, "depends"))
        return replace_words(writer, rule, directive, error);
    return TRUE;
}

/* Before the first section; *out_found FALSE: the file has none. */
static gboolean rewrite_lines(Writer *writer, gboolean *out_found, gsize *out_end, GError **error)
{
    DlnDirectiveScanner scanner;
    DlnDirective directive;

    dln_directive_scanner_init(&scanner, &writer->source);
    for (;;) {
        if (!dln_directive_scanner_next(&scanner, &directive, out_found, error))
            return FALSE;
        if (!*out_found)
            return TRUE;
        const DlnDirectiveRule *rule = dln_directive_rule_find(&writer->source, &directive, error);
        if (rule == NULL)
            return FALSE;
        *out_end = directive.offset;
        if (rule->kind != DLN_DIRECTIVE_HEADER)
            return TRUE;
        if (!rewrite_directive(writer, rule, &directive, error))
            return FALSE;
    }
}

static gboolean add_parent_line(Writer *writer, gboolean has_section, gsize end, GError **error)
{
    if (!has_section) {
        const DunlinErrorFacts facts = {.file = writer->source.file};
        dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
            "plain SQL has no line that says what it follows: give the file its sections (\"-- "
            "dunlin:up\") first");
        return FALSE;
    }
    const gboolean is_dos = strstr(writer->source.text, "\r\n") != NULL;
    g_autofree char *line =
        g_strdup_printf("-- dunlin:parent %s%s", writer->rewrite->parents, is_dos ? "\r\n" : "\n");
    replace(writer, end, end, line);
    return TRUE;
}

gboolean dln_rewrite_header(const char *display, const char *text, const DlnRewrite *rewrite,
    char **out_text, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    Writer writer = {
        .rewrite = rewrite,
        .source = {.file = display, .text = text, .length = strlen(text), .line = 1, .column = 1},
        .out = out,
    };
    gboolean has_section;
    gsize end = 0;

    if (!rewrite_lines(&writer, &has_section, &end, error) ||
        (rewrite->parents != NULL && !writer.has_parent &&
            !add_parent_line(&writer, has_section, end, error)))
        return FALSE;
    copy_to(&writer, writer.source.length);
    *out_text = writer.is_changed ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
    return TRUE;
}
