/* SPDX-License-Identifier: Apache-2.0 */
/* template_text.c: which lines of a template are wanted, and then the values in them. The values come last: what is in
 * them is never read as a part of the template. */
#include "app/author/template_text.h"

#include <string.h>

#define ENGINE_LINE "-- dunlin:engine "
#define ALL_ENGINES                                                                                \
    (DLN_TEMPLATE_ENGINE(DLN_ENGINE_POSTGRES) | DLN_TEMPLATE_ENGINE(DLN_ENGINE_SQLITE))

typedef struct {
    const DlnTemplate *template;
    const DlnTemplateFile *file;
    const DlnTemplateValues *values;
    guint engines;
} Maker;

static void text_free(gpointer data)
{
    DlnTemplateText *text = data;

    g_free(text->message);
    g_free(text->body);
    g_free(text);
}

/* -- Engines ------------------------------------------------------------------------------------- */

static const char *after(const char *line, const char *prefix)
{
    return g_str_has_prefix(line, prefix) ? line + strlen(prefix) : NULL;
}

/* Which lines are wanted where the reader stands. */
typedef struct {
    const Maker *maker;
    guint lines_for;    /* engines, by "-- template:engine" */
    guint sections_for; /* engines, by "-- dunlin:engine" */
    gboolean needs_all; /* "-- template:engine both" */
    guint ups;          /* engines that have an "up" */
} Chooser;

/* Whether the line says for which engines those below it are. */
static gboolean changes_engines(Chooser *chooser, const char *line)
{
    const char *lines = after(line, DLN_TEMPLATE_FOR_ENGINE);
    const char *sections = after(line, ENGINE_LINE);
    const char *name = lines != NULL ? lines : sections;
    DlnEngineKind kind;

    if (name == NULL)
        return FALSE;
    const guint engines =
        dln_engine_kind_from_name(name, &kind) ? DLN_TEMPLATE_ENGINE(kind) : ALL_ENGINES;
    if (sections != NULL) {
        chooser->sections_for = engines;
        return chooser->maker->engines != ALL_ENGINES;
    }
    chooser->lines_for = engines;
    chooser->needs_all = g_str_equal(name, "both");
    return TRUE;
}

static gboolean wants(const Chooser *chooser)
{
    const guint engines = chooser->maker->engines;

    return engines & chooser->lines_for && engines & chooser->sections_for &&
           (!chooser->needs_all || engines == ALL_ENGINES);
}

/* Each engine of the project must find an "up" in a file. */
static void add_missing(const Chooser *chooser, GString *chosen)
{
    for (guint engine = 0; engine < DLN_N_ENGINES; engine++) {
        if (chooser->maker->engines & ~chooser->ups & DLN_TEMPLATE_ENGINE(engine))
            g_string_append_printf(chosen,
                ENGINE_LINE "%s\n-- dunlin:up\n-- Nothing is to be done here.\n-- dunlin:down\n",
                dln_engine_kind_name((DlnEngineKind)engine));
    }
}

/* The lines for the engines; with one engine alone, which one need not be said. NULL: no section is for them. */
static char *choose_lines(const Maker *maker)
{
    g_auto(GStrv) lines = g_strsplit(maker->file->text, "\n", -1);
    g_autoptr(GString) chosen = g_string_new(NULL);
    Chooser chooser = {
        .maker = maker,
        .lines_for = ALL_ENGINES,
        .sections_for = ALL_ENGINES,
    };

    for (guint i = 0; lines[i] != NULL && !(lines[i + 1] == NULL && *lines[i] == '\0'); i++) {
        if (changes_engines(&chooser, lines[i]) || !wants(&chooser))
            continue;
        if (g_str_equal(lines[i], "-- dunlin:up"))
            chooser.ups |= chooser.sections_for;
        g_string_append_printf(chosen, "%s\n", lines[i]);
    }
    if (!(chooser.ups & maker->engines))
        return NULL;
    add_missing(&chooser, chosen);
    return g_string_free(g_steal_pointer(&chosen), FALSE);
}

/* -- Repeated lines ------------------------------------------------------------------------------ */

/* The key of "${key:each…}" in line. (transfer full) (nullable) */
static char *repeated_key(const char *line)
{
    const char *form = strstr(line, ":each");
    const char *start = form;

    while (start != NULL && start > line && *start != '{')
        start--;
    return form != NULL ? g_strndup(start + 1, (gsize)(form - start - 1)) : NULL;
}

