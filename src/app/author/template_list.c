/* SPDX-License-Identifier: Apache-2.0 */
/* template_list.c: the templates of a project and their keys, told. */
#include "app/author/template.h"
#include "dunlin/author.h"

static void template_key_free(gpointer data)
{
    DunlinTemplateKey *key = data;

    g_free(key->name);
    g_free(key->kind);
    g_free(key->preset);
    g_free(key->help);
    g_free(key);
}

void dunlin_template_free(DunlinTemplate *self)
{
    if (self == NULL)
        return;
    g_free(self->name);
    g_free(self->summary);
    g_ptr_array_unref(self->keys);
    g_free(self);
}

static DunlinTemplate *describe(const DlnTemplate *from)
{
    DunlinTemplate *template = g_new0(DunlinTemplate, 1);

    template->name = g_strdup(from->name);
    template->summary = g_strdup(from->summary);
    template->keys = g_ptr_array_new_with_free_func(template_key_free);
    for (guint i = 0; i < from->keys->len; i++) {
        const DlnTemplateKey *given = from->keys->pdata[i];
        DunlinTemplateKey *key = g_new0(DunlinTemplateKey, 1);
        key->name = g_strdup(given->name);
        key->kind = dln_template_key_kind(given);
        key->preset = g_strdup(given->preset);
        key->is_required = given->preset == NULL && !given->is_optional;
        key->help = g_strdup(given->help);
        g_ptr_array_add(template->keys, key);
    }
    return template;
}

GPtrArray *dunlin_templates(const DunlinProject *project, GError **error)
{
    g_autoptr(GPtrArray) templates = dln_templates_load(project, error);

    if (templates == NULL)
        return NULL;
    GPtrArray *described = g_ptr_array_new_with_free_func((GDestroyNotify)dunlin_template_free);
    for (guint i = 0; i < templates->len; i++)
        g_ptr_array_add(described, describe(templates->pdata[i]));
    return described;
}
