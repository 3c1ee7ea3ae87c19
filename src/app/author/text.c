/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: description, directives and sections of a new migration. */
#include "app/author/text.h"

#include <string.h>

#include "app/author/file_template.h"
#include "project/text_file.h"

#define DIRECTIVE "-- dunlin:"
#define PLACE                                                                                      \
    "${directives}" /* of the directives that are needed; alone in its line, it goes with them */

static const char own_template[] =
    "-- ${message}\n" PLACE "\n" DIRECTIVE "up\n\n" DIRECTIVE "down\n\n";
static const char body_template[] = "-- ${message}\n" PLACE "\n${body}";
static const char final_template[] =
    "-- ${message}\n" PLACE "\n" DIRECTIVE "up\n" DIRECTIVE "down\n";

/* One line that a terminal takes for text; a comment ends where its line does. */
static char *one_line(const char *message)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (const char *p = message; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        const GUnicodeType type = g_unichar_type(c);
        const gboolean is_break = g_unichar_iscntrl(c) || type == G_UNICODE_LINE_SEPARATOR ||
                                  type == G_UNICODE_PARAGRAPH_SEPARATOR;
        g_string_append_unichar(line, is_break ? ' ' : c);
    }
    return g_strstrip(g_string_free(g_steal_pointer(&line), FALSE));
}

/* What a comment must not begin with, or it is more than one. */
static gboolean check_message(const char *line, GError **error)
{
    static const char *const words[] = {"dunlin", "MIGRATION_"};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        const gsize length = strlen(words[i]);
        if (g_ascii_strncasecmp(line, words[i], length) != 0 || strchr(line + length, ':') == NULL)
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the message must not begin with \"%s\" and have a colon: the file would be read as "
            "something else",
            words[i]);
        return FALSE;
    }
    return TRUE;
}

/* -- Directives ---------------------------------------------------------------------------------- */

static void add_directive(GString *out, const char *name, const char *const *words)
{
    g_autofree char *joined = words != NULL ? g_strjoinv(" ", (char **)words) : NULL;

    if (joined != NULL && *joined != '\0')
        g_string_append_printf(out, DIRECTIVE "%s %s\n", name, joined);
}

static gboolean add_parents(
    GString *out, const DunlinProject *project, const DlnAuthorRequest *request, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    for (guint i = 0; request->follows == NULL && i < request->parents->len; i++) {
        g_autofree char *name = dln_author_name_of(project, request->parents->pdata[i], error);
        if (name == NULL)
            return FALSE;
        g_strv_builder_add(builder, name);
    }
    if (request->follows != NULL)
        g_strv_builder_add(builder, request->follows);
    else if (request->parents->len == 0)
        g_strv_builder_add(builder, "none");
    g_auto(GStrv) names = g_strv_builder_end(builder);
    add_directive(out, "parent", (const char *const *)names);
    return TRUE;
}

/* scope: NULL where it need not be said. */
static char *directives(const DunlinProject *project, const DlnAuthorRequest *request,
    const char *scope, DlnAuthorParents parents, GError **error)
{
    const char *const scope_words[] = {scope, NULL};
    g_autoptr(GString) out = g_string_new(NULL);

    add_directive(out, "scope", scope_words);
    if (parents == DLN_AUTHOR_PARENTS_NAMED && !add_parents(out, project, request, error))
        return NULL;
    add_directive(out, "depends", request->depends);
    add_directive(out, "label", request->labels);
    if (out->len > 0)
        g_string_truncate(out, out->len - 1);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* -- Templates ----------------------------------------------------------------------------------- */

char *dln_author_shown_path(const DunlinProject *project, const char *path)
{
    const gsize root = strlen(project->root);

    return g_strdup(
        g_str_has_prefix(path, project->root) && path[root] == '/' ? path + root + 1 : path);
}

/* The project's template, or ours. *out_display: NULL for ours. */
static gboolean read_template(const DunlinProject *project, const DlnAuthorRequest *request,
    char **out_text, char **out_display, GError **error)
{
    const char *path = project->config.revision_template;

    *out_display = NULL;
    if (request->body != NULL) {
        *out_text = g_strdup(body_template);
        return TRUE;
    }
    if (path == NULL || request->flags & DLN_AUTHOR_FINAL) {
        *out_text = g_strdup(request->flags & DLN_AUTHOR_FINAL ? final_template : own_template);
        return TRUE;
    }
    *out_display = dln_author_shown_path(project, path);
    return dln_text_file_read(path, *out_display, DLN_TEXT_FILE_REQUIRED, out_text, error);
}

/* The place of the first line that begins with "-- dunlin:", and whether one of them is "up". */
static const char *first_directive(const char *text, gboolean *out_has_up)
{
    const char *first = NULL;

    *out_has_up = FALSE;
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n' ? 1 : 0;
        if (!g_str_has_prefix(line, DIRECTIVE))
            continue;
        first = first != NULL ? first : line;
        const char *word = line + strlen(DIRECTIVE);
        if (strcspn(word, " \t\r\n") == strlen("up") && g_str_has_prefix(word, "up"))
            *out_has_up = TRUE;
    }
    return first;
}

/* text without the line for directives, where there are none. (transfer full) */
static char *without_place(const char *text, const char *lines)
{
    g_autoptr(GString) rest = g_string_new(text);

    if (*lines == '\0')
        g_string_replace(rest, "\n" PLACE "\n", "\n", 1);
    return g_string_free(g_steal_pointer(&rest), FALSE);
}

/* A template need not care for directives: those that are needed come before its own first one. lines: those. */
static char *place_directives(
    const char *text, const char *display, const char *lines, GError **error)
{
    gboolean has_up;
    const char *first = first_directive(text, &has_up);

    if (!has_up) {
        const DunlinErrorFacts facts = {.file = display};
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts,
            "the template has no \"-- dunlin:up\": without it nothing of a migration would be "
            "applied");
        return NULL;
    }
    g_autoptr(GString) placed = g_string_new(text);
    if (!dln_file_template_uses(text, "directives"))
        g_string_insert(placed, first - text, PLACE "\n");
    return without_place(placed->str, lines);
}

char *dln_author_text(const DunlinProject *project, const DlnAuthorRequest *request, const char *id,
    DlnAuthorParents parents, GError **error)
{
    g_autofree char *line = one_line(request->message);
    g_autofree char *template = NULL;
    g_autofree char *display = NULL;

    if (!check_message(line, error) || !read_template(project, request, &template, &display, error))
        return NULL;

    const char *scope = dln_scope_name(request->scope);
    const gboolean says_scope = project->config.tenants_kind != DLN_TENANTS_NONE &&
                                !dln_file_template_uses(template, "scope");
    g_autofree char *lines =
        directives(project, request, says_scope ? scope : NULL, parents, error);
    g_autofree char *whole = lines == NULL ? NULL
                             : request->body != NULL
                                 ? without_place(template, lines)
                                 : place_directives(template, display, lines, error);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *date = g_date_time_format(now, "%Y-%m-%d");
    g_autofree char *time = g_date_time_format(now, "%H:%M:%S");
    const DlnTemplateValue values[] = {{"message", line}, {"id", id}, {"scope", scope},
        {"directives", lines}, {"date", date}, {"time", time}, {"user", g_get_user_name()},
        {request->body != NULL ? "body" : NULL, request->body}, {NULL, NULL}};
    return whole != NULL ? dln_file_template_render(whole, display, values, error) : NULL;
}
