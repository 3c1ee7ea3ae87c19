/* SPDX-License-Identifier: Apache-2.0 */
/* option_list.c: the shared options, and the list of one verb's options. Parses nothing. */
#include "option_list.h"

#include <string.h>

static const DlnOption selection_options[] = {
    {"public", 0, DLN_OPTION_SWITCH, NULL, "the shared database"},
    {"tenants", 0, DLN_OPTION_SWITCH, NULL, "all tenants"},
    {"tenant", 't', DLN_OPTION_LIST, "NAME|GLOB",
        "this tenant, or those that match; may be repeated"},
    {NULL},
};

static const DlnOption variable_options[] = {
    {DLN_VARIABLES_OPTION, 's', DLN_OPTION_LIST, "NAME=VALUE",
        "a variable that the configuration declares; may be repeated (environment: "
        "DUNLIN_VAR_NAME)"},
    {NULL},
};

static const DlnOption project_options[] = {
    {"directory", 'C', DLN_OPTION_PATH, "DIR", "run as if started in DIR"},
    {"config", 'c', DLN_OPTION_PATH, "FILE", "configuration file (default: dunlin.yaml)"},
    {"env", 'e', DLN_OPTION_TEXT, "NAME",
        "the environment of the configuration to use (environment: DUNLIN_ENV)"},
    {NULL},
};

static const DlnOption output_options[] = {
    {"json", 0, DLN_OPTION_SWITCH, NULL, "one JSON document on standard output"},
    {"quiet", 'q', DLN_OPTION_SWITCH, NULL, "no progress, warnings, summary or hints"},
    {"verbose", 'v', DLN_OPTION_SWITCH, NULL, "say more"},
    {"no-color", 0, DLN_OPTION_SWITCH, NULL, "no colours (environment: NO_COLOR)"},
    {"help", 'h', DLN_OPTION_SWITCH, NULL, "explain this verb"},
    {NULL},
};

/* Order of help. takes 0: every verb. */
static const struct {
    guint takes;
    const char *heading;
    const DlnOption *options;
    const char *settings_group;
} shared[] = {
    {DLN_TAKES_SELECTION, "Which databases (none of these: all)", selection_options, NULL},
    {DLN_TAKES_RUN, "How to run", NULL, "run"},
    {DLN_TAKES_VARIABLES, "Variables", variable_options, NULL},
    {DLN_TAKES_DIFF, "What to compare", NULL, "diff"},
    {DLN_TAKES_DATABASE, "Databases", NULL, "database"},
    {DLN_TAKES_SCRATCH, "Scratch databases", NULL, "scratch"},
    {DLN_TAKES_PROJECT, "Project", project_options, "project"},
    {0, "Output", output_options, NULL},
};

static gboolean has_letter(const GArray *uses, char letter)
{
    for (guint i = 0; i < uses->len; i++) {
        if (letter && g_array_index(uses, DlnOptionUse, i).option.letter == letter)
            return TRUE;
    }
    return FALSE;
}

/* A verb's own options stand first: a letter is theirs where a shared option has the same. */
static void add_options(GArray *uses, const DlnOption *options, const char *heading)
{
    for (guint i = 0; options && options[i].name; i++) {
        DlnOptionUse use = {.option = options[i], .heading = heading};

        if (has_letter(uses, use.option.letter))
            use.option.letter = 0;
        g_array_append_val(uses, use);
    }
}

static void add_settings(GArray *uses, const char *group, const char *heading)
{
    for (const DunlinSetting *setting = dunlin_settings(); setting->key; setting++) {
        DlnOptionUse use = {.setting = setting, .heading = heading};

        if (!setting->flag || !g_str_equal(setting->group, group))
            continue;
        use.option = (DlnOption){
            .name = setting->flag,
            .kind = setting->value_name ? DLN_OPTION_TEXT : DLN_OPTION_SWITCH,
            .value_name = setting->value_name,
            .help = setting->help,
        };
        g_array_append_val(uses, use);
    }
}

GArray *dln_cli_option_list(const DlnCommand *command)
{
    GArray *uses = g_array_new(FALSE, TRUE, sizeof(DlnOptionUse));

    if (command)
        add_options(uses, command->options, "Options");
    for (guint i = 0; i < G_N_ELEMENTS(shared); i++) {
        if (command && shared[i].takes && !(command->takes & shared[i].takes))
            continue;
        add_options(uses, shared[i].options, shared[i].heading);
        if (shared[i].settings_group)
            add_settings(uses, shared[i].settings_group, shared[i].heading);
    }
    return uses;
}

const DlnOptionUse *dln_cli_option_lookup(const GArray *uses, const char *argument)
{
    gboolean is_long = g_str_has_prefix(argument, "--");
    gsize length = is_long ? strcspn(argument + 2, "=") : 0;

    for (guint i = 0; i < uses->len; i++) {
        const DlnOptionUse *use = &g_array_index(uses, DlnOptionUse, i);
        const char *name = use->option.name;

        if (is_long && strlen(name) == length && strncmp(argument + 2, name, length) == 0)
            return use;
        if (!is_long && use->option.letter && argument[0] == '-' &&
            argument[1] == use->option.letter)
            return use;
    }
    return NULL;
}

char *dln_cli_option_help(const DlnOptionUse *use)
{
    const DunlinSetting *setting = use->setting;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *joined = NULL;
    g_autofree char *help = g_strdup(use->option.help);
    gsize length = strlen(help);

    if (!setting)
        return g_steal_pointer(&help);
    if (setting->default_text)
        g_ptr_array_add(notes, g_strdup_printf("default: %s", setting->default_text));
    if (setting->variable)
        g_ptr_array_add(notes, g_strdup_printf("environment: %s", setting->variable));
    if (length > 0 && help[length - 1] == '.')
        help[length - 1] = '\0';
    if (notes->len == 0)
        return g_steal_pointer(&help);
    g_ptr_array_add(notes, NULL);
    joined = g_strjoinv("; ", (char **)notes->pdata);
    return g_strdup_printf("%s (%s)", help, joined);
}

char *dln_cli_option_synopsis(const DlnOptionUse *use)
{
    const DlnOption *option = &use->option;
    const char *gap = option->value_name ? " " : "";
    const char *value = option->value_name ? option->value_name : "";

    if (option->letter)
        return g_strdup_printf("-%c, --%s%s%s", option->letter, option->name, gap, value);
    return g_strdup_printf("    --%s%s%s", option->name, gap, value);
}