static void number_forms(GString *line, guint index)
{
    g_autofree char *each = g_strdup_printf(":each.%u}", index);
    g_autofree char *name = g_strdup_printf(":each-name.%u}", index);

    g_string_replace(line, ":each}", each, 0);
    g_string_replace(line, ":each-name}", name, 0);
}

static char *repeat_lines(const DlnTemplateValues *values, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) repeated = g_string_new(NULL);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_autofree char *key = repeated_key(lines[i]);
        const guint times = key != NULL ? dln_template_values_count(values, key) : 0;
        const char *end = lines[i + 1] != NULL ? "\n" : "";
        if (times == 0)
            g_string_append_printf(repeated, "%s%s", lines[i], end);
        for (guint n = 0; n < times; n++) {
            g_autoptr(GString) line = g_string_new(lines[i]);
            number_forms(line, n);
            g_string_append_printf(repeated, "%s%s", line->str, end);
        }
    }
    return g_string_free(g_steal_pointer(&repeated), FALSE);
}

/* -- Optional parts ------------------------------------------------------------------------------ */

/* Whether each key that part uses has a value. */
static gboolean has_values(const DlnTemplateValues *values, const char *part)
{
    for (const char *p = part; (p = strstr(p, "${")) != NULL; p += strlen("${")) {
        g_autofree char *key = g_strndup(p + strlen("${"), strcspn(p + strlen("${"), ":}"));
        if (!dln_template_values_has(values, key))
            return FALSE;
    }
    return TRUE;
}

/* The first "}}" that does not begin with the "}" of a "${…}". */
static const char *part_end(const char *part)
{
    gboolean in_reference = FALSE;

    for (const char *p = part; *p != '\0'; p++) {
        if (g_str_has_prefix(p, "${"))
            in_reference = TRUE;
        else if (in_reference && *p == '}')
            in_reference = FALSE;
        else if (g_str_has_prefix(p, "}}"))
            return p;
    }
    return NULL;
}

static char *choose_parts(const DlnTemplateValues *values, const char *text)
{
    g_autoptr(GString) chosen = g_string_new(NULL);
    const char *at = text;

    for (const char *open; (open = strstr(at, "{{")) != NULL;) {
        const char *end = part_end(open + strlen("{{"));
        if (end == NULL)
            break;
        g_autofree char *part = g_strndup(open + strlen("{{"), (gsize)(end - open) - strlen("{{"));
        g_string_append_len(chosen, at, open - at);
        if (has_values(values, part))
            g_string_append(chosen, part);
        at = end + strlen("}}");
    }
    g_string_append(chosen, at);
    return g_string_free(g_steal_pointer(&chosen), FALSE);
}

/* -- All of it ----------------------------------------------------------------------------------- */

/* In a message a value is what it is in a comment. */
static char *make_message(const Maker *maker, GError **error)
{
    g_autoptr(GString) text = g_string_new(maker->file->message);

    g_string_replace(text, "}", ":text}", 0);
    return dln_file_template_render(
        text->str, maker->template->display, dln_template_values_table(maker->values), error);
}

static DlnTemplateText *make_text(const Maker *maker, const char *lines, GError **error)
{
    g_autofree char *repeated = repeat_lines(maker->values, lines);
    g_autofree char *chosen = choose_parts(maker->values, repeated);
    g_autofree char *body = dln_file_template_render(
        chosen, maker->template->display, dln_template_values_table(maker->values), error);
    g_autofree char *message = body != NULL ? make_message(maker, error) : NULL;

    if (message == NULL)
        return NULL;
    DlnTemplateText *text = g_new0(DlnTemplateText, 1);
    text->message = g_steal_pointer(&message);
    text->body = g_steal_pointer(&body);
    return text;
}

GPtrArray *dln_template_texts(
    const DlnTemplate *template, const DlnTemplateValues *values, guint engines, GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(text_free);

    for (guint i = 0; i < template->files->len; i++) {
        const Maker maker = {template, template->files->pdata[i], values, engines};
        g_autofree char *lines = choose_lines(&maker);
        DlnTemplateText *text = lines != NULL ? make_text(&maker, lines, error) : NULL;
        if (lines != NULL && text == NULL)
            return NULL;
        if (text != NULL)
            g_ptr_array_add(texts, text);
    }
    if (texts->len == 0) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the template \"%s\" has nothing for the engine of this scope's databases",
            template->name);
        return NULL;
    }
    return g_steal_pointer(&texts);
}
