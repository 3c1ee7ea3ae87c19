/* SPDX-License-Identifier: Apache-2.0 */
/* arguments.c: argv → options and words, with GOption doing the splitting. Prints nothing, knows no verb by name. */
#include "arguments.h"

#include <string.h>

#include "suggest.h"

struct DlnArguments {
    GArray *uses;         /* (element-type DlnOptionUse) */
    GHashTable *values;   /* option's name → GPtrArray of values, NULL-terminated */
    GPtrArray *overrides; /* NULL-terminated once parsed */
    GPtrArray *words;     /* the same */
};

static DlnArguments *arguments_new(const DlnCommand *command)
{
    DlnArguments *arguments = g_new0(DlnArguments, 1);

    arguments->uses = dln_cli_option_list(command);
    arguments->values =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    arguments->overrides = g_ptr_array_new_with_free_func(g_free);
    arguments->words = g_ptr_array_new_with_free_func(g_free);
    return arguments;
}

void dln_cli_arguments_free(DlnArguments *arguments)
{
    if (!arguments)
        return;
    g_array_unref(arguments->uses);
    g_hash_table_unref(arguments->values);
    g_ptr_array_unref(arguments->overrides);
    g_ptr_array_unref(arguments->words);
    g_free(arguments);
}

static gboolean on_option(const char *name, const char *value, gpointer user_data, GError **error)
{
    DlnArguments *arguments = user_data;
    const DlnOptionUse *use = dln_cli_option_lookup(arguments->uses, name);
    GPtrArray *values = g_hash_table_lookup(arguments->values, use->option.name);

    if (value && use->option.kind != DLN_OPTION_PATH && !g_utf8_validate(value, -1, NULL)) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "the value of --%s is not valid UTF-8", use->option.name);
        return FALSE;
    }
    if (!values) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(values, NULL);
        g_hash_table_insert(arguments->values, (gpointer)use->option.name, values);
    }
    g_ptr_array_insert(values, (int)values->len - 1, g_strdup(value ? value : ""));
    if (use->setting)
        g_ptr_array_add(arguments->overrides,
            g_strdup_printf("%s=%s", use->setting->key, value ? value : "true"));
    return TRUE;
}

/* Every option goes to on_option as raw bytes: converting from the locale would refuse "é" in the locale C. */
static GArray *make_entries(const GArray *uses)
{
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));

    for (guint i = 0; i < uses->len; i++) {
        const DlnOption *option = &g_array_index(uses, DlnOptionUse, i).option;
        GOptionEntry entry = {
            .long_name = option->name,
            .short_name = option->letter,
            .flags =
                option->kind == DLN_OPTION_SWITCH ? G_OPTION_FLAG_NO_ARG : G_OPTION_FLAG_FILENAME,
            .arg = G_OPTION_ARG_CALLBACK,
            .arg_data = on_option,
        };

        g_array_append_val(entries, entry);
    }
    return entries;
}

static gboolean is_option(const char *argument)
{
    return argument[0] == '-' && argument[1] && !g_ascii_isdigit(argument[1]);
}

static void set_unknown_option(const DlnArguments *arguments, const char *argument, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *name = g_strndup(argument, strcspn(argument, "="));
    const char *nearest = NULL;

    for (guint i = 0; i < arguments->uses->len; i++)
        g_ptr_array_add(
            names, (gpointer)g_array_index(arguments->uses, DlnOptionUse, i).option.name);
    if (g_str_has_prefix(name, "--"))
        nearest = dln_cli_suggest(name + 2, names);
    if (nearest)
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "unknown option \"%s\"; did you mean \"--%s\"?", name, nearest);
    else
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "unknown option \"%s\"", name);
}

