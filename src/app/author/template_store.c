/* SPDX-License-Identifier: Apache-2.0 */
/* template_store.c: where templates are kept: ours within the program, a project's own in a folder. */
#include <string.h>

#include "app/author/template.h"
#include "app/author/template_resource.h"
#include "app/author/text.h"
#include "base/suggest.h"
#include "project/text_file.h"

#define OURS "/dunlin/templates"
#define SUFFIX ".sql"

static int compare(gconstpointer a, gconstpointer b)
{
    const DlnTemplate *const *left = a;
    const DlnTemplate *const *right = b;

    return strcmp((*left)->name, (*right)->name);
}

static const DlnTemplate *find(const GPtrArray *templates, const char *name)
{
    for (guint i = 0; i < templates->len; i++) {
        if (g_str_equal(((const DlnTemplate *)templates->pdata[i])->name, name))
            return templates->pdata[i];
    }
    return NULL;
}

static gboolean add(
    GPtrArray *templates, const char *file, const char *display, const char *text, GError **error)
{
    g_autofree char *name = g_strndup(file, strlen(file) - strlen(SUFFIX));

    if (find(templates, name) != NULL)
        return TRUE;
    DlnTemplate *template = dln_template_parse(name, display, text, error);
    if (template != NULL)
        g_ptr_array_add(templates, template);
    return template != NULL;
}

static gboolean add_ours(GPtrArray *templates, GError **error)
{
    GResource *resource = dln_templates_get_resource();
    g_auto(GStrv) names = g_resource_enumerate_children(resource, OURS, 0, error);

    for (guint i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *path = g_strconcat(OURS "/", names[i], NULL);
        g_autoptr(GBytes) bytes = g_resource_lookup_data(resource, path, 0, error);
        if (bytes == NULL)
            return FALSE;
        g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        if (!add(templates, names[i], names[i], text, error))
            return FALSE;
    }
    return names != NULL;
}

static gboolean add_folder(GPtrArray *templates, const DunlinProject *project, GError **error)
{
    const char *path = project->config.revision_templates;
    g_autoptr(GError) found = NULL;
    g_autoptr(GDir) folder = path != NULL ? g_dir_open(path, 0, &found) : NULL;

    if (found != NULL)
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "revision.templates: %s", found->message);
    if (folder == NULL)
        return path == NULL;
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;) {
        if (!g_str_has_suffix(name, SUFFIX) || *name == '.')
            continue;
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_autofree char *display = dln_author_shown_path(project, file);
        g_autofree char *text = NULL;
        if (!dln_text_file_read(file, display, DLN_TEXT_FILE_REQUIRED, &text, error) ||
            !add(templates, name, display, text, error))
            return FALSE;
    }
    return TRUE;
}

GPtrArray *dln_templates_load(const DunlinProject *project, GError **error)
{
    g_autoptr(GPtrArray) templates =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_template_free);

    if (!add_folder(templates, project, error) || !add_ours(templates, error))
        return NULL;
    g_ptr_array_sort(templates, compare);
    return g_steal_pointer(&templates);
}

const DlnTemplate *dln_templates_find(const GPtrArray *templates, const char *name, GError **error)
{
    const DlnTemplate *template = find(templates, name);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

    if (template != NULL)
        return template;
    for (guint i = 0; i < templates->len; i++)
        g_strv_builder_add(builder, ((const DlnTemplate *)templates->pdata[i])->name);
    g_auto(GStrv) names = g_strv_builder_end(builder);
    g_autofree char *list = g_strjoinv(", ", names);
    const char *meant = dln_suggest(name, (const char *const *)names);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "there is no template \"%s\"%s%s%s: there are %s", name,
        meant != NULL ? " (did you mean \"" : "", meant != NULL ? meant : "",
        meant != NULL ? "\"?)" : "", list);
    return NULL;
}
