/* SPDX-License-Identifier: Apache-2.0 */
/* revision.c: the verb revision: the next migration file, ready to be filled in. */
#include <string.h>

#include "base/new_file.h"
#include "dunlin/author.h"
#include "project/project.h"

/* "Add a Notes field!" -> "add_a_notes_field"; what is not ASCII stays. */
static char *slug_of(const char *message)
{
    g_autofree char *lower = g_utf8_strdown(message, -1);
    g_autoptr(GString) slug = g_string_new(NULL);

    for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(slug, c);
        else if (slug->len > 0 && slug->str[slug->len - 1] != '_')
            g_string_append_c(slug, '_');
        if (slug->len >= 60)
            break;
    }
    while (slug->len > 0 && slug->str[slug->len - 1] == '_')
        g_string_truncate(slug, slug->len - 1);
    return g_string_free(g_steal_pointer(&slug), FALSE);
}

/* The highest leading number in use, and how many digits people write: 0042 goes on as 0043. */
static void highest_number(const DlnGraph *graph, guint64 *out_highest, guint *out_digits)
{
    *out_highest = 0;
    *out_digits = 3;
    for (guint i = 0; i < dln_graph_size(graph); i++) {
        const char *id = dln_graph_get(graph, i)->id;
        gsize digits = strspn(id, "0123456789");
        guint64 number = digits > 0 ? g_ascii_strtoull(id, NULL, 10) : 0;
        if (digits > 0 && number >= *out_highest) {
            *out_highest = number;
            *out_digits = (guint)digits;
        }
    }
}

static gboolean choose_scope(
    const DunlinProject *project, const char *asked, DlnScope *out_scope, GError **error)
{
    gboolean has_tenants = project->config.tenants_kind != DLN_TENANTS_NONE;

    *out_scope = DLN_SCOPE_PUBLIC;
    if (asked == NULL && project->config.system == NULL)
        *out_scope = DLN_SCOPE_TENANT;
    else if (asked == NULL && has_tenants) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "this project has a public database and tenants; say which the migration is for with "
            "--scope public, tenant or both");
        return FALSE;
    }
    if (asked != NULL && !dln_scope_from_name(asked, out_scope)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "unknown scope \"%s\"; it is public, tenant or both", asked);
        return FALSE;
    }
    if (!has_tenants && *out_scope & DLN_SCOPE_TENANT) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "this project has no tenants; say where they are under \"tenants\" in dunlin.yaml");
        return FALSE;
    }
    return TRUE;
}

static char *file_text(const DunlinProject *project, const char *message, DlnScope scope)
{
    g_autofree char *line = g_strdelimit(g_strdup(message), "\r\n", ' ');
    gboolean say_scope = project->config.tenants_kind != DLN_TENANTS_NONE;

    return g_strdup_printf("-- %s\n%s%s%s-- dunlin:up\n\n-- dunlin:down\n\n", line,
        say_scope ? "-- dunlin:scope " : "", say_scope ? dln_scope_name(scope) : "",
        say_scope ? "\n" : "");
}

gboolean dunlin_revision_create(DunlinProject *project, const DunlinRevisionOptions *options,
    char **out_file, GError **error)
{
    g_autofree char *slug = slug_of(options->message);
    DlnScope scope;
    guint64 highest;
    guint digits;

    if (*slug == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "the message \"%s\" holds no word to name the file by", options->message);
        return FALSE;
    }
    if (!choose_scope(project, options->scope, &scope, error))
        return FALSE;
    highest_number(project->graph, &highest, &digits);

    g_autofree char *name =
        g_strdup_printf("%0*" G_GUINT64_FORMAT "_%s.sql", (int)digits, highest + 1, slug);
    g_autofree char *path = g_build_filename(project->config.migrations, name, NULL);
    g_autofree char *shown = g_build_filename(project->config.migrations_display, name, NULL);
    g_autofree char *text = file_text(project, options->message, scope);
    if (!dln_make_folder(
            project->config.migrations, project->config.migrations_display, error) ||
        !dln_write_new_file(path, shown, text, error))
        return FALSE;
    *out_file = g_steal_pointer(&shown);
    return TRUE;
}
