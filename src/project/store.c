/* SPDX-License-Identifier: Apache-2.0 */
/* store.c: text to numbers, durations, words and addresses. One function a type of setting. */
#include "project/store.h"

#include <string.h>

#include "base/duration.h"
#include "project/desired.h"
#include "project/expand.h"

static const char *const true_words[] = {"true", "yes", "on", "1", NULL};
static const char *const false_words[] = {"false", "no", "off", "0", NULL};

/* Where a value goes and how to say that it is wrong. */
typedef struct {
    guint setting;
    const DlnSettingRule *rule;
    const DlnValue *value;
    const char *const *environ;
    gpointer field;
} Target;

/* Anything may be in the wrong place, a password too. */
static gboolean refuse(const Target *target, const char *text, const char *why, GError **error)
{
    g_autofree char *shown = dln_mask_passwords(text);

    dln_value_error(error, target->setting, target->value, "\"%s\" %s", shown, why);
    return FALSE;
}

/* The cause under the setting's name and place. */
static gboolean refuse_because(const Target *target, const GError *cause, GError **error)
{
    dln_value_error(error, target->setting, target->value, "%s", cause->message);
    return FALSE;
}

static gboolean store_text(const Target *target, const char *text, GError **error)
{
    char **field = target->field;

    g_free(*field);
    *field = g_strdup(text);
    return TRUE;
}

static gboolean store_url(const Target *target, const char *text, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(DlnAddress) address = NULL;
    DlnAddress **field = target->field;

    if (!g_str_equal(text, "none") && !dln_address_parse(text, &address, &cause))
        return refuse_because(target, cause, error);
    dln_address_free(*field);
    *field = g_steal_pointer(&address);
    return TRUE;
}

static gboolean store_count(const Target *target, const char *text, GError **error)
{
    const DlnSettingRule *rule = target->rule;
    guint64 number;

    if (!g_ascii_string_to_unsigned(
            text, 10, (guint64)rule->minimum, (guint64)rule->maximum, &number, NULL)) {
        g_autofree char *why =
            g_strdup_printf("is no whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                rule->minimum, rule->maximum);
        return refuse(target, text, why, error);
    }
    *(guint *)target->field = (guint)number;
    return TRUE;
}

static gboolean store_duration(const Target *target, const char *text, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *shown = dln_mask_passwords(text);
    gint64 ms;

    if (!dln_duration_parse(shown, &ms, &cause))
        return refuse_because(target, cause, error);
    if (ms < target->rule->minimum)
        return refuse(target, text, "is too short", error);
    if (ms > target->rule->maximum)
        return refuse(target, text, "is too long: 24d is the limit", error);
    *(gint64 *)target->field = ms;
    return TRUE;
}

static gboolean store_choice(const Target *target, const char *text, GError **error)
{
    const char *const *choices = target->rule->choices;

    for (guint i = 0; choices[i] != NULL; i++) {
        if (g_str_equal(choices[i], text)) {
            *(int *)target->field = (int)i;
            return TRUE;
        }
    }
    g_autofree char *list = g_strjoinv(", ", (char **)choices);
    g_autofree char *why = g_strdup_printf("is none of %s", list);
    return refuse(target, text, why, error);
}

static gboolean store_switch(const Target *target, const char *text, GError **error)
{
    g_autofree char *folded = g_ascii_strdown(text, -1);

    if (!g_strv_contains(true_words, folded) && !g_strv_contains(false_words, folded))
        return refuse(target, text, "is neither true nor false", error);
    *(gboolean *)target->field = g_strv_contains(true_words, folded);
    return TRUE;
}

static gboolean (*const store_functions[])(const Target *, const char *, GError **) = {
    [DLN_SETTING_TEXT] = store_text,
    [DLN_SETTING_URL] = store_url,
    [DLN_SETTING_COUNT] = store_count,
    [DLN_SETTING_DURATION] = store_duration,
    [DLN_SETTING_CHOICE] = store_choice,
    [DLN_SETTING_SWITCH] = store_switch,
};

/* Only the file is expanded: a shell has done so already for the others. */
static char *expand(const Target *target, const char *text, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (target->value == NULL || target->value->source != NULL)
        return g_strdup(text);
    char *expanded = dln_expand(text, target->environ, &cause);
    if (expanded == NULL)
        refuse_because(target, cause, error);
    return expanded;
}

static gboolean store_list(const Target *target, GError **error)
{
    const DlnValue *value = target->value;
    g_auto(GStrv) items = NULL;
    g_autoptr(GStrvBuilder) list = g_strv_builder_new();
    const char *default_text = dunlin_settings()[target->setting].default_text;
    char ***field = target->field;

    if (value == NULL && default_text != NULL)
        items = g_strsplit(default_text, ",", -1);
    if (value != NULL && value->text != NULL) {
        g_autofree char *text = expand(target, value->text, error);
        if (text == NULL)
            return FALSE;
        items = g_strsplit(text, ",", -1);
    }
    char **source = items != NULL ? items : value != NULL ? value->items : NULL;
    for (guint i = 0; source != NULL && source[i] != NULL; i++) {
        g_autofree char *item =
            items != NULL ? g_strdup(source[i]) : expand(target, source[i], error);
        if (item == NULL)
            return FALSE;
        if (*g_strstrip(item) == '\0') {
            dln_value_error(error, target->setting, value, "an entry of the list is empty");
            return FALSE;
        }
        g_strv_builder_add(list, item);
    }
    g_strfreev(*field);
    *field = g_strv_builder_end(list);
    if (**field != NULL || default_text == NULL)
        return TRUE;
    dln_value_error(error, target->setting, value, "is empty");
    return FALSE;
}

gboolean dln_config_store(DlnConfig *config, guint setting, const DlnValue *value,
    const char *const *environ, GError **error)
{
    const DlnSettingRule *rule = dln_setting_rule(setting);
    const Target target = {setting, rule, value, environ, (char *)config + rule->offset};
    const char *text = value != NULL ? value->text : dunlin_settings()[setting].default_text;

    if (rule->type == DLN_SETTING_LIST)
        return store_list(&target, error);
    /* "$DATABASE_URL" is a default for people; the variable itself is a layer. */
    if (text == NULL || (value == NULL && rule->type == DLN_SETTING_URL))
        return TRUE;

    g_autofree char *expanded = expand(&target, text, error);
    if (expanded == NULL)
        return FALSE;
    if (*g_strstrip(expanded) == '\0') {
        dln_value_error(error, setting, value, "is empty");
        return FALSE;
    }
    return store_functions[rule->type](&target, expanded, error);
}

void dln_config_clear(DlnConfig *config)
{
    for (guint i = 0; i < dln_settings_count(); i++) {
        const DlnSettingRule *rule = dln_setting_rule(i);
        gpointer field = (char *)config + rule->offset;
        /* Several settings may share a field: what is freed is also forgotten. */
        if (rule->type == DLN_SETTING_TEXT)
            g_clear_pointer((char **)field, g_free);
        else if (rule->type == DLN_SETTING_LIST)
            g_clear_pointer((char ***)field, g_strfreev);
        else if (rule->type == DLN_SETTING_URL)
            g_clear_pointer((DlnAddress **)field, dln_address_free);
    }
    g_clear_pointer(&config->migrations_display, g_strfreev);
    g_clear_pointer(&config->hooks, dln_hooks_free);
    g_clear_pointer(&config->variables, dln_variables_unref);
    g_clear_error(&config->unset_required);
    g_clear_pointer(&config->desired_public, dln_desired_free);
    g_clear_pointer(&config->desired_tenant, dln_desired_free);
}