/* Takes GOption's leftovers and what stood behind "--". */
static gboolean take_words(
    DlnArguments *arguments, char **left, const char *const *behind, GError **error)
{
    for (guint i = 1; left[0] && left[i]; i++) {
        if (is_option(left[i])) {
            set_unknown_option(arguments, left[i], error);
            return FALSE;
        }
        g_ptr_array_add(arguments->words, g_strdup(left[i]));
    }
    for (guint i = 0; behind && behind[i]; i++)
        g_ptr_array_add(arguments->words, g_strdup(behind[i]));
    for (guint i = 0; i < arguments->words->len; i++) {
        if (g_utf8_validate(arguments->words->pdata[i], -1, NULL))
            continue;
        g_set_error(
            error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "argument %u is not valid UTF-8", i + 1);
        return FALSE;
    }
    g_ptr_array_add(arguments->words, NULL);
    g_ptr_array_add(arguments->overrides, NULL);
    return TRUE;
}

/* GOption's sentences begin with a capital; its texts are otherwise as they should be. */
static void adopt_error(GError **error, const GError *cause)
{
    g_autofree char *text = g_strdup(cause->message);

    if (cause->domain == G_OPTION_ERROR)
        text[0] = g_ascii_tolower(text[0]);
    g_set_error_literal(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, text);
}

/* "-r001:003" becomes two words: GOption wants a value behind a letter by itself.
 * Returns: whether the next argument is the value of this one. */
static gboolean add_argument(GStrvBuilder *builder, const GArray *uses, const char *argument)
{
    const DlnOptionUse *use = *argument == '-' ? dln_cli_option_lookup(uses, argument) : NULL;
    gboolean is_short = use && argument[1] != '-';

    if (!use || !use->option.value_name) {
        g_strv_builder_add(builder, argument);
        return FALSE;
    }
    if (is_short && argument[2]) {
        const char letter[] = {'-', argument[1], '\0'};

        g_strv_builder_add(builder, letter);
        g_strv_builder_add(builder, argument + 2);
        return FALSE;
    }
    g_strv_builder_add(builder, argument);
    return is_short || !strchr(argument, '=');
}

gboolean dln_cli_arguments_parse(const DlnCommand *command, const char *const *argv,
    DlnArguments **out_arguments, GError **error)
{
    g_autoptr(DlnArguments) arguments = arguments_new(command);
    g_autoptr(GArray) entries = make_entries(arguments->uses);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    GOptionGroup *group = g_option_group_new("main", "", "", arguments, NULL);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) before = NULL;
    guint i;

    for (i = 0; argv[i] && !g_str_equal(argv[i], "--"); i++)
        if (add_argument(builder, arguments->uses, argv[i]) && argv[i + 1] &&
            !g_str_equal(argv[i + 1], "--"))
            g_strv_builder_add(builder, argv[++i]);
    before = g_strv_builder_end(builder);

    g_option_group_add_entries(group, (GOptionEntry *)entries->data);
    g_option_context_set_main_group(context, group);
    g_option_context_set_help_enabled(context, FALSE);
    /* Unknown ones are found below: GOption would take the target "-1" for an option. */
    g_option_context_set_ignore_unknown_options(context, TRUE);
    if (!g_option_context_parse_strv(context, &before, &cause)) {
        adopt_error(error, cause);
        return FALSE;
    }
    if (!take_words(arguments, before, argv[i] ? argv + i + 1 : NULL, error))
        return FALSE;
    *out_arguments = g_steal_pointer(&arguments);
    return TRUE;
}

gboolean dln_cli_arguments_has(const DlnArguments *arguments, const char *option)
{
    return g_hash_table_contains(arguments->values, option);
}

const char *const *dln_cli_arguments_list(const DlnArguments *arguments, const char *option)
{
    GPtrArray *values = g_hash_table_lookup(arguments->values, option);

    return values ? (const char *const *)values->pdata : NULL;
}

const char *dln_cli_arguments_text(const DlnArguments *arguments, const char *option)
{
    GPtrArray *values = g_hash_table_lookup(arguments->values, option);

    return values ? values->pdata[values->len - 2] : NULL;
}

const char *const *dln_cli_arguments_overrides(const DlnArguments *arguments)
{
    return (const char *const *)arguments->overrides->pdata;
}

const char *const *dln_cli_arguments_words(const DlnArguments *arguments)
{
    return (const char *const *)arguments->words->pdata;
}

guint dln_cli_arguments_n_words(const DlnArguments *arguments)
{
    return arguments->words->len - 1;
}
