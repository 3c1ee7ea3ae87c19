/* SPDX-License-Identifier: Apache-2.0 */
/* layer.c: collecting and merging values; the sources that are plain texts (variables and overrides). */
#include "project/layer.h"

#include <string.h>

static const char *const tenant_kinds[] = {"tenants.schemas", "tenants.databases", "tenants.files"};

static void value_free(gpointer data)
{
    DlnValue *value = data;

    if (value == NULL)
        return;
    g_free(value->text);
    g_strfreev(value->items);
    g_free(value->file);
    g_free(value->source);
    g_free(value);
}

static DlnValue *value_from(const char *source, const char *text)
{
    DlnValue *value = g_new0(DlnValue, 1);

    value->source = g_strdup(source);
    value->text = g_strdup(text);
    return value;
}

DlnLayer *dln_layer_new(void)
{
    DlnLayer *layer = g_new0(DlnLayer, 1);

    layer->values = g_ptr_array_new_with_free_func(value_free);
    g_ptr_array_set_size(layer->values, (int)dln_settings_count());
    return layer;
}

void dln_layer_free(DlnLayer *layer)
{
    if (layer == NULL)
        return;
    g_ptr_array_unref(layer->values);
    for (int tree = 0; tree < DLN_N_TREES; tree++)
        dln_node_free(layer->trees[tree]);
    g_free(layer);
}

const DlnValue *dln_layer_get(const DlnLayer *layer, guint setting)
{
    return g_ptr_array_index(layer->values, setting);
}

void dln_layer_set(DlnLayer *layer, guint setting, DlnValue *value)
{
    gpointer *slot = &g_ptr_array_index(layer->values, setting);

    value_free(*slot);
    *slot = value;
}

void dln_layer_set_tree(DlnLayer *layer, DlnTree tree, DlnNode *node)
{
    dln_node_free(layer->trees[tree]);
    layer->trees[tree] = node;
}

/* Two kinds in one source contradict each other; in two sources the later one decides. */
static gboolean replace_tenant_kind(DlnLayer *layer, const DlnLayer *upper, GError **error)
{
    const char *found = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(tenant_kinds); i++) {
        const guint setting = dln_setting_index(tenant_kinds[i]);
        const DlnValue *value = dln_layer_get(upper, setting);
        if (value == NULL)
            continue;
        if (found != NULL) {
            dln_value_error(
                error, setting, value, "%s is set too; a project has one kind of tenants", found);
            return FALSE;
        }
        found = tenant_kinds[i];
    }
    for (guint i = 0; found != NULL && i < G_N_ELEMENTS(tenant_kinds); i++)
        dln_layer_set(layer, dln_setting_index(tenant_kinds[i]), NULL);
    return TRUE;
}

gboolean dln_layer_merge(DlnLayer *layer, DlnLayer *upper, GError **error)
{
    if (!replace_tenant_kind(layer, upper, error))
        return FALSE;
    for (guint i = 0; i < dln_settings_count(); i++) {
        gpointer *slot = &g_ptr_array_index(upper->values, i);
        if (*slot != NULL)
            dln_layer_set(layer, i, g_steal_pointer(slot));
    }
    for (int tree = 0; tree < DLN_N_TREES; tree++) {
        DlnNode *node = g_steal_pointer(&upper->trees[tree]);
        if (node != NULL && layer->trees[tree] != NULL && node->kind == DLN_NODE_MAP &&
            layer->trees[tree]->kind == DLN_NODE_MAP)
            dln_node_merge(layer->trees[tree], node);
        else if (node != NULL)
            dln_layer_set_tree(layer, (DlnTree)tree, node);
    }
    return TRUE;
}

static void take_variable(
    DlnLayer *layer, guint setting, const char *const *environ, const char *variable)
{
    const char *text = g_environ_getenv((char **)environ, variable);

    if (text != NULL && *text != '\0')
        dln_layer_set(layer, setting, value_from(variable, text));
}

DlnLayer *dln_layer_from_environ(const char *const *environ)
{
    DlnLayer *layer = dln_layer_new();
    const DunlinSetting *settings = dunlin_settings();

    for (guint i = 0; settings[i].key != NULL; i++) {
        if (settings[i].variable != NULL)
            take_variable(layer, i, environ, settings[i].variable);
    }
    return layer;
}

DlnLayer *dln_layer_from_database_url(const char *const *environ)
{
    DlnLayer *layer = dln_layer_new();

    take_variable(layer, dln_setting_index("system.url"), environ, "DATABASE_URL");
    return layer;
}

static gboolean add_override(DlnLayer *layer, const char *text, GError **error)
{
    const char *equals = strchr(text, '=');
    guint setting;

    /* Without "=" the text may be anything, a misplaced URL too: it is not repeated. */
    if (equals == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "an override must be written key=value");
        return FALSE;
    }
    g_autofree char *key = g_strndup(text, (gsize)(equals - text));
    if (!dln_setting_find(key, &setting)) {
        const char *dot = strchr(key, '.');
        g_autofree char *section = dot == NULL ? g_strdup("") : g_strndup(key, (gsize)(dot - key));
        g_autofree char *suggestion = dln_setting_suggestion(section, dot == NULL ? key : dot + 1);
        g_autofree char *shown = dln_mask_passwords(key);
        dln_error_set(
            error, DUNLIN_ERROR_CONFIG, NULL, "unknown setting \"%s\"%s", shown, suggestion);
        return FALSE;
    }
    const char *flag = dunlin_settings()[setting].flag;
    g_autofree char *source = flag == NULL ? g_strdup("override") : g_strdup_printf("--%s", flag);
    dln_layer_set(layer, setting, value_from(source, equals + 1));
    return TRUE;
}

DlnLayer *dln_layer_from_overrides(const char *const *overrides, GError **error)
{
    g_autoptr(DlnLayer) layer = dln_layer_new();

    for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++) {
        if (!add_override(layer, overrides[i], error))
            return NULL;
    }
    return g_steal_pointer(&layer);
}

void dln_value_error(GError **error, guint setting, const DlnValue *value, const char *format, ...)
{
    const char *key = dunlin_settings()[setting].key;
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    if (value == NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s: %s", key, text);
    } else if (value->source != NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s (%s): %s", key, value->source, text);
    } else {
        const DunlinErrorFacts facts = {
            .file = value->file, .line = value->line, .column = value->column};
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "%s: %s", key, text);
    }
}
